/* SPDX-License-Identifier: MIT */
/* Was a call refused by a seccomp filter, or did it fail by itself? Both give an errno; the trace tells them apart. */
#include <errno.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

#include <sysexpect/sysexpect.h>

/* The sandbox: mkdirat gives EACCES, everything else is allowed. */
static int works_in_a_sandbox(void *unused)
{
	struct sock_filter steps[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mkdirat, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = {sizeof(steps) / sizeof(*steps), steps};

	mkdirat(-1, "relative", 0700);		/* fails by itself, before the sandbox is there */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter))
		return 1;
	return mkdirat(-1, "/tmp/forbidden", 0700) == 0;
}

int main(void)
{
	const char *why;
	sx_trace *t;

	if (sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", why), 77;
	t = sx_fork(NULL, works_in_a_sandbox, NULL);

	sx_assert_exited(t, 0);
	sx_assert_times(t, 1, "mkdirat = denied");
	sx_assert_called(t, "mkdirat(*, '/tmp/forbidden', 0700) = denied");
	sx_assert_called(t, "mkdirat(*, 'relative', 0700) = -1 EBADF");
	sx_assert_never(t, "mkdirat >= 0");
	printf("refused\n");
	sx_free(t);
	return 0;
}
