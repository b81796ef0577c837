/* SPDX-License-Identifier: MIT */
/* Large blobs: kept as chunks until their call's record comes, then put back into its payload. */
#ifndef SX_CHUNKS_H
#define SX_CHUNKS_H

#include <stddef.h>
#include <stdint.h>

#include "bpf/wire.h"

struct kept_chunk;

/* Starts as {0}. */
struct chunks {
	struct kept_chunk *first;
};

int chunks_keep(struct chunks *chunks, const struct wire_chunk *chunk);	/* 0 or -ENOMEM */

/* Bytes of the payload once every chunked blob has its bytes. */
size_t chunks_expanded(const unsigned char *payload, size_t length);

/* Write the payload with the bytes of chunked blobs behind their headers; what is missing makes the blob
 * cut. Returns the bytes written. */
size_t chunks_expand(const struct chunks *chunks, uint64_t task, const unsigned char *payload, size_t length,
		   unsigned char *ret_payload);

void chunks_forget(struct chunks *chunks, uint64_t task);
void chunks_free(struct chunks *chunks);

#endif
