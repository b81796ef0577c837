/* SPDX-License-Identifier: MIT */
/* Structures that bring their own length, on files: directory entries, handles, names. */
#include "harness/decode/fields.h"

#include <string.h>

/* ---- directory entries: a count, and the entries with -v ---- */

/* Fields of one entry; the type of the old one stands in its last byte. */
static struct value *entry_value(struct decoding *d, const unsigned char *bytes, size_t length, bool is_64)
{
	size_t word = is_64 ? 8 : word_size(d);
	size_t name_at = 2 * word + 2 + (is_64 ? 1 : 0);
	size_t type_at = is_64 ? name_at - 1 : length - 1;
	struct value *entry = value_struct(d, 0);
	struct value *type = value_flags(d, &constants_dirent_types, bytes[type_at]);
	struct value *name = value_name(d, bytes + name_at, (is_64 ? length : length - 1) - name_at);

	value_field(entry, "d_ino", value_number(d, get_unsigned(bytes, word), BASE_UNSIGNED));
	value_field(entry, "d_off", value_number(d, get_unsigned(bytes + word, word), is_64 ? BASE_SIGNED : BASE_UNSIGNED));
	value_field(entry, "d_reclen", value_number(d, length, BASE_UNSIGNED));
	if (is_64)
		value_field(entry, "d_type", type);
	value_field(entry, "d_name", name);
	if (!is_64)
		value_field(entry, "d_type", type);
	return entry;
}

static struct value *entries_value(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address,
				   bool is_64)
{
	size_t word = is_64 ? 8 : word_size(d);
	size_t smallest = 2 * word + 2 + (is_64 ? 1 : 0) + 1 + (is_64 ? 0 : 1);
	uint64_t meant = has_result(d) ? (uint64_t)d->call->ret : length;
	struct value *array = value_array(d, address);
	size_t at = 0, count = 0;

	while (at < length && length - at >= smallest) {
		size_t entry = get_unsigned(bytes + at + 2 * word, 2);

		if (entry < smallest || entry > length - at)
			break;
		value_add(array, entry_value(d, bytes + at, entry, is_64));
		at += entry;
		count++;
	}
	if (!array)
		return NULL;
	array->is_exit = true;
	array->is_verbose_only = true;
	array->has_more = at < meant;
	array->state = at < meant ? STATE_CUT : STATE_OK;
	array->comment = arena_format(d->arena, "%zu%s entr%s", count, at < meant ? "+" : "", count == 1 ? "y" : "ies");
	return array;
}

static struct value *decode_dirents(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return entries_value(d, bytes, length, address, false);
}
LAYOUT_BY(dirents, 1, 1, decode_dirents)

static struct value *decode_dirents64(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return entries_value(d, bytes, length, address, true);
}
LAYOUT_BY(dirents64, 1, 1, decode_dirents64)

/* ---- structures with a length ---- */

static const struct field open_how_fields[] = {
	SAME("flags",	FLAGS, 0, 8,  SET(constants_open_flags)),
	SAME("mode",	OCTAL, 8, 8),
	SAME("resolve", FLAGS, 16, 8, SET(constants_resolve_flags)),
	{NULL},
};

static struct value *decode_open_how(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *structure;

	if (length < 24)
		return has_known_part(d, 24, length) ? value_address(d, address) : value_unread(d, address);
	structure = value_fields(d, open_how_fields, bytes, length, address, false);
	/* The mode counts only for a file that may be made: O_CREAT, __O_TMPFILE. */
	if (structure && !(get_unsigned(bytes, 8) & (0100 | 020000000)) && !get_unsigned(bytes + 8, 8)) {
		structure->first->next = structure->last;
	}
	add_unknown_part(d, structure, bytes, 24, length);
	return structure;
}
LAYOUT_BY(open_how, 1, 1, decode_open_how)

static const struct field mount_attr_fields[] = {
	SAME("attr_set",    FLAGS, 0, 8,  SET(constants_mount_attrs)),
	SAME("attr_clr",    FLAGS, 8, 8,  SET(constants_mount_attrs)),
	SAME("propagation", FLAGS, 16, 8, SET(constants_propagations)),
	{NULL},
};

#define MOUNT_ATTR_SIZE		32
#define IDMAP_BIT		0x00100000	/* MOUNT_ATTR_IDMAP: with it there is a descriptor */

