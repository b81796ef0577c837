/* SPDX-License-Identifier: MIT */
/* Arrays that may become very large: grown without a copy, and given back to the system when they are freed. */
#include "harness/base/pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Smaller ones are malloc's: a mapping of its own costs more than it is worth. */
#define MAPPED_LEAST (256u << 10)

static void *map(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

void *pages_resize(void *memory, size_t old_size, size_t size)
{
	void *moved;

	if (old_size >= MAPPED_LEAST && size >= MAPPED_LEAST) {
		moved = mremap(memory, old_size, size, MREMAP_MAYMOVE);
		return moved == MAP_FAILED ? NULL : moved;
	}
	if (old_size < MAPPED_LEAST && size < MAPPED_LEAST)
		return realloc(memory, size);
	moved = size < MAPPED_LEAST ? malloc(size) : map(size);
	if (!moved)
		return NULL;
	if (old_size)
		memcpy(moved, memory, old_size < size ? old_size : size);
	pages_free(memory, old_size);
	return moved;
}

bool pages_are_zero(size_t size)
{
	return size >= MAPPED_LEAST;
}

void pages_free(void *memory, size_t size)
{
	if (size >= MAPPED_LEAST)
		munmap(memory, size);
	else
		free(memory);
}

void *pages_take(size_t size, size_t alignment)
{
	unsigned char *memory = map(size + alignment);
	size_t before;

	if (!memory)
		return NULL;
	before = -(uintptr_t)memory & (alignment - 1);
	if (before)
		munmap(memory, before);
	if (alignment - before)
		munmap(memory + before + size, alignment - before);
	return memory + before;
}
