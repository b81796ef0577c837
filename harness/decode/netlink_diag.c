/* SPDX-License-Identifier: MIT */
/* Messages that ask about sockets: of the internet families, of unix, of netlink and of packets. */
#include "harness/decode/netlink.h"

#include <linux/netlink.h>
#include <sys/socket.h>

#define OLD_TCP		18	/* TCPDIAG_GETSOCK; linux/inet_diag.h */
#define OLD_DCCP	19	/* DCCPDIAG_GETSOCK */

#define SOCKID_SIZE	48

static struct value *port_value(struct decoding *d, const unsigned char *bytes)
{
	struct value *call = value_call(d, "htons");

	if (call)
		call->number = get_unsigned(bytes, 2);
	value_add(call, value_number(d, (unsigned)(bytes[0] << 8 | bytes[1]), BASE_UNSIGNED));
	return call;
}

static struct value *cookie_value(struct decoding *d, const unsigned char *bytes)
{
	struct value *array = value_array(d, 0);

	value_add(array, value_number(d, get_unsigned(bytes, 4), BASE_UNSIGNED));
	value_add(array, value_number(d, get_unsigned(bytes + 4, 4), BASE_UNSIGNED));
	return array;
}

static struct value *internet_value(struct decoding *d, const unsigned char *bytes, unsigned family, const char *field)
{
	struct piece piece = {bytes, 16, 16, 0};

	if (family == AF_INET6)
		return value_inet6_address(d, bytes, field);
	return value_internet(d, &piece, family);
}

struct value *sockid_value(struct decoding *d, const unsigned char *bytes, unsigned family)
{
	struct value *id = value_struct(d, 0);

	value_field(id, "idiag_sport", port_value(d, bytes));
	value_field(id, "idiag_dport", port_value(d, bytes + 2));
	value_field(id, "idiag_src", internet_value(d, bytes + 4, family, "&idiag_src"));
	value_field(id, "idiag_dst", internet_value(d, bytes + 20, family, "&idiag_dst"));
	value_field(id, "idiag_if", value_interface(d, (uint32_t)get_unsigned(bytes + 36, 4)));
	value_field(id, "idiag_cookie", cookie_value(d, bytes + 40));
	return id;
}

static void add_number(struct decoding *d, struct value *value, const char *name, const unsigned char *bytes, size_t size)
{
	value_field(value, name, value_number(d, get_unsigned(bytes, size), BASE_UNSIGNED));
}

static struct value *begin(struct decoding *d, const char *name, const struct piece *payload, size_t size)
{
	struct value *header = value_struct(d, payload->address);

	value_field(header, name, value_flags(d, &constants_socket_families, payload->bytes[0]));
	if (payload->length >= size)
		return header;
	if (header && payload->is_unread && payload->meant >= size)
		value_add(header, value_unread(d, payload->address + 1));
	else if (header)
		header->has_more = true;
	return header;
}

/* struct inet_diag_req_v2 */
static size_t add_inet_request(struct decoding *d, struct value *message, const struct piece *payload)
{
	const unsigned char *bytes = payload->bytes;
	struct value *header = begin(d, "sdiag_family", payload, 8 + SOCKID_SIZE);

	value_add(message, header);
	if (payload->length < 8 + SOCKID_SIZE)
		return 0;
	value_field(header, "sdiag_protocol", value_flags(d, &constants_inet_protocols, bytes[1]));
	value_field(header, "idiag_ext", value_flags(d, &constants_inet_diag_extensions, bytes[2]));
	value_field(header, "idiag_states", value_flags(d, &constants_tcp_state_bits, get_unsigned(bytes + 4, 4)));
	value_field(header, "id", sockid_value(d, bytes + 8, bytes[0]));
	return 8 + SOCKID_SIZE;
}

/* struct inet_diag_req, as of old */
static size_t add_old_request(struct decoding *d, struct value *message, const struct piece *payload)
{
	const unsigned char *bytes = payload->bytes;
	struct value *header = begin(d, "idiag_family", payload, 12 + SOCKID_SIZE);

	value_add(message, header);
	if (payload->length < 12 + SOCKID_SIZE)
		return 0;
	add_number(d, header, "idiag_src_len", bytes + 1, 1);
	add_number(d, header, "idiag_dst_len", bytes + 2, 1);
	value_field(header, "idiag_ext", value_flags(d, &constants_inet_diag_extensions, bytes[3]));
	value_field(header, "id", sockid_value(d, bytes + 4, bytes[0]));
	value_field(header, "idiag_states",
		    value_flags(d, &constants_tcp_state_bits, get_unsigned(bytes + 4 + SOCKID_SIZE, 4)));
	add_number(d, header, "idiag_dbs", bytes + 8 + SOCKID_SIZE, 4);
	return 12 + SOCKID_SIZE;
}

