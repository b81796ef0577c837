/* SPDX-License-Identifier: MIT */
/* Runs a program, or attaches to processes, and prints what they call. */
#include "run.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

/* ---- signals ---- */

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

/* Where processes are attached to, the first signal detaches from them. */
struct detacher {
	sx_trace *trace;
	sigset_t signals;
	pthread_t thread;
	volatile sig_atomic_t number;
};

static void *detach_on_signal(void *context)
{
	struct detacher *detacher = context;
	int number = 0;

	sigwait(&detacher->signals, &number);
	if (number != SIGUSR1) {	/* that one only ends this thread */
		detacher->number = number;
		sx_stop(detacher->trace);
	}
	return NULL;
}

static void block_signals(struct detacher *detacher)
{
	static const int signals[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1};

	sigemptyset(&detacher->signals);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaddset(&detacher->signals, signals[i]);
	pthread_sigmask(SIG_BLOCK, &detacher->signals, NULL);
}

/* ---- ends ---- */

static int die_by(int number)
{
	struct rlimit no_core = {0};
	sigset_t set;

	setrlimit(RLIMIT_CORE, &no_core);	/* one core dump is enough */
	signal(number, SIG_DFL);
	raise(number);
	sigemptyset(&set);
	sigaddset(&set, number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	return 128 + number;
}

#define BY_SIGNAL 0x100		/* with a signal's number: how we shall end */

/* End as the program ended: callers see the same status with and without us. */
static int end_like(int status)
{
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	return WIFSIGNALED(status) ? BY_SIGNAL | WTERMSIG(status) : EXIT_FAILURE;
}

/* ---- the program ---- */

static int run_program(const struct command *command, FILE *stream)
{
	struct sx_options options = command->options;
	sx_trace *trace;
	const char *why;
	int status, r;

	watch_signals();
	options.flags |= command->has_lines ? SX_LIVE : 0;
	trace = command->has_lines ? sx_start(&options, command->argv) : sx_run(&options, command->argv);
	r = print_trace(command, trace, stream);
	why = sx_error(trace);
	if (why)
		complain(why);
	if (r < 0 && !why)
		complain(strerror(-r));
	status = sx_status(trace);
	sx_free(trace);
	return why || r < 0 ? EXIT_FAILURE : end_like(status);
}

/* ---- processes that run ---- */

static void say(const struct command *command, pid_t pid, const char *what)
{
	if (!(command->quiet & QUIET_ATTACH))
		fprintf(stderr, "sysexpect: Process %d %s\n", (int)pid, what);
}

static sx_trace *attach(const struct command *command, size_t *ret_attached)
{
	struct sx_options options = command->options;
	sx_trace *trace = NULL;
	int r;

	options.flags |= SX_LIVE;
	*ret_attached = 0;
	for (size_t i = 0; i < command->attached_count; i++) {
		if (!trace || sx_error(trace)) {
			if (trace)
				sx_free(trace);
			trace = sx_attach(&options, command->attached[i]);
			if (sx_error(trace)) {
				complain(sx_error(trace));
				continue;
			}
		} else {
			char why[160];

			r = sx_attach_also(trace, command->attached[i], why, sizeof(why));
			if (r < 0) {
				complain(why);
				continue;
			}
		}
		say(command, command->attached[i], "attached");
		++*ret_attached;
	}
	return trace;
}

static void kill_attached(const struct command *command)
{
	for (size_t i = 0; i < command->attached_count; i++)
		kill(command->attached[i], SIGKILL);
}

static bool is_there(pid_t pid)
{
	return kill(pid, 0) == 0 || errno == EPERM;
}

static int run_attached(const struct command *command, FILE *stream)
{
	struct detacher detacher = {0};
	size_t attached;
	const char *why;
	int r;

	block_signals(&detacher);
	detacher.trace = attach(command, &attached);
	if (!attached) {
		sx_free(detacher.trace);
		return EXIT_FAILURE;
	}
	if (pthread_create(&detacher.thread, NULL, detach_on_signal, &detacher) != 0) {
		sx_free(detacher.trace);
		return complain(NULL);
	}
	r = print_trace(command, detacher.trace, stream);
	pthread_kill(detacher.thread, SIGUSR1);
	pthread_join(detacher.thread, NULL);
	if (command->kills_on_exit)
		kill_attached(command);
	why = sx_error(detacher.trace);
	if (why || r < 0)
		complain(why ? why : strerror(-r));
	for (size_t i = 0; i < command->attached_count; i++)
		if (detacher.number && is_there(command->attached[i]))
			say(command, command->attached[i], "detached");
	sx_free(detacher.trace);
	if (detacher.number)
		return BY_SIGNAL | (int)detacher.number;
	return why || r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

int run(const struct command *command)
{
	const char *why;
	FILE *stream;
	int result;

	if (sx_available(&why) < 0) {
		complain(why);
		return EXIT_CANNOT_TRACE;
	}
	if (command->daemonize)
		return run_in_place(command);
	/* Opened before the program runs, so that a wrong name costs nothing. */
	stream = open_output(command);
	if (!stream)
		return EXIT_FAILURE;
	result = command->attached_count ? run_attached(command, stream) : run_program(command, stream);
	close_output(command, stream);
	return result & BY_SIGNAL ? die_by(result & 0xff) : result;
}
