/* SPDX-License-Identifier: MIT */
/* Stretches of the calling thread: exactly their calls, and nothing of ours. */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"
#include "../victims/ring.h"

static const struct sx_here_ here = { "regions.c", 1, "regions" };

static int looks_for_a_file(void *path)
{
	return syscall(SYS_open, path, O_RDONLY) == -1 ? 23 : 0;
}

START_TEST(a_region_is_exactly_its_calls)
{
	sx_trace *trace = sx_begin(NULL);

	syscall(SYS_getppid);
	syscall(SYS_open, "/missing/region", O_RDONLY);
	syscall(SYS_getppid);
	sx_end(trace);
	syscall(SYS_getuid);
	ck_assert_ptr_null(sx_error(trace));
	ck_assert_uint_eq(sx_count(trace, NULL), 3);
	sx_assert_next(trace, "getppid()", "open('/missing/region', O_RDONLY) = -1 ENOENT", "getppid()");
	ck_assert_int_eq(sx_call_pid(sx_find(trace, NULL, "*")), getpid());
	sx_free(trace);
}
END_TEST

START_TEST(an_empty_region_is_empty)
{
	sx_trace *trace;
	int i;

	for (i = 0; i < 100; i++) {
		trace = sx_begin(NULL);
		sx_end(trace);
		ck_assert_ptr_null(sx_error(trace));
		ck_assert_uint_eq(sx_count(trace, NULL), 0);
		sx_assert_never(trace, "*");
		sx_free(trace);
	}
}
END_TEST

/* Nobody reads the ring before its end, and nobody waits for it. */
START_TEST(a_region_of_many_calls_loses_none)
{
	sx_trace *trace = sx_begin(NULL);
	int i;

	for (i = 0; i < 60000; i++)
		syscall(SYS_getppid);
	sx_end(trace);
	ck_assert_uint_eq(sx_lost(trace), 0);
	sx_assert_times(trace, 60000, "getppid()");
	sx_free(trace);
}
END_TEST

/* A thread is taken up with the first thing that it does in a region; it may be one that is no call. */
static volatile sig_atomic_t rings;

static void on_alarm(int number)
{
	rings = number;
}

START_TEST(the_first_event_may_be_a_signal)
{
	const struct itimerval soon = { .it_value = { .tv_usec = 1000 } };
	sx_trace *trace;

	signal(SIGVTALRM, on_alarm);
	ck_assert_int_eq(setitimer(ITIMER_VIRTUAL, &soon, NULL), 0);
	trace = sx_begin(NULL);
	while (!rings)
		;
	sx_end(trace);
	sx_assert_times(trace, 1, "--- SIGVTALRM ...");
	sx_assert_only(trace, "rt_sigreturn");
	sx_free(trace);
}
END_TEST

START_TEST(the_first_call_may_be_refused)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getpriority, 0, 1),	/* a leak check at the end needs getppid */
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EXDEV),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(*code), code };
	sx_trace *trace;

	ck_assert_int_eq(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
	ck_assert_int_eq(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0), 0);
	trace = sx_begin(NULL);
	syscall(SYS_getpriority, 0, 0);
	sx_end(trace);
	sx_assert_times(trace, 1, "getpriority = denied");
	ck_assert_uint_eq(sx_count(trace, NULL), 1);
	sx_free(trace);
}
END_TEST

START_TEST(nested_regions_each_have_their_own_calls_and_none_of_ours)
{
	sx_trace *outer = sx_begin(NULL), *inner, *innermost;

	syscall(SYS_getppid);
	inner = sx_begin(NULL);
	syscall(SYS_open, "/missing/inner", O_RDONLY);
	innermost = sx_begin(NULL);
	syscall(SYS_getgid);
	sx_end(innermost);
	sx_free(innermost);
	sx_end(inner);
	syscall(SYS_getuid);
	sx_end(outer);
	ck_assert_ptr_null(sx_error(inner));
	ck_assert_ptr_null(sx_error(outer));
	ck_assert_uint_eq(sx_count(inner, NULL), 2);
	sx_assert_next(inner, "open('/missing/inner', O_RDONLY)", "getgid()");
	ck_assert_uint_eq(sx_count(outer, NULL), 4);
	sx_assert_next(outer, "getppid()", "open('/missing/inner', O_RDONLY)", "getgid()", "getuid()");
	sx_free(inner);
	sx_free(outer);
}
END_TEST

