/* SPDX-License-Identifier: MIT */
/* A GLib suite with one test that passes, one that fails and one that is skipped. */
#include <sysexpect/glib.h>

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
	g_test_fail();
}

int main(int argc, char **argv)
{
	const char *why;

	g_test_init(&argc, &argv, NULL);
	if (sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", why), 77;
	g_test_add_func("/suite/passes", passes);
	g_test_add_func("/suite/fails", fails);
	g_test_add_func("/suite/skipped", skipped);
	return g_test_run();
}
