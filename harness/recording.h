/* SPDX-License-Identifier: MIT */
/* The list of what happened: owns every byte of every record. */
#ifndef SX_RECORDING_H
#define SX_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "bpf/wire.h"
#include "harness/syscalls/table.h"

enum entry_kind {
	ENTRY_CALL,
	ENTRY_MARK,		/* sx_mark(): a call, but none for counts */
	ENTRY_SIGNAL,		/* --- SIGCHLD {…} --- */
	ENTRY_EXIT,		/* +++ exited with 0 +++ */
};

/* One entry of the list. Its address never changes; it lives as long as the recording. */
struct sx_call {
	uint64_t start_ns;	/* since the recording's start; of an event: when */
	uint64_t end_ns;	/* UINT64_MAX: it never returned */
	int64_t ret;		/* as the kernel left it: -errno */
	const struct process *process;
	const uint64_t *rest;	/* instruction pointer, and the registers that are not in `args`: many calls share them */
	int32_t pid, tid;
	uint32_t nr;		/* number */
	uint32_t sequence;	/* position in the list, from 1; as reports print it (#57) */
	uint32_t blobs;		/* bytes of blobs, or of the event */
	uint8_t entry;		/* enum entry_kind */
	uint8_t abi;		/* WIRE_ABI_… */
	uint8_t flags;		/* WIRE_DENIED … */
	uint8_t arg_count : 4;
	bool is_entered : 1;	/* only its entry has been seen: recorder_take_arrivals() has such; no list does */
	bool has_shared : 1;	/* some of its blobs' bytes are elsewhere, see blobs.c */
	bool is_apart : 1;	/* the payload is elsewhere, a pointer to it stands in its place */
	uint64_t args[];	/* those that a call of this number takes; behind them the payload: blobs (struct
				 * wire_blob, padded to 8), or a struct wire_signal / wire_exit */
};

#define BLOB_SHARED UINT32_MAX	/* `chunked` of a blob behind which a pointer to its bytes stands, not they */

/* What a task was called from a moment on; never changed once it can be seen. */
struct task_name {
	uint64_t since_ns;
	char text[16];		/* comm */
	const struct task_name *before;
};

/* A process (or, as `is_thread`, one more thread) of the tree. */
struct process {
	const struct recording *recording;
	uint32_t index;		/* in recording.processes */
	int32_t pid, tid;
	uint64_t task;
	uint64_t parent_task;	/* 0: the program started */
	uint64_t born_ns;
	uint64_t ended_ns;	/* UINT64_MAX: alive */
	uint32_t status;	/* as wait(2): of the thread, and once it is over of the process that began with it */
	bool is_thread;
	bool is_over;		/* no thread: all of the process has ended */
	char name[16];		/* comm, as it was last known */
	uint32_t namespace;	/* inode number of its pid namespace; 0: that of the session's owner */
	const struct task_name *names;	/* the last one first; NULL: none is known */
	const struct sx_call *born_of;	/* the clone, fork … that made it, once recorded; or NULL */
};

/* Of a moment before the first that is known: that one. "": none is. */
static inline const char *process_name_at(const struct process *process, uint64_t ns)
{
	const struct task_name *name = __atomic_load_n(&process->names, __ATOMIC_ACQUIRE);

	while (name && name->since_ns > ns && name->before)
		name = name->before;
	return name ? name->text : "";
}

/* Why records are missing; each makes negative assertions "cannot tell". */
struct losses {
	uint64_t records;	/* the ring was full */
	uint64_t over_limit;	/* memory_limit */
	uint64_t tasks;		/* children that were not followed */
	uint64_t gained;	/* programs with more rights than their user */
	const uint64_t (*calls_of)[WIRE_CALLS];	/* [2]: records lost, per ABI and number; NULL: none */
	int32_t first_tid;
};

#define KEYS (3 * WIRE_CALLS)	/* keys, see call_key(), lie below: native, i386, io_uring */

/* How many entries each key has, so that what a list does not have need not be looked for in it. */
struct key_census {
	uint32_t counts[KEYS];
	size_t calls;		/* entries that are calls, whatever their key */
	const uint32_t *others;	/* where the entries are that have no key */
	size_t other_count;
};

struct recording {
	const struct sx_call *const *entries;	/* in order of entry */
	size_t count;
	const uint16_t *keys;	/* one per entry, see call_key(): a dense list, so that "no such call" reads 2 bytes per
				 * call; NULL: not kept, ask the entries */
	const struct key_census *census;	/* of the keys; NULL: not kept */
	const struct process *const *processes;
	size_t process_count;
	struct losses losses;
	uint64_t wanted[2][WIRE_CALLS / 64];	/* what `calls` recorded; see recording_wants() */
	bool is_filtered;
	uint64_t hidden_rings;	/* successful calls of io_uring that `calls` left out, and that may have done unseen work */
	uint64_t hidden_setups;	/* … and that made a ring */
	bool sees_rings;	/* operations of io_uring are in the list as calls of WIRE_ABI_RING */
	uint64_t obscure_operations;	/* … but of so many it is not known what they did */
	uint32_t hidden_own;	/* … and these, a bit from WIRE_OWN_CALLS on, were done and left out by `calls` */
	bool is_running;	/* the tree has not ended */
	bool is_timed_out;
	const char *program;	/* argv[0] as given */
	int32_t region_tid;	/* the thread whose region this is; 0: no region */
	const char *left;	/* processes that outlived the program and were killed: "4711 (sleep)"; NULL: none */
	const struct task_id **task_ids; /* by their ids in namespaces below the owner's: harness/task_ids.h; NULL: none */
	struct stacks *stacks;	/* with SX_STACKS, harness/stacks.h; NULL: stacks are not recorded */
	struct kept *kept;	/* what public getters decoded: harness/kept.h; NULL: they give NULL */
	bool has_run_times;	/* SX_RUN_TIMES */
	uint64_t began_realtime_ns; /* CLOCK_REALTIME at time 0 of the entries: for time of day */
};

