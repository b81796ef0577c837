/* SPDX-License-Identifier: MIT */
/* What requests of sockets and network interfaces take. */
#include "harness/decode/requests.h"

#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/sockios.h>

#include "harness/syscalls/constants/set.h"

FLAG_SET(tunnel_flags, "IFF_???",
	 NAME(IFF_TUN), NAME(IFF_TAP))

static const struct field interface_name_fields[] = {
	SAME("ifr_name", NAME, 0, 16),
	{NULL},
};

static const struct field interface_hardware_fields[] = {
	SAME("sa_family", FLAGS, 0, 2, SET(constants_hardware_types)),
	SAME("sa_data", HARDWARE, 2, 14),
	{NULL},
};

static const struct field interface_map_fields[] = {
	BOTH("mem_start", HEX, 0, 8, 0, 4),
	BOTH("mem_end", HEX, 8, 8, 4, 4),
	BOTH("base_addr", HEX, 16, 2, 8, 2),
	BOTH("irq", HEX, 18, 1, 10, 1),
	BOTH("dma", HEX, 19, 1, 11, 1),
	BOTH("port", HEX, 20, 1, 12, 1),
	{NULL},
};

static const struct field interface_new_name_fields[] = {
	SAME("ifr_name", NAME, 0, 16),
	SAME("ifr_newname", NAME, 16, 16),
	{NULL},
};

static const struct field interface_set_hardware_fields[] = {
	SAME("ifr_name", NAME, 0, 16),
	SAME("ifr_hwaddr", FIELDS, 16, 16, INSIDE(interface_hardware)),
	{NULL},
};

static const struct field interface_get_hardware_fields[] = {
	SAME("ifr_hwaddr", FIELDS, 16, 16, INSIDE(interface_hardware)),
	{NULL},
};

static const struct field interface_set_slave_fields[] = {
	SAME("ifr_name", NAME, 0, 16),
	SAME("ifr_slave", NAME, 16, 16),
	{NULL},
};

static const struct field interface_get_slave_fields[] = {
	SAME("ifr_slave", NAME, 16, 16),
	{NULL},
};

static const struct field interface_set_map_fields[] = {
	SAME("ifr_name", NAME, 0, 16),
	BOTH("ifr_map", FIELDS, 16, 24, 16, 16, INSIDE(interface_map)),
	{NULL},
};

static const struct field interface_get_map_fields[] = {
	BOTH("ifr_map", FIELDS, 16, 24, 16, 16, INSIDE(interface_map)),
	{NULL},
};

static const struct field interface_index_fields[] = {
	SAME("ifr_ifindex", UNSIGNED, 16, 4),
	{NULL},
};

/* Bytes of the list behind the pointer, of which a name and an address each take 40 (i386: 32). */
static struct value *interface_names(struct decoding *d, uint64_t address, int length)
{
	size_t size = is_compat(d) ? 32 : 40;
	struct memory memory;
	struct value *list;

	if (!address || !memory_at_exit(d, address, &memory) || memory.state == STATE_UNREAD)
		return value_address(d, address);
	list = value_array(d, address);
	for (size_t at = 0; at + size <= (size_t)length && at + size <= memory.length; at += size) {
		struct value *one = value_struct(d, 0);

		value_field(one, "ifr_name", value_name_field(d, memory.bytes + at, 16));
		value_field(one, "ifr_addr", value_sockaddr(d, memory.bytes + at + 16, 16, 0));
		value_add(list, one);
	}
	if (list && (size_t)length / size > memory.length / size)
		list->has_more = true;
	return list;
}

/* How much room there is, and, where the call succeeded, how much of it was used. */
static struct value *decode_interface_list(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	size_t word = word_size(d), size = 2 * word;
	const unsigned char *filled = has_result(d) ? bytes_at_exit(d, address, size) : NULL;
	struct value *request = value_struct(d, address), *room;
	uint64_t buffer = get_unsigned(bytes + word, word);

	room = value_number(d, (uint64_t)get_signed(bytes, 4), BASE_SIGNED);
	if (filled && get_signed(filled, 4) != get_signed(bytes, 4)) {
		room = value_change(d, room, value_number(d, (uint64_t)get_signed(filled, 4), BASE_SIGNED));
		if (room)
			room->is_bare = true;
	}
	value_field(request, "ifc_len", room);
	if (!filled || !get_unsigned(filled + word, word) || get_signed(filled, 4) < 0)
		value_field(request, "ifc_buf", value_address(d, filled ? get_unsigned(filled + word, word) : buffer));
	else
		value_field(request, "ifc_req", interface_names(d, get_unsigned(filled + word, word), (int)get_signed(filled, 4)));
	return request;
}
const struct layout layout_interface_list = {.name = "ifconf", .size = 16, .compat_size = 8, .decode = decode_interface_list};

