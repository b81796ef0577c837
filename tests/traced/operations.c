/* SPDX-License-Identifier: MIT */
/* What io_uring does stands in the list as the call that does the same: done at once, by a worker, or by a thread of the
 * kernel's that takes it unasked. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "../victims/ring.h"
#include "suite.h"

static const char *const ways[] = { "plain", "async", "kernel" };

#define FOR_EACH_WAY(way) for (size_t way = 0; way < sizeof(ways) / sizeof(ways[0]); way++)

static sx_trace *operate(size_t way, const char *what)
{
	sx_trace *trace = run_victim("operations", ways[way], what);

	sx_assert_exited(trace, 0);
	return trace;
}

/* Every line of the dump that is an operation's finds an operation. */
static void assert_lines_find_themselves(sx_trace *trace)
{
	char *dump = text_of_dump(trace), *line, *rest = dump;

	while ((line = strsep(&rest, "\n"))) {
		const sx_call *found;

		if (!strstr(line, " io_uring:") || strstr(line, "<unfinished ...>") || strstr(line, " resumed>"))
			continue;
		line = strstr(line, "io_uring:");
		found = sx_find(trace, NULL, line);
		ck_assert_msg(found && strncmp(sx_call_name(found), "io_uring:", 9) == 0, "not found by its own line: %s", line);
	}
	free(dump);
}

static const char *never(sx_trace *trace, const char *pattern)
{
	static const struct sx_here_ here = { "operations.c", 1, "operations" };

	return sx_check_never_(here, trace, pattern);
}

static void assert_undecided(sx_trace *trace, const char *pattern, const char *why)
{
	const char *said = never(trace, pattern);

	ck_assert_msg(said && strstr(said, why), "never %s: %s", pattern, said ? said : "holds");
}

START_TEST(files_and_folders)
{
	FOR_EACH_WAY(way) {
		sx_trace *t = operate(way, "files");

		sx_assert_order(t,
			"io_uring:mkdirat(AT_FDCWD, 'folder', 0750) = 0",
			"io_uring:openat(AT_FDCWD, 'folder/file', O_RDWR|O_CREAT|O_CLOEXEC, 0640) = $fd",
			"io_uring:write($fd, 'hello', 5) = 5",
			"io_uring:pwritev2($fd, [{iov_base='ab', iov_len=2}, {iov_base='cd', iov_len=2}], 2, 5, 0) = 4",
			"io_uring:pread64($fd, 'elloabcd', 16, 1) = 8",
			"io_uring:fsync($fd) = 0",
			"io_uring:fdatasync($fd) = 0",
			"io_uring:fallocate($fd, 0, 0, 100) = 0",
			"io_uring:statx(AT_FDCWD, 'folder/file', *, STATX_SIZE, {stx_size=100, ...}) = 0",
			"io_uring:close($fd) = 0",
			"io_uring:openat2(AT_FDCWD, 'folder/file', {flags=O_RDWR, resolve=0}, 24) = $again",
			"io_uring:close($again) = 0",
			"io_uring:renameat2(AT_FDCWD, 'folder/file', AT_FDCWD, 'folder/other', 0) = 0",
			"io_uring:linkat(AT_FDCWD, 'folder/other', AT_FDCWD, 'folder/link', 0) = 0",
			"io_uring:symlinkat('other', AT_FDCWD, 'folder/soft') = 0",
			"io_uring:unlinkat(AT_FDCWD, 'folder/other', 0) = 0",
			"io_uring:openat(AT_FDCWD, 'no/such/file', O_RDONLY) = -1 ENOENT",
			"io_uring:read(99, *, 1) = -1 EBADF");
		assert_lines_find_themselves(t);
		sx_free(t);
	}
}
END_TEST

START_TEST(sockets)
{
	FOR_EACH_WAY(way) {
		sx_trace *t = operate(way, "sockets");

		sx_assert_order(t,
			"io_uring:socket(AF_UNIX, SOCK_STREAM, 0) = $client",
			"io_uring:connect($client, {sa_family=AF_UNIX, sun_path='gate'}, 110) = 0",
			"io_uring:accept4(*, NULL, NULL, 0) = $server",
			"io_uring:sendmsg($client, {msg_iov=[{iov_base='message', iov_len=7}], ...}, 0) = 7",
			"io_uring:sendto($client, 'more', 4, 0, NULL, 0) = 4",
			"io_uring:recvfrom($server, 'messagemore', 16, 0, NULL, NULL) = 11",
			"io_uring:shutdown($client, SHUT_RDWR) = 0");
		sx_assert_called(t, "%network(path='gate')");
		assert_lines_find_themselves(t);
		sx_free(t);
	}
}
END_TEST

