/* SPDX-License-Identifier: MIT */
/* Makes calls that do not exist, with pointers to nowhere, and one whose result is bytes. */
#include <sys/random.h>
#include <sys/stat.h>

#include "victim.h"

static void do_numbers(void)
{
	say("syscall_0x270f(0x1, 0x2, 0x3, 0x4, 0x5, 0x6) = %s", outcome(syscall(9999, 1, 2, 3, 4, 5, 6)));
	say("syscall_0x1ff(0x1, 0x2, 0x3, 0x4, 0x5, 0x6) = %s", outcome(syscall(511, 1, 2, 3, 4, 5, 6)));
}

/* A call that is younger than strace 6.1: it must be in the list whatever its name is there. */
static void do_young(void)
{
	long n = syscall(451, 1, 2, 3, 4, 5, 6);

	say("cachestat(1, 2, 3, 4) = %s", outcome(n));
}

/* Number -1, which seccomp and ptrace give to a call that is not to be made. */
static void do_minus_one(void)
{
	require(syscall(-1L, 11, 12, 13, 14, 15, 16) == -1 && errno == ENOSYS);
	say("open(\"/missing/odd\", O_RDONLY) = %s", outcome(syscall(SYS_open, "/missing/odd", O_RDONLY)));
}

/* Numbers of the x32 ABI, which this kernel need not have: they are not getpid and open. */
static void do_x32(void)
{
	syscall(0x40000000 + SYS_getpid, 111, 2, 3, 4, 5, 6);
	syscall(0x40000000 + SYS_open, "/missing/x32", O_RDONLY, 0);
	say("open(\"/missing/odd\", O_RDONLY) = %s", outcome(syscall(SYS_open, "/missing/odd", O_RDONLY)));
}

static void do_pointers(void)
{
	static void *const nowhere = (void *)0xdead0000dead000;

	say("mkdir(%p, 0700) = %s", nowhere, outcome(syscall(SYS_mkdir, nowhere, 0700)));
	say("write(-1, %p, 10) = %s", nowhere, outcome(syscall(SYS_write, -1, nowhere, 10)));
	say("pipe(%p) = %s", nowhere, outcome(syscall(SYS_pipe, nowhere)));
	say("writev(-1, %p, 3) = %s", nowhere, outcome(syscall(SYS_writev, -1, nowhere, 3)));
	say("connect(-1, %p, 16) = %s", nowhere, outcome(syscall(SYS_connect, -1, nowhere, 16)));
	say("execve(%p, %p, %p) = %s", nowhere, nowhere, nowhere,
	    outcome(syscall(SYS_execve, nowhere, nowhere, nowhere)));
}

static void do_getrandom(void)
{
	unsigned char bytes[8];
	char text[8 * 4 + 1];
	int i;

	require(syscall(SYS_getrandom, bytes, 8, GRND_NONBLOCK) == 8);
	for (i = 0; i < 8; i++)
		snprintf(text + 4 * i, 5, "\\x%02x", bytes[i]);
	say("getrandom(\"%s\", 8, GRND_NONBLOCK) = 8", text);
}

int main(int argc, char **argv)
{
	static const struct victim_case cases[] = {
		{ "numbers", do_numbers }, { "minus_one", do_minus_one }, { "x32", do_x32 }, { "young", do_young }, { "pointers", do_pointers },
		{ "getrandom", do_getrandom }, { NULL, NULL },
	};

	require(argc > 2);
	return run_cases(argc, argv, cases);
}
