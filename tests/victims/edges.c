/* SPDX-License-Identifier: MIT */
/* Makes calls at the edges of what they take, and has them stopped and killed midway. Says nothing. */
#include <linux/aio_abi.h>
#include <linux/fs.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

#include "waiting.h"

static struct {
	struct file_handle handle;
	unsigned char bytes[128];
} room;

/* Waits for ever in call `number`, all of whose arguments are told as it begins. */
static void wait_in(long number)
{
	struct timespec long_enough = { .tv_sec = 1000 };
	struct pollfd none = { .fd = -1 };

	switch (number) {
	case SYS_poll:
		syscall(number, &none, 1, -1);
		break;
	case SYS_ppoll:
		syscall(number, &none, 1, &long_enough, NULL, 8);
		break;
	case SYS_pselect6:
		syscall(number, 0, NULL, NULL, NULL, &long_enough, NULL);
		break;
	case SYS_clock_nanosleep:
		syscall(number, CLOCK_MONOTONIC, 0, &long_enough, &long_enough);
		break;
	default:
		syscall(number);
	}
	_exit(1);
}

/* Stopped, what it waits for goes on by another call; then it is killed. */
static void interrupt(long number, bool restarts)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		wait_in(number);
	wait_until_in(pid, number);
	if (restarts) {
		require(kill(pid, SIGSTOP) == 0);
		require(waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status));
		require(kill(pid, SIGCONT) == 0);
		wait_until_in(pid, SYS_restart_syscall);
	}
	require(kill(pid, SIGKILL) == 0);
	require(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status));
}

static void do_killed(void)
{
	interrupt(SYS_poll, false);
	interrupt(SYS_ppoll, false);
	interrupt(SYS_pselect6, false);
	interrupt(SYS_clock_nanosleep, false);
	interrupt(SYS_pause, false);
}

static void do_restarted(void)
{
	interrupt(SYS_poll, true);
	interrupt(SYS_clock_nanosleep, true);
}

/* Strings as long as the kernel takes them, a little shorter and longer. */
static void do_lengths(void)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
	char name[300];

	for (size_t i = 24 - 14; i > 24 - 18; i--)
		prctl(PR_SET_NAME, letters + 2 + i);
	memset(name, 'a', sizeof(name));
	name[251] = '\0';
	for (int i = 0; i < 4; i++) {
		int fd = syscall(SYS_memfd_create, name + i, 0);

		if (fd >= 0)
			close(fd);
	}
}

/* What is told of calls that fail, and of nothing at all. */
static void do_failures(void)
{
	struct epoll_event event;
	sigset_t set;
	int mount_id;

	syscall(SYS_mincore, 1, 0, room.bytes);
	syscall(SYS_get_mempolicy, room.bytes, room.bytes, 0, 1, 1);
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	syscall(SYS_epoll_pwait, 99, &event, 1, 100, &set, 8);
	room.handle.handle_bytes = 0;
	syscall(SYS_name_to_handle_at, AT_FDCWD, "/", &room, &mount_id, 0);
	room.handle.handle_bytes = 3;
	room.handle.handle_type = 5;
	memcpy(room.handle.f_handle, "xyz", 3);
	syscall(SYS_open_by_handle_at, 99, &room, O_RDONLY);
	syscall(SYS_personality, 0xff);
	syscall(SYS_personality, 0);
}

static void do_descriptors(void)
{
	struct iocb block = { .aio_fildes = 1, .aio_lio_opcode = IOCB_CMD_PWRITE, .aio_buf = (unsigned long)"b", .aio_nbytes = 1 };
	struct file_clone_range range = { .src_fd = 1, .src_length = 1 };
	struct io_event event;

	syscall(SYS_io_cancel, 1, &block, &event);
	ioctl(1, FICLONERANGE, &range);
}

int main(int argc, char **argv)
{
	static const struct victim_case cases[] = {
		{ "killed", do_killed },	   { "restarted", do_restarted }, { "lengths", do_lengths },
		{ "failures", do_failures },	   { "descriptors", do_descriptors }, { NULL, NULL },
	};

	return run_cases(argc, argv, cases);
}
