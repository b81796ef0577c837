/* SPDX-License-Identifier: MIT */
/* A 32-bit program: i386's own numbers, structures of half the size, 64-bit offsets in two registers. */
#include <sys/uio.h>

#include "victim.h"

int main(int argc, char **argv)
{
	struct iovec vector[] = { { (char *)"half ", 5 }, { (char *)"sized", 5 } };
	char buffer[16];
	long fd, n;

	fd = syscall(SYS_openat, AT_FDCWD, "file", O_RDWR | O_CREAT, 0600);
	say("openat(AT_FDCWD<%s>, \"file\", O_RDWR|O_CREAT, 0600) = %s", folder, shown(fd));
	n = syscall(SYS_writev, fd, vector, 2);
	say("writev(%s, [{iov_base=\"half \", iov_len=5}, {iov_base=\"sized\", iov_len=5}], 2) = %s", shown(fd), outcome(n));
	n = syscall(SYS_pread64, fd, buffer, 16, 3, 0);
	require(n == 7);
	say("pread64(%s, \"f sized\", 16, 3) = 7", shown(fd));
	n = syscall(SYS_pread64, fd, buffer, 16, 3, 1);
	require(n == 0);
	say("pread64(%s, \"\", 16, 4294967299) = 0", shown(fd));
	say("mkdir(\"no/folder\", 0700) = %s", outcome(syscall(SYS_mkdir, "no/folder", 0700)));
	tell(argc > 1 ? argv[1] : NULL);
	return 0;
}
