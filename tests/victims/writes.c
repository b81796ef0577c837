/* SPDX-License-Identifier: MIT */
/* Writes argv[2] numbered lines into /dev/null out of one buffer that changes at once. */
#include "victim.h"

int main(int argc, char **argv)
{
	long count = argc > 2 ? atol(argv[2]) : 1000, i;
	int fd = open("/dev/null", O_WRONLY), length;
	char line[32];

	require(fd >= 0);
	for (i = 0; i < count; i++) {
		length = snprintf(line, sizeof(line), "payload %07ld\n", i);
		require(write(fd, line, length) == length);
		memset(line, 'X', sizeof(line));
	}
	require(write(77, "to nowhere", 10) == -1);
	return 0;
}
