/* SPDX-License-Identifier: MIT */
/* Says what is wrong with a pattern: a sentence, the text, a caret, a suggestion. */
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "harness/pattern/ast.h"

/* One column per character, not per byte; a tab stays a tab so that the caret stands under its place. */
static void add_padding(struct text *report, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\t')
			text_add_char(report, '\t');
		else if (((unsigned char)text[i] & 0xc0) != 0x80)
			text_add_char(report, ' ');
	}
}

static size_t columns(const char *text, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += ((unsigned char)text[i] & 0xc0) != 0x80;
	return count;
}

/* A caret line needs the pattern on one line: line breaks are shown as spaces. */
static void add_line(struct text *report, const char *text)
{
	for (; *text; text++)
		text_add_char(report, *text == '\n' || *text == '\r' ? ' ' : *text);
}

int complain(struct compiler *c, struct span span, const char *format, ...)
{
	size_t length = strlen(c->text);
	va_list list;

	if (c->error)
		return c->error;
	c->error = -EINVAL;
	if (span.start > length)
		span.start = length;
	if (span.end > length)
		span.end = length;

	text_add(c->report, "pattern error: ");
	va_start(list, format);
	text_vformat(c->report, format, list);
	va_end(list);
	text_add(c->report, "\n    ");
	add_line(c->report, c->text);
	text_add(c->report, "\n    ");
	add_padding(c->report, c->text, span.start);
	text_add_repeated(c->report, '^', span.end > span.start ? columns(c->text + span.start, span.end - span.start) : 1);
	return c->error;
}

void suggest(struct compiler *c, const char *suggestion)
{
	if (suggestion)
		text_format(c->report, "\ndid you mean %s?", suggestion);
}

int out_of_memory(struct compiler *c)
{
	if (!c->error)
		text_add(c->report, "out of memory");
	c->error = -ENOMEM;
	return c->error;
}

#define WORD_MAX 64

/* Edit distance with neighbours swapped as one edit; case counts little. */
static unsigned edit_distance(const char *a, const char *b)
{
	unsigned rows[3][WORD_MAX + 1];
	size_t length_a = strlen(a), length_b = strlen(b);

	if (length_a > WORD_MAX || length_b > WORD_MAX)
		return WORD_MAX * 4;
	for (size_t j = 0; j <= length_b; j++)
		rows[0][j] = (unsigned)j * 2;
	for (size_t i = 1; i <= length_a; i++) {
		unsigned *now = rows[i % 3], *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];

		now[0] = (unsigned)i * 2;
		for (size_t j = 1; j <= length_b; j++) {
			unsigned cost = a[i - 1] == b[j - 1] ? 0 : (a[i - 1] | 32) == (b[j - 1] | 32) ? 1 : 2;
			unsigned best = last[j - 1] + cost;

			if (last[j] + 2 < best)
				best = last[j] + 2;
			if (now[j - 1] + 2 < best)
				best = now[j - 1] + 2;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 2 < best)
				best = before[j - 2] + 2;
			now[j] = best;
		}
	}
	return rows[length_a % 3][length_b];
}

void nearest_try(struct nearest *nearest, const char *candidate)
{
	size_t length = strlen(nearest->word);
	unsigned limit = 2 * (unsigned)(length < 3 ? 1 : length < 6 ? 2 : length / 3 + 1);
	unsigned distance = edit_distance(nearest->word, candidate);

	if (distance > limit || (nearest->best && distance >= nearest->distance))
		return;
	nearest->best = candidate;
	nearest->distance = distance;
}
