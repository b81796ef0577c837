/* SPDX-License-Identifier: MIT */
/* Programs that make more calls than anybody could read: flood [RUNS [PERCENT OF FULL SIZE]]; what was lost, and whether the program noticed. */
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <sysexpect/sysexpect.h>

#define SIZE 1024

extern char **environ;

/* ---- the program under test ---- */

static atomic_uint noticed;	/* signals, EINTR, short writes: nothing of the kind is its own doing */

static void on_signal(int number)
{
	(void)number;
	noticed++;
}

static void *ask(void *count)
{
	for (unsigned i = 0; i < *(unsigned *)count; i++)
		syscall(SYS_getppid);
	return NULL;
}

struct stream {
	int end;
	unsigned count;
};

static void *fill(void *argument)
{
	const struct stream *stream = argument;
	char text[SIZE];

	memset(text, 'x', sizeof(text));
	for (unsigned i = 0; i < stream->count; i++)
		if (write(stream->end, text, sizeof(text)) != sizeof(text))
			noticed++;
	return NULL;
}

static void spawn_many(unsigned count)
{
	const char *const argv[] = {"/bin/true", NULL};

	for (unsigned i = 0; i < count; i++) {
		int status = -1;
		pid_t pid;

		if (posix_spawn(&pid, argv[0], NULL, NULL, (char *const *)argv, environ) != 0 ||
		    waitpid(pid, &status, 0) != pid || status != 0)
			noticed++;
	}
}

static void in_threads(size_t threads, void *(*run)(void *), void *argument)
{
	pthread_t ids[8];

	for (size_t i = 0; i < threads; i++)
		if (pthread_create(&ids[i], NULL, run, argument))
			abort();
	for (size_t i = 0; i < threads; i++)
		pthread_join(ids[i], NULL);
}

/* Two threads write, a process reads all that it gets. */
static void through_pipe(unsigned count)
{
	static char text[1 << 16];
	struct stream stream;
	int pipe_ends[2];
	pid_t pid;

	if (pipe(pipe_ends) < 0)
		abort();
	pid = fork();
	if (pid == 0) {
		close(pipe_ends[1]);
		while (read(pipe_ends[0], text, sizeof(text)) > 0)
			;
		_exit(0);
	}
	stream = (struct stream){pipe_ends[1], count};
	in_threads(2, fill, &stream);
	close(pipe_ends[1]);
	waitpid(pid, NULL, 0);
}

static void with_children(unsigned count)
{
	for (int i = 0; i < 8; i++) {
		if (fork() == 0) {
			spawn_many(count);
			_exit(noticed != 0);
		}
	}
	for (int i = 0; i < 8; i++) {
		int status = -1;

		if (wait(&status) < 0 || status != 0)
			noticed++;
	}
}

static int flood(const char *what, unsigned count)
{
	struct sigaction action = {.sa_handler = on_signal};	/* no SA_RESTART: an EINTR would be seen */

	for (int number = 1; number < 32; number++)
		if (number != SIGCHLD && number != SIGKILL && number != SIGSTOP)
			sigaction(number, &action, NULL);
	if (strcmp(what, "getppid") == 0)
		in_threads(4, ask, &count);
	else if (strcmp(what, "pipe") == 0)
		through_pipe(count);
	else
		with_children(count);
	return noticed != 0;
}

/* ---- the measurement ---- */

struct subject {
	const char *name, *what;
	unsigned count;		/* full size, for each thread or process */
	unsigned calls_each;	/* at least so many calls are in the list for each of `count` */
	bool is_pinned;		/* program and reader on one core */
};

static const struct subject subjects[] = {
	{"4 threads, 10 M getppid", "getppid", 2500000, 4, false},
	{"the same on one core", "getppid", 2500000, 4, true},
	{"2 threads, 2 M write(1 KiB)", "pipe", 1000000, 2, false},
	{"the same on one core", "pipe", 1000000, 2, true},
	{"8 x 625 vfork and exec", "spawn", 625, 8, false},
	{"the same on one core", "spawn", 625, 8, true},
};

static bool run(const struct subject *subject, const char *self, unsigned count, uint64_t *ret_lost)
{
	struct timespec start, end;
	sx_trace *trace;
	size_t calls;
	bool holds;
	char number[16];

	snprintf(number, sizeof(number), "%u", count);
	clock_gettime(CLOCK_MONOTONIC, &start);
	trace = sx_run(SX_OPTIONS(.timeout_ms = 600000, .memory_limit = (size_t)8 << 30),
		       SX_ARGV(self, "flood", subject->what, number));
	clock_gettime(CLOCK_MONOTONIC, &end);
	*ret_lost = sx_lost(trace);
	calls = sx_count(trace, NULL);
	holds = !sx_error(trace) && !*ret_lost && sx_status(trace) == 0 && calls >= (size_t)count * subject->calls_each;
	printf("%-28s %10zu %8.2f s %8" PRIu64 "  %s\n", subject->name, calls,
	       (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9, *ret_lost,
	       sx_error(trace) ? sx_error(trace) : sx_status(trace) != 0 ? "THE PROGRAM NOTICED" : holds ? "ok" : "MISSED");
	fflush(stdout);
	sx_free(trace);
	return holds;
}

int main(int argc, char *argv[])
{
	unsigned runs = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 1;
	unsigned percent = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 100;
	cpu_set_t all, one;
	uint64_t lost, in_all = 0;
	unsigned failed = 0;
	const char *why;

	if (argc == 4 && strcmp(argv[1], "flood") == 0)
		return flood(argv[2], (unsigned)strtoul(argv[3], NULL, 10));
	if (!runs || !percent)
		return fprintf(stderr, "usage: %s [RUNS [PERCENT OF FULL SIZE]]\n", argv[0]), 2;
	if (sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", why), 77;
	sched_getaffinity(0, sizeof(all), &all);
	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	printf("%-28s %10s %10s %8s\n", "", "calls", "time", "lost");
	for (unsigned i = 0; i < runs; i++) {
		for (size_t s = 0; s < sizeof(subjects) / sizeof(subjects[0]); s++) {
			unsigned count = (unsigned)((uint64_t)subjects[s].count * percent / 100);

			sched_setaffinity(0, sizeof(all), subjects[s].is_pinned ? &one : &all);
			failed += !run(&subjects[s], "/proc/self/exe", count ? count : 1, &lost);
			in_all += lost;
		}
	}
	printf("%u runs of each, %" PRIu64 " calls lost in all, %u not as wanted\n", runs, in_all, failed);
	return failed != 0;
}
