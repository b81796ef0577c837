/* SPDX-License-Identifier: MIT */
/* Each form that a value or a result can have in a pattern: what it matches, and what it does not. */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include "tests/unit/matches.h"

#define FIRST  0x1000
#define SECOND 0x2000
#define THIRD  0x3000

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

START_TEST(flags_match_exactly_or_at_least)
{
	struct sx_call *call = open_of("x", O_WRONLY | O_CREAT | O_CLOEXEC, 0600, 3);

	assert_matches(call, "openat(*, 'x', O_WRONLY|O_CREAT|O_CLOEXEC, 0600)");
	assert_matches(call, "openat(*, 'x', O_CLOEXEC|O_WRONLY|O_CREAT, *)");
	assert_matches(call, "openat(*, 'x', O_WRONLY|O_CREAT|..., *)");
	assert_matches(call, "openat(*, 'x', O_CREAT|..., *)");
	assert_matches(call, "openat(*, 'x', !O_TRUNC|..., *)");
	assert_matches(call, "openat(*, 'x', O_CREAT|!O_TRUNC|..., *)");
	assert_matches(call, "openat(*, 'x', !O_RDONLY|..., *)");
	assert_matches(call, "openat(*, 'x', 0x80041, *)");
	assert_matches(call, "openat(*, 'x', O_WRONLY|0x80040, *)");
	assert_matches(call, "openat(flags=O_CREAT|...)");
	assert_differs(call, "openat(*, 'x', O_WRONLY|O_CREAT, 0600)");
	assert_differs(call, "openat(*, 'x', O_WRONLY|O_CREAT|O_CLOEXEC|O_EXCL, 0600)");
	assert_differs(call, "openat(*, 'x', O_RDWR|O_CREAT|O_CLOEXEC, 0600)");
	assert_differs(call, "openat(*, 'x', O_TRUNC|..., *)");
	assert_differs(call, "openat(*, 'x', !O_CREAT|..., *)");
	assert_differs(call, "openat(*, 'x', 0x80042, *)");
	assert_differs(call, "openat(*, 'x', O_WRONLY|O_CREAT|O_CLOEXEC, 0601)");
}
END_TEST

START_TEST(the_access_mode_is_a_field)
{
	struct sx_call *call = open_of("x", O_RDWR | O_CLOEXEC, 0, 3);

	assert_matches(call, "openat(*, 'x', O_RDWR|..., ...)");
	assert_differs(call, "openat(*, 'x', O_RDONLY|..., ...)");
	assert_differs(call, "openat(*, 'x', O_WRONLY|..., ...)");
	assert_matches(call, "openat(*, 'x', !O_RDONLY|..., ...)");
	assert_differs(call, "openat(*, 'x', !O_RDWR|..., ...)");
	assert_matches(open_of("x", O_CLOEXEC, 0, 3), "openat(*, 'x', O_RDONLY|..., ...)");
}
END_TEST

