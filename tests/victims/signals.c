/* SPDX-License-Identifier: MIT */
/* Is interrupted inside calls: with and without SA_RESTART, and for good. */
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/wait.h>

#include "victim.h"
#include "waiting.h"

static int ends[2];
static volatile int *taken;	/* shared: the child's handler ran */

static void on_signal(int number)
{
	*taken = number;
}

/* A child that blocks in read(); SIGUSR1 interrupts it, and a byte ends it if it begins again. */
static void interrupt(bool restarts)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = restarts ? SA_RESTART : 0 };
	int parent = getpid(), status;
	pid_t pid;
	char byte;
	long n;

	require(sigaction(SIGUSR1, &action, NULL) == 0);
	pid = fork();
	require(pid >= 0);
	if (pid == 0) {
		n = syscall(SYS_read, ends[0], &byte, 1);
		say("read(%s, %p, 1) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)", shown(ends[0]),
		    (void *)&byte);
		say("--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_USER, si_pid=%d, si_uid=0} ---", parent);
		if (!restarts) {
			require(n == -1 && errno == EINTR);
			say("rt_sigreturn({mask=[]}) = %s", outcome(n));
		} else {
			require(n == 1);
			say("rt_sigreturn({mask=[]}) = 0");
			say("read(%s, \"x\", 1) = 1", shown(ends[0]));
		}
		_exit(0);
	}
	wait_until_in(pid, SYS_read);
	require(kill(pid, SIGUSR1) == 0);
	while (!*taken)
		;
	require(!restarts || write(ends[1], "x", 1) == 1);
	require(waitpid(pid, &status, 0) == pid && status == 0);
}

static void do_restart(void)
{
	interrupt(true);
}

static void do_interrupt(void)
{
	interrupt(false);
}

/* Killed while it waits for bytes that never come. */
static void do_kill(void)
{
	int status;
	pid_t pid = fork();
	char byte;

	require(pid >= 0);
	if (pid == 0) {
		syscall(SYS_read, ends[0], &byte, 1);
		_exit(1);
	}
	wait_until_in(pid, SYS_read);
	say("kill(%d, SIGKILL) = %s", pid, outcome(syscall(SYS_kill, pid, SIGKILL)));
	require(syscall(SYS_wait4, pid, &status, 0, NULL) == pid && WTERMSIG(status) == SIGKILL);
	say("wait4(%d, [{WIFSIGNALED(s) && WTERMSIG(s) == SIGKILL}], 0, NULL) = %d", pid, pid);
}

static void *blocks(void *argument)
{
	char byte;

	require(read(ends[0], &byte, 1) == 1);
	return argument;
}

/* exit_group() while another thread is inside a call. */
static void do_leave(void)
{
	pthread_t thread;
	int i, status;
	pid_t pid = fork();

	require(pid >= 0);
	if (pid == 0) {
		for (i = 0; i < 3; i++)
			require(pthread_create(&thread, NULL, blocks, NULL) == 0);
		_exit(12);
	}
	require(syscall(SYS_wait4, pid, &status, 0, NULL) == pid && WEXITSTATUS(status) == 12);
	say("wait4(%d, [{WIFEXITED(s) && WEXITSTATUS(s) == 12}], 0, NULL) = %d", pid, pid);
}

/* A handler for a signal that the thread sends itself. */
static void do_raise(void)
{
	struct sigaction action = { .sa_handler = on_signal };
	int pid = getpid();

	require(sigaction(SIGUSR2, &action, NULL) == 0);
	require(syscall(SYS_tgkill, pid, pid, SIGUSR2) == 0);
	say("tgkill(%d, %d, SIGUSR2) = 0", pid, pid);
	say("--- SIGUSR2 {si_signo=SIGUSR2, si_code=SI_TKILL, si_pid=%d, si_uid=0} ---", pid);
	say("rt_sigreturn({mask=[]}) = 0");
	require(syscall(SYS_kill, pid, 0) == 0);
	say("kill(%d, 0) = 0", pid);
	say("kill(%d, SIGRT_3) = %s", 99999999, outcome(syscall(SYS_kill, 99999999, 35)));
}

/* Signals that do nothing: by their default, and because they are ignored. */
static void do_ignored(void)
{
	int pid = getpid(), pipe_ends[2];

	require(pipe(pipe_ends) == 0 && close(pipe_ends[0]) == 0);
	require(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
	require(syscall(SYS_kill, pid, SIGWINCH) == 0);
	say("kill(%d, SIGWINCH) = 0", pid);
	say("--- SIGWINCH {si_signo=SIGWINCH, si_code=SI_USER, si_pid=%d, si_uid=0} ---", pid);
	require(syscall(SYS_kill, pid, SIGPIPE) == 0);
	say("kill(%d, SIGPIPE) = 0", pid);
	say("--- SIGPIPE {si_signo=SIGPIPE, si_code=SI_USER, si_pid=%d, si_uid=0} ---", pid);
	/* One that the kernel sends with no word on it. */
	say("write(%s, \"x\", 1) = %s", shown(pipe_ends[1]), outcome(syscall(SYS_write, pipe_ends[1], "x", 1)));
	say("--- SIGPIPE {si_signo=SIGPIPE, si_code=SI_USER, si_pid=%d, si_uid=0} ---", pid);
	require(syscall(SYS_kill, pid, 0) == 0);
	say("kill(%d, 0) = 0", pid);
}

static void do_stop(void)
{
	int status, pid = fork();

	if (pid == 0) {
		pid = getpid();
		require(syscall(SYS_kill, pid, SIGSTOP) == 0);
		say("kill(%d, SIGSTOP) = 0", pid);
		say("--- SIGSTOP {si_signo=SIGSTOP, si_code=SI_USER, si_pid=%d, si_uid=0} ---", pid);
		say("--- stopped by SIGSTOP ---");
		_exit(0);
	}
	require(syscall(SYS_wait4, pid, &status, WUNTRACED, NULL) == pid && WIFSTOPPED(status));
	say("wait4(%d, [{WIFSTOPPED(s) && WSTOPSIG(s) == SIGSTOP}], WSTOPPED, NULL) = %d", pid, pid);
	require(syscall(SYS_kill, pid, SIGCONT) == 0);
	say("kill(%d, SIGCONT) = 0", pid);
	require(waitpid(pid, &status, 0) == pid && status == 0);
}

int main(int argc, char **argv)
{
	static const struct victim_case cases[] = {
		{ "restart", do_restart }, { "interrupt", do_interrupt }, { "kill", do_kill },
		{ "leave", do_leave },	   { "raise", do_raise },	  { "ignored", do_ignored },
		{ "stop", do_stop },	   { NULL, NULL },
	};

	require(argc > 2);
	taken = mmap(NULL, sizeof(*taken), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	require(taken != MAP_FAILED && pipe(ends) == 0);
	return run_cases(argc, argv, cases);
}
