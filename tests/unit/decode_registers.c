/* SPDX-License-Identifier: MIT */
/* Registers that hold several things, and names behind results, in every style. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <linux/securebits.h>
#include <string.h>

#include "tests/unit/lines.h"

#define FIRST  0x7ffc00001000ul
#define SECOND 0x7ffc00002000ul

static struct fake *f;

static void setup(void)
{
	f = fake_new();
}

static void teardown(void)
{
	f = fake_free(f);
}

/* In the three styles of -X. */
static void assert_styles(const struct sx_call *call, const char *abbreviated, const char *verbose, const char *raw)
{
	assert_line_as(call, abbreviated, .no_alignment = true);
	assert_line_as(call, verbose, .no_alignment = true, .names = LINE_VERBOSE);
	assert_line_as(call, raw, .no_alignment = true, .names = LINE_RAW);
}

START_TEST(tagged_addresses_are_taken_apart)
{
	assert_styles(FAKE_CALL(f, "prctl", -EINVAL, PR_SET_TAGGED_ADDR_CTRL, 0x57ae57f4, 1, 2, 3),
		      "prctl(PR_SET_TAGGED_ADDR_CTRL, !PR_TAGGED_ADDR_ENABLE|PR_MTE_TCF_ASYNC|0xcafe<<PR_MTE_TAG_SHIFT|0x57a80000, "
		      "0x1, 0x2, 0x3) = -1 EINVAL (Invalid argument)",
		      "prctl(0x37 /* PR_SET_TAGGED_ADDR_CTRL */, 0x57ae57f4 /* !PR_TAGGED_ADDR_ENABLE|PR_MTE_TCF_ASYNC|"
		      "0xcafe<<PR_MTE_TAG_SHIFT|0x57a80000 */, 0x1, 0x2, 0x3) = -1 EINVAL (Invalid argument)",
		      "prctl(0x37, 0x57ae57f4, 0x1, 0x2, 0x3) = -1 EINVAL (Invalid argument)");
	assert_styles(FAKE_CALL(f, "prctl", 1, PR_GET_TAGGED_ADDR_CTRL, 0, 0, 0, 0),
		      "prctl(PR_GET_TAGGED_ADDR_CTRL, 0, 0, 0, 0) = 0x1 (PR_TAGGED_ADDR_ENABLE|PR_MTE_TCF_NONE)",
		      "prctl(0x38 /* PR_GET_TAGGED_ADDR_CTRL */, 0, 0, 0, 0) = 0x1 (PR_TAGGED_ADDR_ENABLE|PR_MTE_TCF_NONE)",
		      "prctl(0x38, 0, 0, 0, 0) = 0x1");
}
END_TEST

START_TEST(names_behind_a_result_stand_there_once)
{
	assert_styles(FAKE_CALL(f, "prctl", SECBIT_NOROOT | SECBIT_NO_SETUID_FIXUP, PR_GET_SECUREBITS),
		      "prctl(PR_GET_SECUREBITS) = 0x5 (SECBIT_NOROOT|SECBIT_NO_SETUID_FIXUP)",
		      "prctl(0x1b /* PR_GET_SECUREBITS */) = 0x5 (SECBIT_NOROOT|SECBIT_NO_SETUID_FIXUP)", "prctl(0x1b) = 0x5");
	assert_line(FAKE_CALL(f, "prctl", 0x20040, PR_SVE_GET_VL), "prctl(PR_SVE_GET_VL) = 0x20040 (PR_SVE_VL_INHERIT|0x40)");
	assert_line(FAKE_CALL(f, "prctl", 0x40, PR_SVE_GET_VL), "prctl(PR_SVE_GET_VL) = 0x40");
	assert_line(FAKE_CALL(f, "prctl", 3, PR_PAC_GET_ENABLED_KEYS, 0, 0, 0, 0),
		    "prctl(PR_PAC_GET_ENABLED_KEYS, 0, 0, 0, 0) = 0x3 (PR_PAC_APIAKEY|PR_PAC_APIBKEY)");
}
END_TEST

