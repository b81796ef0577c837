/* SPDX-License-Identifier: MIT */
/* Profiles: what is read, and what is refused with one sentence. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/unit/judging.h"

START_TEST(what_is_no_json_is_refused_with_its_line)
{
	assert_refused("", "p.json:1: no JSON: the text ends too early");
	assert_refused("{\n\"a\": [1,\n", "p.json:3: no JSON: the text ends too early");
	assert_refused("{\"a\" 1}", "p.json:1: no JSON: a colon must follow the name");
	assert_refused("{\n\"a\": 1 \"b\": 2}", "p.json:2: no JSON: a comma or } must stand here");
	assert_refused("{} {}", "p.json:1: no JSON: more text behind the value");
	assert_refused("{\"a\": tru}", "p.json:1: no JSON: not a value");
	assert_refused("{\"a\": 1,}", "p.json:1: no JSON: a name in quotes must stand here");
	assert_refused("[1,]", "p.json:1: no JSON: not a value");
	assert_refused("[01]", "p.json:1: no JSON: a comma or ] must stand here");
	assert_refused("[\"\\q\"]", "p.json:1: no JSON: an unknown escape in a string");
	assert_refused("[\"\\u0000\"]", "p.json:1: no JSON: a NUL in a string");
	assert_refused("[\"\\ud800x\"]", "p.json:1: no JSON: half of a surrogate pair");
	assert_refused("[\"a\nb\"]", "p.json:1: no JSON: a string must not have a raw control character or line end");
}
END_TEST

START_TEST(a_name_that_stands_twice_is_refused)
{
	assert_refused("{\"defaultAction\": \"SCMP_ACT_ALLOW\",\n\"DefaultAction\": \"SCMP_ACT_ERRNO\"}",
		       "p.json:2: no JSON: \"DefaultAction\" stands twice in one object, first in line 1");
}
END_TEST

START_TEST(any_beginning_of_a_profile_is_refused)
{
	static const char whole[] = RULES("{\"names\": [\"re\\u0061d\"], \"action\": \"SCMP_ACT_ALLOW\", \"args\": "
					  "[{\"index\": 0, \"value\": 1, \"op\": \"SCMP_CMP_EQ\"}]}");
	char *part;

	for (size_t length = 0; length < sizeof(whole) - 1; length++) {
		part = strndup(whole, length);
		ck_assert_int_eq(parse(part), -EINVAL);
		ck_assert_ptr_null(strchr(why.bytes, '\n'));
		free(part);
	}
	ck_assert_int_eq(parse(whole), 0);
	ck_assert(allows("read", 1, 0));
}
END_TEST

START_TEST(deep_nesting_is_refused)
{
	char *deep = malloc(200001);

	memset(deep, '[', 200000);
	deep[200000] = '\0';
	assert_refused(deep, "p.json:1: no JSON: more than 64 levels of brackets");
	free(deep);
}
END_TEST

/* 150 000 rules that all name one call. */
START_TEST(ten_megabytes_are_read)
{
	struct text text = {0};

	text_add(&text, "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": [");
	for (int i = 0; text.length < 10 << 20; i++)
		text_format(&text, "%s{\"names\": [\"mkdir\"], \"action\": \"SCMP_ACT_ALLOW\", \"args\": "
			    "[{\"index\": 1, \"value\": %d, \"op\": \"SCMP_CMP_EQ\"}]}", i ? ", " : "", i);
	text_add(&text, "]}");
	ck_assert_int_eq(parse(text.bytes), 0);
	ck_assert(allows("mkdir", 0, 70000));
	ck_assert(!allows("mkdir", 0, 10000000));
	text_cut(&text, text.length - 1);
	assert_refused(text.bytes, "p.json:1: no JSON: the text ends too early");
	text_free(&text);
}
END_TEST

START_TEST(wrong_types_are_refused)
{
	assert_refused("[]", "p.json:1: a profile is an object, not an array");
	assert_refused("{}", "p.json:1: there is no \"defaultAction\"");
	assert_refused("{\"defaultAction\": 3}", "p.json:1: \"defaultAction\" must be a string, not a number");
	assert_refused("{\"defaultAction\": \"SCMP_ACT_ERRNO\",\n\"syscalls\": {}}",
		       "p.json:2: \"syscalls\" must be an array, not an object");
	assert_refused("{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [3]}",
		       "p.json:1: \"architectures\" must have strings, not a number");
	assert_refused("{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"x86\"]}",
		       "p.json:1: \"x86\" is no architecture");
	assert_refused("{\"defaultAction\": \"SCMP_ACT_ALLOW\",\n\"architectures\": [\"SCMP_ARCH_X86_64\",\n\"SCMP_ARCH_X68\"]}",
		       "p.json:3: \"SCMP_ARCH_X68\" is no architecture\ndid you mean SCMP_ARCH_X86");
	assert_refused("{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"archMap\": [{\"architecture\": \"SCMP_ARCH_X86_64\",\n"
		       "\"subArchitectures\": [\"SCMP_ARCH_X2\"]}]}",
		       "p.json:2: \"SCMP_ARCH_X2\" is no architecture\ndid you mean SCMP_ARCH_X32");
	assert_refused("null", "p.json:1: a profile is an object, not null");
	assert_refused(RULES("3"), "p.json:1: syscalls[0]: a rule is an object, not a number");
	assert_refused(RULES("{\"action\": \"SCMP_ACT_ALLOW\"}"), "p.json:1: syscalls[0]: names no call");
	assert_refused(RULES("{\"names\": [\"a\"]}"), "p.json:1: syscalls[0]: there is no \"action\"");
	assert_refused(RULES("{\"names\": \"a\", \"action\": \"SCMP_ACT_ALLOW\"}"),
		       "p.json:1: syscalls[0]: \"names\" must be an array, not a string");
	assert_refused(RULES("{\"names\": [\"a\"], \"name\": \"b\", \"action\": \"SCMP_ACT_ALLOW\"}"),
		       "p.json:1: syscalls[0]: both \"name\" and \"names\"");
	assert_refused(RULES("{\"names\": [\"a\"], \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": -1}"),
		       "p.json:1: syscalls[0]: \"errnoRet\" must be an errno: a number from 0 to 4095");
}
END_TEST

#define WITH_ARGS(args) RULES("{\"names\": [\"a\"], \"action\": \"SCMP_ACT_ALLOW\", \"args\": " args "}")

START_TEST(wrong_conditions_are_refused)
{
	assert_refused(WITH_ARGS("{}"), "p.json:1: syscalls[0]: \"args\" must be an array, not an object");
	assert_refused(WITH_ARGS("[3]"), "p.json:1: syscalls[0]: \"args\" must have objects, not a number");
	assert_refused(WITH_ARGS("[{\"index\": 0, \"value\": 0}]"), "p.json:1: syscalls[0]: a condition without \"op\"");
	assert_refused(WITH_ARGS("[{\"index\": 6, \"op\": \"SCMP_CMP_EQ\"}]"),
		       "p.json:1: syscalls[0]: arguments are numbered from 0 to 5");
	assert_refused(WITH_ARGS("[{\"value\": 1.0, \"op\": \"SCMP_CMP_EQ\"}]"),
		       "p.json:1: syscalls[0]: \"value\" must be a whole number from 0 to 18446744073709551615");
	assert_refused(WITH_ARGS("[{\"value\": 18446744073709551616, \"op\": \"SCMP_CMP_EQ\"}]"),
		       "p.json:1: syscalls[0]: \"value\" must be a whole number from 0 to 18446744073709551615");
	assert_refused(WITH_ARGS("[{\"value\": 1, \"op\": \"SCMP_CMP_EG\"}]"),
		       "p.json:1: syscalls[0]: \"SCMP_CMP_EG\" is no comparison\ndid you mean SCMP_CMP_EQ");
}
END_TEST

START_TEST(unknown_actions_are_refused)
{
	assert_refused("{\"defaultAction\": \"SCMP_ACT_ALOW\"}",
		       "p.json:1: \"SCMP_ACT_ALOW\" is no action\ndid you mean SCMP_ACT_ALLOW");
	assert_refused(RULES("\n{\"names\": [\"a\"], \"action\": \"deny\\u001b\"}"),
		       "p.json:2: syscalls[0]: \"deny?\" is no action");
}
END_TEST

START_TEST(contradictory_rules_are_refused)
{
	assert_refused(RULES("{\"names\": [\"mkdir\"], \"action\": \"SCMP_ACT_ALLOW\"},\n"
			     "{\"names\": [\"read\", \"mkdir\"], \"action\": \"SCMP_ACT_KILL\"}"),
		       "p.json:2: syscalls[1]: contradicts syscalls[0] in line 1: both decide mkdir, which is SCMP_ACT_ALLOW "
		       "there (it runs) and SCMP_ACT_KILL_THREAD here (it kills the thread)");
	assert_refused(RULES("{\"names\": [\"mkdir\"], \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": 2},\n"
			     "{\"names\": [\"mkdir\"], \"action\": \"SCMP_ACT_ERRNO\"}"),
		       "p.json:2: syscalls[1]: contradicts syscalls[0] in line 1: both decide mkdir, which is SCMP_ACT_ERRNO "
		       "there (it fails with ENOENT) and SCMP_ACT_ERRNO here (it fails with EPERM)");
	/* Docker's own profile names calls in several rules that agree */
	ck_assert_int_eq(parse(RULES("{\"names\": [\"mkdir\", \"mkdir\"], \"action\": \"SCMP_ACT_ALLOW\"},"
				     "{\"names\": [\"mkdir\"], \"action\": \"SCMP_ACT_ALLOW\"}")), 0);
	ck_assert(allows("mkdir", 0, 0));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy");
	TCase *tcase = tcase_create("profiles");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, before, after);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, what_is_no_json_is_refused_with_its_line);
	tcase_add_test(tcase, a_name_that_stands_twice_is_refused);
	tcase_add_test(tcase, any_beginning_of_a_profile_is_refused);
	tcase_add_test(tcase, deep_nesting_is_refused);
	tcase_add_test(tcase, ten_megabytes_are_read);
	tcase_add_test(tcase, wrong_types_are_refused);
	tcase_add_test(tcase, wrong_conditions_are_refused);
	tcase_add_test(tcase, unknown_actions_are_refused);
	tcase_add_test(tcase, contradictory_rules_are_refused);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
