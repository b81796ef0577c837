/* SPDX-License-Identifier: MIT */
/* What of an argument could not be read, does not count, or means something else; expectations are strace's. */
#include <errno.h>
#include <fcntl.h>
#include <linux/fanotify.h>
#include <linux/io_uring.h>
#include <linux/sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mount.h>
#include <sys/shm.h>

#include "tests/unit/lines.h"

#define FIRST  0x7ffc00001000ul
#define SECOND 0x7ffc00002000ul
#define HIGH   0x500000000ul	/* of a register whose low half counts */

static struct fake *f;

static void setup(void)
{
	f = fake_new();
}

static void teardown(void)
{
	f = fake_free(f);
}

START_TEST(of_an_int_that_counts_its_low_half_counts)
{
	uint64_t waiter[3] = {7, FIRST, 0x82};
	struct sx_call *call = FAKE_CALL(f, "futex_waitv", -EAGAIN, FIRST, HIGH | 1, 0, 0, 1);

	fake_memory(f, call, 0, FIRST, false, waiter, sizeof(waiter));
	assert_line(call, "futex_waitv([{val=0x7, uaddr=0x7ffc00001000, flags=FUTEX2_SIZE_U32|FUTEX2_PRIVATE}], 1, 0, NULL, "
			  "CLOCK_MONOTONIC) = -1 EAGAIN (Resource temporarily unavailable)");
	call = FAKE_CALL(f, "fsconfig", 0, 5, 2, 0, FIRST, HIGH | 2);
	fake_memory(f, call, 3, FIRST, false, "ab", 2);
	assert_line(call, "fsconfig(5, FSCONFIG_SET_BINARY, NULL, \"\\x61\\x62\", 2) = 0");
	call = FAKE_CALL(f, "fsconfig", -EINVAL, 5, 2, 0, FIRST, (uint64_t)-100);
	assert_line(call, "fsconfig(5, FSCONFIG_SET_BINARY, NULL, 0x7ffc00001000, -100) = -1 EINVAL (Invalid argument)");
}
END_TEST

START_TEST(a_structure_is_shown_as_far_as_it_is_known)
{
	uint64_t attr[5] = {0x100000, 0, 1 << 18, 9};
	struct sx_call *call = FAKE_CALL(f, "mount_setattr", -EFAULT, 5, 0, 0, FIRST, 40);

	fake_memory(f, call, 3, FIRST, false, attr, 32);
	assert_line(call, "mount_setattr(5, NULL, 0, {attr_set=MOUNT_ATTR_IDMAP, attr_clr=0, propagation=MS_PRIVATE, userns_fd=9, "
			  "???}, 40) = -1 EFAULT (Bad address)");
	call = FAKE_CALL(f, "mount_setattr", -EFAULT, 5, 0, 0, FIRST, 32);
	fake_memory(f, call, 3, FIRST, false, attr, 16);
	assert_line(call, "mount_setattr(5, NULL, 0, 0x7ffc00001000, 32) = -1 EFAULT (Bad address)");
	/* without a mapping it is no descriptor */
	attr[0] = 0;
	attr[3] = 0x700000009;
	attr[4] = 1;
	call = FAKE_CALL(f, "mount_setattr", -E2BIG, 5, 0, 0, FIRST, 40);
	fake_memory(f, call, 3, FIRST, false, attr, 40);
	assert_line(call, "mount_setattr(5, NULL, 0, {attr_set=0, attr_clr=0, propagation=MS_PRIVATE, userns_fd=30064771081, "
			  "/* bytes 32..39 */ \"\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00\"}, 40) = -1 E2BIG (Argument list too long)");
}
END_TEST

/* Eight bytes of more, and an unreadable page behind them. */
static struct sx_call *written(int64_t result)
{
	struct sx_call *call = FAKE_CALL(f, "write", result, 1, FIRST, 64);

	fake_broken(f, call, 1, FIRST, "sentence", 8, 64);
	return call;
}

START_TEST(a_buffer_that_broke_off_is_shown_where_it_was_taken)
{
	assert_line(written(-EFAULT), "write(1, 0x7ffc00001000, 64) = -1 EFAULT (Bad address)");
	assert_line(written(8), "write(1, \"sentence\"..., 64) = 8");
}
END_TEST

/* The first `length` of 40 bytes of a string, and an unreadable page behind them. */
static void broken_string(struct sx_call *call, unsigned slot, uint64_t address, unsigned length)
{
	fake_blob(f, call, &(struct wire_blob){.what = WIRE_STRING, .slot = (wire_u8)slot, .state = WIRE_BROKEN, .length = length,
					       .address = address}, "0123456789012345678901234567890123456789");
}

