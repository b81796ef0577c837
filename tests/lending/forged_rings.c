/* SPDX-License-Identifier: MIT */
/* What io_uring does for who gained rights is not told, whatever is forged or closed. */
#include <linux/io_uring.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define ring shared_ring	/* the library has a struct ring of its own */
#include "../victims/ring.h"
#undef ring
#include "thief.h"

#define FIRST_OF_RINGS 7	/* of the links */

static bool has_rings(void)
{
	struct io_uring_params parameters = {0};
	int fd = (int)syscall(SYS_io_uring_setup, 1, &parameters);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* By whichever thread. */
START_TEST(operations_of_who_gained_rights_are_not_seen)
{
	static const char *const ways[] = {"plain", "async", "kernel"};
	const char *plain, *gaining;
	char folder[4300];
	struct seen seen;

	if (!has_rings())
		return;
	new_folder();
	plain = copy_to_work(victim("operations"), "plain", 0755);
	gaining = copy_to_work(victim("operations"), "gaining", 04755);
	snprintf(folder, sizeof(folder), "%s/open", work_folder());
	ck_assert_int_eq(mkdir(folder, 0777), 0);
	ck_assert_int_eq(chmod(folder, 0777), 0);
	ck_assert_int_eq(chdir(folder), 0);
	install_helper();
	become(NOBODY);
	borrow();
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(run_joined_with(plain, ways[i], "registered"), 0);
		seen = read_ring(SYS_read);
		ck_assert_uint_eq(seen.operations, 3);
		ck_assert_uint_eq(seen.results, 3);
		ck_assert(!seen.has_address);
	}
	ck_assert_int_eq(unlink("secret"), 0);	/* the next is root's */
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(run_joined_with(gaining, ways[i], "registered"), 0);
		seen = read_ring(SYS_read);
		ck_assert_uint_eq(seen.operations + seen.results, 0);
	}
	for (unsigned i = 0; i <= FIRST_OF_RINGS; i++)	/* what tells of operations stays */
		if (lent.links[i] >= 0)
			close(lent.links[i]);
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(run_joined_with(gaining, ways[i], "registered"), 0);
		seen = read_ring(SYS_read);
		ck_assert_uint_eq(seen.records, 0);
	}
}
END_TEST

/*
 * What is left of a request that ended without a word is not told of the next one at the same address: here that is
 * root's, in a ring that both have, so that it is the same address for sure.
 */
START_TEST(what_is_left_of_a_request_is_of_no_use)
{
	static const struct io_uring_sqe quiet = {.opcode = IORING_OP_NOP, .flags = IOSQE_CQE_SKIP_SUCCESS, .user_data = 401},
					 loud = {.opcode = IORING_OP_NOP, .user_data = 401};
	struct shared_ring shared;
	int status;
	pid_t pid;

	if (ring_open(&shared) < 0)
		return;
	new_folder();
	install_helper();
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid) {
		struct seen seen;

		become(NOBODY);
		borrow();
		ck_assert_int_eq(ask(0), 0);
		ring_add(&shared, &loud);
		ring_enter(&shared, 1, 1);
		ring_add(&shared, &quiet);
		ring_enter(&shared, 1, 0);
		ask(WIRE_JOIN_LEAVE);
		seen = read_ring(0);
		ck_assert_uint_eq(seen.operations, 2);
		ck_assert_uint_eq(seen.results, 1);
		close(lent.links[FIRST_OF_RINGS + 1]);		/* what is submitted now is not noted any more */
		kill(getpid(), SIGSTOP);
		seen = read_ring(0);
		ck_assert_uint_eq(seen.results, 0);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, WUNTRACED), pid);
	ck_assert(WIFSTOPPED(status));
	ck_assert_int_eq(ring_result(&shared), 0);
	ring_add(&shared, &loud);
	ck_assert_int_eq(ring_enter(&shared, 1, 1), 1);
	kill(pid, SIGCONT);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}
END_TEST

void add_ring_tests(TCase *tcase)
{
	tcase_add_test(tcase, operations_of_who_gained_rights_are_not_seen);
	tcase_add_test(tcase, what_is_left_of_a_request_is_of_no_use);
}