/* struct inet_diag_msg */
static size_t add_inet_answer(struct decoding *d, struct value *message, const struct piece *payload)
{
	static const char *const numbers[] = {
		"idiag_expires", "idiag_rqueue", "idiag_wqueue", "idiag_uid", "idiag_inode",
	};
	const unsigned char *bytes = payload->bytes;
	struct value *header = begin(d, "idiag_family", payload, 24 + SOCKID_SIZE);

	value_add(message, header);
	if (payload->length < 24 + SOCKID_SIZE)
		return 0;
	value_field(header, "idiag_state", value_flags(d, &constants_tcp_states, bytes[1]));
	add_number(d, header, "idiag_timer", bytes + 2, 1);
	add_number(d, header, "idiag_retrans", bytes + 3, 1);
	value_field(header, "id", sockid_value(d, bytes + 4, bytes[0]));
	for (size_t i = 0; i < 5; i++)
		add_number(d, header, numbers[i], bytes + 4 + SOCKID_SIZE + 4 * i, 4);
	return 24 + SOCKID_SIZE;
}

/* struct unix_diag_req */
static size_t add_unix_request(struct decoding *d, struct value *message, const struct piece *payload)
{
	const unsigned char *bytes = payload->bytes;
	struct value *header = begin(d, "sdiag_family", payload, 24);

	value_add(message, header);
	if (payload->length < 24)
		return 0;
	add_number(d, header, "sdiag_protocol", bytes + 1, 1);
	value_field(header, "udiag_states", value_flags(d, &constants_tcp_state_bits, get_unsigned(bytes + 4, 4)));
	add_number(d, header, "udiag_ino", bytes + 8, 4);
	value_field(header, "udiag_show", value_flags(d, &constants_unix_diag_show, get_unsigned(bytes + 12, 4)));
	value_field(header, "udiag_cookie", cookie_value(d, bytes + 16));
	return 0;
}

/* struct unix_diag_msg */
static size_t add_unix_answer(struct decoding *d, struct value *message, const struct piece *payload)
{
	const unsigned char *bytes = payload->bytes;
	struct value *header = begin(d, "udiag_family", payload, 16);

	value_add(message, header);
	if (payload->length < 16)
		return 0;
	value_field(header, "udiag_type", value_flags(d, &constants_socket_kinds, bytes[1]));
	value_field(header, "udiag_state", value_flags(d, &constants_tcp_states, bytes[2]));
	add_number(d, header, "udiag_ino", bytes + 4, 4);
	value_field(header, "udiag_cookie", cookie_value(d, bytes + 8));
	return 16;
}

/* struct netlink_diag_req and struct packet_diag_req: the same but for what the protocol is. */
static const struct field netlink_request_fields[] = {
	SAME("sdiag_family",   FLAGS,	 0, 1, SET(constants_socket_families)),
	SAME("sdiag_protocol", FLAGS,	 1, 1, SET(constants_netlink_diag_protocols)),
	SAME("ndiag_ino",      UNSIGNED, 4, 4),
	SAME("ndiag_show",     FLAGS,	 8, 4, SET(constants_netlink_diag_show)),
	{NULL},
};
static const struct field packet_request_fields[] = {
	SAME("sdiag_family",   FLAGS,	 0, 1, SET(constants_socket_families)),
	SAME("sdiag_protocol", HEX,	 1, 1),
	SAME("pdiag_ino",      UNSIGNED, 4, 4),
	SAME("pdiag_show",     FLAGS,	 8, 4, SET(constants_packet_diag_show)),
	{NULL},
};
static const struct field netlink_answer_fields[] = {
	SAME("ndiag_family",	 FLAGS,	   0, 1, SET(constants_socket_families)),
	SAME("ndiag_type",	 FLAGS,	   1, 1, SET(constants_socket_kinds)),
	SAME("ndiag_protocol",	 FLAGS,	   2, 1, SET(constants_netlink_diag_protocols)),
	SAME("ndiag_state",	 FLAGS,	   3, 1, SET(constants_netlink_states)),
	SAME("ndiag_portid",	 UNSIGNED, 4, 4),
	SAME("ndiag_dst_portid", UNSIGNED, 8, 4),
	SAME("ndiag_dst_group",	 UNSIGNED, 12, 4),
	SAME("ndiag_ino",	 UNSIGNED, 16, 4),
	{NULL},
};
static const struct field packet_answer_fields[] = {
	SAME("pdiag_family", FLAGS,    0, 1, SET(constants_socket_families)),
	SAME("pdiag_type",   FLAGS,    1, 1, SET(constants_socket_kinds)),
	SAME("pdiag_num",    FLAGS,    2, 2, SET(constants_ethertypes)),
	SAME("pdiag_ino",    UNSIGNED, 4, 4),
	{NULL},
};