static struct value *decode_mount_attr(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	uint64_t is_mapped, fd;
	struct value *structure;

	if (length < MOUNT_ATTR_SIZE)
		return has_known_part(d, MOUNT_ATTR_SIZE, length) ? value_address(d, address) : value_unread(d, address);
	structure = value_fields(d, mount_attr_fields, bytes, length, address, false);
	is_mapped = (get_unsigned(bytes, 8) | get_unsigned(bytes + 8, 8)) & IDMAP_BIT;
	fd = get_unsigned(bytes + 24, 8);
	value_field(structure, "userns_fd", is_mapped && fd <= INT32_MAX ? value_fd(d, -1, (int)fd) :
									   value_number(d, fd, BASE_UNSIGNED));
	add_unknown_part(d, structure, bytes, MOUNT_ATTR_SIZE, length);
	return structure;
}
LAYOUT_BY(mount_attr, 1, 1, decode_mount_attr)

static const struct field xattr_args_fields[] = {
	SAME("value", ADDRESS, 0, 8), SAME("size", UNSIGNED, 8, 4), SAME("flags", HEX, 12, 4), {NULL},
};

static struct value *decode_xattr_args(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	if (length < 16)
		return value_address(d, address);
	return value_fields(d, xattr_args_fields, bytes, length, address, false);
}
LAYOUT_BY(xattr_args, 1, 1, decode_xattr_args)

/* With what is to be set. */
static struct value *decode_xattr_set_args(struct decoding *d, const unsigned char *bytes, size_t length,
					   uint64_t address)
{
	uint64_t value = get_unsigned(bytes, length < 8 ? 1 : 8), size = length < 16 ? 0 : get_unsigned(bytes + 8, 4);
	struct value *args = value_struct(d, address);
	struct memory memory;

	if (length < 16)
		return value_address(d, address);
	if (value && size && memory_at_entry(d, value, &memory) && memory.state != STATE_UNREAD)
		value_field(args, "value", value_bytes(d, &memory, value, size));
	else
		value_field(args, "value", value_address(d, value));
	value_field(args, "size", value_number(d, size, BASE_UNSIGNED));
	value_field(args, "flags", value_flags(d, &constants_xattr_flags, get_unsigned(bytes + 12, 4)));
	return args;
}
LAYOUT_BY(xattr_set_args, 1, 1, decode_xattr_set_args)

#define MOST_OF_HANDLE 128	/* MAX_HANDLE_SZ of include/linux/exportfs.h: more the kernel refuses unread */

/* The kernel writes how many bytes a handle needs, also where the room was too small for it; what fails has no more. */
static struct value *decode_file_handle(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	bool is_filled = d->row->args[d->slot].kind == KIND_INOUT_STRUCT;
	struct memory handle = {.state = STATE_OK};
	struct value *structure, *size_value, *content;
	const unsigned char *asked = bytes_at_entry(d, address, 4);
	uint64_t size, meant;

	if (length < 8)
		return value_unread(d, address);
	size = get_unsigned(bytes, 4);
	meant = size < MOST_OF_HANDLE ? size : MOST_OF_HANDLE;
	handle.bytes = bytes + 8;
	handle.length = length - 8 < meant ? length - 8 : meant;
	structure = value_struct(d, address);
	size_value = value_number(d, size, BASE_UNSIGNED);
	if (is_filled && asked && get_unsigned(asked, 4) != size) {
		size_value = value_change(d, value_number(d, get_unsigned(asked, 4), BASE_UNSIGNED), size_value);
		if (size_value)
			size_value->is_bare = true;
	}
	value_field(structure, "handle_bytes", size_value);
	if (is_filled && !has_result(d))
		return structure;
	value_field(structure, "handle_type", value_number(d, (uint64_t)get_signed(bytes + 4, 4), BASE_SIGNED));
	content = handle.length < meant ? value_word(d, "???") : value_bytes(d, &handle, 0, meant);
	value_field(structure, "f_handle", content);
	if (content && content->kind == VALUE_BYTES) {
		content->is_hex = content->is_quoted_name = true;
		content->has_more = size > meant;
	}
	return structure;
}
LAYOUT_BY(file_handle, 1, 1, decode_file_handle)

/* One buffer, NULs between the names. */
static struct value *decode_names(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct memory memory = {.bytes = bytes, .length = length, .state = STATE_OK, .is_exit = true};
	uint64_t meant = has_result(d) ? (uint64_t)d->call->ret : length;

	return value_bytes(d, &memory, address, meant > length ? meant : length);
}
LAYOUT_BY(names, 1, 1, decode_names)