START_TEST(other_fields_of_flags_are_fields_too)
{
	struct sx_call *map = FAKE_CALL(f, "mmap", 0x7f0000000000, 0, 4096, PROT_READ, MAP_SHARED_VALIDATE, 3, 0);
	struct sx_call *socket = FAKE_CALL(f, "socket", 3, AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct sx_call *clone = FAKE_CALL(f, "clone", 7, 0x1200000 | SIGCHLD, 0, 0, 0x7f00, 0);

	assert_differs(map, "mmap(NULL, 4096, PROT_READ, MAP_SHARED|..., ...)");
	assert_differs(map, "mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|..., ...)");
	assert_matches(map, "mmap(NULL, 4096, PROT_READ, MAP_SHARED_VALIDATE|..., ...) = 0x7f0000000000");
	assert_differs(map, "mmap(NULL, 4096, PROT_READ|PROT_EXEC, ...)");
	assert_matches(socket, "socket(AF_INET, SOCK_DGRAM|..., ...)");
	assert_differs(socket, "socket(AF_INET, SOCK_STREAM|..., ...)");
	assert_differs(socket, "socket(AF_INET, SOCK_RAW|..., ...)");
	assert_matches(socket, "socket(AF_INET, SOCK_DGRAM|SOCK_CLOEXEC, *)");
	assert_differs(socket, "socket(AF_INET, SOCK_DGRAM, *)");
	assert_matches(clone, "clone(flags=SIGCHLD|...)");
	assert_differs(clone, "clone(flags=SIGUSR1|...)");
}
END_TEST

START_TEST(numbers_compare)
{
	struct sx_call *call = FAKE_CALL(f, "lseek", 100, 3, (uint64_t)-20, SEEK_END);

	assert_matches(call, "lseek(3, -20, SEEK_END) = 100");
	assert_matches(call, "lseek(<= 3, < 0, SEEK_END) >= 100");
	assert_matches(call, "lseek(!= 2, > -21, !=SEEK_SET) != 0");
	assert_matches(call, "lseek(0x3, *, *) = 0x64");
	assert_matches(call, "lseek(fd=3, whence=SEEK_END)");
	assert_differs(call, "lseek(4, -20, SEEK_END)");
	assert_differs(call, "lseek(3, -21, SEEK_END)");
	assert_differs(call, "lseek(3, 20, SEEK_END)");
	assert_differs(call, "lseek(3, -20, SEEK_SET)");
	assert_differs(call, "lseek(3, > -20, *)");
	assert_differs(call, "lseek(3, >= 0, *)");
	assert_differs(call, "lseek(!= 3, ...)");
	assert_differs(call, "lseek(3, -20, !=SEEK_END)");
	assert_differs(call, "lseek(...) = 101");
	assert_differs(call, "lseek(...) > 100");
	assert_differs(call, "lseek(...) < 0");
}
END_TEST

START_TEST(sizes_are_unsigned)
{
	struct sx_call *call = FAKE_CALL(f, "read", -14, 3, FIRST, UINT64_MAX);

	assert_matches(call, "read(3, *, > 100)");
	assert_matches(call, "read(3, *, 18446744073709551615)");
	assert_differs(call, "read(3, *, 4294967295)");
}
END_TEST

START_TEST(minus_one_is_one_number_in_32_bits)
{
	struct sx_call *call = FAKE_CALL(f, "fchown", 0, 3, 0xffffffff, 1000);

	assert_matches(call, "fchown(3, -1, 1000)");
	assert_matches(call, "fchown(3, 4294967295, 1000)");
	assert_differs(call, "fchown(3, 0, 1000)");
	assert_differs(call, "fchown(3, -1, -1)");
}
END_TEST

START_TEST(results_have_many_forms)
{
	struct sx_call *good = open_of("x", O_RDONLY, 0, 3), *bad = open_of("x", O_RDONLY, 0, -2);
	struct sx_call *never = FAKE_CALL(f, "exit_group", FAKE_NO_RETURN, 0);
	struct sx_call *restart = FAKE_CALL(f, "read", -512, 0, FIRST, 10);
	struct sx_call *denied = FAKE_CALL(f, "mkdir", -1, FIRST, 0700);

	denied->flags |= WIRE_DENIED;
	assert_matches(good, "openat(...) = 3");
	assert_matches(good, "openat(...) >= 0");
	assert_matches(good, "openat(...) != -1");
	assert_differs(good, "openat(...) = 4");
	assert_differs(good, "openat(...) = -1");
	assert_differs(good, "openat(...) = -1 ENOENT");
	assert_differs(good, "openat(...) < 0");
	assert_differs(good, "openat(...) = ?");
	assert_differs(good, "openat(...) = denied");
	assert_matches(bad, "openat(...) = -1");
	assert_matches(bad, "openat(...) = -1 ENOENT");
	assert_matches(bad, "openat(...) = -1 ENOENT (No such file or directory)");
	assert_matches(bad, "openat(...) = ENOENT");
	assert_matches(bad, "openat(...) < 0");
	assert_differs(bad, "openat(...) = -1 EACCES");
	assert_differs(bad, "openat(...) >= 0");
	assert_differs(bad, "openat(...) = 2");
	assert_differs(bad, "openat(...) = *");
	assert_matches(never, "exit_group(0) = ?");
	assert_matches(never, "exit_group(0)");
	assert_differs(never, "exit_group(1) = ?");
	assert_matches(restart, "read(...) = ?");
	assert_matches(restart, "read(0, 0x1000, 10) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)");
	assert_differs(restart, "read(...) = ? ERESTARTNOINTR");
	assert_differs(restart, "read(...) < 0");
	assert_differs(restart, "read(...) = -1");
	assert_matches(denied, "mkdir(...) = denied");
	assert_matches(denied, "mkdir(...) = -1 EPERM");
	assert_differs(denied, "mkdir(...) >= 0");
}
END_TEST

START_TEST(buffers_match_whole_by_start_by_end_and_by_content)
{
	struct sx_call *call = write_of("GET / HTTP/1.1\r\n\0x", 18);

	assert_matches(call, "write(4, \"GET / HTTP/1.1\\r\\n\\0x\", 18) = 18");
	assert_matches(call, "write(4, 'GET / HTTP/1.1\\r\\n\\0x', *)");
	assert_matches(call, "write(4, 'GET '..., ...)");
	assert_matches(call, "write(4, \"GET \"..., ...)");
	assert_matches(call, "write(4, ...'HTTP'..., ...)");
	assert_matches(call, "write(4, ...'\\r\\n\\0x', ...)");
	assert_matches(call, "write(4, ''..., ...)");
	assert_matches(call, "write(buf=...'\\0'...)");
	assert_differs(call, "write(4, 'GET ', ...)");
	assert_differs(call, "write(4, 'POST '..., ...)");
	assert_differs(call, "write(4, 'GET*', ...)");
	assert_differs(call, "write(4, ...'http'..., ...)");
	assert_differs(call, "write(4, ...'\\r\\n', ...)");
	assert_differs(call, "write(4, 'GET / HTTP/1.1\\r\\n\\0', ...)");
	assert_differs(call, "write(4, 'GET / HTTP/1.1\\r\\n\\0xy', ...)");
	assert_differs(call, "write(4, 'GET / HTTP/1.1\\r\\n\\0xy'..., ...)");
	assert_differs(call, "write(4, '', ...)");
}
END_TEST

START_TEST(a_cut_buffer_is_compared_as_far_as_it_is_known)
{
	struct sx_call *call = FAKE_CALL(f, "write", 100, 4, FIRST, 100);
	struct wire_blob blob = {.what = WIRE_MEMORY, .slot = 1, .state = WIRE_CUT, .length = 5, .wanted = 100, .address = FIRST};

	fake_blob(f, call, &blob, "hello");
	assert_matches(call, "write(4, 'hello'..., 100)");
	assert_matches(call, "write(4, 'he'..., 100)");
	assert_matches(call, "write(4, ...'ell'..., 100)");
	assert_unknown(call, "write(4, 'hello world'..., 100)", REASON_CUT);
	assert_unknown(call, "write(4, ...'world'..., 100)", REASON_CUT);
	assert_unknown(call, "write(4, ...'bye', 100)", REASON_CUT);
	assert_differs(call, "write(4, 'help'..., 100)");
	assert_differs(call, "write(4, 'hello', *)");
	assert_differs(call, "write(4, 'hello world', *)");
	assert_differs(call, "write(5, 'hello world'..., 100)");
}
END_TEST

START_TEST(vectors_are_gathered)
{
	struct iovec vector[2] = {{(void *)SECOND, 6}, {(void *)THIRD, 5}};
	struct sx_call *call = FAKE_CALL(f, "writev", 11, 4, FIRST, 2);

	fake_memory(f, call, 1, FIRST, false, vector, sizeof(vector));
	fake_memory(f, call, 1, SECOND, false, "hello ", 6);
	fake_memory(f, call, 1, THIRD, false, "world", 5);
	assert_matches(call, "writev(4, 'hello world', 2)");
	assert_matches(call, "%write(buf='hello world')");
	assert_matches(call, "%write(buf='hello w'...)");
	assert_matches(call, "writev(4, [{iov_base=\"hello \", iov_len=6}, {iov_base=\"world\", iov_len=5}], 2) = 11");
	assert_matches(call, "writev(4, [{iov_base='hello ', ...}, ...], 2)");
	assert_matches(call, "writev(4, [..., {iov_base='world', ...}], 2)");
	assert_differs(call, "writev(4, 'hello', 2)");
	assert_differs(call, "writev(4, [{iov_base=\"hello \", iov_len=6}], 2)");
	assert_differs(call, "writev(4, [{iov_base=\"hello \", iov_len=5}, ...], 2)");
	assert_differs(call, "writev(4, [..., {iov_base='hello ', ...}], 2)");
}
END_TEST

START_TEST(descriptors_match_by_number_and_by_what_they_are_open_on)
{
	struct sx_call *call = write_of("x", 1), *closed = FAKE_CALL(f, "write", -9, 7, FIRST, 1);
	struct sx_call *blind = FAKE_CALL(f, "write", 1, 4, FIRST, 1);

	fake_object(f, closed, 0, 7, &(struct wire_file){.type = WIRE_FILE_NONE}, NULL);
	assert_matches(call, "write(4, ...)");
	assert_matches(call, "write(</var/log/app.log>, ...)");
	assert_matches(call, "write(</var/log/*>, ...)");
	assert_matches(call, "write(</var/**>, ...)");
	assert_matches(call, "write(4</var/log/app.log>, ...)");
	assert_matches(call, "write(</var/log/app.log/>, ...)");
	assert_matches(call, "write(</var//log/app.log>, ...)");
	assert_matches(call, "write(fd=<**/app.log>)");
	assert_differs(call, "write(5, ...)");
	assert_differs(call, "write(</var/*>, ...)");
	assert_differs(call, "write(</var/log/other.log>, ...)");
	assert_differs(call, "write(5</var/log/app.log>, ...)");
	assert_differs(call, "write(4</var/log/app.log>(deleted), ...)");
	assert_differs(call, "write(<pipe:*>, ...)");
	assert_differs(closed, "write(<**>, ...)");
	assert_unknown(blind, "write(</var/log/app.log>, ...)", REASON_UNKNOWN_OBJECT);
	assert_matches(blind, "write(4, ...)");
}
END_TEST

START_TEST(pipes_sockets_and_other_objects_have_names)
{
	struct sx_call *pipe = FAKE_CALL(f, "read", 0, 3, FIRST, 1), *event = FAKE_CALL(f, "read", 0, 4, FIRST, 8);

	fake_object(f, pipe, 0, 3, &(struct wire_file){.type = WIRE_FILE_PIPE, .ino = 123}, NULL);
	fake_object(f, event, 0, 4, &(struct wire_file){.type = WIRE_FILE_ANON}, "[eventfd]");
	assert_matches(pipe, "read(<pipe:*>, ...)");
	assert_matches(pipe, "read(3<pipe:[123]>, ...)");
	assert_differs(pipe, "read(3<pipe:[124]>, ...)");
	assert_differs(pipe, "read(<socket:*>, ...)");
	assert_matches(event, "read(<anon_inode:*>, ...)");
	assert_differs(event, "read(<pipe:*>, ...)");
}
END_TEST

START_TEST(structures_match_whole_or_in_part)
{
	struct stat st = {.st_mode = S_IFREG | 0644, .st_size = 1234};
	struct sx_call *call = FAKE_CALL(f, "fstat", 0, 3, FIRST);

	fake_memory(f, call, 1, FIRST, true, &st, sizeof(st));
	assert_matches(call, "fstat(3, {st_mode=S_IFREG|0644, st_size=1234, ...}) = 0");
	assert_matches(call, "fstat(3, {st_size=1234, ...})");
	assert_matches(call, "fstat(3, {st_size=> 1000, ...})");
	assert_matches(call, "fstat(3, {st_mode=S_IFREG|..., ...})");
	assert_matches(call, "fstat(3, {st_mode=*, st_size=*})");
	assert_matches(call, "fstat(3, {st_uid=0, ...})");
	assert_differs(call, "fstat(3, {st_mode=S_IFREG|0644, st_size=1235, ...})");
	assert_differs(call, "fstat(3, {st_mode=S_IFDIR|..., ...})");
	assert_differs(call, "fstat(3, {st_mode=S_IFREG|0600, ...})");
	assert_differs(call, "fstat(3, {st_size=1234})");
	assert_differs(call, "fstat(3, NULL)");
	assert_differs(call, "fstat(3, {st_uid=1, ...})");
	assert_differs(call, "fstat(3, {tv_sec=1234, ...})");
}
END_TEST

START_TEST(arrays_match_by_place)
{
	struct sx_call *call = FAKE_CALL(f, "execve", 0, FIRST, SECOND, 0);
	uint64_t vector[] = {0x5000, 0x5010, 0x5020, 0};

	fake_string(f, call, 0, FIRST, "/usr/bin/sort");
	fake_memory(f, call, 1, SECOND, false, vector, sizeof(vector));
	fake_string(f, call, 1, 0x5000, "sort");
	fake_string(f, call, 1, 0x5010, "-n");
	fake_string(f, call, 1, 0x5020, "file");
	assert_matches(call, "execve('/usr/bin/sort', ['sort', ...], ...)");
	assert_matches(call, "execve('**/sort', [\"sort\", \"-n\", \"file\"], ...)");
	assert_matches(call, "execve(*, [..., 'file'], ...)");
	assert_matches(call, "execve(*, [..., '-n', ...], ...)");
	assert_matches(call, "execve(*, ['sort', *, 'file'], ...)");
	assert_differs(call, "execve(*, ['sort'], ...)");
	assert_differs(call, "execve(*, ['sort', '-n', 'file', 'more'], ...)");
	assert_differs(call, "execve(*, ['-n', ...], ...)");
	assert_differs(call, "execve(*, [..., '-r', ...], ...)");
	assert_differs(call, "execve(*, [..., '-n'], ...)");
	assert_differs(call, "execve(*, [], ...)");
}
END_TEST

START_TEST(sets_match_in_any_order)
{
	uint64_t set = 1 << (SIGINT - 1) | 1 << (SIGTERM - 1);
	struct sx_call *call = FAKE_CALL(f, "rt_sigprocmask", 0, SIG_BLOCK, FIRST, 0, 8);

	fake_memory(f, call, 1, FIRST, false, &set, 8);
	assert_matches(call, "rt_sigprocmask(SIG_BLOCK, [INT TERM], NULL, 8)");
	assert_matches(call, "rt_sigprocmask(SIG_BLOCK, [TERM INT], NULL, 8)");
	assert_matches(call, "rt_sigprocmask(SIG_BLOCK, [SIGINT SIGTERM], NULL, 8)");
	assert_matches(call, "rt_sigprocmask(SIG_BLOCK, [TERM ...], NULL, 8)");
	assert_differs(call, "rt_sigprocmask(SIG_BLOCK, [INT], NULL, 8)");
	assert_differs(call, "rt_sigprocmask(SIG_BLOCK, [INT TERM HUP], NULL, 8)");
	assert_differs(call, "rt_sigprocmask(SIG_BLOCK, [INT HUP], NULL, 8)");
	assert_differs(call, "rt_sigprocmask(SIG_BLOCK, ~[INT TERM], NULL, 8)");
	assert_differs(call, "rt_sigprocmask(SIG_SETMASK, [INT TERM], NULL, 8)");
	assert_differs(call, "rt_sigprocmask(SIG_BLOCK, [INT INT], NULL, 8)");
}
END_TEST

START_TEST(a_mode_is_compared_only_where_there_is_one)
{
	struct sx_call *plain = open_of("x", O_RDONLY, 0600, 3), *creates = open_of("x", O_RDWR | O_CREAT, 0600, 3);

	assert_matches(plain, "openat(*, 'x', O_RDONLY)");
	assert_differs(plain, "openat(*, 'x', O_RDONLY, 0600)");
	assert_differs(plain, "openat(mode=0600)");
	assert_differs(plain, "openat(*, 'x', *, *)");
	assert_matches(creates, "openat(mode=0600)");
	assert_matches(creates, "openat(mode=384)");
	assert_differs(creates, "openat(mode=600)");
	/* who names no mode forbids the call with any */
	assert_matches(creates, "openat(*, 'x', *)");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pattern_values");
	TCase *tests = tcase_create("values");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, flags_match_exactly_or_at_least);
	tcase_add_test(tests, the_access_mode_is_a_field);
	tcase_add_test(tests, other_fields_of_flags_are_fields_too);
	tcase_add_test(tests, numbers_compare);
	tcase_add_test(tests, sizes_are_unsigned);
	tcase_add_test(tests, minus_one_is_one_number_in_32_bits);
	tcase_add_test(tests, results_have_many_forms);
	tcase_add_test(tests, buffers_match_whole_by_start_by_end_and_by_content);
	tcase_add_test(tests, a_cut_buffer_is_compared_as_far_as_it_is_known);
	tcase_add_test(tests, vectors_are_gathered);
	tcase_add_test(tests, descriptors_match_by_number_and_by_what_they_are_open_on);
	tcase_add_test(tests, pipes_sockets_and_other_objects_have_names);
	tcase_add_test(tests, structures_match_whole_or_in_part);
	tcase_add_test(tests, arrays_match_by_place);
	tcase_add_test(tests, sets_match_in_any_order);
	tcase_add_test(tests, a_mode_is_compared_only_where_there_is_one);
	suite_add_tcase(suite, tests);
	return run_tests(suite);
}
