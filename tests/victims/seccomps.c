/* SPDX-License-Identifier: MIT */
/* Puts itself under a seccomp filter that refuses mkdir in one way, and calls mkdir. */
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "victim.h"

/* One call (and nothing else) meets `action`. Returns the listener if one was asked for. */
static int refuse_call(unsigned number, unsigned action, unsigned flags)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
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

static int refuse(unsigned action, unsigned flags)
{
	return refuse_call(SYS_mkdir, action, flags);
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

/* The number of read is its result too. */
static void do_errno_zero_read(void)
{
	refuse_call(SYS_read, SECCOMP_RET_ERRNO, 0);
	say("read(-1, NULL, 0) = %s", outcome(syscall(SYS_read, -1, NULL, 0)));
}

static void do_log(void)
{
	refuse(SECCOMP_RET_LOG, 0);
	say("mkdir(\"logged\", 0700) = %s", outcome(syscall(SYS_mkdir, "logged", 0700)));
}

/* The child's first return from a call is that of its parent's fork, which no filter refused. */
static void do_fork(void)
{
	int status;
	pid_t pid;

	refuse(SECCOMP_RET_ERRNO | ECONNREFUSED, 0);
	pid = (pid_t)syscall(SYS_fork);
	require(pid >= 0);
	if (pid == 0) {
		say("rmdir(\"forked\") = %s", outcome(syscall(SYS_rmdir, "forked")));
		_exit(0);
	}
	say("fork() = %d", pid);
	require(waitpid(pid, &status, 0) == pid && status == 0);
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

/* What the supervisor says to one call after the other; the last has no id. */
static const struct seccomp_notif_resp decisions[] = {
	{ .id = 1, .error = -EXDEV }, { .id = 1, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE }, { .id = 0 },
}, answers[] = {
	{ .id = 1, .val = 0 }, { .id = 1, .val = SYS_mkdir }, { .id = 0 },
};

static void *supervises(void *argument)
{
	const struct seccomp_notif_resp *say = argument;
	struct seccomp_notif request;
	struct seccomp_notif_resp response;

	while (listener < 0)
		;
	for (; say->id; say++) {
		memset(&request, 0, sizeof(request));
		require(ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &request) == 0);
		response = *say;
		response.id = request.id;
		require(ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response) == 0);
	}
	return NULL;
}

static pthread_t supervise(const struct seccomp_notif_resp *says)
{
	pthread_t thread;

	require(pthread_create(&thread, NULL, supervises, (void *)(uintptr_t)says) == 0);
	listener = refuse(SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER);
	return thread;
}

static void do_notify(void)
{
	pthread_t thread = supervise(decisions);

	say("mkdir(\"asked\", 0700) = %s", outcome(syscall(SYS_mkdir, "asked", 0700)));
	say("mkdir(\"continued\", 0700) = %s", outcome(syscall(SYS_mkdir, "continued", 0700)));
	pthread_join(thread, NULL);
}

/* Told that it has two folders, one of them with the call's own number, and has none. */
static void do_notify_answers(void)
{
	pthread_t thread = supervise(answers);

	say("mkdir(\"answered\", 0700) = %s /* answered by seccomp notify */",
	    outcome(syscall(SYS_mkdir, "answered", 0700)));
	say("mkdir(\"numbered\", 0700) = %s /* answered by seccomp notify */",
	    outcome(syscall(SYS_mkdir, "numbered", 0700)));
	say("rmdir(\"answered\") = %s", outcome(syscall(SYS_rmdir, "answered")));
	pthread_join(thread, NULL);
}

int main(int argc, char **argv)
{
	static const struct victim_case cases[] = {
		{ "errno", do_errno },	       { "fork", do_fork },	       { "errno_zero", do_errno_zero }, { "log", do_log },
		{ "trap", do_trap },	       { "kill_process", do_kill_process },
		{ "kill_thread", do_kill_thread }, { "notify", do_notify },
		{ "notify_answers", do_notify_answers }, { "errno_zero_read", do_errno_zero_read }, { NULL, NULL },
	};

	require(argc > 2);
	umask(0);
	return run_cases(argc, argv, cases);
}
