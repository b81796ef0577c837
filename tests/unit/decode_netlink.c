/* SPDX-License-Identifier: MIT */
/* Messages of netlink sockets as lines; expectations are strace's, with the names that came after 6.1. */
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "tests/unit/lines.h"

#define BUFFER 0x7ffc00001000ul

static struct fake *f;

static void setup(void)
{
	f = fake_new();
}

static void teardown(void)
{
	f = fake_free(f);
}

/* A message that is put together; its length is written when it is sent. */
static unsigned char bytes[1024];
static size_t used;

static void put(const void *from, size_t length)
{
	ck_assert_uint_le(used + length, sizeof(bytes));
	memcpy(bytes + used, from, length);
	used += length;
	while (used % 4)
		bytes[used++] = 0;
}

static void begin(unsigned type, unsigned flags)
{
	struct nlmsghdr header = {.nlmsg_type = (uint16_t)type, .nlmsg_flags = (uint16_t)flags, .nlmsg_seq = 7};

	used = 0;
	put(&header, sizeof(header));
}

static void attribute(unsigned type, const void *payload, size_t length)
{
	uint16_t header[2] = {(uint16_t)(4 + length), (uint16_t)type};

	put(header, sizeof(header));
	put(payload, length);
}

static struct sx_call *sent_as(int protocol, size_t length)
{
	struct wire_socket socket = {.family = AF_NETLINK, .type = SOCK_RAW, .protocol = (wire_u16)protocol};
	struct sx_call *call = FAKE_CALL(f, "sendto", (int64_t)length, 5, BUFFER, length, 0, 0, 0);

	fake_socket(f, call, 0, 5, 77, &socket);
	fake_memory(f, call, 1, BUFFER, false, bytes, length);
	return call;
}

static struct sx_call *sent(int protocol)
{
	uint32_t length = (uint32_t)used;

	memcpy(bytes, &length, sizeof(length));
	return sent_as(protocol, used);
}

START_TEST(a_link_is_shown_with_its_attributes)
{
	struct ifinfomsg link = {.ifi_family = AF_UNSPEC, .ifi_type = 1, .ifi_index = 4, .ifi_flags = 0x11043};
	unsigned char address[6] = {2, 0xfc, 0, 0, 0, 5};
	unsigned char nested[] = {8, 0, 1, 0, 't', 'u', 'n', 0};
	uint32_t mtu = 1500;

	begin(RTM_NEWLINK, NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL);
	put(&link, sizeof(link));
	attribute(3, "eth0", 5);
	attribute(4, &mtu, 4);
	attribute(1, address, 6);
	attribute(18 | NLA_F_NESTED, nested, sizeof(nested));
	attribute(200, "ab", 2);
	assert_line(sent(NETLINK_ROUTE),
		    "sendto(5, [{nlmsg_len=84, nlmsg_type=RTM_NEWLINK, nlmsg_flags=NLM_F_REQUEST|NLM_F_EXCL|NLM_F_CREATE, "
		    "nlmsg_seq=7, nlmsg_pid=0}, {ifi_family=AF_UNSPEC, ifi_type=ARPHRD_ETHER, "
		    "ifi_index=if_nametoindex(\"eth0\"), ifi_flags=IFF_UP|IFF_BROADCAST|IFF_RUNNING|IFF_MULTICAST|IFF_LOWER_UP, "
		    "ifi_change=0}, [[{nla_len=9, nla_type=IFLA_IFNAME}, \"eth0\"], [{nla_len=8, nla_type=IFLA_MTU}, 1500], "
		    "[{nla_len=10, nla_type=IFLA_ADDRESS}, 02:fc:00:00:00:05], "
		    "[{nla_len=12, nla_type=NLA_F_NESTED|IFLA_LINKINFO}, [{nla_len=8, nla_type=IFLA_INFO_KIND}, \"tun\"]], "
		    "[{nla_len=6, nla_type=0xc8 /* IFLA_??? */}, \"\\x61\\x62\"]]], 84, 0, NULL, 0) = 84");
}
END_TEST

