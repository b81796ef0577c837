/* SPDX-License-Identifier: MIT */
/* What requests of the device mapper take: a header, and behind it tables, lists and messages. */
#include "harness/decode/requests.h"

#include <linux/types.h>
#include <linux/dm-ioctl.h>
#include <linux/ioctl.h>

#include "harness/syscalls/constants/set.h"

FLAG_SET(mapper_flags, "DM_???",
	 NAME(DM_READONLY_FLAG), NAME(DM_SUSPEND_FLAG), NEWER(DM_EXISTS_FLAG, 4), NAME(DM_PERSISTENT_DEV_FLAG),
	 NAME(DM_STATUS_TABLE_FLAG), NAME(DM_ACTIVE_PRESENT_FLAG), NAME(DM_INACTIVE_PRESENT_FLAG), NAME(DM_BUFFER_FULL_FLAG),
	 NAME(DM_SKIP_BDGET_FLAG), NAME(DM_SKIP_LOCKFS_FLAG), NAME(DM_NOFLUSH_FLAG), NAME(DM_QUERY_INACTIVE_TABLE_FLAG),
	 NAME(DM_UEVENT_GENERATED_FLAG), NAME(DM_UUID_FLAG), NAME(DM_SECURE_DATA_FLAG), NAME(DM_DATA_OUT_FLAG),
	 NAME(DM_DEFERRED_REMOVE), NAME(DM_INTERNAL_SUSPEND_FLAG), NAME(DM_IMA_MEASUREMENT_FLAG))

#define HEADER offsetof(struct dm_ioctl, data)

/* A request of this kind, as it was told or as it was answered. */
struct mapping {
	struct decoding *d;
	uint32_t request;
	const unsigned char *bytes;
	size_t length;
	uint64_t address;
	bool is_answer;
	uint32_t data_size, data_start, targets;
	struct value *array;
};

static uint32_t word_at(const struct mapping *m, size_t at)
{
	return (uint32_t)get_unsigned(m->bytes + at, 4);
}

static bool has_parameters(uint32_t request)
{
	static const uint32_t without[] = {
		DM_VERSION, DM_REMOVE_ALL, DM_DEV_CREATE, DM_DEV_REMOVE, DM_DEV_SUSPEND, DM_DEV_STATUS, DM_TABLE_CLEAR, DM_DEV_ARM_POLL,
	};

	for (size_t i = 0; i < sizeof(without) / sizeof(without[0]); i++)
		if (without[i] == request)
			return false;
	return true;
}

static void add_device(struct mapping *m, struct value *header)
{
	const unsigned char *bytes = m->bytes;

	if (m->request == DM_REMOVE_ALL || m->request == DM_LIST_DEVICES || m->request == DM_LIST_VERSIONS)
		return;
	if (get_unsigned(bytes + offsetof(struct dm_ioctl, dev), 8))
		value_field(header, "dev", value_dev(m->d, get_unsigned(bytes + offsetof(struct dm_ioctl, dev), 8)));
	if (bytes[offsetof(struct dm_ioctl, name)])
		value_field(header, "name", value_name_field(m->d, bytes + offsetof(struct dm_ioctl, name), DM_NAME_LEN));
	if (bytes[offsetof(struct dm_ioctl, uuid)])
		value_field(header, "uuid", value_name_field(m->d, bytes + offsetof(struct dm_ioctl, uuid), DM_UUID_LEN));
}

