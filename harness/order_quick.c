/* SPDX-License-Identifier: MIT */
/* Finds a chain of calls in order where one is easy to find, so that no list of candidates need be made. */
#include <string.h>

#include "harness/query_answer.h"

/* Calls that may be looked at closely before the thorough search is the better way. */
#define LOOKS 20000
/* … and entries that may be passed on the way to them. */
#define PASSES 4000000

struct quick {
	struct answer *answer;
	struct arena *arena;
	const struct selection *selection;
	struct scan *scans;		/* one per step, for their tables */
	struct arena scratch;
	size_t looks, passes;
	size_t count;			/* steps that are asked for */
	const struct sx_call **chain;
	struct bindings bound;
};

/* The list is in order of entry. */
static size_t first_entered(const struct selection *selection, uint64_t ns)
{
	size_t low = 0, high = selection->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (call_start_ns(selection->entries[middle]) >= ns)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static uint64_t end_of(const struct sx_call *call)
{
	return call_entry(call) == ENTRY_SIGNAL || call_entry(call) == ENTRY_EXIT ? call_start_ns(call) : call_end_ns(call);
}

/* Without captures the best match of a step is the one that ends first; none that is entered later can be it. */
static bool find_earliest(struct quick *quick, size_t step, size_t from)
{
	struct scan *scan = &quick->scans[step];
	const struct sx_call *last = step ? quick->chain[step - 1] : NULL;

	quick->chain[step] = NULL;
	scan_from(scan, from);
	while (scan_next(scan) && ++quick->looks <= LOOKS) {
		if (quick->chain[step] && call_start_ns(scan->call) >= end_of(quick->chain[step]))
			break;
		if (scan->match != MATCH_YES || scan->call == last || end_of(scan->call) == UINT64_MAX)
			continue;
		if (!quick->chain[step] || end_of(scan->call) < end_of(quick->chain[step]))
			quick->chain[step] = scan->call;
	}
	return quick->chain[step];
}

static bool chain_plain(struct quick *quick)
{
	size_t from = 0;

	for (size_t step = 0; step < quick->count; step++) {
		if (!find_earliest(quick, step, from))
			return false;
		from = first_entered(quick->selection, end_of(quick->chain[step]));
	}
	return true;
}

static enum match match_bound(struct quick *quick, size_t step, const struct sx_call *call, struct bindings *bound,
			      unsigned choice)
{
	struct matching matching = {
		.scratch = &quick->scratch,
		.kept = quick->arena,
		.recording = &quick->answer->recording,
		.bindings = bound,
		.choice = choice,
	};
	enum match match = pattern_match(quick->answer->patterns.list[step], call, &matching);

	arena_clear(&quick->scratch);
	return match;
}

/* With captures: as they come, going back where a step finds nothing. */
static bool chain_captures(struct quick *quick, size_t step, size_t from, const struct bindings *bound)
{
	const struct selection *selection = quick->selection;

	for (size_t i = from; i < selection->count; i++) {
		const struct sx_call *call = selection->entries[i];
		unsigned choices;

		if (++quick->passes > PASSES)
			return false;
		if (!scan_wants(&quick->scans[step], i))
			continue;
		if (++quick->looks > LOOKS)
			return false;
		choices = pattern_choices(quick->answer->patterns.list[step], call);
		for (unsigned choice = 0; choice < choices; choice++) {
			struct bindings joined = *bound;

			if (match_bound(quick, step, call, &joined, choice) != MATCH_YES)
				continue;
			quick->chain[step] = call;
			if (step + 1 == quick->count) {
				quick->bound = joined;
				return true;
			}
			if (end_of(call) == UINT64_MAX)
				continue;
			from = first_entered(selection, end_of(call));
			if (chain_captures(quick, step + 1, from > i ? from : i + 1, &joined))
				return true;
			if (quick->looks > LOOKS || quick->passes > PASSES)
				return false;
		}
	}
	return false;
}

bool order_quick(struct answer *answer, struct arena *arena, const struct selection *selection, size_t count)
{
	struct quick quick = {.answer = answer, .arena = arena, .selection = selection, .count = count};
	bool is_found = false;

	quick.scans = arena_take(arena, (count + 1) * sizeof(*quick.scans));
	quick.chain = arena_take(arena, (count + 1) * sizeof(*quick.chain));
	if (!quick.scans || !quick.chain || !count)
		return false;
	for (size_t i = 0; i < count; i++) {
		scan_begin(&quick.scans[i], answer->patterns.list[i], selection, &answer->recording);
		quick.scans[i].most_looks = LOOKS;
	}
	if (answer->patterns.name_count)
		is_found = chain_captures(&quick, 0, 0, &quick.bound);
	else
		is_found = chain_plain(&quick);
	for (size_t i = 0; i < count; i++) {
		if (is_found)
			answer->steps[i].call = quick.chain[i];
		scan_end(&quick.scans[i]);
	}
	if (is_found) {
		answer->bindings = quick.bound;
		answer->reached = count;
	}
	arena_free(&quick.scratch);
	return is_found;
}
