/* SPDX-License-Identifier: MIT */
/* How many bytes does a program write, in how many calls, and where to?
 * As root: ./how_much_does_it_write sh -c 'echo hello; dd if=/dev/zero of=/dev/null count=10' */
#include <inttypes.h>
#include <stdio.h>

#include <sysexpect/sysexpect.h>

int main(int argc, char *argv[])
{
	uint64_t bytes = 0, calls = 0;
	const sx_call *call = NULL;
	const char *why, *path;
	sx_trace *trace;

	if (argc < 2)
		return fprintf(stderr, "usage: %s PROG [ARGS]...\n", argv[0]), 2;
	if (sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", why), 77;

	/* Only the first bytes of each buffer are of interest here: keep few of them. */
	trace = sx_run(SX_OPTIONS(.string_limit = 16, .timeout_ms = 60000),
		       (const char *const *)argv + 1);
	if (sx_error(trace))
		return fprintf(stderr, "%s\n", sx_error(trace)), 1;

	while ((call = sx_find(trace, call, "%write >= 0"))) {
		path = sx_call_path(call, 0);
		printf("%8" PRId64 "  %s\n", sx_call_ret(call), path ? path : "(not known)");
		bytes += (uint64_t)sx_call_ret(call);
		calls++;
	}
	printf("%" PRIu64 " bytes in %" PRIu64 " calls\n", bytes, calls);
	sx_free(trace);
	return 0;
}