START_TEST(a_string_that_broke_off_is_shown_where_there_is_enough_of_it)
{
	struct sx_call *call = FAKE_CALL(f, "delete_module", -EFAULT, FIRST, 0);

	broken_string(call, 0, FIRST, 32);
	assert_line(call, "delete_module(0x7ffc00001000, 0) = -1 EFAULT (Bad address)");
	call = FAKE_CALL(f, "delete_module", -EFAULT, FIRST, 0);
	broken_string(call, 0, FIRST, 33);
	assert_line(call, "delete_module(\"01234567890123456789012345678901\"..., 0) = -1 EFAULT (Bad address)");
	call = FAKE_CALL(f, "chdir", -EFAULT, FIRST);
	broken_string(call, 0, FIRST, 40);
	assert_line(call, "chdir(0x7ffc00001000) = -1 EFAULT (Bad address)");
	call = FAKE_CALL(f, "execve", -EFAULT, FIRST, SECOND, 0);
	fake_string(f, call, 0, FIRST, "x");
	fake_memory(f, call, 1, SECOND, false, (uint64_t[]){SECOND + 64, SECOND + 128, 0}, 24);
	broken_string(call, 1, SECOND + 64, 33);
	broken_string(call, 1, SECOND + 128, 8);
	assert_line(call, "execve(\"x\", [\"01234567890123456789012345678901\"..., 0x7ffc00002080], NULL) = -1 EFAULT (Bad address)");
}
END_TEST

START_TEST(what_a_clone_writes_is_shown_where_it_can_be)
{
	uint64_t args[11] = {CLONE_PARENT_SETTID, [10] = 1ul << 40};
	struct sx_call *call = FAKE_CALL(f, "clone3", 7, FIRST, 88);

	fake_memory(f, call, 0, FIRST, false, args, sizeof(args));
	assert_line(call, "clone3({flags=CLONE_PARENT_SETTID, parent_tid=NULL, exit_signal=0, stack=NULL, stack_size=0, "
			  "cgroup=1099511627776} => {parent_tid=NULL}, 88) = 7");
	memset(args, 0, sizeof(args));
	args[8] = SECOND;	/* set_tid, of none */
	call = FAKE_CALL(f, "clone3", -EINVAL, FIRST, 88);
	fake_memory(f, call, 0, FIRST, false, args, sizeof(args));
	assert_line(call, "clone3({flags=0, exit_signal=0, stack=NULL, stack_size=0, set_tid=0x7ffc00002000, set_tid_size=0}, 88) = "
			  "-1 EINVAL (Invalid argument)");
}
END_TEST

START_TEST(an_object_is_changed_in_a_few_fields)
{
	struct shmid_ds memory = {.shm_perm = {.uid = 1, .gid = 2, .mode = 0604}, .shm_nattch = 7};
	struct sx_call *call = FAKE_CALL(f, "shmctl", 0, 3, IPC_SET, FIRST);

	fake_memory(f, call, 2, FIRST, false, &memory, sizeof(memory));
	assert_line(call, "shmctl(3, IPC_SET, {shm_perm={uid=1, gid=2, mode=0604}}) = 0");
}
END_TEST

START_TEST(numbers_that_are_no_descriptors_have_names)
{
	struct io_uring_files_update update = {.fds = SECOND};
	int fds[2] = {-2, -1};
	struct sx_call *call = FAKE_CALL(f, "fanotify_mark", -EBADF, 5, FAN_MARK_ADD, FAN_OPEN, (uint64_t)-1, 0);

	assert_line(call, "fanotify_mark(5, FAN_MARK_ADD, FAN_OPEN, FAN_NOFD, NULL) = -1 EBADF (Bad file descriptor)");
	assert_line_as(call, "fanotify_mark(5, 0x1, 0x20, -1, NULL) = -1 EBADF (Bad file descriptor)", .names = LINE_RAW,
		       .no_alignment = true);
	call = FAKE_CALL(f, "io_uring_register", 2, 5, IORING_REGISTER_FILES_UPDATE, FIRST, 2);
	fake_memory(f, call, 2, FIRST, false, &update, sizeof(update));
	fake_memory(f, call, 2, SECOND, false, fds, sizeof(fds));
	assert_line(call, "io_uring_register(5, IORING_REGISTER_FILES_UPDATE, {offset=0, fds=[IORING_REGISTER_FILES_SKIP, -1]}, "
			  "2) = 2");
}
END_TEST

