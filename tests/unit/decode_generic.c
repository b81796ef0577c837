/* SPDX-License-Identifier: MIT */
/* What the kernel says of its generic netlink families: arrays, whose elements have a number for a type. */
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "tests/unit/lines.h"

#define BUFFER 0x7ffc00001000ul

static struct fake *f;
static unsigned char bytes[512];
static size_t used;

static void setup(void)
{
	f = fake_new();
}

static void teardown(void)
{
	f = fake_free(f);
}

static void put(const void *from, size_t length)
{
	ck_assert_uint_le(used + length + 3, sizeof(bytes));
	memcpy(bytes + used, from, length);
	used += length;
	while (used % 4)
		bytes[used++] = 0;
}

/* Its length is written when it is closed. */
static size_t open_attribute(unsigned type)
{
	size_t at = used;

	put(((uint16_t[]){0, (uint16_t)type}), 4);
	return at;
}

static void close_attribute(size_t at)
{
	uint16_t length = (uint16_t)(used - at);

	memcpy(bytes + at, &length, sizeof(length));
}

static void put_word(unsigned type, uint32_t word)
{
	put(((uint16_t[]){8, (uint16_t)type}), 4);
	put(&word, sizeof(word));
}

static void begin(unsigned type, const void *header, size_t length)
{
	struct nlmsghdr message = {.nlmsg_type = (uint16_t)type, .nlmsg_seq = 7};

	used = 0;
	put(&message, sizeof(message));
	put(header, length);
}

static struct sx_call *sent(int protocol)
{
	struct wire_socket socket = {.family = AF_NETLINK, .type = SOCK_RAW, .protocol = (wire_u16)protocol};
	struct sx_call *call = FAKE_CALL(f, "sendto", (int64_t)used, 5, BUFFER, used, 0, 0, 0);

	memcpy(bytes, &(uint32_t){(uint32_t)used}, 4);
	fake_socket(f, call, 0, 5, 77, &socket);
	fake_memory(f, call, 1, BUFFER, false, bytes, used);
	return call;
}

START_TEST(operations_and_groups_are_listed)
{
	size_t list, element;

	begin(GENL_ID_CTRL, "\1\2\0\0", 4);
	list = open_attribute(CTRL_ATTR_OPS);
	element = open_attribute(1);
	put_word(CTRL_ATTR_OP_ID, 3);
	put_word(CTRL_ATTR_OP_FLAGS, GENL_CMD_CAP_DUMP | GENL_CMD_CAP_HASPOL);
	close_attribute(element);
	close_attribute(list);
	list = open_attribute(CTRL_ATTR_MCAST_GROUPS);
	element = open_attribute(1);
	put_word(CTRL_ATTR_MCAST_GRP_ID, 16);
	put(((uint16_t[]){8, CTRL_ATTR_MCAST_GRP_NAME}), 4);
	put("abc", 4);
	close_attribute(element);
	close_attribute(list);
	assert_line(sent(NETLINK_GENERIC),
		    "sendto(5, [{nlmsg_len=68, nlmsg_type=nlctrl, nlmsg_flags=0, nlmsg_seq=7, nlmsg_pid=0}, "
		    "{cmd=CTRL_CMD_NEWFAMILY, version=2}, [[{nla_len=24, nla_type=CTRL_ATTR_OPS}, [{nla_len=20, "
		    "nla_type=0x1}, [[{nla_len=8, nla_type=CTRL_ATTR_OP_ID}, 0x3], [{nla_len=8, "
		    "nla_type=CTRL_ATTR_OP_FLAGS}, GENL_CMD_CAP_DUMP|GENL_CMD_CAP_HASPOL]]]], [{nla_len=24, "
		    "nla_type=CTRL_ATTR_MCAST_GROUPS}, [{nla_len=20, nla_type=0x1}, [[{nla_len=8, "
		    "nla_type=CTRL_ATTR_MCAST_GRP_ID}, 16], [{nla_len=8, nla_type=CTRL_ATTR_MCAST_GRP_NAME}, \"abc\"]]]]]], "
		    "68, 0, NULL, 0) = 68");
}
END_TEST

