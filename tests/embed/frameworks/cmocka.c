/* SPDX-License-Identifier: MIT */
/* A cmocka suite with one test that passes, one that fails and one that is skipped. */
#include <sysexpect/cmocka.h>

static void passes(void **state)
{
	sx_trace *t = sx_run(NULL, SX_ARGV("/bin/true"));

	(void)state;
	sx_assert_exited(t, 0);
	sx_assert_never(t, "%network");
	sx_free(t);
}

static void fails(void **state)
{
	sx_trace *t = sx_run(NULL, SX_ARGV("/bin/true"));

	(void)state;
	sx_assert_called(t, "openat(AT_FDCWD, '/no/such/file', O_RDONLY) = 3");
	sx_free(t);
}

static void skipped(void **state)
{
	(void)state;
	SX_SKIP("not today");
	fail_msg("went on behind a skip");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes),
		cmocka_unit_test(fails),
		cmocka_unit_test(skipped),
	};
	const char *why;

	if (sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", why), 77;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
