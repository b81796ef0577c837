/* SPDX-License-Identifier: MIT */
/* Messages of the routing family: links, addresses, routes, neighbours, rules, queueing disciplines. */
#include "harness/decode/netlink.h"

#include <linux/rtnetlink.h>
#include <string.h>

#define NAME_OF_LINK 3	/* IFLA_IFNAME */

static const struct field ifinfomsg_fields[] = {
	SAME("ifi_family", FLAGS,     0, 1, SET(constants_socket_families)),
	SAME("ifi_type",   FLAGS,     2, 2, SET(constants_hardware_types)),
	SAME("ifi_index",  INTERFACE, 4, 4),
	SAME("ifi_flags",  FLAGS,     8, 4, SET(constants_interface_flags)),
	SAME("ifi_change", HEX,       12, 4),
	{NULL},
};

static const struct field ifaddrmsg_fields[] = {
	SAME("ifa_family",    FLAGS,	 0, 1, SET(constants_socket_families)),
	SAME("ifa_prefixlen", UNSIGNED,	 1, 1),
	SAME("ifa_flags",     FLAGS,	 2, 1, SET(constants_ifa_flags)),
	SAME("ifa_scope",     FLAGS,	 3, 1, SET(constants_route_scopes)),
	SAME("ifa_index",     INTERFACE, 4, 4),
	{NULL},
};

static const struct field rtmsg_fields[] = {
	SAME("rtm_family",   FLAGS,    0, 1, SET(constants_socket_families)),
	SAME("rtm_dst_len",  UNSIGNED, 1, 1),
	SAME("rtm_src_len",  UNSIGNED, 2, 1),
	SAME("rtm_tos",	     FLAGS,    3, 1, SET(constants_service_types)),
	SAME("rtm_table",    FLAGS,    4, 1, SET(constants_route_tables)),
	SAME("rtm_protocol", FLAGS,    5, 1, SET(constants_route_protocols)),
	SAME("rtm_scope",    FLAGS,    6, 1, SET(constants_route_scopes)),
	SAME("rtm_type",     FLAGS,    7, 1, SET(constants_route_types)),
	SAME("rtm_flags",    FLAGS,    8, 4, SET(constants_route_flags)),
	{NULL},
};

static const struct field ndmsg_fields[] = {
	SAME("ndm_family",  FLAGS,     0, 1, SET(constants_socket_families)),
	SAME("ndm_ifindex", INTERFACE, 4, 4),
	SAME("ndm_state",   FLAGS,     8, 2, SET(constants_neighbour_states)),
	SAME("ndm_flags",   FLAGS,     10, 1, SET(constants_neighbour_flags)),
	SAME("ndm_type",    FLAGS,     11, 1, SET(constants_route_types)),
	{NULL},
};

static const struct field rule_fields[] = {
	SAME("family",	FLAGS,	  0, 1, SET(constants_socket_families)),
	SAME("dst_len", UNSIGNED, 1, 1),
	SAME("src_len", UNSIGNED, 2, 1),
	SAME("tos",	FLAGS,	  3, 1, SET(constants_service_types)),
	SAME("table",	FLAGS,	  4, 1, SET(constants_rule_tables)),
	SAME("action",	FLAGS,	  7, 1, SET(constants_rule_actions)),
	SAME("flags",	FLAGS,	  8, 4, SET(constants_rule_flags)),
	{NULL},
};

static const struct field tcmsg_fields[] = {
	SAME("tcm_family",  FLAGS,     0, 1, SET(constants_socket_families)),
	SAME("tcm_ifindex", INTERFACE, 4, 4),
	SAME("tcm_handle",  UNSIGNED,  8, 4),
	SAME("tcm_parent",  UNSIGNED,  12, 4),
	SAME("tcm_info",    UNSIGNED,  16, 4),
	{NULL},
};

static const struct field ndtmsg_fields[] = {
	SAME("ndtm_family", FLAGS, 0, 1, SET(constants_socket_families)), {NULL},
};

static const struct field netconf_fields[] = {
	SAME("ncm_family", FLAGS, 0, 1, SET(constants_socket_families)), {NULL},
};

static const struct field label_fields[] = {
	SAME("ifal_family",    FLAGS,	  0, 1, SET(constants_socket_families)),
	SAME("ifal_prefixlen", UNSIGNED,  2, 1),
	SAME("ifal_flags",     UNSIGNED,  3, 1),
	SAME("ifal_index",     INTERFACE, 4, 4),
	SAME("ifal_seq",       UNSIGNED,  8, 4),
	{NULL},
};

