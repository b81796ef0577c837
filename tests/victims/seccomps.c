/* SPDX-License-Identifier: MIT */
/* Puts itself under a seccomp filter that refuses mkdir in one way, and calls mkdir. */
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "victim.h"

/* mkdir (and nothing else) meets `action`. Returns the listener if one was asked for. */
static int refuse(unsigned action, unsigned flags)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mkdir, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, action),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(filter) / sizeof(filter[0]), filter };
	int result;

	require(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	result = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
	require(result >= 0);
	return result;
}

static void do_errno(void)
{
	long n;

	refuse(SECCOMP_RET_ERRNO | ECONNREFUSED, 0);
	n = syscall(SYS_mkdir, "allowed-not", 0700);
	require(n == -1 && errno == ECONNREFUSED);
	say("mkdir(\"allowed-not\", 0700) = %s", outcome(n));
	say("rmdir(\"allowed-not\") = %s", outcome(syscall(SYS_rmdir, "allowed-not")));
}

/* The filter's errno 0: a call that was not run and says that it succeeded. */
static void do_errno_zero(void)
{
	refuse(SECCOMP_RET_ERRNO, 0);
	say("mkdir(\"pretended\", 0700) = %s", outcome(syscall(SYS_mkdir, "pretended", 0700)));
	say("rmdir(\"pretended\") = %s", outcome(syscall(SYS_rmdir, "pretended")));
}

static void do_log(void)
{
	refuse(SECCOMP_RET_LOG, 0);
	say("mkdir(\"logged\", 0700) = %s", outcome(syscall(SYS_mkdir, "logged", 0700)));
}

static volatile int trapped;

static void on_trap(int number)
{
	trapped = number;
}

static void do_trap(void)
{
	struct sigaction action = { .sa_handler = on_trap };

	require(sigaction(SIGSYS, &action, NULL) == 0);
	refuse(SECCOMP_RET_TRAP | 5, 0);
	syscall(SYS_mkdir, "trapped", 0700);
	require(trapped == SIGSYS);
	say("rmdir(\"trapped\") = %s", outcome(syscall(SYS_rmdir, "trapped")));
}

static void do_kill_process(void)
{
	pid_t pid = fork();
	int status;

	require(pid >= 0);
	if (pid == 0) {
		char name[] = "killing";	/* on the stack: a page that a fork has, unlike those of its file */

		prctl(PR_SET_DUMPABLE, 0);
		refuse(SECCOMP_RET_KILL_PROCESS, 0);
		syscall(SYS_mkdir, name, 0700);
		_exit(1);
	}
	require(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
}

static void *dies(void *argument)
{
	refuse(SECCOMP_RET_KILL_THREAD, 0);
	syscall(SYS_mkdir, "killing-thread", 0700);
	return argument;
}

/* The process goes on; the thread is gone without a word, so its end is seen in its tid word. */
static void do_kill_thread(void)
{
	pthread_t thread;
	void *result = NULL;

	require(pthread_create(&thread, NULL, dies, (void *)1) == 0);
	require(pthread_join(thread, &result) == 0);
	require(result != (void *)1);
	say("rmdir(\"killing-thread\") = %s", outcome(syscall(SYS_rmdir, "killing-thread")));
}

static volatile int listener = -1;

/* The supervisor: the first mkdir gets an errno, the second is let through. */
static void *supervises(void *argument)
{
	struct seccomp_notif request;
	struct seccomp_notif_resp response;
	int i;

	while (listener < 0)
		;
	for (i = 0; i < 2; i++) {
		memset(&request, 0, sizeof(request));
		require(ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &request) == 0);
		memset(&response, 0, sizeof(response));
		response.id = request.id;
		response.error = i ? 0 : -EXDEV;
		response.flags = i ? SECCOMP_USER_NOTIF_FLAG_CONTINUE : 0;
		require(ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response) == 0);
	}
	return argument;
}

static void do_notify(void)
{
	pthread_t thread;

	require(pthread_create(&thread, NULL, supervises, NULL) == 0);
	listener = refuse(SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER);
	say("mkdir(\"asked\", 0700) = %s", outcome(syscall(SYS_mkdir, "asked", 0700)));
	say("mkdir(\"continued\", 0700) = %s", outcome(syscall(SYS_mkdir, "continued", 0700)));
	pthread_join(thread, NULL);
}

int main(int argc, char **argv)
{
	static const struct victim_case cases[] = {
		{ "errno", do_errno },	       { "errno_zero", do_errno_zero }, { "log", do_log },
		{ "trap", do_trap },	       { "kill_process", do_kill_process },
		{ "kill_thread", do_kill_thread }, { "notify", do_notify },	{ NULL, NULL },
	};

	require(argc > 2);
	umask(0);
	return run_cases(argc, argv, cases);
}
