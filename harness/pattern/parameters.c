/* SPDX-License-Identifier: MIT */
/* Which arguments of a call a parameter's name means. */
#include <string.h>

#include "harness/pattern/ast.h"

/* Names that manual pages and strace give to one and the same thing. */
static const char *const same_names[][2] = {
	{ "path", "pathname" }, { "path", "filename" }, { "stack", "child_stack" }, { "child_tid", "child_tidptr" },
	{ "parent_tid", "parent_tidptr" }, { "fd", "sockfd" }, { "fd", "fildes" }, { "pid", "tid" }, { "sig", "signum" },
};

static const char *canonical(const char *name)
{
	for (size_t i = 0; i < sizeof(same_names) / sizeof(*same_names); i++)
		if (strcmp(name, same_names[i][1]) == 0)
			return same_names[i][0];
	return name;
}

bool same_parameter(const char *a, const char *b)
{
	return strcmp(canonical(a), canonical(b)) == 0;
}

bool is_descriptor_kind(const struct argument *argument)
{
	return argument->kind == KIND_FD || argument->kind == KIND_DIRFD;
}

bool is_scalar_kind(const struct argument *argument)
{
	switch (argument->kind) {
	case KIND_INT:
	case KIND_UINT:
	case KIND_LONG:
	case KIND_SIZE:
	case KIND_HEX:
	case KIND_HEX32:
	case KIND_OFFSET:
	case KIND_OFFSET_HIGH:
	case KIND_OFFSET_HEX:
	case KIND_OFFSET_PAGES:
	case KIND_FLAGS:
	case KIND_FLAGS32:
	case KIND_FLAGS64:
	case KIND_MODE:
	case KIND_MODE_IF_CREATE:
	case KIND_MODE_IF_MKNOD:
	case KIND_SIGNAL:
	case KIND_PID:
	case KIND_PGID:
	case KIND_PID_OR_PGID:
	case KIND_WHOSE:
	case KIND_ID:
	case KIND_ID16:
	case KIND_FCNTL:
	case KIND_IOCTL:
		return true;
	default:
		return is_descriptor_kind(argument);
	}
}

bool is_text_kind(const struct argument *argument)
{
	switch (argument->kind) {
	case KIND_PATH:
	case KIND_PATH_TEXT:
	case KIND_STRING:
	case KIND_MOUNT_TYPE:
	case KIND_MOUNT_DATA:
	case KIND_OUT_STRING:
		return true;
	default:
		return false;
	}
}

bool is_buffer_kind(const struct argument *argument)
{
	switch (argument->kind) {
	case KIND_IN_BYTES:
	case KIND_OUT_BYTES:
	case KIND_IN_IOVEC:
	case KIND_OUT_IOVEC:
	case KIND_IN_MSGHDR:
	case KIND_OUT_MSGHDR:
	case KIND_IN_MMSGHDR:
	case KIND_OUT_MMSGHDR:
	case KIND_XATTR_VALUE:
	case KIND_TOLD_BYTES:
	case KIND_OUT_TOLD_BYTES:
		return true;
	default:
		return false;
	}
}

bool is_out(const struct argument *argument)
{
	switch (argument->kind) {
	case KIND_OUT_BYTES:
	case KIND_OUT_TOLD_BYTES:
	case KIND_OUT_IOVEC:
	case KIND_OUT_MSGHDR:
	case KIND_OUT_MMSGHDR:
	case KIND_OUT_SOCKADDR:
	case KIND_OUT_STRING:
	case KIND_OUT_STRUCT:
	case KIND_INOUT_STRUCT:
	case KIND_OUT_ARRAY:
	case KIND_OUT_CONTEXTS:
	case KIND_FD_PAIR:
	case KIND_WAIT_STATUS:
	case KIND_OUT_SIGSET:
		return true;
	default:
		return false;
	}
}

/* Structures whose fields stand for parameters of the calls that came before them. */
static bool has_parameters(const struct argument *argument)
{
	if (argument->kind != KIND_STRUCT && argument->kind != KIND_ARRAY && argument->kind != KIND_INOUT_STRUCT)
		return false;
	return argument->layout &&
	       (strcmp(argument->layout->name, "open_how") == 0 || strcmp(argument->layout->name, "clone_args") == 0);
}

