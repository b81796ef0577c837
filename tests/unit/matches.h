/* SPDX-License-Identifier: MIT */
/* Matches calls against patterns in unit tests. */
#ifndef SX_UNIT_MATCHES_H
#define SX_UNIT_MATCHES_H

#include <check.h>
#include <stdlib.h>

#include "harness/pattern/pattern.h"
#include "tests/unit/fake.h"

/* What a pattern alone says about a call; a bad pattern fails the test with its report. */
static inline enum match match_of_text(const char *text, const struct sx_call *call,
				       const struct variable *variables, struct reason *ret_reason)
{
	struct arena arena = {0}, scratch = {0};
	struct bindings bindings = {0};
	struct matching matching = {.scratch = &scratch, .kept = &arena, .bindings = &bindings};
	struct patterns patterns;
	struct text report = {0};
	enum match match;
	int r = patterns_compile(&arena, &text, 1, variables, &patterns, &report);

	ck_assert_msg(r == 0, "%s", report.bytes);
	match = pattern_match(patterns.list[0], call, &matching);
	if (ret_reason)
		*ret_reason = matching.reason;
	text_free(&report);
	arena_free(&scratch);
	arena_free(&arena);
	return match;
}

#define assert_matches(call, text) \
	ck_assert_msg(match_of_text(text, call, NULL, NULL) == MATCH_YES, "does not match: %s", text)
#define assert_differs(call, text) \
	ck_assert_msg(match_of_text(text, call, NULL, NULL) == MATCH_NO, "matches, or may: %s", text)
#define assert_unknown(call, text, why)                                                                \
	do {                                                                                           \
		struct reason reason_;                                                                 \
		enum match match_ = match_of_text(text, call, NULL, &reason_);                         \
                                                                                                       \
		ck_assert_msg(match_ == MATCH_UNKNOWN, "%s: %s", match_ ? "matches" : "differs", text); \
		ck_assert_int_eq(reason_.kind, why);                                                   \
	} while (0)

/* The report of a bad pattern, malloc'ed; NULL: it is good. */
static inline char *report_of(const char *const *texts, size_t count, const struct variable *variables)
{
	struct arena arena = {0};
	struct patterns patterns;
	struct text report = {0};
	int r = patterns_compile(&arena, texts, count, variables, &patterns, &report);

	arena_free(&arena);
	if (r == 0) {
		text_free(&report);
		return NULL;
	}
	return text_steal(&report);
}

/* A line that was printed is a pattern of the call that it was printed from. */
static inline void assert_line_matches_itself(const struct sx_call *call, const char *line)
{
	const char *text = line;
	char *report = report_of(&text, 1, NULL);
	enum match match;

	ck_assert_msg(!report, "%s", report);
	match = match_of_text(line, call, NULL, NULL);
	ck_assert_msg(match == MATCH_YES, "%s its own call: %s", match ? "may not match" : "does not match", line);
}

static inline int run_tests(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
