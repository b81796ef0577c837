/* SPDX-License-Identifier: MIT */
/* What the printed examples and the program that they run both do. */
#ifndef SAVES_H
#define SAVES_H

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SERVER_SOCKET "server.socket"

/* So that a crash leaves the old text or the new one. */
static inline int save_as(const char *path, const char *text)
{
	char other[256];
	int fd, failed;

	snprintf(other, sizeof(other), "%s.tmp", path);
	fd = open(other, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0)
		return 1;
	failed = write(fd, text, strlen(text)) < 0 || fsync(fd) < 0;
	return close(fd) < 0 || failed || rename(other, path) < 0;
}

#endif
