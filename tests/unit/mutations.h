/* SPDX-License-Identifier: MIT */
/* Changes one part of a printed line at a time: the pattern that results must not match the call any more. */
#ifndef SX_UNIT_MUTATIONS_H
#define SX_UNIT_MUTATIONS_H

#include <ctype.h>
#include <string.h>

#include "tests/unit/matches.h"

/* A part as it is not; false: there is nothing in it that could be changed. */
static inline bool mutate_part(struct text *text, const char *part, size_t length)
{
	size_t digits = 0;

	if (!length || *part == '*' || *part == '<')
		return false;
	if (*part == '"' || (*part == '@' && part[1] == '"')) {
		/* one more character at the start of the text */
		text_add_bytes(text, part, *part == '@' ? 2 : 1);
		text_add_char(text, part[*part == '@' ? 2 : 1] == '#' ? '%' : '#');
		text_add_bytes(text, part + (*part == '@' ? 2 : 1), length - (*part == '@' ? 2 : 1));
		return true;
	}
	if (*part == '-' || isdigit((unsigned char)*part)) {
		while (digits < length && (isxdigit((unsigned char)part[digits]) || strchr("-x", part[digits])))
			digits++;
		/* the last digit: octal, decimal and hexadecimal numbers stay what they are */
		text_add_bytes(text, part, digits - 1);
		text_add_char(text, part[digits - 1] == '1' ? '2' : '1');
		text_add_bytes(text, part + digits, length - digits);
		return true;
	}
	if (length >= 4 && memcmp(part, "NULL", 4) == 0)
		text_add(text, "0x7654321");
	else if (*part == '[' || *part == '{' || *part == '~')
		text_add(text, "NULL");
	else
		text_add(text, "0x7654321");
	return true;
}

static inline bool is_match_or_unknown(const struct sx_call *call, const char *line)
{
	char *report = report_of(&line, 1, NULL);
	bool is_bad = report != NULL;

	free(report);
	return !is_bad && match_of_text(line, call, NULL, NULL) != MATCH_NO;
}

/* NULL: each change was noticed; else the changed line that still matches, malloc'ed. */
static inline char *unnoticed_mutation(const struct sx_call *call)
{
	struct line_style style = {.string_limit = 1 << 20, .no_alignment = true};
	struct line_spans spans;
	struct text line = {0};
	char *found = NULL;

	line_of_call(&line, call, &style, &spans);
	for (unsigned i = 0; i <= SYSCALL_ARGS && !found; i++) {
		struct span span = i < SYSCALL_ARGS ? spans.args[i] : spans.result;
		struct text changed = {0};

		/* of a labelled argument the value counts, and of an error its name */
		for (size_t at = span.start; i < SYSCALL_ARGS && at < span.end && isalnum((unsigned char)line.bytes[at]); at++)
			if (line.bytes[at + 1] == '=' && islower((unsigned char)line.bytes[at]))
				span.start = at + 2;
		if (span.end <= span.start)
			continue;
		text_add_bytes(&changed, line.bytes, span.start);
		if (i == SYSCALL_ARGS && strncmp(line.bytes + span.start, "-1 E", 4) == 0)
			text_add(&changed, strncmp(line.bytes + span.start, "-1 EXDEV", 8) == 0 ? "-1 EDOM" : "-1 EXDEV");
		else if (i == SYSCALL_ARGS && line.bytes[span.start] == '?')
			text_add(&changed, "-1 EXDEV");
		else if (i == SYSCALL_ARGS && line.bytes[span.start] == '-')
			text_add(&changed, "5");
		else if (!mutate_part(&changed, line.bytes + span.start, span.end - span.start))
			text_cut(&changed, 0);
		if (changed.length) {
			text_add(&changed, line.bytes + span.end);
			if (is_match_or_unknown(call, changed.bytes))
				found = text_steal(&changed);
		}
		text_free(&changed);
	}
	text_free(&line);
	return found;
}

static inline void assert_mutations_are_noticed(const struct sx_call *call)
{
	char *line = unnoticed_mutation(call);

	ck_assert_msg(!line, "a changed line matches still: %s", line);
	free(line);
}

#endif
