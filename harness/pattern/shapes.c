/* SPDX-License-Identifier: MIT */
/* What a value of a pattern may look like for an argument of each kind: any other look can never be the call's. */
#include <string.h>

#include "harness/pattern/constants.h"

/* Beside numbers and * (all of them are registers), and NULL where it is no number. */
enum shape {
	SHAPE_NUMBER = 1,	/* a number and nothing else: no NULL either */
	SHAPE_TEXT = 2,
	SHAPE_ARRAY = 4,	/* [...], sets of signals too */
	SHAPE_STRUCT = 8,	/* {...} */
	SHAPE_CALL = 16,	/* word(...) */
	SHAPE_NAMES = 32,
	SHAPE_OBJECT = 64,	/* <path> */
	SHAPE_ADDRESS = 128,	/* NULL, or where something is: of what is not followed nothing else */
};

/* Kinds that are not here may look like anything. A text stands for what buffers in vectors hold together; messages of
 * netlink are taken apart; the name of a unix address is asked for by path= (checked apart). */
static const uint8_t shapes[KIND_LAST] = {
	[KIND_INT] = SHAPE_NUMBER,
	[KIND_UINT] = SHAPE_NUMBER,
	[KIND_LONG] = SHAPE_NUMBER,
	[KIND_SIZE] = SHAPE_NUMBER,
	[KIND_HEX] = SHAPE_NUMBER,
	[KIND_HEX32] = SHAPE_NUMBER,
	[KIND_ADDRESS] = SHAPE_ADDRESS,
	[KIND_OFFSET] = SHAPE_NUMBER,
	[KIND_OFFSET_HIGH] = SHAPE_NUMBER,
	[KIND_OFFSET_HEX] = SHAPE_NUMBER,
	[KIND_OFFSET_PAGES] = SHAPE_NUMBER,
	[KIND_FD] = SHAPE_NUMBER | SHAPE_OBJECT | SHAPE_NAMES,
	[KIND_DIRFD] = SHAPE_NUMBER | SHAPE_OBJECT | SHAPE_NAMES,
	[KIND_PATH] = SHAPE_TEXT,
	[KIND_PATH_TEXT] = SHAPE_TEXT,
	[KIND_STRING] = SHAPE_TEXT,
	[KIND_MOUNT_TYPE] = SHAPE_TEXT,
	[KIND_MOUNT_DATA] = SHAPE_TEXT,
	[KIND_OUT_STRING] = SHAPE_TEXT,
	[KIND_STRINGS] = SHAPE_ARRAY,
	[KIND_ENVIRONMENT] = SHAPE_ARRAY,
	[KIND_IN_BYTES] = SHAPE_TEXT | SHAPE_ARRAY | SHAPE_STRUCT,
	[KIND_OUT_BYTES] = SHAPE_TEXT | SHAPE_ARRAY | SHAPE_STRUCT,
	[KIND_IN_IOVEC] = SHAPE_TEXT | SHAPE_ARRAY,
	[KIND_OUT_IOVEC] = SHAPE_TEXT | SHAPE_ARRAY,
	[KIND_IN_MSGHDR] = SHAPE_TEXT | SHAPE_STRUCT,
	[KIND_OUT_MSGHDR] = SHAPE_TEXT | SHAPE_STRUCT,
	[KIND_IN_MMSGHDR] = SHAPE_TEXT | SHAPE_ARRAY,
	[KIND_OUT_MMSGHDR] = SHAPE_TEXT | SHAPE_ARRAY,
	[KIND_IN_SOCKADDR] = SHAPE_STRUCT,
	[KIND_OUT_SOCKADDR] = SHAPE_STRUCT,
	[KIND_SOCKLEN] = SHAPE_ARRAY,
	[KIND_FLAGS] = SHAPE_NUMBER | SHAPE_NAMES,
	[KIND_FLAGS32] = SHAPE_NUMBER | SHAPE_NAMES,
	[KIND_FLAGS64] = SHAPE_NUMBER | SHAPE_NAMES,
	[KIND_MODE] = SHAPE_NUMBER | SHAPE_NAMES,
	[KIND_MODE_IF_CREATE] = SHAPE_NUMBER | SHAPE_NAMES,
	[KIND_MODE_IF_MKNOD] = SHAPE_NUMBER | SHAPE_NAMES,
	[KIND_SIGNAL] = SHAPE_NUMBER | SHAPE_NAMES,
	[KIND_PID] = SHAPE_NUMBER,
	[KIND_PGID] = SHAPE_NUMBER,
	[KIND_PID_OR_PGID] = SHAPE_NUMBER,
	[KIND_WHOSE] = SHAPE_NUMBER,
	[KIND_ID] = SHAPE_NUMBER,
	[KIND_ID16] = SHAPE_NUMBER,
	[KIND_DEV] = SHAPE_NUMBER | SHAPE_CALL,
	[KIND_DEV_IF_MKNOD] = SHAPE_NUMBER | SHAPE_CALL,
	[KIND_STRUCT] = SHAPE_STRUCT | SHAPE_ARRAY,
	[KIND_OUT_STRUCT] = SHAPE_STRUCT | SHAPE_ARRAY,
	[KIND_INOUT_STRUCT] = SHAPE_STRUCT | SHAPE_ARRAY,
	[KIND_LEFT_STRUCT] = SHAPE_STRUCT | SHAPE_ARRAY,
	[KIND_REAPED_STRUCT] = SHAPE_STRUCT | SHAPE_ARRAY,
	[KIND_ARRAY] = SHAPE_ARRAY | SHAPE_STRUCT,
	[KIND_OUT_ARRAY] = SHAPE_ARRAY | SHAPE_STRUCT | SHAPE_TEXT,
	[KIND_OUT_CONTEXTS] = SHAPE_ARRAY,
	[KIND_FDS] = SHAPE_ARRAY,
	[KIND_FILLED_ARRAY] = SHAPE_ARRAY | SHAPE_STRUCT,
	[KIND_NODEMASK] = SHAPE_ARRAY,
	[KIND_OUT_NODEMASK] = SHAPE_ARRAY,
	[KIND_IN_MESSAGE] = SHAPE_STRUCT,
	[KIND_OUT_MESSAGE] = SHAPE_STRUCT,
	[KIND_BLOCKS] = SHAPE_ARRAY,
	[KIND_FD_PAIR] = SHAPE_ARRAY,
	[KIND_WAIT_STATUS] = SHAPE_ARRAY,
	[KIND_SIGSET] = SHAPE_ARRAY,
	[KIND_OUT_SIGSET] = SHAPE_ARRAY,
	[KIND_SIGSET_WORD] = SHAPE_ARRAY,
	[KIND_SIGFRAME] = SHAPE_STRUCT,
	[KIND_POLLFDS] = SHAPE_ARRAY,
	[KIND_FDSET] = SHAPE_ARRAY,
	[KIND_XATTR_VALUE] = SHAPE_TEXT,
	[KIND_IOPRIO] = SHAPE_NUMBER | SHAPE_CALL,
	[KIND_REMOTE_IOVEC] = SHAPE_ARRAY,
	[KIND_OUT_PATH] = SHAPE_TEXT,
};