/* struct br_port_msg */
static const struct field port_fields[] = {
	SAME("family", FLAGS, 0, 1, SET(constants_socket_families)), SAME("ifindex", INTERFACE, 4, 4), {NULL},
};

static const struct field rtgenmsg_fields[] = {
	SAME("rtgen_family", FLAGS, 0, 1, SET(constants_socket_families)), {NULL},
};

static const struct field nhmsg_fields[] = {
	SAME("nh_family",   FLAGS, 0, 1, SET(constants_socket_families)),
	SAME("nh_scope",    FLAGS, 1, 1, SET(constants_route_scopes)),
	SAME("nh_protocol", FLAGS, 2, 1, SET(constants_route_protocols)),
	SAME("resvd",	    HEX,   3, 1, IF_SET),
	SAME("nh_flags",    FLAGS, 4, 4, SET(constants_next_hop_flags)),
	{NULL},
};

/* struct if_stats_msg */
static const struct field stats_fields[] = {
	SAME("family",	    FLAGS,     0, 1, SET(constants_socket_families)),
	SAME("pad1",	    HEX,       1, 1, IF_SET),
	SAME("pad2",	    HEX,       2, 2, IF_SET),
	SAME("ifindex",	    INTERFACE, 4, 4),
	SAME("filter_mask", FLAGS,     8, 4, SET(constants_stats_filters)),
	{NULL},
};

static const struct field dcb_fields[] = {
	SAME("dcb_family", FLAGS, 0, 1, SET(constants_socket_families)),
	SAME("cmd", FLAGS, 1, 1, SET(constants_dcb_commands)),
	{NULL},
};

static const struct field action_fields[] = {
	SAME("tca_family", FLAGS, 0, 1, SET(constants_socket_families)), {NULL},
};

#define NEW	1
#define DELETE	2
#define ASK	4
#define CHANGE	8
#define USUAL	(NEW | DELETE | ASK)

/* By the number of the message above RTM_BASE, four of which belong together. */
static const struct shape {
	const struct field *fields;	/* the first is the family, in the first byte */
	uint8_t size;
	uint8_t verbs;			/* which of the four there are */
	const struct attribute_table *table;
	const struct attribute_family *families;	/* or what the family picks */
} shapes[] = {
	[0] = {ifinfomsg_fields, 16, USUAL | CHANGE, &netlink_links, NULL},
	[1] = {ifaddrmsg_fields, 8, USUAL, &netlink_addresses, NULL},
	[2] = {rtmsg_fields, 12, USUAL, &netlink_routes, NULL},
	[3] = {ndmsg_fields, 12, USUAL, &netlink_neighbours, NULL},
	[4] = {rule_fields, 12, USUAL, &netlink_rules, NULL},
	[5] = {tcmsg_fields, 20, USUAL, &netlink_controls, NULL},
	[6] = {tcmsg_fields, 20, USUAL, &netlink_controls, NULL},
	[7] = {tcmsg_fields, 20, USUAL, &netlink_controls, NULL},
	[8] = {action_fields, 1, USUAL, &netlink_actions, NULL},
	[10] = {ifaddrmsg_fields, 8, USUAL, &netlink_addresses, NULL},
	[11] = {ifaddrmsg_fields, 8, USUAL, &netlink_addresses, NULL},
	[12] = {ndtmsg_fields, 1, NEW | ASK | CHANGE, &netlink_neighbour_tables, NULL},
	[14] = {label_fields, 12, USUAL, &netlink_labels, NULL},
	[15] = {dcb_fields, 4, ASK | CHANGE, &netlink_dcbs, NULL},
	[16] = {netconf_fields, 1, USUAL, &netlink_netconfs, NULL},
	[17] = {port_fields, 8, USUAL, &netlink_multicasts, NULL},
	[18] = {rtgenmsg_fields, 1, USUAL, &netlink_networks, NULL},
	[19] = {stats_fields, 12, NEW | ASK, &netlink_stats, NULL},
	[20] = {rtgenmsg_fields, 1, NEW, NULL, netlink_cache_reports},
	[21] = {tcmsg_fields, 20, USUAL, &netlink_controls, NULL},
	[22] = {nhmsg_fields, 8, USUAL, &netlink_next_hops, NULL},
};

#define ALIGNED(n) (((n) + 3u) & ~3u)

static struct value *only_family(struct decoding *d, const char *name, unsigned family)
{
	struct value *header = value_struct(d, 0);

