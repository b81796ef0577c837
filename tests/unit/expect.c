/* SPDX-License-Identifier: MIT */
/* The assertions as a framework sees them: NULL or one short line, and a report on standard error in one piece. */
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/trace.h"
#include "sysexpect/sysexpect.h"
#include "tests/unit/fake.h"

#define HERE ((struct sx_here_){"suite.c", 42, "some_test_fn"})
#define PATH 0x1000
#define DATA 0x2000

static struct fake *fake;
static sx_trace *t;
static char report[1 << 18];	/* what the last check wrote to standard error */

/* Runs a check with standard error in a file of its own. */
#define CHECKED(call) (begin_capture(), end_capture(call))

static int saved_stderr = -1, captured = -1;

static void begin_capture(void)
{
	fflush(stderr);
	captured = memfd_create("stderr", MFD_CLOEXEC);
	saved_stderr = dup(STDERR_FILENO);
	dup2(captured, STDERR_FILENO);
}

static const char *end_capture(const char *why)
{
	ssize_t length;

	dup2(saved_stderr, STDERR_FILENO);
	close(saved_stderr);
	length = pread(captured, report, sizeof(report) - 1, 0);
	report[length > 0 ? length : 0] = '\0';
	close(captured);
	return why;
}

static struct sx_call *opens(const char *path, uint64_t flags, int64_t ret)
{
	struct sx_call *call = FAKE_CALL(fake, "openat", ret, (uint64_t)AT_FDCWD, PATH, flags);

	fake_cwd(fake, call, "/tmp");
	fake_string(fake, call, 1, PATH, path);
	if (ret >= 0)
		fake_file(fake, call, WIRE_RESULT, (int)ret, path);
	return call;
}

static struct sx_call *writes(int fd, const char *text)
{
	size_t length = strlen(text);
	struct sx_call *call = FAKE_CALL(fake, "write", (int64_t)length, (uint64_t)fd, DATA, length);

	fake_file(fake, call, 0, fd, fd == 2 ? "/dev/pts/3" : "/etc/app.conf");
	fake_memory(fake, call, 1, DATA, false, text, length);
	return call;
}

static void closes(int fd)
{
	fake_file(fake, FAKE_CALL(fake, "close", 0, (uint64_t)fd), 0, fd, "/etc/app.conf");
}

static void setup(void)
{
	static const char *const variables[] = {
		"SX_DUMP", "SX_DUMP_DIR", "SX_CONTEXT", "SX_STRINGS", "SX_UPDATE", "CI", "SX_COLOR", "CLICOLOR_FORCE", NULL,
	};
	size_t i;

	for (i = 0; variables[i]; i++)
		unsetenv(variables[i]);
	fake = fake_new();
	opens("/etc/app.conf", O_RDONLY, 3);
	writes(2, "warning: cache is cold\n");
	FAKE_CALL(fake, "getpid", 100);
	writes(2, "bye\n");
	closes(3);
	FAKE_CALL(fake, "exit_group", FAKE_NO_RETURN, 0);
	fake_exit(fake, 0);
	t = trace_new();
	trace_attach(t, &fake->recording);
}

static void teardown(void)
{
	t = trace_free(t);
	fake = fake_free(fake);
}

static void says(const char *needle)
{
	ck_assert_msg(strstr(report, needle) != NULL, "the report lacks \"%s\":\n%s", needle, report);
}

static void is_a_failure(const char *why, const char *begin)
{
	ck_assert_ptr_nonnull(why);
	ck_assert_msg(strncmp(why, begin, strlen(begin)) == 0, "\"%s\" does not begin with \"%s\"", why, begin);
	ck_assert_uint_lt(strlen(why), 512);
	ck_assert_ptr_null(strchr(why, '\n'));
	says("suite.c:42: some_test: ");
	ck_assert_int_eq(report[strlen(report) - 1], '\n');
}

static void holds(const char *why)
{
	ck_assert_msg(why == NULL, "%s\n%s", why, report);
	ck_assert_str_eq(report, "");
}

START_TEST(what_holds_says_nothing)
{
	holds(CHECKED(sx_check_called_(HERE, t, "openat(AT_FDCWD, '/etc/app.conf', O_RDONLY) = 3")));
	holds(CHECKED(sx_check_never_(HERE, t, "socket")));
	holds(CHECKED(sx_check_times_(HERE, t, 2, "write(2, ...)")));
	holds(CHECKED(sx_check_at_least_(HERE, t, 1, "write")));
	holds(CHECKED(sx_check_at_most_(HERE, t, 2, "write")));
	holds(CHECKED(sx_check_only_(HERE, t, "openat", "write", "close|getpid", "exit_group", SX_END_)));
	holds(CHECKED(sx_check_order_(HERE, t, "openat(...) = $fd", "close($fd)", SX_END_)));
	holds(CHECKED(sx_check_next_(HERE, t, "openat", "write", "getpid", SX_END_)));
	holds(CHECKED(sx_check_all_(HERE, t, "write", "write(2, ...)")));
	holds(CHECKED(sx_check_follows_(HERE, t, "openat(...) = $fd", "close($fd) = 0")));
	holds(CHECKED(sx_check_precedes_(HERE, t, "openat(...) = $fd", "close($fd) = 0")));
	holds(CHECKED(sx_check_exited_(HERE, t, 0)));
}
END_TEST

