/* SPDX-License-Identifier: MIT */
/* The program that the failing tests trace: without a C library, so that it makes just the calls that stand here. */
#include <asm/unistd.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/filter.h>
#include <linux/in.h>
#include <linux/io_uring.h>
#include <linux/mman.h>
#include <linux/prctl.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <linux/signal.h>
#include <stdint.h>

#include <sysexpect/mark.h>

#define SIZE(text) (sizeof(text) - 1)

/* <sys/socket.h> has them, and would bring a C library along. */
#define AF_INET	   2
#define SOCK_DGRAM 2

/* -O2 may make these of loops, and there is no library to take them from. */
void *memcpy(void *to, const void *from, unsigned long count);
void *memset(void *to, int byte, unsigned long count);

void *memcpy(void *to, const void *from, unsigned long count)
{
	volatile unsigned char *out = to;
	const unsigned char *in = from;

	while (count--)
		*out++ = *in++;
	return to;
}

void *memset(void *to, int byte, unsigned long count)
{
	volatile unsigned char *out = to;

	while (count--)
		*out++ = (unsigned char)byte;
	return to;
}

static long call6(long nr, long a, long b, long c, long d, long e, long f)
{
#if defined(__x86_64__)
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long ret;

	__asm__ volatile("syscall" : "=a"(ret) : "0"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return ret;
#else
	register long x8 __asm__("x8") = nr;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;
	register long x5 __asm__("x5") = f;

	__asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
	return x0;
#endif
}

#define CALL(name, ...) CALL_(name, __VA_ARGS__, 0, 0, 0, 0, 0, 0)
#define CALL_(name, a, b, c, d, e, f, ...) \
	call6(__NR_##name, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

static int is_equal(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

/* ---- what it does, by the word given to it ---- */

static void reads_a_file(void)
{
	char buffer[64];
	long fd;

	CALL(openat, AT_FDCWD, "/no/such/app.conf", O_RDONLY | O_CLOEXEC);
	fd = CALL(openat, AT_FDCWD, "app.conf", O_RDONLY);
	CALL(read, fd, buffer, sizeof(buffer));
	CALL(close, fd);
}

static void saves(int sync_first)
{
	long fd = CALL(openat, AT_FDCWD, "data.tmp", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	CALL(write, fd, "hello", 5);
	if (sync_first)
		CALL(fsync, fd);
	CALL(renameat2, AT_FDCWD, "data.tmp", AT_FDCWD, "data", 0);
	if (!sync_first)
		CALL(fsync, fd);
	CALL(close, fd);
}

static void saves_safely(void)
{
	saves(1);
}

static void saves_carelessly(void)
{
	saves(0);
}

static void warns(void)
{
	CALL(sched_yield, 0);
	CALL(write, 2, "warning: cache is cold\n", SIZE("warning: cache is cold\n"));
	CALL(sched_get_priority_max, 0);
	CALL(write, 2, "bye\n", SIZE("bye\n"));
}

static void babbles(void)
{
	int i;

	for (i = 0; i < 25; i++) {
		CALL(sched_yield, 0);
		CALL(write, 2, "again\n", SIZE("again\n"));
	}
}

static void leaks(void)
{
	long kept = CALL(openat, AT_FDCWD, "app.conf", O_RDONLY);
	long closed = CALL(openat, AT_FDCWD, "app.conf", O_RDONLY | O_CLOEXEC);

	CALL(close, closed);
	CALL(fsync, kept);
}

static void forks(void)
{
	long child = CALL(clone, CLONE_VFORK | SIGCHLD, 0, 0, 0, 0);

	if (child == 0) {
		CALL(write, 2, "child\n", SIZE("child\n"));
		CALL(exit_group, 7);
	}
	CALL(wait4, child, 0, 0, 0);
	CALL(write, 2, "parent\n", SIZE("parent\n"));
}

/* Time without a system call. */
static void thinks(void)
{
	volatile unsigned i;

	for (i = 0; i < 60000000; i++)
		;
}

/* The parent's read waits for the child's write: the two overlap. */
static void waits_for_child(void)
{
	int ends[2];
	char byte;
	long child;

	CALL(pipe2, ends, 0);
	child = CALL(clone, SIGCHLD, 0, 0, 0, 0);
	if (child == 0) {
		thinks();	/* until the parent waits in its read */
		CALL(write, ends[1], "x", 1);
		thinks();	/* so that the parent's next call is the next in the list */
		CALL(exit_group, 0);
	}
	CALL(read, ends[0], &byte, 1);
	CALL(wait4, child, 0, 0, 0);
}

static void crashes(void)
{
	CALL(openat, AT_FDCWD, "app.conf", O_RDONLY);
	CALL(kill, CALL(getpid, 0), SIGSEGV);
}

static void hangs(void)
{
	char byte;
	int ends[2];

	CALL(pipe2, ends, 0);
	CALL(read, ends[0], &byte, 1);
}

/* On no file: the first nearly as somebody might want it, the two behind it not at all, the last halfway. */
static void seeks(void)
{
	CALL(lseek, 100, 1, 0);
	CALL(lseek, 101, 2, 1);
	CALL(lseek, 102, 3, 2);
	CALL(lseek, 101, 2, 0);
}

static void writes_bytes(void)
{
	static const unsigned char bytes[] = {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0x3e, 0, 1, 0};

	CALL(openat, AT_FDCWD, "/dev/null", O_WRONLY);
	CALL(write, 3, bytes, sizeof(bytes));
}

static void writes_long(void)
{
	char text[400];
	unsigned i;

	for (i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + i % 26);
	text[250] = '#';
	CALL(openat, AT_FDCWD, "/dev/null", O_WRONLY);
	CALL(write, 3, text, sizeof(text));
}

static void marks(void)
{
	CALL(openat, AT_FDCWD, "app.conf", O_RDONLY);
	sx_mark("ready");
	CALL(mmap, 0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CALL(sched_yield, 0);
	sx_mark("stopping");
	CALL(close, 3);
}

static void does_much(void)
{
	int i;

	for (i = 0; i < 100; i++)
		CALL(sched_yield, 0);
	CALL(openat, AT_FDCWD, "app.conf", O_RDONLY);
	for (i = 0; i < 100; i++)
		CALL(sched_get_priority_max, 0);
}

static void exits_with_three(void)
{
	CALL(write, 2, "cannot open\n", SIZE("cannot open\n"));
	CALL(exit_group, 3);
}

/* A filter of its own that refuses setpgid(2) with EPERM. */
static void is_denied(void)
{
	struct sock_filter steps[] = {
		{BPF_LD | BPF_W | BPF_ABS, 0, 0, 0},
		{BPF_JMP | BPF_JEQ | BPF_K, 0, 1, __NR_setpgid},
		{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | EPERM},
		{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
	};
	struct sock_fprog filter = {sizeof(steps) / sizeof(steps[0]), steps};

	CALL(prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	CALL(prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
	CALL(setpgid, 0, 0);
	CALL(sched_yield, 0);
}

/* Larger than the ring of a tracer that is told to lose something. */
static void writes_much(void)
{
	static char bytes[8192];

	CALL(openat, AT_FDCWD, "/dev/null", O_WRONLY);
	CALL(write, 3, bytes, sizeof(bytes));
	CALL(close, 3);
}

static void rings(void)
{
	static struct io_uring_params params;
	long ring = CALL(io_uring_setup, 1, &params);
	char *queue = (char *)CALL(mmap, 0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
	struct io_uring_sqe *entry = (void *)CALL(mmap, 0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);

	/* a folder is opened, and no result says so */
	entry->opcode = IORING_OP_OPENAT;
	entry->flags = IOSQE_CQE_SKIP_SUCCESS;
	entry->fd = AT_FDCWD;
	entry->addr = (uintptr_t)".";
	*(uint32_t *)(queue + params.sq_off.tail) = 1;
	CALL(io_uring_enter, ring, 1, 0, 0, 0, 0);
	CALL(close, ring);
}

/* A thread on the stack of the one that waits until it is gone. */
static void has_threads(void)
{
	long flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_VFORK;

	if (CALL(clone, flags, 0, 0, 0, 0) == 0) {
		CALL(write, 2, "worker\n", SIZE("worker\n"));
		CALL(exit, 0);
	}
	CALL(write, 2, "main\n", SIZE("main\n"));
}

/* open("app.conf") under the number that it has in a program of 32 bits. */
static void calls_as_i386(void)
{
#if defined(__x86_64__)
	static const char path[] = "app.conf";
	long ret = 5;

	__asm__ volatile("int $0x80" : "+a"(ret) : "b"(path), "c"(O_RDONLY), "d"(0) : "r8", "r9", "r10", "r11", "memory");
	CALL(close, ret);
#endif
}

static void connects(void)
{
	struct sockaddr_in address = {AF_INET, __builtin_bswap16(80), {__builtin_bswap32(0x7f000001)}, {0}};
	long fd = CALL(socket, AF_INET, SOCK_DGRAM, 0);

	CALL(connect, fd, &address, sizeof(address));
	CALL(close, fd);
}

/* Number 3 twice: another open file each time. */
static void reopens(void)
{
	char buffer[64];
	long fd = CALL(openat, AT_FDCWD, "app.conf", O_RDONLY);

	CALL(close, fd);
	fd = CALL(openat, AT_FDCWD, "app.conf", O_RDONLY);
	CALL(read, fd, buffer, sizeof(buffer));
}

static void does_nothing(void)
{
}

static const struct {
	const char *name;
	void (*run)(void);
} deeds[] = {
	{"reads", reads_a_file}, {"saves-safely", saves_safely}, {"saves-carelessly", saves_carelessly},
	{"warns", warns}, {"babbles", babbles}, {"leaks", leaks}, {"forks", forks},
	{"waits-for-child", waits_for_child}, {"crashes", crashes}, {"hangs", hangs},
	{"writes-bytes", writes_bytes}, {"writes-long", writes_long}, {"marks", marks},
	{"does-much", does_much}, {"exits-with-three", exits_with_three}, {"is-denied", is_denied},
	{"writes-much", writes_much}, {"rings", rings}, {"has-threads", has_threads}, {"calls-as-i386", calls_as_i386}, {"connects", connects}, {"reopens", reopens},
	{"does-nothing", does_nothing}, {"seeks", seeks},
};

void begin(long *stack);

void begin(long *stack)
{
	const char *name = stack[0] > 1 ? (const char *)stack[2] : "does-nothing";
	unsigned i;

	for (i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++)
		if (is_equal(deeds[i].name, name))
			deeds[i].run();
	CALL(exit_group, 0);
}

#if defined(__x86_64__)
__asm__(".globl _start\n_start:\n\txor %ebp, %ebp\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall begin\n");
#else
__asm__(".globl _start\n_start:\n\tmov x29, #0\n\tmov x0, sp\n\tbl begin\n");
#endif
