/* SPDX-License-Identifier: MIT */
/* Reads from descriptors it was given: standard input, and number argv[2]. */
#include "victim.h"

int main(int argc, char **argv)
{
	char buffer[64];
	int fd = argc > 2 ? atoi(argv[2]) : 0;
	long n = syscall(SYS_read, 0, buffer, 0);

	say("read(%s, \"\", 0) = %s", shown(0), outcome(n));
	n = syscall(SYS_read, fd, buffer, 64);
	require(n >= 0 && n < 32);
	say("read(%s, \"%.*s\", 64) = %s", shown(fd), (int)n, buffer, outcome(n));
	tell(argc > 1 ? argv[1] : NULL);
	return 0;
}
