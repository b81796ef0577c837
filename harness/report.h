/* SPDX-License-Identifier: MIT */
/* A failure report: a text that grows by headline, evidence, notes and help, and leaves in one write. */
#ifndef SX_REPORT_H
#define SX_REPORT_H

#include "harness/base/arena.h"
#include "harness/base/text.h"
#include "harness/decode/decode.h"
#include "harness/pattern/pattern.h"
#include "harness/recording.h"
#include "harness/report_settings.h"
#include "sysexpect/sysexpect.h"

#define REPORT_MOST 65536	/* bytes of a report, its dump included */
#define REPORT_WHY 512		/* bytes of the line that the framework shows, with its NUL */
#define REPORT_VIOLATIONS 10	/* shown; the others are counted */

struct report {
	struct text text;
	struct arena arena;	/* what labels and decoded values live in */
	struct report_settings settings;
	char why[REPORT_WHY];
};

/* Colours are a second cue only: every one of these stands on a text that says the same. */
enum report_style {
	STYLE_PLAIN,
	STYLE_HEAD,		/* the headline */
	STYLE_BAD,		/* what differs, what must not be */
	STYLE_GOOD,
	STYLE_DIM,		/* gutters */
	STYLE_WORD,		/* note: help: */
};

void report_start(struct report *report);

/* "file:line: test: what", which begins the report, and the line for the framework. */
void report_head(struct report *report, const struct sx_here_ *here, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* More behind the line for the framework. */
void report_why(struct report *report, const char *format, ...) __attribute__((format(printf, 2, 3)));

void report_pattern(struct report *report, const char *label, const char *pattern);	/* label: "never: ", or NULL */
void report_note(struct report *report, const char *format, ...) __attribute__((format(printf, 2, 3)));
void report_help(struct report *report, const char *format, ...) __attribute__((format(printf, 2, 3)));
void report_styled(struct report *report, enum report_style style, const char *string);

/* Write it to standard error and give everything back.
 * Returns the framework's line, valid until the calling thread's next report. */
const char *report_finish(struct report *report);

/* Give everything back without a word. */
void report_drop(struct report *report);

/* ---- evidence: calls as lines, what differs marked below (report_line.c) ---- */

struct report_line {
	const struct sx_call *call;
	bool is_marked;		/* ">" before it */
	size_t gap;		/* calls left out before it */
	const char *remark;	/* behind the line, or NULL */
	const struct part *parts;	/* verdicts of pattern_explain(); those that do not match get a caret */
	size_t part_count;
};

#define LINES_WITH_PROCESS 1u	/* app[4242] in the gutter */
#define LINES_OF_CONTEXT 2u	/* who made them is shown of marked calls alone, and only the first */

/* Lines with aligned gutters, `indent` columns from the left. */
void report_lines(struct report *report, const struct report_line *lines, size_t count, unsigned indent,
		  unsigned flags);

/* Whether a buffer is no text; its bytes around `offset`, in at most four rows, `margin` columns from the left. */
bool report_is_binary(const struct value *value);
void report_hex(struct report *report, const struct value *value, size_t offset, size_t margin);

/* "app[4242]", "app[4242/4245 worker]". */
void report_process_name(struct text *text, const struct sx_call *call);

/* A pattern as it is pasted into a C source: in quotes, escaped. In the arena. */
const char *report_c_string(struct report *report, const char *text);

/* A pattern as the framework's line shows it: not so long that what follows has no room. In the arena. */
const char *report_short(struct report *report, const char *pattern);

/* "call" for 1, "calls" otherwise. */
const char *report_plural(size_t count, const char *one, const char *many);

#endif
