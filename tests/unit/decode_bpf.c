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

#define PLACE 0x7ffc00002000ul
#define OTHER 0x7ffc00003000ul

START_TEST(a_program_is_an_address_but_with_v)
{
	struct bpf_insn steps[] = {{BPF_STX | BPF_W | BPF_MEM, BPF_REG_10, BPF_REG_1, -4, 0}, {0x06, 11, 12, 0, -1}};
	struct sx_call *call;

	attributes.prog_type = BPF_PROG_TYPE_XDP;
	attributes.insn_cnt = 3;
	attributes.insns = PLACE;
	call = called(BPF_PROG_LOAD, 16, -EINVAL);
	assert_line(call, "bpf(BPF_PROG_LOAD, {prog_type=BPF_PROG_TYPE_XDP, insn_cnt=3, insns=0x7ffc00002000, license=NULL}, 16) = "
			  "-1 EINVAL (Invalid argument)");
	fake_memory(f, call, 1, PLACE, false, steps, sizeof(steps));
	assert_line(call, "bpf(BPF_PROG_LOAD, {prog_type=BPF_PROG_TYPE_XDP, insn_cnt=3, insns=0x7ffc00002000, license=NULL}, 16) = "
			  "-1 EINVAL (Invalid argument)");
	assert_line_as(call,
		       "bpf(BPF_PROG_LOAD, {prog_type=BPF_PROG_TYPE_XDP, insn_cnt=3, insns=[{code=BPF_STX|BPF_W|BPF_MEM, "
		       "dst_reg=BPF_REG_10, src_reg=BPF_REG_1, off=-4, imm=0}, {code=BPF_JMP32|BPF_K|BPF_JA, "
		       "dst_reg=0xb /* BPF_REG_??? */, src_reg=0xc /* BPF_REG_??? */, off=0, imm=0xffffffff}, ...], license=NULL}, "
		       "16) = -1 EINVAL (Invalid argument)",
		       .verbose = true);
}
END_TEST

START_TEST(lists_have_what_was_given_and_answered)
{
	struct sx_call *call;

	attributes.query.target_fd = 5;
	attributes.query.prog_ids = PLACE;
	attributes.query.prog_cnt = 3;
	call = called(BPF_PROG_QUERY, 28, 0);
	attributes.query.prog_cnt = 2;
	fake_memory(f, call, 1, ATTRIBUTES, true, &attributes, 28);
	fake_memory(f, call, 1, PLACE, true, (uint32_t[]){7, 9, 0}, 12);
	assert_line(call, "bpf(BPF_PROG_QUERY, {query={target_fd=5, attach_type=BPF_CGROUP_INET_INGRESS, query_flags=0, "
			  "attach_flags=0, prog_ids=[7, 9], prog_cnt=3 => 2}}, 28) = 0");
	memset(&attributes, 0, sizeof(attributes));
	attributes.link_create.attach_type = BPF_TRACE_ITER;
	attributes.link_create.iter_info = PLACE;
	attributes.link_create.iter_info_len = 16;
	call = called(BPF_LINK_CREATE, 28, -EINVAL);
	fake_memory(f, call, 1, PLACE, false, (uint32_t[]){6, 0, 0, 0}, 16);
	assert_line(call, "bpf(BPF_LINK_CREATE, {link_create={prog_fd=0, target_fd=0, attach_type=BPF_TRACE_ITER, flags=0, "
			  "iter_info=[{map={map_fd=6}}], iter_info_len=16}}, 28) = -1 EINVAL (Invalid argument)");
	memset(&attributes, 0, sizeof(attributes));
	attributes.link_create.attach_type = BPF_TRACE_KPROBE_MULTI;
	attributes.link_create.kprobe_multi.flags = BPF_F_KPROBE_MULTI_RETURN;
	attributes.link_create.kprobe_multi.cnt = 2;
	attributes.link_create.kprobe_multi.addrs = OTHER;
	call = called(BPF_LINK_CREATE, 48, -EINVAL);
	fake_memory(f, call, 1, OTHER, false, (uint64_t[]){0x10, 0}, 16);
	assert_line(call, "bpf(BPF_LINK_CREATE, {link_create={prog_fd=0, target_fd=0, attach_type=BPF_TRACE_KPROBE_MULTI, flags=0, "
			  "kprobe_multi={flags=BPF_F_KPROBE_MULTI_RETURN, cnt=2, syms=NULL, addrs=[0x10, 0], cookies=NULL}}}, 48) = "
			  "-1 EINVAL (Invalid argument)");
}
END_TEST

