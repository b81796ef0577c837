/* SPDX-License-Identifier: MIT */
/* Calls as lines of evidence: a gutter with number, time and task, the call, and carets below what differs. */
#include "harness/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "harness/print.h"
#include "harness/stacks.h"

#define MOST_CARETS (SYSCALL_ARGS + 2)
#define MOST_CALLERS 8	/* below a call */
#define LABEL_GAP 2		/* columns between a label and the next caret */

/* A part of a rendered line that is marked. */
struct caret {
	size_t start, end;
	const char *label;
	bool is_done;
};

struct rendered {
	struct text line;
	struct caret carets[MOST_CARETS];
	size_t caret_count;
};

struct widths {
	int sequence, time, process;
};

/* ---- the gutter ---- */

static const struct process *leader_of(const struct sx_call *call)
{
	const struct recording *recording = call_recording(call);
	const struct process *own = call_process(call);
	size_t i;

	if (!own->is_thread)
		return own;
	for (i = 0; i < recording->process_count; i++)
		if (!recording->processes[i]->is_thread && recording->processes[i]->pid == own->pid)
			return recording->processes[i];
	return own;
}

void report_process_name(struct text *text, const struct sx_call *call)
{
	const struct process *own = call_process(call);
	const struct process *leader = leader_of(call);

	text_format(text, "%.16s[%d", leader->name, call_pid(call));
	if (own->is_thread)
		text_format(text, "/%d", call_tid(call));
	if (own->is_thread && own != leader && strcmp(own->name, leader->name) != 0)
		text_format(text, " %.16s", own->name);
	text_add_char(text, ']');
}

static int time_width(const struct sx_call *call)
{
	return snprintf(NULL, 0, "%" PRIu64, call_start_ns(call) / 1000000000) + 7;
}

static void add_time(struct text *text, const struct sx_call *call, int width)
{
	uint64_t ns = call_start_ns(call);

	text_format(text, "%*" PRIu64 ".%06" PRIu64, width - 7, ns / 1000000000, ns / 1000 % 1000000);
}

static int process_width(const struct sx_call *call)
{
	struct text text = {0};
	int width;

	report_process_name(&text, call);
	width = (int)text.length;
	text_free(&text);
	return width;
}

static int larger(int a, int b)
{
	return a > b ? a : b;
}

static struct widths widths_of(const struct report_line *lines, size_t count)
{
	struct widths widths = {0};
	size_t i;

	for (i = 0; i < count; i++) {
		widths.sequence = larger(widths.sequence,
					 snprintf(NULL, 0, "#%" PRIu32, call_sequence(lines[i].call)));
		widths.time = larger(widths.time, time_width(lines[i].call));
		widths.process = larger(widths.process, process_width(lines[i].call));
	}
	return widths;
}

/* Returns the columns it takes. */
static size_t add_gutter(struct report *report, const struct report_line *line, const struct widths *widths,
			 unsigned indent, unsigned flags)
{
	struct text gutter = {0};
	char sequence[16];
	size_t columns, start;

	text_add_repeated(&gutter, ' ', indent);
	text_add(&gutter, line->is_marked ? "> " : "  ");
	snprintf(sequence, sizeof(sequence), "#%" PRIu32, call_sequence(line->call));
	text_format(&gutter, "%-*s ", widths->sequence, sequence);
	add_time(&gutter, line->call, widths->time);
	if (flags & LINES_WITH_PROCESS) {
		text_add_char(&gutter, ' ');
		start = gutter.length;
		report_process_name(&gutter, line->call);
		text_add_repeated(&gutter, ' ', (size_t)widths->process - (gutter.length - start));
	}
	text_add(&gutter, "  ");
	columns = gutter.length;
	if (gutter.length)
		report_styled(report, line->is_marked ? STYLE_BAD : STYLE_DIM, gutter.bytes);
	text_free(&gutter);
	return columns;
}

/* ---- the call ---- */

static bool is_text(const struct value *value)
{
	return value && (value->kind == VALUE_BYTES || value->kind == VALUE_PATH) && value->bytes;
}

