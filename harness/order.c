/* SPDX-License-Identifier: MIT */
/* Answers whether there are calls, one per pattern, each before the next. */
#include <string.h>

#include "harness/query_answer.h"

/* Joins that a search may try: then the question is too wide to be answered. */
#define BUDGET 4000000

struct search {
	struct answer *answer;
	struct arena *arena;
	struct candidates *steps;	/* one per pattern */
	size_t count;
	size_t possible;		/* steps before the first that no call matches: a chain can be no longer */
	bool takes_unsure;
	size_t tries;
	struct arena scratch;
	const struct candidate **chain;
	size_t reached;			/* longest chain, kept in answer->steps */
	bool is_over_budget;
};

static void keep_longest(struct search *search, size_t length, const struct bindings *bound)
{
	if (length <= search->reached)
		return;
	search->reached = length;
	for (size_t i = 0; i < length; i++)
		search->answer->steps[i].call = search->chain[i]->call;
	if (bound)
		search->answer->bindings = *bound;
}

static bool is_before(struct search *search, const struct sx_call *a, const struct sx_call *b)
{
	bool is = call_is_before(&search->scratch, &search->answer->recording, a, b);

	arena_clear(&search->scratch);
	return is;
}

/* ---- with captures: every candidate may bind differently, so each is tried ---- */

static bool search_step(struct search *search, size_t step, const struct bindings *bound)
{
	const struct candidates *candidates = &search->steps[step];
	const struct sx_call *last = step ? search->chain[step - 1]->call : NULL;
	/* a text with names in it is matched anew each time */
	size_t cost = pattern_needs_bindings(candidates->pattern) ? 20 : 1;
	const struct candidate *candidate;
	struct walk walk;

	walk_begin(&walk, candidates, bound, last ? candidates_from(candidates, call_start_ns(last)) : 0);
	while ((candidate = walk_next(&walk))) {
		struct bindings joined = *bound;
		enum match match;

		search->tries += cost;
		if (search->tries > BUDGET) {
			search->is_over_budget = true;
			return false;
		}
		if (last && !is_before(search, last, candidate->call))
			continue;
		match = candidate_join(candidates, candidate, &joined, search->answer, &search->scratch);
		if (match == MATCH_NO || (match == MATCH_UNKNOWN && !search->takes_unsure))
			continue;
		search->chain[step] = candidate;
		keep_longest(search, step + 1, &joined);
		if (step + 1 == search->possible || search_step(search, step + 1, &joined))
			return true;
		if (search->is_over_budget)
			return false;
	}
	return false;
}

/* ---- without: what can be reached in each step depends on the step before alone ---- */

static const struct candidate *candidate_of(const struct candidates *candidates, const struct sx_call *call)
{
	size_t low = 0, high = candidates->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (call_sequence(candidates->list[middle].call) < call_sequence(call))
			low = middle + 1;
		else
			high = middle;
	}
	return low < candidates->count && candidates->list[low].call == call ? &candidates->list[low] : NULL;
}

/* A reached candidate of the step before that is the clone which made this one's task, or a call that it reaped. */
static const struct candidate *special_edge(struct search *search, size_t step, const struct candidate **reached_from,
					    const struct candidate *candidate)
{
	const struct recording *recording = &search->answer->recording;
	const struct candidates *before = &search->steps[step - 1];
	const struct sx_call *call = candidate->call;
	const struct process *task = recording->process_count ? call_process(call) : NULL;

	if (task && task->born_of) {
		const struct candidate *maker = candidate_of(before, task->born_of);

		if (maker && reached_from[maker - before->list])
			return maker;
	}
	if (!search->steps[step].is_late)
		return NULL;
	for (size_t i = 0; i < before->count; i++)
		if (reached_from[i] && call_pid(before->list[i].call) != call_pid(call) && is_before(search, before->list[i].call, call))
			return &before->list[i];
	return NULL;
}

