/* SPDX-License-Identifier: MIT */
/* What path globs match, and what they do not. */
#include <fcntl.h>
#include <string.h>

#include "tests/unit/matches.h"

#define PATH 0x1000

static struct fake *f;

static void setup(void)
{
	f = fake_new();
}

static void teardown(void)
{
	f = fake_free(f);
}

/* A call on this path, from the folder /home/u. */
static struct sx_call *unlink_of(const char *path)
{
	struct sx_call *call = FAKE_CALL(f, "unlink", 0, PATH);

	fake_cwd(f, call, "/home/u");
	fake_string(f, call, 0, PATH, path);
	return call;
}

static const struct {
	const char *glob, *path;
	enum match match;
} table[] = {
	/* as passed */
	{ "data", "data", MATCH_YES },
	{ "data", "data.tmp", MATCH_NO },
	{ "data", "dat", MATCH_NO },
	{ "data.*", "data.tmp", MATCH_YES },
	{ "data.*", "data.", MATCH_YES },
	{ "data.*", "data", MATCH_NO },
	{ "*", "data", MATCH_YES },
	{ "*", "", MATCH_YES },
	{ "*", ".hidden", MATCH_YES },
	{ "*", "a/b", MATCH_NO },
	{ "?ata", "data", MATCH_YES },
	{ "?ata", "ata", MATCH_NO },
	{ "a?b", "a/b", MATCH_NO },
	{ "a*b", "a/b", MATCH_NO },
	{ "a**b", "a/b", MATCH_YES },
	{ "a/*/c", "a/b/c", MATCH_YES },
	{ "a/*/c", "a/b/b/c", MATCH_NO },
	{ "a/**/c", "a/c", MATCH_YES },
	{ "a/**/c", "a/b/b/c", MATCH_YES },
	{ "a/**/c", "a/b/bc", MATCH_NO },
	{ "a/**/b*/c", "a/x/b1/y/b2/c", MATCH_YES },
	{ "*a*b*c", "xaxbxc", MATCH_YES },
	{ "*a*b*c", "xaxcxb", MATCH_NO },
	{ "*.tmp*", "a.tm.tmp", MATCH_YES },
	{ "./data", "./data", MATCH_YES },
	{ "./data", "data", MATCH_NO },
	{ "a\\\\*b", "a\\xb", MATCH_YES },
	{ "a\\*b", "a*b", MATCH_YES },
	{ "a\\*b", "axb", MATCH_NO },
	{ "a\\?b", "a?b", MATCH_YES },
	{ "a\\?b", "axb", MATCH_NO },
	{ "\\$x", "$x", MATCH_YES },
	{ "\\'x\\'", "'x'", MATCH_YES },
	{ "a[b]", "a[b]", MATCH_YES },
	{ "a[b]", "ab", MATCH_NO },
	{ "{a,b}", "a", MATCH_NO },
	{ "a\\nb", "a\nb", MATCH_YES },
	{ "a\\x41", "aA", MATCH_YES },
	{ "a\\101", "aA", MATCH_YES },
	/* resolved */
	{ "/home/u/data", "data", MATCH_YES },
	{ "/home/u/data", "./data", MATCH_YES },
	{ "/home/u/data", "/home//u/./data", MATCH_YES },
	{ "/home/u/data", "/home/u/data2", MATCH_NO },
	{ "/home/*/data", "data", MATCH_YES },
	{ "/home/data", "../data", MATCH_YES },
	{ "/home/*", "data", MATCH_NO },
	{ "/home/**", "data", MATCH_YES },
	{ "/home/u/**", "/home/u", MATCH_NO },
	{ "/home/u/*", "/home/u", MATCH_NO },
	{ "/home/u/", "/home/u", MATCH_YES },
	{ "/home//u", "/home/u", MATCH_YES },
	{ "/**", "/", MATCH_YES },
	{ "/", "/", MATCH_YES },
	{ "/", "/x", MATCH_NO },
	{ "/**/data", "data", MATCH_YES },
	{ "/**/data", "/data", MATCH_YES },
	{ "/**/u/**", "data", MATCH_YES },
	/* both */
	{ "**/data", "data", MATCH_YES },
	{ "**/u/data", "data", MATCH_YES },
	{ "**/v/data", "data", MATCH_NO },
	{ "**/data", "xdata", MATCH_NO },
	{ "**", "anything/at all", MATCH_YES },
};

START_TEST(a_glob_matches_what_the_table_says)
{
	struct sx_call *call = unlink_of(table[_i].path);
	char text[128];

	snprintf(text, sizeof(text), "unlink('%s')", table[_i].glob);
	ck_assert_msg(match_of_text(text, call, NULL, NULL) == table[_i].match, "%s on %s", text, table[_i].path);
}
END_TEST

START_TEST(a_text_in_double_quotes_is_no_glob)
{
	struct sx_call *call = unlink_of("a*b");

	assert_matches(call, "unlink(\"a*b\")");
	assert_matches(call, "unlink('a*b')");
	assert_differs(call, "unlink(\"*\")");
	assert_differs(call, "unlink(\"/home/u/a*b\")");
	assert_matches(call, "unlink('/home/u/a*')");
	assert_differs(unlink_of("axb"), "unlink(\"a*b\")");
}
END_TEST

