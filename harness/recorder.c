/* SPDX-License-Identifier: MIT */
/* Makes the list out of records as they arrive. */
#include "harness/recorder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "harness/base/pages.h"
#include "harness/kept.h"
#include "harness/recorder_private.h"
#include "harness/stacks.h"
#include "harness/task_ids.h"

#define RESTART_FIRST	512	/* include/linux/errno.h: ERESTARTSYS … ERESTART_RESTARTBLOCK */
#define RESTART_LAST	516

int recorder_name(struct recorder *recorder, struct process *process, const unsigned char *comm, uint64_t since_ns)
{
	struct task_name *name;

	if (process->names && !strncmp(process->names->text, (const char *)comm, sizeof(name->text) - 1))
		return 0;
	name = arena_take(&recorder->arena, sizeof(*name));
	if (!name)
		return -ENOMEM;
	*name = (struct task_name){.since_ns = since_ns, .before = process->names};
	strncpy(name->text, (const char *)comm, sizeof(name->text) - 1);
	memcpy(process->name, name->text, sizeof(process->name));
	__atomic_store_n(&process->names, name, __ATOMIC_RELEASE);
	return 0;
}

static int add_fork(struct recorder *recorder, const struct wire_fork *record)
{
	struct wire_head child = record->head;
	struct task *task;

	child.pid = record->child_pid;
	child.tid = record->child_tid;
	child.task = record->child_task;
	task = recorder_task(recorder, &record->head) ? recorder_task(recorder, &child) : NULL;
	if (!task)
		return -ENOMEM;
	if (recorder->list.stacks &&
	    stacks_fork(recorder->list.stacks, record->head.task, record->child_task, record->head.flags & WIRE_SHARES,
			record->head.time_ns - recorder->start_ns) < 0)
		return -ENOMEM;
	task->process->parent_task = record->head.task;
	task->process->born_ns = record->head.time_ns - recorder->start_ns;
	return recorder_name(recorder, task->process, record->comm, task->process->born_ns);
}

static int add_ids(struct recorder *recorder, const struct wire_ids *record)
{
	struct task *task = record->head.task ? recorder_task(recorder, &record->head) : NULL;
	int r = record->head.task && !task ? -ENOMEM : 0;

	for (size_t i = 0; r == 0 && i < WIRE_NAMESPACES && record->ids[i].namespace; i++)
		r = record->ids[i].id <= 0 ? 0 : task_ids_add(&recorder->list, &recorder->arena, &(struct task_id){
			.since_ns = record->head.time_ns > recorder->start_ns ? record->head.time_ns - recorder->start_ns : 0,
			.namespace = record->ids[i].namespace,
			.id = record->ids[i].id,
			.owner_id = record->head.tid,
		});
	if (r == 0 && task)
		__atomic_store_n(&task->process->namespace, record->ids[0].namespace, __ATOMIC_RELAXED);
	return r;
}

/* A call that was interrupted by what ended its task never returned, whatever code the kernel left. */
static void close_last_call(struct task *task)
{
	struct sx_call *last = task->last;

	if (!last || last->entry != ENTRY_CALL || last->ret > -RESTART_FIRST || last->ret < -RESTART_LAST)
		return;
	last->end_ns = UINT64_MAX;
	last->flags |= WIRE_UNFINISHED;
}

static void end_process(struct process *process, uint32_t status)
{
	process->status = status;
	process->is_over = true;
}

/* The last thread of a process tells how all of it ended; who asks looks at the first, or at one that execve made so.
 * Where the first had ended before the recording began, the last stands for it. */
static void end_processes(struct recorder *recorder, const struct task *last, uint32_t status)
{
	bool has_first = false;

	if (!last->process->is_thread && !last->is_successor) {
		end_process(last->process, status);
		return;
	}
	for (size_t i = 0; i < recorder->process_count; i++) {
		struct process *process = recorder->processes[i];

		if (process->pid != last->process->pid || process->is_thread)
			continue;
		has_first = true;
		if (!process->is_over)
			end_process(process, status);
	}
	if (!has_first)
		end_process(last->process, status);
}

static int add_exit(struct recorder *recorder, const struct wire_exit *record)
{
	struct task *task = recorder_task(recorder, &record->head);
	struct sx_call *entry;
	int r;

	if (!task)
		return -ENOMEM;
	close_last_call(task);
	r = recorder_release_signals(recorder, task, UINT64_MAX, 0);
	if (r < 0)
		return r;
	if (!(record->head.flags & WIRE_SUPERSEDED))
		task->process->status = record->status;
	if (record->is_whole)
		end_processes(recorder, task, record->status);
	task->process->ended_ns = record->head.time_ns - recorder->start_ns;
	r = recorder_name(recorder, task->process, record->comm, task->process->ended_ns);
	if (r < 0)
		return r;
	entry = recorder_new_entry(recorder, &record->head, task, ENTRY_EXIT, 0, sizeof(*record), &r);
	if (!entry)
		return r;
	memcpy((void *)(uintptr_t)call_payload(entry), record, sizeof(*record));
	task->last = entry;
	return 0;
}

