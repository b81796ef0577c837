/* SPDX-License-Identifier: MIT */
/* Does a program do nothing that its policy does not allow? ./does_it_keep_to_its_policy POLICY PROG [ARGS]...
 * A policy is a seccomp profile, a unit of systemd, or a list of patterns such as reads_only.policy. */
#include <sysexpect/sysexpect.h>

int main(int argc, char *argv[])
{
	const char *why;
	sx_trace *t;

	if (argc < 3)
		return fprintf(stderr, "usage: %s POLICY PROG [ARGS]...\n", argv[0]), 2;
	if (sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", why), 77;
	t = sx_run(NULL, (const char *const *)argv + 2);

	sx_assert_conforms(t, argv[1]);
	printf("it keeps to %s\n", argv[1]);
	sx_free(t);
	return 0;
}
