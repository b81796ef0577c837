/* SPDX-License-Identifier: MIT */
/* What requests of sockets and network interfaces take. */
#include "harness/decode/requests.h"

#include <linux/if.h>
#include <linux/sockios.h>

#include "harness/syscalls/constants/set.h"

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
	SAME("ifr_ifindex", INTERFACE, 16, 4),
	{NULL},
};

static const struct field interface_address_fields[] = {
	SAME("ifr_name", NAME, 0, 16),
	SAME("ifr_addr", SOCKADDR, 16, 16),
	{NULL},
};

static struct value *list_length(struct decoding *d, int64_t length)
{
	struct value *value = value_number(d, (uint64_t)length, BASE_SIGNED);
	int64_t size = is_compat(d) ? 32 : sizeof(struct ifreq);

	if (value && length > 0 && length % size == 0)
		value->comment = arena_format(d->arena, "%u * sizeof(struct ifreq)", (unsigned)(length / size));
	return value;
}

/* How much room there is, and how much of it was used; without room, how much it would take. */
static struct value *decode_interface_list(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	size_t word = word_size(d), element = is_compat(d) ? 32 : sizeof(struct ifreq);
	const unsigned char *filled = bytes_at_exit(d, address, 2 * word);
	uint64_t buffer = get_unsigned(bytes + word, word);
	int64_t room = get_signed(bytes, 4), used = filled ? get_signed(filled, 4) : room;
	struct value *request = value_struct(d, address);

	value_field(request, "ifc_len", buffer ? value_turn(d, list_length(d, room), used != room ? list_length(d, used) : NULL) :
						 list_length(d, used));
	if (!buffer || !filled || !has_result(d) || used < 0)
		value_field(request, "ifc_buf", value_address(d, buffer));
	else
		value_field(request, "ifc_buf", value_elements_at(d, interface_address_fields, get_unsigned(filled + word, word),
								  (uint64_t)used / element, element, true));
	return request;
}
const struct layout layout_interface_list = {.name = "ifconf", .size = 16, .compat_size = 8, .decode = decode_interface_list};

static struct value *decode_bridge_name(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return value_text(d, bytes, IFNAMSIZ);
}
static REQUEST_LAYOUT(bridge_name, IFNAMSIZ)

#define WHOLE .size = sizeof(struct ifreq)

const struct request requests_networks[] = {
	TAKES_ONE(SIOCSPGRP, SIGNED, 4),
	GIVES_ONE(SIOCGPGRP, SIGNED, 4),
	GIVES_ONE(SIOCATMARK, SIGNED, 4),
	GIVES_ONE(SIOCOUTQNSD, SIGNED, 4),
	GIVES_ONE(SIOCGIFENCAP, SIGNED, 4),
	TAKES_ONE(SIOCSIFENCAP, SIGNED, 4),
	TAKES(SIOCSIFNAME, interface_new_name, WHOLE),
	TAKES(SIOCSIFHWADDR, interface_set_hardware, WHOLE),
	ADDS(SIOCGIFHWADDR, interface_name, interface_get_hardware, WHOLE),
	TAKES(SIOCADDMULTI, interface_set_hardware, WHOLE),
	TAKES(SIOCDELMULTI, interface_set_hardware, WHOLE),
	TAKES(SIOCSIFHWBROADCAST, interface_set_hardware, WHOLE),
	ADDS(SIOCGIFSLAVE, interface_name, interface_get_slave, WHOLE),
	TAKES(SIOCSIFSLAVE, interface_set_slave, WHOLE),
	ADDS(SIOCGIFMAP, interface_name, interface_get_map, WHOLE),
	TAKES(SIOCSIFMAP, interface_set_map, WHOLE),
	TAKES(SIOCBRADDIF, interface_index, WHOLE),
	TAKES(SIOCBRDELIF, interface_index, WHOLE),
	TAKES_LAYOUT(SIOCGIFCONF, interface_list),
	VALUE_OF(SIOCGIFBR, ADDRESS, 8),
	VALUE_OF(SIOCSIFBR, ADDRESS, 8),
	TAKES_LAYOUT(SIOCBRADDBR, bridge_name),
	TAKES_LAYOUT(SIOCBRDELBR, bridge_name),
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
