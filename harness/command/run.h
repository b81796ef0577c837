/* SPDX-License-Identifier: MIT */
/* Carries out what the command line asks for. */
#ifndef SX_COMMAND_RUN_H
#define SX_COMMAND_RUN_H

#include "options.h"

#define EXIT_CANNOT_TRACE 77	/* what test runners take as "skipped" */

/* Record, print and end as the program ended; the exit status. */
int run(const struct command *command);

/* "sysexpect: why" on standard error; EXIT_FAILURE. NULL: out of memory. */
int complain(const char *why);

/* -D: run the program in this process while a grandchild prints; does not return but where that fails. */
int run_in_place(const struct command *command);

/* Print what is recorded, and the table, up to the end of the program; 0, also where that could not be written and it is
 * said, or -errno. */
int print_trace(const struct command *command, sx_trace *trace, FILE *stream);

/* Standard error, or where -o says; NULL: complained. */
FILE *open_output(const struct command *command);
void close_output(const struct command *command, FILE *stream);

#endif
