/* SPDX-License-Identifier: MIT */
/* Does a program end well, say nothing on standard error and leave the network alone?
 * As root: ./is_it_quiet ls / */
#include <stdio.h>

#include <sysexpect/check.h>

static const char *const *program;

START_TEST(it_is_quiet)
{
	sx_trace *t = sx_run(NULL, program);

	sx_assert_exited(t, 0);
	sx_assert_never(t, "%write(fd=2)");
	sx_assert_never(t, "%network");
	sx_free(t);
}
END_TEST

int main(int argc, char *argv[])
{
	TCase *tcase = tcase_create("quiet");
	Suite *suite = suite_create("quiet");
	SRunner *runner = srunner_create(suite);
	const char *why;
	int failed;

	program = (const char *const *)argv + 1;
	if (argc < 2 || sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", argc < 2 ? "which program?" : why), 77;

	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, it_is_quiet);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
