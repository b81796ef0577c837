/* SPDX-License-Identifier: MIT */
/* Paths: joined, normalised, and resolved against the folder that the call started from. */
#include "harness/decode/build.h"

#include <string.h>

#define AT_CURRENT_FOLDER (-100)

/* A path under construction: absolute, no trailing slash but for the root. */
struct joined {
	char *bytes;
	size_t length;
	size_t known;		/* leading bytes that are folders for certain */
	bool is_uncertain;
};

static void go_up(struct joined *path)
{
	while (path->length && path->bytes[path->length - 1] != '/')
		path->length--;
	if (path->length)
		path->length--;
	if (path->known > path->length)
		path->known = path->length;
}

static void add_component(struct joined *path, const char *name, size_t length)
{
	if (length == 1 && name[0] == '.')
		return;
	if (length == 2 && !memcmp(name, "..", 2) && path->known >= path->length) {
		go_up(path);
		return;
	}
	/* `..` behind a name that may be a link stays: folding it could name another file. */
	if (length == 2 && !memcmp(name, "..", 2))
		path->is_uncertain = true;
	path->bytes[path->length++] = '/';
	memcpy(path->bytes + path->length, name, length);
	path->length += length;
}

static void add_components(struct joined *path, const char *text, size_t length)
{
	size_t at = 0;

	while (at < length) {
		const char *slash = memchr(text + at, '/', length - at);
		size_t end = slash ? (size_t)(slash - text) : length;

		if (end > at)
			add_component(path, text + at, end - at);
		at = end + 1;
	}
}

const char *join_paths(struct arena *arena, const char *base, const char *text, size_t length, bool *ret_is_uncertain)
{
	bool is_absolute = length && text[0] == '/';
	size_t base_length = is_absolute ? 0 : strlen(base);
	struct joined path = {.bytes = arena_take(arena, base_length + length + 4)};

	if (!path.bytes)
		return NULL;
	if (base_length && base[base_length - 1] == '/')
		base_length--;
	memcpy(path.bytes, base, base_length);
	path.length = base_length;
	path.known = base_length;
	add_components(&path, text, length);
	if (!path.length)
		path.bytes[path.length++] = '/';
	path.bytes[path.length] = '\0';
	if (ret_is_uncertain)
		*ret_is_uncertain = path.is_uncertain;
	return path.bytes;
}

/* The folder that a path argument starts from; NULL: not known. */
static const char *start_folder(struct decoding *d, unsigned dirfd_slot)
{
	const struct wire_blob *blob;
	const struct wire_file *file;
	int dirfd = AT_CURRENT_FOLDER;

	if (dirfd_slot != NO_DIRFD)
		dirfd = (int)call_arg(d->call, dirfd_slot);
	file = call_file(d->call, dirfd == AT_CURRENT_FOLDER ? -1 : (int)dirfd_slot, dirfd, &blob);
	if (!file || file->type != WIRE_FILE_PATH || file->flags & (WIRE_OUTSIDE | WIRE_SHORT | WIRE_UNMOUNTED))
		return NULL;
	return file_path(d, blob, file);
}

/* An empty path names what the descriptor is open on (AT_EMPTY_PATH); where that is not meant, the call
 * fails and the path names nothing. */
static void resolve(struct decoding *d, struct value *path, unsigned dirfd_slot)
{
	const char *text = (const char *)path->bytes;
	const char *start = "/";

	if (path->state == STATE_CUT || !path->is_terminated)
		return;
	if (!path->length && !has_result(d)) {
		path->resolved = "";
		return;
	}
	if (!path->length || text[0] != '/') {
		start = start_folder(d, dirfd_slot);
		if (!start)
			return;
	}
	path->resolved = join_paths(d->arena, start, text, path->length, &path->is_uncertain);
}

static const char *result_path(struct decoding *d)
{
	const struct wire_blob *blob;
	const struct wire_file *file;

	if (d->row->result != RESULT_FD || !has_result(d))
		return NULL;
	file = call_file(d->call, WIRE_RESULT, (int)d->call->ret, &blob);
	if (!file || file->type != WIRE_FILE_PATH || file->flags & (WIRE_OUTSIDE | WIRE_SHORT | WIRE_UNMOUNTED))
		return NULL;
	return file_path(d, blob, file);
}

static struct value *path_of_memory(struct decoding *d, const struct memory *memory, uint64_t address)
{
	const unsigned char *end;
	struct value *path;

	/* It is taken whole or not at all. */
	if (memory->state == STATE_UNREAD || memory->is_broken)
		return value_unread(d, address);
	path = value_new(d, VALUE_PATH);
	if (!path)
		return NULL;
	end = memory->length ? memchr(memory->bytes, '\0', memory->length) : NULL;
	path->address = address;
	path->bytes = memory->bytes;
	path->length = end ? (size_t)(end - memory->bytes) : memory->length;
	path->full_length = end ? path->length : SIZE_MAX;
	path->is_terminated = end != NULL;
	path->is_exit = memory->is_exit;
	path->state = end ? memory->state : STATE_CUT;
	if (end && memory->state == STATE_CUT)
		path->state = STATE_OK;
	return path;
}

DECODE_KIND(decode_path_argument)
{
	struct memory memory;
	struct value *path;

	if (!number)
		return value_address(d, 0);
	if (!memory_at_entry(d, number, &memory))
		return value_unread(d, number);
	path = path_of_memory(d, &memory, number);
	if (path && path->kind == VALUE_PATH) {
		resolve(d, path, argument->of);
		path->opened = result_path(d);
	}
	return path;
}

DECODE_KIND(decode_out_path)
{
	struct memory memory;
	struct value *path;

	if (!number || !has_result(d))
		return value_address(d, number);
	if (!memory_at_exit(d, number, &memory))
		return value_unread(d, number);
	path = path_of_memory(d, &memory, number);
	if (path && path->kind == VALUE_PATH && path->is_terminated && path->length && path->bytes[0] == '/')
		path->resolved = join_paths(d->arena, "/", (const char *)path->bytes, path->length,
					    &path->is_uncertain);
	return path;
}

/* A symlink's target means nothing before it is followed. */
DECODE_KIND(decode_path_text)
{
	struct memory memory;

	if (!number)
		return value_address(d, 0);
	if (!memory_at_entry(d, number, &memory))
		return value_unread(d, number);
	return path_of_memory(d, &memory, number);
}
