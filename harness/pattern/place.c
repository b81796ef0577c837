/* SPDX-License-Identifier: MIT */
/* Tells without decoding which open file a captured name would be: joining captures asks it of most calls in vain. */
#include <string.h>

#include "harness/pattern/match.h"

static unsigned uses_in(const struct node *node, unsigned name)
{
	unsigned uses = 0;

	for (; node; node = node->next) {
		uses += node->kind == NODE_CAPTURE && node->index == name;
		for (size_t i = 0; i < node->atom_count; i++)
			uses += node->atoms[i].kind == ATOM_NAME && node->atoms[i].index == name;
		uses += uses_in(node->first, name);
	}
	return uses;
}

static bool is_capture_of(const struct node *node, unsigned name)
{
	return node && node->kind == NODE_CAPTURE && node->index == name;
}

bool pattern_place(const struct pattern *pattern, unsigned name, struct place *ret)
{
	unsigned uses = uses_in(pattern->task, name) + uses_in(pattern->result.value, name);

	*ret = (struct place){.pattern = pattern};
	for (unsigned i = 0; i < pattern->arg_count; i++) {
		uses += uses_in(pattern->args[i], name);
		if (is_capture_of(pattern->parameters[i].value, name))
			ret->parameter = &pattern->parameters[i];
	}
	if (uses != 1)
		return false;
	return ret->parameter || (pattern->result.kind == RESULT_VALUE && is_capture_of(pattern->result.value, name));
}

static uint64_t identity_at(const struct sx_call *call, unsigned slot, int fd)
{
	const struct wire_file *file = fd < 0 ? NULL : call_file(call, (int)slot, fd, NULL);

	return file && file->type != WIRE_FILE_NONE && file->type != WIRE_FILE_UNKNOWN ? file->identity : 0;
}

uint64_t place_identity(const struct place *place, const struct sx_call *call)
{
	const struct syscall *row = decode_row(call);
	uint8_t slots;
	unsigned slot;

	if (!row->is_known)
		return 0;
	if (!place->parameter)
		return row->result == RESULT_FD && result_outcome(call) == OUTCOME_VALUE ?
		       identity_at(call, WIRE_RESULT, (int)call->ret) : 0;
	slots = slots_of(place->pattern, place->parameter, call);
	if (!slots || slots >> SYSCALL_ARGS || slots & (slots - 1))
		return 0;
	slot = (unsigned)__builtin_ctz(slots);
	/* dup2's new descriptor is one thing before the call and another behind it */
	if ((row->args[slot].kind != KIND_FD && row->args[slot].kind != KIND_DIRFD) ||
	    (slot && strncmp(row->name, "dup", 3) == 0))
		return 0;
	return identity_at(call, slot, (int)call_arg(call, slot));
}
