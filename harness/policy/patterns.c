/* SPDX-License-Identifier: MIT */
/* A policy of lines "allow PATTERN" and "deny PATTERN": the first that matches a call decides on it. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "harness/policy/profile_private.h"

#define MOST_LINES 4096

/* ---- reading ---- */

/* A number sign behind a blank begins a comment, unless it stands in a text. */
static void cut_comment(char *line)
{
	char quote = '\0';

	for (char *at = line; *at; at++) {
		if (quote && *at == '\\' && at[1])
			at++;
		else if (quote)
			quote = *at == quote ? '\0' : quote;
		else if (*at == '\'' || *at == '"')
			quote = *at;
		else if (*at == '#' && at > line && isblank((unsigned char)at[-1]))
			*at = '\0';
		if (!*at)
			break;
	}
	for (size_t length = strlen(line); length && isblank((unsigned char)line[length - 1]); length--)
		line[length - 1] = '\0';
}

/* "allow PATTERN", cut behind the word; NULL: neither word begins it. */
static char *pattern_of(char *line, struct action *ret)
{
	size_t length = strcspn(line, " \t");

	if (length == 5 && memcmp(line, "allow", length) == 0)
		ret->kind = POLICY_ALLOW;
	else if (length == 4 && memcmp(line, "deny", length) == 0)
		ret->kind = POLICY_FORBID;
	else
		return NULL;
	return line + length + strspn(line + length, " \t");
}

static int read_line(struct profile_reader *reader, char *line, unsigned number)
{
	struct profile *profile = reader->profile;
	struct rule *rule = &profile->rules[profile->rule_count];
	struct patterns patterns;
	struct text report = {0};
	const char *text;
	int r;

	cut_comment(line);
	*rule = (struct rule){.number = (unsigned)profile->rule_count, .line = number};
	text = pattern_of(line, &rule->action);
	if (!text)
		return reader_fail_line(reader, number, "a line of a policy begins with allow or deny, not with %.20s", line);
	if (!*text)
		return reader_fail_line(reader, number, "a pattern is missing behind %s", line);
	r = patterns_compile(reader->arena, &text, 1, reader->subject->variables, &patterns, &report);
	if (r == -EINVAL)
		reader_fail_line(reader, number, "%s", report.bytes ? report.bytes : "out of memory");
	text_free(&report);
	if (r < 0)
		return r;
	if (pattern_subject(patterns.list[0]) != SUBJECT_CALL)
		return reader_fail_line(reader, number, "a policy is about calls: %s is none", text);
	rule->pattern = patterns.list[0];
	rule->label = arena_format(reader->arena, "%s %s", rule->action.kind == POLICY_ALLOW ? "allow" : "deny", text);
	profile->rule_count++;
	return rule->label ? 0 : -ENOMEM;
}

int reader_patterns(struct profile_reader *reader, const char *bytes, size_t length)
{
	struct line_walk walk = {.at = bytes, .end = bytes + length};
	struct profile *profile = reader->profile;
	const char *line;
	int r = 0;

	profile->rules = arena_take(reader->arena, MOST_LINES * sizeof(*profile->rules));
	if (!profile->rules)
		return -ENOMEM;
	profile->otherwise.kind = POLICY_ALLOW;
	while (r == 0 && (line = line_next(&walk, reader->arena, &r))) {
		if (profile->rule_count == MOST_LINES)
			return reader_fail_line(reader, walk.line, "more than %d lines", MOST_LINES);
		r = read_line(reader, (char *)line, walk.line);
		if (r == 0 && profile->rules[profile->rule_count - 1].action.kind == POLICY_ALLOW)
			profile->otherwise.kind = POLICY_FORBID;
	}
	return r;
}

/* ---- judging ---- */

static enum match match_rule(struct profile *profile, struct rule *rule, const struct sx_call *call,
			     struct arena *scratch, struct reason *ret)
{
	struct bindings bindings;
	struct matching matching = {
		.scratch = scratch, .kept = profile->arena, .recording = profile->recording, .startup = rule->startup,
	};
	enum match match;

	if (pattern_is_name_only(rule->pattern))
		return MATCH_YES;
	if (pattern_names_used(rule->pattern)) {
		memset(&bindings, 0, sizeof(bindings));
		matching.bindings = &bindings;
	}
	match = pattern_match(rule->pattern, call, &matching);
	rule->startup = matching.startup;
	*ret = matching.reason;
	return match;
}

struct verdict patterns_judge(struct profile *profile, const struct sx_call *call)
{
	struct verdict verdict = {.action = profile->otherwise};
	bool may_be[2] = {false, false};	/* forbidden, allowed */
	struct arena scratch = {0};

	for (size_t i = 0; i < profile->rule_count && !verdict.rule; i++) {
		struct rule *rule = &profile->rules[i];
		struct reason reason = {0};
		enum match match = MATCH_NO;

		if (pattern_selects(rule->pattern, call))
			match = match_rule(profile, rule, call, &scratch, &reason);
		if (match == MATCH_NO)
			continue;
		rule->is_used = true;
		if (match == MATCH_YES) {
			verdict.rule = rule;
			verdict.action = rule->action;
			continue;
		}
		if (!may_be[0] && !may_be[1])
			verdict.reason = reason;
		may_be[rule->action.kind == POLICY_ALLOW] = true;
	}
	arena_free(&scratch);
	may_be[verdict.action.kind == POLICY_ALLOW] = true;
	verdict.kind = may_be[1] ? VERDICT_ALLOWED : VERDICT_REFUSED;
	if (may_be[0] && may_be[1])
		verdict.kind = VERDICT_UNDECIDED;
	return verdict;
}
