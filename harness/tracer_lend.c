/* SPDX-License-Identifier: MIT */
/* Hands a loaded kernel side from the helper to a process that may not load one. */
#include "harness/tracer_private.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/capability.h"
#include "harness/helper.h"

#define ALWAYS (3 + WIRE_SLOTS)		/* control, living, sessions, rings */
#define MOST   (ALWAYS + MOST_LINKS)

/* The helper may be of another version: its programs, and what they send, must be those of this library. */
static uint64_t build_of_kernel_side(void)
{
	uint64_t sum = 0xcbf29ce484222325u;
	size_t size;
	const unsigned char *bytes = tracer_bpf__elf_bytes(&size);

	for (size_t i = 0; i < size; i++)
		sum = (sum ^ bytes[i]) * 0x100000001b3u;
	return sum;
}

/* ---- the helper's side ---- */

static unsigned gather(const struct kernel_side *kernel, int *ret_fds)
{
	unsigned count = 0;

	ret_fds[count++] = kernel->control;
	ret_fds[count++] = kernel->living;
	ret_fds[count++] = kernel->sessions;
	for (unsigned i = 0; i < WIRE_SLOTS; i++)
		ret_fds[count++] = kernel->rings[i];
	for (unsigned i = 0; i < MOST_LINKS; i++)
		if (kernel->links[i] >= 0)
			ret_fds[count++] = kernel->links[i];
	return count;
}

static int send_loan(int line, struct loan *loan, const int *fds, unsigned count)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(MOST * sizeof(int))];
	} control = {0};
	struct iovec part = {loan, sizeof(*loan)};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	struct cmsghdr *header = &control.align;

	if (count) {
		message.msg_control = control.bytes;
		message.msg_controllen = CMSG_SPACE(count * sizeof(int));
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(count * sizeof(int));
		memcpy(CMSG_DATA(header), fds, count * sizeof(int));
	}
	return sendmsg(line, &message, MSG_NOSIGNAL) == sizeof(*loan) ? 0 : -errno;
}

int kernel_lend(int line)
{
	struct loan loan = {.build = build_of_kernel_side()};
	struct tracer_bpf *skeleton;
	struct kernel_side kernel;
	int fds[MOST];
	unsigned count = 0;

	loan.error = may_load() ? kernel_load(&skeleton, &kernel) : -EACCES;
	if (loan.error < 0) {
		explain_load_failure(loan.error, loan.why, sizeof(loan.why));
	} else {
		count = gather(&kernel, fds);
		loan.links = count - ALWAYS;
	}
	return send_loan(line, &loan, fds, count);
}

/* ---- the library's side ---- */

static unsigned take_descriptors(struct msghdr *message, int *ret_fds)
{
	unsigned count = 0;

	for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header; header = CMSG_NXTHDR(message, header)) {
		size_t size = header->cmsg_len - CMSG_LEN(0);

		if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
			continue;
		for (size_t i = 0; i < size / sizeof(int) && count < MOST; i++)
			memcpy(&ret_fds[count++], CMSG_DATA(header) + i * sizeof(int), sizeof(int));
	}
	return count;
}

static ssize_t receive(int line, struct loan *ret_loan, int *ret_fds, unsigned *ret_count)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(MOST * sizeof(int))];
	} control = {0};
	struct iovec part = {ret_loan, sizeof(*ret_loan)};
	struct msghdr message = {
		.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof(control.bytes),
	};
	ssize_t got;
	char byte;

	do {
		got = recvmsg(line, &message, MSG_CMSG_CLOEXEC);
	} while (got < 0 && errno == EINTR);
	*ret_count = got > 0 ? take_descriptors(&message, ret_fds) : 0;
	/* Until the helper has ended: what it lent is then held by nobody else. */
	while (recv(line, &byte, 1, 0) > 0 || errno == EINTR)
		errno = 0;
	return got;
}

static void spread(const int *fds, unsigned links, struct kernel_side *ret)
{
	ret->control = *fds++;
	ret->living = *fds++;
	ret->sessions = *fds++;
	ret->states = -1;
	for (unsigned i = 0; i < WIRE_SLOTS; i++)
		ret->rings[i] = *fds++;
	for (unsigned i = 0; i < MOST_LINKS; i++)
		ret->links[i] = i < links ? *fds++ : -1;
}

static int borrow(const char *path, int line, struct kernel_side *ret_kernel, char *ret_why, size_t room)
{
	struct loan loan = {0};
	int fds[MOST], r = -EPROTO;
	unsigned count;
	ssize_t got = receive(line, &loan, fds, &count);

	loan.why[sizeof(loan.why) - 1] = '\0';
	if (got != sizeof(loan) || loan.build != build_of_kernel_side())
		snprintf(ret_why, room, got > 0 ? "cannot trace: the helper %s is of another version than this library" :
						  "cannot trace: the helper %s did not run, or ended without an answer "
						  "(in a container its capabilities have to be in the bounding set)", path);
	else if (loan.error == -EACCES)
		snprintf(ret_why, room, "cannot trace: the helper %s runs without CAP_BPF and CAP_PERFMON; as root: setcap "
			 "cap_bpf,cap_perfmon=ep %s (of no effect under ptrace, no_new_privs, or in a user namespace)",
			 path, path);
	else if (loan.error < 0)
		snprintf(ret_why, room, "%s", loan.why);
	else if (loan.links > MOST_LINKS || count != ALWAYS + loan.links)
		snprintf(ret_why, room, "cannot trace: the descriptors that the helper %s sent did not all come through", path);
	else
		r = 0;
	if (r == 0) {
		spread(fds, loan.links, ret_kernel);
		return 0;
	}
	while (count)
		close(fds[--count]);
	return loan.error < 0 ? loan.error : r;
}

int kernel_borrow(struct kernel_side *ret_kernel, char *ret_why, size_t room)
{
	const char *path = helper_path();
	int line, r;

	r = helper_start(path, &line);
	if (r == -ENOENT) {
		explain_load_failure(-EPERM, ret_why, room);
		return -EPERM;
	}
	if (r < 0) {
		snprintf(ret_why, room, "cannot trace: the helper %s cannot be started: %s", path, strerror(-r));
		return r == -EACCES ? -EPERM : r;
	}
	r = borrow(path, line, ret_kernel, ret_why, room);
	close(line);
	return r == -EACCES ? -EPERM : r;
}

void kernel_return(struct kernel_side *kernel)
{
	int fds[MOST];
	unsigned count = gather(kernel, fds);

	while (count)
		close(fds[--count]);
}
