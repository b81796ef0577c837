/* SPDX-License-Identifier: MIT */
/* What requests of flash memory take. */
#include "harness/decode/requests.h"

#include <linux/ioctl.h>
#include <linux/types.h>
#include <mtd/mtd-abi.h>
#include <mtd/ubi-user.h>

#include "harness/syscalls/constants/set.h"

ENUM_SET(flash_types, "MTD_???",
	 NAME(MTD_ABSENT), NAME(MTD_RAM), NAME(MTD_ROM), NAME(MTD_NORFLASH), NAME(MTD_NANDFLASH),
	 NAME(MTD_DATAFLASH), NAME(MTD_UBIVOLUME), NAME(MTD_MLCNANDFLASH))

FLAG_SET(flash_flags, "MTD_???",
	 NAME(MTD_WRITEABLE), NAME(MTD_BIT_WRITEABLE), NAME(MTD_NO_ERASE), NAME(MTD_POWERUP_LOCK),
	 NAME(MTD_SLC_ON_MLC_EMULATION))

ENUM_SET(flash_modes, "MTD_OPS_???",
	 NAME(MTD_OPS_PLACE_OOB), NAME(MTD_OPS_AUTO_OOB), NAME(MTD_OPS_RAW))

ENUM_SET(flash_file_modes, "MTD_FILE_MODE_???",
	 NAME(MTD_FILE_MODE_NORMAL), NAME(MTD_FILE_MODE_OTP_FACTORY), NAME(MTD_FILE_MODE_OTP_USER),
	 NAME(MTD_FILE_MODE_RAW))

ENUM_SET(flash_otp, "MTD_OTP_???",
	 NAME(MTD_OTP_OFF), NAME(MTD_OTP_FACTORY), NAME(MTD_OTP_USER))

ENUM_SET(flash_ecc, "MTD_NANDECC_???",
	 NAME(MTD_NANDECC_OFF), NAME(MTD_NANDECC_PLACE), NAME(MTD_NANDECC_AUTOPLACE), NAME(MTD_NANDECC_PLACEONLY),
	 NAME(MTD_NANDECC_AUTOPL_USR))

ENUM_SET(ubi_lengths, "UBI_???",
	 NEWER(UBI_LONGTERM, 1), NEWER(UBI_SHORTTERM, 2), NEWER(UBI_UNKNOWN, 3))

ENUM_SET(ubi_volumes, "UBI_???_VOLUME",
	 NAME(UBI_DYNAMIC_VOLUME), NAME(UBI_STATIC_VOLUME))

FLAG_SET(ubi_volume_flags, "UBI_VOL_???",
	 NAME(UBI_VOL_SKIP_CRC_CHECK_FLG))

ENUM_SET(ubi_properties, "UBI_VOL_PROP_???",
	 NAME(UBI_VOL_PROP_DIRECT_WRITE))

static const struct field flash_info_fields[] = {
	SAME("type", FLAGS, 0, 1, SET(constants_flash_types)),
	SAME("flags", FLAGS, 4, 4, SET(constants_flash_flags)),
	SAME("size", HEX, 8, 4),
	SAME("erasesize", HEX, 12, 4),
	SAME("writesize", HEX, 16, 4),
	SAME("oobsize", HEX, 20, 4),
	SAME("padding", HEX, 24, 8, IF_SET),
	{NULL},
};

static const struct field flash_erase_fields[] = {
	SAME("start", HEX, 0, 4),
	SAME("length", HEX, 4, 4),
	{NULL},
};

static const struct field flash_erase64_fields[] = {
	SAME("start", HEX, 0, 8),
	SAME("length", HEX, 8, 8),
	{NULL},
};

static const struct field flash_oob_fields[] = {
	SAME("start", HEX, 0, 4),
	SAME("length", HEX, 4, 4),
	BOTH("ptr", ADDRESS, 8, 8, 8, 4),
	{NULL},
};

static const struct field flash_oob64_fields[] = {
	SAME("start", HEX, 0, 8),
	SAME("length", HEX, 12, 4),
	SAME("usr_ptr", ADDRESS, 16, 8),
	{NULL},
};

static const struct field flash_write_fields[] = {
	SAME("start", HEX, 0, 8),
	SAME("len", HEX, 8, 8),
	SAME("ooblen", HEX, 16, 8),
	SAME("usr_data", ADDRESS, 24, 8),
	SAME("usr_oob", ADDRESS, 32, 8),
	SAME("mode", FLAGS, 40, 1, SET(constants_flash_modes)),
	{NULL},
};

static const struct field flash_region_asked_fields[] = {
	SAME("regionindex", HEX, 12, 4),
	{NULL},
};

