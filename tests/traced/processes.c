/* SPDX-License-Identifier: MIT */
/* The whole tree is in the list: threads, children made in every way, programs that follow programs. */
#include <stdlib.h>
#include <string.h>

#include "suite.h"

START_SAID_TEST(threads_do_not_mix_their_calls, "threads")
START_SAID_TEST(a_hundred_threads_are_followed, "many_threads")
START_SAID_TEST(a_forked_child_is_followed, "children", "fork")
START_SAID_TEST(a_child_by_vfork_is_followed, "children", "vfork")
START_SAID_TEST(a_child_by_clone_is_followed, "children", "clone")
START_SAID_TEST(the_descriptor_of_a_child_by_clone_is_told, "children", "clone_pidfd")
START_SAID_TEST(a_child_by_clone3_is_followed, "children", "clone3")
START_SAID_TEST(a_spawned_program_is_followed, "children", "spawn")
START_SAID_TEST(a_grandchild_is_followed, "children", "grandchild")
START_SAID_TEST(a_sibling_is_followed_and_seen_to_its_end, "children", "sibling")
START_SAID_TEST(a_child_in_another_pid_namespace_is_followed, "children", "namespace")
START_SAID_TEST(executions_that_fail_are_shown, "execs", "failures")
START_SAID_TEST(execveat_is_followed, "execs", "by_descriptor")
START_SAID_TEST(an_orphan_is_followed_to_its_end, "daemons", "orphan")
START_SAID_TEST(a_daemon_is_followed_to_its_end, "daemons", "daemon")

START_TEST(each_thread_has_its_own_id_and_its_twenty_reads)
{
	sx_trace *trace = run_victim("threads");
	pid_t tids[4], pid;
	const sx_call *call;
	char pattern[64];
	int i, k;

	for (i = 0; i < 4; i++) {
		snprintf(pattern, sizeof(pattern), "pread64(*, 'for-%d-'..., 13, *) = 13", i);
		sx_assert_times(trace, 20, pattern);
		call = sx_find(trace, NULL, pattern);
		tids[i] = sx_call_tid(call);
		pid = sx_call_pid(call);
		ck_assert_int_ne(pid, tids[i]);
		ck_assert_uint_eq(sx_count(sx_of_thread(trace, tids[i]), "pread64(*, 'for-'..., ...)"), 20);
		for (k = 0; k < i; k++)
			ck_assert_int_ne(tids[i], tids[k]);
	}
	sx_assert_times(trace, 80, "pread64(</**/thread-*>, ...) = 13");
	sx_free(trace);
}
END_TEST

static pid_t thread_of(sx_trace *trace, const char *pattern)
{
	const sx_call *call = sx_find(trace, NULL, pattern);

	ck_assert_ptr_nonnull(call);
	ck_assert_int_gt(sx_call_tid(call), 2);
	return sx_call_tid(call);
}

static char *dump_of_thread(sx_trace *trace, pid_t tid, unsigned flags)
{
	size_t length = 0;
	char *dump = NULL;
	FILE *stream = open_memstream(&dump, &length);

	sx_print_as(sx_of_thread(trace, tid), stream,
		    &(struct sx_print_style){.size = sizeof(struct sx_print_style), .column = 1, .flags = flags | SX_PRINT_NO_PIDS});
	fclose(stream);
	return dump;
}

START_TEST(ids_of_another_pid_namespace_are_told_as_they_are_here)
{
	sx_trace *trace = run_victim("children", "namespace");
	pid_t first = thread_of(trace, "getpid() = 1"), second = thread_of(trace, "kill(-2, 0) = 0");
	pid_t third = thread_of(trace, "kill(1, 0) = 0");
	char *dump = dump_of_thread(trace, first, SX_PRINT_OWNER_IDS | SX_PRINT_NO_SIGNALS), wanted[800];

	snprintf(wanted, sizeof(wanted), "getpid() = 1 /* %d in strace's PID NS */\nsetsid() = 1\n"
		 "fork() = 2 /* %d in strace's PID NS */\nwait4(2 /* %d in strace's PID NS */, NULL, 0, NULL) = 2\n"
		 "unshare(CLONE_NEWPID) = 0\n"
		 "fork() = 3 /* %d in strace's PID NS */\nwait4(3 /* %d in strace's PID NS */, NULL, 0, NULL) = 3\n"
		 "exit_group(3) = ?\n+++ exited with 3 +++\n", first, second, second, third, third);
	ck_assert_str_eq(dump, wanted);
	free(dump);
	dump = dump_of_thread(trace, third, SX_PRINT_OWNER_IDS);
	snprintf(wanted, sizeof(wanted), "kill(1 /* %d in strace's PID NS */, 0) = 0\nkill(2, 0) = -1 ESRCH (No such process)\n"
		 "exit_group(5) = ?\n+++ exited with 5 +++\n", third);
	ck_assert_str_eq(dump, wanted);
	free(dump);
	dump = dump_of_thread(trace, second, SX_PRINT_OWNER_IDS);
	snprintf(wanted, sizeof(wanted), "getppid() = 1 /* %d in strace's PID NS */\ngetpgid(0) = 1 /* %d in strace's PID NS */\n"
		 "setpgid(0, 0) = 0\nkill(-2 /* %d in strace's PID NS */, 0) = 0\n"
		 "exit_group(4) = ?\n+++ exited with 4 +++\n", first, first, second);
	ck_assert_str_eq(dump, wanted);
	free(dump);
	dump = dump_of_thread(trace, second, SX_PRINT_COMMANDS);
	ck_assert_ptr_nonnull(strstr(dump, "getppid() = 1<victim_children>\n"));
	free(dump);
	sx_free(trace);
}
END_TEST

