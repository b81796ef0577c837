/* SPDX-License-Identifier: MIT */
/* Starts the program under test, waits for it, and sees to it that nothing of it outlives the test. */
#ifndef SX_CHILD_H
#define SX_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Between the test and the program stands a warden: a process that is no child for the test's own
 * wait(2), because its exit signal is not SIGCHLD. It is the program's parent, so that the
 * program's end is not the test's business either; and when the test dies it kills the tree. It
 * has a process group of its own, so that it survives a kill of the test's group.
 */
struct child;

struct function_state;

struct child_request {
	const char *const *argv;	/* argv[0] is looked up in PATH, unless it has a slash; NULL: `function` */
	int (*function)(void *);	/* runs in a copy of this process; its result is the exit status */
	void *argument;
	volatile struct function_state *function_state;	/* shared memory */
	void (*begin)(void *context);	/* in the new process, right before the function */
	const char *const *env;		/* NULL: inherit */
	const char *dir;		/* NULL: inherit */
	const char *user;		/* NULL: no change */
	const char *file;		/* looked up in the place of argv[0]; NULL: argv[0] */
	const int *streams;		/* [3]: descriptors that become 0, 1, 2; -1: inherit */
	int (*join)(void *context);	/* in the new process, while it has the test's rights: 0 or -errno; async-signal-safe */
	void (*bury)(void *context);	/* in the warden, when the test has died: kill the tree; async-signal-safe */
	void *context;
	const int *lifelines;		/* descriptors that the warden keeps */
	size_t lifeline_count;
};

/* Where starting failed. */
enum child_stage { CHILD_STARTED, CHILD_WARDEN, CHILD_USER, CHILD_DIR, CHILD_STREAMS, CHILD_JOIN, CHILD_EXEC };

/* Start; returns when the program runs, or with -errno and the stage. */
int child_start(struct child **ret_child, const struct child_request *request, enum child_stage *ret_stage);

/* SIGTERM to the program, unless it has ended: its number may be another's by then. */
void child_terminate(struct child *child);

/* Becomes readable when the program has ended. */
int child_poll_fd(const struct child *child);

/* Status as wait(2) gives it, waiting up to timeout_ms (-1: for ever); 0, -ETIMEDOUT, or -ECHILD where the
 * warden was killed. */
int child_wait(struct child *child, int timeout_ms, int *ret_status);

/* Let the warden go; what is left of the tree is the caller's business. NULL is nothing. */
struct child *child_free(struct child *child);

#endif
