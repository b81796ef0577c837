/* SPDX-License-Identifier: MIT */
/* What the test and the warden share: the order to start a program, and what is told back. */
#ifndef SX_CHILD_PRIVATE_H
#define SX_CHILD_PRIVATE_H

#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

#include "harness/child.h"

/* Warden to test. */
struct message {
	int stage;		/* enum child_stage; CHILD_STARTED twice: pid, then status */
	int value;		/* pid, -errno, or status */
};

/* Test to warden. */
#define LETTER_LET_GO	 'g'
#define LETTER_TERMINATE 't'

/* The identity to run as. */
struct identity {
	bool is_set;
	uid_t uid;
	gid_t gid;
	gid_t groups[NGROUPS_MAX > 1024 ? 1024 : NGROUPS_MAX];
	int group_count;
};

/* All that the warden and the new process need, made ready before: they may not allocate. */
struct launch {
	const struct child_request *request;
	struct identity identity;
	char **candidates;	/* paths to try, NULL-terminated */
	char **shell;		/* arguments for /bin/sh, the first two still to be filled in */
	sigset_t mask;		/* of the calling thread */
	struct sigaction on_child_end;	/* SIGCHLD's disposition in the test */
	pid_t group;
	int test;		/* pidfd of the test process */
	int line;
	volatile int stage, error;	/* written by the new process, which shares the memory */
};

/* The warden's whole life, in its process. */
void warden_live(struct launch *launch);

int pidfd_of(pid_t pid);

#endif
