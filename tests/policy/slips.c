/* SPDX-License-Identifier: MIT */
/* Nothing slips past "never": a file that is opened by an odd way is seen, or it is said that it cannot be told. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sysexpect/check.h>

#define IMPOSSIBLE 77

static char folder[] = "/tmp/slips_XXXXXX";

/* What a pattern says of a program that takes this way; the report is of no interest here. NULL: never holds. */
static const char *never(const char *way, const char *pattern)
{
	sx_trace *trace = sx_run(NULL, SX_ARGV(PROGRAM, way));
	int saved = dup(STDERR_FILENO), nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
	const char *why;

	ck_assert_msg(!sx_error(trace), "%s", sx_error(trace));
	if (WIFEXITED(sx_status(trace)) && WEXITSTATUS(sx_status(trace)) == IMPOSSIBLE)
		why = "impossible";
	else if (sx_status(trace) != 0)
		why = "the program did not do it";
	else {
		dup2(nothing, STDERR_FILENO);
		why = sx_check_never_(SX_HERE_, trace, pattern);
		dup2(saved, STDERR_FILENO);
	}
	close(saved);
	close(nothing);
	sx_free(trace);
	return why;
}

static void assert_seen(const char *way, const char *pattern)
{
	const char *why = never(way, pattern);

	ck_assert_msg(why, "%s slipped past never %s", way, pattern);
	if (strcmp(why, "impossible") != 0)
		ck_assert_msg(strstr(why, "forbidden call happened"), "%s: %s", way, why);
}

START_TEST(no_way_of_opening_slips_past)
{
	static const char *const ways[] = {"openat", "openat2", "int80", "child", "thread", "vfork", "exec", "memfd",
					   "message"};

	ck_assert_ptr_null(never("nothing", "%open(path='secret') >= 0"));
	ck_assert_ptr_null(never("nothing", "%file(path='**/secret')"));
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		assert_seen(ways[i], "%open(path='secret') >= 0");
		assert_seen(ways[i], "%file(path='**/secret')");
		assert_seen(ways[i], "* = </**/secret>");
	}
}
END_TEST

/* A handle is no path: what it opened is known by the descriptor. */
START_TEST(a_handle_does_not_slip_past_either)
{
	assert_seen("handle", "* = </**/secret>");
	assert_seen("handle", "open_by_handle_at >= 0");
}
END_TEST

/* No call of the program opened it: the call that reads it names it. */
START_TEST(a_descriptor_from_outside_is_known_by_its_file)
{
	int fd = open("secret", O_RDONLY | O_CLOEXEC), saved = dup(STDIN_FILENO);

	dup2(fd, STDIN_FILENO);
	assert_seen("inheritance", "%desc(fd=</**/secret>)");
	assert_seen("inheritance", "read(</**/secret>, ...)");
	ck_assert_ptr_null(never("nothing", "%desc(fd=</**/secre>)"));
	dup2(saved, STDIN_FILENO);
	close(saved);
	close(fd);
}
END_TEST

/* io_uring opens it: at once, by a worker, by a thread of the kernel's, as openat2, into the ring's own table. */
START_TEST(no_ring_slips_past)
{
	static const char *const ways[] = {"ring", "async_ring", "kernel_ring", "ring_openat2", "ring_table"};

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		assert_seen(ways[i], "%open(path='secret') >= 0");
		assert_seen(ways[i], "%file(path='**/secret')");
		assert_seen(ways[i], "openat|openat2(path='secret')");
		if (strcmp(ways[i], "ring_table") != 0)
			assert_seen(ways[i], "* = </**/secret>");
	}
	ck_assert_ptr_null(never("ring", "%open(path='secrets')"));
}
END_TEST

/* What is opened into the table has no descriptor; what then reads it names it. And one that is not told is no failure. */
START_TEST(a_ring_is_never_taken_for_idle)
{
	const char *why = never("ring_table", "* = </**/secret>");

	ck_assert_ptr_nonnull(why);
	assert_seen("ring_table", "%read(fd=</**/secret>)");
	why = never("silent_ring", "%open(path='secret') >= 0");
	ck_assert_ptr_nonnull(why);
	if (strcmp(why, "impossible") != 0)
		ck_assert_msg(strncmp(why, "cannot tell: of 1 operation of io_uring", 39) == 0, "%s", why);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("slips");
	TCase *tcase = tcase_create("ways");
	SRunner *runner = srunner_create(suite);
	const char *why;
	int failed, fd;

	if (sx_available(&why) < 0) {
		printf("SKIP: %s\n", why);
		return IMPOSSIBLE;
	}
	if (!mkdtemp(folder) || chdir(folder) < 0)
		return EXIT_FAILURE;
	fd = open("secret", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, "s", 1) != 1 || close(fd) < 0)
		return EXIT_FAILURE;
	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, no_way_of_opening_slips_past);
	tcase_add_test(tcase, a_handle_does_not_slip_past_either);
	tcase_add_test(tcase, a_descriptor_from_outside_is_known_by_its_file);
	tcase_add_test(tcase, no_ring_slips_past);
	tcase_add_test(tcase, a_ring_is_never_taken_for_idle);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	unlink("secret");
	rmdir(folder);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
