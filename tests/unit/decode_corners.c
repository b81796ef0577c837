/* SPDX-License-Identifier: MIT */
/* Structures that end early, were changed or say more than is known. */
#include <errno.h>
#include <fcntl.h>
#include <linux/elf.h>
#include <linux/perf_event.h>
#include <linux/ptrace.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "tests/unit/lines.h"

#define FIRST  0x7ffc00001000ul
#define SECOND 0x7ffc00002000ul
#define THIRD  0x7ffc00003000ul

static struct fake *f;

static void setup(void)
{
	f = fake_new();
	setenv("TZ", "UTC", 1);
}

static void teardown(void)
{
	f = fake_free(f);
}

START_TEST(what_of_an_extension_could_not_be_read_is_said)
{
	uint64_t how[4] = {O_WRONLY | O_CREAT, 0600, 1, 0x55};
	uint64_t edge = FIRST + 4096 - 24;
	struct sx_call *call = FAKE_CALL(f, "openat2", -EFAULT, -1, SECOND, edge, 32);

	fake_string(f, call, 1, SECOND, "a");
	fake_memory(f, call, 2, edge, false, how, 24);
	assert_line(call, "openat2(-1, \"a\", {flags=O_WRONLY|O_CREAT, mode=0600, resolve=RESOLVE_NO_XDEV, ???}, 32) = -1 EFAULT "
			  "(Bad address)");
	call = FAKE_CALL(f, "openat2", -E2BIG, -1, SECOND, FIRST, 32);
	fake_string(f, call, 1, SECOND, "a");
	fake_memory(f, call, 2, FIRST, false, how, 32);
	assert_line(call, "openat2(-1, \"a\", {flags=O_WRONLY|O_CREAT, mode=0600, resolve=RESOLVE_NO_XDEV, "
			  "/* bytes 24..31 */ \"\\x55\\x00\\x00\\x00\\x00\\x00\\x00\\x00\"}, 32) = -1 E2BIG (Argument list too long)");
}
END_TEST

/* si_signo, si_errno, si_code, and what they say comes behind them. */
static struct sx_call *sends(int signal, int error, int code, const uint64_t fields[3])
{
	struct sx_call *call = FAKE_CALL(f, "rt_sigqueueinfo", -EPERM, 7, signal, FIRST);
	unsigned char info[128] = {0};

	memcpy(info, (int[]){signal, error, code}, 12);
	memcpy(info + 16, fields, 24);
	fake_memory(f, call, 2, FIRST, false, info, sizeof(info));
	return call;
}

START_TEST(signals_say_what_comes_with_them)
{
	struct sx_call *call = sends(SIGUSR1, -2, SI_QUEUE, (const uint64_t[]){7, 0, 0});

	assert_line(call, "rt_sigqueueinfo(7, SIGUSR1, {si_signo=SIGUSR1, si_code=SI_QUEUE, si_errno=4294967294, si_pid=7, "
			  "si_uid=0}) = -1 EPERM (Operation not permitted)");
	call = sends(SIGTRAP, 0, 6, (const uint64_t[]){0x1000, 0x77, 4 | 1ull << 32});
	assert_line(call, "rt_sigqueueinfo(7, SIGTRAP, {si_signo=SIGTRAP, si_code=TRAP_PERF, si_addr=0x1000, si_perf_data=0x77, "
			  "si_perf_type=PERF_TYPE_RAW, si_perf_flags=TRAP_PERF_FLAG_ASYNC}) = -1 EPERM (Operation not permitted)");
	call = sends(SIGIO, 0, 1, (const uint64_t[]){(uint64_t)-2, 5, 0});
	fake_file(f, call, 2, 5, "/dev/null");
	assert_line_as(call, "rt_sigqueueinfo(7, SIGIO, {si_signo=SIGIO, si_code=POLL_IN, si_band=-2, si_fd=5</dev/null>}) = -1 "
			     "EPERM (Operation not permitted)", .no_alignment = true, .paths = true);
}
END_TEST

