/* SPDX-License-Identifier: MIT */
/* What the environment says about reports: which variable wins, and what nonsense does. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/report_settings.h"

static const char *const variables[] = {
	"SX_COLOR", "NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "TERM", "SX_DUMP", "SX_DUMP_DIR", "SX_CONTEXT",
	"SX_STRINGS", "SX_UPDATE", "CI", NULL,
};

static void forget_everything(void)
{
	size_t i;

	for (i = 0; variables[i]; i++)
		unsetenv(variables[i]);
}

static struct report_settings settings_with(const char *name, const char *value)
{
	struct report_settings settings;

	forget_everything();
	if (name)
		setenv(name, value, 1);
	report_settings_read(&settings);
	return settings;
}

static bool colour_with(const char *sx, const char *no, const char *force, const char *clicolor)
{
	const char *const values[] = {sx, no, force, clicolor};
	int ends[2], i;
	bool is_coloured;

	forget_everything();
	for (i = 0; i < 4; i++)
		if (values[i])
			setenv(variables[i], values[i], 1);
	ck_assert_int_eq(pipe(ends), 0);
	is_coloured = report_wants_colour(ends[1]);
	close(ends[0]);
	close(ends[1]);
	return is_coloured;
}

START_TEST(defaults_are_as_documented)
{
	struct report_settings settings = settings_with(NULL, NULL);

	ck_assert_int_eq(settings.dump, DUMP_FAIL);
	ck_assert_ptr_null(settings.dump_dir);
	ck_assert_uint_eq(settings.context, 5);
	ck_assert_uint_eq(settings.strings, 64);
	ck_assert_uint_eq(settings.dump_strings, 32);
	ck_assert(!settings.update);
	ck_assert(!settings.is_ci);
	ck_assert_str_eq(settings.complaint, "");
}
END_TEST

START_TEST(values_are_taken)
{
	ck_assert_int_eq(settings_with("SX_DUMP", "always").dump, DUMP_ALWAYS);
	ck_assert_int_eq(settings_with("SX_DUMP", "never").dump, DUMP_NEVER);
	ck_assert_int_eq(settings_with("SX_DUMP", "fail").dump, DUMP_FAIL);
	ck_assert_str_eq(settings_with("SX_DUMP_DIR", "/tmp/d").dump_dir, "/tmp/d");
	ck_assert_uint_eq(settings_with("SX_CONTEXT", "0").context, 0);
	ck_assert_uint_eq(settings_with("SX_STRINGS", "7").strings, 7);
	ck_assert_uint_eq(settings_with("SX_STRINGS", "7").dump_strings, 7);
	ck_assert(settings_with("SX_UPDATE", "1").update);
	ck_assert(!settings_with("SX_UPDATE", "0").update);
	ck_assert(settings_with("CI", "true").is_ci);
	ck_assert(!settings_with("CI", "false").is_ci);
}
END_TEST

START_TEST(nonsense_is_named_and_ignored)
{
	struct report_settings settings = settings_with("SX_DUMP", "yes");

	ck_assert_int_eq(settings.dump, DUMP_FAIL);
	ck_assert_str_eq(settings.complaint, "SX_DUMP=yes is ignored: it is to be fail, always or never");
	settings = settings_with("SX_CONTEXT", "-3");
	ck_assert_uint_eq(settings.context, 5);
	ck_assert_str_eq(settings.complaint, "SX_CONTEXT=-3 is ignored: it is to be a number");
	settings = settings_with("SX_STRINGS", "99999999999999999999999");
	ck_assert_uint_eq(settings.strings, 64);
	ck_assert_uint_eq(settings_with("SX_CONTEXT", "1000000").context, 1000);
}
END_TEST

START_TEST(the_first_colour_variable_wins)
{
	ck_assert(!colour_with(NULL, NULL, NULL, NULL));
	ck_assert(colour_with("always", "1", "0", "0"));
	ck_assert(!colour_with("never", NULL, "1", "1"));
	ck_assert(!colour_with("auto", "1", "1", NULL));
	ck_assert(!colour_with(NULL, "1", "1", "1"));
	ck_assert(colour_with(NULL, "", "1", NULL));
	ck_assert(colour_with(NULL, NULL, "1", "0"));
	ck_assert(!colour_with(NULL, NULL, "0", "1"));
	ck_assert(!colour_with(NULL, NULL, NULL, "0"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("report settings");
	TCase *tests = tcase_create("environment");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tests, defaults_are_as_documented);
	tcase_add_test(tests, values_are_taken);
	tcase_add_test(tests, nonsense_is_named_and_ignored);
	tcase_add_test(tests, the_first_colour_variable_wins);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
