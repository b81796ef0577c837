/* SPDX-License-Identifier: MIT */
/* A Criterion suite with one test that passes, one that fails and one that is skipped. */
#include <sysexpect/criterion.h>

#include <criterion/new/assert.h>

Test(suite, passes)
{
	sx_trace *t = sx_run(NULL, SX_ARGV("/bin/true"));

	sx_assert_exited(t, 0);
	sx_assert_never(t, "%network");
	sx_free(t);
}

Test(suite, fails)
{
	sx_trace *t = sx_run(NULL, SX_ARGV("/bin/true"));

	sx_assert_called(t, "openat(AT_FDCWD, '/no/such/file', O_RDONLY) = 3");
	sx_free(t);
}

Test(suite, skipped)
{
	SX_SKIP("not today");
	cr_assert(0, "went on behind a skip");
}