/* The part of a long string around `offset`: ..."needle"... */
static void add_window(struct text *text, const struct value *value, size_t offset, const struct line_style *style)
{
	struct value shown = *value;
	size_t room = style->string_limit;
	size_t start = offset > room / 2 ? offset - room / 2 : 0;
	size_t rest = value->length - start;

	if (start)
		text_add(text, "...");
	shown.kind = VALUE_BYTES;
	shown.bytes += start;
	shown.length = rest < room ? rest : room;
	shown.state = STATE_OK;
	shown.full_length = shown.length;
	line_of_value(text, &shown, style);
	if (start + shown.length < value->length || value->state == STATE_CUT)
		text_add(text, "...");
}

static void shift(struct span *span, size_t from, ptrdiff_t by)
{
	if (span->start < from)
		return;
	span->start = (size_t)((ptrdiff_t)span->start + by);
	span->end = (size_t)((ptrdiff_t)span->end + by);
}

/* Puts `with` in place of a span; those behind it move. */
static void replace(struct text *line, struct line_spans *spans, struct span where, const struct text *with)
{
	ptrdiff_t by = (ptrdiff_t)with->length - (ptrdiff_t)(where.end - where.start);
	struct text copy = {0};
	size_t i;

	text_add_bytes(&copy, line->bytes + where.end, line->length - where.end);
	text_cut(line, where.start);
	text_add_bytes(line, with->bytes, with->length);
	text_add_bytes(line, copy.bytes, copy.length);
	text_free(&copy);
	for (i = 0; i < SYSCALL_ARGS; i++)
		shift(&spans->args[i], where.end, by);
	shift(&spans->result, where.end, by);
}

/* Where a string is longer than what is shown, show the part that differs. */
static void show_difference(struct report *report, struct text *line, struct line_spans *spans,
			    const struct sx_call *call, const struct part *part,
			    const struct line_style *style)
{
	struct text window = {0};
	const struct value *value;
	struct span *span;

	if (part->kind != PART_ARGUMENT || part->slot >= SYSCALL_ARGS)
		return;
	value = decode_argument(&report->arena, call, part->slot);
	span = &spans->args[part->slot];
	if (!is_text(value) || value->length <= style->string_limit || part->offset >= value->length ||
	    span->start == span->end)
		return;
	add_window(&window, value, part->offset, style);
	replace(line, spans, *span, &window);
	span->end = span->start + window.length;
	text_free(&window);
}

/* The result without strerror's text: carets mark what can be compared. */
static struct span bare_result(const struct text *line, struct span result)
{
	const char *start = line->bytes + result.start;
	const char *bracket = memmem(start, result.end - result.start, " (", 2);

	if (bracket)
		result.end = (size_t)(bracket - line->bytes);
	return result;
}

static struct span span_of(const struct text *line, const struct line_spans *spans,
			   const struct part *part)
{
	switch (part->kind) {
	case PART_NAME:
		return spans->name;
	case PART_RESULT:
		return bare_result(line, spans->result);
	case PART_ARGUMENT:
		if (part->slot < SYSCALL_ARGS &&
		    spans->args[part->slot].end > spans->args[part->slot].start)
			return spans->args[part->slot];
		break;
	case PART_TASK:
		break;
	}
	return spans->name;	/* it has no such argument */
}

static bool has_other_name(const struct report_line *line)
{
	for (size_t i = 0; i < line->part_count; i++)
		if (line->parts[i].kind == PART_NAME && line->parts[i].match != MATCH_YES)
			return true;
	return false;
}

/* That another call has other arguments goes without saying. */
static bool is_marked(const struct report_line *line, const struct part *part)
{
	return part->match != MATCH_YES &&
	       !(part->kind == PART_ARGUMENT && part->slot == SYSCALL_ARGS && has_other_name(line));
}

/* Within a structure the field that differs: "sin_port=htons(80)". */
static struct span span_of_field(const struct text *line, struct span span, const char *field)
{
	size_t length = field ? strlen(field) : 0, at;
	const char *bytes = line->bytes;
	int depth = 0;

	for (at = span.start; field && at + length < span.end; at++)
		if (strchr("{ ", bytes[at]) && memcmp(bytes + at + 1, field, length) == 0 && bytes[at + 1 + length] == '=')
			break;
	if (!field || at + length >= span.end)
		return span;
	span.start = at + 1;
	for (at = span.start; at < span.end && (depth || !strchr(",}", bytes[at])); at++)
		depth += strchr("({[", bytes[at]) ? 1 : strchr(")}]", bytes[at]) ? -1 : 0;
	span.end = at;
	return span;
}

