/* SPDX-License-Identifier: MIT */
/* Reports of only, all, follows and precedes: statements about each of many calls. */
#include "harness/expect.h"

#include <limits.h>
#include <string.h>

static const char *name_of(const struct sx_call *call)
{
	return call_name(call);
}

/* Lines for the offenders, each with what differs from the pattern that comes nearest, and the context of the first. */
static void show_offenders(struct assertion *a, const struct pattern *const *patterns, size_t pattern_count)
{
	struct report_line lines[REPORT_VIOLATIONS];
	struct part *parts;
	size_t count = 0, i, j;
	unsigned distance, best;

	for (i = 0; i < a->answer.witness_count && count < REPORT_VIOLATIONS; i++) {
		if (a->answer.witnesses[i].match == MATCH_UNKNOWN)
			continue;
		lines[count] = (struct report_line){.call = a->answer.witnesses[i].call};
		parts = arena_take(&a->arena, PATTERN_PARTS * sizeof(*parts));
		for (best = UINT_MAX, j = 0; parts && j < pattern_count; j++) {
			if (!pattern_selects(patterns[j], lines[count].call))
				continue;
			distance = pattern_distance(&a->arena, patterns[j], lines[count].call, NULL, best);
			if (distance >= best)
				continue;
			best = distance;
			lines[count].parts = parts;
			lines[count].part_count = pattern_explain(&a->arena, patterns[j], lines[count].call, NULL, parts);
		}
		count++;
	}
	if (!count)
		return;
	report_lines(&a->report, lines, count, 0, LINES_WITH_PROCESS);
	if (a->answer.matched > count)
		text_format(&a->report.text, "  and %zu more\n", a->answer.matched - count);
	for (i = 0; i < a->answer.witness_count; i++)
		report_mark(a, a->answer.witnesses[i].call);
	report_culprit(a, lines[0].call);
}

/* ---- only ---- */

/* The names of the offenders as patterns to add: "futex", "mmap". */
static void help_with_names(struct assertion *a)
{
	const char *names[REPORT_VIOLATIONS];
	struct text list = {0};
	size_t count = 0, i, j;

	for (i = 0; i < a->answer.witness_count && count < REPORT_VIOLATIONS; i++) {
		if (a->answer.witnesses[i].match == MATCH_UNKNOWN)
			continue;
		for (j = 0; j < count && strcmp(names[j], name_of(a->answer.witnesses[i].call)) != 0; j++)
			;
		if (j < count)
			continue;
		names[count++] = name_of(a->answer.witnesses[i].call);
		text_format(&list, "%s%s", !list.length ? "" : report_is_command(a) ? " " : ", ",
			    report_pasted(a, names[count - 1]));
	}
	if (list.length)
		report_help(&a->report, "to allow %s, add %s", report_plural(a->answer.matched, "it", "these"), list.bytes);
	text_free(&list);
}

static void note_unused(struct assertion *a)
{
	size_t i;

	for (i = 0; a->answer.is_used && i < a->answer.patterns.count; i++)
		if (!a->answer.is_used[i])
			report_note(&a->report, "no call uses %s", pattern_text(a->answer.patterns.list[i]));
}

void report_strangers(struct assertion *a)
{
	struct text among = {0};

	report_among(a, &among);
	report_head(&a->report, &a->here, "%zu %s not allowed", a->answer.matched,
		    report_plural(a->answer.matched, "call is", "calls are"));
	if (a->answer.witness_count)
		report_why(&a->report, ": #%u %s", call_sequence(a->answer.witnesses[0].call),
			   name_of(a->answer.witnesses[0].call));
	report_subject(a);
	text_format(&a->report.text, "the %s %s:\n", report_plural(a->answer.matched, "stranger", "strangers"),
		    among.bytes ? among.bytes : "");
	text_free(&among);
	show_offenders(a, (const struct pattern *const *)a->answer.patterns.list, a->answer.patterns.count);
	report_context(a);
	note_unused(a);
	help_with_names(a);
}

/* ---- all ---- */

static void report_vacuous(struct assertion *a, size_t n)
{
	report_head(&a->report, &a->here, "nothing to check: no call matches %s",
		    report_short(&a->report, a->patterns[n]));
	report_subject(a);
	report_nearest(a, n, NULL);
}

