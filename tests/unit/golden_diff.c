/* SPDX-License-Identifier: MIT */
/* Unified diffs of golden files, compared with what diff -u prints. */
#include <check.h>
#include <stdlib.h>

#include "harness/golden.h"

static void differs(const char *before, const char *after, long lines, const char *diff)
{
	struct text text = {0};

	ck_assert_int_eq(golden_diff(&text, before, after), lines);
	ck_assert_str_eq(text.bytes ? text.bytes : "", diff);
	text_free(&text);
}

START_TEST(equal_texts_have_no_hunk)
{
	differs("", "", 0, "");
	differs("a\nb\n", "a\nb\n", 0, "");
}
END_TEST

START_TEST(lines_appear_and_go)
{
	differs("", "a\n", 1, "@@ -0,0 +1,1 @@\n+a\n");
	differs("a\n", "", 1, "@@ -1,1 +0,0 @@\n-a\n");
	differs("a\nb\nc\n", "a\nx\nc\n", 2, "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n");
}
END_TEST

START_TEST(near_changes_share_a_hunk)
{
	differs("1\n2\n3\n4\n5\n6\n7\n", "0\n2\n3\n4\n5\n6\n8\n", 4,
		"@@ -1,7 +1,7 @@\n-1\n+0\n 2\n 3\n 4\n 5\n 6\n-7\n+8\n");
}
END_TEST

START_TEST(far_changes_do_not)
{
	differs("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "0\n2\n3\n4\n5\n6\n7\n8\n8\n", 4,
		"@@ -1,4 +1,4 @@\n-1\n+0\n 2\n 3\n 4\n@@ -6,4 +6,4 @@\n 6\n 7\n 8\n-9\n+8\n");
}
END_TEST

START_TEST(a_moved_line_goes_and_comes)
{
	differs("open\nwrite\nfsync\nrename\n", "open\nwrite\nrename\nfsync\n", 2,
		"@@ -1,4 +1,4 @@\n open\n write\n-fsync\n rename\n+fsync\n");
}
END_TEST

/* Past the size of its table the whole middle is one replacement, which is long but right. */
START_TEST(huge_differences_are_shown_whole)
{
	struct text before = {0}, after = {0}, diff = {0};
	int i;

	for (i = 0; i < 5000; i++) {
		text_format(&before, "a%d\n", i);
		text_format(&after, "b%d\n", i);
	}
	ck_assert_int_eq(golden_diff(&diff, before.bytes, after.bytes), 10000);
	text_free(&before);
	text_free(&after);
	text_free(&diff);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("golden diff");
	TCase *tests = tcase_create("diff");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tests, equal_texts_have_no_hunk);
	tcase_add_test(tests, lines_appear_and_go);
	tcase_add_test(tests, near_changes_share_a_hunk);
	tcase_add_test(tests, far_changes_do_not);
	tcase_add_test(tests, a_moved_line_goes_and_comes);
	tcase_add_test(tests, huge_differences_are_shown_whole);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
