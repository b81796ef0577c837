/* SPDX-License-Identifier: MIT */
/* The growing list: its tasks, and its entries in order. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/pages.h"
#include "harness/recorder_private.h"

/* ---- growing arrays ---- */

static int make_room(struct entries *entries)
{
	size_t size = sizeof(*entries->list), more = entries->room ? entries->room * 2 : 64;
	struct sx_call **list;

	if (entries->count < entries->room)
		return 0;
	list = pages_resize(entries->list, entries->room * size, more * size);
	if (!list)
		return -ENOMEM;
	entries->list = list;
	entries->room = more;
	return 0;
}

static int make_task_room(struct recorder *recorder, size_t wanted)
{
	size_t more = recorder->task_room ? recorder->task_room : 64;
	struct task *tasks;

	if (wanted <= recorder->task_room)
		return 0;
	while (more < wanted)
		more *= 2;
	tasks = realloc(recorder->tasks, more * sizeof(*tasks));
	if (!tasks)
		return -ENOMEM;
	memset(tasks + recorder->task_room, 0, (more - recorder->task_room) * sizeof(*tasks));
	recorder->tasks = tasks;
	recorder->task_room = more;
	return 0;
}

/* ---- tasks ---- */

/* Calls find their process through the array while it grows: the one before stays where it is. */
static bool make_process_room(struct recorder *recorder)
{
	size_t room = recorder->process_room ? recorder->process_room * 2 : 64;
	struct process **processes;

	if (recorder->process_count < recorder->process_room)
		return true;
	processes = arena_take(&recorder->arena, room * sizeof(*processes));
	if (!processes)
		return false;
	if (recorder->process_count)
		memcpy(processes, recorder->processes, recorder->process_count * sizeof(*processes));
	recorder->processes = processes;
	recorder->process_room = room;
	recorder->list.processes = (const struct process *const *)processes;
	return true;
}

struct task *recorder_task(struct recorder *recorder, const struct wire_head *head)
{
	struct process *process;
	struct task *task;

	/* Numbers are dense; one far beyond what was seen comes from a damaged record. */
	if (!head->task || head->task > recorder->process_count + (1u << 22))
		return NULL;
	if (make_task_room(recorder, head->task + 1) < 0)
		return NULL;
	task = &recorder->tasks[head->task];
	if (task->process)
		return task;
	if (!make_process_room(recorder))
		return NULL;
	process = arena_take(&recorder->arena, sizeof(*process));
	if (!process)
		return NULL;
	process->recording = &recorder->list;
	process->index = (uint32_t)recorder->process_count;
	process->pid = head->pid;
	process->tid = head->tid;
	process->task = head->task;
	process->is_thread = head->pid != head->tid;
	process->born_ns = head->time_ns - recorder->start_ns;
	process->ended_ns = UINT64_MAX;
	task->process = process;
	task->number = UINT32_MAX;
	recorder->processes[recorder->process_count++] = process;
	__atomic_store_n(&recorder->list.process_count, recorder->process_count, __ATOMIC_RELEASE);
	return task;
}

/* ---- entries ---- */

/* Entries that a new one may have to move. */
#define MOVED_MOST 4096

/* Records come in the order of their ends, the list is in the order of entry: nearly always the new one is last. */
static int insert_entry(struct recorder *recorder, struct sx_call *entry)
{
	struct sx_call **list = recorder->entries.list;
	size_t count = recorder->entries.count, high = count;
	size_t low = count > MOVED_MOST ? count - MOVED_MOST : 0;

	if (high && list[high - 1]->start_ns > entry->start_ns) {
		if (low && list[low - 1]->start_ns > entry->start_ns) {
			int r = make_room(&recorder->late);

			if (r == 0)
				recorder->late.list[recorder->late.count++] = entry;
			return r;
		}
		while (low < high) {
			size_t middle = low + (high - low) / 2;

			if (list[middle]->start_ns > entry->start_ns)
				high = middle;
			else
				low = middle + 1;
		}
		memmove(list + high + 1, list + high, (count - high) * sizeof(*list));
	}
	list[high] = entry;
	recorder->entries.count++;
	return 0;
}

/* A stable sort: what was entered at the same moment stays in the order in which it came. */
static void sort_entries(struct sx_call **list, struct sx_call **other, size_t count)
{
	size_t half = count / 2, left = 0, right = half, to = 0;

	if (count < 2)
		return;
	sort_entries(list, other, half);
	sort_entries(list + half, other, count - half);
	while (left < half && right < count)
		other[to++] = list[right]->start_ns < list[left]->start_ns ? list[right++] : list[left++];
	memcpy(other + to, list + left, (half - left) * sizeof(*list));
	to += half - left;
	memcpy(list, other, to * sizeof(*list));
}

int recorder_merge_late(struct recorder *recorder)
{
	struct entries *entries = &recorder->entries, *late = &recorder->late;
	struct sx_call **other;
	size_t in_order = entries->count, left = late->count, to;

	if (!left)
		return 0;
	other = malloc(left * sizeof(*other));
	if (!other)
		return -ENOMEM;
	sort_entries(late->list, other, left);
	free(other);
	for (entries->count += left; entries->room < entries->count;) {
		size_t room = entries->room * 2, size = sizeof(*entries->list);

		other = pages_resize(entries->list, entries->room * size, room * size);
		if (!other) {
			entries->count = in_order;
			return -ENOMEM;
		}
		entries->list = other;
		entries->room = room;
	}
	for (to = entries->count; left;) {
		if (in_order && entries->list[in_order - 1]->start_ns > late->list[left - 1]->start_ns)
			entries->list[--to] = entries->list[--in_order];
		else
			entries->list[--to] = late->list[--left];
	}
	late->count = 0;
	return 0;
}

int recorder_arrival_room(struct recorder *recorder)
{
	return recorder->keeps_arrivals ? make_room(&recorder->arrivals) : 0;
}

struct sx_call *recorder_new_entry(struct recorder *recorder, const struct wire_head *head, struct task *task,
				   enum entry_kind kind, unsigned arg_count, size_t extra, int *ret_error)
{
	struct sx_call *entry;

	*ret_error = 0;
	if (recorder->arena.total + recorder->shared.arena.total + extra > recorder->memory_limit) {
		recorder->list.losses.over_limit++;
		return NULL;
	}
	*ret_error = -ENOMEM;
	if (make_room(&recorder->entries) < 0 || recorder_arrival_room(recorder) < 0)
		return NULL;
	entry = arena_take_raw(&recorder->arena, sizeof(*entry) + arg_count * sizeof(*entry->args) + extra);
	if (!entry)
		return NULL;
	*entry = (struct sx_call){
		.start_ns = head->time_ns - recorder->start_ns,
		.end_ns = UINT64_MAX,
		.process = task->process,
		.pid = head->pid,
		.tid = head->tid,
		.blobs = (uint32_t)extra,
		.entry = (uint8_t)kind,
		.abi = head->abi,
		.flags = head->flags,
		.arg_count = (uint8_t)(arg_count & 0xf),
	};
	*ret_error = insert_entry(recorder, entry);
	if (*ret_error < 0)
		return NULL;
	if (recorder->keeps_arrivals)
		recorder->arrivals.list[recorder->arrivals.count++] = entry;
	return entry;
}
