/* SPDX-License-Identifier: MIT */
/* Every macro of the public headers, used once; compiled in each language, standard and framework. */
#ifdef SX_TEST_FIRST
#include SX_TEST_FIRST
#endif
#include SX_TEST_ADAPTER
#ifdef SX_TEST_LAST
#include SX_TEST_LAST
#endif

static int body(void *context)
{
	(void)context;
	sx_mark("inside");
	return 0;
}

void uses_every_macro(const char *why);

void uses_every_macro(const char *why)
{
	struct sx_options options = sx_options_default();
	sx_trace *t;

	if (sx_available(&why) < 0)
		SX_SKIP(why);
	options.timeout_ms = 2000;
	t = sx_run(&options, SX_ARGV("./app", "save", "data"));
#if !defined(__cplusplus) || __cplusplus >= 202002L
	t = sx_run(SX_OPTIONS(.calls = "%file", .timeout_ms = 2000, .flags = SX_CAPTURE), SX_ARGV("./app"));
	t = sx_run(SX_OPTIONS(), SX_ARGV("./app"));
#endif
	if (body(NULL) != 0)
		sx_assert_exited(t, 0);
	else
		sx_assert_killed(t, 9);
	sx_assert_called(t, "read");
	sx_assert_never(t, "read");
	sx_assert_times(t, 1, "read");
	sx_assert_at_least(t, 1, "read");
	sx_assert_at_most(t, 1, "read");
	sx_assert_only(t, "read");
	sx_assert_only(t, "read", "write");
	sx_assert_order(t, "read", "write", "close");
	sx_assert_next(t, "read", "write");
	sx_assert_all(t, "read", "read(3, ...)");
	sx_assert_follows(t, "open", "close");
	sx_assert_precedes(t, "open", "close");
	sx_assert_golden(t, "file");
	sx_assert_never(sx_of_process(sx_between(sx_matching(t, "%file"), "mark('a')", NULL), 0), "read");
	sx_set(t, "name", "%d", 1);
	sx_free(t);
}
