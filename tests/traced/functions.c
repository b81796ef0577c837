/* SPDX-License-Identifier: MIT */
/* Functions of the test, recorded in a child: their calls, their ends, and what does not come back out of them. */
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"

static const struct sx_here_ here = { "functions.c", 1, "functions" };
static jmp_buf outside;

static int looks_for_a_file(void *path)
{
	return syscall(SYS_open, path, O_RDONLY) == -1 ? 23 : 0;
}

static int returns_more_than_a_byte(void *unused)
{
	return 0x123;
}

static int calls_exit(void *unused)
{
	exit(0);
}

static int calls_quick_exit(void *unused)
{
	_exit(0);
}

static int jumps_out(void *unused)
{
	longjmp(outside, 1);
}

static int ends_its_thread(void *unused)
{
	pthread_exit(NULL);
}

static int fails_an_assertion(void *unused)
{
	ck_assert_int_eq(1, 2);
	return 0;
}

static int dies(void *unused)
{
	abort();
}

static int starts_others(void *unused)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(looks_for_a_file((void *)"/missing/grandchild"));
	return waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 23 ? 0 : 1;
}

/* Its parent, which is not the test, is to see the sibling's end at once. */
static int makes_a_sibling(void *unused)
{
	pid_t pid = (pid_t)syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0L, 0L, 0L, 0L);

	if (pid == 0)
		_exit(9);
	while (kill(pid, 0) == 0)
		usleep(1000);
	return pid > 0 ? 23 : 1;
}

static int becomes_a_program(void *unused)
{
	execl("/bin/sh", "sh", "-c", "exit 0", (char *)NULL);
	return 1;
}

static int prints_and_exits(void *unused)
{
	printf("last words");
	exit(3);
}

static int prints(void *unused)
{
	printf("of the function\n");
	return 0;
}

static int changes_memory(void *number)
{
	*(int *)number = 2;
	return 0;
}

static int records_a_region(void *unused)
{
	sx_trace *trace = sx_begin(NULL);

	looks_for_a_file((void *)"/missing/in-region");
	sx_end(trace);
	return sx_count(trace, "open('/missing/in-region', ...)") == 1 ? 0 : 1;
}

START_TEST(a_functions_calls_are_the_list)
{
	sx_trace *trace = sx_fork(NULL, looks_for_a_file, (void *)"/missing/function");
	const sx_call *call = sx_find(trace, NULL, "*");

	sx_assert_exited(trace, 23);
	ck_assert_ptr_nonnull(call);
	ck_assert_str_eq(sx_call_name(call), "open");
	ck_assert_int_ne(sx_call_pid(call), getpid());
	sx_assert_called(trace, "open('/missing/function', O_RDONLY) = -1 ENOENT");
	sx_assert_never(trace, "execve");
	sx_assert_only(trace, "open", "exit_group");
	sx_free(trace);
}
END_TEST

START_TEST(its_result_is_the_exit_status)
{
	sx_trace *trace = sx_fork(NULL, returns_more_than_a_byte, NULL);

	sx_assert_exited(trace, 0x23);
	sx_free(trace);
}
END_TEST

/* The reason is in sx_error(), and the test itself goes on. */
static void assert_not_returned(int (*function)(void *), const char *reason)
{
	sx_trace *trace = sx_fork(NULL, function, NULL);
	const char *error = sx_error(trace);

	ck_assert_msg(error && strstr(error, "the function did not return") && strstr(error, reason), "%s", error);
	ck_assert_ptr_nonnull(sx_check_never_(here, trace, "open"));
	ck_assert_ptr_nonnull(sx_check_called_(here, trace, "exit_group"));
	ck_assert_ptr_nonnull(sx_check_exited_(here, trace, 0));
	sx_free(trace);
}

START_TEST(no_way_out_of_it_leads_back_into_the_test)
{
	assert_not_returned(calls_exit, "exit()");
	assert_not_returned(calls_quick_exit, "_exit(0)");
	assert_not_returned(ends_its_thread, "pthread_exit");
	assert_not_returned(becomes_a_program, "became another program, which exited with 0");
	if (setjmp(outside) == 0)
		assert_not_returned(jumps_out, "longjmp");
	else
		_exit(99);	/* the copy came back */
}
END_TEST

/* Check's fork mode leaves a failed test by exit. Without it the message that the copy wrote fails the test itself. */
START_TEST(a_failed_assertion_in_it_is_not_lost)
{
	assert_not_returned(fails_an_assertion, "");
}
END_TEST

