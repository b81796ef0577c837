/* SPDX-License-Identifier: MIT */
/* Sockets in a few words: protocol and both ends, as strace -yy prints them. */
#include "harness/decode/build.h"
#include "harness/decode/print.h"
#include "harness/base/text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#define ANY 0xffff

/* Of families that have one or two: `name` of their struct proto in the kernel. */
static const struct {
	uint16_t family, protocol;
	const char *name;
} family_names[] = {
	{AF_NETLINK, ANY, "NETLINK"}, {AF_PACKET, ANY, "PACKET"}, {AF_XDP, ANY, "XDP"}, {AF_VSOCK, ANY, "AF_VSOCK"},
	{AF_ALG, ANY, "ALG"}, {AF_TIPC, ANY, "TIPC"}, {AF_KEY, ANY, "KEY"}, {AF_KCM, ANY, "KCM"}, {AF_RXRPC, ANY, "RXRPC"},
	{AF_QIPCRTR, ANY, "QIPCRTR"}, {45 /* AF_MCTP */, ANY, "MCTP"}, {AF_LLC, ANY, "LLC"}, {AF_X25, ANY, "X25"},
	{AF_AX25, ANY, "AX25"}, {AF_RDS, ANY, "RDS"}, {AF_CAIF, ANY, "CAIF"}, {AF_SMC, 0, "SMC"}, {AF_SMC, 1, "SMC6"},
	{AF_CAN, 1, "CAN_RAW"}, {AF_CAN, 2, "CAN_BCM"}, {AF_CAN, 6, "CAN_ISOTP"}, {AF_CAN, 7, "CAN_J1939"},
	{AF_BLUETOOTH, 0, "L2CAP"}, {AF_BLUETOOTH, 1, "HCI"}, {AF_BLUETOOTH, 2, "SCO"}, {AF_BLUETOOTH, 3, "RFCOMM"},
	{AF_BLUETOOTH, 4, "BNEP"}, {AF_BLUETOOTH, 6, "HIDP"}, {AF_BLUETOOTH, 8, "ISO"},
};

static const char *name_of_family(const struct wire_socket *socket)
{
	for (size_t i = 0; i < sizeof(family_names) / sizeof(family_names[0]); i++)
		if (family_names[i].family == socket->family &&
		    (family_names[i].protocol == ANY || family_names[i].protocol == socket->protocol))
			return family_names[i].name;
	return NULL;
}

static const char *protocol_name(const struct wire_socket *socket)
{
	bool is_six = socket->family == AF_INET6;

	if (socket->family == AF_UNIX)
		return socket->type == SOCK_STREAM ? "UNIX-STREAM" : "UNIX";
	if (socket->family != AF_INET && !is_six)
		return name_of_family(socket);
	switch (socket->protocol) {
	case IPPROTO_TCP:
		return is_six ? "TCPv6" : "TCP";
	case IPPROTO_UDP:
		return is_six ? "UDPv6" : "UDP";
	case IPPROTO_UDPLITE:
		return is_six ? "UDPLITEv6" : "UDP-Lite";
	case IPPROTO_SCTP:
		return is_six ? "SCTPv6" : "SCTP";
	case IPPROTO_MPTCP:
		return is_six ? "MPTCPv6" : "MPTCP";
	case IPPROTO_ICMP:
		return socket->type == SOCK_DGRAM ? "PING" : is_six ? "RAWv6" : "RAW";
	case IPPROTO_ICMPV6:
		return socket->type == SOCK_DGRAM ? "PINGv6" : is_six ? "RAWv6" : "RAW";
	default:
		return socket->type == SOCK_RAW ? (is_six ? "RAWv6" : "RAW") : NULL;
	}
}

/* "127.0.0.1:80" or "[::1]:80"; NULL: none, or nothing in it. */
static const char *inet_end(struct arena *arena, const wire_u8 *bytes, size_t length)
{
	char text[INET6_ADDRSTRLEN];

	if (length >= sizeof(struct sockaddr_in) && bytes[0] == AF_INET) {
		struct sockaddr_in address;

		memcpy(&address, bytes, sizeof(address));
		if (!inet_ntop(AF_INET, &address.sin_addr, text, sizeof(text)))
			return NULL;
		return arena_format(arena, "%s:%u", text, ntohs(address.sin_port));
	}
	if (length >= sizeof(struct sockaddr_in6) && bytes[0] == AF_INET6) {
		struct sockaddr_in6 address;

		memcpy(&address, bytes, sizeof(address));
		if (!inet_ntop(AF_INET6, &address.sin6_addr, text, sizeof(text)))
			return NULL;
		return arena_format(arena, "[%s]:%u", text, ntohs(address.sin6_port));
	}
	return NULL;
}

