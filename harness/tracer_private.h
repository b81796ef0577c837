/* SPDX-License-Identifier: MIT */
/* What the two halves of the tracer share: the loaded programs and who has which slot. */
#ifndef SX_TRACER_PRIVATE_H
#define SX_TRACER_PRIVATE_H

#include <stdatomic.h>

#include <bpf/libbpf.h>

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
	struct ring_buffer *reader;	/* made at first use, kept for the next session of the slot */
	int poll_fd;
	channel_add_fn add;
	void *context;
	int failed;
};

struct tracer {
	struct tracer_bpf *skeleton;
	struct claims *claims;
	int locks;			/* memory file: byte n is locked by the process that has slot n unwatched */
	struct wire_session *sessions;	/* mapped; slot by slot */
	size_t sessions_size;
	struct channel channels[WIRE_SLOTS];
	unsigned open;			/* channels of this process */
	struct tracer *next;		/* loaded earlier, and full then */
};

/* Load, fill in the plans, attach. 0 or -errno. */
int tracer_load(struct tracer **ret_tracer);

/* Detach and free; readers of channels included. NULL is nothing. Returns NULL. */
struct tracer *tracer_free(struct tracer *tracer);

/* The ring of a slot. */
struct bpf_map *tracer_ring(const struct tracer *tracer, unsigned slot);

#endif
