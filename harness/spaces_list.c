/* SPDX-License-Identifier: MIT */
/* Lists of mappings, in order of address: what comes takes the place of what was there. */
#include "harness/spaces.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int insert(struct mappings *mappings, size_t at, const struct mapping *mapping)
{
	if (mappings->count == mappings->room) {
		size_t room = mappings->room ? mappings->room * 2 : 16;
		struct mapping *list = realloc(mappings->list, room * sizeof(*list));

		if (!list)
			return -ENOMEM;
		mappings->list = list;
		mappings->room = room;
	}
	memmove(mappings->list + at + 1, mappings->list + at, (mappings->count - at) * sizeof(*mappings->list));
	mappings->list[at] = *mapping;
	mappings->count++;
	return 0;
}

bool mappings_remove(struct mappings *mappings, uint64_t start, uint64_t end, int *ret_error)
{
	bool has_effect = false;

	*ret_error = 0;
	for (size_t i = 0; i < mappings->count;) {
		struct mapping *here = &mappings->list[i], rest = *here;

		if (here->end <= start || here->start >= end) {
			i++;
			continue;
		}
		has_effect = true;
		if (rest.end > end) {	/* what stands behind the hole */
			rest.offset += end - rest.start;
			rest.start = end;
			if (here->start < start) {
				here->end = start;
				*ret_error = insert(mappings, i + 1, &rest);
				return true;
			}
			*here = rest;
			i++;
		} else if (here->start < start) {
			here->end = start;
			i++;
		} else {
			memmove(here, here + 1, (mappings->count - i - 1) * sizeof(*here));
			mappings->count--;
		}
	}
	return has_effect;
}

int mappings_add(struct mappings *mappings, const struct mapping *mapping)
{
	size_t at = 0;
	int r;

	mappings_remove(mappings, mapping->start, mapping->end, &r);
	if (r < 0)
		return r;
	while (at < mappings->count && mappings->list[at].start < mapping->start)
		at++;
	return insert(mappings, at, mapping);
}
