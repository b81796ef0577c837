/* SPDX-License-Identifier: MIT */
/* Values of socket options. */
#include "harness/decode/fields.h"
#include "harness/decode/netlink.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <linux/tipc.h>
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
	value_field(request, "ipv6mr_interface", value_interface(d, (uint32_t)get_unsigned(bytes + 16, 4)));
	return request;
}

static const struct layout layout_ipv6_mreq = {.name = "ipv6_mreq", .size = 20, .decode = decode_ipv6_mreq};

/* struct group_req: the address starts where its alignment puts it. */
static struct value *decode_group_req(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *request = value_struct(d, address);
	size_t word = word_size(d);

	value_field(request, "gr_interface", value_interface(d, (uint32_t)get_unsigned(bytes, 4)));
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

static const struct field tpacket_stats_fields[] = {
	SAME("tp_packets", UNSIGNED, 0, 4), SAME("tp_drops", UNSIGNED, 4, 4), SAME("tp_freeze_q_cnt", UNSIGNED, 8, 4),
	{NULL},
};

/* Types of messages, where more are set than not those that are not: ~[ICMP_ECHO]. Those beyond a short one are set. */
static struct value *decode_icmp_filter(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *set = value_new(d, VALUE_SET);
	uint32_t mask = ~0u;
	bool is_inverted;

	if (!set)
		return NULL;
	memcpy(&mask, bytes, length < sizeof(mask) ? length : sizeof(mask));
	is_inverted = __builtin_popcount(mask) > 16;
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

/* struct tcp_ao_add: whom a key is for, and the key as far as it says that it reaches. */
static struct value *decode_tcp_key(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	static const struct field key_fields[] = {
		SAME("addr", SOCKADDR, 0, 128), SAME("alg_name", NAME, 128, 64), SAME("ifindex", INTERFACE, 192, 4),
		SAME("prefix", UNSIGNED, 202, 1), SAME("sndid", UNSIGNED, 203, 1), SAME("rcvid", UNSIGNED, 204, 1),
		SAME("maclen", UNSIGNED, 205, 1), SAME("keyflags", HEX, 206, 1), SAME("keylen", UNSIGNED, 207, 1),
		{NULL},
	};
	struct value *key = value_fields(d, key_fields, bytes, length, address, false), *text;
	struct memory memory = {.bytes = bytes + 208, .length = bytes[207] < 80 ? bytes[207] : 80, .state = STATE_OK};

	text = value_field(key, "key", value_bytes(d, &memory, address + 208, memory.length));
	if (text)
		text->is_hex = text->is_quoted_name = true;
	return key;
}
static const struct layout layout_tcp_key = {.name = "tcp_key", .size = 288, .decode = decode_tcp_key};

static struct value *decode_rehash(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *array = value_array(d, address);

	(void)length;
	value_add(array, value_flags(d, &constants_rehash_values, (uint64_t)get_signed(bytes, 4)));
	return array;
}
static const struct layout layout_rehash = {.name = "rehash", .size = 4, .decode = decode_rehash};

/* linux/tipc.h */
static struct value *decode_tipc_importance(struct decoding *d, const unsigned char *bytes, size_t length,
					    uint64_t address)
{
	struct value *array = value_array(d, address);

	value_add(array, value_flags(d, &constants_tipc_importances, get_unsigned(bytes, 4)));
	return array;
}
static const struct layout layout_tipc_importance = {.name = "tipc_importance", .size = 4,
						     .decode = decode_tipc_importance};

static const struct field tipc_group_fields[] = {
	SAME("type", UNSIGNED, 0, 4), SAME("instance", UNSIGNED, 4, 4),
	SAME("scope", FLAGS, 8, 4, SET(constants_tipc_scopes)),
	SAME("flags", FLAGS, 12, 4, SET(constants_tipc_group_flags)), {NULL},
};
static struct value *decode_tipc_group(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return value_fields(d, tipc_group_fields, bytes, length, address, false);
}
static const struct layout layout_tipc_group = {.name = "tipc_group_req", .size = 16, .decode = decode_tipc_group};

/* What is asked for may be cut anywhere: fields as far as they are there, the last of them as bytes. */
static struct value *part_value(struct decoding *d, const struct field *fields, const unsigned char *bytes, size_t length,
				uint64_t address)
{
	struct value *part = value_struct(d, address), *child;
	struct memory rest = {.state = STATE_OK};

	for (; fields->name && fields->at < length; fields++) {
		if (fields->at + fields->size <= length) {
			value_field(part, fields->name, field_value(d, fields, bytes + fields->at, fields->size));
			continue;
		}
		rest.bytes = bytes + fields->at;
		rest.length = length - fields->at;
		child = value_field(part, fields->name, value_bytes(d, &rest, 0, rest.length));
		if (child)
			child->is_hex = child->is_quoted_name = true;
	}
	return part;
}

static const struct field linger_fields[] = {
	SAME("l_onoff", SIGNED, 0, 4), SAME("l_linger", SIGNED, 4, 4), {NULL},
};
static const struct field ucred_fields[] = {
	SAME("pid", PID, 0, 4), SAME("uid", ID, 4, 4), SAME("gid", ID, 8, 4), {NULL},
};

enum { WHEN_SET = 1, WHEN_ASKED = 2 };

/* Options that are not an int where they have four bytes, and a buffer otherwise. */
static const struct option {
	int level, name;
	const struct layout *layout;
	const struct field *part;	/* as answered: it may be shorter */
	uint8_t where;			/* WHEN_SET, WHEN_ASKED */
	bool is_exact;			/* to be set with this size only */
} options[] = {
	{SOL_SOCKET, SO_ERROR, &layout_errno, NULL, WHEN_ASKED, false},
	{SOL_SOCKET, SO_LINGER, &layout_linger, linger_fields, WHEN_SET | WHEN_ASKED, false},
	{SOL_SOCKET, SO_PEERCRED, NULL, ucred_fields, WHEN_ASKED, false},
	{SOL_SOCKET, SO_ATTACH_FILTER, &layout_sock_fprog, NULL, WHEN_SET, true},
	{SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &layout_sock_fprog, NULL, WHEN_SET, true},
	{SOL_SOCKET, 74 /* SO_TXREHASH */, &layout_rehash, NULL, WHEN_SET | WHEN_ASKED, false},
	{SOL_SOCKET, 77 /* SO_PEERPIDFD */, &layout_fd, NULL, WHEN_ASKED, false},
	{IPPROTO_TCP, 38 /* TCP_AO_ADD_KEY */, &layout_tcp_key, NULL, WHEN_SET, false},
	{IPPROTO_IP, MCAST_JOIN_GROUP, &layout_group_req, NULL, WHEN_SET, false},
	{IPPROTO_IP, MCAST_LEAVE_GROUP, &layout_group_req, NULL, WHEN_SET, false},
	{IPPROTO_IPV6, MCAST_JOIN_GROUP, &layout_group_req, NULL, WHEN_SET, false},
	{IPPROTO_IPV6, MCAST_LEAVE_GROUP, &layout_group_req, NULL, WHEN_SET, false},
	{IPPROTO_IPV6, IPV6_JOIN_ANYCAST, &layout_ipv6_mreq, NULL, WHEN_SET, false},
	{IPPROTO_IPV6, IPV6_LEAVE_ANYCAST, &layout_ipv6_mreq, NULL, WHEN_SET, false},
	{IPPROTO_IP, IP_ADD_MEMBERSHIP, &layout_ip_mreq, NULL, WHEN_SET, false},
	{IPPROTO_IP, IP_DROP_MEMBERSHIP, &layout_ip_mreq, NULL, WHEN_SET, false},
	{IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, &layout_ipv6_mreq, NULL, WHEN_SET, false},
	{IPPROTO_IPV6, IPV6_DROP_MEMBERSHIP, &layout_ipv6_mreq, NULL, WHEN_SET, false},
	{SOL_PACKET, PACKET_ADD_MEMBERSHIP, &layout_packet_mreq, NULL, WHEN_SET, true},
	{SOL_PACKET, PACKET_DROP_MEMBERSHIP, &layout_packet_mreq, NULL, WHEN_SET, true},
	{SOL_PACKET, PACKET_RX_RING, &layout_tpacket_req, NULL, WHEN_SET, true},
	{SOL_PACKET, PACKET_TX_RING, &layout_tpacket_req, NULL, WHEN_SET, true},
	{SOL_PACKET, PACKET_STATISTICS, NULL, tpacket_stats_fields, WHEN_ASKED, false},
	{SOL_TIPC, TIPC_IMPORTANCE, &layout_tipc_importance, NULL, WHEN_SET | WHEN_ASKED, false},
	{SOL_TIPC, TIPC_GROUP_JOIN, &layout_tipc_group, NULL, WHEN_SET | WHEN_ASKED, false},
	{IPPROTO_RAW, 1 /* ICMP_FILTER */, &layout_icmp_filter, NULL, WHEN_SET | WHEN_ASKED, false},
};

/* Options of SOL_SOCKET that are an int whatever length is given, by number: asm-generic/socket.h. */
static bool is_int_option(int level, int name)
{
	static const uint8_t ints[] = {
		1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 18, 19, 27, 29, 30, 32, 33, 34, 35, 36, 37, 40, 41, 42, 43, 44,
		45, 46, 49, 53, 56, 60, 63, 64, 65, 68, 69, 70, 73, 75, 76, 82, 83, 84,
	};

	if (level == SOL_NETLINK)
		return true;
	return level == SOL_SOCKET && name >= 0 && name < 256 && memchr(ints, name, sizeof(ints));
}

static const struct option *option_of(int level, int name, unsigned where)
{
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (options[i].level == level && options[i].name == name && options[i].where & where)
			return &options[i];
	return NULL;
}

static struct value *hex_value(struct decoding *d, const struct memory *memory, uint64_t address, size_t length)
{
	struct value *value = value_bytes(d, memory, address, length);

	if (value)
		value->is_hex = true;
	return value;
}

/* A filter is asked for by the number of its steps. */
static struct value *filter_value(struct decoding *d, const struct memory *memory, uint64_t address, size_t count)
{
	struct value *steps;

	if (count > UINT16_MAX || memory->length < 8)
		return value_address(d, address);
	steps = value_array(d, address);
	for (size_t at = 0; at + 8 <= memory->length && at < 8 * count; at += 8)
		value_add(steps, layout_sock_filter.decode(d, memory->bytes + at, 8, address + at));
	if (steps) {
		steps->is_verbose_only = true;
		steps->has_more = memory->length < 8 * count;
	}
	return steps;
}

static bool is_member_list(const struct decoding *d)
{
	return (int)call_arg(d->call, 1) == SOL_NETLINK && (int)call_arg(d->call, 2) == 9 /* NETLINK_LIST_MEMBERSHIPS */;
}

static struct value *groups_value(struct decoding *d, const struct memory *memory, uint64_t address, size_t length)
{
	struct value *array = value_array(d, address);

	for (size_t at = 0; at + 4 <= length && at + 4 <= memory->length; at += 4)
		value_add(array, value_number(d, get_unsigned(memory->bytes + at, 4), BASE_UNSIGNED));
	return array;
}

/* Where it is too short for what it should be: what is set is an address, what was asked for bytes. */
static struct value *structured_value(struct decoding *d, const struct option *option, const struct memory *memory,
				      uint64_t address, size_t length, bool is_asked)
{
	size_t known = memory->length < length ? memory->length : length;
	size_t size = option->layout ? layout_size(d, option->layout) : 0;

	if (is_asked && option->part)
		return part_value(d, option->part, memory->bytes, known, address);
	if (option->layout == &layout_icmp_filter && length && length < size)
		return known < length ? value_unread(d, address) : decode_icmp_filter(d, memory->bytes, length, address);
	if (length < size && is_asked)
		return hex_value(d, memory, address, length);
	if (length < size || (option->is_exact && length != size && !is_asked))
		return value_address(d, address);
	return value_layout(d, option->layout, memory->bytes, memory->length, address);
}

static struct value *option_value(struct decoding *d, const struct memory *memory, uint64_t address, size_t length,
				  bool is_asked)
{
	int level = (int)call_arg(d->call, 1), name = (int)call_arg(d->call, 2);
	const struct option *option = option_of(level, name, is_asked ? WHEN_ASKED : WHEN_SET);

	if (option)
		return structured_value(d, option, memory, address, length, is_asked);
	if (is_asked && is_member_list(d))
		return groups_value(d, memory, address, length);
	if (is_int_option(level, name) && length < sizeof(int))
		return is_asked ? hex_value(d, memory, address, length) : value_address(d, address);
	if (is_int_option(level, name) || length == sizeof(int))
		return value_layout(d, &layout_int, memory->bytes, memory->length, address);
	return value_bytes(d, memory, address, length);
}

DECODE_KIND(decode_in_option)
{
	int length = (int)call_arg(d->call, argument->of);
	struct memory memory;

	if (!number || length < 0)
		return value_address(d, number);
	if (!length) {
		memory = (struct memory){.bytes = (const unsigned char *)"", .state = STATE_OK};
		return option_value(d, &memory, number, 0, false);
	}
	if (!memory_at_entry(d, number, &memory) || memory.state == STATE_UNREAD)
		return value_unread(d, number);
	return option_value(d, &memory, number, (size_t)length, false);
}

/* What the kernel wrote: as much as it says, and no more than there was room for. */
DECODE_KIND(decode_out_option)
{
	const unsigned char *room = bytes_at_entry(d, argument_word(d, argument->of), sizeof(int));
	const unsigned char *written = bytes_at_exit(d, argument_word(d, argument->of), sizeof(int));
	struct memory memory;
	size_t length;

	if (!number || !has_result(d))
		return value_address(d, number);
	if (!written)
		return value_unread(d, number);
	if (get_signed(written, sizeof(int)) <= 0 || (room && get_signed(room, sizeof(int)) <= 0))
		return value_address(d, number);
	if (is_member_list(d) && room && get_signed(room, sizeof(int)) < 4)
		return value_array(d, number);	/* there was no room for one: nothing was written */
	if (!memory_at_exit(d, number, &memory) || memory.state == STATE_UNREAD)
		return value_unread(d, number);
	length = (size_t)get_unsigned(written, sizeof(int));
	if (call_arg(d->call, 1) == SOL_SOCKET && call_arg(d->call, 2) == SO_ATTACH_FILTER)
		return filter_value(d, &memory, number, length);
	if (memory.length >= length) {	/* more was read than the option has */
		memory.length = length;
		memory.state = STATE_OK;
	}
	return option_value(d, &memory, number, length, true);
}
