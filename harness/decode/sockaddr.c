/* SPDX-License-Identifier: MIT */
/* Socket addresses of all families. */
#include "harness/decode/netlink.h"
#include "harness/decode/sockaddr.h"

#include <arpa/inet.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

/* A call that stands for bytes in network order. */
static struct value *network_call(struct decoding *d, const char *function, const unsigned char *bytes, size_t length)
{
	struct value *call = value_call(d, function);

	if (call) {
		call->is_named_number = true;
		call->bytes = bytes;
		call->length = length;
	}
	return call;
}

struct value *network_number(struct decoding *d, const char *function, const unsigned char *bytes, size_t length,
				    uint64_t number)
{
	struct value *call = network_call(d, function, bytes, length);

	if (call)
		call->number = number;
	value_add(call, value_number(d, number, BASE_UNSIGNED));
	return call;
}

static uint32_t big_16(const unsigned char *bytes)
{
	return (uint32_t)(bytes[0] << 8 | bytes[1]);
}

static uint32_t big_32(const unsigned char *bytes)
{
	return (uint32_t)big_16(bytes) << 16 | big_16(bytes + 2);
}

static struct value *text_value(struct decoding *d, const char *text)
{
	return value_name(d, (const unsigned char *)text, strlen(text));
}

static struct value *address_text(struct decoding *d, int family, const unsigned char *bytes)
{
	char text[INET6_ADDRSTRLEN] = "";

	inet_ntop(family, bytes, text, sizeof(text));
	return text_value(d, arena_format(d->arena, "%s", text));
}

struct value *value_inet_address(struct decoding *d, const unsigned char bytes[static 4])
{
	struct value *call = network_call(d, "inet_addr", bytes, 4);

	value_add(call, address_text(d, AF_INET, bytes));
	return call;
}

struct value *value_inet6_address(struct decoding *d, const unsigned char bytes[static 16], const char *field)
{
	struct value *call = network_call(d, "inet_pton", bytes, 16);

	value_add(call, value_word(d, "AF_INET6"));
	value_add(call, address_text(d, AF_INET6, bytes));
	if (field)
		value_add(call, value_word(d, field));
	if (call)
		call->is_bare = field != NULL;
	return call;
}

static void add_inet(struct decoding *d, struct value *address, const unsigned char *bytes)
{
	value_field(address, "sin_port", network_number(d, "htons", bytes + 2, 2, big_16(bytes + 2)));
	value_field(address, "sin_addr", value_inet_address(d, bytes + 4));
}

/* Of addresses of the link's scope it is an interface. */
static struct value *scope_value(struct decoding *d, const unsigned char *bytes, size_t length)
{
	uint32_t scope = (uint32_t)get_unsigned(bytes + 24, length < 28 ? length - 24 : 4);
	bool is_of_link = (bytes[8] == 0xfe && (bytes[9] & 0xc0) == 0x80) || (bytes[8] == 0xff && (bytes[9] & 0xf) == 2);

	return is_of_link ? value_interface(d, scope) : value_number(d, scope, BASE_UNSIGNED);
}

static void add_inet6(struct decoding *d, struct value *address, const unsigned char *bytes, size_t length)
{
	value_field(address, "sin6_port", network_number(d, "htons", bytes + 2, 2, big_16(bytes + 2)));
	value_field(address, "sin6_flowinfo", network_number(d, "htonl", bytes + 4, 4, big_32(bytes + 4)));
	value_field(address, "sin6_addr", value_inet6_address(d, bytes + 8, "&sin6_addr"));
	if (length > 24)
		value_field(address, "sin6_scope_id", scope_value(d, bytes, length));
}

#define LARGEST_UNIX 110	/* sizeof(struct sockaddr_un) */

/* The name of an abstract address is as long as the address; any other ends at its NUL. */
static void add_unix(struct decoding *d, struct value *address, const unsigned char *bytes, size_t length)
{
	struct memory path = {.bytes = bytes + 2, .length = length < LARGEST_UNIX ? length - 2 : LARGEST_UNIX - 2};
	bool is_abstract = path.length && !path.bytes[0];
	struct value *value;

	if (!path.length)
		return;
	if (is_abstract) {
		path.bytes++;
		path.length--;
	} else {
		path.length = strnlen((const char *)path.bytes, path.length);
	}
	value = value_bytes(d, &path, 0, path.length);
	if (value) {
		value->is_abstract = is_abstract;
		value->is_quoted_name = true;
		value->is_terminated = !is_abstract;
	}
	value_field(address, "sun_path", value);
}

