/* SPDX-License-Identifier: MIT */
/* What is captured of a call, for some calls in full and for every call in bounds. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "harness/syscalls/plan.h"

static struct wire_plan plan;

static void plan_by_name(unsigned abi, const char *name)
{
	int number = syscall_number(abi, name);

	ck_assert_msg(number >= 0, "%s", name);
	plan_of(abi, number, &plan);
}

static void expect_step(unsigned n, unsigned op, unsigned slot, unsigned when)
{
	ck_assert_uint_lt(n, plan.steps);
	ck_assert_uint_eq(plan.ops[n].op, op);
	ck_assert_uint_eq(plan.ops[n].slot, slot);
	ck_assert_uint_eq(plan.ops[n].when, when);
}

static void expect_length(unsigned n, unsigned length, unsigned of, unsigned size, unsigned limit)
{
	ck_assert_uint_eq(plan.ops[n].length, length);
	ck_assert_uint_eq(plan.ops[n].of, of);
	ck_assert_uint_eq(plan.ops[n].size, size);
	ck_assert_uint_eq(plan.ops[n].limit, limit);
}

START_TEST(read_captures_what_was_read_and_where_from)
{
	plan_by_name(WIRE_ABI_NATIVE, "read");
	ck_assert_uint_eq(plan.steps, 2);
	ck_assert_uint_eq(plan.enter_steps, 1);
	expect_step(0, WIRE_OP_FD, 0, WIRE_WHEN_ENTER);
	expect_step(1, WIRE_OP_MEMORY, 1, WIRE_WHEN_SUCCESS);
	expect_length(1, WIRE_LENGTH_RESULT, 2, 0, 1);
	ck_assert_uint_eq(plan.flags, WIRE_PLAN_FD_FIRST | WIRE_PLAN_DATA_OUT);
}
END_TEST

START_TEST(write_captures_its_buffer_at_entry)
{
	plan_by_name(WIRE_ABI_NATIVE, "write");
	ck_assert_uint_eq(plan.steps, 2);
	ck_assert_uint_eq(plan.enter_steps, 2);
	expect_step(1, WIRE_OP_MEMORY, 1, WIRE_WHEN_ENTER);
	expect_length(1, WIRE_LENGTH_ARG, 2, 0, 1);
	ck_assert_uint_eq(plan.flags, WIRE_PLAN_FD_FIRST | WIRE_PLAN_DATA_IN);
}
END_TEST

START_TEST(openat_captures_folder_path_and_new_descriptor)
{
	plan_by_name(WIRE_ABI_NATIVE, "openat");
	ck_assert_uint_eq(plan.steps, 3);
	expect_step(0, WIRE_OP_DIRFD, 0, WIRE_WHEN_ENTER);
	expect_step(1, WIRE_OP_PATH, 1, WIRE_WHEN_ENTER);
	ck_assert_uint_eq(plan.ops[1].dirfd, 0);
	expect_step(2, WIRE_OP_RESULT, WIRE_RESULT, WIRE_WHEN_SUCCESS);
	ck_assert_uint_eq(plan.flags, WIRE_PLAN_MAKES_FD);
}
END_TEST

START_TEST(a_path_without_a_dirfd_starts_from_the_current_folder)
{
	plan_by_name(WIRE_ABI_COMPAT, "open");
	expect_step(0, WIRE_OP_PATH, 0, WIRE_WHEN_ENTER);
	ck_assert_uint_eq(plan.ops[0].dirfd, WIRE_NO_DIRFD);
	plan_by_name(WIRE_ABI_NATIVE, "linkat");
	ck_assert_uint_eq(plan.ops[1].dirfd, 0);
	ck_assert_uint_eq(plan.ops[3].dirfd, 2);
	/* the target of a symlink is text */
	plan_by_name(WIRE_ABI_NATIVE, "symlinkat");
	expect_step(0, WIRE_OP_STRING, 0, WIRE_WHEN_ENTER);
	expect_length(0, 0, 0, WIRE_PATH_MAX, 0);
	expect_step(2, WIRE_OP_PATH, 2, WIRE_WHEN_ENTER);
	ck_assert_uint_eq(plan.ops[2].dirfd, 1);
}
END_TEST

