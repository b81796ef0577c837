/* SPDX-License-Identifier: MIT */
/* Has io_uring do what calls could: files, folders, sockets, and the odd ends of rings. 77: there is no io_uring.
 * usage: victim_operations FILE plain|async|kernel CASE */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "ring.h"

static struct ring ring;

#define OPERATION(code, ...) (&(const struct io_uring_sqe){.opcode = IORING_OP_##code, __VA_ARGS__})
#define AT(pointer) .addr = (uintptr_t)(pointer)
#define AND(pointer) .off = (uintptr_t)(pointer)
#define HERE .fd = AT_FDCWD

static void must(int result, const char *what)
{
	if (result >= 0)
		return;
	fprintf(stderr, "%s: %s\n", what, strerror(-result));
	exit(1);
}

static int done(const char *what, const struct io_uring_sqe *operation)
{
	int result = ring_do(&ring, operation);

	must(result, what);
	return result;
}

static void files(void)
{
	static const struct open_how how = {.flags = O_RDWR};
	struct iovec parts[] = {{(char *)"ab", 2}, {(char *)"cd", 2}};
	static struct statx status;
	static char bytes[16];
	int fd;

	done("mkdirat", OPERATION(MKDIRAT, HERE, AT("folder"), .len = 0750));
	fd = done("openat", OPERATION(OPENAT, HERE, AT("folder/file"), .open_flags = O_RDWR | O_CREAT | O_CLOEXEC, .len = 0640));
	done("write", OPERATION(WRITE, .fd = fd, AT("hello"), .len = 5, .off = (uint64_t)-1));
	done("writev", OPERATION(WRITEV, .fd = fd, AT(parts), .len = 2, .off = 5));
	done("read", OPERATION(READ, .fd = fd, AT(bytes), .len = sizeof(bytes), .off = 1));
	done("fsync", OPERATION(FSYNC, .fd = fd));
	done("fdatasync", OPERATION(FSYNC, .fd = fd, .fsync_flags = IORING_FSYNC_DATASYNC));
	done("fallocate", OPERATION(FALLOCATE, .fd = fd, .len = 0, .off = 0, .addr = 100));
	done("statx", OPERATION(STATX, HERE, AT("folder/file"), .len = STATX_SIZE, AND(&status)));
	done("close", OPERATION(CLOSE, .fd = fd));
	fd = done("openat2", OPERATION(OPENAT2, HERE, AT("folder/file"), AND(&how), .len = sizeof(how)));
	done("close", OPERATION(CLOSE, .fd = fd));
	done("renameat", OPERATION(RENAMEAT, HERE, AT("folder/file"), .len = (uint32_t)AT_FDCWD, AND("folder/other")));
	done("linkat", OPERATION(LINKAT, HERE, AT("folder/other"), .len = (uint32_t)AT_FDCWD, AND("folder/link")));
	done("symlinkat", OPERATION(SYMLINKAT, HERE, AT("other"), AND("folder/soft")));
	done("unlinkat", OPERATION(UNLINKAT, HERE, AT("folder/other")));
	if (ring_do(&ring, OPERATION(OPENAT, HERE, AT("no/such/file"))) != -ENOENT)
		must(-EEXIST, "openat of nothing");
	if (ring_do(&ring, OPERATION(READ, .fd = 99, AT(bytes), .len = 1)) != -EBADF)
		must(-EEXIST, "read of nothing");
}

