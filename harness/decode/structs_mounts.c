/* SPDX-License-Identifier: MIT */
/* What is asked of mounts and said of them; include/uapi/linux/mount.h of Linux 6.17. */
#include "harness/decode/fields.h"

#include <string.h>

/* ---- what is asked: a structure that begins with its size ---- */

#define REQUEST_FIRST	24	/* bytes of its first version */
#define REQUEST_KNOWN	32

static const struct field list_request_fields[] = {
	SAME("size", UNSIGNED, 0, 4),
	SAME("spare", HEX, 4, 4, IF_SET),
	SAME("mnt_id", FLAGS, 8, 8, SET(constants_listed_roots)),
	SAME("param", HEX, 16, 8),
	SAME("mnt_ns_id", HEX, 24, 8),
	{NULL},
};

static const struct field stat_request_fields[] = {
	SAME("size", UNSIGNED, 0, 4),
	SAME("spare", HEX, 4, 4, IF_SET),
	SAME("mnt_id", HEX, 8, 8),
	SAME("param", FLAGS, 16, 8, SET(constants_statmount_masks)),
	SAME("mnt_ns_id", HEX, 24, 8),
	{NULL},
};

static struct value *request_value(struct decoding *d, const struct field *fields, const unsigned char *bytes,
				   size_t length, uint64_t address)
{
	size_t size = length < 4 ? 0 : get_unsigned(bytes, 4), known = size < REQUEST_KNOWN ? size : REQUEST_KNOWN;
	struct value *request;

	if (length < 4)
		return value_unread(d, address);
	request = value_fields(d, fields, bytes, known < REQUEST_FIRST || length < known ? 4 : known, address, false);
	if (request && known >= REQUEST_FIRST && length < known)
		request->has_more = request->is_more_unread = true;
	else if (request)
		request->has_more = size > REQUEST_KNOWN;
	return request;
}

static struct value *decode_list_request(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return request_value(d, list_request_fields, bytes, length, address);
}
LAYOUT_BY(list_request, 1, 1, decode_list_request)

static struct value *decode_stat_request(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return request_value(d, stat_request_fields, bytes, length, address);
}
LAYOUT_BY(stat_request, 1, 1, decode_stat_request)

/* ---- what is said ---- */

#define STATMOUNT_SIZE	512	/* the strings stand behind it */
#define MASK_AT		8

/* STATMOUNT_… */
#define SB_BASIC	0x0001
#define MNT_BASIC	0x0002
#define PROPAGATE_FROM	0x0004
#define MNT_ROOT	0x0008
#define MNT_POINT	0x0010
#define FS_TYPE		0x0020
#define MNT_NS_ID	0x0040
#define MNT_OPTS	0x0080
#define FS_SUBTYPE	0x0100
#define SB_SOURCE	0x0200
#define SUPPORTED_MASK	0x1000

#define ASKED(bit)	WHEN(MASK_AT, bit, bit)
/* An offset among the strings. */
#define TEXT_AT(label, offset, bit) SAME(label, STRING, offset, 4, ASKED(bit))

