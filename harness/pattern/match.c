/* SPDX-License-Identifier: MIT */
/* Matches a call against a compiled pattern, part by part. */
#include <stdio.h>
#include <string.h>

#include <sysexpect/mark.h>

#include "harness/pattern/match.h"

/* ---- task ---- */

enum match match_task(const struct pattern *pattern, const struct sx_call *call, struct matching *m)
{
	const struct node *task = pattern->task;
	struct binding binding = {.kind = BINDING_TASK, .number = (uint64_t)call_pid(call), .identity = (uint64_t)call_tid(call)};
	struct binding *bound;

	if (!task || task->kind == NODE_ANY)
		return MATCH_YES;
	if (task->kind == NODE_CAPTURE && task->index != UINT8_MAX) {
		if (!m->bindings)
			return MATCH_YES;
		bound = &m->bindings->of[task->index];
		if (bound->kind != BINDING_NONE)
			return binding_equal(bound, &binding);
		*bound = binding;
		return MATCH_YES;
	}
	if (task->kind == NODE_CAPTURE) {
		char number[2][16];

		snprintf(number[0], sizeof(number[0]), "%d", call_pid(call));
		snprintf(number[1], sizeof(number[1]), "%d", call_tid(call));
		return strcmp(number[0], task->bytes) == 0 || strcmp(number[1], task->bytes) == 0 ? MATCH_YES : MATCH_NO;
	}
	return task->number == binding.number || task->number == binding.identity ? MATCH_YES : MATCH_NO;
}

/* ---- arguments ---- */

/* The slots that a parameter of the pattern may mean in this call. */
uint8_t slots_of(const struct pattern *pattern, const struct parameter *parameter, const struct sx_call *call)
{
	uint16_t key = call_key(call);

	if (key != KEY_OTHER)
		return parameter->slots[key / WIRE_CALLS][key % WIRE_CALLS];
	if (parameter->position < SYSCALL_ARGS)
		return (uint8_t)(1u << parameter->position);
	if (parameter->value->name && raw_slot(parameter->value->name) < SYSCALL_ARGS)
		return (uint8_t)(1u << raw_slot(parameter->value->name));
	return 0;
}

/* Whether the line of this call shows the argument: open without O_CREAT has no mode. */
static bool is_shown(const struct sx_call *call, const struct syscall *row, unsigned slot)
{
	uint8_t slots[SYSCALL_ARGS];
	unsigned count;

	/* most are always there */
	if (row->is_known && !is_conditional(&row->args[slot]))
		return true;
	count = decode_order(call, slots);

	for (unsigned i = 0; i < count; i++)
		if (slots[i] == slot)
			return true;
	return false;
}

static const struct value *struct_in(const struct value *value)
{
	while (value && value->kind != VALUE_STRUCT && value->first)
		value = value->first;
	return value && value->kind == VALUE_STRUCT ? value : NULL;
}

const struct value *value_named(const struct value *value, const char *name)
{
	const struct value *child = value ? value->first : NULL;

	while (child && (!child->name || strcmp(child->name, name) != 0))
		child = child->next;
	return child;
}

/* A parameter that is a field of the structure which replaced it (openat2, clone3). */
static enum match match_field(struct node *node, const struct value *value, const struct target *target,
			      struct matching *m, const char *name)
{
	const struct value *child = value_named(struct_in(value), name);

	if (child)
		return match_value(node, child, target, m);
	if (value->state == STATE_UNREAD || value->state == STATE_CUT)
		return unknown(m, value->state == STATE_CUT ? REASON_CUT : REASON_UNREAD, target->slot, name);
	return MATCH_NO;
}

/* path= of a call that takes a unix address. */
static enum match match_unix_path(struct node *node, const struct value *value, const struct target *target,
				  struct matching *m)
{
	const struct value *name = value_named(struct_in(value), "sun_path");
	struct value path;

	if (!name || name->kind != VALUE_BYTES)
		return value->state == STATE_UNREAD ? unknown(m, REASON_UNREAD, target->slot, "path") : MATCH_NO;
	if (name->is_abstract || node->kind != NODE_QUOTED)
		return match_value(node, name, target, m);
	path = *name;
	path.kind = VALUE_PATH;
	/* relative, it starts from a folder that was not recorded with this call */
	if (path.length && path.bytes[0] == '/' && !memmem(path.bytes, path.length, "/.", 2) &&
	    !memmem(path.bytes, path.length, "//", 2))
		path.resolved = arena_format(m->scratch, "%.*s", (int)path.length, (const char *)path.bytes);
	return match_path(node, &path, target, m);
}

#define CREAT_FLAGS 01101	/* O_WRONLY|O_CREAT|O_TRUNC */

