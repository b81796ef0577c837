/* SPDX-License-Identifier: MIT */
/* Does a program wait for the disk? Where speed counts it must not, whatever it is that would.
 * As root: ./does_it_sync cp /etc/hostname /tmp/copy */
#include <sysexpect/sysexpect.h>

int main(int argc, char *argv[])
{
	static const char syncs[] = "fsync|fdatasync|syncfs|sync|sync_file_range|msync";
	const char *why;
	sx_trace *t;

	if (argc < 2 || sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", argc < 2 ? "which program?" : why), 77;
	t = sx_run(NULL, (const char *const *)argv + 1);

	sx_assert_exited(t, 0);
	sx_assert_never(t, syncs);
	/* A file that was opened so waits with every write. */
	sx_assert_never(t, "%open(flags=O_SYNC|...)");
	sx_assert_never(t, "%open(flags=O_DSYNC|...)");
	printf("it never waits for the disk\n");
	sx_free(t);
	return 0;
}
