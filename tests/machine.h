/* SPDX-License-Identifier: MIT */
/* What a machine may lack without anything being wrong: tests that need it say so and leave it out. */
#ifndef TESTS_MACHINE_H
#define TESTS_MACHINE_H

#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define MACHINE_LACKS_I386 "this machine has no i386 calls (ia32_emulation=0, or a hypervisor without int 0x80)"

/* Whether the kernel takes i386 calls: a child tries, since a kernel without them ends it with SIGSEGV. */
static inline bool machine_has_i386(void)
{
#if defined(__x86_64__)
	pid_t child = fork();
	int status;

	if (child == 0) {
		int result;

		prctl(PR_SET_DUMPABLE, 0);	/* no core file */
		__asm__ volatile("int $0x80" : "=a"(result) : "0"(20 /* getpid */) : "memory", "r8", "r9", "r10", "r11");
		_exit(result != getpid());
	}
	return child > 0 && waitpid(child, &status, 0) == child && status == 0;
#else
	return false;
#endif
}

#endif
