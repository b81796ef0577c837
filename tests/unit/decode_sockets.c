/* SPDX-License-Identifier: MIT */
/* Options, names and control messages that are shorter or longer than what they should be; keys; expectations are strace's. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <linux/keyctl.h>
#include <linux/tipc.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "tests/unit/lines.h"

#define FIRST 0x7ffc00001010ul
#define SECOND 0x7ffc00002010ul
#define THIRD 0x7ffc00003010ul

static struct fake *f;

static void setup(void)
{
	f = fake_new();
}

static void teardown(void)
{
	f = fake_free(f);
}

static struct sx_call *set_to(int level, int name, const void *value, int length, int known)
{
	struct sx_call *call = FAKE_CALL(f, "setsockopt", 0, 3, level, name, FIRST, length);

	fake_memory(f, call, 3, FIRST, false, value, (size_t)known);
	return call;
}

static struct sx_call *asked_for(int level, int name, const void *value, int room, int length, int known)
{
	struct sx_call *call = FAKE_CALL(f, "getsockopt", 0, 3, level, name, FIRST, SECOND);

	fake_memory(f, call, 3, FIRST, true, value, (size_t)known);
	fake_memory(f, call, 4, SECOND, false, &room, 4);
	fake_memory(f, call, 4, SECOND, true, &length, 4);
	return call;
}

START_TEST(an_int_option_is_an_int_whatever_its_length)
{
	int numbers[2] = {7, -1};

	assert_line(set_to(SOL_SOCKET, SO_KEEPALIVE, numbers, 8, 8), "setsockopt(3, SOL_SOCKET, SO_KEEPALIVE, [7], 8) = 0");
	assert_line(set_to(SOL_SOCKET, SO_KEEPALIVE, numbers, 3, 3),
		    "setsockopt(3, SOL_SOCKET, SO_KEEPALIVE, 0x7ffc00001010, 3) = 0");
	assert_line(asked_for(SOL_SOCKET, SO_KEEPALIVE, numbers, 3, 3, 3),
		    "getsockopt(3, SOL_SOCKET, SO_KEEPALIVE, \"\\x07\\x00\\x00\", [3]) = 0");
	assert_line(asked_for(SOL_NETLINK, 9 /* NETLINK_LIST_MEMBERSHIPS */, numbers, 8, 8, 8),
		    "getsockopt(3, SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, [7, 4294967295], [8]) = 0");
	assert_line(asked_for(SOL_NETLINK, 9 /* NETLINK_LIST_MEMBERSHIPS */, numbers, 3, 8, 0),
		    "getsockopt(3, SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, [], [3 => 8]) = 0");
	assert_line(asked_for(SOL_SOCKET, 74 /* SO_TXREHASH */, &(int){255}, 4, 4, 4),
		    "getsockopt(3, SOL_SOCKET, SO_TXREHASH, [SOCK_TXREHASH_DEFAULT], [4]) = 0");
}
END_TEST

START_TEST(an_answer_may_end_in_a_field)
{
	int credentials[3] = {5, 6, 7};
	unsigned statistics[3] = {1, 2, 3};

	assert_line(asked_for(SOL_SOCKET, SO_PEERCRED, credentials, 7, 7, 7),
		    "getsockopt(3, SOL_SOCKET, SO_PEERCRED, {pid=5, uid=\"\\x06\\x00\\x00\"}, [7]) = 0");
	assert_line(asked_for(SOL_SOCKET, SO_PEERCRED, credentials, 12, 12, 12),
		    "getsockopt(3, SOL_SOCKET, SO_PEERCRED, {pid=5, uid=6, gid=7}, [12]) = 0");
	assert_line(asked_for(SOL_PACKET, PACKET_STATISTICS, statistics, 8, 8, 8),
		    "getsockopt(3, SOL_PACKET, PACKET_STATISTICS, {tp_packets=1, tp_drops=2}, [8]) = 0");
	assert_line(asked_for(SOL_SOCKET, SO_ERROR, "\157", 1, 1, 1),
		    "getsockopt(3, SOL_SOCKET, SO_ERROR, \"\\x6f\", [1]) = 0");
}
END_TEST

