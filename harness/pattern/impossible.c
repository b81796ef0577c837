/* SPDX-License-Identifier: MIT */
/* Finds what no call can ever be: a pattern that asks for it would match nothing, and "never" hold. */
#include <ctype.h>
#include <string.h>

#include "harness/pattern/constants.h"
#include "harness/syscalls/constants.h"

/* ---- texts ---- */

/* Resolved paths have no empty, "." or ".." component, so a pattern that has one can never meet them. */
bool is_impossible_path(const struct node *node)
{
	const struct atom *atoms = node->atoms;
	size_t component = 0;

	if (node->kind == NODE_TEXT || !node->atom_count || atoms[0].kind != ATOM_CHAR || atoms[0].c != '/')
		return false;
	for (size_t i = 1; i <= node->atom_count; i++) {
		size_t dots = 0;

		if (i < node->atom_count && (atoms[i].kind != ATOM_CHAR || atoms[i].c != '/'))
			continue;
		while (component + 1 + dots < i && atoms[component + 1 + dots].kind == ATOM_CHAR &&
		       atoms[component + 1 + dots].c == '.')
			dots++;
		if (dots && dots < 3 && component + 1 + dots == i)
			return true;
		component = i;
	}
	return false;
}

/* Of a slash at the end is seen to; but "any folders, or none" are followed by something. */
bool is_endless_path(const struct node *node)
{
	return node->kind == NODE_QUOTED && node->path_count && node->path_atoms[node->path_count - 1].kind == ATOM_FOLDERS;
}

/* "/etc/passwd", "socket:[4711]", "(unreachable)/x", "...", or what has a star in it. */
int check_object(struct compiler *c, const struct node *node)
{
	const struct atom *atoms = node->atoms;
	const char *name;

	if (is_impossible_path(node))
		return complain(c, node->source, "a descriptor is open on a path without . and ..: this can never match");
	if (node->atom_count && atoms[node->atom_count - 1].kind == ATOM_FOLDERS)
		return complain(c, node->source, "a path is matched without a slash at its end: this can never match");
	if (node->atom_count && atoms[0].kind == ATOM_CHAR && strchr("/(.", atoms[0].c))
		return 0;
	for (size_t i = 0; i < node->atom_count; i++)
		if (atoms[i].kind != ATOM_CHAR || atoms[i].c == ':')
			return 0;
	complain(c, node->source, "a descriptor is open on an absolute path, or on socket:[…], pipe:[…]: this can never match");
	name = strchr(c->text + node->source.start, '<') + 1;
	if (node->atom_count)
		text_format(c->report, "\nwrite <**/%.*s", (int)(c->text + node->source.end - name), name);
	return c->error;
}

/* ---- numbers ---- */

bool is_below_zero(const struct node *node)
{
	const struct node *number = node->first;

	if (number->kind != NODE_NUMBER)
		return false;
	return (node->op == COMPARE_LESS && (int64_t)number->number <= 0 && (number->is_negative || !number->number)) ||
	       (node->op == COMPARE_AT_MOST && number->is_negative && number->number);
}

/* What the caller in C sees is -1 at least. */
int check_least_result(struct compiler *c, const struct node *value)
{
	const struct node *number = value->kind == NODE_COMPARE ? value->first : value;
	int64_t bound = (int64_t)number->number;

	if (value->kind != NODE_COMPARE || number->kind != NODE_NUMBER || !number->is_negative)
		return 0;
	if ((value->op == COMPARE_LESS && bound <= -1) || (value->op == COMPARE_AT_MOST && bound < -1) ||
	    (value->op == COMPARE_EQUAL && bound < -1))
		return complain(c, c->pattern->result.source,
				"a result is at least -1, which is any error: this can never match");
	return 0;
}

static bool is_done_or_not(const struct syscall *row)
{
	return row->result == RESULT_DONE || row->result == RESULT_UNMAP;
}

static bool is_mapping(const struct syscall *row)
{
	return row->result == RESULT_PAGE;
}

static bool returns_narrow(const struct syscall *row)
{
	return row->is_known && (row->result == RESULT_FD || result_is_task(row->result));
}

/* All that the name part selects; the first of them in *ret. */
static bool are_all(const struct pattern *pattern, bool (*test)(const struct syscall *row), const struct syscall **ret)
{
	*ret = NULL;
	for (unsigned number = 0; number < KEYS; number++) {
		const struct syscall *row;

		if (!numbers_have(pattern, number / WIRE_CALLS, number % WIRE_CALLS))
			continue;
		row = syscall_of(number / WIRE_CALLS, number % WIRE_CALLS);
		if (!test(row))
			return false;
		if (!*ret)
			*ret = row;
	}
	return *ret && !pattern->has_other_names;
}

