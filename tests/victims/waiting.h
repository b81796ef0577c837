/* SPDX-License-Identifier: MIT */
/* Waits until another process is inside a given call: by its state, not by time. */
#ifndef WAITING_H
#define WAITING_H

#include "victim.h"

static inline void wait_until_in(pid_t pid, long number)
{
	char path[64], text[128];
	ssize_t length;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/syscall", pid);
	do {
		fd = open(path, O_RDONLY | O_CLOEXEC);
		require(fd >= 0);
		length = read(fd, text, sizeof(text) - 1);
		close(fd);
		text[length > 0 ? length : 0] = '\0';
	} while (text[0] < '0' || text[0] > '9' || strtol(text, NULL, 10) != number);
}

#endif
