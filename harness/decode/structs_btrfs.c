/* SPDX-License-Identifier: MIT */
/* Structures of btrfs that requests take and that are no plain lists of fields. */
#include "harness/decode/requests.h"

#include <linux/btrfs.h>
#include <linux/btrfs_tree.h>

static const struct field btrfs_key_fields[] = {
	SAME("tree_id", FLAGS, 0, 8, SET(constants_btrfs_objects)),
	SAME("min_objectid", FLAGS, 8, 8, SET(constants_btrfs_objects)),
	SAME("max_objectid", FLAGS, 16, 8, SET(constants_btrfs_objects)),
	SAME("min_offset", UNSIGNED, 24, 8),
	SAME("max_offset", FLAGS, 32, 8, SET(constants_limits64)),
	SAME("min_transid", UNSIGNED, 40, 8),
	SAME("max_transid", FLAGS, 48, 8, SET(constants_limits64)),
	SAME("min_type", FLAGS, 56, 4, SET(constants_btrfs_keys)),
	SAME("max_type", FLAGS, 60, 4, SET(constants_btrfs_keys)),
	SAME("nr_items", UNSIGNED, 64, 4),
	{NULL},
};

static const struct field btrfs_key_left_fields[] = {
	SAME("nr_items", UNSIGNED, 64, 4),
	{NULL},
};

static const struct field btrfs_search_fields[] = {
	SAME("key", FIELDS, 0, 104, INSIDE(btrfs_key)),
	{NULL},
};

static const struct field btrfs_search_left_fields[] = {
	SAME("key", FIELDS, 0, 104, INSIDE(btrfs_key_left)),
	{NULL},
};

static const struct field btrfs_search2_fields[] = {
	SAME("key", FIELDS, 0, 104, INSIDE(btrfs_key)),
	SAME("buf_size", UNSIGNED, 104, 8),
	{NULL},
};

static const struct field btrfs_search2_left_fields[] = {
	SAME("key", FIELDS, 0, 104, INSIDE(btrfs_key_left)),
	SAME("buf_size", UNSIGNED, 104, 8),
	{NULL},
};

static const struct field btrfs_found_fields[] = {
	SAME("transid", UNSIGNED, 0, 8),
	SAME("objectid", FLAGS, 8, 8, SET(constants_btrfs_objects)),
	SAME("offset", UNSIGNED, 16, 8),
	SAME("type", FLAGS, 24, 4, SET(constants_btrfs_keys)),
	SAME("len", UNSIGNED, 28, 4),
	{NULL},
};

static const struct field btrfs_statistics_asked_fields[] = {
	SAME("devid", DEV, 0, 8),
	SAME("nr_items", UNSIGNED, 8, 8),
	SAME("flags", FLAGS, 16, 8, SET(constants_btrfs_statistics)),
	{NULL},
};

static const struct field btrfs_statistics_given_fields[] = {
	SAME("nr_items", UNSIGNED, 8, 8),
	SAME("flags", FLAGS, 16, 8, SET(constants_btrfs_statistics)),
	{NULL},
};

static const struct field btrfs_start_fields[] = {
	SAME("srcdevid", DEV, 0, 8),
	SAME("cont_reading_from_srcdev_mode", FLAGS, 8, 8, SET(constants_btrfs_replace_modes)),
	SAME("srcdev_name", NAME, 16, 1025),
	SAME("tgtdev_name", NAME, 1041, 1025),
	{NULL},
};

static const struct field btrfs_replace_fields[] = {
	SAME("cmd", FLAGS, 0, 8, SET(constants_btrfs_replace_commands)),
	BOTH("start", FIELDS, 16, 2072, 16, 2068, INSIDE(btrfs_start), WHEN(0, 0xffffffff, 0)),
	{NULL},
};

static const struct field btrfs_replaced_fields[] = {
	SAME("result", FLAGS, 8, 8, SET(constants_btrfs_replace_results)),
	{NULL},
};

/* What a search found stands behind the key, each with its length. */
static struct value *found(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t count)
{
	size_t size = sizeof(struct btrfs_ioctl_search_header);
	struct value *list = value_array(d, 0);

	while (count-- && size <= length) {
		size_t whole = size + get_unsigned(bytes + offsetof(struct btrfs_ioctl_search_header, len), 4);

		value_add(list, value_fields(d, btrfs_found_fields, bytes, size, 0, false));
		if (whole > length)
			break;
		bytes += whole;
		length -= whole;
	}
	if (list)
		list->is_verbose_only = true;
	return list;
}

/* The lowest number that programs may use is where a search begins: it says nothing. */
static void hide_first(struct value *search)
{
	struct value *key = search ? search->first : NULL, *first = key && key->first ? key->first->next : NULL;

	if (!first || first->number != BTRFS_FIRST_FREE_OBJECTID)
		return;
	first->is_verbose_only = true;
	first->is_unmentioned = true;
}

