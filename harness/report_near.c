/* SPDX-License-Identifier: MIT */
/* Near misses: the calls that come nearest to a pattern, why each is none, and a pattern that would be met. */
#include "harness/expect.h"

#include <limits.h>
#include <string.h>

#define NEAREST 3
#define MOST_EXPLAINED 50000	/* calls that are compared part by part; beyond it only those of the same name */
#define MOST_NAMES 8		/* call names in a census */

struct near {
	const struct sx_call *call;
	unsigned distance;
	struct part parts[PATTERN_PARTS];
	size_t part_count;
};

struct ranking {
	struct near nearest[NEAREST];
	size_t count;
	size_t selected;	/* calls that the name part selects */
	size_t kin;		/* calls of the same family */
	size_t matched;		/* calls of which every part is as wanted */
	const char *family;
};

/* Keeps the three nearest, the earlier ones where they are as near. */
static void rank(struct ranking *ranking, const struct sx_call *call, unsigned distance)
{
	size_t at = ranking->count;

	while (at > 0 && ranking->nearest[at - 1].distance > distance)
		at--;
	if (at == NEAREST)
		return;
	if (ranking->count < NEAREST)
		ranking->count++;
	memmove(&ranking->nearest[at + 1], &ranking->nearest[at],
		(ranking->count - 1 - at) * sizeof(*ranking->nearest));
	ranking->nearest[at].call = call;
	ranking->nearest[at].distance = distance;
}

/* From here on a call is not among the nearest. */
static unsigned far_enough(const struct ranking *ranking)
{
	return ranking->count < NEAREST ? UINT_MAX : ranking->nearest[NEAREST - 1].distance;
}

static void consider(struct arena *scratch, const struct pattern *pattern, const struct bindings *bindings,
		     const struct sx_call *call, struct ranking *ranking)
{
	unsigned distance;

	arena_clear(scratch);
	distance = pattern_distance(scratch, pattern, call, bindings, far_enough(ranking));
	if (!distance)
		ranking->matched++;
	else if (pattern_subject(pattern) == SUBJECT_CALL)
		rank(ranking, call, distance);
}

static bool is_subject(const struct pattern *pattern, const struct sx_call *entry)
{
	switch (call_entry(entry)) {
	case ENTRY_CALL:
		return pattern_subject(pattern) == SUBJECT_CALL;
	case ENTRY_MARK:
		return pattern_subject(pattern) == SUBJECT_MARK;
	case ENTRY_SIGNAL:
		return pattern_subject(pattern) == SUBJECT_SIGNAL;
	case ENTRY_EXIT:
		return pattern_subject(pattern) == SUBJECT_EXIT;
	}
	return false;
}

/* What a pattern has in common with all calls of one number, found once per number: a list may be long. */
enum kinship { KIN_UNKNOWN, KIN_SELECTED, KIN_FAMILY, KIN_PATH, KIN_NONE };

struct kin {
	const char *family[KEYS];
	uint8_t kinship[KEYS];
};

static enum kinship kinship_with(const struct pattern *pattern, const struct sx_call *call, const char **ret_family)
{
	*ret_family = NULL;
	if (!is_subject(pattern, call))
		return KIN_NONE;
	if (pattern_subject(pattern) != SUBJECT_CALL)
		return pattern_selects(pattern, call) ? KIN_SELECTED : KIN_PATH;
	if (pattern_selects(pattern, call))
		return KIN_SELECTED;
	*ret_family = pattern_family_with(pattern, call);
	if (*ret_family)
		return KIN_FAMILY;
	/* another call is near only where it is about the same file, whatever else they have in common */
	return pattern_may_share_path(pattern, call) ? KIN_PATH : KIN_NONE;
}

static enum kinship kinship_of(struct kin *kin, const struct assertion *a, const struct pattern *pattern, size_t i,
			       const char **ret_family)
{
	uint16_t key = entry_key(&a->answer, i);
	enum kinship kinship;

	if (key == KEY_OTHER)
		return kinship_with(pattern, a->answer.entries[i], ret_family);
	if (kin->kinship[key] == KIN_UNKNOWN) {
		kinship = kinship_with(pattern, a->answer.entries[i], &kin->family[key]);
		kin->kinship[key] = (uint8_t)kinship;
	}
	*ret_family = kin->family[key];
	return (enum kinship)kin->kinship[key];
}

static bool is_on_this_side(const struct assertion *a, const struct sx_call *call)
{
	return (!a->after || call_sequence(call) > call_sequence(a->after)) &&
	       (!a->before || call_sequence(call) < call_sequence(a->before));
}

