/* SPDX-License-Identifier: MIT */
/* The calls that every program makes, as lines; expectations are strace 6.1's. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/unit/lines.h"

#define BUFFER 0x7ffc00001000ul
#define PATH   0x7ffc00002000ul

static struct fake *f;

static void setup(void)
{
	f = fake_new();
}

static void teardown(void)
{
	f = fake_free(f);
}

START_TEST(a_result_stands_in_column_40)
{
	struct sx_call *call = FAKE_CALL(f, "close", 0, 3);

	assert_line_as(call, "close(3)                                = 0");
	assert_line_as(call, "close(3)  = 0", .column = 10);
	call = FAKE_CALL(f, "pread64", -9, (uint64_t)-1, BUFFER, 1000, 123456789);
	assert_line_as(call, "pread64(-1, 0x7ffc00001000, 1000, 123456789) = -1 EBADF (Bad file descriptor)");
}
END_TEST

START_TEST(open_has_a_mode_only_where_a_file_may_be_made)
{
	struct sx_call *call = FAKE_CALL(f, "openat", 3, (uint64_t)AT_FDCWD, PATH, O_RDONLY | O_CLOEXEC, 0777);

	fake_string(f, call, 1, PATH, "/etc/passwd");
	assert_line(call, "openat(AT_FDCWD, \"/etc/passwd\", O_RDONLY|O_CLOEXEC) = 3");
	ck_assert_uint_eq(decode_count(call), 3);

	call = FAKE_CALL(f, "openat", -17, (uint64_t)AT_FDCWD, PATH, O_WRONLY | O_CREAT | O_EXCL, 0600);
	fake_string(f, call, 1, PATH, "x");
	assert_line(call, "openat(AT_FDCWD, \"x\", O_WRONLY|O_CREAT|O_EXCL, 0600) = -1 EEXIST (File exists)");
}
END_TEST

START_TEST(a_path_is_printed_whole_and_a_cut_one_says_so)
{
	char path[200];
	char line[300];
	struct sx_call *call = FAKE_CALL(f, "unlink", 0, PATH);

	memset(path, 'a', sizeof(path));
	path[199] = '\0';
	fake_string(f, call, 0, PATH, path);
	snprintf(line, sizeof(line), "unlink(\"%s\") = 0", path);
	assert_line(call, line);

	call = FAKE_CALL(f, "unlink", 0, PATH);
	fake_cut_string(f, call, 0, PATH, path, 5);
	assert_line(call, "unlink(\"aaaaa\"...) = 0");
}
END_TEST

START_TEST(an_unread_path_is_its_address)
{
	struct sx_call *call = FAKE_CALL(f, "unlink", -14, 1);

	fake_unread(f, call, 0, 1, 0);
	assert_line(call, "unlink(0x1) = -1 EFAULT (Bad address)");
	call = FAKE_CALL(f, "unlink", -14, PATH);
	assert_line(call, "unlink(0x7ffc00002000) = -1 EFAULT (Bad address)");
	call = FAKE_CALL(f, "unlink", -14, 0);
	assert_line(call, "unlink(NULL) = -1 EFAULT (Bad address)");
}
END_TEST

START_TEST(read_shows_what_was_read)
{
	struct sx_call *call = FAKE_CALL(f, "read", 4, 3, BUFFER, 832);

	fake_memory(f, call, 1, BUFFER, true, "\177ELF", 4);
	assert_line(call, "read(3, \"\\177ELF\", 832) = 4");

	call = FAKE_CALL(f, "read", 0, 3, BUFFER, 832);
	assert_line(call, "read(3, \"\", 832) = 0");

	call = FAKE_CALL(f, "read", -11, 3, BUFFER, 832);
	assert_line(call, "read(3, 0x7ffc00001000, 832) = -1 EAGAIN (Resource temporarily unavailable)");
}
END_TEST

START_TEST(data_is_cut_at_the_limit)
{
	static const char data[] = "0123456789012345678901234567890123456789";
	struct sx_call *call = FAKE_CALL(f, "write", 40, 1, BUFFER, 40);

	fake_memory(f, call, 1, BUFFER, false, data, 40);
	assert_line(call, "write(1, \"01234567890123456789012345678901\"..., 40) = 40");
	assert_line_limited(call, "write(1, \"0123456789012345678901234567890123456789\", 40) = 40", 40,
			    .no_alignment = true);
	assert_line_limited(call, "write(1, \"\"..., 40) = 40", 0, .no_alignment = true);

	call = FAKE_CALL(f, "write", 32, 1, BUFFER, 32);
	fake_memory(f, call, 1, BUFFER, false, data, 32);
	assert_line(call, "write(1, \"01234567890123456789012345678901\", 32) = 32");

	/* Less was captured than shown. */
	call = FAKE_CALL(f, "write", 40, 1, BUFFER, 40);
	fake_blob(f, call, &(struct wire_blob){.what = WIRE_MEMORY, .slot = 1, .state = WIRE_CUT, .length = 8,
		  .wanted = 40, .address = BUFFER}, data);
	assert_line(call, "write(1, \"01234567\"..., 40) = 40");
}
END_TEST

