/* SPDX-License-Identifier: MIT */
/* Large blobs: kept as chunks until their call's record comes, then put back into its payload. */
#include "harness/chunks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct kept_chunk {
	struct kept_chunk *next;
	uint64_t task, address;
	uint32_t length;
	unsigned char bytes[];
};

int chunks_keep(struct chunks *chunks, const struct wire_chunk *chunk)
{
	uint32_t length = chunk->length < WIRE_CHUNK ? chunk->length : WIRE_CHUNK;
	struct kept_chunk *kept = malloc(sizeof(*kept) + length);

	if (!kept)
		return -ENOMEM;
	kept->task = chunk->head.task;
	kept->address = chunk->address;
	kept->length = length;
	memcpy(kept->bytes, chunk->bytes, length);
	/* The newest first: where a reading was repeated the later one is found. */
	kept->next = chunks->first;
	chunks->first = kept;
	return 0;
}

/* The blob at `at`, or NULL when the payload ends; `at` moves behind it. */
static const struct wire_blob *next_blob(const unsigned char *payload, size_t length, size_t *at)
{
	const struct wire_blob *blob;

	if (length < sizeof(*blob) || *at > length - sizeof(*blob))
		return NULL;
	blob = (const void *)(payload + *at);
	if (blob->length > length - *at - sizeof(*blob))
		return NULL;
	*at += sizeof(*blob) + ((blob->length + 7) & ~7u);
	return blob;
}

size_t chunks_expanded(const unsigned char *payload, size_t length)
{
	const struct wire_blob *blob;
	size_t at = 0, more = 0;

	while ((blob = next_blob(payload, length, &at)))
		if (blob->chunked && !blob->length)
			more += (blob->chunked + 7ull) & ~7ull;
	return length + more;
}

static const struct kept_chunk *find(const struct chunks *chunks, uint64_t task, uint64_t address)
{
	for (const struct kept_chunk *kept = chunks->first; kept; kept = kept->next)
		if (kept->task == task && kept->address == address)
			return kept;
	return NULL;
}

/* Copy what there is of `wanted` bytes at `address`; returns how many bytes in a row. */
static uint32_t gather(const struct chunks *chunks, uint64_t task, uint64_t address, uint32_t wanted,
		       unsigned char *ret_bytes)
{
	uint32_t done = 0;

	while (done < wanted) {
		const struct kept_chunk *kept = find(chunks, task, address + done);
		uint32_t piece;

		if (!kept || !kept->length)
			break;
		piece = kept->length < wanted - done ? kept->length : wanted - done;
		memcpy(ret_bytes + done, kept->bytes, piece);
		done += piece;
	}
	return done;
}

size_t chunks_expand(const struct chunks *chunks, uint64_t task, const unsigned char *payload, size_t length,
		   unsigned char *ret_payload)
{
	size_t at = 0, from = 0, to = 0;
	const struct wire_blob *blob;

	while ((blob = next_blob(payload, length, &at))) {
		struct wire_blob *copy = (void *)(ret_payload + to);

		memcpy(copy, blob, at - from);
		to += at - from;
		if (blob->chunked && !blob->length) {
			copy->chunked = gather(chunks, task, blob->address, blob->chunked, (unsigned char *)(copy + 1));
			if (copy->chunked < blob->chunked)	/* a chunk was lost */
				copy->state = copy->chunked ? WIRE_CUT : WIRE_UNREAD;
			copy->length = copy->chunked;
			to += (copy->chunked + 7ull) & ~7ull;
		}
		from = at;
	}
	/* What cannot be parsed is kept as it came; readers check bounds. */
	memcpy(ret_payload + to, payload + from, length - from);
	return to + length - from;
}

void chunks_forget(struct chunks *chunks, uint64_t task)
{
	struct kept_chunk **link = &chunks->first;

	while (*link) {
		struct kept_chunk *kept = *link;

		if (kept->task == task) {
			*link = kept->next;
			free(kept);
		} else {
			link = &kept->next;
		}
	}
}

void chunks_free(struct chunks *chunks)
{
	while (chunks->first) {
		struct kept_chunk *next = chunks->first->next;

		free(chunks->first);
		chunks->first = next;
	}
}
