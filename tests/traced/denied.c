/* SPDX-License-Identifier: MIT */
/* A call that seccomp refuses is one record, flagged, with its own number and arguments. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"

START_SAID_TEST(a_logged_call_is_an_ordinary_one, "seccomps", "log")
START_SAID_TEST(a_result_that_is_the_calls_number_is_a_result, "seccomps", "errno_zero_read")

/* The one mkdir of the trace, which must be denied; its name is the argument as passed. */
static const sx_call *the_denied_mkdir(sx_trace *trace, const char *name)
{
	const sx_call *call;
	const char *path;
	size_t length;

	ck_assert_ptr_null(sx_error(trace));
	sx_assert_times(trace, 1, "mkdir");
	sx_assert_times(trace, 1, "mkdir(...) = denied");
	sx_assert_times(trace, 1, "* = denied");
	call = sx_find(trace, NULL, "mkdir");
	ck_assert(sx_call_denied(call));
	ck_assert_uint_eq(sx_call_arg(call, 1), 0700);
	path = sx_call_data(call, 0, &length);
	ck_assert_msg(path, "the path of the refused call was not read");
	ck_assert_str_eq(path, name);
	return call;
}

START_TEST(a_call_refused_with_an_errno_is_denied)
{
	sx_trace *trace = run_victim("seccomps", "errno");
	const sx_call *call = the_denied_mkdir(trace, "allowed-not");

	ck_assert_int_eq(sx_call_ret(call), -1);
	ck_assert_int_eq(sx_call_errno(call), ECONNREFUSED);
	sx_assert_called(trace, "mkdir('allowed-not', 0700) = -1 ECONNREFUSED");
	sx_assert_called(trace, "rmdir('allowed-not') = -1 ENOENT");
	ck_assert(!sx_call_denied(sx_find(trace, NULL, "rmdir")));
	assert_said(trace);
	sx_free(trace);
}
END_TEST

/* The program was told that its folder is there; the list says that no call was made. */
START_TEST(a_refusal_that_looks_like_success_is_denied)
{
	sx_trace *trace = run_victim("seccomps", "errno_zero");
	const sx_call *call = the_denied_mkdir(trace, "pretended");

	ck_assert_int_eq(sx_call_ret(call), 0);
	assert_said(trace);
	sx_free(trace);
}
END_TEST

START_TEST(a_child_of_a_filtered_process_begins_with_no_refusal)
{
	sx_trace *trace = run_victim("seccomps", "fork");

	sx_assert_exited(trace, 0);
	assert_said(trace);
	sx_assert_never(trace, "* = denied");
	sx_assert_times(trace, 1, "fork");
	sx_free(trace);
}
END_TEST

START_TEST(a_trapped_call_is_denied_and_its_signal_shown)
{
	sx_trace *trace = run_victim("seccomps", "trap");
	const sx_call *call = the_denied_mkdir(trace, "trapped");

	ck_assert_int_ne(sx_call_ret(call), 83);	/* the number is no result */
	sx_assert_called(trace, "--- SIGSYS ...");
	sx_assert_called(trace, "rmdir('trapped') = -1 ENOENT");
	sx_assert_exited(trace, 0);
	sx_free(trace);
}
END_TEST

START_TEST(a_call_that_kills_the_process_is_denied)
{
	sx_trace *trace = run_victim("seccomps", "kill_process");
	const sx_call *call = the_denied_mkdir(trace, "killing");

	ck_assert_int_ne(sx_call_ret(call), 83);
	ck_assert_uint_eq(sx_count(trace, "mkdir(...) >= 0"), 0);
	ck_assert_ptr_null(sx_find(sx_of_process(trace, sx_call_pid(call)), call, "*"));
	sx_assert_exited(trace, 0);
	sx_free(trace);
}
END_TEST

START_TEST(a_call_that_kills_its_thread_is_denied)
{
	sx_trace *trace = run_victim("seccomps", "kill_thread");
	const sx_call *call = the_denied_mkdir(trace, "killing-thread");

	ck_assert_int_ne(sx_call_ret(call), 83);
	ck_assert_int_ne(sx_call_tid(call), sx_call_pid(call));
	assert_said(trace);
	sx_assert_exited(trace, 0);
	sx_free(trace);
}
END_TEST

