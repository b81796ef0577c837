/* SPDX-License-Identifier: MIT */
/* Answers whether every call of a view matches one of some patterns. */
#include <string.h>

#include "harness/query_answer.h"

#define POOL_MAX 65536
#define BUDGET 20000000

struct allowed {
	struct answer *answer;
	struct arena *arena;
	struct arena scratch;
	uint32_t *needs;		/* per pattern: names that another pattern gives a value */
	uint32_t *gives;		/* per pattern: names that it is the first to use */
	struct bindings *pool;		/* values that calls gave so far */
	size_t pool_count, pool_room;
	size_t tries;
	struct reason reason;
	struct startup *startup;
};

static bool add_to_pool(struct allowed *allowed, const struct bindings *bindings)
{
	struct bindings *grown;

	if (allowed->pool_count == POOL_MAX)
		return false;
	if (allowed->pool_count == allowed->pool_room) {
		allowed->pool_room = allowed->pool_room ? allowed->pool_room * 2 : 16;
		grown = arena_take(allowed->arena, allowed->pool_room * sizeof(*grown));
		if (!grown)
			return false;
		if (allowed->pool_count)
			memcpy(grown, allowed->pool, allowed->pool_count * sizeof(*grown));
		allowed->pool = grown;
	}
	allowed->pool[allowed->pool_count++] = *bindings;
	return true;
}

static enum match match_with(struct allowed *allowed, size_t number, const struct sx_call *call,
			     struct bindings *bindings, unsigned choice, bool is_open)
{
	struct matching matching = {
		.scratch = &allowed->scratch,
		.kept = allowed->arena,
		.recording = &allowed->answer->recording,
		.bindings = bindings,
		.is_open = is_open,
		.choice = choice,
		.startup = allowed->startup,
	};
	enum match match = pattern_match(allowed->answer->patterns.list[number], call, &matching);

	allowed->startup = matching.startup;
	if (match == MATCH_UNKNOWN && allowed->reason.kind == REASON_NONE)
		allowed->reason = matching.reason;
	arena_clear(&allowed->scratch);
	return match;
}

static bool has_all(const struct bindings *bindings, uint32_t names)
{
	for (unsigned i = 0; i < PATTERN_NAMES; i++)
		if ((names >> i & 1) && bindings->of[i].kind == BINDING_NONE)
			return false;
	return true;
}

/* One of the values that earlier calls gave must go with this call. */
static enum match match_pool(struct allowed *allowed, size_t number, const struct sx_call *call, unsigned choice)
{
	enum match best = MATCH_NO, match;

	for (size_t i = allowed->pool_count; i-- && best != MATCH_YES;) {
		struct bindings bindings = allowed->pool[i];

		if (!has_all(&bindings, allowed->needs[number]))
			continue;
		if (++allowed->tries > BUDGET)
			return MATCH_NO;
		match = match_with(allowed, number, call, &bindings, choice, false);
		if (match == MATCH_YES && allowed->gives[number] && !add_to_pool(allowed, &bindings))
			allowed->tries = BUDGET + 1;
		if (match > best)
			best = match;
	}
	return best;
}

static enum match match_one(struct allowed *allowed, size_t number, const struct sx_call *call)
{
	const struct pattern *pattern = allowed->answer->patterns.list[number];
	unsigned choices = pattern_choices(pattern, call);
	enum match best = MATCH_NO, match;

	if (!pattern_selects(pattern, call))
		return MATCH_NO;
	if (pattern_is_name_only(pattern))
		return MATCH_YES;
	if (!pattern_names_used(pattern))
		return match_with(allowed, number, call, NULL, 0, false);
	for (unsigned choice = 0; choice < choices && best != MATCH_YES; choice++) {
		struct bindings bindings = {0};

		match = match_with(allowed, number, call, &bindings, choice, allowed->needs[number] != 0);
		if (match != MATCH_NO && allowed->needs[number])
			match = match_pool(allowed, number, call, choice);
		else if (match == MATCH_YES && !add_to_pool(allowed, &bindings))
			allowed->tries = BUDGET + 1;
		if (match > best)
			best = match;
	}
	return best;
}

static bool prepare(struct allowed *allowed)
{
	struct answer *answer = allowed->answer;
	size_t count = answer->patterns.count;
	uint32_t seen = 0;

	allowed->needs = arena_take(allowed->arena, (count + 1) * sizeof(*allowed->needs));
	allowed->gives = arena_take(allowed->arena, (count + 1) * sizeof(*allowed->gives));
	answer->is_used = arena_take(allowed->arena, (count + 1) * sizeof(*answer->is_used));
	if (!allowed->needs || !allowed->gives || !answer->is_used) {
		answer_error(answer, NULL);
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		uint32_t names = pattern_names_used(answer->patterns.list[i]);

		if (pattern_subject(answer->patterns.list[i]) != SUBJECT_CALL) {
			answer_error(answer, "marks, signals and ends of processes are no calls: only does not see them");
			return false;
		}
		allowed->needs[i] = names & seen;
		allowed->gives[i] = names & ~seen;
		seen |= names;
	}
	return true;
}

static void check_call(struct allowed *allowed, const struct sx_call *call)
{
	struct answer *answer = allowed->answer;
	enum match best = MATCH_NO;

	allowed->reason = (struct reason){0};
	for (size_t i = 0; i < answer->patterns.count; i++) {
		enum match match = match_one(allowed, i, call);

		answer->is_used[i] |= match == MATCH_YES;
		if (match > best)
			best = match;
		/* a pattern that gives values is asked about each call, also one that another allows */
		if (best == MATCH_YES && !answer->patterns.name_count)
			return;
	}
	if (best == MATCH_UNKNOWN)
		answer_add(answer, call, MATCH_UNKNOWN, &allowed->reason, 0);
	else if (best == MATCH_NO)
		answer_add(answer, call, MATCH_YES, NULL, 0);
}

enum outcome query_only(struct sx_trace *trace, struct arena *arena, const char *const *patterns, size_t count,
			struct answer *ret)
{
	struct allowed allowed = {.answer = ret, .arena = arena};
	struct selection selection;

	if (!answer_begin(ret, trace, arena, patterns, count, &selection) || !prepare(&allowed))
		return ret->outcome;
	for (size_t i = 0; i < selection.count && allowed.tries <= BUDGET; i++)
		if (call_entry(selection.entries[i]) == ENTRY_CALL)
			check_call(&allowed, selection.entries[i]);
	arena_free(&allowed.scratch);
	if (allowed.tries > BUDGET)
		return answer_error(ret, "too many captured values to compare: name the calls more narrowly, or look at a view "
				    "of one process");
	doubt_missing(ret, arena, &selection);
	doubt_any_ring(ret, arena);
	for (size_t i = 0; i < count; i++)
		doubt_field(ret, arena, ret->patterns.list[i]);
	if (ret->unsure)
		doubt_unread(ret, arena, &ret->first_unsure, ret->unsure);
	ret->outcome = ret->matched ? OUTCOME_FAILS : ret->doubt_count ? OUTCOME_CANNOT_TELL : OUTCOME_HOLDS;
	return ret->outcome;
}
