/* SPDX-License-Identifier: MIT */
/* Captured values: what a $name was, and whether another value is the same. */
#include <string.h>

#include "harness/pattern/ast.h"

/* Identity of a descriptor that was not open. */
#define NOT_OPEN UINT64_MAX
#define F_SETFD_COMMAND 2

static bool is_call(const struct target *target, const char *name)
{
	return strcmp(call_row(target->call)->name, name) == 0;
}

/* Calls that work on the entry of the descriptor table, not on what it is open on. */
static bool is_entry(const struct target *target)
{
	switch (call_row(target->call)->name[0]) {
	case 'c':
		return is_call(target, "close") || is_call(target, "close_range");
	case 'd':
		return target->slot == 1 && (is_call(target, "dup2") || is_call(target, "dup3"));
	case 'f':
		return target->slot == 0 && (uint32_t)call_arg(target->call, 1) == F_SETFD_COMMAND &&
		       (is_call(target, "fcntl") || is_call(target, "fcntl64"));
	default:
		return false;
	}
}

static uint64_t identity_of(const struct value *value)
{
	if (value->object)
		return value->object->identity;
	return value->kind == VALUE_FD && value->state != STATE_UNREAD ? NOT_OPEN : 0;
}

static void bind_descriptor(const struct value *value, const struct target *target, struct matching *m,
			    struct binding *ret)
{
	const struct value *result;

	ret->kind = BINDING_DESCRIPTOR;
	ret->number = (uint64_t)(int64_t)(int32_t)value->number;
	ret->identity = identity_of(value);
	ret->is_entry = target->slot < SYSCALL_ARGS && is_entry(target);
	if (!ret->is_entry || target->slot != 1)
		return;
	result = decode_result(m->scratch, target->call);
	if (result && result->kind == VALUE_FD)
		ret->identity_after = identity_of(result);
}

static bool bind_bytes(struct matching *m, const void *bytes, size_t length, struct binding *ret)
{
	ret->bytes = arena_copy(m->kept ? m->kept : m->scratch, bytes, length);
	ret->length = length;
	return ret->bytes != NULL;
}

static bool bind_path(struct matching *m, const struct value *value, struct binding *ret)
{
	ret->kind = BINDING_PATH;
	if (value->resolved && !value->is_uncertain) {
		ret->resolved = arena_copy(m->kept ? m->kept : m->scratch, value->resolved, strlen(value->resolved) + 1);
		if (!ret->resolved)
			return false;
	}
	return bind_bytes(m, value->bytes, value->length, ret);
}

/* A clone's result is the id in the child's view of its own namespace: the list knows it in ours. */
static void bind_child(const struct target *target, struct matching *m, struct binding *ret)
{
	const struct recording *recording = m->recording ? m->recording : call_recording(target->call);

	for (size_t i = 0; recording && i < recording->process_count; i++)
		if (recording->processes[i]->born_of == target->call)
			ret->number = (uint64_t)recording->processes[i]->tid;
}

static bool bind_printed(struct matching *m, const struct value *value, struct binding *ret)
{
	struct line_style style = {.string_limit = SIZE_MAX / 4};
	struct text text = {0};
	bool is_done;

	line_of_value(&text, value, &style);
	ret->kind = BINDING_BYTES;
	is_done = !text.failed && bind_bytes(m, text.bytes ? text.bytes : "", text.length, ret);
	text_free(&text);
	return is_done;
}

static bool bind_value(const struct value *value, const struct target *target, struct matching *m, struct binding *ret)
{
	const struct syscall *row = call_row(target->call);

	ret->pid = call_pid(target->call);
	switch ((enum value_kind)value->kind) {
	case VALUE_FD:
		bind_descriptor(value, target, m, ret);
		return true;
	case VALUE_NUMBER:
		ret->kind = BINDING_NUMBER;
		ret->number = value->number;
		ret->is_entry = target->slot < 2 && is_call(target, "close_range");
		if (target->slot == REASON_RESULT && result_is_task(row->result))
			bind_child(target, m, ret);
		return true;
	case VALUE_FLAGS:
	case VALUE_ADDRESS:
		ret->kind = BINDING_NUMBER;
		ret->number = value->number;
		return true;
	case VALUE_PATH:
		return bind_path(m, value, ret);
	case VALUE_BYTES:
		ret->kind = BINDING_BYTES;
		return bind_bytes(m, value->bytes ? (const void *)value->bytes : "", value->length, ret);
	case VALUE_CHANGE:
		return value->last && bind_value(value->last, target, m, ret);
	default:
		return bind_printed(m, value, ret);
	}
}

static bool is_text(const struct binding *binding)
{
	return binding->kind == BINDING_BYTES || binding->kind == BINDING_PATH;
}

bool binding_keep(struct binding *binding, struct arena *arena)
{
	if (!is_text(binding))
		return true;
	binding->bytes = arena_copy(arena, binding->bytes, binding->length);
	if (!binding->bytes)
		return false;
	if (!binding->resolved)
		return true;
	binding->resolved = arena_copy(arena, binding->resolved, strlen(binding->resolved) + 1);
	return binding->resolved;
}

