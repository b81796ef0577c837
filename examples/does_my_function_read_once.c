/* SPDX-License-Identifier: MIT */
/* What does one function of mine ask of the kernel? Here: it reads a file once, and closes it.
 * As root: ./does_my_function_read_once */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <sysexpect/check.h>

/* The function under test: how many bytes are in the file? */
static int count_bytes(void *path)
{
	char bytes[4096];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t count = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes));

	if (fd >= 0)
		close(fd);
	return count < 0 ? 255 : (int)count;
}

START_TEST(it_opens_reads_and_closes)
{
	/* In a child, so that whatever it does stays there; its result is the exit status. */
	sx_trace *t = sx_fork(NULL, count_bytes, (void *)"/proc/sys/kernel/ostype");

	sx_assert_exited(t, 6);
	sx_assert_next(t, "%open(path='/proc/sys/kernel/ostype') = $fd", "read($fd, 'Linux\\n', *) = 6", "close($fd) = 0",
		       "exit_group(6)");
	sx_free(t);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("function");
	Suite *suite = suite_create("function");
	SRunner *runner = srunner_create(suite);
	const char *why;
	int failed;

	if (sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", why), 77;
	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, it_opens_reads_and_closes);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
