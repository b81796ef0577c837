/* SPDX-License-Identifier: MIT */
/* Does a program start others without a copy of itself? vfork does so, and clone with CLONE_VFORK.
 * As root: ./does_it_spawn_by_vfork python3 -c 'import subprocess; subprocess.run(["/bin/true"])' */
#include <sysexpect/sysexpect.h>

int main(int argc, char *argv[])
{
	const char *why;
	sx_trace *t;

	if (argc < 2 || sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", argc < 2 ? "which program?" : why), 77;
	t = sx_run(NULL, (const char *const *)argv + 1);

	sx_assert_exited(t, 0);
	sx_assert_at_least(t, 2, "%exec = 0");	/* its own and another's */
	sx_assert_never(t, "fork");
	sx_assert_never(t, "clone(flags=!CLONE_VFORK|...)");
	if (!sx_count(t, "vfork"))
		sx_assert_called(t, "clone(flags=CLONE_VFORK|...) > 0");
	printf("it spawns by vfork\n");
	sx_free(t);
	return 0;
}
