/* SPDX-License-Identifier: MIT */
/* Netlink messages and their attributes. Private to this room. */
#ifndef SX_DECODE_NETLINK_H
#define SX_DECODE_NETLINK_H

#include "harness/decode/fields.h"

enum attribute_kind {
	ATTRIBUTE_BYTES,
	ATTRIBUTE_U8, ATTRIBUTE_U16, ATTRIBUTE_U32, ATTRIBUTE_U64, ATTRIBUTE_S32, ATTRIBUTE_S64,
	ATTRIBUTE_X16, ATTRIBUTE_X32,
	ATTRIBUTE_XANY,		/* in hexadecimal, whatever its size */
	ATTRIBUTE_BE16, ATTRIBUTE_BE32, ATTRIBUTE_BE64,	/* in network order: htons(80) */
	ATTRIBUTE_CLOCK,	/* ticks, of any size */
	ATTRIBUTE_ID,
	ATTRIBUTE_FD,
	ATTRIBUTE_TEXT,
	ATTRIBUTE_NAME,		/* {type="…"} */
	ATTRIBUTE_KIND,		/* text that says what other attributes beside it are: number `size` of those */
	ATTRIBUTE_BY_KIND,	/* what the text number `size` says: `kinds` */
	ATTRIBUTE_BY_FAMILY,	/* attributes of a table that the message's family picks from `families` */
	ATTRIBUTE_HARDWARE,	/* an address of the link layer: 02:fc:00:00:00:05 */
	ATTRIBUTE_INTERNET,	/* an address of the message's family */
	ATTRIBUTE_IPV4, ATTRIBUTE_IPV6,
	ATTRIBUTE_ETHERTYPE,
	ATTRIBUTE_INTERFACE,	/* number of a network interface */
	ATTRIBUTE_FLAGS,	/* `size` bytes named by `set`; of size 0: as many as there are, up to 8 */
	ATTRIBUTE_NAMED,
	ATTRIBUTE_LAYOUT,
	ATTRIBUTE_LAYOUTS,	/* so many of them as there are */
	ATTRIBUTE_NESTED,	/* attributes of `table` */
	ATTRIBUTE_SHUTDOWN,	/* halves of a connection */
	ATTRIBUTE_NUMBERS,	/* numbers of `size` bytes */
	ATTRIBUTE_SETTINGS,	/* 32-bit numbers, each named by `set` */
	ATTRIBUTE_COUNTERS,	/* the same of 64 bits */
	ATTRIBUTE_MEMORY,	/* how much memory a socket uses, by name */
	ATTRIBUTE_WORDS,	/* words, in hexadecimal */
	ATTRIBUTE_HOPS,		/* ways of a route, each with attributes */
	ATTRIBUTE_VIA,		/* an address that brings its family */
	ATTRIBUTE_BYTECODE,	/* step of a filter of sockets */
};

struct attribute {
	uint8_t kind;		/* enum attribute_kind */
	uint8_t size;
	bool has_rest;		/* bytes behind the layout are shown behind it … */
	bool has_nonzero_rest;	/* … where one of them is set */
	const struct attribute_table *behind;	/* what stands behind the layout are attributes */
	union {
		const struct constants *set;
		const struct layout *layout;
		const struct attribute_table *table;
		const struct attribute_kind_list *kinds;
		const struct attribute_family *families;
	};
};

struct attribute_table {
	const struct constants *names;
	const struct attribute *list;	/* by type; NULL: all are bytes */
	size_t count;
	const struct attribute *each;	/* what is in none of these places: elements of an array, each with its number */
};

/* What an attribute is where a text beside it is this one; ends with a NULL name. */
struct attribute_kind_list {
	const char *name;
	struct attribute attribute;
};

#define ANY_FAMILY 0xff

/* Ends with a NULL table: what is none of these families' is bytes. */
struct attribute_family {
	uint8_t family;		/* ANY_FAMILY: every other */
	const struct attribute_table *table;
};

/* A piece of a message: what is known of it, and how much there was. */
struct piece {
	const unsigned char *bytes;
	size_t length;
	size_t meant;
	uint64_t address;
	bool is_unread;		/* what of the message lies behind what is known could not be read */
};

struct piece piece_from(const struct piece *whole, size_t offset);
struct piece piece_of(const struct piece *whole, size_t meant);	/* its first bytes */

/* Messages or attributes in a row: an array where there are several. `header`: bytes of one's own header. */
typedef struct value *(*decode_item)(struct decoding *d, const struct piece *item, const void *context);
struct value *value_items(struct decoding *d, const struct piece *all, size_t header, decode_item item, const void *context);

