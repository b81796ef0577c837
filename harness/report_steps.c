/* SPDX-License-Identifier: MIT */
/* Reports of order and next: how far the chain went, and what stood in the way of its next step. */
#include "harness/expect.h"

#include <inttypes.h>
#include <string.h>

/* "$fd = 5" of each name that a step is the first to capture. */
static void add_captures(struct text *text, const struct answer *answer, size_t step)
{
	uint32_t earlier = 0, own = pattern_names_used(answer->patterns.list[step]);
	unsigned n;
	size_t i;

	for (i = 0; i < step; i++)
		earlier |= pattern_names_used(answer->patterns.list[i]);
	for (n = 0; n < answer->patterns.name_count; n++) {
		if (!(own & ~earlier & 1u << n) || answer->bindings.of[n].kind == BINDING_NONE)
			continue;
		text_format(text, ", $%s = ", answer->patterns.names[n]);
		binding_print(text, &answer->bindings.of[n]);
	}
}

static bool is_next(const struct assertion *a)
{
	return strcmp(a->verb, "next") == 0;
}

/* The first step that has no call, with the calls that could have been it. */
static const struct step *missing_step(const struct answer *answer)
{
	return answer->reached < answer->patterns.count ? &answer->steps[answer->reached] : NULL;
}

static bool is_late(const struct answer *answer, size_t step)
{
	const struct step *missing = missing_step(answer);

	return missing && missing->early && step + 1 == answer->reached;
}

static void add_missing_state(struct text *text, const struct assertion *a, const struct step *step)
{
	if (is_next(a) && step->found)
		text_format(text, "#%u %s is next", call_sequence(step->found), call_name(step->found));
	else if (is_next(a))
		text_add(text, "the thread made no further call");
	else if (step->early)
		text_format(text, "at #%u", call_sequence(step->early));
	else if (step->overlapping)
		text_format(text, "#%u overlaps step %zu", call_sequence(step->overlapping), a->answer.reached);
	else if (step->other)
		text_format(text, "#%u has other captures", call_sequence(step->other));
	else if (step->first)
		text_format(text, "only #%u, which is too early", call_sequence(step->first));
	else
		text_add(text, "no call matches");
}

static const char *missing_word(const struct assertion *a, const struct step *step)
{
	if (is_next(a))
		return step->found ? "OTHER" : "NONE ";
	if (step->early)
		return "EARLY";
	if (step->overlapping)
		return "RACE ";
	return step->other ? "OTHER" : "NONE ";
}

static size_t longest(const struct assertion *a)
{
	size_t longest = 0, i, length;

	for (i = 0; i < a->pattern_count; i++) {
		length = strlen(a->patterns[i]);
		longest = length > longest && length <= 80 ? length : longest;
	}
	return longest;
}

static void add_row(struct assertion *a, size_t i, size_t width)
{
	const struct answer *answer = &a->answer;
	struct text state = {0};
	const char *word = "     ";
	enum report_style style = STYLE_DIM;

	if (i < answer->reached) {
		word = is_late(answer, i) ? "late " : "ok   ";
		style = is_late(answer, i) ? STYLE_BAD : STYLE_GOOD;
		text_format(&state, "%s#%u", is_late(answer, i) ? "first at " : "",
			    call_sequence(answer->steps[i].call));
		add_captures(&state, answer, i);
	} else if (i == answer->reached) {
		word = missing_word(a, &answer->steps[i]);
		style = STYLE_BAD;
		add_missing_state(&state, a, &answer->steps[i]);
	}
	text_format(&a->report.text, "  %zu ", i + 1);
	report_styled(&a->report, style, word);
	text_format(&a->report.text, " %-*s", state.length ? (int)width : 0, a->patterns[i]);
	text_format(&a->report.text, state.length ? "  %s\n" : "\n", state.bytes);
	text_free(&state);
}

static void add_headline(struct assertion *a)
{
	size_t number = a->answer.reached + 1;
	const struct step *step = missing_step(&a->answer);

	if (!step)
		report_head(&a->report, &a->here, "the steps do not hold together");
	else if (is_next(a) && step->found)
		report_head(&a->report, &a->here, "step %zu is not the next call", number);
	else if (is_next(a) && number > 1)
		report_head(&a->report, &a->here, "no call follows step %zu", number - 1);
	else if (step->early)
		report_head(&a->report, &a->here, "step %zu came before step %zu", number, number - 1);
	else if (step->overlapping)
		report_head(&a->report, &a->here, "steps %zu and %zu overlap: neither is first", number - 1, number);
	else if (step->other)
		report_head(&a->report, &a->here, "step %zu happened to something else", number);
	else
		report_head(&a->report, &a->here, "no call is step %zu", number);
	report_why(&a->report, ": %s", report_short(&a->report, a->patterns[step ? number - 1 : 0]));
}

