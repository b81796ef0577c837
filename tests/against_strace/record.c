/* SPDX-License-Identifier: MIT */
/* Records a program and prints its dump with a pid before every line: record FILE PROG ARGS…
 *
 * Exits 0 if the list is complete, whatever the program's own end was; else 1 and a sentence. */
#include <stdio.h>

#include <sysexpect/sysexpect.h>

int main(int argc, char **argv)
{
	struct sx_print_style style = { .size = sizeof(style), .flags = SX_PRINT_PIDS };
	sx_trace *trace;
	FILE *file;
	int failed;

	if (argc < 3) {
		fprintf(stderr, "usage: record FILE PROG ARGS...\n");
		return 2;
	}
	trace = sx_run(SX_OPTIONS(.timeout_ms = 300000), (const char *const *)argv + 2);
	if (sx_error(trace))
		fprintf(stderr, "record: %s\n", sx_error(trace));
	else if (sx_lost(trace))
		fprintf(stderr, "record: %llu records lost\n", (unsigned long long)sx_lost(trace));
	failed = sx_error(trace) || sx_lost(trace);

	file = fopen(argv[1], "we");
	if (file)
		sx_print_as(trace, file, &style);
	if (!file || fclose(file) != 0) {
		perror(argv[1]);
		failed = 1;
	}
	sx_free(trace);
	return failed;
}