START_TEST(what_fails_is_reported)
{
	is_a_failure(CHECKED(sx_check_called_(HERE, t, "openat(AT_FDCWD, '/etc/other.conf', O_RDONLY)")), "no call matches");
	says("/etc/app.conf");
	says("^^^");
	is_a_failure(CHECKED(sx_check_never_(HERE, t, "write(2, ...)")), "forbidden call happened 2 times");
	says("bye\\n");
	is_a_failure(CHECKED(sx_check_times_(HERE, t, 3, "write")), "2 calls match, 3 wanted");
	is_a_failure(CHECKED(sx_check_times_(HERE, t, 1, "write")), "2 calls match, 1 wanted");
	is_a_failure(CHECKED(sx_check_at_least_(HERE, t, 3, "write")), "2 calls match, at least 3 wanted");
	is_a_failure(CHECKED(sx_check_at_most_(HERE, t, 1, "write")), "2 calls match, at most 1 wanted");
	is_a_failure(CHECKED(sx_check_only_(HERE, t, "openat", "write", "exit_group", SX_END_)),
		     "2 calls are not allowed");
	is_a_failure(CHECKED(sx_check_order_(HERE, t, "close", "openat", SX_END_)), "step 2 came before step 1");
	is_a_failure(CHECKED(sx_check_next_(HERE, t, "openat", "close", SX_END_)), "step 2 is not the next call");
	is_a_failure(CHECKED(sx_check_all_(HERE, t, "write", "write(2, 'bye'..., ...)")), "1 call is an exception");
	is_a_failure(CHECKED(sx_check_all_(HERE, t, "socket", "socket(AF_INET, ...)")), "nothing to check");
	is_a_failure(CHECKED(sx_check_follows_(HERE, t, "write", "fsync")), "2 calls have no later partner");
	is_a_failure(CHECKED(sx_check_precedes_(HERE, t, "fsync", "close")), "1 call has no earlier partner");
	is_a_failure(CHECKED(sx_check_exited_(HERE, t, 1)), "fake exited with 0, wanted: exit code 1");
	is_a_failure(CHECKED(sx_check_killed_(HERE, t, SIGSEGV)), "fake exited with 0, wanted: killed by SIGSEGV");
}
END_TEST

START_TEST(what_a_caller_gets_wrong_is_an_error)
{
	is_a_failure(CHECKED(sx_check_called_(HERE, NULL, "read")), "the trace is NULL");
	is_a_failure(CHECKED(sx_check_exited_(HERE, NULL, 0)), "the trace is NULL");
	is_a_failure(CHECKED(sx_check_golden_(HERE, NULL, "file")), "the trace is NULL");
	is_a_failure(CHECKED(sx_check_golden_(HERE, t, NULL)), "the file's name is NULL");
	is_a_failure(CHECKED(sx_check_never_(HERE, t, NULL)), "a pattern is NULL");
	is_a_failure(CHECKED(sx_check_all_(HERE, t, "write", NULL)), "a pattern is NULL");
	is_a_failure(CHECKED(sx_check_order_(HERE, t, "openat", (const char *)NULL, "socket", SX_END_)), "a pattern is NULL");
	is_a_failure(CHECKED(sx_check_only_(HERE, t, (const char *)NULL, SX_END_)), "a pattern is NULL");
}
END_TEST

START_TEST(a_bad_pattern_fails_this_and_every_later_assertion)
{
	const char *why = CHECKED(sx_check_never_(HERE, t, "opnat(...)"));

	is_a_failure(why, "");
	ck_assert_ptr_nonnull(strstr(why, "opnat"));
	says("did you mean openat?");
	is_a_failure(CHECKED(sx_check_called_(HERE, t, "openat")), "");
	is_a_failure(CHECKED(sx_check_exited_(HERE, t, 0)), "");
	is_a_failure(CHECKED(sx_check_golden_(HERE, t, "/nonexistent/file")), "");
}
END_TEST

