/* SPDX-License-Identifier: MIT */
/* Answers about each call of one kind: that it is of another kind too, or has another before or behind it. */
#include <string.h>

#include "harness/query_answer.h"

#define BUDGET 20000000

struct pairs {
	struct answer *answer;
	struct arena *arena;
	const struct selection *selection;
	struct candidates p, q;
	struct arena scratch;
	size_t tries;
};

static bool begin(struct pairs *pairs, struct sx_trace *trace, const char *p, const char *q, struct selection *selection)
{
	const char *const patterns[] = {p, q};

	if (!answer_begin(pairs->answer, trace, pairs->arena, patterns, 2, selection))
		return false;
	pairs->selection = selection;
	if (!candidates_find(&pairs->p, pairs->answer, pairs->arena, selection, 0, NULL, NULL) ||
	    !candidates_find(&pairs->q, pairs->answer, pairs->arena, selection, 1, NULL, NULL)) {
		answer_error(pairs->answer, NULL);
		return false;
	}
	return true;
}

/* An empty view is nothing to check, whatever is not known about what could be in it. */
static bool may_have_missed(const struct answer *answer)
{
	return answer->doubt_count > 1 || (answer->doubt_count && answer->doubts[0].kind != DOUBT_EMPTY_VIEW);
}

/* Offenders are certain where neither what is missing from the list nor what could not be read can acquit them. */
static enum outcome judge(struct pairs *pairs, size_t checked, bool is_acquitted_by_missing)
{
	struct answer *answer = pairs->answer;

	doubt_missing(answer, pairs->arena, pairs->selection);
	doubt_field(answer, pairs->arena, answer->patterns.list[0]);
	doubt_field(answer, pairs->arena, answer->patterns.list[1]);
	if (answer->matched && !(answer->doubt_count && is_acquitted_by_missing)) {
		answer->outcome = OUTCOME_FAILS;
	} else {
		if (answer->unsure)
			doubt_unread(answer, pairs->arena, &answer->first_unsure, answer->unsure);
		answer->outcome = answer->doubt_count ? OUTCOME_CANNOT_TELL : OUTCOME_HOLDS;
	}
	answer->is_vacuous = !checked && !answer->unsure && !may_have_missed(answer);
	if (answer->is_vacuous)
		answer->outcome = OUTCOME_FAILS;
	arena_free(&pairs->scratch);
	return answer->outcome;
}

static enum outcome over_budget(struct pairs *pairs)
{
	arena_free(&pairs->scratch);
	return answer_error(pairs->answer, "too many pairs of calls to compare: name the calls more narrowly, or look at a "
			    "view of one process");
}

/* Whether `partner` goes with `candidate`; the captures of p come first. */
static enum match join(struct pairs *pairs, const struct candidate *of_p, const struct candidate *of_q)
{
	struct bindings bound = {0};
	enum match p, q;

	p = candidate_join(&pairs->p, of_p, &bound, pairs->answer, &pairs->scratch);
	if (p == MATCH_NO)
		return p;
	q = candidate_join(&pairs->q, of_q, &bound, pairs->answer, &pairs->scratch);
	return p < q ? p : q;
}

static void bind(const struct answer *answer, const struct candidate *candidate, struct bindings *ret)
{
	for (unsigned i = 0; candidate->captured && i < answer->patterns.name_count; i++)
		ret->of[i] = candidate->captured[i];
}

/* The best that any partner says: a call has a partner, may have one (then which), or has none. */
static enum match best_partner(struct pairs *pairs, const struct candidate *one, bool is_p, const struct candidate **ret_other)
{
	const struct candidates *others = is_p ? &pairs->q : &pairs->p;
	struct bindings bound = {0};
	const struct candidate *other;
	enum match best = MATCH_NO;
	struct walk walk;

	bind(pairs->answer, one, &bound);
	walk_begin(&walk, others, &bound, is_p ? call_start_ns(one->call) : 0);
	while (best != MATCH_YES && (other = walk_next(&walk)) && ++pairs->tries <= BUDGET) {
		const struct candidate *of_p = is_p ? one : other, *of_q = is_p ? other : one;
		enum match match;

		if (!call_is_before(&pairs->scratch, &pairs->answer->recording, of_p->call, of_q->call)) {
			arena_clear(&pairs->scratch);
			/* entered after this one, and so is every later one; only a wait can be entered before its child ends */
			if (!is_p && !walk.positions && call_start_ns(other->call) > call_end_ns(one->call))
				break;
			continue;
		}
		match = join(pairs, of_p, of_q);
		if (match <= best)
			continue;
		best = match;
		*ret_other = other;
	}
	return best;
}

