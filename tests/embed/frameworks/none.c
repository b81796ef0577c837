/* SPDX-License-Identifier: MIT */
/* No framework: a program whose argument says whether its assertion holds, fails, or is skipped. */
#include <sysexpect/sysexpect.h>

#include <string.h>

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "passes";
	const char *why;
	sx_trace *t;

	if (sx_available(&why) < 0)
		SX_SKIP(why);
	if (strcmp(what, "skipped") == 0)
		SX_SKIP("not today");
	t = sx_run(NULL, SX_ARGV("/bin/true"));
	sx_assert_exited(t, 0);
	if (strcmp(what, "fails") == 0)
		sx_assert_called(t, "openat(AT_FDCWD, '/no/such/file', O_RDONLY) = 3");
	sx_free(t);
	printf("went to the end\n");
	return 0;
}
