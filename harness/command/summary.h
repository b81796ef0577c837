/* SPDX-License-Identifier: MIT */
/* The table of -c. */
#ifndef SX_COMMAND_SUMMARY_H
#define SX_COMMAND_SUMMARY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <sysexpect/sysexpect.h>

struct summary {
	const char *sort;	/* -S */
	const char *columns;	/* -U; NULL: the usual ones */
	uint64_t overhead_ns;	/* -O: taken off each call */
	bool by_clock;		/* -w: times are those of the clock, not of the processor */
};

/* Of -S and -U: whether strace has such a key, or such a list of columns. */
bool summary_knows_key(const char *key);
bool summary_knows_columns(const char *columns);

/* Calls, errors and time per name of call, as `strace -c` prints them. 0 or -errno. */
int summary_print(sx_trace *trace, FILE *stream, const struct summary *wanted);

#endif
