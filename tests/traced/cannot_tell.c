/* SPDX-License-Identifier: MIT */
/* Each reason for which nobody can tell whether a call was made, provoked: the assertion fails, says it and what helps. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../victims/ring.h"
#include "suite.h"

static const struct sx_here_ here = { "cannot_tell.c", 1, "cannot_tell" };

/* What stands on standard error goes to this file until it is put back. */
static int divert(void)
{
	int before = dup(2);

	new_folder();
	ck_assert_ptr_nonnull(freopen(told_file(), "w", stderr));
	return before;
}

static char *put_back(int before)
{
	fflush(stderr);
	ck_assert_int_eq(dup2(before, 2), 2);
	close(before);
	return text_of_file(told_file());
}

/* Every statement that the missing could contradict, or could make true: none holds, and none says that it does not.
 * The pattern may be among what is not known; `first` and `last` are there, with room for it in between. */
struct scene {
	sx_trace *trace;
	const char *first, *last;
};

static const char *says_never(const struct scene *scene, const char *pattern)
{
	return sx_check_never_(here, scene->trace, pattern);
}

static const char *says_at_most(const struct scene *scene, const char *pattern)
{
	return sx_check_at_most_(here, scene->trace, 0, pattern);
}

static const char *says_times(const struct scene *scene, const char *pattern)
{
	return sx_check_times_(here, scene->trace, 0, pattern);
}

static const char *says_once(const struct scene *scene, const char *pattern)
{
	return sx_check_times_(here, scene->trace, 1, pattern);
}

static const char *says_called(const struct scene *scene, const char *pattern)
{
	return sx_check_called_(here, scene->trace, pattern);
}

static const char *says_at_least(const struct scene *scene, const char *pattern)
{
	return sx_check_at_least_(here, scene->trace, 1, pattern);
}

static const char *says_order(const struct scene *scene, const char *pattern)
{
	return sx_check_order_(here, scene->trace, scene->first, pattern, SX_END_);
}

static const char *says_follows(const struct scene *scene, const char *pattern)
{
	return sx_check_follows_(here, scene->trace, scene->first, pattern);
}

static const char *says_precedes(const struct scene *scene, const char *pattern)
{
	return sx_check_precedes_(here, scene->trace, pattern, scene->last);
}

static const struct {
	const char *name;
	const char *(*ask)(const struct scene *, const char *pattern);
} statements[] = {
	{"never", says_never}, {"at_most 0", says_at_most}, {"times 0", says_times}, {"times 1", says_once},
	{"called", says_called}, {"at_least 1", says_at_least}, {"order", says_order}, {"follows", says_follows},
	{"precedes", says_precedes},
};

/* It refuses for this reason, in the line for the framework too, and says what helps. */
static void assert_refused(const char *name, const char *why, int diverted, const char *reason, const char *help)
{
	char *line = strdup(why ? why : "(it holds)"), *report = put_back(diverted);

	ck_assert_msg(strstr(line, reason), "%s: not for the reason \"%s\": %s", name, reason, line);
	ck_assert_msg(strstr(report, reason) && strstr(report, help), "%s: not \"%s\" and \"%s\": %s", name, reason, help,
		      report);
	free(report);
	free(line);
}

static void assert_refuses_in(const struct scene *scene, const char *pattern, const char *reason, const char *help)
{
	int before;

	for (size_t i = 0; i < sizeof(statements) / sizeof(*statements); i++) {
		before = divert();
		assert_refused(statements[i].name, statements[i].ask(scene, pattern), before, reason, help);
	}
	before = divert();
	ck_assert_uint_eq(sx_count(scene->trace, pattern), SIZE_MAX);
	free(put_back(before));
}

/* Of a program, from its start to its end. */
static void assert_refuses(sx_trace *trace, const char *pattern, const char *reason, const char *help)
{
	assert_refuses_in(&(struct scene){trace, "execve = 0", "exit_group"}, pattern, reason, help);
}

/* What is said of every call cannot be said where some are not known. */
static void assert_refuses_of_all(sx_trace *trace, const char *reason, const char *help)
{
	int before = divert();

	assert_refused("only", sx_check_only_(here, trace, "*", SX_END_), before, reason, help);
	before = divert();
	assert_refused("all", sx_check_all_(here, trace, "*", "*"), before, reason, help);
	before = divert();
	assert_refused("golden", sx_check_golden_(here, trace, "/no/such/golden/file"), before, reason, "");
}

/* Of a program that does what any service may. */
static void assert_policy_refuses(sx_trace *trace, const char *reason)
{
	int before = divert();

	assert_refused("conforms", sx_check_conforms_(here, trace, "@system-service", NULL), before, reason, "");
}