static struct value *searched(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address,
			      const struct field *asked, const struct field *left, size_t at)
{
	struct value *before = value_fields(d, asked, bytes, length, address, false), *after, *both;
	struct memory filled;

	hide_first(before);
	if (!has_result(d))
		return before;
	if (!memory_at_exit(d, address, &filled) || filled.length < at) {
		after = value_address(d, address);
	} else {
		after = value_fields(d, left, filled.bytes, filled.length, address, false);
		value_field(after, "buf", found(d, filled.bytes + at, filled.length - at,
						get_unsigned(filled.bytes + offsetof(struct btrfs_ioctl_search_key, nr_items), 4)));
	}
	both = value_change(d, before, after);
	if (both)
		both->is_bare = true;
	return both;
}

static struct value *decode_btrfs_search(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return searched(d, bytes, length, address, btrfs_search_fields, btrfs_search_left_fields,
			offsetof(struct btrfs_ioctl_search_args, buf));
}
REQUEST_LAYOUT(btrfs_search, sizeof(struct btrfs_ioctl_search_args))

static struct value *decode_btrfs_search2(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return searched(d, bytes, length, address, btrfs_search2_fields, btrfs_search2_left_fields,
			sizeof(struct btrfs_ioctl_search_args_v2));
}
const struct layout layout_btrfs_search2 = {
	.name = "btrfs_search2", .size = sizeof(struct btrfs_ioctl_search_args_v2), .decode = decode_btrfs_search2,
};

static struct value *decode_btrfs_statistics(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	static const char *const names[] = {
		"[BTRFS_DEV_STAT_WRITE_ERRS]", "[BTRFS_DEV_STAT_READ_ERRS]", "[BTRFS_DEV_STAT_FLUSH_ERRS]",
		"[BTRFS_DEV_STAT_CORRUPTION_ERRS]", "[BTRFS_DEV_STAT_GENERATION_ERRS]",
	};
	struct value *before = value_fields(d, btrfs_statistics_asked_fields, bytes, length, address, false), *after, *list;
	const unsigned char *filled = has_result(d) ? bytes_at_exit(d, address, length) : NULL;
	uint64_t count;

	if (!filled)
		return before;
	count = get_unsigned(filled + offsetof(struct btrfs_ioctl_get_dev_stats, nr_items), 8);
	after = value_fields(d, btrfs_statistics_given_fields, filled, length, address, false);
	list = value_array(d, 0);
	for (size_t i = 0; i < count && i < BTRFS_DEV_STAT_VALUES_MAX; i++)
		value_field(list, names[i], value_number(d, get_unsigned(filled + offsetof(struct btrfs_ioctl_get_dev_stats, values) + 8 * i, 8), BASE_UNSIGNED));
	if (list)
		list->has_more = count > BTRFS_DEV_STAT_VALUES_MAX;
	value_add(after, list);
	before = value_change(d, before, after);
	if (before)
		before->is_bare = true;
	return before;
}
REQUEST_LAYOUT(btrfs_statistics, sizeof(struct btrfs_ioctl_get_dev_stats))

static struct value *decode_btrfs_replace(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *before = value_fields(d, btrfs_replace_fields, bytes, length, address, false), *after, *status;
	const unsigned char *filled = has_result(d) ? bytes_at_exit(d, address, length) : NULL, *at;

	if (!filled)
		return before;
	after = value_fields(d, btrfs_replaced_fields, filled, length, address, false);
	if (get_unsigned(bytes, 8) == BTRFS_IOCTL_DEV_REPLACE_CMD_STATUS) {
		at = filled + offsetof(struct btrfs_ioctl_dev_replace_args, status);
		status = value_struct(d, 0);
		value_field(status, "replace_state", value_flags(d, &constants_btrfs_replace_states, get_unsigned(at, 8)));
		if (value_field(status, "progress_1000", value_number(d, get_unsigned(at + 8, 8), BASE_UNSIGNED)))
			status->last->comment = arena_format(d->arena, "%llu.%llu%%", (unsigned long long)get_unsigned(at + 8, 8) / 10,
							     (unsigned long long)get_unsigned(at + 8, 8) % 10);
		value_field(status, "time_started", value_seconds(d, get_signed(at + 16, 8), 0));
		value_field(status, "time_stopped", value_seconds(d, get_signed(at + 24, 8), 0));
		value_field(status, "num_write_errors", value_number(d, get_unsigned(at + 32, 8), BASE_UNSIGNED));
		value_field(status, "num_uncorrectable_read_errors", value_number(d, get_unsigned(at + 40, 8), BASE_UNSIGNED));
		value_field(after, "status", status);
	}
	before = value_change(d, before, after);
	if (before)
		before->is_bare = true;
	return before;
}
REQUEST_LAYOUT(btrfs_replace, sizeof(struct btrfs_ioctl_dev_replace_args))