#ifdef __x86_64__
/* The kernel says how much of a set of registers it took, and there may be less or more than there are. */
START_TEST(sets_of_registers_end_where_the_vector_does)
{
	uint64_t vector[2] = {SECOND, 40}, left[2] = {SECOND, 32};
	unsigned char bytes[520] = {0x7f, 0x03};
	struct sx_call *call = FAKE_CALL(f, "ptrace", 0, PTRACE_SETREGSET, 7, NT_PRFPREG, FIRST);

	bytes[32] = 9;
	fake_memory(f, call, 3, FIRST, false, vector, sizeof(vector));
	fake_memory(f, call, 3, FIRST, true, left, sizeof(left));
	fake_memory(f, call, 3, SECOND, false, bytes, 40);
	assert_line(call, "ptrace(PTRACE_SETREGSET, 7, NT_FPREGSET, {iov_base={cwd=0x37f, swd=0, ftw=0, fop=0, rip=0, rdp=0, "
			  "mxcsr=0, mxcr_mask=0, st_space=[0x9, 0]}, iov_len=40 => 32}) = 0");
	vector[1] = 224;
	call = FAKE_CALL(f, "ptrace", -EIO, PTRACE_SETREGSET, 7, NT_PRSTATUS, FIRST);
	fake_memory(f, call, 3, FIRST, false, vector, sizeof(vector));
	memset(bytes, 0, sizeof(bytes));
	fake_memory(f, call, 3, SECOND, false, bytes, 224);
	assert_line(call, "ptrace(PTRACE_SETREGSET, 7, NT_PRSTATUS, {iov_base={r15=0, r14=0, r13=0, r12=0, rbp=0, rbx=0, r11=0, "
			  "r10=0, r9=0, r8=0, rax=0, rcx=0, rdx=0, rsi=0, rdi=0, orig_rax=0, rip=0, cs=0, eflags=0, rsp=0, ss=0, "
			  "fs_base=0, gs_base=0, ds=0, es=0, fs=0, gs=0, ...}, iov_len=224}) = -1 EIO (Input/output error)");
}
END_TEST
#endif

START_TEST(requests_of_ptrace_are_64_bits)
{
	uint64_t metadata[2] = {5, SECCOMP_FILTER_FLAG_LOG};
	uint64_t edge = FIRST + 4096 - 8;
	struct sx_call *call = FAKE_CALL(f, "ptrace", -ESRCH, PTRACE_SECCOMP_GET_METADATA, 7, 16, edge);

	fake_memory(f, call, 3, edge, false, metadata, 8);
	assert_line(call, "ptrace(PTRACE_SECCOMP_GET_METADATA, 7, 16, {filter_off=5}) = -1 ESRCH (No such process)");
	call = FAKE_CALL(f, "ptrace", 16, PTRACE_SECCOMP_GET_METADATA, 7, 16, FIRST);
	fake_memory(f, call, 3, FIRST, false, metadata, 16);
	fake_memory(f, call, 3, FIRST, true, metadata, 16);
	assert_line(call, "ptrace(PTRACE_SECCOMP_GET_METADATA, 7, 16, {filter_off=5, flags=SECCOMP_FILTER_FLAG_LOG}) = 16");
	assert_line_as(FAKE_CALL(f, "ptrace", -EIO, 0xdeadbeeffffffeed, 7, 0, 0),
		       "ptrace(0xdeadbeeffffffeed, 7, NULL, NULL) = -1 EIO (Input/output error)", .no_alignment = true,
		       .names = LINE_RAW);
}
END_TEST

