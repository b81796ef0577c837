/* SPDX-License-Identifier: MIT */
/**
 * @file
 * sx_mark(): names a moment of the program under test, for tests that look at what lies between two.
 *
 *     sx_mark("ready");
 *     serve();
 *     sx_mark("stopping");
 *
 * and in the test:
 *
 *     sx_trace *t = sx_run(NULL, SX_ARGV("./app"));
 *     sx_trace *serving = sx_between(t, "mark('ready')", "mark('stopping')");
 *
 *     sx_assert_never(serving, "%open(flags=O_CREAT|...)");
 *     sx_free(t);
 *
 * Needs no library and nothing but this header. Untraced it is one failing system call. Safe in a
 * signal handler, between fork and exec, and under a seccomp filter that allows write(2).
 */
#ifndef SYSEXPECT_MARK_H
#define SYSEXPECT_MARK_H

#if !defined(__linux__)
#error "sysexpect needs Linux"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** Bytes that begin the buffer of a mark; a write(2) to descriptor -1 with them is one. */
#define SX_MARK_MAGIC "\001sysexpect-mark\002"
/** Longest name of a mark in bytes; a longer one is cut. */
#define SX_MARK_MAX 200

/**
 * Put a mark into the recording of the calling thread.
 *
 * A raw write(-1, …): it fails with EBADF, errno is kept and no libc state is touched.
 *
 * @param name  any text; matched by the pattern `mark('name')`. NULL counts as "".
 */
static inline void sx_mark(const char *name)
{
	char buffer[sizeof(SX_MARK_MAGIC) - 1 + SX_MARK_MAX];
	const char *magic = SX_MARK_MAGIC;
	unsigned long length = 0;
	long result;

	while (magic[length]) {
		buffer[length] = magic[length];
		length++;
	}
	while (name && *name && length < sizeof(buffer))
		buffer[length++] = *name++;

#if defined(__x86_64__)
	__asm__ volatile("syscall" : "=a"(result)
			 : "0"(1L), "D"(-1L), "S"(buffer), "d"(length)
			 : "rcx", "r11", "memory");
#elif defined(__i386__)
	__asm__ volatile("pushl %%ebx\n\tmovl $-1, %%ebx\n\tint $0x80\n\tpopl %%ebx"
			 : "=a"(result) : "0"(4L), "c"(buffer), "d"(length) : "memory");
#elif defined(__aarch64__)
	register long x8 __asm__("x8") = 64;
	register long x0 __asm__("x0") = -1;
	register const char *x1 __asm__("x1") = buffer;
	register unsigned long x2 __asm__("x2") = length;
	__asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
	result = x0;
#else
#error "sysexpect: this architecture is not supported"
#endif
	(void)result;
}

#ifdef __cplusplus
}
#endif

#endif
