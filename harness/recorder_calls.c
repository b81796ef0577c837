/* SPDX-License-Identifier: MIT */
/* Turns the records of calls into entries of the list. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include <sysexpect/mark.h>

#include "harness/recorder_private.h"
#include "harness/stacks.h"
#include "harness/syscalls/operations.h"

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

/* What is no part of the list: a record as an entry of its own, to be given to free(); NULL: out of memory. */
static struct sx_call *make_call(struct recorder *recorder, const struct wire_call *record, size_t payload)
{
	size_t size = (sizeof(struct sx_call) + sizeof(record->args) + payload + 7) & ~(size_t)7;
	struct sx_call *call = malloc(size + sizeof(*call->rest));
	uint64_t *rest;

	if (!call)
		return NULL;
	rest = (uint64_t *)(void *)((unsigned char *)call + size);
	*rest = record->instruction_pointer;
	*call = (struct sx_call){
		.start_ns = record->head.time_ns - recorder->start_ns,
		.end_ns = UINT64_MAX,
		.ret = record->ret,
		.rest = rest,
		.pid = record->head.pid,
		.tid = record->head.tid,
		.nr = record->nr,
		.blobs = record->payload,
		.entry = ENTRY_CALL,
		.abi = record->head.abi,
		.flags = record->head.flags,
		.arg_count = WIRE_ARGS,
	};
	memcpy(call->args, record->args, sizeof(record->args));
	return call;
}

/* A task that gives itself a name. */
static int follow_name(struct recorder *recorder, const struct wire_head *head, const struct sx_call *call)
{
	const struct wire_blob *blob;
	unsigned char comm[16] = "";
	struct task *task;

	if (call_failed(call) || strcmp(call_name(call), "prctl") != 0 || (uint32_t)call_arg(call, 0) != PR_SET_NAME)
		return 0;
	task = recorder_task(recorder, head);
	blob = call_memory(call, call_arg(call, 1), false);
	if (!blob)
		blob = call_memory(call, call_arg(call, 1), true);
	if (!task || !blob)
		return task ? 0 : -ENOMEM;
	memcpy(comm, blob + 1, blob->length < sizeof(comm) - 1 ? blob->length : sizeof(comm) - 1);
	return recorder_name(recorder, task->process, comm, call->end_ns);
}

/* A call that nobody asked for, but that made a descriptor, gave a name, or had io_uring work. In a copy: the ring is mapped
 * read-only. */
static int follow_hidden(struct recorder *recorder, const struct wire_call *record, const unsigned char *payload)
{
	struct sx_call *hidden = make_call(recorder, record, record->payload);
	int r;

	if (!hidden)
		return -ENOMEM;
	memcpy(hidden->args + WIRE_ARGS, payload, record->payload);
	if (record->end_ns)
		hidden->end_ns = record->end_ns - recorder->start_ns;
	follow_hidden_ring(recorder, hidden);
	r = identities_follow(&recorder->identities, hidden);
	if (r == 0)
		r = follow_name(recorder, &record->head, hidden);
	if (r == 0 && recorder->list.stacks && hidden->abi != WIRE_ABI_RING)
		r = stacks_follow(recorder->list.stacks, record->head.task, hidden);
	free(hidden);
	return r;
}

/* ---- stacks ---- */

