/* SPDX-License-Identifier: MIT */
/* Named values as text: names joined by |, what has no name in hexadecimal. */
#include "harness/decode/print.h"
#include "harness/decode/sets.h"

static const struct constant *find_whole(const struct constants *set, uint64_t number)
{
	for (const struct constant *constant = set->list; constant->name; constant++)
		if (constant->mask ? (number & constant->mask) == constant->value : number == constant->value)
			return constant;
	return NULL;
}

static void add_rest(struct text *text, const struct constants *set, uint64_t rest, bool has_names)
{
	if (set->is_octal) {
		if (has_names)
			text_add_char(text, '|');
		text_format(text, "%#03llo", (unsigned long long)rest);
		return;
	}
	if (has_names && rest)
		text_add_char(text, '|');
	if (set->is_decimal && rest)
		text_add_unsigned(text, rest);
	else if (rest || !has_names)
		text_add_hex(text, rest);
	if (rest && !has_names && set->unknown)
		text_format(text, " /* %s */", set->unknown);
}

static void add_flags(struct text *text, const struct constants *set, uint64_t number)
{
	uint64_t rest = number;
	bool has_names = false;

	for (const struct constant *constant = set->list; constant->name; constant++) {
		bool is_there;

		if (constant->mask)
			is_there = (number & constant->mask) == constant->value && (rest & constant->mask) == constant->value;
		else
			is_there = constant->value ? (rest & constant->value) == constant->value : !number;
		if (!is_there)
			continue;
		/* A field whose value is 0 is named once: its bits are gone for the names after it. */
		if (has_names)
			text_add_char(text, '|');
		text_add(text, constant->name);
		has_names = true;
		rest &= ~(constant->mask ? constant->mask : constant->value);
	}
	add_rest(text, set, rest, has_names);
}

/* A file type that is none: the mode is a number then. */
static bool has_unknown_field(const struct constants *set, uint64_t number)
{
	uint64_t fields = 0;

	if (!set->is_octal)
		return false;
	for (const struct constant *constant = set->list; constant->name; constant++) {
		if (constant->mask && (number & constant->mask) == constant->value)
			return false;
		fields |= constant->mask;
	}
	return number & fields;
}

static void add_names(struct text *text, const struct constants *set, uint64_t number)
{
	const struct constant *constant;

	if (has_unknown_field(set, number)) {
		text_format(text, "%#03llo", (unsigned long long)number);
		return;
	}
	if (set->is_flags) {
		add_flags(text, set, number);
		return;
	}
	constant = find_whole(set, number);
	if (constant) {
		text_add(text, constant->name);
		return;
	}
	if (set->unknown)
		text_format(text, "%#llx /* %s */", (unsigned long long)number, set->unknown);
	else if (set->is_decimal || set == &constants_signals)
		text_add_decimal(text, (int32_t)number);
	else
		text_add_hex(text, number);
}

static void add_raw(struct text *text, const struct constants *set, uint64_t number)
{
	if (set == &constants_signals)
		text_add_decimal(text, (int64_t)number);
	else if ((int64_t)number < 0 && !set->is_flags)
		text_add_hex(text, (uint32_t)number);	/* si_code: an int */
	else if (set->is_octal)
		text_format(text, "%#03llo", (unsigned long long)number);
	else
		text_add_hex(text, number);
}

bool has_constant(const struct constants *set, uint64_t number)
{
	if (!set->is_flags)
		return find_whole(set, number);
	if (has_unknown_field(set, number))
		return false;
	for (const struct constant *constant = set->list; constant->name; constant++) {
		if (constant->mask ? (number & constant->mask) == constant->value :
				     constant->value ? (number & constant->value) == constant->value : !number)
			return true;
	}
	return set->is_octal;
}

static void print_whole(struct text *text, const struct value *value, const struct line_style *style)
{
	const struct constants *set = value->set;

	if (style->names == LINE_ABBREV || (style->names == LINE_VERBOSE && !has_constant(set, value->number))) {
		add_names(text, set, value->number);
		return;
	}
	add_raw(text, set, value->number);
	if (style->names == LINE_RAW)
		return;
	text_add(text, " /* ");
	add_names(text, set, value->number);
	text_add(text, " */");
}

static void print_part(struct text *text, const struct constants *set, uint64_t number, const struct line_style *style)
{
	struct value part = {.kind = VALUE_FLAGS, .set = set, .number = number};

	print_whole(text, &part, style);
}

/* Registers that hold a number beside their flags: with -X raw and -X verbose each is printed by itself. */
static bool print_parts(struct text *text, const struct value *value, const struct line_style *style)
{
	struct constants others = *value->set;
	uint64_t number = value->number;
	uint64_t field;

	if (value->set == &constants_clone_flags) {
		field = number & 0xff;
		if (!field)
			return false;
		if (field != number) {
			print_part(text, value->set, number - field, style);
			text_add_char(text, '|');
		}
		print_part(text, &constants_signals, field, style);
		return true;
	}
	if (value->set == &constants_socket_types)
		field = number & 0xf;
	else if (value->set == &constants_statx_flags)
		field = number & 0x6000;
	else
		return false;
	if (field == number || !has_constant(value->set, field) || (!field && value->set == &constants_socket_types))
		return false;
	print_part(text, value->set, field, style);
	text_add_char(text, '|');
	while (others.list->mask)	/* the field's names stand first */
		others.list++;
	print_part(text, &others, number - field, style);
	return true;
}

void print_constants(struct text *text, const struct value *value, const struct line_style *style)
{
	if (style->names == LINE_ABBREV || !print_parts(text, value, style))
		print_whole(text, value, style);
}