void report_exceptions(struct assertion *a)
{
	const struct pattern *wanted;
	const char *suggestion;

	if (a->answer.is_vacuous) {
		report_vacuous(a, 0);
		return;
	}
	wanted = a->answer.patterns.list[1];
	report_head(&a->report, &a->here, "%zu %s", a->answer.matched,
		    report_plural(a->answer.matched, "call is an exception", "calls are exceptions"));
	report_why(&a->report, ": not every %s is a %s", report_short(&a->report, a->patterns[0]),
		   report_short(&a->report, a->patterns[1]));
	report_subject(a);
	text_format(&a->report.text, "%s:\n", report_plural(a->answer.matched, "the exception", "the exceptions"));
	show_offenders(a, &wanted, 1);
	report_context(a);
	if (!a->answer.witness_count)
		return;
	suggestion = suggest_pattern(a, 1, a->answer.witnesses[0].call, NULL);
	if (suggestion)
		report_help(&a->report, "if #%u is as it should be, write %s",
			    call_sequence(a->answer.witnesses[0].call), report_pasted(a, suggestion));
}

/* ---- follows, precedes ---- */

/* What the offender captured, so that the search for its partner knows which $fd. */
static void captures_of(struct assertion *a, const struct pattern *pattern, const struct sx_call *call,
			struct bindings *ret)
{
	struct arena scratch = {0};
	struct matching matching = {.scratch = &scratch, .kept = &a->arena, .bindings = ret};

	*ret = (struct bindings){0};
	pattern_match(pattern, call, &matching);
	arena_free(&scratch);
}

static void show_captures(struct assertion *a, const struct bindings *bindings)
{
	const struct patterns *patterns = &a->answer.patterns;
	struct text text = {0};
	unsigned i;

	for (i = 0; i < patterns->name_count; i++) {
		if (bindings->of[i].kind == BINDING_NONE)
			continue;
		text_format(&text, "%s$%s = ", text.length ? ", " : "", patterns->names[i]);
		binding_print(&text, &bindings->of[i]);
	}
	if (text.length)
		text_format(&a->report.text, ", with %s", text.bytes);
	text_free(&text);
}

/* A call that would be the partner if it stood on the other side: the nearest to `call` in the list. */
static const struct sx_call *misplaced_partner(struct assertion *a, const struct pattern *pattern,
					       const struct bindings *bindings, const struct sx_call *call,
					       bool is_later)
{
	const struct sx_call *found = NULL;
	struct arena scratch = {0};
	size_t i;

	for (i = 0; i < a->answer.entry_count; i++) {
		struct bindings copy = *bindings;
		struct matching matching = {.scratch = &scratch, .kept = &a->arena, .bindings = &copy};
		const struct sx_call *entry = a->answer.entries[i];

		if (entry == call || !pattern_selects(pattern, entry))
			continue;
		arena_clear(&scratch);
		if (pattern_match(pattern, entry, &matching) != MATCH_YES)
			continue;
		found = entry;
		if (!is_later && call_sequence(entry) > call_sequence(call))
			break;
	}
	arena_free(&scratch);
	return found;
}

static void show_partner(struct assertion *a, const struct sx_call *call, size_t partner, bool is_later)
{
	struct bindings bindings;
	const struct sx_call *other;
	struct report_line line = {0};

	captures_of(a, a->answer.patterns.list[1 - partner], call, &bindings);
	other = misplaced_partner(a, a->answer.patterns.list[partner], &bindings, call, is_later);
	if (!other) {
		report_context(a);
		text_format(&a->report.text, "what #%u lacks", call_sequence(call));
		show_captures(a, &bindings);
		text_add(&a->report.text, ": ");
		*(is_later ? &a->after : &a->before) = call;
		report_nearest(a, partner, &bindings);
		return;
	}
	text_format(&a->report.text, "there is one, but %s it:\n", is_later ? "before" : "only after");
	line.call = other;
	report_lines(&a->report, &line, 1, 0, LINES_WITH_PROCESS);
	report_why(&a->report, "; #%u is too %s", call_sequence(other), is_later ? "early" : "late");
	report_culprit(a, other);
	report_context(a);
}

void report_unanswered(struct assertion *a)
{
	bool is_later = strcmp(a->verb, "follows") == 0;
	size_t subject = is_later ? 0 : 1, partner = 1 - subject;

	if (a->answer.is_vacuous) {
		report_vacuous(a, subject);
		return;
	}
	report_head(&a->report, &a->here, "%zu %s no %s partner", a->answer.matched,
		    report_plural(a->answer.matched, "call has", "calls have"), is_later ? "later" : "earlier");
	report_why(&a->report, ": %s without %s", report_short(&a->report, a->patterns[subject]),
		   report_short(&a->report, a->patterns[partner]));
	report_subject(a);
	text_add(&a->report.text, "without one:\n");
	show_offenders(a, NULL, 0);
	if (a->culprit_count)
		show_partner(a, a->culprits[0], partner, is_later);
}
