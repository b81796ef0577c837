/* SPDX-License-Identifier: MIT */
/* Waiting for a call, for the end, or for what can never come; and stopping, whoever else waits. */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"

static sx_trace *start_serving(void)
{
	make_fifo();
	return sx_start(SX_OPTIONS(.timeout_ms = 30000), SX_ARGV(victim("serves"), told_file()));
}

static void *waits_to_the_end(void *trace)
{
	return (void *)(long)sx_wait(trace);
}

/* Both see the end, and one of them closes what both have used. */
START_TEST(one_thread_may_stop_what_another_waits_for)
{
	int i;

	for (i = 0; i < 20; i++) {
		sx_trace *trace = sx_start(NULL, SX_ARGV("tail", "-f", "/dev/null"));
		pthread_t threads[2];
		void *status;
		int n;

		for (n = 0; n < 2; n++)
			ck_assert_int_eq(pthread_create(&threads[n], NULL, waits_to_the_end, trace), 0);
		sx_stop(trace);
		for (n = 0; n < 2; n++) {
			ck_assert_int_eq(pthread_join(threads[n], &status), 0);
			ck_assert_int_eq((int)(long)status, SIGTERM);
		}
		sx_assert_killed(trace, SIGTERM);
		sx_free(trace);
	}
}
END_TEST

/* What is over is looked through; nobody waits for more. */
START_TEST(what_is_over_holds_nobody_up)
{
	sx_trace *trace = sx_run(NULL, SX_ARGV(victim("first")));
	int r;

	ck_assert_int_eq(sx_wait_for(trace, "execve", UINT_MAX), 0);
	ck_assert_int_eq(sx_wait_for(trace, "socket", UINT_MAX), -ESRCH);
	ck_assert_int_eq(sx_wait_for(sx_between(trace, NULL, "execve"), "execve", UINT_MAX), -ESRCH);
	ck_assert_int_eq(sx_wait(trace), 7 << 8);
	sx_stop(trace);
	ck_assert_ptr_null(sx_error(trace));
	ck_assert_int_eq(sx_wait_for(trace, NULL, 0), -EINVAL);
	ck_assert_ptr_nonnull(sx_error(trace));
	sx_free(trace);

	trace = sx_begin(NULL);
	getppid();
	r = sx_wait_for(trace, "socket", UINT_MAX);
	sx_end(trace);
	ck_assert_int_eq(r, -ESRCH);
	ck_assert_int_eq(sx_wait_for(trace, "getppid", UINT_MAX), 0);
	ck_assert_uint_eq(sx_count(trace, NULL), 1);
	sx_free(trace);
}
END_TEST

/* Brings the end of the view only when the thread of this number sleeps: so that the wait was there before it. */
static void *ends_who_is_waited_for(void *tid)
{
	char path[64], *stat;
	bool sleeps;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", *(pid_t *)tid);
	do {
		stat = text_of_file(path);
		sleeps = strstr(stat, ") S ");
		free(stat);
	} while (!sleeps);
	send_letter('q');
	return NULL;
}

/* What happens outside of a view is not what was waited for, and a view that has no end yet is none. */
START_TEST(a_view_is_waited_for_by_its_own_calls)
{
	sx_trace *trace = start_serving(), *between, *behind, *process, *opens;
	pid_t pid, tid = gettid();
	pthread_t thread;

	ck_assert_int_eq(sx_wait_for(trace, "mark('ready')", 20000), 0);
	pid = sx_call_pid(sx_find(trace, NULL, "execve"));
	process = sx_of_process(trace, pid);
	behind = sx_between(trace, "open('/missing/b', ...)", NULL);
	between = sx_between(trace, "open('/missing/a', ...)", "mark('stopping')");
	opens = sx_matching(process, "open");
	send_letter('a');
	send_letter('f');
	ck_assert_int_eq(sx_wait_for(trace, "open('/missing/f', ...)", 20000), 0);
	ck_assert_int_eq(sx_wait_for(process, "open('/missing/f', ...)", 50), -ETIMEDOUT);
	ck_assert_int_eq(sx_wait_for(opens, "execve", 50), -ETIMEDOUT);
	ck_assert_int_eq(sx_wait_for(opens, "open('/missing/a', ...)", 20000), 0);
	ck_assert_int_eq(sx_wait_for(behind, "open('/missing/a', ...)", 50), -ETIMEDOUT);
	ck_assert_int_eq(sx_wait_for(between, "open('/missing/f', ...)", 50), -ETIMEDOUT);
	send_letter('b');
	send_letter('a');
	ck_assert_int_eq(sx_wait_for(behind, "open('/missing/a', ...)", 20000), 0);
	ck_assert_ptr_null(sx_error(trace));
	ck_assert_int_eq(pthread_create(&thread, NULL, ends_who_is_waited_for, &tid), 0);
	ck_assert_int_eq(sx_wait_for(between, "open('/missing/f', ...)", 20000), 0);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	ck_assert_int_eq(sx_wait_for(process, "open('/missing/f', ...)", UINT_MAX), -ESRCH);
	ck_assert_int_eq(sx_wait(trace), 5 << 8);
	sx_free(trace);
}
END_TEST

