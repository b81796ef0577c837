/* SPDX-License-Identifier: MIT */
/* The helper's main(): loads the tracer for whoever started it, and hands over what acts on them alone. */
#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness/helper.h"

#define LINE 0

/* Whoever may start it controls all that a program inherits. */
static int tidy_up(void)
{
	int nowhere;

	if (syscall(SYS_close_range, 1, ~0U, 0) < 0)
		return -errno;
	nowhere = open("/dev/null", O_RDWR);
	if (nowhere != 1 || dup2(nowhere, 2) != 2)
		return -EBADF;
	prctl(PR_SET_DUMPABLE, 0);
	return 0;
}

/* It lends to its user, and to nobody who merely left a socket here. */
static int check_line(void)
{
	uid_t real, effective, saved;
	struct ucred peer;
	socklen_t size = sizeof(peer);

	if (getresuid(&real, &effective, &saved) < 0 || real != effective || real != saved)
		return -EPERM;
	if (getsockopt(LINE, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
		return -errno;
	return peer.uid == real ? 0 : -EPERM;
}

int main(void)
{
	if (tidy_up() < 0 || check_line() < 0)
		return 2;
	return kernel_lend(LINE) < 0;
}