/* Of the counts, those that the request reads, and those that its answer holds. */
static void add_counts(struct mapping *m, struct value *header)
{
	struct value *targets = value_number(m->d, m->targets, BASE_UNSIGNED);
	struct value *events = value_number(m->d, word_at(m, offsetof(struct dm_ioctl, event_nr)), BASE_UNSIGNED);
	bool suspends = word_at(m, offsetof(struct dm_ioctl, flags)) & DM_SUSPEND_FLAG;

	switch (m->request) {
	case DM_TABLE_LOAD:
		if (!m->is_answer)
			value_field(header, "target_count", targets);
		break;
	case DM_DEV_SUSPEND:
	case DM_DEV_RENAME:
	case DM_DEV_REMOVE:
	case DM_DEV_WAIT:
		if (!m->is_answer && !(m->request == DM_DEV_SUSPEND && suspends))
			value_field(header, "event_nr", events);
		break;
	}
	if (!m->is_answer || m->request == DM_DEV_REMOVE || m->request == DM_REMOVE_ALL || m->request == DM_VERSION ||
	    m->request == DM_LIST_DEVICES || m->request == DM_LIST_VERSIONS || m->request == DM_DEV_SET_GEOMETRY ||
	    m->request == DM_DEV_ARM_POLL)
		return;
	value_field(header, "target_count", targets);
	value_field(header, "open_count", value_number(m->d, word_at(m, offsetof(struct dm_ioctl, open_count)), BASE_UNSIGNED));
	value_field(header, "event_nr", events);
}

/* False: what follows it is not known. */
static bool add_header(struct mapping *m)
{
	struct value *header = value_struct(m->d, m->address), *version = value_array(m->d, 0), *size;

	for (size_t i = 0; i < 3; i++)
		value_add(version, value_number(m->d, word_at(m, 4 * i), BASE_UNSIGNED));
	value_add(m->array, header);
	value_field(header, "version", version);
	if (word_at(m, 0) != DM_VERSION_MAJOR) {
		if (version)
			version->comment = "unsupported device mapper ABI version";
		return false;
	}
	size = value_field(header, "data_size", value_number(m->d, m->data_size, BASE_UNSIGNED));
	if (m->data_size < HEADER) {
		if (size)
			size->comment = "data_size too small";
		return false;
	}
	if (has_parameters(m->request))
		value_field(header, "data_start", value_number(m->d, m->data_start, BASE_UNSIGNED));
	add_device(m, header);
	add_counts(m, header);
	value_field(header, "flags", value_flags(m->d, &constants_mapper_flags, word_at(m, offsetof(struct dm_ioctl, flags))));
	return true;
}

static void add_misplaced(struct mapping *m, const char *what)
{
	struct value *word = value_word(m->d, "???");

	if (word)
		word->comment = arena_format(m->d->arena, "misplaced %s", what);
	value_add(m->array, word);
}

/* A structure of `size` bytes at an offset; NULL: it is not there, and that was said. */
static const unsigned char *piece_at(struct mapping *m, uint32_t offset, uint32_t size, const char *what)
{
	uint32_t end = offset + size;

	if (end <= offset || end > m->data_size)
		return add_misplaced(m, what), NULL;
	if (end > m->length)
		return value_add(m->array, value_unread(m->d, m->address + offset)), NULL;
	return m->bytes + offset;
}

static struct value *text_at(struct mapping *m, uint32_t offset)
{
	uint32_t room = m->data_size - offset;

	if (!room)
		return value_name(m->d, (const unsigned char *)"", 0);
	if (offset >= m->length)
		return value_unread(m->d, m->address + offset);
	if (room > m->length - offset)
		room = (uint32_t)(m->length - offset);
	return value_text(m->d, m->bytes + offset, room);
}

static void add_targets(struct mapping *m)
{
	const uint32_t size = sizeof(struct dm_target_spec);
	uint32_t offset = m->data_start, end = 0;

	for (uint32_t i = 0; i < m->targets; i++) {
		const unsigned char *bytes;
		struct value *target;

		if (i && offset <= end)
			return add_misplaced(m, "struct dm_target_spec");
		bytes = piece_at(m, offset, size, "struct dm_target_spec");
		if (!bytes)
			return;
		end = offset + size;
		target = value_struct(m->d, m->address + offset);
		value_add(m->array, target);
		value_field(target, "sector_start", value_number(m->d, get_unsigned(bytes, 8), BASE_UNSIGNED));
		value_field(target, "length", value_number(m->d, get_unsigned(bytes + 8, 8), BASE_UNSIGNED));
		if (m->is_answer)
			value_field(target, "status", value_number(m->d, (uint64_t)get_signed(bytes + 16, 4), BASE_SIGNED));
		value_field(target, "target_type", value_name_field(m->d, bytes + 24, DM_MAX_TYPE_NAME));
		value_field(target, "string", text_at(m, end));
		offset = (m->is_answer ? m->data_start : offset) + (uint32_t)get_unsigned(bytes + 20, 4);
	}
}