/* The names, classes, families and globs that mean the call mean the operation, too; the prefix means it alone. */
START_TEST(names_classes_and_families)
{
	sx_trace *t = operate(0, "files");
	static const char *const patterns[] = {
		"openat", "%open", "%file", "%desc", "open*", "io_uring:open*", "io_uring:*", "/^openat$/", "/^io_uring:openat$/",
		"@file-system",
	};

	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		char *pattern;

		ck_assert_int_gt(asprintf(&pattern, "%s(path='folder/file')", patterns[i]), 0);
		ck_assert_msg(sx_count(t, pattern) > 0 && sx_count(t, pattern) != SIZE_MAX, "%s", pattern);
		free(pattern);
	}
	sx_assert_times(t, 2, "io_uring:openat");
	sx_assert_times(t, 2, "io_uring:close");
	sx_assert_times(t, 2, "io_uring_setup|io_uring:openat2");
	sx_assert_never(t, "io_uring:open|io_uring:execve");
	sx_assert_never(t, "%process(path='folder/file')");
	sx_free(t);
}
END_TEST

/* No descriptor stands for such a file: its number is one that none has. */
START_TEST(registered_files)
{
	FOR_EACH_WAY(way) {
		sx_trace *t = operate(way, "registered");

		sx_assert_order(t,
			"io_uring:openat(AT_FDCWD, 'secret', O_RDONLY) = 0",
			"io_uring:read(1073741825</**/secret>, 's', 1) = 1",
			"io_uring:close(1073741825) = 0");
		sx_assert_never(t, "read|close(0, ...)");
		sx_free(t);
	}
}
END_TEST

/* What a descriptor is open on is asked when the operation is done. */
START_TEST(linked_operations)
{
	FOR_EACH_WAY(way) {
		sx_trace *t = operate(way, "linked");

		sx_assert_called(t, "io_uring:openat(AT_FDCWD, 'secret', O_RDONLY) >= 0");
		sx_assert_called(t, "io_uring:read(</**/secret>, 's', 1) = 1");
		sx_free(t);
	}
}
END_TEST

START_TEST(descriptors_that_are_passed)
{
	FOR_EACH_WAY(way) {
		sx_trace *t = operate(way, "passed");

		sx_assert_order(t, "io_uring:sendmsg(*, {msg_control=[{cmsg_data=[</**/secret>], ...}], ...}, 0) = 1",
				"io_uring:recvmsg(*, {msg_control=[{cmsg_data=[</**/secret>], ...}], ...}, 0) = 1");
		sx_assert_never(t, "sendmsg(*, {msg_control=[{cmsg_data=[</**/other>], ...}], ...}, 0)");
		assert_lines_find_themselves(t);
		sx_free(t);
	}
}
END_TEST

/* Where the kernel has put the data is not known: neither is what it was. */
START_TEST(buffers_that_the_kernel_selects)
{
	FOR_EACH_WAY(way) {
		sx_trace *t = operate(way, "selected");

		sx_assert_called(t, "io_uring:read(*, != 0, 16) = 5");
		sx_assert_called(t, "io_uring:recvfrom(*, != 0, *, 0, ...) = 6");
		sx_assert_never(t, "read|recvfrom(*, NULL, ...) > 0");
		assert_undecided(t, "read(*, 'first', 16)", "buf of");
		assert_undecided(t, "recvfrom(*, 'second', ...)", "buf of");
		assert_undecided(t, "recvfrom(*, '', ...) = 6", "buf of");
		assert_lines_find_themselves(t);
		sx_free(t);
	}
}
END_TEST

/* Of a vector sixteen parts are followed, of a buffer 4096 bytes: what comes after them is not taken for nothing. */
START_TEST(what_is_too_large_is_not_told)
{
	FOR_EACH_WAY(way) {
		sx_trace *t = operate(way, "large");

		sx_assert_called(t, "io_uring:pwritev2(iov=[{iov_base='aa', iov_len=2}, {iov_base='bb', iov_len=2}, ...]) = 40");
		assert_undecided(t, "pwritev2(iov=[..., {iov_base='zz', iov_len=2}, ...])", "iov of");
		assert_undecided(t, "pwritev2(iov=[..., {iov_base='tt', iov_len=2}])", "iov of");
		sx_assert_called(t, "io_uring:pwrite64(buf='aaa'..., count=10000) = 10000");
		assert_undecided(t, "%write(buf=...'needle'...)", "buf of");
		sx_assert_never(t, "%write(buf='b'...)");
		assert_lines_find_themselves(t);
		sx_free(t);
	}
}
END_TEST

