/* SPDX-License-Identifier: MIT */
/* Messages of netlink sockets: their headers, and errors; what stands behind is each family's. */
#include "harness/decode/netlink.h"

#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>

#define HEADER 16
#define ALIGNED(n) (((n) + 3) & ~(size_t)3)

struct piece piece_of(const struct piece *whole, size_t meant)
{
	struct piece piece = *whole;

	if (meant < piece.meant)
		piece.meant = meant;
	if (piece.length > piece.meant)
		piece.length = piece.meant;
	return piece;
}

struct piece piece_from(const struct piece *whole, size_t offset)
{
	size_t known = offset < whole->length ? offset : whole->length;

	return (struct piece){whole->bytes + known, whole->length - known,
			      offset < whole->meant ? whole->meant - offset : 0, whole->address + offset};
}

struct value *value_hex(struct decoding *d, const struct piece *piece)
{
	struct memory memory = {.bytes = piece->bytes, .length = piece->length, .state = STATE_OK};
	struct value *value;

	if (memory.length < piece->meant)
		memory.state = STATE_CUT;
	value = value_bytes(d, &memory, piece->address, piece->meant);
	if (value)
		value->is_hex = true;
	return value;
}

/* An item begins with its length: of 32 bits in a message's header of 16 bytes, of 16 bits in an attribute's. */
static size_t item_length(const unsigned char *bytes, size_t header)
{
	return (size_t)get_unsigned(bytes, header == HEADER ? 4 : 2);
}

struct value *value_items(struct decoding *d, const struct piece *all, size_t header, decode_item item, const void *context)
{
	struct piece left = *all;
	struct value *array = NULL, *one;

	for (;;) {
		size_t claimed, whole;

		if (left.meant < header || left.length < header) {
			one = value_hex(d, &left);
			break;
		}
		claimed = item_length(left.bytes, header);
		whole = ALIGNED(claimed);
		one = item(d, &left, context);
		if (claimed < header || whole >= left.meant)
			break;
		if (!array)
			array = value_array(d, all->address);
		value_add(array, one);
		left = piece_from(&left, whole);
		if (!left.length) {	/* not captured any more */
			if (array) {
				array->has_more = true;
				array->state = STATE_CUT;
			}
			return array;
		}
	}
	if (!array)
		return one;
	value_add(array, one);
	return array;
}

/* ---- the header ---- */

static const struct constants *const type_sets[] = {
	[NETLINK_ROUTE] = &constants_netlink_route_types,
	[NETLINK_SOCK_DIAG] = &constants_netlink_diag_types,
	[NETLINK_XFRM] = &constants_netlink_xfrm_types,
	[NETLINK_SELINUX] = &constants_netlink_selinux_types,
	[NETLINK_AUDIT] = &constants_netlink_audit_types,
	[NETLINK_GENERIC] = &constants_netlink_generic_types,
	[NETLINK_CRYPTO] = &constants_netlink_crypto_types,
};

/* Messages of the netfilter have their subsystem in the upper byte. */
static struct value *netfilter_type(struct decoding *d, unsigned type)
{
	struct value *both;

	if (has_name(&constants_netfilter_types, type))
		return value_flags(d, &constants_netfilter_types, type);
	both = value_new(d, VALUE_OR);
	value_add(both, value_flags(d, &constants_netfilter_subsystems, type & 0xff00));
	switch (type >> 8) {
	case 1:
		value_add(both, value_flags(d, &constants_conntrack_types, type & 0xff));
		break;
	case 10:
		value_add(both, value_flags(d, &constants_nftables_types, type & 0xff));
		break;
	default:
		value_add(both, value_number(d, type & 0xff, BASE_HEX));
		break;
	}
	return both;
}

static struct value *type_value(struct decoding *d, unsigned type, unsigned family)
{
	if (type < NLMSG_MIN_TYPE)
		return value_flags(d, &constants_netlink_types, type);
	if (family == NETLINK_NETFILTER)
		return netfilter_type(d, type);
	if (family < sizeof(type_sets) / sizeof(type_sets[0]) && type_sets[family])
		return value_flags(d, type_sets[family], type);
	return value_flags(d, &constants_netlink_types, type);
}

/* 0: it makes something, 1: deletes, 2: gets, 3: neither. */
static unsigned netfilter_verb(unsigned subsystem, unsigned type)
{
	static const unsigned triple[] = {0, 2, 1};

	if (subsystem == 1)	/* of connections; every further one asks */
		return type < 3 ? triple[type] : type < 8 ? 2 : 3;
	if (subsystem != 10)
		return 3;
	if (type < 15)		/* tables, chains, rules, sets and their elements */
		return triple[type % 3];
	if (type >= 18 && type < 21)
		return triple[type - 18];
	if (type >= 22 && type < 25)
		return triple[type - 22];
	return type == 15 ? 0 : type == 16 || type == 21 ? 2 : 3;
}

