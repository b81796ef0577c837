/* SPDX-License-Identifier: MIT */
/* A program that does not end is ended, with everything it started. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "suite.h"

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* All processes whose pids stand in the file are gone, or only wait to be reaped. */
static void assert_gone(const char *file, int count)
{
	char *text = text_of_file(file), *next = text, path[64], *stat, *state;
	int pid, seen = 0;
	FILE *stream;

	while (*next) {
		pid = (int)strtol(next, &next, 10);
		next += strspn(next, "\n");
		seen++;
		if (kill(pid, 0) == -1 && errno == ESRCH)
			continue;
		snprintf(path, sizeof(path), "/proc/%d/stat", pid);
		stream = fopen(path, "re");
		if (!stream)
			continue;
		fclose(stream);
		stat = text_of_file(path);
		state = strrchr(stat, ')');
		ck_assert_msg(!state || state[2] == 'Z' || state[2] == 'X', "process %d lives: %s", pid, stat);
		free(stat);
	}
	ck_assert_int_eq(seen, count);
	free(text);
}

START_TEST(a_program_that_stays_is_killed_with_its_whole_tree)
{
	struct sx_options options = { .timeout_ms = 1000 };
	double start = now();
	sx_trace *trace = run_victim_with(&options, "stays");
	const char *why = sx_error(trace);
	char *dump, named[64];

	ck_assert(now() - start < 5);
	ck_assert_ptr_nonnull(why);
	ck_assert_msg(strstr(why, "1000 ms") || strstr(why, "1 s") || strstr(why, "time"), "%s", why);
	snprintf(named, sizeof(named), "%d (victim_stays)", (int)sx_call_pid(sx_find(trace, NULL, "execve")));
	ck_assert_msg(strstr(why, named), "%s: no %s", why, named);
	ck_assert_ptr_nonnull(sx_check_called_((struct sx_here_){ "x", 1, "x" }, trace, "execve"));
	ck_assert_ptr_nonnull(sx_check_never_((struct sx_here_){ "x", 1, "x" }, trace, "open('/never', ...)"));
	assert_gone(told_file(), 4);
	dump = text_of_dump(trace);	/* what was seen can still be looked at */
	ck_assert_ptr_nonnull(strstr(dump, "setsid("));
	ck_assert_ptr_nonnull(strstr(dump, "execve("));
	free(dump);
	sx_free(trace);
}
END_TEST

START_TEST(a_program_that_ends_in_time_is_not_touched)
{
	sx_trace *trace = sx_run(SX_OPTIONS(.timeout_ms = 20000), SX_ARGV("sh", "-c", "sleep 0.2; exit 5"));

	sx_assert_exited(trace, 5);
	ck_assert_ptr_null(sx_error(trace));
	sx_free(trace);
}
END_TEST

START_TEST(without_daemons_the_run_ends_with_the_program)
{
	struct sx_options options = { .timeout_ms = 20000, .flags = SX_LEAVE_DAEMONS };
	double start = now();
	sx_trace *trace;

	new_folder();
	options.size = sizeof(options);
	options.dir = work_folder();
	trace = sx_run(&options, SX_ARGV("sh", "-c", "setsid sh -c 'echo > ready; sleep 600' & "
					 "until [ -e ready ]; do :; done; exit 6"));
	ck_assert(now() - start < 10);
	sx_assert_exited(trace, 6);
	sx_assert_called(trace, "setsid() > 0");
	sx_free(trace);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
}
END_TEST

START_TEST(the_test_keeps_its_own_children_and_signals)
{
	struct sigaction before, after;
	sigset_t mask_before, mask_after;
	int status, subreaper = -1;
	pid_t own = fork();
	sx_trace *trace;

	ck_assert_int_ge(own, 0);
	if (own == 0)
		_exit(17);
	sigaction(SIGCHLD, NULL, &before);
	sigprocmask(SIG_BLOCK, NULL, &mask_before);
	trace = run_victim("children", "grandchild");
	sx_assert_exited(trace, 0);
	sx_free(trace);
	sigaction(SIGCHLD, NULL, &after);
	sigprocmask(SIG_BLOCK, NULL, &mask_after);
	ck_assert(before.sa_handler == after.sa_handler);
	ck_assert_mem_eq(&mask_before, &mask_after, 8);
	ck_assert_int_eq(prctl(PR_GET_CHILD_SUBREAPER, &subreaper), 0);
	ck_assert_int_eq(subreaper, 0);
	ck_assert_int_eq(waitpid(-1, &status, 0), own);
	ck_assert_int_eq(WEXITSTATUS(status), 17);
	ck_assert_int_eq(waitpid(-1, &status, 0), -1);
}
END_TEST

START_TEST(an_ignored_sigchld_changes_nothing)
{
	sx_trace *trace;

	signal(SIGCHLD, SIG_IGN);
	trace = run_victim("ends", "exit", "41");
	sx_assert_exited(trace, 41);
	sx_free(trace);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, a_program_that_stays_is_killed_with_its_whole_tree);
	tcase_add_test(tcase, a_program_that_ends_in_time_is_not_touched);
	tcase_add_test(tcase, without_daemons_the_run_ends_with_the_program);
	tcase_add_test(tcase, the_test_keeps_its_own_children_and_signals);
	tcase_add_test(tcase, an_ignored_sigchld_changes_nothing);
}