START_TEST(escapes_are_those_of_strace)
{
	static const char data[] = "\0011\0a\r\n\t\v\f\"\\\177\200\377";
	struct sx_call *call = FAKE_CALL(f, "write", 14, 4, BUFFER, 14);

	fake_memory(f, call, 1, BUFFER, false, data, 14);
	assert_line(call, "write(4, \"\\0011\\0a\\r\\n\\t\\v\\f\\\"\\\\\\177\\200\\377\", 14) = 14");
	assert_line_as(call, "write(4, \"\\x01\\x31\\x00\\x61\\x0d\\x0a\\x09\\x0b\\x0c\\x22\\x5c\\x7f\\x80\\xff\", 14) = 14",
		       .hex_strings = 1, .no_alignment = true);
	call = FAKE_CALL(f, "write", 2, 4, BUFFER, 2);
	fake_memory(f, call, 1, BUFFER, false, "a\n", 2);
	assert_line_as(call, "write(4, \"a\\n\", 2) = 2", .hex_strings = 1, .no_alignment = true);
	assert_line_as(call, "write(4, \"\\x61\\x0a\", 2) = 2", .hex_strings = 2, .no_alignment = true);
}
END_TEST

START_TEST(a_buffer_of_no_bytes_needs_no_memory)
{
	assert_line(FAKE_CALL(f, "write", 0, 4, BUFFER, 0), "write(4, \"\", 0) = 0");
	assert_line(FAKE_CALL(f, "write", 0, 4, 0, 0), "write(4, NULL, 0) = 0");
	assert_line(FAKE_CALL(f, "write", -14, 4, 0, 5), "write(4, NULL, 5) = -1 EFAULT (Bad address)");
	assert_line(FAKE_CALL(f, "write", -14, 4, 1, 5), "write(4, 0x1, 5) = -1 EFAULT (Bad address)");
}
END_TEST

START_TEST(vectors_are_shown_segment_by_segment)
{
	uint64_t vector[4] = {0x1000, 6, 0x2000, 500};
	struct sx_call *call = FAKE_CALL(f, "writev", 11, 1, BUFFER, 2);

	vector[3] = 5;
	fake_memory(f, call, 1, BUFFER, false, vector, 32);
	fake_memory(f, call, 1, 0x1000, false, "hello ", 6);
	fake_memory(f, call, 1, 0x2000, false, "world", 5);
	assert_line(call, "writev(1, [{iov_base=\"hello \", iov_len=6}, {iov_base=\"world\", iov_len=5}], 2) = 11");

	/* What a read did not fill is not shown. */
	vector[3] = 500;
	call = FAKE_CALL(f, "readv", 8, 3, BUFFER, 2);
	fake_memory(f, call, 1, BUFFER, false, vector, 32);
	fake_memory(f, call, 1, 0x1000, true, "hello ", 6);
	fake_memory(f, call, 1, 0x2000, true, "wo", 2);
	assert_line(call, "readv(3, [{iov_base=\"hello \", iov_len=6}, {iov_base=\"wo\", iov_len=500}], 2) = 8");

	call = FAKE_CALL(f, "readv", -9, 3, BUFFER, 2);
	fake_memory(f, call, 1, BUFFER, false, vector, 32);
	assert_line(call, "readv(3, [{iov_base=0x1000, iov_len=6}, {iov_base=0x2000, iov_len=500}], 2) = -1 EBADF (Bad file descriptor)");

	/* Half a vector. */
	call = FAKE_CALL(f, "writev", -14, 1, BUFFER, 2);
	fake_memory(f, call, 1, BUFFER, false, vector, 16);
	fake_memory(f, call, 1, 0x1000, false, "hello ", 6);
	assert_line(call, "writev(1, [{iov_base=\"hello \", iov_len=6}, ...], 2) = -1 EFAULT (Bad address)");
}
END_TEST