START_TEST(lengths_of_vectors_have_their_flags_in_a_comment)
{
	assert_styles(FAKE_CALL(f, "prctl", -EINVAL, PR_SVE_SET_VL, 0xde90dec),
		      "prctl(PR_SVE_SET_VL, 0xde90000|0xdec) = -1 EINVAL (Invalid argument)",
		      "prctl(0x32 /* PR_SVE_SET_VL */, 0xde90dec /* 0xde90000|0xdec */) = -1 EINVAL (Invalid argument)",
		      "prctl(0x32, 0xde90dec) = -1 EINVAL (Invalid argument)");
	assert_line_as(FAKE_CALL(f, "prctl", -EINVAL, PR_SVE_SET_VL, 0x40),
		       "prctl(0x32 /* PR_SVE_SET_VL */, 0x40) = -1 EINVAL (Invalid argument)", .no_alignment = true,
		       .names = LINE_VERBOSE);
}
END_TEST

/* 64-bit registers are compared whole, and the meaning of the later arguments hangs on them. */
START_TEST(the_mode_of_seccomp_says_what_follows)
{
	struct sock_filter steps[2] = {{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | 1}};
	uint64_t edge = SECOND + 4096 - 8;
	struct sock_fprog program = {2, (struct sock_filter *)edge};
	struct sx_call *call = FAKE_CALL(f, "prctl", -EFAULT, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, FIRST, 2, 3);

	fake_memory(f, call, 2, FIRST, false, &program, sizeof(program));
	fake_broken(f, call, 2, edge, steps, 8, 16);
	assert_line_as(call, "prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, {len=2, filter=[BPF_STMT(BPF_RET|BPF_K, "
			     "SECCOMP_RET_ERRNO|0x1), ... /* 0x7ffc00003000 */]}) = -1 EFAULT (Bad address)",
		       .no_alignment = true, .verbose = true);
	assert_line(FAKE_CALL(f, "prctl", -EPERM, PR_SET_SECCOMP, SECCOMP_MODE_STRICT, 1, 2, 3),
		    "prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) = -1 EPERM (Operation not permitted)");
	assert_line(FAKE_CALL(f, "prctl", -EINVAL, PR_SET_SECCOMP, 0xf00000002, 1, 2, 3),
		    "prctl(PR_SET_SECCOMP, 0xf00000002 /* SECCOMP_MODE_??? */, 0x1, 0x2, 0x3) = -1 EINVAL (Invalid argument)");
	assert_line(FAKE_CALL(f, "prctl", -EINVAL, PR_SET_VMA, 7, 0, 5, 0),
		    "prctl(PR_SET_VMA, 0x7 /* PR_SET_VMA_??? */, 0, 0x5, 0) = -1 EINVAL (Invalid argument)");
	call = FAKE_CALL(f, "prctl", 0, PR_SET_VMA, PR_SET_VMA_ANON_NAME, FIRST, 4096, SECOND);
	fake_string(f, call, 4, SECOND, "heap");
	assert_line(call, "prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, 0x7ffc00001000, 4096, \"heap\") = 0");
}
END_TEST

/* Each field of a code by itself; what is left of some codes has no meaning. */
START_TEST(codes_of_filters_are_fields)
{
	struct sock_filter steps[3] = {{BPF_ST | 0x710, 0, 0, 7}, {BPF_LDX | BPF_B | 0xe0, 0, 0, 1}, {BPF_RET | BPF_A, 0, 0, 0}};
	struct sock_fprog program = {3, (struct sock_filter *)SECOND};
	struct sx_call *call = FAKE_CALL(f, "seccomp", -EINVAL, SECCOMP_SET_MODE_FILTER, 0, FIRST);

	fake_memory(f, call, 2, FIRST, false, &program, sizeof(program));
	fake_memory(f, call, 2, SECOND, false, steps, sizeof(steps));
	assert_line_as(call, "seccomp(SECCOMP_SET_MODE_FILTER, 0, {len=3, filter=[BPF_STMT(BPF_ST|0x710 /* BPF_??? */, 0x7), "
			     "BPF_STMT(BPF_LDX|BPF_B|0xe0 /* BPF_??? */, 0x1), BPF_STMT(BPF_RET|BPF_A, "
			     "SECCOMP_RET_KILL_THREAD)]}) = -1 EINVAL (Invalid argument)", .no_alignment = true, .verbose = true);
}
END_TEST

