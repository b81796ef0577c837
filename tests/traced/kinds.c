/* SPDX-License-Identifier: MIT */
/* Structures that few programs pass: captured whole, cut where a page ends, and shown in strace's words. */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/io_uring.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/kcmp.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "suite.h"

START_SAID_TEST(node_masks_and_pages_are_shown, "kinds", "nodes")
START_SAID_TEST(control_blocks_are_shown_with_what_they_write, "kinds", "blocks")
START_SAID_TEST(queued_messages_are_shown_with_their_text, "kinds", "queue")
START_SAID_TEST(quotas_are_shown_by_their_command, "kinds", "quota")
START_SAID_TEST(requests_of_ptrace_are_shown, "kinds", "requests")
START_SAID_TEST(messages_of_netlink_are_taken_apart, "kinds", "netlink")
START_SAID_TEST(attributes_of_bpf_are_shown_with_their_text, "kinds", "attributes")
START_SAID_TEST(what_says_that_a_signal_came_is_shown_by_its_kind, "kinds", "infos")
START_SAID_TEST(control_messages_are_shown_by_their_kind, "kinds", "controls")

START_TEST(what_ptrace_answers_is_shown)
{
	sx_trace *trace = run_victim("kinds", "stopped");

	sx_assert_exited(trace, 0);
	sx_assert_called(trace, "ptrace(PTRACE_SEIZE, ...) = 0");
	assert_said(trace);
	sx_free(trace);
}
END_TEST

/* What a control block writes can be asked for as data. */
START_TEST(a_pattern_reaches_into_a_control_block)
{
	sx_trace *trace = run_victim("kinds", "blocks");

	sx_assert_called(trace, "io_submit(*, 3, [{aio_lio_opcode=IOCB_CMD_PWRITE, aio_buf='hello', ...}, ...])");
	sx_assert_never(trace, "io_submit(*, 3, [{aio_lio_opcode=IOCB_CMD_PREAD, ...}, ...])");
	sx_free(trace);
}
END_TEST

#define SKIPPED 77

/* Makes a map and a program that uses it, and asks for what the kernel keeps of both. */
static int asks_about_a_program(void *unused)
{
	union bpf_attr map = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1, .map_name = "m"};
	struct bpf_insn steps[] = {
		{BPF_LD | BPF_DW | BPF_IMM, BPF_REG_1, BPF_PSEUDO_MAP_FD, 0, 0}, {0},
		{BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, 7}, {BPF_JMP | BPF_EXIT, 0, 0, 0, 0},
	}, told[8];
	union bpf_attr program = {.prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .insn_cnt = 4, .insns = (uintptr_t)steps,
				  .license = (uintptr_t)"GPL", .prog_name = "p"};
	__u32 ids[4] = {0};
	struct bpf_prog_info info = {.xlated_prog_len = sizeof(told), .xlated_prog_insns = (uintptr_t)told, .nr_map_ids = 4,
				     .map_ids = (uintptr_t)ids};
	union bpf_attr ask = {.info = {.info_len = sizeof(info), .info = (uintptr_t)&info}};
	int fd = (int)syscall(SYS_bpf, BPF_MAP_CREATE, &map, sizeof(map));

	if (fd < 0)
		return SKIPPED;
	steps[0].imm = fd;
	ask.info.bpf_fd = (__u32)syscall(SYS_bpf, BPF_PROG_LOAD, &program, sizeof(program));
	if ((int)ask.info.bpf_fd < 0)
		return SKIPPED;
	syscall(SYS_bpf, BPF_OBJ_GET_INFO_BY_FD, &ask, 16);
	return 0;
}

START_TEST(a_program_of_bpf_is_shown_and_so_is_what_is_known_of_it)
{
	sx_trace *trace = sx_fork(NULL, asks_about_a_program, NULL);

	if (sx_status(trace) >> 8 != SKIPPED) {
		sx_assert_called(trace, "bpf(BPF_PROG_LOAD, {insn_cnt=4, insns=[{src_reg=BPF_REG_1, ...}, *, {dst_reg=BPF_REG_0, imm=7, ...}, "
					"{code=BPF_JMP|BPF_K|BPF_EXIT, ...}], license='GPL', ...}, *) >= 0");
		sx_assert_called(trace, "bpf(BPF_OBJ_GET_INFO_BY_FD, {info={info={type=BPF_PROG_TYPE_SOCKET_FILTER, nr_map_ids=1, "
					"map_ids=[> 0], name='p', xlated_prog_insns=[*, *, {imm=7, ...}, *], ...}, ...}}, 16) = 0");
		sx_assert_never(trace, "bpf(BPF_OBJ_GET_INFO_BY_FD, {info={info={map_ids=[*, *], ...}, ...}}, 16)");
	}
	sx_free(trace);
}
END_TEST

/* Descriptors that are an element's second member, and such as belong to the process that an argument names. */
static int compares_descriptors(void *unused)
{
	struct io_uring_rsrc_update rings[2] = {{.offset = 7, .data = STDIN_FILENO}, {.offset = 8, .data = STDIN_FILENO}};
	int fd = open("/dev/null", O_RDONLY);

	dup2(fd, STDIN_FILENO);
	syscall(SYS_kcmp, getpid(), getpid(), KCMP_FILE, STDIN_FILENO, fd);
	syscall(SYS_kcmp, getpid(), getppid(), KCMP_FILE, STDIN_FILENO, STDIN_FILENO);
	syscall(SYS_io_uring_register, -1, IORING_REGISTER_RING_FDS, rings, 2);
	return 0;
}