/* A ring that holds less than the records that come. In a process of its own: Check forks each test. */
START_TEST(lost_records)
{
	static char data[3000];
	sx_trace *trace;

	memset(data, 'x', sizeof(data) - 1);
	sx_unload();
	setenv("SX_RING_SIZE", "4096", 1);
	trace = sx_run(SX_OPTIONS(.timeout_ms = 60000, .flags = SX_CAPTURE),
		       SX_ARGV("sh", "-c", "i=0; while [ $i -lt 300 ]; do echo $1; i=$((i+1)); done", "sh", data));
	ck_assert_msg(!sx_error(trace), "%s", sx_error(trace));
	ck_assert_uint_gt(sx_lost(trace), 0);
	assert_refuses(trace, "socket", "lost: the ring was full", "help: record fewer calls with SX_OPTIONS(.calls = ");
	assert_refuses_of_all(trace, "lost: the ring was full", "help: record fewer calls with SX_OPTIONS(.calls = ");
	assert_policy_refuses(trace, "lost: the ring was full");
	sx_assert_exited(trace, 0);
	sx_free(trace);
	sx_unload();
}
END_TEST

START_TEST(a_memory_limit)
{
	sx_trace *trace = run_victim_with(SX_OPTIONS(.memory_limit = 1 << 20), "writes", "20000");

	sx_assert_exited(trace, 0);
	assert_refuses_in(&(struct scene){trace, "execve", "write"}, "socket", "after memory_limit was reached",
			  "help: raise memory_limit");
	assert_refuses_of_all(trace, "after memory_limit was reached", "help: raise memory_limit");
	assert_policy_refuses(trace, "after memory_limit was reached");
	sx_free(trace);
}
END_TEST

START_TEST(a_buffer_that_was_cut)
{
	static const char *const argv[] = { "sh", "-c", "echo 0123456789abcdef-needle", NULL };
	static const char needle[] = "write(1, ...'needle'..., *)";
	sx_trace *trace = sx_run(SX_OPTIONS(.string_limit = 16, .flags = SX_CAPTURE), argv);

	sx_assert_exited(trace, 0);
	assert_refuses(trace, needle, "write was recorded only in part", "help: raise string_limit");
	sx_assert_never(trace, "write(1, 'another'..., *)");	/* the part that is there says so */
	sx_free(trace);
	trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE), argv);
	sx_assert_times(trace, 1, needle);
	sx_free(trace);
}
END_TEST

START_TEST(an_argument_that_could_not_be_read)
{
	sx_trace *trace = run_victim("odd", "pointers");

	sx_assert_exited(trace, 0);
	assert_refuses(trace, "mkdir('/forbidden', ...)", "mkdir could not be read from the program's memory",
		       "help: rule out calls that failed: add >= 0");
	sx_assert_never(trace, "mkdir('/forbidden', ...) >= 0");
	sx_free(trace);
}
END_TEST

START_TEST(calls_that_the_filter_left_out)
{
	sx_trace *trace = sx_run(SX_OPTIONS(.calls = "openat,close"), SX_ARGV("true"));

	sx_assert_exited(trace, 0);
	assert_refuses_in(&(struct scene){trace, "openat", "close"}, "connect", "connect was not recorded: .calls left it out",
			  "help: add connect to .calls");
	sx_assert_never(trace, "openat(path='/no/such/file')");
	sx_free(trace);
}
END_TEST

START_TEST(a_missing_marker)
{
	sx_trace *trace = run_victim("marks");

	assert_refuses(sx_between(trace, "mark('never-set')", NULL), "socket",
		       "the view has no start: nothing matches mark('never-set')", "in the calls between mark('never-set')");
	assert_refuses(sx_between(trace, NULL, "mark('never-set')"), "socket",
		       "the view has no end: nothing matches mark('never-set')", "mark(");
	sx_free(trace);
}
END_TEST

/* The folder above a link is not the folder above its name. */
START_TEST(dots_behind_a_link)
{
	char link[300];
	sx_trace *trace;

	new_folder();
	snprintf(link, sizeof(link), "%s/link", work_folder());
	ck_assert_int_eq(symlink("/etc", link), 0);
	trace = sx_run(SX_OPTIONS(.dir = work_folder()), SX_ARGV("rm", "-f", "link/../no-such-file"));
	sx_assert_exited(trace, 0);
	assert_refuses(trace, "%unlink(path='/no-such-file')", "goes through \"..\" behind what may be a link",
		       "help: compare the text as passed");
	sx_assert_times(trace, 1, "%unlink(path='link/../no-such-file')");
	sx_assert_never(trace, "%unlink(path='other')");
	sx_free(trace);
}
END_TEST

START_TEST(a_program_that_still_runs)
{
	sx_trace *trace = sx_start(SX_OPTIONS(.timeout_ms = 60000), SX_ARGV("sleep", "50"));

	ck_assert_int_eq(sx_wait_for(trace, "execve = 0", 20000), 0);
	assert_refuses_in(&(struct scene){trace, "execve", "execve"}, "socket", "the program is still running",
			  "help: call sx_stop() or sx_wait() first");
	assert_refuses_of_all(trace, "the program is still running", "help: call sx_stop() or sx_wait() first");
	assert_policy_refuses(trace, "the program is still running");
	sx_stop(trace);
	sx_assert_never(trace, "socket");
	sx_free(trace);
}
END_TEST

