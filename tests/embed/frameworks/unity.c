/* SPDX-License-Identifier: MIT */
/* A Unity suite with one test that passes, one that fails and one that is skipped. */
#include <sysexpect/unity.h>

static void passes(void)
{
	sx_trace *t = sx_run(NULL, SX_ARGV("/bin/true"));

	sx_assert_exited(t, 0);
	sx_assert_never(t, "%network");
	sx_free(t);
}

static void fails(void)
{
	sx_trace *t = sx_run(NULL, SX_ARGV("/bin/true"));

	sx_assert_called(t, "openat(AT_FDCWD, '/no/such/file', O_RDONLY) = 3");
	sx_free(t);
}

static void skipped(void)
{
	SX_SKIP("not today");
	TEST_FAIL_MESSAGE("went on behind a skip");
}

int main(void)
{
	const char *why;

	if (sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", why), 77;
	UNITY_BEGIN();
	RUN_TEST(passes);
	RUN_TEST(fails);
	RUN_TEST(skipped);
	return UNITY_END();
}