START_TEST(a_route_is_shown_with_addresses_of_its_family)
{
	struct rtmsg route = {.rtm_family = AF_INET6, .rtm_dst_len = 64, .rtm_table = RT_TABLE_MAIN, .rtm_scope = 253,
			      .rtm_protocol = 2, .rtm_type = 1, .rtm_flags = 0x200};
	unsigned char loopback[16] = {[15] = 1};
	uint32_t interface = 1, table = 254;

	begin(RTM_NEWROUTE, NLM_F_MULTI);
	put(&route, sizeof(route));
	attribute(RTA_DST, loopback, 16);
	attribute(RTA_OIF, &interface, 4);
	attribute(RTA_TABLE, &table, 4);
	attribute(RTA_PREF, "\1", 1);
	assert_line(sent(NETLINK_ROUTE),
		    "sendto(5, [{nlmsg_len=72, nlmsg_type=RTM_NEWROUTE, nlmsg_flags=NLM_F_MULTI, nlmsg_seq=7, nlmsg_pid=0}, "
		    "{rtm_family=AF_INET6, rtm_dst_len=64, rtm_src_len=0, rtm_tos=0, rtm_table=RT_TABLE_MAIN, "
		    "rtm_protocol=RTPROT_KERNEL, rtm_scope=RT_SCOPE_LINK, rtm_type=RTN_UNICAST, rtm_flags=RTM_F_CLONED}, "
		    "[[{nla_len=20, nla_type=RTA_DST}, inet_pton(AF_INET6, \"::1\")], "
		    "[{nla_len=8, nla_type=RTA_OIF}, if_nametoindex(\"lo\")], [{nla_len=8, nla_type=RTA_TABLE}, RT_TABLE_MAIN], "
		    "[{nla_len=5, nla_type=RTA_PREF}, 1]]], 72, 0, NULL, 0) = 72");
	used -= 8;	/* cut before the last attribute, and in the middle of the header */
	assert_line(sent_as(NETLINK_ROUTE, 20),
		    "sendto(5, [{nlmsg_len=72, nlmsg_type=RTM_NEWROUTE, nlmsg_flags=NLM_F_MULTI, nlmsg_seq=7, nlmsg_pid=0}, "
		    "{rtm_family=AF_INET6, ...}], 20, 0, NULL, 0) = 20");
}
END_TEST

START_TEST(an_error_is_shown_with_the_message_it_answers)
{
	int32_t error = -EOPNOTSUPP;
	uint32_t offset = 16;
	struct nlmsghdr asked = {.nlmsg_len = 16, .nlmsg_type = RTM_GETLINK, .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP};

	begin(NLMSG_ERROR, 0x100 | 0x200 /* NLM_F_CAPPED, NLM_F_ACK_TLVS */);
	put(&error, 4);
	put(&asked, sizeof(asked));
	attribute(1, "no", 3);
	attribute(2, &offset, 4);
	assert_line(sent(NETLINK_ROUTE),
		    "sendto(5, [{nlmsg_len=52, nlmsg_type=NLMSG_ERROR, nlmsg_flags=NLM_F_CAPPED|NLM_F_ACK_TLVS, nlmsg_seq=7, "
		    "nlmsg_pid=0}, [{error=-EOPNOTSUPP, msg={nlmsg_len=16, nlmsg_type=RTM_GETLINK, "
		    "nlmsg_flags=NLM_F_REQUEST|NLM_F_DUMP, nlmsg_seq=0, nlmsg_pid=0}}, "
		    "[[{nla_len=7, nla_type=NLMSGERR_ATTR_MSG}, \"no\"], "
		    "[{nla_len=8, nla_type=NLMSGERR_ATTR_OFFS}, 16]]]], 52, 0, NULL, 0) = 52");
}
END_TEST