START_TEST(a_ring_that_is_registered_is_no_descriptor)
{
	struct sx_call *call = FAKE_CALL(f, "io_uring_register", 0, 0, 1u << 31 | IORING_UNREGISTER_FILES, 0, 0);

	fake_file(f, call, 0, 0, "/dev/null");
	assert_line_as(call, "io_uring_register(0, IORING_UNREGISTER_FILES|IORING_REGISTER_USE_REGISTERED_RING, NULL, 0) = 0",
		       .no_alignment = true, .paths = true);
	call = FAKE_CALL(f, "io_uring_register", 0, 0, IORING_UNREGISTER_FILES, 0, 0);
	fake_file(f, call, 0, 0, "/dev/null");
	assert_line_as(call, "io_uring_register(0</dev/null>, IORING_UNREGISTER_FILES, NULL, 0) = 0", .no_alignment = true,
		       .paths = true);
	call = FAKE_CALL(f, "io_uring_register", 0, 0, 1u << 31 | IORING_REGISTER_FILES, 0, 0);
	fake_file(f, call, 0, 0, "/dev/null");
	assert_line_as(call, "io_uring_register(0, IORING_REGISTER_FILES|IORING_REGISTER_USE_REGISTERED_RING, NULL, 0) = 0",
		       .no_alignment = true, .paths = true);
	call = FAKE_CALL(f, "io_uring_enter", 0, 0, 1, 0, 0x10, 0, 8);
	fake_file(f, call, 0, 0, "/dev/null");
	assert_line_as(call, "io_uring_enter(0, 1, 0, IORING_ENTER_REGISTERED_RING, NULL, 8) = 0", .no_alignment = true,
		       .paths = true);
}
END_TEST

START_TEST(a_ring_is_waited_for_with_a_mask_and_a_time)
{
	uint64_t wait[3] = {SECOND, 8, SECOND + 64}, mask = 1 << 1, time[2] = {1, 500};
	struct sx_call *call = FAKE_CALL(f, "io_uring_enter", -ETIME, 5, 0, 1, 9, FIRST, 24);

	fake_memory(f, call, 4, FIRST, false, wait, sizeof(wait));
	fake_memory(f, call, 4, SECOND, false, &mask, sizeof(mask));
	fake_memory(f, call, 4, SECOND + 64, false, time, sizeof(time));
	assert_line(call, "io_uring_enter(5, 0, 1, IORING_ENTER_GETEVENTS|IORING_ENTER_EXT_ARG, {sigmask=[INT], sigmask_sz=8, "
			  "min_wait_usec=0, ts={tv_sec=1, tv_nsec=500}}, 24) = -1 ETIME (Timer expired)");
}
END_TEST

START_TEST(numbers_of_workers_are_shown_as_they_were_and_are)
{
	uint32_t asked[3] = {4, 0, 9}, were[3] = {2, 8, 9};
	struct sx_call *call = FAKE_CALL(f, "io_uring_register", 0, 5, IORING_REGISTER_IOWQ_MAX_WORKERS, FIRST, 2);

	fake_memory(f, call, 2, FIRST, false, asked, 8);
	fake_memory(f, call, 2, FIRST, true, were, 8);
	assert_line(call, "io_uring_register(5, IORING_REGISTER_IOWQ_MAX_WORKERS, [[IO_WQ_BOUND]=4, [IO_WQ_UNBOUND]=0] => "
			  "[[IO_WQ_BOUND]=2, [IO_WQ_UNBOUND]=8], 2) = 0");
	call = FAKE_CALL(f, "io_uring_register", -EFAULT, 5, IORING_REGISTER_IOWQ_MAX_WORKERS, FIRST + 4088, 3);
	fake_broken(f, call, 2, FIRST + 4088, asked, 8, 12);
	assert_line(call, "io_uring_register(5, IORING_REGISTER_IOWQ_MAX_WORKERS, [[IO_WQ_BOUND]=4, [IO_WQ_UNBOUND]=0, "
			  "... /* 0x7ffc00002000 */], 3) = -1 EFAULT (Bad address)");
	call = FAKE_CALL(f, "io_uring_register", -EINVAL, 5, IORING_REGISTER_PBUF_RING, FIRST, 2);
	fake_memory(f, call, 2, FIRST, false, asked, sizeof(asked));
	assert_line(call, "io_uring_register(5, IORING_REGISTER_PBUF_RING, 0x7ffc00001000, 2) = -1 EINVAL (Invalid argument)");
}
END_TEST

