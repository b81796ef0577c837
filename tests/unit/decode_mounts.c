/* SPDX-License-Identifier: MIT */
/* What is asked of mounts, files and security modules by their newer calls; expectations are strace's. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "harness/syscalls/plan.h"
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

static struct request {
	uint32_t size, spare;
	uint64_t mount, parameter, namespace;
} request;

START_TEST(mounts_are_listed_below_one)
{
	uint64_t found[2] = {0x80000018, 0x80000019};
	struct sx_call *call = FAKE_CALL(f, "listmount", 2, FIRST, SECOND, 8, 1);

	request = (struct request){.size = 24, .mount = UINT64_MAX, .parameter = 5};
	fake_memory(f, call, 0, FIRST, false, &request, sizeof(request));
	fake_memory(f, call, 1, SECOND, true, found, sizeof(found));
	assert_line(call, "listmount({size=24, mnt_id=LSMT_ROOT, param=0x5}, [0x80000018, 0x80000019], 8, LISTMOUNT_REVERSE) = 2");
	request.size = 40;
	call = FAKE_CALL(f, "listmount", -E2BIG, FIRST, SECOND, 8, 0);
	fake_memory(f, call, 0, FIRST, false, &request, sizeof(request));
	assert_line(call, "listmount({size=40, mnt_id=LSMT_ROOT, param=0x5, mnt_ns_id=0, ...}, 0x7ffc00002000, 8, 0) = -1 E2BIG "
			  "(Argument list too long)");
	request.size = 32;
	call = FAKE_CALL(f, "listmount", -EFAULT, FIRST, SECOND, 8, 0);
	fake_memory(f, call, 0, FIRST, false, &request, 24);
	assert_line(call, "listmount({size=32, ???}, 0x7ffc00002000, 8, 0) = -1 EFAULT (Bad address)");
}
END_TEST

START_TEST(a_mount_is_told_of_as_far_as_was_asked)
{
	unsigned char answer[512 + 16] = {0};
	struct sx_call *call = FAKE_CALL(f, "statmount", 0, FIRST, SECOND, 1024, 0);

	answer[0] = 518 & 0xff;
	answer[1] = 518 >> 8;
	answer[8] = 0x32;	/* STATMOUNT_MNT_BASIC, STATMOUNT_MNT_POINT and STATMOUNT_FS_TYPE */
	answer[40] = 0x18;
	answer[74] = 4;		/* MS_PRIVATE */
	answer[36] = 1;
	answer[108] = 9;	/* behind the end */
	memcpy(answer + 513, "proc", 5);
	request = (struct request){.size = 24, .mount = 0x18, .parameter = 0x8020};
	fake_memory(f, call, 0, FIRST, false, &request, sizeof(request));
	fake_memory(f, call, 1, SECOND, true, answer, sizeof(answer));
	assert_line(call, "statmount({size=24, mnt_id=0x18, param=STATMOUNT_FS_TYPE|0x8000}, {size=518, "
			  "mask=STATMOUNT_MNT_BASIC|STATMOUNT_MNT_POINT|STATMOUNT_FS_TYPE, fs_type=\"proc\", mnt_id=0x18, "
			  "mnt_parent_id=0, mnt_id_old=0, mnt_parent_id_old=0, mnt_attr=0, mnt_propagation=MS_PRIVATE, mnt_peer_group=0, "
			  "mnt_master=0, mnt_point=0x9}, 1024, 0) = 0");
	call = FAKE_CALL(f, "statmount", -EINVAL, FIRST, SECOND, 1024, 0);
	request.size = 8;
	fake_memory(f, call, 0, FIRST, false, &request, sizeof(request));
	assert_line(call, "statmount({size=8}, 0x7ffc00002000, 1024, 0) = -1 EINVAL (Invalid argument)");
}
END_TEST

START_TEST(attributes_of_files_are_asked_and_set)
{
	uint32_t attr[8] = {8, 0, 4096, 3, 7, 0, 1, 0};
	struct sx_call *call = FAKE_CALL(f, "file_getattr", 0, 5, 0, FIRST, 24, 0);

	fake_memory(f, call, 2, FIRST, true, attr, 24);
	assert_line(call, "file_getattr(5, NULL, {fa_xflags=FS_XFLAG_IMMUTABLE, fa_extsize=4096, fa_nextents=3, fa_projid=0x7, "
			  "fa_cowextsize=0}, 24, 0) = 0");
	call = FAKE_CALL(f, "file_setattr", -E2BIG, 5, 0, FIRST, 32, 0);
	fake_memory(f, call, 2, FIRST, false, attr, 32);
	assert_line(call, "file_setattr(5, NULL, {fa_xflags=FS_XFLAG_IMMUTABLE, fa_extsize=4096, fa_projid=0x7, fa_cowextsize=0, "
			  "/* bytes 24..31 */ \"\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00\"}, 32, 0) = -1 E2BIG (Argument list too long)");
	call = FAKE_CALL(f, "file_setattr", -EINVAL, 5, 0, FIRST, 16, 0);
	fake_memory(f, call, 2, FIRST, false, attr, 16);
	assert_line(call, "file_setattr(5, NULL, 0x7ffc00001000, 16, 0) = -1 EINVAL (Invalid argument)");
}
END_TEST

