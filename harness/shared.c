/* SPDX-License-Identifier: MIT */
/* Bytes that many calls have in common, such as paths: each different piece is kept once. */
#include "harness/shared.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "harness/base/pages.h"

#define ROOM_FIRST 256

struct shared_slot {
	const unsigned char *bytes;	/* NULL: free */
	uint32_t length, hash;
};

static uint64_t mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * 0x9e3779b97f4a7c15ull;
	return hash ^ hash >> 29;
}

static uint32_t hash_of(const unsigned char *bytes, size_t length)
{
	uint64_t hash = length, word;

	for (; length >= sizeof(word); bytes += sizeof(word), length -= sizeof(word)) {
		memcpy(&word, bytes, sizeof(word));
		hash = mix(hash, word);
	}
	word = 0;
	memcpy(&word, bytes, length);
	return (uint32_t)(mix(hash, word) >> 32);
}

/* Where these bytes are, or where they would be. */
static struct shared_slot *find(const struct shared *shared, uint32_t hash, const void *bytes, size_t length)
{
	size_t at = hash & (shared->room - 1);
	struct shared_slot *slot;

	for (slot = &shared->slots[at]; slot->bytes; slot = &shared->slots[at]) {
		if (slot->hash == hash && slot->length == length && !memcmp(slot->bytes, bytes, length))
			break;
		at = (at + 1) & (shared->room - 1);
	}
	return slot;
}

static bool grow(struct shared *shared)
{
	size_t room = shared->room ? shared->room * 2 : ROOM_FIRST, at;
	struct shared_slot *slots = pages_resize(NULL, 0, room * sizeof(*slots));

	if (!slots)
		return false;
	memset(slots, 0, room * sizeof(*slots));
	for (size_t i = 0; i < shared->room; i++) {
		if (!shared->slots[i].bytes)
			continue;
		for (at = shared->slots[i].hash & (room - 1); slots[at].bytes;)
			at = (at + 1) & (room - 1);
		slots[at] = shared->slots[i];
	}
	pages_free(shared->slots, shared->room * sizeof(*slots));
	shared->slots = slots;
	shared->room = room;
	return true;
}

const unsigned char *shared_keep(struct shared *shared, const void *bytes, size_t length)
{
	uint32_t hash = hash_of(bytes, length);
	struct shared_slot *slot;

	if (length > UINT32_MAX)
		return NULL;
	if (shared->count * 4 >= shared->room * 3 && !grow(shared))
		return NULL;
	slot = find(shared, hash, bytes, length);
	if (slot->bytes)
		return slot->bytes;
	slot->bytes = arena_copy(&shared->arena, bytes, length);
	if (!slot->bytes)
		return NULL;
	slot->length = (uint32_t)length;
	slot->hash = hash;
	shared->count++;
	return slot->bytes;
}

void shared_finish(struct shared *shared)
{
	pages_free(shared->slots, shared->room * sizeof(*shared->slots));
	shared->slots = NULL;
	shared->room = 0;
	shared->count = 0;
}

void shared_free(struct shared *shared)
{
	shared_finish(shared);
	arena_free(&shared->arena);
}
