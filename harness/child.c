/* SPDX-License-Identifier: MIT */
/* The test's side of a child: looks up what is to be run, starts the warden, hears what it tells. */
#include "harness/child_private.h"

#include <errno.h>
#include <grp.h>
#include <linux/sched.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct child {
	int warden;		/* pidfd */
	int line;		/* socket to the warden */
	bool has_status;
	int status;
};

/* Who called sudo. */
static int look_up_caller(struct passwd *entry, char *buffer, size_t size, struct passwd **ret_found)
{
	const char *text = getenv("SUDO_UID");
	char *end;
	unsigned long uid;

	if (!text || *text < '0' || *text > '9')
		return ENXIO;
	errno = 0;
	uid = strtoul(text, &end, 10);
	if (*end || errno || uid >= UINT_MAX)
		return ENXIO;
	return getpwuid_r((uid_t)uid, entry, buffer, size, ret_found);
}

/* "1000:100" */
static bool read_ids(const char *text, struct identity *ret_identity)
{
	char *end;
	unsigned long uid, gid;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	uid = strtoul(text, &end, 10);
	if (*end != ':' || end[1] < '0' || end[1] > '9')
		return false;
	gid = strtoul(end + 1, &end, 10);
	if (*end || errno || uid >= UINT_MAX || gid >= UINT_MAX)
		return false;
	ret_identity->uid = (uid_t)uid;
	ret_identity->gid = ret_identity->groups[0] = (gid_t)gid;
	ret_identity->group_count = 1;
	return true;
}

static int look_up_user(const char *name, struct identity *ret_identity)
{
	struct passwd entry, *found = NULL;
	char buffer[4096];
	int r;

	ret_identity->is_set = name != NULL;
	if (!name || read_ids(name, ret_identity))
		return 0;
	r = *name ? getpwnam_r(name, &entry, buffer, sizeof(buffer), &found) :
		    look_up_caller(&entry, buffer, sizeof(buffer), &found);
	if (r || !found)
		return r ? -r : -ENOENT;
	ret_identity->uid = entry.pw_uid;
	ret_identity->gid = entry.pw_gid;
	ret_identity->group_count = (int)(sizeof(ret_identity->groups) / sizeof(*ret_identity->groups));
	if (getgrouplist(entry.pw_name, entry.pw_gid, ret_identity->groups, &ret_identity->group_count) < 0)
		return -E2BIG;
	return 0;
}

/* argv[1] … behind two free places. */
static int make_shell_arguments(const char *const *argv, char ***ret_shell)
{
	size_t count = 0;

	while (argv[count])
		count++;
	*ret_shell = calloc(count + 3, sizeof(**ret_shell));
	if (!*ret_shell)
		return -ENOMEM;
	for (size_t i = 1; i < count; i++)
		(*ret_shell)[i + 1] = (char *)(uintptr_t)argv[i];
	return 0;
}

static char **free_candidates(char **candidates)
{
	for (size_t i = 0; candidates && candidates[i]; i++)
		free(candidates[i]);
	free(candidates);
	return NULL;
}

/* The paths that execvp(3) would try. */
static int look_up_program(const char *name, char ***ret_candidates)
{
	const char *path = getenv("PATH"), *end;
	char **candidates;
	size_t count = 1, n = 0;

	if (!*name)
		return -ENOENT;
	if (!path)
		path = "/bin:/usr/bin";
	for (end = path; *end; end++)
		count += *end == ':';
	candidates = calloc(count + 1, sizeof(*candidates));
	if (!candidates)
		return -ENOMEM;
	if (strchr(name, '/')) {
		candidates[n] = strdup(name);
		if (!candidates[n])
			goto fail;
		*ret_candidates = candidates;
		return 0;
	}
	for (;; path = end + 1) {
		size_t length;

		end = strchrnul(path, ':');
		length = (size_t)(end - path);
		candidates[n] = malloc(length + strlen(name) + 2);
		if (!candidates[n])
			goto fail;
		memcpy(candidates[n], path, length);
		if (length)
			candidates[n][length++] = '/';
		strcpy(candidates[n] + length, name);
		n++;
		if (!*end)
			break;
	}
	*ret_candidates = candidates;
	return 0;

fail:
	free_candidates(candidates);
	return -ENOMEM;
}

