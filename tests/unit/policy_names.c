/* SPDX-License-Identifier: MIT */
/* Names in a profile: what no call is called is noted, and reading stays quick where there are many. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "harness/policy/profile.h"

static struct arena arena;
static struct text why;
static struct profile *profile;

static void after(void)
{
	arena_free(&arena);
	text_free(&why);
}

static void read_profile(const char *json)
{
	struct policy_subject subject;
	const char *cap_why;

	ck_assert_int_eq(policy_subject_read(&subject, "", &arena, &cap_why), 0);
	ck_assert_msg(profile_parse(&arena, "p.json", json, strlen(json), &subject, &profile, &why) == 0, "%s", why.bytes);
}

static void assert_unknown(size_t n, const char *name, unsigned line, unsigned rule, const char *nearest)
{
	const struct unknown_name *unknown = &profile->unknown[n];

	ck_assert_uint_gt(profile->unknown_count, n);
	ck_assert_str_eq(unknown->name, name);
	ck_assert_uint_eq(unknown->line, line);
	ck_assert_uint_eq(unknown->rule->number, rule);
	ck_assert_pstr_eq(unknown->nearest, nearest);
}

START_TEST(what_no_call_is_called_is_noted)
{
	read_profile("{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": [\n"
		     "{\"names\": [\"read\", \"opnat\"], \"action\": \"SCMP_ACT_ALLOW\"},\n"
		     "{\"names\": [\"mountt\"], \"action\": \"SCMP_ACT_ALLOW\", \"includes\": {\"caps\": [\"CAP_SYS_ADMIN\"]}},\n"
		     "{\"name\": \"qqqqqqqq\", \"action\": \"SCMP_ACT_TRAP\"}]}");
	ck_assert_uint_eq(profile->unknown_count, 3);
	assert_unknown(0, "opnat", 2, 0, "openat");
	assert_unknown(1, "mountt", 3, 1, "mount");	/* also where the rule does not hold for this judgement */
	assert_unknown(2, "qqqqqqqq", 4, 2, NULL);
}
END_TEST

START_TEST(what_other_machines_have_is_not_noted)
{
	static const char *const names[] = {"arm_fadvise64_64", "cachectl", "sync_file_range2", "utrap_install", "s390_sthyi",
					    "socketcall", "stat64", "create_module", "epoll_ctl_old"};
	char json[256];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(json, sizeof(json), "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": [{\"names\": [\"%s\"], "
			 "\"action\": \"SCMP_ACT_ALLOW\"}]}", names[i]);
		read_profile(json);
		ck_assert_msg(!profile->unknown_count, "%s", names[i]);
	}
}
END_TEST

/* Of many the first are kept: what each could have meant takes its time. */
START_TEST(many_are_counted)
{
	struct text text = {0};

	text_add(&text, "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": [{\"action\": \"SCMP_ACT_ALLOW\", \"names\": [\"x0\"");
	for (int i = 1; i < 300000; i++)
		text_format(&text, ",\n\"nothing_%d\"", i);
	text_add(&text, "]}]}");
	read_profile(text.bytes);
	text_free(&text);
	ck_assert_uint_eq(profile->unknown_count, 300000);
	ck_assert_uint_eq(profile->unknown[NOTED_UNKNOWN - 1].line, NOTED_UNKNOWN);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy_names");
	TCase *tcase = tcase_create("names");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, NULL, after);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, what_no_call_is_called_is_noted);
	tcase_add_test(tcase, what_other_machines_have_is_not_noted);
	tcase_add_test(tcase, many_are_counted);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
