/* SPDX-License-Identifier: MIT */
/* What became of the checks of a command line, for people's and for machines' eyes. */
#include "verdicts.h"

#include <string.h>

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

/* Control characters are not allowed in XML at all; bytes that are no ASCII may be no UTF-8. */
static void print_xml_text(FILE *stream, const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '<')
			fputs("&lt;", stream);
		else if (c == '>')
			fputs("&gt;", stream);
		else if (c == '&')
			fputs("&amp;", stream);
		else if (c == '"')
			fputs("&quot;", stream);
		else
			fputc(c < ' ' || c >= 0x7f ? '?' : c, stream);
	}
}

static void print_testcase(FILE *stream, const char *program, const struct verdict *verdict)
{
	const char *element = verdict->is_error ? "error" : "failure";

	fputs("  <testcase classname=\"", stream);
	print_xml_text(stream, program);
	fputs("\" name=\"", stream);
	print_xml_text(stream, verdict->name);
	if (!verdict->why) {
		fputs("\"/>\n", stream);
		return;
	}
	fprintf(stream, "\">\n    <%s message=\"", element);
	print_xml_text(stream, verdict->why);
	fputs("\"/>\n  </testcase>\n", stream);
}

int verdicts_write_junit(const char *file, const char *program, const struct verdict *verdicts, size_t count)
{
	FILE *stream = fopen(file, "we");
	size_t failures = 0, errors = 0;
	int r;

	if (!stream)
		return -1;
	for (size_t i = 0; i < count; i++) {
		failures += verdicts[i].why && !verdicts[i].is_error;
		errors += verdicts[i].why && verdicts[i].is_error;
	}
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"sysexpect ", stream);
	print_xml_text(stream, program);
	fprintf(stream, "\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"0\">\n", count, failures, errors);
	for (size_t i = 0; i < count; i++)
		print_testcase(stream, program, &verdicts[i]);
	fputs("</testsuite>\n", stream);
	r = ferror(stream) ? -1 : 0;
	return fclose(stream) == 0 ? r : -1;
}