START_TEST(a_thousand_short_processes_are_followed)
{
	struct sx_options options = { .timeout_ms = 60000 };
	sx_trace *trace = run_victim_with(&options, "many_processes");

	sx_assert_exited(trace, 0);
	ck_assert_uint_eq(sx_lost(trace), 0);
	sx_assert_times(trace, 1000, "openat(AT_FDCWD, '/missing/process-*', O_RDONLY) = -1 ENOENT");
	sx_assert_times(trace, 1001, "exit_group(...)");
	assert_said(trace);
	sx_free(trace);
}
END_TEST

START_TEST(a_pipeline_is_four_processes)
{
	sx_trace *trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE),
				 SX_ARGV("sh", "-c", "echo HELLO-PIPELINE | cat | tr A-Z a-z | cat"));
	const char *output;
	size_t length;

	sx_assert_exited(trace, 0);
	output = sx_stdout(trace, &length);
	ck_assert_uint_eq(length, 15);
	ck_assert_mem_eq(output, "hello-pipeline\n", 15);
	sx_assert_called(trace, "write(<pipe:*>, 'HELLO-PIPELINE\\n', 15) = 15");
	sx_assert_times(trace, 2, "execve('/**/cat', ['cat'], ...) = 0");
	sx_assert_called(trace, "execve('/**/tr', ['tr', 'A-Z', 'a-z'], ...) = 0");
	ck_assert_uint_gt(sx_count(trace, NULL), 150);
	sx_free(trace);
}
END_TEST

START_TEST(the_first_record_is_the_execve_and_the_second_the_programs_first_call)
{
	const sx_call *call;
	sx_trace *trace;
	int run;

	for (run = 0; run < 100; run++) {
		trace = sx_run(NULL, SX_ARGV(victim("first"), "one", "two"));
		sx_assert_exited(trace, 7);
		ck_assert_uint_eq(sx_count(trace, NULL), 3);
		call = sx_find(trace, NULL, "*");
		ck_assert_str_eq(sx_call_name(call), "execve");
		sx_assert_called(trace, "execve('/**/victim_first', [*, 'one', 'two'], ...) = 0");
		call = sx_find(trace, call, "*");
		ck_assert_str_eq(sx_call_name(call), "getpid");
		ck_assert_int_eq(sx_call_ret(call), sx_call_pid(call));
		call = sx_find(trace, call, "*");
		ck_assert_str_eq(sx_call_name(call), "exit_group");
		ck_assert_uint_eq(sx_call_arg(call, 0), 7);
		ck_assert_uint_eq(sx_call_duration_ns(call), UINT64_MAX);
		sx_free(trace);
	}
}
END_TEST

START_TEST(the_last_call_is_never_missed)
{
	sx_trace *trace;
	int run;

	for (run = 0; run < 100; run++) {
		trace = run_victim("late");
		sx_assert_exited(trace, 21);
		sx_assert_order(trace, "openat(AT_FDCWD, '/etc/LAST-MARK', O_RDONLY) = -1 ENOENT", "exit_group(21) = ?");
		sx_free(trace);
	}
}
END_TEST

START_TEST(an_execve_from_a_thread_comes_out_as_the_process)
{
	sx_trace *trace = run_victim("execs", "from_thread");
	char wanted[64], *dump = NULL;
	const sx_call *call;
	size_t length;
	FILE *stream;

	sx_assert_exited(trace, 13);
	sx_assert_times(trace, 1, "execve('/proc/self/exe', ['again', ...], ...) = 0");
	call = sx_find(trace, NULL, "open('/missing/after', O_RDONLY) = -1 ENOENT");
	ck_assert_ptr_nonnull(call);
	ck_assert_int_eq(sx_call_pid(call), sx_call_tid(call));
	call = sx_find(trace, NULL, "execve('/proc/self/exe', ...)");
	ck_assert_int_eq(sx_call_pid(call), sx_call_pid(sx_find(trace, NULL, "execve")));
	assert_said(trace);

	/* The first thread ends, and its last line names the one that took its place. */
	call = sx_find(trace, NULL, "clone|clone3 > 0");
	ck_assert_ptr_nonnull(call);
	snprintf(wanted, sizeof(wanted), "+++ superseded by execve in pid %d +++", (int)sx_call_ret(call));
	stream = open_memstream(&dump, &length);
	ck_assert_ptr_nonnull(stream);
	sx_print_as(trace, stream, &(struct sx_print_style){.size = sizeof(struct sx_print_style), .flags = SX_PRINT_PIDS});
	fclose(stream);
	ck_assert_ptr_nonnull(strstr(dump, wanted));
	/* … whose execve returns under the id of the first. */
	snprintf(wanted, sizeof(wanted), "%-5d <... execve resumed>", (int)sx_call_pid(call));
	ck_assert_ptr_nonnull(strstr(dump, wanted));
	free(dump);
	sx_free(trace);
}
END_TEST

