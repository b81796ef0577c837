/* SPDX-License-Identifier: MIT */
/* Named values as text: names joined by |, what has no name in hexadecimal. */
#include "harness/decode/build.h"
#include "harness/decode/flags.h"
#include "harness/decode/print.h"
#include "harness/decode/sets.h"

#include <linux/futex.h>
#include <linux/sched.h>

static const struct constant *find_whole(const struct constants *set, uint64_t number)
{
	for (const struct constant *constant = set->list; constant->name; constant++)
		if (constant->mask ? (number & constant->mask) == constant->value : number == constant->value)
			return constant;
	return NULL;
}

#define MAPPING_TYPES 0xfull	/* MAP_TYPE */

static void add_separator(struct text *text, bool *has_names)
{
	if (*has_names)
		text_add_char(text, '|');
	*has_names = true;
}

/* Permissions are printed always, other bits that have no name before them. */
static void add_octal(struct text *text, const struct constants *set, uint64_t shifted, uint64_t rest, bool has_names)
{
	if (set != &constants_file_modes && rest & ~PERMISSIONS) {
		add_separator(text, &has_names);
		text_add_hex(text, rest & ~PERMISSIONS);
		rest &= PERMISSIONS;
	}
	if (shifted) {
		add_separator(text, &has_names);
		text_format(text, "%u<<%s", (unsigned)(shifted >> HUGE_SHIFT), set->shift);
	}
	add_separator(text, &has_names);
	text_format(text, "%#03llo", (unsigned long long)rest);
}

#define LENGTH_OF_VECTOR 0xffffull

static bool is_length(const struct constants *set)
{
	return set == &constants_vector_lengths || set == &constants_matrix_lengths;
}

/* Behind the flags of clone the signal at the end, behind those of vectors their length. */
static bool add_low_number(struct text *text, const struct constants *set, uint64_t rest, bool has_names)
{
	if (is_length(set)) {
		if (rest & ~LENGTH_OF_VECTOR) {
			add_separator(text, &has_names);
			text_add_hex(text, rest & ~LENGTH_OF_VECTOR);
		}
		add_separator(text, &has_names);
		text_add_hex(text, rest & LENGTH_OF_VECTOR);
		return true;
	}
	if (set != &constants_clone_flags || !(rest & CSIGNAL))
		return false;
	if (rest & ~(uint64_t)CSIGNAL) {
		bool is_first = !has_names;

		add_separator(text, &has_names);
		text_add_hex(text, rest & ~(uint64_t)CSIGNAL);
		if (is_first)
			text_format(text, " /* %s */", set->unknown);
	}
	add_separator(text, &has_names);
	text_add_unsigned(text, rest & CSIGNAL);
	return true;
}

bool is_command(const struct constants *set)
{
	return set == &constants_shmctl_ops || set == &constants_semctl_ops || set == &constants_msgctl_ops;
}

static void add_rest(struct text *text, const struct constants *set, uint64_t shifted, uint64_t rest, bool has_names,
		     bool has_flags)
{
	bool is_first = !has_names;
	/* Of a class and flags, each says by itself that it has no name. */
	bool is_nameless = set == &constants_fanotify_init_flags ? !has_flags : is_first;

	if (add_low_number(text, set, rest, has_names))
		return;
	if (set->is_octal) {
		add_octal(text, set, shifted, rest, has_names);
		return;
	}
	if (rest || (is_first && !shifted)) {
		add_separator(text, &has_names);
		text_add_hex(text, rest);
		if (rest && (is_nameless || is_command(set)) && set->unknown)
			text_format(text, " /* %s */", set->unknown);
	}
	if (shifted) {
		add_separator(text, &has_names);
		text_format(text, "%u<<%s", (unsigned)(shifted >> HUGE_SHIFT), set->shift);
	}
}

static bool is_named_field(const struct constants *set, uint64_t number, uint64_t field)
{
	for (const struct constant *constant = set->list; constant->name; constant++)
		if (constant->mask == field && (number & field) == constant->value)
			return true;
	return false;
}

/* Commands that do not wait by the clock have no name with it, and neither has a command that is none. */
static bool is_futex_name(uint64_t number)
{
	uint64_t command = number & ~(uint64_t)(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME);

	if (command > FUTEX_LOCK_PI2)
		return false;
	return !(number & FUTEX_CLOCK_REALTIME) || command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET ||
	       command == FUTEX_WAIT_REQUEUE_PI;
}

