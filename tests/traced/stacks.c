/* SPDX-License-Identifier: MIT */
/* Who made a call: function and line of every caller, whatever the program is built like, and after it has ended. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"

#define WITH_STACKS SX_OPTIONS(.flags = SX_STACKS)

/* The n-th line of a stack, from 0; "" past the last. */
static const char *line_of(const char *stack, unsigned n)
{
	static char line[4096];

	while (n-- && *stack)
		stack += strcspn(stack, "\n") + 1;
	snprintf(line, sizeof(line), "%.*s", (int)strcspn(stack, "\n"), stack);
	return line;
}

static void assert_frame(const char *stack, unsigned n, const char *function, const char *place)
{
	const char *line = line_of(stack, n);
	size_t length = strlen(function);

	ck_assert_msg(!strncmp(line, function, length) && line[length] == ' ' && strlen(line) >= strlen(place) &&
		      !strcmp(line + strlen(line) - strlen(place), place),
		      "frame %u is no %s … %s:\n%s", n, function, place, stack);
}

static const char *stack_of(sx_trace *trace, const char *pattern)
{
	const sx_call *call = sx_find(trace, NULL, pattern);
	const char *stack;

	ck_assert_msg(call, "no %s: %s", pattern, sx_error(trace));
	stack = sx_call_stack(call);
	ck_assert_ptr_nonnull(stack);
	return stack;
}

/* getppid() has no frame of its own: the caller of such a wrapper is what is easily missed. */
static void assert_callers(const char *stack)
{
	assert_frame(stack, 1, "inner", "victims/stacks.c:101");
	assert_frame(stack, 2, "middle", "victims/stacks.c:201");
	assert_frame(stack, 3, "outer", "victims/stacks.c:301");
}

static void assert_whole(const char *stack)
{
	ck_assert_msg(!strstr(stack, "(incomplete"), "%s", stack);
}

/* Each way to build a program. */
START_TEST(callers_are_named_whatever_the_build)
{
	static const char *const builds[] = {"stacks", "stacks_framed", "stacks_fixed", "stacks_static", "stacks_optimized"};
	sx_trace *trace = run_victim_with(WITH_STACKS, builds[_i], "plain");
	const char *stack = stack_of(trace, "getppid()");

	sx_assert_exited(trace, 0);
	ck_assert_msg(!strncmp(stack, "getppid ", 8) || !strncmp(stack, "__getppid ", 10), "%s", stack);
	assert_callers(stack);
	ck_assert_msg(!strncmp(line_of(stack, 4), "main at ", 8), "%s", stack);
	assert_whole(stack);
	ck_assert_msg(strstr(stack, "\n_start"), "%s", stack);
	sx_free(trace);
}
END_TEST

START_TEST(threads_have_stacks_of_their_own)
{
	sx_trace *trace = run_victim_with(WITH_STACKS, "stacks", "thread");
	const char *stack = stack_of(trace, "getppid()");

	assert_callers(stack);
	ck_assert_msg(!strncmp(line_of(stack, 4), "in_thread at ", 13), "%s", stack);
	ck_assert_msg(!strstr(stack, "main"), "%s", stack);
	assert_whole(stack);
	sx_free(trace);
}
END_TEST

START_TEST(children_have_the_code_of_their_parent)
{
	sx_trace *trace = run_victim_with(WITH_STACKS, "stacks", "fork");
	const char *stack = stack_of(trace, "getppid()");

	assert_callers(stack);
	ck_assert_msg(!strncmp(line_of(stack, 4), "main at ", 8), "%s", stack);
	assert_whole(stack);
	sx_free(trace);
}
END_TEST

START_TEST(a_new_image_has_its_own_code)
{
	sx_trace *trace = run_victim_with(WITH_STACKS, "stacks_fixed", "exec");
	const char *stack = stack_of(trace, "getppid()");

	assert_callers(stack);
	assert_whole(stack);
	sx_free(trace);
}
END_TEST

START_TEST(libc_between_two_callers_is_walked_through)
{
	sx_trace *trace = run_victim_with(WITH_STACKS, "stacks", "sort");
	const char *stack = stack_of(trace, "getppid()");

	assert_frame(stack, 1, "compare", "victims/stacks.c:501");
	ck_assert_msg(strstr(stack, "\nqsort") || strstr(stack, "\n__qsort") || strstr(stack, "\n__GI___qsort"), "%s", stack);
	ck_assert_msg(strstr(stack, "\nsort at "), "%s", stack);
	ck_assert_msg(strstr(stack, "\nmain at "), "%s", stack);
	assert_whole(stack);
	sx_free(trace);
}
END_TEST

/* What is not known is said: never a wrong caller, never a stack that seems to end. */
START_TEST(more_stack_than_is_recorded_is_incomplete)
{
	sx_trace *trace = run_victim_with(WITH_STACKS, "stacks", "far");
	const char *stack = stack_of(trace, "getppid()");

	assert_callers(stack);
	ck_assert_msg(!strncmp(line_of(stack, 4), "far at ", 7), "%s", stack);
	ck_assert_str_eq(line_of(stack, 5), "(incomplete: 8 KiB of the stack are recorded)");
	sx_free(trace);
}
END_TEST