START_TEST(stat_shows_size_or_device)
{
	struct stat st = {.st_mode = S_IFREG | 0644, .st_size = 1221, .st_ino = 861, .st_nlink = 1, .st_dev = 0xfe00,
			  .st_blksize = 4096, .st_blocks = 8};
	struct sx_call *call = FAKE_CALL(f, "fstat", 0, 3, BUFFER);

	fake_memory(f, call, 1, BUFFER, true, &st, sizeof(st));
	assert_line(call, "fstat(3, {st_mode=S_IFREG|0644, st_size=1221, ...}) = 0");
	assert_line_as(call, "fstat(3, {st_dev=makedev(0xfe, 0), st_ino=861, st_mode=S_IFREG|0644, st_nlink=1, st_uid=0, "
		       "st_gid=0, st_blksize=4096, st_blocks=8, st_size=1221, st_atime=0, st_atime_nsec=0, st_mtime=0, "
		       "st_mtime_nsec=0, st_ctime=0, st_ctime_nsec=0}) = 0", .verbose = true, .no_alignment = true);

	st.st_mode = S_IFCHR | 0620;
	st.st_rdev = 0x8800;
	call = FAKE_CALL(f, "fstat", 0, 3, BUFFER);
	fake_memory(f, call, 1, BUFFER, true, &st, sizeof(st));
	assert_line(call, "fstat(3, {st_mode=S_IFCHR|0620, st_rdev=makedev(0x88, 0), ...}) = 0");

	call = FAKE_CALL(f, "fstat", -9, 3, BUFFER);
	assert_line(call, "fstat(3, 0x7ffc00001000) = -1 EBADF (Bad file descriptor)");
}
END_TEST

START_TEST(a_structure_that_came_short_is_its_address)
{
	struct stat st = {.st_mode = S_IFREG | 0644};
	struct sx_call *call = FAKE_CALL(f, "fstat", 0, 3, BUFFER);
	struct arena arena = {0};
	struct value *value;

	fake_memory(f, call, 1, BUFFER, true, &st, 40);
	value = decode_argument(&arena, call, 1);
	ck_assert_int_eq(value->kind, VALUE_ADDRESS);
	ck_assert_int_eq(value->state, STATE_UNREAD);
	arena_free(&arena);
}
END_TEST

START_TEST(modes_are_octal)
{
	struct sx_call *call = FAKE_CALL(f, "chmod", 0, PATH, 07);

	fake_string(f, call, 0, PATH, "x");
	assert_line(call, "chmod(\"x\", 007) = 0");
	call = FAKE_CALL(f, "mknod", 0, PATH, S_IFCHR, 0x801);
	fake_string(f, call, 0, PATH, "x");
	assert_line(call, "mknod(\"x\", S_IFCHR|000, makedev(0x8, 0x1)) = 0");
	call = FAKE_CALL(f, "mknod", 0, PATH, S_IFREG | 04755, 0x801);
	fake_string(f, call, 0, PATH, "x");
	assert_line(call, "mknod(\"x\", S_IFREG|S_ISUID|0755) = 0");
	call = FAKE_CALL(f, "mknod", 0, PATH, 0170000 | 04755, 0);
	fake_string(f, call, 0, PATH, "x");
	assert_line(call, "mknod(\"x\", 0174755) = 0");
	assert_line(FAKE_CALL(f, "umask", 022, 0), "umask(000) = 022");
}
END_TEST

START_TEST(bits_without_a_name_are_hexadecimal)
{
	struct sx_call *call = FAKE_CALL(f, "mprotect", 0, 0x1000, 4096, 0x100);

	assert_line(call, "mprotect(0x1000, 4096, 0x100 /* PROT_??? */) = 0");
	assert_line(FAKE_CALL(f, "mprotect", 0, 0x1000, 4096, 0x101), "mprotect(0x1000, 4096, PROT_READ|0x100) = 0");
	assert_line(FAKE_CALL(f, "mprotect", 0, 0x1000, 4096, 0), "mprotect(0x1000, 4096, PROT_NONE) = 0");
	assert_line(FAKE_CALL(f, "lseek", -22, 3, 5, 77), "lseek(3, 5, 0x4d /* SEEK_??? */) = -1 EINVAL (Invalid argument)");
}
END_TEST

