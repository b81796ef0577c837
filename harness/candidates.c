/* SPDX-License-Identifier: MIT */
/* The calls that each pattern of an assertion matches, kept so that captures can be joined without decoding again. */
#include <stdlib.h>
#include <string.h>

#include "harness/query_answer.h"

#define LONG_LIST 1024

/* A list that has become long is given the room for all that have the right name: of what it does not need nothing is
 * written, and nothing is copied again. */
static bool make_room(struct candidates *candidates, size_t *room, struct arena *arena, const struct scan *scan)
{
	size_t named = scan->census ? scan->keyed + scan->census->other_count : 0;
	struct candidate *grown;

	*room = *room ? *room * 4 : 64;
	if (*room > LONG_LIST && named > *room && scan->choices <= 1)
		*room = named;
	grown = arena_take_raw(arena, *room * sizeof(*grown));
	if (!grown || *room > UINT32_MAX)
		return false;
	if (candidates->count)
		memcpy(grown, candidates->list, candidates->count * sizeof(*grown));
	candidates->list = grown;
	return true;
}

static bool add_candidate(struct candidates *candidates, size_t *room, struct arena *arena, const struct scan *scan,
			  const struct recording *recording, unsigned name_count)
{
	struct candidate *candidate;

	if (candidates->count == *room && !make_room(candidates, room, arena, scan))
		return false;
	candidate = &candidates->list[candidates->count++];
	*candidate = (struct candidate){
		.call = scan->call,
		.start_ns = call_start_ns(scan->call),
		.end_ns = call_over_ns(recording, scan->call),
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

	for (unsigned i = 0; i < name_count; i++)
		if (!binding_keep(&captured[i], arena))
			return false;
	return true;
}

/* waitid, wait4 and waitpid may be entered before what they wait for. */
bool candidates_are_late(const struct pattern *pattern)
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
		     const struct selection *selection, size_t pattern, const struct key_filter *filter,
		     const struct candidate_range *range)
{
	unsigned name_count = answer->patterns.name_count;
	struct scan scan;
	size_t room = 0, most = range && range->most ? range->most : SIZE_MAX;
	bool is_done = true, is_earliest = range && range->is_earliest;
	uint64_t over_ns = UINT64_MAX;

	*candidates = (struct candidates){
		.pattern = answer->patterns.list[pattern],
		.number = pattern,
		.is_filtered = filter != NULL,
		.from = range ? range->from : 0,
		.end = range && range->end < selection->count ? range->end : selection->count,
	};
	candidates->is_late = candidates_are_late(candidates->pattern);
	scan_begin(&scan, candidates->pattern, selection, &answer->recording);
	scan.is_open = true;
	scan.filter = filter;
	if (range)
		scan_within(&scan, range->from, range->end);
	while (is_done && candidates->count < most && scan_next(&scan)) {
		if (is_earliest && call_start_ns(scan.call) >= over_ns) {
			candidates->end = scan.index;
			break;
		}
		if (is_earliest && scan.match == MATCH_YES && call_over_ns(&answer->recording, scan.call) < over_ns)
			over_ns = call_over_ns(&answer->recording, scan.call);
		is_done = add_candidate(candidates, &room, arena, &scan, &answer->recording, name_count);
		if (is_done && scan.has_names)
			is_done = keep_bytes(&candidates->list[candidates->count - 1], arena, name_count);
		if (scan.has_names)
			arena_clear(&scan.kept);
	}
	if (candidates->count == most)
		candidates->end = scan.index;
	scan_end(&scan);
	return is_done;
}

static struct candidate *put_behind(struct candidate *at, const struct candidates *candidates)
{
	if (candidates->count)
		memcpy(at, candidates->list, candidates->count * sizeof(*at));
	return at + candidates->count;
}

bool candidates_complete(struct candidates *candidates, struct answer *answer, struct arena *arena,
			 const struct selection *selection)
{
	struct candidate_range early = {.end = candidates->from}, late = {.from = candidates->end, .end = selection->count};
	struct candidates before, behind;
	struct candidate *list, *at;

	if (!candidates_find(&before, answer, arena, selection, candidates->number, NULL, &early) ||
	    !candidates_find(&behind, answer, arena, selection, candidates->number, NULL, &late))
		return false;
	candidates->from = 0;
	candidates->end = selection->count;
	if (!before.count && !behind.count)
		return true;
	list = arena_take_raw(arena, (before.count + candidates->count + behind.count) * sizeof(*list));
	if (!list)
		return false;
	at = put_behind(list, &before);
	at = put_behind(at, candidates);
	put_behind(at, &behind);
	candidates->list = list;
	candidates->count += before.count + behind.count;
	return true;
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
		struct bindings trial;

		bindings_copy(&trial, into, answer_names(answer));
		one = match_again(candidates, candidate, &trial, answer, scratch);
		arena_clear(scratch);
		if (one == MATCH_NO)
			return MATCH_NO;
		all = all < one ? all : one;
	}
	for (uint32_t names = pattern_names_used(candidates->pattern); names; names &= names - 1) {
		unsigned i = (unsigned)__builtin_ctz(names);
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