START_TEST(without_symbols_there_are_addresses)
{
	sx_trace *trace = run_victim_with(WITH_STACKS, "stacks_stripped", "plain");
	const char *stack = stack_of(trace, "getppid()");
	unsigned n;

	for (n = 1; n < 5; n++) {
		ck_assert_msg(!strncmp(line_of(stack, n), "0x", 2), "%s", stack);
		ck_assert_msg(strstr(line_of(stack, n), "/victim_stacks_stripped+0x"), "%s", stack);
	}
	ck_assert_msg(strstr(stack, "\n__libc_start_call_main "), "%s", stack);
	sx_free(trace);
}
END_TEST

/* libdw would guess by the frame pointer, which need not be one. */
START_TEST(without_unwind_tables_nobody_is_guessed)
{
	sx_trace *trace = run_victim_with(WITH_STACKS, "stacks_tableless", "plain");
	const char *stack = stack_of(trace, "getppid()");

	ck_assert_msg(!strncmp(line_of(stack, 1), "inner in ", 9), "%s", stack);
	ck_assert_str_eq(line_of(stack, 2), "(incomplete: no unwind table for its frame)");
	sx_free(trace);
}
END_TEST

static void copy_victim(char *path, size_t room)
{
	new_folder();
	snprintf(path, room, "%s/copy", work_folder());
	ck_assert_int_eq(run_plain("/dev/null", SX_ARGV("cp", victim("stacks"), path)), 0);
}

/* Another program has taken the place of the one that ran: its functions are not who called. */
START_TEST(a_program_that_was_changed_since_names_nobody)
{
	char path[4200];
	sx_trace *trace;
	const char *stack;
	int fd;

	copy_victim(path, sizeof(path));
	trace = sx_run(WITH_STACKS, SX_ARGV(path, "plain"));
	sx_assert_exited(trace, 0);
	if (_i == 0) {
		fd = open(path, O_WRONLY | O_APPEND);
		ck_assert_int_ge(fd, 0);
		usleep(20000);	/* file times are no finer than the kernel's tick */
		ck_assert_int_eq(write(fd, "x", 1), 1);
		close(fd);
	} else if (_i == 1) {
		ck_assert_int_eq(run_plain("/dev/null", SX_ARGV("cp", "--remove-destination", victim("stacks_fixed"), path)), 0);
	} else {
		ck_assert_int_eq(unlink(path), 0);
	}
	stack = stack_of(trace, "getppid()");
	ck_assert_msg(!strstr(stack, "inner") && !strstr(stack, "main at"), "%s", stack);
	ck_assert_msg(strstr(stack, "(incomplete: it is not known what code this is)"), "%s", stack);
	sx_free(trace);
}
END_TEST

/* What is mapped is recorded in the background: the list has what was asked for, and nothing else. */
START_TEST(a_filtered_recording_has_stacks_too)
{
	sx_trace *trace = run_victim_with(SX_OPTIONS(.calls = "getppid", .flags = SX_STACKS), "stacks", "plain");

	ck_assert_uint_eq(sx_count(trace, NULL), 1);
	assert_callers(stack_of(trace, "getppid()"));
	assert_whole(stack_of(trace, "getppid()"));
	sx_free(trace);
}
END_TEST

START_TEST(there_are_none_where_nobody_asked)
{
	sx_trace *trace = run_victim("stacks", "plain");

	ck_assert_ptr_null(sx_call_stack(sx_find(trace, NULL, "getppid()")));
	sx_free(trace);
}
END_TEST

/* Whole or said to be missing; and no call is lost for the sake of its stack. */
START_TEST(every_one_of_many_stacks_is_right)
{
	sx_trace *trace = run_victim_with(WITH_STACKS, "stacks", "often");
	const sx_call *call = NULL;
	size_t whole = 0;

	sx_assert_exited(trace, 0);
	sx_assert_times(trace, 3001, "getppid()");
	while ((call = sx_find(trace, call, "getppid()"))) {
		const char *stack = sx_call_stack(call);

		if (!strncmp(stack, "(incomplete: the stack was not recorded", 39))
			continue;
		assert_callers(stack);
		assert_whole(stack);
		whole++;
	}
	ck_assert_uint_gt(whole, 0);
	sx_free(trace);
}
END_TEST

static __attribute__((noinline)) int ask_for_parent(void *unused)
{
	int parent = getppid();

	return unused ? parent : 0;
}

