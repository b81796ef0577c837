/* SPDX-License-Identifier: MIT */
/* Values of calls, raw and decoded, through the public getters; and dumps of a running program. */
#include "suite.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int make_calls(void *argument)
{
	struct iovec parts[] = {{(void *)(uintptr_t)"ab", 2}, {(void *)(uintptr_t)"cde", 3}};
	struct stat status;
	int pipe_ends[2], fd = open("/etc/hostname", O_RDONLY | O_CLOEXEC);

	(void)argument;
	if (fd < 0 || fstat(fd, &status) < 0 || pipe(pipe_ends) < 0 || writev(pipe_ends[1], parts, 2) != 5)
		return 1;
	return open("/missing/values", O_RDWR | O_CREAT, 0600) < 0 && errno == ENOENT ? 0 : 1;
}

START_TEST(decoded_values_are_found_by_where_they_stand)
{
	sx_trace *trace = sx_fork(NULL, make_calls, NULL);
	const sx_call *opened = sx_find(trace, NULL, "openat(path='/etc/hostname')");
	const sx_call *status = sx_find(trace, opened, "%%stat");
	const sx_call *written = sx_find(trace, opened, "writev");
	const sx_call *failed = sx_find(trace, opened, "openat(path='/missing/values')");
	struct stat expected;
	uint64_t value = 0;

	sx_assert_exited(trace, 0);
	ck_assert(opened && status && written && failed);
	ck_assert_int_eq(stat("/etc/hostname", &expected), 0);

	ck_assert_str_eq(sx_call_text(opened, "flags"), "O_RDONLY|O_CLOEXEC");
	ck_assert(sx_call_value(opened, "flags", &value));
	ck_assert_uint_eq(value, O_RDONLY | O_CLOEXEC);
	ck_assert_str_eq(sx_call_text(opened, "pathname"), "\"/etc/hostname\"");
	ck_assert_ptr_eq(sx_call_text(opened, "pathname"), sx_call_text(opened, "pathname"));
	ck_assert(sx_call_value(opened, "result", &value));
	ck_assert_int_eq(value, sx_call_ret(opened));
	ck_assert_uint_eq(sx_call_arg_count(opened), 3);
	ck_assert_str_eq(sx_call_arg_name(opened, 0), "dirfd");
	ck_assert_str_eq(sx_call_arg_name(opened, 2), "flags");
	ck_assert_ptr_null(sx_call_arg_name(opened, 3));
	ck_assert_uint_ne(sx_call_instruction_pointer(opened), 0);

	ck_assert(sx_call_value(status, "statbuf.st_ino", &value));
	ck_assert_uint_eq(value, expected.st_ino);
	ck_assert_msg(strncmp(sx_call_text(status, "statbuf.st_mode"), "S_IFREG|", 8) == 0, "%s",
		      sx_call_text(status, "statbuf.st_mode"));
	ck_assert_str_eq(sx_call_text(written, "iov[1].iov_base"), "\"cde\"");
	ck_assert(sx_call_value(written, "iov[1].iov_len", &value));
	ck_assert_uint_eq(value, 3);

	ck_assert_int_eq(sx_call_raw_ret(failed), -ENOENT);
	ck_assert_ptr_null(sx_call_text(failed, "result"));
	ck_assert_str_eq(sx_call_text(failed, "mode"), "0600");
	sx_free(trace);
}
END_TEST

START_TEST(what_is_not_there_has_no_value)
{
	static const char *const nowhere[] = {"", ".", "[0]", "nothing", "flags.x", "flags[0]", "iov[2]", "iov[1].x",
					      "iov[1", "iov[]", "iov..iov_len", "result.x"};
	sx_trace *trace = sx_fork(NULL, make_calls, NULL);
	const sx_call *written = sx_find(trace, NULL, "writev");
	uint64_t value;

	ck_assert(written);
	for (size_t i = 0; i < sizeof(nowhere) / sizeof(nowhere[0]); i++) {
		ck_assert_msg(!sx_call_text(written, nowhere[i]), "%s", nowhere[i]);
		ck_assert_msg(!sx_call_value(written, nowhere[i], &value), "%s", nowhere[i]);
	}
	sx_free(trace);
}
END_TEST