static uint64_t end_of(const struct search *search, const struct sx_call *call)
{
	const struct recording *recording = &search->answer->recording;

	if (call_entry(call) == ENTRY_SIGNAL || call_entry(call) == ENTRY_EXIT)
		return call_start_ns(call);
	if (call_returned(call) || !recording->process_count)
		return call_end_ns(call);
	return call_process(call)->ended_ns;
}

static bool takes(const struct search *search, const struct candidate *candidate)
{
	return candidate->match == MATCH_YES || search->takes_unsure;
}

/* How candidates of a step are reached: themselves in the first step, else from which of the step before; NULL: not. */
static bool reach_step(struct search *search, size_t step, const struct candidate **before,
		       const struct candidate **ret_from)
{
	const struct candidates *candidates = &search->steps[step];
	const struct candidate *earliest = NULL;
	uint64_t earliest_end = UINT64_MAX;
	bool is_any = false;

	for (size_t i = 0; step && i < search->steps[step - 1].count; i++) {
		const struct candidate *one = &search->steps[step - 1].list[i];

		if (!before[i] || (earliest && end_of(search, one->call) >= earliest_end))
			continue;
		earliest = one;
		earliest_end = end_of(search, one->call);
	}
	for (size_t i = 0; i < candidates->count; i++) {
		const struct candidate *candidate = &candidates->list[i];

		if (!takes(search, candidate))
			continue;
		if (!step)
			ret_from[i] = candidate;
		else if (earliest && candidate->call != earliest->call && earliest_end <= call_start_ns(candidate->call))
			ret_from[i] = earliest;
		else
			ret_from[i] = special_edge(search, step, before, candidate);
		is_any |= ret_from[i] != NULL;
	}
	return is_any;
}

/* The chain that ends in the earliest candidate of its last step. */
static void keep_chain(struct search *search, const struct candidate ***from, size_t length)
{
	const struct candidates *last = &search->steps[length - 1];
	const struct candidate *candidate = NULL;

	for (size_t i = 0; i < last->count && !candidate; i++)
		if (from[length - 1][i])
			candidate = &last->list[i];
	for (size_t step = length; step-- && candidate;) {
		search->chain[step] = candidate;
		candidate = from[step][candidate - search->steps[step].list];
	}
	keep_longest(search, length, NULL);
}

static bool search_reach(struct search *search)
{
	const struct candidate ***from = arena_take(search->arena, search->count * sizeof(*from));
	size_t length = 0;

	for (; from && length < search->count; length++) {
		from[length] = arena_take(search->arena, (search->steps[length].count + 1) * sizeof(**from));
		if (!from[length] || !reach_step(search, length, length ? from[length - 1] : NULL, from[length]))
			break;
	}
	if (from && length > search->reached)
		keep_chain(search, from, length);
	return length == search->count;
}

/* ---- what to tell about the first step beyond the chain ---- */

static void explain_gap(struct search *search)
{
	struct answer *answer = search->answer;
	const struct candidates *candidates;
	const struct sx_call *last;
	struct step *step;

	if (search->reached == search->count || !search->reached)
		return;
	step = &answer->steps[search->reached];
	candidates = &search->steps[search->reached];
	last = answer->steps[search->reached - 1].call;
	for (size_t i = 0; i < candidates->count; i++) {
		const struct candidate *candidate = &candidates->list[i];
		struct bindings joined = answer->bindings;

		if (candidate->call == last)
			continue;
		if (candidate_join(candidates, candidate, &joined, answer, &search->scratch) == MATCH_NO) {
			if (!step->other && is_before(search, last, candidate->call))
				step->other = candidate->call;
		} else if (is_before(search, candidate->call, last)) {
			step->early = candidate->call;
		} else if (!is_before(search, last, candidate->call) && !step->overlapping) {
			step->overlapping = candidate->call;
		}
	}
}

