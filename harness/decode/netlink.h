/* SPDX-License-Identifier: MIT */
/* Netlink messages and their attributes. Private to this room. */
#ifndef SX_DECODE_NETLINK_H
#define SX_DECODE_NETLINK_H

#include "harness/decode/fields.h"

enum attribute_kind {
	ATTRIBUTE_BYTES,
	ATTRIBUTE_U8, ATTRIBUTE_U16, ATTRIBUTE_U32, ATTRIBUTE_U64, ATTRIBUTE_S32,
	ATTRIBUTE_ID,
	ATTRIBUTE_FD,
	ATTRIBUTE_TEXT,
	ATTRIBUTE_HARDWARE,	/* an address of the link layer: 02:fc:00:00:00:05 */
	ATTRIBUTE_INTERNET,	/* an address of the message's family */
	ATTRIBUTE_INTERFACE,	/* number of a network interface */
	ATTRIBUTE_FLAGS,	/* `size` bytes named by `set` */
	ATTRIBUTE_NAMED,
	ATTRIBUTE_LAYOUT,
	ATTRIBUTE_NESTED,	/* attributes of `table` */
	ATTRIBUTE_AF_SPEC,	/* attributes whose types are address families */
	ATTRIBUTE_SHUTDOWN,	/* halves of a connection */
	ATTRIBUTE_NUMBERS,	/* 32-bit numbers */
	ATTRIBUTE_SETTINGS,	/* 32-bit numbers, each named by `set` */
	ATTRIBUTE_COUNTERS,	/* the same of 64 bits */
	ATTRIBUTE_MEMORY,	/* how much memory a socket uses, by name */
	ATTRIBUTE_WORDS,	/* 64-bit words, in hexadecimal */
	ATTRIBUTE_FILTER,	/* steps of a socket's filter */
};

struct attribute {
	uint8_t kind;		/* enum attribute_kind */
	uint8_t size;
	union {
		const struct constants *set;
		const struct layout *layout;
		const struct attribute_table *table;
	};
};

struct attribute_table {
	const struct constants *names;
	const struct attribute *list;	/* by type; NULL: all are bytes */
	size_t count;
};

/* A piece of a message: what is known of it, and how much there was. */
struct piece {
	const unsigned char *bytes;
	size_t length;
	size_t meant;
	uint64_t address;
};

struct piece piece_from(const struct piece *whole, size_t offset);
struct piece piece_of(const struct piece *whole, size_t meant);	/* its first bytes */

/* Messages or attributes in a row: an array where there are several. `header`: bytes of one's own header. */
typedef struct value *(*decode_item)(struct decoding *d, const struct piece *item, const void *context);
struct value *value_items(struct decoding *d, const struct piece *all, size_t header, decode_item item, const void *context);

struct value *value_hex(struct decoding *d, const struct piece *piece);
struct value *value_attributes(struct decoding *d, const struct piece *all, const struct attribute_table *table,
			       unsigned family);
struct value *value_named_interface(struct decoding *d, uint32_t number, const unsigned char *name, size_t length);
struct value *value_interface(struct decoding *d, uint32_t number);
struct value *value_internet(struct decoding *d, const struct piece *piece, unsigned family);

/* The parts of a message behind its header, added to `message`; false: the family has no words for it. */
bool add_route_message(struct decoding *d, struct value *message, unsigned type, const struct piece *payload);
bool add_diag_message(struct decoding *d, struct value *message, unsigned type, unsigned flags, const struct piece *payload);

extern const struct attribute_table netlink_links, netlink_link_info, netlink_link_xdp, netlink_addresses, netlink_routes,
	netlink_metrics, netlink_rules, netlink_neighbours, netlink_controls, netlink_control_stats, netlink_netconfs,
	netlink_neighbour_tables, netlink_neighbour_parameters, netlink_inet_diags, netlink_unix_diags, netlink_errors,
	netlink_link_inet, netlink_link_inet6, netlink_link_mctp, netlink_labels, netlink_multicasts, netlink_networks,
	netlink_next_hops, netlink_netlink_diags, netlink_packet_diags;
extern const struct layout layout_link_stats, layout_link_stats64, layout_link_map, layout_ifa_cacheinfo,
	layout_rta_cacheinfo, layout_mfc_stats, layout_uid_range, layout_port_range, layout_nda_cacheinfo, layout_tc_stats,
	layout_ndt_config, layout_ndt_stats, layout_gnet_basic, layout_gnet_queue, layout_inet_meminfo,
	layout_ifla_cacheinfo, layout_netlink_ring, layout_packet_info, layout_packet_ring,
	layout_inet_options, layout_unix_vfs, layout_unix_rqlen;

#endif