const struct request requests_networks[] = {
	TAKES_ONE(SIOCSPGRP, SIGNED, 4),
	GIVES_ONE(SIOCGPGRP, SIGNED, 4),
	GIVES_ONE(SIOCATMARK, SIGNED, 4),
	GIVES_ONE(SIOCOUTQNSD, SIGNED, 4),
	GIVES_ONE(SIOCGIFENCAP, SIGNED, 4),
	TAKES_ONE(SIOCSIFENCAP, SIGNED, 4),
	TAKES(SIOCSIFNAME, interface_new_name),
	TAKES(SIOCSIFHWADDR, interface_set_hardware),
	ADDS(SIOCGIFHWADDR, interface_name, interface_get_hardware),
	TAKES(SIOCADDMULTI, interface_set_hardware),
	TAKES(SIOCDELMULTI, interface_set_hardware),
	TAKES(SIOCSIFHWBROADCAST, interface_set_hardware),
	ADDS(SIOCGIFSLAVE, interface_name, interface_get_slave),
	TAKES(SIOCSIFSLAVE, interface_set_slave),
	ADDS(SIOCGIFMAP, interface_name, interface_get_map),
	TAKES(SIOCSIFMAP, interface_set_map),
	TAKES(SIOCBRADDIF, interface_index),
	TAKES(SIOCBRDELIF, interface_index),
	BOTH_LAYOUT(SIOCGIFCONF, interface_list),
	VALUE_OF(SIOCGSTAMP_OLD, ADDRESS, 8),
	VALUE_OF(SIOCGSTAMPNS_OLD, ADDRESS, 8),
	VALUE_OF(SIOCADDRT, ADDRESS, 8),
	VALUE_OF(SIOCDELRT, ADDRESS, 8),
	VALUE_OF(SIOCRTMSG, ADDRESS, 8),
	VALUE_OF(SIOCSIFLINK, ADDRESS, 8),
	VALUE_OF(SIOCGIFMEM, ADDRESS, 8),
	VALUE_OF(SIOCSIFMEM, ADDRESS, 8),
	VALUE_OF(SIOCSIFPFLAGS, ADDRESS, 8),
	VALUE_OF(SIOCGIFPFLAGS, ADDRESS, 8),
	VALUE_OF(SIOCDIFADDR, ADDRESS, 8),
	VALUE_OF(SIOCGIFCOUNT, ADDRESS, 8),
	VALUE_OF(SIOCETHTOOL, ADDRESS, 8),
	VALUE_OF(SIOCGMIIPHY, ADDRESS, 8),
	VALUE_OF(SIOCGMIIREG, ADDRESS, 8),
	VALUE_OF(SIOCSMIIREG, ADDRESS, 8),
	VALUE_OF(SIOCWANDEV, ADDRESS, 8),
	VALUE_OF(SIOCGSKNS, ADDRESS, 8),
	VALUE_OF(SIOCDARP, ADDRESS, 8),
	VALUE_OF(SIOCGARP, ADDRESS, 8),
	VALUE_OF(SIOCSARP, ADDRESS, 8),
	VALUE_OF(SIOCDRARP, ADDRESS, 8),
	VALUE_OF(SIOCGRARP, ADDRESS, 8),
	VALUE_OF(SIOCSRARP, ADDRESS, 8),
	VALUE_OF(SIOCADDDLCI, ADDRESS, 8),
	VALUE_OF(SIOCDELDLCI, ADDRESS, 8),
	VALUE_OF(SIOCGIFVLAN, ADDRESS, 8),
	VALUE_OF(SIOCSIFVLAN, ADDRESS, 8),
	VALUE_OF(SIOCBONDENSLAVE, ADDRESS, 8),
	VALUE_OF(SIOCBONDRELEASE, ADDRESS, 8),
	VALUE_OF(SIOCBONDSETHWADDR, ADDRESS, 8),
	VALUE_OF(SIOCBONDSLAVEINFOQUERY, ADDRESS, 8),
	VALUE_OF(SIOCBONDINFOQUERY, ADDRESS, 8),
	VALUE_OF(SIOCBONDCHANGEACTIVE, ADDRESS, 8),
	VALUE_OF(SIOCSHWTSTAMP, ADDRESS, 8),
	VALUE_OF(SIOCGHWTSTAMP, ADDRESS, 8),
	VALUE_OF(0x80108906, ADDRESS, 8),
	VALUE_OF(0x80108907, ADDRESS, 8),
	{0},
};