/* vfork returns when its child runs a program; the child's calls are entered after it all the same. */
START_TEST(a_call_stands_where_it_was_entered)
{
	sx_trace *trace = run_victim("children", "vfork");
	const sx_call *born = sx_find(trace, NULL, "vfork() > 0"), *first;

	sx_assert_exited(trace, 0);
	ck_assert_ptr_nonnull(born);
	first = sx_find(trace, born, "execve('/no/such/program', ...) = -1 ENOENT");
	ck_assert_ptr_nonnull(first);
	ck_assert_int_eq(sx_call_pid(first), (pid_t)sx_call_ret(born));
	ck_assert_ptr_null(sx_find(trace, first, "vfork"));
	sx_free(trace);
}
END_TEST

START_TEST(a_script_is_run_by_its_interpreter)
{
	sx_trace *trace = run_victim("execs", "script");

	sx_assert_exited(trace, 9);
	sx_assert_called(trace, "execve('./script', ['script', 'argument'], ...) = 0");
	sx_assert_called(trace, "openat(*, './script', ...) >= 0");
	assert_said(trace);
	sx_free(trace);
}
END_TEST

START_TEST(no_follow_records_the_program_alone)
{
	struct sx_options options = { .flags = SX_NO_FOLLOW };
	sx_trace *trace = run_victim_with(&options, "children", "fork");
	pid_t pid = sx_call_pid(sx_find(trace, NULL, "execve"));

	sx_assert_exited(trace, 0);
	sx_assert_called(trace, "fork() > 0");
	ck_assert_uint_eq(sx_count(sx_of_process(trace, pid), NULL), sx_count(trace, NULL));
	ck_assert_ptr_null(sx_find(trace, NULL, "open('/missing/fork', ...)"));
	sx_free(trace);

	/* Its threads are not followed either; one of them is still there when it begins to end. */
	options.size = sizeof(options);
	trace = sx_run(&options, SX_ARGV("/usr/bin/python3", "-c", "import os, threading, time\n"
				 "threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()\n"
				 "os._exit(3)"));
	sx_assert_exited(trace, 3);
	sx_free(trace);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, threads_do_not_mix_their_calls);
	tcase_add_test(tcase, a_hundred_threads_are_followed);
	tcase_add_test(tcase, a_forked_child_is_followed);
	tcase_add_test(tcase, a_child_by_vfork_is_followed);
	tcase_add_test(tcase, a_child_by_clone_is_followed);
	tcase_add_test(tcase, a_child_by_clone3_is_followed);
	tcase_add_test(tcase, the_descriptor_of_a_child_by_clone_is_told);
	tcase_add_test(tcase, a_spawned_program_is_followed);
	tcase_add_test(tcase, a_grandchild_is_followed);
	tcase_add_test(tcase, a_sibling_is_followed_and_seen_to_its_end);
	tcase_add_test(tcase, executions_that_fail_are_shown);
	tcase_add_test(tcase, execveat_is_followed);
	tcase_add_test(tcase, an_orphan_is_followed_to_its_end);
	tcase_add_test(tcase, a_daemon_is_followed_to_its_end);
	tcase_add_test(tcase, each_thread_has_its_own_id_and_its_twenty_reads);
	tcase_add_test(tcase, a_child_in_another_pid_namespace_is_followed);
	tcase_add_test(tcase, ids_of_another_pid_namespace_are_told_as_they_are_here);
	tcase_add_test(tcase, a_thousand_short_processes_are_followed);
	tcase_add_test(tcase, a_pipeline_is_four_processes);
	tcase_add_test(tcase, the_first_record_is_the_execve_and_the_second_the_programs_first_call);
	tcase_add_test(tcase, the_last_call_is_never_missed);
	tcase_add_test(tcase, an_execve_from_a_thread_comes_out_as_the_process);
	tcase_add_test(tcase, a_call_stands_where_it_was_entered);
	tcase_add_test(tcase, a_script_is_run_by_its_interpreter);
	tcase_add_test(tcase, no_follow_records_the_program_alone);
}