/* ---- one call: rooms use these, never the fields, so that the layout can shrink ---- */

static inline uint64_t call_arg(const struct sx_call *call, unsigned n)
{
	if (n < call->arg_count)
		return call->args[n];
	return n < WIRE_ARGS && call->rest ? call->rest[1 + n - call->arg_count] : 0;
}

/* Where it goes on behind the call; 0: not known. */
static inline uint64_t call_instruction_pointer(const struct sx_call *call)
{
	return call->rest ? call->rest[0] : 0;
}

/* How long it was on a processor; UINT64_MAX: not known. */
static inline uint64_t call_run_ns(const struct sx_call *call)
{
	bool is_known = call->entry == ENTRY_CALL && call->rest && !call->is_entered &&
			call->process->recording->has_run_times;

	return is_known ? call->rest[1 + WIRE_ARGS - call->arg_count] : UINT64_MAX;
}

static inline const unsigned char *call_payload(const struct sx_call *call)
{
	const unsigned char *payload = (const unsigned char *)(call->args + call->arg_count);

	if (call->is_apart)
		memcpy(&payload, call->args + call->arg_count, sizeof(payload));
	return payload;
}

static inline unsigned call_number(const struct sx_call *call)
{
	return call->nr;
}

/* The row of what this very call did: of futex(FUTEX_WAKE) that of the command. */
/* Number and ABI in one: abi * WIRE_CALLS + number; KEY_OTHER: x32, a number past the table, a mark or an event. */
#define KEY_OTHER UINT16_MAX

static inline uint16_t call_key(const struct sx_call *call)
{
	if (call->entry != ENTRY_CALL || call->abi > WIRE_ABI_RING || call_number(call) >= WIRE_CALLS - 1)
		return KEY_OTHER;
	return (uint16_t)(call->abi * WIRE_CALLS + call_number(call));
}

static inline const struct syscall *call_row(const struct sx_call *call)
{
	return syscall_variant(syscall_of(call->abi, call_number(call)), call->args);
}

/* The name that the list shows: an operation of io_uring has a prefix that its row has not. */
static inline const char *call_name(const struct sx_call *call)
{
	return call->abi == WIRE_ABI_RING ? syscall_ring_name(call_number(call)) : call_row(call)->name;
}

/* The same of a key. */
static inline const char *key_name(uint16_t key)
{
	unsigned abi = key / WIRE_CALLS, number = key % WIRE_CALLS;

	return abi == WIRE_ABI_RING ? syscall_ring_name(number) : syscall_of(abi, number)->name;
}

/* Whether the call failed: -4095 … -1; and whether it is one of the kernel's restart codes (-512 …). */
static inline bool call_failed(const struct sx_call *call)
{
	return call->ret < 0 && call->ret >= -4095;
}

/* Seccomp refused it. */
static inline bool call_denied(const struct sx_call *call)
{
	return (call->flags & (WIRE_DENIED | WIRE_NOTIFIED)) == WIRE_DENIED;
}

/* A seccomp supervisor answered it with success: what it did, if anything, no record says. */
static inline bool call_answered(const struct sx_call *call)
{
	return call->flags & WIRE_DENIED && call->flags & WIRE_NOTIFIED;
}

static inline bool call_returned(const struct sx_call *call)
{
	return call->end_ns != UINT64_MAX;
}

static inline enum entry_kind call_entry(const struct sx_call *call)
{
	return (enum entry_kind)call->entry;
}

#define RING_WAKE 0xa	/* IORING_ENTER_SQ_WAKEUP, IORING_ENTER_SQ_WAIT */

/* Of an io_uring_enter: whether it speaks to a thread of the kernel's that submits by itself. */
static inline bool call_wakes_ring(const struct sx_call *call)
{
	return strcmp(call_row(call)->name, "io_uring_enter") == 0 && call_arg(call, 3) & RING_WAKE;
}

static inline const struct recording *call_recording(const struct sx_call *call)
{
	return call->process->recording;
}

static inline const struct process *call_process(const struct sx_call *call)
{
	return call->process;
}

static inline int32_t call_pid(const struct sx_call *call)
{
	return call->pid;
}

static inline int32_t call_tid(const struct sx_call *call)
{
	return call->tid;
}

static inline uint64_t call_start_ns(const struct sx_call *call)
{
	return call->start_ns;
}

static inline uint64_t call_end_ns(const struct sx_call *call)	/* UINT64_MAX: it never returned */
{
	return call->end_ns;
}

static inline uint32_t call_sequence(const struct sx_call *call)
{
	return call->sequence;
}

/* The next blob after `blob`; NULL: the first; returns NULL after the last. */
const struct wire_blob *call_next_blob(const struct sx_call *call, const struct wire_blob *blob);

/* The bytes of a blob: `blob->length` inline, or `blob->chunked` from chunks. */
const unsigned char *blob_bytes(const struct wire_blob *blob, size_t *ret_length);

/* Memory or string that was captured at exactly `address`, at entry or at exit. NULL: none. */
const struct wire_blob *call_memory(const struct sx_call *call, uint64_t address, bool at_exit);

/* What descriptor `fd` (a number, or AT_FDCWD: the current folder) was open on; slot as in the blob, -1: any. */
const struct wire_file *call_file(const struct sx_call *call, int slot, int fd, const struct wire_blob **ret_blob);

#endif