START_TEST(what_each_family_says_of_a_link_is_shown_by_place)
{
	struct ifinfomsg link = {.ifi_family = AF_UNSPEC, .ifi_type = 1, .ifi_index = 4};
	int32_t conf[2] = {7, -1};
	uint64_t count[2] = {3, UINT64_MAX};
	unsigned char loopback[16] = {[15] = 1};
	uint32_t flags = 0x80000010;
	size_t inet, inet6, spec;

	begin(RTM_NEWLINK, 0);
	put(&link, sizeof(link));
	spec = used;
	attribute(26, "", 0);
	inet = used;
	attribute(AF_INET, "", 0);
	attribute(1, conf, sizeof(conf));
	bytes[inet] = (unsigned char)(used - inet);
	inet6 = used;
	attribute(AF_INET6, "", 0);
	attribute(1, &flags, 4);
	attribute(2, conf, sizeof(conf));
	attribute(6, count, sizeof(count));
	attribute(7, loopback, sizeof(loopback));
	attribute(8, "\3", 1);
	bytes[inet6] = (unsigned char)(used - inet6);
	bytes[spec] = (unsigned char)(used - spec);
	assert_line(sent(NETLINK_ROUTE),
		    "sendto(5, [{nlmsg_len=124, nlmsg_type=RTM_NEWLINK, nlmsg_flags=0, nlmsg_seq=7, nlmsg_pid=0}, "
		    "{ifi_family=AF_UNSPEC, ifi_type=ARPHRD_ETHER, ifi_index=4, ifi_flags=0, ifi_change=0}, "
		    "[{nla_len=92, nla_type=IFLA_AF_SPEC}, [[{nla_len=16, nla_type=AF_INET}, "
		    "[{nla_len=12, nla_type=IFLA_INET_CONF}, [[IPV4_DEVCONF_FORWARDING-1]=7, [IPV4_DEVCONF_MC_FORWARDING-1]=-1]]], "
		    "[{nla_len=72, nla_type=AF_INET6}, [[{nla_len=8, nla_type=IFLA_INET6_FLAGS}, IF_RS_SENT|IF_READY], "
		    "[{nla_len=12, nla_type=IFLA_INET6_CONF}, [[DEVCONF_FORWARDING]=7, [DEVCONF_HOPLIMIT]=-1]], "
		    "[{nla_len=20, nla_type=IFLA_INET6_ICMP6STATS}, [[ICMP6_MIB_NUM]=3, [ICMP6_MIB_INMSGS]=18446744073709551615]], "
		    "[{nla_len=20, nla_type=IFLA_INET6_TOKEN}, inet_pton(AF_INET6, \"::1\")], "
		    "[{nla_len=5, nla_type=IFLA_INET6_ADDR_GEN_MODE}, IN6_ADDR_GEN_MODE_RANDOM]]]]]], 124, 0, NULL, 0) = 124");
}
END_TEST

START_TEST(sockets_of_netlink_and_of_packets_are_asked_for)
{
	unsigned char request[20] = {AF_PACKET, 0, 0, 0, 0, 0, 0, 0, 0x21};
	unsigned char answer[28] = {AF_NETLINK, 2, 4, 7, 9, 0, 0, 0};
	unsigned char packets[16] = {AF_PACKET, 3, 3, 0, 6};
	uint64_t groups = 0x11;
	uint32_t memory[2] = {1, 212992}, info[6] = {1, 2, 0, 0, 0, 3}, filter[2] = {6, 0};

	begin(SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | NLM_F_DUMP);
	put(request, sizeof(request));
	assert_line(sent(NETLINK_SOCK_DIAG),
		    "sendto(5, [{nlmsg_len=36, nlmsg_type=SOCK_DIAG_BY_FAMILY, nlmsg_flags=NLM_F_REQUEST|NLM_F_DUMP, nlmsg_seq=7, "
		    "nlmsg_pid=0}, {sdiag_family=AF_PACKET, sdiag_protocol=0, pdiag_ino=0, "
		    "pdiag_show=PACKET_SHOW_INFO|PACKET_SHOW_FILTER, pdiag_cookie=[0, 0]}], 36, 0, NULL, 0) = 36");
	begin(SOCK_DIAG_BY_FAMILY, 0);
	put(answer, sizeof(answer));
	attribute(0, memory, sizeof(memory));
	attribute(1, &groups, sizeof(groups));
	assert_line(sent(NETLINK_SOCK_DIAG),
		    "sendto(5, [{nlmsg_len=68, nlmsg_type=SOCK_DIAG_BY_FAMILY, nlmsg_flags=0, nlmsg_seq=7, nlmsg_pid=0}, "
		    "{ndiag_family=AF_NETLINK, ndiag_type=SOCK_DGRAM, ndiag_protocol=NETLINK_SOCK_DIAG, ndiag_state=TCP_CLOSE, "
		    "ndiag_portid=9, ndiag_dst_portid=0, ndiag_dst_group=0, ndiag_ino=0, ndiag_cookie=[0, 0]}, "
		    "[[{nla_len=12, nla_type=NETLINK_DIAG_MEMINFO}, [[SK_MEMINFO_RMEM_ALLOC]=1, [SK_MEMINFO_RCVBUF]=212992]], "
		    "[{nla_len=12, nla_type=NETLINK_DIAG_GROUPS}, [0x00000000000011]]]], 68, 0, NULL, 0) = 68");
	begin(SOCK_DIAG_BY_FAMILY, 0);
	put(packets, sizeof(packets));
	attribute(0, info, sizeof(info));
	attribute(7, filter, sizeof(filter));
	assert_line(sent(NETLINK_SOCK_DIAG),
		    "sendto(5, [{nlmsg_len=72, nlmsg_type=SOCK_DIAG_BY_FAMILY, nlmsg_flags=0, nlmsg_seq=7, nlmsg_pid=0}, "
		    "{pdiag_family=AF_PACKET, pdiag_type=SOCK_RAW, pdiag_num=ETH_P_ALL, pdiag_ino=6, pdiag_cookie=[0, 0]}, "
		    "[[{nla_len=28, nla_type=PACKET_DIAG_INFO}, {pdi_index=if_nametoindex(\"lo\"), pdi_version=TPACKET_V3, "
		    "pdi_reserve=0, pdi_copy_thresh=0, pdi_tstamp=0, pdi_flags=PDI_RUNNING|PDI_AUXDATA}], "
		    "[{nla_len=12, nla_type=PACKET_DIAG_FILTER}, [BPF_STMT(BPF_RET|BPF_K, 0)]]]], 72, 0, NULL, 0) = 72");
}
END_TEST