START_TEST(an_answer_that_was_not_kept_whole_says_so)
{
	int room = 64;
	struct sx_call *call = FAKE_CALL(f, "getsockopt", 0, 3, SOL_SOCKET, SO_PEERSEC, FIRST, SECOND);

	fake_blob(f, call, &(struct wire_blob){.what = WIRE_MEMORY, .slot = 3, .at_exit = true, .state = WIRE_CUT, .length = 8,
					       .wanted = 64, .address = FIRST}, "abcdefgh");
	fake_memory(f, call, 4, SECOND, false, &room, 4);
	fake_memory(f, call, 4, SECOND, true, &(int){20}, 4);
	assert_line(call, "getsockopt(3, SOL_SOCKET, SO_PEERSEC, \"abcdefgh\"..., [64 => 20]) = 0");
}
END_TEST

/* More is read of an answer than it has: a filter is asked for by the number of its steps. */
START_TEST(a_filter_is_shown_step_by_step)
{
	struct sock_filter steps[3] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, (unsigned)SKF_AD_OFF + SKF_AD_PROTOCOL),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, (unsigned)SKF_NET_OFF + 9),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog program = {.len = 3, .filter = (void *)SECOND};
	struct sx_call *call = set_to(SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program), sizeof(program));
	static const char shown[] = "[BPF_STMT(BPF_LD|BPF_H|BPF_ABS, SKF_AD_OFF+SKF_AD_PROTOCOL), "
				    "BPF_STMT(BPF_LD|BPF_B|BPF_ABS, SKF_NET_OFF+9), BPF_STMT(BPF_RET|BPF_K, 0)]";
	char expected[400];

	fake_memory(f, call, 3, SECOND, false, steps, sizeof(steps));
	snprintf(expected, sizeof(expected), "setsockopt(3, SOL_SOCKET, SO_ATTACH_FILTER, {len=3, filter=%s}, 16) = 0", shown);
	assert_line_as(call, expected, .verbose = true, .no_alignment = true);
	snprintf(expected, sizeof(expected), "getsockopt(3, SOL_SOCKET, SO_GET_FILTER, %s, [9 => 3]) = 0", shown);
	assert_line_as(asked_for(SOL_SOCKET, SO_ATTACH_FILTER, steps, 9, 3, sizeof(steps)), expected, .verbose = true,
		       .no_alignment = true);
	assert_line(asked_for(SOL_SOCKET, SO_KEEPALIVE, &(int[8]){1}, 4, 4, 32),
		    "getsockopt(3, SOL_SOCKET, SO_KEEPALIVE, [1], [4]) = 0");
	assert_line(asked_for(SOL_SOCKET, SO_PEERSEC, "abcdefgh", 64, 3, 8),
		    "getsockopt(3, SOL_SOCKET, SO_PEERSEC, \"abc\", [64 => 3]) = 0");
}
END_TEST

/* The kernel writes of a name what there is room for, and says how long it is. */
START_TEST(a_name_ends_where_its_room_does)
{
	struct msghdr header = {.msg_name = (void *)SECOND, .msg_namelen = 2};
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "was there before"};
	struct sx_call *call = FAKE_CALL(f, "recvmsg", 0, 3, FIRST, 0);

	fake_memory(f, call, 1, FIRST, false, &header, sizeof(header));
	header.msg_namelen = 20;
	fake_memory(f, call, 1, FIRST, true, &header, sizeof(header));
	fake_memory(f, call, 1, SECOND, true, &address, 20);
	assert_line(call, "recvmsg(3, {msg_name={sa_family=AF_UNIX}, msg_namelen=2 => 20, msg_iov=NULL, msg_iovlen=0, "
			  "msg_controllen=0, msg_flags=0}, 0) = 0");
}
END_TEST