static const struct field flash_region_fields[] = {
	SAME("offset", HEX, 0, 4),
	SAME("erasesize", HEX, 4, 4),
	SAME("numblocks", HEX, 8, 4),
	{NULL},
};

static const struct field flash_free_fields[] = {
	SAME("offset", HEX, 0, 4),
	SAME("length", HEX, 4, 4),
	{NULL},
};

static const struct field flash_layout_fields[] = {
	SAME("eccbytes", HEX, 0, 4),
	SAME("eccpos", HEX, 4, 4, REPEATED(64)),
	SAME("oobavail", HEX, 260, 4),
	SAME("oobfree", FIELDS, 264, 8, INSIDE(flash_free), REPEATED(8)),
	{NULL},
};

static const struct field flash_statistics_fields[] = {
	SAME("corrected", HEX, 0, 4),
	SAME("failed", HEX, 4, 4),
	SAME("badblocks", HEX, 8, 4),
	SAME("bbtblocks", HEX, 12, 4),
	{NULL},
};

static const struct field flash_otp_fields[] = {
	SAME("start", HEX, 0, 4),
	SAME("length", HEX, 4, 4),
	SAME("locked", UNSIGNED, 8, 4),
	{NULL},
};

static const struct field ubi_change_fields[] = {
	SAME("lnum", SIGNED, 0, 4),
	SAME("bytes", SIGNED, 4, 4),
	SAME("dtype", FLAGS, 8, 1, SET(constants_ubi_lengths)),
	{NULL},
};

static const struct field ubi_map_fields[] = {
	SAME("lnum", SIGNED, 0, 4),
	SAME("dtype", FLAGS, 4, 1, SET(constants_ubi_lengths)),
	{NULL},
};

static const struct field ubi_resize_fields[] = {
	SAME("bytes", SIGNED, 0, 8),
	SAME("vol_id", SIGNED, 8, 4),
	{NULL},
};

static const struct field ubi_property_fields[] = {
	SAME("property", FLAGS, 0, 1, SET(constants_ubi_properties)),
	SAME("value", HEX, 8, 8),
	{NULL},
};

static const struct field ubi_attach_fields[] = {
	SAME("ubi_num", SIGNED, 0, 4),
	SAME("mtd_num", SIGNED, 4, 4),
	SAME("vid_hdr_offset", SIGNED, 8, 4),
	SAME("max_beb_per1024", SIGNED, 12, 2),
	{NULL},
};

static const struct field one_int_fields[] = {
	SAME("", SIGNED, 0, 4),
	{NULL},
};

static const struct field ubi_volume_fields[] = {
	SAME("vol_id", SIGNED, 0, 4),
	SAME("alignment", SIGNED, 4, 4),
	SAME("bytes", SIGNED, 8, 8),
	SAME("vol_type", FLAGS, 16, 1, SET(constants_ubi_volumes)),
	SAME("flags", FLAGS, 17, 1, SET(constants_ubi_volume_flags)),
	SAME("name_len", SIGNED, 18, 2),
	{NULL},
};

/* Which bytes check which: pairs without names. */
static struct value *decode_flash_oob_info(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *info = value_struct(d, address), *frees = value_array(d, 0), *places = value_array(d, 0);

	value_field(info, "useecc", value_flags(d, &constants_flash_ecc, get_unsigned(bytes, 4)));
	value_field(info, "eccbytes", value_number(d, get_unsigned(bytes + 4, 4), BASE_HEX));
	for (size_t at = 8; at < 72; at += 8) {
		struct value *pair = value_array(d, 0);

		value_add(pair, value_number(d, get_unsigned(bytes + at, 4), BASE_HEX));
		value_add(pair, value_number(d, get_unsigned(bytes + at + 4, 4), BASE_HEX));
		value_add(frees, pair);
	}
	for (size_t at = 72; at < 200; at += 4)
		value_add(places, value_number(d, get_unsigned(bytes + at, 4), BASE_HEX));
	value_field(info, "oobfree", frees);
	value_field(info, "eccpos", places);
	return info;
}
static REQUEST_LAYOUT(flash_oob_info, sizeof(struct nand_oobinfo))

/* The name is as long as the structure says, and a NUL ends it. */
static struct value *ubi_name(struct decoding *d, const unsigned char *bytes, int length)
{
	size_t most = length < 0 ? 0 : length > UBI_MAX_VOLUME_NAME ? UBI_MAX_VOLUME_NAME : (size_t)length;

	return value_name_field(d, bytes, most + 1);
}