START_TEST(several_messages_are_an_array)
{
	struct nlmsghdr two[2] = {
		{.nlmsg_len = 16, .nlmsg_type = NLMSG_NOOP, .nlmsg_flags = 0xfff0, .nlmsg_seq = 1},
		{.nlmsg_len = 16, .nlmsg_type = 0x999, .nlmsg_flags = NLM_F_ACK, .nlmsg_seq = 2, .nlmsg_pid = 9},
	};

	used = 0;
	put(two, sizeof(two));
	assert_line(sent_as(NETLINK_ROUTE, used),
		    "sendto(5, [{nlmsg_len=16, nlmsg_type=NLMSG_NOOP, nlmsg_flags=NLM_F_DUMP_INTR|NLM_F_DUMP_FILTERED|0xffc0, "
		    "nlmsg_seq=1, nlmsg_pid=0}, {nlmsg_len=16, nlmsg_type=0x999 /* RTM_??? */, nlmsg_flags=NLM_F_ACK, "
		    "nlmsg_seq=2, nlmsg_pid=9}], 32, 0, NULL, 0) = 32");
	assert_line(sent_as(NETLINK_ROUTE, 10),
		    "sendto(5, \"\\x10\\x00\\x00\\x00\\x01\\x00\\xf0\\xff\\x01\\x00\", 10, 0, NULL, 0) = 10");
}
END_TEST

START_TEST(each_family_names_its_types)
{
	begin((10 << 8) | 2, NLM_F_REQUEST | NLM_F_NONREC);
	put("\2\0\0\5", 4);
	assert_line(sent(NETLINK_NETFILTER),
		    "sendto(5, [{nlmsg_len=20, nlmsg_type=NFNL_SUBSYS_NFTABLES<<8|NFT_MSG_DELTABLE, "
		    "nlmsg_flags=NLM_F_REQUEST|NLM_F_NONREC, nlmsg_seq=7, nlmsg_pid=0}, {nfgen_family=AF_INET, "
		    "version=NFNETLINK_V0, res_id=htons(5)}], 20, 0, NULL, 0) = 20");
	begin(16, NLM_F_REQUEST);
	put("\3\1\0\0", 4);
	assert_line(sent(NETLINK_GENERIC),
		    "sendto(5, [{nlmsg_len=20, nlmsg_type=nlctrl, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=7, nlmsg_pid=0}, "
		    "{cmd=CTRL_CMD_GETFAMILY, version=1}], 20, 0, NULL, 0) = 20");
	begin(1000, NLM_F_REQUEST);
	assert_line(sent(NETLINK_AUDIT),
		    "sendto(5, {nlmsg_len=16, nlmsg_type=AUDIT_GET, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=7, nlmsg_pid=0}, "
		    "16, 0, NULL, 0) = 16");
}
END_TEST