	value_field(header, name, value_flags(d, &constants_socket_families, family));
	return header;
}

/* A message about a link brings its name: its number is shown by it. */
static void name_link(struct decoding *d, struct value *header, const struct piece *attributes)
{
	size_t at = 0, length;

	for (; at + 4 < attributes->length; at += ALIGNED(length)) {
		length = (size_t)get_unsigned(attributes->bytes + at, 2);
		if (length < 4 || length > attributes->length - at)
			return;
		if (get_unsigned(attributes->bytes + at + 2, 2) != NAME_OF_LINK)
			continue;
		for (struct value **link = &header->first; *link; link = &(*link)->next) {
			struct value *named;

			if ((*link)->kind != VALUE_NUMBER || strcmp((*link)->name, "ifi_index") != 0)
				continue;
			named = value_named_interface(d, (uint32_t)(*link)->number, attributes->bytes + at + 4, length - 4);
			if (!named)
				return;
			named->name = (*link)->name;
			named->next = (*link)->next;
			*link = named;
			return;
		}
		return;
	}
}

static const struct shape *shape_of(unsigned type, unsigned family)
{
	unsigned index = (type - RTM_BASE) / 4;

	if (type == RTM_GETNEIGH && family == 7 /* AF_BRIDGE */)
		return &shapes[0];
	if (index >= sizeof(shapes) / sizeof(shapes[0]) || !(shapes[index].verbs & 1u << type % 4))
		return NULL;
	return &shapes[index];
}

bool add_route_message(struct decoding *d, struct value *message, unsigned type, const struct piece *payload)
{
	unsigned family = payload->length ? payload->bytes[0] : 0;
	const struct shape *shape = shape_of(type, family);
	struct piece rest;
	struct value *header;

	if (!payload->length)
		return false;
	if (!shape)
		return add_family_message(d, message, payload);
	if (payload->length < shape->size) {
		header = only_family(d, shape->fields[0].name, family);
		if (header && payload->is_unread && payload->meant >= shape->size)
			value_add(header, value_unread(d, payload->address + 1));
		else if (header)
			header->has_more = true;
		value_add(message, header);
		return true;
	}
	rest = piece_from(payload, ALIGNED(shape->size));
	header = value_fields(d, shape->fields, payload->bytes, shape->size, payload->address, false);
	if (header && shape->fields == ifinfomsg_fields)
		name_link(d, header, &rest);
	if (header && shape->families && !has_name(&constants_socket_families, family))
		header->first->set = &constants_report_families;
	value_add(message, header);
	if (rest.meant)
		value_add(message, shape->table ? value_attributes(d, &rest, shape->table, family) :
						  value_by_family(d, &rest, shape->families, family));
	return true;
}

/* ---- structures in attributes ---- */

static const struct field ifla_cacheinfo_fields[] = {
	SAME("max_reasm_len", UNSIGNED, 0, 4), SAME("tstamp", UNSIGNED, 4, 4), SAME("reachable_time", UNSIGNED, 8, 4),
	SAME("retrans_time", UNSIGNED, 12, 4), {NULL},
};
LAYOUT_SAME(ifla_cacheinfo, 16)

#define COUNTER(name, n, bytes) SAME(name, UNSIGNED, (n) * (bytes), bytes)
#define COUNTERS(bytes)                                                                         \
	COUNTER("rx_packets", 0, bytes), COUNTER("tx_packets", 1, bytes), COUNTER("rx_bytes", 2, bytes), \
	COUNTER("tx_bytes", 3, bytes), COUNTER("rx_errors", 4, bytes), COUNTER("tx_errors", 5, bytes), \
	COUNTER("rx_dropped", 6, bytes), COUNTER("tx_dropped", 7, bytes), COUNTER("multicast", 8, bytes), \
	COUNTER("collisions", 9, bytes), COUNTER("rx_length_errors", 10, bytes), \
	COUNTER("rx_over_errors", 11, bytes), COUNTER("rx_crc_errors", 12, bytes), \
	COUNTER("rx_frame_errors", 13, bytes), COUNTER("rx_fifo_errors", 14, bytes), \
	COUNTER("rx_missed_errors", 15, bytes), COUNTER("tx_aborted_errors", 16, bytes), \
	COUNTER("tx_carrier_errors", 17, bytes), COUNTER("tx_fifo_errors", 18, bytes), \
	COUNTER("tx_heartbeat_errors", 19, bytes), COUNTER("tx_window_errors", 20, bytes), \
	COUNTER("rx_compressed", 21, bytes), COUNTER("tx_compressed", 22, bytes), COUNTER("rx_nohandler", 23, bytes)

