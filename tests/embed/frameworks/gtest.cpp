/* SPDX-License-Identifier: MIT */
/* A GoogleTest suite with one test that passes, one that fails and one that is skipped. */
#include <sysexpect/gtest.h>

TEST(suite, passes)
{
	sx_trace *t = sx_run(nullptr, SX_ARGV("/bin/true"));

	sx_assert_exited(t, 0);
	sx_assert_never(t, "%network");
	sx_free(t);
}

TEST(suite, fails)
{
	sx_options options = sx_options_default();
	sx_trace *t = sx_run(&options, SX_ARGV(std::string("/bin/true")));

	sx_assert_called(t, "openat(AT_FDCWD, '/no/such/file', O_RDONLY) = 3");
	ADD_FAILURE() << "went on behind a failed assertion";
}

TEST(suite, skipped)
{
	SX_SKIP("not today");
	ADD_FAILURE() << "went on behind a skip";
}

#if __cplusplus >= 202002L
TEST(suite, takes_options_by_name)
{
	sx_trace *t = sx_run(SX_OPTIONS(.timeout_ms = 5000), SX_ARGV("/bin/true"));

	sx_assert_exited(t, 0);
	sx_free(t);
}
#endif

int main(int argc, char **argv)
{
	const char *why;

	::testing::InitGoogleTest(&argc, argv);
	if (sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", why), 77;
	return RUN_ALL_TESTS();
}
