/* SPDX-License-Identifier: MIT */
/* Programs that are debugged, sanitized, moved elsewhere, stopped or killed: recorded all the same. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"

static void need_root(void)
{
	if (geteuid() != 0)
		ck_abort_msg("this suite needs root");
}

START_TEST(under_strace_at_once)
{
	sx_trace *trace;
	char *text;

	if (run_plain(NULL, SX_ARGV("strace", "-V")) != 0)
		SX_SKIP("strace is not installed");
	new_folder();
	trace = sx_run(SX_OPTIONS(.timeout_ms = 60000, .dir = work_folder()),
		       SX_ARGV("strace", "-f", "-o", told_file(), "--", victim("places"), "/dev/null", "stopped"));
	sx_assert_exited(trace, 0);
	sx_assert_times(trace, 1, "open('/missing/continued', O_RDONLY) = -1 ENOENT");
	sx_assert_times(trace, 1, "open('/missing/meanwhile', O_RDONLY) = -1 ENOENT");
	ck_assert_uint_eq(sx_lost(trace), 0);
	text = text_of_file(told_file());
	ck_assert_ptr_nonnull(strstr(text, "open(\"/missing/continued\", O_RDONLY"));
	free(text);
	sx_free(trace);
}
END_TEST

START_TEST(under_a_debugger)
{
	sx_trace *trace;

	if (run_plain(NULL, SX_ARGV("gdb", "--version")) != 0)
		SX_SKIP("gdb is not installed");
	trace = sx_run(SX_OPTIONS(.timeout_ms = 100000, .flags = SX_CAPTURE, .calls = "execve,open,exit_group"),
		       SX_ARGV("gdb", "-nx", "-q", "-batch", "-ex", "set startup-with-shell off", "-ex",
			       "break exit", "-ex", "run", "-ex", "continue", "--args", victim("places"), "/dev/null", "killed"));
	sx_assert_exited(trace, 0);
	ck_assert_msg(strstr(sx_stdout(trace, NULL), "exited normally"), "%s", sx_stdout(trace, NULL));
	sx_assert_times(trace, 1, "open('/missing/before-kill', O_RDONLY) = -1 ENOENT");
	sx_free(trace);
}
END_TEST

/* The leak check at the end attaches by ptrace, which only a program that nobody traces so allows. */
START_TEST(with_sanitizers)
{
	sx_trace *trace;

	if (access(victim("sanitized"), X_OK) != 0)
		SX_SKIP("the compiler has no sanitizers");
	setenv("ASAN_OPTIONS", "detect_leaks=1:exitcode=23", 1);
	trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE), SX_ARGV(victim("sanitized")));
	sx_assert_exited(trace, 0);
	ck_assert_str_eq(sx_stderr(trace, NULL), "");
	sx_assert_times(trace, 1, "open('/missing/sanitized', O_RDONLY) = -1 ENOENT");
	sx_free(trace);
	trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE), SX_ARGV(victim("sanitized"), "leak"));
	ck_assert_ptr_nonnull(strstr(sx_stderr(trace, NULL), "LeakSanitizer: detected memory leaks"));
	sx_assert_exited(trace, 23);
	sx_free(trace);
	trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE), SX_ARGV(victim("sanitized"), "overflow"));
	ck_assert_ptr_nonnull(strstr(sx_stderr(trace, NULL), "heap-buffer-overflow"));
	sx_assert_exited(trace, 23);
	sx_free(trace);
}
END_TEST

/* It starts anew without address randomisation where that leaves it no room, so the image may be a second one. */
START_TEST(with_the_thread_sanitizer)
{
	sx_trace *trace;

	if (access(victim("raced"), X_OK) != 0)
		SX_SKIP("the compiler has no thread sanitizer");
	setenv("TSAN_OPTIONS", "exitcode=23", 1);
	if (run_plain(NULL, SX_ARGV(victim("raced"))) != 0)
		SX_SKIP("the thread sanitizer does not run on this kernel");
	trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE), SX_ARGV(victim("raced")));
	sx_assert_exited(trace, 0);
	ck_assert_str_eq(sx_stderr(trace, NULL), "");
	sx_assert_times(trace, 2, "open('/missing/raced', O_RDONLY) = -1 ENOENT");
	ck_assert_uint_eq(sx_lost(trace), 0);
	sx_free(trace);
	trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE), SX_ARGV(victim("raced"), "race"));
	ck_assert_ptr_nonnull(strstr(sx_stderr(trace, NULL), "ThreadSanitizer: data race"));
	sx_assert_exited(trace, 23);
	sx_free(trace);
}
END_TEST

START_TEST(in_another_root)
{
	sx_trace *trace;

	need_root();
	trace = run_victim("places", "chroot");
	sx_assert_exited(trace, 0);
	sx_assert_times(trace, 1, "chroot('root') = 0");
	sx_assert_times(trace, 1, "open(\"/missing-inside\", O_RDONLY) = -1 ENOENT");
	sx_free(trace);
}
END_TEST

