/* SPDX-License-Identifier: MIT */
/* Does a program hand a file on by sendfile or its like, so that no byte passes through its own memory?
 * As root: ./does_it_copy_in_the_kernel /etc/passwd python3 -c 'import shutil; shutil.copyfile("/etc/passwd", "/tmp/x")' */
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
	sx_assert_called(t, "%open(path='$file') >= 0");
	sx_assert_never(t, "read|readv|pread64(fd=<$file>)");
	if (!sx_count(t, "sendfile(in_fd=<$file>) > 0"))
		sx_assert_called(t, "copy_file_range|splice(fd_in=<$file>) > 0");
	printf("the kernel copies\n");
	sx_free(t);
	return 0;
}
