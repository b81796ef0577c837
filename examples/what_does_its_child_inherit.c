/* SPDX-License-Identifier: MIT */
/* Is every descriptor that a program opens for itself closed in what it starts?
 * As root: ./what_does_its_child_inherit python3 -c 'import os; f = open("/etc/passwd"); os.system("true")' */
#include <sysexpect/sysexpect.h>

int main(int argc, char *argv[])
{
	const char *why;
	sx_trace *t;

	if (argc < 2 || sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", argc < 2 ? "which program?" : why), 77;
	t = sx_run(NULL, (const char *const *)argv + 1);

	sx_assert_exited(t, 0);
	sx_assert_all(t, "%open >= 0", "%open(flags=O_CLOEXEC|...)");
	sx_assert_never(t, "fcntl(cmd=F_SETFD, arg=0) = 0");
	sx_assert_never(t, "socket|socketpair(type=!SOCK_CLOEXEC|...) >= 0");
	sx_assert_never(t, "accept4(flags=!SOCK_CLOEXEC|...) >= 0");
	sx_assert_never(t, "pipe2(flags=!O_CLOEXEC|...) = 0");
	sx_assert_never(t, "memfd_create(flags=!MFD_CLOEXEC|...) >= 0");
	sx_assert_never(t, "fcntl(cmd=F_DUPFD, ...) >= 0");
	sx_assert_never(t, "accept|pipe|eventfd|signalfd|epoll_create|inotify_init|dup >= 0");
	printf("nothing is inherited\n");
	sx_free(t);
	return 0;
}
