/* SPDX-License-Identifier: MIT */
/* Opens the file "secret" by a way that a careless list of calls would not show. usage: slips_program WAY */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../machine.h"
#include "../victims/ring.h"

#define IMPOSSIBLE 77	/* the machine does not have this way */

static char **arguments;

static int by_openat(void)
{
	return openat(AT_FDCWD, "secret", O_RDONLY) < 0;
}

static int by_openat2(void)
{
	struct open_how how = {.flags = O_RDONLY};

	return syscall(SYS_openat2, AT_FDCWD, "secret", &how, sizeof(how)) < 0;
}

static int by_int80(void)
{
#if defined(__x86_64__)
	char *path = mmap((void *)0x10000000, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE,
			  -1, 0);
	long result = 5;	/* open */

	if (!machine_has_i386())
		return IMPOSSIBLE;
	if (path == MAP_FAILED)
		return 1;
	strcpy(path, "secret");
	__asm__ volatile("int $0x80" : "+a"(result) : "b"(path), "c"(O_RDONLY), "d"(0) : "memory", "r8", "r9", "r10", "r11");
	return result < 0;
#else
	return IMPOSSIBLE;
#endif
}

static int status_of(pid_t pid)
{
	int status;

	return pid < 0 || waitpid(pid, &status, 0) != pid || status != 0;
}

static int by_child(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(by_openat());
	return status_of(pid);
}

static void *thread(void *result)
{
	*(int *)result = by_openat();
	return NULL;
}

static int by_thread(void)
{
	pthread_t id;
	int result = 1;

	if (pthread_create(&id, NULL, thread, &result) != 0)
		return 1;
	pthread_join(id, NULL);
	return result;
}

static int by_vfork(void)
{
	pid_t pid = vfork();

	if (pid == 0) {
		execl("/proc/self/exe", arguments[0], "openat", NULL);
		_exit(1);
	}
	return status_of(pid);
}

static int by_exec(void)
{
	execl("/proc/self/exe", arguments[0], "openat", NULL);
	return 1;
}

/* A program that is in no folder. */
static int by_memfd(void)
{
	int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC), to = memfd_create("nameless", MFD_CLOEXEC);
	char way[] = "openat", *const argv[] = {arguments[0], way, NULL}, *const env[] = {NULL};
	char block[65536];
	ssize_t length;

	while ((length = read(from, block, sizeof(block))) > 0)
		if (write(to, block, (size_t)length) != length)
			return 1;
	fexecve(to, argv, env);
	return 1;
}

static int by_handle(void)
{
	union {
		struct file_handle handle;
		char bytes[sizeof(struct file_handle) + MAX_HANDLE_SZ];
	} space = {.handle.handle_bytes = MAX_HANDLE_SZ};
	int id, folder = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (name_to_handle_at(AT_FDCWD, "secret", &space.handle, &id, 0) < 0)
		return IMPOSSIBLE;
	return open_by_handle_at(folder, &space.handle, O_RDONLY) < 0 ? IMPOSSIBLE : 0;
}

/* A child opens it and hands the descriptor over. */
static int by_message(void)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = {.header = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS}};
	char byte = 0;
	struct iovec vector = {&byte, 1};
	struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = &control,
				 .msg_controllen = sizeof(control)};
	int pair[2], fd;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
		return 1;
	pid = fork();
	if (pid == 0) {
		fd = openat(AT_FDCWD, "secret", O_RDONLY);
		memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
		_exit(sendmsg(pair[1], &message, 0) < 0);
	}
	if (recvmsg(pair[0], &message, 0) < 0)
		return 1;
	memcpy(&fd, CMSG_DATA(&control.header), sizeof(fd));
	return read(fd, &byte, 1) < 0 || status_of(pid);
}

/* Descriptor 0 was opened by someone who is not traced. */
static int by_inheritance(void)
{
	char byte;

	return read(0, &byte, 1) < 0;
}

