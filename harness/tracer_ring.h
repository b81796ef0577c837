/* SPDX-License-Identifier: MIT */
/* The reading end of a BPF ring buffer, mapped into one process and into none of its children. */
#ifndef SX_TRACER_RING_H
#define SX_TRACER_RING_H

#include <stddef.h>
#include <stdint.h>

struct ring {
	void *memory;			/* the consumer's page, the producer's page, the records twice in a row */
	size_t mapped_bytes;
	uint32_t bytes;			/* room for records */
};

/* Negative: stop, with this error; what was read up to here, that record included, is consumed. */
typedef int (*ring_record_fn)(void *context, void *record, size_t size);

/* Map the ring of this map. A forked child does not inherit the mapping: copying and dropping its thousands of
 * page table entries would cost every fork of a test more than the rest of it. 0 or -errno. */
int ring_map(struct ring *ring, int fd);

/* Unmap; only where ring_map() was called, not in a child of that process. */
void ring_unmap(struct ring *ring);

/* Each record that is complete, oldest first, until there is none or `add` fails. 0 or what `add` returned. */
int ring_consume(struct ring *ring, ring_record_fn add, void *context);

#endif