START_TEST(styles_show_numbers_and_names)
{
	struct sx_call *call = FAKE_CALL(f, "mprotect", 0, 0x1000, 4096, 3);

	assert_line_as(call, "mprotect(0x1000, 4096, 0x3) = 0", .names = LINE_RAW, .no_alignment = true);
	assert_line_as(call, "mprotect(0x1000, 4096, 0x3 /* PROT_READ|PROT_WRITE */) = 0", .names = LINE_VERBOSE,
		       .no_alignment = true);
	call = FAKE_CALL(f, "kill", 0, 5, 9);
	assert_line_as(call, "kill(5, 9) = 0", .names = LINE_RAW, .no_alignment = true);
	assert_line_as(call, "kill(5, 9 /* SIGKILL */) = 0", .names = LINE_VERBOSE, .no_alignment = true);
	assert_line(call, "kill(5, SIGKILL) = 0");
	call = FAKE_CALL(f, "chdir", 0, PATH);
	fake_string(f, call, 0, PATH, "a");
	assert_line_as(call, "\033[1mchdir\033[0m(\"a\")                              = \033[36m0\033[0m", .colour = true);
}
END_TEST

START_TEST(descriptors_show_what_they_are_open_on)
{
	struct sx_call *call = FAKE_CALL(f, "dup", 5, 3);

	fake_file(f, call, 0, 3, "/etc/passwd");
	fake_file(f, call, WIRE_RESULT, 5, "/etc/passwd");
	assert_line(call, "dup(3) = 5");
	assert_line_as(call, "dup(3</etc/passwd>) = 5</etc/passwd>", .paths = true, .no_alignment = true);

	call = FAKE_CALL(f, "close", -9, 7);
	fake_object(f, call, 0, 7, &(struct wire_file){.type = WIRE_FILE_NONE}, NULL);
	assert_line_as(call, "close(7) = -1 EBADF (Bad file descriptor)", .paths = true, .no_alignment = true);

	call = FAKE_CALL(f, "close", 0, 4);
	fake_object(f, call, 0, 4, &(struct wire_file){.type = WIRE_FILE_MEMFD}, "memfd:foo<bar>");
	assert_line_as(call, "close(4</memfd:foo\\74bar\\76>(deleted)) = 0", .paths = true, .no_alignment = true);

	call = FAKE_CALL(f, "close", 0, 4);
	fake_object(f, call, 0, 4, &(struct wire_file){.type = WIRE_FILE_ANON}, "[eventpoll]");
	assert_line_as(call, "close(4<anon_inode:[eventpoll]>) = 0", .paths = true, .no_alignment = true);

	call = FAKE_CALL(f, "close", 0, 4);
	fake_object(f, call, 0, 4, &(struct wire_file){.type = WIRE_FILE_PATH, .mode = S_IFCHR, .rdev = 1 << 20 | 3},
		    "null");
	assert_line_as(call, "close(4</null<char 1:3>>) = 0", .details = true, .no_alignment = true);
	assert_line_as(call, "close(4</null>) = 0", .paths = true, .no_alignment = true);
}
END_TEST

START_TEST(pipe_shows_its_two_ends)
{
	int ends[2] = {3, 4};
	struct wire_file file = {.type = WIRE_FILE_PIPE, .ino = 77};
	struct sx_call *call = FAKE_CALL(f, "pipe2", 0, BUFFER, O_CLOEXEC);

	fake_memory(f, call, 0, BUFFER, true, ends, sizeof(ends));
	fake_object(f, call, 0, 3, &file, NULL);
	fake_object(f, call, 0, 4, &file, NULL);
	assert_line(call, "pipe2([3, 4], O_CLOEXEC) = 0");
	assert_line_as(call, "pipe2([3<pipe:[77]>, 4<pipe:[77]>], O_CLOEXEC) = 0", .paths = true, .no_alignment = true);
	call = FAKE_CALL(f, "pipe", -24, BUFFER);
	assert_line(call, "pipe(0x7ffc00001000) = -1 EMFILE (Too many open files)");
}
END_TEST

