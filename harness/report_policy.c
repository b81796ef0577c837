/* SPDX-License-Identifier: MIT */
/* The report of calls that a policy does not allow: what the kernel would do, which rule says so, what would allow it. */
#include "harness/report_policy.h"

#include <errno.h>
#include <string.h>

#include "harness/pattern/classes.h"
#include "harness/policy/json.h"

#define NOTED_RULES 5		/* that no call used */
#define NOTED_NAMES 3		/* of each of them */

static const char *const nothing_allows[] = {
	[FORMAT_OCI] = "defaultAction, no rule allows it",
	[FORMAT_SYSTEMD] = "no line allows it",
	[FORMAT_PATTERNS] = "no line matches it",
};

/* What the kernel would do, and which rule says so: stands behind the line of the call. */
static const char *remark_on(struct assertion *a, struct profile *profile, const struct sx_call *call)
{
	struct verdict verdict = profile_judge(profile, call);
	struct text text = {0};
	const char *copy;

	action_effect(&text, verdict.action);
	text_add(&text, ": ");
	if (verdict.is_foreign)
		text_format(&text, "calls of this ABI are not in %s", profile->format == FORMAT_OCI ? "\"architectures\"" :
			    "SystemCallArchitectures=");
	else if (verdict.rule)
		rule_name(&text, verdict.rule);
	else
		text_add(&text, nothing_allows[profile->format]);
	copy = arena_format(&a->arena, "%s", text.bytes ? text.bytes : "");
	text_free(&text);
	return copy ? copy : "";
}

static void add_subject(struct text *text, const struct profile *profile)
{
	if (profile->format == FORMAT_PATTERNS) {
		text_format(text, "the first line that matches decides; what none matches is %s",
			    profile->otherwise.kind == POLICY_ALLOW ? "allowed" : "not allowed");
		return;
	}
	if (profile->format == FORMAT_SYSTEMD) {
		text_add(text, "what the filter does not name ");
		action_effect(text, profile->otherwise);
		text_format(text, "; sets are those of %s", group_version);
		return;
	}
	text_format(text, "%s otherwise; judged for ", action_name(profile->otherwise));
	policy_caps_print(text, profile->caps);
	text_format(text, " on Linux %u.%u", profile->kernel_major, profile->kernel_minor);
}

/* A rule on this call that would hold for another subject or another argument is the likely cause. */
static void note_near_rule(struct assertion *a, struct profile *profile, const struct sx_call *call)
{
	const char *name = call_name(call);

	for (size_t i = 0; i < profile->rule_count && profile->format == FORMAT_OCI; i++) {
		const struct rule *rule = &profile->rules[i];

		for (size_t n = 0; n < rule->name_count; n++) {
			if (strcmp(rule->names[n], name) != 0 || rule == profile_judge(profile, call).rule)
				continue;
			if (rule->left_out)
				report_note(&a->report, "syscalls[%u] in line %u names %s (%s), but %s", rule->number,
					    rule->line, name, action_name(rule->action), rule->left_out);
			else if (rule->condition_count)
				report_note(&a->report, "syscalls[%u] in line %u names %s (%s), but with other arguments",
					    rule->number, rule->line, name, action_name(rule->action));
			return;
		}
	}
}

static void note_near_rules(struct assertion *a, struct profile *profile, const struct report_line *lines, size_t count)
{
	size_t i, j;

	for (i = 0; i < count; i++) {
		for (j = 0; j < i && strcmp(call_name(lines[j].call), call_name(lines[i].call)) != 0; j++)
			;
		if (j == i)
			note_near_rule(a, profile, lines[i].call);
	}
}

/* A rule that says no is there for what should not happen; one without a line nobody wrote. */
static bool is_noted(const struct rule *rule)
{
	switch (rule->action.kind) {
	case POLICY_ALLOW:
	case POLICY_LOG:
	case POLICY_TRACE:
	case POLICY_NOTIFY:
		return !rule->left_out && rule->line;
	default:
		return false;
	}
}

/* "no call used 2 of 7 rules: syscalls[1] (mount), ..."; nothing where all were used. */
static void list_unused(struct text *text, const struct profile *profile)
{
	struct text list = {0};
	size_t unused = 0, held = 0;

	for (size_t i = 0; i < profile->rule_count; i++) {
		const struct rule *rule = &profile->rules[i];

		held += is_noted(rule);
		if (!is_noted(rule) || rule->is_used || ++unused > NOTED_RULES)
			continue;
		text_add(&list, unused > 1 ? ", " : "");
		if (profile->format != FORMAT_OCI) {
			rule_name(&list, rule);
			continue;
		}
		text_format(&list, "syscalls[%u] (", rule->number);
		for (size_t n = 0; n < rule->name_count && n < NOTED_NAMES; n++)
			text_format(&list, "%s%.40s", n ? ", " : "", rule->names[n]);
		text_add(&list, rule->name_count > NOTED_NAMES ? ", ...)" : ")");
	}
	if (unused)
		text_format(text, "no call used %zu of %zu %s that allow something: %s%s", unused, held,
			    profile->format == FORMAT_PATTERNS ? "lines" : "rules", list.bytes ? list.bytes : "",
			    unused > NOTED_RULES ? ", ..." : "");
	text_free(&list);
}