START_TEST(control_messages_say_what_they_have_room_for)
{
	struct msghdr header = {.msg_control = (void *)SECOND, .msg_controllen = 76};
	unsigned char control[76] = {0};
	struct sx_call *call = FAKE_CALL(f, "sendmsg", 0, 3, FIRST, 0);
	uint64_t lengths[] = {20, 24, 24};
	int kinds[][2] = {{SOL_SOCKET, SO_TIMESTAMP}, {SOL_IP, IP_TTL}, {IPPROTO_TCP, 5}};

	for (size_t i = 0; i < 3; i++) {
		memcpy(control + 24 * i, &lengths[i], 8);
		memcpy(control + 24 * i + 8, kinds[i], 8);
		control[24 * i + 16] = 64;
	}
	fake_memory(f, call, 1, FIRST, false, &header, sizeof(header));
	fake_memory(f, call, 1, SECOND, false, control, sizeof(control));
	assert_line(call, "sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=NULL, msg_iovlen=0, msg_control=["
			  "{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SO_TIMESTAMP_OLD, cmsg_data=???}, "
			  "{cmsg_len=24, cmsg_level=SOL_IP, cmsg_type=IP_TTL, cmsg_data=[64, 0]}, "
			  "{cmsg_len=24, cmsg_level=SOL_TCP, cmsg_type=0x5}, ... /* 0x7ffc00002058 */], "
			  "msg_controllen=76, msg_flags=0}, 0) = 0");
}
END_TEST

START_TEST(new_time_stamps_are_wide_in_32_bit_programs_too)
{
	uint32_t header[7] = {[4] = 0x2000, [5] = 28}, control[7] = {28, SOL_SOCKET, 63 /* SO_TIMESTAMP_NEW */, 5, 1, 6, 0};
	struct sx_call *call;

	f->is_compat = true;
	call = FAKE_CALL(f, "sendmsg", 0, 3, 0x1000, 0);
	fake_memory(f, call, 1, 0x1000, false, header, sizeof(header));
	fake_memory(f, call, 1, 0x2000, false, control, sizeof(control));
	assert_line(call, "sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=NULL, msg_iovlen=0, msg_control=["
			  "{cmsg_len=28, cmsg_level=SOL_SOCKET, cmsg_type=SO_TIMESTAMP_NEW, cmsg_data={tv_sec=4294967301, tv_usec=6}}], "
			  "msg_controllen=28, msg_flags=0}, 0) = 0");
}
END_TEST

START_TEST(a_scope_is_an_interface_where_it_is_of_the_link)
{
	struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_scope_id = 1};
	struct sx_call *call = FAKE_CALL(f, "bind", 0, 3, FIRST, 28);

	address.sin6_addr.s6_addr[0] = 0xfe;
	address.sin6_addr.s6_addr[1] = 0x80;
	fake_memory(f, call, 1, FIRST, false, &address, 28);
	assert_line(call, "bind(3, {sa_family=AF_INET6, sin6_port=htons(0), sin6_flowinfo=htonl(0), "
			  "inet_pton(AF_INET6, \"fe80::\", &sin6_addr), sin6_scope_id=if_nametoindex(\"lo\")}, 28) = 0");
}
END_TEST

START_TEST(a_short_filter_of_types_lets_the_rest_through)
{
	uint32_t mask = 0x02000001;
	struct sx_call *call = FAKE_CALL(f, "setsockopt", 0, 3, SOL_RAW, 1, FIRST, 3);

	fake_memory(f, call, 3, FIRST, false, &mask, 3);
	assert_line(call, "setsockopt(3, SOL_RAW, ICMP_FILTER, [ICMP_ECHOREPLY 0x18 /* ICMP_??? */ 0x19 /* ICMP_??? */ "
			  "0x1a /* ICMP_??? */ 0x1b /* ICMP_??? */ 0x1c /* ICMP_??? */ 0x1d /* ICMP_??? */ "
			  "0x1e /* ICMP_??? */ 0x1f /* ICMP_??? */], 3) = 0");
	call = FAKE_CALL(f, "setsockopt", 0, 3, SOL_RAW, 1, FIRST, 4);
	fake_memory(f, call, 3, FIRST, false, &mask, 4);
	assert_line(call, "setsockopt(3, SOL_RAW, ICMP_FILTER, [ICMP_ECHOREPLY 0x19 /* ICMP_??? */], 4) = 0");
}
END_TEST

