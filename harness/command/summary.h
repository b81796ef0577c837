/* SPDX-License-Identifier: MIT */
/* The table of -c. */
#ifndef SX_COMMAND_SUMMARY_H
#define SX_COMMAND_SUMMARY_H

#include <stdio.h>

#include <sysexpect/sysexpect.h>

/* Calls, errors and time per name of call, as `strace -c -w` prints them. `sort`: a key of -S. 0 or -errno. */
int summary_print(sx_trace *trace, FILE *stream, const char *sort);

#endif
