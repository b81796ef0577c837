/* SPDX-License-Identifier: MIT */
/* Answers whether there are calls, one per pattern, each before the next. */
#include <string.h>

#include "harness/query_answer.h"

/* Joins that a search may try: then the question is too wide to be answered. */
#define BUDGET 4000000
/* … and that it may try among few candidates, before it looks at all. */
#define NARROW_BUDGET 500000
/* Of a shorter list all candidates are found as fast as few. */
#define NARROW_LEAST 20000

struct search {
	struct answer *answer;
	struct arena *arena;
	const struct selection *selection;
	struct candidates *steps;	/* one per pattern, found when the search first comes to it */
	size_t count;
	size_t possible;		/* steps before the first that no call can be: a chain can be no longer */
	bool takes_unsure;
	bool has_seen_unsure;
	bool is_out_of_memory;
	size_t tries;
	struct arena scratch;
	const struct candidate **chain;
	size_t reached;			/* longest chain, kept in answer->steps */
	bool is_over_budget;
	bool is_narrow;			/* few candidates do: those that there are */
};

static void keep_longest(struct search *search, size_t length, const struct bindings *bound)
{
	if (length <= search->reached)
		return;
	search->reached = length;
	for (size_t i = 0; i < length; i++)
		search->answer->steps[i].call = search->chain[i]->call;
	if (bound)
		bindings_copy(&search->answer->bindings, bound, answer_names(search->answer));
}

static bool is_before(struct search *search, const struct sx_call *a, const struct sx_call *b)
{
	bool is = call_is_before(&search->scratch, &search->answer->recording, a, b);

	arena_clear(&search->scratch);
	return is;
}

static bool comes_before(struct search *search, const struct candidate *a, const struct candidate *b)
{
	return (a->end_ns <= b->start_ns && a->call != b->call) || is_before(search, a->call, b->call);
}

static bool takes(struct search *search, enum match match)
{
	search->has_seen_unsure |= match == MATCH_UNKNOWN;
	return match == MATCH_YES || (match == MATCH_UNKNOWN && search->takes_unsure);
}

/* ---- the calls that a step could be, order apart ---- */

/* What the steps before have captured under a name that this step uses too; false: nothing that would keep calls out. */
static bool filter_of(const struct search *search, size_t step, struct key_filter *ret)
{
	uint32_t names = pattern_names_used(search->answer->patterns.list[step]);
	bool is_keyed;

	for (; names; names &= names - 1) {
		unsigned name = (unsigned)__builtin_ctz(names);

		if (!pattern_place(search->answer->patterns.list[step], name, &ret->place))
			continue;
		ret->index = NULL;
		is_keyed = true;
		for (size_t i = 0; i < step && is_keyed; i++) {
			const struct key_index *index = &search->steps[i].index;

			if (!(pattern_names_used(search->steps[i].pattern) >> name & 1))
				continue;
			is_keyed = index->is_there && index->name == name && !index->unkeyed_count;
			ret->index = index;
		}
		if (is_keyed && ret->index)
			return true;
	}
	return false;
}

/* What was found for a narrow search need not be looked at again. */
static bool find_candidates(struct search *search, size_t step, const struct key_filter *filter)
{
	struct candidates *candidates = &search->steps[step];
	struct step *answer = &search->answer->steps[step];
	bool is_done = candidates->pattern ?
		candidates_complete(candidates, search->answer, search->arena, search->selection) :
		candidates_find(candidates, search->answer, search->arena, search->selection, step, filter, NULL);

	if (!is_done) {
		search->is_out_of_memory = true;
		return false;
	}
	candidates->is_all = true;
	answer->candidates = candidates->count;
	answer->first = candidates->count ? candidates->list[0].call : NULL;
	return true;
}