static void add_netlink(struct decoding *d, struct value *address, const unsigned char *bytes)
{
	uint32_t groups = (uint32_t)get_unsigned(bytes + 8, 4);
	struct value *word = value_word(d, arena_format(d->arena, "%#08x", groups));

	if (word)
		word->number = groups;
	if (bytes[2] || bytes[3])
		value_field(address, "nl_pad", value_number(d, get_unsigned(bytes + 2, 2), BASE_HEX));
	value_field(address, "nl_pid", value_task_id(d, get_signed(bytes + 4, 4), ID_OF_TASK));
	value_field(address, "nl_groups", word);
}

struct value *value_ethertype(struct decoding *d, const unsigned char bytes[static 2])
{
	struct value *call = value_call(d, "htons");
	uint32_t protocol = big_16(bytes);

	if (call) {
		call->number = protocol;
		call->is_named_number = true;
	}
	value_add(call, value_flags(d, &constants_ethertypes, protocol));
	return call;
}

struct value *hardware_byte(struct decoding *d, unsigned char byte)
{
	struct value *value = byte ? value_number(d, byte, BASE_HEX) : value_word(d, "00");

	if (value && !byte) {
		value->is_named_number = true;
		value->base = BASE_HEX;
	}
	return value;
}

static void add_packet(struct decoding *d, struct value *address, const unsigned char *bytes, size_t length)
{
	struct value *hardware = value_array(d, 0);
	size_t count = bytes[11];
	struct value *protocol = value_field(address, "sll_protocol", value_ethertype(d, bytes + 2));

	if (protocol) {
		protocol->bytes = bytes + 2;
		protocol->length = 2;
	}
	value_field(address, "sll_ifindex", value_interface(d, (uint32_t)get_unsigned(bytes + 4, 4)));
	value_field(address, "sll_hatype", value_flags(d, &constants_hardware_types, get_unsigned(bytes + 8, 2)));
	value_field(address, "sll_pkttype", value_flags(d, &constants_packet_types, bytes[10]));
	value_field(address, "sll_halen", value_number(d, count, BASE_UNSIGNED));
	if (!count)
		return;
	for (size_t i = 0; i < count && 12 + i < length; i++)
		value_add(hardware, hardware_byte(d, bytes[12 + i]));
	if (hardware)
		hardware->has_more = count > length - 12;
	value_field(address, "sll_addr", hardware);
}

#define DRIVER_ONLY 0x1000	/* CRYPTO_ALG_KERN_DRIVER_ONLY of include/linux/crypto.h: the one that may be asked for */

/* No header that programs see has the name, so it is a comment. */
static struct value *algorithm_flags(struct decoding *d, uint32_t flags)
{
	struct value *value = value_number(d, flags, BASE_HEX);
	uint32_t rest = flags & ~(uint32_t)DRIVER_ONLY;

	if (!value || !flags)
		return value;
	value->comment = !(flags & DRIVER_ONLY) ? "CRYPTO_ALG_???" : "CRYPTO_ALG_KERN_DRIVER_ONLY";
	if (rest && flags & DRIVER_ONLY)
		value->comment = arena_format(d->arena, "CRYPTO_ALG_KERN_DRIVER_ONLY|%#x", rest);
	return value;
}

static void add_algorithm(struct decoding *d, struct value *address, const unsigned char *bytes, size_t length)
{
	value_field(address, "salg_type", value_name_field(d, bytes + 2, 14));
	value_field(address, "salg_feat", algorithm_flags(d, (uint32_t)get_unsigned(bytes + 16, 4)));
	value_field(address, "salg_mask", algorithm_flags(d, (uint32_t)get_unsigned(bytes + 20, 4)));
	value_field(address, "salg_name", value_name_field(d, bytes + 24, length - 24));
}

