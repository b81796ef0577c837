/* SPDX-License-Identifier: MIT */
/* Which processes open a file while a program runs, and do they get it?
 * As root: ./who_reads_my_config /etc/passwd sh -c 'id; ls -l /' */
#include <stdio.h>
#include <string.h>

#include <sysexpect/sysexpect.h>

int main(int argc, char *argv[])
{
	const sx_call *call = NULL;
	const char *why;
	sx_trace *trace;
	size_t count = 0;

	if (argc < 3)
		return fprintf(stderr, "usage: %s /ABSOLUTE/FILE PROG [ARGS]...\n", argv[0]), 2;
	if (sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", why), 77;

	trace = sx_run(NULL, (const char *const *)argv + 2);
	if (sx_error(trace))
		return fprintf(stderr, "%s\n", sx_error(trace)), 1;

	/* A variable is never read as a glob: the name may hold a star. */
	sx_set(trace, "file", "%s", argv[1]);
	while ((call = sx_find(trace, call, "%open(path='$file')"))) {
		printf("process %d: %s %s\n", (int)sx_call_pid(call), sx_call_name(call),
		       sx_call_errno(call) ? strerror(sx_call_errno(call)) : "got it");
		count++;
	}
	printf("%zu opens of %s\n", count, argv[1]);
	if (sx_lost(trace))
		printf("and %llu records were lost\n", (unsigned long long)sx_lost(trace));
	sx_free(trace);
	return 0;
}
