/* SPDX-License-Identifier: MIT */
/* Makes i386 calls out of 64-bit code: number 3 is read there, 5 open, 39 mkdir, 20 getpid. */
#include "../machine.h"
#include "victim.h"

static int int80(int number, unsigned long one, unsigned long two, unsigned long three)
{
	int result;

	__asm__ volatile("int $0x80" : "=a"(result)
			 : "0"(number), "b"(one), "c"(two), "d"(three)
			 : "memory", "r8", "r9", "r10", "r11");
	return result;
}

int main(int argc, char **argv)
{
	char *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	int pid = getpid(), fd;

	require(low != MAP_FAILED);
	if (!machine_has_i386())
		return 77;
	make_file("file", "compatible", 10);
	strcpy(low, "file");
	require(int80(20, 0, 0, 0) == pid);
	say("getpid() = %d", pid);
	fd = int80(5, (unsigned long)low, O_RDONLY, 0);
	require(fd >= 0);
	say("open(\"file\", O_RDONLY) = %s", shown(fd));
	require(int80(3, (unsigned long)fd, (unsigned long)low, 64) == 10);
	say("read(%s, \"compatible\", 64) = 10", shown(fd));
	strcpy(low, "no/folder");
	require(int80(39, (unsigned long)low, 0700, 0) == -ENOENT);
	errno = ENOENT;
	say("mkdir(\"no/folder\", 0700) = %s", outcome(-1));
	require(syscall(SYS_read, fd, low, 64) == 0);
	say("read(%s, \"\", 64) = 0", shown(fd));
	tell(argc > 1 ? argv[1] : NULL);
	return 0;
}
