/* SPDX-License-Identifier: MIT */
/* The calls that each pattern of an assertion matches, kept so that captures can be joined without decoding again. */
#include <stdlib.h>
#include <string.h>

#include "harness/query_answer.h"

struct keyed {
	uint64_t key;
	uint32_t position;
};

static bool add_candidate(struct candidates *candidates, size_t *room, struct arena *arena, const struct scan *scan,
			  unsigned name_count)
{
	struct candidate *grown, *candidate;

	if (candidates->count == *room) {
		*room = *room ? *room * 2 : 64;
		grown = arena_take(arena, *room * sizeof(*grown));
		if (!grown || *room > UINT32_MAX)
			return false;
		if (candidates->count)
			memcpy(grown, candidates->list, candidates->count * sizeof(*grown));
		candidates->list = grown;
	}
	candidate = &candidates->list[candidates->count++];
	*candidate = (struct candidate){
		.call = scan->call,
		.index = (uint32_t)scan->index,
		.choice = (uint8_t)scan->choice,
		.match = (uint8_t)scan->match,
		.reason = scan->reason.kind,
		.slot = scan->reason.slot,
	};
	if (!scan->has_names)
		return true;
	candidate->captured = arena_copy(arena, scan->captured.of, name_count * sizeof(struct binding));
	return candidate->captured != NULL;
}

struct reason candidate_reason(const struct candidate *candidate)
{
	const struct syscall *row = decode_row(candidate->call);

	return (struct reason){
		.kind = candidate->reason,
		.slot = candidate->slot,
		.name = candidate->slot < SYSCALL_ARGS ? row->args[candidate->slot].name : NULL,
	};
}

static bool keep_bytes(struct candidate *candidate, struct arena *arena, unsigned name_count)
{
	struct binding *captured = (struct binding *)candidate->captured;

	for (unsigned i = 0; i < name_count; i++) {
		if (captured[i].bytes) {
			captured[i].bytes = arena_copy(arena, captured[i].bytes, captured[i].length);
			if (!captured[i].bytes)
				return false;
		}
		if (captured[i].resolved) {
			captured[i].resolved = arena_copy(arena, captured[i].resolved, strlen(captured[i].resolved) + 1);
			if (!captured[i].resolved)
				return false;
		}
	}
	return true;
}

/* waitid, wait4 and waitpid may be entered before what they wait for. */
static bool selects_waits(const struct pattern *pattern)
{
	static const char *const names[] = { "wait4", "waitid", "waitpid" };

	for (unsigned abi = 0; abi < 2; abi++) {
		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
			int number = syscall_number(abi, names[i]);

			if (number >= 0 && number < WIRE_CALLS && pattern_numbers(pattern, abi)[number / 64] >> number % 64 & 1)
				return true;
		}
	}
	return false;
}

bool candidates_find(struct candidates *candidates, struct answer *answer, struct arena *arena,
		     const struct selection *selection, size_t pattern)
{
	unsigned name_count = answer->patterns.name_count;
	struct scan scan;
	size_t room = 0;
	bool is_done = true;

	*candidates = (struct candidates){.pattern = answer->patterns.list[pattern], .number = pattern, .key_name = -1};
	candidates->is_late = selects_waits(candidates->pattern);
	scan_begin(&scan, candidates->pattern, selection, &answer->recording);
	scan.is_open = true;
	while (is_done && scan_next(&scan)) {
		is_done = add_candidate(candidates, &room, arena, &scan, name_count);
		if (is_done && scan.has_names)
			is_done = keep_bytes(&candidates->list[candidates->count - 1], arena, name_count);
		if (scan.has_names)
			arena_clear(&scan.kept);
	}
	scan_end(&scan);
	return is_done;
}

/* ---- index ---- */

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

static int compare_keyed(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->position < y->position ? -1 : x->position > y->position;
}

