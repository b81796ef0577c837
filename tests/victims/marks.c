/* SPDX-License-Identifier: MIT */
/* Names the moments of its work: a part that opens, a part that writes, and nothing between them. */
#include <sysexpect/mark.h>

#include "victim.h"

int main(void)
{
	int fd, i;

	errno = 0;
	sx_mark("begin");
	require(errno == 0);
	fd = open("marked", O_WRONLY | O_CREAT, 0600);
	require(fd >= 0);
	sx_mark("opened");
	for (i = 0; i < 3; i++)
		require(write(fd, "marked", 6) == 6);
	sx_mark("written");
	sx_mark("empty");
	sx_mark(NULL);
	close(fd);
	sx_mark("end");
	return 0;
}
