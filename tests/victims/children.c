/* SPDX-License-Identifier: MIT */
/* Makes children in each way there is; parent and child say what they do. */
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include "victim.h"

extern char **environ;

static int environment_size(void)
{
	int n = 0;

	while (environ[n])
		n++;
	return n;
}

/* What a child does; and that its parent sees its end. */
static void child_works(const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/missing/%s", name);
	say("open(\"%s\", O_RDONLY) = %s", path, outcome(syscall(SYS_open, path, O_RDONLY)));
}

static void wait_for(pid_t pid, int code)
{
	int status;

	require(syscall(SYS_wait4, pid, &status, 0, NULL) == pid && WEXITSTATUS(status) == code);
	say("wait4(%d, [{WIFEXITED(s) && WEXITSTATUS(s) == %d}], 0, NULL) = %d", pid, code, pid);
}

static void do_fork(void)
{
	pid_t pid = (pid_t)syscall(SYS_fork);

	require(pid >= 0);
	if (pid == 0) {
		child_works("fork");
		_exit(3);
	}
	say("fork() = %d", pid);
	wait_for(pid, 3);
}

/* The child is the first one of a pid namespace, its first child the second, and its other one the first of another
 * namespace inside. Who knows its id says what it does. */
static void do_namespace(void)
{
	pid_t pid;

	require(syscall(SYS_unshare, CLONE_NEWPID) == 0);
	say("unshare(CLONE_NEWPID) = 0");
	pid = (pid_t)syscall(SYS_fork);
	require(pid >= 0);
	if (pid == 0) {
		pid_t child;

		syscall(SYS_getpid);
		syscall(SYS_setsid);
		child = (pid_t)syscall(SYS_fork);
		if (child == 0) {
			syscall(SYS_getppid);
			syscall(SYS_getpgid, 0);
			syscall(SYS_setpgid, 0, 0);
			syscall(SYS_kill, -2, 0);
			_exit(4);
		}
		syscall(SYS_wait4, child, NULL, 0, NULL);
		syscall(SYS_unshare, CLONE_NEWPID);
		child = (pid_t)syscall(SYS_fork);
		if (child == 0) {
			syscall(SYS_kill, 1, 0);
			syscall(SYS_kill, 2, 0);
			_exit(5);
		}
		syscall(SYS_wait4, child, NULL, 0, NULL);
		_exit(3);
	}
	say("fork() = %d", pid);
	say_as(pid, "getpid() = 1");
	say_as(pid, "setsid() = 1");
	say_as(pid, "fork() = 2");
	say_as(pid, "wait4(2, NULL, 0, NULL) = 2");
	say_as(pid, "unshare(CLONE_NEWPID) = 0");
	say_as(pid, "fork() = 3");
	say_as(pid, "wait4(3, NULL, 0, NULL) = 3");
	wait_for(pid, 3);
}

static void do_vfork(void)
{
	static volatile int tid;
	pid_t pid = vfork();

	if (pid == 0) {
		tid = (int)syscall(SYS_gettid);
		execl("/no/such/program", "x", NULL);
		execl("/bin/true", "true", "by vfork", NULL);
		_exit(1);
	}
	require(pid > 0 && tid == pid);
	say_as(pid, "execve(\"/no/such/program\", [\"x\"], %p /* %d vars */) = -1 ENOENT (No such file or directory)",
	       (void *)environ, environment_size());
	say_as(pid, "execve(\"/bin/true\", [\"true\", \"by vfork\"], %p /* %d vars */) = 0", (void *)environ,
	       environment_size());
	say("vfork() = %d", pid);
	wait_for(pid, 0);
}

static void do_clone(void)
{
	pid_t pid = (pid_t)syscall(SYS_clone, SIGCHLD, 0L, 0L, 0L, 0L);

	require(pid >= 0);
	if (pid == 0) {
		child_works("clone");
		_exit(4);
	}
	say("clone(child_stack=NULL, flags=SIGCHLD) = %d", pid);
	wait_for(pid, 4);
}

/* What it writes is the descriptor, which is then open on the child. */
static void do_clone_pidfd(void)
{
	int pidfd = -1;
	pid_t pid = (pid_t)syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, 0L, &pidfd, 0L, 0L);

	require(pid >= 0);
	if (pid == 0) {
		child_works("clone_pidfd");
		_exit(4);
	}
	say("clone(child_stack=NULL, flags=CLONE_PIDFD|SIGCHLD, parent_tid=[%s]) = %d", shown(pidfd), pid);
	wait_for(pid, 4);
}

static void do_clone3(void)
{
	int pidfd = -1, child_tid = 0;
	struct clone_args arguments = { .flags = CLONE_PIDFD | CLONE_PARENT_SETTID, .exit_signal = SIGCHLD,
					.pidfd = (unsigned long)&pidfd, .parent_tid = (unsigned long)&child_tid };
	pid_t pid = (pid_t)syscall(SYS_clone3, &arguments, sizeof(arguments));

	require(pid >= 0);
	if (pid == 0) {
		child_works("clone3");
		_exit(5);
	}
	say("clone3({flags=CLONE_PIDFD|CLONE_PARENT_SETTID, pidfd=%p, parent_tid=%p, exit_signal=SIGCHLD, stack=NULL, "
	    "stack_size=0} => {pidfd=[%s], parent_tid=[%d]}, %zu) = %d", (void *)&pidfd, (void *)&child_tid,
	    shown(pidfd), pid, sizeof(arguments), pid);
	wait_for(pid, 5);
}

static void do_spawn(void)
{
	char *arguments[] = { (char *)"sh", (char *)"-c", (char *)"exit 6", NULL };
	pid_t pid;

	require(posix_spawn(&pid, "/bin/sh", NULL, NULL, arguments, environ) == 0);
	say_as(pid, "execve(\"/bin/sh\", [\"sh\", \"-c\", \"exit 6\"], %p /* %d vars */) = 0", (void *)environ,
	       environment_size());
	wait_for(pid, 6);
}

static void do_grandchild(void)
{
	pid_t pid = (pid_t)syscall(SYS_fork), below;

	require(pid >= 0);
	if (pid == 0) {
		below = (pid_t)syscall(SYS_fork);
		require(below >= 0);
		if (below == 0) {
			child_works("grandchild");
			_exit(7);
		}
		say("fork() = %d", below);
		wait_for(below, 7);
		_exit(8);
	}
	say("fork() = %d", pid);
	wait_for(pid, 8);
}

/* A child of the process that waits for us, and that is still to see its end: it has gone before we end otherwise. */
static void do_sibling(void)
{
	pid_t pid = (pid_t)syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0L, 0L, 0L, 0L);

	require(pid >= 0);
	if (pid == 0) {
		child_works("sibling");
		_exit(9);
	}
	say("clone(child_stack=NULL, flags=CLONE_PARENT|SIGCHLD) = %d", pid);
	say("...");
	while (kill(pid, 0) == 0)
		usleep(1000);
	require(errno == ESRCH);
}

int main(int argc, char **argv)
{
	static const struct victim_case cases[] = {
		{ "fork", do_fork },	 { "vfork", do_vfork }, { "clone", do_clone },
		{ "clone_pidfd", do_clone_pidfd }, { "clone3", do_clone3 }, { "spawn", do_spawn }, { "grandchild", do_grandchild },
		{ "sibling", do_sibling }, { "namespace", do_namespace }, { NULL, NULL },
	};

	require(argc > 2);
	return run_cases(argc, argv, cases);
}
