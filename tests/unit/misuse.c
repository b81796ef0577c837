/* SPDX-License-Identifier: MIT */
/* What a caller can get wrong: NULL, what is no name, patterns of a megabyte. It is an error, never a crash or a hang. */
#include <limits.h>
#include <string.h>

#include "tests/unit/asking.h"
#include "tests/unit/matches.h"

START_TEST(of_no_call_nothing_is_said)
{
	size_t length = 5;
	uint64_t value;

	ck_assert_ptr_null(sx_call_name(NULL));
	ck_assert_int_eq(sx_call_pid(NULL), -1);
	ck_assert_int_eq(sx_call_tid(NULL), -1);
	ck_assert_uint_eq(sx_call_arg(NULL, 0), UINT64_MAX);
	ck_assert_ptr_null(sx_call_path(NULL, 0));
	ck_assert_ptr_null(sx_call_path_of(NULL, "path"));
	ck_assert_ptr_null(sx_call_data(NULL, 0, &length));
	ck_assert_uint_eq(length, 0);
	/* what no call returns, so that nobody takes it for a success */
	ck_assert_int_eq(sx_call_ret(NULL), INT64_MIN);
	ck_assert_int_eq(sx_call_raw_ret(NULL), INT64_MIN);
	ck_assert_int_eq(sx_call_errno(NULL), -1);
	ck_assert_uint_eq(sx_call_time_ns(NULL), UINT64_MAX);
	ck_assert_uint_eq(sx_call_duration_ns(NULL), UINT64_MAX);
	ck_assert_uint_eq(sx_call_run_ns(NULL), UINT64_MAX);
	ck_assert(!sx_call_denied(NULL));
	ck_assert_ptr_null(sx_call_stack(NULL));
	ck_assert_ptr_null(sx_call_line(NULL));
	ck_assert_ptr_null(sx_call_json(NULL));
	ck_assert_ptr_null(sx_call_text(NULL, "fd"));
	ck_assert(!sx_call_value(NULL, "fd", &value));
	ck_assert_uint_eq(sx_call_number(NULL), UINT_MAX);
	ck_assert_uint_eq(sx_call_arg_count(NULL), 0);
	ck_assert_ptr_null(sx_call_arg_name(NULL, 0));
}
END_TEST

START_TEST(of_arguments_that_there_are_not_nothing_is_said)
{
	const sx_call *call = FAKE_CALL(f, "getpid", 100);

	ck_assert_uint_eq(sx_call_arg(call, 6), 0);
	ck_assert_ptr_null(sx_call_path(call, UINT_MAX));
	ck_assert_ptr_null(sx_call_data(call, 99, NULL));
	ck_assert_ptr_null(sx_call_path_of(call, NULL));
	ck_assert_ptr_null(sx_call_text(call, NULL));
}
END_TEST

START_TEST(of_no_trace_there_are_no_views)
{
	ck_assert_ptr_null(sx_matching(NULL, "read"));
	ck_assert_ptr_null(sx_between(NULL, "read", "write"));
	ck_assert_ptr_null(sx_of_process(NULL, 0));
	ck_assert_ptr_null(sx_of_thread(NULL, 1));
	ck_assert_uint_eq(sx_count(NULL, "read"), SIZE_MAX);
	ck_assert_ptr_null(sx_find(NULL, NULL, "read"));
	sx_set(NULL, "name", "value");
	sx_print(t, NULL);
	sx_print_as(NULL, NULL, NULL);
}
END_TEST

START_TEST(what_is_no_name_is_not_set)
{
	static const char *const names[] = {NULL, "", "$", "a b", "a-b"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		setup();
		sx_set(t, names[i], "x");
		ck_assert_msg(sx_error(t) && strstr(sx_error(t), "sx_set: a name has letters"), "%zu: %s", i, sx_error(t));
		teardown();
	}
	setup();
	sx_set(t, "a", NULL);
	ck_assert_ptr_nonnull(strstr(sx_error(t), "sx_set: the value is NULL"));
	ck_assert_int_eq(query_times(t, &arena, 0, 0, "getpid", &answer), OUTCOME_ERROR);
}
END_TEST

