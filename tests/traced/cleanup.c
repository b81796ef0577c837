/* SPDX-License-Identifier: MIT */
/* Nothing is left behind: neither by runs, nor when the test process dies at any moment. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "suite.h"

static long now_us(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

START_TEST(two_hundred_runs_leave_no_descriptor_and_no_bpf_object)
{
	ck_assert_int_eq(run_plain("/dev/stderr", SX_ARGV(PROBE, "cycle", "200", victim("first"))), 0);
}
END_TEST

START_TEST(runs_that_fail_leave_nothing_either)
{
	ck_assert_int_ne(run_plain(NULL, SX_ARGV(PROBE, "cycle", "1", "/no/such/program")), 0);
	ck_assert_int_eq(run_plain("/dev/stderr", SX_ARGV(PROBE, "cycle", "3", victim("many_processes"), "/dev/null", "50")), 0);
}
END_TEST

/* Everything that has come to this process as its last parent. */
static void kill_children(void)
{
	char path[64], *list, *next;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", getpid());
	do {
		list = next = text_of_file(path);
		while (*next) {
			kill((pid_t)strtol(next, &next, 10), SIGKILL);
			next += strspn(next, " ");
		}
		free(list);
	} while (waitpid(-1, NULL, 0) > 0);
}

/* Start the probe on a program, end it by a signal after `wait_us` or once `file` has 4 lines; then this process,
 * as everybody's last parent, must see all of them end within a second. */
static void kill_probe(const char *const argv[], long wait_us, const char *file, int number)
{
	int status, lines = 0, i;
	long start;
	char *text;
	pid_t probe = fork(), pid;

	ck_assert_int_ge(probe, 0);
	if (probe == 0) {
		execv(argv[0], (char *const *)argv);
		_exit(127);
	}
	start = now_us();
	while (file && lines < 4) {
		ck_assert_msg(now_us() - start < 20000000, "the program did not start");
		text = access(file, R_OK) == 0 ? text_of_file(file) : strdup("");
		for (i = 0, lines = 0; text[i]; i++)
			lines += text[i] == '\n';
		free(text);
	}
	while (now_us() - start < wait_us)
		;
	ck_assert_int_eq(kill(probe, number), 0);

	start = now_us();
	do {
		pid = waitpid(-1, &status, WNOHANG);
		if (pid == -1 && errno == ECHILD)
			return;
	} while (now_us() - start < 1000000);
	kill_children();	/* nothing of a failed test stays either */
	ck_abort_msg("a second after the test process was killed (%ld us after its start) its tree still lives", wait_us);
}

START_TEST(the_tree_dies_with_a_test_process_killed_in_the_middle)
{
	static const int signals[] = { SIGKILL, SIGTERM, SIGINT };
	int run;

	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	for (run = 0; run < 6; run++) {
		new_folder();
		kill_probe(SX_ARGV(PROBE, "run", victim("stays"), told_file()), 0, told_file(), signals[run % 3]);
	}
}
END_TEST

/* From before the tracer is loaded to after the program stays: 100 ms in steps. */
START_TEST(the_tree_dies_with_a_test_process_killed_at_any_moment)
{
	long wait_us;

	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	for (wait_us = 0; wait_us < 120000; wait_us += 1500) {
		new_folder();
		kill_probe(SX_ARGV(PROBE, "run", victim("stays"), told_file()), wait_us, NULL, SIGKILL);
	}
}
END_TEST

START_TEST(the_tree_dies_with_a_test_process_killed_while_it_drains)
{
	long wait_us;

	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	for (wait_us = 100000; wait_us < 500000; wait_us += 100000)
		kill_probe(SX_ARGV(PROBE, "run", victim("writes"), "-", "100000000"), wait_us, NULL, SIGKILL);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, two_hundred_runs_leave_no_descriptor_and_no_bpf_object);
	tcase_add_test(tcase, runs_that_fail_leave_nothing_either);
	tcase_add_test(tcase, the_tree_dies_with_a_test_process_killed_in_the_middle);
	tcase_add_test(tcase, the_tree_dies_with_a_test_process_killed_at_any_moment);
	tcase_add_test(tcase, the_tree_dies_with_a_test_process_killed_while_it_drains);
}
