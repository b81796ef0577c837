/* SPDX-License-Identifier: MIT */
/* Calls that are interrupted, begun again or never return, and the signals that do it. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

START_SAID_TEST(a_call_that_is_begun_again_is_two_calls, "signals", "restart")
START_SAID_TEST(a_call_that_is_broken_off_says_so, "signals", "interrupt")
START_SAID_TEST(a_signal_to_itself_is_shown_where_it_is_taken, "signals", "raise")

START_SAID_TEST(a_process_that_stops_says_so, "signals", "stop")

START_TEST(a_signal_that_does_nothing_is_shown_behind_its_call_if_asked_for)
{
	sx_trace *trace = run_victim_with(SX_OPTIONS(.flags = SX_IGNORED_SIGNALS), "signals", "ignored");

	sx_assert_exited(trace, 0);
	assert_said(trace);
	sx_free(trace);
	trace = run_victim("signals", "ignored");
	sx_assert_exited(trace, 0);
	sx_assert_called(trace, "kill(*, SIGWINCH) = 0");
	sx_assert_never(trace, "--- ... ---");
	sx_free(trace);
}
END_TEST

START_TEST(a_child_that_ended_is_told_to_who_does_not_listen)
{
	sx_trace *trace = run_victim_with(SX_OPTIONS(.flags = SX_IGNORED_SIGNALS), "signals", "stop");

	sx_assert_order(trace, "--- stopped by SIGSTOP ---", "kill(*, SIGCONT) = 0", "+++ exited with 0 +++",
			"--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, ...} ---");
	sx_assert_never(trace, "--- stopped by SIGTSTP ---");
	sx_free(trace);
}
END_TEST

/* It is delivered to nobody: the kernel makes SIGKILL of it as it is sent. */
START_TEST(a_signal_that_ends_a_process_says_who_sent_it)
{
	sx_trace *trace = sx_run(NULL, SX_ARGV("sh", "-c", "kill -TERM $$"));
	const sx_call *sent = sx_find(trace, NULL, "kill(*, SIGTERM) = 0");

	sx_assert_killed(trace, SIGTERM);
	ck_assert_ptr_nonnull(sent);
	sx_set(trace, "sender", "%d", sx_call_pid(sent));
	sx_assert_order(trace, "kill(*, SIGTERM) = 0", "--- SIGTERM {si_code=SI_USER, si_pid=$sender, ...} ---",
			"+++ killed by SIGTERM +++");
	sx_free(trace);
	trace = sx_run(NULL, SX_ARGV("sh", "-c", "kill -KILL $$"));
	sx_assert_killed(trace, SIGKILL);
	sx_assert_never(trace, "--- ... ---");
	sx_free(trace);
}
END_TEST

/* The thread that was in the call has a record of it, and that record has no result. */
START_TEST(a_call_inside_which_the_process_is_killed_never_returned)
{
	sx_trace *trace = run_victim("signals", "kill");
	const sx_call *killer = sx_find(trace, NULL, "kill(*, SIGKILL) = 0");
	const sx_call *call;
	sx_trace *child;
	char *dump, *last;

	sx_assert_exited(trace, 0);
	assert_said(trace);
	ck_assert_ptr_nonnull(killer);
	child = sx_of_process(trace, (pid_t)sx_call_arg(killer, 0));
	call = sx_find(child, NULL, "read(<pipe:*>, ...)");
	ck_assert_ptr_nonnull(call);
	ck_assert_ptr_null(sx_find(child, call, "*"));
	ck_assert_uint_eq(sx_call_duration_ns(call), UINT64_MAX);
	sx_assert_called(child, "read(<pipe:*>, ...) = ?");
	ck_assert_uint_eq(sx_count(child, "read(...) >= 0"), 0);

	dump = text_of_dump(trace);
	last = strstr(dump, "+++ killed by SIGKILL +++\n");
	ck_assert_ptr_nonnull(last);
	while (last > dump && last[-1] != '\n')
		last--;
	ck_assert_int_eq(atoi(last), (int)sx_call_arg(killer, 0));
	free(dump);
	sx_free(trace);
}
END_TEST

