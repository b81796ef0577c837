/* SPDX-License-Identifier: MIT */
/* Does a program stop being root before it opens its first network socket?
 * As root: ./does_it_drop_its_rights_first setpriv --reuid=65534 --clear-groups bash -c ': </dev/udp/127.0.0.1/9' */
#include <stdio.h>

#include <sysexpect/check.h>

static const char *const *program;

START_TEST(no_socket_is_roots)
{
	sx_trace *t = sx_run(NULL, program);

	/* A program without a socket fails too: then there is nothing to check. */
	sx_assert_precedes(t, "setresuid(!= 0, != 0, != 0) = 0", "socket(AF_INET, ...) >= 0");
	sx_assert_never(t, "setuid|setreuid|setresuid = -1");
	sx_free(t);
}
END_TEST

int main(int argc, char *argv[])
{
	TCase *tcase = tcase_create("rights");
	Suite *suite = suite_create("rights");
	SRunner *runner = srunner_create(suite);
	const char *why;
	int failed;

	program = (const char *const *)argv + 1;
	if (argc < 2 || sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", argc < 2 ? "which program?" : why), 77;

	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, no_socket_is_roots);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
