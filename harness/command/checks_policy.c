/* SPDX-License-Identifier: MIT */
/* Policies that come out of a pipe, as of <(generate): they are asked twice, and a pipe can be read once. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checks.h"

/* What is read from `file`, in memory; -1 with errno. */
static int copy_of(const char *file)
{
	int from = open(file, O_RDONLY | O_CLOEXEC), to = from < 0 ? -1 : memfd_create("policy", MFD_CLOEXEC);
	char block[16384];
	ssize_t length = 0;

	while (to >= 0 && (length = read(from, block, sizeof(block))) > 0)
		if (write(to, block, (size_t)length) != length)
			break;
	if (from >= 0)
		close(from);
	if (to >= 0 && length) {
		close(to);
		to = -1;
	}
	return to;
}

/* The descriptor that a name stands for; -1: none. */
static int descriptor_of(const char *file)
{
	int fd, end = 0;

	if (strcmp(file, "/dev/stdin") == 0)
		return STDIN_FILENO;
	if ((sscanf(file, "/dev/fd/%d%n", &fd, &end) == 1 || sscanf(file, "/proc/self/fd/%d%n", &fd, &end) == 1) && !file[end])
		return fd;
	return -1;
}

static int keep(struct check *check)
{
	int copy = copy_of(check->text), fd = descriptor_of(check->text), r;

	if (copy < 0)
		return check_complain(check->text, strerror(errno));
	if (fd < 0) {
		if (asprintf(&check->kept, "/proc/self/fd/%d", copy) < 0)
			check->kept = NULL;
		return check->kept ? 0 : check_complain("out of memory", NULL);
	}
	/* in the place of the pipe: messages then have the name that the user gave */
	r = dup3(copy, fd, fd == STDIN_FILENO ? 0 : O_CLOEXEC);
	close(copy);
	return r < 0 ? check_complain(check->text, strerror(errno)) : 0;
}

int checks_keep_policies(struct checks *checks)
{
	struct stat status;
	int r = 0;

	for (size_t i = 0; i < checks->count && !r; i++) {
		struct check *check = &checks->list[i];

		if (check->kind != CHECK_POLICY)
			continue;
		if (strcmp(check->text, "-") == 0)
			check->text = "/dev/stdin";
		if (stat(check->text, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
			r = keep(check);
	}
	return r;
}
