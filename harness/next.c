/* SPDX-License-Identifier: MIT */
/* Answers whether calls of one thread follow one another with no other between them. */
#include <stdlib.h>
#include <string.h>

#include "harness/query_answer.h"

struct line {
	struct answer *answer;
	const struct selection *selection;
	uint32_t *after;		/* per entry: the thread's next call, or UINT32_MAX */
	struct arena scratch, kept;
	const struct sx_call **calls;	/* of the attempt at hand */
	const struct sx_call *stop;	/* what stood where the attempt ended */
	struct witness doubtful;	/* of the attempt at hand */
	bool is_doubtful;
};

/* Thread ids to the call that was seen last, going backwards. */
struct threads {
	int32_t *tids;
	uint32_t *last;
	size_t room;
};

static uint32_t *thread_slot(struct threads *threads, int32_t tid)
{
	size_t i = (uint32_t)tid * 2654435761u % threads->room;

	while (threads->tids[i] && threads->tids[i] != tid)
		i = (i + 1) % threads->room;
	if (!threads->tids[i])
		threads->last[i] = UINT32_MAX;
	threads->tids[i] = tid;
	return &threads->last[i];
}

static bool link_threads(struct line *line, struct arena *arena)
{
	const struct selection *selection = line->selection;
	struct threads threads = {.room = 2 * selection->count + 1};

	line->after = arena_take(arena, (selection->count + 1) * sizeof(*line->after));
	threads.tids = calloc(threads.room, sizeof(*threads.tids));
	threads.last = malloc(threads.room * sizeof(*threads.last));
	if (!threads.tids || !threads.last)
		line->after = NULL;
	for (size_t i = selection->count; line->after && i--;) {
		uint32_t *last;

		if (call_entry(selection->entries[i]) != ENTRY_CALL)
			continue;
		last = thread_slot(&threads, call_tid(selection->entries[i]));
		line->after[i] = *last;
		*last = (uint32_t)i;
	}
	free(threads.tids);
	free(threads.last);
	return line->after;
}

static enum match match_step(struct line *line, size_t step, const struct sx_call *call, struct bindings *bound,
			     unsigned choice)
{
	struct matching matching = {
		.scratch = &line->scratch,
		.kept = &line->kept,
		.recording = &line->answer->recording,
		.bindings = bound,
		.choice = choice,
	};
	enum match match = pattern_match(line->answer->patterns.list[step], call, &matching);

	if (match == MATCH_UNKNOWN && !line->is_doubtful) {
		line->doubtful = (struct witness){.call = call, .match = MATCH_UNKNOWN, .reason = matching.reason, .pattern = step};
		line->is_doubtful = true;
	}
	arena_clear(&line->scratch);
	return match;
}

/* How many steps match from this entry on. */
static size_t follow(struct line *line, size_t index, size_t step, size_t count, struct bindings *bound)
{
	const struct sx_call *call = line->selection->entries[index];
	unsigned choices = pattern_choices(line->answer->patterns.list[step], call);
	size_t best = step, reached;

	if (!step || best == step)
		line->stop = call;
	for (unsigned choice = 0; choice < choices; choice++) {
		struct bindings joined = *bound;

		if (match_step(line, step, call, &joined, choice) == MATCH_NO)
			continue;
		line->calls[step] = call;
		reached = step + 1;
		line->stop = NULL;
		if (reached < count && line->after[index] != UINT32_MAX)
			reached = follow(line, line->after[index], step + 1, count, &joined);
		if (reached > best) {
			best = reached;
			if (best == count || choices == 1)
				*bound = joined;
		}
		if (best == count)
			return best;
	}
	return best;
}

static void keep(struct line *line, size_t reached, const struct bindings *bound)
{
	struct answer *answer = line->answer;

	answer->reached = reached;
	answer->bindings = *bound;
	for (size_t i = 0; i < answer->patterns.count; i++) {
		answer->steps[i].call = i < reached ? line->calls[i] : NULL;
		answer->steps[i].found = i == reached ? line->stop : NULL;
	}
}

/* Each call that the first pattern matches is a beginning; the first line that holds for certain ends the search. */
static void try_all(struct line *line, size_t count, bool *ret_is_certain, bool *ret_is_possible)
{
	struct answer *answer = line->answer;
	struct scan scan;

	scan_begin(&scan, answer->patterns.list[0], line->selection, &answer->recording);
	while (!*ret_is_certain && scan_next(&scan)) {
		struct bindings bound = {0};
		size_t reached;

		answer->steps[0].candidates++;
		if (!answer->steps[0].first)
			answer->steps[0].first = scan.call;
		line->is_doubtful = false;
		reached = follow(line, scan.index, 0, count, &bound);
		if (reached == count && !line->is_doubtful)
			*ret_is_certain = true;
		else if (reached == count && !*ret_is_possible)
			answer_add(answer, line->doubtful.call, MATCH_UNKNOWN, &line->doubtful.reason, line->doubtful.pattern);
		*ret_is_possible |= reached == count;
		if (*ret_is_certain || reached > answer->reached)
			keep(line, reached, &bound);
	}
	scan_end(&scan);
}

static void count_candidates(struct answer *answer, const struct selection *selection)
{
	for (size_t i = 1; i < answer->patterns.count; i++) {
		struct scan scan;

		scan_begin(&scan, answer->patterns.list[i], selection, &answer->recording);
		scan.is_open = true;
		while (scan_next(&scan)) {
			answer->steps[i].candidates++;
			if (!answer->steps[i].first)
				answer->steps[i].first = scan.call;
		}
		scan_end(&scan);
	}
}

enum outcome query_next(struct sx_trace *trace, struct arena *arena, const char *const *patterns, size_t count,
			struct answer *ret)
{
	struct selection selection;
	struct line line = {.answer = ret, .selection = &selection};
	bool is_certain = false, is_possible = false;

	if (!answer_begin(ret, trace, arena, patterns, count, &selection))
		return ret->outcome;
	for (size_t i = 0; i < count; i++)
		if (pattern_subject(ret->patterns.list[i]) != SUBJECT_CALL)
			return answer_error(ret, "marks, signals and ends of processes are no calls: next does not see them");
	ret->steps = arena_take(arena, (count + 1) * sizeof(*ret->steps));
	line.calls = arena_take(arena, (count + 1) * sizeof(*line.calls));
	if (!ret->steps || !line.calls || !link_threads(&line, arena))
		return answer_error(ret, NULL);
	try_all(&line, count, &is_certain, &is_possible);
	if (!is_certain)
		count_candidates(ret, &selection);
	doubt_missing(ret, arena, &selection);
	for (size_t i = 0; i < count; i++)
		doubt_field(ret, arena, ret->patterns.list[i]);
	if (ret->unsure && !is_certain)
		doubt_unread(ret, arena, &ret->first_unsure, ret->unsure);
	/* what was lost may have stood between two that look adjacent */
	ret->outcome = ret->doubt_count ? OUTCOME_CANNOT_TELL : is_certain ? OUTCOME_HOLDS : OUTCOME_FAILS;
	arena_free(&line.scratch);
	/* captured bytes that the report may print move to the caller's memory */
	for (unsigned i = 0; i < ret->patterns.name_count; i++)
		if (!binding_keep(&ret->bindings.of[i], arena))
			ret->bindings.of[i] = (struct binding){0};
	arena_free(&line.kept);
	return ret->outcome;
}