/* Without the fields that came later, where the message has not that many bytes. */
static const struct field link_stats_fields[] = { COUNTERS(4), {NULL} };
LAYOUT_SAME(link_stats, 92)
static const struct field link_stats64_fields[] = { COUNTERS(8), COUNTER("rx_otherhost_dropped", 24, 8), {NULL} };
LAYOUT_SAME(link_stats64, 184)

static const struct field link_map_fields[] = {
	SAME("mem_start", HEX, 0, 8),	SAME("mem_end", HEX, 8, 8),   SAME("base_addr", HEX, 16, 8),
	SAME("irq", UNSIGNED, 24, 2),	SAME("dma", UNSIGNED, 26, 1), SAME("port", UNSIGNED, 27, 1), {NULL},
};
LAYOUT_SAME(link_map, 28)

static const struct field ifa_cacheinfo_fields[] = {
	SAME("ifa_prefered", UNSIGNED, 0, 4), SAME("ifa_valid", UNSIGNED, 4, 4), SAME("cstamp", UNSIGNED, 8, 4),
	SAME("tstamp", UNSIGNED, 12, 4), {NULL},
};
LAYOUT_SAME(ifa_cacheinfo, 16)

static const struct field rta_cacheinfo_fields[] = {
	SAME("rta_clntref", UNSIGNED, 0, 4), SAME("rta_lastuse", UNSIGNED, 4, 4), SAME("rta_expires", UNSIGNED, 8, 4),
	SAME("rta_error", UNSIGNED, 12, 4),  SAME("rta_used", UNSIGNED, 16, 4),	  SAME("rta_id", HEX, 20, 4),
	SAME("rta_ts", UNSIGNED, 24, 4),     SAME("rta_tsage", UNSIGNED, 28, 4),  {NULL},
};
LAYOUT_SAME(rta_cacheinfo, 32)

static const struct field mfc_stats_fields[] = {
	SAME("mfcs_packets", UNSIGNED, 0, 8), SAME("mfcs_bytes", UNSIGNED, 8, 8),
	SAME("mfcs_wrong_if", UNSIGNED, 16, 8), {NULL},
};
LAYOUT_SAME(mfc_stats, 24)

static const struct field uid_range_fields[] = {
	SAME("start", UNSIGNED, 0, 4), SAME("end", UNSIGNED, 4, 4), {NULL},
};
LAYOUT_SAME(uid_range, 8)

static const struct field port_range_fields[] = {
	SAME("start", UNSIGNED, 0, 2), SAME("end", UNSIGNED, 2, 2), {NULL},
};
LAYOUT_SAME(port_range, 4)

static const struct field nda_cacheinfo_fields[] = {
	SAME("ndm_confirmed", UNSIGNED, 0, 4), SAME("ndm_used", UNSIGNED, 4, 4), SAME("ndm_updated", UNSIGNED, 8, 4),
	SAME("ndm_refcnt", UNSIGNED, 12, 4), {NULL},
};
LAYOUT_SAME(nda_cacheinfo, 16)

static const struct field ndt_config_fields[] = {
	SAME("ndtc_key_len", UNSIGNED, 0, 2),	 SAME("ndtc_entry_size", UNSIGNED, 2, 2),
	SAME("ndtc_entries", UNSIGNED, 4, 4),
	SAME("ndtc_last_flush", UNSIGNED, 8, 4), SAME("ndtc_last_rand", UNSIGNED, 12, 4),
	SAME("ndtc_hash_rnd", UNSIGNED, 16, 4),
	SAME("ndtc_hash_mask", WIDE, 20, 4),	 SAME("ndtc_hash_chain_gc", UNSIGNED, 24, 4),
	SAME("ndtc_proxy_qlen", UNSIGNED, 28, 4), {NULL},
};
LAYOUT_SAME(ndt_config, 32)

#define STAT(name, n) SAME("ndts_" name, UNSIGNED, 8 * (n), 8)
static const struct field ndt_stats_fields[] = {
	STAT("allocs", 0), STAT("destroys", 1), STAT("hash_grows", 2), STAT("res_failed", 3), STAT("lookups", 4),
	STAT("hits", 5), STAT("rcv_probes_mcast", 6), STAT("rcv_probes_ucast", 7), STAT("periodic_gc_runs", 8),
	STAT("forced_gc_runs", 9), STAT("table_fulls", 10), {NULL},
};
LAYOUT_SAME(ndt_stats, 80)

