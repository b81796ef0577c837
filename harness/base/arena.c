/* SPDX-License-Identifier: MIT */
/* Memory that is taken piece by piece and given back all at once. */
#include "harness/base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "harness/base/pages.h"

#define HUGE_PAGE	(2 << 20)
#define BLOCK_FIRST	4096
#define BLOCK_LARGEST	(4 << 20)	/* from here on in huge pages, where there are any */

struct arena_block {
	struct arena_block *previous;
	size_t used, room;
	size_t touched;		/* of a mapping: bytes behind these are still zero */
	_Alignas(8) unsigned char bytes[];
};

static struct arena_block *add_block(struct arena *arena, size_t size)
{
	size_t room = arena->last ? arena->last->room * 2 : BLOCK_FIRST;
	struct arena_block *block = NULL;

	if (room > BLOCK_LARGEST)
		room = BLOCK_LARGEST;
	if (room < size + sizeof(*block))
		room = size + sizeof(*block);
	if (room >= BLOCK_LARGEST) {
		/* A long list is written once from end to end: huge pages spare a fault every 4 KiB. */
		if (room > SIZE_MAX - 2 * HUGE_PAGE)
			return NULL;
		room = ((room + HUGE_PAGE - 1) & ~(size_t)(HUGE_PAGE - 1)) - sizeof(*block);
		block = pages_take(sizeof(*block) + room, HUGE_PAGE);
		if (block)
			madvise(block, sizeof(*block) + room, MADV_HUGEPAGE);
	} else {
		block = pages_resize(NULL, 0, sizeof(*block) + room);
	}
	if (!block)
		return NULL;
	block->previous = arena->last;
	block->used = 0;
	block->room = room;
	block->touched = pages_are_zero(sizeof(*block) + room) ? 0 : room;
	arena->last = block;
	arena->total += sizeof(*block) + room;
	return block;
}

/* *ret_touched: how many bytes of it, from its start, may hold something. */
static void *take(struct arena *arena, size_t size, size_t *ret_touched)
{
	struct arena_block *block = arena->last;
	void *memory;

	if (size > SIZE_MAX / 2)
		return NULL;
	size = (size + 7) & ~(size_t)7;
	if (!block || block->room - block->used < size) {
		block = add_block(arena, size);
		if (!block)
			return NULL;
	}
	memory = block->bytes + block->used;
	*ret_touched = block->touched > block->used ? block->touched - block->used : 0;
	block->used += size;
	if (block->touched < block->used)
		block->touched = block->used;
	return memory;
}

void *arena_take(struct arena *arena, size_t size)
{
	size_t touched;
	void *memory = take(arena, size, &touched);

	return memory ? memset(memory, 0, touched < size ? touched : size) : NULL;
}

void *arena_take_raw(struct arena *arena, size_t size)
{
	size_t touched;

	return take(arena, size, &touched);
}

void *arena_copy(struct arena *arena, const void *bytes, size_t size)
{
	void *memory = arena_take_raw(arena, size);

	if (memory && size)
		memcpy(memory, bytes, size);
	return memory;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
	va_list list, again;
	char *text;
	int length;

	va_start(list, format);
	va_copy(again, list);
	length = vsnprintf(NULL, 0, format, list);
	text = length < 0 ? NULL : arena_take_raw(arena, (size_t)length + 1);
	if (text)
		vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	va_end(list);
	return text;
}

static void free_blocks(struct arena *arena, struct arena_block *block)
{
	while (block) {
		struct arena_block *previous = block->previous;

		arena->total -= sizeof(*block) + block->room;
		pages_free(block, sizeof(*block) + block->room);
		block = previous;
	}
}

void arena_give_back(struct arena *arena, void *memory, size_t size, size_t kept)
{
	struct arena_block *block = arena->last;
	size_t at = (size_t)((unsigned char *)memory - block->bytes);

	size = (size + 7) & ~(size_t)7;
	if (at + size == block->used)
		block->used = at + ((kept + 7) & ~(size_t)7);
}

void arena_clear(struct arena *arena)
{
	if (!arena->last)
		return;
	free_blocks(arena, arena->last->previous);
	arena->last->previous = NULL;
	arena->last->used = 0;
}

void arena_free(struct arena *arena)
{
	free_blocks(arena, arena->last);
	arena->last = NULL;
}
