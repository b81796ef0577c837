/* SPDX-License-Identifier: MIT */
/* Never ends, and neither do its children: a plain one, one in a session of its own, and one that
 * ignores what it can. Every process appends its pid to the file argv[1], the first one last. */
#include <signal.h>
#include <sys/wait.h>

#include "victim.h"

static void stay(const char *file)
{
	char line[32];
	int fd = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644), length;

	require(fd >= 0);
	length = snprintf(line, sizeof(line), "%d\n", getpid());
	require(write(fd, line, length) == length);
	for (;;)
		pause();
}

/* The children have each written a line when the file is so long that there are `count` of them. */
static void wait_for_lines(const char *file, int count)
{
	char bytes[1024];
	ssize_t length, i;
	int fd, lines;

	do {
		fd = open(file, O_RDONLY | O_CLOEXEC);
		length = fd < 0 ? 0 : read(fd, bytes, sizeof(bytes));
		if (fd >= 0)
			close(fd);
		for (i = 0, lines = 0; i < length; i++)
			lines += bytes[i] == '\n';
	} while (lines < count);
}

int main(int argc, char **argv)
{
	int number;
	pid_t pid;

	require(argc > 1);
	if (fork() == 0)
		stay(argv[1]);
	if (fork() == 0) {
		for (number = 1; number < 65; number++)
			signal(number, SIG_IGN);
		stay(argv[1]);
	}
	pid = fork();
	if (pid == 0) {
		setsid();
		if (fork() == 0)
			stay(argv[1]);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	wait_for_lines(argv[1], 3);
	stay(argv[1]);
}
