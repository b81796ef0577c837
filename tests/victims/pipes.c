/* SPDX-License-Identifier: MIT */
/* Makes descriptors that have no path: pipes, event descriptors, memory files, and their copies. */
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

#include "victim.h"

static void do_pipe(void)
{
	int ends[2];
	char buffer[8];

	require(syscall(SYS_pipe, ends) == 0);
	say("pipe([%s, %s]) = 0", shown(ends[0]), shown(ends[1]));
	require(write(ends[1], "through", 7) == 7);
	say("write(%s, \"through\", 7) = 7", shown(ends[1]));
	require(read(ends[0], buffer, 8) == 7);
	say("read(%s, \"through\", 8) = 7", shown(ends[0]));
	require(pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
	say("pipe2([%s, %s], O_NONBLOCK|O_CLOEXEC) = 0", shown(ends[0]), shown(ends[1]));
	require(read(ends[0], buffer, 8) == -1);
	say("read(%s, %p, 8) = %s", shown(ends[0]), (void *)buffer, outcome(-1));
	require(syscall(SYS_pipe2, ends, 0x40000000) == -1);
	say("pipe2(%p, 0x40000000 /* O_??? */) = %s", (void *)ends, outcome(-1));
}

static void do_dup_of_pipe(void)
{
	int ends[2], copy;

	require(pipe2(ends, 0) == 0);
	say("pipe2([%s, %s], 0) = 0", shown(ends[0]), shown(ends[1]));
	copy = dup(ends[1]);
	say("dup(%s) = %s", shown(ends[1]), shown(copy));
	require(write(copy, "copy", 4) == 4);
	say("write(%s, \"copy\", 4) = 4", shown(copy));
}

static void do_memory_file(void)
{
	long fd = syscall(SYS_memfd_create, "in memory", 1);

	say("memfd_create(\"in memory\", MFD_CLOEXEC) = %s", shown(fd));
	require(write((int)fd, "bytes", 5) == 5);
	say("write(%s, \"bytes\", 5) = 5", shown(fd));
}

static void do_anonymous(void)
{
	int fd = eventfd(3, EFD_CLOEXEC);
	sigset_t signals;

	say("eventfd2(3, EFD_CLOEXEC) = %s", shown(fd));
	sigemptyset(&signals);
	sigaddset(&signals, SIGUSR1);
	sigaddset(&signals, SIGCHLD);
	fd = signalfd(-1, &signals, SFD_CLOEXEC);
	say("signalfd4(-1, [USR1 CHLD], 8, SFD_CLOEXEC) = %s", shown(fd));
	fd = epoll_create1(EPOLL_CLOEXEC);
	say("epoll_create1(EPOLL_CLOEXEC) = %s", shown(fd));
	fd = timerfd_create(CLOCK_MONOTONIC, 0);
	say("timerfd_create(CLOCK_MONOTONIC, 0) = %s", shown(fd));
}

int main(int argc, char **argv)
{
	static const struct victim_case cases[] = {
		{ "pipe", do_pipe },		   { "dup", do_dup_of_pipe },
		{ "memory_file", do_memory_file }, { "anonymous", do_anonymous },
		{ NULL, NULL },
	};

	return run_cases(argc, argv, cases);
}
