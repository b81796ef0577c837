/* SPDX-License-Identifier: MIT */
/* The checks of a command line, as they were read. */
#ifndef SX_COMMAND_CHECKS_H
#define SX_COMMAND_CHECKS_H

#include <stdbool.h>
#include <stddef.h>

#include <sysexpect/sysexpect.h>

#include "check.h"
#include "verdicts.h"

#define EXIT_NOT_HELD		1
#define EXIT_CANNOT_TRACE	77
#define EXIT_ERROR		99

enum {
	CHECK_EXPECT = 256, CHECK_NEVER, CHECK_ONLY, CHECK_ORDER, CHECK_POLICY, CHECK_EXITS, CHECK_LAST,
};

struct check {
	int kind;
	const char *text;
	const char *name;		/* "never write(2, ...)" */
	char *kept;			/* where what came out of a pipe can be read again; NULL: in `text` itself */
};

struct checks {
	struct check *list;
	size_t count;
	const char *only[SX_COMMAND_PATTERNS], *order[SX_COMMAND_PATTERNS];
	size_t only_count, order_count;
	const char *caps, *junit, *output;
	bool has_tap, has_help;
	struct sx_options options;
	const char *const *argv;
};

/* Ask whether the questions are right ones, run the program, ask them of it, and tell; the exit status. */
int checks_run(struct checks *checks);

/* Before they are asked: policies that can be read once alone are kept. 0, or EXIT_ERROR. */
int checks_keep_policies(struct checks *checks);

/* "sysexpect: what: about" on standard error; EXIT_ERROR. */
int check_complain(const char *what, const char *about);

#endif
