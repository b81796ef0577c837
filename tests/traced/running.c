/* SPDX-License-Identifier: MIT */
/* Programs that run beside the test: looked at while they run, waited for, stopped. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"

static const struct sx_here_ here = { "running.c", 1, "running" };
static sx_trace *start_serving(void)
{
	make_fifo();
	return sx_start(SX_OPTIONS(.timeout_ms = 30000), SX_ARGV(victim("serves"), told_file()));
}

START_TEST(a_running_program_can_be_looked_at)
{
	sx_trace *trace = start_serving();

	ck_assert_ptr_null(sx_error(trace));
	ck_assert_int_eq(sx_wait_for(trace, "mark('ready')", 20000), 0);
	send_letter('a');
	ck_assert_int_eq(sx_wait_for(trace, "open('/missing/a', ...) = -1 ENOENT", 20000), 0);
	sx_assert_called(trace, "open('/missing/a', O_RDONLY) = -1 ENOENT");
	ck_assert_ptr_null(sx_find(trace, NULL, "open('/missing/b', ...)"));
	send_letter('b');
	ck_assert_int_eq(sx_wait_for(trace, "open('/missing/b', ...)", 20000), 0);
	sx_assert_order(trace, "mark('ready')", "open('/missing/a', ...)", "open('/missing/b', ...)");
	ck_assert_ptr_nonnull(sx_check_never_(here, trace, "open('/missing/c', ...)"));	/* it may yet */
	send_letter('q');
	ck_assert_int_eq(sx_wait(trace), 5 << 8);
	sx_assert_exited(trace, 5);
	sx_assert_never(trace, "open('/missing/c', ...)");
	ck_assert_uint_eq(sx_lost(trace), 0);
	sx_free(trace);
}
END_TEST

START_TEST(waiting_ends_with_a_timeout_the_end_or_a_bad_pattern)
{
	sx_trace *trace = start_serving();

	ck_assert_int_eq(sx_wait_for(trace, "mark('ready')", 20000), 0);
	ck_assert_int_eq(sx_wait_for(trace, "open('/missing/x', ...)", 50), -ETIMEDOUT);
	send_letter('q');
	ck_assert_int_eq(sx_wait_for(trace, "open('/missing/x', ...)", 20000), -ESRCH);
	ck_assert_ptr_null(sx_error(trace));
	ck_assert_int_eq(sx_wait_for(trace, "opne('/missing/x', ...)", 20000), -EINVAL);
	ck_assert_ptr_nonnull(sx_error(trace));
	ck_assert_ptr_nonnull(sx_check_called_(here, trace, "execve"));
	ck_assert_int_eq(sx_wait_for(NULL, "execve", 0), -ESRCH);
	sx_free(trace);
}
END_TEST

START_TEST(stopping_ends_a_program_that_stays)
{
	sx_trace *trace;
	char *text;

	new_folder();
	trace = sx_start(NULL, SX_ARGV(victim("stays"), told_file()));
	ck_assert_int_eq(sx_wait_for(trace, "pause() = ?", 100), -ETIMEDOUT);	/* it never returns */
	ck_assert_int_eq(sx_wait_for(trace, "setsid() > 0", 20000), 0);
	sx_stop(trace);
	sx_assert_killed(trace, SIGTERM);
	sx_assert_called(trace, "setsid() > 0");
	sx_assert_never(trace, "open('/never', ...)");
	text = text_of_dump(trace);
	free(text);
	sx_free(trace);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
}
END_TEST

START_TEST(freeing_a_running_trace_ends_the_program)
{
	sx_trace *trace = start_serving();
	const sx_call *call;
	pid_t pid;

	ck_assert_int_eq(sx_wait_for(trace, "mark('ready')", 20000), 0);
	call = sx_find(trace, NULL, "execve");
	ck_assert_ptr_nonnull(call);
	pid = sx_call_pid(call);
	sx_free(trace);
	ck_assert_int_eq(kill(pid, 0), -1);
	ck_assert_int_eq(errno, ESRCH);
}
END_TEST

