/* SPDX-License-Identifier: MIT */
/* Attributes of netlink messages: their tables, and how one stands behind and in the other. */
#include "harness/decode/netlink.h"
#include "harness/decode/netlink_tables.h"

#include <string.h>
#include <sys/socket.h>

#define HEADER		4
#define NESTED_BIT	0x8000
#define NETWORK_ORDER	0x4000
#define TYPE_BITS	0x3fff
#define BRIDGE		7	/* AF_BRIDGE */
#define MPLS		28	/* AF_MPLS */
#define MCTP		45	/* AF_MCTP */

#define TYPED(label, number, what, ...) [number] = {.kind = ATTRIBUTE_##what, ##__VA_ARGS__},
#define UNTYPED(label, number)
#define TABLE(id, comment, LIST)                                                                \
	static const struct attribute id##_attributes[] = {LIST(TYPED, UNTYPED)};               \
	const struct attribute_table netlink_##id = {&constants_netlink_##id, id##_attributes,   \
						     sizeof(id##_attributes) / sizeof(id##_attributes[0])};
NETLINK_LISTS(TABLE)

#define OF(set, list) {&constants_##set, list, sizeof(list) / sizeof((list)[0])}

/* Other names of a link are attributes of links; of these nothing else is meant. */
static const struct attribute property_attributes[] = {
	[53 /* IFLA_ALT_IFNAME */] = {.kind = ATTRIBUTE_TEXT},
};
const struct attribute_table netlink_properties = OF(netlink_links, property_attributes);

/* Arrays, whose elements have a number for a type; of policies it is an array of arrays. */
#define EACH(label, of)                                                                          \
	static const struct attribute label##_element = {.kind = ATTRIBUTE_NESTED, .table = &(of)}; \
	const struct attribute_table netlink_##label = {.each = &label##_element};
EACH(each_generic_operation, netlink_generic_operations)
EACH(each_generic_group, netlink_generic_groups)
EACH(each_operation_policy, netlink_generic_operation_policies)
EACH(policy_attributes, netlink_generic_policies)
EACH(each_generic_policy, netlink_policy_attributes)

/* Attributes whose types are address families. */
static const struct attribute link_families[] = {
	[AF_INET] = {.kind = ATTRIBUTE_NESTED, .table = &netlink_link_inet},
	[AF_INET6] = {.kind = ATTRIBUTE_NESTED, .table = &netlink_link_inet6},
	[MCTP] = {.kind = ATTRIBUTE_NESTED, .table = &netlink_link_mctp},
};
static const struct attribute_table links_by_family = OF(socket_families, link_families);
static const struct attribute stats_families[] = {
	[MPLS] = {.kind = ATTRIBUTE_NESTED, .table = &netlink_mpls_stats},
};
static const struct attribute_table stats_by_family = OF(socket_families, stats_families);

/* ---- what depends on the family of the message ---- */

const struct attribute_family netlink_protocol_info[] = {
	{BRIDGE, &netlink_bridge_ports}, {AF_INET6, &netlink_link_inet6}, {0, NULL},
};
const struct attribute_family netlink_family_info[] = {
	{BRIDGE, &netlink_bridge_specs}, {ANY_FAMILY, &links_by_family}, {0, NULL},
};
const struct attribute_family netlink_family_stats[] = {
	{ANY_FAMILY, &stats_by_family}, {0, NULL},
};
const struct attribute_family netlink_cache_reports[] = {
	{128 /* RTNL_FAMILY_IPMR */, &netlink_ipmr_reports}, {129 /* RTNL_FAMILY_IP6MR */, &netlink_ip6mr_reports},
	{0, NULL},
};

/* ---- what depends on the kind of a link, which stands beside it ---- */

const struct attribute_kind_list netlink_link_data[] = {
	{"bridge", {.kind = ATTRIBUTE_NESTED, .table = &netlink_bridges}},
	{"tun", {.kind = ATTRIBUTE_NESTED, .table = &netlink_tuns}},
	{NULL, {0}},
};
const struct attribute_kind_list netlink_link_xstats[] = {
	{"can", {.kind = ATTRIBUTE_LAYOUT, .layout = &layout_can_stats}},
	{NULL, {0}},
};
const struct attribute_kind_list netlink_slave_data[] = {
	{"bridge", {.kind = ATTRIBUTE_NESTED, .table = &netlink_bridge_ports}},
	{NULL, {0}},
};

#define KINDS 2

struct attribute_context {
	const struct attribute_table *table;
	unsigned family;
	struct piece *kinds;	/* the texts that were met, by their numbers */
};

static const struct attribute plain_bytes = {.kind = ATTRIBUTE_BYTES};

static const struct attribute *of_kind(const struct attribute *attribute, const struct piece *kinds)
{
	const struct piece *kind = &kinds[attribute->size];
	size_t length = kind->length ? strnlen((const char *)kind->bytes, kind->length) : 0;

	for (const struct attribute_kind_list *one = attribute->kinds; one->name; one++)
		if (strlen(one->name) == length && !memcmp(one->name, kind->bytes, length))
			return &one->attribute;
	return &plain_bytes;
}

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

/* What stands behind a structure whose size is known. */
static void add_behind(struct decoding *d, struct value *value, const struct attribute *attribute,
		       const struct piece *payload, unsigned family)
{
	size_t size = layout_bytes(d, attribute->layout, payload->meant);
	struct piece rest = piece_from(payload, (size + 3) & ~(size_t)3);

	if (!size || payload->length < size)
		return;
	if (attribute->behind && rest.meant)
		value_add(value, value_attributes(d, &rest, attribute->behind, family));
	rest = piece_from(payload, size);
	if (rest.meant && attribute->has_rest)
		value_add(value, value_hex(d, &rest));
	if (attribute->has_nonzero_rest)
		add_tail(d, value, payload->bytes, size, payload->length);
}

static void add_payload(struct decoding *d, struct value *value, const struct attribute *attribute,
			const struct piece *payload, const struct attribute_context *of)
{
	switch (attribute->kind) {
	case ATTRIBUTE_KIND:
		of->kinds[attribute->size] = *payload;
		break;
	case ATTRIBUTE_BYTECODE:
		add_bytecode(d, value, payload);
		return;
	case ATTRIBUTE_LAYOUT:
		value_add(value, value_payload(d, attribute, payload, of->family));
		if (attribute->behind || attribute->has_rest || attribute->has_nonzero_rest)
			add_behind(d, value, attribute, payload, of->family);
		return;
	default:
		break;
	}
	value_add(value, value_payload(d, attribute, payload, of->family));
}

static struct value *attribute_value(struct decoding *d, const struct piece *rest, const void *context)
{
	const struct attribute_context *of = context;
	unsigned length = (unsigned)get_unsigned(rest->bytes, 2), type = (unsigned)get_unsigned(rest->bytes + 2, 2);
	unsigned number = type & TYPE_BITS;
	bool is_known = of->table->list && number < of->table->count;
	const struct attribute *attribute = is_known	   ? &of->table->list[number] :
					    of->table->each ? of->table->each :
							      &plain_bytes;
	struct piece whole = piece_of(rest, length), payload;
	struct value *header = value_struct(d, rest->address), *value;

	value_field(header, "nla_len", value_number(d, length, BASE_UNSIGNED));
	value_field(header, "nla_type", type_value(d, type, of->table->names));
	if (whole.meant <= HEADER)
		return header;
	value = value_array(d, rest->address);
	value_add(value, header);
	payload = piece_from(&whole, HEADER);
	if (attribute->kind == ATTRIBUTE_BY_KIND)
		attribute = of_kind(attribute, of->kinds);
	add_payload(d, value, attribute, &payload, of);
	return value;
}

struct value *value_attributes(struct decoding *d, const struct piece *all, const struct attribute_table *table,
			       unsigned family)
{
	struct piece kinds[KINDS] = {{.bytes = NULL}};
	struct attribute_context context = {.table = table, .family = family, .kinds = kinds};

	return value_items(d, all, HEADER, attribute_value, &context);
}

struct value *value_by_family(struct decoding *d, const struct piece *all, const struct attribute_family *families,
			      unsigned family)
{
	for (; families->table; families++)
		if (families->family == family || families->family == ANY_FAMILY)
			return value_attributes(d, all, families->table, family);
	return value_hex(d, all);
}