START_TEST(in_namespaces_of_its_own)
{
	sx_trace *trace = run_victim("places", "namespaces");
	const sx_call *call, *fork;

	sx_assert_exited(trace, 0);
	call = sx_find(trace, NULL, "open('/missing/namespace', O_RDONLY) = -1 ENOENT");
	fork = sx_find(trace, NULL, "%fork > 0");
	ck_assert_ptr_nonnull(call);
	ck_assert_ptr_nonnull(fork);
	ck_assert_int_gt(sx_call_pid(call), 1);		/* as the test sees it, not as itself */
	ck_assert_int_ne(sx_call_pid(call), sx_call_pid(fork));
	sx_assert_times(trace, 2, "+++ exited with 0 +++");
	ck_assert_uint_eq(sx_lost(trace), 0);
	sx_free(trace);
}
END_TEST

START_TEST(with_no_descriptor_left)
{
	sx_trace *trace = run_victim("places", "exhausted");

	sx_assert_exited(trace, 0);
	sx_assert_times(trace, 1, "dup(0) = -1 EMFILE");
	sx_assert_times(trace, 1, "openat(AT_FDCWD, '/dev/null', O_RDONLY) = -1 EMFILE");
	sx_assert_follows(trace, "dup(0) = $fd", "close($fd) = 0");
	ck_assert_uint_eq(sx_lost(trace), 0);
	sx_free(trace);
}
END_TEST

START_TEST(stopped_and_continued)
{
	sx_trace *trace = run_victim("places", "stopped");

	sx_assert_exited(trace, 0);
	sx_assert_order(trace, "%fork > 0", "open('/missing/meanwhile', ...)", "kill(*, SIGCONT) = 0",
			"wait4(...) > 0");
	sx_assert_times(trace, 1, "open('/missing/continued', O_RDONLY) = -1 ENOENT");
	sx_free(trace);
}
END_TEST

START_TEST(killed_without_a_word)
{
	sx_trace *trace = run_victim("places", "killed");

	sx_assert_exited(trace, 0);
	sx_assert_times(trace, 1, "open('/missing/before-kill', O_RDONLY) = -1 ENOENT");
	sx_assert_times(trace, 1, "+++ killed by SIGKILL +++");
	sx_assert_times(trace, 1, "kill(*, SIGKILL)");
	sx_free(trace);
}
END_TEST

START_TEST(with_hundreds_of_vforks)
{
	sx_trace *trace = run_victim("places", "vforks");

	sx_assert_exited(trace, 0);
	sx_assert_times(trace, 200, "vfork() > 0");
	sx_assert_times(trace, 200, "open('/missing/vforked', O_RDONLY) = -1 ENOENT");
	sx_assert_times(trace, 201, "+++ exited with 0 +++");
	ck_assert_uint_eq(sx_lost(trace), 0);
	sx_free(trace);
}
END_TEST

START_TEST(as_another_user_from_the_middle_on)
{
	sx_trace *trace;

	need_root();
	trace = run_victim("places", "identity");
	sx_assert_exited(trace, 0);
	sx_assert_order(trace, "setgid(65534) = 0", "setuid(65534) = 0", "open('/missing/nobody', ...) = -1 ENOENT");
	sx_free(trace);
}
END_TEST

/* Each of fifty tests in a process of its own, as Check has it: a run, a function and a region. */
static int looks(void *unused)
{
	return syscall(SYS_getppid) > 0 ? 0 : 1;
}

START_TEST(fifty_tests)
{
	sx_trace *run = sx_run(NULL, SX_ARGV(victim("first"))), *function, *region;

	sx_assert_exited(run, 7);
	ck_assert_uint_eq(sx_count(run, NULL), 3);
	function = sx_fork(NULL, looks, NULL);
	sx_assert_exited(function, 0);
	sx_assert_only(function, "getppid() > 0", "exit_group(0)");
	region = sx_begin(NULL);
	syscall(SYS_getppid);
	sx_end(region);
	sx_assert_only(region, "getppid() > 0");
	ck_assert_uint_eq(sx_count(region, NULL), 1);
	sx_free(region);
	sx_free(function);
	sx_free(run);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, under_strace_at_once);
	tcase_add_test(tcase, under_a_debugger);
	tcase_add_test(tcase, with_sanitizers);
	tcase_add_test(tcase, with_the_thread_sanitizer);
	tcase_add_test(tcase, in_another_root);
	tcase_add_test(tcase, in_namespaces_of_its_own);
	tcase_add_test(tcase, with_no_descriptor_left);
	tcase_add_test(tcase, stopped_and_continued);
	tcase_add_test(tcase, killed_without_a_word);
	tcase_add_test(tcase, with_hundreds_of_vforks);
	tcase_add_test(tcase, as_another_user_from_the_middle_on);
	tcase_add_loop_test(tcase, fifty_tests, 0, 50);
}
