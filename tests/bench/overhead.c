/* SPDX-License-Identifier: MIT */
/* What tracing costs, as ratios to the untraced run: overhead [RUNS [NAME]]; medians of runs that alternate. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "measure.h"

#define RUNS_MAX 99

struct subject {
	const char *name;
	const char *const *argv;
	double most;			/* wanted: takes at most this many times as long; 0: no mark */
	enum way way;
	struct sx_options options;
	const char *const *smaller;	/* for tracers that stop the program at each call; NULL: the same */
};

#define DD(count) SX_ARGV("dd", "if=/dev/zero", "of=/dev/null", "bs=1", "count=" #count)

#define OPTIONS(...) {.size = sizeof(struct sx_options), .timeout_ms = 300000, ##__VA_ARGS__}

static char source[] = "/tmp/sysexpect-bench-XXXXXX.c";
static const char *gcc_argv[] = {"gcc", "-O2", "-c", "-o", "/dev/null", source, NULL};
static const char *echo_argv[] = {NULL, "echo", NULL}, *smaller_echo_argv[] = {NULL, "echo-smaller", NULL};

static const struct subject subjects[] = {
	{"dd bs=1 count=200000", DD(200000), 3.2, TRACED, OPTIONS(), DD(4000)},
	{"find /usr/share -maxdepth 3", SX_ARGV("find", "/usr/share", "-maxdepth", "3"), 1.35, TRACED, OPTIONS(), NULL},
	{"ls -lR /etc", SX_ARGV("ls", "-lR", "/etc"), 1.35, TRACED, OPTIONS(), NULL},
	{"python3 -c pass", SX_ARGV("/usr/bin/python3", "-c", "pass"), 1.10, TRACED, OPTIONS(), NULL},
	{"gcc -O2, 500 lines", gcc_argv, 1.10, TRACED, OPTIONS(), NULL},
	{"echo over loopback, 20000", echo_argv, 2.0, TRACED, OPTIONS(), smaller_echo_argv},
	{"dd, calls = openat", DD(200000), 2.0, TRACED, OPTIONS(.calls = "openat"), DD(4000)},
	{"dd, another is traced", DD(200000), 1.85, BESIDE, OPTIONS(), NULL},
	{"dd count=20000, SX_STACKS", DD(20000), 0, TRACED, OPTIONS(.flags = SX_STACKS), NULL},
};

/* Other tracers, where they are installed; what they print goes to a file that nobody reads. */
struct tool {
	const char *name;
	const char *prefix[10];
	bool is_for_filter;		/* runs where we filter, too; else only where all is recorded */
};

static const struct tool tools[] = {
	{"strace -f -y", {"strace", "-f", "-y", "-o", "/dev/null"}, false},
	{"--seccomp-bpf", {"strace", "-f", "--seccomp-bpf", "-e", "trace=openat", "-o", "/dev/null"}, true},
	{"perf trace", {"perf", "trace", "-o", "/dev/null", "--"}, false},
};

#define TOOLS (sizeof(tools) / sizeof(tools[0]))

struct figures {
	double untraced[RUNS_MAX], floor[RUNS_MAX], traced[RUNS_MAX], smaller[RUNS_MAX], tool[TOOLS][RUNS_MAX];
	uint64_t calls, lost;
	char error[160];
};

static double under_tool_ms(const struct tool *tool, const char *const argv[])
{
	const char *whole[24] = {NULL};
	size_t length = 0;

	for (; tool->prefix[length]; length++)
		whole[length] = tool->prefix[length];
	for (size_t i = 0; argv[i] && length + 1 < sizeof(whole) / sizeof(whole[0]); i++)
		whole[length++] = argv[i];
	return spawn_ms(whole);
}

static bool applies(const struct tool *tool, const struct subject *subject)
{
	return subject->way == TRACED && tool->is_for_filter == (subject->options.calls != NULL);
}

