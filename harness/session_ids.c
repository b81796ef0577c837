/* SPDX-License-Identifier: MIT */
/* What a process that runs already is called in pid namespaces below this one: /proc says it, as the recording begins. */
#include "harness/session.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define LEVELS 33	/* of namespaces in each other: MAX_PID_NS_LEVEL of include/linux/pid_namespace.h, and the first */

/* Ids of one kind, from /proc's own namespace inwards. */
struct numbers {
	int32_t ids[LEVELS];
	size_t count;
};

static void read_numbers(const char *text, struct numbers *ret)
{
	char *end;

	for (ret->count = 0; ret->count < LEVELS; ret->count++) {
		long id = strtol(text, &end, 10);

		if (end == text)
			return;
		ret->ids[ret->count] = (int32_t)id;
		text = end;
	}
}

/* Of "NSpid:\t4711\t3", proc(5); all are of as many levels. */
static bool read_status(const char *path, struct numbers *ret_tid, struct numbers *ret_group, struct numbers *ret_session)
{
	char line[512];
	FILE *file = fopen(path, "re");

	while (file && fgets(line, sizeof(line), file)) {
		if (!strncmp(line, "NSpid:", 6))
			read_numbers(line + 6, ret_tid);
		else if (!strncmp(line, "NSpgid:", 7))
			read_numbers(line + 7, ret_group);
		else if (!strncmp(line, "NSsid:", 6))
			read_numbers(line + 6, ret_session);
	}
	if (file)
		fclose(file);
	return ret_tid->count > 1 && ret_group->count == ret_tid->count && ret_session->count == ret_tid->count;
}

/* Inode numbers of the innermost namespaces, the task's own first. */
static bool find_namespaces(const char *path, uint32_t *ret_namespaces, size_t count)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), parent;
	struct stat status;
	size_t i;

	for (i = 0; i < count && fd >= 0 && fstat(fd, &status) == 0; i++) {
		ret_namespaces[i] = (uint32_t)status.st_ino;
		parent = ioctl(fd, NS_GET_PARENT);
		close(fd);
		fd = parent;
	}
	if (fd >= 0)
		close(fd);
	return i == count;
}

/* Of a task by its number in the session; 0: of one that is not recorded, or of a group. */
static int tell(struct session *session, uint64_t number, pid_t pid, const struct numbers *numbers,
		const uint32_t *namespaces, size_t count)
{
	struct wire_ids record = {.head = {.kind = WIRE_IDS, .task = number, .time_ns = session_now_ns()}};

	record.head.tid = numbers->ids[0];
	record.head.pid = number ? pid : numbers->ids[0];
	if (record.head.tid <= 0)
		return 0;
	for (size_t i = 0; i < count; i++)
		record.ids[i] = (struct wire_id){namespaces[i], numbers->ids[numbers->count - 1 - i]};
	return recorder_add(session->recorder, &record, sizeof(record));
}

/* 1: it is in a namespace below this one's, and its ids are told. */
static int tell_all(struct session *session, pid_t pid, pid_t tid, uint64_t number)
{
	struct numbers ids = {0}, group = {0}, leader = {0};
	uint32_t namespaces[WIRE_NAMESPACES];
	char path[56];
	size_t count;
	int r;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/status", (int)pid, (int)tid);
	if (!read_status(path, &ids, &group, &leader))
		return 0;
	count = ids.count - 1 < WIRE_NAMESPACES ? ids.count - 1 : WIRE_NAMESPACES;
	snprintf(path, sizeof(path), "/proc/%d/task/%d/ns/pid", (int)pid, (int)tid);
	if (!find_namespaces(path, namespaces, count))
		return 0;
	r = tell(session, 0, pid, &leader, namespaces, count);
	if (r == 0)
		r = tell(session, 0, pid, &group, namespaces, count);
	if (r == 0)
		r = tell(session, number, pid, &ids, namespaces, count);
	return r < 0 ? r : 1;
}

int session_tell_ids(struct session *session, pid_t pid, pid_t tid, uint64_t number)
{
	int r = tell_all(session, pid, tid, number);

	return r < 0 ? r : 0;
}

int session_tell_neighbours(struct session *session, pid_t pid)
{
	int r = tell_all(session, pid, pid, 0);
	DIR *folder = r == 1 ? opendir("/proc") : NULL;
	struct dirent *entry;

	while (r >= 0 && folder && (entry = readdir(folder)))
		if (isdigit((unsigned char)entry->d_name[0]))
			r = tell_all(session, (pid_t)atoi(entry->d_name), (pid_t)atoi(entry->d_name), 0);
	if (folder)
		closedir(folder);
	return r < 0 ? r : 0;
}
