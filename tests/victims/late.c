/* SPDX-License-Identifier: MIT */
/* Its last call before exit_group() names /etc/LAST-MARK: a tracer that stops reading early misses it. */
#include "victim.h"

int main(void)
{
	syscall(SYS_openat, AT_FDCWD, "/etc/LAST-MARK", O_RDONLY);
	syscall(SYS_exit_group, 21);
}