START_TEST(sockets_are_asked_for_by_family)
{
	unsigned char request[56] = {AF_INET, 6, 3, 0, 2, 4, 0, 0, 0, 80};
	unsigned char answer[16] = {AF_UNIX, SOCK_STREAM, 1, 0, 99};

	memcpy(request + 12, "\177\0\0\1", 4);
	begin(20, NLM_F_REQUEST | NLM_F_DUMP);
	put(request, sizeof(request));
	assert_line(sent(NETLINK_SOCK_DIAG),
		    "sendto(5, [{nlmsg_len=72, nlmsg_type=SOCK_DIAG_BY_FAMILY, nlmsg_flags=NLM_F_REQUEST|NLM_F_DUMP, "
		    "nlmsg_seq=7, nlmsg_pid=0}, {sdiag_family=AF_INET, sdiag_protocol=IPPROTO_TCP, "
		    "idiag_ext=1<<(INET_DIAG_MEMINFO-1)|1<<(INET_DIAG_INFO-1), idiag_states=1<<TCP_ESTABLISHED|1<<TCP_LISTEN, "
		    "id={idiag_sport=htons(80), idiag_dport=htons(0), idiag_src=inet_addr(\"127.0.0.1\"), "
		    "idiag_dst=inet_addr(\"0.0.0.0\"), idiag_if=0, idiag_cookie=[0, 0]}}], 72, 0, NULL, 0) = 72");
	begin(20, NLM_F_MULTI);
	put(answer, sizeof(answer));
	attribute(6, "\3", 1);
	assert_line(sent(NETLINK_SOCK_DIAG),
		    "sendto(5, [{nlmsg_len=40, nlmsg_type=SOCK_DIAG_BY_FAMILY, nlmsg_flags=NLM_F_MULTI, nlmsg_seq=7, "
		    "nlmsg_pid=0}, {udiag_family=AF_UNIX, udiag_type=SOCK_STREAM, udiag_state=TCP_ESTABLISHED, udiag_ino=99, "
		    "udiag_cookie=[0, 0]}, [{nla_len=5, nla_type=UNIX_DIAG_SHUTDOWN}, 3]], 40, 0, NULL, 0) = 40");
}
END_TEST

/* What stands beside an attribute, or the family of its message, says what it holds. */
START_TEST(data_of_a_link_is_read_by_its_kind)
{
	struct ifinfomsg link = {.ifi_family = 7 /* AF_BRIDGE */, .ifi_type = 1, .ifi_index = 4};
	unsigned char identity[8] = {0x80, 1, 2, 0xfc, 0, 0, 0, 5}, vlan[8] = {2, 0, 5, 0, 0xff, 0, 0, 0};
	uint64_t ticks = 1500;
	size_t info, data, spec;

	begin(RTM_NEWLINK, 0);
	put(&link, sizeof(link));
	info = used;
	attribute(18, "", 0);
	attribute(1, "bridge", 7);
	data = used;
	attribute(2, "", 0);
	attribute(1, &ticks, 8);
	attribute(8, "\x81\0", 2);
	attribute(10, identity, 8);
	bytes[data] = (unsigned char)(used - data);
	attribute(4, "veth", 5);
	attribute(5, "\5\0\1\0\2\0\0", 8);	/* would be one of a bridge's ports */
	bytes[info] = (unsigned char)(used - info);
	spec = used;
	attribute(26, "", 0);
	attribute(2, vlan, 8);
	bytes[spec] = (unsigned char)(used - spec);
	assert_line(sent(NETLINK_ROUTE),
		    "sendto(5, [{nlmsg_len=124, nlmsg_type=RTM_NEWLINK, nlmsg_flags=0, nlmsg_seq=7, nlmsg_pid=0}, "
		    "{ifi_family=AF_BRIDGE, ifi_type=ARPHRD_ETHER, ifi_index=4, ifi_flags=0, ifi_change=0}, "
		    "[[{nla_len=76, nla_type=IFLA_LINKINFO}, [[{nla_len=11, nla_type=IFLA_INFO_KIND}, \"bridge\"], "
		    "[{nla_len=36, nla_type=IFLA_INFO_DATA}, [[{nla_len=12, nla_type=IFLA_BR_FORWARD_DELAY}, 1500 /* 15.00 s */], "
		    "[{nla_len=6, nla_type=IFLA_BR_VLAN_PROTOCOL}, htons(ETH_P_8021Q)], [{nla_len=12, nla_type=IFLA_BR_ROOT_ID}, "
		    "{prio=[128, 1], addr=02:fc:00:00:00:05}]]], [{nla_len=9, nla_type=IFLA_INFO_SLAVE_KIND}, \"veth\"], "
		    "[{nla_len=12, nla_type=IFLA_INFO_SLAVE_DATA}, \"\\x05\\x00\\x01\\x00\\x02\\x00\\x00\\x00\"]]], [{nla_len=16, nla_type=IFLA_AF_SPEC}, "
		    "[{nla_len=12, nla_type=IFLA_BRIDGE_VLAN_INFO}, {flags=BRIDGE_VLAN_INFO_PVID, vid=5}, "
		    "\"\\xff\\x00\\x00\\x00\"]]]], 124, 0, NULL, 0) = 124");
}
END_TEST

