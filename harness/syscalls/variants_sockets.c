/* SPDX-License-Identifier: MIT */
/* Which names a protocol has in each family of sockets, and an option at each level. */
#include <netinet/in.h>
#include <sys/socket.h>

#include "harness/syscalls/rows.h"
#include "harness/syscalls/variants.h"

#define FAMILY(family, protocols)						\
	VARIANT(socket, "socket", NE, family, 0, FD,				\
		FLAGS(domain, socket_families), FLAGS(type, socket_types), FLAGS(protocol, protocols))

#define LEVEL(which, options)							\
	VARIANT(setsockopt, "setsockopt", NE, which, 0, NUMBER, FD(sockfd), FLAGS(level, socket_levels), \
		FLAGS(optname, options), IN_OPTION(optval, 4), INT(optlen)),	\
	VARIANT(getsockopt, "getsockopt", NE, which, 0, NUMBER, FD(sockfd), FLAGS(level, socket_levels), \
		FLAGS(optname, options), OUT_OPTION(optval, 4), SOCKLEN(optlen, 3))

const struct variant variants_sockets[] = {
	LEVEL(SOL_SOCKET, socket_options),
	LEVEL(IPPROTO_TCP, tcp_options),
	LEVEL(IPPROTO_IP, ip_options),
	LEVEL(IPPROTO_IPV6, ipv6_options),
	LEVEL(263 /* SOL_PACKET */, packet_options),
	LEVEL(270 /* SOL_NETLINK */, netlink_options),

	FAMILY(AF_INET, inet_protocols),
	FAMILY(AF_INET6, inet_protocols),
	FAMILY(AF_NETLINK, netlink_protocols),
	{ NULL }
};
