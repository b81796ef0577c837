/* SPDX-License-Identifier: MIT */
/* Talks over sockets of every family to itself. */
#include <arpa/inet.h>
#include <linux/if_xdp.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "victim.h"

static int make_socket(int family, int type, int protocol, const char *text)
{
	int fd = socket(family, type, protocol);

	require(fd >= 0);
	say("socket(%s) = %s", text, shown(fd));
	return fd;
}

/* A connection over the loopback interface: `format` is the address as strace shows it, with %d for the port. */
__attribute__((format(printf, 5, 0)))
static void connect_over(int family, const char *text, struct sockaddr *address, socklen_t length, const char *format)
{
	char shown_address[200], buffer[16];
	int server = make_socket(family, SOCK_STREAM, 0, text), client, peer;
	socklen_t room = length;

	require(bind(server, address, length) == 0);
	snprintf(shown_address, sizeof(shown_address), format, 0);
	say("bind(%s, %s, %u) = 0", shown(server), shown_address, length);
	require(listen(server, 1) == 0);
	say("listen(%s, 1) = 0", shown(server));
	require(getsockname(server, address, &room) == 0);
	snprintf(shown_address, sizeof(shown_address), format, ntohs(((struct sockaddr_in *)address)->sin_port));
	say("getsockname(%s, %s, [%u]) = 0", shown(server), shown_address, length);

	client = make_socket(family, SOCK_STREAM, 0, text);
	require(connect(client, address, length) == 0);
	say("connect(%s, %s, %u) = 0", shown(client), shown_address, length);
	peer = accept4(server, NULL, NULL, SOCK_CLOEXEC);
	say("accept4(%s, NULL, NULL, SOCK_CLOEXEC) = %s", shown(server), shown(peer));
	require(send(client, "over", 4, MSG_NOSIGNAL) == 4);
	say("sendto(%s, \"over\", 4, MSG_NOSIGNAL, NULL, 0) = 4", shown(client));
	require(recv(peer, buffer, 16, 0) == 4);
	say("recvfrom(%s, \"over\", 16, 0, NULL, NULL) = 4", shown(peer));
	require(shutdown(peer, SHUT_WR) == 0);
	say("shutdown(%s, SHUT_WR) = 0", shown(peer));
}

static void do_tcp4(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	connect_over(AF_INET, "AF_INET, SOCK_STREAM, IPPROTO_IP", (struct sockaddr *)&address, sizeof(address),
		     "{sa_family=AF_INET, sin_port=htons(%d), sin_addr=inet_addr(\"127.0.0.1\")}");
}

static void do_tcp6(void)
{
	struct sockaddr_in6 address = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };

	connect_over(AF_INET6, "AF_INET6, SOCK_STREAM, IPPROTO_IP", (struct sockaddr *)&address, sizeof(address),
		     "{sa_family=AF_INET6, sin6_port=htons(%d), sin6_flowinfo=htonl(0), "
		     "inet_pton(AF_INET6, \"::1\", &sin6_addr), sin6_scope_id=0}");
}

static void do_udp(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = make_socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_UDP, "AF_INET, SOCK_DGRAM|SOCK_CLOEXEC, IPPROTO_UDP");
	socklen_t length = sizeof(address);
	char buffer[16];
	int port;

	require(bind(fd, (struct sockaddr *)&address, length) == 0);
	say("bind(%s, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr(\"127.0.0.1\")}, 16) = 0", shown(fd));
	require(getsockname(fd, (struct sockaddr *)&address, &length) == 0);
	port = ntohs(address.sin_port);
	say("getsockname(%s, {sa_family=AF_INET, sin_port=htons(%d), sin_addr=inet_addr(\"127.0.0.1\")}, [16]) = 0",
	    shown(fd), port);
	require(sendto(fd, "datagram", 8, 0, (struct sockaddr *)&address, length) == 8);
	say("sendto(%s, \"datagram\", 8, 0, {sa_family=AF_INET, sin_port=htons(%d), "
	    "sin_addr=inet_addr(\"127.0.0.1\")}, 16) = 8", shown(fd), port);
	length = 100;
	require(recvfrom(fd, buffer, 16, 0, (struct sockaddr *)&address, &length) == 8);
	say("recvfrom(%s, \"datagram\", 16, 0, {sa_family=AF_INET, sin_port=htons(%d), "
	    "sin_addr=inet_addr(\"127.0.0.1\")}, [100 => 16]) = 8", shown(fd), port);
}

