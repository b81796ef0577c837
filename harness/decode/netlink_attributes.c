/* SPDX-License-Identifier: MIT */
/* Attributes of netlink messages, each kind of payload in its words. */
#include "harness/decode/netlink.h"
#include "harness/decode/netlink_tables.h"

#include <string.h>
#include <sys/socket.h>

#define HEADER		4
#define NESTED_BIT	0x8000
#define NETWORK_ORDER	0x4000
#define TYPE_BITS	0x3fff
#define MOST_HARDWARE	32	/* MAX_ADDR_LEN */

#define TYPED(label, number, what, ...) [number] = {.kind = ATTRIBUTE_##what, ##__VA_ARGS__},
#define UNTYPED(label, number)
#define TABLE(id, set_of, LIST)                                                                 \
	static const struct attribute id##_attributes[] = {LIST(TYPED, UNTYPED)};               \
	const struct attribute_table netlink_##id = {&constants_netlink_##set_of, id##_attributes, \
						     sizeof(id##_attributes) / sizeof(id##_attributes[0])};

TABLE(links, link_attributes, LINK_ATTRIBUTES)
TABLE(link_info, link_info_attributes, LINK_INFO_ATTRIBUTES)
TABLE(link_xdp, link_xdp_attributes, LINK_XDP_ATTRIBUTES)
TABLE(addresses, address_attributes, ADDRESS_ATTRIBUTES)
TABLE(routes, route_attributes, ROUTE_ATTRIBUTES)
TABLE(metrics, metric_attributes, METRIC_ATTRIBUTES)
TABLE(rules, rule_attributes, RULE_ATTRIBUTES)
TABLE(neighbours, neighbour_attributes, NEIGHBOUR_ATTRIBUTES)
TABLE(controls, control_attributes, CONTROL_ATTRIBUTES)
TABLE(control_stats, control_stats_attributes, CONTROL_STATS_ATTRIBUTES)
TABLE(netconfs, netconf_attributes, NETCONF_ATTRIBUTES)
TABLE(neighbour_tables, neighbour_table_attributes, NEIGHBOUR_TABLE_ATTRIBUTES)
TABLE(neighbour_parameters, neighbour_parameter_attributes, NEIGHBOUR_PARAMETER_ATTRIBUTES)
TABLE(inet_diags, inet_diag_attributes, INET_DIAG_ATTRIBUTES)
TABLE(unix_diags, unix_diag_attributes, UNIX_DIAG_ATTRIBUTES)
TABLE(link_inet, link_inet_attributes, LINK_INET_ATTRIBUTES)
TABLE(link_inet6, link_inet6_attributes, LINK_INET6_ATTRIBUTES)
TABLE(link_mctp, link_mctp_attributes, LINK_MCTP_ATTRIBUTES)
TABLE(labels, label_attributes, LABEL_ATTRIBUTES)
TABLE(multicasts, multicast_attributes, MULTICAST_ATTRIBUTES)
TABLE(networks, network_attributes, NETWORK_ATTRIBUTES)
TABLE(next_hops, next_hop_attributes, NEXT_HOP_ATTRIBUTES)
TABLE(netlink_diags, netlink_diag_attributes, NETLINK_DIAG_ATTRIBUTES)
TABLE(packet_diags, packet_diag_attributes, PACKET_DIAG_ATTRIBUTES)
TABLE(errors, error_attributes, ERROR_ATTRIBUTES)

struct value *value_named_interface(struct decoding *d, uint32_t number, const unsigned char *name, size_t length)
{
	struct value *call;

	if (!number)	/* none, or the one that the name in the message asks for */
		return value_number(d, 0, BASE_UNSIGNED);
	call = value_call(d, "if_nametoindex");
	if (call) {
		call->number = number;
		call->is_named_number = true;
		call->base = BASE_UNSIGNED;
	}
	value_add(call, value_name(d, name, length));
	return call;
}

/* The first interface of every network namespace is its loopback; the names of others are nobody's to guess. */
struct value *value_interface(struct decoding *d, uint32_t number)
{
	if (number == 1)
		return value_named_interface(d, number, (const unsigned char *)"lo", 2);
	return value_number(d, number, BASE_UNSIGNED);
}

struct value *value_internet(struct decoding *d, const struct piece *piece, unsigned family)
{
	if (family == AF_INET && piece->length >= 4)
		return value_inet_address(d, piece->bytes);
	if (family == AF_INET6 && piece->length >= 16)
		return value_inet6_address(d, piece->bytes, NULL);
	return value_hex(d, piece);
}

static struct value *text_value(struct decoding *d, const struct piece *piece)
{
	bool is_whole = piece->length == piece->meant;
	bool has_end = piece->length && !piece->bytes[piece->length - 1];
	struct memory memory = {.bytes = piece->bytes, .length = piece->length - has_end, .state = STATE_OK};

	/* Without its NUL more may come. */
	return value_bytes(d, &memory, piece->address, is_whole && has_end ? memory.length : memory.length + 1);
}

static struct value *hardware_value(struct decoding *d, const struct piece *piece)
{
	char text[3 * MOST_HARDWARE + 1] = "";
	struct value *value;

	if (piece->meant > MOST_HARDWARE || piece->length < piece->meant)
		return value_hex(d, piece);
	for (size_t i = 0; i < piece->length; i++)
		snprintf(text + 3 * i - (i > 0), 4, i ? ":%02x" : "%02x", piece->bytes[i]);
	value = value_word(d, arena_format(d->arena, "%s", text));
	if (value) {
		value->bytes = piece->bytes;
		value->length = piece->length;
	}
	return value;
}

static struct value *numbers_value(struct decoding *d, const struct piece *piece, size_t size, enum number_base base)
{
	struct value *array = value_array(d, piece->address);

	for (size_t at = 0; at + size <= piece->length; at += size)
		value_add(array, value_number(d, get_unsigned(piece->bytes + at, size), base));
	return array;
}

static const char *place_name(struct decoding *d, const struct constants *set, size_t place)
{
	for (const struct constant *constant = set->list; constant->name; constant++)
		if (constant->value == place)
			return arena_format(d->arena, "[%s]", constant->name);
	return arena_format(d->arena, "[%zu /* %s */]", place, set->unknown);
}

/* Numbers that are known by their place. */
static struct value *places_value(struct decoding *d, const struct piece *piece, const struct constants *set, size_t size,
				  enum number_base base)
{
	struct value *array = value_array(d, piece->address);

	for (size_t place = 0; (place + 1) * size <= piece->length; place++) {
		const unsigned char *bytes = piece->bytes + place * size;
		uint64_t number = base == BASE_SIGNED ? (uint64_t)get_signed(bytes, size) : get_unsigned(bytes, size);

		value_field(array, place_name(d, set, place), value_number(d, number, base));
	}
	return array;
}

static struct value *filter_value(struct decoding *d, const struct piece *piece)
{
	struct value *array = value_array(d, piece->address);

	for (size_t at = 0; at + 8 <= piece->length; at += 8)
		value_add(array, layout_sock_filter.decode(d, piece->bytes + at, 8, piece->address + at));
	return array;
}

/* The kernel's own names for the two halves: no header that programs see has them. */
static struct value *shutdown_value(struct decoding *d, unsigned halves)
{
	static const char *const names[] = {NULL, "RCV_SHUTDOWN", "SEND_SHUTDOWN", "RCV_SHUTDOWN|SEND_SHUTDOWN"};
	struct value *value = value_number(d, halves, BASE_HEX);

	if (value && halves < 4)
		value->comment = names[halves];
	return value;
}

/* Attributes by address family. */
static const struct attribute family_attributes[] = {
	[AF_INET] = {.kind = ATTRIBUTE_NESTED, .table = &netlink_link_inet},
	[AF_INET6] = {.kind = ATTRIBUTE_NESTED, .table = &netlink_link_inet6},
	[45 /* AF_MCTP */] = {.kind = ATTRIBUTE_NESTED, .table = &netlink_link_mctp},
};
static const struct attribute_table families = {&constants_socket_families, family_attributes,
						sizeof(family_attributes) / sizeof(family_attributes[0])};

/* Payloads of a fixed size, 0: of any. A shorter one is shown as bytes. */
static size_t least_size(const struct decoding *d, const struct attribute *attribute)
{
	switch (attribute->kind) {
	case ATTRIBUTE_U8:
	case ATTRIBUTE_SHUTDOWN:
		return 1;
	case ATTRIBUTE_U16:
		return 2;
	case ATTRIBUTE_U32:
	case ATTRIBUTE_S32:
	case ATTRIBUTE_ID:
	case ATTRIBUTE_FD:
	case ATTRIBUTE_INTERFACE:
	case ATTRIBUTE_NUMBERS:
	case ATTRIBUTE_SETTINGS:
	case ATTRIBUTE_MEMORY:
		return 4;
	case ATTRIBUTE_U64:
	case ATTRIBUTE_COUNTERS:
	case ATTRIBUTE_WORDS:
	case ATTRIBUTE_FILTER:
		return 8;
	case ATTRIBUTE_FLAGS:
	case ATTRIBUTE_NAMED:
		return attribute->size;
	case ATTRIBUTE_LAYOUT:
		return layout_size(d, attribute->layout);
	default:
		return 0;
	}
}

static struct value *payload_value(struct decoding *d, const struct attribute *attribute, const struct piece *payload,
				   unsigned family)
{
	const unsigned char *bytes = payload->bytes;
	size_t size = least_size(d, attribute);

	if (attribute->kind == ATTRIBUTE_BYTES || payload->length < size)
		return value_hex(d, payload);
	switch (attribute->kind) {
	case ATTRIBUTE_S32:
		return value_number(d, (uint64_t)get_signed(bytes, 4), BASE_SIGNED);
	case ATTRIBUTE_ID:
		return value_id(d, (uint32_t)get_unsigned(bytes, 4));
	case ATTRIBUTE_FD:
		return value_fd(d, -1, (int)get_signed(bytes, 4));
	case ATTRIBUTE_TEXT:
		return text_value(d, payload);
	case ATTRIBUTE_HARDWARE:
		return hardware_value(d, payload);
	case ATTRIBUTE_INTERNET:
		return value_internet(d, payload, family);
	case ATTRIBUTE_INTERFACE:
		return value_interface(d, (uint32_t)get_unsigned(bytes, 4));
	case ATTRIBUTE_FLAGS:
	case ATTRIBUTE_NAMED:
		return value_flags(d, attribute->set, get_unsigned(bytes, size));
	case ATTRIBUTE_LAYOUT:
		return attribute->layout->decode(d, bytes, payload->length, payload->address);
	case ATTRIBUTE_NESTED:
		return value_attributes(d, payload, attribute->table, family);
	case ATTRIBUTE_AF_SPEC:
		return value_attributes(d, payload, &families, AF_UNSPEC);
	case ATTRIBUTE_NUMBERS:
		return numbers_value(d, payload, 4, BASE_UNSIGNED);
	case ATTRIBUTE_WORDS:
		return numbers_value(d, payload, 8, BASE_HEX);
	case ATTRIBUTE_SETTINGS:
		return places_value(d, payload, attribute->set, 4, BASE_SIGNED);
	case ATTRIBUTE_COUNTERS:
		return places_value(d, payload, attribute->set, 8, BASE_UNSIGNED);
	case ATTRIBUTE_FILTER:
		return filter_value(d, payload);
	case ATTRIBUTE_SHUTDOWN:
		return shutdown_value(d, bytes[0]);
	case ATTRIBUTE_MEMORY:
		return places_value(d, payload, &constants_socket_memory, 4, BASE_UNSIGNED);
	default:
		return value_number(d, get_unsigned(bytes, size), BASE_UNSIGNED);
	}
}

struct attribute_context {
	const struct attribute_table *table;
	unsigned family;
};

static struct value *type_value(struct decoding *d, unsigned type, const struct constants *names)
{
	struct value *name = names ? value_flags(d, names, type & TYPE_BITS) : value_number(d, type & TYPE_BITS, BASE_HEX);
	struct value *both;

	if (!(type & ~TYPE_BITS))
		return name;
	both = value_new(d, VALUE_OR);
	if (type & NESTED_BIT)
		value_add(both, value_flags(d, &constants_netlink_attribute_flags, NESTED_BIT));
	if (type & NETWORK_ORDER)
		value_add(both, value_flags(d, &constants_netlink_attribute_flags, NETWORK_ORDER));
	value_add(both, name);
	return both;
}

static struct value *attribute_value(struct decoding *d, const struct piece *rest, const void *context)
{
	static const struct attribute plain = {.kind = ATTRIBUTE_BYTES};
	const struct attribute_context *of = context;
	unsigned length = (unsigned)get_unsigned(rest->bytes, 2), type = (unsigned)get_unsigned(rest->bytes + 2, 2);
	unsigned number = type & TYPE_BITS;
	bool is_known = of->table->list && number < of->table->count;
	struct piece whole = piece_of(rest, length), payload;
	struct value *header = value_struct(d, rest->address), *attribute;

	value_field(header, "nla_len", value_number(d, length, BASE_UNSIGNED));
	value_field(header, "nla_type", type_value(d, type, of->table->names));
	if (whole.meant <= HEADER)
		return header;
	attribute = value_array(d, rest->address);
	value_add(attribute, header);
	payload = piece_from(&whole, HEADER);
	value_add(attribute, payload_value(d, is_known ? &of->table->list[number] : &plain, &payload,
					   of->table == &families ? number : of->family));
	return attribute;
}

struct value *value_attributes(struct decoding *d, const struct piece *all, const struct attribute_table *table,
			       unsigned family)
{
	struct attribute_context context = {.table = table, .family = family};

	return value_items(d, all, HEADER, attribute_value, &context);
}