static bool has_ring(void)
{
	struct ring ring;
	bool is_there = ring_open(&ring) == 0;

	if (!is_there)
		printf("not tried: this kernel gives no io_uring\n");
	else
		close(ring.fd);
	return is_there;
}

/* An operation that succeeds without a result: nobody knows what came of it. Also where the calls of io_uring are not
 * among those that are recorded. */
START_TEST(work_that_io_uring_kept_quiet_about)
{
	static const char *const filters[] = { NULL, "openat,openat2", "io_uring_setup,openat", "all" };
	static const char opens[] = "openat(path='/no/such/file')", reason[] = "of 1 operation of io_uring it is not known",
			  help[] = "help: run the program with io_uring off";
	sx_trace *trace;

	if (!has_ring())
		return;
	for (size_t i = 0; i < sizeof(filters) / sizeof(*filters); i++) {
		trace = run_victim_with(SX_OPTIONS(.calls = filters[i]), "operations", "plain", "silent");
		sx_assert_exited(trace, 0);
		assert_refuses_in(&(struct scene){trace, "openat", "openat"}, opens, reason, help);
		assert_refuses_in(&(struct scene){sx_matching(trace, "openat"), "openat", "openat"}, opens, reason, help);
		sx_free(trace);
	}
	trace = run_victim("operations", "plain", "silent");
	sx_assert_never(trace, "execveat");	/* which no ring can do */
	sx_free(trace);
}
END_TEST

/* What is known of it is no doubt. */
START_TEST(work_that_io_uring_showed)
{
	sx_trace *trace;

	if (!has_ring())
		return;
	trace = run_victim("rings");
	sx_assert_exited(trace, 0);
	sx_assert_times(trace, 1, "openat(path='/dev/null')");
	sx_assert_never(trace, "openat(path='/no/such/file')");
	sx_free(trace);
}
END_TEST

static int records_by_itself(void *unused)
{
	sx_trace *trace = sx_run(NULL, SX_ARGV("true"));
	int status = sx_error(trace) ? 1 : sx_status(trace);

	sx_free(trace);
	return status;
}

/* A task has one recorder: a program that is recorded from within is lost to the outer recording. */
START_TEST(a_child_outside_the_trace)
{
	sx_trace *trace = sx_fork(SX_OPTIONS(.timeout_ms = 60000), records_by_itself, NULL);

	sx_assert_exited(trace, 0);
	assert_refuses_in(&(struct scene){trace, "*", "*"}, "execve", "was not followed",
			  "help: run the test again; if it stays so, fewer processes at a time");
	assert_refuses_of_all(trace, "was not followed", "help: run the test again");
	sx_free(trace);
}
END_TEST

START_TEST(a_timeout)
{
	sx_trace *trace = sx_run(SX_OPTIONS(.timeout_ms = 300), SX_ARGV("sleep", "50"));

	assert_refuses(trace, "socket", "timed out after 300 ms", "timeout_ms");
	ck_assert_ptr_nonnull(sx_find(trace, NULL, NULL));
	sx_free(trace);
}
END_TEST

/* With SX_NO_FOLLOW a trace is of the first task by request: what is said holds of that one. */
START_TEST(one_task_by_request_is_no_doubt)
{
	static const char *const argv[] = { "sh", "-c", "(: >/dev/null); (exec cat /dev/null)", NULL };
	sx_trace *trace = sx_run(SX_OPTIONS(.flags = SX_NO_FOLLOW), argv);

	sx_assert_exited(trace, 0);
	sx_assert_called(trace, "%fork > 0");
	sx_assert_never(trace, "execve('/**/cat', ...)");
	sx_free(trace);
	trace = sx_run(NULL, argv);
	sx_assert_called(trace, "execve('/**/cat', ...) = 0");
	sx_free(trace);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, lost_records);
	tcase_add_test(tcase, a_memory_limit);
	tcase_add_test(tcase, a_buffer_that_was_cut);
	tcase_add_test(tcase, an_argument_that_could_not_be_read);
	tcase_add_test(tcase, calls_that_the_filter_left_out);
	tcase_add_test(tcase, a_missing_marker);
	tcase_add_test(tcase, dots_behind_a_link);
	tcase_add_test(tcase, a_program_that_still_runs);
	tcase_add_test(tcase, work_that_io_uring_kept_quiet_about);
	tcase_add_test(tcase, work_that_io_uring_showed);
	tcase_add_test(tcase, a_child_outside_the_trace);
	tcase_add_test(tcase, a_timeout);
	tcase_add_test(tcase, one_task_by_request_is_no_doubt);
}
