/* SPDX-License-Identifier: MIT */
/* Does a program read a file with one open, few reads and nothing else, and does it close it?
 * As root: ./how_does_it_read_a_file /etc/hostname cat /etc/hostname */
#include <sysexpect/sysexpect.h>

int main(int argc, char *argv[])
{
	const char *why;
	sx_trace *t;

	if (argc < 3 || sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", argc < 3 ? "which file, which program?" : why), 77;
	t = sx_run(NULL, (const char *const *)argv + 2);
	sx_set(t, "file", "%s", argv[1]);

	sx_assert_exited(t, 0);
	sx_assert_times(t, 1, "%open(path='$file') >= 0");
	sx_assert_order(t, "%open(path='$file') = $fd", "read($fd, ...) > 0", "read($fd, ...) = 0", "close($fd) = 0");
	sx_assert_at_most(t, 2, "read(<$file>, ...)");
	sx_assert_at_most(t, 1, "lseek(<$file>, ...)");
	sx_assert_never(t, "ioctl(<$file>, ...)");	/* whether it is a terminal was never a question */
	sx_assert_never(t, "%write(fd=<$file>)");
	printf("one open, two reads, one close\n");
	sx_free(t);
	return 0;
}
