/* SPDX-License-Identifier: MIT */
/* What a pattern is about: calls by name, parameter, process and ABI; marks, signals and ends. */
#include <fcntl.h>
#include <signal.h>

#include "tests/unit/matches.h"

#define FIRST  0x1000
#define SECOND 0x2000

static struct fake *f;

static void setup(void)
{
	f = fake_new();
}

static void teardown(void)
{
	f = fake_free(f);
}

static struct sx_call *open_of(const char *path, int flags, int mode, int64_t ret)
{
	struct sx_call *call = FAKE_CALL(f, "openat", ret, (uint64_t)AT_FDCWD, FIRST, (uint64_t)flags, (uint64_t)mode);

	fake_cwd(f, call, "/home/u");
	fake_string(f, call, 1, FIRST, path);
	return call;
}

static struct sx_call *write_of(const char *bytes, size_t length)
{
	struct sx_call *call = FAKE_CALL(f, "write", (int64_t)length, 4, FIRST, length);

	fake_memory(f, call, 1, FIRST, false, bytes, length);
	fake_file(f, call, 0, 4, "/var/log/app.log");
	return call;
}

START_TEST(calls_are_named_in_many_ways)
{
	struct sx_call *call = open_of("x", O_RDONLY, 0, 3);

	assert_matches(call, "openat");
	assert_matches(call, "openat(...)");
	assert_matches(call, "open|openat|creat");
	assert_matches(call, "open | openat");
	assert_matches(call, "open*");
	assert_matches(call, "*");
	assert_matches(call, "/^open/");
	assert_matches(call, "/nat$/");
	assert_matches(call, "%file");
	assert_matches(call, "%desc");
	assert_matches(call, "%open");
	assert_matches(call, "@file-system");
	assert_matches(call, "@system-service");
	assert_matches(call, "read|%open|@clock");
	assert_differs(call, "open");
	assert_differs(call, "open(...)");
	assert_differs(call, "read|write");
	assert_differs(call, "clos?");
	assert_differs(call, "/^clos/");
	assert_differs(call, "%network");
	assert_differs(call, "%%stat");
	assert_differs(call, "%rename");
	assert_differs(call, "@network-io");
}
END_TEST

START_TEST(calls_without_a_name_are_seen_by_globs)
{
	struct sx_call *call = fake_numbered(f, 9999, -38, (uint64_t[6]){1, 2});

	assert_matches(call, "*");
	assert_matches(call, "/./");
	assert_matches(call, "syscall_0x270f");
	assert_matches(call, "syscall_0x270f(0x1, 0x2, 0, 0, 0, 0) = -1 ENOSYS");
	assert_matches(call, "syscall_0x270f(arg2=2)");
	assert_differs(call, "syscall_0x270f(arg2=3)");
	assert_differs(call, "syscall_0x270e");
	assert_differs(call, "%file");
}
END_TEST

START_TEST(families_are_matched_by_parameter)
{
	struct sx_call *at = FAKE_CALL(f, "renameat2", 0, (uint64_t)AT_FDCWD, FIRST, (uint64_t)AT_FDCWD, SECOND, 0);
	struct sx_call *old = FAKE_CALL(f, "rename", 0, FIRST, SECOND);
	struct sx_call *creat = FAKE_CALL(f, "creat", 3, FIRST, 0644);

	fake_cwd(f, at, "/home/u");
	fake_string(f, at, 1, FIRST, "data.tmp");
	fake_string(f, at, 3, SECOND, "data");
	fake_cwd(f, old, "/home/u");
	fake_string(f, old, 0, FIRST, "data.tmp");
	fake_string(f, old, 1, SECOND, "data");
	fake_cwd(f, creat, "/home/u");
	fake_string(f, creat, 0, FIRST, "new");
	assert_matches(at, "%rename(oldpath='data.tmp', newpath='data') = 0");
	assert_matches(old, "%rename(oldpath='data.tmp', newpath='data') = 0");
	assert_matches(old, "%file(path='/home/u/data')");
	assert_matches(old, "%file(path='/home/u/data.tmp')");
	assert_matches(at, "*(path='data')");
	assert_matches(creat, "%open(path='new', flags=O_CREAT|...)");
	assert_matches(creat, "%open(flags=!O_RDONLY|...)");
	assert_matches(creat, "%open(flags=O_WRONLY|O_CREAT|O_TRUNC)");
	assert_differs(creat, "%open(flags=O_RDONLY|...)");
	assert_differs(at, "%rename(oldpath='data', newpath='data.tmp')");
	assert_differs(old, "%rename(oldpath='data')");
	assert_differs(old, "%file(path='/home/u/other')");
	assert_differs(write_of("x", 1), "*(path='/var/log/app.log')");
}
END_TEST

START_TEST(parameters_of_structures_count_as_the_calls_own)
{
	uint64_t how[3] = {O_RDWR | O_CLOEXEC, 0, 0};
	struct sx_call *call = FAKE_CALL(f, "openat2", 3, (uint64_t)AT_FDCWD, FIRST, SECOND, sizeof(how));

	fake_cwd(f, call, "/home/u");
	fake_string(f, call, 1, FIRST, "x");
	fake_memory(f, call, 2, SECOND, false, how, sizeof(how));
	assert_matches(call, "%open(path='x', flags=O_CLOEXEC|...)");
	assert_matches(call, "%open(flags=O_RDWR|O_CLOEXEC)");
	assert_differs(call, "%open(flags=O_RDONLY|...)");
	assert_differs(call, "%open(flags=O_TRUNC|...)");
}
END_TEST