const struct unknown_field *unknown_field_of(const struct constants *set)
{
	static const struct unknown_field fields[] = {
		{&constants_mmap_flags, MAPPING_TYPES, "MAP_???"},
		{&constants_personality_flags, 0xff, "PER_???"},
		{&constants_fanotify_init_flags, 0xc, "FAN_CLASS_???"},
		{&constants_kexec_flags, 0xffff0000, "KEXEC_ARCH_???"},
		{&constants_io_uring_register_ops, 0x7fffffff, "IORING_REGISTER_???"},
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (set == fields[i].set)
			return &fields[i];
	return NULL;
}

/* A field whose value has no name is a number before the names of the others. */
static void add_unnamed_field(struct text *text, const struct constants *set, uint64_t *rest, bool *has_names)
{
	const struct unknown_field *field = unknown_field_of(set);

	if (!field || is_named_field(set, *rest, field->mask))
		return;
	text_format(text, "%#llx /* %s */", (unsigned long long)(*rest & field->mask), field->unknown);
	*rest &= ~field->mask;
	*has_names = true;
}

static void add_flags(struct text *text, const struct constants *set, uint64_t number)
{
	uint64_t shifted = set->shift ? number & HUGE_MASK : 0;
	uint64_t rest = number - shifted, whole = rest;
	bool has_names = false, has_flags = false;

	if (set == &constants_futex_ops && !is_futex_name(number)) {
		text_format(text, "%#llx /* %s */", (unsigned long long)number, set->unknown);
		return;
	}
	add_unnamed_field(text, set, &rest, &has_names);
	if (set == &constants_sched_policies && !is_named_field(set, number, set->list->mask)) {
		text_format(text, "%#llx /* %s */", (unsigned long long)number, set->unknown);
		return;
	}
	for (const struct constant *constant = set->list; constant->name; constant++) {
		bool is_there;

		if (constant->mask)
			is_there = (whole & constant->mask) == constant->value && (rest & constant->mask) == constant->value;
		else
			is_there = constant->value ? (rest & constant->value) == constant->value : !number;
		if (!is_there)
			continue;
		/* A field whose value is 0 is named once: its bits are gone for the names after it. */
		add_separator(text, &has_names);
		text_add(text, constant->name);
		has_flags |= !constant->mask;
		rest &= ~(constant->mask ? constant->mask : constant->value);
	}
	add_rest(text, set, shifted, rest, has_names, has_flags);
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

const char *constant_name(const struct constants *set, uint64_t number)
{
	const struct constant *constant = find_whole(set, number);

	return constant ? constant->name : NULL;
}

bool has_name(const struct constants *set, uint64_t number)
{
	return find_whole(set, number) != NULL;
}

/* Numbers of 64 bits without a sign. */
static bool is_unsigned(const struct constants *set)
{
	return set == &constants_btrfs_objects || set == &constants_btrfs_keys ||
	       set == &constants_limits64;
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
	if (set->unknown && set->is_decimal)
		text_format(text, "%d /* %s */", (int32_t)number, set->unknown);
	else if (set->unknown)
		text_format(text, "%#llx /* %s */", (unsigned long long)number, set->unknown);
	else if (is_unsigned(set) || (set == &constants_signals && number != (uint64_t)(int32_t)number))
		text_add_unsigned(text, number);
	else if (set->is_decimal || set == &constants_signals)
		text_add_decimal(text, (int32_t)number);
	else
		text_add_hex(text, number);
}

static void add_raw(struct text *text, const struct constants *set, uint64_t number)
{
	if (set == &constants_signals)
		text_add_decimal(text, (int64_t)number);
	else if (is_unsigned(set))
		text_add_unsigned(text, number);
	else if (set->is_decimal)
		text_add_decimal(text, (int32_t)number);
	else if (set == &constants_si_codes)
		text_add_hex(text, (uint32_t)number);	/* an int, those below 0 with their sign */
	else if (set->is_octal)
		text_format(text, "%#03llo", (unsigned long long)number);
	else
		text_add_hex(text, number);
}

bool has_constant(const struct constants *set, uint64_t number)
{
	if (is_length(set))
		return number & ~LENGTH_OF_VECTOR;
	if (set == &constants_tagged_addresses)
		return true;
	if (!set->is_flags)
		return find_whole(set, number);
	if (set == &constants_futex_ops && !is_futex_name(number))
		return false;
	if (has_unknown_field(set, number))
		return false;
	if (set == &constants_sched_policies && !is_named_field(set, number, set->list->mask))
		return false;
	for (const struct constant *constant = set->list; constant->name; constant++) {
		if (constant->mask ? (number & constant->mask) == constant->value :
				     constant->value ? (number & constant->value) == constant->value : !number)
			return true;
	}
	return set->is_octal;
}

void print_whole(struct text *text, const struct value *value, const struct line_style *style)
{
	const struct constants *set = value->set;

	if (set->is_silent && !value->number)
		return;
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
