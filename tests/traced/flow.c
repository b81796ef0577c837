/* SPDX-License-Identifier: MIT */
/* Records come faster than they are read: nothing is lost, nobody waits for ever, and the program does not notice. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "suite.h"

#define THREADS 4
#define CALLS	20000	/* of each; all of them need fifty rings of RING */
#define RING	"65536"

static const struct sx_here_ here = { "flow.c", 1, "flow" };

/* Tasks can be made to wait since BPF has task work. */
static bool kernel_holds_tasks(void)
{
	int major = 0, minor = 0;
	struct utsname name;

	uname(&name);
	sscanf(name.release, "%d.%d", &major, &minor);
	return major > 6 || (major == 6 && minor >= 18);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void *asks_often(void *unused)
{
	for (int i = 0; i < CALLS; i++)
		syscall(SYS_getppid);
	return NULL;
}

/* Calls that a signal, or a stop and a continuation, would interrupt whatever SA_RESTART says: each ends by its time. */
static void *waits_in_many_ways(void *result)
{
	struct timespec moment = { 0, 50000000 };
	struct timeval patience = { 0, 50000 };
	int pair[2], epoll = epoll_create1(0);
	struct epoll_event event;
	sigset_t set;
	char byte;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
	setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	for (int i = 0; i < 4; i++) {
		if (epoll_wait(epoll, &event, 1, 50) != 0)
			*(int *)result = 1;
		if (sigtimedwait(&set, NULL, &moment) != -1 || errno != EAGAIN)
			*(int *)result = 2;
		if (recv(pair[0], &byte, 1, 0) != -1 || errno != EAGAIN)
			*(int *)result = 3;
	}
	return NULL;
}

static int floods(void *unused)
{
	pthread_t threads[THREADS], waiting;
	int wrong = 0;

	pthread_create(&waiting, NULL, waits_in_many_ways, &wrong);
	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, asks_often, NULL);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	pthread_join(waiting, NULL);
	return wrong;
}

/* A child that floods, and whether its parent saw it stopped or continued. */
static int has_a_child_that_floods(void *unused)
{
	pid_t child = fork();
	int status;

	if (child == 0)
		_exit(floods(NULL));
	if (waitpid(child, &status, WUNTRACED | WCONTINUED) != child)
		return 10;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 11;
}

START_TEST(a_small_ring_is_enough_and_the_program_does_not_notice)
{
	sx_trace *trace;

	sx_unload();
	setenv("SX_RING_SIZE", RING, 1);
	trace = sx_fork(NULL, has_a_child_that_floods, NULL);
	sx_assert_exited(trace, 0);
	if (kernel_holds_tasks() || !sx_lost(trace)) {
		ck_assert_uint_eq(sx_lost(trace), 0);
		sx_assert_times(trace, THREADS * CALLS, "getppid()");
		sx_assert_never(trace, "--- ... ---");
	} else {
		ck_assert_ptr_nonnull(sx_check_never_(here, trace, "socket"));
	}
	sx_free(trace);
}
END_TEST

/* In a process of its own, which is stopped while its program floods: 0 if what it then says of the list is right. */
static int read_with_a_pause(int ready, const char *start, const char *done)
{
	sx_trace *trace = sx_start(SX_OPTIONS(.timeout_ms = 120000),
				   SX_ARGV("python3", "-c",
					   "import os, sys\n"
					   "open(sys.argv[1], 'rb').read()\n"
					   "for i in range(100000): os.getppid()\n"
					   "open(sys.argv[2], 'wb').close()\n", start, done));
	const char *why;

	if (sx_error(trace) || write(ready, "", 1) != 1 || sx_wait(trace) != 0)
		return 1;
	why = sx_lost(trace) ? sx_check_never_(here, trace, "socket") : sx_check_times_(here, trace, 100000, "getppid()");
	return !why == !sx_lost(trace) ? 0 : 2;
}

START_TEST(a_reader_that_stands_still_holds_the_program_for_a_moment_only)
{
	char start[4200], done[4200], byte;
	int ready[2], status;
	double before;
	pid_t reader;

	new_folder();
	snprintf(start, sizeof(start), "%s/start", work_folder());
	snprintf(done, sizeof(done), "%s/done", work_folder());
	ck_assert(mkfifo(start, 0600) == 0 && mkfifo(done, 0600) == 0 && pipe(ready) == 0);
	sx_unload();
	setenv("SX_RING_SIZE", RING, 1);
	reader = fork();
	if (reader == 0)
		_exit(read_with_a_pause(ready[1], start, done));
	close(ready[1]);
	ck_assert(read(ready[0], &byte, 1) == 1);
	ck_assert(kill(reader, SIGSTOP) == 0 && waitpid(reader, &status, WUNTRACED) == reader && WIFSTOPPED(status));
	before = now();
	close(open(start, O_WRONLY));
	close(open(done, O_RDONLY));	/* not before the program has done its calls */
	ck_assert_msg(now() - before < 10, "%g s", now() - before);
	kill(reader, SIGCONT);
	ck_assert(waitpid(reader, &status, 0) == reader);
	ck_assert_msg(status == 0, "%x", status);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, a_small_ring_is_enough_and_the_program_does_not_notice);
	tcase_add_test(tcase, a_reader_that_stands_still_holds_the_program_for_a_moment_only);
}