START_TEST(policies_are_arrays_of_arrays)
{
	int64_t least = -5;
	size_t list, policy, attribute;

	begin(GENL_ID_CTRL, "\12\2\0\0", 4);
	list = open_attribute(NLA_F_NESTED | CTRL_ATTR_POLICY);
	policy = open_attribute(NLA_F_NESTED | 0);
	attribute = open_attribute(NLA_F_NESTED | 2);
	put_word(NL_POLICY_TYPE_ATTR_TYPE, NL_ATTR_TYPE_S32);
	put(((uint16_t[]){12, NL_POLICY_TYPE_ATTR_MIN_VALUE_S}), 4);
	put(&least, sizeof(least));
	close_attribute(attribute);
	close_attribute(policy);
	close_attribute(list);
	list = open_attribute(NLA_F_NESTED | CTRL_ATTR_OP_POLICY);
	policy = open_attribute(NLA_F_NESTED | 3);
	put_word(CTRL_ATTR_POLICY_DO, 1);
	close_attribute(policy);
	close_attribute(list);
	assert_line(sent(NETLINK_GENERIC),
		    "sendto(5, [{nlmsg_len=68, nlmsg_type=nlctrl, nlmsg_flags=0, nlmsg_seq=7, nlmsg_pid=0}, "
		    "{cmd=CTRL_CMD_GETPOLICY, version=2}, [[{nla_len=32, nla_type=NLA_F_NESTED|CTRL_ATTR_POLICY}, "
		    "[{nla_len=28, nla_type=NLA_F_NESTED|0}, [{nla_len=24, nla_type=NLA_F_NESTED|0x2}, [[{nla_len=8, "
		    "nla_type=NL_POLICY_TYPE_ATTR_TYPE}, NL_ATTR_TYPE_S32], [{nla_len=12, "
		    "nla_type=NL_POLICY_TYPE_ATTR_MIN_VALUE_S}, -5]]]]], [{nla_len=16, "
		    "nla_type=NLA_F_NESTED|CTRL_ATTR_OP_POLICY}, [{nla_len=12, nla_type=NLA_F_NESTED|0x3}, [{nla_len=8, "
		    "nla_type=CTRL_ATTR_POLICY_DO}, 1]]]]], 68, 0, NULL, 0) = 68");
}
END_TEST

START_TEST(a_dump_of_families_is_asked_for_by_name)
{
	begin(GENL_ID_CTRL, "\3\2\0\0", 4);
	((struct nlmsghdr *)bytes)->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	assert_line(sent(NETLINK_GENERIC),
		    "sendto(5, [{nlmsg_len=20, nlmsg_type=nlctrl, nlmsg_flags=NLM_F_REQUEST|NLM_F_DUMP, nlmsg_seq=7, "
		    "nlmsg_pid=0}, {cmd=CTRL_CMD_GETFAMILY, version=2}], 20, 0, NULL, 0) = 20");
}
END_TEST

START_TEST(a_link_says_which_port_it_is_of)
{
	struct ifinfomsg link = {.ifi_family = AF_UNSPEC, .ifi_type = 1, .ifi_index = 4};
	size_t port;

	begin(RTM_NEWLINK, &link, sizeof(link));
	port = open_attribute(NLA_F_NESTED | 62 /* IFLA_DEVLINK_PORT */);
	put(((uint16_t[]){8, 1}), 4);
	put("pci", 4);
	put_word(3, 65535);
	close_attribute(port);
	port = open_attribute(NLA_F_NESTED | 65 /* IFLA_DPLL_PIN */);
	put_word(1, 13);
	close_attribute(port);
	assert_line(sent(NETLINK_ROUTE),
		    "sendto(5, [{nlmsg_len=64, nlmsg_type=RTM_NEWLINK, nlmsg_flags=0, nlmsg_seq=7, nlmsg_pid=0}, "
		    "{ifi_family=AF_UNSPEC, ifi_type=ARPHRD_ETHER, ifi_index=4, ifi_flags=0, ifi_change=0}, [[{nla_len=20, "
		    "nla_type=NLA_F_NESTED|IFLA_DEVLINK_PORT}, [[{nla_len=8, nla_type=DEVLINK_ATTR_BUS_NAME}, \"pci\"], "
		    "[{nla_len=8, nla_type=DEVLINK_ATTR_PORT_INDEX}, 65535]]], [{nla_len=12, "
		    "nla_type=NLA_F_NESTED|IFLA_DPLL_PIN}, [{nla_len=8, nla_type=DPLL_A_PIN_ID}, 13]]]], 64, 0, NULL, 0) = 64");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode_generic");
	TCase *tests = tcase_create("generic");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, operations_and_groups_are_listed);
	tcase_add_test(tests, policies_are_arrays_of_arrays);
	tcase_add_test(tests, a_dump_of_families_is_asked_for_by_name);
	tcase_add_test(tests, a_link_says_which_port_it_is_of);
	suite_add_tcase(suite, tests);
	return run_tests(suite);
}
