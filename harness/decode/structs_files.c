/* SPDX-License-Identifier: MIT */
/* Structures of calls on files. */
#include "harness/decode/fields.h"

#include <string.h>
#include <sys/stat.h>

/* ---- stat: st_size, or the device of a device node; the rest with -v ---- */

struct stat_times {
	const char *seconds, *nanoseconds;
	uint16_t at, compat_at;
};

static const struct field stat_first[] = {
	BOTH("st_dev",	   DEV,	     0, 8,  0, 4, VERBOSE),
	BOTH("st_ino",	   UNSIGNED, 8, 8,  4, 4, VERBOSE),
	BOTH("st_mode",	   MODE,     24, 4, 8, 2),
	BOTH("st_nlink",   UNSIGNED, 16, 8, 10, 2, VERBOSE),
	BOTH("st_uid",	   ID,	     28, 4, 12, 2, VERBOSE),
	BOTH("st_gid",	   ID,	     32, 4, 14, 2, VERBOSE),
	BOTH("st_blksize", UNSIGNED, 56, 8, 24, 4, VERBOSE),
	BOTH("st_blocks",  UNSIGNED, 64, 8, 28, 4, VERBOSE),
	{NULL},
};

/* i386 only: natively struct stat64 is struct stat. */
static const struct field stat64_first[] = {
	BOTH("st_dev",	   DEV,	     0, 8,  0, 8, VERBOSE),
	BOTH("st_ino",	   UNSIGNED, 8, 8,  88, 8, VERBOSE),
	BOTH("st_mode",	   MODE,     24, 4, 16, 4),
	BOTH("st_nlink",   UNSIGNED, 16, 8, 20, 4, VERBOSE),
	BOTH("st_uid",	   ID,	     28, 4, 24, 4, VERBOSE),
	BOTH("st_gid",	   ID,	     32, 4, 28, 4, VERBOSE),
	BOTH("st_blksize", UNSIGNED, 56, 8, 52, 4, VERBOSE),
	BOTH("st_blocks",  UNSIGNED, 64, 8, 56, 8, VERBOSE),
	{NULL},
};

static const struct field stat_size = BOTH("st_size", UNSIGNED, 48, 8, 20, 4);
static const struct field stat_rdev = BOTH("st_rdev", DEV, 40, 8, 16, 4);
static const struct field stat64_size = BOTH("st_size", UNSIGNED, 48, 8, 44, 8);
static const struct field stat64_rdev = BOTH("st_rdev", DEV, 40, 8, 32, 8);

static const struct stat_times stat_times[] = {
	{"st_atime", "st_atime_nsec", 72, 32}, {"st_mtime", "st_mtime_nsec", 88, 40}, {"st_ctime", "st_ctime_nsec", 104, 48},
};

static const struct stat_times stat64_times[] = {
	{"st_atime", "st_atime_nsec", 72, 64}, {"st_mtime", "st_mtime_nsec", 88, 72}, {"st_ctime", "st_ctime_nsec", 104, 80},
};

static void add_verbose(struct value *structure, const char *name, struct value *value)
{
	value = value_field(structure, name, value);
	if (value)
		value->is_verbose_only = true;
}

static void add_times(struct decoding *d, struct value *structure, const struct stat_times times[static 3],
		      const unsigned char *bytes)
{
	size_t size = word_size(d);

	for (size_t i = 0; i < 3; i++) {
		const unsigned char *at = bytes + (is_compat(d) ? times[i].compat_at : times[i].at);
		uint64_t nanoseconds = get_unsigned(at + size, size);

		add_verbose(structure, times[i].seconds, value_seconds(d, get_signed(at, size), nanoseconds));
		add_verbose(structure, times[i].nanoseconds, value_number(d, nanoseconds, BASE_UNSIGNED));
	}
}

static struct value *stat_value(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address,
				const struct field *first, const struct field *size, const struct field *rdev,
				const struct stat_times *times, size_t mode_at, size_t mode_size)
{
	struct value *structure = value_fields(d, first, bytes, length, address, is_compat(d));
	mode_t mode = (mode_t)get_unsigned(bytes + mode_at, mode_size);
	const struct field *last = S_ISCHR(mode) || S_ISBLK(mode) ? rdev : size;
	size_t at = is_compat(d) ? last->compat_at : last->at;

	value_field(structure, last->name, field_value(d, last, bytes + at, is_compat(d) ? last->compat_size : last->size));
	add_times(d, structure, times, bytes);
	return structure;
}

