/* SPDX-License-Identifier: MIT */
/* A pattern that differs from the one given only where a call does: what a help: line offers to paste. */
#include "harness/expect.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define LONGEST_LIST 100000	/* entries that are searched once more for the sake of a help: line */
#define LONGEST_CHAIN 2000	/* … and of the patterns of a statement */
#define LONGEST_VALUE 200	/* bytes of a printed value that still make a line worth pasting */

static const struct line_style whole = {.string_limit = LONGEST_VALUE, .no_alignment = true};

struct edit {
	struct span where;	/* in the pattern's text */
	char *with;
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Whether `text` is names joined by |, and perhaps "..." or "!". */
static bool is_flags(const char *text, size_t length)
{
	size_t i;

	if (!length || !isupper((unsigned char)text[0]))
		return false;
	for (i = 0; i < length; i++)
		if (!is_word(text[i]) && !strchr("|.! ", text[i]))
			return false;
	return true;
}

static bool has_token(const char *list, const char *token, size_t length)
{
	const char *at = list;

	while ((at = strstr(at, token))) {
		if ((at == list || !is_word(at[-1])) && !is_word(at[length]))
			return true;
		at += length;
	}
	return false;
}

/* The flags that were wanted and are there, and any others: O_RDONLY|... */
static char *relaxed_flags(struct arena *arena, const char *source, size_t length, const char *printed)
{
	struct text text = {0};
	char token[64];
	char *copy;
	size_t i = 0, start;

	while (i < length) {
		while (i < length && !is_word(source[i]))
			i++;
		start = i;
		while (i < length && is_word(source[i]))
			i++;
		if (i == start || i - start >= sizeof(token) || (start > 0 && source[start - 1] == '!'))
			continue;
		memcpy(token, source + start, i - start);
		token[i - start] = '\0';
		if (has_token(printed, token, i - start))
			text_format(&text, "%s%s", text.length ? "|" : "", token);
	}
	if (text.length)
		text_add(&text, "|...");
	copy = text.length ? arena_copy(arena, text.bytes, text.length + 1) : NULL;
	text_free(&text);
	return copy;
}

static char *printed_argument(struct arena *arena, const struct sx_call *call, unsigned slot)
{
	const struct value *value = decode_argument(arena, call, slot);
	struct text text = {0};
	char *copy = NULL;

	if (!value || slot >= decode_count(call))
		return NULL;
	line_of_value(&text, value, &whole);
	if (text.length && text.length <= LONGEST_VALUE + 2)
		copy = arena_copy(arena, text.bytes, text.length + 1);
	text_free(&text);
	return copy;
}

/* A descriptor by what it is open on: </etc/passwd>. */
static char *opened_object(struct arena *arena, const struct sx_call *call, unsigned slot)
{
	const struct value *value = decode_argument(arena, call, slot);

	if (!value || value->kind != VALUE_FD || !value->object || !value->object->path)
		return NULL;
	return arena_format(arena, "<%s>", value->object->path);
}

static char *new_argument(struct arena *arena, const char *pattern, const struct sx_call *call,
			  const struct part *part)
{
	const char *source = pattern + part->source.start;
	size_t length = part->source.end - part->source.start;
	char *printed = printed_argument(arena, call, part->slot);
	char *relaxed;

	if (memchr(source, '$', length))
		return NULL;	/* what was captured is what is meant */
	if (printed && memchr(source, '<', length))
		return opened_object(arena, call, part->slot);
	if (!printed || !is_flags(source, length))
		return printed;
	relaxed = relaxed_flags(arena, source, length, printed);
	return relaxed ? relaxed : printed;
}

static char *new_result(struct arena *arena, const char *pattern, const struct sx_call *call,
			const struct part *part)
{
	const char *sign = strchr("<>=!", pattern[part->source.start]) ? "= " : "";
	const struct value *value;
	struct text text = {0};
	char *copy;

	text_add(&text, sign);
	value = call_failed(call) || !call_returned(call) ? NULL : decode_result(arena, call);
	if (!call_returned(call))
		text_add(&text, "?");
	else if (value)
		line_of_value(&text, value, &whole);
	else if (call_failed(call) && errno_name((int)-call->ret))
		text_format(&text, "-1 %s", errno_name((int)-call->ret));
	copy = text.length > strlen(sign) ? arena_copy(arena, text.bytes, text.length + 1) : NULL;
	text_free(&text);
	return copy;
}

/* Whether the statement holds with these patterns: a step that matches a call may still stand in the wrong place. */
static bool chain_holds(struct assertion *a, const char *verb, const char *const *texts)
{
	struct answer answer = {0};
	enum outcome outcome;

	if (a->answer.recording.count > LONGEST_LIST)
		return false;
	outcome = (strcmp(verb, "next") == 0 ? query_next : query_order)(a->trace, &a->arena, texts, a->pattern_count, &answer);
	return outcome == OUTCOME_HOLDS;
}

/* sx_assert_order(t, "…", "…"), or the options that say so; NULL: too long to be read. */
static const char *whole_chain(struct assertion *a, const char *verb, const char *const *texts)
{
	struct text text = {0};
	const char *copy = NULL;

	if (!report_is_command(a))
		text_format(&text, "sx_assert_%s(t", verb);
	for (size_t i = 0; i < a->pattern_count; i++) {
		if (report_is_command(a))
			text_format(&text, "%s%s", i ? " " : "", report_option(a, verb, texts[i]));
		else
			text_format(&text, ", %s", report_c_string(&a->report, texts[i]));
	}
	if (!report_is_command(a))
		text_add(&text, ")");
	if (!text.failed && text.length <= LONGEST_CHAIN)
		copy = arena_copy(&a->arena, text.bytes, text.length + 1);
	text_free(&text);
	return copy;
}

const char *suggest_turned(struct assertion *a, size_t n)
{
	const char **texts = arena_copy(&a->arena, a->patterns, a->pattern_count * sizeof(*a->patterns));

	if (!texts || !n || n >= a->pattern_count)
		return NULL;
	texts[n] = a->patterns[n - 1];
	texts[n - 1] = a->patterns[n];
	return chain_holds(a, a->verb, texts) ? whole_chain(a, a->verb, texts) : NULL;
}

const char *suggest_gaps(struct assertion *a)
{
	return !report_is_command(a) && chain_holds(a, "order", a->patterns) ? whole_chain(a, "order", a->patterns) : NULL;
}

/* Whether it compiles in the place of the n-th pattern, and matches: nothing is offered that would not work. */
static bool works(struct assertion *a, size_t n, const char *text, const struct sx_call *call,
		  const struct bindings *bound)
{
	const char **texts = arena_copy(&a->arena, a->patterns, a->pattern_count * sizeof(*a->patterns));
	struct patterns patterns = {0};
	struct bindings bindings = bound ? *bound : (struct bindings){0};
	struct arena scratch = {0};
	struct text report = {0};
	struct matching matching = {.scratch = &scratch, .kept = &a->arena, .bindings = &bindings};
	struct answer answer = {0};
	bool is_match = false;

	if (!texts)
		return false;
	texts[n] = text;
	if (patterns_compile(&a->arena, texts, a->pattern_count, trace_variables(a->trace), &patterns, &report) == 0)
		is_match = pattern_match(patterns.list[n], call, &matching) == MATCH_YES;
	text_free(&report);
	arena_free(&scratch);
	if (is_match && (strcmp(a->verb, "order") == 0 || strcmp(a->verb, "next") == 0))
		return chain_holds(a, a->verb, texts);
	if (is_match && strcmp(a->verb, "all") == 0)
		return a->answer.recording.count <= LONGEST_LIST && query_all(a->trace, &a->arena, texts[0], texts[1], &answer) == OUTCOME_HOLDS;
	return is_match;
}

static const char *apply(struct arena *arena, const char *pattern, const struct edit *edits, size_t count)
{
	struct text text = {0};
	const char *copy = NULL;
	size_t at = 0, i;

	for (i = 0; i < count; i++) {
		if (edits[i].where.start < at)
			return text_free(&text), NULL;
		text_add_bytes(&text, pattern + at, edits[i].where.start - at);
		text_add(&text, edits[i].with);
		at = edits[i].where.end;
	}
	text_add(&text, pattern + at);
	if (!text.failed)
		copy = arena_copy(arena, text.bytes, text.length + 1);
	text_free(&text);
	return copy;
}

/* %open(path='/etc/app.conf') >= 0: arguments by name, where those by position mean other things in the family. */
static const char *by_path(struct arena *arena, const char *pattern, const char *family, const struct sx_call *call,
			   const struct part *parts, size_t count)
{
	const struct part *path = NULL;
	const char *result = "";
	size_t i;

	for (i = 0; i < count; i++) {
		if (parts[i].kind == PART_ARGUMENT && parts[i].slot < SYSCALL_ARGS &&
		    call_row(call)->args[parts[i].slot].kind == KIND_PATH)
			path = &parts[i];
		if (parts[i].kind == PART_RESULT)
			result = pattern + parts[i].source.start;
	}
	if (!path || path->match != MATCH_YES)
		return NULL;
	while (result > pattern && *result && strchr("<>=! ", result[-1]))
		result--;
	return arena_format(arena, "%%%s(path=%.*s)%s%s", family, (int)(path->source.end - path->source.start),
			    pattern + path->source.start, *result && *result != ' ' ? " " : "", result);
}

/* What differs, as edits in the order of the text; false: something that no edit can repair. */
static bool edits_of(struct arena *arena, const char *text, const struct sx_call *call, const struct part *parts,
		     size_t part_count, const char *name, struct edit *edits, size_t *ret_count)
{
	size_t i;

	*ret_count = 0;
	for (i = 0; i < part_count; i++) {
		struct edit *edit = &edits[*ret_count];

		if (parts[i].match == MATCH_YES)
			continue;
		edit->where = parts[i].source;
		if (parts[i].kind == PART_NAME)
			edit->with = arena_copy(arena, name, strlen(name) + 1);
		else if (parts[i].kind == PART_ARGUMENT && parts[i].slot < SYSCALL_ARGS)
			edit->with = new_argument(arena, text, call, &parts[i]);
		else if (parts[i].kind == PART_RESULT)
			edit->with = new_result(arena, text, call, &parts[i]);
		else
			return false;
		if (!edit->with)
			return false;
		(*ret_count)++;
	}
	return *ret_count > 0;
}

const char *suggest_pattern(struct assertion *a, size_t n, const struct sx_call *call,
			    const struct bindings *bindings)
{
	const struct pattern *pattern = a->answer.patterns.list[n];
	struct arena *arena = &a->arena;
	const char *text = pattern_text(pattern);
	const char *family = pattern_family_with(pattern, call);
	const char *candidates[3] = {0};
	struct part parts[PATTERN_PARTS];
	struct edit edits[PATTERN_PARTS];
	size_t count = pattern_explain(arena, pattern, call, bindings, parts);
	const char *names[2] = {family ? arena_format(arena, "%%%s", family) : NULL, call_name(call)};
	size_t edit_count, i;

	if (family)
		candidates[1] = by_path(arena, text, family, call, parts, count);
	for (i = 0; i < 2; i++)
		if (names[i] && edits_of(arena, text, call, parts, count, names[i], edits, &edit_count))
			candidates[2 * i] = apply(arena, text, edits, edit_count);
	for (i = 0; i < 3; i++)
		if (candidates[i] && works(a, n, candidates[i], call, bindings))
			return candidates[i];
	return NULL;
}