START_TEST(a_call_is_a_line_and_an_object)
{
	sx_trace *trace = sx_fork(NULL, make_calls, NULL);
	const sx_call *opened = sx_find(trace, NULL, "openat(path='/etc/hostname')");
	const char *json;
	char start[128];

	ck_assert(opened);
	ck_assert(strstr(sx_call_line(opened), "\"/etc/hostname\", O_RDONLY|O_CLOEXEC) = "));
	json = sx_call_json(opened);
	snprintf(start, sizeof(start), "{\"type\":\"call\",\"pid\":%d,\"tid\":%d,", sx_call_pid(opened), sx_call_tid(opened));
	ck_assert_msg(strncmp(json, start, strlen(start)) == 0, "%s", json);
	ck_assert(strstr(json, "\"flags\":[\"O_RDONLY\",\"O_CLOEXEC\"]"));
	ck_assert(!strchr(json, '\n'));
	sx_free(trace);
}
END_TEST

/* ---- a program that runs ---- */

/* In a child: reads the dump until the program waits for a letter, then sends one. */
static pid_t start_reader(int lines, int other_end)
{
	pid_t reader = fork();
	char text[65536] = "", waiting[PATH_MAX + 16];
	size_t length = 0, tail = (size_t)snprintf(waiting, sizeof(waiting), "read(3<%s>, ", told_file());

	if (reader)
		return reader;
	close(other_end);
	while (length < tail || strcmp(text + length - tail, waiting) != 0) {
		ssize_t r = read(lines, text + length, sizeof(text) - 1 - length);

		if (r <= 0)
			_exit(1);
		length += (size_t)r;
		text[length] = '\0';
	}
	send_letter('x');
	while (read(lines, text, sizeof(text)) > 0)
		;
	_exit(0);
}

START_TEST(a_call_that_blocks_is_seen_before_it_returns)
{
	const struct sx_print_style style = {.size = sizeof(style)};
	int lines[2], status;
	sx_trace *trace;
	FILE *stream;
	pid_t reader;

	make_fifo();
	ck_assert_int_eq(pipe2(lines, O_CLOEXEC), 0);
	reader = start_reader(lines[0], lines[1]);
	close(lines[0]);
	stream = fdopen(lines[1], "w");
	ck_assert_ptr_nonnull(stream);
	trace = sx_start(SX_OPTIONS(.flags = SX_LIVE, .calls = "read"), SX_ARGV("head", "-c1", told_file()));
	ck_assert_int_eq(sx_print_live(trace, stream, &style, 0), 0);
	sx_assert_exited(trace, 0);
	fclose(stream);
	ck_assert_int_eq(waitpid(reader, &status, 0), reader);
	ck_assert_int_eq(status, 0);
	sx_free(trace);
}
END_TEST

/* What was printed while it ran is what is printed afterwards, of a program whose calls overlap nowhere. */
START_TEST(a_live_dump_is_the_dump)
{
	const struct sx_print_style style = {.size = sizeof(style)};
	char *live, *after;
	size_t size;
	FILE *stream = open_memstream(&live, &size);
	sx_trace *trace = sx_start(SX_OPTIONS(.flags = SX_LIVE), SX_ARGV("cat", "/etc/hostname", "/missing/live"));

	ck_assert_int_eq(sx_print_live(trace, stream, &style, 0), 0);
	fclose(stream);
	sx_assert_exited(trace, 1);
	stream = open_memstream(&after, &size);
	sx_print_as(trace, stream, &style);
	fclose(stream);
	ck_assert_str_eq(live, after);
	ck_assert_ptr_nonnull(strstr(live, "/missing/live"));
	free(live);
	free(after);
	sx_free(trace);
}
END_TEST