START_TEST(signals_and_ends_are_waited_for_too)
{
	sx_trace *trace = start_serving();

	ck_assert_int_eq(sx_wait_for(trace, "mark('ready')", 20000), 0);
	ck_assert_int_eq(sx_wait_for(trace, "mark('ready')", 0), 0);	/* from the start, whenever it is asked */
	send_letter('f');
	ck_assert_int_eq(sx_wait_for(trace, "+++ exited with 0 +++", 20000), 0);
	ck_assert_int_eq(sx_wait_for(trace, "wait4(...) > 0", 20000), 0);
	ck_assert_int_eq(kill(sx_call_pid(sx_find(trace, NULL, "execve")), SIGUSR2), 0);
	ck_assert_int_eq(sx_wait_for(trace, "--- SIGUSR2 ...", 20000), 0);
	ck_assert_int_eq(kill(sx_call_pid(sx_find(trace, NULL, "execve")), SIGUSR1), 0);
	ck_assert_int_eq(sx_wait_for(trace, "+++ killed by SIGUSR1 ...", 20000), 0);
	ck_assert_int_eq(sx_wait(trace), SIGUSR1);
	ck_assert_int_eq(sx_wait(trace), SIGUSR1);
	sx_free(trace);
}
END_TEST

/* What is ruled out may still come. */
START_TEST(while_it_runs_nothing_can_be_ruled_out)
{
	sx_trace *trace = start_serving(), *view;

	ck_assert_int_eq(sx_wait_for(trace, "mark('ready')", 20000), 0);
	ck_assert_ptr_nonnull(sx_check_never_(here, trace, "socket"));
	ck_assert_ptr_nonnull(sx_check_times_(here, trace, 1, "execve"));
	ck_assert_ptr_nonnull(sx_check_at_most_(here, trace, 9, "execve"));
	ck_assert_ptr_nonnull(sx_check_only_(here, trace, "*", SX_END_));
	ck_assert_ptr_nonnull(sx_check_all_(here, trace, "execve", "execve(...) = 0"));
	ck_assert_ptr_nonnull(sx_check_exited_(here, trace, 5));
	view = sx_of_process(trace, 0);
	ck_assert_ptr_nonnull(sx_check_never_(here, view, "socket"));
	ck_assert_uint_eq(sx_count(trace, "socket"), SIZE_MAX);
	ck_assert_ptr_null(sx_error(trace));
	sx_assert_called(trace, "execve");
	sx_assert_at_least(trace, 1, "execve");
	send_letter('q');
	sx_wait(trace);
	sx_assert_never(trace, "socket");
	sx_assert_never(view, "socket");
	sx_assert_times(trace, 1, "execve");
	sx_assert_all(trace, "execve", "execve(...) = 0");
	sx_assert_exited(trace, 5);
	sx_free(trace);
}
END_TEST

/* Looks for all that was there before, again and again, until the last one is there. */
static void *looks_while_it_grows(void *context)
{
	sx_trace *trace = context;
	const sx_call *first = sx_find(trace, NULL, "execve"), *call;
	size_t before = 0, now;

	do {
		now = 0;
		for (call = NULL; (call = sx_find(trace, call, "open('/missing/?', ...)")); now++)
			if (strcmp(sx_call_name(call), "open") || sx_call_errno(call) != ENOENT)
				return (void *)"a call changed";
		if (now < before)
			return (void *)"the list shrank";
		before = now;
		if (sx_find(trace, NULL, "execve") != first || sx_call_pid(first) <= 0)
			return (void *)"the first call moved";
	} while (!sx_find(trace, NULL, "mark('stopping')"));
	return NULL;
}

START_TEST(several_threads_look_while_it_grows)
{
	sx_trace *trace = start_serving();
	pthread_t threads[3];
	void *fault;
	int i;

	ck_assert_int_eq(sx_wait_for(trace, "mark('ready')", 20000), 0);
	for (i = 0; i < 3; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, looks_while_it_grows, trace), 0);
	for (i = 0; i < 200; i++)
		send_letter((char)('A' + i % 16));
	send_letter('q');
	for (i = 0; i < 3; i++) {
		ck_assert_int_eq(pthread_join(threads[i], &fault), 0);
		ck_assert_msg(!fault, "%s", (char *)fault);
	}
	ck_assert_int_eq(sx_wait(trace), 5 << 8);
	ck_assert_uint_eq(sx_count(trace, "open('/missing/?', ...)"), 201);	/* and that of 'q' */
	ck_assert_uint_eq(sx_lost(trace), 0);
	sx_free(trace);
}
END_TEST