static void add_dependencies(struct mapping *m)
{
	const uint32_t size = offsetof(struct dm_target_deps, dev);
	const unsigned char *bytes = piece_at(m, m->data_start, size, "struct dm_target_deps");
	uint64_t count = bytes ? get_unsigned(bytes, 4) : 0;
	struct value *target, *list;

	if (!bytes)
		return;
	if (count > (m->data_size - m->data_start - size) / 8)
		return add_misplaced(m, "struct dm_target_deps");
	target = value_struct(m->d, m->address + m->data_start);
	list = value_array(m->d, 0);
	for (uint64_t i = 0; i < count && m->data_start + size + 8 * (i + 1) <= m->length; i++)
		value_add(list, value_dev(m->d, get_unsigned(bytes + size + 8 * i, 8)));
	value_field(target, "count", value_number(m->d, count, BASE_UNSIGNED));
	value_field(target, "deps", list);
	value_add(m->array, target);
}

/* The number of events stands behind the name, where there is room for it; since 4.37. */
static void add_events(struct mapping *m, struct value *device, const struct value *name, uint32_t start, uint32_t at, uint32_t next)
{
	uint32_t place;

	if (!name || name->kind != VALUE_BYTES || word_at(m, 4) < 37)
		return;
	place = (uint32_t)(((m->address + at + name->length + 1 + 7) & ~7ull) - m->address);
	if (place + 4 <= start + next && place + 4 <= m->length)
		value_field(device, "event_nr", value_number(m->d, word_at(m, place), BASE_UNSIGNED));
}

/* Devices or versions of targets: each says where the next one begins. */
static void add_list(struct mapping *m, bool has_versions)
{
	const char *what = has_versions ? "struct dm_target_versions" : "struct dm_name_list";
	uint32_t size = has_versions ? offsetof(struct dm_target_versions, name) : offsetof(struct dm_name_list, name);
	uint32_t offset = m->data_start, end = 0, next = 1;

	if (m->data_start == m->data_size)
		return;
	for (bool is_first = true; next; is_first = false, offset += next) {
		const unsigned char *bytes;
		struct value *one, *name, *version;

		if (!is_first && offset <= end)
			return add_misplaced(m, what);
		bytes = piece_at(m, offset, size, what);
		if (!bytes)
			return;
		end = offset + size;
		one = value_struct(m->d, m->address + offset);
		name = text_at(m, end);
		next = (uint32_t)get_unsigned(bytes + (has_versions ? 0 : 8), 4);
		if (has_versions) {
			version = value_array(m->d, 0);
			value_field(one, "name", name);
			for (size_t i = 0; i < 3; i++)
				value_add(version, value_number(m->d, get_unsigned(bytes + 4 + 4 * i, 4), BASE_UNSIGNED));
			value_field(one, "version", version);
		} else {
			value_field(one, "dev", value_dev(m->d, get_unsigned(bytes, 8)));
			value_field(one, "name", name);
			add_events(m, one, name, offset, end, next);
		}
		value_add(m->array, one);
	}
}

static void add_message(struct mapping *m)
{
	const uint32_t size = offsetof(struct dm_target_msg, message);
	const unsigned char *bytes;
	struct value *message;

	if (m->data_start == m->data_size)
		return;
	bytes = piece_at(m, m->data_start, size, "struct dm_target_msg");
	if (!bytes)
		return;
	message = value_struct(m->d, m->address + m->data_start);
	value_field(message, "sector", value_number(m->d, get_unsigned(bytes, 8), BASE_UNSIGNED));
	value_field(message, "message", text_at(m, m->data_start + size));
	value_add(m->array, message);
}