START_TEST(levels_of_families_have_their_options)
{
	assert_line(FAKE_CALL(f, "setsockopt", 0, 3, AF_VSOCK, 5, 0, 4),
		    "setsockopt(3, AF_VSOCK, SO_VM_SOCKETS_TRUSTED, NULL, 4) = 0");
	assert_line(FAKE_CALL(f, "setsockopt", 0, 3, 101 /* SOL_CAN_RAW */, 9, 0, 4),
		    "setsockopt(3, SOL_CAN_RAW, 0x9 /* CAN_RAW_??? */, NULL, 4) = 0");
	assert_line(FAKE_CALL(f, "setsockopt", 0, 3, 256 /* SOL_IPX */, 1, 0, 4),
		    "setsockopt(3, SOL_IPX, IPX_TYPE, NULL, 4) = 0");
	assert_line(set_to(SOL_TIPC, TIPC_IMPORTANCE, &(int){TIPC_HIGH_IMPORTANCE}, 4, 4),
		    "setsockopt(3, SOL_TIPC, TIPC_IMPORTANCE, [TIPC_HIGH_IMPORTANCE], 4) = 0");
	assert_line(asked_for(SOL_TIPC, TIPC_IMPORTANCE, &(int){5}, 4, 4, 4),
		    "getsockopt(3, SOL_TIPC, TIPC_IMPORTANCE, [0x5 /* TIPC_???_IMPORTANCE */], [4]) = 0");
	assert_line(set_to(SOL_TIPC, TIPC_GROUP_JOIN, ((int[]){42, 2, 3, 3}), 16, 16),
		    "setsockopt(3, SOL_TIPC, TIPC_GROUP_JOIN, {type=42, instance=2, scope=TIPC_NODE_SCOPE, "
		    "flags=TIPC_GROUP_LOOPBACK|TIPC_GROUP_MEMBER_EVTS}, 16) = 0");
}
END_TEST

/* The structure in one argument says how long the buffers in the others are. */
START_TEST(buffers_of_keys_are_as_long_as_it_is_said)
{
	int params[10] = {-2, 3, 2};
	struct sx_call *call = FAKE_CALL(f, "keyctl", 0, KEYCTL_PKEY_VERIFY, FIRST, 0, SECOND, THIRD);

	fake_memory(f, call, 1, FIRST, false, params, sizeof(params));
	fake_memory(f, call, 3, SECOND, false, "abcdef", 6);
	fake_memory(f, call, 4, THIRD, false, "uvwxyz", 6);
	assert_line(call, "keyctl(KEYCTL_PKEY_VERIFY, {key_id=KEY_SPEC_PROCESS_KEYRING, in_len=3, in2_len=2}, NULL, \"abc\", "
			  "\"uv\") = 0");
	params[9] = 1;
	call = FAKE_CALL(f, "keyctl", -EINVAL, KEYCTL_PKEY_SIGN, FIRST, 0, SECOND, THIRD);
	fake_memory(f, call, 1, FIRST, false, params, sizeof(params));
	fake_memory(f, call, 3, SECOND, false, "abcdef", 6);
	assert_line(call, "keyctl(KEYCTL_PKEY_SIGN, {key_id=KEY_SPEC_PROCESS_KEYRING, in_len=3, out_len=2, "
			  "__spare=[0, 0, 0, 0, 0, 0, 0x1]}, NULL, \"abc\", 0x7ffc00003010) = -1 EINVAL (Invalid argument)");
	call = FAKE_CALL(f, "keyctl", 2, KEYCTL_CAPABILITIES, FIRST, 2);
	fake_memory(f, call, 1, FIRST, true, "\201\1", 2);
	assert_line(call, "keyctl(KEYCTL_CAPABILITIES, [KEYCTL_CAPS0_CAPABILITIES|KEYCTL_CAPS0_MOVE, "
			  "KEYCTL_CAPS1_NS_KEYRING_NAME], 2) = 2");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode_sockets");
	TCase *tests = tcase_create("sockets");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, an_int_option_is_an_int_whatever_its_length);
	tcase_add_test(tests, an_answer_may_end_in_a_field);
	tcase_add_test(tests, an_answer_that_was_not_kept_whole_says_so);
	tcase_add_test(tests, a_filter_is_shown_step_by_step);
	tcase_add_test(tests, a_name_ends_where_its_room_does);
	tcase_add_test(tests, control_messages_say_what_they_have_room_for);
	tcase_add_test(tests, new_time_stamps_are_wide_in_32_bit_programs_too);
	tcase_add_test(tests, a_scope_is_an_interface_where_it_is_of_the_link);
	tcase_add_test(tests, a_short_filter_of_types_lets_the_rest_through);
	tcase_add_test(tests, levels_of_families_have_their_options);
	tcase_add_test(tests, buffers_of_keys_are_as_long_as_it_is_said);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
