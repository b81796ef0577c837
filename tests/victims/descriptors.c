/* SPDX-License-Identifier: MIT */
/* Closes, duplicates and controls descriptors, well and in vain. */
#include "victim.h"

static int open_file(void)
{
	int fd = (int)syscall(SYS_openat, AT_FDCWD, "file", O_RDWR);

	require(fd >= 0);
	return fd;
}

static void do_close(void)
{
	int fd = open_file();
	const char *text = shown(fd);

	say("close(%s) = %s", text, outcome(syscall(SYS_close, fd)));
	say("close(%d) = %s", fd, outcome(syscall(SYS_close, fd)));
	say("close(-1) = %s", outcome(syscall(SYS_close, -1)));
}

static void do_dup(void)
{
	int fd = open_file();
	long copy = syscall(SYS_dup, fd);

	say("dup(%s) = %s", shown(fd), shown(copy));
	say("write(%s, \"dup\", 3) = %s", shown(copy), outcome(write((int)copy, "dup", 3)));
	say("dup(-1) = %s", outcome(syscall(SYS_dup, -1)));
}

static void do_dup2(void)
{
	int fd = open_file();
	long copy = syscall(SYS_dup2, fd, 20);

	say("dup2(%s, 20) = %s", shown(fd), shown(copy));
	say("write(%s, \"dup2\", 4) = %s", shown(copy), outcome(write((int)copy, "dup2", 4)));
	say("dup2(99, 21) = %s", outcome(syscall(SYS_dup2, 99, 21)));
	require(syscall(SYS_dup2, fd, fd) == fd);
	say("dup2(%s, %s) = %s", shown(fd), shown(fd), shown(fd));
}

static void do_dup3(void)
{
	int fd = open_file();
	long copy = syscall(SYS_dup3, fd, 22, O_CLOEXEC);

	say("dup3(%s, 22, O_CLOEXEC) = %s", shown(fd), shown(copy));
	say("write(%s, \"dup3\", 4) = %s", shown(copy), outcome(write((int)copy, "dup3", 4)));
	say("dup3(%s, %s, 0) = %s", shown(fd), shown(fd), outcome(syscall(SYS_dup3, fd, fd, 0)));
}

static void do_fcntl(void)
{
	int fd = open_file();
	long copy = syscall(SYS_fcntl, fd, F_DUPFD, 30);

	say("fcntl(%s, F_DUPFD, 30) = %s", shown(fd), shown(copy));
	say("write(%s, \"F_DUPFD\", 7) = %s", shown(copy), outcome(write((int)copy, "F_DUPFD", 7)));
	copy = syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 40);
	say("fcntl(%s, F_DUPFD_CLOEXEC, 40) = %s", shown(fd), shown(copy));
	say("write(%s, \"cloexec\", 7) = %s", shown(copy), outcome(write((int)copy, "cloexec", 7)));
	require(syscall(SYS_fcntl, fd, F_GETFD) == 0);
	say("fcntl(%s, F_GETFD) = 0", shown(fd));
	require(syscall(SYS_fcntl, fd, F_SETFD, FD_CLOEXEC) == 0);
	say("fcntl(%s, F_SETFD, FD_CLOEXEC) = 0", shown(fd));
	require(syscall(SYS_fcntl, fd, F_GETFD) == FD_CLOEXEC);
	say("fcntl(%s, F_GETFD) = 0x1 (flags FD_CLOEXEC)", shown(fd));
	require(syscall(SYS_fcntl, fd, F_SETFL, O_APPEND | O_NONBLOCK) == 0);
	say("fcntl(%s, F_SETFL, O_RDONLY|O_APPEND|O_NONBLOCK) = 0", shown(fd));
	require(syscall(SYS_fcntl, fd, F_GETFL) == (O_RDWR | O_APPEND | O_NONBLOCK | 0100000));
	say("fcntl(%s, F_GETFL) = 0x8c02 (flags O_RDWR|O_APPEND|O_NONBLOCK|O_LARGEFILE)", shown(fd));
	say("fcntl(%s, 0x3e7 /* F_??? */, 0x7) = %s", shown(fd), outcome(syscall(SYS_fcntl, fd, 999, 7)));
	say("fcntl(99, F_GETFL) = %s", outcome(syscall(SYS_fcntl, 99, F_GETFL)));
}

int main(int argc, char **argv)
{
	static const struct victim_case cases[] = {
		{ "close", do_close }, { "dup", do_dup },     { "dup2", do_dup2 },
		{ "dup3", do_dup3 },   { "fcntl", do_fcntl }, { NULL, NULL },
	};

	make_file("file", "contents", 8);
	return run_cases(argc, argv, cases);
}
