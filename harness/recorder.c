/* SPDX-License-Identifier: MIT */
/* Makes the list out of records as they arrive. */
#include "harness/recorder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include <sysexpect/mark.h>

#include "harness/base/arena.h"
#include "harness/chunks.h"
#include "harness/identity.h"
#include "harness/kept.h"
#include "harness/pending.h"
#include "harness/stacks.h"
#include "harness/syscalls/operations.h"

#define RESTART_FIRST	512	/* include/linux/errno.h: ERESTARTSYS … ERESTART_RESTARTBLOCK */
#define RESTART_LAST	516

/* A task by its number in the session; numbers count from 1. */
struct task {
	struct process *process;
	uint32_t index;		/* of process */
	struct sx_call *last;	/* its newest entry */
	unsigned char *stack;	/* came before its call; NULL: none */
	uint32_t stack_length;
	uint64_t stack_ns;	/* entry of that call */
};

struct recorder {
	struct recording list;
	struct arena arena;
	struct sx_call **entries;
	size_t count, room;
	struct sx_call **arrivals;	/* the same as they came, and entries of calls; only if asked for */
	size_t arrival_count, arrival_room;
	bool keeps_arrivals, keeps_entered;
	uint64_t lost_before;
	struct task *tasks;
	size_t task_room;
	struct process **processes;
	size_t process_count, process_room;
	uint16_t *keys;
	struct chunks chunks;
	struct pending pending;
	uint64_t obscure_before;
	struct identities identities;
	size_t memory_limit;
	uint64_t start_ns;
	bool is_over;
};

/* ---- growing arrays ---- */

