/* SPDX-License-Identifier: MIT */
/* Structures as lists of fields. */
#include "harness/decode/fields.h"
#include "harness/decode/netlink.h"

#include <errno.h>
#include <string.h>
#include <time.h>

/* The date behind a number of seconds, in the reader's time zone as strace prints it. */
const char *date_text(struct arena *arena, int64_t seconds, uint64_t fraction, unsigned digits)
{
	static const uint64_t whole[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000};
	time_t time = (time_t)seconds;
	char date[64], zone[16], point[16] = "";
	struct tm parts;

	if (!seconds && !fraction)
		return NULL;
	if (fraction >= whole[digits] || !localtime_r(&time, &parts) || !strftime(date, sizeof(date), "%FT%T", &parts) ||
	    !strftime(zone, sizeof(zone), "%z", &parts))
		return NULL;
	if (fraction)
		snprintf(point, sizeof(point), ".%0*u", (int)digits, (unsigned)fraction);
	return arena_format(arena, "%s%s%s", date, point, zone);
}

#define TICKS_PER_SECOND 100	/* USER_HZ of every architecture we run on */

struct value *value_ticks(struct decoding *d, uint64_t ticks)
{
	struct value *value = value_number(d, ticks, BASE_UNSIGNED);

	if (value && ticks)
		value->comment = arena_format(d->arena, "%llu.%02u s", (unsigned long long)ticks / TICKS_PER_SECOND,
					      (unsigned)(ticks % TICKS_PER_SECOND));
	return value;
}

struct value *value_seconds(struct decoding *d, int64_t seconds, uint64_t nanoseconds)
{
	struct value *value = value_number(d, (uint64_t)seconds, BASE_SIGNED);

	if (value)
		value->comment = date_text(d->arena, seconds, nanoseconds, 9);
	return value;
}

static struct value *version_value(struct decoding *d, uint32_t version)
{
	struct value *call = value_call(d, "KERNEL_VERSION");

	if (call) {
		call->number = version;
		call->is_named_number = true;
		call->base = BASE_HEX;
	}
	value_add(call, value_number(d, version >> 16, BASE_UNSIGNED));
	value_add(call, value_number(d, version >> 8 & 0xff, BASE_UNSIGNED));
	value_add(call, value_number(d, version & 0xff, BASE_UNSIGNED));
	return call;
}

static struct value *field_array(struct decoding *d, const struct field *field, const unsigned char *bytes, size_t size,
				 size_t count)
{
	struct value *array = value_array(d, 0);
	struct field element = *field;

	element.count = 0;
	/* Bytes are one text. */
	if (field->kind == FIELD_BYTES || field->kind == FIELD_HEX_BYTES)
		return field_value(d, &element, bytes, count);
	for (size_t i = 0; i < count; i++)
		value_add(array, field_value(d, &element, bytes + i * size, size));
	return array;
}

static struct value *structure_inside(struct decoding *d, const struct field *field, const unsigned char *bytes, size_t size)
{
	struct value *structure = value_fields(d, field->fields, bytes, size, 0, is_compat(d));

	if (structure && field->is_dated)
		structure->comment = date_text(d->arena, get_signed(bytes, 8), get_unsigned(bytes + 8, 4), 9);
	return structure;
}

struct value *field_value(struct decoding *d, const struct field *field, const unsigned char *bytes, size_t size)
{
	uint64_t number = get_unsigned(bytes, size);

	if (field->count)
		return field_array(d, field, bytes, size, field->count);
	switch (field->kind) {
	case FIELD_SIGNED:
		return value_number(d, (uint64_t)get_signed(bytes, size), BASE_SIGNED);
	case FIELD_PID:
		return value_task_id(d, get_signed(bytes, size), ID_OF_TASK);
	case FIELD_PGID:
		return value_task_id(d, get_signed(bytes, size), ID_OF_GROUP);
	case FIELD_UNSIGNED:
		return value_number(d, number, BASE_UNSIGNED);
	case FIELD_FLAGS:
		return value_flags(d, field->set, number);
	case FIELD_MODE:
		return value_mode(d, (unsigned)number);
	case FIELD_OCTAL:
		return value_number(d, number, BASE_OCTAL);
	case FIELD_DEV:
		return value_dev(d, number);
	case FIELD_ADDRESS:
		return value_address(d, number);
	case FIELD_FD:
		return value_fd(d, -1, (int)number);
	case FIELD_ID:
		return value_id(d, size == 2 && number == UINT16_MAX ? UINT32_MAX : (uint32_t)number);
	case FIELD_SIGNAL:
		return value_signal(d, (int)number);
	case FIELD_TICKS:
		return value_ticks(d, number);
	case FIELD_SECONDS:
		return value_seconds(d, get_signed(bytes, size), get_unsigned(bytes + size, 4));
	case FIELD_NAME:
		return value_name_field(d, bytes, size);
	case FIELD_SIGSET:
		return value_sigset(d, bytes, size);
	case FIELD_LAYOUT:
		return value_layout(d, field->layout, bytes, size, 0);
	case FIELD_WIDE:
		return value_wide_hex(d, number, 2 * (unsigned)size);
	case FIELD_INTERFACE:
		return value_interface(d, (uint32_t)number);
	case FIELD_VERSION:
		return version_value(d, (uint32_t)number);
	case FIELD_STRING:
		return value_string(d, number);
	case FIELD_FIELDS:
		return structure_inside(d, field, bytes, size);
	default:
		return odd_field_value(d, field, bytes, size);
	}
}