static const struct {
	const struct field *fields;
	size_t cookie_at;	/* the last field, and with it the size */
	const char *cookie;
} plain_shapes[2][2] = {	/* of netlink, of packets; an answer, a request */
	{{netlink_answer_fields, 20, "ndiag_cookie"}, {netlink_request_fields, 12, "ndiag_cookie"}},
	{{packet_answer_fields, 8, "pdiag_cookie"}, {packet_request_fields, 12, "pdiag_cookie"}},
};

static size_t add_plain(struct decoding *d, struct value *message, bool is_packet, bool is_request,
			const struct piece *payload)
{
	const struct field *fields = plain_shapes[is_packet][is_request].fields;
	size_t at = plain_shapes[is_packet][is_request].cookie_at;
	struct value *header;

	if (payload->length < at + 8) {
		value_add(message, begin(d, fields[0].name, payload, at + 8));
		return 0;
	}
	header = value_fields(d, fields, payload->bytes, at, payload->address, false);
	value_field(header, plain_shapes[is_packet][is_request].cookie, cookie_value(d, payload->bytes + at));
	value_add(message, header);
	return is_request ? 0 : at + 8;
}

static size_t add_smc(struct decoding *d, struct value *message, bool is_request, const struct piece *payload)
{
	const unsigned char *bytes = payload->bytes;
	size_t size = is_request ? 4 + SOCKID_SIZE : 16 + SOCKID_SIZE;
	struct value *header = begin(d, "diag_family", payload, size);

	value_add(message, header);
	if (payload->length < size)
		return 0;
	if (is_request) {	/* struct smc_diag_req */
		value_field(header, "diag_ext", value_flags(d, &constants_smc_extensions, bytes[3]));
		value_field(header, "id", sockid_value(d, bytes + 4, AF_INET));
		return 0;
	}
	value_field(header, "diag_state", value_flags(d, &constants_smc_states, bytes[1]));
	value_field(header, "diag_fallback", value_flags(d, &constants_smc_modes, bytes[2]));
	add_number(d, header, "diag_shutdown", bytes + 3, 1);
	value_field(header, "id", sockid_value(d, bytes + 4, AF_INET));
	add_number(d, header, "diag_uid", bytes + 4 + SOCKID_SIZE, 4);
	add_number(d, header, "diag_inode", bytes + 8 + SOCKID_SIZE, 8);
	return size;
}

#define SMC 43	/* AF_SMC */

bool add_diag_message(struct decoding *d, struct value *message, unsigned type, unsigned flags, const struct piece *payload)
{
	bool is_request = flags & NLM_F_REQUEST, is_old = type == OLD_TCP || type == OLD_DCCP;
	const struct attribute_table *table = NULL;
	struct piece rest;
	unsigned family;
	size_t size;

	if (!payload->length)
		return false;
	family = payload->bytes[0];
	if (payload->meant < 2)
		return add_family_message(d, message, payload);
	switch (family) {
	case AF_INET:
	case AF_INET6:
		size = !is_request ? add_inet_answer(d, message, payload) :
		       is_old	   ? add_old_request(d, message, payload) :
				     add_inet_request(d, message, payload);
		table = is_request ? &netlink_inet_requests : &netlink_inet_diags;
		break;
	case AF_UNIX:
		size = is_request ? add_unix_request(d, message, payload) : add_unix_answer(d, message, payload);
		table = &netlink_unix_diags;
		break;
	case AF_NETLINK:
	case AF_PACKET:
		size = add_plain(d, message, family == AF_PACKET, is_request, payload);
		table = family == AF_PACKET ? &netlink_packet_diags : &netlink_netlink_diags;
		break;
	case SMC:
		size = add_smc(d, message, is_request, payload);
		table = &netlink_smc_diags;
		break;
	default:
		return add_family_message(d, message, payload);
	}
	rest = piece_from(payload, size);
	if (size && rest.meant)
		value_add(message, value_attributes(d, &rest, table, family));
	return true;
}