static const struct field btrfs_limits_fields[] = {
	SAME("flags", FLAGS, 0, 8, SET(constants_btrfs_limit_flags)),
	SAME("max_rfer", UNSIGNED, 8, 8),
	SAME("max_excl", UNSIGNED, 16, 8),
	SAME("rsv_rfer", UNSIGNED, 24, 8),
	SAME("rsv_excl", UNSIGNED, 32, 8),
	{NULL},
};

static const struct field btrfs_inherit_fields[] = {
	SAME("flags", FLAGS, 0, 8, SET(constants_btrfs_inherit_flags)),
	SAME("num_qgroups", UNSIGNED, 8, 8),
	SAME("num_ref_copies", UNSIGNED, 16, 8),
	SAME("num_excl_copies", UNSIGNED, 24, 8),
	SAME("lim", FIELDS, 32, 40, INSIDE(btrfs_limits)),
	{NULL},
};

static const struct field btrfs_number_fields[] = {
	SAME("", UNSIGNED, 0, 8),
	{NULL},
};

static const struct field btrfs_object_fields[] = {
	SAME("", FLAGS, 0, 8, SET(constants_btrfs_objects)),
	{NULL},
};

/* What a new subvolume takes over from groups. */
static struct value *inherited(struct decoding *d, uint64_t address, uint64_t size)
{
	const size_t head = sizeof(struct btrfs_qgroup_inherit);
	struct memory memory, behind;
	struct value *inherit, *groups;

	if (!address || !memory_at_entry(d, address, &memory) || memory.length < head)
		return value_unread(d, address);
	inherit = value_fields(d, btrfs_inherit_fields, memory.bytes, head, address, false);
	behind = memory_behind(&memory, head);
	groups = value_elements(d, btrfs_number_fields, &behind, address + head, size > head ? (size - head) / 8 : 0, 8);
	if (value_field(inherit, "qgroups", groups))
		groups->is_verbose_only = true;
	return inherit;
}

static struct value *decode_btrfs_create(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	const unsigned char *filled = has_result(d) ? bytes_at_exit(d, address, 16) : NULL;
	struct value *told = value_struct(d, address), *answer = NULL;
	uint64_t flags = get_unsigned(bytes + 16, 8), size = get_unsigned(bytes + 24, 8);

	value_field(told, "fd", value_fd(d, -1, (int)get_unsigned(bytes, 8)));
	value_field(told, "flags", value_flags(d, &constants_btrfs_subvolume_flags, flags));
	if (flags & BTRFS_SUBVOL_QGROUP_INHERIT) {
		value_field(told, "size", value_number(d, size, BASE_UNSIGNED));
		value_field(told, "qgroup_inherit", inherited(d, get_unsigned(bytes + 32, word_size(d)), size));
	}
	value_field(told, "name", value_name_field(d, bytes + 56, BTRFS_SUBVOL_NAME_MAX + 1));
	if (filled) {
		answer = value_struct(d, address);
		value_field(answer, "transid", value_number(d, get_unsigned(filled + 8, 8), BASE_UNSIGNED));
	}
	return value_turn(d, told, answer);
}
REQUEST_LAYOUT(btrfs_create, sizeof(struct btrfs_ioctl_vol_args_v2))

static const struct field btrfs_send_fields[] = {
	BOTH("parent_root", FLAGS, 24, 8, 20, 8, SET(constants_btrfs_objects)),
	BOTH("flags", FLAGS, 32, 8, 28, 8, SET(constants_btrfs_send_flags)),
	{NULL},
};

/* Which other subvolumes may be pointed to: with -v. */
static struct value *decode_btrfs_send(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *send = value_struct(d, address), *sources;
	uint64_t count = get_unsigned(bytes + 8, 8);

	sources = value_elements_at(d, btrfs_object_fields, get_unsigned(bytes + 16, word_size(d)), count, 8, false);
	if (sources && sources->kind == VALUE_ARRAY) {
		sources->is_verbose_only = true;
		sources->is_hidden_whole = true;
	}
	value_field(send, "send_fd", value_fd(d, -1, (int)get_unsigned(bytes, 8)));
	value_field(send, "clone_sources_count", value_number(d, count, BASE_UNSIGNED));
	value_field(send, "clone_sources", sources);
	value_take(send, value_fields(d, btrfs_send_fields, bytes, length, address, is_compat(d)));
	return send;
}
const struct layout layout_btrfs_send = {
	.name = "btrfs_send", .size = sizeof(struct btrfs_ioctl_send_args), .compat_size = 68, .decode = decode_btrfs_send,
};