/* More than is recorded of one operation. */
static void large(void)
{
	static char bytes[10000], parts[20][2];
	struct iovec vector[20];
	int fd = open("large", O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	memset(bytes, 'a', sizeof(bytes));
	memcpy(bytes + 9000, "needle", 6);
	for (int i = 0; i < 20; i++) {
		memset(parts[i], 'a' + i, 2);
		vector[i] = (struct iovec){parts[i], 2};
	}
	done("writev", OPERATION(WRITEV, .fd = fd, AT(vector), .len = 20));
	done("write", OPERATION(WRITE, .fd = fd, AT(bytes), .len = sizeof(bytes)));
}

static void sockets(void)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "gate"};
	struct iovec part = {(char *)"message", 7};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	static char bytes[16];
	int gate = socket(AF_UNIX, SOCK_STREAM, 0), client, server;

	if (bind(gate, (struct sockaddr *)&name, sizeof(name)) < 0 || listen(gate, 4) < 0)
		exit(1);
	client = done("socket", OPERATION(SOCKET, .fd = AF_UNIX, .off = SOCK_STREAM));
	done("connect", OPERATION(CONNECT, .fd = client, AT(&name), .off = sizeof(name)));
	server = done("accept", OPERATION(ACCEPT, .fd = gate));
	done("sendmsg", OPERATION(SENDMSG, .fd = client, AT(&message)));
	done("send", OPERATION(SEND, .fd = client, AT("more"), .len = 4));
	done("recv", OPERATION(RECV, .fd = server, AT(bytes), .len = sizeof(bytes)));
	done("shutdown", OPERATION(SHUTDOWN, .fd = client, .len = SHUT_RDWR));
}

/* A file that no descriptor is: it is opened into the ring's own table, and read and closed there. */
static void registered(void)
{
	static const int none[] = {-1, -1};
	static char byte;

	if (syscall(SYS_io_uring_register, ring.fd, IORING_REGISTER_FILES, none, 2) < 0)
		exit(1);
	done("openat", OPERATION(OPENAT, HERE, AT("secret"), .file_index = 2));
	done("read", OPERATION(READ, .fd = 1, AT(&byte), .len = 1, .off = (uint64_t)-1, .flags = IOSQE_FIXED_FILE));
	done("close", OPERATION(CLOSE, .file_index = 2));
}

/* One after the other: what the second reads is not open before the first has been done. */
static void linked(void)
{
	static char byte;
	int next = dup(0);

	close(next);
	ring_add(&ring, OPERATION(OPENAT, HERE, AT("secret"), .flags = IOSQE_IO_LINK, .user_data = 101));
	ring_add(&ring, OPERATION(READ, .fd = next, AT(&byte), .len = 1, .off = (uint64_t)-1, .user_data = 102));
	ring_enter(&ring, 2, 2);
	must(ring_result(&ring), "openat");
	must(ring_result(&ring), "read");
}

/* A descriptor goes through a socket. */
static void passed(void)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = {.header = {.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS}};
	static char letter = 'f';
	struct iovec part = {&letter, 1};
	struct msghdr message = {
		.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control.bytes),
	};
	int pair[2], fd = open("secret", O_RDONLY);

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
		exit(1);
	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	done("sendmsg", OPERATION(SENDMSG, .fd = pair[0], AT(&message)));
	done("recvmsg", OPERATION(RECVMSG, .fd = pair[1], AT(&message)));
}

/* Into buffers that the kernel chooses from a group. */
static void selected(void)
{
	static char pool[4][16];
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0 || write(pair[0], "first", 5) != 5)
		exit(1);
	done("provide_buffers", OPERATION(PROVIDE_BUFFERS, AT(pool), .len = 16, .fd = 4, .buf_group = 7));
	done("read", OPERATION(READ, .fd = pair[1], .len = 16, .off = (uint64_t)-1, .flags = IOSQE_BUFFER_SELECT, .buf_group = 7));
	if (write(pair[0], "second", 6) != 6)
		exit(1);
	done("recv", OPERATION(RECV, .fd = pair[1], .flags = IOSQE_BUFFER_SELECT, .buf_group = 7));
}