static struct value *decode_stat(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return stat_value(d, bytes, length, address, stat_first, &stat_size, &stat_rdev, stat_times,
			  is_compat(d) ? 8 : 24, is_compat(d) ? 2 : 4);
}
LAYOUT_BY(stat, 144, 64, decode_stat)

static struct value *decode_stat64(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return stat_value(d, bytes, length, address, stat64_first, &stat64_size, &stat64_rdev, stat64_times,
			  is_compat(d) ? 16 : 24, 4);
}
LAYOUT_BY(stat64, 144, 96, decode_stat64)

static const struct field oldstat_fields[] = {
	SAME("st_dev",	 DEV,	   0, 2,  VERBOSE),
	SAME("st_ino",	 UNSIGNED, 2, 2,  VERBOSE),
	SAME("st_mode",	 MODE,	   4, 2),
	SAME("st_nlink", UNSIGNED, 6, 2,  VERBOSE),
	SAME("st_uid",	 ID,	   8, 2,  VERBOSE),
	SAME("st_gid",	 ID,	   10, 2, VERBOSE),
	SAME("st_size",	 UNSIGNED, 16, 4),
	{NULL},
};
LAYOUT_SAME(oldstat, 32)

/* ---- statx ---- */

static struct value *statx_time(struct decoding *d, const unsigned char *bytes)
{
	struct value *structure = value_struct(d, 0);
	uint64_t nanoseconds = get_unsigned(bytes + 8, 4);
	int64_t seconds = get_signed(bytes, 8);

	value_field(structure, "tv_sec", value_number(d, (uint64_t)seconds, BASE_SIGNED));
	value_field(structure, "tv_nsec", value_number(d, nanoseconds, BASE_UNSIGNED));
	if (structure && (seconds || nanoseconds))
		structure->comment = date_text(d->arena, seconds, nanoseconds, 9);
	return structure;
}

static const struct field statx_fields[] = {
	SAME("stx_mask",	     FLAGS,    0, 4,	SET(constants_statx_masks)),
	SAME("stx_blksize",	     UNSIGNED, 4, 4,	VERBOSE),
	SAME("stx_attributes",	     FLAGS,    8, 8,	SET(constants_statx_attributes)),
	SAME("stx_nlink",	     UNSIGNED, 16, 4,	VERBOSE),
	SAME("stx_uid",		     ID,       20, 4,	VERBOSE),
	SAME("stx_gid",		     ID,       24, 4,	VERBOSE),
	SAME("stx_mode",	     MODE,     28, 2),
	SAME("stx_ino",		     UNSIGNED, 32, 8,	VERBOSE),
	SAME("stx_size",	     UNSIGNED, 40, 8),
	SAME("stx_blocks",	     UNSIGNED, 48, 8,	VERBOSE),
	SAME("stx_attributes_mask",  FLAGS,    56, 8,	SET(constants_statx_attributes), VERBOSE),
	{NULL},
};

static const struct field statx_last[] = {
	SAME("stx_rdev_major",	     UNSIGNED, 128, 4,	VERBOSE),
	SAME("stx_rdev_minor",	     UNSIGNED, 132, 4,	VERBOSE),
	SAME("stx_dev_major",	     UNSIGNED, 136, 4,	VERBOSE),
	SAME("stx_dev_minor",	     UNSIGNED, 140, 4,	VERBOSE),
	SAME("stx_mnt_id",	     HEX,      144, 8,	VERBOSE),
	{NULL},
};

static const struct field statx_alignment[] = {
	SAME("stx_dio_mem_align",    UNSIGNED, 152, 4,	VERBOSE),
	SAME("stx_dio_offset_align", UNSIGNED, 156, 4,	VERBOSE),
	{NULL},
};

static const struct field statx_subvolume[] = {
	SAME("stx_subvol", UNSIGNED, 160, 8, VERBOSE), {NULL},
};

static const struct field statx_atomic[] = {
	SAME("stx_atomic_write_unit_min",     UNSIGNED, 168, 4, VERBOSE),
	SAME("stx_atomic_write_unit_max",     UNSIGNED, 172, 4, VERBOSE),
	SAME("stx_atomic_write_segments_max", UNSIGNED, 176, 4, VERBOSE),
	SAME("stx_atomic_write_unit_max_opt", UNSIGNED, 184, 4, VERBOSE),
	{NULL},
};

