/* SPDX-License-Identifier: MIT */
/* A call as one line, in strace's own words. */
#include "harness/decode/layouts.h"
#include "harness/decode/print.h"

#include <string.h>

#define DEFAULT_COLUMN 40

#define COLOUR_NAME	"\033[1m"
#define COLOUR_RESULT	"\033[36m"
#define COLOUR_ERROR	"\033[31m"
#define COLOUR_END	"\033[0m"

/* One line under construction. */
struct line {
	struct text *text;
	struct arena *arena;
	const struct sx_call *call;
	const struct syscall *row;
	const struct line_style *style;
	struct line_spans *spans;
	size_t start;		/* of the line in the text */
	size_t invisible;	/* bytes of colour sequences so far */
};

static size_t position(const struct line *line)
{
	return line->text->length - line->start;
}

static void colour(struct line *line, const char *sequence)
{
	if (!line->style->colour)
		return;
	text_add(line->text, sequence);
	line->invisible += strlen(sequence);
}

static void print_name(struct line *line)
{
	line->spans->name.start = position(line);
	colour(line, COLOUR_NAME);
	text_add(line->text, call_name(line->call));
	colour(line, COLOUR_END);
	line->spans->name.end = position(line);
	text_add_char(line->text, '(');
}

/* Arguments that strace prints when the call returns; of one that never did they and all behind them are missing. */
bool argument_is_printed_at_exit(const struct argument *argument)
{
	switch (argument->kind) {
	case KIND_OUT_PATH:
	case KIND_OUT_STRING:
	case KIND_OUT_BYTES:
	case KIND_OUT_IOVEC:
	case KIND_OUT_TOLD_BYTES:
	case KIND_OUT_MSGHDR:
	case KIND_OUT_MMSGHDR:
	case KIND_OUT_SOCKADDR:
	case KIND_SOCKLEN:
	case KIND_OUT_STRUCT:
	case KIND_LEFT_STRUCT:
	case KIND_REAPED_STRUCT:
	case KIND_OUT_OPTION:
	case KIND_OUT_ARRAY:
	case KIND_OUT_CONTEXTS:
	case KIND_FD_PAIR:
	case KIND_WAIT_STATUS:
	case KIND_OUT_SIGSET:
		return true;
	default:
		return false;
	}
}

bool argument_is_changed(const struct argument *argument)
{
	return (argument->kind == KIND_ARRAY && argument->layout == &layout_clone_args) ||
	       (argument->kind == KIND_STRUCT && argument->layout == &layout_sched_attr);
}

/* What a pointer leads to, if it is no string; a pointer that was not followed is an address anyway. */
static bool is_structure(const struct value *value)
{
	switch (value->kind) {
	case VALUE_STRUCT:
	case VALUE_ARRAY:
	case VALUE_SET:
	case VALUE_CHANGE:
		return true;
	default:
		return value->is_verbose_only;
	}
}

static void print_argument(struct line *line, unsigned slot)
{
	const struct argument *argument = &line->row->args[slot];
	const struct value *value;

	line->spans->args[slot].start = position(line);
	if (argument->is_labelled || (line->style->parameters && line->row->is_known))
		text_format(line->text, "%s=", argument->name);
	if (line->style->raw_arguments) {
		text_add_hex(line->text, call_arg(line->call, slot));
		line->spans->args[slot].end = position(line);
		return;
	}
	value = decode_argument(line->arena, line->call, slot);
	if (value && line->style->no_structures && is_structure(value) && argument->kind != KIND_SIGFRAME)
		text_add_hex(line->text, call_arg(line->call, slot));
	else if (value)
		print_value(line->text, value, line->style);
	else
		line->text->failed = true;
	line->spans->args[slot].end = position(line);
}

/* Every register that the call has, in the order of the registers. */
static unsigned raw_order(const struct syscall *row, uint8_t ret_slots[SYSCALL_ARGS])
{
	unsigned count = row->count < SYSCALL_ARGS ? row->count : SYSCALL_ARGS;

	for (unsigned n = 0; n < count; n++)
		ret_slots[n] = (uint8_t)n;
	return count;
}

/* Calls that wait for descriptors: what came of it is told behind the result, so of one that never returned it is missing. */
static bool is_told_at_exit(const struct line *line)
{
	return !call_returned(line->call) && line->row->result == RESULT_POLL && !line->style->raw_arguments;
}

