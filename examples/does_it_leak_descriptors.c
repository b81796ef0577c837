/* SPDX-License-Identifier: MIT */
/* Does a program close what it opens, and keep it from the programs that it starts?
 * As root: ./does_it_leak_descriptors ls / */
#include <stdio.h>

#include <sysexpect/check.h>

static const char *const *program;

START_TEST(every_file_is_closed)
{
	sx_trace *t = sx_run(NULL, program);

	/* $fd is this open file, not a number that may be used again. */
	sx_assert_follows(t, "%open(...) = $fd", "close($fd) = 0");
	sx_free(t);
}
END_TEST

START_TEST(no_file_is_inherited)
{
	sx_trace *t = sx_run(NULL, program);

	sx_assert_all(t, "%open >= 0", "%open(flags=O_CLOEXEC|...)");
	sx_free(t);
}
END_TEST

int main(int argc, char *argv[])
{
	TCase *tcase = tcase_create("descriptors");
	Suite *suite = suite_create("descriptors");
	SRunner *runner = srunner_create(suite);
	const char *why;
	int failed;

	program = (const char *const *)argv + 1;
	if (argc < 2 || sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", argc < 2 ? "which program?" : why), 77;

	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, every_file_is_closed);
	tcase_add_test(tcase, no_file_is_inherited);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
