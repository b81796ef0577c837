/* SPDX-License-Identifier: MIT */
/* Decoded values of a call by where they stand: "flags", "statbuf.st_size", "iov[1].iov_len", "result". */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <sysexpect/sysexpect.h>

#include "harness/decode/decode.h"
#include "harness/json.h"
#include "harness/kept.h"
#include "harness/pattern/pattern.h"
#include "harness/print.h"

/* As the dump, but with strings and structures whole. */
static const struct line_style whole = {.string_limit = SIZE_MAX, .paths = true, .verbose = true, .no_alignment = true};

unsigned sx_call_number(const sx_call *call)
{
	return call ? call_number(call) : UINT_MAX;
}

int64_t sx_call_raw_ret(const sx_call *call)
{
	return call ? call->ret : INT64_MIN;
}

uint64_t sx_call_instruction_pointer(const sx_call *call)
{
	return call ? call_instruction_pointer(call) : 0;
}

unsigned sx_call_arg_count(const sx_call *call)
{
	return call ? decode_count(call) : 0;
}

const char *sx_call_arg_name(const sx_call *call, unsigned n)
{
	const struct syscall *row = call ? decode_row(call) : NULL;
	uint8_t slots[SYSCALL_ARGS];

	if (!row || n >= decode_order(call, slots) || !row->is_known)
		return NULL;
	return row->args[slots[n]].name;
}

/* ---- by a path ---- */

/* Reads a name or a number in brackets; false: neither. */
static bool next_step(const char **at, const char **ret_name, size_t *ret_length, unsigned long *ret_index)
{
	char *end;

	*ret_name = NULL;
	if (**at == '[') {
		*ret_index = strtoul(*at + 1, &end, 10);
		if ((*at)[1] < '0' || (*at)[1] > '9' || *end != ']')
			return false;
		*at = end + 1;
		return true;
	}
	if (**at == '.')
		++*at;
	*ret_name = *at;
	*ret_length = strcspn(*at, ".[");
	*at += *ret_length;
	return *ret_length > 0;
}

/* What a call changed has two sides: fields are those that it left. */
static const struct value *after_change(const struct value *value)
{
	while (value && value->kind == VALUE_CHANGE && value->first)
		value = value->first->next ? value->first->next : value->first;
	return value;
}

static const struct value *child_of(const struct value *value, const char *name, size_t length, unsigned long index)
{
	value = after_change(value);
	for (const struct value *child = value ? value->first : NULL; child; child = child->next) {
		if (name ? child->name && strlen(child->name) == length && !strncmp(child->name, name, length) : !index--)
			return child;
	}
	return NULL;
}

static const struct value *argument_by_name(struct arena *arena, const struct sx_call *call, const char *name,
					     size_t length)
{
	char copy[64];

	if (length >= sizeof(copy))
		return NULL;
	memcpy(copy, name, length);
	copy[length] = '\0';
	for (unsigned n = 0; n < SYSCALL_ARGS; n++)
		if (pattern_parameter_is(call, copy) >> n & 1)
			return decode_argument(arena, call, n);
	return NULL;
}

static const struct value *value_at(struct arena *arena, const struct sx_call *call, const char *where)
{
	const struct value *value;
	unsigned long index = 0;
	const char *name;
	size_t length;

	if (!call || !where || call_entry(call) != ENTRY_CALL || !next_step(&where, &name, &length, &index) || !name)
		return NULL;
	if (length == strlen("result") && !strncmp(name, "result", length))
		value = decode_result(arena, call);
	else
		value = argument_by_name(arena, call, name, length);
	while (value && *where)
		value = next_step(&where, &name, &length, &index) ? child_of(value, name, length, index) : NULL;
	return value;
}

/* ---- public ---- */

static const char *keep(const struct sx_call *call, struct text *text)
{
	const char *kept = text->bytes && !text->failed ? kept_text(call_recording(call)->kept, call, text->bytes) : NULL;

	text_free(text);
	return kept;
}

const char *sx_call_text(const sx_call *call, const char *where)
{
	struct arena arena = {0};
	const struct value *value = value_at(&arena, call, where);
	struct text text = {0};

	if (value)
		line_of_value(&text, value, &whole);
	arena_free(&arena);
	return keep(call, &text);
}

bool sx_call_value(const sx_call *call, const char *where, uint64_t *ret_value)
{
	struct arena arena = {0};
	const struct value *value = after_change(value_at(&arena, call, where));
	bool is_number = value && (value->kind == VALUE_NUMBER || value->kind == VALUE_FLAGS || value->kind == VALUE_FD ||
				   value->kind == VALUE_ADDRESS || value->is_named_number);

	if (is_number && ret_value)
		*ret_value = value->number;
	arena_free(&arena);
	return is_number;
}

const char *sx_call_line(const sx_call *call)
{
	struct line_style style = {.string_limit = 32, .paths = true};
	struct text text = {0};

	if (!call)
		return NULL;
	print_line(&text, call, &style, NULL);
	return keep(call, &text);
}

const char *sx_call_json(const sx_call *call)
{
	struct text text = {0};

	if (!call)
		return NULL;
	json_of_entry(&text, call, &whole);
	if (text.length)
		text_cut(&text, text.length - 1);	/* its newline */
	return keep(call, &text);
}