static const struct field statx_read_alignment[] = {
	SAME("stx_dio_read_offset_align", UNSIGNED, 180, 4, VERBOSE), {NULL},
};

static void append(struct value *structure, struct value *more)
{
	struct value *next;

	for (struct value *child = more ? more->first : NULL; child; child = next) {
		next = child->next;
		child->next = NULL;
		value_add(structure, child);
	}
}

/* Times, alignments and the like are there only where the mask says that the file system has them. */
static struct value *decode_statx(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	static const struct {
		const char *name;
		uint32_t mask;
		uint16_t at;
	} times[] = {
		{"stx_atime", 0x20, 64}, {"stx_btime", 0x800, 80}, {"stx_ctime", 0x80, 96}, {"stx_mtime", 0x40, 112},
	};
	static const struct {
		uint32_t mask;
		const struct field *fields;
	} parts[] = {
		{0x2000 /* STATX_DIOALIGN */, statx_alignment}, {0x8000 /* STATX_SUBVOL */, statx_subvolume},
		{0x10000 /* STATX_WRITE_ATOMIC */, statx_atomic}, {0x20000 /* STATX_DIO_READ_ALIGN */, statx_read_alignment},
	};
	struct value *structure = value_fields(d, statx_fields, bytes, length, address, false);
	uint32_t mask = (uint32_t)get_unsigned(bytes, 4);

	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		if (mask & times[i].mask)
			add_verbose(structure, times[i].name, statx_time(d, bytes + times[i].at));
	append(structure, value_fields(d, statx_last, bytes, length, address, false));
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (mask & parts[i].mask)
			append(structure, value_fields(d, parts[i].fields, bytes, length, address, false));
	return structure;
}
LAYOUT_BY(statx, 256, 256, decode_statx)

/* ---- statfs ---- */

static struct value *decode_fsid(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *structure = value_struct(d, address);
	struct value *val = value_array(d, 0);

	value_add(val, value_number(d, get_unsigned(bytes, 4), BASE_HEX));
	value_add(val, value_number(d, get_unsigned(bytes + 4, 4), BASE_HEX));
	value_field(structure, "val", val);
	return structure;
}

static const struct layout layout_fsid = {.name = "fsid", .size = 8, .decode = decode_fsid};

static const struct field statfs_fields[] = {
	BOTH("f_type",	  FLAGS,    0, 8,   0, 4,  SET(constants_statfs_types)),
	BOTH("f_bsize",	  UNSIGNED, 8, 8,   4, 4),
	BOTH("f_blocks",  UNSIGNED, 16, 8,  8, 4),
	BOTH("f_bfree",	  UNSIGNED, 24, 8,  12, 4),
	BOTH("f_bavail",  UNSIGNED, 32, 8,  16, 4),
	BOTH("f_files",	  UNSIGNED, 40, 8,  20, 4),
	BOTH("f_ffree",	  UNSIGNED, 48, 8,  24, 4),
	BOTH("f_fsid",	  LAYOUT,   56, 8,  28, 8, .layout = &layout_fsid),
	BOTH("f_namelen", UNSIGNED, 64, 8,  36, 4),
	BOTH("f_frsize",  UNSIGNED, 72, 8,  40, 4),
	BOTH("f_flags",	  FLAGS,    80, 8,  44, 4, SET(constants_statfs_flags)),
	{NULL},
};
LAYOUT(statfs, 120, 64)

static const struct field statfs64_fields[] = {
	BOTH("f_type",	  FLAGS,    0, 8,   0, 4,  SET(constants_statfs_types)),
	BOTH("f_bsize",	  UNSIGNED, 8, 8,   4, 4),
	BOTH("f_blocks",  UNSIGNED, 16, 8,  8, 8),
	BOTH("f_bfree",	  UNSIGNED, 24, 8,  16, 8),
	BOTH("f_bavail",  UNSIGNED, 32, 8,  24, 8),
	BOTH("f_files",	  UNSIGNED, 40, 8,  32, 8),
	BOTH("f_ffree",	  UNSIGNED, 48, 8,  40, 8),
	BOTH("f_fsid",	  LAYOUT,   56, 8,  48, 8, .layout = &layout_fsid),
	BOTH("f_namelen", UNSIGNED, 64, 8,  56, 4),
	BOTH("f_frsize",  UNSIGNED, 72, 8,  60, 4),
	BOTH("f_flags",	  FLAGS,    80, 8,  64, 4, SET(constants_statfs_flags)),
	{NULL},
};
LAYOUT(statfs64, 120, 84)

