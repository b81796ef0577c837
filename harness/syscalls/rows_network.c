/* SPDX-License-Identifier: MIT */
/* Calls on sockets. */
#include "harness/syscalls/rows.h"

ROW_BY(0, socket,     FD,     NE, FLAGS(domain, socket_families), FLAGS(type, socket_types), SIZE(protocol))
ROW(socketpair, DONE,   NE, FLAGS(domain, socket_families), FLAGS(type, socket_types), SIZE(protocol), FD_PAIR(sv))
ROW(bind,             DONE,   NE, FD(sockfd), IN_SOCKADDR(addr, 2), INT(addrlen))
ROW(connect,          DONE,   NE, FD(sockfd), IN_SOCKADDR(addr, 2), INT(addrlen))
ROW(listen,           DONE,   NE, FD(sockfd), INT(backlog))
ROW(accept,           FD,     NE, FD(sockfd), OUT_SOCKADDR(addr, 2), SOCKLEN(addrlen, 1))
ROW(accept4,          FD,     NE, FD(sockfd), OUT_SOCKADDR(addr, 2), SOCKLEN(addrlen, 1), FLAGS(flags, socket_flags))
ROW(getsockname,      DONE,   NE, FD(sockfd), OUT_SOCKADDR(addr, 2), SOCKLEN(addrlen, 1))
ROW(getpeername,      DONE,   NE, FD(sockfd), OUT_SOCKADDR(addr, 2), SOCKLEN(addrlen, 1))
ROW(shutdown,         DONE,   NE, FD(sockfd), FLAGS(how, shutdown_hows))
ROW_BY(1, setsockopt, NUMBER, NE, FD(sockfd), FLAGS(level, socket_levels), UINT(optname), IN_OPTION(optval, 4), INT(optlen))
ROW_BY(1, getsockopt, NUMBER, NE, FD(sockfd), FLAGS(level, socket_levels), UINT(optname), OUT_OPTION(optval, 4), SOCKLEN(optlen, 3))

ROW(sendto,           NUMBER, NE, FD(sockfd), IN_BYTES(buf, 2), SIZE(len), FLAGS(flags, msg_flags), IN_SOCKADDR(dest_addr, 5), INT(addrlen))
ROW(recvfrom,         NUMBER, NE, FD(sockfd), OUT_BYTES(buf, 2), SIZE(len), FLAGS(flags, msg_flags), OUT_SOCKADDR(src_addr, 5), SOCKLEN(addrlen, 4))
ROW(sendmsg,          NUMBER, NE, FD(sockfd), IN_MSGHDR(msg), FLAGS(flags, msg_flags))
ROW(recvmsg,          NUMBER, NE, FD(sockfd), OUT_MSGHDR(msg), FLAGS(flags, msg_flags))
ROW(sendmmsg,         NUMBER, NE, FD(sockfd), IN_MMSGHDR(msgvec, 2), UINT(vlen), FLAGS(flags, msg_flags))
ROW(recvmmsg,         POLL,   NE, FD(sockfd), OUT_MMSGHDR(msgvec, 2), UINT(vlen), FLAGS(flags, msg_flags), INOUT(timeout, timespec))
