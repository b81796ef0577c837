/* SPDX-License-Identifier: MIT */
/* The warden: starts the program, waits for it, and kills the tree when the test dies. */
#include "harness/child_private.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/child_function.h"

#define MOST_KEPT 32	/* descriptors that the warden keeps */

extern char **environ;

/* ---- the new process ---- */

/* Raw calls: libc's would try to tell threads that were not copied into the warden. */
static int set_identity(const struct identity *identity)
{
	if (!identity->is_set)
		return 0;
	if (syscall(SYS_setgroups, identity->group_count, identity->groups) < 0)
		return -errno;
	if (syscall(SYS_setresgid, identity->gid, identity->gid, identity->gid) < 0)
		return -errno;
	return syscall(SYS_setresuid, identity->uid, identity->uid, identity->uid) < 0 ? -errno : 0;
}

/* Whoever it becomes may open /dev/stdout anew, as a pipe's owner may. */
static int set_streams(const int *streams, const struct identity *identity)
{
	int moved[3];

	/* A source may itself be 0, 1 or 2: move such away first. */
	for (int i = 0; i < 3; i++) {
		moved[i] = streams[i] < 0 || streams[i] > 2 ? streams[i] : fcntl(streams[i], F_DUPFD_CLOEXEC, 3);
		if (streams[i] >= 0 && moved[i] < 0)
			return -errno;
	}
	for (int i = 0; i < 3; i++) {
		if (moved[i] >= 0 && dup2(moved[i], i) < 0)
			return -errno;
		if (moved[i] >= 0 && identity->is_set)
			syscall(SYS_fchown, i, identity->uid, identity->gid);
	}
	return 0;
}

/* As execvp(3): the first candidate that can be executed; one without a header is a shell script. */
static int execute(char *const *candidates, char *const *argv, char **shell, char *const *env)
{
	int error = ENOENT;

	for (; *candidates; candidates++) {
		execve(*candidates, argv, env);
		if (errno == ENOEXEC) {
			shell[0] = (char *)"/bin/sh";
			shell[1] = *candidates;
			execve(shell[0], shell, env);
		}
		if (errno == EACCES)
			error = EACCES;
		else if (errno != ENOENT && errno != ENOTDIR && errno != ESTALE && errno != ENODEV && errno != ETIMEDOUT)
			return -errno;
	}
	return -error;
}

/* Up to the execve, which does not come back unless it fails; or up to the function. */
static void become_program(struct launch *launch)
{
	const struct child_request *request = launch->request;
	char *const *env = (char *const *)(uintptr_t)(request->env ? (const void *)request->env : environ);

	setpgid(0, launch->group);
	launch->stage = CHILD_STREAMS;
	launch->error = set_streams(request->streams, &launch->identity);
	if (launch->error)
		return;
	launch->stage = CHILD_DIR;
	launch->error = request->dir && chdir(request->dir) < 0 ? -errno : 0;
	if (launch->error)
		return;
	/* Joins with the rights of the test: the user to be may have none. */
	launch->stage = CHILD_JOIN;
	launch->error = request->join(request->context);
	if (launch->error)
		return;
	launch->stage = CHILD_USER;
	launch->error = set_identity(&launch->identity);
	if (launch->error)
		return;
	sigaction(SIGCHLD, &launch->on_child_end, NULL);
	sigprocmask(SIG_SETMASK, &launch->mask, NULL);
	if (request->function)
		return;
	launch->stage = CHILD_EXEC;
	launch->error = execute(launch->candidates, (char *const *)(uintptr_t)request->argv, launch->shell, env);
}

/* ---- the warden ---- */

static int compare_numbers(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* Everything of the test's that is open would stay open as long as the warden lives. */
static void close_others(int *kept, size_t count)
{
	unsigned next = 0;

	qsort(kept, count, sizeof(*kept), compare_numbers);
	for (size_t i = 0; i < count; i++) {
		if (kept[i] < (int)next)
			continue;
		if (kept[i] > (int)next)
			syscall(SYS_close_range, next, kept[i] - 1, 0);
		next = (unsigned)kept[i] + 1;
	}
	syscall(SYS_close_range, next, ~0U, 0);
}

static void tell(int line, int stage, int value)
{
	struct message message = {stage, value};

	while (send(line, &message, sizeof(message), MSG_NOSIGNAL) < 0 && errno == EINTR)
		;
}

int pidfd_of(pid_t pid)
{
	return (int)syscall(SYS_pidfd_open, pid, 0);
}

/* All that ended, also what the program gave us (CLONE_PARENT): it may wait until such a child has gone. */
static void reap(const struct launch *launch, pid_t program, bool *is_running)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG | __WALL)) > 0) {
		if (!*is_running || pid != program)
			continue;
		tell(launch->line, CHILD_STARTED, status);
		*is_running = false;
	}
}