START_TEST(sets_of_descriptors_are_whole_words)
{
	uint64_t set[2] = {0x18, 1};
	struct sx_call *call = FAKE_CALL(f, "select", 1, 5, FIRST, 0, 0, 0);

	fake_memory(f, call, 1, FIRST, false, set, 8);
	fake_memory(f, call, 1, FIRST, true, &(uint64_t){0}, 8);
	assert_line(call, "select(5, [3 4], NULL, NULL, NULL) = 1 ()");
	call = FAKE_CALL(f, "select", -EFAULT, 65, FIRST, 0, 0, 0);
	fake_memory(f, call, 1, FIRST, false, set, 8);
	assert_line(call, "select(65, 0x7ffc00001000, NULL, NULL, NULL) = -1 EFAULT (Bad address)");
	call = FAKE_CALL(f, "select", -EBADF, 65, FIRST, 0, 0, 0);
	fake_memory(f, call, 1, FIRST, false, set, 16);
	assert_line(call, "select(65, [3 4 64], NULL, NULL, NULL) = -1 EBADF (Bad file descriptor)");
}
END_TEST

START_TEST(more_descriptors_than_there_can_be_are_as_many_as_usual)
{
	unsigned char set[128] = {0x18};
	struct sx_call *call = FAKE_CALL(f, "select", -EBADF, 0x7fffffff, FIRST, 0, 0, 0);

	fake_memory(f, call, 1, FIRST, false, set, sizeof(set));
	assert_line(call, "select(2147483647, [3 4], NULL, NULL, NULL) = -1 EBADF (Bad file descriptor)");
}
END_TEST

static const struct { int fd; short events, revents; } none = {-5, 1, 0};

START_TEST(arrays_that_broke_off_say_where)
{
	uint64_t edge = FIRST + 4096 - 8;
	struct sx_call *call = FAKE_CALL(f, "poll", -EFAULT, edge, 2, 0);

	fake_broken(f, call, 0, edge, &none, 8, 16);
	assert_line(call, "poll([{fd=-5}, ... /* 0x7ffc00002000 */], 2, 0) = -1 EFAULT (Bad address)");
	/* the pointers that could be read, and no NULL among them */
	call = FAKE_CALL(f, "execve", -EFAULT, FIRST, edge, 0);
	fake_string(f, call, 0, FIRST, "/bin/true");
	fake_memory(f, call, 1, edge, false, &(uint64_t){FIRST}, 8);
	assert_line(call, "execve(\"/bin/true\", [\"/bin/true\", ... /* 0x7ffc00002000 */], NULL) = -1 EFAULT (Bad address)");
}
END_TEST

/* What was not kept may end with a page, too: the rest can be read for all that is known. */
START_TEST(where_a_page_ends_nothing_need_be_unreadable)
{
	uint64_t edge = FIRST + 4096 - 8, message[7] = {[4] = edge - 8, [5] = 8192};
	struct wire_blob blob = {.what = WIRE_MEMORY, .state = WIRE_CUT, .length = 8, .wanted = 16, .address = edge};
	struct sx_call *call = FAKE_CALL(f, "poll", 0, edge, 2, 0);

	fake_blob(f, call, &blob, &none);
	assert_line(call, "poll([{fd=-5}, ...], 2, 0) = 0 (Timeout)");
	call = FAKE_CALL(f, "poll", 0, edge, 1, 0);
	fake_memory(f, call, 0, edge, false, &none, 8);
	assert_line(call, "poll([{fd=-5}], 1, 0) = 0 (Timeout)");
	call = FAKE_CALL(f, "sendmsg", -EBADF, 9, FIRST, 0);
	fake_memory(f, call, 1, FIRST, false, message, sizeof(message));
	fake_blob(f, call, &(struct wire_blob){.what = WIRE_MEMORY, .slot = 1, .state = WIRE_CUT, .length = 16, .wanted = 8192,
					       .address = edge - 8}, (uint64_t[]){16, 6 /* SOL_TCP */});
	assert_line(call, "sendmsg(9, {msg_name=NULL, msg_namelen=0, msg_iov=NULL, msg_iovlen=0, "
			  "msg_control=[{cmsg_len=16, cmsg_level=SOL_TCP, cmsg_type=0}, ...], "
			  "msg_controllen=8192, msg_flags=0}, 0) = -1 EBADF (Bad file descriptor)");
	call = FAKE_CALL(f, "execve", -ENOENT, FIRST, edge, 0);
	fake_string(f, call, 0, FIRST, "/bin/true");
	blob.slot = 1;
	fake_blob(f, call, &blob, &(uint64_t){FIRST});
	assert_line(call, "execve(\"/bin/true\", [\"/bin/true\", ...], NULL) = -1 ENOENT (No such file or directory)");
}
END_TEST

