/* SPDX-License-Identifier: MIT */
/* The dump: prefixes, times, what is left out, and calls that overlap. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "harness/print.h"
#include "harness/trace.h"
#include "sysexpect/sysexpect.h"
#include "tests/unit/fake.h"

#define DATA 0x2000

static struct fake *fake;

static void setup(void)
{
	setenv("SX_COLOR", "never", 1);
	setenv("TZ", "UTC", 1);
	unsetenv("SX_STRINGS");
	fake = fake_new();
}

static void teardown(void)
{
	fake = fake_free(fake);
}

static void prints(unsigned flags, const char *wanted)
{
	struct text text = {0};
	struct printer printer = {
		.recording = &fake->recording,
		.line = {.string_limit = 32, .paths = true, .no_alignment = true},
		.flags = flags,
		.text = &text,
	};

	ck_assert_int_eq(print_interleaved(&printer, fake->recording.entries, fake->recording.count), 0);
	ck_assert_str_eq(text.bytes ? text.bytes : "", wanted);
	text_free(&text);
}

static struct sx_call *at(struct sx_call *call, uint64_t start_ns, uint64_t end_ns)
{
	call->start_ns = start_ns;
	call->end_ns = end_ns;
	return call;
}

static struct sx_call *reads(uint64_t start_ns, uint64_t end_ns)
{
	struct sx_call *call = FAKE_CALL(fake, "read", 1, 3, DATA, 10);

	fake_memory(fake, call, 1, DATA, true, "x", 1);
	return at(call, start_ns, end_ns);
}

static void become(int pid)
{
	fake->pid = fake->tid = pid;
}

/* The fake program and a child that is born at 2000. */
static void with_child(void)
{
	fake_process(fake, 101, "child")->born_ns = 2000;
	become(100);
}

START_TEST(one_task_has_no_prefix)
{
	FAKE_CALL(fake, "close", 0, 3);
	fake_mark(fake, "ready");
	fake_exit(fake, 0);
	prints(0, "close(3) = 0\n"
		  "mark(\"ready\")\n"
		  "+++ exited with 0 +++\n");
}
END_TEST

START_TEST(prefixes_stand_while_there_are_several_tasks)
{
	with_child();
	at(FAKE_CALL(fake, "close", 0, 3), 1000, 1500);
	at(FAKE_CALL(fake, "close", 0, 4), 3000, 3500);
	become(101);
	at(FAKE_CALL(fake, "close", 0, 5), 4000, 4500);
	at(fake_exit(fake, 0), 5000, 5000);
	fake->processes[1]->ended_ns = 5000;
	become(100);
	at(FAKE_CALL(fake, "close", 0, 6), 6000, 6500);
	prints(0, "close(3) = 0\n"
		  "[pid   100] close(4) = 0\n"
		  "[pid   101] close(5) = 0\n"
		  "[pid   101] +++ exited with 0 +++\n"
		  "close(6) = 0\n");
	prints(SX_PRINT_NO_PIDS, "close(3) = 0\nclose(4) = 0\nclose(5) = 0\n+++ exited with 0 +++\nclose(6) = 0\n");
	prints(SX_PRINT_PIDS | SX_PRINT_NO_EXITS, "100   close(3) = 0\n100   close(4) = 0\n101   close(5) = 0\n"
		  "100   close(6) = 0\n");
}
END_TEST

START_TEST(a_call_that_others_overlap_is_split_before_its_output)
{
	with_child();
	reads(3000, 9000);
	become(101);
	at(FAKE_CALL(fake, "close", 0, 5), 4000, 4500);
	prints(0, "[pid   100] read(3,  <unfinished ...>\n"
		  "[pid   101] close(5) = 0\n"
		  "[pid   100] <... read resumed>\"x\", 10) = 1\n");
}
END_TEST

START_TEST(two_calls_that_overlap_are_both_split)
{
	with_child();
	reads(3000, 5000);
	become(101);
	at(FAKE_CALL(fake, "close", 0, 5), 4000, 6000);
	prints(0, "[pid   100] read(3,  <unfinished ...>\n"
		  "[pid   101] close(5 <unfinished ...>\n"
		  "[pid   100] <... read resumed>\"x\", 10) = 1\n"
		  "[pid   101] <... close resumed>) = 0\n");
}
END_TEST

/* An operation in progress when the call that handed it over returns. */
START_TEST(a_call_and_an_operation_of_one_task_are_split_each_by_itself)
{
	with_child();
	at(FAKE_CALL(fake, "io_uring_enter", 1, 5, 1, 0, 0, 0, 0), 3000, 5000);
	at(FAKE_CALL(fake, "fsync", 0, 3), 4000, 6000)->abi = WIRE_ABI_RING;
	become(101);
	at(FAKE_CALL(fake, "close", 0, 5), 7000, 7500);
	prints(0, "[pid   100] io_uring_enter(5, 1, 0, 0, NULL, 0 <unfinished ...>\n"
		  "[pid   100] io_uring:fsync(3 <unfinished ...>\n"
		  "[pid   100] <... io_uring_enter resumed>) = 1\n"
		  "[pid   100] <... io_uring:fsync resumed>) = 0\n"
		  "[pid   101] close(5) = 0\n");
}
END_TEST

