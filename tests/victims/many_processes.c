/* SPDX-License-Identifier: MIT */
/* Starts N short processes (1000 unless argv[2] says so), ten at a time; each looks for a file of its own. */
#include <sys/wait.h>

#include "victim.h"

int main(int argc, char **argv)
{
	int count = argc > 2 ? atoi(argv[2]) : 1000, alive = 0, i, status;
	char name[40];
	pid_t pid;
	long n;

	for (i = 0; i < count; i++) {
		pid = fork();
		require(pid >= 0);
		if (pid == 0) {
			snprintf(name, sizeof(name), "/missing/process-%d", i);
			n = syscall(SYS_openat, AT_FDCWD, name, O_RDONLY);
			say("openat(AT_FDCWD<%s>, \"%s\", O_RDONLY) = %s", folder, name, outcome(n));
			_exit(i % 100);
		}
		if (++alive == 10) {
			require(wait(&status) > 0 && WIFEXITED(status) && WEXITSTATUS(status) < 99 + 1);
			alive--;
		}
	}
	while (wait(&status) > 0)
		require(WIFEXITED(status));
	tell(argc > 1 ? argv[1] : NULL);
	return 0;
}
