/* SPDX-License-Identifier: MIT */
/* Regions that end wrongly, in the wrong place or not at all, and what others do meanwhile. */
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"

static const struct sx_here_ here = { "region_ends.c", 1, "region_ends" };

static int looks_for_a_file(void *path)
{
	return syscall(SYS_open, path, O_RDONLY) == -1 ? 23 : 0;
}

static void assert_error(sx_trace *trace, const char *reason)
{
	const char *error = sx_error(trace);

	ck_assert_msg(error && strstr(error, reason), "%s", error);
}

static void *ends(void *trace)
{
	sx_end(trace);
	return NULL;
}

/* It goes on where it was begun, and its thread is none the worse for it. */
START_TEST(another_thread_cannot_end_a_region)
{
	sx_trace *trace = sx_begin(NULL), *next;
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, ends, trace), 0);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	assert_error(trace, "begun by another thread");
	sx_end(trace);
	ck_assert_ptr_nonnull(sx_check_never_(here, trace, "socket"));
	sx_free(trace);
	next = sx_begin(NULL);
	syscall(SYS_getppid);
	sx_end(next);
	ck_assert_uint_eq(sx_count(next, NULL), 1);
	sx_free(next);
}
END_TEST

START_TEST(a_region_ends_in_its_thread_innermost_first_and_once)
{
	sx_trace *outer = sx_begin(NULL), *inner = sx_begin(NULL);

	sx_end(outer);
	syscall(SYS_getppid);
	sx_end(inner);
	sx_end(inner);
	assert_error(outer, "a region inside this one has not ended");
	assert_error(inner, "has ended already");
	sx_free(inner);
	sx_free(outer);
	sx_end(NULL);
}
END_TEST

START_TEST(a_region_may_be_freed_while_it_is_open)
{
	sx_trace *outer = sx_begin(NULL), *inner = sx_begin(NULL), *next;

	sx_free(inner);
	syscall(SYS_getppid);
	inner = sx_begin(NULL);
	sx_free(outer);
	syscall(SYS_getuid);
	ck_assert_ptr_nonnull(sx_error(inner));
	ck_assert_ptr_nonnull(sx_check_never_(here, inner, "open"));
	sx_free(inner);
	next = sx_begin(NULL);
	syscall(SYS_getgid);
	sx_end(next);
	ck_assert_uint_eq(sx_count(next, NULL), 1);
	sx_free(next);
}
END_TEST

struct steady {
	sem_t go, done;
};

#define STEADY_CALLS 4000	/* fewer than a ring has room for, however slow the reader is */

/* Calls all the time, but not too often, until it is told to stop, and counts. */
static void *calls_steadily(void *context)
{
	struct steady *steady = context;
	long count = 0;

	sem_post(&steady->done);
	while (sem_trywait(&steady->go) != 0) {
		if (count == STEADY_CALLS)
			continue;
		looks_for_a_file((void *)"/missing/steady");
		count++;
	}
	return (void *)count;
}

/* Edges of regions inside leave out what the recording thread does at them, and nobody else's calls. */
START_TEST(edges_inside_lose_nothing_of_other_threads)
{
	struct steady steady;
	sx_trace *outer, *inner;
	pthread_t thread;
	void *count = NULL;
	int i;

	sem_init(&steady.go, 0, 0);
	sem_init(&steady.done, 0, 0);
	outer = sx_begin(SX_OPTIONS(.calls = "open"));
	if (pthread_create(&thread, NULL, calls_steadily, &steady) == 0) {
		sem_wait(&steady.done);
		for (i = 0; i < 1000; i++) {
			inner = sx_begin(SX_OPTIONS(.calls = "open"));
			sx_end(inner);
			sx_free(inner);
		}
		sem_post(&steady.go);
		pthread_join(thread, &count);
	}
	sx_end(outer);
	ck_assert_ptr_null(sx_error(outer));
	ck_assert_uint_eq(sx_lost(outer), 0);
	ck_assert_int_gt((long)count, 0);
	sx_assert_times(outer, (size_t)(long)count, "open('/missing/steady', O_RDONLY) = -1 ENOENT");
	sx_free(outer);
}
END_TEST

static atomic_int moment;

static void *calls_later(void *unused)
{
	int i;

	while (moment != 1)
		;
	for (i = 0; i < 100; i++)
		looks_for_a_file((void *)"/missing/late");
	moment = 2;
	return unused;
}

/* What was started in a region may outlive it; it is not of the next one. */
START_TEST(a_later_region_has_nothing_of_an_earlier_ones_threads)
{
	sx_trace *earlier = sx_begin(NULL), *later;
	pthread_t thread;
	int created = pthread_create(&thread, NULL, calls_later, NULL);

	sx_end(earlier);
	ck_assert_int_eq(created, 0);
	later = sx_begin(NULL);
	moment = 1;
	while (moment != 2)
		syscall(SYS_sched_yield);
	sx_end(later);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	sx_assert_only(later, "sched_yield() = 0");
	sx_assert_never(earlier, "open");
	sx_free(earlier);
	sx_free(later);
}
END_TEST