#define READ_BYTES (256u << 10)	/* a millisecond or so: the scheduler itself counts every few */

static uint64_t processor_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* On one processor, so that nothing is left out of the time; *took: of the second call by what the kernel tells. */
static int sleeps_and_works(void *took)
{
	struct timespec pause = {0, 200000000};
	int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	char *bytes = malloc(READ_BYTES);
	uint64_t before;
	cpu_set_t one;
	ssize_t got;

	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	sched_setaffinity(0, sizeof(one), &one);
	nanosleep(&pause, NULL);
	before = processor_ns();
	got = bytes ? read(fd, bytes, READ_BYTES) : -1;
	*(uint64_t *)took = processor_ns() - before;
	free(bytes);
	return got == READ_BYTES ? 0 : 1;
}

START_TEST(a_call_knows_how_long_it_was_on_a_processor)
{
	uint64_t *took = mmap(NULL, sizeof(*took), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	const sx_call *slept, *read;
	sx_trace *trace;

	ck_assert_ptr_ne(took, MAP_FAILED);
	trace = sx_fork(SX_OPTIONS(.flags = SX_RUN_TIMES), sleeps_and_works, took);
	sx_assert_exited(trace, 0);
	slept = sx_find(trace, NULL, "clock_nanosleep|nanosleep");
	read = sx_find(trace, NULL, "read(</dev/urandom>, ...)");
	ck_assert(slept && read);
	ck_assert_uint_ge(sx_call_duration_ns(slept), 200000000);
	ck_assert_uint_lt(sx_call_run_ns(slept), 50000000);
	ck_assert_uint_gt(sx_call_run_ns(slept), 0);
	ck_assert_uint_le(sx_call_run_ns(read), sx_call_duration_ns(read));
	ck_assert_uint_le(sx_call_run_ns(read), *took);
	ck_assert_uint_gt(sx_call_run_ns(read), *took / 10 * 8);
	ck_assert_uint_eq(sx_call_run_ns(sx_find(trace, NULL, "exit_group")), UINT64_MAX);
	sx_free(trace);

	trace = sx_fork(NULL, sleeps_and_works, took);
	ck_assert_uint_eq(sx_call_run_ns(sx_find(trace, NULL, "read(</dev/urandom>, ...)")), UINT64_MAX);
	sx_free(trace);
	munmap(took, sizeof(*took));
}
END_TEST

START_TEST(a_style_that_is_wrong_is_one_sentence)
{
	struct sx_print_style style = {.size = sizeof(style), .raw = "no_such_call"};
	char why[128] = "";

	ck_assert_int_eq(sx_print_check(&style, why, sizeof(why)), -EINVAL);
	ck_assert_msg(strstr(why, "no_such_call"), "%s", why);
	style = (struct sx_print_style){.size = sizeof(style), .fds = "3,x"};
	ck_assert_int_eq(sx_print_check(&style, why, sizeof(why)), -EINVAL);
	ck_assert_str_eq(why, "invalid descriptor 'x'");
	style = (struct sx_print_style){.size = sizeof(style), .signals = "!term,SIGINT", .fds = "!none"};
	ck_assert_int_eq(sx_print_check(&style, why, sizeof(why)), 0);
	ck_assert_int_eq(sx_print_check(NULL, NULL, 0), 0);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, decoded_values_are_found_by_where_they_stand);
	tcase_add_test(tcase, what_is_not_there_has_no_value);
	tcase_add_test(tcase, a_call_is_a_line_and_an_object);
	tcase_add_test(tcase, a_call_that_blocks_is_seen_before_it_returns);
	tcase_add_test(tcase, a_live_dump_is_the_dump);
	tcase_add_test(tcase, a_call_knows_how_long_it_was_on_a_processor);
	tcase_add_test(tcase, a_style_that_is_wrong_is_one_sentence);
}