START_TEST(the_process_can_be_named)
{
	struct sx_call *call = FAKE_CALL(f, "getpid", 100);

	assert_matches(call, "[pid 100] getpid()");
	assert_matches(call, "[pid   100] getpid() = 100");
	assert_matches(call, "100  getpid() = 100");
	assert_differs(call, "[pid 101] getpid()");
	assert_differs(call, "101 getpid()");
}
END_TEST

START_TEST(comments_and_explanations_are_ignored)
{
	struct sx_call *call = FAKE_CALL(f, "fcntl", 1, 3, F_GETFD);

	assert_matches(call, "fcntl(3 /* the log */, F_GETFD)  /* = 2 */  = 0x1 (flags FD_CLOEXEC)");
	assert_matches(call, "fcntl(3, F_GETFD) = 0x1 (flags FD_CLOEXEC) <0.000012>");
	assert_differs(call, "fcntl(3, F_GETFD) = 0 (flags FD_CLOEXEC)");
	assert_differs(call, "fcntl(3, F_GETFL) = 0x1");
	assert_matches(FAKE_CALL(f, "read", FAKE_NO_RETURN, 0, FIRST, 1), "read(0, <unfinished ...>");
	assert_matches(FAKE_CALL(f, "read", FAKE_NO_RETURN, 0, FIRST, 1), "read(0,  <unfinished ...>) = ?");
	assert_differs(FAKE_CALL(f, "read", FAKE_NO_RETURN, 1, FIRST, 1), "read(0, <unfinished ...>");
}
END_TEST

START_TEST(marks_and_events_are_matched_by_their_own_patterns_only)
{
	struct sx_call *mark = fake_mark(f, "ready now"), *end = fake_exit(f, 3 << 8);
	struct sx_call *signal = fake_signal(f, SIGUSR1, SI_USER, (uint64_t[4]){0});

	assert_matches(mark, "mark('ready now')");
	assert_matches(mark, "mark(\"ready now\")");
	assert_matches(mark, "mark('ready*')");
	assert_matches(mark, "mark('ready'...)");
	assert_matches(mark, "mark(...)");
	assert_matches(mark, "mark");
	assert_differs(mark, "mark('ready')");
	assert_differs(mark, "write");
	assert_differs(mark, "*");
	assert_differs(mark, "%desc");
	assert_matches(end, "+++ exited with 3 +++");
	assert_matches(end, "+++ exited with * +++");
	assert_differs(end, "+++ exited with 0 +++");
	assert_differs(end, "+++ killed by * +++");
	assert_differs(end, "*");
	assert_matches(signal, "--- SIGUSR1 ... ---");
	assert_matches(signal, "--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_USER, ...} ---");
	assert_differs(signal, "--- SIGUSR2 ... ---");
	assert_differs(signal, "+++ exited with 0 +++");
}
END_TEST

START_TEST(a_signal_is_matched_field_by_field)
{
	const uint64_t fields[4] = {77 | 1000ull << 32, 3};
	struct sx_call *call = fake_signal(f, SIGCHLD, CLD_EXITED, fields);

	assert_matches(call, "--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=77, si_uid=1000, si_status=3, "
			     "si_utime=0, si_stime=0} ---");
	assert_matches(call, "--- SIGCHLD {si_status=3, ...} ---");
	assert_matches(call, "--- SIGCHLD {si_status=3, ...}");
	assert_matches(call, "--- SIGCHLD {..., si_pid=77, ...} ---");
	assert_matches(call, "--- SIGCHLD {si_uid=1000, si_pid=77, ...} ---");
	assert_matches(call, "--- SIGCHLD {si_status=> 0, si_code=!= CLD_KILLED, ...} ---");
	assert_matches(call, "--- SIGCHLD {...} ---");
	assert_matches(call, "--- SIGCHLD ---");
	assert_matches(call, "--- SIGCHLD ...");
	assert_matches(call, "--- SIGCLD");
	assert_matches(call, "--- * ---");
	assert_matches(call, "--- ... {si_pid=77, ...} ---");
	assert_matches(call, "[pid 100] --- SIGCHLD {si_pid=$child, ...} ---");
	assert_differs(call, "--- SIGCHLD {si_status=4, ...} ---");
	assert_differs(call, "--- SIGCHLD {si_status=> 3, ...} ---");
	assert_differs(call, "--- SIGCHLD {si_code=CLD_KILLED, ...} ---");
	assert_differs(call, "--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=77} ---");
	assert_differs(call, "--- SIGCHLD {si_int=3, ...} ---");
	assert_differs(call, "--- SIGTERM {si_pid=77, ...} ---");
	assert_differs(call, "--- * {si_pid=78, ...} ---");
}
END_TEST

START_TEST(i386_calls_have_their_own_numbers)
{
	struct sx_call *call;

	f->is_compat = true;
	call = FAKE_CALL(f, "getpid", 100);
	assert_matches(call, "getpid()");
	call = FAKE_CALL(f, "close", 0, 3);
	assert_matches(call, "close(3) = 0");
	assert_differs(call, "close(4)");
	assert_differs(call, "read");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pattern_calls");
	TCase *tests = tcase_create("calls");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, calls_are_named_in_many_ways);
	tcase_add_test(tests, calls_without_a_name_are_seen_by_globs);
	tcase_add_test(tests, families_are_matched_by_parameter);
	tcase_add_test(tests, parameters_of_structures_count_as_the_calls_own);
	tcase_add_test(tests, the_process_can_be_named);
	tcase_add_test(tests, comments_and_explanations_are_ignored);
	tcase_add_test(tests, marks_and_events_are_matched_by_their_own_patterns_only);
	tcase_add_test(tests, a_signal_is_matched_field_by_field);
	tcase_add_test(tests, i386_calls_have_their_own_numbers);
	suite_add_tcase(suite, tests);
	return run_tests(suite);
}