static int hold_signal(struct recorder *recorder, struct task *task, const struct wire_signal *record)
{
	struct held_signal *held = arena_take(&recorder->arena, sizeof(*held));

	if (!held)
		return -ENOMEM;
	held->record = *record;
	held->next = NULL;
	*(task->held ? task->held_end : &task->held) = held;
	task->held_end = &held->next;
	return 0;
}

static int add_signal_of(struct recorder *recorder, struct task *task, const struct wire_signal *record)
{
	struct sx_call *entry;
	int r;

	entry = recorder_new_entry(recorder, &record->head, task, ENTRY_SIGNAL, 0, sizeof(*record), &r);
	if (!entry)
		return r;
	memcpy((void *)(uintptr_t)call_payload(entry), record, sizeof(*record));
	if (record->instruction_pointer) {
		entry->rest = arena_copy(&recorder->arena, &record->instruction_pointer, sizeof(*entry->rest));
		if (!entry->rest)
			return -ENOMEM;
	}
	task->last = entry;
	return 0;
}

int recorder_release_signals(struct recorder *recorder, struct task *task, uint64_t until_ns, uint64_t moment_ns)
{
	int r = 0;

	while (r == 0 && task->held && task->held->record.head.time_ns < until_ns) {
		struct wire_signal record = task->held->record;

		task->held = task->held->next;
		if (moment_ns)
			record.head.time_ns = moment_ns;
		r = add_signal_of(recorder, task, &record);
	}
	return r;
}

static int add_signal(struct recorder *recorder, const struct wire_signal *record)
{
	struct task *task;
	int r;

	if (record->signal == SIGKILL)	/* never seen by the program: its end says so */
		return 0;
	if (record->how == WIRE_SIGNAL_IGNORED && !recorder->keeps_ignored)
		return 0;
	task = recorder_task(recorder, &record->head);
	if (!task)
		return -ENOMEM;
	if (record->how == WIRE_SIGNAL_IGNORED || record->how == WIRE_SIGNAL_FATAL)
		return hold_signal(recorder, task, record);
	r = recorder_release_signals(recorder, task, record->head.time_ns, 0);
	return r < 0 ? r : add_signal_of(recorder, task, record);
}

static int add_exec(struct recorder *recorder, const struct wire_exec *record)
{
	struct task *task = recorder_task(recorder, &record->head);

	if (!task)
		return -ENOMEM;
	task->process->tid = record->head.tid;
	task->is_successor |= task->process->is_thread;
	task->process->is_thread = false;
	return recorder_name(recorder, task->process, record->comm, record->head.time_ns - recorder->start_ns);
}

int recorder_add(struct recorder *recorder, const void *record, size_t size)
{
	const struct wire_head *head = record;

	if (size < sizeof(*head))
		return -EBADMSG;
	switch (head->kind) {
	case WIRE_CALL:
		return recorder_add_call(recorder, record, size);
	case WIRE_ENTERED:
		return recorder_add_entered(recorder, record, size);
	case WIRE_SUBMITTED:
		return pending_keep(&recorder->pending, record, size);
	case WIRE_COMPLETED:
		return recorder_add_completed(recorder, record, size);
	case WIRE_STACK_OF:
		return recorder->list.stacks ? recorder_keep_stack(recorder, record, size) : 0;
	case WIRE_CHUNK_OF:
		return size < sizeof(struct wire_chunk) ? -EBADMSG : chunks_keep(&recorder->chunks, record);
	case WIRE_FORK:
		return size < sizeof(struct wire_fork) ? -EBADMSG : add_fork(recorder, record);
	case WIRE_IDS:
		return size < sizeof(struct wire_ids) ? -EBADMSG : add_ids(recorder, record);
	case WIRE_EXEC:
		return size < sizeof(struct wire_exec) ? -EBADMSG : add_exec(recorder, record);
	case WIRE_EXIT:
		return size < sizeof(struct wire_exit) ? -EBADMSG : add_exit(recorder, record);
	case WIRE_SIGNAL:
		return size < sizeof(struct wire_signal) ? -EBADMSG : add_signal(recorder, record);
	case WIRE_END:
		recorder->is_over = true;
		return 1;
	}
	return -EBADMSG;
}

bool recorder_is_over(const struct recorder *recorder)
{
	return recorder->is_over;
}

