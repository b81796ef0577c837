/* SPDX-License-Identifier: MIT */
/* What requests of files and file systems take, where no row of the table has them. */
#include "harness/decode/requests.h"

#include <linux/fiemap.h>
#include <linux/fs.h>
#include <linux/inotify.h>
#include <linux/seccomp.h>

#include "harness/syscalls/constants/set.h"



const struct request requests_files[] = {
	GIVES_BARE(FS_IOC_GETFSLABEL, NAME, 256),
	TAKES_BARE(FS_IOC_SETFSLABEL, NAME, 256),
	GIVES_ONE(FS_IOC_GETFLAGS, FLAGS, 4, SET(constants_inode_flags)),
	TAKES_ONE(FS_IOC_SETFLAGS, FLAGS, 4, SET(constants_inode_flags)),
	GIVES_ONE(FS_IOC32_GETFLAGS, FLAGS, 4, SET(constants_inode_flags)),
	TAKES_ONE(FS_IOC32_SETFLAGS, FLAGS, 4, SET(constants_inode_flags)),
	GIVES_ONE(FS_IOC_GETVERSION, UNSIGNED, 4),
	GIVES_LAYOUT(FS_IOC_FSGETXATTR, fsxattr),
	TAKES_LAYOUT(FS_IOC_FSSETXATTR, fsxattr),
	BOTH_LAYOUT(FS_IOC_FIEMAP, fiemap),
	TAKES_LAYOUT(FITRIM, fstrim_range),
	TAKES_LAYOUT(FICLONERANGE, file_clone_range),
	NOTHING(FIFREEZE),
	NOTHING(FITHAW),
	VALUE_OF(INOTIFY_IOC_SETNEXTWD, SIGNED, 4),
	BOTH_LAYOUT(SECCOMP_IOCTL_NOTIF_RECV, seccomp_notif),
	TAKES_LAYOUT(SECCOMP_IOCTL_NOTIF_SEND, seccomp_notif_resp),
	TAKES_LAYOUT(SECCOMP_IOCTL_NOTIF_ID_VALID, hex64),
	TAKES_LAYOUT(SECCOMP_IOR(2, __u64), hex64),
	TAKES_LAYOUT(SECCOMP_IOCTL_NOTIF_ADDFD, seccomp_notif_addfd),
	{0},
};
