/* SPDX-License-Identifier: MIT */
/* A failure report: a text that grows by headline, evidence, notes and help, and leaves in one write. */
#include "harness/report.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SHORT_PATTERN 160	/* bytes of a pattern in the framework's line */

static const char *const escapes[] = {
	[STYLE_PLAIN] = "",
	[STYLE_HEAD] = "\033[1m",
	[STYLE_BAD] = "\033[1;31m",
	[STYLE_GOOD] = "\033[32m",
	[STYLE_DIM] = "\033[2m",
	[STYLE_WORD] = "\033[1;36m",
};

/* Frameworks leave a failed test by longjmp or throw: the line must outlive every frame. */
static _Thread_local char last_why[REPORT_WHY];

void report_start(struct report *report)
{
	*report = (struct report){0};
	report_settings_read(&report->settings);
}

void report_styled(struct report *report, enum report_style style, const char *string)
{
	bool is_coloured = report->settings.colour && style != STYLE_PLAIN;

	if (is_coloured)
		text_add(&report->text, escapes[style]);
	text_add(&report->text, string);
	if (is_coloured)
		text_add(&report->text, "\033[0m");
}

const char *report_plural(size_t count, const char *one, const char *many)
{
	return count == 1 ? one : many;
}

/* Printable and in one line: TAP and XML writers put it where a newline would be read as something else. */
static void add_to_why(struct report *report, const char *string)
{
	size_t length = strlen(report->why);

	for (; *string && length + 1 < sizeof(report->why); string++)
		report->why[length++] = (unsigned char)*string < ' ' || *string == 0x7f ? ' ' : *string;
	report->why[length] = '\0';
	if (*string)
		memcpy(report->why + length - 3, "...", 3);
}

void report_why(struct report *report, const char *format, ...)
{
	struct text text = {0};
	va_list list;

	va_start(list, format);
	text_vformat(&text, format, list);
	va_end(list);
	if (text.length)
		add_to_why(report, text.bytes);
	text_free(&text);
}

/* Check's START_TEST(name) makes a function name_fn. */
static int test_name_length(const char *function)
{
	size_t length = strlen(function);

	if (length > 3 && strcmp(function + length - 3, "_fn") == 0)
		length -= 3;
	return (int)length;
}

void report_head(struct report *report, const struct sx_here_ *here, const char *format, ...)
{
	struct text what = {0};
	struct text line = {0};
	const char *function = here->function ? here->function : "?";
	va_list list;

	va_start(list, format);
	text_vformat(&what, format, list);
	va_end(list);
	if (what.length) {
		text_format(&line, "%s:%d: %.*s: %s", here->file ? here->file : "sysexpect", here->line,
			    test_name_length(function), function, what.bytes);
		add_to_why(report, what.bytes);
	}
	report_styled(report, STYLE_HEAD, line.length ? line.bytes : "out of memory");
	text_add_char(&report->text, '\n');
	text_free(&line);
	text_free(&what);
}

void report_pattern(struct report *report, const char *label, const char *pattern)
{
	text_format(&report->text, "    %s", label ? label : "");
	report_styled(report, STYLE_HEAD, pattern ? pattern : "NULL");
	text_add_char(&report->text, '\n');
}

static void add_remark(struct report *report, const char *word, const char *format, va_list list)
{
	report_styled(report, STYLE_WORD, word);
	text_vformat(&report->text, format, list);
	text_add_char(&report->text, '\n');
}

void report_note(struct report *report, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	add_remark(report, "note: ", format, list);
	va_end(list);
}

void report_help(struct report *report, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	add_remark(report, "help: ", format, list);
	va_end(list);
}

const char *report_c_string(struct report *report, const char *string)
{
	struct text text = {0};
	const char *copy = NULL;

	text_add_char(&text, '"');
	for (; *string; string++) {
		if (*string == '"' || *string == '\\')
			text_add_char(&text, '\\');
		text_add_char(&text, *string);
	}
	text_add_char(&text, '"');
	if (!text.failed)
		copy = arena_copy(&report->arena, text.bytes, text.length + 1);
	text_free(&text);
	return copy ? copy : "";
}

const char *report_short(struct report *report, const char *pattern)
{
	const char *copy;

	if (strlen(pattern) <= SHORT_PATTERN)
		return pattern;
	copy = arena_format(&report->arena, "%.*s...", SHORT_PATTERN - 3, pattern);
	return copy ? copy : "";
}

/* One write(2), so that the reports of parallel tests do not mix; more only where the kernel took less. */
static void write_all(int fd, const char *bytes, size_t length)
{
	struct pollfd poll_fd = {.fd = fd, .events = POLLOUT};
	ssize_t written;

	while (length) {
		written = write(fd, bytes, length);
		if (written > 0) {
			bytes += written;
			length -= (size_t)written;
		} else if (written < 0 && errno == EAGAIN) {
			if (poll(&poll_fd, 1, 1000) <= 0)
				return;
		} else if (written == 0 || errno != EINTR) {
			return;
		}
	}
}

/* Past the cap the report ends at a whole line, and says so. */
static void keep_below_cap(struct report *report)
{
	static const char ending[] = "(cut here: a report has at most 64 KiB; SX_DUMP_DIR gets the whole dump)\n";
	struct text *text = &report->text;
	size_t length = REPORT_MOST - sizeof(ending);

	if (text->length <= REPORT_MOST)
		return;
	while (length && text->bytes[length - 1] != '\n')
		length--;
	text_cut(text, length ? length : REPORT_MOST - sizeof(ending));
	if (report->settings.colour)
		text_add(text, "\033[0m");
	text_add(text, ending);
}

const char *report_finish(struct report *report)
{
	int saved = errno;

	if (report->settings.complaint[0])
		report_note(report, "%s", report->settings.complaint);
	keep_below_cap(report);
	write_all(STDERR_FILENO, report->text.bytes, report->text.length);
	memcpy(last_why, report->why, sizeof(last_why));
	report_drop(report);
	errno = saved;
	return last_why;
}

void report_drop(struct report *report)
{
	text_free(&report->text);
	arena_free(&report->arena);
}