/* Many results of one operation. */
static void many(void)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "gate"};
	int gate = socket(AF_UNIX, SOCK_STREAM, 0);

	if (bind(gate, (struct sockaddr *)&name, sizeof(name)) < 0 || listen(gate, 4) < 0)
		exit(1);
	if (fork() == 0)	/* with a second process the dump tells of entries and ends in their order */
		_exit(0);
	wait(NULL);
	ring_add(&ring, OPERATION(ACCEPT, .fd = gate, .ioprio = IORING_ACCEPT_MULTISHOT, .user_data = 201));
	ring_enter(&ring, 1, 0);
	for (int i = 0; i < 2; i++)
		if (connect(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&name, sizeof(name)) < 0)
			exit(1);
	ring_enter(&ring, 0, 2);
	must(ring_result(&ring), "accept");
	must(ring_result(&ring), "accept");
	done("async_cancel", OPERATION(ASYNC_CANCEL, .addr = 201));
}

/* More results than the queue has room for. */
static void overflow(void)
{
	struct ring small;
	static char byte;
	int fd = open("secret", O_RDONLY), results = 0;

	if (ring_open_with(&small, 0, 4) < 0)
		exit(77);
	small.how = ring.how;
	for (uint64_t i = 0; i < 8; i++) {
		ring_add(&small, OPERATION(READ, .fd = fd, AT(&byte), .len = 1, .off = 0, .user_data = 301 + i));
		ring_enter(&small, 1, 0);
	}
	while (results < 8) {
		int result = ring_result(&small);

		if (result == -1)
			ring_enter(&small, 0, 1);
		else if (result != 1)
			exit(1);
		else
			results++;
	}
}

/* No result is posted, though it is done. */
static void silent(void)
{
	ring_add(&ring, OPERATION(OPENAT, HERE, AT("secret"), .flags = IOSQE_CQE_SKIP_SUCCESS, .user_data = 401));
	ring_enter(&ring, 1, 0);
	done("nop", OPERATION(NOP, 0));
}

/* Refused when it is read: a flag that openat does not have in a ring. */
static void refused(void)
{
	if (ring_do(&ring, OPERATION(OPENAT, HERE, AT("secret"), .buf_index = 1)) != -EINVAL)
		exit(1);
	if (ring_do(&ring, &(const struct io_uring_sqe){.opcode = 120}) != -EINVAL)
		exit(1);
}

/* It never ends: nothing comes out of the pipe. */
static void endless(void)
{
	static char byte;
	int pair[2];

	if (pipe(pair) < 0)
		exit(1);
	ring_add(&ring, OPERATION(READ, .fd = pair[0], AT(&byte), .len = 1, .user_data = 501));
	ring_enter(&ring, 1, 0);
}

/* Operations that are no call. */
static void others(void)
{
	struct {
		int64_t seconds, nanoseconds;
	} time = {0, 1000};
	int pair[2];

	if (pipe(pair) < 0 || write(pair[1], "x", 1) != 1)
		exit(1);
	done("nop", OPERATION(NOP, 0));
	done("poll_add", OPERATION(POLL_ADD, .fd = pair[0], .poll32_events = 1));
	if (ring_do(&ring, OPERATION(TIMEOUT, AT(&time), .len = 1)) != -ETIME)
		exit(1);
}

int main(int argc, char *argv[])
{
	static const struct {
		const char *name;
		void (*run)(void);
	} cases[] = {
		{"files", files}, {"large", large}, {"sockets", sockets}, {"registered", registered}, {"linked", linked}, {"passed", passed}, {"selected", selected}, {"many", many},
		{"overflow", overflow}, {"silent", silent}, {"refused", refused}, {"endless", endless}, {"others", others},
	};
	int fd;

	if (argc != 4)
		return 2;
	if (ring_open_with(&ring, strcmp(argv[2], "kernel") == 0 ? IORING_SETUP_SQPOLL : 0, 0) < 0)
		return 77;
	if (strcmp(argv[2], "async") == 0)
		ring.how = IOSQE_ASYNC;
	fd = open("secret", O_WRONLY | O_CREAT, 0600);
	if (fd < 0 || write(fd, "s", 1) != 1 || close(fd) < 0)
		return 1;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (strcmp(cases[i].name, argv[3]) == 0) {
			cases[i].run();
			return 0;
		}
	return 2;
}