START_TEST(functions_and_regions_of_the_test_have_callers)
{
	sx_trace *trace;

	if (_i == 0) {
		trace = sx_fork(WITH_STACKS, ask_for_parent, NULL);
		sx_assert_exited(trace, 0);
	} else {
		trace = sx_begin(WITH_STACKS);
		ask_for_parent(NULL);
		sx_end(trace);
	}
	assert_frame(stack_of(trace, "getppid()"), 1, "ask_for_parent",
		     line_of(strrchr(line_of(stack_of(trace, "getppid()"), 1), '/') + 1, 0));
	ck_assert_msg(strstr(stack_of(trace, "getppid()"), "\nask_for_parent at "), "%s", stack_of(trace, "getppid()"));
	sx_free(trace);
}
END_TEST

/* A program that was there before: its mappings are read once, and followed from then on. */
START_TEST(a_process_that_runs_already_has_callers)
{
	const sx_call *call = NULL, *next;
	sx_trace *trace;
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		execl(victim("stacks"), "stacks", "always", (char *)NULL);
		_exit(127);
	}
	usleep(200000);		/* the loader is through */
	trace = sx_attach(WITH_STACKS, pid);
	ck_assert_int_eq(sx_wait_for(trace, "getppid()", 20000), 0);
	usleep(200000);		/* the first may have come before its mappings were read: look at a later one */
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	sx_wait(trace);
	ck_assert_ptr_null(sx_error(trace));
	while ((next = sx_find(trace, call, "getppid()")))
		call = next;
	ck_assert_ptr_nonnull(call);
	assert_callers(sx_call_stack(call));
	assert_whole(sx_call_stack(call));
	sx_free(trace);
}
END_TEST

/* With -k each call is followed by its callers, as strace has them. */
START_TEST(the_dump_shows_callers_as_strace_does)
{
	struct sx_print_style style = {.size = sizeof(style), .flags = SX_PRINT_STACKS | SX_PRINT_NO_PIDS};
	sx_trace *trace = run_victim_with(SX_OPTIONS(.calls = "getppid", .flags = SX_STACKS), "stacks", "plain");
	char *text = NULL, wanted[4300];
	size_t length;
	FILE *stream = open_memstream(&text, &length);

	sx_print_as(trace, stream, &style);
	fclose(stream);
	ck_assert_msg(!strncmp(text, "getppid() ", 10), "%s", text);
	ck_assert_msg(strstr(text, "(getppid+0x"), "%s", text);
	snprintf(wanted, sizeof(wanted), "\n > %s(inner+0x", victim("stacks"));
	ck_assert_msg(strstr(text, wanted), "%s", text);
	ck_assert_msg(!strncmp(strrchr(text, '+') - 2, "+++", 3), "%s", text);
	free(text);
	sx_free(trace);
}
END_TEST

/* What a failed assertion prints. */
static char *report_of(sx_trace *trace, const char *pattern)
{
	struct sx_here_ here = SX_HERE_;
	int saved = dup(STDERR_FILENO), fd;
	const char *why;

	fd = open(told_file(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ck_assert_int_ge(fd, 0);
	dup2(fd, STDERR_FILENO);
	why = sx_check_never_(here, trace, pattern);
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(fd);
	ck_assert_ptr_nonnull(why);
	return text_of_file(told_file());
}

START_TEST(a_report_says_who_made_the_call)
{
	sx_trace *trace = run_victim_with(WITH_STACKS, "stacks", "plain");
	char *report = report_of(trace, "getppid()");
	const char *inner = strstr(report, "  inner at "), *outer = strstr(report, "  outer at ");

	ck_assert_msg(inner && strstr(inner, "victims/stacks.c:101\n") && outer > inner, "%s", report);
	ck_assert_msg(!strstr(report, "  getppid at ") && !strstr(report, "  _start"), "%s", report);
	free(report);
	sx_free(trace);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_loop_test(tcase, callers_are_named_whatever_the_build, 0, 5);
	tcase_add_test(tcase, threads_have_stacks_of_their_own);
	tcase_add_test(tcase, children_have_the_code_of_their_parent);
	tcase_add_test(tcase, a_new_image_has_its_own_code);
	tcase_add_test(tcase, libc_between_two_callers_is_walked_through);
	tcase_add_test(tcase, more_stack_than_is_recorded_is_incomplete);
	tcase_add_test(tcase, without_symbols_there_are_addresses);
	tcase_add_test(tcase, without_unwind_tables_nobody_is_guessed);
	tcase_add_loop_test(tcase, a_program_that_was_changed_since_names_nobody, 0, 3);
	tcase_add_test(tcase, a_filtered_recording_has_stacks_too);
	tcase_add_test(tcase, there_are_none_where_nobody_asked);
	tcase_add_test(tcase, every_one_of_many_stacks_is_right);
	tcase_add_loop_test(tcase, functions_and_regions_of_the_test_have_callers, 0, 2);
	tcase_add_test(tcase, a_process_that_runs_already_has_callers);
	tcase_add_test(tcase, the_dump_shows_callers_as_strace_does);
	tcase_add_test(tcase, a_report_says_who_made_the_call);
}
