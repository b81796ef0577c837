/* SPDX-License-Identifier: MIT */
/* Completes the list when nothing comes any more. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/pages.h"
#include "harness/recorder_private.h"

/* Tasks by their maker and their number, so that a call finds those that it may have made. */
struct births {
	uint32_t *first;	/* by hash: 1 + index of the process, the earliest of them first; 0: none */
	uint32_t *next;		/* by index of the process */
	size_t room;
};

static uint32_t *births_of(const struct births *births, uint64_t parent_task, int32_t tid)
{
	uint64_t hash = (parent_task ^ (uint64_t)(uint32_t)tid << 32) * 0x9e3779b97f4a7c15ull;

	return &births->first[hash >> 32 & (births->room - 1)];
}

static bool sort_births(struct births *births, const struct recorder *recorder)
{
	births->room = 64;
	while (births->room < recorder->process_count)
		births->room *= 2;
	births->first = calloc(births->room, sizeof(*births->first));
	births->next = malloc((recorder->process_count + 1) * sizeof(*births->next));
	if (!births->first || !births->next)
		return false;
	for (size_t i = recorder->process_count; i--;) {
		const struct process *process = recorder->processes[i];
		uint32_t *first = births_of(births, process->parent_task, process->tid);

		births->next[i] = *first;
		*first = (uint32_t)i + 1;
	}
	return true;
}

static bool makes_tasks(const struct sx_call *call)
{
	const char *name;

	if (call->entry != ENTRY_CALL || call->ret <= 0)
		return false;
	name = call_row(call)->name;
	return !strncmp(name, "clone", 5) || !strcmp(name, "fork") || !strcmp(name, "vfork");
}

/* The call that made each task: the last clone, fork … of its parent that began before it was born. */
static int find_births(struct recorder *recorder)
{
	struct births births = {0};
	bool is_done = recorder->process_count < 2 || sort_births(&births, recorder);

	for (size_t i = 0; births.next && i < recorder->entries.count; i++) {
		const struct sx_call *call = recorder->entries.list[i];
		uint32_t n;

		if (!makes_tasks(call))
			continue;
		for (n = *births_of(&births, call->process->task, (int32_t)call->ret); n; n = births.next[n - 1]) {
			struct process *process = recorder->processes[n - 1];

			if (n - 1 > call->process->index && !process->born_of && process->parent_task == call->process->task &&
			    process->tid == (int32_t)call->ret && process->born_ns >= call->start_ns) {
				process->born_of = call;
				break;
			}
		}
	}
	free(births.first);
	free(births.next);
	return is_done ? 0 : -ENOMEM;
}

static int keep_lost_calls(struct recorder *recorder, const struct wire_session *session)
{
	uint64_t (*calls_of)[WIRE_CALLS] = arena_take(&recorder->arena, 2 * sizeof(*calls_of));

	if (!calls_of)
		return -ENOMEM;
	for (unsigned abi = 0; abi < 2; abi++)
		for (unsigned n = 0; n < WIRE_CALLS; n++)
			calls_of[abi][n] = session->lost_of[abi][n];
	recorder->list.losses.calls_of = (const uint64_t (*)[WIRE_CALLS])calls_of;
	return 0;
}

static int count_keys(struct recorder *recorder)
{
	struct key_census *census = arena_take(&recorder->arena, sizeof(*census));
	uint32_t *others;

	recorder->key_room = recorder->entries.count + 1;
	recorder->keys = pages_resize(NULL, 0, recorder->key_room * sizeof(*recorder->keys));
	if (!recorder->keys)
		recorder->key_room = 0;
	if (!census || !recorder->keys)
		return -ENOMEM;
	for (size_t i = 0; i < recorder->entries.count; i++) {
		uint16_t key = call_key(recorder->entries.list[i]);

		recorder->keys[i] = key;
		census->calls += call_entry(recorder->entries.list[i]) == ENTRY_CALL;
		if (key == KEY_OTHER)
			census->other_count++;
		else
			census->counts[key]++;
	}
	others = arena_take(&recorder->arena, (census->other_count + 1) * sizeof(*others));
	if (!others)
		return -ENOMEM;
	census->others = others;
	for (size_t i = 0; i < recorder->entries.count; i++)
		if (recorder->keys[i] == KEY_OTHER)
			*others++ = (uint32_t)i;
	recorder->list.keys = recorder->keys;
	recorder->list.census = census;
	return 0;
}

int recorder_finish(struct recorder *recorder, const struct wire_session *session, bool is_timed_out)
{
	struct recording *list = &recorder->list;
	int r;

	r = recorder_add_pending(recorder);
	for (size_t i = 0; r == 0 && i < recorder->task_room; i++)
		r = recorder_release_signals(recorder, &recorder->tasks[i], UINT64_MAX, 0);
	if (r == 0)
		r = recorder_merge_late(recorder);
	if (r < 0)
		return r;
	shared_finish(&recorder->shared);
	list->obscure_operations += session->obscure - recorder->obscure_before;
	r = count_keys(recorder);
	if (r < 0)
		return r;
	for (size_t i = 0; i < recorder->entries.count; i++)
		recorder->entries.list[i]->sequence = (uint32_t)i + 1;
	r = find_births(recorder);
	if (r < 0)
		return r;
	list->entries = (const struct sx_call *const *)recorder->entries.list;
	list->count = recorder->entries.count;
	list->processes = (const struct process *const *)recorder->processes;
	list->process_count = recorder->process_count;
	list->is_running = false;
	list->is_timed_out = is_timed_out;
	list->losses.records = session->lost - recorder->lost_before;
	list->losses.tasks = session->lost_tasks;
	list->losses.gained = session->gained;
	list->losses.first_tid = session->lost_first_tid;
	return list->losses.records ? keep_lost_calls(recorder, session) : 0;
}

bool recorder_snapshot(struct recorder *recorder, struct arena *arena, struct recording *ret_list)
{
	if (recorder_merge_late(recorder) < 0)
		return false;
	*ret_list = recorder->list;
	ret_list->count = recorder->entries.count;
	for (size_t i = 0; i < recorder->entries.count; i++)
		recorder->entries.list[i]->sequence = (uint32_t)i + 1;
	ret_list->process_count = recorder->process_count;
	ret_list->entries = arena_copy(arena, recorder->entries.list, recorder->entries.count * sizeof(*recorder->entries.list));
	ret_list->processes = arena_copy(arena, recorder->processes,
					 recorder->process_count * sizeof(*recorder->processes));
	return ret_list->entries && ret_list->processes;
}