static void add_string(struct mapping *m)
{
	struct value *structure;

	if (m->data_start > m->data_size)
		return add_misplaced(m, "string");
	structure = value_struct(m->d, m->address + m->data_start);
	value_field(structure, "string", text_at(m, m->data_start));
	value_add(m->array, structure);
}

static void add_parameters(struct mapping *m)
{
	switch (m->request) {
	case DM_TABLE_LOAD:
		return m->is_answer ? (void)0 : add_targets(m);
	case DM_DEV_WAIT:
	case DM_TABLE_STATUS:
		return m->is_answer ? add_targets(m) : (void)0;
	case DM_TABLE_DEPS:
		return m->is_answer && m->data_start != m->data_size ? add_dependencies(m) : (void)0;
	case DM_LIST_DEVICES:
	case DM_LIST_VERSIONS:
		return m->is_answer ? add_list(m, m->request == DM_LIST_VERSIONS) : (void)0;
	case DM_TARGET_MSG:
		if (!m->is_answer)
			return add_message(m);
		return word_at(m, offsetof(struct dm_ioctl, flags)) & DM_DATA_OUT_FLAG ? add_string(m) : (void)0;
	case DM_DEV_RENAME:
	case DM_DEV_SET_GEOMETRY:
		return m->is_answer ? (void)0 : add_string(m);
	}
}

/* The header alone without -v, and "..." for what follows. */
static struct value *mapping_value(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address, bool is_answer)
{
	struct mapping m = {
		.d = d, .request = (uint32_t)call_arg(d->call, 1), .bytes = bytes, .length = length, .address = address,
		.is_answer = is_answer, .array = value_array(d, address),
	};

	/* Too small for itself: strace takes it for no header. */
	if (get_unsigned(bytes + offsetof(struct dm_ioctl, data_size), 4) < offsetof(struct dm_ioctl, data_size))
		return value_address(d, address);
	m.data_size = word_at(&m, offsetof(struct dm_ioctl, data_size));
	m.data_start = word_at(&m, offsetof(struct dm_ioctl, data_start));
	m.targets = word_at(&m, offsetof(struct dm_ioctl, target_count));
	if (m.array && add_header(&m))
		add_parameters(&m);
	if (m.array)
		m.array->shown_most = 1 + 1;
	return m.array;
}

static struct value *decode_mapping(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct memory filled;
	bool is_answered = has_result(d) && memory_at_exit(d, address, &filled) && filled.length >= HEADER;

	return value_turn(d, mapping_value(d, bytes, length, address, false),
			  is_answered ? mapping_value(d, filled.bytes, filled.length, address, true) : NULL);
}
const struct layout layout_mapping = {.name = "dm_ioctl", .size = HEADER, .decode = decode_mapping};

const struct request requests_mapper[] = {
	BOTH_LAYOUT(DM_VERSION, mapping),
	BOTH_LAYOUT(DM_REMOVE_ALL, mapping),
	BOTH_LAYOUT(DM_LIST_DEVICES, mapping),
	BOTH_LAYOUT(DM_DEV_CREATE, mapping),
	BOTH_LAYOUT(DM_DEV_REMOVE, mapping),
	BOTH_LAYOUT(DM_DEV_RENAME, mapping),
	BOTH_LAYOUT(DM_DEV_SUSPEND, mapping),
	BOTH_LAYOUT(DM_DEV_STATUS, mapping),
	BOTH_LAYOUT(DM_DEV_WAIT, mapping),
	BOTH_LAYOUT(DM_TABLE_LOAD, mapping),
	BOTH_LAYOUT(DM_TABLE_CLEAR, mapping),
	BOTH_LAYOUT(DM_TABLE_DEPS, mapping),
	BOTH_LAYOUT(DM_TABLE_STATUS, mapping),
	BOTH_LAYOUT(DM_LIST_VERSIONS, mapping),
	BOTH_LAYOUT(DM_TARGET_MSG, mapping),
	BOTH_LAYOUT(DM_DEV_SET_GEOMETRY, mapping),
	BOTH_LAYOUT(DM_DEV_ARM_POLL, mapping),
	{0},
};
