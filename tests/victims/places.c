/* SPDX-License-Identifier: MIT */
/* Goes where programs go that tracers dislike: other roots and namespaces, no descriptors left, stopped, killed. */
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "victim.h"

static void look_for(const char *path)
{
	require(syscall(SYS_open, path, O_RDONLY) == -1 && errno == ENOENT);
}

static void await_child(pid_t pid)
{
	int status;

	require(pid > 0 && waitpid(pid, &status, 0) == pid && status == 0);
}

static void do_chroot(void)
{
	require(mkdir("root", 0755) == 0);
	require(chroot("root") == 0);
	require(chdir("/") == 0);
	look_for("/missing-inside");
}

/* As a container: the child is process 1 there, with other users, mounts and network. */
static void do_namespaces(void)
{
	pid_t pid;

	require(unshare(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWUTS) == 0);
	pid = fork();
	if (pid == 0) {
		require(getpid() == 1);
		look_for("/missing/namespace");
		_exit(0);
	}
	await_child(pid);
}

static void do_exhausted(void)
{
	struct rlimit limit = { 20, 20 };
	int fd;

	require(setrlimit(RLIMIT_NOFILE, &limit) == 0);
	while ((fd = dup(0)) >= 0)
		;
	require(errno == EMFILE);
	require(open("/dev/null", O_RDONLY) == -1 && errno == EMFILE);
	for (fd = 3; fd < 20; fd++)
		close(fd);
}

static void do_stopped(void)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		raise(SIGSTOP);
		look_for("/missing/continued");
		_exit(0);
	}
	require(waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status));
	look_for("/missing/meanwhile");
	require(kill(pid, SIGCONT) == 0);
	await_child(pid);
}

static void do_killed(void)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		look_for("/missing/before-kill");
		kill(getpid(), SIGKILL);
	}
	require(waitpid(pid, &status, 0) == pid && WTERMSIG(status) == SIGKILL);
}

static void do_vforks(void)
{
	pid_t pid;
	int i;

	for (i = 0; i < 200; i++) {
		pid = vfork();
		if (pid == 0)
			_exit(syscall(SYS_open, "/missing/vforked", O_RDONLY) == -1 ? 0 : 1);
		await_child(pid);
	}
}

/* Every kind of id changes, and with it the right to be looked at by its user. */
static void do_identity(void)
{
	require(setgid(65534) == 0);
	require(setuid(65534) == 0);
	look_for("/missing/nobody");
	_exit(0);	/* nobody may not write what was said */
}

int main(int argc, char **argv)
{
	static const struct victim_case cases[] = {
		{ "chroot", do_chroot },     { "namespaces", do_namespaces }, { "exhausted", do_exhausted },
		{ "stopped", do_stopped },   { "killed", do_killed },	      { "vforks", do_vforks },
		{ "identity", do_identity }, { NULL, NULL },
	};

	require(argc > 2);
	/* What it says would be behind the new root. */
	if (strcmp(argv[2], "chroot") == 0)
		argv[1] = NULL;
	return run_cases(argc, argv, cases);
}