START_TEST(ways_of_a_route_are_shown_one_by_one)
{
	struct rtmsg route = {.rtm_family = AF_INET, .rtm_table = RT_TABLE_MAIN};
	unsigned char ways[24] = {16, 0, 4, 1, 3, 0, 0, 0, 8, 0, 5, 0, 10, 0, 0, 1, 8, 0, 0, 2, 1, 0, 0, 0};

	begin(RTM_NEWROUTE, 0);
	put(&route, sizeof(route));
	attribute(RTA_MULTIPATH, ways, sizeof(ways));
	attribute(RTA_VIA, "\2\0\12\0\0\2", 6);
	assert_line(sent(NETLINK_ROUTE),
		    "sendto(5, [{nlmsg_len=68, nlmsg_type=RTM_NEWROUTE, nlmsg_flags=0, nlmsg_seq=7, nlmsg_pid=0}, "
		    "{rtm_family=AF_INET, rtm_dst_len=0, rtm_src_len=0, rtm_tos=0, rtm_table=RT_TABLE_MAIN, "
		    "rtm_protocol=RTPROT_UNSPEC, rtm_scope=RT_SCOPE_UNIVERSE, rtm_type=RTN_UNSPEC, rtm_flags=0}, "
		    "[[{nla_len=28, nla_type=RTA_MULTIPATH}, [[{rtnh_len=16, rtnh_flags=RTNH_F_ONLINK, rtnh_hops=1, "
		    "rtnh_ifindex=3}, [{nla_len=8, nla_type=RTA_GATEWAY}, inet_addr(\"10.0.0.1\")]], {rtnh_len=8, rtnh_flags=0, "
		    "rtnh_hops=2, rtnh_ifindex=if_nametoindex(\"lo\")}]], [{nla_len=10, nla_type=RTA_VIA}, "
		    "{rtvia_family=AF_INET, rtvia_addr=inet_addr(\"10.0.0.2\")}]]], 68, 0, NULL, 0) = 68");
}
END_TEST

/* Behind the message nothing can be read: addresses stand for what is missing. */
START_TEST(what_could_not_be_read_is_an_address)
{
	struct wire_socket socket = {.family = AF_NETLINK, .type = SOCK_RAW, .protocol = NETLINK_ROUTE};
	struct ifaddrmsg address = {.ifa_family = AF_INET};
	uint64_t at;
	struct sx_call *call;
	size_t known[] = {16, 17, 24, 31, 34};
	static const char *const shown[] = {
		"nlmsg_pid=0}, 0x7ffc00002000]",
		"nlmsg_pid=0}, {ifa_family=AF_INET, 0x7ffc00002000}]",
		"ifa_index=0}, 0x7ffc00002000]",
		"[{nla_len=8, nla_type=IFA_ADDRESS}, 0x7ffc00001ffd]",
		"[[{nla_len=8, nla_type=IFA_ADDRESS}, inet_addr(\"10.0.0.2\")], ... /* 0x7ffc00001ffe */]",
	};

	begin(RTM_NEWADDR, 0);
	put(&address, sizeof(address));
	attribute(1, "\12\0\0\2", 4);
	attribute(3, "eth0", 5);
	memcpy(bytes, &(uint32_t){(uint32_t)used}, 4);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		char *line;

		at = 0x7ffc00002000ul - known[i];
		call = FAKE_CALL(f, "sendto", -EFAULT, 5, at, used, 0, 0, 0);
		fake_socket(f, call, 0, 5, 77, &socket);
		fake_broken(f, call, 1, at, bytes, known[i], used);
		line = line_as(call, &(struct line_style){.string_limit = 32});
		ck_assert_msg(strstr(line, shown[i]) != NULL, "%zu bytes: %s", known[i], line);
		free(line);
	}
}
END_TEST

