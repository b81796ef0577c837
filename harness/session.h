/* SPDX-License-Identifier: MIT */
/* What the ways to record share: one recording from start to end. */
#ifndef SX_SESSION_H
#define SX_SESSION_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "harness/child.h"
#include "harness/recorder.h"
#include "harness/streams.h"
#include "harness/trace.h"
#include "harness/tracer.h"

#define KILL_PATIENCE_MS 2000	/* from SIGKILL to giving up */

struct function_state;

struct session {
	struct sx_trace *trace;
	struct channel *channel;	/* NULL once closed */
	struct recorder *recorder;
	struct child *child;
	struct streams streams;
	struct sx_options options;	/* every default filled in; pointers are the caller's, only valid at the start */
	uint64_t wanted[2][WIRE_CALLS / 64];
	bool is_filtered;
	bool has_status;
	int status;
	uint64_t deadline_ns;		/* CLOCK_MONOTONIC; UINT64_MAX: none */
	uint64_t lost;
	bool is_region;			/* the channel is the thread's */
	pid_t region_tid;		/* its thread, and */
	struct region_thread *region;	/* that it is open in; NULL: none */
	pid_t attached;			/* process that was running already, and is left alone; 0: none */
	size_t attached_tasks;		/* of it, and of others that came later */
	int stop_fd;			/* readable: stop reading; -1: none */

	/* of a session that is read while it runs */
	pthread_mutex_t lock;		/* over channel_read(), the recorder and what follows */
	pthread_cond_t changed;		/* records came, or the end */
	pthread_t reader;
	pthread_mutex_t ending;		/* over the next, over `child`, and over `channel` where it is closed or killed */
	atomic_bool has_reader;
	bool is_over;
	int waiters;
	size_t snapshot_count;		/* entries of the newest snapshot */
	struct recording snapshot;
	struct arena snapshots;
};

/* A trace with its session, options read, channel and recorder open. Never NULL; on failure the trace has its
 * error and *ret_session is NULL. */
struct sx_trace *session_open(const struct sx_options *options, const char *program, bool is_live,
			      struct session **ret_session);

/* Start the program into the session; false: the trace has its error. */
bool session_start(struct session *session, const char *const argv[]);

/* The same with a function of this process. */
bool session_start_function(struct session *session, int (*function)(void *), void *argument,
			    volatile struct function_state *state);

/* Read records until the tree has ended or the deadline passes: 0, -ETIMEDOUT, or another -errno. With a lock: held
 * while reading, not while waiting. */
int session_read(struct session *session, uint64_t deadline_ns);

/* What comes after session_read(): kill what is left, take the status, keep the output, finish the list. */
void session_finish(struct session *session, int read_result);

/* A trace with its session and options read, but nothing open; as session_open(). */
struct sx_trace *session_new(const struct sx_options *options, struct session **ret_session);

/* Open its channel, of its options. false: the trace has its error. */
bool session_open_channel(struct session *session);

/* Open its recorder, and the channel if it has none. false: the trace has its error. */
bool session_begin(struct session *session, const char *program, bool is_live, uint64_t lost_before);

/* Finish the list and hand it to the trace. */
void session_settle(struct session *session, bool is_timed_out);

/* Give back all but the list. */
void session_close(struct session *session);

/* Start the thread that reads along until session_finish(). 0 or -errno. */
int session_read_along(struct session *session);

/* What came since the last time, as recorder_take_arrivals(); waits for some. Whether the recording is over. */
bool session_take(struct session *session, size_t *taken, const struct sx_call **ret_entries, size_t room,
		  size_t *ret_count);

/* End a session that is still read along: its tree is killed. */
void session_abort(struct session *session);

/* End a region that was not ended. */
void session_leave(struct session *session);

/* What this thread does until session_resume() is the library's own, and in no region. */
void session_pause(void);
void session_resume(void);

/* Give back what threads keep from region to region, but for those that are in one. */
void session_forget_threads(void);

/* Of a task that runs already and is recorded from now on, by its number in the session: what it, its process group and
 * its session are called in its own pid namespace. 0 or -ENOMEM. */
int session_tell_ids(struct session *session, pid_t pid, pid_t tid, uint64_t number);

/* The same of all processes that there are now, where this one is in a pid namespace below the session's owner's. */
int session_tell_neighbours(struct session *session, pid_t pid);

uint64_t session_now_ns(void);

#endif