static void do_unix(void)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX, .sun_path = "socket" };
	struct sockaddr_un abstract = { .sun_family = AF_UNIX };
	int fd = make_socket(AF_UNIX, SOCK_STREAM, 0, "AF_UNIX, SOCK_STREAM, 0"), length, pid;

	require(bind(fd, (struct sockaddr *)&name, sizeof(name)) == 0);
	say("bind(%s, {sa_family=AF_UNIX, sun_path=\"socket\"}, 110) = 0", shown(fd));
	fd = make_socket(AF_UNIX, SOCK_DGRAM, 0, "AF_UNIX, SOCK_DGRAM, 0");
	require(connect(fd, (struct sockaddr *)&name, sizeof(name)) == -1);
	say("connect(%s, {sa_family=AF_UNIX, sun_path=\"socket\"}, 110) = %s", shown(fd), outcome(-1));
	pid = getpid();
	say("getpid() = %d", pid);
	length = snprintf(abstract.sun_path + 1, 100, "sysexpect-%d", pid);
	require(bind(fd, (struct sockaddr *)&abstract, 3 + length) == 0);
	say("bind(%s, {sa_family=AF_UNIX, sun_path=@\"%s\"}, %d) = 0", shown(fd), abstract.sun_path + 1, 3 + length);
}

static void do_pair(void)
{
	int pair[2];
	char buffer[8];

	require(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == 0);
	say("socketpair(AF_UNIX, SOCK_SEQPACKET, 0, [%s, %s]) = 0", shown(pair[0]), shown(pair[1]));
	require(write(pair[0], "pair", 4) == 4);
	say("write(%s, \"pair\", 4) = 4", shown(pair[0]));
	require(read(pair[1], buffer, 8) == 4);
	say("read(%s, \"pair\", 8) = 4", shown(pair[1]));
}

static void do_netlink(void)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK };
	int fd = make_socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE, "AF_NETLINK, SOCK_RAW, NETLINK_ROUTE");

	require(bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0);
	say("bind(%s, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 0", shown(fd));
	require(connect(99, (struct sockaddr *)&address, sizeof(address)) == -1);
	say("connect(99, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = %s", outcome(-1));
}

static void do_rings(void)
{
	int fd = make_socket(AF_UNIX, SOCK_DGRAM, 0, "AF_UNIX, SOCK_DGRAM, 0");
	struct sockaddr_xdp address = { .sxdp_family = AF_XDP, .sxdp_flags = XDP_SHARED_UMEM, .sxdp_queue_id = 2,
					.sxdp_shared_umem_fd = fd };

	require(connect(99, (struct sockaddr *)&address, sizeof(address)) == -1);
	say("connect(99, {sa_family=AF_XDP, sxdp_flags=XDP_SHARED_UMEM, sxdp_ifindex=0, sxdp_queue_id=2, "
	    "sxdp_shared_umem_fd=%s}, 16) = %s", shown(fd), outcome(-1));
}

int main(int argc, char **argv)
{
	static const struct victim_case cases[] = {
		{ "tcp4", do_tcp4 }, { "tcp6", do_tcp6 }, { "udp", do_udp },
		{ "unix", do_unix }, { "pair", do_pair }, { "netlink", do_netlink }, { "rings", do_rings },
		{ NULL, NULL },
	};

	require(argc > 2);
	return run_cases(argc, argv, cases);
}