/* It may be no p at all, or have a partner that could not be compared: of that one it is said what is not known. */
static void add_unsure(struct pairs *pairs, const struct candidate *one, const struct candidate *other, bool is_p)
{
	bool is_partner = one->match != MATCH_UNKNOWN && other && other->match == MATCH_UNKNOWN;
	const struct candidate *unsure = is_partner ? other : one;
	struct reason reason = candidate_reason(unsure);

	answer_add(pairs->answer, unsure->call, MATCH_UNKNOWN, &reason, is_partner ? is_p : !is_p);
}

/* Each call of p has a later one of q; or each of q an earlier one of p. */
static enum outcome query_partners(struct sx_trace *trace, struct arena *arena, const char *p, const char *q, bool is_p,
				   struct answer *ret)
{
	struct pairs pairs = {.answer = ret, .arena = arena};
	struct selection selection;
	const struct candidates *ones;
	const struct sx_call *last = NULL;
	size_t checked = 0;
	uint32_t names;

	if (!begin(&pairs, trace, p, q, &selection))
		return ret->outcome;
	ones = is_p ? &pairs.p : &pairs.q;
	names = pattern_names_used(pairs.p.pattern) & pattern_names_used(pairs.q.pattern);
	if (names && !candidates_index(is_p ? &pairs.q : &pairs.p, arena, (unsigned)__builtin_ctz(names)))
		return answer_error(ret, NULL);
	for (size_t i = 0; i < ones->count; i++) {
		const struct candidate *one = &ones->list[i], *other = NULL;
		enum match match = best_partner(&pairs, one, is_p, &other);

		if (pairs.tries > BUDGET)
			return over_budget(&pairs);
		checked += one->match == MATCH_YES;
		if (match == MATCH_YES || one->call == last)
			continue;
		last = one->call;
		if (match == MATCH_UNKNOWN || one->match == MATCH_UNKNOWN)
			add_unsure(&pairs, one, other, is_p);
		else
			answer_add(ret, one->call, MATCH_YES, NULL, !is_p);
	}
	return judge(&pairs, checked, true);
}

enum outcome query_follows(struct sx_trace *trace, struct arena *arena, const char *p, const char *q,
			   struct answer *ret)
{
	return query_partners(trace, arena, p, q, true, ret);
}

enum outcome query_precedes(struct sx_trace *trace, struct arena *arena, const char *p, const char *q,
			    struct answer *ret)
{
	return query_partners(trace, arena, p, q, false, ret);
}

/* The candidates of one call stand together in a list that is in order. */
static enum match match_of(struct pairs *pairs, const struct candidate *one, struct reason *ret_reason)
{
	const struct candidates *others = &pairs->q;
	size_t low = 0, high = others->count;
	enum match best = MATCH_NO;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (others->list[middle].index < one->index)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < others->count && others->list[low].call == one->call; low++) {
		enum match match = join(pairs, one, &others->list[low]);

		if (match > best)
			best = match;
		*ret_reason = candidate_reason(one->match == MATCH_UNKNOWN ? one : &others->list[low]);
	}
	return best;
}

enum outcome query_all(struct sx_trace *trace, struct arena *arena, const char *p, const char *q, struct answer *ret)
{
	struct pairs pairs = {.answer = ret, .arena = arena};
	struct selection selection;
	size_t checked = 0;

	if (!begin(&pairs, trace, p, q, &selection))
		return ret->outcome;
	for (size_t i = 0; i < pairs.p.count; i++) {
		const struct candidate *one = &pairs.p.list[i];
		struct reason reason = candidate_reason(one);
		enum match match = match_of(&pairs, one, &reason);

		checked += one->match == MATCH_YES;
		if (match == MATCH_YES)
			continue;
		if (one->match == MATCH_YES && match == MATCH_NO)
			answer_add(ret, one->call, MATCH_YES, NULL, 1);
		else
			answer_add(ret, one->call, MATCH_UNKNOWN, &reason, 1);
	}
	return judge(&pairs, checked, false);
}