/* Whether a result that is 0 or an error (-1) may be meant. */
static bool may_be_done_or_not(const struct node *value)
{
	if (value->kind == NODE_NUMBER)
		return !value->number;
	if (value->kind != NODE_COMPARE || value->first->kind != NODE_NUMBER)
		return true;
	return compare_numbers(value->op, 0, (int64_t)value->first->number) ||
	       compare_numbers(value->op, -1, (int64_t)value->first->number);
}

#define SMALLEST_PAGE 4096

/* What a supervisor of seccomp answered may be any number: then "(answered)" stands behind it. */
int check_range_of_result(struct compiler *c, const struct node *value)
{
	const struct result_pattern *result = &c->pattern->result;
	const struct syscall *row;

	if (result->is_answered)
		return 0;
	if (!may_be_done_or_not(value) && are_all(c->pattern, is_done_or_not, &row))
		return complain(c, result->source, "%s returns 0, or an error: this can never match", row->name);
	if (value->kind == NODE_NUMBER && value->number % SMALLEST_PAGE && are_all(c->pattern, is_mapping, &row))
		return complain(c, value->source, "%s returns the address of a page, or an error: this can never match", row->name);
	if (value->kind == NODE_NUMBER && value->number > INT32_MAX && are_all(c->pattern, returns_narrow, &row))
		return complain(c, value->source, "what %s returns has 32 bits: this number can never match", row->name);
	return 0;
}

static bool returns_count(const struct syscall *row)
{
	return row->result == RESULT_BYTES;
}

#define NEW_FD_SLOT 1

static bool returns_new_descriptor(const struct syscall *row)
{
	const char *name = row->args[NEW_FD_SLOT].name;

	return row->result == RESULT_FD && name && strcmp(name, "newfd") == 0;
}

static const struct argument *signal_of_row(const struct syscall *row)
{
	for (unsigned i = 0; i < row->count; i++)
		if (row->args[i].kind == KIND_SIGNAL)
			return &row->args[i];
	return NULL;
}

/* It fails where there is no such signal. */
static bool takes_signal(const struct syscall *row)
{
	return row->result == RESULT_DONE && signal_of_row(row);
}

/* The number that a pattern wants of an argument, by its name or place; NULL: no certain one. */
static const struct node *number_of(const struct pattern *pattern, const char *name, unsigned position)
{
	for (unsigned i = 0; i < pattern->arg_count; i++)
		if (pattern->args[i]->kind == NODE_NUMBER &&
		    (pattern->args[i]->name ? same_parameter(pattern->args[i]->name, name) : i == position))
			return pattern->args[i];
	return NULL;
}

#define LARGEST_SIGNAL 64

/* What an argument says of a successful call's result. */
int check_result_of_arguments(struct compiler *c)
{
	const struct pattern *pattern = c->pattern;
	const struct node *value = pattern->result.value, *number;
	const struct argument *argument;
	const struct syscall *row;

	if (pattern->result.is_answered || !value || value->kind != NODE_NUMBER)
		return 0;
	number = number_of(pattern, "count", 2);
	if (number && value->number > number->number && are_all(pattern, returns_count, &row))
		return complain(c, value->source, "%s returns %llu at most here: this can never match", row->name,
				(unsigned long long)number->number);
	number = number_of(pattern, "newfd", NEW_FD_SLOT);
	if (number && value->number != number->number && are_all(pattern, returns_new_descriptor, &row))
		return complain(c, value->source, "%s returns %llu here: this can never match", row->name,
				(unsigned long long)number->number);
	if (!are_all(pattern, takes_signal, &row))
		return 0;
	argument = signal_of_row(row);
	number = number_of(pattern, argument->name, (unsigned)(argument - row->args));
	if (number && number->number > LARGEST_SIGNAL)
		return complain(c, value->source, "there is no signal %llu, so that %s fails: this can never match",
				(unsigned long long)number->number, row->name);
	return 0;
}

/* ---- flags ---- */

/* A flag that must be absent, and whose bits others bring along: O_SYNC has O_DSYNC in it. */
static int check_absent(struct compiler *c, const struct node *node, const struct constants *set)
{
	uint64_t value, mask, wanted = 0;

	for (const struct term *term = node->terms; term; term = term->next) {
		if (term->is_without || (term->name && (!name_value(term->name, set, &value, &mask) || mask)))
			continue;
		wanted |= term->name ? value : term->number;
	}
	for (const struct term *term = node->terms; term; term = term->next) {
		if (!term->is_without || !term->name || !name_value(term->name, set, &value, &mask) || mask || !value)
			continue;
		if ((wanted & value) == value)
			return complain(c, term->source, "the other flags have %s in them: this can never match", term->name);
	}
	return 0;
}

