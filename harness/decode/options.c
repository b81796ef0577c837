/* SPDX-License-Identifier: MIT */
/* Values of socket options. */
#include "harness/decode/fields.h"
#include "harness/decode/netlink.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

static struct value *decode_ip_mreq(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	static const char *const names[] = {"imr_multiaddr", "imr_interface"};
	struct value *request = value_struct(d, address);

	for (size_t i = 0; i < 2; i++)
		value_field(request, names[i], value_inet_address(d, bytes + 4 * i));
	return request;
}

static const struct layout layout_ip_mreq = {.name = "ip_mreq", .size = 8, .decode = decode_ip_mreq};

static struct value *decode_ipv6_mreq(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *request = value_struct(d, address);
	struct value *group = value_inet6_address(d, bytes, "&ipv6mr_multiaddr");

	value_field(request, "ipv6mr_multiaddr", group);
	value_field(request, "ipv6mr_interface", value_number(d, get_unsigned(bytes + 16, 4), BASE_UNSIGNED));
	return request;
}

static const struct layout layout_ipv6_mreq = {.name = "ipv6_mreq", .size = 20, .decode = decode_ipv6_mreq};

/* struct group_req: the address starts where its alignment puts it. */
static struct value *decode_group_req(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *request = value_struct(d, address);
	size_t word = word_size(d);

	value_field(request, "gr_interface", value_number(d, get_unsigned(bytes, 4), BASE_UNSIGNED));
	value_field(request, "gr_group", value_sockaddr(d, bytes + word, length - word, address + word));
	return request;
}

static const struct layout layout_group_req = {.name = "group_req", .size = 136, .compat_size = 132,
					       .decode = decode_group_req};

/* What SO_ERROR tells is an errno. */
static struct value *decode_errno(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	uint32_t number = (uint32_t)get_unsigned(bytes, 4);
	const char *name = errno_name((int)number);
	struct value *array = value_array(d, address);
	struct value *word = name ? value_word(d, name) : value_number(d, (uint64_t)(int32_t)number, BASE_SIGNED);

	if (word && name) {
		word->number = number;
		word->is_named_number = true;
		word->base = BASE_UNSIGNED;
	}
	value_add(array, word);
	return array;
}

static const struct layout layout_errno = {.name = "errno", .size = 4, .decode = decode_errno};

static struct value *decode_packet_mreq(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *request = value_struct(d, address), *hardware;
	size_t count = get_unsigned(bytes + 6, 2);
	const char *text = "";

	value_field(request, "mr_ifindex", value_interface(d, (uint32_t)get_unsigned(bytes, 4)));
	value_field(request, "mr_type", value_flags(d, &constants_packet_memberships, get_unsigned(bytes + 4, 2)));
	value_field(request, "mr_alen", value_number(d, count, BASE_UNSIGNED));
	for (size_t i = 0; i < count && i < 8; i++)
		text = arena_format(d->arena, "%s%s%02x", text, i ? ":" : "", bytes[8 + i]);
	hardware = value_word(d, text);
	if (hardware) {
		hardware->is_named_number = true;
		hardware->bytes = bytes + 8;
		hardware->length = count < 8 ? count : 8;
	}
	value_field(request, "mr_address", hardware);
	return request;
}

static const struct layout layout_packet_mreq = {.name = "packet_mreq", .size = 16, .decode = decode_packet_mreq};

static const struct field tpacket_req_fields[] = {
	SAME("tp_block_size", UNSIGNED, 0, 4), SAME("tp_block_nr", UNSIGNED, 4, 4),
	SAME("tp_frame_size", UNSIGNED, 8, 4), SAME("tp_frame_nr", UNSIGNED, 12, 4), {NULL},
};

static struct value *decode_tpacket_req(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return value_fields(d, tpacket_req_fields, bytes, length, address, false);
}

static const struct layout layout_tpacket_req = {.name = "tpacket_req", .size = 16, .decode = decode_tpacket_req};

/* Types of messages, where more are set than not those that are not: ~[ICMP_ECHO]. */
static struct value *decode_icmp_filter(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	uint32_t mask = (uint32_t)get_unsigned(bytes, 4);
	struct value *set = value_new(d, VALUE_SET);
	bool is_inverted = __builtin_popcount(mask) > 16;

	if (!set)
		return NULL;
	set->address = address;
	set->is_inverted = is_inverted;
	if (is_inverted)
		mask = ~mask;
	for (unsigned type = 0; type < 32; type++)
		if (mask >> type & 1)
			value_add(set, value_flags(d, &constants_icmp_types, type));
	return set;
}

