/* SPDX-License-Identifier: MIT */
/* Candidates by the value of one captured name, so that a join compares few of them. */
#include "harness/query_answer.h"

/* The candidates with one key: they stand together in `positions`, in the order of the list. */
struct key_group {
	uint64_t key;
	uint32_t first, count;	/* count 0: free */
};

/* Equal bindings have equal keys; false: this one must be compared with each. */
static bool key_of(const struct binding *binding, uint64_t *ret)
{
	uint64_t hash = 14695981039346656037u;

	switch ((enum binding_kind)binding->kind) {
	case BINDING_DESCRIPTOR:
		*ret = binding->identity;
		return binding->identity && binding->identity != UINT64_MAX && !binding->identity_after;
	case BINDING_PATH:
		if (!binding->resolved)
			return false;
		for (const char *at = binding->resolved; *at; at++)
			hash = (hash ^ (unsigned char)*at) * 1099511628211u;
		*ret = hash;
		return true;
	default:
		return false;
	}
}

/* Identities are numbers in the order of their making: some neighbours in time are neighbours here. Were all of them,
 * looking for one that is not there would lead past all that are. */
static struct key_group *group_of(const struct key_index *index, uint64_t key)
{
	size_t at = (size_t)((key >> 6) * 0x9e3779b97f4a7c15ull >> 26 << 6 | (key & 63)) & (index->room - 1);

	while (index->groups[at].count && index->groups[at].key != key)
		at = (at + 1) & (index->room - 1);
	return &index->groups[at];
}

static bool take_room(struct key_index *index, struct arena *arena, size_t count)
{
	index->room = 16;
	while (index->room < count + count / 4)
		index->room *= 2;
	index->groups = arena_take(arena, index->room * sizeof(*index->groups));
	index->positions = arena_take_raw(arena, (count + 1) * sizeof(*index->positions));
	index->unkeyed = arena_take_raw(arena, (count + 1) * sizeof(*index->unkeyed));
	return index->groups && index->positions && index->unkeyed;
}

/* Counted first, then given places one group behind the other, then filled from the last one on. */
static void fill(struct key_index *index, const struct candidates *candidates)
{
	const struct candidate *list = candidates->list;
	uint32_t next = 0;
	uint64_t key;

	for (size_t i = 0; i < candidates->count; i++) {
		if (key_of(&list[i].captured[index->name], &key)) {
			struct key_group *group = group_of(index, key);

			group->key = key;
			group->count++;
		} else {
			index->unkeyed[index->unkeyed_count++] = (uint32_t)i;
		}
	}
	for (size_t i = 0; i < index->room; i++) {
		next += index->groups[i].count;
		index->groups[i].first = next;
	}
	for (size_t i = candidates->count; i--;)
		if (key_of(&list[i].captured[index->name], &key))
			index->positions[--group_of(index, key)->first] = (uint32_t)i;
}

bool candidates_index(struct candidates *candidates, struct arena *arena, unsigned name)
{
	struct key_index *index = &candidates->index;

	*index = (struct key_index){.name = name};
	index->is_there = candidates->count && pattern_names_used(candidates->pattern) >> name & 1;
	if (!index->is_there)
		return true;
	if (!take_room(index, arena, candidates->count))
		return false;
	fill(index, candidates);
	return true;
}

bool key_filter_passes(const struct key_filter *filter, const struct sx_call *call)
{
	uint64_t identity = place_identity(&filter->place, call);

	return !identity || group_of(filter->index, identity)->count;
}

/* ---- walking ---- */

/* The first of `count` candidates that was entered at `ns` or later; they are at these positions, or NULL: all. */
static size_t entered_from(const struct candidates *candidates, const uint32_t *positions, size_t count, uint64_t ns)
{
	size_t low = 0, high = count;

	if (candidates->is_late)
		return 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (candidates->list[positions ? positions[middle] : middle].start_ns >= ns)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

void walk_begin(struct walk *walk, const struct candidates *candidates, const struct bindings *bound, uint64_t ns)
{
	const struct key_index *index = &candidates->index;
	const struct key_group *group;
	uint64_t key;

	*walk = (struct walk){.candidates = candidates};
	if (!index->is_there || !bound || !key_of(&bound->of[index->name], &key)) {
		walk->at = entered_from(candidates, NULL, candidates->count, ns);
		walk->end = candidates->count;
		return;
	}
	group = group_of(index, key);
	walk->positions = index->positions + group->first;
	walk->end = group->count;
	walk->at = entered_from(candidates, walk->positions, group->count, ns);
	walk->unkeyed = entered_from(candidates, index->unkeyed, index->unkeyed_count, ns);
}

const struct candidate *walk_next(struct walk *walk)
{
	const struct candidates *candidates = walk->candidates;

	if (walk->at < walk->end)
		return &candidates->list[walk->positions ? walk->positions[walk->at++] : walk->at++];
	if (walk->positions && walk->unkeyed < candidates->index.unkeyed_count)
		return &candidates->list[candidates->index.unkeyed[walk->unkeyed++]];
	return NULL;
}
