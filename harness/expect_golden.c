/* SPDX-License-Identifier: MIT */
/* The assertion that compares a dump with a checked-in file, or writes that file when asked. */
#include "harness/expect.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/doubts.h"
#include "harness/golden.h"

static const char *value_of(const struct variable *variables, const char *name)
{
	for (; variables; variables = variables->next)
		if (strcmp(variables->name, name) == 0)
			return variables->text;
	return NULL;
}

/* The whole file, NUL-terminated, for the caller to free. */
static int read_file(const char *path, struct text *ret)
{
	char block[8192];
	size_t length;
	FILE *stream = fopen(path, "re");
	int r = 0;

	if (!stream)
		return -errno;
	text_add(ret, "");
	while ((length = fread(block, 1, sizeof(block), stream)))
		text_add_bytes(ret, block, length);
	if (ferror(stream))
		r = -EIO;
	fclose(stream);
	return ret->failed ? -ENOMEM : r;
}

/* Through a file beside it, so that a test that is killed leaves the old one or the new one. */
static int write_file(const char *path, const struct text *text)
{
	struct text temporary = {0};
	FILE *stream;
	int r = 0;

	text_format(&temporary, "%s.new", path);
	if (temporary.failed)
		return -ENOMEM;
	stream = fopen(temporary.bytes, "we");
	if (!stream) {
		r = -errno;
		goto out;
	}
	if (text->length && fwrite(text->bytes, 1, text->length, stream) != text->length)
		r = -EIO;
	if (fclose(stream) != 0 && r == 0)
		r = -errno;
	if (r == 0 && rename(temporary.bytes, path) < 0)
		r = -errno;
	if (r < 0)
		unlink(temporary.bytes);
out:
	text_free(&temporary);
	return r;
}

/* An incomplete list is no golden file, and proves none; an empty one may be. Returns whether it is complete. */
static bool is_complete(struct assertion *a, const struct selection *selection)
{
	const struct doubt *doubt;
	unsigned i, count = 0;

	doubt_missing(&a->answer, &a->arena, selection);
	for (i = 0; i < a->answer.doubt_count; i++) {
		doubt = &a->answer.doubts[i];
		if (doubt->kind == DOUBT_EMPTY_VIEW)
			continue;
		if (!count++)
			report_head(&a->report, &a->here, "cannot tell: %s", doubt->text);
		else
			report_note(&a->report, "%s", doubt->text);
		if (doubt->remedy)
			report_help(&a->report, "%s", doubt->remedy);
	}
	return !count;
}

static void report_difference(struct assertion *a, const char *file, const char *wanted, const char *got)
{
	struct text diff = {0};
	long lines = golden_diff(&diff, wanted, got);

	report_head(&a->report, &a->here, "%ld %s from %s", lines < 0 ? 0 : lines,
		    report_plural(lines < 0 ? 0 : (size_t)lines, "line differs", "lines differ"), file);
	text_format(&a->report.text, "--- %s\n+++ this run\n", file);
	text_add_bytes(&a->report.text, diff.bytes, diff.length);
	report_help(&a->report, "if this run is right, run the test once with SX_UPDATE=1");
	text_free(&diff);
}

/* What SX_UPDATE asks for; returns whether the assertion holds then. */
static bool update(struct assertion *a, const char *file, const struct text *got)
{
	int r;

	if (a->report.settings.is_ci) {
		report_head(&a->report, &a->here, "SX_UPDATE is refused, since CI is set: %s stays as it is", file);
		return false;
	}
	r = write_file(file, got);
	if (r < 0)
		report_head(&a->report, &a->here, "cannot write %s: %s", file, strerror(-r));
	return r == 0;
}

/* Whether the assertion holds; otherwise the report has its headline. */
static bool compare(struct assertion *a, const char *file, const struct text *got)
{
	struct text wanted = {0};
	bool is_equal = false;
	int r = read_file(file, &wanted);

	if (r == 0)
		is_equal = strcmp(wanted.bytes, got->bytes) == 0;
	if (is_equal) {
		text_free(&wanted);
		return true;
	}
	if (a->report.settings.update) {
		is_equal = update(a, file, got);
	} else if (r < 0) {
		report_head(&a->report, &a->here, "cannot read %s: %s", file, strerror(-r));
		if (r == -ENOENT)
			report_help(&a->report, "run the test once with SX_UPDATE=1 to write it");
	} else {
		report_difference(a, file, wanted.bytes, got->bytes);
	}
	text_free(&wanted);
	return is_equal;
}

/* The dump as it is to be compared; false: the report has its headline. */
static bool render(struct assertion *a, struct text *got)
{
	const struct variable *variables;
	struct selection selection = {0};
	const char *why = NULL;

	if (!query_select(a->trace, &a->arena, &a->answer.recording, &selection, &why)) {
		report_head(&a->report, &a->here, "%s", why ? why : "out of memory");
		return false;
	}
	if (!is_complete(a, &selection))
		return false;
	variables = trace_variables(a->trace);
	text_add(got, "");
	if (golden_render(got, &a->answer.recording, selection.entries, selection.count, value_of(variables, "cwd"),
			  value_of(variables, "home")) == 0)
		return true;
	report_head(&a->report, &a->here, "out of memory");
	return false;
}

/* The difference says it all: of the dump only the file in SX_DUMP_DIR is of use. */
static const char *finish(struct assertion *a)
{
	a->report.settings.dump = DUMP_NEVER;
	report_dump(a);
	return report_finish(&a->report);
}

const char *sx_check_golden_(struct sx_here_ here, sx_trace *trace, const char *file)
{
	struct assertion a = {here, trace, "golden"};
	struct text got = {0};
	const char *why = NULL;
	bool holds = false;

	if (trace)
		report_dump_always(trace);
	report_start(&a.report);
	if (!trace || !file)
		a.answer.error = trace ? "the file's name is NULL" : "the trace is NULL";
	else if (!trace_error(trace) && trace_timeout(trace))
		a.answer.error = trace_timeout(trace);
	else if (trace_error(trace) || !trace_recording(trace, &a.answer.recording))
		a.answer.error = trace_error(trace) ? trace_error(trace) : "there is no recording";
	if (a.answer.error)
		report_error(&a);
	else
		holds = render(&a, &got) && compare(&a, file, &got);
	if (holds)
		report_drop(&a.report);
	else
		why = finish(&a);
	text_free(&got);
	arena_free(&a.arena);
	return why;
}
