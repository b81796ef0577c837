/* SPDX-License-Identifier: MIT */
/* Disk quotas: the command in its two parts, and the structures of both kinds of file systems. */
#include "harness/decode/fields.h"

#define TYPE_BITS 8

DECODE_KIND(decode_quota_command)
{
	uint32_t command = (uint32_t)number;
	struct value *call = value_call(d, "QCMD");

	if (call) {
		call->number = command;
		call->is_named_number = true;
		call->base = BASE_UNSIGNED;
	}
	value_add(call, value_flags(d, &constants_quota_commands, command >> TYPE_BITS));
	value_add(call, value_flags(d, &constants_quota_types, command & ((1 << TYPE_BITS) - 1)));
	return call;
}

#define LIMITS \
	SAME("dqb_bhardlimit", UNSIGNED, 0, 8), SAME("dqb_bsoftlimit", UNSIGNED, 8, 8), \
	SAME("dqb_curspace", UNSIGNED, 16, 8), SAME("dqb_ihardlimit", UNSIGNED, 24, 8), \
	SAME("dqb_isoftlimit", UNSIGNED, 32, 8), SAME("dqb_curinodes", UNSIGNED, 40, 8)
#define TIMES \
	SAME("dqb_btime", UNSIGNED, 48, 8, VERBOSE), SAME("dqb_itime", UNSIGNED, 56, 8, VERBOSE), \
	SAME("dqb_valid", FLAGS, 64, 4, SET(constants_quota_valid), VERBOSE)

static const struct field if_dqblk_fields[] = { LIMITS, TIMES, {NULL} };
LAYOUT_SAME(if_dqblk, 68)	/* without the padding that i386 does not have */

static const struct field if_nextdqblk_fields[] = { LIMITS, TIMES, SAME("dqb_id", UNSIGNED, 68, 4), {NULL} };
LAYOUT_SAME(if_nextdqblk, 72)

static const struct field if_dqinfo_fields[] = {
	SAME("dqi_bgrace", UNSIGNED, 0, 8),
	SAME("dqi_igrace", UNSIGNED, 8, 8),
	SAME("dqi_flags",  FLAGS,    16, 4, SET(constants_quota_info_flags)),
	SAME("dqi_valid",  FLAGS,    20, 4, SET(constants_quota_info_valid)),
	{NULL},
};
LAYOUT_SAME(if_dqinfo, 24)

static struct value *one_of(struct decoding *d, const struct constants *set, const unsigned char *bytes, uint64_t address)
{
	struct value *array = value_array(d, address);

	value_add(array, value_flags(d, set, get_unsigned(bytes, 4)));
	return array;
}