static bool is_meant(const struct syscall *row, unsigned slot, const char *name)
{
	const struct argument *argument = &row->args[slot];

	if (strcmp(name, "path") == 0)
		return argument->kind == KIND_PATH || argument->kind == KIND_PATH_TEXT ||
		       argument->kind == KIND_IN_SOCKADDR;
	if (strcmp(name, "fd") == 0)
		return argument->kind == KIND_FD;
	if (strcmp(name, "dirfd") == 0)
		return argument->kind == KIND_DIRFD;
	if (strcmp(name, "buf") == 0)
		return is_buffer_kind(argument);
	if (strcmp(name, "count") == 0) {
		for (unsigned i = 0; i < SYSCALL_ARGS && row->args[i].name; i++)
			if (is_buffer_kind(&row->args[i]) && row->args[i].of == slot)
				return true;
	}
	if (strcmp(name, "addr") == 0)
		return argument->kind == KIND_IN_SOCKADDR || argument->kind == KIND_OUT_SOCKADDR;
	return false;
}

uint8_t parameter_slots(const struct syscall *row, const char *name, bool is_wide)
{
	uint8_t named = 0, meant = 0, structs = 0;

	name = canonical(name);
	for (unsigned i = 0; i < SYSCALL_ARGS && row->args[i].name; i++) {
		if (row->args[i].kind == KIND_IGNORED)
			continue;
		if (strcmp(canonical(row->args[i].name), name) == 0)
			named |= (uint8_t)(1u << i);
		else if (is_meant(row, i, name))
			meant |= (uint8_t)(1u << i);
		if (has_parameters(&row->args[i]))
			structs |= (uint8_t)(1u << i | SLOT_IN_STRUCT);
	}
	if (named)
		return is_wide ? named | meant : named;
	if (meant)
		return meant;
	if (strcmp(name, "flags") == 0 && strcmp(row->name, "creat") == 0)
		return SLOT_IMPLIED;
	if (strcmp(name, "flags") == 0 || strcmp(name, "mode") == 0)
		return structs;
	return 0;
}

unsigned printed_slots(const struct syscall *row, uint8_t ret_slots[SYSCALL_ARGS])
{
	unsigned count = 0;

	if (!row->is_known) {
		for (; count < SYSCALL_ARGS; count++)
			ret_slots[count] = (uint8_t)count;
		return count;
	}
	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		unsigned slot = row->order ? (unsigned)(row->order[i] - '0') : i;

		if (row->order && !row->order[i])
			break;
		if (slot >= SYSCALL_ARGS || !row->args[slot].name)
			continue;
		if (row->args[slot].kind != KIND_IGNORED)
			ret_slots[count++] = (uint8_t)slot;
	}
	return count;
}

bool is_conditional(const struct argument *argument)
{
	if (argument->when_bits || argument->not_for)
		return true;
	switch (argument->kind) {
	case KIND_NONE:
	case KIND_IGNORED:
	case KIND_MODE_IF_CREATE:
	case KIND_DEV_IF_MKNOD:
	case KIND_FCNTL_ARG:
	case KIND_IOCTL_ARG:
	case KIND_VARIANT:
		return true;
	default:
		return false;
	}
}

bool is_loose(const struct syscall *row)
{
	return !row->is_known || row->selector;
}

unsigned raw_slot(const char *name)
{
	if (strncmp(name, "arg", 3) != 0 || name[3] < '1' || name[3] > '6' || name[4])
		return SYSCALL_ARGS;
	return (unsigned)(name[3] - '1');
}

unsigned least_arguments(const struct syscall *row)
{
	uint8_t slots[SYSCALL_ARGS];
	unsigned count = printed_slots(row, slots);

	if (!row->is_known)
		return 0;
	if (is_loose(row))
		return count < 1 ? count : 1;
	while (count && is_conditional(&row->args[slots[count - 1]]))
		count--;
	return count;
}

unsigned pattern_parameter_is(const struct sx_call *call, const char *name)
{
	return parameter_slots(decode_row(call), name, strcmp(name, "path") == 0) & 0x3f;
}
