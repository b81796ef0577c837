/* SPDX-License-Identifier: MIT */
/* Operations of io_uring that were submitted and have no result yet. */
#ifndef SX_PENDING_H
#define SX_PENDING_H

#include <stddef.h>
#include <stdint.h>

#include "bpf/wire.h"

#define PENDING_BUCKETS 256

struct pending_one;

struct pending {
	struct pending_one *buckets[PENDING_BUCKETS];
};

/* Copy the record of a submission. 0, -ENOMEM or -EBADMSG. */
int pending_keep(struct pending *pending, const struct wire_call *record, size_t size);

/* The record with this WIRE_OPERATION_ID; NULL: none. */
const struct wire_call *pending_find(const struct pending *pending, uint64_t id);

/* The record of the whole call, of WIRE_ABI_RING, to be freed; `ended`: NULL if it has no result. NULL: out of memory. */
struct wire_call *pending_join(const struct wire_call *begun, const struct wire_call *ended);

/* It has its last result. */
void pending_drop(struct pending *pending, uint64_t id);

/* One after the other; NULL: the first; returns NULL after the last. */
const struct wire_call *pending_next(const struct pending *pending, const struct wire_call *record);

void pending_free(struct pending *pending);

#endif
