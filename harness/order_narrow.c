/* SPDX-License-Identifier: MIT */
/* Narrows the calls that steps in order can be, beginning with the step that the fewest can be. */
#include <string.h>

#include "harness/query_answer.h"

#define SAMPLES	    1000	/* entries that tell how many candidates a step may have */
#define RARE	    2000	/* so few of them narrow the others down */
#define MOST	    100000	/* candidates of the others: more than these are not worth it */

struct narrow {
	struct answer *answer;
	struct arena *arena;
	const struct selection *selection;
	struct candidates *steps;
	size_t count;
	size_t rarest;
};

static uint32_t names_of(const struct narrow *narrow, size_t step)
{
	return pattern_names_used(narrow->answer->patterns.list[step]);
}

/* About how many candidates a step has. */
static size_t estimate(const struct narrow *narrow, size_t step)
{
	size_t count = narrow->selection->count, samples = count < SAMPLES ? count : SAMPLES, hits = 0, all;
	struct scan scan;

	scan_begin(&scan, narrow->answer->patterns.list[step], narrow->selection, &narrow->answer->recording);
	scan.is_open = true;
	all = scan.census && pattern_subject(scan.pattern) == SUBJECT_CALL ? scan.keyed + scan.census->other_count : count;
	for (size_t i = 0; i < samples; i++) {
		/* calls that repeat in a fixed order must not be met at the same place of it each time */
		size_t at = (size_t)((i * 0x9e3779b97f4a7c15ull >> 32) * count >> 32);

		scan_within(&scan, at, at + 1);
		hits += scan_next(&scan);
	}
	scan_end(&scan);
	hits = samples ? hits * count / samples : 0;
	return hits < all ? hits : all;
}

/* Of the steps from `first` on. */
static void find_rarest(struct narrow *narrow, size_t first, size_t *ret_estimate)
{
	*ret_estimate = SIZE_MAX;
	for (size_t i = first; i < narrow->count; i++) {
		size_t one = estimate(narrow, i);

		if (one >= *ret_estimate)
			continue;
		*ret_estimate = one;
		narrow->rarest = i;
	}
}

/* What other steps, already narrowed down, have captured under a name that this one has too. */
static bool filter_of(const struct narrow *narrow, size_t step, struct key_filter *ret)
{
	for (size_t i = 0; i < narrow->count; i++) {
		const struct key_index *index = &narrow->steps[i].index;

		if (i == step || !index->is_there || index->unkeyed_count || !(names_of(narrow, step) >> index->name & 1))
			continue;
		ret->index = index;
		if (pattern_place(narrow->answer->patterns.list[step], index->name, &ret->place))
			return true;
	}
	return false;
}

/* By a name that steps before bind, or, where they bind none, by one that others have too. */
static bool index_step(struct narrow *narrow, size_t step)
{
	uint32_t before = 0, others = 0, names = names_of(narrow, step);

	for (size_t i = 0; i < narrow->count; i++) {
		before |= i < step ? names_of(narrow, i) : 0;
		others |= i != step ? names_of(narrow, i) : 0;
	}
	if (names & before)
		names &= before;
	else if (names & others)
		names &= others;
	return !names || candidates_index(&narrow->steps[step], narrow->arena, (unsigned)__builtin_ctz(names));
}

static bool find_step(struct narrow *narrow, size_t step, const struct candidate_range *range)
{
	struct key_filter filter;
	bool is_filtered = filter_of(narrow, step, &filter);

	return candidates_find(&narrow->steps[step], narrow->answer, narrow->arena, narrow->selection, step,
			       is_filtered ? &filter : NULL, range) &&
	       index_step(narrow, step);
}

/* The list is in order of entry, and so are candidates. */
static size_t entered_behind(const struct narrow *narrow, uint64_t ns)
{
	const struct selection *selection = narrow->selection;
	size_t low = 0, high = selection->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (call_start_ns(selection->entries[middle]) > ns)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* A step comes no later than the last candidate of the one behind it, unless that may wait for what comes later. */
static bool find_before(struct narrow *narrow, size_t step, size_t from)
{
	const struct candidates *behind = &narrow->steps[step + 1];
	struct candidate_range range = {.from = from, .end = narrow->selection->count, .most = MOST};

	if (!behind->is_late)
		range.end = entered_behind(narrow, behind->list[behind->count - 1].start_ns);
	return find_step(narrow, step, &range) && narrow->steps[step].count;
}

/* … and no earlier than the first one of the step before it. */
static bool find_behind(struct narrow *narrow, size_t step)
{
	const struct candidates *before = &narrow->steps[step - 1];
	struct candidate_range range = {.end = narrow->selection->count, .most = MOST};
	uint64_t first_ns = before->list[0].start_ns;

	if (!candidates_are_late(narrow->answer->patterns.list[step]) && first_ns)
		range.from = entered_behind(narrow, first_ns - 1);
	return find_step(narrow, step, &range) && narrow->steps[step].count;
}

/* The steps at the beginning that capture nothing: of each what ends first is as good as any other. */
static bool find_beginning(struct narrow *narrow, size_t *ret_steps, size_t *ret_from)
{
	struct candidate_range range = {.end = narrow->selection->count, .is_earliest = true};
	size_t i;

	for (i = 0; i < narrow->count && !names_of(narrow, i); i++) {
		const struct candidates *step = &narrow->steps[i];
		uint64_t end_ns = UINT64_MAX;

		if (!find_step(narrow, i, &range) || !step->count)
			return false;
		for (size_t n = 0; n < step->count; n++)
			if (step->list[n].match == MATCH_YES && step->list[n].end_ns < end_ns)
				end_ns = step->list[n].end_ns;
		range.from = end_ns ? entered_behind(narrow, end_ns - 1) : 0;
	}
	*ret_steps = i;
	*ret_from = range.from;
	return true;
}

bool order_narrow(struct answer *answer, struct arena *arena, const struct selection *selection,
		  struct candidates *steps, size_t count)
{
	struct narrow narrow = {
		.answer = answer, .arena = arena, .selection = selection, .steps = steps, .count = count,
	};
	struct candidate_range range = {.end = selection->count, .most = RARE};
	size_t beginning, about;

	if (!find_beginning(&narrow, &beginning, &range.from))
		return false;
	if (beginning == count)
		return true;
	find_rarest(&narrow, beginning, &about);
	if (about > RARE || !find_step(&narrow, narrow.rarest, &range))
		return false;
	if (!steps[narrow.rarest].count || steps[narrow.rarest].count == RARE)
		return false;
	for (size_t i = narrow.rarest; i-- > beginning;)
		if (!find_before(&narrow, i, range.from))
			return false;
	for (size_t i = narrow.rarest + 1; i < count; i++)
		if (!find_behind(&narrow, i))
			return false;
	return true;
}