/* Combinations that no value can have, or that every value has. */
int check_flags(struct compiler *c, const struct node *node, const struct constants *set)
{
	uint64_t value, mask, other_value, other_mask;

	if (!set)
		return 0;
	for (const struct term *term = node->terms; term; term = term->next) {
		if (term->is_without && !node->has_rest)
			return complain(c, term->source, "! needs \"|...\" behind it: !%s|...",
					term->name ? term->name : "0x1");
		if (!term->name || !name_value(term->name, set, &value, &mask))
			continue;
		if (!set->is_flags && (node->has_rest || term->is_without))
			return complain(c, node->source, "%s is no flag: the values of this argument exclude each other",
					term->name);
		if (node->has_rest && !value && !mask)
			return complain(c, term->source, "%s is 0: every value has it; write it without \"|...\"",
					term->name);
		for (const struct term *other = term->next; other; other = other->next) {
			if (!other->name || !name_value(other->name, set, &other_value, &other_mask))
				continue;
			if (strcmp(term->name, other->name) == 0 && term->is_without != other->is_without)
				return complain(c, other->source, "with and without %s: this can never match", term->name);
			if ((set->is_flags ? mask && mask == other_mask : !mask && !other_mask) && value != other_value &&
			    !term->is_without && !other->is_without)
				return complain(c, other->source, "%s and %s exclude each other: this can never match",
						term->name, other->name);
		}
	}
	return set->is_flags ? check_absent(c, node, set) : 0;
}

/* Two names of which each set that has both says that they exclude each other: S_IFREG and S_IFDIR. */
static bool is_contradiction(const char *a, const char *b)
{
	uint64_t value_a, mask_a, value_b, mask_b;
	bool is_found = false;

	for (const struct constants *const *set = all_constants; *set; set++) {
		if (!name_value(a, *set, &value_a, &mask_a) || !name_value(b, *set, &value_b, &mask_b))
			continue;
		is_found = true;
		if (value_a == value_b || mask_a != mask_b || ((*set)->is_flags && !mask_a))
			return false;
	}
	return is_found;
}

int check_inner_flags(struct compiler *c, const struct node *node)
{
	for (const struct term *term = node->terms; term; term = term->next) {
		for (const struct term *other = term->next; other; other = other->next) {
			if (!term->name || !other->name || term->is_without || other->is_without ||
			    !is_contradiction(term->name, other->name))
				continue;
			return complain(c, other->source, "%s and %s exclude each other: this can never match",
					term->name, other->name);
		}
	}
	return 0;
}

/* ---- a buffer and its length ---- */

/* Its length is that of the pattern's text, which ends where it ends. */
static bool is_whole_text(const struct node *node)
{
	return (node->kind == NODE_TEXT || node->kind == NODE_QUOTED) && node->bytes && !node->is_open_start && !node->is_open_end;
}

/* Whether one parameter is a buffer and the other its length, in each call that the pattern selects. */
static bool is_length_of(const struct pattern *pattern, const struct parameter *buffer, const struct parameter *length)
{
	bool is_any = false;

	for (unsigned number = 0; number < 2 * WIRE_CALLS; number++) {
		unsigned abi = number / WIRE_CALLS, nr = number % WIRE_CALLS;
		uint8_t slots = buffer->slots[abi][nr];
		const struct argument *argument;

		if (!numbers_have(pattern, abi, nr))
			continue;
		if (!slots || slots & (slots - 1) || slots > 1u << (SYSCALL_ARGS - 1))
			return false;
		argument = &pattern_row(pattern, abi, nr)->args[__builtin_ctz(slots)];
		if (argument->kind != KIND_IN_BYTES || length->slots[abi][nr] != 1u << argument->of)
			return false;
		is_any = true;
	}
	return is_any;
}

static int check_length(struct compiler *c, const struct node *text, const struct node *length)
{
	bool is_equal;

	if (length->kind == NODE_NUMBER)
		is_equal = length->number == text->length;
	else if (length->kind == NODE_COMPARE && length->first->kind == NODE_NUMBER)
		is_equal = compare_numbers(length->op, (int64_t)text->length, (int64_t)length->first->number);
	else
		return 0;
	if (is_whole_text(text) && !is_equal)
		return complain(c, length->source, "the text has %zu byte%s: this can never match", text->length,
				text->length == 1 ? "" : "s");
	return 0;
}

int check_lengths(struct compiler *c)
{
	const struct pattern *pattern = c->pattern;

	for (unsigned i = 0; i < pattern->arg_count; i++)
		for (unsigned j = 0; j < pattern->arg_count; j++)
			if (i != j && is_length_of(pattern, &pattern->parameters[i], &pattern->parameters[j]) &&
			    check_length(c, pattern->args[i], pattern->args[j]) < 0)
				return c->error;
	return 0;
}
