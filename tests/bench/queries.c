/* SPDX-License-Identifier: MIT */
/* What questions to a long list of calls cost, beside a plain loop over it: queries [CALLS [QUESTION]]. */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <sysexpect/sysexpect.h>

#define ROUNDS	 7
#define PER_TURN 5

static const struct sx_here_ here = {"queries.c", 1, "queries"};

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* The program that is recorded: a fifth each of opens that fail, opens, writes, closes and something small. */
static int make_calls(void *calls)
{
	long turns = *(long *)calls / PER_TURN;
	char path[64];

	for (long i = 0; i < turns; i++) {
		int fd;

		snprintf(path, sizeof(path), "/no/such/folder-%ld/file-%ld.c", i % 100, i);
		syscall(SYS_openat, AT_FDCWD, path, O_RDONLY);
		fd = (int)syscall(SYS_openat, AT_FDCWD, "/dev/null", O_WRONLY | O_CLOEXEC);
		syscall(SYS_write, fd, path, strlen(path));
		syscall(SYS_close, fd);
		syscall(SYS_getppid);
	}
	return 0;
}

/* ---- the questions: each returns whether the answer was the right one ---- */

static bool plain_loop(sx_trace *trace)
{
	size_t count = 0, all = 0;

	for (const sx_call *call = NULL; (call = sx_find(trace, call, NULL)); all++)
		count += sx_call_arg(call, 0) == 4711;
	return all > 0 && count == 0;
}

static bool count_all(sx_trace *trace)
{
	return sx_count(trace, NULL) > 0;
}

static bool count_by_name(sx_trace *trace)
{
	return sx_count(trace, "getppid") > 0;
}

/* The lines go to a file on disk, as SX_DUMP_DIR has them. */
static bool dump(sx_trace *trace)
{
	FILE *file = tmpfile();
	bool is_done;

	if (!file)
		return false;
	sx_print(trace, file);
	is_done = fflush(file) == 0 && ftell(file) > 0;
	fclose(file);
	return is_done;
}

static bool never_by_name(sx_trace *trace)
{
	return !sx_check_never_(here, trace, "socket");
}

static bool never_by_class(sx_trace *trace)
{
	return !sx_check_never_(here, trace, "%network");
}

static bool never_by_name_fails(sx_trace *trace)
{
	return sx_check_never_(here, trace, "getppid");
}

static bool never_by_path(sx_trace *trace)
{
	return !sx_check_never_(here, trace, "%file(path='/no/**/secret-*.h')");
}

static bool never_by_text(sx_trace *trace)
{
	return !sx_check_never_(here, trace, "%write(fd=</dev/null>, buf=...'needle'...)");
}

static bool never_by_path_fails(sx_trace *trace)
{
	return sx_check_never_(here, trace, "%file(path='/no/**/file-*.c')");
}

static bool order_holds(sx_trace *trace)
{
	return !sx_check_order_(here, trace, "openat(*, '/no/such/folder-7/file-107.c', ...) = -1 ENOENT",
				"openat(*, '/dev/null', ...) = $fd", "write($fd, ...'file-4107.c', *)", "close($fd) = 0", SX_END_);
}

static bool order_lacks_the_last(sx_trace *trace)
{
	return sx_check_order_(here, trace, "openat(*, '/no/such/**/file-107.c', ...)", "openat(*, '/dev/null', ...) = $fd",
			       "write($fd, ...)", "fsync($fd) = 0", SX_END_);
}

static bool order_is_turned_round(sx_trace *trace)
{
	return sx_check_order_(here, trace, "openat(*, '/no/such/**/file-4000.c', ...)",
			       "openat(*, '/no/such/**/file-107.c', ...)", "write(*, ...'file-107.c', *)", "close = 0", SX_END_);
}

static bool order_of_captures_fails(sx_trace *trace)
{
	return sx_check_order_(here, trace, "openat(*, '/dev/null', ...) = $fd", "write($fd, ...)", "close($fd)",
			       "write($fd, ...)", SX_END_);
}

static bool follows(sx_trace *trace)
{
	return !sx_check_follows_(here, trace, "openat(*, '/dev/null', O_WRONLY|...) = $fd", "close($fd) = 0");
}

static bool called_fails(sx_trace *trace)
{
	return sx_check_called_(here, trace, "openat(*, '/no/such/folder-7/file-107.h', ...)");
}