/* The execve of thread 101, with the end of the first one inside, and what another does meanwhile if `is_crowded`. */
static void with_successor(bool is_crowded)
{
	struct sx_call *call;

	fake_thread(fake, 101, "thread")->born_ns = 2000;
	fake->pid = 100;
	fake->tid = 101;
	call = at(FAKE_CALL(fake, "execve", 0, 0, 0, 0), 3000, 9000);
	call->pid = 100;
	fake->tid = 100;
	if (is_crowded)
		at(FAKE_CALL(fake, "close", 0, 5), 4000, 4500);
	at(fake_exit(fake, 101), 5000, 5000)->flags |= WIRE_SUPERSEDED;
}

START_TEST(a_thread_that_runs_a_program_changes_its_id)
{
	with_successor(false);
	prints(SX_PRINT_PIDS, "101   execve(NULL, NULL, NULL <pid changed to 100 ...>\n"
			      "100   +++ superseded by execve in pid 101 +++\n"
			      "100   <... execve resumed>) = 0\n");
	prints(SX_PRINT_PIDS | SX_PRINT_NO_SUPERSEDED, "101   execve(NULL, NULL, NULL <pid changed to 100 ...>\n"
						       "100   <... execve resumed>) = 0\n");
}
END_TEST

START_TEST(its_line_may_have_ended_before)
{
	with_successor(true);
	prints(SX_PRINT_PIDS, "101   execve(NULL, NULL, NULL <unfinished ...>\n"
			      "100   close(5) = 0\n"
			      "100   +++ superseded by execve in pid 101 +++\n"
			      "100   <... execve resumed>) = 0\n");
}
END_TEST

START_TEST(a_call_that_never_returns_is_whole)
{
	with_child();
	FAKE_CALL(fake, "exit_group", FAKE_NO_RETURN, 0);
	become(101);
	FAKE_CALL(fake, "close", 0, 5);
	fake->processes[1]->born_ns = 0;
	prints(0, "[pid   100] exit_group(0) = ?\n"
		  "[pid   101] close(5) = 0\n");
}
END_TEST

START_TEST(times_are_those_of_strace)
{
	fake->recording.began_realtime_ns = UINT64_C(1700000000) * 1000000000;
	at(FAKE_CALL(fake, "close", 0, 3), 1000000, 2500000);
	at(FAKE_CALL(fake, "close", 0, 4), 3000000, 3250000);
	prints(SX_PRINT_TIME, "22:13:20 close(3) = 0\n22:13:20 close(4) = 0\n");
	prints(SX_PRINT_TIME_US, "22:13:20.001000 close(3) = 0\n22:13:20.003000 close(4) = 0\n");
	prints(SX_PRINT_EPOCH, "1700000000.001000 close(3) = 0\n1700000000.003000 close(4) = 0\n");
	prints(SX_PRINT_RELATIVE, "     0.000000 close(3) = 0\n     0.002000 close(4) = 0\n");
	prints(SX_PRINT_DURATION, "close(3) = 0 <0.001500>\nclose(4) = 0 <0.000250>\n");
}
END_TEST

/* As strace counts: the prefix belongs to the line. */
START_TEST(results_stand_in_one_column)
{
	struct text text = {0};
	struct printer printer = {.recording = &fake->recording, .text = &text};

	with_child();
	reads(3000, 9000);
	become(101);
	at(FAKE_CALL(fake, "close", 0, 5), 4000, 4500);
	ck_assert_int_eq(print_interleaved(&printer, fake->recording.entries, fake->recording.count), 0);
	ck_assert_str_eq(text.bytes, "[pid   100] read(3,  <unfinished ...>\n"
				     "[pid   101] close(5)                    = 0\n"
				     "[pid   100] <... read resumed>\"\"..., 10) = 1\n");
	text_free(&text);
}
END_TEST

static void dumps(sx_trace *trace, const char *wanted)
{
	char bytes[4096] = "";
	FILE *stream = fmemopen(bytes, sizeof(bytes), "w");

	sx_print(trace, stream);
	fclose(stream);
	ck_assert_str_eq(bytes, wanted);
}

START_TEST(a_dump_ends_with_what_is_missing)
{
	sx_trace *t = trace_new();

	FAKE_CALL(fake, "close", 0, 3);
	fake->recording.losses.records = 1;
	fake->recording.losses.tasks = 2;
	trace_attach(t, &fake->recording);
	dumps(t, "close(3)                                = 0\n"
		 "/* incomplete: 1 record was lost (the ring was full); 2 children were not followed */\n");
	trace_free(t);
}
END_TEST

START_TEST(a_failed_recording_says_why)
{
	sx_trace *t = trace_new();

	trace_fail(t, "no such program: ./app");
	dumps(t, "/* nothing to show: no such program: ./app */\n");
	dumps(NULL, "/* nothing to show: there is no trace */\n");
	trace_free(t);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("print");
	TCase *tests = tcase_create("dump");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, a_thread_that_runs_a_program_changes_its_id);
	tcase_add_test(tests, its_line_may_have_ended_before);
	tcase_add_test(tests, one_task_has_no_prefix);
	tcase_add_test(tests, prefixes_stand_while_there_are_several_tasks);
	tcase_add_test(tests, a_call_that_others_overlap_is_split_before_its_output);
	tcase_add_test(tests, two_calls_that_overlap_are_both_split);
	tcase_add_test(tests, a_call_and_an_operation_of_one_task_are_split_each_by_itself);
	tcase_add_test(tests, a_call_that_never_returns_is_whole);
	tcase_add_test(tests, times_are_those_of_strace);
	tcase_add_test(tests, results_stand_in_one_column);
	tcase_add_test(tests, a_dump_ends_with_what_is_missing);
	tcase_add_test(tests, a_failed_recording_says_why);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