static void wake(int number)
{
	(void)number;
}

/* Until the test lets go or dies. Children that end wake it up, and nothing else does while it works. */
static void watch(struct launch *launch, pid_t pid, int program)
{
	const struct child_request *request = launch->request;
	struct pollfd polled[] = {{launch->test, POLLIN, 0}, {launch->line, POLLIN, 0}};
	struct sigaction on_end = {.sa_handler = wake};
	bool is_running = true;
	sigset_t others;
	char letter;

	sigaction(SIGCHLD, &on_end, NULL);
	sigfillset(&others);
	sigdelset(&others, SIGCHLD);
	for (;;) {
		int ready = ppoll(polled, 2, NULL, &others);

		reap(launch, pid, &is_running);
		if (ready < 0)
			continue;
		if (polled[0].revents) {
			if (is_running)
				syscall(SYS_pidfd_send_signal, program, SIGKILL, NULL, 0);
			request->bury(request->context);
			return;
		}
		if (polled[1].revents) {
			ssize_t got = recv(launch->line, &letter, 1, MSG_DONTWAIT);

			if (got == 1 && letter == LETTER_LET_GO)
				return;
			if (got == 1)		/* by the pidfd, which is no other's once the program has ended */
				syscall(SYS_pidfd_send_signal, program, SIGTERM, NULL, 0);
			if (got == 0)		/* it is dying: its files are closed before its pidfd tells */
				polled[1].fd = -1;
		}
	}
}

/* The function's process: libc's fork(), so that the function may use all of libc. Returns once it has joined; it
 * tells so by memory, as a call would be recorded. */
static pid_t fork_function(struct launch *launch)
{
	const struct child_request *request = launch->request;
	volatile struct function_state *state = request->function_state;
	struct timespec pause = {0, 20000};
	siginfo_t info = {.si_pid = 0};
	pid_t pid = fork();

	if (pid == 0) {
		become_program(launch);
		if (launch->error) {
			state->stage = launch->stage;
			state->error = launch->error;
			_exit(127);
		}
		if (request->env)
			environ = (char **)(uintptr_t)request->env;
		child_run_function(request->function, request->argument, state, request->begin, request->context);
	}
	while (pid > 0 && state->end == FUNCTION_NOT_STARTED && !info.si_pid) {
		nanosleep(&pause, NULL);
		waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT);
	}
	launch->stage = state->stage;
	launch->error = state->error;
	return pid;
}

void warden_live(struct launch *launch)
{
	const struct child_request *request = launch->request;
	struct sigaction plain = {.sa_handler = SIG_DFL};
	int kept[MOST_KEPT], program;
	size_t count = 0;
	pid_t pid;

	setpgid(0, 0);
	/* An ignored SIGCHLD would let the program's status vanish. */
	sigaction(SIGCHLD, &plain, NULL);
	pid = request->function ? fork_function(launch) : vfork();
	if (!pid) {
		become_program(launch);
		_exit(127);
	}
	if (pid < 0) {
		tell(launch->line, CHILD_WARDEN, -errno);
		return;
	}
	if (launch->error) {
		waitpid(pid, NULL, 0);
		tell(launch->line, launch->stage, launch->error);
		return;
	}
	program = pidfd_of(pid);
	if (program < 0) {
		int error = errno;

		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		tell(launch->line, CHILD_WARDEN, -error);
		return;
	}
	kept[count++] = launch->test;
	kept[count++] = launch->line;
	kept[count++] = program;
	for (size_t i = 0; i < request->lifeline_count && count < MOST_KEPT; i++)
		kept[count++] = request->lifelines[i];
	close_others(kept, count);
	tell(launch->line, CHILD_STARTED, pid);
	watch(launch, pid, program);
}