/* The looks that would do as well: NULL and numbers are any pointer's. */
static unsigned shape_of(const struct node *node)
{
	switch ((enum node_kind)node->kind) {
	case NODE_TEXT:
	case NODE_QUOTED:
		return SHAPE_TEXT;
	case NODE_ARRAY:
	case NODE_SET:
		return SHAPE_ARRAY;
	case NODE_STRUCT:
		return SHAPE_STRUCT;
	case NODE_CHANGE:	/* of what a call finds and leaves */
		return SHAPE_ARRAY | SHAPE_STRUCT;
	case NODE_CALL:
		return SHAPE_CALL;
	case NODE_DESCRIPTOR:
		return SHAPE_OBJECT;
	default:
		return UINT8_MAX;
	}
}

bool is_pointer_kind(const struct argument *argument)
{
	return shapes[argument->kind] && !(shapes[argument->kind] & SHAPE_NUMBER) && !is_text_kind(argument);
}

bool has_no_names(const struct argument *argument)
{
	return is_pointer_kind(argument) || (shapes[argument->kind] & SHAPE_CALL && !(shapes[argument->kind] & SHAPE_NAMES));
}

const char *wrong_shape(const struct node *node, const struct argument *argument)
{
	unsigned have = shapes[argument->kind];

	if (!have || have & shape_of(node))
		return NULL;
	if (argument->kind == KIND_IN_SOCKADDR && node->name && same_parameter(node->name, "path"))
		return NULL;
	if (is_descriptor_kind(argument))
		return node->kind == NODE_TEXT || node->kind == NODE_QUOTED ? "is a descriptor: write 3, <path> or $name" :
		       "is a number";
	if (node->kind == NODE_DESCRIPTOR)
		return "is no descriptor";
	if (have & SHAPE_NUMBER)
		return node->kind == NODE_TEXT || node->kind == NODE_QUOTED ? "is a number, not a text" : "is a number";
	if (have & SHAPE_ADDRESS)
		return "is recorded as an address only";
	if (argument->kind == KIND_STRINGS || argument->kind == KIND_ENVIRONMENT)
		return "is an array of texts: ['a', 'b', ...]";
	if (argument->kind == KIND_IN_SOCKADDR || argument->kind == KIND_OUT_SOCKADDR)
		return "is an address: {sa_family=AF_INET, ...}, and path='…' is a unix address's";
	if (have == SHAPE_ARRAY || argument->kind == KIND_ARRAY || argument->kind == KIND_OUT_ARRAY)
		return "is an array: [..., ...]";
	return have & SHAPE_TEXT ? "is a text" : "is a structure: {…, ...}";
}