/* Operations begin and end while the call is in progress that has them done: neither is taken for the other. */
START_TEST(a_dump_does_not_mix_them_up)
{
	FOR_EACH_WAY(way) {
		sx_trace *t = operate(way, "many");
		char *dump = text_of_dump(t), *line, *rest = dump;

		while ((line = strsep(&rest, "\n"))) {
			const char *other = strstr(line, "io_uring:accept4(");

			/* begun and ended in one line: then it is whole */
			if (other && !strstr(line, "<unfinished ...>"))
				ck_assert_msg(strstr(other, "NULL, NULL, 0)"), "%s", line);
		}
		free(dump);
		sx_free(t);
	}
}
END_TEST

/* Each result is one whole line, also where a dump splits what others overlap. */
START_TEST(a_dump_has_one_line_for_each_result)
{
	FOR_EACH_WAY(way) {
		sx_trace *t = operate(way, "many");
		char *dump = text_of_dump(t), *line, *rest = dump;
		int whole = 0;

		while ((line = strsep(&rest, "\n"))) {
			if (!strstr(line, "io_uring:accept4"))
				continue;
			ck_assert_msg(!strstr(line, "unfinished") && !strstr(line, "resumed"), "%s", line);
			whole++;
		}
		ck_assert_int_eq(whole, 3);
		free(dump);
		sx_free(t);
	}
}
END_TEST

START_TEST(many_results_of_one_operation)
{
	FOR_EACH_WAY(way) {
		sx_trace *t = operate(way, "many");

		sx_assert_times(t, 2, "io_uring:accept4(...) = <socket:*>");
		sx_assert_times(t, 1, "io_uring:accept4(...) = -1 ECANCELED");
		sx_assert_called(t, "io_uring:async_cancel(*, 0xc9, *) = 0");
		sx_free(t);
	}
}
END_TEST

/* Results for which the queue has no room are known all the same. */
START_TEST(more_results_than_room)
{
	for (size_t way = 0; way < 2; way++) {
		sx_trace *t = operate(way, "overflow");

		sx_assert_times(t, 8, "io_uring:pread64(</**/secret>, *, 1, 0) = 1");
		sx_assert_never(t, "pread64 = ?");
		sx_free(t);
	}
}
END_TEST

START_TEST(refused_as_they_are_read)
{
	FOR_EACH_WAY(way) {
		sx_trace *t = operate(way, "refused");

		sx_assert_called(t, "io_uring:openat(...) = -1 EINVAL");
		sx_assert_called(t, "io_uring:unknown(120) = -1 EINVAL");
		sx_assert_never(t, "io_uring:openat >= 0");
		sx_free(t);
	}
}
END_TEST

START_TEST(one_that_does_not_end)
{
	sx_trace *t = operate(0, "endless");

	sx_assert_times(t, 1, "io_uring:read(<pipe:*>, ...)");	/* with an offset, which a pipe has not */
	sx_assert_never(t, "io_uring:read >= 0");
	sx_free(t);
}
END_TEST

/* A ring can be told to say nothing where an operation succeeds. */
START_TEST(no_result_is_no_failure)
{
	sx_trace *t = operate(0, "silent");

	sx_assert_called(t, "io_uring:openat(AT_FDCWD, 'secret', O_RDONLY) = ?");
	assert_undecided(t, "io_uring:openat >= 0", "of 1 operation of io_uring it is not known what it did");
	sx_free(t);
}
END_TEST

START_TEST(operations_that_are_no_call)
{
	sx_trace *t = operate(0, "others");

	sx_assert_called(t, "io_uring:nop(0) = 0");
	sx_assert_called(t, "io_uring:poll_add(<pipe:*>, ...) = 1");
	sx_assert_called(t, "io_uring:timeout({tv_sec=0, tv_nsec=1000}, *, 0) = -1 ETIME");
	assert_undecided(t, "%poll", "io_uring:poll_add may have done what poll does");
	sx_assert_never(t, "%poll|io_uring:poll_add = 77");
	sx_assert_never(t, "socket");
	assert_lines_find_themselves(t);
	sx_free(t);
	t = run_victim_with(SX_OPTIONS(.calls = "poll,openat"), "operations", "plain", "others");
	assert_undecided(t, "poll", "io_uring:poll_add may have done what poll does, and .calls left it out");
	sx_free(t);
}
END_TEST

