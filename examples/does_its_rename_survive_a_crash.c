/* SPDX-License-Identifier: MIT */
/* Is a new version on the disk under its name once the program says so? The file must be synced before it gets the
 * name, and the folder that holds the name after that.
 * As root, in an empty folder: ./does_its_rename_survive_a_crash ./save_file durably */
#include <sysexpect/sysexpect.h>

int main(int argc, char *argv[])
{
	const char *why;
	sx_trace *t;

	if (argc < 2 || sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", argc < 2 ? "which program?" : why), 77;
	t = sx_run(NULL, (const char *const *)argv + 1);

	sx_assert_exited(t, 0);
	sx_assert_order(t,
		"%open(path='data.tmp', flags=O_WRONLY|O_CREAT|...) = $new",
		"%write(fd=$new, ...) > 0",
		"fsync|fdatasync($new) = 0",
		"%rename(oldpath='data.tmp', newpath='data') = 0",
		"%open(path='$cwd', flags=O_DIRECTORY|...) = $folder",
		"fsync|fdatasync($folder) = 0");
	/* … so does whatever else it renames, and every byte that it writes. */
	sx_assert_follows(t, "%rename = 0", "fsync|fdatasync(<$cwd>) = 0");
	sx_assert_follows(t, "%write(fd=<$cwd/*>, ...) > 0", "fsync|fdatasync(<$cwd/*>) = 0");
	printf("it is there after a crash\n");
	sx_free(t);
	return 0;
}
