/* SPDX-License-Identifier: MIT */
/* The dump: entries as strace would print them, one line each. */
#include "harness/print.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/query.h"
#include "harness/report_settings.h"
#include "harness/stacks.h"
#include "harness/trace.h"
#include "sysexpect/sysexpect.h"

#define FLUSH_BYTES 65536
#define RESULT_COLUMN 40	/* strace -a */
#define NS_PER_SECOND UINT64_C(1000000000)

static int compare_times(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return (left > right) - (left < right);
}

static int population_take(struct population *population, const struct recording *recording)
{
	size_t count = recording->process_count, i;

	*population = (struct population){.count = count};
	if (!count)
		return 0;
	population->born = calloc(2 * count, sizeof(*population->born));
	if (!population->born)
		return -ENOMEM;
	population->ended = population->born + count;
	for (i = 0; i < count; i++) {
		population->born[i] = recording->processes[i]->born_ns;
		population->ended[i] = recording->processes[i]->ended_ns;
	}
	qsort(population->born, count, sizeof(*population->born), compare_times);
	qsort(population->ended, count, sizeof(*population->ended), compare_times);
	return 0;
}

/* How many of a sorted list lie before `ns` (`or_at`: or at it). */
static size_t count_before(const uint64_t *times, size_t count, uint64_t ns, bool or_at)
{
	size_t low = 0, high = count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (times[middle] < ns || (or_at && times[middle] == ns))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static size_t tasks_alive(const struct population *population, uint64_t ns)
{
	size_t born = count_before(population->born, population->count, ns, true);
	size_t ended = count_before(population->ended, population->count, ns, false);

	return born > ended ? born - ended : 0;
}

static void add_pid(struct printer *printer, const struct sx_call *entry, uint64_t ns)
{
	if (printer->flags & SX_PRINT_NO_PIDS)
		return;
	if (printer->flags & SX_PRINT_PIDS)
		text_format(printer->text, "%-5d ", call_tid(entry));
	else if (tasks_alive(&printer->population, ns) > 1)
		text_format(printer->text, "[pid %5d] ", call_tid(entry));
}

static void add_seconds(struct text *text, const char *format, uint64_t ns)
{
	text_format(text, format, ns / NS_PER_SECOND, ns % NS_PER_SECOND / 1000);
}

static void add_time_of_day(struct text *text, uint64_t realtime_ns, bool with_microseconds)
{
	time_t seconds = (time_t)(realtime_ns / NS_PER_SECOND);
	struct tm local;

	if (!localtime_r(&seconds, &local))
		return;
	text_format(text, "%02d:%02d:%02d", local.tm_hour, local.tm_min, local.tm_sec);
	if (with_microseconds)
		text_format(text, ".%06" PRIu64, realtime_ns % NS_PER_SECOND / 1000);
	text_add_char(text, ' ');
}

static void add_time(struct printer *printer, uint64_t ns)
{
	uint64_t before_ns = printer->before_ns;
	uint64_t realtime_ns = printer->recording->began_realtime_ns + ns;

	if (printer->flags & SX_PRINT_EPOCH)
		add_seconds(printer->text, "%" PRIu64 ".%06" PRIu64 " ", realtime_ns);
	else if (printer->flags & (SX_PRINT_TIME | SX_PRINT_TIME_US))
		add_time_of_day(printer->text, realtime_ns, printer->flags & SX_PRINT_TIME_US);
	if (printer->flags & SX_PRINT_RELATIVE)
		add_seconds(printer->text, "%6" PRIu64 ".%06" PRIu64 " ", ns > before_ns ? ns - before_ns : 0);
}

void print_prefix(struct printer *printer, const struct sx_call *entry, uint64_t ns)
{
	size_t start = printer->text->length;

	add_pid(printer, entry, ns);
	add_time(printer, ns);
	printer->before_ns = ns;
	printer->prefix = printer->text->length - start;
}

bool print_hides(const struct printer *printer, const struct sx_call *entry)
{
	switch (call_entry(entry)) {
	case ENTRY_SIGNAL:
		return printer->flags & SX_PRINT_NO_SIGNALS;
	case ENTRY_EXIT:
		return printer->flags & SX_PRINT_NO_EXITS;
	default:
		return false;
	}
}

void print_duration(struct printer *printer, const struct sx_call *call)
{
	if ((printer->flags & SX_PRINT_DURATION) && call_returned(call))
		add_seconds(printer->text, " <%" PRIu64 ".%06" PRIu64 ">", call_end_ns(call) - call_start_ns(call));
}

void print_stack(struct printer *printer, const struct sx_call *call)
{
	if (printer->flags & SX_PRINT_STACKS)
		stack_add_strace(printer->text, call);
}

size_t print_column(const struct printer *printer)
{
	return printer->line.column ? printer->line.column : RESULT_COLUMN;
}

void print_entry(struct printer *printer, const struct sx_call *entry)
{
	struct line_style style = printer->line;
	size_t column = print_column(printer);

	style.column = column > printer->prefix ? (unsigned)(column - printer->prefix) : 1;
	print_line(printer->text, entry, &style, NULL);
	if (call_entry(entry) == ENTRY_CALL)
		print_duration(printer, entry);
	text_add_char(printer->text, '\n');
	print_stack(printer, entry);
}

static void flush(struct printer *printer, size_t above)
{
	if (!printer->stream || printer->text->length <= above)
		return;
	fwrite(printer->text->bytes, 1, printer->text->length, printer->stream);
	text_cut(printer->text, 0);
}

void print_flush(struct printer *printer)
{
	flush(printer, FLUSH_BYTES);
}

int print_begin(struct printer *printer, const struct sx_call *const *entries, size_t count)
{
	printer->before_ns = count ? call_start_ns(entries[0]) : 0;
	return population_take(&printer->population, printer->recording);
}

int print_end(struct printer *printer)
{
	flush(printer, 0);
	free(printer->population.born);
	printer->population = (struct population){0};
	return printer->text->failed ? -ENOMEM : 0;
}

int print_entries(struct printer *printer, const struct sx_call *const *entries, size_t count)
{
	size_t i;

	if (print_begin(printer, entries, count) < 0)
		return -ENOMEM;
	for (i = 0; i < count && !printer->text->failed; i++) {
		if (print_hides(printer, entries[i]))
			continue;
		print_prefix(printer, entries[i], call_start_ns(entries[i]));
		print_entry(printer, entries[i]);
		print_flush(printer);
	}
	return print_end(printer);
}

/* ---- what is missing ---- */

static void add_loss(struct text *text, uint64_t count, const char *one, const char *many)
{
	if (!count)
		return;
	text_add(text, text->length ? "; " : "");
	text_format(text, "%" PRIu64 " %s", count, count == 1 ? one : many);
}

void print_losses(struct text *text, const struct recording *recording)
{
	const struct losses *losses = &recording->losses;
	struct text list = {0};

	add_loss(&list, losses->records, "record was lost (the ring was full)", "records were lost (the ring was full)");
	add_loss(&list, losses->over_limit, "call was dropped (memory_limit)", "calls were dropped (memory_limit)");
	add_loss(&list, losses->tasks, "child was not followed", "children were not followed");
	if (recording->is_timed_out) {
		text_add(&list, list.length ? "; " : "");
		text_add(&list, "the tree was killed at timeout_ms");
	}
	if (list.length)
		text_format(text, "/* incomplete: %s */\n", list.bytes);
	if (recording->left)
		text_format(text, "/* still running when the program had ended, then killed: %s */\n", recording->left);
	text_free(&list);
}

/* ---- the public side ---- */

static uint8_t names_of(unsigned flags)
{
	if (flags & SX_PRINT_RAW)
		return LINE_RAW;
	return flags & SX_PRINT_NUMBERS ? LINE_VERBOSE : LINE_ABBREV;
}

static size_t string_limit_of(const struct sx_print_style *style)
{
	if (style && style->flags & SX_PRINT_NO_STRINGS)
		return 0;
	return style && style->string_limit ? style->string_limit : report_string_limit(32);
}

static struct line_style line_style_of(const struct sx_print_style *style, FILE *stream)
{
	unsigned flags = style ? style->flags : 0;

	return (struct line_style){
		.string_limit = string_limit_of(style),
		.column = style ? style->column : 0,
		.names = names_of(flags),
		.hex_strings = flags & SX_PRINT_HEX_ALL ? 2 : flags & SX_PRINT_HEX ? 1 : 0,
		.paths = !(flags & SX_PRINT_NO_PATHS),
		.details = flags & SX_PRINT_DETAILS,
		.verbose = flags & SX_PRINT_VERBOSE,
		.colour = report_wants_colour(fileno(stream)),
	};
}

void sx_print_as(sx_trace *trace, FILE *stream, const struct sx_print_style *style)
{
	struct recording recording = {0};
	struct selection selection = {0};
	struct arena arena = {0};
	struct text text = {0};
	const char *why = "there is no trace";
	struct printer printer = {
		.recording = &recording,
		.line = line_style_of(style, stream),
		.flags = style ? style->flags : 0,
		.text = &text,
		.stream = stream,
	};

	if (!trace || !trace_recording(trace, &recording) ||
	    !query_select(trace, &arena, &recording, &selection, &why)) {
		if (trace && trace_error(trace))
			why = trace_error(trace);
		fprintf(stream, "/* nothing to show: %s */\n", why);
	} else {
		print_interleaved(&printer, selection.entries, selection.count);
		text_cut(&text, 0);
		print_losses(&text, &recording);
		print_framework(&text, &recording);
		if (text.length)
			fputs(text.bytes, stream);
	}
	text_free(&text);
	arena_free(&arena);
}

void sx_print(sx_trace *trace, FILE *stream)
{
	sx_print_as(trace, stream, NULL);
}