START_TEST(modules_have_names)
{
	uint64_t ids[2] = {100, 7}, context[5] = {104, 0, 36, 4, 0x64636261};
	uint32_t room = 64, size = 16;
	struct sx_call *call = FAKE_CALL(f, "lsm_list_modules", 2, FIRST, SECOND, 0);

	fake_memory(f, call, 0, FIRST, true, ids, sizeof(ids));
	fake_memory(f, call, 1, SECOND, false, &room, 4);
	fake_memory(f, call, 1, SECOND, true, &size, 4);
	assert_line(call, "lsm_list_modules([LSM_ID_CAPABILITY, 0x7 /* LSM_ID_??? */], [64 => 16], 0) = 2");
	call = FAKE_CALL(f, "lsm_set_self_attr", -EOPNOTSUPP, 100, FIRST, 36, 0);
	fake_memory(f, call, 1, FIRST, false, context, 36);
	assert_line(call, "lsm_set_self_attr(LSM_ATTR_CURRENT, {id=LSM_ID_APPARMOR, flags=0, len=36, ctx_len=4, "
			  "ctx=\"\\x61\\x62\\x63\\x64\"}, 36, 0) = -1 EOPNOTSUPP (Operation not supported)");
}
END_TEST

/* What a program is to the modules; each context says where the next one stands. */
START_TEST(contexts_of_modules_stand_one_behind_the_other)
{
	uint64_t contexts[10] = {104, 0, 40, 4, 0x64636261, 101, 0, 40, 2, 0x6665};
	uint32_t room = 200, size = 80;

	for (unsigned known = 40; known <= 80; known += 40) {
		struct sx_call *call = FAKE_CALL(f, "lsm_get_self_attr", 2, 100, FIRST, SECOND, 0);

		fake_memory(f, call, 1, FIRST, true, contexts, known);
		fake_memory(f, call, 2, SECOND, false, &room, 4);
		fake_memory(f, call, 2, SECOND, true, &size, 4);
		assert_line(call, known == 80 ?
			    "lsm_get_self_attr(LSM_ATTR_CURRENT, [{id=LSM_ID_APPARMOR, flags=0, len=40, ctx_len=4, "
			    "ctx=\"\\x61\\x62\\x63\\x64\"}, {id=LSM_ID_SELINUX, flags=0, len=40, ctx_len=2, ctx=\"\\x65\\x66\"}], "
			    "[200 => 80], 0) = 2" :
			    "lsm_get_self_attr(LSM_ATTR_CURRENT, [{id=LSM_ID_APPARMOR, flags=0, len=40, ctx_len=4, "
			    "ctx=\"\\x61\\x62\\x63\\x64\"}, ...], [200 => 80], 0) = 2");
	}
	assert_line(FAKE_CALL(f, "lsm_get_self_attr", -EOPNOTSUPP, 100, FIRST, 0, 0),
		    "lsm_get_self_attr(LSM_ATTR_CURRENT, 0x7ffc00001000, NULL, 0) = -1 EOPNOTSUPP (Operation not supported)");
}
END_TEST

START_TEST(what_is_shown_is_captured)
{
	struct wire_plan plan;

	plan_of(WIRE_ABI_NATIVE, syscall_number(WIRE_ABI_NATIVE, "statmount"), &plan);
	ck_assert_uint_eq(plan.steps, 2);
	ck_assert_uint_eq(plan.ops[0].size, 32);
	ck_assert_uint_eq(plan.ops[1].when, WIRE_WHEN_SUCCESS);
	ck_assert_uint_eq(plan.ops[1].of, 2);
	plan_of(WIRE_ABI_NATIVE, syscall_number(WIRE_ABI_NATIVE, "lsm_list_modules"), &plan);
	ck_assert_uint_eq(plan.ops[1].length, WIRE_LENGTH_RESULT);
	ck_assert_uint_eq(plan.ops[1].size, 8);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode_mounts");
	TCase *tcase = tcase_create("mounts");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, mounts_are_listed_below_one);
	tcase_add_test(tcase, a_mount_is_told_of_as_far_as_was_asked);
	tcase_add_test(tcase, attributes_of_files_are_asked_and_set);
	tcase_add_test(tcase, modules_have_names);
	tcase_add_test(tcase, contexts_of_modules_stand_one_behind_the_other);
	tcase_add_test(tcase, what_is_shown_is_captured);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