/* This suite as one that does not fork: its tests run in one process after another. */
START_TEST(it_is_the_same_where_check_does_not_fork)
{
	char *text;
	int status;

	new_folder();
	setenv("CK_FORK", "no", 1);
	setenv("SX_INNER", "1", 1);
	status = run_plain(told_file(), SX_ARGV(SUITES "/traced_functions"));
	text = text_of_file(told_file());
	ck_assert_msg(status == 0 && strstr(text, "100%: Checks: 8, "), "%x %s", status, text);
	free(text);
}
END_TEST

START_TEST(one_that_is_killed_is_seen_so)
{
	sx_trace *trace = sx_fork(NULL, dies, NULL);

	ck_assert_ptr_null(sx_error(trace));
	sx_assert_killed(trace, SIGABRT);
	sx_free(trace);
}
END_TEST

START_TEST(a_sibling_that_it_makes_is_seen_to_its_end)
{
	sx_trace *trace = sx_fork(NULL, makes_a_sibling, NULL);

	ck_assert_ptr_null(sx_error(trace));
	sx_assert_exited(trace, 23);
	ck_assert_int_eq(sx_status(trace), 23 << 8);
	sx_assert_called(trace, "exit_group(9)");
	sx_free(trace);
}
END_TEST

START_TEST(its_children_are_followed_or_not)
{
	sx_trace *trace = sx_fork(NULL, starts_others, NULL);

	sx_assert_exited(trace, 0);
	sx_assert_times(trace, 1, "open('/missing/grandchild', O_RDONLY) = -1 ENOENT");
	sx_free(trace);
	trace = sx_fork(SX_OPTIONS(.flags = SX_NO_FOLLOW), starts_others, NULL);
	sx_assert_exited(trace, 0);
	sx_assert_never(trace, "open('/missing/grandchild', ...)");
	sx_assert_times(trace, 1, "%fork > 0");
	sx_free(trace);
}
END_TEST

START_TEST(what_it_prints_is_printed_once_and_can_be_kept)
{
	sx_trace *trace;

	printf("of the test; ");	/* waits in the buffer that the child copies */
	trace = sx_fork(SX_OPTIONS(.flags = SX_CAPTURE), prints, NULL);
	sx_assert_exited(trace, 0);
	ck_assert_str_eq(sx_stdout(trace, NULL), "of the function\n");
	ck_assert_str_eq(sx_stderr(trace, NULL), "");
	sx_free(trace);
}
END_TEST

START_TEST(what_it_printed_is_kept_where_it_does_not_return)
{
	sx_trace *trace = sx_fork(SX_OPTIONS(.flags = SX_CAPTURE), prints_and_exits, NULL);

	ck_assert_msg(sx_error(trace) && strstr(sx_error(trace), "exit()"), "%s", sx_error(trace));
	ck_assert_str_eq(sx_stdout(trace, NULL), "last words");
	sx_free(trace);
}
END_TEST

START_TEST(the_tests_memory_stays_as_it_was)
{
	int number = 1;
	sx_trace *trace = sx_fork(NULL, changes_memory, &number);

	sx_assert_exited(trace, 0);
	ck_assert_int_eq(number, 1);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);	/* no child of the test's */
	sx_free(trace);
}
END_TEST

/* The region takes the function out of the outer recording, which can then rule nothing out. */
START_TEST(a_function_that_records_by_itself_is_missed)
{
	sx_trace *trace = sx_fork(NULL, records_a_region, NULL);

	ck_assert_uint_ge(sx_lost(trace), 1);
	ck_assert_ptr_nonnull(sx_check_never_(here, trace, "open('/missing/in-region', ...)"));
	sx_free(trace);
}
END_TEST

START_TEST(no_function_is_an_error)
{
	sx_trace *trace = sx_fork(NULL, NULL, NULL);

	ck_assert_ptr_nonnull(sx_error(trace));
	sx_free(trace);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, a_functions_calls_are_the_list);
	tcase_add_test(tcase, its_result_is_the_exit_status);
	tcase_add_test(tcase, no_way_out_of_it_leads_back_into_the_test);
	tcase_add_test(tcase, one_that_is_killed_is_seen_so);
	tcase_add_test(tcase, a_sibling_that_it_makes_is_seen_to_its_end);
	tcase_add_test(tcase, its_children_are_followed_or_not);
	tcase_add_test(tcase, what_it_prints_is_printed_once_and_can_be_kept);
	tcase_add_test(tcase, no_function_is_an_error);
	if (getenv("SX_INNER"))
		return;
	tcase_add_test(tcase, a_failed_assertion_in_it_is_not_lost);
	tcase_add_test(tcase, what_it_printed_is_kept_where_it_does_not_return);
	tcase_add_test(tcase, the_tests_memory_stays_as_it_was);
	tcase_add_test(tcase, a_function_that_records_by_itself_is_missed);
	tcase_add_test(tcase, it_is_the_same_where_check_does_not_fork);
}