START_TEST(sizes_of_notifications_are_named)
{
	uint16_t sizes[3] = {80, 24, 64};
	struct sx_call *call = FAKE_CALL(f, "seccomp", 0, SECCOMP_GET_NOTIF_SIZES, 0, FIRST);

	fake_memory(f, call, 2, FIRST, true, sizes, sizeof(sizes));
	assert_line(call, "seccomp(SECCOMP_GET_NOTIF_SIZES, 0, {seccomp_notif=80, seccomp_notif_resp=24, seccomp_data=64}) = 0");
}
END_TEST

START_TEST(the_priority_of_a_swap_stands_behind_its_flags)
{
	struct sx_call *call = FAKE_CALL(f, "swapon", -EINVAL, FIRST, 0xffffffff);

	fake_string(f, call, 0, FIRST, "s");
	assert_styles(call,
		      "swapon(\"s\", SWAP_FLAG_PREFER|SWAP_FLAG_DISCARD|SWAP_FLAG_DISCARD_ONCE|SWAP_FLAG_DISCARD_PAGES|0xfff80000|"
		      "32767) = -1 EINVAL (Invalid argument)",
		      "swapon(\"s\", 0xffff8000 /* SWAP_FLAG_PREFER|SWAP_FLAG_DISCARD|SWAP_FLAG_DISCARD_ONCE|"
		      "SWAP_FLAG_DISCARD_PAGES|0xfff80000 */|32767) = -1 EINVAL (Invalid argument)",
		      "swapon(\"s\", 0xffff8000|32767) = -1 EINVAL (Invalid argument)");
	call = FAKE_CALL(f, "swapon", -EPERM, FIRST, 5);
	fake_string(f, call, 0, FIRST, "s");
	assert_line(call, "swapon(\"s\", 5) = -1 EPERM (Operation not permitted)");
}
END_TEST

START_TEST(a_policy_of_memory_is_one_number_beside_its_flags)
{
	assert_line(FAKE_CALL(f, "set_mempolicy", -EINVAL, 0x40000000, 0, 0),
		    "set_mempolicy(0x40000000 /* MPOL_??? */, NULL, 0) = -1 EINVAL (Invalid argument)");
	assert_line(FAKE_CALL(f, "set_mempolicy", -EINVAL, 0x41da, 0, 0),
		    "set_mempolicy(MPOL_F_RELATIVE_NODES|0x1da, NULL, 0) = -1 EINVAL (Invalid argument)");
	assert_line(FAKE_CALL(f, "set_mempolicy", -EINVAL, 0x8002, 0, 0),
		    "set_mempolicy(MPOL_BIND|MPOL_F_STATIC_NODES, NULL, 0) = -1 EINVAL (Invalid argument)");
	assert_styles(FAKE_CALL(f, "shmctl", -EINVAL, 5, 0x10000500, 0),
		      "shmctl(5, IPC_64|0x10000400 /* SHM_??? */, NULL) = -1 EINVAL (Invalid argument)",
		      "shmctl(5, 0x100 /* IPC_64 */|0x10000400 /* SHM_??? */, NULL) = -1 EINVAL (Invalid argument)",
		      "shmctl(5, 0x100|0x10000400, NULL) = -1 EINVAL (Invalid argument)");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("registers");
	TCase *tests = tcase_create("registers");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, tagged_addresses_are_taken_apart);
	tcase_add_test(tests, names_behind_a_result_stand_there_once);
	tcase_add_test(tests, lengths_of_vectors_have_their_flags_in_a_comment);
	tcase_add_test(tests, the_mode_of_seccomp_says_what_follows);
	tcase_add_test(tests, codes_of_filters_are_fields);
	tcase_add_test(tests, sizes_of_notifications_are_named);
	tcase_add_test(tests, the_priority_of_a_swap_stands_behind_its_flags);
	tcase_add_test(tests, a_policy_of_memory_is_one_number_beside_its_flags);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