START_TEST(execve_shows_arguments_and_counts_the_environment)
{
	uint64_t argv[3] = {0x1000, 0x1100, 0}, envp[2] = {0x1200, 0};
	struct sx_call *call = FAKE_CALL(f, "execve", 0, PATH, BUFFER, BUFFER + 0x100);

	fake_string(f, call, 0, PATH, "/bin/ls");
	fake_memory(f, call, 1, BUFFER, false, argv, sizeof(argv));
	fake_string(f, call, 1, 0x1000, "ls");
	fake_string(f, call, 1, 0x1100, "-l");
	fake_blob(f, call, &(struct wire_blob){.what = WIRE_COUNT, .slot = 2, .wanted = 41, .address = BUFFER + 0x100}, NULL);
	assert_line(call, "execve(\"/bin/ls\", [\"ls\", \"-l\"], 0x7ffc00001100 /* 41 vars */) = 0");

	fake_memory(f, call, 2, BUFFER + 0x100, false, envp, sizeof(envp));
	fake_string(f, call, 2, 0x1200, "A=b");
	assert_line_as(call, "execve(\"/bin/ls\", [\"ls\", \"-l\"], [\"A=b\"]) = 0", .verbose = true, .no_alignment = true);
}
END_TEST

START_TEST(a_call_without_a_name_has_its_number)
{
	static const uint64_t args[WIRE_ARGS] = {1, 2, 3, 4, 5, 6};

	assert_line(fake_numbered(f, 9999, -38, args),
		    "syscall_0x270f(0x1, 0x2, 0x3, 0x4, 0x5, 0x6) = -1 ENOSYS (Function not implemented)");
	assert_line(fake_numbered(f, 0xffffffff, -38, args),
		    "syscall_0xffffffffffffffff(0x1, 0x2, 0x3, 0x4, 0x5, 0x6) = -1 ENOSYS (Function not implemented)");
}
END_TEST

START_TEST(results_are_written_as_strace_writes_them)
{
	struct sx_call *call = FAKE_CALL(f, "fcntl", 0x8002, 3, F_GETFL);

	assert_line(call, "fcntl(3, F_GETFL) = 0x8002 (flags O_RDWR|O_LARGEFILE)");
	assert_line(FAKE_CALL(f, "fcntl", 1, 3, F_GETFD), "fcntl(3, F_GETFD) = 0x1 (flags FD_CLOEXEC)");
	assert_line(FAKE_CALL(f, "fcntl", 0, 3, F_GETFD), "fcntl(3, F_GETFD) = 0");
	assert_line(FAKE_CALL(f, "fcntl", 10, 3, F_DUPFD, 10), "fcntl(3, F_DUPFD, 10) = 10");
	assert_line(FAKE_CALL(f, "brk", 0x5000, 0), "brk(NULL) = 0x5000");
	assert_line(FAKE_CALL(f, "exit_group", FAKE_NO_RETURN, 3), "exit_group(3) = ?");
	assert_line(FAKE_CALL(f, "getpid", 77), "getpid() = 77");
	assert_line(FAKE_CALL(f, "pause", -514), "pause() = ? ERESTARTNOHAND (To be restarted if no handler)");
	assert_line(FAKE_CALL(f, "read", -512, 0, BUFFER, 5),
		    "read(0, 0x7ffc00001000, 5) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)");
	assert_line(FAKE_CALL(f, "getpid", -4000), "getpid() = -1 (errno 4000)");
}
END_TEST

START_TEST(a_call_that_never_returned_has_no_results)
{
	assert_line(FAKE_CALL(f, "read", FAKE_NO_RETURN, 0, BUFFER, 5), "read(0,  <unfinished ...>) = ?");
	assert_line(FAKE_CALL(f, "pause", FAKE_NO_RETURN), "pause() = ?");
}
END_TEST

START_TEST(a_denied_call_says_so)
{
	struct sx_call *call = FAKE_CALL(f, "mkdir", -1, PATH, 0700);

	call->flags |= WIRE_DENIED;
	fake_string(f, call, 0, PATH, "x");
	assert_line(call, "mkdir(\"x\", 0700) = -1 EPERM (Operation not permitted) /* denied by seccomp */");
	call = FAKE_CALL(f, "mkdir", 83, PATH, 0700);
	call->flags |= WIRE_DENIED;
	fake_string(f, call, 0, PATH, "x");
	assert_line(call, "mkdir(\"x\", 0700) = ? /* denied by seccomp */");
}
END_TEST