static void render(struct report *report, const struct report_line *line, struct rendered *rendered)
{
	struct line_style style = {
		.string_limit = report->settings.strings,
		.paths = true,
		.no_alignment = true,
	};
	struct line_spans spans = {0};
	struct span span;
	size_t i;

	*rendered = (struct rendered){0};
	print_line(&rendered->line, line->call, &style, &spans);
	if (call_entry(line->call) != ENTRY_CALL)
		return;
	for (i = 0; i < line->part_count; i++)
		if (line->parts[i].match != MATCH_YES)
			show_difference(report, &rendered->line, &spans, line->call, &line->parts[i], &style);
	for (i = 0; i < line->part_count && rendered->caret_count < MOST_CARETS; i++) {
		if (!is_marked(line, &line->parts[i]))
			continue;
		span = span_of(&rendered->line, &spans, &line->parts[i]);
		span = span_of_field(&rendered->line, span, line->parts[i].field);
		rendered->carets[rendered->caret_count++] = (struct caret){
			.start = span.start,
			.end = span.end > span.start ? span.end : span.start + 1,
			.label = line->parts[i].why ? line->parts[i].why : "differs",
		};
	}
}

/* ---- the carets ---- */

static void sort_carets(struct rendered *rendered)
{
	struct caret caret;
	size_t i, j;

	for (i = 1; i < rendered->caret_count; i++) {
		caret = rendered->carets[i];
		for (j = i; j > 0 && rendered->carets[j - 1].start > caret.start; j--)
			rendered->carets[j] = rendered->carets[j - 1];
		rendered->carets[j] = caret;
	}
}

/* As many labels as fit in one row without touching each other; returns whether some are left. */
static bool add_caret_row(struct report *report, struct rendered *rendered, size_t margin)
{
	size_t column = 0, i, width;
	bool is_left = false;
	struct text mark = {0};
	struct caret *caret;

	text_add_repeated(&report->text, ' ', margin);
	for (i = 0; i < rendered->caret_count; i++) {
		caret = &rendered->carets[i];
		if (caret->is_done)
			continue;
		if (column && caret->start < column + LABEL_GAP) {
			is_left = true;
			continue;
		}
		width = caret->end - caret->start;
		text_add_repeated(&report->text, ' ', caret->start - column);
		text_cut(&mark, 0);
		text_add_repeated(&mark, '^', width);
		text_format(&mark, " %s", caret->label);
		if (mark.length)
			report_styled(report, STYLE_BAD, mark.bytes);
		column = caret->start + width + 1 + strlen(caret->label);
		caret->is_done = true;
	}
	text_add_char(&report->text, '\n');
	text_free(&mark);
	return is_left;
}

/* The bytes of buffers that differ and are no text. */
static void add_hex(struct report *report, const struct report_line *line, size_t margin)
{
	const struct value *value;
	size_t i;

	for (i = 0; i < line->part_count; i++) {
		if (line->parts[i].match == MATCH_YES || line->parts[i].kind != PART_ARGUMENT ||
		    line->parts[i].slot >= SYSCALL_ARGS)
			continue;
		value = decode_argument(&report->arena, line->call, line->parts[i].slot);
		if (value && report_is_binary(value))
			report_hex(report, value, line->parts[i].offset, margin);
	}
}

void report_lines(struct report *report, const struct report_line *lines, size_t count, unsigned indent,
		  unsigned flags)
{
	struct widths widths = widths_of(lines, count);
	struct rendered rendered;
	size_t i, margin;

	for (i = 0; i < count; i++) {
		if (lines[i].gap) {
			text_add_repeated(&report->text, ' ', indent + 2);
			text_format(&report->text, "... %zu %s\n", lines[i].gap,
				    report_plural(lines[i].gap, "call", "calls"));
		}
		render(report, &lines[i], &rendered);
		margin = add_gutter(report, &lines[i], &widths, indent, flags);
		text_add_bytes(&report->text, rendered.line.bytes, rendered.line.length);
		if (lines[i].remark)
			text_format(&report->text, "   %s", lines[i].remark);
		text_add_char(&report->text, '\n');
		sort_carets(&rendered);
		while (rendered.caret_count && add_caret_row(report, &rendered, margin))
			;
		add_hex(report, &lines[i], margin);
		if (!(flags & LINES_OF_CONTEXT) || lines[i].is_marked)
			stack_add_evidence(&report->text, lines[i].call, margin,
					   flags & LINES_OF_CONTEXT ? 1 : MOST_CALLERS);
		text_free(&rendered.line);
	}
}
