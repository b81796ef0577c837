/* SPDX-License-Identifier: MIT */
/* What each request of ptrace takes. */
#include <linux/ptrace.h>

#include "harness/syscalls/rows.h"
#include "harness/syscalls/variants.h"

#define REQUEST(which, ...) \
	VARIANT(ptrace, "ptrace", 0, which, 0, NUMBER, FLAGS_LONG(request, ptrace_ops), ##__VA_ARGS__)
#define AT(which, data) REQUEST(which, PID(pid), ADDRESS(addr), data)

/* Numbers that the kernel's header has for one architecture only. */
#define OLD_SET_OPTIONS 21
#define SYSEMU		31
#define SYSEMU_STEP	32
#define SINGLE_BLOCK	33

const struct variant variants_ptrace[] = {
	REQUEST(PTRACE_TRACEME),
	REQUEST(PTRACE_ATTACH, PID(pid)),
	REQUEST(PTRACE_INTERRUPT, PID(pid)),
	REQUEST(PTRACE_KILL, PID(pid)),
	REQUEST(PTRACE_LISTEN, PID(pid)),
	REQUEST(PTRACE_PEEKUSR, PID(pid), USER_OFFSET(addr), OUT(data, address)),
	REQUEST(PTRACE_POKEUSR, PID(pid), USER_OFFSET(addr), ADDRESS(data)),
	AT(PTRACE_PEEKTEXT, OUT(data, address)),
	AT(PTRACE_PEEKDATA, OUT(data, address)),
	AT(PTRACE_CONT, SIGNAL(data)),
	AT(PTRACE_DETACH, SIGNAL(data)),
	AT(PTRACE_SYSCALL, SIGNAL(data)),
	AT(PTRACE_SINGLESTEP, SIGNAL(data)),
	AT(SINGLE_BLOCK, SIGNAL(data)),
	AT(SYSEMU, SIGNAL(data)),
	AT(SYSEMU_STEP, SIGNAL(data)),
	AT(PTRACE_SEIZE, FLAGS_LONG(data, ptrace_options)),
	AT(PTRACE_SETOPTIONS, FLAGS_LONG(data, ptrace_options)),
#ifdef __x86_64__
	REQUEST(12 /* PTRACE_GETREGS */, PID(pid), IGNORED(addr), OUT(data, user_regs)),
	REQUEST(13 /* PTRACE_SETREGS */, PID(pid), IGNORED(addr), IN(data, user_regs)),
	REQUEST(14 /* PTRACE_GETFPREGS */, PID(pid), IGNORED(addr), OUT(data, user_fpregs)),
	REQUEST(15 /* PTRACE_SETFPREGS */, PID(pid), IGNORED(addr), IN(data, user_fpregs)),
	AT(OLD_SET_OPTIONS, FLAGS_LONG(data, ptrace_options)),
#endif
	AT(PTRACE_GETEVENTMSG, OUT(data, ulong)),
	AT(PTRACE_GETSIGINFO, OUT(data, siginfo)),
	AT(PTRACE_SETSIGINFO, IN(data, siginfo)),
	REQUEST(PTRACE_GETREGSET, PID(pid), FLAGS(addr, elf_notes), INOUT(data, register_vector)),
	REQUEST(PTRACE_SETREGSET, PID(pid), FLAGS(addr, elf_notes), IN(data, register_vector)),
	REQUEST(PTRACE_GETSIGMASK, PID(pid), SIZE(addr), OUT_SIGSET(data, 2)),
	REQUEST(PTRACE_SETSIGMASK, PID(pid), SIZE(addr), SIGSET(data, 2)),
	/* The result is the count in these three: never more than the pointer as a number. */
	REQUEST(PTRACE_PEEKSIGINFO, PID(pid), IN(addr, peeksiginfo), OUT_ARRAY(data, siginfo, 3)),
	REQUEST(PTRACE_SECCOMP_GET_FILTER, PID(pid), SIZE(addr), OUT_ARRAY(data, sock_filter, 3)),
	REQUEST(PTRACE_GET_SYSCALL_INFO, PID(pid), SIZE(addr), OUT_ARRAY(data, syscall_info, 2)),
	REQUEST(PTRACE_SECCOMP_GET_METADATA, PID(pid), SIZE(addr), INOUT_SIZED(data, seccomp_metadata, 16)),
	REQUEST(0x4212 /* PTRACE_SET_SYSCALL_INFO */, PID(pid), SIZE(addr), ARRAY(data, syscall_info, 2)),
	{ NULL }
};