START_TEST(execve_captures_its_arguments_before_they_go_away)
{
	plan_by_name(WIRE_ABI_NATIVE, "execve");
	ck_assert_uint_eq(plan.flags, WIRE_PLAN_EXEC);
	ck_assert_uint_eq(plan.enter_steps, 4);
	expect_step(0, WIRE_OP_PATH, 0, WIRE_WHEN_ENTER);
	expect_step(1, WIRE_OP_STRINGS, 1, WIRE_WHEN_ENTER);
	expect_step(2, WIRE_OP_COUNT, 2, WIRE_WHEN_ENTER);
	expect_step(3, WIRE_OP_STRINGS, 2, WIRE_WHEN_ENTER);
	plan_by_name(WIRE_ABI_NATIVE, "execveat");
	ck_assert_uint_eq(plan.flags, WIRE_PLAN_EXEC);
}
END_TEST

START_TEST(a_count_is_as_wide_as_its_type)
{
	plan_by_name(WIRE_ABI_NATIVE, "semop");
	expect_length(0, WIRE_LENGTH_ARG32, 2, 6, 0);
	plan_by_name(WIRE_ABI_NATIVE, "mount_setattr");
	expect_length(2, WIRE_LENGTH_ARG, 4, 1, 0);
	/* and a descriptor in a structure is one */
	expect_step(3, WIRE_OP_FDAT, 3, WIRE_WHEN_ENTER);
	ck_assert_uint_eq(plan.ops[3].offset, 24);
	plan_by_name(WIRE_ABI_NATIVE, "bind");	/* of one family of addresses only */
	expect_step(2, WIRE_OP_FDAT, 1, WIRE_WHEN_ENTER);
	ck_assert_uint_eq(plan.ops[2].offset, 12);
	ck_assert_uint_eq(plan.ops[2].size, AF_XDP);
}
END_TEST

START_TEST(messages_are_captured_on_their_way)
{
	plan_by_name(WIRE_ABI_NATIVE, "sendmsg");
	ck_assert_uint_eq(plan.steps, 2);
	expect_step(1, WIRE_OP_MSGHDR, 1, WIRE_WHEN_ENTER);
	plan_by_name(WIRE_ABI_NATIVE, "recvmsg");
	expect_step(1, WIRE_OP_MEMORY, 1, WIRE_WHEN_ENTER);
	expect_length(1, WIRE_LENGTH_SIZE, 0, 56, 0);
	expect_step(2, WIRE_OP_MSGHDR, 1, WIRE_WHEN_SUCCESS);
}
END_TEST

START_TEST(pipe2_captures_both_descriptors)
{
	plan_by_name(WIRE_ABI_NATIVE, "pipe2");
	ck_assert_uint_eq(plan.enter_steps, 0);
	ck_assert_uint_eq(plan.flags, WIRE_PLAN_MAKES_FD);
	expect_step(0, WIRE_OP_MEMORY, 0, WIRE_WHEN_SUCCESS);
	expect_length(0, WIRE_LENGTH_SIZE, 0, 8, 0);
	expect_step(1, WIRE_OP_FDAT, 0, WIRE_WHEN_SUCCESS);
	expect_step(2, WIRE_OP_FDAT, 0, WIRE_WHEN_SUCCESS);
	ck_assert_uint_eq(plan.ops[1].offset, 0);
	ck_assert_uint_eq(plan.ops[2].offset, 4);
}
END_TEST

/* The callers of a call are looked for in what is mapped. */
START_TEST(what_changes_mappings_says_so)
{
	static const char *const names[] = {"mmap", "munmap", "mremap", "shmat", "shmdt", "remap_file_pages"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		plan_by_name(WIRE_ABI_NATIVE, names[i]);
		ck_assert_msg(plan.flags & WIRE_PLAN_MAPS, "%s", names[i]);
	}
	plan_by_name(WIRE_ABI_NATIVE, "close");
	ck_assert_uint_eq(plan.flags & WIRE_PLAN_MAPS, 0);
#if defined(__x86_64__)
	plan_by_name(WIRE_ABI_COMPAT, "mmap2");
	ck_assert_uint_ne(plan.flags & WIRE_PLAN_MAPS, 0);
	plan_by_name(WIRE_ABI_COMPAT, "mmap");
	ck_assert_uint_ne(plan.flags & WIRE_PLAN_MAPS, 0);
#endif
}
END_TEST

START_TEST(exit_is_sent_at_the_end_of_the_task)
{
	plan_by_name(WIRE_ABI_NATIVE, "exit_group");
	ck_assert_uint_eq(plan.flags, WIRE_PLAN_NEVER_RETURNS);
	plan_by_name(WIRE_ABI_NATIVE, "rt_sigreturn");
	ck_assert_uint_eq(plan.flags, WIRE_PLAN_SIGRETURN);
}
END_TEST

