/* SPDX-License-Identifier: MIT */
/* What stands behind the program's standard streams: what it reads, and what it wrote. */
#include "harness/streams.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define PIPE_SIZE (1 << 20)	/* asked for: the fewer turns, the less the program waits */

static int fill(int fd, const char *text)
{
	size_t length = strlen(text);

	for (size_t done = 0; done < length;) {
		ssize_t written = write(fd, text + done, length - done);

		if (written < 0 && errno != EINTR)
			return -errno;
		done += written > 0 ? (size_t)written : 0;
	}
	return lseek(fd, 0, SEEK_SET) < 0 ? -errno : 0;
}

static int make_input(struct streams *streams, const char *text)
{
	streams->fds[0] = memfd_create("stdin", MFD_CLOEXEC);
	return streams->fds[0] < 0 ? -errno : fill(streams->fds[0], text);
}

/* Our end alone does not block. */
static int make_output(struct streams *streams, int n)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	streams->ends[n] = ends[0];
	streams->fds[n] = ends[1];
	fcntl(ends[0], F_SETPIPE_SZ, PIPE_SIZE);
	return fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0 ? -errno : 0;
}

int streams_make(struct streams *streams, const char *text, bool is_captured, size_t limit)
{
	int r = text ? make_input(streams, text) : 0;

	streams->limit = limit;
	streams->is_captured = is_captured;
	for (int n = 1; n < 3 && r == 0 && is_captured; n++)
		r = make_output(streams, n);
	return r;
}

static void let_go(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void streams_hand_over(struct streams *streams)
{
	for (int n = 0; n < 3; n++)
		let_go(&streams->fds[n]);
}

/* ---- what the program wrote ---- */

/* At least one byte more, and one for the NUL; false: what comes next cannot be kept. */
static bool make_room(struct streams *streams, int n)
{
	size_t length = streams->taken_length[n], room = streams->room[n] ? 2 * streams->room[n] : 4096;
	char *bytes;

	if (length >= streams->limit)
		return false;
	if (streams->room[n] > length + 1)
		return true;
	bytes = realloc(streams->taken[n], room);
	if (!bytes)
		return false;
	streams->taken[n] = bytes;
	streams->room[n] = room;
	return true;
}

/* As much of what waits as fits; 0: nothing does, or the last writer has gone. */
static size_t take_some(struct streams *streams, int n, size_t most)
{
	char thrown_away[4096];
	bool has_room = make_room(streams, n);
	char *into = has_room ? streams->taken[n] + streams->taken_length[n] : thrown_away;
	size_t room = has_room ? streams->room[n] - streams->taken_length[n] - 1 : sizeof(thrown_away);
	ssize_t got;

	if (has_room && room > streams->limit - streams->taken_length[n])
		room = streams->limit - streams->taken_length[n];
	do {
		got = read(streams->ends[n], into, room < most ? room : most);
	} while (got < 0 && errno == EINTR);
	if (got == 0 || (got < 0 && errno != EAGAIN))
		let_go(&streams->ends[n]);
	if (got <= 0)
		return 0;
	if (has_room)
		streams->taken_length[n] += (size_t)got;
	else
		streams->error = streams->taken_length[n] < streams->limit ? -ENOMEM : -EFBIG;
	return (size_t)got;
}

/* No more than waits now: somebody may go on writing. */
static void take(struct streams *streams, int n)
{
	int waiting = 0;
	size_t left, got;

	if (streams->ends[n] < 0 || ioctl(streams->ends[n], FIONREAD, &waiting) < 0)
		return;
	if (!waiting)	/* the end, or nothing */
		take_some(streams, n, 1);
	for (left = (size_t)waiting; left && (got = take_some(streams, n, left)); left -= got)
		;
}

void streams_take(struct streams *streams)
{
	for (int n = 1; n < 3; n++)
		take(streams, n);
}

static int keep(struct streams *streams, int n)
{
	if (!streams->taken[n])
		streams->taken[n] = malloc(1);
	if (!streams->taken[n])
		return -ENOMEM;
	streams->taken[n][streams->taken_length[n]] = '\0';
	streams->written[n] = streams->taken[n];
	streams->length[n] = streams->taken_length[n];
	streams->taken[n] = NULL;
	return 0;
}

static void close_all(struct streams *streams)
{
	streams_hand_over(streams);
	for (int n = 1; n < 3; n++)
		let_go(&streams->ends[n]);
}

int streams_keep(struct streams *streams)
{
	int r = 0;

	streams_take(streams);
	for (int n = 1; n < 3 && r == 0 && streams->is_captured; n++)
		r = keep(streams, n);
	close_all(streams);
	return r ? r : streams->error;
}

void streams_free(struct streams *streams)
{
	close_all(streams);
	for (int n = 1; n < 3; n++) {
		free(streams->taken[n]);
		free(streams->written[n]);
	}
	*streams = STREAMS_INHERITED;
}
