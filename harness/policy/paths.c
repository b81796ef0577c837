/* SPDX-License-Identifier: MIT */
/* What a program did to files, summed up per folder: what a Landlock ruleset would have to grant. */
#include "harness/policy/paths.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "harness/decode/decode.h"

enum {
	DID_READ = 1 << 0,
	DID_LIST = 1 << 1,
	DID_WRITE = 1 << 2,
	DID_CREATE = 1 << 3,
	DID_REMOVE = 1 << 4,
	DID_CHANGE = 1 << 5,	/* mode, owner, times, attributes */
	DID_EXECUTE = 1 << 6,
};

static const char *const words[] = {"read", "list", "write", "create", "remove", "change", "execute"};

struct folder {
	const char *path;
	unsigned did;
};

/* What a call does to its first path, and to its second. Calls that only look are not here. */
static const struct {
	const char *name;
	unsigned first, second;
} deeds[] = {
	{"execve", DID_EXECUTE, 0}, {"execveat", DID_EXECUTE, 0}, {"mkdir", DID_CREATE, 0}, {"mkdirat", DID_CREATE, 0},
	{"mknod", DID_CREATE, 0}, {"mknodat", DID_CREATE, 0}, {"symlink", DID_CREATE, 0}, {"symlinkat", DID_CREATE, 0},
	{"link", DID_READ, DID_CREATE}, {"linkat", DID_READ, DID_CREATE}, {"unlink", DID_REMOVE, 0},
	{"unlinkat", DID_REMOVE, 0}, {"rmdir", DID_REMOVE, 0}, {"rename", DID_REMOVE, DID_CREATE},
	{"renameat", DID_REMOVE, DID_CREATE}, {"renameat2", DID_REMOVE, DID_CREATE}, {"truncate", DID_WRITE, 0},
	{"truncate64", DID_WRITE, 0}, {"chmod", DID_CHANGE, 0}, {"fchmodat", DID_CHANGE, 0}, {"fchmodat2", DID_CHANGE, 0},
	{"chown", DID_CHANGE, 0}, {"chown32", DID_CHANGE, 0}, {"lchown", DID_CHANGE, 0}, {"lchown32", DID_CHANGE, 0},
	{"fchownat", DID_CHANGE, 0}, {"utime", DID_CHANGE, 0}, {"utimes", DID_CHANGE, 0}, {"futimesat", DID_CHANGE, 0},
	{"utimensat", DID_CHANGE, 0}, {"utimensat_time64", DID_CHANGE, 0}, {"setxattr", DID_CHANGE, 0},
	{"lsetxattr", DID_CHANGE, 0}, {"removexattr", DID_CHANGE, 0}, {"lremovexattr", DID_CHANGE, 0},
};

static unsigned deeds_of_flags(uint64_t flags)
{
	unsigned did = flags & O_CREAT ? DID_CREATE : 0;

	if (flags & O_PATH)
		return 0;
	if ((flags & O_ACCMODE) != O_RDONLY || flags & O_TRUNC || (flags & O_TMPFILE) == O_TMPFILE)
		did |= DID_WRITE;
	if ((flags & O_ACCMODE) != O_WRONLY && (flags & O_TMPFILE) != O_TMPFILE)
		did |= flags & O_DIRECTORY ? DID_LIST : DID_READ;
	return did;
}

/* Of openat2 the flags lie in memory; what could not be read may be anything. */
static unsigned deeds_of_how(const struct sx_call *call)
{
	const struct wire_blob *blob = call_memory(call, call_arg(call, 2), false);
	const unsigned char *bytes;
	size_t length = 0;
	uint64_t flags;

	bytes = blob ? blob_bytes(blob, &length) : NULL;
	if (!bytes || length < sizeof(flags))
		return DID_READ | DID_WRITE | DID_CREATE;
	memcpy(&flags, bytes, sizeof(flags));
	return deeds_of_flags(flags);
}