static const struct question {
	const char *name;
	bool (*ask)(sx_trace *);
	double most, most_of_ten;	/* milliseconds, of one million calls and of ten; 0: just printed */
} questions[] = {
	{"a loop over the list", plain_loop, 0, 0},
	{"count of all", count_all, 0, 0},
	{"count by name", count_by_name, 5, 20},
	{"never, by name", never_by_name, 5, 20},
	{"never, by class", never_by_class, 5, 20},
	{"never, by name, fails", never_by_name_fails, 0, 0},
	{"never, by path glob", never_by_path, 150, 1000},
	{"never, by path glob, fails", never_by_path_fails, 0, 0},
	{"never, by text in a buffer", never_by_text, 0, 0},
	{"order, four steps", order_holds, 200, 1000},
	{"order, no last step", order_lacks_the_last, 200, 1000},
	{"order, turned round", order_is_turned_round, 200, 1000},
	{"order, captures at odds", order_of_captures_fails, 200, 0},
	{"follows, with a capture", follows, 0, 0},
	{"called, fails", called_fails, 0, 0},
	{"dump to a file", dump, 1000, 10000},
};

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static long resident_bytes(void)
{
	FILE *file = fopen("/proc/self/statm", "r");
	long size = 0, resident = 0;

	if (!file || fscanf(file, "%ld %ld", &size, &resident) != 2)
		resident = 0;
	if (file)
		fclose(file);
	return resident * sysconf(_SC_PAGESIZE);
}

/* The first question is the plain loop, which the others stand beside. */
static bool measure(const struct question *question, sx_trace *trace, long calls)
{
	double took[ROUNDS], most = calls < 10000000 ? question->most : question->most_of_ten;
	static double loop_ms;
	bool is_right = true;

	for (int i = 0; i < ROUNDS; i++) {
		double start = now_ms();

		is_right &= question->ask(trace);
		took[i] = now_ms() - start;
	}
	qsort(took, ROUNDS, sizeof(*took), compare);
	if (question->ask == plain_loop)
		loop_ms = took[ROUNDS / 2];
	printf("%-28s %8.2f ms median, %8.2f ms best", question->name, took[ROUNDS / 2], took[0]);
	if (loop_ms > 0)
		printf(", %6.2f loops", took[ROUNDS / 2] / loop_ms);
	if (most > 0)
		printf(" (wanted: %.0f ms)%s", most, took[ROUNDS / 2] > most ? "  MISSED" : "");
	printf("%s\n", is_right ? "" : "  WRONG ANSWER");
	fflush(stdout);
	return is_right;
}

/* Lines with a path, with data, with a descriptor, and with nothing to decode. */
static bool measure_dumps(sx_trace *trace)
{
	static const char *const patterns[] = {
		"openat = -1 ENOENT", "openat >= 0", "write(</dev/null>, ...)", "close", "getppid",
	};
	bool is_right = true;

	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++) {
		sx_trace *view = sx_matching(trace, patterns[i]);
		size_t lines = sx_count(view, NULL);
		double start = now_ms(), took;

		is_right &= dump(view);
		took = now_ms() - start;
		printf("dump of %-24s %8.2f million lines a second\n", patterns[i], (double)lines / took / 1e3);
	}
	return is_right;
}

int main(int argc, char **argv)
{
	long calls = argc > 1 ? atol(argv[1]) : 1000000, before, full;
	bool is_right = true;
	size_t count;
	sx_trace *trace;
	const char *why;

	if (sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", why), 77;
	before = resident_bytes();
	trace = sx_fork(SX_OPTIONS(.timeout_ms = UINT_MAX, .memory_limit = 1ull << 34), make_calls, &calls);
	if (sx_error(trace) || sx_lost(trace))
		return fprintf(stderr, "%s\n", sx_error(trace) ? sx_error(trace) : "records were lost"), 1;
	/* Reports of what fails are part of what it costs; nobody reads them here. */
	if (!freopen("/dev/null", "w", stderr))
		return 1;
	full = resident_bytes();
	count = sx_count(trace, NULL);
	printf("%zu calls, %.1f bytes resident each\n", count, (double)(full - before) / (double)count);
	for (size_t i = 0; i < sizeof(questions) / sizeof(*questions); i++)
		if (argc < 3 || strstr(questions[i].name, argv[2]))
			is_right &= measure(&questions[i], trace, calls);
	if (argc < 3 || strstr("dump", argv[2]))
		is_right &= measure_dumps(trace);
	sx_free(trace);
	printf("%.1f MiB of these stay resident when the list is freed, the ring's among them\n",
	       (double)(resident_bytes() - before) / (1 << 20));
	return !is_right;
}
