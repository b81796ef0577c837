/* SPDX-License-Identifier: MIT */
/* Which entries a dump shows, where a style asks for some only. */
#include "harness/print.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool fds_have(const struct fds *fds, int fd)
{
	for (size_t i = 0; i < fds->count; i++)
		if (fds->list[i] == fd)
			return !fds->is_inverted;
	return fds->is_inverted;
}

static unsigned status_of(const struct sx_call *call)
{
	if (!call_returned(call))
		return SX_STATUS_UNFINISHED;
	return call_failed(call) ? SX_STATUS_FAILED : SX_STATUS_SUCCESSFUL;
}

/* What a search looks for in the values of a call. */
struct search {
	const char *const *paths;
	const struct fds *fds;
};

static bool is_path(const struct search *search, const char *path)
{
	for (const char *const *wanted = search->paths; path && *wanted; wanted++)
		if (!strcmp(*wanted, path))
			return true;
	return false;
}

/* As it was passed, wherever that leads: strace compares nothing else. */
static bool is_spelling(const struct search *search, const struct value *path)
{
	if (!path->bytes || path->state == STATE_CUT)
		return false;
	for (const char *const *wanted = search->paths; *wanted; wanted++)
		if (strlen(*wanted) == path->length && !memcmp(*wanted, path->bytes, path->length))
			return true;
	return false;
}

static bool is_found(const struct search *search, const struct value *value)
{
	if (search->fds && value->kind == VALUE_FD && fds_have(search->fds, (int)value->number) &&
	    (int)value->number >= 0)
		return true;
	if (search->paths && value->kind == VALUE_FD && value->object && is_path(search, value->object->path))
		return true;
	if (search->paths && value->kind == VALUE_PATH &&
	    (is_path(search, value->resolved) || is_path(search, value->opened) || is_spelling(search, value)))
		return true;
	for (const struct value *child = value->first; child; child = child->next)
		if (is_found(search, child))
			return true;
	return false;
}

static bool uses(const struct sx_call *call, const struct search *search)
{
	struct arena arena = {0};
	uint8_t slots[SYSCALL_ARGS];
	unsigned count = decode_order(call, slots);
	bool is_used = false;

	for (unsigned i = 0; i < count && !is_used; i++) {
		const struct value *value = decode_argument(&arena, call, slots[i]);

		is_used = value && is_found(search, value);
	}
	arena_free(&arena);
	return is_used;
}

bool print_is_wished(const struct printer *printer, const struct sx_call *call)
{
	const struct print_wishes *wishes = printer->wishes;
	struct search search = {0};

	if (!wishes || call_entry(call) != ENTRY_CALL)
		return true;
	if (wishes->statuses && !call->is_entered && !(wishes->statuses & status_of(call)))
		return false;
	if (!wishes->paths && !wishes->has_fds)
		return true;
	search.paths = wishes->paths;
	search.fds = wishes->has_fds ? &wishes->fds : NULL;
	return uses(call, &search);
}

bool print_waits_for_results(const struct printer *printer)
{
	return printer->flags & SX_PRINT_JSON || (printer->wishes && printer->wishes->statuses);
}

/* ---- -b execve ---- */

struct banished {
	const struct sx_call *first;	/* the execve that started the program */
	int32_t *pids;
	size_t count, room;
};

struct banished *banished_new(void)
{
	return calloc(1, sizeof(struct banished));
}

struct banished *banished_free(struct banished *banished)
{
	if (banished)
		free(banished->pids);
	free(banished);
	return NULL;
}

static bool is_banished(const struct banished *banished, int32_t pid)
{
	for (size_t i = 0; i < banished->count; i++)
		if (banished->pids[i] == pid)
			return true;
	return false;
}

bool banished_has(const struct banished *banished, const struct sx_call *entry)
{
	return banished && is_banished(banished, call_pid(entry));
}

static int banish(struct banished *banished, int32_t pid)
{
	size_t room = banished->room ? banished->room * 2 : 16;
	int32_t *pids;

	if (banished->count == banished->room) {
		pids = reallocarray(banished->pids, room, sizeof(*pids));
		if (!pids)
			return -ENOMEM;
		banished->pids = pids;
		banished->room = room;
	}
	banished->pids[banished->count++] = pid;
	return 0;
}

static bool starts_with(const char *name, const char *prefix)
{
	return !strncmp(name, prefix, strlen(prefix));
}

int banished_follow(struct banished *banished, const struct sx_call *entry)
{
	const char *name;

	if (!banished || call_entry(entry) != ENTRY_CALL || entry->is_entered || call_failed(entry))
		return 0;
	name = call_row(entry)->name;
	if (is_banished(banished, call_pid(entry)))
		return (starts_with(name, "clone") || starts_with(name, "fork") || starts_with(name, "vfork")) &&
		       !is_banished(banished, (int32_t)entry->ret) ? banish(banished, (int32_t)entry->ret) : 0;
	if (!starts_with(name, "execve"))
		return 0;
	if (!banished->first) {
		banished->first = entry;
		return 0;
	}
	return banish(banished, call_pid(entry));
}
