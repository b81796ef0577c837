/* SPDX-License-Identifier: MIT */
/* What the two halves of the tracer share: the loaded programs and who has which slot. */
#ifndef SX_TRACER_PRIVATE_H
#define SX_TRACER_PRIVATE_H

#include <stdatomic.h>
#include <stdbool.h>

#include <bpf/libbpf.h>

#include "harness/tracer_ring.h"
#include "harness/tracer.h"
#include "tracer.skel.h"

/* Who has a slot; in memory that every process with this tracer shares. */
struct claims {
	/* 0: free; a pid: its warden gives the slot back when it dies; -pid: nobody would, but it holds a lock */
	atomic_int owner[WIRE_SLOTS];
	atomic_uint generation;
};

struct channel {
	struct tracer *tracer;
	unsigned slot;
	uint32_t generation;
	struct ring ring;		/* of the process for which is_mapped_here says so */
	int poll_fd;
	bool has_poll_fd;
	pid_t tid;			/* that opened it */
	channel_add_fn add;
	void *context;
};

#define MOST_LINKS 13

/* Descriptors of what runs in the kernel: all that is used of it once it is loaded. */
struct kernel_side {
	int control;			/* the program that adds the calling task */
	int living;
	int sessions;
	int rings[WIRE_SLOTS];
	int links[MOST_LINKS];		/* -1: not this one */
	int states;			/* -1: lent by the helper, which lends no more than acts on the caller */
};

struct tracer {
	struct tracer_bpf *skeleton;	/* which owns the descriptors; NULL: the tracer does */
	struct kernel_side kernel;
	struct claims *claims;
	int locks;			/* memory file: byte n is locked by process n while it may have slots unwatched */
	int locked_as;			/* by this number; another one's: that of the process it was copied from */
	struct wire_session *sessions;	/* mapped; slot by slot */
	size_t sessions_size;
	bool *is_mapped_here;		/* by slot; a forked child finds this page empty, and maps what it reads */
	struct channel channels[WIRE_SLOTS];
	unsigned open;			/* channels of this process */
	struct tracer *next;		/* loaded earlier, and full then */
};

/* Load, fill in the plans, attach; or have the helper do it where this process may not. 0 or -errno; *ret_why is
 * one sentence. */
int tracer_load(struct tracer **ret_tracer, char *ret_why, size_t room);

/* The part of it that needs rights: programs and maps, ready and attached. 0 or -errno. */
int kernel_load(struct tracer_bpf **ret_skeleton, struct kernel_side *ret_kernel);

/* Have the helper do that part. 0 or -errno; *ret_why is one sentence. */
int kernel_borrow(struct kernel_side *ret_kernel, char *ret_why, size_t room);

/* Close what was borrowed. */
void kernel_return(struct kernel_side *kernel);

/* Detach and free; readers of channels included. NULL is nothing. Returns NULL. */
struct tracer *tracer_free(struct tracer *tracer);

#endif
