/* SPDX-License-Identifier: MIT */
/* Does a program, or anything that it starts, use a socket? Prints those calls; exits with 1 if so.
 * As root: ./does_it_touch_the_network getent hosts localhost */
#include <stdint.h>
#include <stdio.h>

#include <sysexpect/sysexpect.h>

int main(int argc, char *argv[])
{
	const char *why;
	sx_trace *trace;
	size_t count;

	if (argc < 2)
		return fprintf(stderr, "usage: %s PROG [ARGS]...\n", argv[0]), 2;
	if (sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", why), 77;

	trace = sx_run(SX_OPTIONS(.calls = "%network", .timeout_ms = 60000),
		       (const char *const *)argv + 1);
	count = sx_count(trace, "%network");
	if (count == SIZE_MAX) {	/* a "no" must not be a "did not see" */
		why = sx_error(trace);
		fprintf(stderr, "cannot tell: %s\n", why ? why : "records were lost");
		return 2;
	}
	sx_print(sx_matching(trace, "%network"), stdout);
	printf("%zu network calls\n", count);
	sx_free(trace);
	return count != 0;
}
