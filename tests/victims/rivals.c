/* SPDX-License-Identifier: MIT */
/* Two children that are inside write() at once, each with bytes of its own at one address. */
#include <sys/wait.h>

#include "victim.h"
#include "waiting.h"

#define SIZE 100000	/* more than a pipe takes */

static char bytes[SIZE];

/* A child that waits in its write until somebody reads. */
static pid_t begin(char letter, int fd)
{
	pid_t pid = fork();

	require(pid >= 0);
	if (pid == 0) {
		memset(bytes, letter, SIZE);
		require(syscall(SYS_write, fd, bytes, SIZE) == SIZE);
		_exit(0);
	}
	wait_until_in(pid, SYS_write);
	return pid;
}

static void finish(pid_t pid, int fd)
{
	ssize_t length, left = SIZE;
	int status;

	for (; left; left -= length) {
		length = read(fd, bytes, (size_t)left);
		require(length > 0);
	}
	require(waitpid(pid, &status, 0) == pid && status == 0);
}

int main(void)
{
	int first[2], second[2];
	pid_t one, two;

	require(pipe(first) == 0 && pipe(second) == 0);
	one = begin('1', first[1]);
	two = begin('2', second[1]);
	finish(one, first[0]);
	finish(two, second[0]);
	return 0;
}