static const struct sx_call *obstacle(const struct assertion *a)
{
	const struct step *step = missing_step(&a->answer);

	if (!step)
		return NULL;
	if (is_next(a))
		return step->found;
	if (step->early)
		return step->early;
	return step->overlapping ? step->overlapping : step->other;
}

/* A time as people say it. */
static void add_duration(struct text *text, uint64_t ns)
{
	if (ns < 10000)
		text_format(text, "%" PRIu64 " ns", ns);
	else if (ns < 10000000)
		text_format(text, "%" PRIu64 " us", ns / 1000);
	else
		text_format(text, "%" PRIu64 " ms", ns / 1000000);
}

static void note_order(struct assertion *a, const struct sx_call *early)
{
	const struct sx_call *late = a->answer.steps[a->answer.reached - 1].call;
	struct text time = {0};

	if (!call_returned(early) || call_end_ns(early) > call_start_ns(late))
		return;
	add_duration(&time, call_start_ns(late) - call_end_ns(early));
	report_note(&a->report, "#%u returned %s before #%u was entered, %s", call_sequence(early),
		    time.bytes ? time.bytes : "", call_sequence(late),
		    call_tid(early) == call_tid(late) ? "same thread: not a race" : "in another thread");
	text_free(&time);
}

static void show_obstacle(struct assertion *a, const struct sx_call *call)
{
	struct part parts[PATTERN_PARTS];
	struct report_line line = {.call = call, .parts = parts};

	line.part_count = pattern_explain(&a->arena, a->answer.patterns.list[a->answer.reached], call,
					  &a->answer.bindings, parts);
	report_lines(&a->report, &line, 1, 0, LINES_WITH_PROCESS);
}

static void show_chain(struct assertion *a)
{
	const struct sx_call *blocking = obstacle(a);
	size_t first = a->answer.reached > REPORT_VIOLATIONS - 1 ? a->answer.reached - (REPORT_VIOLATIONS - 1) : 0, i;

	for (i = first; i < a->answer.reached; i++)
		report_culprit(a, a->answer.steps[i].call);
	if (blocking)
		report_culprit(a, blocking);
	a->focus = blocking ? blocking : a->focus;
	report_context(a);
}

static void help_with_overlap(struct assertion *a)
{
	const char *pattern = a->patterns[a->answer.reached];

	report_help(&a->report, "calls of two threads have an order only where one returns before the other begins; "
		    "if either order is right, write %s",
		    report_is_command(a) ? report_option(a, "expect", pattern) :
		    arena_format(&a->arena, "sx_assert_called(t, %s)", report_c_string(&a->report, pattern)));
}

static void help_with(struct assertion *a, const char *condition, const char *statement)
{
	if (statement)
		report_help(&a->report, "%s, write %s", condition, statement);
}

/* Others may stand between; or the one that does is meant. */
static void help_with_next(struct assertion *a, const struct step *step)
{
	const char *gaps = suggest_gaps(a), *pattern;

	if (gaps) {
		help_with(a, "if other calls may come between", gaps);
		return;
	}
	pattern = step->found ? suggest_pattern(a, a->answer.reached, step->found, &a->answer.bindings) : NULL;
	if (pattern)
		report_help(&a->report, "if #%u is what you mean, write %s", call_sequence(step->found), report_pasted(a, pattern));
}

void report_steps(struct assertion *a)
{
	const struct step *step = missing_step(&a->answer);
	size_t width = longest(a), i;

	add_headline(a);
	for (i = 0; i < a->pattern_count; i++)
		add_row(a, i, width);
	if (obstacle(a) && !step->early && !step->overlapping)
		show_obstacle(a, obstacle(a));
	show_chain(a);
	if (!step)
		return;
	if (!step->candidates && !is_next(a))
		report_nearest(a, a->answer.reached, &a->answer.bindings);
	if (step->early && a->answer.reached) {
		note_order(a, step->early);
		help_with(a, "if that is the right order", suggest_turned(a, a->answer.reached));
	} else if (is_next(a)) {
		help_with_next(a, step);
	}
	if (step->overlapping && !step->early && !is_next(a))
		help_with_overlap(a);
}
