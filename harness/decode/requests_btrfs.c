/* SPDX-License-Identifier: MIT */
/* What requests of btrfs take. */
#include "harness/decode/requests.h"

#include <linux/btrfs.h>
#include <linux/btrfs_tree.h>

#include "harness/syscalls/constants/set.h"

static const struct field btrfs_name_fields[] = {
	SAME("fd", FD, 0, 8),
	SAME("name", NAME, 8, 4088),
	{NULL},
};

static const struct field btrfs_group_fields[] = {
	SAME("create", UNSIGNED, 0, 8),
	SAME("qgroupid", UNSIGNED, 8, 8),
	{NULL},
};

static const struct field btrfs_assign_fields[] = {
	SAME("assign", UNSIGNED, 0, 8),
	SAME("src", UNSIGNED, 8, 8),
	SAME("dst", UNSIGNED, 16, 8),
	{NULL},
};

static const struct field btrfs_limits_fields[] = {
	SAME("flags", FLAGS, 0, 8, SET(constants_btrfs_limit_flags)),
	SAME("max_rfer", UNSIGNED, 8, 8),
	SAME("max_excl", UNSIGNED, 16, 8),
	SAME("rsv_rfer", UNSIGNED, 24, 8),
	SAME("rsv_excl", UNSIGNED, 32, 8),
	{NULL},
};

static const struct field btrfs_limit_fields[] = {
	SAME("qgroupid", UNSIGNED, 0, 8),
	SAME("lim", FIELDS, 8, 40, INSIDE(btrfs_limits)),
	{NULL},
};

static const struct field btrfs_defragment_fields[] = {
	SAME("start", UNSIGNED, 0, 8),
	SAME("len", FLAGS, 8, 8, SET(constants_limits64)),
	SAME("flags", FLAGS, 16, 8, SET(constants_btrfs_defrag_flags)),
	SAME("extent_thresh", UNSIGNED, 24, 4),
	SAME("compress_type", FLAGS, 28, 4, SET(constants_btrfs_compressions)),
	{NULL},
};

static const struct field btrfs_feature_fields[] = {
	SAME("compat_flags", FLAGS, 0, 8, SET(constants_btrfs_features)),
	SAME("compat_ro_flags", FLAGS, 8, 8, SET(constants_btrfs_features_ro)),
	SAME("incompat_flags", FLAGS, 16, 8, SET(constants_btrfs_features_in)),
	{NULL},
};

static const struct field btrfs_two_features_fields[] = {
	SAME("", FIELDS, 0, 24, INSIDE(btrfs_feature)),
	SAME("", FIELDS, 24, 24, INSIDE(btrfs_feature)),
	{NULL},
};

static const struct field btrfs_three_features_fields[] = {
	SAME("", FIELDS, 0, 24, INSIDE(btrfs_feature)),
	SAME("", FIELDS, 24, 24, INSIDE(btrfs_feature)),
	SAME("", FIELDS, 48, 24, INSIDE(btrfs_feature)),
	{NULL},
};

static const struct field btrfs_rescan_fields[] = {
	SAME("flags", UNSIGNED, 0, 8),
	{NULL},
};

static const struct field btrfs_rescanned_fields[] = {
	SAME("flags", UNSIGNED, 0, 8),
	SAME("progress", UNSIGNED, 8, 8),
	{NULL},
};

static const struct field btrfs_fs_fields[] = {
	SAME("max_id", UNSIGNED, 0, 8),
	SAME("num_devices", UNSIGNED, 8, 8),
	SAME("fsid", UUID, 16, 16),
	SAME("nodesize", UNSIGNED, 32, 4),
	SAME("sectorsize", UNSIGNED, 36, 4),
	SAME("clone_alignment", UNSIGNED, 40, 4),
	SAME("csum_type", FLAGS, 44, 2, SET(constants_btrfs_checksums), WHEN(48, 1, 1)),
	SAME("csum_size", UNSIGNED, 46, 2, WHEN(48, 1, 1)),
	SAME("flags", FLAGS, 48, 8, SET(constants_btrfs_information)),
	SAME("generation", UNSIGNED, 56, 8, WHEN(48, 2, 2)),
	SAME("metadata_uuid", UUID, 64, 16, WHEN(48, 4, 4)),
	{NULL},
};

