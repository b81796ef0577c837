/* SPDX-License-Identifier: MIT */
/* Named values of requests of ioctl, and in them. */
#include <asm/termbits.h>
#include <linux/fs.h>
#include <linux/input.h>

#include "harness/decode/sets.h"
#include "harness/syscalls/constants/set.h"

FLAG_SET(inode_flags, "FS_???_FL",
	 NAME(FS_SECRM_FL), NAME(FS_UNRM_FL), NAME(FS_COMPR_FL), NAME(FS_SYNC_FL), NAME(FS_IMMUTABLE_FL),
	 NAME(FS_APPEND_FL), NAME(FS_NODUMP_FL), NAME(FS_NOATIME_FL), NAME(FS_DIRTY_FL), NAME(FS_COMPRBLK_FL),
	 NAME(FS_NOCOMP_FL), NAME(FS_ENCRYPT_FL), NAME(FS_INDEX_FL), NAME(FS_IMAGIC_FL),
	 NAME(FS_JOURNAL_DATA_FL), NAME(FS_NOTAIL_FL), NAME(FS_DIRSYNC_FL), NAME(FS_TOPDIR_FL),
	 NAME(FS_HUGE_FILE_FL), NAME(FS_EXTENT_FL), NAME(FS_VERITY_FL), NAME(FS_EA_INODE_FL),
	 NAME(FS_EOFBLOCKS_FL), NAME(FS_NOCOW_FL), NAME(FS_DAX_FL), NAME(FS_INLINE_DATA_FL),
	 NAME(FS_PROJINHERIT_FL), NAME(FS_CASEFOLD_FL), NAME(FS_RESERVED_FL))

FLAG_SET(ioctl_directions, NULL, ZERO(_IOC_NONE), NAME(_IOC_READ), NAME(_IOC_WRITE))

ENUM_SET(flow_actions, "TC???", NAME(TCOOFF), NAME(TCOON), NAME(TCIOFF), NAME(TCION))
ENUM_SET(flush_queues, "TC???", NAME(TCIFLUSH), NAME(TCOFLUSH), NAME(TCIOFLUSH))

ENUM_SET(input_events, "EV_???",
	 NAME(EV_SYN), NAME(EV_KEY), NAME(EV_REL), NAME(EV_ABS), NAME(EV_MSC), NAME(EV_SW), NAME(EV_LED),
	 NAME(EV_SND), NAME(EV_REP), NAME(EV_FF), NAME(EV_PWR), NAME(EV_FF_STATUS))

ENUM_SET(input_axes, "ABS_???",
	 NAME(ABS_X), NAME(ABS_Y), NAME(ABS_Z), NAME(ABS_RX), NAME(ABS_RY), NAME(ABS_RZ), NAME(ABS_THROTTLE),
	 NAME(ABS_RUDDER), NAME(ABS_WHEEL), NAME(ABS_GAS), NAME(ABS_BRAKE), NAME(ABS_HAT0X), NAME(ABS_HAT0Y),
	 NAME(ABS_HAT1X), NAME(ABS_HAT1Y), NAME(ABS_HAT2X), NAME(ABS_HAT2Y), NAME(ABS_HAT3X), NAME(ABS_HAT3Y),
	 NAME(ABS_PRESSURE), NAME(ABS_DISTANCE), NAME(ABS_TILT_X), NAME(ABS_TILT_Y), NAME(ABS_TOOL_WIDTH),
	 NAME(ABS_VOLUME), NAME(ABS_PROFILE), NAME(ABS_MISC), NAME(ABS_RESERVED), NAME(ABS_MT_SLOT),
	 NAME(ABS_MT_TOUCH_MAJOR), NAME(ABS_MT_TOUCH_MINOR), NAME(ABS_MT_WIDTH_MAJOR), NAME(ABS_MT_WIDTH_MINOR),
	 NAME(ABS_MT_ORIENTATION), NAME(ABS_MT_POSITION_X), NAME(ABS_MT_POSITION_Y), NAME(ABS_MT_TOOL_TYPE),
	 NAME(ABS_MT_BLOB_ID), NAME(ABS_MT_TRACKING_ID), NAME(ABS_MT_PRESSURE), NAME(ABS_MT_DISTANCE),
	 NAME(ABS_MT_TOOL_X), NAME(ABS_MT_TOOL_Y))

/* Numbers whose greatest value has a name. */
DECIMAL_SET(limits64, {"UINT64_MAX", UINT64_MAX, 0})

#define REQUEST(number, label) { #label, number, 0 },
#define SHARED(number, text) { text, number, 0 },

static const struct constant requests[] = {
#include "harness/decode/ioctls/commands.h"
#include "harness/decode/ioctls/devices.h"
#include "harness/decode/ioctls/disks.h"
#include "harness/decode/ioctls/graphics.h"
#include "harness/decode/ioctls/machines.h"
#include "harness/decode/ioctls/networks.h"
#include "harness/decode/ioctls/newer.h"
#include "harness/decode/ioctls/pictures.h"
#include "harness/decode/ioctls/rare.h"
#include "harness/decode/ioctls/sounds.h"
#include "harness/decode/ioctls/terminals.h"
	{NULL, 0, 0},
};

const struct constants constants_ioctl_requests = {.name = "ioctl_requests", .list = requests};
