/* SPDX-License-Identifier: MIT */
/* Buffers that are no text, as rows of hexadecimal below the call they belong to. */
#include "harness/report.h"

#include <ctype.h>

#define ROW 16
#define ROWS 4

static bool is_printable(unsigned char c)
{
	return isprint(c) || c == '\n' || c == '\t' || c == '\r';
}

bool report_is_binary(const struct value *value)
{
	size_t odd = 0, i;

	if (value->kind != VALUE_BYTES || !value->bytes || !value->length)
		return false;
	for (i = 0; i < value->length; i++)
		odd += !is_printable(value->bytes[i]);
	return odd * 4 > value->length;
}

static void add_row(struct report *report, const struct value *value, size_t start, size_t mark, size_t margin)
{
	size_t end = start + ROW < value->length ? start + ROW : value->length, i;
	struct text row = {0};

	text_format(&row, "%04zx ", start);
	for (i = start; i < start + ROW; i++) {
		if (i < end)
			text_format(&row, "%c%02x", i == mark ? '>' : ' ', value->bytes[i]);
		else
			text_add(&row, "   ");
	}
	text_add(&row, "  |");
	for (i = start; i < end; i++)
		text_add_char(&row, isprint(value->bytes[i]) ? (char)value->bytes[i] : '.');
	text_add(&row, "|\n");
	text_add_repeated(&report->text, ' ', margin);
	if (row.length)
		report_styled(report, mark >= start && mark < end ? STYLE_BAD : STYLE_DIM, row.bytes);
	text_free(&row);
}

void report_hex(struct report *report, const struct value *value, size_t offset, size_t margin)
{
	size_t start = offset / ROW * ROW, i;

	start = start >= ROW ? start - ROW : 0;
	for (i = 0; i < ROWS && start + i * ROW < value->length; i++)
		add_row(report, value, start + i * ROW, offset, margin);
	if (start + i * ROW < value->length) {
		text_add_repeated(&report->text, ' ', margin);
		text_format(&report->text, "... %zu bytes in all\n", value->length);
	}
}
