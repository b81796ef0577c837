/* SPDX-License-Identifier: MIT */
/* Sets marks where little else is possible: under seccomp, in a signal handler, in children of every kind. */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sysexpect/mark.h>

#include "victim.h"

/* Strict mode knows read, write, exit and sigreturn. */
static void do_strict(void)
{
	sx_mark("before");
	require(prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) == 0);
	sx_mark("strict");
	syscall(SYS_exit, 3);
}

/* Whatever is not write or exit_group kills. */
static void do_allowlist(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_write, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(filter) / sizeof(filter[0]), filter };

	require(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	require(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0);
	sx_mark("allowed");
	syscall(SYS_exit_group, 4);
}

static void on_signal(int number)
{
	(void)number;
	errno = 0;
	sx_mark("handler");
	require(errno == 0);
}

static void do_handler(void)
{
	require(signal(SIGUSR1, on_signal) != SIG_ERR);
	require(raise(SIGUSR1) == 0);
}

static void do_forked(void)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		sx_mark("forked");
		_exit(0);
	}
	require(waitpid(pid, &status, 0) == pid && status == 0);
	pid = vfork();
	if (pid == 0) {
		sx_mark("vforked");
		_exit(0);
	}
	require(waitpid(pid, &status, 0) == pid && status == 0);
}

static void *marks(void *unused)
{
	sx_mark("thread");
	return unused;
}

static void do_thread(void)
{
	pthread_t thread;

	require(pthread_create(&thread, NULL, marks, NULL) == 0);
	pthread_join(thread, NULL);
}

/* Names of every kind; the longest is cut, and what only looks like a mark is none. */
static void do_names(void)
{
	char name[SX_MARK_MAX + 50];

	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	sx_mark("with 'quotes' and * \n");
	sx_mark(name);
	require(syscall(SYS_write, -1, "no mark", 7) == -1);
}

int main(int argc, char **argv)
{
	static const struct victim_case cases[] = {
		{ "strict", do_strict }, { "allowlist", do_allowlist }, { "handler", do_handler },
		{ "forked", do_forked }, { "thread", do_thread },	{ "names", do_names },
		{ NULL, NULL },
	};

	require(argc > 2);
	return run_cases(argc, argv, cases);
}
