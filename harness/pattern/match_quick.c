/* SPDX-License-Identifier: MIT */
/* Tells without decoding that a path is another one, as most are that a pattern is held against. */
#include <string.h>

#include "harness/pattern/match.h"

/* The string that was captured at entry, whole; NULL: look closer. */
static const char *whole_string(const struct sx_call *call, unsigned slot, size_t *ret_length)
{
	const struct wire_blob *blob = call_memory(call, call_arg(call, slot), 0);
	const unsigned char *bytes;
	size_t room;

	if (!blob || blob->state != WIRE_OK || blob->what != WIRE_STRING)
		return NULL;
	bytes = blob_bytes(blob, &room);
	if (!bytes || !room || bytes[room - 1] || blob->address != call_arg(call, slot))
		return NULL;
	*ret_length = strlen((const char *)bytes);
	return (const char *)bytes;
}

/* Absolute, and the same when it is folded. */
static bool is_plain(const char *text, size_t length)
{
	const char *at = text;

	if (!length || text[0] != '/')
		return false;
	while ((at = memchr(at, '/', length - (size_t)(at - text)))) {
		at++;
		if (*at == '/' || *at == '.')
			return false;
	}
	return true;
}

static bool has_prefix(const struct node *node, const char *text, size_t length)
{
	for (size_t i = 0; i < node->path_count && node->path_atoms[i].kind == ATOM_CHAR; i++)
		if (i >= length || (unsigned char)text[i] != node->path_atoms[i].c)
			return false;
	return true;
}

/* Whether a file is at this very path: its components are kept leaf first. */
static bool is_at(const struct wire_blob *blob, const char *text, size_t length)
{
	size_t size;
	const unsigned char *bytes = blob_bytes(blob, &size);
	const char *name, *end;

	if (!bytes || size < sizeof(struct wire_file))
		return false;
	name = (const char *)bytes + sizeof(struct wire_file);
	end = (const char *)bytes + size;
	while (name < end) {
		size_t name_length = strnlen(name, (size_t)(end - name));

		if (length < name_length + 1 || text[length - name_length - 1] != '/' ||
		    memcmp(text + length - name_length, name, name_length) != 0)
			return false;
		length -= name_length + 1;
		name += name_length + 1;
	}
	return length == 0;
}

bool path_surely_differs(const struct node *node, const struct sx_call *call, unsigned slot, const struct syscall *row)
{
	const struct wire_blob *blob = NULL;
	const struct wire_file *file;
	const char *text;
	size_t length;

	if (!node->path_atoms || node->is_open_start || row->args[slot].kind != KIND_PATH)
		return false;
	text = whole_string(call, slot, &length);
	if (!text || !is_plain(text, length) || has_prefix(node, text, length))
		return false;
	/* what the call opened may be elsewhere, through a link */
	if (row->result != RESULT_FD || !call_returned(call) || call_failed(call))
		return true;
	file = call_file(call, WIRE_RESULT, (int)call->ret, &blob);
	if (!file)
		return true;
	return file->type == WIRE_FILE_PATH && is_at(blob, text, length);
}