/* Above an int that is a count the register may hold anything. */
START_TEST(counts_that_are_an_int_have_32_bits)
{
	struct sx_call *call = FAKE_CALL(f, "semop", 0, 5, FIRST, 0xdefaced00000001);

	fake_memory(f, call, 1, FIRST, false, (short[3]){0, 1, 0x1000}, 6);
	assert_line(call, "semop(5, [{sem_num=0, sem_op=1, sem_flg=SEM_UNDO}], 1) = 0");
}
END_TEST

static struct sx_call *counts(int64_t ret, const struct perf_event_attr *attr, size_t length)
{
	struct sx_call *call = FAKE_CALL(f, "perf_event_open", ret, FIRST, -1, 0, -1, 0);

	fake_memory(f, call, 0, FIRST, false, attr, length);
	return call;
}

START_TEST(a_counter_says_which_unit_counts)
{
	struct perf_event_attr attr = {.type = PERF_TYPE_HARDWARE, .size = PERF_ATTR_SIZE_VER1,
				       .config = 4ull << 32 | PERF_COUNT_HW_INSTRUCTIONS};

	assert_line(counts(-ENOENT, &attr, 72),
		    "perf_event_open({type=PERF_TYPE_HARDWARE, size=PERF_ATTR_SIZE_VER1, config=0x4<<32|PERF_COUNT_HW_INSTRUCTIONS, "
		    "sample_period=0, sample_type=0, read_format=0, precise_ip=0 /* arbitrary skid */, ...}, -1, 0, -1, 0) = -1 "
		    "ENOENT (No such file or directory)");
	attr.type = PERF_TYPE_HW_CACHE;
	attr.config = 0x01010203;
	assert_line(counts(-ENOENT, &attr, 72),
		    "perf_event_open({type=PERF_TYPE_HW_CACHE, size=PERF_ATTR_SIZE_VER1, config=0x1<<24|"
		    "PERF_COUNT_HW_CACHE_RESULT_MISS<<16|PERF_COUNT_HW_CACHE_OP_PREFETCH<<8|PERF_COUNT_HW_CACHE_DTLB, "
		    "sample_period=0, sample_type=0, read_format=0, precise_ip=0 /* arbitrary skid */, ...}, -1, 0, -1, 0) = -1 "
		    "ENOENT (No such file or directory)");
}
END_TEST

START_TEST(the_size_of_a_counter_that_would_fit_is_said)
{
	struct perf_event_attr attr = {.type = PERF_TYPE_RAW, .size = 160};
	struct sx_call *call = counts(-E2BIG, &attr, sizeof(attr));

	attr.size = PERF_ATTR_SIZE_VER7;
	fake_memory(f, call, 0, FIRST, true, &attr, 8);
	assert_line(call, "perf_event_open({type=PERF_TYPE_RAW, size=0xa0 /* PERF_ATTR_SIZE_??? */ => PERF_ATTR_SIZE_VER7, "
			  "config=0, sample_period=0, sample_type=0, read_format=0, precise_ip=0 /* arbitrary skid */, ...}, -1, 0, "
			  "-1, 0) = -1 E2BIG (Argument list too long)");
}
END_TEST

/* With -v: it may end in the middle of a field, and what has no meaning yet is a comment on the field before. */
START_TEST(a_counter_ends_where_it_says)
{
	struct perf_event_attr attr = {.type = PERF_TYPE_BREAKPOINT, .size = 113, .bp_type = 5, .sample_max_stack = 6,
				       .__reserved_2 = 0xab, .aux_sample_size = 0x107};
	struct sx_call *call = counts(-EINVAL, &attr, 113);
	char *line = line_as(call, &(struct line_style){.string_limit = 32, .verbose = true, .no_alignment = true});

	ck_assert_ptr_nonnull(strstr(line, "bp_type=0x5 /* HW_BREAKPOINT_INVALID */"));
	ck_assert_ptr_nonnull(strstr(line, "sample_max_stack=6 /* bytes 110..111: 0xab */, aux_sample_size=7}, -1"));
	free(line);
}
END_TEST