START_TEST(an_interrupted_sleep_leaves_its_rest)
{
	plan_by_name(WIRE_ABI_NATIVE, "nanosleep");
	expect_step(0, WIRE_OP_MEMORY, 0, WIRE_WHEN_ENTER);
	expect_step(1, WIRE_OP_MEMORY, 1, WIRE_WHEN_EXIT);
	expect_length(1, WIRE_LENGTH_SIZE, 0, 16, 0);
}
END_TEST

/* Look the plan of one command up, as the kernel side does. */
static void plan_of_command(unsigned abi, const char *name, uint32_t value)
{
	uint32_t call = abi * WIRE_CALLS + syscall_number(abi, name);
	struct plan_cursor cursor = {0};
	struct wire_variant key;

	plan_by_name(abi, name);
	ck_assert_uint_ne(plan.selector, 0);
	while (plan_next_variant(&cursor, &key, &plan))
		if (key.call == call && key.value == value)
			return;
	plan_by_name(abi, name);
}

START_TEST(fcntl_captures_what_its_command_takes)
{
	plan_by_name(WIRE_ABI_NATIVE, "fcntl");
	ck_assert_uint_eq(plan.selector, 1 + 1);
	ck_assert_uint_eq(plan.flags, WIRE_PLAN_FD_FIRST);
	plan_of_command(WIRE_ABI_NATIVE, "fcntl", 0 /* F_DUPFD */);
	ck_assert_uint_eq(plan.flags, WIRE_PLAN_MAKES_FD | WIRE_PLAN_FD_FIRST);
	expect_step(1, WIRE_OP_RESULT, WIRE_RESULT, WIRE_WHEN_SUCCESS);
	plan_of_command(WIRE_ABI_NATIVE, "fcntl", 3 /* F_GETFL */);
	ck_assert_uint_eq(plan.steps, 1);
	plan_of_command(WIRE_ABI_NATIVE, "fcntl", 5 /* F_GETLK */);
	expect_step(1, WIRE_OP_MEMORY, 2, WIRE_WHEN_ENTER);
	expect_step(2, WIRE_OP_MEMORY, 2, WIRE_WHEN_SUCCESS);
	plan_of_command(WIRE_ABI_NATIVE, "fcntl", 0xbeef);
	ck_assert_uint_eq(plan.steps, 1);
}
END_TEST

START_TEST(a_command_is_found_whatever_flags_it_carries)
{
	plan_of_command(WIRE_ABI_NATIVE, "futex", 128 | 0 /* FUTEX_WAIT_PRIVATE */);
	expect_step(0, WIRE_OP_MEMORY, 3, WIRE_WHEN_ENTER);
	plan_of_command(WIRE_ABI_NATIVE, "futex", 256 | 128 | 9 /* FUTEX_WAIT_BITSET_PRIVATE|FUTEX_CLOCK_REALTIME */);
	expect_step(0, WIRE_OP_MEMORY, 3, WIRE_WHEN_ENTER);
	plan_of_command(WIRE_ABI_NATIVE, "futex", 128 | 1 /* FUTEX_WAKE_PRIVATE */);
	ck_assert_uint_eq(plan.steps, 0);
}
END_TEST

/* A pointer that is as wide for every ABI. */
static bool is_wide(const struct wire_op *op)
{
	return op->dirfd == 64 && (op->op == WIRE_OP_POINTER || op->op == WIRE_OP_POINTER_STRING ||
				    op->op == WIRE_OP_POINTER_FD || op->op == WIRE_OP_POINTER_ON ||
				    op->op == WIRE_OP_POINTER_PARTS);
}

static void expect_valid(const char *name)
{
	unsigned n;

	ck_assert_msg(plan.steps <= WIRE_OPS && plan.enter_steps <= plan.steps, "%s: %u steps", name, plan.steps);
	ck_assert_msg(plan.selector <= WIRE_ARGS, "%s", name);
	for (n = 0; n < plan.steps; n++) {
		const struct wire_op *op = &plan.ops[n];

		ck_assert_msg(op->op > WIRE_OP_END && op->op <= WIRE_OP_LAST, "%s: step %u", name, n);
		ck_assert_msg(op->slot < WIRE_ARGS || (op->slot == WIRE_RESULT && op->op == WIRE_OP_RESULT), "%s: step %u",
			      name, n);
		ck_assert_msg((op->when == WIRE_WHEN_ENTER) == (n < plan.enter_steps), "%s: step %u", name, n);
		ck_assert_msg(op->dirfd < WIRE_ARGS || op->dirfd == WIRE_NO_DIRFD || is_wide(op), "%s: step %u", name, n);
		if (op->length == WIRE_LENGTH_SIZE && op->op == WIRE_OP_MEMORY)
			ck_assert_msg(op->size > 0, "%s: step %u reads nothing", name, n);
		if (op->length >= WIRE_LENGTH_ARG && op->length <= WIRE_LENGTH_AT)
			ck_assert_msg(op->of < WIRE_ARGS, "%s: step %u", name, n);
	}
}