static bool is_zero(const unsigned char *bytes, size_t size)
{
	while (size && !*bytes)
		bytes++, size--;
	return !size;
}

static bool is_there(const struct field *field, const unsigned char *bytes, size_t length)
{
	if (!field->when_bits)
		return true;
	return field->when_at + 4u <= length &&
	       ((get_unsigned(bytes + field->when_at, 4) & field->when_bits) == field->when_value) != field->is_unless;
}

static size_t element_count(const struct field *field, const unsigned char *bytes, size_t length)
{
	uint64_t count = field->count;

	if (field->may_be_cut && length < field->at + field->size * count)
		return (length - field->at) / field->size;
	if (field->count_at && field->count_at + 3u <= length)
		count = get_unsigned(bytes + field->count_at - 1, 4);
	return count < field->count ? count : field->count;
}

struct value *value_fields(struct decoding *d, const struct field *fields, const unsigned char *bytes, size_t length,
			   uint64_t address, bool is_compat_layout)
{
	struct value *structure = value_struct(d, address);

	for (const struct field *field = fields; field->name; field++) {
		size_t at = is_compat_layout ? field->compat_at : field->at;
		size_t size = is_compat_layout ? field->compat_size : field->size;
		size_t needed = field->kind == FIELD_SECONDS ? size + 4 :
				field->count && !field->may_be_cut ? size * field->count : size;
		struct value *child;

		if (!size || at + needed > length || !is_there(field, bytes, length))
			continue;
		if (field->is_left_out_if_zero &&
		    (is_zero(bytes + at, needed) || (field->count_at && !element_count(field, bytes, length))))
			continue;
		if (field->count)
			child = field_array(d, field, bytes + at, size, element_count(field, bytes, length));
		else
			child = field_value(d, field, bytes + at, size);
		value_field(structure, field->name, child);
		if (child) {
			child->is_verbose_only = field->is_verbose_only;
			child->is_gap = field->is_gap;
		}
	}
	return structure;
}

struct value *value_list(struct decoding *d, const struct field *fields, const unsigned char *bytes, size_t length,
			 uint64_t address)
{
	struct value *array = value_array(d, address);

	for (const struct field *field = fields; field->name; field++) {
		size_t at = is_compat(d) ? field->compat_at : field->at;
		size_t size = is_compat(d) ? field->compat_size : field->size;

		if (at + size <= length)
			value_add(array, field_value(d, field, bytes + at, size));
	}
	return array;
}

size_t layout_size(const struct decoding *d, const struct layout *layout)
{
	return is_compat(d) && layout->compat_size ? layout->compat_size : layout->size;
}

struct value *value_layout(struct decoding *d, const struct layout *layout, const unsigned char *bytes, size_t length,
			   uint64_t address)
{
	if (length < layout_size(d, layout))
		return value_unread(d, address);
	return layout->decode(d, bytes, length, address);
}

struct value *value_pointer_to(struct decoding *d, const struct layout *layout, uint64_t address, bool at_exit)
{
	struct memory memory;
	struct value *value;

	if (!address)
		return value_address(d, 0);
	if (at_exit ? !memory_at_exit(d, address, &memory) : !memory_at_entry(d, address, &memory))
		return value_unread(d, address);
	if (memory.state == STATE_UNREAD)
		return value_unread(d, address);
	value = value_layout(d, layout, memory.bytes, memory.length, address);
	if (value && value->state == STATE_OK && memory.state == STATE_LATE)
		value->state = STATE_LATE;
	if (value)
		value->is_exit = memory.is_exit;
	return value;
}

DECODE_KIND(decode_struct)
{
	return value_pointer_to(d, argument->layout, number, false);
}

/* Calls that fail leave the structure alone, but for those whose plan reads it all the same (nanosleep). */
DECODE_KIND(decode_out_struct)
{
	struct memory memory;

	if (!number || (!has_result(d) && !memory_at_exit(d, number, &memory)))
		return value_address(d, number);
	return value_pointer_to(d, argument->layout, number, true);
}

#define ERESTARTSYS 512	/* the first of those that only a signal makes; include/linux/errno.h */

/* The rest of a sleep is written only when a signal ended it. */
DECODE_KIND(decode_left_struct)
{
	bool is_interrupted = !has_result(d) && (-d->call->ret == EINTR || -d->call->ret >= ERESTARTSYS);

	if (!number || !is_interrupted || (argument->of && argument_count(d, argument->of)))
		return value_address(d, number);
	return value_pointer_to(d, argument->layout, number, true);
}

