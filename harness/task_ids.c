/* SPDX-License-Identifier: MIT */
/* What tasks are called in pid namespaces below the owner's, and there: lists by the id, the newest first. */
#include "harness/task_ids.h"

#include <errno.h>

#define LISTS 256	/* ids are given one after the other: a list has each 256th */

static size_t list_of(uint32_t namespace, int32_t id)
{
	return (namespace * 31 + (uint32_t)id) % LISTS;
}

int task_ids_add(struct recording *recording, struct arena *arena, const struct task_id *id)
{
	const struct task_id **lists = recording->task_ids, *copy;
	size_t at = list_of(id->namespace, id->id);
	struct task_id whole = *id;

	if (!lists) {
		lists = arena_take(arena, LISTS * sizeof(*lists));
		if (!lists)
			return -ENOMEM;
		__atomic_store_n(&recording->task_ids, lists, __ATOMIC_RELEASE);
	}
	whole.before = lists[at];
	copy = arena_copy(arena, &whole, sizeof(whole));
	if (!copy)
		return -ENOMEM;
	__atomic_store_n(&lists[at], copy, __ATOMIC_RELEASE);
	return 0;
}

int32_t task_ids_translate(const struct process *process, int32_t id, uint64_t ns)
{
	uint32_t namespace = __atomic_load_n(&process->namespace, __ATOMIC_RELAXED);
	const struct task_id *const *lists = __atomic_load_n(&process->recording->task_ids, __ATOMIC_ACQUIRE);
	const struct task_id *at;

	if (!namespace)
		return id;
	if (!lists || id <= 0)
		return 0;
	at = __atomic_load_n(&lists[list_of(namespace, id)], __ATOMIC_ACQUIRE);
	while (at && (at->namespace != namespace || at->id != id || at->since_ns > ns))
		at = at->before;
	return at ? at->owner_id : 0;
}