START_TEST(a_variable_is_no_glob)
{
	const struct variable star = {"name", "a*", NULL}, folder = {"dir", "/home/u/", &star};
	struct sx_call *call = unlink_of("a*");

	ck_assert_int_eq(match_of_text("unlink('$name')", call, &folder, NULL), MATCH_YES);
	ck_assert_int_eq(match_of_text("unlink($name)", call, &folder, NULL), MATCH_YES);
	ck_assert_int_eq(match_of_text("unlink('$name')", unlink_of("ab"), &folder, NULL), MATCH_NO);
	ck_assert_int_eq(match_of_text("unlink($name)", unlink_of("ab"), &folder, NULL), MATCH_NO);
	ck_assert_int_eq(match_of_text("unlink('$dir/a?')", call, &folder, NULL), MATCH_YES);
	ck_assert_int_eq(match_of_text("unlink('$dir/b?')", call, &folder, NULL), MATCH_NO);
}
END_TEST

START_TEST(what_was_really_opened_counts_too)
{
	struct sx_call *call = FAKE_CALL(f, "openat", 3, (uint64_t)AT_FDCWD, PATH, O_RDONLY);

	fake_cwd(f, call, "/home/u");
	fake_string(f, call, 1, PATH, "link");
	fake_file(f, call, WIRE_RESULT, 3, "/etc/shadow");
	assert_matches(call, "openat(*, '/etc/shadow', ...)");
	assert_matches(call, "openat(*, '/home/u/link', ...)");
	assert_matches(call, "openat(*, 'link', ...)");
	assert_matches(call, "openat(*, '**/shadow', ...)");
	assert_differs(call, "openat(*, '/etc/passwd', ...)");
	assert_differs(call, "openat(*, 'shadow', ...)");
}
END_TEST

START_TEST(dots_behind_a_link_cannot_be_told)
{
	struct sx_call *call = unlink_of("maybe/../x"), *open;

	assert_unknown(call, "unlink('/home/u/x')", REASON_UNCERTAIN_PATH);
	assert_unknown(call, "unlink('/etc/x')", REASON_UNCERTAIN_PATH);
	assert_matches(call, "unlink('maybe/../x')");
	assert_differs(call, "unlink('x')");

	/* but for an open that succeeded it is known what it opened */
	open = FAKE_CALL(f, "openat", 3, (uint64_t)AT_FDCWD, PATH, O_RDONLY);
	fake_cwd(f, open, "/home/u");
	fake_string(f, open, 1, PATH, "maybe/../x");
	fake_file(f, open, WIRE_RESULT, 3, "/srv/x");
	assert_matches(open, "openat(*, '/srv/x', ...)");
	assert_differs(open, "openat(*, '/home/u/x', ...)");
}
END_TEST

START_TEST(a_folder_that_is_not_known_cannot_be_told)
{
	struct sx_call *call = FAKE_CALL(f, "unlink", 0, PATH);

	fake_string(f, call, 0, PATH, "data");
	assert_unknown(call, "unlink('/home/u/data')", REASON_UNRESOLVED_PATH);
	assert_matches(call, "unlink('data')");
	assert_differs(call, "unlink('x')");
	assert_matches(call, "unlink('**/data')");
}
END_TEST

START_TEST(a_cut_path_is_compared_as_far_as_it_is_known)
{
	struct sx_call *call = FAKE_CALL(f, "unlink", 0, PATH);

	fake_cwd(f, call, "/home/u");
	fake_cut_string(f, call, 0, PATH, "/srv/data", 9);
	assert_unknown(call, "unlink('/srv/data')", REASON_CUT);
	assert_unknown(call, "unlink('/srv/**')", REASON_CUT);
	assert_unknown(call, "unlink('/srv/data-and-more')", REASON_CUT);
	assert_differs(call, "unlink('/etc/**')");
	assert_differs(call, "unlink('data')");
	assert_matches(call, "unlink(\"/srv\"...)");
}
END_TEST

START_TEST(an_unread_path_cannot_be_told)
{
	struct sx_call *call = FAKE_CALL(f, "unlink", 0, PATH);

	fake_unread(f, call, 0, PATH, 0);
	assert_unknown(call, "unlink('/srv/data')", REASON_UNREAD);
	assert_unknown(call, "unlink(\"x\")", REASON_UNREAD);
	assert_matches(call, "unlink(*)");
	assert_matches(call, "unlink(0x1000)");
	assert_differs(call, "unlink(NULL)");
	assert_differs(call, "unlink('/srv/data') = -1 ENOENT");
	assert_differs(FAKE_CALL(f, "unlink", -14, 0), "unlink('x')");
	assert_matches(FAKE_CALL(f, "unlink", -14, 0), "unlink(NULL) = -1 EFAULT");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("globs");
	TCase *tests = tcase_create("globs");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, a_glob_matches_what_the_table_says, 0, sizeof(table) / sizeof(*table));
	tcase_add_test(tests, a_text_in_double_quotes_is_no_glob);
	tcase_add_test(tests, a_variable_is_no_glob);
	tcase_add_test(tests, what_was_really_opened_counts_too);
	tcase_add_test(tests, dots_behind_a_link_cannot_be_told);
	tcase_add_test(tests, a_folder_that_is_not_known_cannot_be_told);
	tcase_add_test(tests, a_cut_path_is_compared_as_far_as_it_is_known);
	tcase_add_test(tests, an_unread_path_cannot_be_told);
	suite_add_tcase(suite, tests);
	return run_tests(suite);
}
