/* SPDX-License-Identifier: MIT */
/* Comes by the file "secret" through another process, another namespace, another ring. usage: slips_odd_program WAY [PID FD] */
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../victims/ring.h"

#define IMPOSSIBLE 77	/* the machine does not have this way */

static char **arguments;

static int opens(const char *path)
{
	return openat(AT_FDCWD, path, O_RDONLY) < 0;
}

static int status_of(pid_t pid)
{
	int status;

	if (pid < 0 || waitpid(pid, &status, __WALL) != pid || !WIFEXITED(status))
		return 1;
	return WEXITSTATUS(status);
}

/* ---- other processes ---- */

static int by_namespaces(void)
{
	struct clone_args how = {.flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID, .exit_signal = SIGCHLD};
	pid_t pid = (pid_t)syscall(SYS_clone3, &how, sizeof(how));

	if (pid == 0)
		_exit(opens("secret"));
	return pid < 0 ? IMPOSSIBLE : status_of(pid);
}

/* Where the folder is the root, its name is another. */
static int by_another_root(void)
{
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0 || chroot(".") < 0)
		return IMPOSSIBLE;
	return opens("/secret");
}

/* A child that is nobody's of us, and of it one that its own parent does not wait for. */
static int by_a_sibling(void)
{
	int ends[2];
	char byte;
	pid_t pid;

	if (pipe(ends) < 0)
		return 1;
	pid = (pid_t)syscall(SYS_clone, CLONE_PARENT | SIGCHLD, NULL, NULL, NULL, NULL);
	if (pid == 0) {
		setsid();
		if (fork() == 0 && !opens("secret") && write(ends[1], "", 1) == 1)
			_exit(0);
		_exit(0);
	}
	close(ends[1]);
	return read(ends[0], &byte, 1) != 1;
}

static int take(pid_t pid, int fd)
{
	int process = (int)syscall(SYS_pidfd_open, pid, 0), taken = (int)syscall(SYS_pidfd_getfd, process, fd, 0);
	char byte;

	if (taken < 0)
		return errno == EPERM || errno == ENOSYS ? IMPOSSIBLE : 1;
	return read(taken, &byte, 1) != 1;
}

/* The descriptor of a process that nobody watches. */
static int by_taking(void)
{
	return take(atoi(arguments[2]), atoi(arguments[3]));
}

/* A child opens what it was given the name of by way of its memory. */
static int by_memory(void)
{
	static char name[] = "harmless";
	static char other[] = "secret";
	struct iovec from = {other, sizeof(other)}, to = {name, sizeof(other)};
	int ends[2];
	char byte;
	pid_t pid;

	if (pipe(ends) < 0)
		return 1;
	pid = fork();
	if (pid == 0)
		_exit(read(ends[0], &byte, 1) != 1 || opens(name));
	if (process_vm_writev(pid, &from, 1, &to, 1, 0) < 0)
		return IMPOSSIBLE;
	return write(ends[1], "", 1) != 1 || status_of(pid);
}

/* A child whose call is made another as it begins. */
static int by_ptrace(void)
{
#if defined(__x86_64__)
	static const char name[] = "secret";
	struct user_regs_struct registers;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0)
			_exit(IMPOSSIBLE);
		raise(SIGSTOP);
		_exit(syscall(SYS_getppid) < 0);
	}
	if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
		return IMPOSSIBLE;
	for (;;) {
		if (ptrace(PTRACE_SYSCALL, pid, NULL, NULL) < 0 || waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
			return 1;
		ptrace(PTRACE_GETREGS, pid, NULL, &registers);
		if (registers.orig_rax == SYS_getppid)
			break;
	}
	registers.orig_rax = SYS_openat;
	registers.rdi = (unsigned long long)AT_FDCWD;
	registers.rsi = (uintptr_t)name;
	registers.rdx = O_RDONLY;
	ptrace(PTRACE_SETREGS, pid, NULL, &registers);
	ptrace(PTRACE_DETACH, pid, NULL, NULL);
	return status_of(pid);
#else
	return IMPOSSIBLE;
#endif
}

/* ---- names ---- */

static int by_a_link(void)
{
	int result;

	unlink("alias");
	result = symlink("secret", "alias") < 0 || opens("alias");
	unlink("alias");
	return result;
}

/* What is only pointed at is opened by way of proc. */
static int by_a_descriptor(void)
{
	int fd = open("secret", O_PATH);
	char name[64];

	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	return fd < 0 || opens(name);
}

static int in_a_root(void)
{
	struct open_how how = {.flags = O_RDONLY, .resolve = RESOLVE_IN_ROOT};
	int folder = open(".", O_RDONLY | O_DIRECTORY);

	return syscall(SYS_openat2, folder, "/../secret", &how, sizeof(how)) < 0;
}