static const struct field btrfs_space_fields[] = {
	SAME("space_slots", UNSIGNED, 0, 8),
	{NULL},
};

static const struct field btrfs_spaces_fields[] = {
	SAME("total_spaces", UNSIGNED, 8, 8),
	{NULL},
};

static const struct field btrfs_quota_fields[] = {
	SAME("cmd", FLAGS, 0, 8, SET(constants_btrfs_quota_commands)),
	{NULL},
};

static const struct field btrfs_time_fields[] = {
	SAME("sec", UNSIGNED, 0, 8),
	SAME("nsec", UNSIGNED, 8, 4),
	{NULL},
};

static const struct field btrfs_received_fields[] = {
	SAME("uuid", UUID, 0, 16),
	SAME("stransid", UNSIGNED, 16, 8),
	BOTH("stime", FIELDS, 32, 16, 32, 12, INSIDE(btrfs_time), DATED),
	BOTH("flags", UNSIGNED, 64, 8, 56, 8),
	{NULL},
};

static const struct field btrfs_received_at_fields[] = {
	SAME("rtransid", UNSIGNED, 24, 8),
	BOTH("rtime", FIELDS, 48, 16, 44, 12, INSIDE(btrfs_time), DATED),
	{NULL},
};

static const struct field btrfs_progress_fields[] = {
	SAME("data_extents_scrubbed", UNSIGNED, 0, 8),
	SAME("tree_extents_scrubbed", UNSIGNED, 8, 8),
	SAME("data_bytes_scrubbed", UNSIGNED, 16, 8),
	SAME("tree_bytes_scrubbed", UNSIGNED, 24, 8),
	SAME("read_errors", UNSIGNED, 32, 8),
	SAME("csum_errors", UNSIGNED, 40, 8),
	SAME("verify_errors", UNSIGNED, 48, 8),
	SAME("no_csum", UNSIGNED, 56, 8),
	SAME("csum_discards", UNSIGNED, 64, 8),
	SAME("super_errors", UNSIGNED, 72, 8),
	SAME("malloc_errors", UNSIGNED, 80, 8),
	SAME("uncorrectable_errors", UNSIGNED, 88, 8),
	SAME("corrected_errors", UNSIGNED, 96, 8),
	SAME("last_physical", UNSIGNED, 104, 8),
	SAME("unverified_errors", UNSIGNED, 112, 8),
	{NULL},
};

static const struct field btrfs_scrub_fields[] = {
	SAME("devid", DEV, 0, 8),
	SAME("start", UNSIGNED, 8, 8),
	SAME("end", FLAGS, 16, 8, SET(constants_limits64)),
	SAME("flags", FLAGS, 24, 8, SET(constants_btrfs_scrub_flags)),
	{NULL},
};

static const struct field btrfs_scrub_device_fields[] = {
	SAME("devid", DEV, 0, 8),
	{NULL},
};

static const struct field btrfs_scrubbed_fields[] = {
	SAME("progress", FIELDS, 32, 120, INSIDE(btrfs_progress)),
	{NULL},
};

static const struct field btrfs_lookup_fields[] = {
	SAME("treeid", FLAGS, 0, 8, SET(constants_btrfs_objects)),
	SAME("objectid", FLAGS, 8, 8, SET(constants_btrfs_objects)),
	{NULL},
};

static const struct field btrfs_looked_up_fields[] = {
	SAME("name", NAME, 16, 4080),
	{NULL},
};

static const struct field btrfs_device_fields[] = {
	SAME("devid", DEV, 0, 8),
	SAME("uuid", UUID, 8, 16, IF_SET),
	{NULL},
};

static const struct field btrfs_device_info_fields[] = {
	SAME("uuid", UUID, 8, 16, IF_SET),
	SAME("bytes_used", UNSIGNED, 24, 8),
	SAME("total_bytes", UNSIGNED, 32, 8),
	SAME("path", NAME, 3072, 1024),
	{NULL},
};