/* An operation is recorded where the call that does the same is. */
START_TEST(calls_that_are_recorded)
{
	sx_trace *t = run_victim_with(SX_OPTIONS(.calls = "openat,close"), "operations", "plain", "files");

	sx_assert_exited(t, 0);
	sx_assert_order(t, "io_uring:openat(path='folder/file') = $fd", "io_uring:close($fd) = 0");
	sx_assert_never(t, "openat(path='folder/nothing')");
	ck_assert_uint_eq(sx_count(t, "io_uring:*"), 4);
	sx_free(t);
}
END_TEST

static int opens_by(struct ring *ring)
{
	int fd = ring_openat(ring, "/dev/null");

	if (fd >= 0)
		close(fd);
	return fd;
}

/* A ring that was made before the region, also one that a thread of the kernel's serves. */
START_TEST(a_region_with_an_older_ring)
{
	static const unsigned flags[] = { 0, IORING_SETUP_SQPOLL };

	for (size_t i = 0; i < 2; i++) {
		struct ring ring;
		sx_trace *t;
		int fd;

		ck_assert_int_eq(ring_open_with(&ring, flags[i], 0), 0);
		ck_assert_int_ge(opens_by(&ring), 0);
		t = sx_begin(NULL);
		fd = opens_by(&ring);
		sx_end(t);
		ck_assert_int_ge(fd, 0);
		sx_assert_times(t, 1, "io_uring:openat(AT_FDCWD, '/dev/null', O_RDONLY) >= 0");
		sx_free(t);
		close(ring.fd);
	}
}
END_TEST

/* The kernel's own thread serves it, and the region makes no call at all. */
START_TEST(a_region_that_only_looks_on)
{
	const struct io_uring_sqe operation = {
		.opcode = IORING_OP_OPENAT, .fd = AT_FDCWD, .addr = (uintptr_t)"/dev/null", .user_data = 1,
	};
	struct ring ring;
	sx_trace *t;
	int fd;

	ck_assert_int_eq(ring_open_with(&ring, IORING_SETUP_SQPOLL, 0), 0);
	ck_assert_int_ge(opens_by(&ring), 0);	/* that thread is awake now */
	t = sx_begin(NULL);
	ring_add(&ring, &operation);
	do
		fd = ring_result(&ring);
	while (fd == -1 && !(__atomic_load_n(ring.state, __ATOMIC_ACQUIRE) & IORING_SQ_NEED_WAKEUP));
	sx_end(t);
	if (fd >= 0)
		ck_assert_ptr_nonnull(never(t, "%open(path='/dev/null')"));
	sx_free(t);
	close(ring.fd);
}
END_TEST

/* seccomp sees none of it, and neither does a profile. */
START_TEST(profiles_do_not_speak_of_operations)
{
	sx_trace *t = operate(0, "sockets");
	char *text;

	new_folder();
	ck_assert_int_eq(sx_write_profile(t, told_file(), 0), 0);
	text = text_of_file(told_file());
	ck_assert_ptr_nonnull(strstr(text, "io_uring_enter"));
	ck_assert_ptr_null(strstr(text, "sendmsg"));
	free(text);
	sx_assert_conforms(t, told_file());
	sx_free(t);
}
END_TEST

void add_tests(TCase *tcase)
{
	struct ring ring;

	if (ring_open(&ring) < 0) {
		printf("not tried: this kernel gives no io_uring\n");
		return;
	}
	close(ring.fd);
	tcase_add_test(tcase, files_and_folders);
	tcase_add_test(tcase, sockets);
	tcase_add_test(tcase, names_classes_and_families);
	tcase_add_test(tcase, registered_files);
	tcase_add_test(tcase, linked_operations);
	tcase_add_test(tcase, descriptors_that_are_passed);
	tcase_add_test(tcase, buffers_that_the_kernel_selects);
	tcase_add_test(tcase, what_is_too_large_is_not_told);
	tcase_add_test(tcase, a_dump_does_not_mix_them_up);
	tcase_add_test(tcase, a_dump_has_one_line_for_each_result);
	tcase_add_test(tcase, many_results_of_one_operation);
	tcase_add_test(tcase, more_results_than_room);
	tcase_add_test(tcase, refused_as_they_are_read);
	tcase_add_test(tcase, one_that_does_not_end);
	tcase_add_test(tcase, no_result_is_no_failure);
	tcase_add_test(tcase, operations_that_are_no_call);
	tcase_add_test(tcase, calls_that_are_recorded);
	tcase_add_test(tcase, a_region_with_an_older_ring);
	tcase_add_test(tcase, a_region_that_only_looks_on);
	tcase_add_test(tcase, profiles_do_not_speak_of_operations);
}
