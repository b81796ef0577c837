/* SPDX-License-Identifier: MIT */
/* Writes and reads one buffer of argv[2] bytes, where byte i is i * 7 + i / 251. */
#include "victim.h"

int main(int argc, char **argv)
{
	size_t size = argc > 2 ? strtoul(argv[2], NULL, 10) : 300, i;
	unsigned char *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd = open("big", O_RDWR | O_CREAT | O_TRUNC, 0600);

	require(bytes != MAP_FAILED && fd >= 0);
	for (i = 0; i < size; i++)
		bytes[i] = (unsigned char)(i * 7 + i / 251);
	require(syscall(SYS_write, fd, bytes, size) == (long)size);
	memset(bytes, 0, size);
	require(syscall(SYS_pread64, fd, bytes, size, 0L) == (long)size);
	for (i = 0; i < size; i++)
		require(bytes[i] == (unsigned char)(i * 7 + i / 251));
	return 0;
}
