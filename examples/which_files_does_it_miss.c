/* SPDX-License-Identifier: MIT */
/* Which files does a program look for and not find? For "works on my machine".
 * As root: ./which_files_does_it_miss ssh -V */
#include <stdio.h>

#include <sysexpect/sysexpect.h>

int main(int argc, char *argv[])
{
	const sx_call *call = NULL;
	const char *why, *path;
	sx_trace *trace;
	size_t count = 0;

	if (argc < 2)
		return fprintf(stderr, "usage: %s PROG [ARGS]...\n", argv[0]), 2;
	if (sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", why), 77;

	trace = sx_run(SX_OPTIONS(.calls = "%file", .timeout_ms = 60000),
		       (const char *const *)argv + 1);
	if (sx_error(trace))
		return fprintf(stderr, "%s\n", sx_error(trace)), 1;

	while ((call = sx_find(trace, call, "%file = -1 ENOENT"))) {
		path = sx_call_path_of(call, "path");
		printf("%-12s %s\n", sx_call_name(call), path ? path : "(not known)");
		count++;
	}
	printf("%zu files missed\n", count);
	sx_free(trace);
	return 0;
}