/* One round of each, so that whatever disturbs the machine disturbs all. */
static void measure_round(const struct subject *subject, struct figures *figures, size_t i)
{
	const char *const *smaller = subject->smaller ? subject->smaller : subject->argv;
	struct run run;

	figures->untraced[i] = spawn_ms(subject->argv);
	run = run_in_child(FLOOR, NULL, subject->argv);
	figures->floor[i] = run.ms;
	run = run_in_child(subject->way, &subject->options, subject->argv);
	figures->traced[i] = run.ms;
	figures->calls = run.calls;
	figures->lost += run.lost;
	if (run.ms < 0)
		memcpy(figures->error, run.error, sizeof(figures->error));
	figures->smaller[i] = subject->smaller ? spawn_ms(smaller) : figures->untraced[i];
	for (size_t t = 0; t < TOOLS; t++)
		figures->tool[t][i] = applies(&tools[t], subject) ? under_tool_ms(&tools[t], smaller) : -1;
}

static void print_ratio(double value, double base)
{
	if (value < 0)
		printf(" %13s", "-");
	else
		printf(" %12.2fx", value / base);
}

/* Returns whether the mark holds. */
static bool measure(const struct subject *subject, size_t runs)
{
	static struct figures figures;
	double untraced, traced, smaller;
	bool holds;

	memset(&figures, 0, sizeof(figures));
	spawn_ms(subject->argv);	/* warms the caches for all */
	for (size_t i = 0; i < runs; i++)
		measure_round(subject, &figures, i);
	untraced = median(figures.untraced, runs);
	traced = median(figures.traced, runs);
	smaller = median(figures.smaller, runs);
	holds = !figures.error[0] && !figures.lost && (!subject->most || traced <= subject->most * untraced);

	printf("%-28s %8" PRIu64 " %9.2f", subject->name, figures.calls, untraced);
	print_ratio(median(figures.floor, runs), untraced);
	print_ratio(traced, untraced);
	for (size_t t = 0; t < TOOLS; t++)
		print_ratio(median(figures.tool[t], runs), smaller);
	printf(" %6" PRIu64, figures.lost);
	if (figures.error[0])
		printf("  %s\n", figures.error);
	else if (subject->most)
		printf("  %s %.2f\n", holds ? "within" : "MISSED", subject->most);
	else
		printf("\n");
	fflush(stdout);
	return holds;
}

/* Functions that gcc cannot throw away. */
static bool write_source(void)
{
	int fd = mkstemps(source, 2);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");

	if (!file)
		return false;
	for (int i = 0; i < 100; i++)
		fprintf(file, "int f%d(int *a, int n)\n{\n\tint s = %d;\n\tfor (int i = 0; i < n; i++) s = s * 31 + (a[i] ^ i);\n"
			"\treturn s; }\n", i, i);
	return fclose(file) == 0;
}

/* echo.c; the name of this program is told to spawned ones by itself. */
int echo(unsigned turns);

int main(int argc, char *argv[])
{
	size_t runs = argc > 1 ? strtoul(argv[1], NULL, 10) : 5;
	static char self[4096];
	struct run run;
	bool holds = true;

	if (argc > 1 && strncmp(argv[1], "echo", 4) == 0)
		return echo(strcmp(argv[1], "echo") == 0 ? 20000 : 500);
	if (!runs || runs > RUNS_MAX)
		return fprintf(stderr, "usage: %s [RUNS, 1 to %d [NAME]]\n", argv[0], RUNS_MAX), 2;
	run = run_in_child(TRACED, NULL, SX_ARGV("true"));
	if (run.ms < 0)
		return fprintf(stderr, "SKIP: %s\n", run.error), 77;
	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0 || !write_source())
		return perror("overhead"), 1;
	echo_argv[0] = smaller_echo_argv[0] = self;

	printf("medians of %zu runs that alternate; ratios to the untraced run\n", runs);
	printf("%-28s %8s %9s %13s %13s", "", "calls", "ms", "empty progs", "sysexpect");
	for (size_t t = 0; t < TOOLS; t++)
		printf(" %13s", tools[t].name);
	printf(" %6s\n", "lost");
	for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++)
		if (argc < 3 || strstr(subjects[i].name, argv[2]))
			holds &= measure(&subjects[i], runs);
	unlink(source);
	return holds ? 0 : 1;
}