/* ---- locks and owners ---- */

/* l_pid is the kernel's answer: a lock that is being set has none. */
static struct value *lock_value(struct decoding *d, const struct field *fields, const unsigned char *bytes, size_t length,
				uint64_t address)
{
	struct value *structure = value_fields(d, fields, bytes, length, address, is_compat(d));

	if (structure && structure->last) {
		struct value *pid = structure->last;
		unsigned command = (unsigned)call_arg(d->call, 1);

		/* F_GETLK, F_GETLK64, F_OFD_GETLK */
		if (command != 5 && command != 12 && command != 36) {
			struct value *last = structure->first;

			while (last->next != pid)
				last = last->next;
			last->next = NULL;
			structure->last = last;
		}
	}
	return structure;
}

static const struct field flock_fields[] = {
	BOTH("l_type",	 FLAGS,	 0, 2,	0, 2, SET(constants_lock_types)),
	BOTH("l_whence", FLAGS,	 2, 2,	2, 2, SET(constants_seek_whences)),
	BOTH("l_start",	 SIGNED, 8, 8,	4, 4),
	BOTH("l_len",	 SIGNED, 16, 8, 8, 4),
	BOTH("l_pid",	 PID, 24, 4, 12, 4),
	{NULL},
};

static struct value *decode_flock(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return lock_value(d, flock_fields, bytes, length, address);
}
LAYOUT_BY(flock, 32, 16, decode_flock)

static const struct field flock64_fields[] = {
	BOTH("l_type",	 FLAGS,	 0, 2,	0, 2, SET(constants_lock_types)),
	BOTH("l_whence", FLAGS,	 2, 2,	2, 2, SET(constants_seek_whences)),
	BOTH("l_start",	 SIGNED, 8, 8,	4, 8),
	BOTH("l_len",	 SIGNED, 16, 8, 12, 8),
	BOTH("l_pid",	 PID, 24, 4, 20, 4),
	{NULL},
};

static struct value *decode_flock64(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return lock_value(d, flock64_fields, bytes, length, address);
}
LAYOUT_BY(flock64, 32, 24, decode_flock64)

#define OWNER_IS_GROUP 2	/* F_OWNER_PGRP of include/uapi/asm-generic/fcntl.h */

static const struct field f_owner_ex_fields[] = {
	SAME("type", FLAGS, 0, 4, SET(constants_owner_types)),
	SAME("pid",  PID,   4, 4, UNLESS(0, UINT32_MAX, OWNER_IS_GROUP)),
	SAME("pid",  PGID,  4, 4, WHEN(0, UINT32_MAX, OWNER_IS_GROUP)),
	{NULL},
};
LAYOUT_SAME(f_owner_ex, 8)

/* ---- the rest ---- */

static const struct field cachestat_range_fields[] = {
	SAME("off", UNSIGNED, 0, 8), SAME("len", UNSIGNED, 8, 8), {NULL},
};
LAYOUT_SAME(cachestat_range, 16)

static const struct field cachestat_fields[] = {
	SAME("nr_cache", UNSIGNED, 0, 8),   SAME("nr_dirty", UNSIGNED, 8, 8), SAME("nr_writeback", UNSIGNED, 16, 8),
	SAME("nr_evicted", UNSIGNED, 24, 8), SAME("nr_recently_evicted", UNSIGNED, 32, 8), {NULL},
};
LAYOUT_SAME(cachestat, 40)

static const struct field fiemap_range_fields[] = {
	SAME("fm_start", UNSIGNED, 0, 8), SAME("fm_length", UNSIGNED, 8, 8), SAME("fm_flags", HEX, 16, 4),
	SAME("fm_mapped_extents", UNSIGNED, 20, 4), SAME("fm_extent_count", UNSIGNED, 24, 4), {NULL},
};
LAYOUT_SAME(fiemap_range, 32)
