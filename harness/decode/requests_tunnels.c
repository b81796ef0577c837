/* SPDX-License-Identifier: MIT */
/* What requests of TUN and TAP devices take: drivers/net/tun.c and tap.c, include/uapi/linux/if_tun.h. */
#include "harness/decode/requests.h"

#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/ioctl.h>

#include "harness/syscalls/constants/set.h"

FLAG_SET(tunnel_flags, "IFF_???",
	 NAME(IFF_TUN), NAME(IFF_TAP), NAME(IFF_NAPI), NAME(IFF_NAPI_FRAGS), NEWER(IFF_NO_CARRIER, 0x40),
	 NAME(IFF_MULTI_QUEUE), NAME(IFF_ATTACH_QUEUE), NAME(IFF_DETACH_QUEUE), NAME(IFF_PERSIST), NAME(IFF_NO_PI),
	 NAME(IFF_ONE_QUEUE), NAME(IFF_VNET_HDR), NAME(IFF_TUN_EXCL))
FLAG_SET(tunnel_offloads, "TUN_F_???",
	 NAME(TUN_F_CSUM), NAME(TUN_F_TSO4), NAME(TUN_F_TSO6), NAME(TUN_F_TSO_ECN), NAME(TUN_F_UFO), NEWER(TUN_F_USO4, 0x20),
	 NEWER(TUN_F_USO6, 0x40), NEWER(TUN_F_UDP_TUNNEL_GSO, 0x80), NEWER(TUN_F_UDP_TUNNEL_GSO_CSUM, 0x100))
FLAG_SET(tunnel_filter_flags, "TUN_FLT_???", NAME(TUN_FLT_ALLMULTI))

#define DEVICE .size = sizeof(struct ifreq)

static const struct field tunnel_fields[] = {
	SAME("ifr_name", NAME, 0, IFNAMSIZ),
	SAME("ifr_flags", FLAGS, IFNAMSIZ, 2, SET(constants_tunnel_flags)),
	{NULL},
};

/* The kernel fills in the number of a name like "tun%d". */
static const struct field tunnel_named_fields[] = {
	SAME("ifr_name", NAME, 0, IFNAMSIZ),
	{NULL},
};

static const struct field tunnel_queue_fields[] = {
	SAME("ifr_flags", FLAGS, IFNAMSIZ, 2, SET(constants_tunnel_flags)),
	{NULL},
};

static const struct field tunnel_filter_fields[] = {
	SAME("flags", FLAGS, 0, 2, SET(constants_tunnel_filter_flags)),
	SAME("count", UNSIGNED, 2, 2),
	{NULL},
};

static const struct field tunnel_address_fields[] = {
	SAME("", HARDWARE, 0, 6),
	{NULL},
};

static struct value *decode_tunnel_filter(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *filter = value_fields(d, tunnel_filter_fields, bytes, length, address, false);
	struct memory memory = {.bytes = bytes, .length = length, .state = STATE_OK};

	memory = memory_behind(&memory, sizeof(struct tun_filter));
	value_field(filter, "addr", value_elements(d, tunnel_address_fields, &memory, address + sizeof(struct tun_filter),
						   get_unsigned(bytes + 2, 2), 6 /* ETH_ALEN */));
	return filter;
}
const struct layout layout_tunnel_filter = {.name = "tun_filter", .size = sizeof(struct tun_filter), .decode = decode_tunnel_filter};

const struct request requests_tunnels[] = {
	CHANGES(TUNSETIFF, tunnel, tunnel_named, DEVICE),
	GIVES(TUNGETIFF, tunnel, DEVICE),
	TAKES(TUNSETQUEUE, tunnel_queue, DEVICE),
	VALUE_OF(TUNSETNOCSUM, SIGNED, 4),
	VALUE_OF(TUNSETDEBUG, SIGNED, 4),
	VALUE_OF(TUNSETPERSIST, SIGNED, 4),
	VALUE_OF(TUNSETOWNER, ID, 4),
	VALUE_OF(TUNSETGROUP, ID, 4),
	VALUE_OF(TUNSETLINK, FLAGS, 4, SET(constants_hardware_types)),
	VALUE_OF(TUNSETOFFLOAD, FLAGS, 4, SET(constants_tunnel_offloads)),
	GIVES_ONE(TUNGETFEATURES, FLAGS, 4, SET(constants_tunnel_flags)),
	TAKES_SIZED(TUNSETTXFILTER, tunnel_filter, sizeof(struct tun_filter)),
	TAKES_LAYOUT(TUNATTACHFILTER, sock_fprog),
	NOTHING(TUNDETACHFILTER),
	GIVES_LAYOUT(TUNGETFILTER, sock_fprog),
	GIVES_ONE(TUNGETSNDBUF, SIGNED, 4),
	TAKES_ONE(TUNSETSNDBUF, SIGNED, 4),
	GIVES_ONE(TUNGETVNETHDRSZ, SIGNED, 4),
	TAKES_ONE(TUNSETVNETHDRSZ, SIGNED, 4),
	TAKES_ONE(TUNSETIFINDEX, UNSIGNED, 4),
	TAKES_ONE(TUNSETVNETLE, SIGNED, 4),
	GIVES_ONE(TUNGETVNETLE, SIGNED, 4),
	TAKES_ONE(TUNSETVNETBE, SIGNED, 4),
	GIVES_ONE(TUNGETVNETBE, SIGNED, 4),
	TAKES_ONE(TUNSETSTEERINGEBPF, FD, 4),
	TAKES_ONE(TUNSETFILTEREBPF, FD, 4),
	TAKES_ONE(TUNSETCARRIER, SIGNED, 4),
	{0},
};
