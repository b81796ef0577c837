/* SPDX-License-Identifier: MIT */
/* sysexpect PROG ARGS…: prints every system call of a program and its children, as strace does. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <sysexpect/sysexpect.h>

#include "check.h"
#include "options.h"
#include "summary.h"

#define EXIT_CANNOT_TRACE 77	/* what test runners take as "skipped" */

static int complain(const char *why)
{
	fprintf(stderr, "sysexpect: %s\n", why ? why : strerror(ENOMEM));
	return EXIT_FAILURE;
}

/*
 * Ctrl-C reaches the program too, as it is in the same foreground group: it ends, and its calls are
 * printed. A second one, or a signal that someone sent to us alone, ends us and with us the tree.
 */
static void on_interrupt(int number, siginfo_t *info, void *context)
{
	(void)context;
	if (info->si_code != SI_KERNEL)
		raise(number);	/* the default action, as the handler is gone by now */
}

/* Handlers, unlike ignored signals, are not inherited by the program. */
static void watch_signals(void)
{
	struct sigaction action = {.sa_sigaction = on_interrupt,
				   .sa_flags = SA_SIGINFO | SA_RESTART | SA_RESETHAND};
	struct sigaction before;
	static const int signals[] = {SIGINT, SIGQUIT};
	size_t i;

	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
}

/* End as the program ended: callers see the same status with and without us. */
static int end_like(int status)
{
	struct rlimit no_core = {0};
	sigset_t set;

	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	if (!WIFSIGNALED(status))
		return EXIT_FAILURE;
	setrlimit(RLIMIT_CORE, &no_core);	/* one core dump is enough */
	signal(WTERMSIG(status), SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, WTERMSIG(status));
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(WTERMSIG(status));
	return 128 + WTERMSIG(status);
}

static int print_trace(const struct command *command, sx_trace *trace, FILE *stream)
{
	int r = 0;

	if (command->has_lines)
		sx_print_as(trace, stream, &command->style);
	if (command->has_summary)
		r = summary_print(trace, stream, command->sort);
	if (fflush(stream) != 0 || ferror(stream))
		r = -EIO;
	return r;
}

static int run(const struct command *command)
{
	FILE *stream = stderr;
	sx_trace *trace;
	const char *why;
	char *message;
	int status, r;

	if (sx_available(&why) < 0) {
		complain(why);
		return EXIT_CANNOT_TRACE;
	}
	if (command->output) {
		/* Opened before the program runs, so that a wrong name costs nothing; "e": not for it. */
		stream = fopen(command->output, command->is_appending ? "ae" : "we");
		if (!stream) {
			r = asprintf(&message, "cannot write %s: %s", command->output, strerror(errno));
			complain(r < 0 ? NULL : message);
			if (r >= 0)
				free(message);
			return EXIT_FAILURE;
		}
	}

	watch_signals();
	trace = sx_run(&command->options, command->argv);
	why = sx_error(trace);
	r = print_trace(command, trace, stream);
	if (stream != stderr && fclose(stream) != 0)
		r = -errno;
	if (why)
		complain(why);
	if (r < 0)
		complain(strerror(-r));
	status = sx_status(trace);
	sx_free(trace);
	return why || r < 0 ? EXIT_FAILURE : end_like(status);
}

int main(int argc, char *argv[])
{
	struct command command;
	char *why = NULL;
	int result;

	if (argc < 2) {
		fputs(options_help, stderr);
		return EXIT_FAILURE;
	}
	if (check_is_meant(argv[1]))
		return check_main(argc, argv);
	if (strcmp(argv[1], "profile") == 0)
		return profile_main(argc - 1, argv + 1);
	if (options_read(&command, argc, argv, &why) < 0) {
		result = complain(why);
		free(why);
	} else if (command.task == TASK_HELP) {
		result = fputs(options_help, stdout) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
	} else if (command.task == TASK_VERSION) {
		result = puts("sysexpect " SX_VERSION) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
	} else {
		result = run(&command);
	}
	options_done(&command);
	return result;
}