/* Families with words of their own, and the bytes that these need. */
static const struct {
	uint16_t family;
	uint16_t smallest;
} known[] = {
	{AF_UNIX, 2},
	{AF_INET, sizeof(struct sockaddr_in)},
	{AF_INET6, sizeof(struct sockaddr_in6) - 4},
	{AF_NETLINK, sizeof(struct sockaddr_nl)},
	{AF_PACKET, 20},
	{AF_ALG, 25},
};

static bool is_known(unsigned family, size_t length)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].family == family)
			return length >= known[i].smallest;
	return false;
}

static void add_family(struct decoding *d, struct value *address, unsigned family, const unsigned char *bytes,
		       size_t length)
{
	switch (family) {
	case AF_UNIX:
		add_unix(d, address, bytes, length);
		break;
	case AF_INET:
		add_inet(d, address, bytes);
		break;
	case AF_INET6:
		add_inet6(d, address, bytes, length);
		break;
	case AF_NETLINK:
		add_netlink(d, address, bytes);
		break;
	case AF_PACKET:
		add_packet(d, address, bytes, length);
		break;
	default:
		add_algorithm(d, address, bytes, length);
		break;
	}
}

#define LARGEST_ADDRESS 128	/* sizeof(struct sockaddr_storage) */

struct value *value_sockaddr(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	unsigned family;
	struct value *value;

	if (length < 2)
		return value_address(d, address);
	if (length > LARGEST_ADDRESS)
		length = LARGEST_ADDRESS;
	family = (unsigned)get_unsigned(bytes, 2);
	value = value_struct(d, address);
	value_field(value, "sa_family", value_flags(d, &constants_socket_families, family));
	if (is_known(family, length)) {
		add_family(d, value, family, bytes, length);
	} else if (!add_rare_family(d, value, family, bytes, length) && length > 2) {
		struct memory data = {.bytes = bytes + 2, .length = length - 2};
		struct value *content = value_field(value, "sa_data", value_bytes(d, &data, 0, data.length));

		if (content)
			content->is_quoted_name = true;
	}
	return value;
}

DECODE_KIND(decode_in_sockaddr)
{
	uint64_t length = argument_word(d, argument->of) & UINT32_MAX;
	struct memory memory;

	if (!number || length < 2 || length > INT32_MAX)
		return value_address(d, number);
	if (length > LARGEST_ADDRESS)
		length = LARGEST_ADDRESS;
	if (!memory_at_entry(d, number, &memory) || memory.length < length)
		return value_unread(d, number);
	return value_sockaddr(d, memory.bytes, length, number);
}

DECODE_KIND(decode_out_sockaddr)
{
	const unsigned char *room = bytes_at_entry(d, argument_word(d, argument->of), 4);
	const unsigned char *written = bytes_at_exit(d, argument_word(d, argument->of), 4);
	struct memory memory;
	uint64_t length;

	if (!number || !has_result(d))
		return value_address(d, number);
	if (!written)
		return value_unread(d, number);
	length = get_unsigned(written, 4);
	if (room && get_unsigned(room, 4) < length)
		length = get_unsigned(room, 4);
	if (length < 2 || length > INT32_MAX)
		return value_address(d, number);
	if (length > LARGEST_ADDRESS)
		length = LARGEST_ADDRESS;
	if (!memory_at_exit(d, number, &memory) || memory.length < length)
		return value_unread(d, number);
	return value_sockaddr(d, memory.bytes, length, number);
}

DECODE_KIND(decode_socklen)
{
	const unsigned char *room, *written;
	struct value *before, *array;

	if (!number)
		return value_address(d, 0);
	room = bytes_at_entry(d, number, 4);
	if (!room)
		return value_unread(d, number);
	before = value_number(d, (uint64_t)get_signed(room, 4), BASE_SIGNED);
	written = has_result(d) ? bytes_at_exit(d, number, 4) : NULL;
	if (written && memcmp(room, written, 4)) {
		array = value_change(d, before, value_number(d, (uint64_t)get_signed(written, 4), BASE_SIGNED));
	} else {
		array = value_array(d, number);
		value_add(array, before);
	}
	if (array)
		array->address = number;
	return array;
}
