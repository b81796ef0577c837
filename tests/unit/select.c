/* SPDX-License-Identifier: MIT */
/* strace's -e trace= syntax. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/syscalls/select.h"
#include "harness/syscalls/table.h"

static uint64_t wanted[2][WIRE_CALLS / 64];

static bool is_wanted(unsigned abi, const char *name)
{
	int number = syscall_number(abi, name);

	ck_assert_msg(number >= 0, "%s", name);
	return wanted[abi][number / 64] >> (number & 63) & 1;
}

static void select_or_fail(const char *text)
{
	struct text why = { 0 };
	int r;

	memset(wanted, 0x55, sizeof(wanted));
	r = select_parse(text, wanted, &why);
	ck_assert_msg(r == 0, "%s: %d %s", text, r, why.bytes ? why.bytes : "");
	ck_assert_uint_eq(why.length, 0);
	text_free(&why);
}

static void expect_refusal(const char *text, const char *sentence)
{
	struct text why = { 0 };
	uint64_t before[2][WIRE_CALLS / 64];

	memset(wanted, 0x55, sizeof(wanted));
	memcpy(before, wanted, sizeof(before));
	ck_assert_int_eq(select_parse(text, wanted, &why), -EINVAL);
	ck_assert_str_eq(why.bytes, sentence);
	ck_assert_mem_eq(before, wanted, sizeof(before));
	text_free(&why);
}

static unsigned count_named(unsigned abi)
{
	unsigned number, count = 0;

	for (number = 0; number < syscall_end(abi); number++)
		count += syscall_of(abi, number)->is_known && (wanted[abi][number / 64] >> (number & 63) & 1);
	return count;
}

START_TEST(names_select_just_themselves)
{
	select_or_fail("openat,close");
	ck_assert(is_wanted(WIRE_ABI_NATIVE, "openat"));
	ck_assert(is_wanted(WIRE_ABI_NATIVE, "close"));
	ck_assert(!is_wanted(WIRE_ABI_NATIVE, "read"));
	ck_assert_uint_eq(count_named(WIRE_ABI_NATIVE), 2);
	select_or_fail("openat,,close,");
	ck_assert_uint_eq(count_named(WIRE_ABI_NATIVE), 2);
	select_or_fail("read@64");
	ck_assert_uint_eq(count_named(WIRE_ABI_NATIVE), 1);
	ck_assert_uint_eq(count_named(WIRE_ABI_COMPAT), 0);
	select_or_fail("read@x32");
	ck_assert_uint_eq(count_named(WIRE_ABI_NATIVE), 0);
}
END_TEST

#if defined(__x86_64__)
START_TEST(an_abi_is_chosen_with_at)
{
	select_or_fail("read@32,mmap2");
	ck_assert(!is_wanted(WIRE_ABI_NATIVE, "read"));
	ck_assert(is_wanted(WIRE_ABI_COMPAT, "read"));
	ck_assert(is_wanted(WIRE_ABI_COMPAT, "mmap2"));
	ck_assert_uint_eq(count_named(WIRE_ABI_NATIVE), 0);
	select_or_fail("%file@32");
	ck_assert_uint_eq(count_named(WIRE_ABI_NATIVE), 0);
	ck_assert(is_wanted(WIRE_ABI_COMPAT, "open"));
	expect_refusal("mmap2@64", "calls: unknown system call \"mmap2\"; did you mean \"mmap\"?");
	select_or_fail("257");
	ck_assert(is_wanted(WIRE_ABI_NATIVE, "openat"));
}
END_TEST
#endif

START_TEST(all_and_none_and_not)
{
	unsigned every;

	select_or_fail(NULL);
	every = count_named(WIRE_ABI_NATIVE);
	ck_assert_uint_gt(every, 300);
	select_or_fail("all");
	ck_assert_uint_eq(count_named(WIRE_ABI_NATIVE), every);
	select_or_fail("none");
	ck_assert_uint_eq(count_named(WIRE_ABI_NATIVE), 0);
	select_or_fail("!none");
	ck_assert_uint_eq(count_named(WIRE_ABI_NATIVE), every);
	select_or_fail("!all");
	ck_assert_uint_eq(count_named(WIRE_ABI_NATIVE), 0);
	select_or_fail("!read,write");
	ck_assert_uint_eq(count_named(WIRE_ABI_NATIVE), every - 2);
	ck_assert(!is_wanted(WIRE_ABI_NATIVE, "write"));
	select_or_fail("!!read");
	ck_assert_uint_eq(count_named(WIRE_ABI_NATIVE), 1);
	select_or_fail("all,read");
	ck_assert_uint_eq(count_named(WIRE_ABI_NATIVE), every);
}
END_TEST

START_TEST(classes_and_expressions)
{
	select_or_fail("%network");
	ck_assert(is_wanted(WIRE_ABI_NATIVE, "connect"));
	ck_assert(!is_wanted(WIRE_ABI_NATIVE, "openat"));
	select_or_fail("%%stat");
	ck_assert(is_wanted(WIRE_ABI_NATIVE, "newfstatat"));
	ck_assert(!is_wanted(WIRE_ABI_NATIVE, "statfs"));
	select_or_fail("file");
	ck_assert(is_wanted(WIRE_ABI_NATIVE, "openat"));
	select_or_fail("/^open");
	ck_assert(is_wanted(WIRE_ABI_NATIVE, "openat2"));
	ck_assert(!is_wanted(WIRE_ABI_NATIVE, "mq_open"));
	select_or_fail("/^(read|write)$/");
	ck_assert_uint_eq(count_named(WIRE_ABI_NATIVE), 2);
	select_or_fail("!/.");
	ck_assert_uint_eq(count_named(WIRE_ABI_NATIVE), 0);
}
END_TEST

START_TEST(a_question_mark_allows_nothing)
{
	select_or_fail("?");
	ck_assert_uint_eq(count_named(WIRE_ABI_NATIVE), 0);
	select_or_fail("?no_such_call,read,?%no_such_class,?/^no,?9999");
	ck_assert_uint_eq(count_named(WIRE_ABI_NATIVE), 1);
}
END_TEST

START_TEST(calls_without_a_name_are_always_recorded)
{
	select_or_fail("read");
	ck_assert(wanted[WIRE_ABI_NATIVE][(WIRE_CALLS - 1) / 64] >> 63);
	select_or_fail("!read");
	ck_assert(wanted[WIRE_ABI_COMPAT][(WIRE_CALLS - 1) / 64] >> 63);
	select_or_fail("!all");
	ck_assert(wanted[WIRE_ABI_NATIVE][(WIRE_CALLS - 1) / 64] >> 63);
}
END_TEST

START_TEST(mistakes_are_named_and_change_nothing)
{
	expect_refusal("opennat", "calls: unknown system call \"opennat\"; did you mean \"openat\"?");
	expect_refusal("raed", "calls: unknown system call \"raed\"; did you mean \"read\"?");
	expect_refusal("read,wirte", "calls: unknown system call \"wirte\"; did you mean \"write\"?");
	expect_refusal("gettimofday", "calls: unknown system call \"gettimofday\"; did you mean \"gettimeofday\"?");
	expect_refusal("xyzzyplugh", "calls: unknown system call \"xyzzyplugh\"");
	expect_refusal("%netwrok", "calls: unknown class \"%netwrok\"; did you mean \"%network\"?");
	expect_refusal("%", "calls: unknown class \"%\"");
	expect_refusal("read, write", "calls: unknown system call \" write\"; did you mean \"write\"?");
	expect_refusal("read,!write", "calls: \"!\" stands before the whole list: !open,close");
	expect_refusal("/open(", "calls: /open(: Unmatched ( or \\(");
	expect_refusal("/^no_such", "calls: no system call is named like /^no_such");
	expect_refusal("9999", "calls: no system call has the number 9999");
	expect_refusal("99999999999999999999", "calls: no system call has the number 99999999999999999999");
	expect_refusal("0-5", "calls: no system call has the number 0-5");
	expect_refusal("read@128", "calls: \"read@128\": after @ comes 64, 32 or x32");
	expect_refusal("read,none", "calls: \"none\" stands alone");
	expect_refusal("", "calls: the list is empty; \"none\" records none, \"all\" every call");
	expect_refusal("!", "calls: the list is empty; \"none\" records none, \"all\" every call");
	expect_refusal(",", "calls: the list is empty; \"none\" records none, \"all\" every call");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("select");
	TCase *tcase = tcase_create("select");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, names_select_just_themselves);
#if defined(__x86_64__)
	tcase_add_test(tcase, an_abi_is_chosen_with_at);
#endif
	tcase_add_test(tcase, all_and_none_and_not);
	tcase_add_test(tcase, classes_and_expressions);
	tcase_add_test(tcase, a_question_mark_allows_nothing);
	tcase_add_test(tcase, calls_without_a_name_are_always_recorded);
	tcase_add_test(tcase, mistakes_are_named_and_change_nothing);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