static enum match match_implied(struct node *node, const struct target *target, struct matching *m)
{
	int number = syscall_number(WIRE_ABI_NATIVE, "open");
	unsigned slot = 1;
	struct value value = {.kind = VALUE_FLAGS, .number = CREAT_FLAGS};

	if (number < 0) {
		number = syscall_number(WIRE_ABI_NATIVE, "openat");
		slot = 2;
	}
	if (number >= 0)
		value.set = argument_constants(syscall_of(WIRE_ABI_NATIVE, (unsigned)number), slot);
	return match_value(node, &value, target, m);
}

bool may_be_implied(struct node *node)
{
	struct arena scratch = {0};
	struct matching matching = {.scratch = &scratch, .is_open = true};
	struct target target = {.slot = SYSCALL_ARGS};
	bool may;

	may = match_implied(node, &target, &matching) != MATCH_NO;
	arena_free(&scratch);
	return may;
}

/* A descriptor of which a pattern asks the number or the identity: what it is open on need not be spelled out. */
static bool is_about_number(const struct node *node, const struct argument *argument)
{
	if (argument && argument->kind != KIND_FD && argument->kind != KIND_DIRFD)
		return false;
	return node->kind == NODE_CAPTURE || node->kind == NODE_NUMBER || node->kind == NODE_COMPARE ||
	       node->kind == NODE_NAMES;
}

/* … made where it is needed, as so many are looked at. */
static bool match_captured_fd(const struct node *node, const struct target *target, struct matching *m, enum match *ret)
{
	int fd = (int)call_arg(target->call, target->slot);
	const struct wire_file *file;
	struct value value = {.kind = VALUE_FD, .number = (uint64_t)(int64_t)fd};
	struct object object;

	if (node->kind != NODE_CAPTURE || node->index == UINT8_MAX || !target->argument || fd < 0 ||
	    (target->argument->kind != KIND_FD && target->argument->kind != KIND_DIRFD))
		return false;
	file = call_file(target->call, (int)target->slot, fd, NULL);
	if (!file || file->type == WIRE_FILE_NONE || file->type == WIRE_FILE_UNKNOWN)
		return false;
	object = (struct object){.file = file, .identity = file->identity, .is_deleted = file->flags & WIRE_DELETED};
	value.object = &object;
	*ret = match_capture(node, &value, target, m);
	return true;
}

enum match match_slot(struct node *node, const struct sx_call *call, unsigned slot, uint8_t slots, struct matching *m)
{
	const struct syscall *row = decode_row(call);
	struct target target = {.call = call, .slot = slot, .argument = row->is_known ? &row->args[slot] : NULL};
	const struct value *value;
	enum match match;

	if (!is_shown(call, row, slot))
		return MATCH_NO;
	if (node->kind == NODE_ANY)
		return MATCH_YES;
	if (node->kind == NODE_QUOTED && target.argument && match_path_quickly(node, call, slot, row, &match))
		return match;
	if (match_captured_fd(node, &target, m, &match))
		return match;
	if (target.argument && target.argument->kind == KIND_FD_THERE && node->kind != NODE_DESCRIPTOR) {
		/* no descriptor of this process: a captured one would be what its number means here */
		const struct value number = {.kind = VALUE_NUMBER, .number = (uint64_t)(int32_t)call_arg(call, slot)};

		return match_value(node, &number, &target, m);
	}
	value = is_about_number(node, target.argument) ? decode_argument_bare(m->scratch, call, slot) :
		decode_argument(m->scratch, call, slot);
	if (!value)
		return unknown(m, REASON_UNREAD, slot, NULL);
	if (slots & SLOT_IN_STRUCT)
		return match_field(node, value, &target, m, node->name);
	if (target.argument && target.argument->kind == KIND_IN_SOCKADDR && node->name &&
	    same_parameter(node->name, "path"))
		return match_unix_path(node, value, &target, m);
	return match_value(node, value, &target, m);
}

static bool has_capture(const struct node *node)
{
	if (node->kind == NODE_CAPTURE && node->index != UINT8_MAX)
		return true;
	for (const struct node *child = node->first; child; child = child->next)
		if (has_capture(child))
			return true;
	return false;
}

static unsigned choices_of(const struct pattern *pattern, const struct parameter *parameter, const struct sx_call *call)
{
	unsigned count;

	if (parameter->position < SYSCALL_ARGS || !has_capture(parameter->value))
		return 1;
	count = (unsigned)__builtin_popcount(slots_of(pattern, parameter, call) & 0x3f);
	return count ? count : 1;
}

unsigned pattern_choices(const struct pattern *pattern, const struct sx_call *call)
{
	unsigned product = 1;

	if (!pattern->names_used)
		return 1;
	for (unsigned i = 0; i < pattern->arg_count; i++)
		product *= choices_of(pattern, &pattern->parameters[i], call);
	return product;
}

