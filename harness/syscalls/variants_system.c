/* SPDX-License-Identifier: MIT */
/* What each command of quotactl, and each length of modify_ldt's structure, takes. */
#include <linux/dqblk_xfs.h>
#include <linux/mount.h>
#include <linux/quota.h>

#include "harness/syscalls/rows.h"
#include "harness/syscalls/variants.h"

/* Whose quota it is stands in the low bits. */
#define QUOTA(command, ...)							\
	VARIANT(quotactl, "quotactl", FI, command, 0, NUMBER, \
		QUOTA_COMMAND(cmd), PATH(special), ##__VA_ARGS__),		\
	VARIANT(quotactl_fd, "quotactl_fd", DE, command, 0, NUMBER, \
		FD(fd), QUOTA_COMMAND(cmd), ##__VA_ARGS__)

#define SYSLOG(action, ...) \
	VARIANT(syslog, "syslog", 0, action, 0, NUMBER, COMMENTED_INT(type, syslog_actions), ##__VA_ARGS__)
#define CONFIGURE(command, ...) \
	VARIANT(fsconfig, "fsconfig", FI|DE, command, 0, NUMBER, FD(fd), FLAGS(cmd, fsconfig_commands), ##__VA_ARGS__)

const struct variant variants_system[] = {
	QUOTA(Q_SYNC),
	QUOTA(Q_QUOTAOFF),
	QUOTA(Q_XQUOTASYNC),
	QUOTA(Q_QUOTAON, FLAGS(id, quota_formats), PATH(addr)),
	QUOTA(Q_GETQUOTA, ID(id), OUT(addr, if_dqblk)),
	QUOTA(Q_SETQUOTA, ID(id), IN(addr, if_dqblk)),
	QUOTA(Q_GETNEXTQUOTA, ID(id), OUT(addr, if_nextdqblk)),
	QUOTA(Q_GETFMT, IGNORED(id), OUT(addr, quota_format)),
	QUOTA(Q_GETINFO, IGNORED(id), OUT(addr, if_dqinfo)),
	QUOTA(Q_SETINFO, IGNORED(id), IN(addr, if_dqinfo)),
	QUOTA(Q_XGETQUOTA, ID(id), OUT(addr, fs_disk_quota)),
	QUOTA(Q_XGETNEXTQUOTA, ID(id), OUT(addr, fs_disk_quota)),
	QUOTA(Q_XSETQLIM, ID(id), IN(addr, fs_disk_quota)),
	QUOTA(Q_XGETQSTAT, IGNORED(id), OUT(addr, fs_quota_stat)),
	QUOTA(Q_XGETQSTATV, IGNORED(id), OUT(addr, fs_quota_statv)),
	QUOTA(Q_XQUOTAON, IGNORED(id), IN(addr, xfs_quota_flags)),
	QUOTA(Q_XQUOTAOFF, IGNORED(id), IN(addr, xfs_quota_flags)),
	QUOTA(Q_XQUOTARM, IGNORED(id), IN(addr, xfs_quota_types)),

	SYSLOG(0 /* SYSLOG_ACTION_CLOSE */),
	SYSLOG(1 /* SYSLOG_ACTION_OPEN */),
	SYSLOG(2 /* SYSLOG_ACTION_READ */, OUT_BYTES(buf, 2), INT(len)),
	SYSLOG(3 /* SYSLOG_ACTION_READ_ALL */, OUT_BYTES(buf, 2), INT(len)),
	SYSLOG(4 /* SYSLOG_ACTION_READ_CLEAR */, OUT_BYTES(buf, 2), INT(len)),
	SYSLOG(5 /* SYSLOG_ACTION_CLEAR */),
	SYSLOG(6 /* SYSLOG_ACTION_CONSOLE_OFF */),
	SYSLOG(7 /* SYSLOG_ACTION_CONSOLE_ON */),
	SYSLOG(8 /* SYSLOG_ACTION_CONSOLE_LEVEL */, ADDRESS(buf), COMMENTED_INT(len, log_levels)),
	SYSLOG(9 /* SYSLOG_ACTION_SIZE_UNREAD */),
	SYSLOG(10 /* SYSLOG_ACTION_SIZE_BUFFER */),

	CONFIGURE(FSCONFIG_SET_FLAG, STRING_N(key, 256), ADDRESS(value), INT(aux)),
	CONFIGURE(FSCONFIG_SET_STRING, STRING_N(key, 256), STRING_N(value, 256), INT(aux)),
	CONFIGURE(FSCONFIG_SET_BINARY, STRING_N(key, 256), IN_BYTES(value, 4), INT(aux)),
	CONFIGURE(FSCONFIG_SET_PATH, STRING_N(key, 256), PATH_AT(value, 4), DIRFD(aux)),
	CONFIGURE(FSCONFIG_SET_PATH_EMPTY, STRING_N(key, 256), PATH_AT(value, 4), DIRFD(aux)),
	CONFIGURE(FSCONFIG_SET_FD, STRING_N(key, 256), ADDRESS(value), FD(aux)),

	VARIANT(modify_ldt, "modify_ldt", 0, 16 /* sizeof(struct user_desc) */, 0, INT,
		INT(func), IN(ptr, user_desc), SIZE(bytecount)),
	{ NULL }
};
