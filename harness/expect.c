/* SPDX-License-Identifier: MIT */
/* The assertions on patterns: each asks its question and, where the answer is not yes, has it reported. */
#include "harness/expect.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>

#define MOST_PATTERNS 1024

static const char *finish(struct assertion *a)
{
	const char *why;

	report_remarks(a);
	report_dump(a);
	why = report_finish(&a->report);
	arena_free(&a->arena);
	return why;
}

/* What rules calls out holds all too well of those that no trace shows. Said once per recording. */
static void warn_of_vdso(struct assertion *a)
{
	const struct patterns *patterns = &a->answer.patterns;
	const char *name = patterns->count ? pattern_vdso(patterns->list[0]) : NULL;

	if (!name || atomic_exchange(&a->trace->root->is_warned, true))
		return;
	report_start(&a->report);
	report_head(&a->report, &a->here, "warning: %s %s holds of system calls, and the vDSO answers %s without one", a->verb,
		    report_short(&a->report, a->patterns[0]), name);
	report_finish(&a->report);
}

/* NULL where the assertion holds, or the framework's line once the report has been written. */
static const char *conclude(struct assertion *a, enum outcome outcome, void (*explain)(struct assertion *a))
{
	if (a->trace)
		report_dump_always(a->trace);
	switch (outcome) {
	case OUTCOME_HOLDS:
		arena_free(&a->arena);
		return NULL;
	case OUTCOME_FAILS:
		report_start(&a->report);
		explain(a);
		break;
	case OUTCOME_CANNOT_TELL:
		report_start(&a->report);
		report_doubts(a);
		break;
	case OUTCOME_ERROR:
		report_start(&a->report);
		report_error(a);
		break;
	}
	return finish(a);
}

/* What a caller in C can get wrong: an error as good as a bad pattern. */
static bool is_usable(struct assertion *a)
{
	size_t i;

	if (!a->trace) {
		a->answer.error = "the trace is NULL";
		return false;
	}
	if (trace_timeout(a->trace) && !trace_error(a->trace)) {
		a->answer.error = trace_timeout(a->trace);
		return false;
	}
	for (i = 0; i < a->pattern_count; i++) {
		if (!a->patterns[i]) {
			a->answer.error = "a pattern is NULL";
			return false;
		}
	}
	return true;
}

static const char *check_times(struct assertion *a)
{
	enum outcome outcome = OUTCOME_ERROR;

	if (is_usable(a))
		outcome = query_times(a->trace, &a->arena, a->lowest, a->highest, a->patterns[0], &a->answer);
	if (outcome == OUTCOME_HOLDS && a->highest != SIZE_MAX)
		warn_of_vdso(a);
	return conclude(a, outcome, a->answer.matched > a->highest ? report_forbidden : report_missing);
}

const char *sx_check_called_(struct sx_here_ here, sx_trace *trace, const char *pattern)
{
	struct assertion a = {here, trace, "called", &pattern, 1, 1, SIZE_MAX};

	return check_times(&a);
}

const char *sx_check_never_(struct sx_here_ here, sx_trace *trace, const char *pattern)
{
	struct assertion a = {here, trace, "never", &pattern, 1, 0, 0};

	return check_times(&a);
}

const char *sx_check_times_(struct sx_here_ here, sx_trace *trace, size_t n, const char *pattern)
{
	struct assertion a = {here, trace, "times", &pattern, 1, n, n};

	return check_times(&a);
}

const char *sx_check_at_least_(struct sx_here_ here, sx_trace *trace, size_t n, const char *pattern)
{
	struct assertion a = {here, trace, "at_least", &pattern, 1, n, SIZE_MAX};

	return check_times(&a);
}

const char *sx_check_at_most_(struct sx_here_ here, sx_trace *trace, size_t n, const char *pattern)
{
	struct assertion a = {here, trace, "at_most", &pattern, 1, 0, n};

	return check_times(&a);
}

/* ---- assertions on a list of patterns ---- */

typedef enum outcome (*list_query)(struct sx_trace *trace, struct arena *arena, const char *const *patterns,
				   size_t count, struct answer *ret);

/* The arguments up to the mark that ends them. A NULL before it stays in the list, for is_usable() to find. */
static int take_patterns(struct assertion *a, va_list list)
{
	const char *taken[MOST_PATTERNS];
	const char *pattern = NULL;
	size_t count = 0;

	while (count < MOST_PATTERNS) {
		pattern = va_arg(list, const char *);
		if (pattern && strcmp(pattern, SX_LAST_) == 0)
			break;
		taken[count++] = pattern;
		if (!pattern)
			break;
	}
	if (count == MOST_PATTERNS)
		return -E2BIG;
	a->pattern_count = count;
	a->patterns = arena_copy(&a->arena, taken, count * sizeof(*taken));
	return a->patterns ? 0 : -ENOMEM;
}

static const char *check_list(struct assertion *a, va_list list, list_query query,
			      void (*explain)(struct assertion *a))
{
	enum outcome outcome = OUTCOME_ERROR;

	int r = take_patterns(a, list);

	if (r == 0 && !a->pattern_count)
		a->answer.error = "there is no pattern";
	else if (r < 0)
		a->answer.error = r == -E2BIG ? "more than 1023 patterns" : "out of memory";
	else if (is_usable(a))
		outcome = query(a->trace, &a->arena, a->patterns, a->pattern_count, &a->answer);
	return conclude(a, outcome, explain);
}

const char *sx_check_only_(struct sx_here_ here, sx_trace *trace, ...)
{
	struct assertion a = {here, trace, "only"};
	const char *why;
	va_list list;

	va_start(list, trace);
	why = check_list(&a, list, query_only, report_strangers);
	va_end(list);
	return why;
}

const char *sx_check_order_(struct sx_here_ here, sx_trace *trace, ...)
{
	struct assertion a = {here, trace, "order"};
	const char *why;
	va_list list;

	va_start(list, trace);
	why = check_list(&a, list, query_order, report_steps);
	va_end(list);
	return why;
}

const char *sx_check_next_(struct sx_here_ here, sx_trace *trace, ...)
{
	struct assertion a = {here, trace, "next"};
	const char *why;
	va_list list;

	va_start(list, trace);
	why = check_list(&a, list, query_next, report_steps);
	va_end(list);
	return why;
}

/* ---- assertions on a pair ---- */

typedef enum outcome (*pair_query)(struct sx_trace *trace, struct arena *arena, const char *p, const char *q,
				   struct answer *ret);

static const char *check_pair(struct assertion *a, pair_query query, void (*explain)(struct assertion *a))
{
	enum outcome outcome = OUTCOME_ERROR;

	if (is_usable(a))
		outcome = query(a->trace, &a->arena, a->patterns[0], a->patterns[1], &a->answer);
	return conclude(a, outcome, explain);
}

const char *sx_check_all_(struct sx_here_ here, sx_trace *trace, const char *p, const char *q)
{
	const char *const patterns[] = {p, q};
	struct assertion a = {here, trace, "all", patterns, 2};

	return check_pair(&a, query_all, report_exceptions);
}

const char *sx_check_follows_(struct sx_here_ here, sx_trace *trace, const char *p, const char *q)
{
	const char *const patterns[] = {p, q};
	struct assertion a = {here, trace, "follows", patterns, 2};

	return check_pair(&a, query_follows, report_unanswered);
}

const char *sx_check_precedes_(struct sx_here_ here, sx_trace *trace, const char *p, const char *q)
{
	const char *const patterns[] = {p, q};
	struct assertion a = {here, trace, "precedes", patterns, 2};

	return check_pair(&a, query_precedes, report_unanswered);
}