static int make_room(void *array, size_t *room, size_t wanted, size_t size)
{
	size_t more = *room ? *room : 64;
	void *memory;

	if (wanted <= *room)
		return 0;
	while (more < wanted)
		more *= 2;
	memory = realloc(*(void **)array, more * size);
	if (!memory)
		return -ENOMEM;
	memset((char *)memory + *room * size, 0, (more - *room) * size);
	*(void **)array = memory;
	*room = more;
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

static struct task *find_task(struct recorder *recorder, const struct wire_head *head)
{
	struct process *process;
	struct task *task;

	/* Numbers are dense; one far beyond what was seen comes from a damaged record. */
	if (!head->task || head->task > recorder->process_count + (1u << 22))
		return NULL;
	if (make_room(&recorder->tasks, &recorder->task_room, head->task + 1, sizeof(*recorder->tasks)) < 0)
		return NULL;
	task = &recorder->tasks[head->task];
	if (task->process)
		return task;
	if (!make_process_room(recorder))
		return NULL;
	process = arena_take(&recorder->arena, sizeof(*process));
	if (!process)
		return NULL;
	process->pid = head->pid;
	process->tid = head->tid;
	process->task = head->task;
	process->is_thread = head->pid != head->tid;
	process->born_ns = head->time_ns - recorder->start_ns;
	process->ended_ns = UINT64_MAX;
	task->process = process;
	task->index = (uint32_t)recorder->process_count;
	recorder->processes[recorder->process_count++] = process;
	__atomic_store_n(&recorder->list.process_count, recorder->process_count, __ATOMIC_RELEASE);
	return task;
}

static void name_process(struct process *process, const unsigned char *comm)
{
	memcpy(process->name, comm, sizeof(process->name) - 1);
}

/* ---- entries ---- */

/* Records come in the order of their ends, the list is in the order of entry: nearly always the new one is last. */
static void insert_entry(struct recorder *recorder, struct sx_call *entry)
{
	struct sx_call **entries = recorder->entries;
	size_t low = 0, high = recorder->count;

	if (high && entries[high - 1]->start_ns > entry->start_ns) {
		while (low < high) {
			size_t middle = low + (high - low) / 2;

			if (entries[middle]->start_ns > entry->start_ns)
				high = middle;
			else
				low = middle + 1;
		}
		memmove(entries + high + 1, entries + high, (recorder->count - high) * sizeof(*entries));
	}
	entries[high] = entry;
	recorder->count++;
}

static int make_arrival_room(struct recorder *recorder)
{
	if (!recorder->keeps_arrivals)
		return 0;
	return make_room(&recorder->arrivals, &recorder->arrival_room, recorder->arrival_count + 1,
			 sizeof(*recorder->arrivals));
}

/* An entry of `extra` bytes behind it; NULL with *ret_error 0: past the memory limit, which is counted. */
static struct sx_call *new_entry(struct recorder *recorder, const struct wire_head *head, struct task *task,
				 enum entry_kind kind, size_t extra, int *ret_error)
{
	struct sx_call *entry;

	*ret_error = 0;
	if (recorder->arena.total + extra > recorder->memory_limit) {
		recorder->list.losses.over_limit++;
		return NULL;
	}
	*ret_error = -ENOMEM;
	if (make_room(&recorder->entries, &recorder->room, recorder->count + 1, sizeof(*recorder->entries)) < 0)
		return NULL;
	if (make_arrival_room(recorder) < 0)
		return NULL;
	entry = arena_take(&recorder->arena, sizeof(*entry) + extra);
	if (!entry)
		return NULL;
	*ret_error = 0;
	entry->entry = (uint8_t)kind;
	entry->start_ns = head->time_ns - recorder->start_ns;
	entry->end_ns = UINT64_MAX;
	entry->pid = head->pid;
	entry->tid = head->tid;
	entry->abi = head->abi;
	entry->flags = head->flags;
	entry->process = task->index;
	entry->payload = (const unsigned char *)(entry + 1);
	entry->blobs = (uint32_t)extra;
	entry->recording = &recorder->list;
	if (recorder->keeps_arrivals)
		recorder->arrivals[recorder->arrival_count++] = entry;
	insert_entry(recorder, entry);
	return entry;
}

static bool is_wanted(const struct recorder *recorder, unsigned abi, uint32_t nr)
{
	unsigned n = nr < WIRE_CALLS ? nr : WIRE_CALLS - 1;

	if (abi == WIRE_ABI_RING && own_row(nr))	/* which nobody can name in `calls` */
		return !recorder->list.is_filtered;
	return recorder->list.wanted[abi & 1][n / 64] >> (n % 64) & 1;
}

/* sx_mark() is a write to descriptor -1 whose data begins with the magic. */
static bool is_mark(const struct wire_call *record, const unsigned char *payload)
{
	const struct wire_blob *blob = (const void *)payload;
	size_t length = sizeof(SX_MARK_MAGIC) - 1;
	const char *name = syscall_of(record->head.abi, record->nr)->name;

	if ((int32_t)record->args[0] != -1 || strcmp(name, "write"))
		return false;
	for (uint32_t at = 0; at + sizeof(*blob) <= record->payload;
	     at += (uint32_t)sizeof(*blob) + ((blob->length + 7) & ~7u)) {
		blob = (const void *)(payload + at);
		if (blob->what == WIRE_MEMORY && blob->slot == 1)
			return blob->length >= length && at + sizeof(*blob) + length <= record->payload &&
			       !memcmp(blob + 1, SX_MARK_MAGIC, length);
	}
	return false;
}

/* Where operations are seen, only those of a thread of the kernel's for a ring made before may be missing. */
static void follow_hidden_ring(struct recorder *recorder, const struct sx_call *call)
{
	const char *name = call_row(call)->name;

	if (call->ret < 0 || strncmp(name, "io_uring_", 9) != 0)
		return;
	recorder->list.hidden_setups += strcmp(name, "io_uring_setup") == 0;
	recorder->list.hidden_rings += !recorder->list.sees_rings || call_wakes_ring(call);
}

/* A call that nobody asked for, but that made a descriptor, or had io_uring work. In a copy: the ring is mapped
 * read-only. */
static int follow_hidden(struct recorder *recorder, const struct wire_call *record, const unsigned char *payload)
{
	unsigned char *copy = malloc(record->payload + sizeof(struct wire_blob));
	struct sx_call hidden = {
		.entry = ENTRY_CALL, .abi = record->head.abi, .nr = (uint16_t)record->nr,
		.ret = record->ret, .payload = copy, .blobs = record->payload,
	};
	int r;

	if (!copy)
		return -ENOMEM;
	memcpy(copy, payload, record->payload);
	memcpy(hidden.args, record->args, sizeof(hidden.args));
	hidden.flags = record->head.flags;
	hidden.wide_nr = record->nr;
	hidden.start_ns = record->head.time_ns - recorder->start_ns;
	hidden.end_ns = record->end_ns ? record->end_ns - recorder->start_ns : UINT64_MAX;
	follow_hidden_ring(recorder, &hidden);
	r = identities_follow(&recorder->identities, &hidden);
	if (r == 0 && recorder->list.stacks && hidden.abi != WIRE_ABI_RING)
		r = stacks_follow(recorder->list.stacks, record->head.task, &hidden);
	free(copy);
	return r;
}

/* ---- stacks ---- */

/* The record of a call that is about to come. */
static int keep_stack(struct recorder *recorder, const struct wire_call *record, size_t size)
{
	struct task *task;

	if (size < sizeof(*record) || record->payload > size - sizeof(*record))
		return -EBADMSG;
	task = find_task(recorder, &record->head);
	if (!task)
		return -ENOMEM;
	free(task->stack);
	task->stack_length = record->payload;
	task->stack_ns = record->head.time_ns;
	task->stack = malloc(record->payload + 1);
	if (!task->stack)
		return -ENOMEM;
	memcpy(task->stack, record + 1, record->payload);
	return 0;
}

/* Bytes that the stack takes behind the other blobs of its call. */
static size_t stack_room(struct task *task, const struct wire_head *head)
{
	if (task->stack && task->stack_ns != head->time_ns) {	/* its call was never recorded */
		free(task->stack);
		task->stack = NULL;
	}
	return task->stack ? sizeof(struct wire_blob) + ((task->stack_length + 7) & ~7u) + 7 : 0;
}

static void add_stack(struct task *task, const struct wire_call *record, struct sx_call *entry)
{
	struct wire_blob *blob;

	entry->blobs = (entry->blobs + 7) & ~7u;
	blob = (struct wire_blob *)(uintptr_t)(entry->payload + entry->blobs);
	*blob = (struct wire_blob){.what = WIRE_STACK, .slot = WIRE_RESULT, .length = task->stack_length,
				   .address = record->stack_pointer};
	memcpy(blob + 1, task->stack, task->stack_length);
	entry->blobs += (uint32_t)sizeof(*blob) + ((task->stack_length + 7) & ~7u);
	free(task->stack);
	task->stack = NULL;
}

static void take_registers(struct sx_call *entry, const struct wire_call *record)
{
	memcpy(entry->args, record->args, sizeof(entry->args));
	entry->nr = record->nr < UINT16_MAX ? (uint16_t)record->nr : UINT16_MAX;
	entry->wide_nr = record->nr;
	entry->instruction_pointer = record->instruction_pointer;
}

/* A call in progress: nothing of the list, and gone when whoever prints it has taken it. Its chunks are still needed. */
static int add_entered(struct recorder *recorder, const struct wire_call *record, size_t size)
{
	const unsigned char *payload = (const unsigned char *)(record + 1);
	bool is_chunked = record->head.flags & WIRE_CHUNKED;
	struct sx_call *entry;
	struct task *task;
	size_t length;

	if (size < sizeof(*record) || record->payload > size - sizeof(*record))
		return -EBADMSG;
	if (!recorder->keeps_entered || is_mark(record, payload) || !is_wanted(recorder, record->head.abi, record->nr))
		return 0;
	task = find_task(recorder, &record->head);
	length = is_chunked ? chunks_expanded(payload, record->payload) : record->payload;
	entry = task && make_arrival_room(recorder) == 0 ? calloc(1, sizeof(*entry) + length) : NULL;
	if (!entry)
		return -ENOMEM;
	entry->is_entered = true;
	entry->start_ns = entry->end_ns = record->head.time_ns - recorder->start_ns;
	entry->pid = record->head.pid;
	entry->tid = record->head.tid;
	entry->abi = record->head.abi;
	entry->process = task->index;
	entry->payload = (const unsigned char *)(entry + 1);
	entry->recording = &recorder->list;
	take_registers(entry, record);
	entry->blobs = record->payload;
	if (is_chunked)
		entry->blobs = (uint32_t)chunks_expand(&recorder->chunks, record->head.task, payload, record->payload,
						       (unsigned char *)(entry + 1));
	else
		memcpy(entry + 1, payload, record->payload);
	recorder->arrivals[recorder->arrival_count++] = entry;
	return 0;
}

/* An operation that `calls` left out: that it was done may matter all the same, and what it made. */
static int leave_operation_out(struct recorder *recorder, const struct wire_call *record, const unsigned char *payload)
{
	if (own_row(record->nr) && record->ret >= 0)
		recorder->list.hidden_own |= 1u << (record->nr - WIRE_OWN_CALLS);
	return follow_hidden(recorder, record, payload);
}

static int add_call(struct recorder *recorder, const struct wire_call *record, size_t size)
{
	const unsigned char *payload = (const unsigned char *)(record + 1);
	enum entry_kind kind = ENTRY_CALL;
	struct sx_call *entry;
	struct task *task;
	bool is_chunked, is_operation = record->head.abi == WIRE_ABI_RING;
	size_t length;
	int r;

	if (size < sizeof(*record) || record->payload > size - sizeof(*record))
		return -EBADMSG;
	if (record->head.abi == WIRE_ABI_RING && !is_wanted(recorder, record->head.abi, record->nr))
		return leave_operation_out(recorder, record, payload);
	if (record->head.flags & WIRE_HIDDEN) {
		chunks_forget(&recorder->chunks, record->head.task);
		return follow_hidden(recorder, record, payload);
	}
	if (is_mark(record, payload))
		kind = ENTRY_MARK;
	else if (!is_wanted(recorder, record->head.abi, record->nr))
		return 0;
	task = find_task(recorder, &record->head);
	if (!task)
		return -ENOMEM;
	is_chunked = record->head.flags & WIRE_CHUNKED;
	length = is_chunked ? chunks_expanded(payload, record->payload) : record->payload;
	if (!is_operation)
		length += stack_room(task, &record->head);
	entry = new_entry(recorder, &record->head, task, kind, length, &r);
	if (!entry) {
		if (!is_operation)
			chunks_forget(&recorder->chunks, record->head.task);
		return r;
	}
	if (!(record->head.flags & WIRE_UNFINISHED) || record->end_ns)
		entry->end_ns = record->end_ns - recorder->start_ns;
	if (record->head.flags & WIRE_UNFINISHED)
		entry->end_ns = UINT64_MAX;
	entry->ret = record->ret;
	take_registers(entry, record);
	entry->blobs = record->payload;
	if (is_chunked)
		entry->blobs = (uint32_t)chunks_expand(&recorder->chunks, record->head.task, payload, record->payload,
						       (unsigned char *)(uintptr_t)entry->payload);
	else
		memcpy((unsigned char *)(uintptr_t)entry->payload, payload, record->payload);
	if (is_operation)	/* it may be of a thread of the kernel's: what waits for the task's next call is not its */
		return identities_follow(&recorder->identities, entry);
	chunks_forget(&recorder->chunks, record->head.task);
	if (task->stack)
		add_stack(task, record, entry);
	r = identities_follow(&recorder->identities, entry);
	if (r == 0 && recorder->list.stacks)
		r = stacks_follow(recorder->list.stacks, record->head.task, entry);
	if (r < 0)
		return r;
	task->last = entry;
	return 0;
}

/* ---- io_uring ---- */

static int add_operation(struct recorder *recorder, const struct wire_call *begun, const struct wire_call *ended)
{
	struct wire_call *whole = pending_join(begun, ended);
	int r;

	if (!whole)
		return -ENOMEM;
	recorder->list.obscure_operations += whole->nr == own_unknown() && whole->ret >= 0;
	r = add_call(recorder, whole, sizeof(*whole) + whole->payload);
	free(whole);
	return r;
}

static int add_completed(struct recorder *recorder, const struct wire_call *record, size_t size)
{
	const struct wire_call *begun;
	int r;

	if (size < sizeof(*record) || record->payload > size - sizeof(*record))
		return -EBADMSG;
	begun = pending_find(&recorder->pending, WIRE_OPERATION_ID(record));
	if (!begun)		/* submitted before this recording began */
		return 0;
	r = add_operation(recorder, begun, record);
	if (!(WIRE_OPERATION(record) & WIRE_RING_MORE))
		pending_drop(&recorder->pending, WIRE_OPERATION_ID(record));
	return r;
}

/* What has no result: it goes on, or it was told to have none, which says that it succeeded or was never done. */
static int add_pending(struct recorder *recorder)
{
	const struct wire_call *record = NULL;
	int r;

	while ((record = pending_next(&recorder->pending, record))) {
		if (WIRE_OPERATION(record) & WIRE_RING_SILENT)
			recorder->list.obscure_operations++;
		r = add_operation(recorder, record, NULL);
		if (r < 0)
			return r;
	}
	pending_free(&recorder->pending);
	return 0;
}

static int add_fork(struct recorder *recorder, const struct wire_fork *record)
{
	struct wire_head child = record->head;
	struct task *task;

	child.pid = record->child_pid;
	child.tid = record->child_tid;
	child.task = record->child_task;
	task = find_task(recorder, &record->head) ? find_task(recorder, &child) : NULL;
	if (!task)
		return -ENOMEM;
	if (recorder->list.stacks &&
	    stacks_fork(recorder->list.stacks, record->head.task, record->child_task, record->head.flags & WIRE_SHARES,
			record->head.time_ns - recorder->start_ns) < 0)
		return -ENOMEM;
	task->process->parent_task = record->head.task;
	task->process->born_ns = record->head.time_ns - recorder->start_ns;
	name_process(task->process, record->comm);
	return 0;
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

static int add_exit(struct recorder *recorder, const struct wire_exit *record)
{
	struct task *task = find_task(recorder, &record->head);
	struct sx_call *entry;
	int r;

	if (!task)
		return -ENOMEM;
	close_last_call(task);
	if (!(record->head.flags & WIRE_SUPERSEDED))
		task->process->status = record->status;
	task->process->ended_ns = record->head.time_ns - recorder->start_ns;
	name_process(task->process, record->comm);
	entry = new_entry(recorder, &record->head, task, ENTRY_EXIT, sizeof(*record), &r);
	if (!entry)
		return r;
	memcpy((void *)(uintptr_t)entry->payload, record, sizeof(*record));
	task->last = entry;
	return 0;
}

static int add_signal(struct recorder *recorder, const struct wire_signal *record)
{
	struct task *task;
	struct sx_call *entry;
	int r;

	if (record->signal == SIGKILL)	/* never seen by the program: its end says so */
		return 0;
	task = find_task(recorder, &record->head);
	if (!task)
		return -ENOMEM;
	entry = new_entry(recorder, &record->head, task, ENTRY_SIGNAL, sizeof(*record), &r);
	if (!entry)
		return r;
	memcpy((void *)(uintptr_t)entry->payload, record, sizeof(*record));
	entry->instruction_pointer = record->instruction_pointer;
	task->last = entry;
	return 0;
}

static int add_exec(struct recorder *recorder, const struct wire_exec *record)
{
	struct task *task = find_task(recorder, &record->head);

	if (!task)
		return -ENOMEM;
	task->process->tid = record->head.tid;
	task->process->is_thread = false;
	name_process(task->process, record->comm);
	return 0;
}

int recorder_add(struct recorder *recorder, const void *record, size_t size)
{
	const struct wire_head *head = record;

	if (size < sizeof(*head))
		return -EBADMSG;
	switch (head->kind) {
	case WIRE_CALL:
		return add_call(recorder, record, size);
	case WIRE_ENTERED:
		return add_entered(recorder, record, size);
	case WIRE_SUBMITTED:
		return pending_keep(&recorder->pending, record, size);
	case WIRE_COMPLETED:
		return add_completed(recorder, record, size);
	case WIRE_STACK_OF:
		return recorder->list.stacks ? keep_stack(recorder, record, size) : 0;
	case WIRE_CHUNK_OF:
		return size < sizeof(struct wire_chunk) ? -EBADMSG : chunks_keep(&recorder->chunks, record);
	case WIRE_FORK:
		return size < sizeof(struct wire_fork) ? -EBADMSG : add_fork(recorder, record);
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

/* ---- the end ---- */

/* The call that made each task: the last clone, fork … of its parent that began before it was born. */
static void find_births(struct recorder *recorder)
{
	for (size_t i = 0; i < recorder->count; i++) {
		const struct sx_call *call = recorder->entries[i];
		const char *name;

		if (call->entry != ENTRY_CALL || call->ret <= 0)
			continue;
		name = call_row(call)->name;
		if (strncmp(name, "clone", 5) && strcmp(name, "fork") && strcmp(name, "vfork"))
			continue;
		for (size_t n = call->process + 1; n < recorder->process_count; n++) {
			struct process *process = recorder->processes[n];

			if (!process->born_of && process->parent_task == recorder->processes[call->process]->task &&
			    process->tid == (int32_t)call->ret && process->born_ns >= call->start_ns) {
				process->born_of = call;
				break;
			}
		}
	}
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

	recorder->keys = malloc((recorder->count + 1) * sizeof(*recorder->keys));
	if (!census || !recorder->keys)
		return -ENOMEM;
	for (size_t i = 0; i < recorder->count; i++) {
		uint16_t key = call_key(recorder->entries[i]);

		recorder->keys[i] = key;
		census->calls += call_entry(recorder->entries[i]) == ENTRY_CALL;
		if (key == KEY_OTHER)
			census->other_count++;
		else
			census->counts[key]++;
	}
	others = arena_take(&recorder->arena, (census->other_count + 1) * sizeof(*others));
	if (!others)
		return -ENOMEM;
	census->others = others;
	for (size_t i = 0; i < recorder->count; i++)
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

	r = add_pending(recorder);
	if (r < 0)
		return r;
	list->obscure_operations += session->obscure - recorder->obscure_before;
	r = count_keys(recorder);
	if (r < 0)
		return r;
	for (size_t i = 0; i < recorder->count; i++)
		recorder->entries[i]->sequence = (uint32_t)i + 1;
	find_births(recorder);
	list->entries = (const struct sx_call *const *)recorder->entries;
	list->count = recorder->count;
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

const struct recording *recorder_list(const struct recorder *recorder)
{
	return &recorder->list;
}

bool recorder_snapshot(const struct recorder *recorder, struct arena *arena, struct recording *ret_list)
{
	*ret_list = recorder->list;
	ret_list->count = recorder->count;
	for (size_t i = 0; i < recorder->count; i++)
		recorder->entries[i]->sequence = (uint32_t)i + 1;
	ret_list->process_count = recorder->process_count;
	ret_list->entries = arena_copy(arena, recorder->entries, recorder->count * sizeof(*recorder->entries));
	ret_list->processes = arena_copy(arena, recorder->processes,
					 recorder->process_count * sizeof(*recorder->processes));
	return ret_list->entries && ret_list->processes;
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
	return recorder->count;
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

		if (process->pid == pid && !process->is_thread && process->ended_ns != UINT64_MAX) {
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
	return n < recorder->arrival_count ? recorder->arrivals[n] : NULL;
}

size_t recorder_take_arrivals(struct recorder *recorder, size_t from, const struct sx_call **ret_entries, size_t room)
{
	static struct sx_call taken = {.is_entered = true};
	size_t count = 0;

	for (; count < room && from + count < recorder->arrival_count; count++) {
		struct sx_call **slot = &recorder->arrivals[from + count];

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
	for (size_t i = 0; i < recorder->arrival_count; i++)	/* those that nobody took */
		if (recorder->arrivals[i]->is_entered && recorder->arrivals[i]->recording)
			free(recorder->arrivals[i]);
	arena_free(&recorder->arena);
	free(recorder->entries);
	free(recorder->arrivals);
	free(recorder->tasks);
	free(recorder->keys);
	free(recorder);
	return NULL;
}
