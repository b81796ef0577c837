/* SPDX-License-Identifier: MIT */
/* Bytes that many calls have in common, such as paths: each different piece is kept once. */
#ifndef SX_SHARED_H
#define SX_SHARED_H

#include "harness/base/arena.h"

struct shared_slot;

/* Starts as {0}. */
struct shared {
	struct arena arena;		/* the bytes */
	struct shared_slot *slots;	/* open addressing; a power of two */
	size_t room, count;
};

/* A piece that is equal to these bytes, aligned to 8, and lives until shared_free(); NULL: out of memory. */
const unsigned char *shared_keep(struct shared *shared, const void *bytes, size_t length);

/* No more are kept: what finding them took is given back, they stay. */
void shared_finish(struct shared *shared);
void shared_free(struct shared *shared);

#endif
