/* SPDX-License-Identifier: MIT */
/* Of all files below /etc, does a program open only the ones that it may, and each of these?
 * As root: ./does_it_open_only_what_it_may /etc/hostname cat /etc/hostname */
#include <sysexpect/sysexpect.h>

int main(int argc, char *argv[])
{
	const char *why;
	sx_trace *t;

	if (argc < 3 || sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", argc < 3 ? "which file, which program?" : why), 77;
	t = sx_run(NULL, (const char *const *)argv + 2);
	sx_set(t, "allowed", "%s", argv[1]);

	sx_assert_exited(t, 0);
	sx_assert_only(sx_matching(t, "%open(path='/etc/**')"),
		       "%open(path='$allowed')",
		       "%open(path='/etc/ld.so.cache')");	/* the loader's own */
	sx_assert_called(t, "%open(path='$allowed') >= 0");
	printf("it opens what it may\n");
	sx_free(t);
	return 0;
}
