/* SPDX-License-Identifier: MIT */
/* Attributes of bpf as lines; expectations are strace's. */
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/lines.h"

#define ATTRIBUTES 0x7ffc00001000ul

static struct fake *f;
static union bpf_attr attributes;

static void setup(void)
{
	f = fake_new();
	memset(&attributes, 0, sizeof(attributes));
}

static void teardown(void)
{
	f = fake_free(f);
}

static struct sx_call *called(unsigned command, size_t size, int64_t result)
{
	struct sx_call *call = FAKE_CALL(f, "bpf", result, command, ATTRIBUTES, size);

	fake_memory(f, call, 1, ATTRIBUTES, false, &attributes, size);
	return call;
}

START_TEST(as_many_fields_are_shown_as_were_passed)
{
	attributes.map_type = BPF_MAP_TYPE_ARRAY;
	attributes.key_size = 4;
	strcpy(attributes.map_name, "m");
	assert_line(called(BPF_MAP_CREATE, 6, -EINVAL),
		    "bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_ARRAY, key_size=4, value_size=0, max_entries=0}, 6) = "
		    "-1 EINVAL (Invalid argument)");
	attributes.map_flags = BPF_F_NUMA_NODE | 0x10000000;
	attributes.numa_node = 3;
	assert_line(called(BPF_MAP_CREATE, 48, -EINVAL),
		    "bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_ARRAY, key_size=4, value_size=0, max_entries=0, "
		    "map_flags=BPF_F_NUMA_NODE|0x10000000, inner_map_fd=0, numa_node=3, map_name=\"m\", map_ifindex=0}, 48) = "
		    "-1 EINVAL (Invalid argument)");
}
END_TEST

START_TEST(what_lies_behind_the_fields_is_not_hidden)
{
	struct sx_call *call;
	char *line;

	attributes.map_fd = UINT32_MAX;
	((unsigned char *)&attributes)[5] = 7;
	call = called(BPF_MAP_FREEZE, 8, -EBADF);
	assert_line(call, "bpf(BPF_MAP_FREEZE, {map_fd=-1, ...}, 8) = -1 EBADF (Bad file descriptor)");
	line = line_as(call, &(struct line_style){.string_limit = 32, .verbose = true});
	ck_assert_str_eq(line, "bpf(BPF_MAP_FREEZE, {map_fd=-1, extra_data=\"\\x00\\x07\\x00\\x00\" /* bytes 4..7 */}, 8) = "
			       "-1 EBADF (Bad file descriptor)");
	free(line);
}
END_TEST

START_TEST(attributes_that_could_not_be_read_are_an_address)
{
	struct sx_call *call = FAKE_CALL(f, "bpf", -EFAULT, BPF_MAP_CREATE, ATTRIBUTES, 36);

	fake_memory(f, call, 1, ATTRIBUTES, false, &attributes, 16);
	assert_line(call, "bpf(BPF_MAP_CREATE, 0x7ffc00001000, 36) = -1 EFAULT (Bad address)");
	call = FAKE_CALL(f, "bpf", -E2BIG, BPF_MAP_CREATE, ATTRIBUTES, 4097);
	fake_memory(f, call, 1, ATTRIBUTES, false, &attributes, sizeof(attributes));
	assert_line(call, "bpf(BPF_MAP_CREATE, 0x7ffc00001000, 4097) = -1 E2BIG (Argument list too long)");
}
END_TEST

START_TEST(fields_that_came_together_are_shown_together)
{
	attributes.map_flags = BPF_F_NUMA_NODE;
	attributes.numa_node = UINT32_MAX;
	strcpy(attributes.map_name, "0123456789");
	attributes.btf_fd = 5;
	assert_line(called(BPF_MAP_CREATE, 36, -EINVAL),
		    "bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_UNSPEC, key_size=0, value_size=0, max_entries=0, "
		    "map_flags=BPF_F_NUMA_NODE, inner_map_fd=0, numa_node=4294967295 /* NUMA_NO_NODE */, map_name=\"0123456\"...}, 36) = "
		    "-1 EINVAL (Invalid argument)");
	attributes.map_flags = 0;
	assert_line(called(BPF_MAP_CREATE, 52, -EINVAL),
		    "bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_UNSPEC, key_size=0, value_size=0, max_entries=0, map_flags=0, "
		    "inner_map_fd=0, map_name=\"0123456789\", map_ifindex=0, btf_fd=5, btf_key_type_id=0, btf_value_type_id=0}, 52) = "
		    "-1 EINVAL (Invalid argument)");
}
END_TEST

START_TEST(answers_stand_where_the_kernel_left_them)
{
	struct sx_call *call;

	attributes.info.bpf_fd = 5;
	attributes.info.info_len = 256;
	call = called(BPF_OBJ_GET_INFO_BY_FD, 16, 0);
	attributes.info.info_len = 232;
	fake_memory(f, call, 1, ATTRIBUTES, true, &attributes, 16);
	assert_line(call, "bpf(BPF_OBJ_GET_INFO_BY_FD, {info={bpf_fd=5, info_len=256 => 232, info=NULL}}, 16) = 0");
	memset(&attributes, 0, sizeof(attributes));
	call = called(BPF_PROG_GET_NEXT_ID, 8, 0);
	attributes.next_id = 9;
	fake_memory(f, call, 1, ATTRIBUTES, true, &attributes, 8);
	assert_line(call, "bpf(BPF_PROG_GET_NEXT_ID, {start_id=0, next_id=9}, 8) = 0");
}
END_TEST

START_TEST(a_link_is_shown_by_where_it_is_attached)
{
	attributes.link_create.prog_fd = 5;
	attributes.link_create.target_fd = 1;
	attributes.link_create.attach_type = BPF_PERF_EVENT;
	attributes.link_create.perf_event.bpf_cookie = 0x99;
	assert_line(called(BPF_LINK_CREATE, 24, -EINVAL),
		    "bpf(BPF_LINK_CREATE, {link_create={prog_fd=5, target_fd=1, attach_type=BPF_PERF_EVENT, flags=0, "
		    "perf_event={bpf_cookie=0x99}}}, 24) = -1 EINVAL (Invalid argument)");
	attributes.link_create.attach_type = BPF_XDP;
	assert_line(called(BPF_LINK_CREATE, 16, -EINVAL),
		    "bpf(BPF_LINK_CREATE, {link_create={prog_fd=5, target_ifindex=if_nametoindex(\"lo\"), attach_type=BPF_XDP, "
		    "flags=0}}, 16) = -1 EINVAL (Invalid argument)");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode_bpf");
	TCase *tcase = tcase_create("bpf");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, as_many_fields_are_shown_as_were_passed);
	tcase_add_test(tcase, what_lies_behind_the_fields_is_not_hidden);
	tcase_add_test(tcase, attributes_that_could_not_be_read_are_an_address);
	tcase_add_test(tcase, fields_that_came_together_are_shown_together);
	tcase_add_test(tcase, answers_stand_where_the_kernel_left_them);
	tcase_add_test(tcase, a_link_is_shown_by_where_it_is_attached);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