START_TEST(newer_registrations_are_shown)
{
	struct io_uring_sqe entry = {.opcode = IORING_OP_MSG_RING, .fd = 6, .off = 5, .len = 9, .msg_ring_flags = 1, .user_data = 7};
	uint64_t query[5] = {0, SECOND, 48ull << 32, 0, 0}, abilities[6] = {65 | 38ull << 32, 1, 2, 1, 2, 3};
	uint32_t receiver[24] = {1, 0, 8, 0};
	struct sx_call *call = FAKE_CALL(f, "io_uring_register", 0, 5, 31, FIRST, 1);

	fake_memory(f, call, 2, FIRST, false, &entry, sizeof(entry));
	assert_line(call, "io_uring_register(5, IORING_REGISTER_SEND_MSG_RING, {opcode=IORING_OP_MSG_RING, flags=0, ioprio=0, fd=6, "
			  "off=0x5, addr=0, len=9, msg_ring_flags=IORING_MSG_RING_CQE_SKIP, user_data=0x7, buf_index=0, "
			  "personality=0, file_index=0, optval=0}, 1) = 0");
	call = FAKE_CALL(f, "io_uring_register", 0, 5, 35, FIRST, 0);
	fake_memory(f, call, 2, FIRST, false, query, sizeof(query));
	fake_memory(f, call, 2, FIRST, true, query, sizeof(query));
	fake_memory(f, call, 2, SECOND, true, abilities, sizeof(abilities));
	assert_line(call, "io_uring_register(5, IORING_REGISTER_QUERY, {query_data={nr_request_opcodes=65, nr_register_opcodes=38, "
			  "feature_flags=IORING_FEAT_SINGLE_MMAP, ring_setup_flags=IORING_SETUP_SQPOLL, "
			  "enter_flags=IORING_ENTER_GETEVENTS, sqe_flags=IOSQE_IO_DRAIN, nr_query_opcodes=3}, "
			  "query_op=IO_URING_QUERY_OPCODES, size=48, result=0, next_entry=NULL}, 0) = 0");
	call = FAKE_CALL(f, "io_uring_register", -EINVAL, 5, 32, FIRST, 1);
	fake_memory(f, call, 2, FIRST, false, receiver, sizeof(receiver));
	assert_line(call, "io_uring_register(5, IORING_REGISTER_ZCRX_IFQ, {if_idx=1, if_rxq=0, rq_entries=8, flags=0, area_ptr=NULL, "
			  "region_ptr=NULL, offsets={head=0, tail=0, rqes=0}, zcrx_id=0, rx_buf_len=0, event_desc=NULL}, 1) = "
			  "-1 EINVAL (Invalid argument)");
}
END_TEST

START_TEST(a_rest_of_a_sleep_until_some_time_is_none)
{
	int64_t time[2] = {1, 2};
	struct sx_call *call = FAKE_CALL(f, "clock_nanosleep", -EINTR, 1, 1, FIRST, SECOND);

	fake_memory(f, call, 2, FIRST, false, time, sizeof(time));
	fake_memory(f, call, 3, SECOND, true, time, sizeof(time));
	assert_line(call, "clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, {tv_sec=1, tv_nsec=2}, 0x7ffc00002000) = -1 EINTR "
			  "(Interrupted system call)");
}
END_TEST

START_TEST(what_a_failed_wait_was_given_is_an_address)
{
	int64_t time[2] = {1, 2};
	uint64_t mask = 1 << 1;

	for (int64_t result = -EINTR; result <= 0; result += EINTR) {
		struct sx_call *call = FAKE_CALL(f, "epoll_pwait2", result, 5, 0, 1, FIRST, SECOND, 8);

		fake_memory(f, call, 3, FIRST, false, time, sizeof(time));
		fake_memory(f, call, 4, SECOND, false, &mask, sizeof(mask));
		assert_line(call, result ? "epoll_pwait2(5, NULL, 1, 0x7ffc00001000, 0x7ffc00002000, 8) = -1 EINTR "
					   "(Interrupted system call)" :
					   "epoll_pwait2(5, NULL, 1, {tv_sec=1, tv_nsec=2}, [INT], 8) = 0");
		if (result)	/* "never with five seconds" must not hold of a wait that a signal ended */
			assert_unknown(call, "epoll_pwait2(timeout={tv_sec=5, ...})", REASON_UNREAD);
	}
}
END_TEST

