/* SPDX-License-Identifier: MIT */
/* Parts of a list: between marks, of a process, of a thread, what matches. */
#include <stdlib.h>
#include <string.h>

#include "suite.h"

static const struct sx_here_ here = { "views.c", 1, "views" };

START_TEST(a_region_holds_what_was_called_between_its_marks)
{
	sx_trace *trace = run_victim("marks"), *region;

	sx_assert_exited(trace, 0);
	region = sx_between(trace, "mark('begin')", "mark('opened')");
	ck_assert_uint_eq(sx_count(region, NULL), 1);
	sx_assert_called(region, "openat(AT_FDCWD, 'marked', O_WRONLY|O_CREAT, 0600) >= 0");
	sx_assert_never(region, "write");
	region = sx_between(trace, "mark('opened')", "mark('written')");
	ck_assert_uint_eq(sx_count(region, NULL), 3);
	sx_assert_times(region, 3, "write(</**/marked>, 'marked', 6) = 6");
	sx_assert_never(region, "%open");
	region = sx_between(trace, NULL, "mark('begin')");
	sx_assert_called(region, "execve");
	ck_assert_uint_eq(sx_count(region, "openat(*, 'marked', ...)"), 0);
	region = sx_between(trace, "mark('end')", NULL);
	ck_assert_uint_eq(sx_count(region, NULL), 1);	/* exit_group */
	region = sx_between(trace, "mark('empty')", "mark('')");
	ck_assert_uint_eq(sx_count(region, NULL), 0);
	sx_assert_never(region, "*");	/* an empty region is a fact */
	sx_free(trace);
}
END_TEST

START_TEST(a_missing_mark_makes_no_region)
{
	sx_trace *trace = run_victim("marks"), *region = sx_between(trace, "mark('begun')", NULL);

	ck_assert_ptr_null(sx_error(trace));
	ck_assert_ptr_nonnull(sx_check_never_(here, region, "write"));
	ck_assert_ptr_nonnull(sx_check_called_(here, region, "write"));
	ck_assert_uint_eq(sx_count(region, NULL), SIZE_MAX);
	sx_free(trace);
}
END_TEST

START_TEST(marks_are_no_calls_and_are_recorded_under_any_filter)
{
	const struct sx_options options = { .calls = "close" };
	sx_trace *trace = run_victim_with(&options, "marks"), *region;
	const sx_call *call = NULL;

	sx_assert_called(trace, "mark('begin')");
	sx_assert_times(trace, 6, "mark(*)");
	while ((call = sx_find(trace, call, "*")))
		ck_assert_str_ne(sx_call_name(call), "write");
	region = sx_between(trace, "mark('')", "mark('end')");
	sx_assert_times(region, 1, "close(</**/marked>) = 0");
	sx_free(trace);
}
END_TEST

START_TEST(a_process_and_a_thread_are_views)
{
	sx_trace *trace = run_victim("children", "fork"), *child;
	const sx_call *call = sx_find(trace, NULL, "fork() > 0");
	pid_t pid;

	ck_assert_ptr_nonnull(call);
	pid = (pid_t)sx_call_ret(call);
	child = sx_of_process(trace, pid);
	sx_assert_called(child, "open('/missing/fork', O_RDONLY) = -1 ENOENT");
	sx_assert_never(child, "execve");
	sx_assert_never(sx_of_process(trace, 0), "open('/missing/fork', ...)");
	ck_assert_uint_eq(sx_count(sx_of_thread(trace, pid), NULL), sx_count(child, NULL));
	ck_assert_ptr_nonnull(sx_check_never_(here, sx_of_process(trace, 1), "open"));	/* no such process here */
	ck_assert_uint_eq(sx_count(sx_matching(child, "open"), NULL), 1);
	sx_free(trace);
}
END_TEST

/* Before and after are facts of the kernel: returned before entered, made by, waited for. */
START_TEST(order_knows_clone_and_wait)
{
	sx_trace *trace = run_victim("children", "fork");

	sx_assert_order(trace, "fork() = $child", "[pid $child] open('/missing/fork', O_RDONLY) = -1 ENOENT",
			"[pid $child] exit_group(3)", "wait4($child, ...) = $child");
	ck_assert_ptr_nonnull(sx_check_order_(here, trace, "wait4(...)", "open('/missing/fork', ...)", NULL));
	ck_assert_ptr_nonnull(sx_check_order_(here, trace, "open('/missing/fork', ...)", "fork()", NULL));
	sx_free(trace);
}
END_TEST

START_TEST(a_bad_pattern_never_passes)
{
	sx_trace *trace = run_victim("marks");

	ck_assert_ptr_null(sx_error(trace));
	ck_assert_ptr_nonnull(sx_check_never_(here, trace, "opeant(...)"));
	sx_free(trace);
	trace = run_victim("marks");
	ck_assert_uint_eq(sx_count(trace, "open("), SIZE_MAX);
	ck_assert_ptr_nonnull(sx_error(trace));
	ck_assert_ptr_nonnull(sx_check_called_(here, trace, "execve"));	/* sticky */
	sx_free(trace);
	trace = run_victim("marks");
	ck_assert_ptr_nonnull(sx_check_never_(here, trace, "openat(*, *, O_RDNLY)"));
	sx_free(trace);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, a_region_holds_what_was_called_between_its_marks);
	tcase_add_test(tcase, a_missing_mark_makes_no_region);
	tcase_add_test(tcase, marks_are_no_calls_and_are_recorded_under_any_filter);
	tcase_add_test(tcase, a_process_and_a_thread_are_views);
	tcase_add_test(tcase, order_knows_clone_and_wait);
	tcase_add_test(tcase, a_bad_pattern_never_passes);
}