static const struct layout layout_icmp_filter = {.name = "icmp_filter", .size = 4, .decode = decode_icmp_filter};

/* Options with a structure of their own; any other is an int if it has four bytes, or a buffer. */
static const struct {
	int level, name;
	const struct layout *layout;
} structured[] = {
	{SOL_SOCKET, SO_ERROR, &layout_errno},
	{SOL_SOCKET, SO_LINGER, &layout_linger},
	{SOL_SOCKET, SO_PEERCRED, &layout_ucred},
	{SOL_SOCKET, SO_ATTACH_FILTER, &layout_sock_fprog},
	{SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &layout_sock_fprog},
	{IPPROTO_IP, MCAST_JOIN_GROUP, &layout_group_req},
	{IPPROTO_IP, MCAST_LEAVE_GROUP, &layout_group_req},
	{IPPROTO_IPV6, MCAST_JOIN_GROUP, &layout_group_req},
	{IPPROTO_IPV6, MCAST_LEAVE_GROUP, &layout_group_req},
	{IPPROTO_IPV6, IPV6_JOIN_ANYCAST, &layout_ipv6_mreq},
	{IPPROTO_IPV6, IPV6_LEAVE_ANYCAST, &layout_ipv6_mreq},
	{IPPROTO_IP, IP_ADD_MEMBERSHIP, &layout_ip_mreq},
	{IPPROTO_IP, IP_DROP_MEMBERSHIP, &layout_ip_mreq},
	{IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, &layout_ipv6_mreq},
	{IPPROTO_IPV6, IPV6_DROP_MEMBERSHIP, &layout_ipv6_mreq},
	{SOL_PACKET, PACKET_ADD_MEMBERSHIP, &layout_packet_mreq},
	{SOL_PACKET, PACKET_DROP_MEMBERSHIP, &layout_packet_mreq},
	{SOL_PACKET, PACKET_RX_RING, &layout_tpacket_req},
	{SOL_PACKET, PACKET_TX_RING, &layout_tpacket_req},
	{IPPROTO_RAW, 1 /* ICMP_FILTER */, &layout_icmp_filter},
};

static const struct layout *layout_of_option(const struct decoding *d)
{
	int level = (int)call_arg(d->call, 1);
	int name = (int)call_arg(d->call, 2);
	bool is_set = d->row->args[3].kind == KIND_IN_OPTION;

	/* Who is at the other end can only be asked. */
	if (is_set && level == SOL_SOCKET && name == SO_PEERCRED)
		return NULL;
	for (size_t i = 0; i < sizeof(structured) / sizeof(structured[0]); i++)
		if (structured[i].level == level && structured[i].name == name)
			return structured[i].layout;
	return NULL;
}

static struct value *option_value(struct decoding *d, const struct memory *memory, uint64_t address, size_t length)
{
	const struct layout *layout = layout_of_option(d);

	if (layout && (length < layout_size(d, layout) || (layout == &layout_tpacket_req && length > layout->size)))
		return value_address(d, address);
	if (layout)
		return value_layout(d, layout, memory->bytes, memory->length, address);
	if (length == sizeof(int))
		return value_layout(d, &layout_int, memory->bytes, memory->length, address);
	return value_bytes(d, memory, address, length);
}

DECODE_KIND(decode_in_option)
{
	int length = (int)call_arg(d->call, argument->of);
	struct memory memory;

	if (!number || length <= 0)
		return value_address(d, number);
	if (!memory_at_entry(d, number, &memory) || memory.state == STATE_UNREAD)
		return value_unread(d, number);
	return option_value(d, &memory, number, (size_t)length);
}

DECODE_KIND(decode_out_option)
{
	const unsigned char *written = bytes_at_exit(d, argument_word(d, argument->of), sizeof(int));
	struct memory memory;

	if (!number || !has_result(d))
		return value_address(d, number);
	if (!written)
		return value_unread(d, number);
	if (get_signed(written, sizeof(int)) <= 0)
		return value_address(d, number);
	if (!memory_at_exit(d, number, &memory) || memory.state == STATE_UNREAD)
		return value_unread(d, number);
	return option_value(d, &memory, number, get_unsigned(written, sizeof(int)));
}