/* A program that is run inside is a recording of its own; what it takes to run it is in neither. */
START_TEST(a_run_inside_a_region_is_not_of_it)
{
	sx_trace *outer = sx_begin(NULL), *run, *started;

	syscall(SYS_getppid);
	run = sx_run(NULL, SX_ARGV(victim("first")));
	started = sx_start(NULL, SX_ARGV(victim("first")));
	sx_wait(started);
	sx_free(started);
	syscall(SYS_getuid);
	sx_end(outer);
	sx_assert_called(run, "execve");
	ck_assert_ptr_null(sx_error(outer));
	ck_assert_uint_eq(sx_lost(outer), 0);
	ck_assert_uint_eq(sx_count(outer, NULL), 2);
	sx_assert_next(outer, "getppid()", "getuid()");
	sx_free(run);
	sx_free(outer);
}
END_TEST

START_TEST(an_inner_region_cannot_record_otherwise)
{
	sx_trace *outer = sx_begin(NULL), *inner = sx_begin(SX_OPTIONS(.calls = "open"));

	syscall(SYS_getppid);
	sx_end(inner);
	sx_end(outer);
	ck_assert_ptr_nonnull(sx_error(inner));
	ck_assert_ptr_null(sx_error(outer));
	ck_assert_uint_eq(sx_count(outer, NULL), 1);
	sx_free(inner);
	sx_free(outer);
}
END_TEST

START_TEST(options_may_change_from_region_to_region)
{
	sx_trace *trace = sx_begin(SX_OPTIONS(.calls = "open"));

	syscall(SYS_getppid);
	syscall(SYS_open, "/missing/filtered", O_RDONLY);
	sx_end(trace);
	ck_assert_uint_eq(sx_count(trace, "open"), 1);
	ck_assert_ptr_null(sx_find(trace, NULL, "getppid"));
	ck_assert_ptr_nonnull(sx_check_never_(here, trace, "getppid"));	/* it was not recorded */
	sx_free(trace);
	trace = sx_begin(NULL);
	syscall(SYS_getppid);
	sx_end(trace);
	sx_assert_times(trace, 1, "getppid()");
	ck_assert_uint_eq(sx_count(trace, NULL), 1);
	sx_free(trace);
}
END_TEST

START_TEST(the_folder_is_the_tests_unless_it_changes_inside)
{
	sx_trace *trace;
	int fd;

	new_folder();
	ck_assert_int_eq(chdir(work_folder()), 0);
	trace = sx_begin(NULL);
	fd = open("here", O_WRONLY | O_CREAT, 0600);
	sx_end(trace);
	close(fd);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(chdir("/"), 0);
	sx_assert_called(trace, "openat(AT_FDCWD, '$cwd/here', ...)");
	sx_free(trace);

	trace = sx_begin(NULL);
	fd = chdir(work_folder());
	sx_end(trace);
	ck_assert_int_eq(fd, 0);
	ck_assert_ptr_nonnull(sx_check_never_(here, trace, "openat(AT_FDCWD, '$cwd/here', ...)"));
	sx_free(trace);
}
END_TEST

static void *calls_in_its_own_region(void *number)
{
	sx_trace *trace = sx_begin(NULL);
	size_t count, own, i;
	char path[32];

	for (i = 0; i < 1000; i++) {
		snprintf(path, sizeof(path), "/missing/%ld-%zu", (long)number, i);
		syscall(SYS_open, path, O_RDONLY);
	}
	sx_end(trace);
	count = sx_count(trace, NULL);
	snprintf(path, sizeof(path), "open('/missing/%ld-*', ...)", (long)number);
	own = sx_count(trace, path);
	sx_free(trace);
	return (void *)(long)(count == 1000 && own == 1000);
}

START_TEST(regions_of_threads_do_not_mix)
{
	pthread_t threads[4];
	void *is_right;
	long i;

	for (i = 0; i < 4; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, calls_in_its_own_region, (void *)i), 0);
	for (i = 0; i < 4; i++) {
		ck_assert_int_eq(pthread_join(threads[i], &is_right), 0);
		ck_assert_msg(is_right, "thread %ld", i);
	}
}
END_TEST

static void fork_a_search(const char *path)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(looks_for_a_file((void *)(uintptr_t)path));
	while (waitpid(pid, &status, 0) < 0)
		;
	if (WEXITSTATUS(status) != 23)
		abort();
}

static void *searches(void *path)
{
	looks_for_a_file(path);
	return NULL;
}

/* A ring that is older than the region, whose operations a thread of the kernel submits: it takes no call to have it
 * work, and what it does may be any thread's. */
static void *works_without_a_call(void *context)
{
	struct io_uring_sqe operation = { .opcode = IORING_OP_OPENAT, .fd = AT_FDCWD, .addr = (uintptr_t)"/dev/null" };
	sx_trace *trace = sx_begin(NULL);
	bool is_told;

	ring_add(context, &operation);
	while (ring_result(context) < 0)
		if (ring_sleeps(context))
			ring_enter(context, 1, 0);
	sx_end(trace);
	is_told = sx_check_never_(here, trace, "openat") && sx_check_never_(here, trace, "*") && !sx_error(trace);
	sx_free(trace);
	return is_told ? NULL : (void *)"the region rules out what its ring did";
}