static const char *side(const struct assertion *a)
{
	return a->after ? " after it" : a->before ? " before it" : "";
}

static void rank_all(struct assertion *a, const struct pattern *pattern, const struct bindings *bindings,
		     struct ranking *ranking)
{
	struct arena scratch = {0};
	struct kin kin = {0};
	size_t explained = 0, i;
	const char *family;

	for (i = 0; i < a->answer.entry_count; i++) {
		enum kinship kinship = kinship_of(&kin, a, pattern, i, &family);

		if (kinship == KIN_NONE || !is_on_this_side(a, a->answer.entries[i]))
			continue;
		ranking->selected += kinship == KIN_SELECTED;
		ranking->kin += kinship == KIN_FAMILY;
		if (family)
			ranking->family = family;
		if (kinship == KIN_PATH) {
			arena_clear(&scratch);
			if (explained >= MOST_EXPLAINED || (pattern_subject(pattern) == SUBJECT_CALL &&
			    !pattern_shares_path(&scratch, pattern, a->answer.entries[i])))
				continue;
		}
		if (explained++ < 4 * MOST_EXPLAINED)
			consider(&scratch, pattern, bindings, a->answer.entries[i], ranking);
	}
	/* words for the nearest alone: they are dear, and the list may be long */
	for (i = 0; i < ranking->count; i++)
		ranking->nearest[i].part_count = pattern_explain(&a->arena, pattern, ranking->nearest[i].call,
								 bindings, ranking->nearest[i].parts);
	arena_free(&scratch);
}

/* ---- the calls that there are, by name, when none is near ---- */

struct census {
	const char *names[WIRE_CALLS];
	size_t counts[WIRE_CALLS];
	size_t count;
};

static void count_name(struct census *census, const char *name)
{
	size_t i;

	/* most names are the very same text, and lists are long */
	for (i = 0; i < census->count && census->names[i] != name;)
		i++;
	if (i == census->count)
		for (i = 0; i < census->count && strcmp(census->names[i], name) != 0;)
			i++;
	if (i < census->count) {
		census->counts[i]++;
		return;
	}
	if (census->count == WIRE_CALLS)
		return;
	census->names[census->count] = name;
	census->counts[census->count++] = 1;
}

static size_t most_frequent(const struct census *census)
{
	size_t best = 0, i;

	for (i = 1; i < census->count; i++)
		if (census->counts[i] > census->counts[best])
			best = i;
	return best;
}

static void report_census(struct assertion *a)
{
	struct census *census = arena_take(&a->arena, sizeof(*census));
	size_t i, best;

	if (!census)
		return;
	for (i = 0; i < a->answer.entry_count; i++) {
		uint16_t key = entry_key(&a->answer, i);

		if (key != KEY_OTHER)
			count_name(census, key_name(key));
		else if (call_entry(a->answer.entries[i]) == ENTRY_CALL)
			count_name(census, call_name(a->answer.entries[i]));
	}
	if (!census->count)
		return;
	text_add(&a->report.text, "calls by name:");
	for (i = 0; i < MOST_NAMES && i < census->count; i++) {
		best = most_frequent(census);
		text_format(&a->report.text, "%s %s %zu", i ? "," : "", census->names[best], census->counts[best]);
		census->counts[best] = 0;
	}
	if (census->count > MOST_NAMES)
		text_format(&a->report.text, ", and %zu other %s", census->count - MOST_NAMES,
			    report_plural(census->count - MOST_NAMES, "name", "names"));
	text_add_char(&a->report.text, '\n');
}

/* ---- the report's part ---- */

/* The name part of a pattern: what stands before its bracket. */
static int name_length(const char *pattern)
{
	const char *start = pattern;

	if (strncmp(pattern, "[pid", 4) == 0 && strchr(pattern, ']'))
		start = strchr(pattern, ']') + 1;
	return (int)(start - pattern + (ptrdiff_t)strcspn(start, "(= "));
}