/* A call that asks what is known of `kind`, which is told in so many bytes. */
static struct sx_call *asked(const char *kind, const void *before, const void *after, size_t size)
{
	struct wire_file file = {.type = WIRE_FILE_ANON};
	struct sx_call *call;

	attributes.info.bpf_fd = 5;
	attributes.info.info_len = (uint32_t)size;
	attributes.info.info = PLACE;
	call = called(BPF_OBJ_GET_INFO_BY_FD, 16, 0);
	fake_memory(f, call, 1, ATTRIBUTES, true, &attributes, 16);
	fake_memory(f, call, 1, PLACE, false, before, size);
	fake_memory(f, call, 1, PLACE, true, after, size);
	fake_object(f, call, 1, 5, &file, kind);
	return call;
}

START_TEST(a_token_is_made_of_a_file_system)
{
	((uint32_t *)&attributes)[1] = 5;
	assert_line(called(36 /* BPF_TOKEN_CREATE */, 8, -EINVAL),
		    "bpf(BPF_TOKEN_CREATE, {token_create={flags=0, bpffs_fd=5}}, 8) = -1 EINVAL (Invalid argument)");
}
END_TEST

START_TEST(what_the_kernel_knows_is_shown_by_what_it_is_of)
{
	struct bpf_map_info map = {.type = BPF_MAP_TYPE_HASH, .id = 3, .key_size = 4, .value_size = 8, .name = "m", .btf_id = 1};
	struct bpf_prog_info before = {.xlated_prog_len = 16, .xlated_prog_insns = OTHER, .map_ids = PLACE + 512, .nr_map_ids = 1},
			     after = before;
	uint64_t link[4] = {0};

	assert_line_as(asked("bpf-map", &map, &map, 80),
		       "bpf(BPF_OBJ_GET_INFO_BY_FD, {info={bpf_fd=5<anon_inode:bpf-map>, info_len=80, info={type=BPF_MAP_TYPE_HASH, "
		       "id=3, key_size=4, value_size=8, max_entries=0, map_flags=0, name=\"m\", ifindex=0, "
		       "btf_vmlinux_value_type_id=0, netns_dev=makedev(0, 0), netns_ino=0, btf_id=1, btf_key_type_id=0, "
		       "btf_value_type_id=0}}}, 16) = 0",
		       .verbose = true, .paths = true);
	assert_line_as(asked("bpf-map", &map, &map, 8),
		       "bpf(BPF_OBJ_GET_INFO_BY_FD, {info={bpf_fd=5, info_len=8, info=0x7ffc00002000}}, 16) = 0", .verbose = false);
	after.xlated_prog_len = 24;
	after.nr_map_ids = 2;
	after.id = 9;
	struct sx_call *call = asked("bpf-prog", &before, &after, 64);
	fake_memory(f, call, 1, OTHER, true, (uint64_t[]){0x95, 0x95}, 16);
	fake_memory(f, call, 1, PLACE + 512, true, (uint32_t[]){4, 5}, 8);
	assert_line_as(call,
		       "bpf(BPF_OBJ_GET_INFO_BY_FD, {info={bpf_fd=5, info_len=64, info={type=BPF_PROG_TYPE_UNSPEC, id=9, "
		       "tag=\"\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\", jited_prog_len=0, jited_prog_insns=NULL, "
		       "xlated_prog_len=16 => 24, xlated_prog_insns=[{code=BPF_JMP|BPF_K|BPF_EXIT, dst_reg=BPF_REG_0, "
		       "src_reg=BPF_REG_0, off=0, imm=0}, {code=BPF_JMP|BPF_K|BPF_EXIT, dst_reg=BPF_REG_0, src_reg=BPF_REG_0, off=0, "
		       "imm=0}], load_time=0, created_by_uid=0, nr_map_ids=1 => 2, map_ids=[4]}}}, 16) = 0",
		       .verbose = true);
	link[0] = BPF_LINK_TYPE_CGROUP | 7ull << 32;
	link[2] = 99;
	assert_line_as(asked("bpf_link", link, link, 28),
		       "bpf(BPF_OBJ_GET_INFO_BY_FD, {info={bpf_fd=5, info_len=28, info={type=BPF_LINK_TYPE_CGROUP, id=7, prog_id=0, "
		       "cgroup={cgroup_id=99, attach_type=BPF_CGROUP_INET_INGRESS}}}}, 16) = 0",
		       .verbose = true);
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
	tcase_add_test(tcase, a_program_is_an_address_but_with_v);
	tcase_add_test(tcase, lists_have_what_was_given_and_answered);
	tcase_add_test(tcase, a_token_is_made_of_a_file_system);
	tcase_add_test(tcase, what_the_kernel_knows_is_shown_by_what_it_is_of);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