static struct value *decode_ubi_volume(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *volume = value_fields(d, ubi_volume_fields, bytes, length, address, false), *answer;

	value_field(volume, "name", ubi_name(d, bytes + offsetof(struct ubi_mkvol_req, name),
					     (int)get_signed(bytes + offsetof(struct ubi_mkvol_req, name_len), 2)));
	if (!has_result(d))
		return volume;
	answer = value_array(d, address);
	value_add(answer, value_number(d, (uint64_t)get_signed(bytes_at_exit(d, address, 4) ? bytes_at_exit(d, address, 4) : bytes, 4), BASE_SIGNED));
	volume = value_change(d, volume, answer);
	if (volume)
		volume->is_bare = true;
	return volume;
}
static REQUEST_LAYOUT(ubi_volume, sizeof(struct ubi_mkvol_req))

static struct value *decode_ubi_rename(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	int count = (int)get_signed(bytes, 4);
	struct value *rename = value_struct(d, address), *entries = value_array(d, 0);

	value_field(rename, "count", value_number(d, (uint64_t)count, BASE_SIGNED));
	for (int i = 0; i < count && i < UBI_MAX_RNVOL &&
			offsetof(struct ubi_rnvol_req, ents) + (size_t)(i + 1) * sizeof(((struct ubi_rnvol_req *)0)->ents[0]) <= length; i++) {
		const unsigned char *entry = bytes + offsetof(struct ubi_rnvol_req, ents) +
					     (size_t)i * sizeof(((struct ubi_rnvol_req *)0)->ents[0]);
		struct value *one = value_struct(d, 0);

		value_field(one, "vol_id", value_number(d, (uint64_t)get_signed(entry, 4), BASE_SIGNED));
		value_field(one, "name_len", value_number(d, (uint64_t)get_signed(entry + 4, 2), BASE_SIGNED));
		value_field(one, "name", ubi_name(d, entry + 8, (int)get_signed(entry + 4, 2)));
		value_add(entries, one);
	}
	value_field(rename, "ents", entries);
	return rename;
}
/* The kernel side keeps no more of it. */
static REQUEST_LAYOUT(ubi_rename, 4096)

const struct request requests_flash[] = {
	GIVES(MEMGETINFO, flash_info),
	TAKES(MEMERASE, flash_erase),
	TAKES(MEMLOCK, flash_erase),
	TAKES(MEMUNLOCK, flash_erase),
	TAKES(MEMISLOCKED, flash_erase),
	TAKES(MEMERASE64, flash_erase64),
	TAKES(MEMWRITEOOB, flash_oob),
	TAKES(MEMREADOOB, flash_oob),
	TAKES(MEMWRITEOOB64, flash_oob64),
	TAKES(MEMREADOOB64, flash_oob64),
	TAKES(MEMWRITE, flash_write),
	GIVES_ONE(MEMGETREGIONCOUNT, SIGNED, 4),
	ADDS(MEMGETREGIONINFO, flash_region_asked, flash_region),
	GIVES(ECCGETLAYOUT, flash_layout),
	GIVES(ECCGETSTATS, flash_statistics),
	TAKES_ONE(OTPSELECT, FLAGS, 4, SET(constants_flash_otp)),
	GIVES_ONE(OTPGETREGIONCOUNT, UNSIGNED, 4),
	TAKES(OTPLOCK, flash_otp),
	TAKES_ONE(MEMGETBADBLOCK, UNSIGNED, 8),
	TAKES_ONE(MEMSETBADBLOCK, UNSIGNED, 8),
	VALUE_OF(MTDFILEMODE, FLAGS, 8, SET(constants_flash_file_modes)),
	NOTHING(UBI_IOCVOLRMBLK),
	NOTHING(UBI_IOCVOLCRBLK),
	TAKES_ONE(UBI_IOCEBER, SIGNED, 4),
	TAKES_ONE(UBI_IOCEBUNMAP, SIGNED, 4),
	TAKES_ONE(UBI_IOCEBISMAP, SIGNED, 4),
	TAKES_ONE(UBI_IOCRMVOL, SIGNED, 4),
	TAKES_ONE(UBI_IOCRPEB, SIGNED, 4),
	TAKES_ONE(UBI_IOCSPEB, SIGNED, 4),
	TAKES_ONE(UBI_IOCDET, SIGNED, 4),
	TAKES_ONE(UBI_IOCVOLUP, SIGNED, 8),
	TAKES(UBI_IOCEBCH, ubi_change),
	TAKES(UBI_IOCEBMAP, ubi_map),
	TAKES(UBI_IOCRSVOL, ubi_resize),
	TAKES(UBI_IOCSETVOLPROP, ubi_property),
	CHANGES(UBI_IOCATT, ubi_attach, one_int),
	GIVES_LAYOUT(MEMGETOOBSEL, flash_oob_info),
	GIVES(OTPGETREGIONINFO, flash_otp),
	BOTH_LAYOUT(UBI_IOCMKVOL, ubi_volume),
	TAKES_LAYOUT(UBI_IOCRNVOL, ubi_rename),
	{0},
};
