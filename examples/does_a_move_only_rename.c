/* SPDX-License-Identifier: MIT */
/* Is a move within a file system one rename, with no copy and no removal?
 * As root: ./does_a_move_only_rename mv */
#include <stdlib.h>
#include <unistd.h>

#include <sysexpect/sysexpect.h>

int main(int argc, char *argv[])
{
	char folder[] = "/tmp/move-XXXXXX";
	const char *why;
	FILE *file;
	sx_trace *t;

	if (argc < 2 || sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", argc < 2 ? "which program?" : why), 77;
	if (!mkdtemp(folder) || chdir(folder) < 0 || !(file = fopen("here", "w")) || fclose(file) < 0)
		return perror(folder), 1;
	t = sx_run(NULL, SX_ARGV(argv[1], "here", "there"));
	unlink("here");
	unlink("there");
	rmdir(folder);

	sx_assert_exited(t, 0);
	sx_assert_times(t, 1, "%rename(oldpath='here', newpath='there') = 0");
	sx_assert_never(t, "%unlink");
	sx_assert_never(t, "%open(path='$cwd/there', flags=O_CREAT|...)");
	printf("it renames\n");
	sx_free(t);
	return 0;
}