struct value *value_hex(struct decoding *d, const struct piece *piece);
/* What stands for a structure of which not all is known: an address where the rest could not be read. */
struct value *value_partly(struct decoding *d, const struct piece *piece);
struct value *value_attributes(struct decoding *d, const struct piece *all, const struct attribute_table *table,
			       unsigned family);
struct value *value_by_family(struct decoding *d, const struct piece *all, const struct attribute_family *families,
			      unsigned family);
struct value *value_named_interface(struct decoding *d, uint32_t number, const unsigned char *name, size_t length);
struct value *value_interface(struct decoding *d, uint32_t number);
struct value *value_internet(struct decoding *d, const struct piece *piece, unsigned family);
struct value *value_internet_field(struct decoding *d, const struct piece *piece, unsigned family, const char *field);
struct value *value_hops(struct decoding *d, const struct piece *piece, unsigned family);
struct value *value_via(struct decoding *d, const struct piece *piece);
void add_bytecode(struct decoding *d, struct value *attribute, const struct piece *piece);
struct value *value_places(struct decoding *d, const struct piece *piece, const struct constants *set, size_t size,
			   enum number_base base);	/* numbers that are known by their place */

/* What one attribute holds, by its kind; with attributes in it, or none of its own: payload_value() knows no more. */
struct value *value_payload(struct decoding *d, const struct attribute *attribute, const struct piece *payload,
			    unsigned family);
/* Bytes of the layout's structure where there are so many; 0: too few for it, or a size that it never has. */
size_t layout_bytes(const struct decoding *d, const struct layout *layout, size_t meant);

/* Type and flags of a message, by the family of its socket. */
struct value *value_message_type(struct decoding *d, unsigned type, unsigned family);
const struct constants *message_flags(unsigned type, unsigned family);

/* The parts of a message behind its header, added to `message`; false: the family has no words for it. */
bool add_route_message(struct decoding *d, struct value *message, unsigned type, const struct piece *payload);
bool add_diag_message(struct decoding *d, struct value *message, unsigned type, unsigned flags, const struct piece *payload);
bool add_other_message(struct decoding *d, struct value *message, unsigned type, unsigned protocol,
		       const struct piece *payload);
struct value *value_event(struct decoding *d, const struct piece *piece);	/* of NETLINK_KOBJECT_UEVENT; or NULL */
/* Only the family of a message, and the bytes behind it. */
bool add_family_message(struct decoding *d, struct value *message, const struct piece *payload);
struct value *sockid_value(struct decoding *d, const unsigned char *bytes, unsigned family);	/* struct inet_diag_sockid */

#define DECLARE(id, comment, list) extern const struct attribute_table netlink_##id;
NETLINK_LISTS(DECLARE)
#undef DECLARE
extern const struct attribute_table netlink_properties, netlink_each_generic_operation, netlink_each_generic_group,
	netlink_each_generic_policy, netlink_each_operation_policy, netlink_policy_attributes;
extern const struct attribute_kind_list netlink_link_data[], netlink_link_xstats[], netlink_slave_data[];
extern const struct attribute_family netlink_protocol_info[], netlink_family_info[], netlink_family_stats[],
	netlink_cache_reports[];
extern const struct layout layout_link_stats, layout_link_stats64, layout_link_map, layout_ifa_cacheinfo,
	layout_rta_cacheinfo, layout_mfc_stats, layout_uid_range, layout_port_range, layout_nda_cacheinfo, layout_tc_stats,
	layout_ndt_config, layout_ndt_stats, layout_gnet_basic, layout_gnet_queue, layout_inet_meminfo,
	layout_ifla_cacheinfo, layout_netlink_ring, layout_packet_info, layout_packet_ring,
	layout_inet_options, layout_unix_vfs, layout_unix_rqlen, layout_bridge_id, layout_bridge_options, layout_vf_mac,
	layout_vf_vlan, layout_vf_tx_rate, layout_vf_setting, layout_vf_link_state, layout_vf_rate, layout_vf_guid,
	layout_vf_vlan_info, layout_vf_broadcast, layout_port_vsi, layout_bridge_vlan_info, layout_can_stats, layout_mdb_entry,
	layout_router_port, layout_next_hop_group, layout_vlan_stats, layout_multicast_stats, layout_stp_stats,
	layout_mpls_stats, layout_tc_estimator, layout_gnet_rate, layout_gnet_rate64, layout_tc_sizespec,
	layout_packet_group, layout_tcp_vegas, layout_tcp_dctcp, layout_tcp_bbr, layout_tcp_md5, layout_socket_address,
	layout_smc_conninfo, layout_smc_lgrinfo, layout_smc_dmbinfo, layout_smc_fallback, layout_crypto_hash,
	layout_crypto_blkcipher, layout_crypto_aead, layout_crypto_rng, layout_crypto_cipher;

#endif
