/* SPDX-License-Identifier: MIT */
/* The helper: an installed program that may load the tracer, for processes that may not. */
#ifndef SX_HELPER_H
#define SX_HELPER_H

/*
 * The helper has CAP_BPF and CAP_PERFMON as file capabilities. It loads and attaches, sends the descriptors of struct
 * loan, and ends: it takes no orders, so that none can be forged. What it gives away acts on nobody but the one that
 * uses it. Whom that may be is checked where nobody can get around it, by the programs in the kernel: see is_lent in
 * bpf/state.h.
 *
 * What it never gives away: the states of tasks, by which any process could be added, the plans, and the programs that
 * are attached. Of what it does give away any may be closed, kept, passed on or overwritten by whoever has it, in any
 * order, and the programs rely on none of it being otherwise.
 */

#include <stdint.h>

/* Helper to library; the descriptors come with it: control, living, sessions, rings, links. */
struct loan {
	uint64_t build;		/* of the kernel side: both must have the same one */
	int32_t error;		/* 0, or -errno and the sentence */
	uint32_t links;
	char why[512];
};

/* Where it is: what SX_HELPER says, or where it is installed. */
const char *helper_path(void);

/* Start it, with a socket as its standard input; the other end is *ret_line. It is no child for this process's own
 * wait(2), and its end no SIGCHLD. 0 or -errno. */
int helper_start(const char *path, int *ret_line);

/* In the helper: load and send through the socket. 0 or -errno. */
int kernel_lend(int line);

#endif
