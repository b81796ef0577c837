/* SPDX-License-Identifier: MIT */
/* The command line: strace's options with strace's meaning. */
#ifndef SX_COMMAND_OPTIONS_H
#define SX_COMMAND_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sysexpect/sysexpect.h>

#include "summary.h"

enum command_task {
	TASK_RUN,
	TASK_HELP,
	TASK_VERSION,
};

/* Messages that -q and -e quiet= leave out. */
#define QUIET_ATTACH		(1u << 0)
#define QUIET_EXIT		(1u << 1)
#define QUIET_PATHS		(1u << 2)
#define QUIET_PERSONALITY	(1u << 3)
#define QUIET_SUPERSEDED	(1u << 4)
#define QUIET_ALL		0x1fu

#define DECODE_PATH	(1u << 0)
#define DECODE_SOCKET	(1u << 1)
#define DECODE_DEVICE	(1u << 2)
#define DECODE_PIDFD	(1u << 3)
#define DECODE_OTHER	(1u << 4)	/* eventfd, signalfd: what they hold is shown with all the others only */
#define DECODE_ALL	0x1fu

struct command {
	enum command_task task;
	const char *output;		/* -o; NULL: standard error */
	bool is_appending;		/* -A */
	bool is_separate;		/* -ff, --output-separately */
	bool has_lines;			/* false with -c */
	bool has_summary;		/* -c, -C */
	struct summary table;
	unsigned quiet;			/* QUIET_… */
	unsigned daemonize;		/* -D: 1, -DD: 2, -DDD: 3 */
	size_t limit;			/* -l: calls that are printed; 0: all */
	bool kills_on_exit;		/* --kill-on-exit: attached processes too */
	pid_t *attached;		/* -p */
	size_t attached_count;
	const char **asked;		/* -P */
	size_t asked_count;
	const char **paths;		/* what that means; NULL-terminated; strings are ours */
	size_t path_count;
	struct sx_options options;
	struct sx_print_style style;
	const char *argv0;		/* --argv0: the name that it is to find itself under */
	const char *const *argv;	/* the program; NULL: none */
	const char **env;		/* made by -E, or NULL; ours */
};

/*
 * Read the command line. On failure *ret_why is one sentence (malloc'ed) and the result -EINVAL or
 * -ENOMEM. `command` is to be given to options_done() in any case.
 */
int options_read(struct command *command, int argc, char *argv[], char **ret_why);
void options_done(struct command *command);

extern const char options_help[];

/* ---- shared by the files that read options ---- */

/* What several options decide together. */
struct letters {
	unsigned t, x, y, q, f, k, decoded_fds;
	bool is_plain, has_decoded_fds, has_string_limit, has_status, has_quiet, wants_json;
};

/* Set *ret_why to a sentence; -EINVAL, or -ENOMEM. */
int refuse(char **ret_why, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define DEFAULT_CAPTURE	4096		/* bytes of a string that are recorded unless more are shown */
#define LARGEST_LIMIT	(1024 * 1024)

int change_environment(struct command *command, const char *change);
int read_names(struct command *command, const char *style, char **ret_why);
int read_string_limit(struct command *command, const char *text, char **ret_why);
int read_column(struct command *command, const char *text, char **ret_why);
int read_number(const char *text, unsigned long most, unsigned long *ret_number);

/* -e EXPRESSION: a qualifier with its set; `name` is how the user wrote it. */
int read_qualifier(struct command *command, struct letters *letters, const char *qualifier, const char *set,
		   char **ret_why);
int read_expression(struct command *command, struct letters *letters, const char *text, char **ret_why);

/* Whether a long option is a qualifier: --trace=SET is -e trace=SET. */
bool is_qualifier(const char *name);

/* --absolute-timestamps=…, and a unit of time such as "ms". */
int read_timestamps(struct command *command, const char *text, char **ret_why);
int read_unit(const char *option, const char *text, char *ret_unit, char **ret_why);
int read_overhead(struct command *command, const char *text, char **ret_why);

int read_pids(struct command *command, const char *text, char **ret_why);

/* Paths that are asked for; what they mean is settled at the end, and said where they lead elsewhere. */
int read_path(struct command *command, const char *text, char **ret_why);
int resolve_paths(struct command *command);	/* 0 or -ENOMEM */

void settle(struct command *command, const struct letters *letters);
int judge(struct command *command, const struct letters *letters, char **ret_why);	/* whether they go together */

#endif