START_TEST(spans_point_at_the_parts)
{
	struct sx_call *call = FAKE_CALL(f, "openat", -2, (uint64_t)AT_FDCWD, PATH, O_RDONLY);
	struct line_style style = {.string_limit = 32};
	struct line_spans spans;
	struct text text = {0};

	fake_string(f, call, 1, PATH, "/x");
	text_add(&text, "[pid 5] ");
	line_of_call(&text, call, &style, &spans);
	ck_assert_int_eq(strncmp(text.bytes + 8 + spans.name.start, "openat", 6), 0);
	ck_assert_uint_eq(spans.name.end - spans.name.start, 6);
	ck_assert_int_eq(strncmp(text.bytes + 8 + spans.args[1].start, "\"/x\"", 4), 0);
	ck_assert_uint_eq(spans.args[1].end - spans.args[1].start, 4);
	ck_assert_int_eq(strncmp(text.bytes + 8 + spans.args[2].start, "O_RDONLY", 8), 0);
	ck_assert_uint_eq(spans.args[3].end, spans.args[3].start);
	ck_assert_str_eq(text.bytes + 8 + spans.result.start, "-1 ENOENT (No such file or directory)");
	text_free(&text);
}
END_TEST

START_TEST(i386_calls_have_their_own_layouts)
{
	uint32_t vector[4] = {0x1000, 2, 0x2000, 1};
	uint32_t limits[2] = {2048, UINT32_MAX};
	struct sx_call *call;

	f->is_compat = true;
	call = FAKE_CALL(f, "writev", 3, 1, 0xfff01000, 2);
	fake_memory(f, call, 1, 0xfff01000, false, vector, sizeof(vector));
	fake_memory(f, call, 1, 0x1000, false, "ab", 2);
	fake_memory(f, call, 1, 0x2000, false, "c", 1);
	assert_line(call, "writev(1, [{iov_base=\"ab\", iov_len=2}, {iov_base=\"c\", iov_len=1}], 2) = 3");

	call = FAKE_CALL(f, "setrlimit", 0, 3, 0xfff01000);
	fake_memory(f, call, 1, 0xfff01000, false, limits, sizeof(limits));
	assert_line(call, "setrlimit(RLIMIT_STACK, {rlim_cur=2*1024, rlim_max=RLIM_INFINITY}) = 0");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode_calls");
	TCase *tests = tcase_create("lines");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, a_result_stands_in_column_40);
	tcase_add_test(tests, open_has_a_mode_only_where_a_file_may_be_made);
	tcase_add_test(tests, a_path_is_printed_whole_and_a_cut_one_says_so);
	tcase_add_test(tests, an_unread_path_is_its_address);
	tcase_add_test(tests, read_shows_what_was_read);
	tcase_add_test(tests, data_is_cut_at_the_limit);
	tcase_add_test(tests, escapes_are_those_of_strace);
	tcase_add_test(tests, a_buffer_of_no_bytes_needs_no_memory);
	tcase_add_test(tests, vectors_are_shown_segment_by_segment);
	tcase_add_test(tests, stat_shows_size_or_device);
	tcase_add_test(tests, a_structure_that_came_short_is_its_address);
	tcase_add_test(tests, modes_are_octal);
	tcase_add_test(tests, bits_without_a_name_are_hexadecimal);
	tcase_add_test(tests, styles_show_numbers_and_names);
	tcase_add_test(tests, descriptors_show_what_they_are_open_on);
	tcase_add_test(tests, pipe_shows_its_two_ends);
	tcase_add_test(tests, execve_shows_arguments_and_counts_the_environment);
	tcase_add_test(tests, a_call_without_a_name_has_its_number);
	tcase_add_test(tests, results_are_written_as_strace_writes_them);
	tcase_add_test(tests, a_call_that_never_returned_has_no_results);
	tcase_add_test(tests, a_denied_call_says_so);
	tcase_add_test(tests, spans_point_at_the_parts);
	tcase_add_test(tests, i386_calls_have_their_own_layouts);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