static const struct field statmount_fields[] = {
	SAME("size", UNSIGNED, 0, 4),
	TEXT_AT("mnt_opts", 4, MNT_OPTS),
	SAME("mask", FLAGS, MASK_AT, 8, SET(constants_statmount_masks)),
	SAME("sb_dev_major", UNSIGNED, 16, 4, ASKED(SB_BASIC)),
	SAME("sb_dev_minor", UNSIGNED, 20, 4, ASKED(SB_BASIC)),
	SAME("sb_magic", FLAGS, 24, 8, SET(constants_statfs_types), ASKED(SB_BASIC)),
	SAME("sb_flags", FLAGS, 32, 4, SET(constants_statmount_flags), ASKED(SB_BASIC)),
	TEXT_AT("fs_type", 36, FS_TYPE),
	SAME("mnt_id", HEX, 40, 8, ASKED(MNT_BASIC)),
	SAME("mnt_parent_id", HEX, 48, 8, ASKED(MNT_BASIC)),
	SAME("mnt_id_old", HEX, 56, 4, ASKED(MNT_BASIC)),
	SAME("mnt_parent_id_old", HEX, 60, 4, ASKED(MNT_BASIC)),
	SAME("mnt_attr", FLAGS, 64, 8, SET(constants_mount_attrs), ASKED(MNT_BASIC)),
	SAME("mnt_propagation", FLAGS, 72, 8, SET(constants_statmount_propagations), ASKED(MNT_BASIC)),
	SAME("mnt_peer_group", HEX, 80, 8, ASKED(MNT_BASIC)),
	SAME("mnt_master", HEX, 88, 8, ASKED(MNT_BASIC)),
	SAME("propagate_from", HEX, 96, 8, ASKED(PROPAGATE_FROM)),
	TEXT_AT("mnt_root", 104, MNT_ROOT),
	TEXT_AT("mnt_point", 108, MNT_POINT),
	SAME("mnt_ns_id", HEX, 112, 8, ASKED(MNT_NS_ID)),
	TEXT_AT("fs_subtype", 120, FS_SUBTYPE),
	TEXT_AT("sb_source", 124, SB_SOURCE),
	SAME("supported_mask", FLAGS, 144, 8, SET(constants_statmount_masks), ASKED(SUPPORTED_MASK)),
	{NULL},
};

static struct value *text_value(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t offset)
{
	struct memory memory = {.state = STATE_OK, .is_exit = true};
	const unsigned char *end;

	if (length < STATMOUNT_SIZE || offset >= length - STATMOUNT_SIZE)
		return value_number(d, offset, BASE_HEX);
	memory.bytes = bytes + STATMOUNT_SIZE + offset;
	memory.length = length - STATMOUNT_SIZE - offset;
	end = memchr(memory.bytes, '\0', memory.length);
	/* Where it was cut off, so is what is shown of it. */
	return value_bytes(d, &memory, 0, end ? (size_t)(end - memory.bytes) : memory.length + 1);
}

static struct value *decode_statmount(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	uint64_t mask = length < MASK_AT + 8 ? 0 : get_unsigned(bytes + MASK_AT, 8);
	uint64_t size = length < 4 ? 0 : get_unsigned(bytes, 4);
	struct value *stat = value_struct(d, address);

	if (length < 4)
		return value_address(d, address);
	for (const struct field *field = statmount_fields; field->name; field++) {
		const unsigned char *at = bytes + field->at;

		if (field->at + field->size > length || (mask & field->when_bits) != field->when_value)
			continue;
		value_field(stat, field->name,
			    field->kind == FIELD_STRING ?
				    text_value(d, bytes, length < size ? length : size, get_unsigned(at, 4)) :
				    field_value(d, field, at, field->size));
	}
	if (stat)
		stat->is_exit = true;
	return stat;
}
LAYOUT_BY(statmount, 1, 1, decode_statmount)

/* ---- attributes of files, whose structure comes with a length ---- */

#define FILE_ATTR_SIZE	24
#define MOST_ATTR	4096

static struct value *decode_file_attr(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	bool is_answer = d->row->args[d->slot].kind == KIND_FILLED_ARRAY;
	struct value *attr;

	if (argument_word(d, 3) > MOST_ATTR || argument_word(d, 3) < FILE_ATTR_SIZE)
		return value_address(d, address);
	if (length < FILE_ATTR_SIZE)
		return value_unread(d, address);
	attr = value_struct(d, address);
	value_field(attr, "fa_xflags", value_flags(d, &constants_extended_flags, get_unsigned(bytes, 8)));
	value_field(attr, "fa_extsize", value_number(d, get_unsigned(bytes + 8, 4), BASE_UNSIGNED));
	if (is_answer)
		value_field(attr, "fa_nextents", value_number(d, get_unsigned(bytes + 12, 4), BASE_UNSIGNED));
	value_field(attr, "fa_projid", value_number(d, get_unsigned(bytes + 16, 4), BASE_HEX));
	value_field(attr, "fa_cowextsize", value_number(d, get_unsigned(bytes + 20, 4), BASE_UNSIGNED));
	add_unknown_part(d, attr, bytes, FILE_ATTR_SIZE, length);
	return attr;
}
LAYOUT_BY(file_attr, 1, 1, decode_file_attr)