#define NAMED(label, set)                                                                       \
	static struct value *decode_##label(struct decoding *d, const unsigned char *bytes,      \
					    size_t length, uint64_t address)                    \
	{                                                                                        \
		return one_of(d, &constants_##set, bytes, address);                              \
	}                                                                                        \
	LAYOUT_BY(label, 4, 4, decode_##label)

NAMED(quota_format, quota_formats)
NAMED(xfs_quota_flags, xfs_quota_flags)
NAMED(xfs_quota_types, xfs_quota_types)

/* ---- XFS's own; linux/dqblk_xfs.h ---- */

static const struct field fs_disk_quota_fields[] = {
	SAME("d_version",	SIGNED,	  0, 1),
	SAME("d_flags",		FLAGS,	  1, 1,	 SET(constants_xfs_quota_types)),
	SAME("d_fieldmask",	HEX,	  2, 2),
	SAME("d_id",		UNSIGNED, 4, 4),
	SAME("d_blk_hardlimit", UNSIGNED, 8, 8),
	SAME("d_blk_softlimit", UNSIGNED, 16, 8),
	SAME("d_ino_hardlimit", UNSIGNED, 24, 8),
	SAME("d_ino_softlimit", UNSIGNED, 32, 8),
	SAME("d_bcount",	UNSIGNED, 40, 8),
	SAME("d_icount",	UNSIGNED, 48, 8),
	SAME("d_itimer",	SIGNED,	  56, 4,  VERBOSE),
	SAME("d_btimer",	SIGNED,	  60, 4,  VERBOSE),
	SAME("d_iwarns",	UNSIGNED, 64, 2,  VERBOSE),
	SAME("d_bwarns",	UNSIGNED, 66, 2,  VERBOSE),
	SAME("d_rtb_hardlimit", UNSIGNED, 72, 8,  VERBOSE),
	SAME("d_rtb_softlimit", UNSIGNED, 80, 8,  VERBOSE),
	SAME("d_rtbcount",	UNSIGNED, 88, 8,  VERBOSE),
	SAME("d_rtbtimer",	SIGNED,	  96, 4,  VERBOSE),
	SAME("d_rtbwarns",	UNSIGNED, 100, 2, VERBOSE),
	{NULL},
};
LAYOUT_SAME(fs_disk_quota, 112)

static const struct field qfilestat_fields[] = {
	SAME("qfs_ino", UNSIGNED, 0, 8), SAME("qfs_nblks", UNSIGNED, 8, 8), SAME("qfs_nextents", UNSIGNED, 16, 4), {NULL},
};

static struct value *decode_qfilestat(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return value_fields(d, qfilestat_fields, bytes, length, address, false);
}

static const struct layout layout_qfilestat = {.name = "fs_qfilestat", .size = 20, .decode = decode_qfilestat};

static const struct field fs_quota_stat_fields[] = {
	BOTH("qs_version",	SIGNED,	  0, 1,	  0, 1),
	BOTH("qs_flags",	FLAGS,	  2, 2,	  2, 2,	  SET(constants_xfs_quota_flags), VERBOSE),
	BOTH("qs_uquota",	LAYOUT,	  8, 20,  4, 20,  .layout = &layout_qfilestat, VERBOSE),
	BOTH("qs_gquota",	LAYOUT,	  32, 20, 24, 20, .layout = &layout_qfilestat, VERBOSE),
	BOTH("qs_incoredqs",	UNSIGNED, 56, 4,  44, 4,  VERBOSE),
	BOTH("qs_btimelimit",	SIGNED,	  60, 4,  48, 4,  VERBOSE),
	BOTH("qs_itimelimit",	SIGNED,	  64, 4,  52, 4,  VERBOSE),
	BOTH("qs_rtbtimelimit", SIGNED,	  68, 4,  56, 4,  VERBOSE),
	BOTH("qs_bwarnlimit",	UNSIGNED, 72, 2,  60, 2,  VERBOSE),
	BOTH("qs_iwarnlimit",	UNSIGNED, 74, 2,  62, 2,  VERBOSE),
	{NULL},
};
LAYOUT(fs_quota_stat, 80, 64)

static const struct field fs_quota_statv_fields[] = {
	SAME("qs_version",	SIGNED,	  0, 1),
	SAME("qs_flags",	FLAGS,	  2, 2,	 SET(constants_xfs_quota_flags), VERBOSE),
	SAME("qs_incoredqs",	UNSIGNED, 4, 4,	 VERBOSE),
	SAME("qs_uquota",	LAYOUT,	  8, 20,  .layout = &layout_qfilestat, VERBOSE),
	SAME("qs_gquota",	LAYOUT,	  32, 20, .layout = &layout_qfilestat, VERBOSE),
	SAME("qs_pquota",	LAYOUT,	  56, 20, .layout = &layout_qfilestat, VERBOSE),
	SAME("qs_btimelimit",	SIGNED,	  80, 4,  VERBOSE),
	SAME("qs_itimelimit",	SIGNED,	  84, 4,  VERBOSE),
	SAME("qs_rtbtimelimit", SIGNED,	  88, 4,  VERBOSE),
	SAME("qs_bwarnlimit",	UNSIGNED, 92, 2,  VERBOSE),
	SAME("qs_iwarnlimit",	UNSIGNED, 94, 2,  VERBOSE),
	{NULL},
};
LAYOUT_SAME(fs_quota_statv, 160)