START_TEST(options_of_a_socket_are_shown_by_bit)
{
	struct inet_diag_msg listening = {.idiag_family = AF_INET, .idiag_state = 10};
	char *line;

	begin(SOCK_DIAG_BY_FAMILY, NLM_F_MULTI);
	put(&listening, sizeof(listening));
	attribute(INET_DIAG_SOCKOPT, "\x52\x01", 2);
	attribute(INET_DIAG_SOCKOPT, "\0\x80", 2);
	attribute(INET_DIAG_SOCKOPT, "\0\0", 2);
	attribute(INET_DIAG_SOCKOPT, "\x01", 1);
	line = line_as(sent(NETLINK_SOCK_DIAG), &(struct line_style){.string_limit = 32});
	ck_assert_ptr_nonnull(strstr(line,
		   "[[{nla_len=6, nla_type=INET_DIAG_SOCKOPT}, {is_icsk=1, mc_loop=1, mc_all=1, bind_address_no_port=1}], "
		   "[{nla_len=6, nla_type=INET_DIAG_SOCKOPT}, {unused=0x10 /* bits 3..8 */}], "
		   "[{nla_len=6, nla_type=INET_DIAG_SOCKOPT}, {}], [{nla_len=5, nla_type=INET_DIAG_SOCKOPT}, \"\\x01\"]]"));
	free(line);
}
END_TEST

/* Who asks for the data of such a call gets the bytes. */
START_TEST(the_bytes_are_still_there)
{
	enum value_state state;
	size_t length;
	const unsigned char *data;

	begin(RTM_GETLINK, NLM_F_REQUEST);
	data = decode_data(&f->arena, sent(NETLINK_ROUTE), 1, &length, &state);
	ck_assert_uint_eq(length, 16);
	ck_assert_mem_eq(data, bytes, 16);
	ck_assert_uint_eq(state, STATE_OK);
}
END_TEST

/* Errors about errors about errors, as deep as a buffer is long. */
START_TEST(nesting_has_an_end)
{
	struct sx_call *call;
	char *line;

	used = 0;
	while (used + 20 <= sizeof(bytes)) {
		struct nlmsghdr header = {.nlmsg_len = 1000, .nlmsg_type = NLMSG_ERROR};
		int32_t error = -1;

		put(&header, sizeof(header));
		put(&error, sizeof(error));
	}
	call = sent_as(NETLINK_ROUTE, used);
	line = line_as(call, &(struct line_style){.string_limit = 32});
	ck_assert_ptr_nonnull(strstr(line, "error=-EPERM, msg=[{nlmsg_len=1000"));
	free(line);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode_netlink");
	TCase *tcase = tcase_create("netlink");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_link_is_shown_with_its_attributes);
	tcase_add_test(tcase, a_route_is_shown_with_addresses_of_its_family);
	tcase_add_test(tcase, an_error_is_shown_with_the_message_it_answers);
	tcase_add_test(tcase, what_each_family_says_of_a_link_is_shown_by_place);
	tcase_add_test(tcase, sockets_of_netlink_and_of_packets_are_asked_for);
	tcase_add_test(tcase, several_messages_are_an_array);
	tcase_add_test(tcase, each_family_names_its_types);
	tcase_add_test(tcase, sockets_are_asked_for_by_family);
	tcase_add_test(tcase, data_of_a_link_is_read_by_its_kind);
	tcase_add_test(tcase, ways_of_a_route_are_shown_one_by_one);
	tcase_add_test(tcase, what_could_not_be_read_is_an_address);
	tcase_add_test(tcase, options_of_a_socket_are_shown_by_bit);
	tcase_add_test(tcase, the_bytes_are_still_there);
	tcase_add_test(tcase, nesting_has_an_end);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
