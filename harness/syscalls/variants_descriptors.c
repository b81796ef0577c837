/* SPDX-License-Identifier: MIT */
/* What each command of fcntl and each common request of ioctl takes. */
#include <linux/fcntl.h>
#include <asm/ioctls.h>
#include <linux/fs.h>
#include <linux/if_tun.h>
#include <linux/ioctl.h>
#include <linux/loop.h>
#include <linux/nsfs.h>
#include <linux/sockios.h>

#include "harness/syscalls/rows.h"
#include "harness/syscalls/variants.h"

#define LOCK(call, command, kind, layout) VARIANT(call, #call, DE, command, 0, FCNTL, FD(fd), FCNTL(cmd), kind(arg, layout))
#define COMMAND(call, command, result, ...) VARIANT(call, #call, DE, command, 0, result, FD(fd), FCNTL(cmd), ##__VA_ARGS__)

/* Commands that mean the same in fcntl and in i386's fcntl64; `wide` locks have 64-bit offsets there. */
#define COMMANDS(call, wide)							\
	COMMAND(call, F_DUPFD, FD, INT(arg)),					\
	COMMAND(call, F_DUPFD_CLOEXEC, FD, INT(arg)),				\
	COMMAND(call, F_GETFD, FCNTL),						\
	COMMAND(call, F_SETFD, NUMBER, FLAGS(arg, fd_cloexec)),			\
	COMMAND(call, F_GETFL, FCNTL),						\
	COMMAND(call, F_SETFL, NUMBER, FLAGS(arg, open_flags)),			\
	LOCK(call, F_GETLK, INOUT, flock),					\
	LOCK(call, F_SETLK, IN, flock),						\
	LOCK(call, F_SETLKW, IN, flock),					\
	LOCK(call, 12 /* F_GETLK64 */, INOUT, flock64),				\
	LOCK(call, 13 /* F_SETLK64 */, IN, flock64),				\
	LOCK(call, 14 /* F_SETLKW64 */, IN, flock64),				\
	LOCK(call, F_OFD_GETLK, INOUT, wide),					\
	LOCK(call, F_OFD_SETLK, IN, wide),					\
	LOCK(call, F_OFD_SETLKW, IN, wide),					\
	COMMAND(call, F_CANCELLK, NUMBER, IN(arg, flock)),			\
	COMMAND(call, F_SETOWN, NUMBER, PID_OR_PGID(arg)),			\
	COMMAND(call, F_GETOWN, OWNER),						\
	COMMAND(call, F_SETSIG, NUMBER, SIGNAL(arg)),				\
	VARIANT_WITH(call, #call, DE, F_GETSIG, 0, NAMED, &constants_signals, FD(fd), FCNTL(cmd)), \
	COMMAND(call, F_SETOWN_EX, NUMBER, IN(arg, f_owner_ex)),		\
	COMMAND(call, F_GETOWN_EX, NUMBER, OUT(arg, f_owner_ex)),		\
	COMMAND(call, F_SETLEASE, NUMBER, FLAGS(arg, lock_types)),		\
	COMMAND(call, F_GETLEASE, FCNTL),					\
	COMMAND(call, F_NOTIFY, NUMBER, FLAGS(arg, notify_flags)),		\
	COMMAND(call, 1027 /* F_DUPFD_QUERY */, NUMBER, FD(arg)),		\
	COMMAND(call, 1028 /* F_CREATED_QUERY */, NUMBER),			\
	COMMAND(call, F_SETPIPE_SZ, NUMBER, LONG(arg)),				\
	COMMAND(call, F_GETPIPE_SZ, NUMBER),					\
	COMMAND(call, F_ADD_SEALS, NUMBER, FLAGS(arg, seal_flags)),		\
	COMMAND(call, F_GET_SEALS, FCNTL)

#define REQUEST(number, kind, layout) \
	VARIANT(ioctl, "ioctl", DE, number, 0, NUMBER, FD(fd), IOCTL(request), kind(argp, layout))
#define REQUEST_NONE(number) \
	VARIANT(ioctl, "ioctl", DE, number, 0, NUMBER, FD(fd), IOCTL(request))
#define REQUEST_FD(number) \
	VARIANT(ioctl, "ioctl", DE, number, 0, FD, FD(fd), IOCTL(request))
#define REQUEST_MAKES(number, argument) \
	VARIANT(ioctl, "ioctl", DE, number, 0, FD, FD(fd), IOCTL(request), argument)
#define REQUEST_PLAIN(number, argument) \
	VARIANT(ioctl, "ioctl", DE, number, 0, NUMBER, FD(fd), IOCTL(request), argument)

const struct variant variants_descriptors[] = {
	COMMANDS(fcntl, flock),
	COMMANDS(fcntl64, flock64),

	/* The terminal's requests are older than the numbers that tell direction and size. */
	REQUEST(TCGETS, OUT, termios),
	REQUEST(TCSETS, IN, termios),
	REQUEST(TCSETSW, IN, termios),
	REQUEST(TCSETSF, IN, termios),
	REQUEST(TIOCGWINSZ, OUT, winsize),
	REQUEST(TIOCSWINSZ, IN, winsize),
	REQUEST(TIOCGPGRP, OUT, int),
	REQUEST(TIOCSPGRP, IN, int),
	REQUEST(TIOCGSID, OUT, int),
	REQUEST(FIONREAD, OUT, int),
	REQUEST(TIOCOUTQ, OUT, int),
	REQUEST(FIONBIO, IN, int),
	REQUEST(FIOASYNC, IN, int),
	REQUEST(TIOCPKT, IN, int),
	REQUEST(TIOCGETD, OUT, int),
	REQUEST(TIOCSETD, IN, int),
	REQUEST(FIGETBSZ, OUT, int),
	REQUEST_NONE(FIOCLEX),
	REQUEST_NONE(FIONCLEX),
	REQUEST_NONE(TIOCNOTTY),
	REQUEST_NONE(TIOCEXCL),
	REQUEST_NONE(TIOCNXCL),
	REQUEST_PLAIN(TIOCSCTTY, INT(argp)),
	REQUEST_PLAIN(TCSBRK, INT(argp)),
	REQUEST_PLAIN(TCSBRKP, INT(argp)),
	REQUEST_PLAIN(TCXONC, FLAGS_LONG(argp, flow_actions)),
	REQUEST_PLAIN(TCFLSH, FLAGS_LONG(argp, flush_queues)),
	REQUEST_PLAIN(FICLONE, FD(argp)),

	REQUEST_MAKES(0xae01 /* KVM_CREATE_VM */, HEX(argp)),
	REQUEST_MAKES(0xae41 /* KVM_CREATE_VCPU */, UINT(argp)),
	REQUEST_MAKES(TIOCGPTPEER, FLAGS(argp, open_flags)),
	REQUEST_FD(NS_GET_USERNS),
	REQUEST_FD(NS_GET_PARENT),
	REQUEST_FD(TUNGETDEVNETNS),
	REQUEST_MAKES(0x8010b70b /* NS_MNT_GET_NEXT */, OUT(argp, mount_space)),
	REQUEST_MAKES(0x8010b70c /* NS_MNT_GET_PREV */, OUT(argp, mount_space)),
	/* PIDFD_GET_CGROUP_NAMESPACE to PIDFD_GET_UTS_NAMESPACE */
	REQUEST_MAKES(0xff01, HEX(argp)), REQUEST_MAKES(0xff02, HEX(argp)), REQUEST_MAKES(0xff03, HEX(argp)),
	REQUEST_MAKES(0xff04, HEX(argp)), REQUEST_MAKES(0xff05, HEX(argp)), REQUEST_MAKES(0xff06, HEX(argp)),
	REQUEST_MAKES(0xff07, HEX(argp)), REQUEST_MAKES(0xff08, HEX(argp)), REQUEST_MAKES(0xff09, HEX(argp)),
	REQUEST_MAKES(0xff0a, HEX(argp)),
	VARIANT_WITH(ioctl, "ioctl", DE, NS_GET_NSTYPE, 0, NAMED, &constants_namespace_types, FD(fd), IOCTL(request)),
	REQUEST(NS_GET_OWNER_UID, OUT, uint),

	REQUEST_NONE(LOOP_CLR_FD),
	REQUEST_NONE(LOOP_SET_CAPACITY),
	REQUEST_NONE(LOOP_CTL_GET_FREE),
	REQUEST_PLAIN(LOOP_SET_FD, FD(argp)),
	REQUEST_PLAIN(LOOP_CHANGE_FD, FD(argp)),
	REQUEST_PLAIN(LOOP_CTL_ADD, INT(argp)),
	REQUEST_PLAIN(LOOP_CTL_REMOVE, INT(argp)),
	REQUEST_PLAIN(LOOP_SET_DIRECT_IO, SIZE(argp)),
	REQUEST_PLAIN(LOOP_SET_BLOCK_SIZE, SIZE(argp)),
	REQUEST(LOOP_GET_STATUS, OUT, loop_info),
	REQUEST(LOOP_SET_STATUS, IN, loop_info),
	REQUEST(LOOP_GET_STATUS64, OUT, loop_info64),
	REQUEST(LOOP_SET_STATUS64, IN, loop_info64),
	REQUEST(LOOP_CONFIGURE, IN, loop_config),

	REQUEST(SIOCGIFNAME, INOUT, ifreq),
	REQUEST(SIOCGIFINDEX, INOUT, ifreq),
	REQUEST(SIOCGIFFLAGS, INOUT, ifreq),
	REQUEST(SIOCSIFFLAGS, IN, ifreq),
	REQUEST(SIOCGIFMTU, INOUT, ifreq),
	REQUEST(SIOCSIFMTU, IN, ifreq),
	REQUEST(SIOCGIFMETRIC, INOUT, ifreq),
	REQUEST(SIOCSIFMETRIC, IN, ifreq),
	REQUEST(SIOCGIFTXQLEN, INOUT, ifreq),
	REQUEST(SIOCSIFTXQLEN, IN, ifreq),
	REQUEST(SIOCGIFADDR, INOUT, ifreq),
	REQUEST(SIOCSIFADDR, IN, ifreq),
	REQUEST(SIOCGIFDSTADDR, INOUT, ifreq),
	REQUEST(SIOCSIFDSTADDR, IN, ifreq),
	REQUEST(SIOCGIFBRDADDR, INOUT, ifreq),
	REQUEST(SIOCSIFBRDADDR, IN, ifreq),
	REQUEST(SIOCGIFNETMASK, INOUT, ifreq),
	REQUEST(SIOCSIFNETMASK, IN, ifreq),
	{ NULL }
};