/* The record of a call that is about to come. */
int recorder_keep_stack(struct recorder *recorder, const struct wire_call *record, size_t size)
{
	struct task *task;

	if (size < sizeof(*record) || record->payload > size - sizeof(*record))
		return -EBADMSG;
	task = recorder_task(recorder, &record->head);
	if (!task)
		return -ENOMEM;
	free(task->stack);
	task->stack_length = record->payload;
	task->stack_ns = record->head.time_ns;
	task->stack_pointer = record->stack_pointer;
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

static void add_stack(struct task *task, struct sx_call *entry)
{
	struct wire_blob *blob;

	entry->blobs = (entry->blobs + 7) & ~7u;
	blob = (struct wire_blob *)(uintptr_t)(call_payload(entry) + entry->blobs);
	*blob = (struct wire_blob){.what = WIRE_STACK, .slot = WIRE_RESULT, .length = task->stack_length,
				   .address = task->stack_pointer};
	memcpy(blob + 1, task->stack, task->stack_length);
	entry->blobs += (uint32_t)sizeof(*blob) + ((task->stack_length + 7) & ~7u);
	free(task->stack);
	task->stack = NULL;
}

/* Registers that a call takes, the selector of a variant included; the others hold whatever stood there before. */
static unsigned count_args(const struct syscall *row, const struct wire_call *record)
{
	const struct syscall *variant = syscall_variant(row, record->args);
	unsigned count = row->count > variant->count ? row->count : variant->count;

	return count > row->selector ? count : row->selector;
}

static void copy_payload(struct recorder *recorder, const struct wire_call *record, struct sx_call *entry)
{
	unsigned char *payload = (unsigned char *)(uintptr_t)call_payload(entry);

	entry->blobs = record->payload;
	if (record->head.flags & WIRE_CHUNKED)
		entry->blobs = (uint32_t)chunks_expand(&recorder->chunks, record->head.task, (const void *)(record + 1),
						       record->payload, payload);
	else
		memcpy(payload, record + 1, record->payload);
}

static uint64_t run_time(const struct wire_call *record)
{
	bool is_seen = !(record->head.flags & (WIRE_MIDWAY | WIRE_DENIED | WIRE_UNFINISHED)) && record->head.abi != WIRE_ABI_RING;

	return is_seen ? WIRE_RUN_NS(record) : UINT64_MAX;
}

/* A loop comes from the same place again, with the same in the registers that its calls do not take. */
static const uint64_t *keep_rest(struct recorder *recorder, const struct wire_call *record, unsigned arg_count)
{
	size_t count = 1 + WIRE_ARGS - arg_count, at;
	uint64_t words[2 + WIRE_ARGS];
	const uint64_t *rest;

	words[0] = record->instruction_pointer;
	memcpy(words + 1, record->args + arg_count, (count - 1) * sizeof(*words));
	if (recorder->list.has_run_times)
		words[count++] = run_time(record);
	at = (size_t)(words[0] ^ words[0] >> 6 ^ record->nr ^ 7 * record->head.task) % RESTS;
	rest = recorder->rests[at].words;
	if (recorder->rests[at].count == count && !memcmp(rest, words, count * sizeof(*words)))
		return rest;
	rest = arena_copy(&recorder->arena, words, count * sizeof(*words));
	if (rest) {
		recorder->rests[at].words = rest;
		recorder->rests[at].count = count;
	}
	return rest;
}

/* A restart has no registers of its own: what it goes on with is known from the task's call before. */
static void follow_restart(struct task *task, const struct syscall *row, const struct wire_call *record, struct sx_call *entry)
{
	if (row->args[0].kind == KIND_INTERRUPTED)
		entry->args[0] = task->number;
	else if (!entry->is_entered)
		task->number = record->nr;
}

/* Bytes of the payload once it is whole. */
static size_t payload_room(const struct wire_call *record)
{
	if (record->head.flags & WIRE_CHUNKED)
		return chunks_expanded((const void *)(record + 1), record->payload);
	return record->payload;
}

/* A call in progress: nothing of the list, and gone when whoever prints it has taken it. Its chunks are still needed. */
int recorder_add_entered(struct recorder *recorder, const struct wire_call *record, size_t size)
{
	struct sx_call *entry;
	struct task *task;

	if (size < sizeof(*record) || record->payload > size - sizeof(*record))
		return -EBADMSG;
	if (!recorder->keeps_entered || is_mark(record, (const void *)(record + 1)) ||
	    !is_wanted(recorder, record->head.abi, record->nr))
		return 0;
	task = recorder_task(recorder, &record->head);
	if (task && task->held && recorder_release_signals(recorder, task, record->head.time_ns, 0) < 0)
		return -ENOMEM;
	entry = task && recorder_arrival_room(recorder) == 0 ? make_call(recorder, record, payload_room(record)) : NULL;
	if (!entry)
		return -ENOMEM;
	entry->is_entered = true;
	entry->end_ns = entry->start_ns;
	entry->ret = 0;
	entry->flags = 0;
	entry->process = task->process;
	follow_restart(task, call_row(entry), record, entry);
	copy_payload(recorder, record, entry);
	recorder->arrivals.list[recorder->arrivals.count++] = entry;
	return 0;
}

/* An operation that `calls` left out: that it was done may matter all the same, and what it made. */
static int leave_operation_out(struct recorder *recorder, const struct wire_call *record, const unsigned char *payload)
{
	if (own_row(record->nr) && record->ret >= 0)
		recorder->list.hidden_own |= 1u << (record->nr - WIRE_OWN_CALLS);
	return follow_hidden(recorder, record, payload);
}

/* When a call returned, as far as it did. */
static uint64_t end_of(const struct recorder *recorder, const struct wire_call *record)
{
	return record->head.flags & WIRE_UNFINISHED ? UINT64_MAX : record->end_ns - recorder->start_ns;
}

/* Everything that the entry has by now. What is no longer needed of its `room` for a payload goes back. */
static int complete_entry(struct recorder *recorder, struct task *task, struct sx_call *entry, size_t room,
			  const struct wire_call *record)
{
	bool is_operation = record->head.abi == WIRE_ABI_RING;
	int r;

	copy_payload(recorder, record, entry);
	/* an operation may be of a thread of the kernel's: what waits for the task's next call is not its */
	if (!is_operation) {
		chunks_forget(&recorder->chunks, record->head.task);
		if (task->stack)
			add_stack(task, entry);
	}
	r = identities_follow(&recorder->identities, entry);
	if (r == 0)
		r = blobs_share(entry, &recorder->shared);
	arena_give_back(&recorder->arena, (unsigned char *)(uintptr_t)call_payload(entry), room, entry->blobs);
	return r;
}

/* Those that came while the call was made are told behind it. Of one that never returned nobody was told. */
static int release_signals_during(struct recorder *recorder, struct task *task, const struct sx_call *call)
{
	uint64_t end_ns = call->end_ns + recorder->start_ns;

	return !task->held || call->end_ns == UINT64_MAX ? 0 : recorder_release_signals(recorder, task, end_ns, end_ns);
}

int recorder_add_call(struct recorder *recorder, const struct wire_call *record, size_t size)
{
	const unsigned char *payload = (const unsigned char *)(record + 1);
	bool is_operation = record->head.abi == WIRE_ABI_RING;
	enum entry_kind kind = ENTRY_CALL;
	const struct syscall *row;
	struct sx_call *entry;
	unsigned arg_count;
	struct task *task;
	size_t room;
	int r;

	if (size < sizeof(*record) || record->payload > size - sizeof(*record))
		return -EBADMSG;
	if (is_operation && !is_wanted(recorder, record->head.abi, record->nr))
		return leave_operation_out(recorder, record, payload);
	if (record->head.flags & WIRE_HIDDEN) {
		chunks_forget(&recorder->chunks, record->head.task);
		return follow_hidden(recorder, record, payload);
	}
	if (is_mark(record, payload))
		kind = ENTRY_MARK;
	else if (!is_wanted(recorder, record->head.abi, record->nr))
		return 0;
	task = recorder_task(recorder, &record->head);
	if (!task)
		return -ENOMEM;
	r = is_operation || !task->held ? 0 : recorder_release_signals(recorder, task, record->head.time_ns, 0);
	if (r < 0)
		return r;
	row = syscall_of(record->head.abi, record->nr);
	arg_count = count_args(row, record);
	room = payload_room(record) + (is_operation ? 0 : stack_room(task, &record->head));
	entry = recorder_new_entry(recorder, &record->head, task, kind, arg_count, room, &r);
	if (!entry) {
		if (!is_operation)
			chunks_forget(&recorder->chunks, record->head.task);
		return r;
	}
	entry->end_ns = end_of(recorder, record);
	entry->ret = row->result == RESULT_INT ? (int32_t)record->ret : record->ret;
	entry->nr = record->nr;
	memcpy(entry->args, record->args, arg_count * sizeof(*entry->args));
	if (!is_operation)
		follow_restart(task, row, record, entry);
	r = complete_entry(recorder, task, entry, room, record);
	entry->rest = keep_rest(recorder, record, arg_count);
	if (r == 0 && !entry->rest)
		r = -ENOMEM;
	if (is_operation || r < 0)
		return r;
	if (recorder->list.stacks)
		r = stacks_follow(recorder->list.stacks, record->head.task, entry);
	if (r == 0)
		r = follow_name(recorder, &record->head, entry);
	if (r < 0)
		return r;
	task->last = entry;
	return release_signals_during(recorder, task, entry);
}

/* ---- io_uring ---- */

static int add_operation(struct recorder *recorder, const struct wire_call *begun, const struct wire_call *ended)
{
	struct wire_call *whole = pending_join(begun, ended);
	int r;

	if (!whole)
		return -ENOMEM;
	recorder->list.obscure_operations += whole->nr == own_unknown() && whole->ret >= 0;
	r = recorder_add_call(recorder, whole, sizeof(*whole) + whole->payload);
	free(whole);
	return r;
}

int recorder_add_completed(struct recorder *recorder, const struct wire_call *record, size_t size)
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
int recorder_add_pending(struct recorder *recorder)
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

