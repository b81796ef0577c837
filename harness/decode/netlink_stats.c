/* SPDX-License-Identifier: MIT */
/* Statistics in attributes of netlink messages: of bridges, labels, and traffic control. */
#include "harness/decode/netlink.h"

#define WIDE_COUNTER(name, n) SAME(name, UNSIGNED, 8 * (n), 8)

static const struct field vlan_stats_fields[] = {
	WIDE_COUNTER("rx_bytes", 0), WIDE_COUNTER("rx_packets", 1), WIDE_COUNTER("tx_bytes", 2),
	WIDE_COUNTER("tx_packets", 3),
	SAME("vid", UNSIGNED, 32, 2), SAME("flags", FLAGS, 34, 2, SET(constants_bridge_vlan_flags)),
	SAME("pad2", HEX, 36, 4, IF_SET), {NULL},
};
LAYOUT_SAME(vlan_stats, 40)

static const struct field stp_stats_fields[] = {
	WIDE_COUNTER("transition_blk", 0), WIDE_COUNTER("transition_fwd", 1), WIDE_COUNTER("rx_bpdu", 2),
	WIDE_COUNTER("tx_bpdu", 3), WIDE_COUNTER("rx_tcn", 4), WIDE_COUNTER("tx_tcn", 5), {NULL},
};
LAYOUT_SAME(stp_stats, 48)

static const struct field mpls_stats_fields[] = {
	WIDE_COUNTER("rx_packets", 0), WIDE_COUNTER("tx_packets", 1), WIDE_COUNTER("rx_bytes", 2),
	WIDE_COUNTER("tx_bytes", 3),
	WIDE_COUNTER("rx_errors", 4), WIDE_COUNTER("tx_errors", 5), WIDE_COUNTER("rx_dropped", 6),
	WIDE_COUNTER("tx_dropped", 7), WIDE_COUNTER("rx_noroute", 8), {NULL},
};
LAYOUT_SAME(mpls_stats, 72)

/* struct br_mcast_stats: received and sent, but for errors, which are only met. */
static const struct {
	const char *name;
	bool is_single;
} multicast_counters[] = {
	{"igmp_v1queries", false}, {"igmp_v2queries", false}, {"igmp_v3queries", false}, {"igmp_leaves", false},
	{"igmp_v1reports", false}, {"igmp_v2reports", false}, {"igmp_v3reports", false}, {"igmp_parse_errors", true},
	{"mld_v1queries", false}, {"mld_v2queries", false}, {"mld_leaves", false}, {"mld_v1reports", false},
	{"mld_v2reports", false}, {"mld_parse_errors", true}, {"mcast_bytes", false}, {"mcast_packets", false},
};

static struct value *decode_multicast_stats(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *stats = value_struct(d, address);
	struct piece pair = {.length = 16, .meant = 16};
	size_t at = 0;

	(void)length;
	for (size_t i = 0; i < sizeof(multicast_counters) / sizeof(multicast_counters[0]); i++) {
		pair.bytes = bytes + at;
		pair.address = address + at;
		value_field(stats, multicast_counters[i].name, multicast_counters[i].is_single ?
			    value_number(d, get_unsigned(bytes + at, 8), BASE_UNSIGNED) :
			    value_places(d, &pair, &constants_multicast_directions, 8, BASE_UNSIGNED));
		at += multicast_counters[i].is_single ? 8 : 16;
	}
	return stats;
}
LAYOUT_BY(multicast_stats, 240, 240, decode_multicast_stats)

/* ---- traffic control ---- */

static const struct field tc_stats_fields[] = {
	SAME("bytes", UNSIGNED, 0, 8),	SAME("packets", UNSIGNED, 8, 4), SAME("drops", UNSIGNED, 12, 4),
	SAME("overlimits", UNSIGNED, 16, 4), SAME("bps", UNSIGNED, 20, 4), SAME("pps", UNSIGNED, 24, 4),
	SAME("qlen", UNSIGNED, 28, 4), SAME("backlog", UNSIGNED, 32, 4), {NULL},
};
LAYOUT_SAME(tc_stats, 36)

static const struct field tc_estimator_fields[] = {
	SAME("interval", SIGNED, 0, 1), SAME("ewma_log", UNSIGNED, 1, 1), {NULL},
};
LAYOUT_SAME(tc_estimator, 2)

static const struct field tc_sizespec_fields[] = {
	SAME("cell_log", UNSIGNED, 0, 1), SAME("size_log", UNSIGNED, 1, 1), SAME("cell_align", SIGNED, 2, 2),
	SAME("overhead", SIGNED, 4, 4), SAME("linklayer", UNSIGNED, 8, 4), SAME("mpu", UNSIGNED, 12, 4),
	SAME("mtu", UNSIGNED, 16, 4), SAME("tsize", UNSIGNED, 20, 4), {NULL},
};
LAYOUT_SAME(tc_sizespec, 24)

static const struct field gnet_basic_fields[] = {
	SAME("bytes", UNSIGNED, 0, 8), SAME("packets", UNSIGNED, 8, 4), {NULL},
};
LAYOUT_SAME(gnet_basic, 12)

static const struct field gnet_rate_fields[] = { SAME("bps", UNSIGNED, 0, 4), SAME("pps", UNSIGNED, 4, 4), {NULL} };
LAYOUT_SAME(gnet_rate, 8)

static const struct field gnet_rate64_fields[] = { WIDE_COUNTER("bps", 0), WIDE_COUNTER("pps", 1), {NULL} };
LAYOUT_SAME(gnet_rate64, 16)

static const struct field gnet_queue_fields[] = {
	SAME("qlen", UNSIGNED, 0, 4), SAME("backlog", UNSIGNED, 4, 4), SAME("drops", UNSIGNED, 8, 4),
	SAME("requeues", UNSIGNED, 12, 4), SAME("overlimits", UNSIGNED, 16, 4), {NULL},
};
LAYOUT_SAME(gnet_queue, 20)