/* No system call opens it. `how`: IOSQE_…, for the operation. */
static int by_a_ring(struct ring *ring, unsigned flags, uint8_t how, unsigned table)
{
	struct io_uring_sqe operation = {.opcode = IORING_OP_OPENAT, .fd = AT_FDCWD, .file_index = table, .flags = how};
	static const int none[] = {-1};

	operation.addr = (uintptr_t)"secret";
	if (ring_open_with(ring, flags, 0) < 0)
		return IMPOSSIBLE;
	if (table && syscall(SYS_io_uring_register, ring->fd, IORING_REGISTER_FILES, none, 1) < 0)
		return IMPOSSIBLE;
	return ring_do(ring, &operation) < 0;
}

static int by_ring(void)
{
	struct ring ring;

	return by_a_ring(&ring, 0, 0, 0);
}

static int by_async_ring(void)
{
	struct ring ring;

	return by_a_ring(&ring, 0, IOSQE_ASYNC, 0);
}

static int by_kernel_ring(void)
{
	struct ring ring;

	return by_a_ring(&ring, IORING_SETUP_SQPOLL, 0, 0);
}

static int by_ring_openat2(void)
{
	struct open_how how = {.flags = O_RDONLY};
	struct io_uring_sqe operation = {.opcode = IORING_OP_OPENAT2, .fd = AT_FDCWD, .len = sizeof(how)};
	struct ring ring;

	operation.addr = (uintptr_t)"secret";
	operation.off = (uintptr_t)&how;
	if (ring_open(&ring) < 0)
		return IMPOSSIBLE;
	return ring_do(&ring, &operation) < 0;
}

/* Into the ring's own table, where it has no descriptor, and read from there. */
static int by_ring_table(void)
{
	static char byte;
	struct io_uring_sqe operation = {.opcode = IORING_OP_READ, .len = 1, .flags = IOSQE_FIXED_FILE};
	struct ring ring;
	int r = by_a_ring(&ring, 0, 0, 1);

	operation.addr = (uintptr_t)&byte;
	return r ? r : ring_do(&ring, &operation) != 1;
}

/* It says nothing where it succeeds; the result of what is asked for with it says that it is over. */
static int by_silent_ring(void)
{
	struct io_uring_sqe operation = {.opcode = IORING_OP_OPENAT, .fd = AT_FDCWD, .flags = IOSQE_CQE_SKIP_SUCCESS | IOSQE_IO_LINK};
	struct io_uring_sqe nothing = {.opcode = IORING_OP_NOP};
	struct ring ring;

	operation.addr = (uintptr_t)"secret";
	if (ring_open(&ring) < 0)
		return IMPOSSIBLE;
	ring_add(&ring, &operation);
	ring_add(&ring, &nothing);
	return ring_enter(&ring, 2, 1) < 0 || ring_result(&ring) != 0;
}

static int by_nothing(void)
{
	return open("harmless", O_RDONLY) >= 0;
}

int main(int argc, char *argv[])
{
	static const struct {
		const char *name;
		int (*open)(void);
	} ways[] = {
		{"openat", by_openat}, {"openat2", by_openat2}, {"int80", by_int80}, {"child", by_child},
		{"thread", by_thread}, {"vfork", by_vfork}, {"exec", by_exec}, {"memfd", by_memfd}, {"handle", by_handle},
		{"message", by_message}, {"inheritance", by_inheritance}, {"ring", by_ring}, {"async_ring", by_async_ring},
		{"kernel_ring", by_kernel_ring}, {"ring_openat2", by_ring_openat2}, {"ring_table", by_ring_table},
		{"silent_ring", by_silent_ring}, {"nothing", by_nothing},
	};

	arguments = argv;
	for (size_t i = 0; argc > 1 && i < sizeof(ways) / sizeof(ways[0]); i++)
		if (strcmp(ways[i].name, argv[1]) == 0)
			return ways[i].open();
	return 2;
}
