/* SPDX-License-Identifier: MIT */
/* Makes every call that it is told, with one value in every register; a filter refuses them all. For strace. */
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define REFUSED 77	/* EBADFD: no filter of the system answers so */

static int refuse_everything(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | REFUSED),
	};
	struct sock_fprog program = { sizeof(filter) / sizeof(filter[0]), filter };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

/* The upper halves must be 0: strace prints them. */
static void call_compat(long number, uint64_t word)
{
	long result;

	__asm__ volatile("push %%rbp\n\tmov %%edx, %%ebp\n\tint $0x80\n\tpop %%rbp"
			 : "=a"(result)
			 : "0"(number), "b"(word), "c"(word), "d"(word), "S"(word), "D"(word)
			 : "memory", "r8", "r9", "r10", "r11");
}

int main(int argc, char **argv)
{
	uint64_t word;
	int i, is_compat;

	if (argc < 3)
		return fprintf(stderr, "usage: %s 0|1 WORD NUMBER...\n", argv[0]), 2;
	is_compat = atoi(argv[1]);
	word = strtoull(argv[2], NULL, 0);
	if (refuse_everything())
		return 2;
	for (i = 3; i < argc; i++) {
		long number = atol(argv[i]);

		if (is_compat)
			call_compat(number, word & UINT32_MAX);
		else
			syscall(number, word, word, word, word, word, word);
	}
	syscall(SYS_exit_group, 0);
	return 0;
}
