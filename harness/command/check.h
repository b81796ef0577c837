/* SPDX-License-Identifier: MIT */
/* sysexpect --never PATTERN … -- PROG: assertions from the command line. */
#ifndef SX_COMMAND_CHECK_H
#define SX_COMMAND_CHECK_H

#include <stdbool.h>

/* Whether a command line is meant so: a check is among its options. */
bool check_is_meant(char *const argv[]);

/* Exit status: 0 all held, 1 one did not, 77 this machine cannot trace, 99 wrong options, pattern or profile, or PROG
 * could not be run. */
int check_main(int argc, char *argv[]);

/* sysexpect profile -o FILE -- PROG. */
int profile_main(int argc, char *argv[]);

#endif