static void *does_nothing_while(void *context)
{
	sx_trace *trace = sx_begin(NULL);

	sx_end(trace);
	context = (void *)(sx_check_never_(here, trace, "*") ? "a region at peace is in doubt" : NULL);
	sx_free(trace);
	return context;
}

START_TEST(an_older_ring_is_known_of_in_every_thread)
{
	struct ring ring;
	pthread_t thread;
	void *fault;

	if (ring_open_with(&ring, IORING_SETUP_SQPOLL, 0) < 0)
		SX_SKIP("no io_uring");
	ck_assert_int_ge(ring_openat(&ring, "/dev/null"), 0);
	ck_assert_int_eq(pthread_create(&thread, NULL, works_without_a_call, &ring), 0);
	pthread_join(thread, &fault);
	ck_assert_msg(!fault, "%s", (char *)fault);
	ck_assert_int_eq(pthread_create(&thread, NULL, does_nothing_while, NULL), 0);
	pthread_join(thread, &fault);
	ck_assert_msg(!fault, "%s", (char *)fault);
	close(ring.fd);
}
END_TEST

START_TEST(children_and_threads_made_in_it_are_followed_or_not)
{
	const struct sx_options only_itself = { .size = sizeof(only_itself), .flags = SX_NO_FOLLOW };
	pthread_t thread;
	sx_trace *trace;
	int follows;

	for (follows = 1; follows >= 0; follows--) {
		trace = sx_begin(follows ? NULL : &only_itself);
		fork_a_search("/missing/child");
		if (pthread_create(&thread, NULL, searches, (void *)"/missing/thread") == 0)
			pthread_join(thread, NULL);
		sx_end(trace);
		ck_assert_ptr_null(sx_error(trace));
		sx_assert_times(trace, follows, "open('/missing/child', O_RDONLY) = -1 ENOENT");
		sx_assert_times(trace, follows, "open('/missing/thread', O_RDONLY) = -1 ENOENT");
		sx_assert_times(trace, 2, "%fork > 0");
		sx_free(trace);
	}
	fork_a_search("/missing/after");
	trace = sx_begin(NULL);
	sx_end(trace);
	ck_assert_uint_eq(sx_count(trace, NULL), 0);
	sx_free(trace);
}
END_TEST

/* A framework's assertion inside is calls like all others; the dump says whose they are. */
START_TEST(checks_own_writes_are_told_at_the_end)
{
	sx_trace *trace = sx_begin(NULL);
	char *text, *last;
	size_t count;

	syscall(SYS_getppid);
	ck_assert_int_eq(1, 1);
	syscall(SYS_write, -1, "other", 5);
	sx_end(trace);
	count = sx_count(trace, "write(</**/check_*>, ...)");
	ck_assert_uint_ge(count, 1);
	ck_assert_uint_eq(sx_count(trace, NULL), count + 2);
	ck_assert_ptr_nonnull(sx_check_only_(here, trace, "getppid()", "write(-1, ...)", SX_END_));
	text = text_of_dump(trace);
	text[strlen(text) - 1] = '\0';
	last = strrchr(text, '\n') + 1;
	ck_assert_msg(strncmp(last, "/* ", 3) == 0 && strtoul(last + 3, NULL, 10) == count &&
		      strstr(last, "Check's own"), "%s", last);
	free(text);
	sx_free(trace);

	trace = sx_begin(NULL);
	syscall(SYS_write, -1, "other", 5);
	sx_end(trace);
	text = text_of_dump(trace);
	ck_assert_ptr_null(strstr(text, "Check"));
	free(text);
	sx_free(trace);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, a_region_is_exactly_its_calls);
	tcase_add_test(tcase, an_empty_region_is_empty);
	tcase_add_test(tcase, a_region_of_many_calls_loses_none);
	tcase_add_test(tcase, the_first_event_may_be_a_signal);
	tcase_add_test(tcase, the_first_call_may_be_refused);
	tcase_add_test(tcase, nested_regions_each_have_their_own_calls_and_none_of_ours);
	tcase_add_test(tcase, a_run_inside_a_region_is_not_of_it);
	tcase_add_test(tcase, an_inner_region_cannot_record_otherwise);
	tcase_add_test(tcase, options_may_change_from_region_to_region);
	tcase_add_test(tcase, the_folder_is_the_tests_unless_it_changes_inside);
	tcase_add_test(tcase, regions_of_threads_do_not_mix);
	tcase_add_test(tcase, an_older_ring_is_known_of_in_every_thread);
	tcase_add_test(tcase, children_and_threads_made_in_it_are_followed_or_not);
	tcase_add_test(tcase, checks_own_writes_are_told_at_the_end);
}
