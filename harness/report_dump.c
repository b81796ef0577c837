/* SPDX-License-Identifier: MIT */
/* The dump behind a report: whole where it is short, else the part that matters, and whole in a file. */
#include "harness/expect.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/print.h"

#define SHORT_DUMP 40		/* entries of a dump that is shown whole */
#define AROUND 12		/* entries shown on each side of what matters in a longer one */
#define WHOLE_STRINGS (1u << 20)	/* in the file */

static struct printer printer_for(const struct recording *recording, struct text *text, size_t strings)
{
	return (struct printer){
		.recording = recording,
		.line = {.string_limit = strings, .paths = true},
		.text = text,
	};
}

/* ---- the file in SX_DUMP_DIR ---- */

/* The test's name as a file name; its length is bounded by the caller. */
static void add_file_name(struct text *path, const char *function)
{
	size_t length = strlen(function), i;

	if (length > 3 && strcmp(function + length - 3, "_fn") == 0)
		length -= 3;
	for (i = 0; i < length && i < 200; i++)
		text_add_char(path, strchr("/ \t\n", function[i]) || function[i] < ' ' ? '_' : function[i]);
	if (!length)
		text_add(path, "test");
	text_add(path, ".strace");
}

static int write_file(const struct recording *recording, const char *path)
{
	struct text text = {0};
	struct printer printer = printer_for(recording, &text, WHOLE_STRINGS);
	FILE *stream = fopen(path, "we");
	int r;

	if (!stream)
		return -errno;
	printer.stream = stream;
	r = print_entries(&printer, recording->entries, recording->count);
	text_cut(&text, 0);
	print_losses(&text, recording, false);
	print_framework(&text, recording);
	if (text.length)
		fputs(text.bytes, stream);
	text_free(&text);
	if (fclose(stream) != 0 && r == 0)
		r = -errno;
	return r;
}

static void dump_to_file(struct assertion *a)
{
	const char *folder = a->report.settings.dump_dir;
	struct text path = {0};
	int r;

	if (mkdir(folder, 0777) < 0 && errno != EEXIST) {
		report_note(&a->report, "no dump in %s: %s", folder, strerror(errno));
		return;
	}
	text_format(&path, "%s/", folder);
	add_file_name(&path, a->here.function ? a->here.function : "");
	r = path.failed ? -ENOMEM : write_file(&a->answer.recording, path.bytes);
	if (r < 0)
		report_note(&a->report, "no dump in %s: %s", folder, strerror(-r));
	else
		text_format(&a->report.text, "full trace: %s\n", path.bytes);
	text_free(&path);
}

/* ---- the part behind the report ---- */

static size_t place_of(const struct recording *recording, const struct sx_call *call)
{
	size_t i = call ? call_sequence(call) - 1 : recording->count;

	return i < recording->count && recording->entries[i] == call ? i : recording->count;
}

static void add_part(struct assertion *a, size_t from, size_t to)
{
	const struct recording *recording = &a->answer.recording;
	struct text dump = {0};
	struct printer printer = printer_for(recording, &dump, a->report.settings.dump_strings);

	printer.line.colour = a->report.settings.colour;
	print_entries(&printer, recording->entries + from, to - from);
	if (to == recording->count) {
		print_losses(&dump, recording, false);
		print_framework(&dump, recording);
	}
	text_add_bytes(&a->report.text, dump.bytes, dump.length);
	text_free(&dump);
}

static void dump_to_report(struct assertion *a)
{
	const struct recording *recording = &a->answer.recording;
	size_t count = recording->count, at, from, to;

	if (count <= SHORT_DUMP) {
		text_format(&a->report.text, "the trace, %zu %s:\n", count, report_plural(count, "entry", "entries"));
		add_part(a, 0, count);
		return;
	}
	if (a->culprit_count && a->report.settings.context && recording->process_count == 1)
		return;	/* one thread: the context has shown what is around */
	at = place_of(recording, a->focus);
	from = at > AROUND ? at - AROUND : 0;
	to = at + AROUND + 1 < count ? at + AROUND + 1 : count;
	if (at == count)
		text_format(&a->report.text, "the end of the trace, #%zu to #%zu of %zu:\n", from + 1, to, count);
	else
		text_format(&a->report.text, "the trace around #%zu, #%zu to #%zu of %zu:\n", at + 1, from + 1, to, count);
	add_part(a, from, to);
}

void report_dump(struct assertion *a)
{
	if (!a->answer.recording.count)
		return;
	/* a pattern is bad whatever the program did */
	if (a->report.settings.dump == DUMP_FAIL && !a->answer.is_bad_pattern)
		dump_to_report(a);
	if (a->report.settings.dump_dir)
		dump_to_file(a);
}

void report_dump_always(struct sx_trace *trace)
{
	struct recording recording;

	if (!report_dumps_always() || !trace_recording(trace, &recording))
		return;
	if (!atomic_exchange(&trace->root->is_dumped, true))
		sx_print(trace->root, stderr);
}