START_TEST(structures_of_calls_that_are_gone_are_still_known)
{
	uint64_t args[10] = {FIRST, 3, 0, SECOND, 0, 9};
	struct sx_call *call = FAKE_CALL(f, "_sysctl", -ENOSYS, THIRD);

	fake_memory(f, call, 0, THIRD, false, args, sizeof(args));
	assert_line(call, "_sysctl({name=0x7ffc00001000, nlen=3, oldval=NULL, oldlenp=0x7ffc00002000, newval=NULL, newlen=9}) = -1 "
			  "ENOSYS (Function not implemented)");
	call = FAKE_CALL(f, "get_thread_area", -ENOSYS, FIRST + 4096 - 4);
	fake_memory(f, call, 0, FIRST + 4096 - 4, false, &(uint32_t){2718281828}, 4);
	assert_line(call, "get_thread_area({entry_number=2718281828, ...}) = -1 ENOSYS (Function not implemented)");
}
END_TEST

START_TEST(a_fraction_of_more_than_a_second_is_no_time)
{
	struct timeval times[2] = {{1492358607, 1000000}, {1492356078, 999999}};
	struct sx_call *call = FAKE_CALL(f, "utimes", -EINVAL, FIRST, SECOND);

	fake_string(f, call, 0, FIRST, "a");
	fake_memory(f, call, 1, SECOND, false, times, sizeof(times));
	assert_line(call, "utimes(\"a\", [{tv_sec=1492358607, tv_usec=1000000}, {tv_sec=1492356078, tv_usec=999999} "
			  "/* 2017-04-16T15:21:18.999999+0000 */]) = -1 EINVAL (Invalid argument)");
}
END_TEST

START_TEST(a_descriptor_of_another_process_is_open_on_what_the_new_one_is)
{
	struct sx_call *call = FAKE_CALL(f, "pidfd_getfd", 7, 6, 9, 0);

	fake_file(f, call, WIRE_RESULT, 7, "/dev/full");
	assert_line_as(call, "pidfd_getfd(6, 9</dev/full>, 0) = 7</dev/full>", .no_alignment = true, .paths = true);
	assert_line_as(FAKE_CALL(f, "pidfd_getfd", -EBADF, 6, 9, 0), "pidfd_getfd(6, 9, 0) = -1 EBADF (Bad file descriptor)",
		       .no_alignment = true, .paths = true);
}
END_TEST

START_TEST(more_than_an_attribute_can_hold_is_not_looked_at)
{
	struct sx_call *call = FAKE_CALL(f, "fsetxattr", -E2BIG, -1, FIRST, SECOND, 65537, 1);

	fake_string(f, call, 1, FIRST, "user.a");
	fake_memory(f, call, 2, SECOND, false, "abcd", 4);
	assert_line(call, "fsetxattr(-1, \"user.a\", 0x7ffc00002000, 65537, XATTR_CREATE) = -1 E2BIG (Argument list too long)");
}
END_TEST

START_TEST(a_vector_that_is_too_long_is_shown_as_far_as_it_is_known)
{
	uint64_t vector[4] = {SECOND, 5, 0, 7};
	struct sx_call *call = FAKE_CALL(f, "readv", -EINVAL, 3, FIRST, 1025);

	fake_memory(f, call, 1, FIRST, false, vector, sizeof(vector));
	assert_line(call, "readv(3, [{iov_base=0x7ffc00002000, iov_len=5}, {iov_base=NULL, iov_len=7}, ...], 1025) = -1 EINVAL "
			  "(Invalid argument)");
	call = FAKE_CALL(f, "readv", -EINVAL, 3, FIRST, UINT64_MAX);
	fake_memory(f, call, 1, FIRST, false, vector, sizeof(vector));
	assert_line(call, "readv(3, 0x7ffc00001000, 18446744073709551615) = -1 EINVAL (Invalid argument)");
}
END_TEST

