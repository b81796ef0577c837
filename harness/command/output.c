/* SPDX-License-Identifier: MIT */
/* Where the output goes, and what is printed into it. */
#include "run.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "summary.h"

int complain(const char *why)
{
	fprintf(stderr, "sysexpect: %s\n", why ? why : strerror(ENOMEM));
	return EXIT_FAILURE;
}

static bool is_pipe(const struct command *command)
{
	return command->output && strchr("|!", *command->output) && *command->output;
}

/* With -ff each task has a file of its own; what belongs to none goes to standard error. */
static bool is_file(const struct command *command)
{
	return command->output && !command->is_separate;
}

/* A command that reads no more ends neither us nor the program, which a handler, unlike SIG_IGN, does not reach. */
static void go_on(int number)
{
	(void)number;
}

FILE *open_output(const struct command *command)
{
	FILE *stream = stderr;
	char *message = NULL;

	/* "e": not for the program. */
	if (is_pipe(command)) {
		signal(SIGPIPE, go_on);
		stream = popen(command->output + 1, "we");
	}
	else if (is_file(command))
		stream = fopen(command->output, command->is_appending ? "ae" : "we");
	if (!stream) {
		if (asprintf(&message, "cannot write %s: %s", command->output, strerror(errno)) < 0)
			message = NULL;
		complain(message);
		free(message);
	}
	return stream;
}

int close_output(const struct command *command, FILE *stream)
{
	if (is_pipe(command))
		return pclose(stream) < 0 ? -errno : 0;
	return stream != stderr && fclose(stream) != 0 ? -errno : 0;
}

int print_trace(const struct command *command, sx_trace *trace, FILE *stream)
{
	int r = 0;

	if (command->has_lines)
		r = sx_print_live(trace, stream, &command->style, command->limit);
	if (r == -ECANCELED)	/* there is no recording: its error says why */
		return 0;
	if (r == -EPIPE && is_pipe(command)) {
		fprintf(stderr, "sysexpect: %s reads no more: %s\n", command->output, strerror(EPIPE));
		sx_wait(trace);
		return 0;
	}
	if (r == 0 && command->limit && command->attached_count)
		sx_stop(trace);
	if (r == 0)
		sx_wait(trace);
	if (r == 0 && command->has_summary && !sx_error(trace))
		r = summary_print(trace, stream, command->sort, command->columns, command->overhead_ns);
	if (r == 0 && (fflush(stream) != 0 || ferror(stream)) && !(is_pipe(command) && errno == EPIPE))
		r = -EIO;
	return r;
}
