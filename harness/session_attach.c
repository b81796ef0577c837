/* SPDX-License-Identifier: MIT */
/* Recording a process that runs already. */
#include "harness/session.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

/* What may trace any task must not be lent to look into other users' programs: /proc/PID belongs to the user whose
 * program it is, or to root where that is a set-id program (proc(5)). */
static bool is_allowed(struct session *session, pid_t pid)
{
	char path[32];
	struct stat status;

	if (pid == getpid()) {
		trace_fail(session->trace, "cannot record process %d: it would record itself recording", (int)pid);
		return false;
	}
	snprintf(path, sizeof(path), "/proc/%d", (int)pid);
	if (pid <= 0)
		errno = ENOENT;
	if (pid <= 0 || stat(path, &status) < 0) {
		trace_fail(session->trace, "cannot record process %d: %s", (int)pid,
			   errno == ENOENT ? "there is no such process" : strerror(errno));
		return false;
	}
	if (geteuid() == 0 || status.st_uid == geteuid())
		return true;
	trace_fail(session->trace, "cannot record process %d: it belongs to another user, or is a set-id program",
		   (int)pid);
	return false;
}

/* Add every thread that is listed now; how many were new, or -errno. */
static int add_threads(struct session *session, pid_t pid)
{
	char path[40];
	struct dirent *entry;
	DIR *folder;
	int added = 0, r = 0;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	folder = opendir(path);
	if (!folder)
		return errno == ENOENT ? -ESRCH : -errno;
	while (r >= 0 && (entry = readdir(folder))) {
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		r = channel_add_task(session->channel, pid, (pid_t)atoi(entry->d_name));
		added += r == 0;
		if (r == -ESRCH)	/* it has just ended */
			r = 0;
	}
	closedir(folder);
	return r < 0 ? r : added;
}

/* A thread that is not in yet may start another: look until all that are listed are in. */
static int add_process(struct session *session, pid_t pid)
{
	int added, total = 0;

	do {
		added = add_threads(session, pid);
		if (added > 0)
			total += added;
	} while (added > 0);
	if (added < 0)
		return added;
	return total ? 0 : channel_session(session->channel)->live ? 0 : -EBUSY;
}

static void explain(struct session *session, pid_t pid, int error)
{
	switch (error) {
	case ESRCH:
		trace_fail(session->trace, "cannot record process %d: there is no such process", (int)pid);
		break;
	case EBUSY:
		trace_fail(session->trace, "cannot record process %d: it is being recorded already", (int)pid);
		break;
	case EOPNOTSUPP:
		trace_fail(session->trace, "cannot record process %d: it has several threads, and taking those of a "
			   "running process needs kernel 6.9", (int)pid);
		break;
	default:
		trace_fail(session->trace, "cannot record process %d: %s", (int)pid, strerror(error));
	}
}

static struct sx_trace *attach(const struct sx_options *options, pid_t pid)
{
	struct session *session;
	struct sx_trace *trace = session_new(options, &session);
	char path[32];
	int r = -EPERM;

	if (!session)
		return trace;
	session->attached = pid;
	if (!session_begin(session, "process", true, 0))
		return trace;
	if (is_allowed(session, pid)) {
		snprintf(path, sizeof(path), "/proc/%d/cwd", (int)pid);
		trace_define_folder(trace, path);
		session->stop_fd = eventfd(0, EFD_CLOEXEC);
		r = session->stop_fd < 0 ? -errno : add_process(session, pid);
		snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
		if (r == 0) {
			recorder_seed_mappings(session->recorder, path, true);
			r = session_read_along(session);
		}
		if (r < 0) {
			channel_detach(session->channel);
			explain(session, pid, -r);
		}
	}
	if (r < 0)
		session_close(session);
	return trace;
}

sx_trace *sx_attach(const struct sx_options *options, pid_t pid)
{
	struct sx_trace *trace;

	session_pause();
	trace = attach(options, pid);
	session_resume();
	return trace;
}
