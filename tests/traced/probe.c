/* SPDX-License-Identifier: MIT */
/* A small user of the library, started by tests that look at it from outside: without rights, killed,
 * in other namespaces.
 *
 *     probe available         prints what sx_available() says and exits 0, or 77
 *     probe run PROG ARGS…    runs it and prints "calls N lost N first-pid N status N", or the error: 1
 *     probe assert PROG ARGS… the same, then an assertion that fails if the recording did
 *     probe attach PID        says why the process cannot be recorded: 1; or stops at once: 0
 *     probe cycle N PROG      records it N times, now and then in every way; descriptors and BPF objects must stay what they are: 0
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sysexpect/sysexpect.h>

struct held {
	int descriptors, programs, maps, links, others;
};

/* What this process holds, by /proc/self/fdinfo. */
static struct held held_now(void)
{
	DIR *folder = opendir("/proc/self/fdinfo");
	struct held held = { 0 };
	struct dirent *entry;
	char path[300], line[256];
	FILE *stream;

	while (folder && (entry = readdir(folder))) {
		if (entry->d_name[0] == '.' || atoi(entry->d_name) == dirfd(folder))
			continue;
		held.descriptors++;
		snprintf(path, sizeof(path), "/proc/self/fdinfo/%s", entry->d_name);
		stream = fopen(path, "re");
		while (stream && fgets(line, sizeof(line), stream)) {
			held.programs += strncmp(line, "prog_type:", 10) == 0;
			held.maps += strncmp(line, "map_type:", 9) == 0;
			held.links += strncmp(line, "link_type:", 10) == 0;
		}
		if (stream)
			fclose(stream);
	}
	if (folder)
		closedir(folder);
	return held;
}

static int is_same(const char *when, struct held a, struct held b)
{
	if (memcmp(&a, &b, sizeof(a)) == 0)
		return 1;
	fprintf(stderr, "%s: descriptors %d -> %d, programs %d -> %d, maps %d -> %d, links %d -> %d\n", when,
		a.descriptors, b.descriptors, a.programs, b.programs, a.maps, b.maps, a.links, b.links);
	return 0;
}

static int returns(void *unused)
{
	return unused != NULL;
}

/* A region, a function and a program that is stopped: each must give back what it took. */
static const char *record_otherwise(const char *const *argv)
{
	sx_trace *traces[] = { sx_begin(NULL), sx_fork(NULL, returns, NULL), sx_start(NULL, argv) };
	const char *error = NULL;
	size_t i;

	sx_end(traces[0]);
	sx_stop(traces[2]);
	for (i = 0; i < 3; i++) {
		if (sx_error(traces[i]))
			error = "a region, a function or a stopped program was not recorded";
		sx_free(traces[i]);
	}
	return error;
}

static int cycle(int count, const char *const *argv)
{
	struct held start = held_now(), first, last;
	const char *error;
	sx_trace *trace;
	int i;

	for (i = 0; i < count; i++) {
		trace = sx_run(NULL, argv);
		if (sx_error(trace)) {
			fprintf(stderr, "%s\n", sx_error(trace));
			return 1;
		}
		sx_free(trace);
		error = i % 10 ? NULL : record_otherwise(argv);
		if (error) {
			fprintf(stderr, "%s\n", error);
			return 1;
		}
		if (i == 0)
			first = held_now();
	}
	last = held_now();
	if (first.programs == 0 || first.links == 0) {
		fprintf(stderr, "no BPF object is held after a run: this looks at the wrong place\n");
		return 1;
	}
	if (!is_same("after the runs", first, last))
		return 1;
	sx_unload();
	if (!is_same("after sx_unload", start, held_now()))
		return 1;

	/* And it can begin again. */
	trace = sx_run(NULL, argv);
	i = sx_error(trace) != NULL;
	sx_free(trace);
	sx_unload();
	return i || !is_same("after a second sx_unload", start, held_now());
}

static int run(const char *const *argv, bool asserts)
{
	sx_trace *trace = sx_run(SX_OPTIONS(.timeout_ms = UINT_MAX), argv);
	const sx_call *first;

	if (asserts)
		sx_assert_called(trace, "execve(...) = 0");
	if (sx_error(trace)) {
		fprintf(stderr, "%s\n", sx_error(trace));
		return 1;
	}
	first = sx_find(trace, NULL, "execve");
	printf("calls %zu lost %llu first-pid %d status %d\n", sx_count(trace, NULL),
	       (unsigned long long)sx_lost(trace), first ? (int)sx_call_pid(first) : -1, sx_status(trace));
	sx_free(trace);
	return 0;
}

static int attach(pid_t pid)
{
	sx_trace *trace = sx_attach(NULL, pid);
	int failed = sx_error(trace) != NULL;

	printf("%s\n", failed ? sx_error(trace) : "attached");
	sx_free(trace);
	return failed;
}

int main(int argc, char **argv)
{
	const char *const *rest = (const char *const *)argv;
	const char *why;
	int r;

	if (argc > 1 && strcmp(argv[1], "available") == 0) {
		r = sx_available(&why);
		printf("%d %s\n", r, why ? why : "available");
		return r < 0 ? 77 : 0;
	}
	if (argc > 2 && strcmp(argv[1], "run") == 0)
		return run(rest + 2, false);
	if (argc > 2 && strcmp(argv[1], "assert") == 0)
		return run(rest + 2, true);
	if (argc > 2 && strcmp(argv[1], "attach") == 0)
		return attach(atoi(argv[2]));
	if (argc > 3 && strcmp(argv[1], "cycle") == 0)
		return cycle(atoi(argv[2]), rest + 3);
	return 2;
}
