/* SPDX-License-Identifier: MIT */
/* What became of the checks of a command line, for people's and for machines' eyes. */
#include "verdicts.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* The list ends at the first SX_LAST_: what stands behind it is not looked at. */
#define AT(i)		((i) < count ? patterns[i] : SX_LAST_)
#define FOUR(i)		AT(i), AT((i) + 1), AT((i) + 2), AT((i) + 3)
#define ALL_PATTERNS	FOUR(0), FOUR(4), FOUR(8), FOUR(12), FOUR(16), FOUR(20), FOUR(24), FOUR(28)

const char *check_only(struct sx_here_ here, sx_trace *trace, const char *const *patterns, size_t count)
{
	return sx_check_only_(here, trace, ALL_PATTERNS, SX_END_);
}

const char *check_order(struct sx_here_ here, sx_trace *trace, const char *const *patterns, size_t count)
{
	return sx_check_order_(here, trace, ALL_PATTERNS, SX_END_);
}

int verdicts_listen(void)
{
	int saved, file = memfd_create("report", MFD_CLOEXEC);

	fflush(stderr);
	saved = file < 0 ? -1 : fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	if (saved >= 0 && dup2(file, STDERR_FILENO) < 0) {
		close(saved);
		saved = -1;
	}
	if (file >= 0)
		close(file);
	return saved;
}

char *verdicts_said(int listening, bool is_passed_on)
{
	struct stat status;
	char *text = NULL;
	ssize_t length;

	if (listening < 0)
		return NULL;
	fflush(stderr);
	if (fstat(STDERR_FILENO, &status) == 0 && status.st_size > 0)
		text = calloc(1, (size_t)status.st_size + 1);
	length = text ? pread(STDERR_FILENO, text, (size_t)status.st_size, 0) : -1;
	dup2(listening, STDERR_FILENO);
	close(listening);
	if (length <= 0) {
		free(text);
		return NULL;
	}
	text[length] = '\0';
	if (is_passed_on)
		fwrite(text, 1, (size_t)length, stderr);
	fflush(stderr);
	return text;
}

/* In one line, and no number sign that would begin a directive. */
static void print_tap_text(FILE *stream, const char *text)
{
	for (; *text; text++) {
		if (*text == '#' || *text == '\\')
			fputc('\\', stream);
		fputc((unsigned char)*text < ' ' ? ' ' : *text, stream);
	}
}

void verdicts_print_tap(FILE *stream, const struct verdict *verdicts, size_t count)
{
	fprintf(stream, "1..%zu\n", count);
	for (size_t i = 0; i < count; i++) {
		fprintf(stream, "%sok %zu - ", verdicts[i].why ? "not " : "", i + 1);
		print_tap_text(stream, verdicts[i].name);
		if (verdicts[i].why) {
			fputs("\n# ", stream);
			print_tap_text(stream, verdicts[i].why);
		}
		fputc('\n', stream);
	}
	fflush(stream);
}

/* The character that begins here, if XML may have it: its bytes, or 0. */
static size_t xml_character(const char *text)
{
	const unsigned char *c = (const unsigned char *)text;
	size_t length = c[0] < 0x80 ? 1 : c[0] < 0xc2 ? 0 : c[0] < 0xe0 ? 2 : c[0] < 0xf0 ? 3 : c[0] < 0xf5 ? 4 : 0;

	if (length == 1)
		return (c[0] >= ' ' && c[0] != 0x7f) || c[0] == '\n' || c[0] == '\t';
	for (size_t i = 1; i < length; i++)
		if ((c[i] & 0xc0) != 0x80)
			return 0;
	if ((c[0] == 0xe0 && c[1] < 0xa0) || (c[0] == 0xed && c[1] >= 0xa0) || (c[0] == 0xf0 && c[1] < 0x90) ||
	    (c[0] == 0xf4 && c[1] >= 0x90) || (c[0] == 0xef && c[1] == 0xbf && c[2] >= 0xbe))
		return 0;
	return length;
}

/* The colours of a terminal: ESC [ digits m. */
static size_t colour_at(const char *text)
{
	size_t length = text[0] == 033 && text[1] == '[' ? 2 + strspn(text + 2, "0123456789;") : 0;

	return length && text[length] == 'm' ? length + 1 : 0;
}

static void print_xml_text(FILE *stream, const char *text)
{
	for (size_t length; *text; text += length) {
		length = colour_at(text);
		if (length)
			continue;
		length = xml_character(text);
		if (!length)
			fputc('?', stream);
		else if (*text == '<')
			fputs("&lt;", stream);
		else if (*text == '>')
			fputs("&gt;", stream);
		else if (*text == '&')
			fputs("&amp;", stream);
		else if (*text == '"')
			fputs("&quot;", stream);
		else
			fwrite(text, 1, length, stream);
		length += !length;
	}
}

/* The report in full: what the reader of the file gets to see of it may be this alone. */
static void print_testcase(FILE *stream, const char *program, const struct verdict *verdict)
{
	const char *element = verdict->is_skipped ? "skipped" : verdict->is_error ? "error" : "failure";

	fputs("  <testcase classname=\"", stream);
	print_xml_text(stream, program);
	fputs("\" name=\"", stream);
	print_xml_text(stream, verdict->name);
	if (!verdict->why && !verdict->report) {
		fputs("\"/>\n", stream);
		return;
	}
	if (!verdict->why)
		element = "system-err";	/* a note, a warning */
	fprintf(stream, "\">\n    <%s", element);
	if (verdict->why) {
		fputs(" message=\"", stream);
		print_xml_text(stream, verdict->why);
		fputc('"', stream);
	}
	fputc('>', stream);
	print_xml_text(stream, verdict->report ? verdict->report : verdict->why);
	fprintf(stream, "</%s>\n  </testcase>\n", element);
}

void verdicts_write_junit(FILE *stream, const char *program, const struct verdict *verdicts, size_t count)
{
	size_t failures = 0, errors = 0, skipped = 0;

	for (size_t i = 0; i < count; i++) {
		skipped += verdicts[i].is_skipped;
		errors += verdicts[i].why && verdicts[i].is_error;
		failures += verdicts[i].why && !verdicts[i].is_error && !verdicts[i].is_skipped;
	}
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"sysexpect ", stream);
	print_xml_text(stream, program);
	fprintf(stream, "\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\">\n", count, failures,
		errors, skipped);
	for (size_t i = 0; i < count; i++)
		print_testcase(stream, program, &verdicts[i]);
	fputs("</testsuite>\n", stream);
}