/* Reading calls is most of the work: of each step once, and only if the search comes to it. */
static bool need_candidates(struct search *search, size_t step)
{
	struct candidates *candidates = &search->steps[step];
	uint32_t names = pattern_names_used(search->answer->patterns.list[step]), bound = 0;
	struct key_filter filter;

	if (candidates->pattern && (search->is_narrow || candidates->is_all))
		return true;
	for (size_t i = 0; i < step; i++)
		bound |= pattern_names_used(search->steps[i].pattern);
	if (!find_candidates(search, step, filter_of(search, step, &filter) ? &filter : NULL))
		return false;
	if (names & bound)
		names &= bound;
	if (names && !candidates_index(candidates, search->arena, (unsigned)__builtin_ctz(names))) {
		search->is_out_of_memory = true;
		return false;
	}
	if (!candidates->count && step < search->possible)
		search->possible = step;
	return true;
}

/* ---- with captures: every candidate may bind differently, so each is tried ---- */

static bool search_step(struct search *search, size_t step, const struct bindings *bound)
{
	const struct candidates *candidates = &search->steps[step];
	const struct candidate *last = step ? search->chain[step - 1] : NULL;
	/* a text with names in it is matched anew each time */
	size_t cost = pattern_needs_bindings(search->answer->patterns.list[step]) ? 20 : 1;
	const struct candidate *candidate;
	struct bindings joined;
	struct walk walk;

	if (!need_candidates(search, step))
		return false;
	walk_begin(&walk, candidates, bound, last ? last->start_ns : 0);
	while ((candidate = walk_next(&walk))) {

		search->tries += cost;
		if (search->tries > BUDGET) {
			search->is_over_budget = true;
			return false;
		}
		if (last && !comes_before(search, last, candidate))
			continue;
		bindings_copy(&joined, bound, answer_names(search->answer));
		if (!takes(search, candidate_join(candidates, candidate, &joined, search->answer, &search->scratch)))
			continue;
		search->chain[step] = candidate;
		keep_longest(search, step + 1, &joined);
		/* the step behind may turn out to be impossible only now */
		if (step + 1 == search->possible || search_step(search, step + 1, &joined) || step + 1 == search->possible)
			return true;
		if (search->is_over_budget || search->is_out_of_memory)
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

		if (!before[i] || (earliest && one->end_ns >= earliest_end))
			continue;
		earliest = one;
		earliest_end = one->end_ns;
	}
	for (size_t i = 0; i < candidates->count; i++) {
		const struct candidate *candidate = &candidates->list[i];

		if (!takes(search, candidate->match))
			continue;
		if (!step)
			ret_from[i] = candidate;
		else if (earliest && candidate->call != earliest->call && earliest_end <= candidate->start_ns)
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
		if (!need_candidates(search, length))
			return false;
		from[length] = arena_take(search->arena, (search->steps[length].count + 1) * sizeof(**from));
		if (!from[length] || !reach_step(search, length, length ? from[length - 1] : NULL, from[length]))
			break;
	}
	if (from && length > search->reached)
		keep_chain(search, from, length);
	return length == search->count;
}

/* ---- what to tell about the first step beyond the chain ---- */

/* A call that has other captures: behind the chain's last one, where there is one such. */
static void find_other(struct search *search, struct step *step, const struct sx_call *last)
{
	const struct selection *selection = search->selection;
	struct scan scan;

	scan_begin(&scan, search->answer->patterns.list[search->reached], selection, &search->answer->recording);
	scan.is_open = true;
	scan_from(&scan, first_behind(selection, last));
	while (!step->other && scan_next(&scan))
		if (is_before(search, last, scan.call))
			step->other = scan.call;
	scan_from(&scan, 0);
	if (!step->first && scan_next(&scan)) {
		step->first = scan.call;
		step->candidates = 1;
	}
	scan_end(&scan);
}

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
		struct bindings joined;

		if (candidate->call == last)
			continue;
		bindings_copy(&joined, &answer->bindings, answer_names(answer));
		if (candidate_join(candidates, candidate, &joined, answer, &search->scratch) == MATCH_NO) {
			if (!step->other && is_before(search, last, candidate->call))
				step->other = candidate->call;
		} else if (is_before(search, candidate->call, last)) {
			step->early = candidate->call;
		} else if (!is_before(search, last, candidate->call) && !step->overlapping) {
			step->overlapping = candidate->call;
		}
	}
	/* those that were kept out have other captures */
	if (candidates->is_filtered && !step->early && !step->overlapping) {
		step->other = NULL;
		find_other(search, step, last);
	}
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

	if (search_all(search, false))
		answer->outcome = OUTCOME_HOLDS;
	else if (!search->is_over_budget && !search->is_out_of_memory)
		doubt_chain(search, selection, search->has_seen_unsure && search_all(search, true));
	answer->reached = search->reached;
	if (search->is_out_of_memory)
		return answer_error(answer, NULL);
	if (search->is_over_budget)
		return answer_error(answer, "too many combinations of captured values: name the calls more narrowly, or look "
				    "at a view of one process");
	explain_gap(search);
	return answer->outcome;
}