bool candidates_index(struct candidates *candidates, struct arena *arena, uint32_t bound_names)
{
	uint32_t names = pattern_names_used(candidates->pattern) & bound_names;
	uint64_t key;

	if (!names || !candidates->count)
		return true;
	candidates->key_name = __builtin_ctz(names);
	candidates->keyed = arena_take(arena, candidates->count * sizeof(*candidates->keyed));
	candidates->unkeyed = arena_take(arena, candidates->count * sizeof(*candidates->unkeyed));
	if (!candidates->keyed || !candidates->unkeyed)
		return false;
	for (size_t i = 0; i < candidates->count; i++) {
		if (key_of(&candidates->list[i].captured[candidates->key_name], &key))
			candidates->keyed[candidates->keyed_count++] = (struct keyed){key, (uint32_t)i};
		else
			candidates->unkeyed[candidates->unkeyed_count++] = (uint32_t)i;
	}
	qsort(candidates->keyed, candidates->keyed_count, sizeof(*candidates->keyed), compare_keyed);
	return true;
}

static size_t lower_bound(const struct candidates *candidates, uint64_t key, size_t position)
{
	struct keyed wanted = {key, (uint32_t)position};
	size_t low = 0, high = candidates->keyed_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_keyed(&candidates->keyed[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void walk_begin(struct walk *walk, const struct candidates *candidates, const struct bindings *bound, size_t from)
{
	uint64_t key;

	*walk = (struct walk){.candidates = candidates, .from = from};
	if (candidates->key_name < 0 || !bound || !key_of(&bound->of[candidates->key_name], &key)) {
		walk->at = from;
		walk->end = candidates->count;
		return;
	}
	walk->is_keyed = true;
	walk->at = lower_bound(candidates, key, from);
	walk->end = walk->at;
	while (walk->end < candidates->keyed_count && candidates->keyed[walk->end].key == key)
		walk->end++;
}

const struct candidate *walk_next(struct walk *walk)
{
	const struct candidates *candidates = walk->candidates;

	if (walk->at < walk->end)
		return &candidates->list[walk->is_keyed ? candidates->keyed[walk->at++].position : walk->at++];
	if (!walk->is_keyed)
		return NULL;
	while (walk->unkeyed < candidates->unkeyed_count) {
		uint32_t position = candidates->unkeyed[walk->unkeyed++];

		if (position >= walk->from)
			return &candidates->list[position];
	}
	return NULL;
}

size_t candidates_from(const struct candidates *candidates, uint64_t ns)
{
	size_t low = 0, high = candidates->count;

	if (candidates->is_late)
		return 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (call_start_ns(candidates->list[middle].call) >= ns)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* ---- joining ---- */

static enum match match_again(const struct candidates *candidates, const struct candidate *candidate,
			      struct bindings *into, const struct answer *answer, struct arena *scratch)
{
	struct matching matching = {
		.scratch = scratch,
		.recording = &answer->recording,
		.bindings = into,
		.choice = candidate->choice,
	};

	/* captures go into the scratch: what was captured when it was found is put in their place */
	return pattern_match(candidates->pattern, candidate->call, &matching);
}

enum match candidate_join(const struct candidates *candidates, const struct candidate *candidate, struct bindings *into,
			  const struct answer *answer, struct arena *scratch)
{
	enum match all = candidate->match, one;

	if (!candidate->captured)
		return all;
	if (pattern_needs_bindings(candidates->pattern)) {
		struct bindings trial = *into;

		one = match_again(candidates, candidate, &trial, answer, scratch);
		arena_clear(scratch);
		if (one == MATCH_NO)
			return MATCH_NO;
		all = all < one ? all : one;
	}
	for (unsigned i = 0; i < answer->patterns.name_count; i++) {
		const struct binding *captured = &candidate->captured[i];

		if (captured->kind == BINDING_NONE)
			continue;
		if (into->of[i].kind == BINDING_NONE) {
			into->of[i] = *captured;
			continue;
		}
		one = binding_equal(&into->of[i], captured);
		if (one == MATCH_NO)
			return MATCH_NO;
		all = all < one ? all : one;
	}
	return all;
}