START_TEST(a_descriptor_is_that_of_the_process_that_has_it)
{
	sx_trace *trace = sx_fork(NULL, compares_descriptors, NULL);
	char *dump = text_of_dump(trace);

	sx_assert_called(trace, "kcmp(*, *, KCMP_FILE, </dev/null>, </dev/null>)");
	sx_assert_times(trace, 2, "kcmp(*, *, KCMP_FILE, </dev/null>, *)");
	ck_assert_ptr_null(strstr(dump, "KCMP_FILE, 0</dev/null>, 0<"));
	sx_assert_called(trace, "io_uring_register(-1, IORING_REGISTER_RING_FDS, [{offset=7, data=</dev/null>}, "
				"{offset=8, data=</dev/null>}], 2)");
	free(dump);
	sx_free(trace);
}
END_TEST

/* What tells neither in its number nor in its fixed part how long it is; of a device, of which there need not be one. */
static int filters_a_tunnel(void *unused)
{
	struct ifreq device = {.ifr_name = "sx%d", .ifr_flags = IFF_TAP | IFF_NO_PI};
	struct {
		uint16_t flags, count; /* struct tun_filter, whose addresses have no size of their own */
		unsigned char addresses[3][6];
	} filter = {TUN_FLT_ALLMULTI, 3, {{2, 0, 0, 0, 0, 1}, {2, 0, 0, 0, 0, 2}, {2, 0, 0, 0, 0, 3}}};

	ioctl(-1, TUNSETIFF, &device);
	ioctl(-1, TUNSETTXFILTER, &filter);
	return 0;
}

START_TEST(the_filter_of_a_tunnel_is_shown_with_its_addresses)
{
	sx_trace *trace = sx_fork(NULL, filters_a_tunnel, NULL);

	sx_assert_called(trace, "ioctl(-1, TUNSETIFF, {ifr_name='sx%d', ifr_flags=IFF_TAP|IFF_NO_PI}) = -1 EBADF");
	sx_assert_called(trace, "ioctl(-1, TUNSETTXFILTER, {flags=TUN_FLT_ALLMULTI, count=3, "
				"addr=[02:00:00:00:00:01, 02:00:00:00:00:02, 02:00:00:00:00:03]}) = -1 EBADF");
	sx_free(trace);
}
END_TEST

#ifdef SYS_modify_ldt
/* The kernel makes an unsigned int of its answer: to the program it is a large number. */
static int fails_without_a_sign(void *unused)
{
	return syscall(SYS_modify_ldt, 1, NULL, 5UL) > 0 ? 0 : 1;
}

START_TEST(what_fails_without_a_sign_has_failed)
{
	sx_trace *trace = sx_fork(NULL, fails_without_a_sign, NULL);
	const sx_call *call = sx_find(trace, NULL, "modify_ldt");

	ck_assert_int_eq(sx_status(trace), 0);
	ck_assert_int_eq(sx_call_ret(call), -1);
	ck_assert(sx_call_errno(call) == EINVAL || sx_call_errno(call) == ENOSYS);
	sx_assert_never(trace, "modify_ldt(...) >= 0");
	sx_free(trace);
}
END_TEST
#endif

/* A message that is longer than what is kept of other buffers. */
static int asks_for_links(void *unused)
{
	struct {
		struct nlmsghdr head;
		struct ifinfomsg link;
		struct rtattr attribute;
		uint32_t mask;
	} ask = {
		{sizeof(ask), RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, 7, 0}, {.ifi_family = AF_UNSPEC}, {8, IFLA_EXT_MASK}, RTEXT_FILTER_VF,
	};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	return send(fd, &ask, sizeof(ask), 0) == (ssize_t)sizeof(ask) ? 0 : 1;
}

START_TEST(messages_of_netlink_are_kept_whole)
{
	sx_trace *trace = sx_fork(SX_OPTIONS(.string_limit = 16), asks_for_links, NULL);
	char *dump = text_of_dump(trace);

	sx_assert_exited(trace, 0);
	ck_assert_msg(strstr(dump, "[{nla_len=8, nla_type=IFLA_EXT_MASK}, RTEXT_FILTER_VF]"), "%s", dump);
	free(dump);
	sx_free(trace);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, messages_of_netlink_are_kept_whole);
	tcase_add_test(tcase, the_filter_of_a_tunnel_is_shown_with_its_addresses);
#ifdef SYS_modify_ldt
	tcase_add_test(tcase, what_fails_without_a_sign_has_failed);
#endif
	tcase_add_test(tcase, a_program_of_bpf_is_shown_and_so_is_what_is_known_of_it);
	tcase_add_test(tcase, a_descriptor_is_that_of_the_process_that_has_it);
	tcase_add_test(tcase, node_masks_and_pages_are_shown);
	tcase_add_test(tcase, control_blocks_are_shown_with_what_they_write);
	tcase_add_test(tcase, what_says_that_a_signal_came_is_shown_by_its_kind);
	tcase_add_test(tcase, control_messages_are_shown_by_their_kind);
	tcase_add_test(tcase, queued_messages_are_shown_with_their_text);
	tcase_add_test(tcase, quotas_are_shown_by_their_command);
	tcase_add_test(tcase, requests_of_ptrace_are_shown);
	tcase_add_test(tcase, what_ptrace_answers_is_shown);
	tcase_add_test(tcase, messages_of_netlink_are_taken_apart);
	tcase_add_test(tcase, attributes_of_bpf_are_shown_with_their_text);
	tcase_add_test(tcase, a_pattern_reaches_into_a_control_block);
}