static void note_unused(struct assertion *a, const struct profile *profile)
{
	struct text text = {0};

	list_unused(&text, profile);
	if (text.length)
		report_note(&a->report, "%s", text.bytes);
	text_free(&text);
}

/* Runtimes leave such a name out in silence. "" where there is none with this number. */
static void add_unknown(struct text *text, const struct profile *profile, size_t n)
{
	const struct unknown_name *unknown = &profile->unknown[n];
	const char *deed = unknown->rule->action.kind == POLICY_ALLOW || unknown->rule->action.kind == POLICY_LOG ?
			   "allows" : "decides";

	text_format(text, "%s:%u: syscalls[%u] names %s, and no system call is called so: libseccomp does not know it, runc passes "
		    "over it, and it %s nothing", profile->file, unknown->line, unknown->rule->number,
		    json_quoted(profile->arena, unknown->name), deed);
	if (unknown->nearest)
		text_format(text, "; did you mean %s", unknown->nearest);
	if (n + 1 == NOTED_UNKNOWN && profile->unknown_count > NOTED_UNKNOWN)
		text_format(text, " (and %zu names more)", profile->unknown_count - NOTED_UNKNOWN);
}

/* In the report at hand; or, where there is none since the profile holds, in one of its own. */
static void note_unknown(struct assertion *a, const struct profile *profile, bool has_report)
{
	for (size_t n = 0; n < profile->unknown_count && n < NOTED_UNKNOWN; n++) {
		struct text text = {0};

		add_unknown(&text, profile, n);
		if (has_report) {
			report_note(&a->report, "%s", text.bytes ? text.bytes : "");
		} else {
			report_start(&a->report);
			report_head(&a->report, &a->here, "note: %s", text.bytes ? text.bytes : "");
			report_finish(&a->report);
		}
		text_free(&text);
	}
}

static const char not_judged[] = "what %s would refuse is not judged";

/* The policy holds, and may allow more than is needed; of a part of the calls that would say little. */
static void remark_on_unused(struct assertion *a, const struct profile *profile)
{
	struct text text = {0};

	if (a->trace->kind == VIEW_ALL)
		list_unused(&text, profile);
	if (text.length) {
		report_start(&a->report);
		report_head(&a->report, &a->here, "note: %s holds; %s", profile->file, text.bytes);
		report_finish(&a->report);
	}
	text_free(&text);
	if (profile->not_judged) {
		report_start(&a->report);
		text_format(&text, not_judged, profile->not_judged);
		report_head(&a->report, &a->here, "warning: %s: %s", profile->file, text.bytes ? text.bytes : "");
		report_finish(&a->report);
		text_free(&text);
	}
}

/* Calls that are not allowed, each once: "read", "write" or read write. */
static void list_names(const struct assertion *a, struct text *list, const char *quote, const char *separator)
{
	const char *names[REPORT_VIOLATIONS];
	size_t count = 0, i, j;

	for (i = 0; i < a->answer.witness_count && count < REPORT_VIOLATIONS; i++) {
		if (a->answer.witnesses[i].match == MATCH_UNKNOWN)
			continue;
		names[count] = call_name(a->answer.witnesses[i].call);
		for (j = 0; j < count && strcmp(names[j], names[count]) != 0; j++)
			;
		if (j == count)
			text_format(list, "%s%s%s%s", count ? separator : "", quote, names[count], quote);
		count += j == count;
	}
}

/* What the line of a policy would say that allows a call: by its path, where it has one. */
static void help_with_pattern(struct assertion *a, const struct profile *profile, const struct sx_call *call)
{
	const struct rule *rule = profile_judge((struct profile *)profile, call).rule;
	const char *path = sx_call_path_of(call, "path"), *it = report_plural(a->answer.matched, "it", "the first");
	struct text text = {0};

	text_format(&text, "allow %s", call_name(call));
	if (path && !strpbrk(path, "'\\*?$") && pattern_parameter_is(call, "path"))
		text_format(&text, "(path='%s')", path);
	if (rule && text.bytes)
		report_help(&a->report, "to allow %s, put above line %u: %s", it, rule->line, text.bytes);
	else if (text.bytes)
		report_help(&a->report, "to allow %s, add a line: %s", it, text.bytes);
	text_free(&text);
}