/* The calls that each step could be, order and captures apart: read once, as decoding them is most of the work. */
static bool find_candidates(struct search *search, const struct selection *selection)
{
	struct answer *answer = search->answer;

	search->possible = search->count;
	for (size_t i = 0; i < search->count; i++) {
		struct candidates *candidates = &search->steps[i];

		if (!candidates_find(candidates, answer, search->arena, selection, i))
			return false;
		answer->steps[i].candidates = candidates->count;
		answer->steps[i].first = candidates->count ? candidates->list[0].call : NULL;
		if (!candidates->count && search->possible == search->count)
			search->possible = i;
	}
	return true;
}

static bool index_candidates(struct search *search)
{
	uint32_t bound = 0;

	for (size_t i = 0; i < search->count; i++) {
		if (!candidates_index(&search->steps[i], search->arena, bound))
			return false;
		bound |= pattern_names_used(search->steps[i].pattern);
	}
	return true;
}

static bool search_all(struct search *search, bool takes_unsure)
{
	struct bindings nothing = {0};

	search->takes_unsure = takes_unsure;
	if (!search->answer->patterns.name_count)
		return search_reach(search);
	return search->possible && search_step(search, 0, &nothing) && search->possible == search->count;
}

/* What is not known, once no chain was found that holds for certain. */
static void doubt_chain(struct search *search, const struct selection *selection, bool is_possible)
{
	struct answer *answer = search->answer;

	doubt_missing(answer, search->arena, selection);
	for (size_t i = 0; i < search->count; i++)
		doubt_field(answer, search->arena, answer->patterns.list[i]);
	for (size_t i = 0; is_possible && i < search->count; i++) {
		struct reason reason = candidate_reason(search->chain[i]);

		if (search->chain[i]->match == MATCH_UNKNOWN)
			answer_add(answer, search->chain[i]->call, MATCH_UNKNOWN, &reason, i);
	}
	if (answer->unsure)
		doubt_unread(answer, search->arena, &answer->first_unsure, answer->unsure);
	else if (is_possible)
		doubt_add(answer, DOUBT_UNREAD, 1, "captured descriptors or paths could not be compared", NULL);
	answer->outcome = answer->doubt_count ? OUTCOME_CANNOT_TELL : OUTCOME_FAILS;
}

static enum outcome search_thoroughly(struct search *search, const struct selection *selection)
{
	struct answer *answer = search->answer;

	if (!index_candidates(search))
		return answer_error(answer, NULL);
	if (search_all(search, false))
		answer->outcome = OUTCOME_HOLDS;
	else if (!search->is_over_budget)
		doubt_chain(search, selection, search_all(search, true));
	answer->reached = search->reached;
	if (search->is_over_budget)
		return answer_error(answer, "too many combinations of captured values: name the calls more narrowly, or look "
				    "at a view of one process");
	explain_gap(search);
	return answer->outcome;
}

enum outcome query_order(struct sx_trace *trace, struct arena *arena, const char *const *patterns, size_t count,
			 struct answer *ret)
{
	struct search search = {.answer = ret, .arena = arena, .count = count};
	struct selection selection;

	if (!answer_begin(ret, trace, arena, patterns, count, &selection))
		return ret->outcome;
	ret->steps = arena_take(arena, (count + 1) * sizeof(*ret->steps));
	search.steps = arena_take(arena, (count + 1) * sizeof(*search.steps));
	search.chain = arena_take(arena, (count + 1) * sizeof(*search.chain));
	if (!ret->steps || !search.steps || !search.chain)
		return answer_error(ret, NULL);
	if (order_quick(ret, arena, &selection, count))
		return ret->outcome;
	if (!find_candidates(&search, &selection))
		return answer_error(ret, NULL);
	/* where nothing at all matches a step, the chain up to it is as long as any */
	if (search.possible < count && (!search.possible || order_quick(ret, arena, &selection, search.possible)))
		doubt_chain(&search, &selection, false);
	else
		search_thoroughly(&search, &selection);
	arena_free(&search.scratch);
	return ret->outcome;
}