/* What the upper flags mean depends on whether something is made, deleted or asked for. */
static const struct constants *flags_of(unsigned type, unsigned family)
{
	static const struct constants *const by_verb[] = {
		&constants_netlink_new_flags, &constants_netlink_delete_flags, &constants_netlink_get_flags,
		&constants_netlink_flags,
	};

	if (type < NLMSG_MIN_TYPE)
		return type == NLMSG_ERROR ? &constants_netlink_ack_flags : &constants_netlink_flags;
	if (family == NETLINK_ROUTE)
		return type == 49 /* RTM_DELACTION */ ? &constants_netlink_get_flags : by_verb[type & 3];
	if (family == NETLINK_SOCK_DIAG)
		return &constants_netlink_get_flags;
	if (family == NETLINK_XFRM && type < 0x16)	/* XFRM_MSG_NEWSA … XFRM_MSG_GETPOLICY */
		return by_verb[type - 0x10 < 3 ? type - 0x10 : type - 0x13];
	if (family == NETLINK_NETFILTER)
		return by_verb[netfilter_verb(type >> 8, type & 0xff)];
	return &constants_netlink_flags;
}

static struct value *header_value(struct decoding *d, const unsigned char *bytes, unsigned family, uint64_t address)
{
	struct value *header = value_struct(d, address);
	unsigned type = (unsigned)get_unsigned(bytes + 4, 2);

	value_field(header, "nlmsg_len", value_number(d, get_unsigned(bytes, 4), BASE_UNSIGNED));
	value_field(header, "nlmsg_type", type_value(d, type, family));
	value_field(header, "nlmsg_flags", value_flags(d, flags_of(type, family), get_unsigned(bytes + 6, 2)));
	value_field(header, "nlmsg_seq", value_number(d, get_unsigned(bytes + 8, 4), BASE_UNSIGNED));
	value_field(header, "nlmsg_pid", value_number(d, (uint64_t)get_signed(bytes + 12, 4), BASE_SIGNED));
	return header;
}

/* ---- what stands behind it ---- */

static struct value *message_value(struct decoding *d, const struct piece *rest, const void *context);

struct message_context {
	unsigned family;
	bool is_capped;		/* an error's message came back without its payload */
	unsigned depth;		/* errors about errors */
};

static struct value *error_word(struct decoding *d, int64_t number)
{
	const char *name = number < 0 && number > -4096 ? errno_name((int)-number) : NULL;
	struct value *value;

	if (!name)
		return value_number(d, (uint64_t)number, BASE_SIGNED);
	value = value_word(d, arena_format(d->arena, "-%s", name));
	if (value) {
		value->number = (uint64_t)number;
		value->is_named_number = true;
		value->base = BASE_SIGNED;
	}
	return value;
}

#define MOST_DEEP 8

static struct value *error_value(struct decoding *d, const struct piece *payload, bool is_capped,
				 const struct message_context *of)
{
	struct message_context context = {.family = of->family, .is_capped = is_capped, .depth = of->depth + 1};
	struct value *error;
	struct piece message, attributes;
	size_t length;

	if (payload->meant < 4 || payload->length < 4 || of->depth == MOST_DEEP)
		return value_hex(d, payload);
	error = value_struct(d, payload->address);
	value_field(error, "error", error_word(d, get_signed(payload->bytes, 4)));
	message = piece_from(payload, 4);
	if (!message.meant)
		return error;
	if (message.length < HEADER) {
		value_field(error, "msg", value_hex(d, &message));
		return error;
	}
	length = is_capped ? HEADER : (size_t)get_unsigned(message.bytes, 4);
	attributes = piece_from(&message, length < message.meant ? length : message.meant);
	message = piece_of(&message, length);
	value_field(error, "msg", message_value(d, &message, &context));
	if (attributes.meant)
		value_add(error, value_attributes(d, &attributes, &netlink_errors, AF_UNSPEC));
	return error;
}

static const struct field nfgenmsg_fields[] = {
	SAME("nfgen_family", FLAGS, 0, 1, SET(constants_socket_families)),
	SAME("version",	     FLAGS, 1, 1, SET(constants_nfnetlink_versions)),
	{NULL},
};

