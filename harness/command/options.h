/* SPDX-License-Identifier: MIT */
/* The command line: strace's letters with strace's meaning. */
#ifndef SX_COMMAND_OPTIONS_H
#define SX_COMMAND_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include <sysexpect/sysexpect.h>

enum command_task {
	TASK_RUN,
	TASK_HELP,
	TASK_VERSION,
};

struct command {
	enum command_task task;
	const char *output;		/* -o; NULL: standard error */
	bool is_appending;		/* -A */
	bool has_lines;			/* false with -c */
	bool has_summary;		/* -c, -C */
	const char *sort;		/* -S */
	struct sx_options options;
	struct sx_print_style style;
	const char *const *argv;	/* the program */
	const char **env;		/* made by -E, or NULL; ours */
};

/*
 * Read the command line. On failure *ret_why is one sentence (malloc'ed) and the result -EINVAL or
 * -ENOMEM. `command` is to be given to options_done() in any case.
 */
int options_read(struct command *command, int argc, char *argv[], char **ret_why);
void options_done(struct command *command);

extern const char options_help[];

#endif