static const struct field btrfs_balance_one_fields[] = {
	SAME("profiles", FLAGS, 0, 8, SET(constants_btrfs_profiles)),
	SAME("usage", UNSIGNED, 8, 8),
	SAME("devid", DEV, 16, 8),
	SAME("pstart", UNSIGNED, 24, 8),
	SAME("pend", FLAGS, 32, 8, SET(constants_limits64)),
	SAME("vstart", UNSIGNED, 40, 8),
	SAME("vend", FLAGS, 48, 8, SET(constants_limits64)),
	SAME("target", UNSIGNED, 56, 8),
	SAME("flags", FLAGS, 64, 8, SET(constants_btrfs_balance_args)),
	{NULL},
};

static const struct field btrfs_balance_fields[] = {
	SAME("flags", FLAGS, 0, 8, SET(constants_btrfs_balance_flags)),
	SAME("data", FIELDS, 16, 136, INSIDE(btrfs_balance_one), WHEN(0, BTRFS_BALANCE_DATA, BTRFS_BALANCE_DATA)),
	SAME("meta", FIELDS, 152, 136, INSIDE(btrfs_balance_one), WHEN(0, BTRFS_BALANCE_METADATA, BTRFS_BALANCE_METADATA)),
	SAME("sys", FIELDS, 288, 136, INSIDE(btrfs_balance_one), WHEN(0, BTRFS_BALANCE_SYSTEM, BTRFS_BALANCE_SYSTEM)),
	{NULL},
};

static const struct field btrfs_balanced_fields[] = {
	SAME("flags", FLAGS, 0, 8, SET(constants_btrfs_balance_flags)),
	SAME("state", FLAGS, 8, 8, SET(constants_btrfs_balance_states)),
	SAME("data", FIELDS, 16, 136, INSIDE(btrfs_balance_one), WHEN(0, BTRFS_BALANCE_DATA, BTRFS_BALANCE_DATA)),
	SAME("meta", FIELDS, 152, 136, INSIDE(btrfs_balance_one), WHEN(0, BTRFS_BALANCE_METADATA, BTRFS_BALANCE_METADATA)),
	SAME("sys", FIELDS, 288, 136, INSIDE(btrfs_balance_one), WHEN(0, BTRFS_BALANCE_SYSTEM, BTRFS_BALANCE_SYSTEM)),
	{NULL},
};

static const struct field btrfs_paths_fields[] = {
	SAME("inum", UNSIGNED, 0, 8),
	SAME("size", UNSIGNED, 8, 8),
	SAME("fspath", ADDRESS, 48, 8),
	{NULL},
};

static const struct field btrfs_paths_found_fields[] = {
	SAME("fspath", ADDRESS, 48, 8),
	{NULL},
};

static const struct field btrfs_inodes_fields[] = {
	SAME("logical", UNSIGNED, 0, 8),
	SAME("size", UNSIGNED, 8, 8),
	SAME("reserved", HEX, 16, 8, REPEATED(3), IF_SET),
	SAME("flags", FLAGS, 40, 8, SET(constants_btrfs_inode_flags)),
	SAME("inodes", ADDRESS, 48, 8),
	{NULL},
};

static const struct field btrfs_inodes_found_fields[] = {
	SAME("inodes", ADDRESS, 48, 8),
	{NULL},
};

extern const struct layout layout_btrfs_search, layout_btrfs_statistics, layout_btrfs_replace;

