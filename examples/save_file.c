/* SPDX-License-Identifier: MIT */
/* A program under test: saves "hello" as ./data, carelessly, carefully or durably. See is_my_save_atomic.c and
 * does_its_rename_survive_a_crash.c. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int write_and_rename(int fd, int is_careful)
{
	if (write(fd, "hello", 5) != 5)
		return -1;
	/* Without this a crash may leave an empty file under the good name. */
	if (is_careful && fsync(fd) < 0)
		return -1;
	if (rename("data.tmp", "data") < 0)
		return -1;
	return is_careful ? 0 : fsync(fd);
}

/* The name is in the folder: it is on the disk when the folder is. */
static int sync_folder(void)
{
	int fd = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 || fsync(fd) < 0 ? -1 : close(fd);
}

int main(int argc, char *argv[])
{
	int is_durable = argc > 1 && !strcmp(argv[1], "durably");
	int is_careful = is_durable || (argc > 1 && !strcmp(argv[1], "carefully"));
	int fd = open("data.tmp", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || write_and_rename(fd, is_careful) < 0 || close(fd) < 0 || (is_durable && sync_folder() < 0)) {
		perror("save_file");
		return 1;
	}
	return 0;
}