/* Makes the process whose number the program had; -1: it cannot be had. It ends by SIGRTMIN, and not well if another
 * signal came before it: of those that wait, the one with the lowest number is taken first. */
static pid_t take_number(pid_t number)
{
	FILE *last = fopen("/proc/sys/kernel/ns_last_pid", "we");
	bool is_set = last && fprintf(last, "%d", (int)number - 1) > 0;
	sigset_t all, before;
	pid_t pid;

	if (last && fclose(last) != 0)
		is_set = false;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	pid = is_set ? fork() : -1;
	if (pid == 0) {
		int met;

		_exit(sigwait(&all, &met) != 0 || met != SIGRTMIN);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	return pid;
}

/* As process 1 of a namespace: nobody else takes numbers there. What is left of the tree keeps it running. */
static void stop_with_its_number_taken(void)
{
	sx_trace *trace = sx_start(NULL, SX_ARGV("sh", "-c", "echo $$ >\"$0\"; sleep 100 & exit 3", told_file()));
	pid_t number, other;
	int status;
	char *text;

	ck_assert_int_eq(sx_wait_for(trace, "+++ exited with 3 +++", 20000), 0);
	text = text_of_file(told_file());
	number = (pid_t)atoi(text);
	free(text);
	while (kill(number, 0) == 0)
		;
	other = take_number(number);
	if (other < 0)
		_exit(77);
	ck_assert_int_eq(other, number);
	sx_stop(trace);
	ck_assert_int_eq(sx_status(trace), 3 << 8);
	ck_assert_int_eq(kill(other, SIGRTMIN), 0);
	ck_assert_int_eq(waitpid(other, &status, 0), other);
	ck_assert_int_eq(status, 0);
	sx_free(trace);
}

START_TEST(stopping_does_not_meet_who_has_its_number_now)
{
	int status;
	pid_t pid;

	new_folder();
	pid = fork();
	if (pid == 0) {
		/* whose namespace for children has lost its process 1 can make none any more, nor LeakSanitizer in it */
		if (unshare(CLONE_NEWPID) < 0)
			_exit(78);
		pid = fork();
		if (pid == 0) {
			setpgid(0, 0);	/* or the program's number would be that of a group, which outlives it */
			stop_with_its_number_taken();
			_exit(0);
		}
		_exit(waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : 1);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	if (status == 78 << 8)
		SX_SKIP("only root can make a PID namespace");
	if (status == 77 << 8)
		SX_SKIP("this kernel does not let numbers be chosen");
	ck_assert_int_eq(status, 0);
}
END_TEST

/* Not in pieces: that would look like a program that wrote less. */
START_TEST(output_is_told_once_it_is_whole)
{
	size_t length = 99;
	sx_trace *trace = sx_start(SX_OPTIONS(.flags = SX_CAPTURE), SX_ARGV("sh", "-c", "echo said; exec tail -f /dev/null"));

	ck_assert_int_eq(sx_wait_for(trace, "write(1, 'said\\n', *)", 20000), 0);
	ck_assert_ptr_null(sx_stdout(trace, &length));
	ck_assert_uint_eq(length, 0);
	sx_stop(trace);
	ck_assert_str_eq(sx_stdout(trace, &length), "said\n");
	ck_assert_uint_eq(length, 5);
	sx_free(trace);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, output_is_told_once_it_is_whole);
	tcase_add_test(tcase, one_thread_may_stop_what_another_waits_for);
	tcase_add_test(tcase, what_is_over_holds_nobody_up);
	tcase_add_test(tcase, a_view_is_waited_for_by_its_own_calls);
	tcase_add_test(tcase, stopping_does_not_meet_who_has_its_number_now);
}