const struct request requests_btrfs[] = {
	NOTHING(BTRFS_IOC_TRANS_START),
	NOTHING(BTRFS_IOC_TRANS_END),
	NOTHING(BTRFS_IOC_SYNC),
	NOTHING(BTRFS_IOC_DEFRAG),
	NOTHING(BTRFS_IOC_BALANCE),
	NOTHING(BTRFS_IOC_SCRUB_CANCEL),
	NOTHING(BTRFS_IOC_QUOTA_RESCAN_WAIT),
	VALUE_OF(BTRFS_IOC_BALANCE_CTL, FLAGS, 4, SET(constants_btrfs_balance_ctl)),
	TAKES_ONE(BTRFS_IOC_DEFAULT_SUBVOL, UNSIGNED, 8),
	TAKES_ONE(BTRFS_IOC_WAIT_SYNC, UNSIGNED, 8),
	GIVES_ONE(BTRFS_IOC_START_SYNC, UNSIGNED, 8),
	TAKES_BARE(BTRFS_IOC_SUBVOL_SETFLAGS, FLAGS, 8, SET(constants_btrfs_subvolume_flags)),
	GIVES_BARE(BTRFS_IOC_SUBVOL_GETFLAGS, FLAGS, 8, SET(constants_btrfs_subvolume_flags)),
	TAKES(BTRFS_IOC_QGROUP_CREATE, btrfs_group),
	TAKES(BTRFS_IOC_QGROUP_ASSIGN, btrfs_assign),
	GIVES(BTRFS_IOC_QGROUP_LIMIT, btrfs_limit),
	TAKES(BTRFS_IOC_DEFRAG_RANGE, btrfs_defragment),
	TAKES(BTRFS_IOC_SET_FEATURES, btrfs_two_features),
	GIVES(BTRFS_IOC_GET_FEATURES, btrfs_feature),
	GIVES(BTRFS_IOC_GET_SUPPORTED_FEATURES, btrfs_three_features),
	TAKES(BTRFS_IOC_QUOTA_RESCAN, btrfs_rescan),
	GIVES(BTRFS_IOC_QUOTA_RESCAN_STATUS, btrfs_rescanned),
	TAKES(BTRFS_IOC_SNAP_CREATE, btrfs_name),
	TAKES(BTRFS_IOC_RESIZE, btrfs_name),
	TAKES(BTRFS_IOC_SCAN_DEV, btrfs_name),
	TAKES(BTRFS_IOC_FORGET_DEV, btrfs_name),
	TAKES(BTRFS_IOC_ADD_DEV, btrfs_name),
	TAKES(BTRFS_IOC_RM_DEV, btrfs_name),
	TAKES(BTRFS_IOC_SUBVOL_CREATE, btrfs_name),
	TAKES(BTRFS_IOC_SNAP_DESTROY, btrfs_name),
	TAKES(BTRFS_IOC_DEVICES_READY, btrfs_name),
	BOTH_LAYOUT(BTRFS_IOC_SNAP_CREATE_V2, btrfs_create),
	BOTH_LAYOUT(BTRFS_IOC_SUBVOL_CREATE_V2, btrfs_create),
	GIVES(BTRFS_IOC_FS_INFO, btrfs_fs),
	GIVES(BTRFS_IOC_BALANCE_PROGRESS, btrfs_balanced),
	TAKES(BTRFS_IOC_QUOTA_CTL, btrfs_quota),
	CHANGES(BTRFS_IOC_SET_RECEIVED_SUBVOL, btrfs_received, btrfs_received_at),
	CHANGES(BTRFS_IOC_SCRUB, btrfs_scrub, btrfs_scrubbed),
	CHANGES(BTRFS_IOC_SCRUB_PROGRESS, btrfs_scrub_device, btrfs_scrubbed),
	CHANGES(BTRFS_IOC_INO_LOOKUP, btrfs_lookup, btrfs_looked_up),
	CHANGES(BTRFS_IOC_DEV_INFO, btrfs_device, btrfs_device_info),
	BOTH_LAYOUT(BTRFS_IOC_TREE_SEARCH, btrfs_search),
	BOTH_LAYOUT(BTRFS_IOC_TREE_SEARCH_V2, btrfs_search2),
	BOTH_LAYOUT(BTRFS_IOC_GET_DEV_STATS, btrfs_statistics),
	BOTH_LAYOUT(BTRFS_IOC_DEV_REPLACE, btrfs_replace),
	CHANGES(BTRFS_IOC_BALANCE_V2, btrfs_balance, btrfs_balanced),
	CHANGES(BTRFS_IOC_SPACE_INFO, btrfs_space, btrfs_spaces),
	TAKES_LAYOUT(BTRFS_IOC_SEND, btrfs_send),
	CHANGES(BTRFS_IOC_INO_PATHS, btrfs_paths, btrfs_paths_found),
	CHANGES(BTRFS_IOC_LOGICAL_INO, btrfs_inodes, btrfs_inodes_found),
	{0},
};
