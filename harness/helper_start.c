/* SPDX-License-Identifier: MIT */
/* Starts the helper. */
#include "harness/helper.h"

#include <errno.h>
#include <linux/sched.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

const char *helper_path(void)
{
	const char *path = secure_getenv("SX_HELPER");

	return path && *path ? path : SX_HELPER_PATH;
}

/* Nothing of the environment is handed on: what has capabilities should depend on little. */
static void become_helper(const char *path, int line)
{
	char *argv[] = {(char *)(uintptr_t)path, NULL}, *env[] = {NULL};
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (dup2(line, 0) == 0)
		execve(path, argv, env);
}

/* In a copy of the caller: the parent that the helper needs. */
static void wait_for_helper(const char *path, int line)
{
	struct sigaction plain = {.sa_handler = SIG_DFL};
	pid_t pid;

	sigaction(SIGCHLD, &plain, NULL);
	pid = vfork();
	if (!pid) {
		become_helper(path, line);
		_exit(127);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

int helper_start(const char *path, int *ret_line)
{
	struct clone_args args = {0};
	sigset_t all, before;
	int lines[2], r;
	long pid;

	if (access(path, X_OK) < 0)
		return -errno;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, lines) < 0)
		return -errno;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pid = syscall(SYS_clone3, &args, sizeof(args));
	if (!pid) {
		close(lines[0]);
		wait_for_helper(path, lines[1]);
		syscall(SYS_exit_group, 0);
	}
	r = pid < 0 ? -errno : 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	close(lines[1]);
	if (r < 0) {
		close(lines[0]);
		return r;
	}
	*ret_line = lines[0];
	return 0;
}