static int receive(struct child *child, int timeout_ms, struct message *ret_message)
{
	struct pollfd polled[] = {{child->line, POLLIN, 0}, {child->warden, POLLIN, 0}};
	ssize_t got;
	int r;

	do {
		r = poll(polled, 2, timeout_ms);
	} while (r < 0 && errno == EINTR);
	if (r < 0)
		return -errno;
	if (!r)
		return -ETIMEDOUT;
	got = recv(child->line, ret_message, sizeof(*ret_message), MSG_DONTWAIT);
	return got == sizeof(*ret_message) ? 0 : -ECHILD;
}

/* The warden: a copy of this process without an exit signal. */
static int start_warden(struct child *child, struct launch *launch, int line)
{
	struct clone_args args = {.flags = CLONE_PIDFD, .pidfd = (uintptr_t)&child->warden};
	sigset_t all;
	long pid;
	int r;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &launch->mask);
	sigaction(SIGCHLD, NULL, &launch->on_child_end);
	launch->line = line;
	pid = syscall(SYS_clone3, &args, sizeof(args));
	if (!pid) {
		warden_live(launch);
		syscall(SYS_exit_group, 0);
	}
	r = pid < 0 ? -errno : 0;
	pthread_sigmask(SIG_SETMASK, &launch->mask, NULL);
	return r;
}

int child_start(struct child **ret_child, const struct child_request *request, enum child_stage *ret_stage)
{
	struct launch launch = {.request = request, .group = getpgrp(), .test = -1};
	struct message message;
	struct child *child;
	int lines[2] = {-1, -1}, r;

	*ret_stage = CHILD_WARDEN;
	child = calloc(1, sizeof(*child));
	if (!child)
		return -ENOMEM;
	child->warden = child->line = -1;
	*ret_stage = CHILD_USER;
	r = look_up_user(request->user, &launch.identity);
	if (r < 0)
		goto fail;
	*ret_stage = CHILD_EXEC;
	r = request->function ? 0 : look_up_program(request->file ? request->file : request->argv[0],
						     &launch.candidates);
	if (r < 0)
		goto fail;
	r = request->function ? 0 : make_shell_arguments(request->argv, &launch.shell);
	if (r < 0)
		goto fail;
	*ret_stage = CHILD_WARDEN;
	launch.test = pidfd_of(getpid());
	if (launch.test < 0 || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, lines) < 0) {
		r = -errno;
		goto fail;
	}
	child->line = lines[0];
	r = start_warden(child, &launch, lines[1]);
	if (r < 0)
		goto fail;
	close(lines[1]);
	lines[1] = -1;
	r = receive(child, -1, &message);
	if (r < 0)
		goto fail;
	*ret_stage = (enum child_stage)message.stage;
	if (message.stage != CHILD_STARTED) {
		r = message.value;
		goto fail;
	}
	close(launch.test);
	free_candidates(launch.candidates);
	free(launch.shell);
	*ret_child = child;
	return 0;

fail:
	if (launch.test >= 0)
		close(launch.test);
	if (lines[1] >= 0)
		close(lines[1]);
	free_candidates(launch.candidates);
	free(launch.shell);
	child_free(child);
	return r;
}

void child_terminate(struct child *child)
{
	send(child->line, (char[]){LETTER_TERMINATE}, 1, MSG_NOSIGNAL);
}

int child_poll_fd(const struct child *child)
{
	return child->line;
}

int child_wait(struct child *child, int timeout_ms, int *ret_status)
{
	struct message message;
	int r;

	if (!child->has_status) {
		r = receive(child, timeout_ms, &message);
		if (r < 0)
			return r;
		child->has_status = true;
		child->status = message.value;
	}
	*ret_status = child->status;
	return 0;
}

struct child *child_free(struct child *child)
{
	siginfo_t info;

	if (!child)
		return NULL;
	if (child->warden >= 0) {
		send(child->line, (char[]){LETTER_LET_GO}, 1, MSG_NOSIGNAL);
		while (waitid(P_PIDFD, (id_t)child->warden, &info, WEXITED | __WALL) < 0 && errno == EINTR)
			;
		close(child->warden);
	}
	if (child->line >= 0)
		close(child->line);
	free(child);
	return NULL;
}
