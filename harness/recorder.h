/* SPDX-License-Identifier: MIT */
/* Makes the list out of records as they arrive. */
#ifndef SX_RECORDER_H
#define SX_RECORDER_H

#include "harness/base/arena.h"
#include "harness/recording.h"

struct recorder;

struct recorder_settings {
	size_t memory_limit;	/* bytes of calls kept; later ones count as lost */
	const uint64_t (*wanted)[WIRE_CALLS / 64];	/* [2]; NULL: every call */
	const char *program;	/* copied */
	uint64_t start_ns;	/* CLOCK_MONOTONIC; time 0 of the list */
	uint64_t start_realtime_ns;
	int32_t region_tid;	/* the thread whose region this is; 0: no region */
	bool keeps_arrivals;	/* recorder_arrival() will be asked */
	bool keeps_entered;	/* … and calls are among them twice: entered, and returned */
	bool keeps_ignored;	/* signals without effect */
	bool has_run_times;	/* SX_RUN_TIMES */
	bool keeps_stacks;	/* SX_STACKS */
	bool sees_rings;	/* operations of io_uring come as records */
	uint64_t obscure_before; /* of them, not understood before this recording began */
	uint64_t lost_before;	/* records that the kernel side had lost before this recording began */
};

/* NULL: out of memory. */
struct recorder *recorder_new(const struct recorder_settings *settings);

/* Take one record as it came out of the ring. 0, 1 for the session's last record, or -ENOMEM. Malformed
 * records are -EBADMSG and change nothing. */
int recorder_add(struct recorder *recorder, const void *record, size_t size);

/* Whether the last task of the session has ended. */
bool recorder_is_over(const struct recorder *recorder);

/* Nothing comes any more: order the list. `session` has the losses that the kernel side counted. */
int recorder_finish(struct recorder *recorder, const struct wire_session *session, bool is_timed_out);

/* The list. Complete after recorder_finish(); owned by the recorder. */
const struct recording *recorder_list(const struct recorder *recorder);

/* While it grows: the list as it is now, whose arrays are in the arena. False: out of memory. */
bool recorder_snapshot(struct recorder *recorder, struct arena *arena, struct recording *ret_list);

/* The entries in the order in which their records came: the n-th from 0, or NULL. */
const struct sx_call *recorder_arrival(const struct recorder *recorder, size_t n);

/* The same, from the n-th on, as many as there is room for. Those that are `is_entered` are the caller's to free();
 * nobody else sees them any more. Returns how many there are. */
size_t recorder_take_arrivals(struct recorder *recorder, size_t from, const struct sx_call **ret_entries, size_t room);

/* The tasks so far, in the order in which they were first heard of. */
size_t recorder_processes(const struct recorder *recorder, const struct process *const **ret_processes);

/* The status with which a process ended; false: it has not. */
bool recorder_process_status(const struct recorder *recorder, int32_t pid, int *ret_status);

/* Name the processes that SX_LEAVE_DAEMONS left and that are killed now. Copied. */
void recorder_set_left(struct recorder *recorder, const char *names);

/* With keeps_stacks: what was mapped before the recording began, from a file like /proc/self/maps.
 * `runs`: its tasks have been running, recorded, since before: earlier calls have no callers. */
void recorder_seed_mappings(struct recorder *recorder, const char *maps_path, bool runs);

/* How many entries there are by now. */
size_t recorder_count(const struct recorder *recorder);

/* The name of a process of the tree, or NULL. */
const char *recorder_process_name(const struct recorder *recorder, int32_t pid);

/* NULL is nothing. */
struct recorder *recorder_free(struct recorder *recorder);

#endif