START_TEST(a_failed_recording_fails_every_assertion_with_its_reason)
{
	sx_trace *failed = trace_new();

	trace_fail(failed, "no such program: ./app");
	is_a_failure(CHECKED(sx_check_called_(HERE, failed, "read")), "no such program: ./app");
	is_a_failure(CHECKED(sx_check_never_(HERE, failed, "read")), "no such program: ./app");
	is_a_failure(CHECKED(sx_check_order_(HERE, failed, "read", "write", SX_END_)), "no such program: ./app");
	is_a_failure(CHECKED(sx_check_exited_(HERE, failed, 0)), "no such program: ./app");
	is_a_failure(CHECKED(sx_check_killed_(HERE, failed, 9)), "no such program: ./app");
	is_a_failure(CHECKED(sx_check_golden_(HERE, failed, "file")), "no such program: ./app");
	trace_free(failed);
}
END_TEST

START_TEST(a_loss_makes_negative_assertions_cannot_tell)
{
	fake->recording.losses.records = 3;
	is_a_failure(CHECKED(sx_check_never_(HERE, t, "socket")), "cannot tell: ");
	says("3 ");
	says("lost");
	is_a_failure(CHECKED(sx_check_times_(HERE, t, 2, "write")), "cannot tell: ");
	is_a_failure(CHECKED(sx_check_only_(HERE, t, "openat", "write", "close|getpid", "exit_group", SX_END_)), "cannot tell: ");
	is_a_failure(CHECKED(sx_check_golden_(HERE, t, "/nonexistent/file")), "cannot tell: ");
	holds(CHECKED(sx_check_called_(HERE, t, "openat")));
	is_a_failure(CHECKED(sx_check_never_(HERE, t, "write")), "forbidden call happened 2 times");
}
END_TEST

START_TEST(the_line_stays_short_whatever_the_pattern_is)
{
	char pattern[4000] = "openat(AT_FDCWD, '/";
	const char *why;

	memset(pattern + strlen(pattern), 'x', 3000);
	strcat(pattern, "\\'\t', ...)");
	why = CHECKED(sx_check_called_(HERE, t, pattern));
	is_a_failure(why, "no call matches");
	ck_assert_ptr_nonnull(strstr(why, "xxx...; nearest: #1 "));
}
END_TEST

START_TEST(a_report_never_exceeds_its_cap)
{
	int i;

	for (i = 0; i < 30; i++)
		writes(2, "again and again and again and again and again and again\n");
	setenv("SX_CONTEXT", "1000", 1);
	is_a_failure(CHECKED(sx_check_never_(HERE, t, "write(2, ...)")), "forbidden call happened 32 times");
	says("and 22 more");
	ck_assert_uint_le(strlen(report), 65536);
}
END_TEST

/* A socket of packets keeps writes apart. */
START_TEST(a_report_is_one_write)
{
	int ends[2], saved = dup(STDERR_FILENO);
	const char *why;
	ssize_t length;

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	dup2(ends[1], STDERR_FILENO);
	why = sx_check_never_(HERE, t, "write");
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(ends[1]);
	length = read(ends[0], report, sizeof(report) - 1);
	ck_assert_int_gt(length, 0);
	report[length] = '\0';
	is_a_failure(why, "forbidden call happened 2 times");
	says("+++ exited with 0 +++\n");
	ck_assert_int_eq(read(ends[0], report, sizeof(report)), 0);
	close(ends[0]);
}
END_TEST

START_TEST(a_program_that_came_to_grief_is_named)
{
	fake->processes[0]->status = SIGSEGV;
	CHECKED(sx_check_called_(HERE, t, "socket"));
	says("note: fake killed by SIGSEGV\n");
}
END_TEST

START_TEST(the_dump_follows_unless_it_is_not_wanted)
{
	CHECKED(sx_check_never_(HERE, t, "getpid"));
	says("the trace, 7 entries:\n");
	says("+++ exited with 0 +++\n");
	setenv("SX_DUMP", "never", 1);
	CHECKED(sx_check_never_(HERE, t, "getpid"));
	ck_assert_ptr_null(strstr(report, "the trace, "));
}
END_TEST

START_TEST(always_dumps_once_even_if_all_holds)
{
	setenv("SX_DUMP", "always", 1);
	ck_assert_ptr_null(CHECKED(sx_check_called_(HERE, t, "getpid")));
	says("getpid()");
	says("+++ exited with 0 +++\n");
	ck_assert_ptr_null(CHECKED(sx_check_called_(HERE, t, "getpid")));
	ck_assert_str_eq(report, "");
}
END_TEST

START_TEST(the_dump_goes_to_a_file_of_the_tests_name)
{
	char folder[] = "/tmp/sx-unit-XXXXXX", path[64], line[256] = "";
	FILE *file;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	setenv("SX_DUMP_DIR", folder, 1);
	CHECKED(sx_check_never_(HERE, t, "getpid"));
	snprintf(path, sizeof(path), "%s/some_test.strace", folder);
	says("full trace: ");
	says("/some_test.strace\n");
	file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), file));
	ck_assert_ptr_nonnull(strstr(line, "openat("));
	fclose(file);
	unlink(path);
	rmdir(folder);
}
END_TEST