/* Whether a structure is shown only as the call filled it: adjtimex. */
static bool is_answer(const struct layout *layout)
{
	return layout == &layout_timex || layout == &layout_timex64;
}

/* A lock that was asked for is shown only as answered. */
static bool is_query(const struct decoding *d)
{
	return d->row->result == RESULT_FCNTL;
}

/* Structures are shown as the call left them, single numbers with what they were: [0] => [10]. */
DECODE_KIND(decode_inout_struct)
{
	size_t size = layout_size(d, argument->layout);
	struct value *before, *after;
	const unsigned char *old, *new;

	if (!has_result(d) && (is_query(d) || is_answer(argument->layout)))
		return value_address(d, number);
	if (!has_result(d) && argument->layout == &layout_file_handle && bytes_at_exit(d, number, 8))
		return value_pointer_to(d, argument->layout, number, true);
	before = value_pointer_to(d, argument->layout, number, false);
	/* What is left of a timeout stands behind the result, and so does the number of a new segment. */
	if (d->row->result == RESULT_POLL || argument->layout == &layout_user_desc || !has_result(d))
		return before;
	old = bytes_at_entry(d, number, size);
	new = bytes_at_exit(d, number, size);
	if (!new)
		return before;
	after = value_pointer_to(d, argument->layout, number, true);
	if (!after || after->kind != VALUE_ARRAY)
		return after;
	if (!old || !memcmp(old, new, size))
		return old ? before : after;
	before = value_change(d, before, after);
	if (before)
		before->is_bare = true;
	return before;
}

/* A layout of size 1 is one structure of `count` bytes, not an array of them. */
struct value *value_several(struct decoding *d, const struct layout *layout, uint64_t address, uint64_t count,
			    bool at_exit)
{
	size_t size = layout_size(d, layout);
	struct memory memory;
	struct value *array;
	size_t known;

	if (!address)
		return value_address(d, 0);
	if (at_exit ? !memory_at_exit(d, address, &memory) : !memory_at_entry(d, address, &memory)) {
		if (count)
			return value_unread(d, address);
		memory = (struct memory){.bytes = (const unsigned char *)"", .is_exit = at_exit};
	}
	if (memory.state == STATE_UNREAD && count)
		return value_unread(d, address);
	if (size == 1 && layout != &layout_residency) {
		size_t length = memory.length < count ? memory.length : count;

		return layout->decode(d, memory.bytes, length, address);
	}
	array = value_array(d, address);
	known = memory.length / size;
	if (known > count)
		known = count;
	if (!known && count)
		return value_unread(d, address);
	for (size_t i = 0; i < known; i++)
		value_add(array, layout->decode(d, memory.bytes + i * size, size, address + i * size));
	if (array) {
		array->has_more = known < count;
		array->is_exit = memory.is_exit;
		array->state = known < count ? STATE_CUT : memory.state == STATE_LATE ? STATE_LATE : STATE_OK;
		if (known < count && memory.is_broken)
			array->more_at = address + known * size;
	}
	return array;
}

#define MOST_GROUPS 65536	/* include/uapi/linux/limits.h: NGROUPS_MAX */
#define MOST_SEGMENTS 16	/* include/uapi/linux/kexec.h: KEXEC_SEGMENT_MAX */

DECODE_KIND(decode_array)
{
	uint64_t count = argument_count(d, argument->of);

	if ((argument->layout == &layout_id || argument->layout == &layout_id16) && (uint32_t)count > MOST_GROUPS)
		return value_address(d, number);
	if (argument->layout == &layout_kexec_segment && count > MOST_SEGMENTS)
		return value_address(d, number);
	return value_several(d, argument->layout, number, count, false);
}

DECODE_KIND(decode_filled_array)
{
	uint64_t count = argument_count(d, argument->of);

	if (!number || (!has_result(d) && count))
		return value_address(d, number);
	if (argument->layout == &layout_residency)
		count = count / 4096 + (count % 4096 != 0);
	return value_several(d, argument->layout, number, count, true);
}

/* Behind the last entry of a folder no memory is needed: NULL, 0 entries. */
static bool is_listing(const struct layout *layout)
{
	return layout == &layout_dirents || layout == &layout_dirents64;
}

DECODE_KIND(decode_out_array)
{
	if ((!number && !is_listing(argument->layout)) || !has_result(d))
		return value_address(d, number);
	/* Asked for the room that a list of names, or of groups if there are any, needs. */
	if (!argument_count(d, argument->of) &&
	    (argument->layout == &layout_names || (argument->layout == &layout_id && d->call->ret)))
		return value_address(d, number);
	if (!number)
		return argument->layout->decode(d, (const unsigned char *)"", 0, 0);
	return value_several(d, argument->layout, number, (uint64_t)d->call->ret, true);
}
