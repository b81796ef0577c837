/* SPDX-License-Identifier: MIT */
/* Stacks in a build without libdw: the address of each call, and what it would take to know more. */
#include "harness/stacks.h"

struct unwinder *unwinder_new(const struct recording *recording)
{
	(void)recording;
	return NULL;
}

struct unwinder *unwinder_free(struct unwinder *unwinder)
{
	(void)unwinder;
	return NULL;
}

void unwinder_walk(struct unwinder *unwinder, struct arena *arena, const struct mappings *mappings,
		   const struct wire_frame *start, const unsigned char *bytes, size_t length, struct stack *stack)
{
	(void)unwinder;
	(void)arena;
	(void)start;
	(void)bytes;
	(void)length;
	for (size_t i = 0; i < mappings->count; i++)
		if (stack->frames[0].address >= mappings->list[i].start &&
		    stack->frames[0].address < mappings->list[i].end)
			stack->frames[0].mapping = &mappings->list[i];
	stack->incomplete = "callers and symbols need a build with libdw";
}
