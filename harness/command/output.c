/* SPDX-License-Identifier: MIT */
/* Where the output goes, and what is printed into it. */
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

static void complain_of_output(const struct command *command, int error)
{
	char *message = NULL;

	if (asprintf(&message, "cannot write %s: %s", command->output ? command->output : "standard error",
		     strerror(error)) < 0)
		message = NULL;
	complain(message);
	free(message);
}

/* With -ff the file of a task is made when the task is met, and then the program runs: whether one can be made is tried
 * before, with a number that no other task has. */
static int try_separate_file(const struct command *command)
{
	char *name = NULL;
	int fd, r = 0;

	if (asprintf(&name, "%s.%d", command->output, (int)getpid()) < 0)
		return -ENOMEM;
	fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 && errno != EEXIST)
		r = -errno;
	if (fd >= 0) {
		close(fd);
		unlink(name);
	}
	free(name);
	return r;
}

/* A command that reads no more ends neither us nor the program, which a handler, unlike SIG_IGN, does not reach. */
static void go_on(int number)
{
	(void)number;
}

FILE *open_output(const struct command *command)
{
	int r = command->is_separate && command->output ? try_separate_file(command) : 0;
	FILE *stream = r < 0 ? NULL : stderr;

	/* "e": not for the program. */
	if (is_pipe(command)) {
		signal(SIGPIPE, go_on);
		stream = popen(command->output + 1, "we");
	} else if (is_file(command)) {
		stream = fopen(command->output, command->is_appending ? "ae" : "we");
	}
	if (!stream)
		complain_of_output(command, r < 0 ? -r : errno);
	return stream;
}

void close_output(const struct command *command, FILE *stream)
{
	bool is_known = ferror(stream);

	if (is_pipe(command))
		pclose(stream);
	else if (stream != stderr && fclose(stream) != 0 && !is_known)
		complain_of_output(command, errno);
}

/* What is lost is the output, not the program: it goes on, and its end is ours. */
static int go_on_without(const struct command *command, sx_trace *trace, int error)
{
	if (error == -EPIPE && is_pipe(command))
		fprintf(stderr, "sysexpect: %s reads no more: %s\n", command->output, strerror(EPIPE));
	else
		complain_of_output(command, -error);
	if (command->attached_count)
		sx_stop(trace);
	sx_wait(trace);
	return 0;
}

int print_trace(const struct command *command, sx_trace *trace, FILE *stream)
{
	int r = 0;

	if (command->has_lines)
		r = sx_print_live(trace, stream, &command->style, command->limit);
	if (r == -ECANCELED)	/* there is no recording: its error says why */
		return 0;
	if (r < 0 && r != -ENOMEM)
		return go_on_without(command, trace, r);
	if (r == 0 && command->limit && command->attached_count)
		sx_stop(trace);
	if (r == 0)
		sx_wait(trace);
	if (r == 0 && command->has_summary && !sx_error(trace))
		r = summary_print(trace, stream, &command->table);
	errno = EIO;
	if (r == 0 && (fflush(stream) != 0 || ferror(stream)))
		return go_on_without(command, trace, -errno);
	return r;
}
