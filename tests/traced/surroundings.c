/* SPDX-License-Identifier: MIT */
/* The program under test gets what a plain fork and exec would give it, and nothing of ours. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"

/* What the victim writes down when this process starts it itself; to be freed. */
static char *plain_surroundings(void)
{
	int status = 0;
	char *text;
	pid_t pid;

	new_folder();
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		execl(victim("surroundings"), victim("surroundings"), told_file(), NULL);
		_exit(127);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	text = text_of_file(told_file());
	ck_assert_ptr_nonnull(strstr(text, "TracerPid:\t0\n"));
	return text;
}

static char *traced_surroundings(void)
{
	sx_trace *trace;

	new_folder();
	trace = sx_run(NULL, SX_ARGV(victim("surroundings"), told_file()));
	sx_assert_exited(trace, 0);
	sx_free(trace);
	return text_of_file(told_file());
}

static void assert_same_surroundings(void)
{
	char *plain = plain_surroundings(), *traced = traced_surroundings();
	size_t same = 0, start = 0;

	if (strcmp(plain, traced) != 0) {
		while (plain[same] == traced[same]) {
			same++;
			if (plain[same - 1] == '\n')
				start = same;
		}
		ck_abort_msg("plain:  %.200s\ntraced: %.200s", plain + start, traced + start);
	}
	free(plain);
	free(traced);
}

START_TEST(nothing_of_ours_is_in_the_program)
{
	assert_same_surroundings();
}
END_TEST

START_TEST(signals_that_are_blocked_and_ignored_stay_so)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGRTMIN + 3);
	ck_assert_int_eq(sigprocmask(SIG_BLOCK, &set, NULL), 0);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGCHLD, SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	assert_same_surroundings();
}
END_TEST

START_TEST(descriptors_limits_and_priority_are_inherited)
{
	struct rlimit limit = { 200, 300 };
	int fd = open("/dev/null", O_RDWR), kept;

	ck_assert_int_ge(fd, 0);
	kept = fcntl(fd, F_DUPFD, 90);
	ck_assert_int_eq(kept, 90);
	ck_assert_int_eq(fcntl(fd, F_DUPFD_CLOEXEC, 91), 91);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	limit = (struct rlimit){ 0, 0 };
	ck_assert_int_eq(setrlimit(RLIMIT_CORE, &limit), 0);
	ck_assert_int_eq(setpriority(PRIO_PROCESS, 0, 5), 0);
	assert_same_surroundings();
}
END_TEST

/* Closed standard streams stay closed: no descriptor of ours takes their numbers. */
START_TEST(closed_standard_streams_stay_closed)
{
	close(0);
	close(2);
	assert_same_surroundings();
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, nothing_of_ours_is_in_the_program);
	tcase_add_test(tcase, signals_that_are_blocked_and_ignored_stay_so);
	tcase_add_test(tcase, descriptors_limits_and_priority_are_inherited);
	tcase_add_test(tcase, closed_standard_streams_stay_closed);
}