START_TEST(every_plan_is_one_that_the_kernel_side_can_carry_out)
{
	struct plan_cursor cursor = {0};
	struct wire_variant key;
	unsigned abi, number;
	size_t n;

	for (abi = WIRE_ABI_NATIVE; abi <= WIRE_ABI_COMPAT; abi++)
		for (number = 0; number < WIRE_CALLS; number++) {
			plan_of(abi, number, &plan);
			expect_valid(syscall_of(abi, number)->name);
		}
	for (n = 0; plan_next_variant(&cursor, &key, &plan); n++) {
		ck_assert_uint_lt(key.call, 2 * WIRE_CALLS);
		expect_valid(syscall_of(key.call / WIRE_CALLS, key.call % WIRE_CALLS)->name);
	}
	ck_assert_uint_gt(n, 200);
	ck_assert_uint_lt(n, 4096);	/* room of the kernel side's map */
}
END_TEST

/* Slots that have more to show than their register must have a step. */
START_TEST(nothing_that_is_shown_goes_uncaptured)
{
	unsigned number, slot, n;

	for (number = 0; number < syscall_end(WIRE_ABI_NATIVE); number++) {
		const struct syscall *row = syscall_of(WIRE_ABI_NATIVE, number);

		plan_of(WIRE_ABI_NATIVE, number, &plan);
		for (slot = 0; slot < row->count; slot++) {
			switch (row->args[slot].kind) {
			case KIND_INT: case KIND_UINT: case KIND_LONG: case KIND_SIZE: case KIND_HEX: case KIND_HEX32:
			case KIND_ADDRESS: case KIND_OFFSET: case KIND_OFFSET_HIGH: case KIND_OFFSET_HEX:
			case KIND_OFFSET_PAGES: case KIND_FLAGS: case KIND_FLAGS32: case KIND_FLAGS64: case KIND_MODE:
			case KIND_MODE_IF_CREATE: case KIND_MODE_IF_MKNOD: case KIND_SIGNAL: case KIND_PID: case KIND_ID:
			case KIND_PGID: case KIND_PID_OR_PGID: case KIND_WHOSE: case KIND_ID16: case KIND_DEV: case KIND_DEV_IF_MKNOD: case KIND_IOCTL: case KIND_FCNTL:
			case KIND_FCNTL_ARG: case KIND_IGNORED: case KIND_SIGSET_WORD: case KIND_IOPRIO:
			case KIND_QUOTA_COMMAND: case KIND_USER_OFFSET: case KIND_COMMENTED:
			case KIND_FD_THERE:	/* what it is open on comes with the result */
			case KIND_INTERRUPTED:	/* the recorder knows it */
				continue;
			}
			for (n = 0; n < plan.steps && plan.ops[n].slot != slot; n++)
				;
			ck_assert_msg(n < plan.steps, "%s: %s", row->name, row->args[slot].name);
		}
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("plan");
	TCase *tcase = tcase_create("plan");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, read_captures_what_was_read_and_where_from);
	tcase_add_test(tcase, write_captures_its_buffer_at_entry);
	tcase_add_test(tcase, openat_captures_folder_path_and_new_descriptor);
#if defined(__x86_64__)
	tcase_add_test(tcase, a_path_without_a_dirfd_starts_from_the_current_folder);
#endif
	tcase_add_test(tcase, execve_captures_its_arguments_before_they_go_away);
	tcase_add_test(tcase, a_count_is_as_wide_as_its_type);
	tcase_add_test(tcase, messages_are_captured_on_their_way);
	tcase_add_test(tcase, pipe2_captures_both_descriptors);
	tcase_add_test(tcase, what_changes_mappings_says_so);
	tcase_add_test(tcase, exit_is_sent_at_the_end_of_the_task);
	tcase_add_test(tcase, an_interrupted_sleep_leaves_its_rest);
	tcase_add_test(tcase, fcntl_captures_what_its_command_takes);
	tcase_add_test(tcase, a_command_is_found_whatever_flags_it_carries);
	tcase_add_test(tcase, every_plan_is_one_that_the_kernel_side_can_carry_out);
	tcase_add_test(tcase, nothing_that_is_shown_goes_uncaptured);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