/* The marks, signals or ends that there are, where one of these was asked for. */
static void report_events(struct assertion *a, const struct pattern *pattern)
{
	static const char *const names[] = {
		[SUBJECT_MARK] = "mark", [SUBJECT_SIGNAL] = "signal", [SUBJECT_EXIT] = "end of a process",
	};
	struct report_line lines[REPORT_VIOLATIONS];
	size_t count = 0, all = 0, i;

	for (i = 0; i < a->answer.entry_count; i++) {
		if (!is_subject(pattern, a->answer.entries[i]))
			continue;
		all++;
		if (count < REPORT_VIOLATIONS)
			lines[count++] = (struct report_line){.call = a->answer.entries[i]};
	}
	if (!all) {
		text_format(&a->report.text, "there is no %s at all\n", names[pattern_subject(pattern)]);
		return;
	}
	text_add(&a->report.text, "there is:\n");
	report_lines(&a->report, lines, count, 0, LINES_WITH_PROCESS);
	if (all > count)
		text_format(&a->report.text, "  and %zu more\n", all - count);
	a->focus = a->focus ? a->focus : lines[0].call;
}

static void report_none(struct assertion *a, const struct pattern *pattern, const struct ranking *ranking)
{
	const char *text = pattern_text(pattern);
	struct text among = {0};

	if (pattern_subject(pattern) != SUBJECT_CALL) {
		report_events(a, pattern);
		return;
	}
	report_among(a, &among);
	if (!ranking->selected)
		text_format(&a->report.text, "no %.*s%s %s\n", name_length(text), text,
			    a->after || a->before ? side(a) : " at all", among.bytes);
	else
		text_format(&a->report.text, "nothing comes near it %s\n", among.bytes);
	text_free(&among);
	report_census(a);
}

static void report_heading(struct assertion *a, const struct pattern *pattern, const struct ranking *ranking)
{
	const char *text = pattern_text(pattern);
	size_t count = ranking->selected + ranking->kin;
	struct text among = {0};

	report_among(a, &among);
	if (ranking->kin)
		text_format(&a->report.text, "nearest of %zu %%%s %s%s %s:\n", count, ranking->family,
			    report_plural(count, "call", "calls"), side(a), among.bytes);
	else if (count)
		text_format(&a->report.text, "nearest of %zu %.*s %s%s %s:\n", count, name_length(text), text,
			    report_plural(count, "call", "calls"), side(a), among.bytes);
	else
		text_format(&a->report.text, "no %.*s%s; nearest %s:\n", name_length(text), text, side(a), among.bytes);
	text_free(&among);
}

static const char *first_why(const struct near *near)
{
	size_t i;

	for (i = 0; i < near->part_count; i++)
		if (near->parts[i].match != MATCH_YES && near->parts[i].why)
			return near->parts[i].why;
	return "differs";
}

/* The only part of the nearest call that differs; NULL: there are several. */
static const char *only_why(const struct near *near)
{
	const char *why = NULL;
	size_t i;

	for (i = 0; i < near->part_count; i++) {
		if (near->parts[i].match == MATCH_YES)
			continue;
		if (why || !near->parts[i].why)
			return NULL;
		why = near->parts[i].why;
	}
	return why;
}

static void report_suggestion(struct assertion *a, size_t n, const struct near *near,
			      const struct bindings *bindings)
{
	const char *suggestion = suggest_pattern(a, n, near->call, bindings);
	const char *why = only_why(near);

	if (!suggestion)
		return;
	if (why && strncmp(why, "lacks ", 6) == 0)
		report_help(&a->report, "if %s does not matter here, write %s", why + 6,
			    report_pasted(a, suggestion));
	else
		report_help(&a->report, "if #%u is what you mean, write %s", call_sequence(near->call),
			    report_pasted(a, suggestion));
}

void report_nearest(struct assertion *a, size_t n, const struct bindings *bindings)
{
	const struct pattern *pattern = a->answer.patterns.list[n];
	struct ranking ranking = {0};
	struct report_line lines[NEAREST] = {0};
	size_t i;

	rank_all(a, pattern, bindings, &ranking);
	if (!ranking.count) {
		if (!ranking.matched)
			report_none(a, pattern, &ranking);
		return;
	}
	report_heading(a, pattern, &ranking);
	for (i = 0; i < ranking.count; i++)
		lines[i] = (struct report_line){
			.call = ranking.nearest[i].call,
			.parts = ranking.nearest[i].parts,
			.part_count = ranking.nearest[i].part_count,
		};
	report_lines(&a->report, lines, ranking.count, 0, LINES_WITH_PROCESS);
	report_why(&a->report, "; nearest: #%u %s", call_sequence(ranking.nearest[0].call),
		   first_why(&ranking.nearest[0]));
	if (!a->focus)
		a->focus = ranking.nearest[0].call;
	/* where several are asked for, one that is changed to match does not make enough of them */
	if (a->lowest <= 1)
		report_suggestion(a, n, &ranking.nearest[0], bindings);
}
