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

#include "harness/base/text.h"

#define PF_KTHREAD 0x00200000	/* include/linux/sched.h: in the flags of /proc/PID/stat, proc(5) */

/* What may trace any task must not be lent to look into other users' programs: /proc/PID belongs to the user whose
 * program it is, or to root where that is a set-id program (proc(5)). 0, or -EPERM with a sentence. */
static int is_allowed(pid_t pid, struct text *why)
{
	char path[32];
	struct stat status;

	if (pid == getpid()) {
		text_format(why, "cannot record process %d: it would record itself recording", (int)pid);
		return -EPERM;
	}
	snprintf(path, sizeof(path), "/proc/%d", (int)pid);
	if (pid <= 0)
		errno = ENOENT;
	if (pid <= 0 || stat(path, &status) < 0) {
		text_format(why, "cannot record process %d: %s", (int)pid,
			    errno == ENOENT ? "there is no such process" : strerror(errno));
		return errno == ENOENT ? -ESRCH : -EPERM;
	}
	if (geteuid() == 0 || status.st_uid == geteuid())
		return 0;
	text_format(why, "cannot record process %d: it belongs to another user, or is a set-id program", (int)pid);
	return -EPERM;
}

enum thread_kind { THREAD_GONE, THREAD_OF_PROGRAM, THREAD_OF_KERNEL };

/* Whether it will call anything yet: of one that has ended nothing comes any more, not even its end. */
static enum thread_kind look_at(pid_t pid, pid_t tid)
{
	char path[56], text[512], state;
	unsigned flags;
	const char *rest;
	size_t got;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/stat", (int)pid, (int)tid);
	file = fopen(path, "re");
	got = file ? fread(text, 1, sizeof(text) - 1, file) : 0;
	if (file)
		fclose(file);
	text[got] = '\0';
	rest = strrchr(text, ')');	/* a name may have brackets */
	if (!rest || sscanf(rest, ") %c %*d %*d %*d %*d %*d %u", &state, &flags) != 2 || strchr("ZXx", state))
		return THREAD_GONE;
	return flags & PF_KTHREAD ? THREAD_OF_KERNEL : THREAD_OF_PROGRAM;
}

/* Add every thread that is listed now and has not ended; how many were new, or -errno. */
static int add_threads(struct session *session, pid_t pid, size_t *ret_listed)
{
	char path[40];
	struct dirent *entry;
	DIR *folder;
	int added = 0, r = 0;
	uint64_t number;
	pid_t tid;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	folder = opendir(path);
	if (!folder)
		return errno == ENOENT ? -ESRCH : -errno;
	while (r >= 0 && (entry = readdir(folder))) {
		tid = (pid_t)atoi(entry->d_name);
		if (!isdigit((unsigned char)entry->d_name[0]) || look_at(pid, tid) == THREAD_GONE)
			continue;
		*ret_listed += 1;
		r = channel_add_task(session->channel, pid, tid, session->options.flags & SX_AT_EXEC, &number);
		added += r == 0;
		if (r == 0 && !(session->options.flags & SX_AT_EXEC))
			r = session_tell_ids(session, pid, tid, number);
		if (r == -ESRCH)	/* it has just ended */
			r = 0;
	}
	closedir(folder);
	return r < 0 ? r : added;
}

/* A thread that is not in yet may start another: look until all that are listed are in. */
static int add_process(struct session *session, pid_t pid)
{
	size_t listed = 0;
	int added, total = 0;

	do {
		added = add_threads(session, pid, &listed);
		if (added > 0) {
			total += added;
			session->attached_tasks += (size_t)added;
		}
	} while (added > 0);
	if (added < 0)
		return added;
	if (!listed)
		return -ESRCH;
	return total ? 0 : -EBUSY;
}

static void explain(pid_t pid, int error, struct text *why)
{
	text_format(why, "cannot record process %d: ", (int)pid);
	switch (error) {
	case ESRCH:
		text_add(why, "it has ended");
		break;
	case EBUSY:
		text_add(why, "it is being recorded already");
		break;
	case EOPNOTSUPP:
		text_add(why, "it has several threads, and taking those of a running process needs kernel 6.9");
		break;
	default:
		text_add(why, strerror(error));
	}
}

/* Take in a process with all its threads; 0, or -errno with a sentence. */
static int take_process(struct session *session, pid_t pid, struct text *why)
{
	char path[32];
	int r;

	if (!channel_adds_tasks(session->channel)) {
		text_format(why, "cannot record process %d: the helper lends no more than acts on the process that asks; "
			    "sx_attach needs CAP_BPF and CAP_PERFMON itself", (int)pid);
		return -EPERM;
	}
	r = is_allowed(pid, why);
	if (r < 0)
		return r;
	if (look_at(pid, pid) == THREAD_OF_KERNEL) {
		text_format(why, "cannot record process %d: it is a thread of the kernel, which makes no system calls", (int)pid);
		return -EINVAL;
	}
	r = add_process(session, pid);
	if (r == 0)
		r = session_tell_neighbours(session, pid);
	if (r < 0) {
		explain(pid, -r, why);
		return r;
	}
	/* It may have become a set-id program before the kernel side had it in sight: then nothing of it is kept. */
	r = is_allowed(pid, why);
	if (r == -EPERM) {
		channel_detach(session->channel);
		channel_session(session->channel)->lost_tasks++;
		channel_drop(session->channel);
		return r;
	}
	snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
	recorder_seed_mappings(session->recorder, path, true);
	return 0;
}

static struct sx_trace *attach(const struct sx_options *options, pid_t pid)
{
	struct session *session;
	struct sx_trace *trace = session_new(options, &session);
	struct text why = {0};
	char path[32];
	int r;

	if (!session)
		return trace;
	session->attached = pid;
	if (!session_begin(session, "process", true, 0))
		return trace;
	snprintf(path, sizeof(path), "/proc/%d/cwd", (int)pid);
	trace_define_folder(trace, path);
	session->stop_fd = eventfd(0, EFD_CLOEXEC);
	r = session->stop_fd < 0 ? -errno : take_process(session, pid, &why);
	if (r == 0) {
		r = session_read_along(session);
		if (r < 0)
			channel_detach(session->channel);
	}
	if (r < 0 && !why.length)
		explain(pid, -r, &why);
	if (r < 0) {
		trace_fail(trace, "%s", why.bytes ? why.bytes : "out of memory");
		session_close(session);
	}
	text_free(&why);
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

static int attach_also(struct session *session, pid_t pid, struct text *why)
{
	int r = -EINVAL;

	pthread_mutex_lock(&session->lock);
	if (session->attached && session->has_reader && !session->is_over)
		r = take_process(session, pid, why);
	else
		text_add(why, "the recording is of a program that was started, or it is over");
	pthread_mutex_unlock(&session->lock);
	return r;
}

int sx_attach_also(sx_trace *trace, pid_t pid, char *why, size_t room)
{
	struct session *session = trace ? trace->root->session : NULL;
	struct text text = {0};
	int r = -EINVAL;

	if (session) {
		session_pause();
		r = attach_also(session, pid, &text);
		session_resume();
	}
	if (r < 0 && why && room)
		snprintf(why, room, "%s", text.bytes ? text.bytes : "there is no recording");
	text_free(&text);
	return r;
}