/* ---- descriptors ---- */

/* Handed over, and emptied without a read. */
static int by_splice(void)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = {.header = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS}};
	char byte = 0;
	struct iovec vector = {&byte, 1};
	struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = &control,
				 .msg_controllen = sizeof(control)};
	int pair[2], ends[2], fd;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0 || pipe(ends) < 0)
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
	return splice(fd, NULL, ends[1], NULL, 1, 0) != 1 || status_of(pid);
}

/* Read by asynchronous I/O: no read is called. */
static int by_aio(void)
{
	static char byte;
	struct iocb one = {.aio_lio_opcode = IOCB_CMD_PREAD, .aio_buf = (uintptr_t)&byte, .aio_nbytes = 1}, *list[] = {&one};
	struct io_event event;
	aio_context_t context = 0;

	if (syscall(SYS_io_setup, 1, &context) < 0)
		return IMPOSSIBLE;
	one.aio_fildes = (unsigned)open("secret", O_RDONLY);
	return syscall(SYS_io_submit, context, 1, list) != 1 || syscall(SYS_io_getevents, context, 1, 1, &event, NULL) != 1 ||
	       event.res != 1;
}

/* ---- numbers ---- */

/* x32: most kernels have none of it, and then nothing is opened. */
static int by_x32(void)
{
#if defined(__x86_64__)
	return syscall(0x40000000 | SYS_openat, AT_FDCWD, "secret", O_RDONLY) < 0 ? IMPOSSIBLE : 0;
#else
	return IMPOSSIBLE;
#endif
}

/* ---- rings ---- */

/* Opened into the ring's own table, and read from there as soon as it is: one after the other without a word between. */
static int by_a_chain(void)
{
	static const int none[] = {-1};
	static char byte;
	struct io_uring_sqe open = {.opcode = IORING_OP_OPENAT, .fd = AT_FDCWD, .addr = (uintptr_t)"secret", .file_index = 1,
				    .flags = IOSQE_IO_LINK};
	struct io_uring_sqe read = {.opcode = IORING_OP_READ, .addr = (uintptr_t)&byte, .len = 1, .flags = IOSQE_FIXED_FILE};
	struct ring ring;

	if (ring_open(&ring) < 0 || syscall(SYS_io_uring_register, ring.fd, IORING_REGISTER_FILES, none, 1) < 0)
		return IMPOSSIBLE;
	ring_add(&ring, &open);
	ring_add(&ring, &read);
	return ring_enter(&ring, 2, 2) < 0 || ring_result(&ring) != 0 || ring_result(&ring) != 1;
}

/* The ring was made by the parent, and a child uses it. */
static int by_an_inherited_ring(void)
{
	struct ring ring;
	pid_t pid;

	if (ring_open(&ring) < 0)
		return IMPOSSIBLE;
	pid = fork();
	if (pid == 0)
		_exit(ring_openat(&ring, "secret") < 0);
	return status_of(pid);
}

/* Without a descriptor of the ring in the table of descriptors. */
static int by_a_registered_ring(void)
{
	struct io_uring_sqe open = {.opcode = IORING_OP_OPENAT, .fd = AT_FDCWD, .addr = (uintptr_t)"secret"};
	struct io_uring_rsrc_update update = {.offset = UINT32_MAX};
	struct ring ring;

	if (ring_open(&ring) < 0)
		return IMPOSSIBLE;
	update.data = (unsigned)ring.fd;
	if (syscall(SYS_io_uring_register, ring.fd, IORING_REGISTER_RING_FDS, &update, 1) != 1)
		return IMPOSSIBLE;
	close(ring.fd);
	ring_add(&ring, &open);
	if (syscall(SYS_io_uring_enter, update.offset, 1, 1, IORING_ENTER_GETEVENTS | IORING_ENTER_REGISTERED_RING, NULL, 0) != 1)
		return 1;
	return ring_result(&ring) < 0;
}

int main(int argc, char *argv[])
{
	static const struct {
		const char *name;
		int (*open)(void);
	} ways[] = {
		{"namespaces", by_namespaces}, {"another_root", by_another_root}, {"sibling", by_a_sibling}, {"taking", by_taking},
		{"memory", by_memory}, {"ptrace", by_ptrace}, {"link", by_a_link}, {"descriptor", by_a_descriptor},
		{"in_a_root", in_a_root}, {"splice", by_splice}, {"aio", by_aio}, {"x32", by_x32}, {"chain", by_a_chain},
		{"inherited_ring", by_an_inherited_ring}, {"registered_ring", by_a_registered_ring},
	};

	arguments = argv;
	for (size_t i = 0; argc > 1 && i < sizeof(ways) / sizeof(ways[0]); i++)
		if (strcmp(ways[i].name, argv[1]) == 0)
			return ways[i].open();
	return 2;
}