/* The copy of a region in a child is not the child's to end, nor to free: it goes on in the parent. */
START_TEST(a_child_cannot_end_its_parents_region)
{
	sx_trace *trace, *own;
	int status = 0;
	pid_t pid;

	trace = sx_begin(SX_OPTIONS(.flags = SX_NO_FOLLOW));
	pid = fork();
	if (pid == 0) {
		sx_end(trace);
		status = sx_error(trace) ? 0 : 1;
		sx_free(trace);
		own = sx_begin(NULL);
		syscall(SYS_getppid);
		sx_end(own);
		_exit(status || sx_count(own, NULL) != 1);
	}
	waitpid(pid, &status, 0);
	syscall(SYS_open, "/missing/later", O_RDONLY);
	sx_end(trace);
	ck_assert_int_eq(status, 0);
	ck_assert_ptr_null(sx_error(trace));
	sx_assert_times(trace, 1, "open('/missing/later', O_RDONLY)");
	sx_assert_never(trace, "getppid");
	sx_free(trace);
}
END_TEST

static void *leaves_it_open(void *unused)
{
	sx_trace *trace = sx_begin(NULL);

	syscall(SYS_getppid);
	return trace;
}

START_TEST(a_region_that_its_thread_left_open_fails)
{
	sx_trace *trace;
	pthread_t thread;
	void *left = NULL;

	ck_assert_int_eq(pthread_create(&thread, NULL, leaves_it_open, NULL), 0);
	ck_assert_int_eq(pthread_join(thread, &left), 0);
	trace = left;
	sx_end(trace);
	ck_assert_ptr_nonnull(sx_error(trace));
	ck_assert_ptr_nonnull(sx_check_never_(here, trace, "open"));
	sx_free(trace);
}
END_TEST

static int count_descriptors(void)
{
	int fd, count = 0;

	for (fd = 0; fd < 1024; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

/* Processes that end without a word give back what they kept, or the last of these would load a tracer each. */
START_TEST(fifty_children_with_a_region_each)
{
	sx_trace *trace;
	int i, status, before;
	pid_t pid;

	for (i = 0; i < 50; i++) {
		pid = fork();
		ck_assert_int_ge(pid, 0);
		if (pid == 0) {
			before = count_descriptors();
			trace = sx_begin(NULL);
			syscall(SYS_getppid);
			sx_end(trace);
			if (count_descriptors() > before + 4)
				_exit(2);	/* a tracer of its own */
			_exit(sx_count(trace, "getppid()") == 1 ? 0 : 1);
		}
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		ck_assert_msg(status == 0, "child %d: %x", i, status);
	}
}
END_TEST

static void *keeps_what_it_took(void *context)
{
	struct steady *steady = context;
	sx_trace *trace = sx_begin(NULL);
	void *fault;

	sx_end(trace);
	sx_free(trace);
	sem_post(&steady->done);
	sem_wait(&steady->go);
	trace = sx_begin(NULL);
	syscall(SYS_getppid);
	sx_end(trace);
	fault = sx_count(trace, NULL) == 1 ? NULL : context;
	sx_free(trace);
	return fault;
}

/* Also of threads that live on, and may begin again. */
START_TEST(everything_is_given_back)
{
	struct steady steady;
	pthread_t thread;
	int during, after;
	void *fault;

	sem_init(&steady.go, 0, 0);
	sem_init(&steady.done, 0, 0);
	sx_free(sx_begin(NULL));
	ck_assert_int_eq(pthread_create(&thread, NULL, keeps_what_it_took, &steady), 0);
	sem_wait(&steady.done);
	during = count_descriptors();
	sx_unload();
	after = count_descriptors();
	sem_post(&steady.go);
	ck_assert_int_eq(pthread_join(thread, &fault), 0);
	ck_assert_int_lt(after, during - 10);	/* maps, programs, links */
	ck_assert_ptr_null(fault);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, another_thread_cannot_end_a_region);
	tcase_add_test(tcase, a_region_ends_in_its_thread_innermost_first_and_once);
	tcase_add_test(tcase, a_region_may_be_freed_while_it_is_open);
	tcase_add_test(tcase, edges_inside_lose_nothing_of_other_threads);
	tcase_add_test(tcase, a_later_region_has_nothing_of_an_earlier_ones_threads);
	tcase_add_test(tcase, a_child_cannot_end_its_parents_region);
	tcase_add_test(tcase, a_region_that_its_thread_left_open_fails);
	tcase_add_test(tcase, fifty_children_with_a_region_each);
	tcase_add_test(tcase, everything_is_given_back);
}
