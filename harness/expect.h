/* SPDX-License-Identifier: MIT */
/* One assertion on its way from question to report. Private to the rooms expect and report. */
#ifndef SX_EXPECT_H
#define SX_EXPECT_H

#include "harness/query.h"
#include "harness/report.h"

struct assertion {
	struct sx_here_ here;
	struct sx_trace *trace;
	const char *verb;		/* "never" */
	const char *const *patterns;	/* as given */
	size_t pattern_count;
	size_t lowest, highest;		/* times, at_least, at_most */
	struct arena arena;		/* what the answer lives in */
	struct answer answer;
	struct report report;
	const struct sx_call *after, *before;	/* only calls behind this one, or before that one, can be near; NULL: all */
	const struct sx_call *focus;	/* what the dump is to show; NULL: the end */
	const struct sx_call *culprits[REPORT_VIOLATIONS];	/* marked in the context */
	size_t culprit_count;
	const struct sx_call *marked[QUERY_WITNESSES];	/* so are these, where the context of a culprit shows them */
	size_t marked_count;
};

/* ---- reports of failed assertions, one per shape ---- */

void report_missing(struct assertion *a);	/* called, at_least, times: too few */
void report_forbidden(struct assertion *a);	/* never, at_most, times: too many */
void report_strangers(struct assertion *a);	/* only */
void report_exceptions(struct assertion *a);	/* all */
void report_unanswered(struct assertion *a);	/* follows, precedes */
void report_steps(struct assertion *a);		/* order, next */
void report_doubts(struct assertion *a);	/* any: cannot tell */
void report_error(struct assertion *a);		/* any: bad pattern, failed recording */

/* ---- parts that they share ---- */

/* The pattern, or with labels p: and q:, and the view if it is one. */
void report_subject(struct assertion *a);

/* "among 212 calls (2 processes, nothing lost)". */
void report_among(struct assertion *a, struct text *text);

/* The three calls that come nearest to the n-th pattern, and what is to be changed to match the first; `bindings`
 * may be NULL. Adds "; nearest: …" to the framework's line. */
void report_nearest(struct assertion *a, size_t n, const struct bindings *bindings);

/* The statement with the n-th step (from 0) and the one before it in the other order, if it holds; with calls allowed
 * between its steps, if that holds. NULL: it does not. In the arena. */
const char *suggest_turned(struct assertion *a, size_t n);
const char *suggest_gaps(struct assertion *a);

/* A pattern that differs from the n-th only where `call` does, and with which the whole assertion about steps or all of
 * many calls holds, any other matches `call`; NULL: none found. In the arena. */
const char *suggest_pattern(struct assertion *a, size_t n, const struct sx_call *call,
			    const struct bindings *bindings);

/* Whether it is a check of the command: what a report offers to paste is then an option of it, not C. */
bool report_is_command(const struct assertion *a);

/* A pattern as it is pasted in the place of one of the assertion's own: "openat(...)", --expect 'openat(...)'. */
const char *report_pasted(struct assertion *a, const char *pattern);
const char *report_option(struct assertion *a, const char *option, const char *pattern);

/* A doubt, a remedy or an error in the words of whoever asked: the command has options where the library has fields. */
const char *report_said(struct assertion *a, const char *said);

/* What the threads of the culprits did around them. */
void report_context(struct assertion *a);
void report_culprit(struct assertion *a, const struct sx_call *call);
void report_mark(struct assertion *a, const struct sx_call *call);

/* What the answer knows besides: doubts that do not decide, hints on patterns. */
void report_remarks(struct assertion *a);

/* The dump behind the report, and the file in SX_DUMP_DIR. */
void report_dump(struct assertion *a);

/* SX_DUMP=always: the whole dump, once per recording. */
void report_dump_always(struct sx_trace *trace);

/* "exited with 3", "killed by SIGSEGV". */
void report_status(struct text *text, uint32_t status);

/* The process that the recording began with, or NULL. */
const struct process *report_program(const struct recording *recording);

#endif