static bool is_in_reach(const struct binding *a, const struct binding *b)
{
	return a->pid == b->pid || a->is_elsewhere || b->is_elsewhere;
}

static enum match equal_descriptors(const struct binding *first, const struct binding *then)
{
	uint64_t identity = first->identity_after ? first->identity_after : first->identity;
	bool is_known = identity && then->identity;

	if (is_known && identity != then->identity)
		return MATCH_NO;
	if ((int64_t)first->number < 0 || (int64_t)then->number < 0)
		return first->number == then->number ? MATCH_YES : MATCH_NO;
	if (is_known && identity == NOT_OPEN)
		return first->number == then->number && first->pid == then->pid ? MATCH_YES : MATCH_NO;
	if ((!first->is_entry || first->identity_after) && !then->is_entry)
		return is_known ? MATCH_YES : MATCH_UNKNOWN;
	if (first->number != then->number || !is_in_reach(first, then))
		return MATCH_NO;
	return is_known ? MATCH_YES : MATCH_UNKNOWN;
}

static enum match equal_texts(const struct binding *a, const struct binding *b)
{
	bool is_equal = a->length == b->length && memcmp(a->bytes, b->bytes, a->length) == 0;

	if (a->kind != BINDING_PATH || b->kind != BINDING_PATH)
		return is_equal ? MATCH_YES : MATCH_NO;
	if (a->resolved && b->resolved)
		return strcmp(a->resolved, b->resolved) == 0 ? MATCH_YES : MATCH_NO;
	return MATCH_UNKNOWN;
}

enum match binding_equal(const struct binding *a, const struct binding *b)
{
	if (is_text(a) || is_text(b))
		return is_text(a) && is_text(b) ? equal_texts(a, b) : MATCH_NO;
	if (a->kind == BINDING_TASK && b->kind == BINDING_TASK)
		return a->number == b->number ? MATCH_YES : MATCH_NO;
	if (a->kind == BINDING_TASK || b->kind == BINDING_TASK) {
		const struct binding *task = a->kind == BINDING_TASK ? a : b, *other = task == a ? b : a;

		return other->number == task->number || other->number == task->identity ? MATCH_YES : MATCH_NO;
	}
	if (a->kind == BINDING_DESCRIPTOR && b->kind == BINDING_DESCRIPTOR)
		return equal_descriptors(a, b);
	/* close_range names numbers, whatever they are open on */
	if ((a->is_entry || b->is_entry) && !is_in_reach(a, b))
		return MATCH_NO;
	if (a->number == b->number)
		return MATCH_YES;
	/* -1 in 32 and in 64 bits */
	return (uint32_t)a->number == (uint32_t)b->number &&
	       ((int64_t)a->number == (int32_t)a->number || (int64_t)b->number == (int32_t)b->number) &&
	       (a->number >> 32 == 0 || b->number >> 32 == 0) ? MATCH_YES : MATCH_NO;
}

enum match match_capture(const struct node *node, const struct value *value, const struct target *target,
			 struct matching *m)
{
	const char *name = target->argument ? target->argument->name : NULL;
	struct binding binding = {0}, *bound;
	enum match match;

	/* the number of a descriptor is known even where what it is open on is not */
	if (value->state == STATE_UNREAD && value->kind != VALUE_FD)
		return unknown(m, REASON_UNREAD, target->slot, name);
	if (value->state == STATE_CUT)
		return unknown(m, REASON_CUT, target->slot, name);
	if (!m->bindings)
		return MATCH_YES;
	if (!bind_value(value, target, m, &binding))
		return unknown(m, REASON_UNREAD, target->slot, name);
	binding.is_elsewhere = m->is_elsewhere;
	bound = &m->bindings->of[node->index];
	if (bound->kind == BINDING_NONE) {
		*bound = binding;
		return MATCH_YES;
	}
	match = binding_equal(bound, &binding);
	if (match == MATCH_UNKNOWN)
		unknown(m, binding.kind == BINDING_PATH ? REASON_UNRESOLVED_PATH : REASON_UNKNOWN_OBJECT, target->slot, name);
	return match;
}

void binding_print(struct text *text, const struct binding *binding)
{
	switch ((enum binding_kind)binding->kind) {
	case BINDING_NONE:
		text_add(text, "(nothing)");
		break;
	case BINDING_BYTES:
	case BINDING_PATH:
		text_add_char(text, '"');
		for (size_t i = 0; i < binding->length && i < 64; i++) {
			unsigned char c = binding->bytes[i];

			if (c == '"' || c == '\\')
				text_format(text, "\\%c", c);
			else if (c >= ' ' && c < 0x7f)
				text_add_char(text, (char)c);
			else
				text_format(text, "\\%03o", c);
		}
		text_add(text, binding->length > 64 ? "\"..." : "\"");
		break;
	default:
		text_add_decimal(text, (long long)binding->number);
	}
}
