/* SPDX-License-Identifier: MIT */
/* What it costs to begin: loading, the first traced run, later ones, a suite of forked tests, the command: start COMMAND [RUNS]. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "measure.h"

#define RUNS_MAX 99
#define LATER	 200
#define TESTS	 200

/* What one process that starts to trace sees. */
struct start {
	double load_ms, first_ms, later_ms, spawn_ms, suite_ms, unload_ms;
};

static double run_ms(void)
{
	double start_ms = now_ms();
	sx_trace *trace = sx_run(NULL, SX_ARGV("/bin/true"));
	double end_ms = now_ms();
	bool failed = sx_error(trace) || sx_lost(trace);

	sx_free(trace);
	return failed ? -1 : end_ms - start_ms;
}

/* Each test in a process of its own, as Check's fork mode has it. */
static double suite_ms(void)
{
	double start_ms = now_ms();

	for (int i = 0; i < TESTS; i++) {
		int status = -1;
		pid_t pid = fork();

		if (pid == 0)
			_exit(run_ms() < 0);
		if (waitpid(pid, &status, 0) != pid || status != 0)
			return -1;
	}
	return now_ms() - start_ms;
}

static struct start in_this_process(void)
{
	double later[LATER], spawned[LATER], at_ms;
	struct start start;

	start.first_ms = run_ms();
	start.unload_ms = now_ms();
	sx_unload();
	start.unload_ms = now_ms() - start.unload_ms;
	at_ms = now_ms();
	sx_available(NULL);
	start.load_ms = now_ms() - at_ms;
	for (int i = 0; i < LATER; i++) {
		later[i] = run_ms();
		spawned[i] = spawn_ms(SX_ARGV("/bin/true"));
	}
	start.later_ms = median(later, LATER);
	start.spawn_ms = median(spawned, LATER);
	start.suite_ms = suite_ms();
	return start;
}

static bool in_child(struct start *ret)
{
	int line[2];
	pid_t pid;
	bool ok;

	if (pipe(line) < 0)
		return false;
	pid = fork();
	if (pid == 0) {
		*ret = in_this_process();
		_exit(write(line[1], ret, sizeof(*ret)) != sizeof(*ret));
	}
	close(line[1]);
	ok = read(line[0], ret, sizeof(*ret)) == sizeof(*ret);
	close(line[0]);
	waitpid(pid, NULL, 0);
	return ok;
}

static void report(const char *name, double ms, double most)
{
	printf("%-44s %9.2f ms", name, ms);
	if (most > 0)
		printf("  (wanted: %.1f)%s", most, ms > most ? "  MISSED" : "");
	printf("\n");
}

int main(int argc, char *argv[])
{
	size_t runs = argc > 2 ? strtoul(argv[2], NULL, 10) : 5;
	double command[RUNS_MAX], load[RUNS_MAX], first[RUNS_MAX], later[RUNS_MAX], suite[RUNS_MAX], unload[RUNS_MAX];
	struct run run;

	if (argc < 2 || !runs || runs > RUNS_MAX)
		return fprintf(stderr, "usage: %s COMMAND [RUNS, 1 to %d]\n", argv[0], RUNS_MAX), 2;
	run = run_in_child(TRACED, NULL, SX_ARGV("true"));
	if (run.ms < 0)
		return fprintf(stderr, "SKIP: %s\n", run.error), 77;
	for (size_t i = 0; i < runs; i++) {
		struct start start;

		command[i] = spawn_ms(SX_ARGV(argv[1], "-o", "/dev/null", "/bin/true"));
		if (!in_child(&start) || command[i] < 0 || start.first_ms < 0 || start.suite_ms < 0)
			return fprintf(stderr, "a run failed\n"), 1;
		load[i] = start.load_ms;
		unload[i] = start.unload_ms;
		first[i] = start.first_ms - start.spawn_ms;
		later[i] = start.later_ms - start.spawn_ms;
		suite[i] = start.suite_ms;
	}
	printf("medians of %zu\n", runs);
	report("sysexpect /bin/true, in all", median(command, runs), 20);
	report("loading and attaching", median(load, runs), 0);
	report("detaching and unloading", median(unload, runs), 0);
	report("a process's first sx_run(), over the spawn", median(first, runs), 15);
	report("a later sx_run(), over the spawn", median(later, runs), 0.5);
	report("200 forked tests with an sx_run() each", median(suite, runs), 3000);
	return 0;
}