/* Of several arguments that a name may mean, one that matches is enough; a capture takes the one that is chosen. */
enum match match_parameter(const struct pattern *pattern, const struct parameter *parameter, const struct sx_call *call,
			   struct matching *m, unsigned *choice)
{
	uint8_t slots = slots_of(pattern, parameter, call);
	unsigned choices = choices_of(pattern, parameter, call), chosen = *choice % choices;
	enum match best = MATCH_NO, match;
	struct target target = {.call = call, .slot = SYSCALL_ARGS};

	*choice /= choices;
	if (slots & SLOT_IMPLIED)
		return match_implied(parameter->value, &target, m);
	if (!slots) {
		uint16_t key = call_key(call);

		if (parameter->position < SYSCALL_ARGS && key != KEY_OTHER &&
		    pattern->has_other_parameters[key / WIRE_CALLS])
			return unknown(m, REASON_OTHER_PARAMETERS, parameter->position, NULL);
		return MATCH_NO;
	}
	for (unsigned slot = 0; slot < SYSCALL_ARGS; slot++) {
		if (!(slots >> slot & 1))
			continue;
		if (choices > 1 && chosen--)
			continue;
		match = match_slot(parameter->value, call, slot, slots, m);
		if (match == MATCH_YES || choices > 1)
			return match;
		if (match > best)
			best = match;
	}
	return best;
}

/* ---- result ---- */

enum outcome_of_call result_outcome(const struct sx_call *call)
{
	if (!call_returned(call) || decode_row(call)->result == RESULT_NONE)
		return OUTCOME_MISSING;
	if (call->ret <= -512 && call->ret >= -516)
		return OUTCOME_RESTART;
	if (call_failed(call))
		return OUTCOME_ERROR_NUMBER;
	/* trapped or killed by seccomp: the register holds what it held before */
	if (call_denied(call) && call->ret)
		return OUTCOME_MISSING;
	return OUTCOME_VALUE;
}

static enum match match_value_of_result(const struct result_pattern *result, const struct sx_call *call,
					struct matching *m)
{
	struct target target = {.call = call, .slot = REASON_RESULT};
	const struct value *value;

	if (result->kind == RESULT_VALUE && result->value->kind == NODE_NUMBER &&
	    (uint64_t)call->ret == result->value->number)
		return MATCH_YES;
	value = is_about_number(result->value, NULL) ? decode_result_bare(m->scratch, call) :
		decode_result(m->scratch, call);
	return value ? match_value(result->value, value, &target, m) : MATCH_NO;
}

/* What the program was told is known; a pattern with a result means that it was so. */
static enum match match_answer(const struct result_pattern *result, const struct sx_call *call, struct matching *m)
{
	enum match match = match_value_of_result(result, call, m);

	return match == MATCH_YES && !result->is_answered ? unknown(m, REASON_ANSWERED, REASON_RESULT, "the result") : match;
}

enum match match_result(const struct pattern *pattern, const struct sx_call *call, struct matching *m)
{
	const struct result_pattern *result = &pattern->result;
	enum outcome_of_call outcome = result_outcome(call);
	struct target target = {.call = call, .slot = REASON_RESULT};
	bool is_match = false;

	if (result->is_answered && !call_answered(call))
		return MATCH_NO;
	switch ((enum result_kind)result->kind) {
	case RESULT_ANY:
		return MATCH_YES;
	case RESULT_DENIED:
		is_match = call_denied(call);
		break;
	case RESULT_MISSING:
		is_match = (outcome == OUTCOME_MISSING && !result->error) ||
			   (outcome == OUTCOME_RESTART && (!result->error || -call->ret == result->error));
		break;
	case RESULT_ERROR:
		is_match = outcome == OUTCOME_ERROR_NUMBER && (!result->error || -call->ret == result->error);
		break;
	case RESULT_COMPARE:
		if (outcome == OUTCOME_MISSING || outcome == OUTCOME_RESTART)
			return MATCH_NO;
		if (outcome == OUTCOME_ERROR_NUMBER) {
			struct value error = {.kind = VALUE_NUMBER, .number = UINT64_MAX};

			return match_value(result->value, &error, &target, m);
		}
		return call_answered(call) ? match_answer(result, call, m) : match_value_of_result(result, call, m);
	case RESULT_VALUE:
		if (outcome != OUTCOME_VALUE)
			return MATCH_NO;
		return call_answered(call) ? match_answer(result, call, m) : match_value_of_result(result, call, m);
	}
	return is_match ? MATCH_YES : MATCH_NO;
}

/* ---- marks and events ---- */

