/* SPDX-License-Identifier: MIT */
/* Reads and writes with single buffers and with vectors, well and in vain. */
#include <sys/uio.h>

#include "victim.h"

static const char contents[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ\n\t\"\\\1";
static int fd;

static void do_read(void)
{
	char buffer[100];
	long n = syscall(SYS_read, fd, 16, 100);

	say("read(%s, 0x10, 100) = %s", shown(fd), outcome(n));
	n = syscall(SYS_read, fd, buffer, 10);
	require(n == 10 && memcmp(buffer, contents, 10) == 0);
	say("read(%s, \"0123456789\", 10) = 10", shown(fd));
	n = syscall(SYS_read, fd, buffer, 100);
	require(n == (long)sizeof(contents) - 11);
	say("read(%s, \"abcdefghijklmnopqrstuvwxyzABCDEF\"..., 100) = %ld", shown(fd), n);
	require(syscall(SYS_read, fd, buffer, 100) == 0);
	say("read(%s, \"\", 100) = 0", shown(fd));
	n = syscall(SYS_read, -1, buffer, 100);
	say("read(-1, %p, 100) = %s", (void *)buffer, outcome(n));
}

static void do_pread64(void)
{
	char buffer[16];
	long n = syscall(SYS_pread64, fd, buffer, 16, sizeof(contents) - 6);

	require(n == 5);
	say("pread64(%s, \"\\n\\t\\\"\\\\\\1\", 16, %zu) = 5", shown(fd), sizeof(contents) - 6);
	n = syscall(SYS_pread64, fd, buffer, 16, -1L);
	say("pread64(%s, %p, 16, -1) = %s", shown(fd), (void *)buffer, outcome(n));
}

static void do_readv(void)
{
	char one[4], two[100];
	struct iovec vector[] = { { one, 4 }, { NULL, 0 }, { two, 6 } };
	long n = syscall(SYS_readv, fd, vector, 3);

	require(n == 10);
	say("readv(%s, [{iov_base=\"0123\", iov_len=4}, {iov_base=NULL, iov_len=0}, "
	    "{iov_base=\"456789\", iov_len=6}], 3) = 10", shown(fd));
	vector[2].iov_len = 100;
	n = syscall(SYS_readv, fd, vector, 3);
	require(n == (long)sizeof(contents) - 11);
	say("readv(%s, [{iov_base=\"abcd\", iov_len=4}, {iov_base=NULL, iov_len=0}, "
	    "{iov_base=\"efghijklmnopqrstuvwxyzABCDEFGHIJ\"..., iov_len=100}], 3) = %ld", shown(fd), n);
	n = syscall(SYS_readv, -1, vector, 1);
	say("readv(-1, [{iov_base=%p, iov_len=4}], 1) = %s", (void *)one, outcome(n));
}

static void do_preadv(void)
{
	char one[3], two[3];
	struct iovec vector[] = { { one, 3 }, { two, 3 } };
	long n = syscall(SYS_preadv, fd, vector, 2, 36L, 0L);

	require(n == 6);
	say("preadv(%s, [{iov_base=\"ABC\", iov_len=3}, {iov_base=\"DEF\", iov_len=3}], 2, 36) = 6", shown(fd));
	n = syscall(SYS_preadv, fd, vector, -1L, 0L, 0L);
	say("preadv(%s, %p, 18446744073709551615, 0) = %s", shown(fd), (void *)vector, outcome(n));
}

static void do_write(void)
{
	static const char binary[] = "\0\1\177ELF\377";
	long n = syscall(SYS_write, fd, "hello", 5);

	say("write(%s, \"hello\", 5) = %s", shown(fd), outcome(n));
	n = syscall(SYS_write, fd, binary, 7);
	say("write(%s, \"\\0\\1\\177ELF\\377\", 7) = %s", shown(fd), outcome(n));
	n = syscall(SYS_write, fd, contents, 36);
	say("write(%s, \"0123456789abcdefghijklmnopqrstuv\"..., 36) = %s", shown(fd), outcome(n));
	n = syscall(SYS_write, 77, "not written", 11);
	say("write(77, \"not written\", 11) = %s", outcome(n));
	n = syscall(SYS_write, fd, NULL, 5);
	say("write(%s, NULL, 5) = %s", shown(fd), outcome(n));
}

static void do_pwrite64(void)
{
	long n = syscall(SYS_pwrite64, fd, "HELLO", 5, 10L);

	say("pwrite64(%s, \"HELLO\", 5, 10) = %s", shown(fd), outcome(n));
	n = syscall(SYS_pwrite64, fd, "HELLO", 5, -1L);
	say("pwrite64(%s, \"HELLO\", 5, -1) = %s", shown(fd), outcome(n));
}

static void do_writev(void)
{
	struct iovec vector[] = { { (char *)"hello ", 6 }, { (char *)"world", 5 } };
	long n = syscall(SYS_writev, fd, vector, 2);

	say("writev(%s, [{iov_base=\"hello \", iov_len=6}, {iov_base=\"world\", iov_len=5}], 2) = %s",
	    shown(fd), outcome(n));
	n = syscall(SYS_writev, 77, vector, 2);
	say("writev(77, [{iov_base=\"hello \", iov_len=6}, {iov_base=\"world\", iov_len=5}], 2) = %s", outcome(n));
	vector[0].iov_base = vector[1].iov_base;	/* the same place twice, shorter first */
	vector[0].iov_len = 3;
	n = syscall(SYS_writev, fd, vector, 2);
	say("writev(%s, [{iov_base=\"wor\", iov_len=3}, {iov_base=\"world\", iov_len=5}], 2) = %s", shown(fd), outcome(n));
}

static void do_pwritev(void)
{
	struct iovec vector[] = { { (char *)"at ", 3 }, { (char *)"three", 5 } };
	long n = syscall(SYS_pwritev, fd, vector, 2, 3L, 0L);

	say("pwritev(%s, [{iov_base=\"at \", iov_len=3}, {iov_base=\"three\", iov_len=5}], 2, 3) = %s",
	    shown(fd), outcome(n));
	n = syscall(SYS_pwritev, -1, vector, 2, 3L, 0L);
	say("pwritev(-1, [{iov_base=\"at \", iov_len=3}, {iov_base=\"three\", iov_len=5}], 2, 3) = %s", outcome(n));
}

int main(int argc, char **argv)
{
	static const struct victim_case cases[] = {
		{ "read", do_read },   { "pread64", do_pread64 },   { "write", do_write },
		{ "readv", do_readv }, { "preadv", do_preadv },	    { "pwrite64", do_pwrite64 },
		{ "writev", do_writev }, { "pwritev", do_pwritev }, { NULL, NULL },
	};

	require(argc > 2);	/* each case needs the file's offset at its start */
	make_file("transferred", contents, sizeof(contents) - 1);
	fd = open("transferred", O_RDWR);
	require(fd >= 0);
	return run_cases(argc, argv, cases);
}
