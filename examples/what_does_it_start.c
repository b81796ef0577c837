/* SPDX-License-Identifier: MIT */
/* Which programs does a program start, by which process, and how long did it look for them?
 * As root: ./what_does_it_start sh -c 'ls | wc -l' */
#include <inttypes.h>
#include <stdio.h>

#include <sysexpect/sysexpect.h>

int main(int argc, char *argv[])
{
	const sx_call *call = NULL;
	const char *why, *path;
	sx_trace *trace;

	if (argc < 2)
		return fprintf(stderr, "usage: %s PROG [ARGS]...\n", argv[0]), 2;
	if (sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", why), 77;

	trace = sx_run(SX_OPTIONS(.calls = "%process", .timeout_ms = 60000),
		       (const char *const *)argv + 1);
	if (sx_error(trace))
		return fprintf(stderr, "%s\n", sx_error(trace)), 1;

	while ((call = sx_find(trace, call, "%exec"))) {
		path = sx_call_path_of(call, "path");
		printf("%8.3f ms  process %d  %s%s\n", (double)sx_call_time_ns(call) / 1e6,
		       (int)sx_call_pid(call), path ? path : "(not known)",
		       sx_call_errno(call) ? "  (no such program there)" : "");
	}
	printf("%zu programs started\n", sx_count(trace, "%exec = 0"));
	sx_free(trace);
	return 0;
}
