/* SPDX-License-Identifier: MIT */
/* Does a program save so that a crash leaves the old file or the new one, and never half of one?
 * As root: ./is_my_save_atomic $PWD/save_file carefully */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sysexpect/check.h>

static const char *const *program;
static char folder[] = "/tmp/save-XXXXXX";

START_TEST(a_save_is_atomic)
{
	sx_trace *t = sx_run(SX_OPTIONS(.dir = folder), program);

	sx_assert_exited(t, 0);
	sx_assert_order(t,
		"%open(path='data.tmp', flags=O_WRONLY|O_CREAT|...) = $fd",
		"write($fd, \"hello\", 5) = 5",
		"fsync|fdatasync($fd) = 0",
		"%rename(oldpath='data.tmp', newpath='data') = 0");
	sx_assert_never(t, "%open(path='data', flags=!O_RDONLY|...)");
	sx_free(t);
}
END_TEST

int main(int argc, char *argv[])
{
	TCase *tcase = tcase_create("save");
	Suite *suite = suite_create("save");
	SRunner *runner = srunner_create(suite);
	char command[64];
	const char *why;
	int failed;

	program = (const char *const *)argv + 1;
	if (argc < 2 || sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", argc < 2 ? "which program?" : why), 77;
	if (!mkdtemp(folder))
		return perror(folder), 1;

	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, a_save_is_atomic);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);

	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command) != 0 || failed;
}
