/* SPDX-License-Identifier: MIT */
/* A program under test: saves "hello" as ./data, carefully or carelessly. See is_my_save_atomic.c. */
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

int main(int argc, char *argv[])
{
	int is_careful = argc > 1 && !strcmp(argv[1], "carefully");
	int fd = open("data.tmp", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || write_and_rename(fd, is_careful) < 0 || close(fd) < 0) {
		perror("save_file");
		return 1;
	}
	return 0;
}
