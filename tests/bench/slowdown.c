/* SPDX-License-Identifier: MIT */
/* What tracing costs: untraced, under us, under strace -f -y, as medians of runs that alternate. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <sysexpect/sysexpect.h>

#define RUNS_MAX 99

extern char **environ;

struct subject {
	const char *name;
	const char *const *argv;
	double most;		/* wanted: traced takes at most this many times as long; 0: no mark */
	unsigned flags;		/* SX_STACKS */
};

static const struct subject subjects[] = {
	{"dd bs=1 count=200000",
	 SX_ARGV("dd", "if=/dev/zero", "of=/dev/null", "bs=1", "count=200000"), 4.5},
	{"find /usr/share -maxdepth 3", SX_ARGV("find", "/usr/share", "-maxdepth", "3"), 1.6},
	{"ls -lR /etc", SX_ARGV("ls", "-lR", "/etc"), 0},
	{"/bin/true", SX_ARGV("/bin/true"), 0},
	{"dd count=20000", SX_ARGV("dd", "if=/dev/zero", "of=/dev/null", "bs=1", "count=20000"), 0},
	{"the same, SX_STACKS", SX_ARGV("dd", "if=/dev/zero", "of=/dev/null", "bs=1", "count=20000"), 0, SX_STACKS},
};

struct figures {
	double untraced[RUNS_MAX], traced[RUNS_MAX], strace[RUNS_MAX];
	size_t calls;
	uint64_t lost;
	const char *error;
};

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Run to the end; -1 if it could not be started. */
static double spawn_ms(const char *const argv[])
{
	double start_ms = now_ms();
	pid_t pid;
	int status;

	if (posix_spawnp(&pid, argv[0], NULL, NULL, (char *const *)argv, environ) != 0)
		return -1;
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status) == 127)
		return -1;
	return now_ms() - start_ms;
}

static double strace_ms(const char *const argv[])
{
	const char *whole[16] = {"strace", "-f", "-y", "-o", "/dev/null"};
	size_t i;

	for (i = 0; argv[i] && i + 6 < sizeof(whole) / sizeof(whole[0]); i++)
		whole[i + 5] = argv[i];
	return spawn_ms(whole);
}

static double traced_ms(const struct subject *subject, struct figures *figures)
{
	static char error[256];
	double start_ms = now_ms(), end_ms;
	sx_trace *trace = sx_run(SX_OPTIONS(.timeout_ms = 120000, .flags = subject->flags), subject->argv);

	end_ms = now_ms();
	figures->lost += sx_lost(trace);
	if (sx_error(trace)) {
		snprintf(error, sizeof(error), "%s", sx_error(trace));
		figures->error = error;
	} else {
		figures->calls = sx_count(trace, NULL);
	}
	sx_free(trace);
	return end_ms - start_ms;
}

static int compare(const void *a, const void *b)
{
	const double *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static double median(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), compare);
	return values[count / 2];
}

/* What the subjects print is not of interest; the table is. Returns the stream for it. */
static FILE *keep_stdout(void)
{
	int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (out < 0 || null < 0 || dup2(null, STDOUT_FILENO) < 0 || dup2(null, STDERR_FILENO) < 0)
		return NULL;
	close(null);
	return fdopen(out, "w");
}

/* Returns whether the marks hold. */
static bool measure(FILE *table, const struct subject *subject, size_t runs)
{
	struct figures figures = {0};
	double untraced, traced, strace;
	bool holds;
	size_t i;

	spawn_ms(subject->argv);	/* warms the caches for all three */
	for (i = 0; i < runs; i++) {
		figures.untraced[i] = spawn_ms(subject->argv);
		figures.traced[i] = traced_ms(subject, &figures);
		figures.strace[i] = strace_ms(subject->argv);
	}
	untraced = median(figures.untraced, runs);
	traced = median(figures.traced, runs);
	strace = median(figures.strace, runs);
	holds = !figures.error && !figures.lost && (!subject->most || traced <= subject->most * untraced);

	fprintf(table, "%-28s %8zu %9.2f %9.2f x%-6.2f %9.2f x%-7.1f %6" PRIu64 "  %s\n", subject->name,
		figures.calls, untraced, traced, traced / untraced, strace, strace / untraced,
		figures.lost, figures.error ? figures.error : holds ? "ok" : "MISSED");
	fflush(table);
	return holds;
}

int main(int argc, char *argv[])
{
	size_t runs = argc > 1 ? strtoul(argv[1], NULL, 10) : 5;
	const char *why;
	bool holds = true;
	FILE *table;
	size_t i;

	if (!runs || runs > RUNS_MAX)
		return fprintf(stderr, "usage: %s [RUNS, 1 to %d]\n", argv[0], RUNS_MAX), 2;
	if (sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", why), 77;
	table = keep_stdout();
	if (!table)
		return 1;

	fprintf(table, "medians of %zu runs, in ms\n", runs);
	fprintf(table, "%-28s %8s %9s %9s %-7s %9s %-8s %6s\n", "", "calls", "untraced", "traced", "",
		"strace", "", "lost");
	for (i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++)
		holds &= measure(table, &subjects[i], runs);
	return holds ? 0 : 1;
}