START_TEST(a_supervisors_refusal_is_denied_and_its_leave_is_not)
{
	sx_trace *trace = run_victim("seccomps", "notify");
	const sx_call *call = sx_find(trace, NULL, "mkdir('asked', 0700)");

	ck_assert_ptr_nonnull(call);
	ck_assert(sx_call_denied(call));
	ck_assert_int_eq(sx_call_errno(call), EXDEV);
	call = sx_find(trace, NULL, "mkdir('continued', 0700)");
	ck_assert_ptr_nonnull(call);
	ck_assert(!sx_call_denied(call));
	ck_assert_int_eq(sx_call_ret(call), 0);
	sx_assert_times(trace, 2, "mkdir");
	sx_assert_times(trace, 1, "mkdir(...) = denied");
	assert_said(trace);
	sx_assert_exited(trace, 0);
	sx_free(trace);
}
END_TEST

static const char *why_not(const char *(*check)(struct sx_here_, sx_trace *, const char *), sx_trace *trace,
			   const char *pattern)
{
	int saved = dup(STDERR_FILENO), nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
	const char *why;

	dup2(nothing, STDERR_FILENO);
	why = check(SX_HERE_, trace, pattern);
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(nothing);
	return why;
}

static void assert_cannot_tell(const char *why)
{
	ck_assert_ptr_nonnull(why);
	ck_assert_msg(strncmp(why, "cannot tell: the result of #", 28) == 0, "%s", why);
	ck_assert_msg(strstr(why, "is the answer of a seccomp supervisor"), "%s", why);
}

/* Whether there is a folder now nobody knows but the supervisor: neither "made one" nor "never made one" holds. */
START_TEST(what_a_supervisor_answered_is_known_as_a_call_alone)
{
	sx_trace *trace = run_victim("seccomps", "notify_answers");
	const sx_call *call;

	assert_said(trace);
	call = sx_find(trace, NULL, "mkdir('answered', ...)");
	ck_assert_ptr_nonnull(call);
	ck_assert(!sx_call_denied(call));
	ck_assert_int_eq(sx_call_ret(call), 0);
	sx_assert_times(trace, 2, "mkdir");
	sx_assert_never(trace, "* = denied");
	sx_assert_never(trace, "mkdir = ?");
	sx_assert_never(trace, "mkdir('answered', ...) = -1");
	sx_assert_times(trace, 2, "mkdir(...) /* answered by seccomp notify */");
	sx_assert_times(trace, 1, "mkdir(...) = 83 /* answered by seccomp notify */");
	sx_assert_never(trace, "rmdir(...) /* answered by seccomp notify */");
	assert_cannot_tell(why_not(sx_check_called_, trace, "mkdir('answered', 0700) = 0"));
	assert_cannot_tell(why_not(sx_check_never_, trace, "mkdir('answered', 0700) = 0"));
	assert_cannot_tell(why_not(sx_check_never_, trace, "mkdir >= 0"));
	ck_assert_ptr_null(sx_find(trace, NULL, "mkdir >= 0"));
	sx_assert_exited(trace, 0);
	sx_free(trace);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, a_logged_call_is_an_ordinary_one);
	tcase_add_test(tcase, a_call_refused_with_an_errno_is_denied);
	tcase_add_test(tcase, a_refusal_that_looks_like_success_is_denied);
	tcase_add_test(tcase, a_child_of_a_filtered_process_begins_with_no_refusal);
	tcase_add_test(tcase, a_trapped_call_is_denied_and_its_signal_shown);
	tcase_add_test(tcase, a_call_that_kills_the_process_is_denied);
	tcase_add_test(tcase, a_call_that_kills_its_thread_is_denied);
	tcase_add_test(tcase, a_supervisors_refusal_is_denied_and_its_leave_is_not);
	tcase_add_test(tcase, what_a_supervisor_answered_is_known_as_a_call_alone);
	tcase_add_test(tcase, a_result_that_is_the_calls_number_is_a_result);
}