START_TEST(colours_are_a_second_cue)
{
	char plain[sizeof(report)];
	size_t i, j;

	CHECKED(sx_check_never_(HERE, t, "getpid"));
	ck_assert_ptr_null(strchr(report, '\033'));
	strcpy(plain, report);
	setenv("SX_COLOR", "always", 1);
	CHECKED(sx_check_never_(HERE, t, "getpid"));
	ck_assert_ptr_nonnull(strchr(report, '\033'));
	for (i = j = 0; report[i]; i++) {
		if (report[i] == '\033')
			i += strcspn(report + i, "m");
		else
			report[j++] = report[i];
	}
	report[j] = '\0';
	ck_assert_str_eq(report, plain);
}
END_TEST

START_TEST(a_golden_file_is_written_compared_and_guarded)
{
	char folder[] = "/tmp/sx-unit-XXXXXX", path[64];

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/dump", folder);
	is_a_failure(CHECKED(sx_check_golden_(HERE, t, path)), "cannot read ");
	says("SX_UPDATE=1");
	setenv("SX_UPDATE", "1", 1);
	setenv("CI", "true", 1);
	is_a_failure(CHECKED(sx_check_golden_(HERE, t, path)), "SX_UPDATE is refused, since CI is set");
	ck_assert_int_ne(access(path, F_OK), 0);
	unsetenv("CI");
	holds(CHECKED(sx_check_golden_(HERE, t, path)));
	unsetenv("SX_UPDATE");
	holds(CHECKED(sx_check_golden_(HERE, t, path)));
	FAKE_CALL(fake, "getppid", 99);
	is_a_failure(CHECKED(sx_check_golden_(HERE, t, path)), "1 line differs from ");
	says("\n+getppid() = *\n");
	unlink(path);
	rmdir(folder);
}
END_TEST

/* It holds, and may not be what was meant. */
START_TEST(what_is_said_of_vdso_calls_warns_once)
{
	ck_assert_ptr_null(CHECKED(sx_check_never_(HERE, t, "clock_gettime")));
	ck_assert_str_eq(report, "suite.c:42: some_test: warning: never clock_gettime holds of system calls, and the vDSO answers "
			 "clock_gettime without one\n");
	ck_assert_ptr_null(CHECKED(sx_check_at_most_(HERE, t, 3, "gettimeofday|time")));
	ck_assert_str_eq(report, "");
	teardown();
	setup();
	ck_assert_ptr_null(CHECKED(sx_check_at_most_(HERE, t, 3, "%clock")));
	says("warning: at_most %clock holds");
	teardown();
	setup();
	/* all calls; an error, which is the kernel's; none of the vDSO's; such that are there */
	ck_assert_ptr_null(CHECKED(sx_check_never_(HERE, t, "* = denied")));
	ck_assert_ptr_null(CHECKED(sx_check_at_most_(HERE, t, 100, "*")));
	ck_assert_ptr_null(CHECKED(sx_check_never_(HERE, t, "clock_gettime = -1 EINVAL")));
	ck_assert_ptr_null(CHECKED(sx_check_never_(HERE, t, "clock_settime")));
	FAKE_CALL(fake, "getcpu", 0);
	ck_assert_ptr_null(CHECKED(sx_check_called_(HERE, t, "getcpu")));
	ck_assert_str_eq(report, "");
	is_a_failure(CHECKED(sx_check_called_(HERE, t, "time")), "no call matches");
	says("note: the vDSO answers time in the program itself, where it can: no trace shows that\n");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("expect");
	TCase *tests = tcase_create("assertions");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, what_holds_says_nothing);
	tcase_add_test(tests, what_fails_is_reported);
	tcase_add_test(tests, what_a_caller_gets_wrong_is_an_error);
	tcase_add_test(tests, a_bad_pattern_fails_this_and_every_later_assertion);
	tcase_add_test(tests, a_failed_recording_fails_every_assertion_with_its_reason);
	tcase_add_test(tests, a_loss_makes_negative_assertions_cannot_tell);
	tcase_add_test(tests, the_line_stays_short_whatever_the_pattern_is);
	tcase_add_test(tests, a_report_never_exceeds_its_cap);
	tcase_add_test(tests, a_report_is_one_write);
	tcase_add_test(tests, a_program_that_came_to_grief_is_named);
	tcase_add_test(tests, the_dump_follows_unless_it_is_not_wanted);
	tcase_add_test(tests, always_dumps_once_even_if_all_holds);
	tcase_add_test(tests, the_dump_goes_to_a_file_of_the_tests_name);
	tcase_add_test(tests, colours_are_a_second_cue);
	tcase_add_test(tests, a_golden_file_is_written_compared_and_guarded);
	tcase_add_test(tests, what_is_said_of_vdso_calls_warns_once);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
