/* SPDX-License-Identifier: MIT */
/* What the files of the recorder share: the list as it grows. */
#ifndef SX_RECORDER_PRIVATE_H
#define SX_RECORDER_PRIVATE_H

#include "harness/chunks.h"
#include "harness/identity.h"
#include "harness/pending.h"
#include "harness/recorder.h"
#include "harness/shared.h"

/* A task by its number in the session; numbers count from 1. */
struct task {
	struct process *process;
	bool is_successor;	/* took the place of its process's first thread, by execve */
	struct sx_call *last;	/* its newest entry */
	uint32_t number;	/* of its last call that was no restart_syscall; UINT32_MAX: none is recorded */
	unsigned char *stack;	/* came before its call; NULL: none */
	uint32_t stack_length;
	uint64_t stack_ns;	/* entry of that call */
	uint64_t stack_pointer;
	struct held_signal *held, **held_end;	/* not delivered, and their moment is not known yet */
};

/* A signal that was ignored, or fatal: it is told where a ptracer would be, when the call in progress has returned. */
struct held_signal {
	struct wire_signal record;
	struct held_signal *next;
};

#define RESTS 256	/* places of tasks whose calls are told apart */

/* What the last call from such a place had besides its arguments; see struct sx_call. */
struct rest {
	const uint64_t *words;
	size_t count;
};

/* What a task is called from a moment on: up to 15 bytes; 0 or -ENOMEM. */
int recorder_name(struct recorder *recorder, struct process *process, const unsigned char *comm, uint64_t since_ns);

/* Entries in an order; arrays of pages. */
struct entries {
	struct sx_call **list;
	size_t count, room;
};

struct recorder {
	struct recording list;
	struct arena arena;
	struct entries entries;		/* in order of entry … */
	struct entries late;		/* … but for these, which came when much had been entered behind them */
	struct entries arrivals;	/* the same as they came, and entries of calls; only if asked for */
	bool keeps_arrivals, keeps_entered, keeps_ignored;
	uint64_t lost_before;
	struct task *tasks;
	size_t task_room;
	struct process **processes;
	size_t process_count, process_room;
	uint16_t *keys;
	size_t key_room;
	struct shared shared;
	struct rest rests[RESTS];
	struct chunks chunks;
	struct pending pending;
	uint64_t obscure_before;
	struct identities identities;
	size_t memory_limit;
	uint64_t start_ns;
	bool is_over;
};

/* ---- recorder_list.c ---- */

/* The task of a record; NULL: out of memory, or the record is damaged. */
struct task *recorder_task(struct recorder *recorder, const struct wire_head *head);

/* One more entry, with room for `arg_count` registers and `extra` bytes of payload, neither of them set. NULL with
 * *ret_error 0: past the memory limit, which is counted. */
struct sx_call *recorder_new_entry(struct recorder *recorder, const struct wire_head *head, struct task *task,
				   enum entry_kind kind, unsigned arg_count, size_t extra, int *ret_error);

/* Add the held signals of a task that came before `until_ns`; `moment_ns`: as if at that time, 0: as they came. */
int recorder_release_signals(struct recorder *recorder, struct task *task, uint64_t until_ns, uint64_t moment_ns);

/* Room for one more arrival, if anybody asks for them: 0 or -ENOMEM. */
int recorder_arrival_room(struct recorder *recorder);

/* Put those that came late where they belong. */
int recorder_merge_late(struct recorder *recorder);

/* ---- blobs_share.c ---- */

/* Keep what a new call has in common with others in `shared`; its payload shrinks. */
int blobs_share(struct sx_call *call, struct shared *shared);

/* ---- recorder_calls.c ---- */

int recorder_add_call(struct recorder *recorder, const struct wire_call *record, size_t size);
int recorder_add_entered(struct recorder *recorder, const struct wire_call *record, size_t size);
int recorder_add_completed(struct recorder *recorder, const struct wire_call *record, size_t size);
int recorder_keep_stack(struct recorder *recorder, const struct wire_call *record, size_t size);

/* Operations of io_uring that have no result: add them as they are. */
int recorder_add_pending(struct recorder *recorder);

#endif