static bool add_netfilter(struct decoding *d, struct value *message, unsigned type, const struct piece *payload)
{
	static const struct attribute_table numbers = {0};
	struct value *header, *resource;
	struct piece rest = piece_from(payload, 4);

	if (payload->length < 4)
		return false;
	header = value_fields(d, nfgenmsg_fields, payload->bytes, 4, payload->address, false);
	resource = value_call(d, "htons");
	if (resource)
		resource->number = get_unsigned(payload->bytes + 2, 2);
	value_add(resource, value_number(d, (unsigned)(payload->bytes[2] << 8 | payload->bytes[3]), BASE_UNSIGNED));
	value_field(header, "res_id", resource);
	value_add(message, header);
	if (rest.meant && (type == 16 || type == 17))	/* the ends of a batch have none */
		value_add(message, value_hex(d, &rest));
	else if (rest.meant)
		value_add(message, value_attributes(d, &rest, &numbers, AF_UNSPEC));
	return true;
}

static bool add_selinux(struct decoding *d, struct value *message, unsigned type, const struct piece *payload)
{
	struct value *news;

	if (payload->length < 4 || (type != 16 && type != 17))
		return false;
	news = value_struct(d, payload->address);
	if (type == 16)
		value_field(news, "val", value_number(d, (uint64_t)get_signed(payload->bytes, 4), BASE_SIGNED));
	else
		value_field(news, "seqno", value_number(d, get_unsigned(payload->bytes, 4), BASE_UNSIGNED));
	value_add(message, news);
	return true;
}

static void add_payload(struct decoding *d, struct value *message, unsigned type, unsigned flags,
			const struct message_context *of, const struct piece *payload)
{
	unsigned family = of->family;

	if (type == NLMSG_ERROR) {
		value_add(message, error_value(d, payload, flags & NLM_F_CAPPED, of));
		return;
	}
	if (type >= NLMSG_MIN_TYPE && payload->length) {
		if (family == NETLINK_ROUTE && add_route_message(d, message, type, payload))
			return;
		if (family == NETLINK_SOCK_DIAG && add_diag_message(d, message, type, flags, payload))
			return;
		if (family == NETLINK_SELINUX && add_selinux(d, message, type, payload))
			return;
		if (family == NETLINK_NETFILTER && add_netfilter(d, message, type, payload))
			return;
	}
	if (type == NLMSG_DONE && payload->meant == 4 && payload->length == 4)
		value_add(message, value_number(d, (uint64_t)get_signed(payload->bytes, 4), BASE_SIGNED));
	else
		value_add(message, value_hex(d, payload));
}

static struct value *message_value(struct decoding *d, const struct piece *rest, const void *context)
{
	const struct message_context *of = context;
	struct value *header = header_value(d, rest->bytes, of->family, rest->address), *message;
	struct piece whole = piece_of(rest, of->is_capped ? HEADER : (size_t)get_unsigned(rest->bytes, 4)), payload;

	if (whole.meant <= HEADER)
		return header;
	message = value_array(d, rest->address);
	value_add(message, header);
	payload = piece_from(&whole, HEADER);
	add_payload(d, message, (unsigned)get_unsigned(rest->bytes + 4, 2), (unsigned)get_unsigned(rest->bytes + 6, 2), of,
		    &payload);
	return message;
}

/* ---- sockets ---- */

int netlink_family(const struct decoding *d)
{
	const struct wire_blob *blob = NULL;
	const struct wire_file *file = call_file(d->call, 0, (int)call_arg(d->call, 0), &blob);
	const struct wire_socket *socket;
	const unsigned char *bytes;
	size_t length;

	if (!file || file->type != WIRE_FILE_SOCKET || !blob)
		return -1;
	bytes = blob_bytes(blob, &length);
	if (length < sizeof(*file) + sizeof(*socket))
		return -1;
	socket = (const void *)(bytes + sizeof(*file));
	return socket->family == AF_NETLINK ? socket->protocol : -1;
}

struct value *value_netlink(struct decoding *d, const struct memory *memory, uint64_t address, size_t meant, int family)
{
	struct message_context context = {.family = (unsigned)family};
	struct piece all = {.bytes = memory->bytes, .length = memory->length < meant ? memory->length : meant,
			    .meant = meant, .address = address};
	struct value *value;

	if (memory->state == STATE_UNREAD || family == NETLINK_KOBJECT_UEVENT || !meant)
		return value_bytes(d, memory, address, meant);
	value = value_items(d, &all, HEADER, message_value, &context);
	if (value) {	/* and as they are, for who asks for the data */
		value->address = address;
		value->raw = all.bytes;
		value->raw_length = all.length;
		value->is_exit = memory->is_exit;
		if (all.length < all.meant)
			value->state = STATE_CUT;
	}
	return value;
}