static enum match match_mark(const struct pattern *pattern, const struct sx_call *call, struct matching *m)
{
	struct node *node = pattern->arg_count ? pattern->args[0] : NULL;
	size_t magic = strlen(SX_MARK_MAGIC), length = 0, count;
	enum value_state state = STATE_OK;
	const unsigned char *bytes;
	const struct atom *atoms;
	struct target target = {.call = call, .slot = 1};
	bool is_open;

	if (!node || node->kind == NODE_ANY)
		return MATCH_YES;
	bytes = decode_data(m->scratch, call, 1, &length, &state);
	if (!bytes || length < magic || memcmp(bytes, SX_MARK_MAGIC, magic) != 0)
		return unknown(m, REASON_UNREAD, 1, "name");
	bytes += magic;
	length -= magic;
	if (node->kind == NODE_TEXT || node->is_open_start || node->is_open_end)
		return match_buffer(node, bytes, length, SIZE_MAX, state == STATE_CUT, &target, m);
	if (!glob_expand(node->atoms, node->atom_count, m, &atoms, &count, &is_open))
		return m->is_open ? MATCH_YES : unknown(m, REASON_UNREAD, 1, "name");
	return glob_match(atoms, count, (const char *)bytes, length, true) ? MATCH_YES : MATCH_NO;
}

/* ---- all of it ---- */

static enum match match_call(const struct pattern *pattern, const struct sx_call *call, struct matching *m)
{
	enum match all = MATCH_YES;
	unsigned choice = m->choice;

	/* what costs nothing first: an errno that differs ends it before a path is read */
	if (pattern->result.kind != RESULT_VALUE)
		all = match_result(pattern, call, m);
	else if (result_outcome(call) != OUTCOME_VALUE)
		return MATCH_NO;
	for (unsigned i = 0; i < pattern->arg_count && all != MATCH_NO; i++)
		all = match_both(all, match_parameter(pattern, &pattern->parameters[i], call, m, &choice));
	if (pattern->result.kind == RESULT_VALUE && all != MATCH_NO)
		all = match_both(all, match_result(pattern, call, m));
	return all;
}

static enum match match_entry(const struct pattern *pattern, const struct sx_call *call, struct matching *m)
{
	switch (pattern->subject) {
	case SUBJECT_CALL:
		if (!pattern_selects(pattern, call) || (pattern->is_startup && !is_startup(pattern, call, m)))
			return MATCH_NO;
		return match_call(pattern, call, m);
	case SUBJECT_MARK:
		return call_entry(call) == ENTRY_MARK ? match_mark(pattern, call, m) : MATCH_NO;
	case SUBJECT_SIGNAL:
		return call_entry(call) == ENTRY_SIGNAL ? match_event(pattern, call, m) : MATCH_NO;
	case SUBJECT_EXIT:
		return call_entry(call) == ENTRY_EXIT ? match_event(pattern, call, m) : MATCH_NO;
	}
	return MATCH_NO;
}

enum match pattern_match(const struct pattern *pattern, const struct sx_call *call, struct matching *m)
{
	struct bindings before;
	bool keeps = m->bindings && pattern->names_used;
	enum match match;

	m->reason = (struct reason){0};
	m->is_elsewhere = pattern->task != NULL;
	if (keeps)
		bindings_copy(&before, m->bindings, pattern->names_used);
	match = match_task(pattern, call, m);
	if (match != MATCH_NO)
		match = match_both(match, match_entry(pattern, call, m));
	if (match == MATCH_NO) {
		m->reason = (struct reason){0};
		if (keeps)
			bindings_copy(m->bindings, &before, pattern->names_used);
	}
	return match;
}

static const struct node *node_where(const struct node *node, bool (*test)(const struct node *))
{
	const struct node *found = NULL;

	for (; node && !found; node = node->next)
		found = test(node) ? node : node_where(node->first, test);
	return found;
}

static const struct node *part_where(const struct pattern *pattern, bool (*test)(const struct node *))
{
	const struct node *found = NULL;

	for (unsigned i = 0; i < pattern->arg_count && !found; i++)
		found = test(pattern->args[i]) ? pattern->args[i] : node_where(pattern->args[i]->first, test);
	return found ? found : node_where(pattern->info, test);
}

static bool is_missing(const struct node *node)
{
	return node->was_missing && !node->was_present;
}

static bool is_short(const struct node *node)
{
	return node->left_out && !node->was_whole;
}

const char *pattern_missing_field(const struct pattern *pattern)
{
	const struct node *node = part_where(pattern, is_missing);

	return node ? node->name : NULL;
}

const char *pattern_left_out(const struct pattern *pattern)
{
	const struct node *node = part_where(pattern, is_short);

	return node ? node->left_out : NULL;
}