static bool is_connected(const wire_u8 *bytes, size_t length)
{
	size_t port = offsetof(struct sockaddr_in, sin_port);

	return length >= sizeof(struct sockaddr_in) && (bytes[port] || bytes[port + 1]);
}

/* A socket that was never bound nor connected has no ends; strace shows its inode then. */
static const char *inet_details(struct arena *arena, const char *name, const struct wire_socket *socket)
{
	const char *local = inet_end(arena, socket->local, socket->local_length);
	const char *remote = inet_end(arena, socket->remote, socket->remote_length);

	if (!local || !is_connected(socket->local, socket->local_length))
		return NULL;
	if (remote && is_connected(socket->remote, socket->remote_length))
		return arena_format(arena, "%s:[%s->%s]", name, local, remote);
	return arena_format(arena, "%s:[%s]", name, local);
}

/* The path of a unix address: as it is, or with the escapes that it needs between quotes and angles. */
static const char *unix_path(struct arena *arena, const wire_u8 *bytes, size_t length, bool is_escaped)
{
	size_t offset = offsetof(struct sockaddr_un, sun_path);
	const char *mark = "";
	char quoted[4 * sizeof(((struct sockaddr_un *)NULL)->sun_path) + 1];
	size_t used = 0;

	if (length <= offset)
		return "";
	bytes += offset;
	length -= offset;
	if (!bytes[0]) {
		mark = "@";
		bytes++;
		length--;
	} else {
		length = strnlen((const char *)bytes, length);
	}
	if (is_escaped) {
		struct quoting quoting = {.limit = SIZE_MAX, .is_in_angles = true};
		struct text text = {0};
		const char *path;

		print_quoted(&text, bytes, length, &quoting, &(struct line_style){.string_limit = SIZE_MAX});
		path = arena_format(arena, ",%s\"%s\"", mark, text.bytes ? text.bytes : "");
		text_free(&text);
		return path;
	}
	for (size_t i = 0; i < length && used + 4 < sizeof(quoted); i++) {
		if (bytes[i])
			quoted[used++] = (char)bytes[i];
		else
			used += (size_t)snprintf(quoted + used, sizeof(quoted) - used, "\\000");
	}
	quoted[used] = '\0';
	return arena_format(arena, ",%s\"%s\"", mark, quoted);
}

static const char *unix_details(struct arena *arena, const char *name, const struct wire_file *file,
				const struct wire_socket *socket, bool is_escaped)
{
	const char *path = unix_path(arena, socket->local, socket->local_length, is_escaped);
	unsigned long long ino = file->ino;

	if (socket->peer_ino)
		return arena_format(arena, "%s:[%llu->%llu%s]", name, ino, (unsigned long long)socket->peer_ino, path);
	return arena_format(arena, "%s:[%llu%s]", name, ino, path);
}

static const char *netlink_details(struct arena *arena, const char *name, const struct wire_file *file,
				   const struct wire_socket *socket)
{
	static const char *const families[] = {
		"ROUTE", "UNUSED", "USERSOCK", "FIREWALL", "SOCK_DIAG", "NFLOG", "XFRM", "SELINUX",
		"ISCSI", "AUDIT", "FIB_LOOKUP", "CONNECTOR", "NETFILTER", "IP6_FW", "DNRTMSG",
		"KOBJECT_UEVENT", "GENERIC", NULL, "SCSITRANSPORT", "ECRYPTFS", "RDMA", "CRYPTO", "SMC",
	};
	size_t count = sizeof(families) / sizeof(families[0]);
	uint32_t port;

	if (socket->protocol >= count || !families[socket->protocol] || socket->local_length < 12)
		return arena_format(arena, "%s:[%llu]", name, (unsigned long long)file->ino);
	memcpy(&port, socket->local + 4, sizeof(port));
	if (!port)
		return arena_format(arena, "%s:[%llu]", name, (unsigned long long)file->ino);
	return arena_format(arena, "%s:[%s:%u]", name, families[socket->protocol], port);
}

const char *socket_details(struct arena *arena, const struct wire_file *file, const struct wire_socket *socket,
			   bool is_escaped)
{
	const char *name = protocol_name(socket);
	const char *details = NULL;

	if (!name || socket->local_length > sizeof(socket->local) || socket->remote_length > sizeof(socket->remote))
		return NULL;
	if (socket->family == AF_UNIX)
		return unix_details(arena, name, file, socket, is_escaped);
	if (socket->family == AF_NETLINK)
		return netlink_details(arena, name, file, socket);
	if (socket->family == AF_INET || socket->family == AF_INET6)
		details = inet_details(arena, name, socket);
	return details ? details : arena_format(arena, "%s:[%llu]", name, (unsigned long long)file->ino);
}
