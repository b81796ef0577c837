/* SPDX-License-Identifier: MIT */
/* Matches absolute paths as they were passed, without decoding: most need no folding and lead through no link. */
#include <string.h>

#include "harness/pattern/match.h"

/* The string that was captured at entry, whole; NULL: look closer. */
static const char *whole_string(const struct sx_call *call, unsigned slot, size_t *ret_length)
{
	const struct wire_blob *blob = call_memory(call, call_arg(call, slot), false);
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

	if (length < 2 || text[0] != '/' || text[length - 1] == '/')
		return false;
	while ((at = memchr(at, '/', length - (size_t)(at - text)))) {
		at++;
		if (*at == '/' || *at == '.')
			return false;
	}
	return true;
}

/* Absolute, and without names whose values are not in it. */
static bool is_whole(const struct node *node)
{
	if (!node->path_atoms || node->is_open_start || node->is_open_end)
		return false;
	return node->bytes;
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

/* What the call opened may be elsewhere, through a link. */
static bool may_be_elsewhere(const struct sx_call *call, const struct syscall *row, const char *text, size_t length)
{
	const struct wire_blob *blob = NULL;
	const struct wire_file *file;

	if (row->result != RESULT_FD || !call_returned(call) || call_failed(call))
		return false;
	file = call_file(call, WIRE_RESULT, (int)call->ret, &blob);
	return file && (file->type != WIRE_FILE_PATH || !is_at(blob, text, length));
}

bool match_path_quickly(const struct node *node, const struct sx_call *call, unsigned slot, const struct syscall *row,
			enum match *ret)
{
	const char *text;
	size_t length;

	if (!is_whole(node) || row->args[slot].kind != KIND_PATH)
		return false;
	text = whole_string(call, slot, &length);
	if (!text || !is_plain(text, length))
		return false;
	*ret = glob_match(node->path_atoms, node->path_count, text, length, false) ? MATCH_YES : MATCH_NO;
	return *ret == MATCH_YES || !may_be_elsewhere(call, row, text, length);
}
