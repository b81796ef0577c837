/* SPDX-License-Identifier: MIT */
/* What requests of files and file systems take, where no row of the table has them. */
#include "harness/decode/requests.h"

#include <linux/fiemap.h>
#include <linux/fs.h>
#include <linux/inotify.h>
#include <linux/seccomp.h>

#include "harness/syscalls/constants/set.h"


static const struct field dedupe_fields[] = {
	SAME("src_offset", UNSIGNED, 0, 8),
	SAME("src_length", UNSIGNED, 8, 8),
	SAME("dest_count", UNSIGNED, 16, 2),
	{NULL},
};

static const struct field dedupe_place_fields[] = {
	SAME("dest_fd", FD, 0, 8),
	SAME("dest_offset", UNSIGNED, 8, 8),
	{NULL},
};

static const struct field dedupe_outcome_fields[] = {
	SAME("bytes_deduped", UNSIGNED, 16, 8),
	SAME("status", SIGNED, 24, 4),
	{NULL},
};

/* Two places without -v. */
static struct value *dedupe_list(struct decoding *d, const struct field *fields, const struct memory *memory, uint64_t address,
				 uint64_t count)
{
	const size_t at = sizeof(struct file_dedupe_range);
	struct memory behind = memory_behind(memory, at);
	struct value *list = value_elements(d, fields, &behind, address + at, count, sizeof(struct file_dedupe_range_info));

	if (list)
		list->shown_most = 1 + 2;
	return list;
}

static struct value *decode_dedupe(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *range = value_fields(d, dedupe_fields, bytes, length, address, false), *outcome = NULL;
	struct memory memory = {.bytes = bytes, .length = length};
	uint64_t count = get_unsigned(bytes + 16, 2);

	value_field(range, "info", dedupe_list(d, dedupe_place_fields, &memory, address, count));
	if (has_result(d) && memory_at_exit(d, address, &memory)) {
		outcome = value_struct(d, address);
		value_field(outcome, "info", dedupe_list(d, dedupe_outcome_fields, &memory, address, count));
	}
	return value_turn(d, range, outcome);
}
const struct layout layout_dedupe = {
	.name = "file_dedupe_range", .size = sizeof(struct file_dedupe_range), .decode = decode_dedupe,
};

static const struct field fiemap_before_fields[] = {
	SAME("fm_start",	UNSIGNED, 0, 8),
	SAME("fm_length",	UNSIGNED, 8, 8),
	SAME("fm_flags",	FLAGS,	  16, 4, SET(constants_fiemap_flags)),
	SAME("fm_extent_count", UNSIGNED, 24, 4),
	{NULL},
};

static const struct field fiemap_after_fields[] = {
	SAME("fm_flags",	  FLAGS,    16, 4, SET(constants_fiemap_flags)),
	SAME("fm_mapped_extents", UNSIGNED, 20, 4),
	{NULL},
};

static const struct field extent_fields[] = {
	SAME("fe_logical",  UNSIGNED, 0, 8),
	SAME("fe_physical", UNSIGNED, 8, 8),
	SAME("fe_length",   UNSIGNED, 16, 8),
	SAME("fe_flags",    FLAGS,    40, 4, SET(constants_fiemap_extent_flags)),
	{NULL},
};

/* What was asked, and behind it what came of it. Asked for no extents, the kernel counts them and writes none. */
static struct value *decode_fiemap(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *before = value_fields(d, fiemap_before_fields, bytes, length, address, false), *after, *extents;
	struct memory filled, behind;
	uint64_t count;

	if (!has_result(d) || !memory_at_exit(d, address, &filled) || filled.length < sizeof(struct fiemap))
		return before;
	after = value_fields(d, fiemap_after_fields, filled.bytes, filled.length, address, false);
	count = get_unsigned(filled.bytes + 20, 4);
	if (count > get_unsigned(bytes + 24, 4))
		count = get_unsigned(bytes + 24, 4);
	behind = memory_behind(&filled, sizeof(struct fiemap));
	extents = value_field(after, "fm_extents", value_elements(d, extent_fields, &behind, address + sizeof(struct fiemap),
								  count, sizeof(struct fiemap_extent)));
	if (extents)
		extents->is_verbose_only = true;
	return value_turn(d, before, after);
}
LAYOUT_BY(fiemap, 32, 32, decode_fiemap)

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
	BOTH_LAYOUT(FIDEDUPERANGE, dedupe),
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
