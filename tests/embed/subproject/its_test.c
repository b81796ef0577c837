/* SPDX-License-Identifier: MIT */
/* A test of the foreign project: its program says hello, and to standard output only. */
#include <sysexpect/sysexpect.h>

int main(void)
{
	sx_trace *trace = sx_run(NULL, SX_ARGV("echo", "hello"));

	sx_assert_exited(trace, 0);
	sx_assert_called(trace, "write(1, \"hello\\n\", 6) = 6");
	sx_assert_never(trace, "write(2, ...)");
	sx_free(trace);
	return 0;
}