static void print_arguments(struct line *line)
{
	uint8_t slots[SYSCALL_ARGS];
	unsigned count = line->style->raw_arguments ? raw_order(line->row, slots) : decode_order(line->call, slots);
	unsigned i;

	for (i = 0; i < count; i++) {
		if (i)
			text_add(line->text, ", ");
		if (!call_returned(line->call) && line->row->is_known && !line->style->raw_arguments &&
		    argument_is_printed_at_exit(&line->row->args[slots[i]])) {
			text_add(line->text, " <unfinished ...>");
			break;
		}
		print_argument(line, slots[i]);
	}
	if (i == count && is_told_at_exit(line))
		text_add(line->text, " <unfinished ...>");
	text_add_char(line->text, ')');
}

static void align(struct line *line)
{
	unsigned column = line->style->column ? line->style->column : DEFAULT_COLUMN;
	size_t used;

	text_add_char(line->text, ' ');
	used = position(line) - line->invisible;
	if (!line->style->no_alignment && used < column)
		text_add_repeated(line->text, ' ', column - used);
	text_add(line->text, "= ");
}

/* ---- results ---- */

static const struct {
	int number;
	const char *text;
} restarts[] = {
	{512, "To be restarted if SA_RESTART is set"},
	{513, "To be restarted"},
	{514, "To be restarted if no handler"},
	{516, "Interrupted by signal"},
};

static const char *restart_text(int number)
{
	for (size_t i = 0; i < sizeof(restarts) / sizeof(restarts[0]); i++)
		if (restarts[i].number == number)
			return restarts[i].text;
	return NULL;
}

static void print_error(struct line *line)
{
	int number = (int)-line->call->ret;
	const char *name = errno_name(number);
	const char *restart = restart_text(number);

	colour(line, COLOUR_ERROR);
	if (restart || name) {
		text_add(line->text, restart ? "? " : "-1 ");
		text_add(line->text, name);
		text_add(line->text, " (");
		text_add(line->text, restart ? restart : error_text(number));
		text_add_char(line->text, ')');
	} else {
		text_format(line->text, "-1 (errno %d)", number);
	}
	colour(line, COLOUR_END);
}

static void print_result(struct line *line)
{
	const struct sx_call *call = line->call;
	bool is_denied = call_denied(call), hides_rest;
	const struct value *value;

	if (!call_returned(call) || line->row->result == RESULT_NONE) {
		text_add_char(line->text, '?');
		return;
	}
	if (call_failed(call)) {
		print_error(line);
		return;
	}
	/* Trapped: the register holds what it held before. */
	if (is_denied && call->ret) {
		text_add_char(line->text, '?');
		return;
	}
	if (line->style->raw_arguments) {
		text_add_hex(line->text, (uint64_t)call->ret);
		return;
	}
	colour(line, COLOUR_RESULT);
	/* What is left of a timeout is a structure, too. */
	hides_rest = line->style->no_structures && line->row->args[1].kind == KIND_OUT_MMSGHDR;
	value = hides_rest ? NULL : decode_result(line->arena, call);
	if (value)
		print_result_value(line->text, value, line->style);
	else
		text_add_decimal(line->text, call->ret);
	if (value)
		print_whose(line->text, value, true, line->style);
	colour(line, COLOUR_END);
}

void line_of_call(struct text *text, const struct sx_call *call, const struct line_style *style,
		  struct line_spans *ret_spans)
{
	struct arena own = {0};
	struct line_spans spans = {0};
	struct line line = {
		.text = text,
		.arena = style->scratch ? style->scratch : &own,
		.call = call,
		.row = decode_row(call),
		.style = style,
		.spans = &spans,
		.start = text->length,
	};

	print_name(&line);
	print_arguments(&line);
	align(&line);
	spans.result.start = position(&line);
	print_result(&line);
	spans.result.end = position(&line);
	if (call_denied(call))
		text_add(text, " /* denied by seccomp */");
	if (call_answered(call))
		text_add(text, " " LINE_ANSWERED);
	if (call->flags & WIRE_MIDWAY)
		text_add(text, " /* in progress when recording began */");
	if (ret_spans)
		*ret_spans = spans;
	if (style->scratch)
		arena_clear(style->scratch);
	arena_free(&own);
}

void line_of_value(struct text *text, const struct value *value, const struct line_style *style)
{
	print_value(text, value, style);
}
