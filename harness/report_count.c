/* SPDX-License-Identifier: MIT */
/* Reports of called, never, times, at_least and at_most: too few calls match, or too many. */
#include "harness/expect.h"

#include <string.h>

/* ---- too few ---- */

static void show_matches(struct assertion *a)
{
	struct report_line lines[REPORT_VIOLATIONS];
	size_t count = 0, i;

	for (i = 0; i < a->answer.witness_count && count < REPORT_VIOLATIONS; i++)
		if (a->answer.witnesses[i].match == MATCH_YES)
			lines[count++] = (struct report_line){.call = a->answer.witnesses[i].call};
	if (!count)
		return;
	text_format(&a->report.text, "%s:\n", report_plural(a->answer.matched, "the one that does", "those that do"));
	report_lines(&a->report, lines, count, 0, LINES_WITH_PROCESS);
	if (a->answer.matched > count)
		text_format(&a->report.text, "  and %zu more\n", a->answer.matched - count);
}

void report_missing(struct assertion *a)
{
	size_t matched = a->answer.matched;
	const char *bound = a->highest == a->lowest ? "" : "at least ";

	if (!matched && a->lowest == 1)
		report_head(&a->report, &a->here, "no call matches");
	else if (!matched)
		report_head(&a->report, &a->here, "no call matches, %s%zu wanted", bound, a->lowest);
	else
		report_head(&a->report, &a->here, "%zu %s, %s%zu wanted", matched,
			    report_plural(matched, "call matches", "calls match"), bound, a->lowest);
	report_why(&a->report, ": %s", report_short(&a->report, a->patterns[0]));
	report_subject(a);
	show_matches(a);
	report_nearest(a, 0, NULL);
	if (matched)
		report_help(&a->report, "if %zu %s, write sx_assert_%s(t, %zu, %s)", matched, *bound ? "will do" : "is right",
			    *bound ? "at_least" : "times", matched, report_c_string(&a->report, a->patterns[0]));
}

/* ---- too many ---- */

/* What in the call met which part of the pattern: the call's name alone needs no mark. */
static size_t hits_of(struct assertion *a, const struct pattern *pattern, const struct sx_call *call,
		      struct part *ret_parts)
{
	struct part parts[PATTERN_PARTS];
	size_t part_count = pattern_explain(&a->arena, pattern, call, NULL, parts), count = 0, i;
	const char *text = pattern_text(pattern);

	for (i = 0; i < part_count; i++) {
		if (parts[i].kind == PART_NAME || parts[i].slot >= SYSCALL_ARGS)
			continue;
		if (parts[i].kind != PART_ARGUMENT || parts[i].match != MATCH_YES)
			continue;
		if (text[parts[i].source.start] == '*' || parts[i].source.end <= parts[i].source.start)
			continue;
		ret_parts[count] = parts[i];
		ret_parts[count].match = MATCH_UNKNOWN;	/* so that it gets a caret */
		ret_parts[count].why = arena_format(&a->arena, "matches %.*s",
						    (int)(parts[i].source.end - parts[i].source.start),
						    text + parts[i].source.start);
		if (ret_parts[count].why)
			count++;
	}
	return count;
}

static void show_first(struct assertion *a, const struct sx_call *call)
{
	struct part hits[PATTERN_PARTS];
	struct report_line line = {.call = call, .parts = hits};
	size_t i;

	line.part_count = hits_of(a, a->answer.patterns.list[0], call, hits);
	report_lines(&a->report, &line, 1, 0, LINES_WITH_PROCESS);
	a->focus = call;
	for (i = 0; i < a->answer.witness_count; i++)
		if (a->answer.witnesses[i].match == MATCH_YES)
			report_mark(a, a->answer.witnesses[i].call);
	report_culprit(a, call);
	report_context(a);
}

static void show_others(struct assertion *a)
{
	struct report_line lines[REPORT_VIOLATIONS];
	size_t count = 0, shown = 0, i;

	for (i = 0; i < a->answer.witness_count && shown < REPORT_VIOLATIONS; i++) {
		if (a->answer.witnesses[i].match != MATCH_YES)
			continue;
		if (shown++)
			lines[count++] = (struct report_line){.call = a->answer.witnesses[i].call};
	}
	if (!count)
		return;
	text_add(&a->report.text, "and again:\n");
	report_lines(&a->report, lines, count, 0, LINES_WITH_PROCESS);
	if (a->answer.matched > shown)
		text_format(&a->report.text, "  and %zu more\n", a->answer.matched - shown);
}

static const struct sx_call *first_match(const struct assertion *a)
{
	size_t i;

	for (i = 0; i < a->answer.witness_count; i++)
		if (a->answer.witnesses[i].match == MATCH_YES)
			return a->answer.witnesses[i].call;
	return NULL;
}

void report_forbidden(struct assertion *a)
{
	const struct sx_call *first = first_match(a);
	size_t matched = a->answer.matched;

	if (!a->highest && matched == 1)
		report_head(&a->report, &a->here, "forbidden call happened");
	else if (!a->highest)
		report_head(&a->report, &a->here, "forbidden call happened %zu times", matched);
	else
		report_head(&a->report, &a->here, "%zu calls match, %s%zu wanted", matched,
			    a->lowest == a->highest ? "" : "at most ", a->highest);
	report_why(&a->report, ": %s", report_short(&a->report, a->patterns[0]));
	report_subject(a);
	if (first)
		show_first(a, first);
	show_others(a);
	if (report_is_command(a))
		report_help(&a->report, "if it should happen, write %s", report_option(a, "expect", a->patterns[0]));
	else if (a->lowest == a->highest && a->highest)
		report_help(&a->report, "if %zu is right, write sx_assert_times(t, %zu, %s)", matched, matched,
			    report_c_string(&a->report, a->patterns[0]));
	else
		report_help(&a->report, "if that many are fine, write sx_assert_at_most(t, %zu, %s)", matched,
			    report_c_string(&a->report, a->patterns[0]));
}