static bool find_deeds(const struct sx_call *call, const char *name, unsigned did[2])
{
	did[0] = did[1] = 0;
	if (strcmp(name, "open") == 0)
		did[0] = deeds_of_flags(call_arg(call, 1));
	else if (strcmp(name, "openat") == 0)
		did[0] = deeds_of_flags(call_arg(call, 2));
	else if (strcmp(name, "creat") == 0)
		did[0] = DID_WRITE | DID_CREATE;
	else if (strcmp(name, "openat2") == 0)
		did[0] = deeds_of_how(call);
	else
		for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++)
			if (strcmp(deeds[i].name, name) == 0) {
				did[0] = deeds[i].first;
				did[1] = deeds[i].second;
			}
	return did[0] || did[1];
}

static bool add(struct folders *folders, const char *path, unsigned did)
{
	const char *slash = strrchr(path, '/');
	size_t length = !slash ? 0 : did & DID_LIST ? strlen(path) : slash == path ? 1 : (size_t)(slash - path);
	struct folder *grown;

	if (!length) {
		folders->unknown++;
		return true;
	}
	for (size_t i = 0; i < folders->count; i++) {
		if (strlen(folders->list[i].path) == length && memcmp(folders->list[i].path, path, length) == 0) {
			folders->list[i].did |= did;
			return true;
		}
	}
	if (folders->count == folders->room) {
		grown = arena_take(folders->arena, (folders->room * 2 + 32) * sizeof(*grown));
		if (!grown)
			return false;
		if (folders->count)
			memcpy(grown, folders->list, folders->count * sizeof(*grown));
		folders->list = grown;
		folders->room = folders->room * 2 + 32;
	}
	folders->list[folders->count] = (struct folder){arena_format(folders->arena, "%.*s", (int)length, path), did};
	return folders->list[folders->count++].path != NULL;
}

bool folders_add(struct folders *folders, const struct sx_call *call)
{
	const struct syscall *row = call_row(call);
	struct arena scratch = {0};
	unsigned did[2], next = 0;
	bool is_added = true;

	if (call_failed(call) || !call_returned(call) || !find_deeds(call, row->name, did))
		return true;
	for (unsigned slot = 0; slot < SYSCALL_ARGS && row->args[slot].name && next < 2 && is_added; slot++) {
		const struct value *value;
		const char *path;

		if (row->args[slot].kind != KIND_PATH)
			continue;
		value = decode_argument(&scratch, call, slot);
		path = !value || value->kind != VALUE_PATH ? NULL : value->opened ? value->opened :
		       value->is_uncertain ? NULL : value->resolved;
		if (!did[next])
			next++;
		else
			is_added = add(folders, path ? path : "", did[next++]);
	}
	arena_free(&scratch);
	return is_added;
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct folder *)a)->path, ((const struct folder *)b)->path);
}

/* A line per folder: what would end the line is escaped. */
static void print_path(struct text *text, const char *path)
{
	for (; *path; path++) {
		if ((unsigned char)*path < ' ' || *path == 0x7f || *path == '\\')
			text_format(text, "\\%03o", (unsigned char)*path);
		else
			text_add_char(text, *path);
	}
}

void folders_print(struct text *text, struct folders *folders)
{
	text_add(text, "# what was done to the files of each folder, by calls that succeeded\n");
	if (folders->count)
		qsort(folders->list, folders->count, sizeof(*folders->list), compare);
	for (size_t i = 0; i < folders->count; i++) {
		size_t start = text->length;

		for (size_t n = 0; n < sizeof(words) / sizeof(words[0]); n++)
			if (folders->list[i].did >> n & 1)
				text_format(text, "%s%s", text->length > start ? "," : "", words[n]);
		text_add_repeated(text, ' ', text->length - start < 22 ? 24 - (text->length - start) : 2);
		print_path(text, folders->list[i].path);
		text_add_char(text, '\n');
	}
	if (folders->unknown)
		text_format(text, "# and %zu paths that are not known\n", folders->unknown);
}
