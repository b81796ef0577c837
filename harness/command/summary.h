/* SPDX-License-Identifier: MIT */
/* The table of -c. */
#ifndef SX_COMMAND_SUMMARY_H
#define SX_COMMAND_SUMMARY_H

#include <stdio.h>

#include <sysexpect/sysexpect.h>

/* Of -S and -U: whether strace has such a key, or such a list of columns. */
bool summary_knows_key(const char *key);
bool summary_knows_columns(const char *columns);

/* Calls, errors and time per name of call, as `strace -c -w` prints them. `overhead_ns` is taken off each call;
 * `columns`: NULL for the usual ones. 0 or -errno. */
int summary_print(sx_trace *trace, FILE *stream, const char *sort, const char *columns, uint64_t overhead_ns);

#endif
