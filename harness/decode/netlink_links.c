/* SPDX-License-Identifier: MIT */
/* Structures in attributes of links: of bridges, of network cards, of multicast groups and ways of routes. */
#include "harness/decode/netlink.h"

#include <string.h>
#include <sys/socket.h>

#define NUMBER(name, at) SAME(name, UNSIGNED, at, 4)

static const struct field bridge_id_fields[] = {
	SAME("prio", UNSIGNED, 0, 1, REPEATED(2)), SAME("addr", HARDWARE, 2, 6), {NULL},
};
LAYOUT_SAME(bridge_id, 8)

static const struct field bridge_options_fields[] = {
	SAME("optval", FLAGS, 0, 4, SET(constants_bridge_options)),
	SAME("optmask", FLAGS, 4, 4, SET(constants_bridge_options)),
	{NULL},
};
LAYOUT_SAME(bridge_options, 8)

static const struct field bridge_vlan_info_fields[] = {
	SAME("flags", FLAGS, 0, 2, SET(constants_bridge_vlan_flags)), SAME("vid", UNSIGNED, 2, 2), {NULL},
};
LAYOUT_SAME(bridge_vlan_info, 4)

/* ---- virtual functions of a card ---- */

static const struct field vf_mac_fields[] = { NUMBER("vf", 0), SAME("mac", HARDWARE, 4, 32), {NULL} };
LAYOUT_SAME(vf_mac, 36)
static const struct field vf_vlan_fields[] = { NUMBER("vf", 0), NUMBER("vlan", 4), NUMBER("qos", 8), {NULL} };
LAYOUT_SAME(vf_vlan, 12)
static const struct field vf_tx_rate_fields[] = { NUMBER("vf", 0), NUMBER("rate", 4), {NULL} };
LAYOUT_SAME(vf_tx_rate, 8)
static const struct field vf_setting_fields[] = { NUMBER("vf", 0), NUMBER("setting", 4), {NULL} };
LAYOUT_SAME(vf_setting, 8)
static const struct field vf_link_state_fields[] = {
	NUMBER("vf", 0), SAME("link_state", FLAGS, 4, 4, SET(constants_vf_link_states)), {NULL},
};
LAYOUT_SAME(vf_link_state, 8)
static const struct field vf_rate_fields[] = { NUMBER("vf", 0), NUMBER("min_tx_rate", 4), NUMBER("max_tx_rate", 8), {NULL} };
LAYOUT_SAME(vf_rate, 12)
static const struct field vf_vlan_info_fields[] = {
	NUMBER("vf", 0), NUMBER("vlan", 4), NUMBER("qos", 8), SAME("vlan_proto", ETHERTYPE, 12, 2), {NULL},
};
LAYOUT_SAME(vf_vlan_info, 16)
static const struct field vf_broadcast_fields[] = { SAME("broadcast", HARDWARE, 0, 32), {NULL} };
LAYOUT_SAME(vf_broadcast, 32)

/* The number of 64 bits stands where the architecture aligns it. */
static const struct field vf_guid_packed_fields[] = { NUMBER("vf", 0), SAME("guid", HEX, 4, 8), {NULL} };
static const struct field vf_guid_aligned_fields[] = { NUMBER("vf", 0), SAME("guid", HEX, 8, 8), {NULL} };
static struct value *decode_vf_guid(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return value_fields(d, length == 12 ? vf_guid_packed_fields : vf_guid_aligned_fields, bytes, length, address, false);
}
LAYOUT_BY(vf_guid, 12, 12, decode_vf_guid)

static const struct field port_vsi_fields[] = {
	SAME("vsi_mgr_id", UNSIGNED, 0, 1), SAME("vsi_type_id", HEX_BYTES, 1, 3),
	SAME("vsi_type_version", UNSIGNED, 4, 1),
	SAME("pad", HEX_BYTES, 5, 3, IF_SET), {NULL},
};
LAYOUT_SAME(port_vsi, 8)

static const struct field can_stats_fields[] = {
	NUMBER("bus_error", 0), NUMBER("error_warning", 4), NUMBER("error_passive", 8), NUMBER("bus_off", 12),
	NUMBER("arbitration_lost", 16), NUMBER("restarts", 20), {NULL},
};
LAYOUT_SAME(can_stats, 24)

