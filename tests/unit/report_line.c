/* SPDX-License-Identifier: MIT */
/* Lines of evidence: gutters, carets below what differs, and the part of a long string that matters. */
#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "harness/report.h"
#include "tests/unit/fake.h"

#define PATH 0x1000
#define DATA 0x2000

static struct fake *fake;
static struct report report;

static void setup(void)
{
	setenv("SX_COLOR", "never", 1);
	unsetenv("SX_STRINGS");
	fake = fake_new();
	report_start(&report);
}

static void teardown(void)
{
	report_drop(&report);
	fake = fake_free(fake);
}

static void shows(const char *wanted)
{
	ck_assert_str_eq(report.text.bytes ? report.text.bytes : "", wanted);
}

static struct sx_call *opens(const char *path, uint64_t flags, int64_t ret)
{
	struct sx_call *call = FAKE_CALL(fake, "openat", ret, (uint64_t)AT_FDCWD, PATH, flags);

	fake_string(fake, call, 1, PATH, path);
	return call;
}

static struct sx_call *writes(const void *bytes, size_t length)
{
	struct sx_call *call = FAKE_CALL(fake, "write", (int64_t)length, 2, DATA, length);

	fake_memory(fake, call, 1, DATA, false, bytes, length);
	return call;
}

static struct part argument(unsigned slot, size_t offset, const char *why)
{
	return (struct part){.kind = PART_ARGUMENT, .match = MATCH_NO, .slot = (uint8_t)slot, .offset = offset, .why = why};
}

static void show(const struct sx_call *call, const struct part *parts, size_t count)
{
	struct report_line line = {.call = call, .parts = parts, .part_count = count};

	report_lines(&report, &line, 1, 0, LINES_WITH_PROCESS);
}

START_TEST(carets_stand_below_what_differs)
{
	struct part parts[] = {
		argument(1, 0, "other file"),
		{.kind = PART_RESULT, .match = MATCH_NO, .why = "wanted >= 0"},
		{.kind = PART_NAME, .match = MATCH_YES},
	};

	show(opens("/etc/app.cfg", O_RDONLY, -2), parts, 3);
	shows("  #1 0.000001 fake[100]  openat(AT_FDCWD, \"/etc/app.cfg\", O_RDONLY) = -1 ENOENT (No such file or directory)\n"
	      "                                          ^^^^^^^^^^^^^^ other file   ^^^^^^^^^ wanted >= 0\n");
}
END_TEST

START_TEST(labels_that_would_touch_have_rows_of_their_own)
{
	struct part parts[] = {
		{.kind = PART_NAME, .match = MATCH_NO, .why = "other call; %open(path=...) takes both"},
		argument(1, 0, "other file"),
		argument(2, 0, "lacks O_CLOEXEC"),
	};

	show(opens("a", O_RDONLY, 3), parts, 3);
	shows("  #1 0.000001 fake[100]  openat(AT_FDCWD, \"a\", O_RDONLY) = 3\n"
	      "                         ^^^^^^ other call; %open(path=...) takes both\n"
	      "                                          ^^^ other file\n"
	      "                                               ^^^^^^^^ lacks O_CLOEXEC\n");
}
END_TEST

START_TEST(long_strings_are_cut_around_the_difference)
{
	char text[300];
	struct part part = argument(1, 200, "differs from here");

	memset(text, 'a', sizeof(text));
	text[200] = '#';
	show(writes(text, sizeof(text)), &part, 1);
	ck_assert_ptr_nonnull(strstr(report.text.bytes, "write(2, ...\"aaaa"));
	ck_assert_ptr_nonnull(strstr(report.text.bytes, "a#a"));
	ck_assert_ptr_nonnull(strstr(report.text.bytes, "aaaa\"..., 300) = 300\n"));
}
END_TEST

START_TEST(a_difference_at_the_end_shows_the_end)
{
	char text[300];
	struct part part = argument(1, 299, "differs");

	memset(text, 'a', sizeof(text));
	text[299] = '#';
	show(writes(text, sizeof(text)), &part, 1);
	ck_assert_ptr_nonnull(strstr(report.text.bytes, "aaa#\", 300) = 300\n"));
}
END_TEST

START_TEST(binary_buffers_are_shown_as_bytes_too)
{
	static const unsigned char bytes[] = {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0};
	struct part part = argument(1, 4, "differs");

	show(writes(bytes, sizeof(bytes)), &part, 1);
	ck_assert_ptr_nonnull(strstr(report.text.bytes,
		"0000  7f 45 4c 46>02 01 01 00 00 00 00 00 00 00 00 00  |.ELF............|\n"));
	ck_assert_ptr_nonnull(strstr(report.text.bytes, "0010  03 00 "));
}
END_TEST

START_TEST(gutters_are_aligned_and_gaps_counted)
{
	struct report_line lines[3] = {{0}};
	int i;

	lines[0].call = FAKE_CALL(fake, "close", 0, 3);
	for (i = 0; i < 8; i++)
		FAKE_CALL(fake, "getpid", 100);
	lines[1].call = FAKE_CALL(fake, "close", 0, 4);
	lines[1].is_marked = true;
	lines[1].gap = 8;
	fake_process(fake, 4242, "child");
	lines[2].call = FAKE_CALL(fake, "close", 0, 5);
	report_lines(&report, lines, 3, 2, LINES_WITH_PROCESS);
	shows("    #1  0.000001 fake[100]    close(3) = 0\n"
	      "    ... 8 calls\n"
	      "  > #10 0.000010 fake[100]    close(4) = 0\n"
	      "    #11 0.000011 child[4242]  close(5) = 0\n");
}
END_TEST

START_TEST(threads_are_named_beside_their_process)
{
	struct text text = {0};

	fake_thread(fake, 101, "worker");
	report_process_name(&text, FAKE_CALL(fake, "getpid", 100));
	ck_assert_str_eq(text.bytes, "fake[100/101 worker]");
	text_free(&text);
}
END_TEST

START_TEST(a_difference_in_an_argument_that_is_not_there_marks_the_call)
{
	struct part part = argument(SYSCALL_ARGS, 0, "has no mode");

	show(FAKE_CALL(fake, "close", 0, 3), &part, 1);
	shows("  #1 0.000001 fake[100]  close(3) = 0\n"
	      "                         ^^^^^ has no mode\n");
}
END_TEST

START_TEST(a_pattern_is_escaped_for_c)
{
	ck_assert_str_eq(report_c_string(&report, "write(2, \"a\\n\")"), "\"write(2, \\\"a\\\\n\\\")\"");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("report line");
	TCase *tests = tcase_create("evidence");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, carets_stand_below_what_differs);
	tcase_add_test(tests, labels_that_would_touch_have_rows_of_their_own);
	tcase_add_test(tests, long_strings_are_cut_around_the_difference);
	tcase_add_test(tests, a_difference_at_the_end_shows_the_end);
	tcase_add_test(tests, binary_buffers_are_shown_as_bytes_too);
	tcase_add_test(tests, gutters_are_aligned_and_gaps_counted);
	tcase_add_test(tests, threads_are_named_beside_their_process);
	tcase_add_test(tests, a_difference_in_an_argument_that_is_not_there_marks_the_call);
	tcase_add_test(tests, a_pattern_is_escaped_for_c);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
