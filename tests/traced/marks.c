/* SPDX-License-Identifier: MIT */
/* Marks: from wherever code can run, harmless where nobody traces, and never silently missing. */
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"

static const struct sx_here_ here = { "marks.c", 1, "marks" };

START_TEST(under_strict_mode)
{
	sx_trace *trace = run_victim("mark_places", "strict"), *region;

	ck_assert_ptr_null(sx_error(trace));
	sx_assert_exited(trace, 3);
	region = sx_between(trace, "mark('before')", "mark('strict')");
	ck_assert_uint_eq(sx_count(region, NULL), 1);
	sx_assert_called(region, "prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT, ...) = 0");
	region = sx_between(trace, "mark('strict')", NULL);
	sx_assert_only(region, "exit(3)");
	sx_free(trace);
}
END_TEST

START_TEST(under_an_allowlist_that_kills)
{
	sx_trace *trace = run_victim("mark_places", "allowlist"), *region;

	sx_assert_exited(trace, 4);
	region = sx_between(trace, "mark('allowed')", NULL);
	sx_assert_only(region, "exit_group(4)");
	sx_free(trace);
}
END_TEST

START_TEST(in_a_signal_handler)
{
	sx_trace *trace = run_victim("mark_places", "handler");

	sx_assert_exited(trace, 0);
	sx_assert_times(trace, 1, "mark('handler')");
	sx_assert_order(trace, "--- SIGUSR1 ...", "mark('handler')", "rt_sigreturn");
	sx_free(trace);
}
END_TEST

START_TEST(in_children_and_threads)
{
	sx_trace *trace = run_victim("mark_places", "forked");
	const sx_call *forked, *vforked;

	sx_assert_exited(trace, 0);
	forked = sx_find(trace, NULL, "mark('forked')");
	vforked = sx_find(trace, NULL, "mark('vforked')");
	ck_assert_ptr_nonnull(forked);
	ck_assert_ptr_nonnull(vforked);
	ck_assert_int_ne(sx_call_pid(forked), sx_call_pid(vforked));
	ck_assert_int_ne(sx_call_pid(forked), sx_call_pid(sx_find(trace, NULL, "execve")));
	sx_free(trace);
	trace = run_victim("mark_places", "thread");
	sx_assert_exited(trace, 0);
	forked = sx_find(trace, NULL, "mark('thread')");
	ck_assert_ptr_nonnull(forked);
	ck_assert_int_ne(sx_call_tid(forked), sx_call_pid(forked));
	sx_free(trace);
}
END_TEST

START_TEST(names_are_any_text_and_are_cut)
{
	sx_trace *trace = run_victim("mark_places", "names");

	sx_assert_exited(trace, 0);
	sx_assert_times(trace, 2, "mark(*)");
	sx_assert_times(trace, 1, "mark(\"with 'quotes' and * \\n\")");
	sx_assert_times(trace, 1, "mark('xxxxxxxxxx'...)");
	sx_assert_times(trace, 1, "write(-1, 'no mark', 7) = -1 EBADF");
	sx_free(trace);
}
END_TEST

START_TEST(untraced_they_are_nothing)
{
	new_folder();
	ck_assert_int_eq(run_plain(NULL, SX_ARGV(victim("mark_places"), told_file(), "strict")), 3 << 8);
	ck_assert_int_eq(run_plain(NULL, SX_ARGV(victim("mark_places"), told_file(), "allowlist")), 4 << 8);
	ck_assert_int_eq(run_plain(NULL, SX_ARGV(victim("mark_places"), told_file(), "handler")), 0);
	ck_assert_int_eq(chdir(work_folder()), 0);
	ck_assert_int_eq(run_plain(NULL, SX_ARGV(victim("marks"))), 0);
}
END_TEST

START_TEST(in_a_region_and_in_a_function)
{
	sx_trace *trace = sx_begin(NULL), *part;

	syscall(SYS_getppid);
	sx_mark("here");
	syscall(SYS_getuid);
	sx_mark("there");
	sx_end(trace);
	ck_assert_uint_eq(sx_count(trace, NULL), 2);
	part = sx_between(trace, "mark('here')", "mark('there')");
	ck_assert_uint_eq(sx_count(part, NULL), 1);
	sx_assert_only(part, "getuid()");
	sx_free(trace);
}
END_TEST

/* Either end that is missing is no empty stretch. */
START_TEST(a_missing_mark_is_no_empty_stretch)
{
	sx_trace *trace = run_victim("marks");
	sx_trace *views[] = {
		sx_between(trace, "mark('opend')", "mark('written')"),
		sx_between(trace, "mark('opened')", "mark('writen')"),
		sx_between(trace, "mark('written')", "mark('opened')"),
		sx_between(trace, NULL, "mark('never set')"),
	};
	size_t i;

	for (i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
		ck_assert_msg(sx_check_never_(here, views[i], "ptrace"), "view %zu", i);
		ck_assert_msg(sx_check_only_(here, views[i], "write", SX_END_), "view %zu", i);
		ck_assert_msg(sx_check_called_(here, views[i], "write"), "view %zu", i);
		ck_assert_msg(sx_check_times_(here, views[i], 0, "ptrace"), "view %zu", i);
		ck_assert_uint_eq(sx_count(views[i], "ptrace"), SIZE_MAX);
	}
	sx_assert_never(trace, "ptrace");
	sx_free(trace);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, under_strict_mode);
	tcase_add_test(tcase, under_an_allowlist_that_kills);
	tcase_add_test(tcase, in_a_signal_handler);
	tcase_add_test(tcase, in_children_and_threads);
	tcase_add_test(tcase, names_are_any_text_and_are_cut);
	tcase_add_test(tcase, untraced_they_are_nothing);
	tcase_add_test(tcase, in_a_region_and_in_a_function);
	tcase_add_test(tcase, a_missing_mark_is_no_empty_stretch);
}