/* ---- multicast groups of a bridge ---- */

/* struct br_mdb_entry */
static const struct field mdb_entry_fields[] = {
	SAME("ifindex", INTERFACE, 0, 4), SAME("state", FLAGS, 4, 1, SET(constants_multicast_states)),
	SAME("flags", FLAGS, 5, 1, SET(constants_multicast_flags)), SAME("vid", UNSIGNED, 6, 2), {NULL},
};

static struct value *decode_mdb_entry(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *entry = value_fields(d, mdb_entry_fields, bytes, 8, address, false);
	unsigned family = (unsigned)(bytes[24] << 8 | bytes[25]);
	struct piece group = {bytes + 8, 16, 16, address + 8, false};
	struct value *order = value_call(d, "htons"), *both = value_struct(d, address + 8);

	(void)length;
	value_field(both, "u", value_internet_field(d, &group, family, "&u"));
	value_add(order, value_flags(d, &constants_socket_families, family));
	value_field(both, "proto", order);
	value_field(entry, "addr", both);
	return entry;
}
LAYOUT_BY(mdb_entry, 28, 28, decode_mdb_entry)

static struct value *decode_router_port(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	(void)length;
	(void)address;
	return value_interface(d, (uint32_t)get_unsigned(bytes, 4));
}
LAYOUT_BY(router_port, 4, 4, decode_router_port)

/* ---- ways of a route ---- */

static const struct field next_hop_group_fields[] = {
	NUMBER("id", 0), SAME("weight", UNSIGNED, 4, 1), SAME("resvd1", HEX, 5, 1, IF_SET),
	SAME("resvd2", HEX, 6, 2, IF_SET),
	{NULL},
};
LAYOUT_SAME(next_hop_group, 8)

/* struct rtnexthop */
static const struct field hop_fields[] = {
	SAME("rtnh_len", UNSIGNED, 0, 2), SAME("rtnh_flags", FLAGS, 2, 1, SET(constants_next_hop_flags)),
	SAME("rtnh_hops", UNSIGNED, 3, 1), SAME("rtnh_ifindex", INTERFACE, 4, 4), {NULL},
};

#define HOP 8

/* Each way begins with its length, attributes of a route may follow it. */
struct value *value_hops(struct decoding *d, const struct piece *piece, unsigned family)
{
	struct piece left = *piece;
	struct value *array = NULL, *hop, *both;

	if (left.meant < HOP)
		return value_hex(d, &left);
	while (left.length >= HOP) {
		size_t claimed = (size_t)get_unsigned(left.bytes, 2), whole = (claimed + 3) & ~(size_t)3;
		struct piece item = piece_of(&left, claimed), attributes = piece_from(&item, HOP);

		if (!array && claimed < piece->meant)
			array = value_array(d, piece->address);
		hop = value_fields(d, hop_fields, left.bytes, HOP, left.address, false);
		if (attributes.meant) {
			both = value_array(d, left.address);
			value_add(both, hop);
			value_add(both, value_attributes(d, &attributes, &netlink_routes, family));
			hop = both;
		}
		if (!array)
			return hop;
		value_add(array, hop);
		if (!whole || whole >= left.meant)
			return array;
		left = piece_from(&left, whole);
	}
	if (!array)
		return value_partly(d, &left);
	value_add(array, value_partly(d, &left));
	return array;
}

struct value *value_via(struct decoding *d, const struct piece *piece)
{
	struct piece address = piece_from(piece, 2);
	unsigned family;
	struct value *via, *text;

	if (piece->meant < 2)
		return value_hex(d, piece);
	if (piece->length < 2)
		return value_partly(d, piece);
	family = (unsigned)get_unsigned(piece->bytes, 2);
	via = value_struct(d, piece->address);
	value_field(via, "rtvia_family", value_flags(d, &constants_socket_families, family));
	if (!address.meant)
		return via;
	text = value_internet_field(d, &address, family, "&rtvia_addr");
	value_field(via, "rtvia_addr", text);
	return via;
}
