/* SPDX-License-Identifier: MIT */
/* Counts what matches, and finds it. */
#include "harness/query.h"

#include <errno.h>
#include <string.h>

#include "harness/query_answer.h"

enum outcome answer_error(struct answer *answer, const char *error)
{
	answer->error = error ? error : "out of memory";
	answer->outcome = OUTCOME_ERROR;
	return answer->outcome;
}

bool answer_select(struct answer *answer, struct sx_trace *trace, struct arena *arena, const char *const *patterns,
		   size_t count, struct selection *selection)
{
	const char *why = trace_error(trace);
	struct text report = {0};
	int r;

	*answer = (struct answer){.outcome = OUTCOME_HOLDS};
	if (!why && !trace_recording(trace, &answer->recording))
		why = "there is no recording";
	if (why) {
		answer_error(answer, why);
		return false;
	}
	answer->witnesses = arena_take(arena, QUERY_WITNESSES * sizeof(*answer->witnesses));
	r = patterns_compile(arena, patterns, count, trace_variables(trace), &answer->patterns, &report);
	if (r < 0) {
		answer->patterns = (struct patterns){0};
		answer->is_bad_pattern = r == -EINVAL;
		trace_fail(trace, "%s", report.bytes ? report.bytes : "out of memory");
		answer_error(answer, trace_error(trace));
	} else if (!answer->witnesses) {
		answer_error(answer, NULL);
	} else if (!query_select(trace, arena, &answer->recording, selection, &why)) {
		answer_error(answer, why);
	}
	text_free(&report);
	if (answer->outcome == OUTCOME_ERROR)
		return false;
	answer->entries = selection->entries;
	answer->entry_count = selection->count;
	return true;
}

bool answer_begin(struct answer *answer, struct sx_trace *trace, struct arena *arena, const char *const *patterns,
		  size_t count, struct selection *selection)
{
	if (!answer_select(answer, trace, arena, patterns, count, selection))
		return false;
	answer_count_calls(answer);
	return true;
}

static const uint16_t *answer_keys(const struct answer *answer)
{
	return answer->entries == answer->recording.entries ? answer->recording.keys : NULL;
}

uint16_t entry_key(const struct answer *answer, size_t index)
{
	const uint16_t *keys = answer_keys(answer);

	return keys ? keys[index] : call_key(answer->entries[index]);
}

void answer_count_calls(struct answer *answer)
{
	const uint16_t *keys = answer_keys(answer);
	size_t count = 0;

	if (keys && answer->recording.census) {
		answer->call_count = answer->recording.census->calls;
		return;
	}
	for (size_t i = 0; i < answer->entry_count; i++) {
		if (keys && keys[i] != KEY_OTHER)
			count++;
		else
			count += call_entry(answer->entries[i]) == ENTRY_CALL;
	}
	answer->call_count = count;
}

void answer_add(struct answer *answer, const struct sx_call *call, enum match match, const struct reason *reason,
		size_t pattern)
{
	struct witness witness = {.call = call, .match = (uint8_t)match, .pattern = pattern};

	if (reason)
		witness.reason = *reason;
	if (match == MATCH_YES)
		answer->matched++;
	else if (!answer->unsure++)
		answer->first_unsure = witness;
	if (answer->witness_count < QUERY_WITNESSES)
		answer->witnesses[answer->witness_count++] = witness;
}

/* The verdict on how many there are: what is certain is a lower bound, and what is not known may be any number. */
static enum outcome judge_count(const struct answer *answer, size_t lowest, size_t highest, bool is_open)
{
	size_t most = is_open ? SIZE_MAX : answer->matched + answer->unsure;

	if (answer->matched > highest)
		return OUTCOME_FAILS;
	if (answer->matched >= lowest && (highest == SIZE_MAX || most <= highest))
		return OUTCOME_HOLDS;
	if (most >= lowest && most > answer->matched)
		return OUTCOME_CANNOT_TELL;
	return OUTCOME_FAILS;
}

static void scan_all(struct answer *answer, const struct selection *selection, size_t pattern)
{
	const struct sx_call *last = NULL;
	struct scan scan;

	scan_begin(&scan, answer->patterns.list[pattern], selection, &answer->recording);
	while (scan_next(&scan)) {
		if (scan.call == last)
			continue;
		answer_add(answer, scan.call, scan.match, &scan.reason, pattern);
		last = scan.call;
		/* the others need not be looked at */
		if (answer->witness_count == QUERY_WITNESSES && scan_count_named(&scan, &answer->matched))
			break;
	}
	scan_end(&scan);
}

enum outcome query_times(struct sx_trace *trace, struct arena *arena, size_t lowest, size_t highest,
			 const char *pattern, struct answer *ret)
{
	struct selection selection;

	if (!answer_begin(ret, trace, arena, &pattern, 1, &selection))
		return ret->outcome;
	scan_all(ret, &selection, 0);
	doubt_missing(ret, arena, &selection);
	doubt_field(ret, arena, ret->patterns.list[0]);
	ret->outcome = judge_count(ret, lowest, highest, ret->doubt_count > 0);
	if (ret->unsure)
		doubt_unread(ret, arena, &ret->first_unsure, ret->unsure);
	ret->note = pattern_note(ret->patterns.list[0], &ret->recording);
	return ret->outcome;
}

/* Sequence numbers grow along the list, views included. */
size_t first_behind(const struct selection *selection, const struct sx_call *call)
{
	size_t low = 0, high = selection->count, sequence = call_sequence(call);

	if (sequence && sequence <= high && selection->entries[sequence - 1] == call)	/* no view */
		return sequence;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (call_sequence(selection->entries[middle]) > sequence)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}