/* The rule that refuses the n-th witness; NULL: it is none of the policy's, or an earlier witness is of the same call. */
static const struct rule *refusing_rule(const struct assertion *a, struct profile *profile, size_t n)
{
	const struct sx_call *call = a->answer.witnesses[n].call;

	if (a->answer.witnesses[n].match == MATCH_UNKNOWN)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (strcmp(call_name(a->answer.witnesses[i].call), call_name(call)) == 0)
			return NULL;
	return profile_judge(profile, call).rule;
}

/* A rule that refuses stands against one that allows. */
static void help_to_take_out(struct assertion *a, struct profile *profile)
{
	for (size_t i = 0; i < a->answer.witness_count && i < REPORT_VIOLATIONS; i++) {
		const struct rule *rule = refusing_rule(a, profile, i);

		if (rule)
			report_help(&a->report, "to allow %s, take it out of syscalls[%u] in line %u",
				    call_name(a->answer.witnesses[i].call), rule->number, rule->line);
	}
}

static void help_to_allow(struct assertion *a, struct profile *profile, const struct sx_call *first)
{
	const char *them = report_plural(a->answer.matched, "it", "these");
	bool is_allowing = profile->otherwise.kind == POLICY_ALLOW || profile->otherwise.kind == POLICY_LOG;
	struct text list = {0};

	if (profile->format == FORMAT_PATTERNS) {
		help_with_pattern(a, profile, first);
		return;
	}
	if (profile->format == FORMAT_OCI)
		help_to_take_out(a, profile);
	if (profile->format == FORMAT_OCI && is_allowing)
		return;
	list_names(a, &list, profile->format == FORMAT_OCI ? "\"" : "", profile->format == FORMAT_OCI ? ", " : " ");
	if (list.length && profile->format == FORMAT_OCI)
		report_help(&a->report, "to allow %s, add to \"syscalls\": {\"names\": [%s], \"action\": \"SCMP_ACT_ALLOW\"}", them,
			    list.bytes);
	else if (list.length)
		report_help(&a->report, "to allow %s, add a last line: %s%s", them,
			    profile->is_bare ? "" : "SystemCallFilter=", list.bytes);
	text_free(&list);
}

/* Profiles say so of a call that they cannot look into, so that libc makes the older one. */
static void note_missing(struct assertion *a, struct profile *profile, const struct report_line *lines, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct verdict verdict = profile_judge(profile, lines[i].call);

		if (!verdict.rule || verdict.action.kind != POLICY_ERRNO || verdict.action.number != ENOSYS)
			continue;
		report_note(&a->report, "to who gets ENOSYS %s is a call that the kernel does not have: libc does without some "
			    "(clone in place of clone3), as a run under the profile shows", call_name(lines[i].call));
		return;
	}
}

void report_policy_refused(struct assertion *a, struct profile *profile)
{
	struct report_line lines[REPORT_VIOLATIONS];
	struct text among = {0}, subject = {0};
	size_t count = 0;

	for (size_t i = 0; i < a->answer.witness_count && count < REPORT_VIOLATIONS; i++) {
		const struct sx_call *call = a->answer.witnesses[i].call;

		if (a->answer.witnesses[i].match == MATCH_UNKNOWN)
			continue;
		lines[count++] = (struct report_line){.call = call, .remark = remark_on(a, profile, call)};
		report_mark(a, call);
	}
	report_head(&a->report, &a->here, "%s allows all but %zu of %zu calls", profile->file, a->answer.matched,
		    a->answer.call_count);
	report_why(&a->report, ": #%u %s %s", call_sequence(lines[0].call), call_name(lines[0].call),
		   lines[0].remark);
	report_subject(a);
	add_subject(&subject, profile);
	text_format(&a->report.text, "    %s\n", subject.bytes ? subject.bytes : "");
	report_among(a, &among);
	text_format(&a->report.text, "what %s, %s:\n", profile->format == FORMAT_PATTERNS ? "is not allowed" :
		    "the kernel would refuse", among.bytes ? among.bytes : "");
	report_lines(&a->report, lines, count, 0, LINES_WITH_PROCESS);
	if (a->answer.matched > count)
		text_format(&a->report.text, "  and %zu more\n", a->answer.matched - count);
	report_culprit(a, lines[0].call);
	report_context(a);
	note_near_rules(a, profile, lines, count);
	note_missing(a, profile, lines, count);
	note_unknown(a, profile, true);
	note_unused(a, profile);
	if (profile->not_judged)
		report_note(&a->report, not_judged, profile->not_judged);
	help_to_allow(a, profile, lines[0].call);
	text_free(&subject);
	text_free(&among);
}

void report_policy_remarks(struct assertion *a, const struct profile *profile)
{
	remark_on_unused(a, profile);
	note_unknown(a, profile, false);
}

void report_policy_names(struct assertion *a, const struct profile *profile)
{
	note_unknown(a, profile, true);
}