const struct recording *recorder_list(const struct recorder *recorder)
{
	return &recorder->list;
}
void recorder_set_left(struct recorder *recorder, const char *names)
{
	recorder->list.left = arena_copy(&recorder->arena, names, strlen(names) + 1);
}

void recorder_seed_mappings(struct recorder *recorder, const char *maps_path, bool runs)
{
	struct timespec now = {0};

	if (!recorder->list.stacks)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	/* where that fails, stacks say that they are incomplete */
	stacks_seed(recorder->list.stacks, maps_path,
		    runs ? (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec - recorder->start_ns : 0);
}

size_t recorder_count(const struct recorder *recorder)
{
	return recorder->entries.count + recorder->late.count;
}

size_t recorder_processes(const struct recorder *recorder, const struct process *const **ret_processes)
{
	*ret_processes = recorder->list.processes;
	return recorder->process_count;
}

bool recorder_process_status(const struct recorder *recorder, int32_t pid, int *ret_status)
{
	for (size_t i = 0; i < recorder->process_count; i++) {
		const struct process *process = recorder->processes[i];

		if (process->pid == pid && process->is_over) {
			*ret_status = (int)process->status;
			return true;
		}
	}
	return false;
}

const char *recorder_process_name(const struct recorder *recorder, int32_t pid)
{
	for (size_t i = recorder->process_count; i > 0; i--) {
		const struct process *process = recorder->processes[i - 1];

		if (process->pid == pid && !process->is_thread)
			return process->name[0] ? process->name : NULL;
	}
	return NULL;
}

const struct sx_call *recorder_arrival(const struct recorder *recorder, size_t n)
{
	return n < recorder->arrivals.count ? recorder->arrivals.list[n] : NULL;
}

size_t recorder_take_arrivals(struct recorder *recorder, size_t from, const struct sx_call **ret_entries, size_t room)
{
	static struct sx_call taken = {.is_entered = true};
	size_t count = 0;

	for (; count < room && from + count < recorder->arrivals.count; count++) {
		struct sx_call **slot = &recorder->arrivals.list[from + count];

		ret_entries[count] = *slot;
		if ((*slot)->is_entered)
			*slot = &taken;
	}
	return count;
}

struct recorder *recorder_new(const struct recorder_settings *settings)
{
	struct recorder *recorder = calloc(1, sizeof(*recorder));

	if (!recorder)
		return NULL;
	recorder->memory_limit = settings->memory_limit;
	recorder->keeps_arrivals = settings->keeps_arrivals;
	recorder->keeps_entered = settings->keeps_entered;
	recorder->keeps_ignored = settings->keeps_ignored;
	recorder->list.has_run_times = settings->has_run_times;
	recorder->lost_before = settings->lost_before;
	recorder->obscure_before = settings->obscure_before;
	recorder->list.sees_rings = settings->sees_rings;
	recorder->start_ns = settings->start_ns;
	recorder->list.began_realtime_ns = settings->start_realtime_ns;
	recorder->list.is_running = true;
	recorder->list.region_tid = settings->region_tid;
	recorder->list.is_filtered = settings->wanted != NULL;
	if (settings->wanted)
		memcpy(recorder->list.wanted, settings->wanted, sizeof(recorder->list.wanted));
	else
		memset(recorder->list.wanted, 0xff, sizeof(recorder->list.wanted));
	recorder->list.program = arena_copy(&recorder->arena, settings->program, strlen(settings->program) + 1);
	recorder->list.kept = kept_new();
	if (settings->keeps_stacks)
		recorder->list.stacks = stacks_new(&recorder->list);
	if (!recorder->list.program || !recorder->list.kept || (settings->keeps_stacks && !recorder->list.stacks))
		return recorder_free(recorder);
	return recorder;
}

static void free_entries(struct entries *entries)
{
	pages_free(entries->list, entries->room * sizeof(*entries->list));
}

struct recorder *recorder_free(struct recorder *recorder)
{
	if (!recorder)
		return NULL;
	chunks_free(&recorder->chunks);
	pending_free(&recorder->pending);
	identities_free(&recorder->identities);
	stacks_free(recorder->list.stacks);
	kept_free(recorder->list.kept);
	for (size_t i = 0; i < recorder->task_room; i++)
		free(recorder->tasks[i].stack);
	for (size_t i = 0; i < recorder->arrivals.count; i++)	/* those that nobody took */
		if (recorder->arrivals.list[i]->is_entered && recorder->arrivals.list[i]->process)
			free(recorder->arrivals.list[i]);
	arena_free(&recorder->arena);
	shared_free(&recorder->shared);
	free_entries(&recorder->entries);
	free_entries(&recorder->late);
	free_entries(&recorder->arrivals);
	free(recorder->tasks);
	pages_free(recorder->keys, recorder->key_room * sizeof(*recorder->keys));
	free(recorder);
	return NULL;
}

