/* SPDX-License-Identifier: MIT */
/* Whether a program may come into the kernel by int 0x80: some hypervisors have no gate for it. */
#ifndef SX_POLICY_I386_H
#define SX_POLICY_I386_H

#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

static inline bool machine_has_i386(void)
{
	bool has = false;
#if defined(__x86_64__)
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		long result = 20;	/* getpid */

		__asm__ volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
		_exit(result != getpid());
	}
	has = pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
#endif
	return has;
}

#endif