static void *waits_for_ever(void *trace)
{
	return (void *)(long)sx_wait_for(trace, "open('/missing/never', ...)", UINT_MAX);
}

START_TEST(whoever_waits_is_woken_by_the_end)
{
	sx_trace *trace = start_serving();
	pthread_t threads[2];
	void *result;
	int i;

	for (i = 0; i < 2; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, waits_for_ever, trace), 0);
	ck_assert_int_eq(sx_wait_for(trace, "mark('ready')", 20000), 0);
	sx_stop(trace);
	for (i = 0; i < 2; i++) {
		ck_assert_int_eq(pthread_join(threads[i], &result), 0);
		ck_assert_int_eq((int)(long)result, -ESRCH);
	}
	sx_assert_killed(trace, SIGTERM);
	sx_free(trace);
}
END_TEST

START_TEST(a_timeout_ends_it_and_whoever_waits)
{
	sx_trace *trace;

	make_fifo();
	trace = sx_start(SX_OPTIONS(.timeout_ms = 300), SX_ARGV(victim("serves"), told_file()));
	ck_assert_int_eq(sx_wait_for(trace, "mark('stopping')", UINT_MAX), -ESRCH);
	ck_assert_msg(sx_error(trace) && strstr(sx_error(trace), "timed out"), "%s", sx_error(trace));
	ck_assert_ptr_nonnull(sx_check_called_(here, trace, "execve"));
	ck_assert_ptr_nonnull(sx_find(trace, NULL, "execve"));
	sx_free(trace);
}
END_TEST

static int count_threads(void)
{
	DIR *folder = opendir("/proc/self/task");
	struct dirent *entry;
	int count = 0;

	ck_assert_ptr_nonnull(folder);
	while ((entry = readdir(folder)))
		count += entry->d_name[0] != '.';
	closedir(folder);
	return count;
}

static void never_called(int number)
{
	_exit(98);
}

/* One thread while it runs, no child of the test's, no signal; and nothing of it afterwards. */
START_TEST(the_test_process_is_not_disturbed)
{
	sx_trace *trace;

	ck_assert_ptr_ne(signal(SIGCHLD, never_called), SIG_ERR);
	trace = start_serving();
	ck_assert_int_le(count_threads(), 2);
	ck_assert_int_eq(sx_wait_for(trace, "mark('ready')", 20000), 0);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	sx_stop(trace);
	ck_assert_int_eq(count_threads(), 1);
	sx_stop(trace);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
	sx_free(trace);
	trace = sx_run(NULL, SX_ARGV(victim("first")));
	ck_assert_int_eq(count_threads(), 1);
	sx_free(trace);
}
END_TEST

START_TEST(a_program_that_cannot_be_started_is_an_error)
{
	sx_trace *trace = sx_start(NULL, SX_ARGV("/no/such/program"));

	ck_assert_ptr_nonnull(sx_error(trace));
	ck_assert_int_lt(sx_wait(trace), 0);
	ck_assert_int_eq(sx_wait_for(trace, "execve", 1000), -ESRCH);
	sx_stop(trace);
	sx_free(trace);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, a_running_program_can_be_looked_at);
	tcase_add_test(tcase, waiting_ends_with_a_timeout_the_end_or_a_bad_pattern);
	tcase_add_test(tcase, stopping_ends_a_program_that_stays);
	tcase_add_test(tcase, freeing_a_running_trace_ends_the_program);
	tcase_add_test(tcase, signals_and_ends_are_waited_for_too);
	tcase_add_test(tcase, while_it_runs_nothing_can_be_ruled_out);
	tcase_add_test(tcase, several_threads_look_while_it_grows);
	tcase_add_test(tcase, whoever_waits_is_woken_by_the_end);
	tcase_add_test(tcase, a_timeout_ends_it_and_whoever_waits);
	tcase_add_test(tcase, the_test_process_is_not_disturbed);
	tcase_add_test(tcase, a_program_that_cannot_be_started_is_an_error);
}
