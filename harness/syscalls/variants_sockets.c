/* SPDX-License-Identifier: MIT */
/* Which names a protocol has in each family of sockets, and an option at each level. */
#include <netinet/in.h>
#include <sys/socket.h>

#include "harness/syscalls/rows.h"
#include "harness/syscalls/variants.h"

#define FAMILY(family, protocols)						\
	VARIANT(socket, "socket", NE, family, 0, FD,				\
		FLAGS(domain, socket_families), FLAGS(type, socket_types), FLAGS(protocol, protocols))

#define LEVEL(which, options) LEVEL_BOTH(which, options, options)
#define LEVEL_BOTH(which, options, get_options) LEVEL_OF(which, options, get_options, IN_OPTION(optval, 4), OUT_OPTION(optval, 4))
#define LEVEL_OF(which, options, get_options, value, answer)				\
	VARIANT(setsockopt, "setsockopt", NE, which, 0, NUMBER, FD(sockfd), FLAGS(level, socket_levels), \
		FLAGS(optname, options), value, INT(optlen)),			\
	VARIANT(getsockopt, "getsockopt", NE, which, 0, NUMBER, FD(sockfd), FLAGS(level, socket_levels), \
		FLAGS(optname, get_options), answer, SOCKLEN(optlen, 3))

const struct variant variants_sockets[] = {
	/* A filter is told by a pointer, and asked for by the number of its steps. */
	LEVEL_OF(SOL_SOCKET, socket_options, socket_get_options, IN_OPTION_OR(optval, 4, sock_fprog), OUT_OPTION_OF(optval, 4, 8)),
	LEVEL(IPPROTO_TCP, tcp_options),
	LEVEL(IPPROTO_UDP, udp_options),
	LEVEL_BOTH(IPPROTO_IP, ip_options, ip_get_options),
	LEVEL_BOTH(IPPROTO_IPV6, ipv6_options, ipv6_get_options),
	LEVEL(IPPROTO_SCTP, sctp_options),
	LEVEL(IPPROTO_RAW, raw_options),
	LEVEL(AF_VSOCK, vsock_options),
	LEVEL(101, can_raw_options),
	/* SOL_ of <sys/socket.h> and newer ones */
	LEVEL(256, ipx_options),
	LEVEL(257, ax25_options),
	LEVEL(263, packet_options),
	LEVEL(266, irda_options),
	LEVEL(268, llc_options),
	LEVEL(269, dccp_options),
	LEVEL(270, netlink_options),
	LEVEL(271, tipc_options),
	LEVEL(272, rxrpc_options),
	LEVEL(273, pppol2tp_options),
	LEVEL(274, bluetooth_options),
	LEVEL(275, pnpipe_options),
	LEVEL(276, rds_options),
	LEVEL(277, iucv_options),
	LEVEL(278, caif_options),
	LEVEL(279, alg_options),
	LEVEL(280, nfc_options),
	LEVEL(281, kcm_options),
	LEVEL(282, tls_options),
	LEVEL(283, xdp_options),
	LEVEL(284, mptcp_options),
	FAMILY(AF_INET, inet_protocols),
	FAMILY(AF_INET6, inet_protocols),
	FAMILY(AF_NETLINK, netlink_protocols),
	FAMILY(AF_BLUETOOTH, bluetooth_protocols),
	FAMILY(AF_CAN, can_protocols),
	FAMILY(AF_RXRPC, socket_families),
	FAMILY(AF_ISDN, isdn_protocols),
	FAMILY(AF_PHONET, phonet_protocols),
	FAMILY(AF_CAIF, caif_protocols),
	FAMILY(AF_NFC, nfc_protocols),
	FAMILY(AF_KCM, kcm_protocols),
	FAMILY(43 /* AF_SMC */, smc_protocols),
	VARIANT(socket, "socket", NE, AF_PACKET, 0, FD,
		FLAGS(domain, socket_families), FLAGS(type, socket_types), ETHERTYPE(protocol)),
	{ NULL }
};