/* With -v: only what the mask says is there. */
START_TEST(newer_parts_of_statx_come_with_their_bits)
{
	unsigned char bytes[256] = {0};
	struct sx_call *call = FAKE_CALL(f, "statx", 0, 3, FIRST, 0, 0, SECOND);
	char *line;

	fake_string(f, call, 1, FIRST, "a");
	memcpy(bytes, &(uint32_t){0x38000}, 4);
	bytes[160] = 9;
	bytes[168] = 1, bytes[172] = 2, bytes[176] = 3, bytes[180] = 4, bytes[184] = 5;
	fake_memory(f, call, 4, SECOND, true, bytes, sizeof(bytes));
	line = line_as(call, &(struct line_style){.string_limit = 32, .verbose = true, .no_alignment = true});
	ck_assert_ptr_nonnull(strstr(line, "stx_mnt_id=0, stx_subvol=9, stx_atomic_write_unit_min=1, stx_atomic_write_unit_max=2, "
					   "stx_atomic_write_segments_max=3, stx_atomic_write_unit_max_opt=5, "
					   "stx_dio_read_offset_align=4}) = 0"));
	free(line);
	bytes[1] = 0, bytes[2] = 0;
	call = FAKE_CALL(f, "statx", 0, 3, FIRST, 0, 0, SECOND);
	fake_string(f, call, 1, FIRST, "a");
	fake_memory(f, call, 4, SECOND, true, bytes, sizeof(bytes));
	line = line_as(call, &(struct line_style){.string_limit = 32, .verbose = true, .no_alignment = true});
	ck_assert_ptr_nonnull(strstr(line, "stx_mnt_id=0}) = 0"));
	free(line);
}
END_TEST

START_TEST(a_notification_needs_no_padding)
{
	uint32_t event[8] = {1, 0, 0xfacefeed, 1};
	struct sx_call *call = FAKE_CALL(f, "timer_create", -EFAULT, 0, FIRST + 4096 - 32, 0);

	fake_memory(f, call, 1, FIRST + 4096 - 32, false, event, 32);
	assert_line(call, "timer_create(CLOCK_REALTIME, {sigev_value={sival_int=1, sival_ptr=0x1}, sigev_signo=4207869677, "
			  "sigev_notify=SIGEV_NONE}, NULL) = -1 EFAULT (Bad address)");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("corners");
	TCase *tests = tcase_create("corners");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, what_of_an_extension_could_not_be_read_is_said);
	tcase_add_test(tests, signals_say_what_comes_with_them);
#ifdef __x86_64__
	tcase_add_test(tests, sets_of_registers_end_where_the_vector_does);
#endif
	tcase_add_test(tests, requests_of_ptrace_are_64_bits);
	tcase_add_test(tests, sets_of_descriptors_are_whole_words);
	tcase_add_test(tests, more_descriptors_than_there_can_be_are_as_many_as_usual);
	tcase_add_test(tests, arrays_that_broke_off_say_where);
	tcase_add_test(tests, where_a_page_ends_nothing_need_be_unreadable);
	tcase_add_test(tests, counts_that_are_an_int_have_32_bits);
	tcase_add_test(tests, a_counter_says_which_unit_counts);
	tcase_add_test(tests, the_size_of_a_counter_that_would_fit_is_said);
	tcase_add_test(tests, a_counter_ends_where_it_says);
	tcase_add_test(tests, structures_of_calls_that_are_gone_are_still_known);
	tcase_add_test(tests, a_fraction_of_more_than_a_second_is_no_time);
	tcase_add_test(tests, a_descriptor_of_another_process_is_open_on_what_the_new_one_is);
	tcase_add_test(tests, a_vector_that_is_too_long_is_shown_as_far_as_it_is_known);
	tcase_add_test(tests, newer_parts_of_statx_come_with_their_bits);
	tcase_add_test(tests, a_notification_needs_no_padding);
	tcase_add_test(tests, more_than_an_attribute_can_hold_is_not_looked_at);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