START_TEST(threads_that_exit_group_takes_along_are_not_lost)
{
	sx_trace *trace = run_victim("signals", "leave");
	const sx_call *wait = sx_find(trace, NULL, "wait4(*, ...) > 0");
	size_t begun = sx_count(trace, "read(<pipe:*>, *, 1)");

	ck_assert_ptr_nonnull(wait);
	sx_assert_exited(trace, 0);
	assert_said(trace);
	sx_assert_times(trace, 1, "exit_group(12) = ?");
	ck_assert_uint_le(begun, 3);	/* each may be taken along before it reads */
	ck_assert_uint_eq(sx_count(trace, "read(<pipe:*>, *, 1) = ?"), begun);
	sx_assert_times(sx_of_process(trace, (pid_t)sx_call_ret(wait)), 3, "clone|clone3 > 0");
	sx_free(trace);
}
END_TEST

START_TEST(exit_codes_are_those_of_the_program)
{
	static const int codes[] = { 0, 1, 42, 255 };
	char text[8];
	sx_trace *trace;
	size_t i;

	for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		snprintf(text, sizeof(text), "%d", codes[i]);
		trace = run_victim("ends", "exit", text);
		sx_assert_exited(trace, codes[i]);
		ck_assert_int_eq(sx_status(trace), codes[i] << 8);
		snprintf(text, sizeof(text), "(%d)", codes[i]);
		ck_assert_ptr_nonnull(sx_find(trace, NULL, "exit_group"));
		sx_free(trace);
	}
	trace = sx_run(NULL, SX_ARGV("false"));
	sx_assert_exited(trace, 1);
	ck_assert_ptr_nonnull(sx_check_exited_((struct sx_here_){ "x", 1, "x" }, trace, 0));
	sx_free(trace);
}
END_TEST

START_TEST(killing_signals_are_those_that_killed)
{
	static const int signals[] = { SIGKILL, SIGTERM, SIGSEGV, SIGABRT, SIGUSR1 };
	char text[8];
	sx_trace *trace;
	size_t i;

	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		snprintf(text, sizeof(text), "%d", signals[i]);
		trace = run_victim("ends", "signal", text);
		sx_assert_killed(trace, signals[i]);
		ck_assert_int_eq(sx_status(trace) & 0x7f, signals[i]);
		ck_assert_uint_eq(sx_lost(trace), 0);
		sx_free(trace);
	}
}
END_TEST

/* What wait(2) says of a process is not how its first thread ended. */
START_TEST(the_end_of_a_process_is_that_of_its_last_thread)
{
	sx_trace *trace = run_victim("ends", "late_exit", "7");

	sx_assert_exited(trace, 7);
	sx_assert_order(trace, "exit(5) = ?", "exit_group(7) = ?");
	sx_assert_called(trace, "+++ exited with 7 +++");
	sx_free(trace);

	trace = run_victim("ends", "late_signal", "10");
	sx_assert_killed(trace, SIGUSR1);
	sx_assert_called(trace, "+++ killed by SIGUSR1 +++");
	sx_free(trace);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, a_call_that_is_begun_again_is_two_calls);
	tcase_add_test(tcase, a_call_that_is_broken_off_says_so);
	tcase_add_test(tcase, a_signal_to_itself_is_shown_where_it_is_taken);
	tcase_add_test(tcase, a_signal_that_does_nothing_is_shown_behind_its_call_if_asked_for);
	tcase_add_test(tcase, a_process_that_stops_says_so);
	tcase_add_test(tcase, a_child_that_ended_is_told_to_who_does_not_listen);
	tcase_add_test(tcase, a_signal_that_ends_a_process_says_who_sent_it);
	tcase_add_test(tcase, a_call_inside_which_the_process_is_killed_never_returned);
	tcase_add_test(tcase, threads_that_exit_group_takes_along_are_not_lost);
	tcase_add_test(tcase, exit_codes_are_those_of_the_program);
	tcase_add_test(tcase, killing_signals_are_those_that_killed);
	tcase_add_test(tcase, the_end_of_a_process_is_that_of_its_last_thread);
}
