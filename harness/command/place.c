/* SPDX-License-Identifier: MIT */
/* -D: the program keeps this process, and a grandchild of it records and prints. */
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* In the grandchild: says through the pipe that it records, then prints until the program has ended. */
static int record(const struct command *command, pid_t program, int ready)
{
	struct sx_options options = command->options;
	FILE *stream = open_output(command);
	sx_trace *trace;
	int r;

	if (!stream)
		return EXIT_FAILURE;
	if (command->daemonize == 2)
		setpgid(0, 0);
	if (command->daemonize > 2)
		setsid();
	options.flags |= SX_LIVE | SX_AT_EXEC;
	trace = sx_attach(&options, program);
	if (sx_error(trace)) {
		complain(sx_error(trace));
		sx_free(trace);
		close_output(command, stream);
		return EXIT_FAILURE;
	}
	r = write(ready, "", 1) == 1 ? 0 : -errno;
	close(ready);
	if (r == 0)
		r = print_trace(command, trace, stream);
	sx_free(trace);
	close_output(command, stream);
	return r < 0 ? complain(strerror(-r)) : EXIT_SUCCESS;
}

/* Two forks: the program has no child that it did not make. */
static int start_recorder(const struct command *command, int pipe_ends[2])
{
	pid_t program = getpid(), child = fork();
	int status;

	if (child < 0)
		return -errno;
	if (child == 0) {
		pid_t grandchild = fork();

		if (grandchild == 0) {
			close(pipe_ends[0]);
			exit(record(command, program, pipe_ends[1]));
		}
		_exit(grandchild < 0 ? EXIT_FAILURE : EXIT_SUCCESS);
	}
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -EAGAIN;
}

int run_in_place(const struct command *command)
{
	int pipe_ends[2], r;
	char byte, *message;

	if (pipe2(pipe_ends, O_CLOEXEC) < 0)
		return complain(strerror(errno));
	fflush(NULL);
	r = start_recorder(command, pipe_ends);
	close(pipe_ends[1]);
	if (r < 0)
		return complain(strerror(-r));
	if (read(pipe_ends[0], &byte, 1) != 1)
		return EXIT_FAILURE;	/* it has said why */
	sx_unload();
	execvpe(command->options.file ? command->options.file : command->argv[0], (char *const *)(uintptr_t)command->argv,
		command->env ? (char *const *)(uintptr_t)command->env : environ);
	if (asprintf(&message, "cannot run '%s': %s", command->argv[0], strerror(errno)) < 0)
		message = NULL;
	complain(message);
	free(message);
	return EXIT_FAILURE;
}
