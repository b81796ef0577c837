/* SPDX-License-Identifier: MIT */
/* Patterns of events: "--- SIGCHLD {…} ---" and "+++ exited with 0 +++", compared with the lines that are printed. */
#include <ctype.h>
#include <string.h>

#include "harness/pattern/ast.h"

/* The text with single blanks; strace's three dots and a star are any text. */
static size_t event_atoms(const char *text, struct atom *atoms)
{
	size_t count = 0;

	for (; *text; text++) {
		if (*text == '*' || strncmp(text, "...", 3) == 0) {
			text += *text == '.' ? 2 : 0;
			atoms[count++] = (struct atom){.kind = ATOM_DEEP};
		} else if (!isspace((unsigned char)*text)) {
			atoms[count++] = (struct atom){.c = (unsigned char)*text};
		} else if (count && atoms[count - 1].c != ' ') {
			atoms[count++] = (struct atom){.c = ' '};
		}
	}
	while (count && atoms[count - 1].c == ' ')
		count--;
	return count;
}

static int keep_event(struct compiler *c, const char *text)
{
	struct atom *atoms = text ? arena_take(c->arena, (strlen(text) + 1) * sizeof(*atoms)) : NULL;

	if (!atoms)
		return out_of_memory(c);
	c->pattern->event = atoms;
	c->pattern->event_count = event_atoms(text, atoms);
	return 0;
}

static int check_signal(struct compiler *c, const char *start, const char *name)
{
	struct nearest nearest = {name};

	if (signal_of(name) > 0)
		return 0;
	for (int number = 1; number < 65; number++)
		if (signal_name(number))
			nearest_try(&nearest, signal_name(number));
	complain(c, span_from(c, start), "unknown signal %s", name);
	suggest(c, nearest.best);
	return c->error;
}

/* Names in {…} that no siginfo has would never match, and nobody would notice. */
static int check_fields(struct compiler *c)
{
	for (; *c->at; c->at++) {
		const char *start = c->at, *end = start;
		char name[32];

		while (isalnum((unsigned char)*end) || *end == '_')
			end++;
		if (end == start)
			continue;
		c->at = end - 1;
		if (*end != '=' || (size_t)(end - start) >= sizeof(name))
			continue;
		memcpy(name, start, (size_t)(end - start));
		name[end - start] = '\0';
		if (strcmp(name, "si_signo") == 0 || strcmp(name, "si_code") == 0 || is_union_field(name) ||
		    strncmp(name, "si_", 3) != 0)
			continue;
		c->at = end;
		return complain(c, span_from(c, start), "a signal has no field %s", name);
	}
	return 0;
}

/* Whatever stands behind the name, unless it says more. */
static bool is_bare(const char *rest)
{
	static const char *const rests[] = {"", "---", "... ---", "...", "\xe2\x80\xa6", "\xe2\x80\xa6 ---", "{...} ---"};

	rest += strspn(rest, " ");
	for (size_t i = 0; i < sizeof(rests) / sizeof(*rests); i++)
		if (strcmp(rest, rests[i]) == 0)
			return true;
	return false;
}

static int parse_signal(struct compiler *c)
{
	const char *whole = c->at, *start;
	char *name;

	c->at += 3;
	skip_blanks(c);
	start = c->at;
	/* strace's ? is a signal that could not be read */
	if (*c->at == '*' || *c->at == '?' || looking_at(c, "..."))
		return keep_event(c, whole);
	name = lex_word(c, "");
	if (!name)
		return complain(c, span_from(c, whole), "expected --- SIGNAL {…} ---");
	if (check_signal(c, start, name) < 0)
		return c->error;
	if (is_bare(c->at))
		return keep_event(c, arena_format(c->arena, "--- %s ...", name));
	if (check_fields(c) < 0)
		return c->error;
	return keep_event(c, whole);
}

/* A process that was killed is meant with a core dump and without. */
static int parse_killed(struct compiler *c, const char *whole)
{
	const char *start = c->at;
	char *name;

	if (*c->at == '*' || looking_at(c, "..."))
		return keep_event(c, whole);
	name = lex_word(c, "");
	if (!name)
		return complain(c, span_from(c, whole), "killed by which signal?");
	if (check_signal(c, start, name) < 0)
		return c->error;
	skip_blanks(c);
	if (!*c->at || strcmp(c->at, "+++") == 0)
		return keep_event(c, arena_format(c->arena, "+++ killed by %s ...+++", name));
	return keep_event(c, whole);
}

static int parse_end_of_task(struct compiler *c)
{
	const char *whole = c->at;
	size_t length = strlen(whole);

	while (length && isspace((unsigned char)whole[length - 1]))
		length--;
	c->at += 3;
	skip_blanks(c);
	if (*c->at == '?' || *c->at == '*' || looking_at(c, "..."))
		return keep_event(c, whole);
	if (accept(c, "killed by "))
		return parse_killed(c, whole);
	if (accept(c, "exited with ") && *c->at != '*' && !looking_at(c, "...") && !isdigit((unsigned char)*c->at))
		return complain(c, span_from(c, whole), "exited with which code?");
	if (c->at == whole + 3 + strspn(whole + 3, " ") && !looking_at(c, "superseded by "))
		return complain(c, (struct span){0, strlen(c->text)},
				"expected +++ exited with 0 +++ or +++ killed by SIGKILL +++");
	if (length < 7 || strncmp(whole + length - 3, "+++", 3) != 0)
		return keep_event(c, arena_format(c->arena, "%.*s +++", (int)length, whole));
	return keep_event(c, whole);
}

int parse_event(struct compiler *c, enum pattern_subject subject)
{
	c->pattern->subject = subject;
	return subject == SUBJECT_SIGNAL ? parse_signal(c) : parse_end_of_task(c);
}

enum match match_event(const struct pattern *pattern, const struct sx_call *entry)
{
	struct line_style style = {.string_limit = SIZE_MAX / 4};
	struct text line = {0};
	size_t used = 0;
	bool is_match;

	line_of_event(&line, entry, &style);
	for (size_t i = 0; i < line.length; i++)
		if (line.bytes[i] != ' ' || (used && line.bytes[used - 1] != ' '))
			line.bytes[used++] = line.bytes[i];
	is_match = used && glob_match(pattern->event, pattern->event_count, line.bytes, used, true);
	text_free(&line);
	return is_match ? MATCH_YES : MATCH_NO;
}
