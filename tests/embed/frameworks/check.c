/* SPDX-License-Identifier: MIT */
/* A Check suite with one test that passes, one that fails and one that is skipped. */
#include <sysexpect/check.h>

START_TEST(passes)
{
	sx_trace *t = sx_run(NULL, SX_ARGV("/bin/true"));

	sx_assert_exited(t, 0);
	sx_assert_never(t, "%network");
	sx_free(t);
}
END_TEST

START_TEST(fails)
{
	sx_trace *t = sx_run(NULL, SX_ARGV("/bin/true"));

	sx_assert_called(t, "openat(AT_FDCWD, '/no/such/file', O_RDONLY) = 3");
	sx_free(t);
}
END_TEST

START_TEST(skipped)
{
	SX_SKIP("not today");
	ck_abort_msg("went on behind a skip");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("suite");
	TCase *tests = tcase_create("core");
	SRunner *runner = srunner_create(suite);
	const char *why;
	int failed;

	if (sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", why), 77;
	tcase_add_test(tests, passes);
	tcase_add_test(tests, fails);
	tcase_add_test(tests, skipped);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
