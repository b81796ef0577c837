/* SPDX-License-Identifier: MIT */
/* Memory files behind the program's standard streams: what it reads, and what it wrote. */
#include "harness/streams.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

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

int streams_make(struct streams *streams, const char *text, bool is_captured)
{
	const char *const names[] = {"stdin", "stdout", "stderr"};

	for (int n = 0; n < 3; n++) {
		if (n ? !is_captured : !text)
			continue;
		streams->fds[n] = memfd_create(names[n], MFD_CLOEXEC);
		if (streams->fds[n] < 0)
			return -errno;
	}
	return text ? fill(streams->fds[0], text) : 0;
}

static void close_all(struct streams *streams)
{
	for (int n = 0; n < 3; n++) {
		if (streams->fds[n] >= 0)
			close(streams->fds[n]);
		streams->fds[n] = -1;
	}
}

static int keep(struct streams *streams, int n)
{
	off_t size = lseek(streams->fds[n], 0, SEEK_END), done = 0;
	char *bytes;

	if (size < 0)
		return -errno;
	bytes = malloc((size_t)size + 1);
	if (!bytes)
		return -ENOMEM;
	while (done < size) {
		ssize_t got = pread(streams->fds[n], bytes + done, (size_t)(size - done), done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		done += got;
	}
	bytes[done] = '\0';
	streams->written[n] = bytes;
	streams->length[n] = (size_t)done;
	return 0;
}

int streams_keep(struct streams *streams)
{
	int r = 0;

	for (int n = 1; n < 3 && !r; n++)
		if (streams->fds[n] >= 0)
			r = keep(streams, n);
	close_all(streams);
	return r;
}

void streams_free(struct streams *streams)
{
	close_all(streams);
	free(streams->written[1]);
	free(streams->written[2]);
	*streams = STREAMS_INHERITED;
}
