/* SPDX-License-Identifier: MIT */
/* Recordings made at the same time do not see each other's calls, and lose none of their own. */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"

/* NULL, or what is wrong with a recording of `writes COUNT`: everything of it must be there, and nothing else. */
static const char *fault_of_writes(const struct sx_options *options, const char *count)
{
	static __thread char fault[200];
	sx_trace *trace = run_victim_with(options, "writes", count);
	size_t all, own, written;

	fault[0] = '\0';
	if (sx_error(trace)) {
		snprintf(fault, sizeof(fault), "%s", sx_error(trace));
	} else {
		all = sx_count(trace, "*");
		own = sx_count(sx_of_process(trace, 0), "*");
		written = sx_count(trace, "write(</dev/null>, 'payload '..., 16) = 16");
		if (sx_lost(trace) || all != own || written != strtoul(count, NULL, 10) || sx_status(trace) != 0)
			snprintf(fault, sizeof(fault), "%s writes: %zu calls, %zu of the program, %zu writes, %llu lost",
				 count, all, own, written, (unsigned long long)sx_lost(trace));
	}
	sx_free(trace);
	return fault[0] ? strdup(fault) : NULL;
}

static void *run_in_thread(void *count)
{
	const struct sx_options options = { .timeout_ms = 60000 };

	return (void *)fault_of_writes(&options, count);
}

START_TEST(two_threads_of_a_process_record_at_once)
{
	static char counts[4][8] = { "20011", "20022", "20033", "20044" };
	pthread_t threads[4];
	void *fault;
	int i;

	for (i = 0; i < 4; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, run_in_thread, counts[i]), 0);
	for (i = 0; i < 4; i++) {
		ck_assert_int_eq(pthread_join(threads[i], &fault), 0);
		ck_assert_msg(!fault, "%s", (char *)fault);
	}
}
END_TEST

/* A child that inherited the loaded tracer: exits 0 if its recording is whole. */
static pid_t fork_a_recording(int number)
{
	const struct sx_options options = { .timeout_ms = 60000 };
	char count[16];
	const char *fault;
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		snprintf(count, sizeof(count), "%d", 20000 + number);
		fault = fault_of_writes(&options, count);
		if (fault)
			fprintf(stderr, "recording %d: %s\n", number, fault);
		_exit(fault ? 1 : 0);
	}
	return pid;
}

START_TEST(eight_forked_recordings_with_one_killed_half_way)
{
	pid_t children[8], killed;
	char *text = NULL;
	int i, status, lines;

	new_folder();
	for (i = 0; i < 3; i++)
		children[i] = fork_a_recording(i);
	killed = fork();
	ck_assert_int_ge(killed, 0);
	if (killed == 0) {
		sx_free(sx_run(SX_OPTIONS(.timeout_ms = 60000), SX_ARGV(victim("stays"), told_file())));
		_exit(0);
	}
	for (i = 3; i < 7; i++)
		children[i] = fork_a_recording(i);

	/* Half-way: its program and the program's children are all there. */
	do {
		free(text);
		text = access(told_file(), R_OK) == 0 ? text_of_file(told_file()) : strdup("");
		for (i = 0, lines = 0; text[i]; i++)
			lines += text[i] == '\n';
	} while (lines < 4);
	free(text);
	ck_assert_int_eq(kill(killed, SIGKILL), 0);
	ck_assert_int_eq(waitpid(killed, &status, 0), killed);

	for (i = 0; i < 7; i++) {
		ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
		ck_assert_msg(status == 0, "recording %d: status %x", i, status);
	}
}
END_TEST

START_TEST(processes_that_load_their_own_tracer_record_at_once)
{
	char count[16];
	pid_t children[4];
	int i, status;

	for (i = 0; i < 4; i++) {
		children[i] = fork();
		ck_assert_int_ge(children[i], 0);
		if (children[i] == 0) {
			snprintf(count, sizeof(count), "%d", 5000 + i);
			execl(PROBE, "probe", "run", victim("writes"), "-", count, NULL);
			_exit(127);
		}
	}
	for (i = 0; i < 4; i++) {
		ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
		ck_assert_int_eq(status, 0);
	}
}
END_TEST

START_TEST(more_recordings_than_a_tracer_has_room_for)
{
	pid_t children[20];
	int i, status;

	for (i = 0; i < 20; i++)
		children[i] = fork_a_recording(i);
	for (i = 0; i < 20; i++) {
		ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
		ck_assert_msg(status == 0, "recording %d: status %x", i, status);
	}
}
END_TEST

/* What else goes on in the machine is not in the list. */
START_TEST(strangers_are_not_recorded)
{
	sx_trace *trace;
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		for (;;)
			if (access("/stranger", R_OK) == 0)
				_exit(1);
	trace = run_victim("writes", "20000");
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	sx_assert_exited(trace, 0);
	sx_assert_never(trace, "%file(path='/stranger')");
	ck_assert_uint_eq(sx_count(trace, "*"), sx_count(sx_of_process(trace, 0), "*"));
	sx_free(trace);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, two_threads_of_a_process_record_at_once);
	tcase_add_test(tcase, eight_forked_recordings_with_one_killed_half_way);
	tcase_add_test(tcase, processes_that_load_their_own_tracer_record_at_once);
	tcase_add_test(tcase, more_recordings_than_a_tracer_has_room_for);
	tcase_add_test(tcase, strangers_are_not_recorded);
}