/* With few candidates; what it finds holds, and what it does not find may be there all the same. */
static bool search_narrowly(struct search *search)
{
	bool is_found;

	search->tries = BUDGET - NARROW_BUDGET;
	search->is_narrow = true;
	is_found = search->possible == search->count &&
		   order_narrow(search->answer, search->arena, search->selection, search->steps, search->count) &&
		   search_all(search, false);
	if (is_found) {
		search->answer->outcome = OUTCOME_HOLDS;
		search->answer->reached = search->reached;
		return true;
	}
	search->is_narrow = false;
	for (size_t i = 0; i < search->count; i++)
		if (!search->steps[i].pattern || pattern_names_used(search->steps[i].pattern))
			search->steps[i] = (struct candidates){0};
	memset(search->answer->steps, 0, search->count * sizeof(*search->answer->steps));
	search->answer->bindings = (struct bindings){0};
	search->reached = 0;
	search->tries = 0;
	search->is_over_budget = false;
	search->has_seen_unsure = false;
	return false;
}

/* Steps before the first whose name no call of the list has. */
static size_t steps_named(const struct search *search)
{
	const struct answer *answer = search->answer;
	struct scan scan;
	size_t i;
	bool is_any = true;

	for (i = 0; i < search->count; i++) {
		scan_begin(&scan, answer->patterns.list[i], search->selection, &answer->recording);
		is_any = scan_names_any(&scan);
		scan_end(&scan);
		if (!is_any)
			break;
	}
	return i;
}

enum outcome order_answer(struct sx_trace *trace, struct arena *arena, const char *const *patterns, size_t count,
			  bool is_narrow, struct answer *ret)
{
	struct selection selection;
	struct search search = {.answer = ret, .arena = arena, .selection = &selection, .count = count};

	if (!answer_begin(ret, trace, arena, patterns, count, &selection))
		return ret->outcome;
	ret->steps = arena_take(arena, (count + 1) * sizeof(*ret->steps));
	search.steps = arena_take(arena, (count + 1) * sizeof(*search.steps));
	search.chain = arena_take(arena, (count + 1) * sizeof(*search.chain));
	if (!ret->steps || !search.steps || !search.chain)
		return answer_error(ret, NULL);
	search.possible = steps_named(&search);
	/* where nothing at all is named like a step, the chain up to it is as long as any */
	if (!is_narrow && search.possible && order_quick(ret, arena, &selection, search.possible)) {
		if (search.possible < count)
			doubt_chain(&search, &selection, false);
	} else if (!search.possible) {
		doubt_chain(&search, &selection, false);
	} else if ((!is_narrow && selection.count < NARROW_LEAST) || !search_narrowly(&search)) {
		search_thoroughly(&search, &selection);
	}
	arena_free(&search.scratch);
	return ret->outcome;
}

enum outcome query_order(struct sx_trace *trace, struct arena *arena, const char *const *patterns, size_t count,
			 struct answer *ret)
{
	return order_answer(trace, arena, patterns, count, false, ret);
}