START_TEST(a_handle_has_as_many_bytes_as_one_can_have)
{
	unsigned char handle[136] = {129, [4] = 1, [135] = 7};
	struct sx_call *call = FAKE_CALL(f, "open_by_handle_at", -EINVAL, 5, FIRST, O_RDONLY);
	char expected[700] = "open_by_handle_at(5, {handle_bytes=129, handle_type=1, f_handle=\"";

	fake_memory(f, call, 1, FIRST, false, handle, sizeof(handle));
	for (int i = 0; i < 127; i++)
		strcat(expected, "\\x00");
	strcat(expected, "\\x07\"...}, O_RDONLY) = -1 EINVAL (Invalid argument)");
	assert_line(call, expected);
	call = FAKE_CALL(f, "open_by_handle_at", -EBADF, 5, FIRST, O_RDONLY);
	handle[0] = 100;
	fake_broken(f, call, 1, FIRST, handle, 16, sizeof(handle));
	assert_line(call, "open_by_handle_at(5, {handle_bytes=100, handle_type=1, f_handle=???}, O_RDONLY) = -1 EBADF (Bad file descriptor)");
	/* how many it needs is said where there is too little room */
	call = FAKE_CALL(f, "name_to_handle_at", -EOVERFLOW, 5, FIRST, SECOND, 0, 0);
	fake_string(f, call, 1, FIRST, "x");
	fake_memory(f, call, 2, SECOND, false, (uint32_t[2]){4}, 8);
	fake_memory(f, call, 2, SECOND, true, (uint32_t[2]){12}, 8);
	assert_line(call, "name_to_handle_at(5, \"x\", {handle_bytes=4 => 12}, NULL, 0) = -1 EOVERFLOW "
			  "(Value too large for defined data type)");
}
END_TEST

START_TEST(behind_the_last_entry_of_a_folder_nothing_is_written)
{
	assert_line(FAKE_CALL(f, "getdents64", 0, 5, 0, 4096), "getdents64(5, NULL /* 0 entries */, 4096) = 0");
	assert_line(FAKE_CALL(f, "getdents64", -EFAULT, 5, 0, 4096), "getdents64(5, NULL, 4096) = -1 EFAULT (Bad address)");
}
END_TEST

START_TEST(numbers_beside_flags_are_set_off)
{
	struct sx_call *call = FAKE_CALL(f, "mount", -EPERM, 0, 0, 0, MS_MGC_VAL | MS_NOSUID, 0);

	assert_line(call, "mount(NULL, NULL, NULL, MS_MGC_VAL|MS_NOSUID, NULL) = -1 EPERM (Operation not permitted)");
	assert_line_as(call, "mount(NULL, NULL, NULL, 0xc0ed0000|0x2, NULL) = -1 EPERM (Operation not permitted)",
		       .names = LINE_RAW, .no_alignment = true);
	call = FAKE_CALL(f, "shmget", -ENOENT, 0, 1, 21u << 26 | IPC_CREAT | 0600);
	assert_line(call, "shmget(IPC_PRIVATE, 1, IPC_CREAT|21<<SHM_HUGE_SHIFT|0600) = -1 ENOENT (No such file or directory)");
	assert_line_as(call, "shmget(0, 1, 0x200|21<<26|0600) = -1 ENOENT (No such file or directory)", .names = LINE_RAW,
		       .no_alignment = true);
	call = FAKE_CALL(f, "futex", -ENOSYS, 0, 0x8f, 1, 2, 3, 4);
	assert_line(call, "futex(NULL, 0x8f /* FUTEX_??? */, 1, 0x2, 0x3, 0x4) = -1 ENOSYS (Function not implemented)");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode_edges");
	TCase *tcase = tcase_create("edges");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, of_an_int_that_counts_its_low_half_counts);
	tcase_add_test(tcase, a_structure_is_shown_as_far_as_it_is_known);
	tcase_add_test(tcase, a_buffer_that_broke_off_is_shown_where_it_was_taken);
	tcase_add_test(tcase, a_string_that_broke_off_is_shown_where_there_is_enough_of_it);
	tcase_add_test(tcase, what_a_clone_writes_is_shown_where_it_can_be);
	tcase_add_test(tcase, an_object_is_changed_in_a_few_fields);
	tcase_add_test(tcase, numbers_that_are_no_descriptors_have_names);
	tcase_add_test(tcase, a_ring_that_is_registered_is_no_descriptor);
	tcase_add_test(tcase, a_ring_is_waited_for_with_a_mask_and_a_time);
	tcase_add_test(tcase, numbers_of_workers_are_shown_as_they_were_and_are);
	tcase_add_test(tcase, newer_registrations_are_shown);
	tcase_add_test(tcase, a_rest_of_a_sleep_until_some_time_is_none);
	tcase_add_test(tcase, what_a_failed_wait_was_given_is_an_address);
	tcase_add_test(tcase, a_handle_has_as_many_bytes_as_one_can_have);
	tcase_add_test(tcase, behind_the_last_entry_of_a_folder_nothing_is_written);
	tcase_add_test(tcase, numbers_beside_flags_are_set_off);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
