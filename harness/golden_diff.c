/* SPDX-License-Identifier: MIT */
/* A unified diff of two texts. */
#include "harness/golden.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CONTEXT 3
#define MOST_CELLS (16u << 20)	/* of the table; larger differences are shown as one replacement */

struct lines {
	const char **start;
	size_t *length;
	size_t count;
};

/* One line of the result: ' ' in both, '-' only before, '+' only after. */
struct edit {
	char sign;
	size_t before, after;	/* line numbers from 0 */
};

struct script {
	struct edit *edits;
	size_t count;
};

static int split(struct lines *lines, const char *text)
{
	const char *at;
	size_t room = 1;

	for (at = text; *at; at++)
		room += *at == '\n';
	*lines = (struct lines){.start = calloc(room, sizeof(char *)), .length = calloc(room, sizeof(size_t))};
	if (!lines->start || !lines->length)
		return -ENOMEM;
	while (*text) {
		lines->start[lines->count] = text;
		lines->length[lines->count] = strcspn(text, "\n");
		text += lines->length[lines->count++];
		text += *text == '\n';
	}
	return 0;
}

static void lines_free(struct lines *lines)
{
	free(lines->start);
	free(lines->length);
}

static bool is_equal(const struct lines *a, size_t i, const struct lines *b, size_t j)
{
	return a->length[i] == b->length[j] && memcmp(a->start[i], b->start[j], a->length[i]) == 0;
}

static void add_edit(struct script *script, char sign, size_t before, size_t after)
{
	script->edits[script->count++] = (struct edit){sign, before, after};
}

/* Longest common subsequence of before[from..until) and after[from..): the part between equal ends. */
static int compare_middle(struct script *script, const struct lines *a, size_t from, size_t a_end,
			  const struct lines *b, size_t b_end)
{
	size_t rows = a_end - from + 1, columns = b_end - from + 1, i, j;
	uint32_t *table, *below;

	if (rows > MOST_CELLS / columns) {
		for (i = from; i < a_end; i++)
			add_edit(script, '-', i, from);
		for (j = from; j < b_end; j++)
			add_edit(script, '+', a_end, j);
		return 0;
	}
	table = calloc(rows * columns, sizeof(*table));
	if (!table)
		return -ENOMEM;
	for (i = rows - 1; i-- > 0;) {
		for (j = columns - 1; j-- > 0;) {
			below = &table[(i + 1) * columns + j];
			if (is_equal(a, from + i, b, from + j))
				table[i * columns + j] = below[1] + 1;
			else
				table[i * columns + j] = *below > table[i * columns + j + 1] ?
							 *below : table[i * columns + j + 1];
		}
	}
	for (i = 0, j = 0; i + 1 < rows || j + 1 < columns;) {
		if (i + 1 < rows && j + 1 < columns && is_equal(a, from + i, b, from + j)) {
			add_edit(script, ' ', from + i, from + j);
			i++, j++;
		} else if (j + 1 == columns ||
			   (i + 1 < rows && table[(i + 1) * columns + j] >= table[i * columns + j + 1])) {
			add_edit(script, '-', from + i, from + j);
			i++;
		} else {
			add_edit(script, '+', from + i, from + j);
			j++;
		}
	}
	free(table);
	return 0;
}

static int compare(struct script *script, const struct lines *a, const struct lines *b)
{
	size_t a_end = a->count, b_end = b->count, start = 0, i;
	int r;

	script->edits = calloc(a->count + b->count + 1, sizeof(*script->edits));
	if (!script->edits)
		return -ENOMEM;
	while (start < a_end && start < b_end && is_equal(a, start, b, start)) {
		add_edit(script, ' ', start, start);
		start++;
	}
	while (a_end > start && b_end > start && is_equal(a, a_end - 1, b, b_end - 1)) {
		a_end--;
		b_end--;
	}
	r = compare_middle(script, a, start, a_end, b, b_end);
	if (r < 0)
		return r;
	for (i = 0; a_end + i < a->count; i++)
		add_edit(script, ' ', a_end + i, b_end + i);
	return 0;
}

/* The end of the hunk that begins at `from`: changes with no more than two contexts between them belong together. */
static size_t hunk_end(const struct script *script, size_t from)
{
	size_t last = from, i;

	for (i = from; i < script->count && i <= last + 2 * CONTEXT; i++)
		if (script->edits[i].sign != ' ')
			last = i;
	return last + 1 + CONTEXT < script->count ? last + 1 + CONTEXT : script->count;
}

static void add_hunk(struct text *text, const struct script *script, size_t from, size_t to,
		     const struct lines *a, const struct lines *b)
{
	size_t before = 0, after = 0, i;
	const struct edit *edit;

	for (i = from; i < to; i++) {
		before += script->edits[i].sign != '+';
		after += script->edits[i].sign != '-';
	}
	text_format(text, "@@ -%zu,%zu +%zu,%zu @@\n", script->edits[from].before + (before > 0), before,
		    script->edits[from].after + (after > 0), after);
	for (i = from; i < to; i++) {
		edit = &script->edits[i];
		text_add_char(text, edit->sign);
		if (edit->sign == '+')
			text_add_bytes(text, b->start[edit->after], b->length[edit->after]);
		else
			text_add_bytes(text, a->start[edit->before], a->length[edit->before]);
		text_add_char(text, '\n');
	}
}

static long add_hunks(struct text *text, const struct script *script, const struct lines *a, const struct lines *b)
{
	size_t i = 0, from, to = 0;
	long changes = 0;

	while (i < script->count) {
		if (script->edits[i].sign == ' ') {
			i++;
			continue;
		}
		from = i > to + CONTEXT ? i - CONTEXT : to;
		to = hunk_end(script, i);
		add_hunk(text, script, from, to, a, b);
		for (; i < to; i++)
			changes += script->edits[i].sign != ' ';
	}
	return changes;
}

long golden_diff(struct text *text, const char *before, const char *after)
{
	struct lines a = {0}, b = {0};
	struct script script = {0};
	long changes = -ENOMEM;

	if (split(&a, before) == 0 && split(&b, after) == 0 && compare(&script, &a, &b) == 0)
		changes = add_hunks(text, &script, &a, &b);
	lines_free(&a);
	lines_free(&b);
	free(script.edits);
	return changes;
}