static const struct {
	const char *head, *unit;
	size_t count;
	const char *tail, *report;	/* what is wrong with it; NULL: nothing */
} huge[] = {
	{"", "a", 1 << 20, "", "unknown system call"},
	{"read", "|read", 1 << 18, "", "more than 1024 names"},
	{"write(1, '", "x", 1 << 20, "', *)", NULL},
	{"openat(*, '/", "*a", 1 << 19, "', ...)", NULL},
	{"openat(*, 'x', O_CREAT", "|O_CREAT", 1 << 17, "|...)", "more than 128 flags"},
	{"execve(*, [", "'a', ", 1 << 18, "'b'], *)", "more than 65536 elements"},
	{"execve(*, [", "'a', ", 1 << 15, "'b'], *)", NULL},
	{"execve(*, [", "..., ", 1 << 18, "'b'], *)", "more than 8 \"...\""},
	{"rt_sigprocmask(SIG_BLOCK, [", "INT ", 1 << 18, "], *, 8)", "more than 4096 elements"},
	{"fstat(3, {", "st_size=1, ", 1 << 17, "...})", "st_size is asked for twice"},
	{"/", "(a|b)*", 1 << 12, "/", "too long"},
	{"/", "(a{1,100}){1,100}", 4, "/", "no {…} here"},
	{"read(", "/* x */", 1 << 17, ", *)", "a value is missing"},
	{"read(", "1, ", 1 << 18, "1)", "too many arguments"},
	{"read(", "[", 1 << 19, "", "nested too deeply"},
	{"read(", "{st_size=", 1 << 17, "", "nested too deeply"},
	{"read(", "f(", 1 << 18, "", "nested too deeply"},
	{"read(", ">", 1 << 19, " 5)", "a comparison needs a number"},
	{"read(", "<", 1 << 19, "", "no closing >"},
	{"", "[pid ", 1 << 18, "", "nested too deeply"},
	{"write($", "a", 1 << 20, ", ...)", "is used only here"},
};

/* Check ends a test that takes four seconds. */
START_TEST(a_pattern_of_a_megabyte_is_read_or_refused_at_once)
{
	size_t unit = strlen(huge[_i].unit), head = strlen(huge[_i].head);
	char *text = malloc(head + unit * huge[_i].count + strlen(huge[_i].tail) + 1), *at = stpcpy(text, huge[_i].head), *report;
	const char *pattern = text;

	for (size_t i = 0; i < huge[_i].count; i++)
		at = stpcpy(at, huge[_i].unit);
	strcpy(at, huge[_i].tail);
	report = report_of(&pattern, 1, NULL);
	if (huge[_i].report)
		ck_assert_msg(report && strstr(report, huge[_i].report), "%.200s", report ? report : "no error");
	else
		ck_assert_msg(!report, "%.200s", report);
	free(report);
	free(text);
}
END_TEST

START_TEST(no_pattern_is_an_error)
{
	const char *pattern = NULL;
	char *report = report_of(&pattern, 1, NULL);

	ck_assert_str_eq(report, "pattern error: the pattern is NULL");
	free(report);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("misuse");
	TCase *tests = tcase_create("asking"), *patterns = tcase_create("patterns");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, of_no_call_nothing_is_said);
	tcase_add_test(tests, of_arguments_that_there_are_not_nothing_is_said);
	tcase_add_test(tests, of_no_trace_there_are_no_views);
	tcase_add_test(patterns, what_is_no_name_is_not_set);
	tcase_add_loop_test(patterns, a_pattern_of_a_megabyte_is_read_or_refused_at_once, 0, sizeof(huge) / sizeof(*huge));
	tcase_add_test(patterns, no_pattern_is_an_error);
	suite_add_tcase(suite, tests);
	suite_add_tcase(suite, patterns);
	return run_tests(suite);
}
