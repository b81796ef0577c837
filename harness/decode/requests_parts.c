/* SPDX-License-Identifier: MIT */
/* What decoders of requests share: buffers and arrays that their structures point to or end in. */
#include "harness/decode/requests.h"

struct value *value_buffer(struct decoding *d, uint64_t address, uint64_t size, bool at_exit)
{
	struct memory memory = {.bytes = (const unsigned char *)"", .is_exit = at_exit, .state = STATE_OK};
	struct value *value;

	if (!address)
		return value_address(d, 0);
	if (size && (at_exit ? !memory_at_exit(d, address, &memory) : !memory_at_entry(d, address, &memory)))
		return value_unread(d, address);
	if (size && !memory.length)
		return value_unread(d, address);
	value = value_bytes(d, &memory, address, size);
	if (value)
		value->is_hex = true;
	return value;
}

struct memory memory_behind(const struct memory *memory, size_t at)
{
	struct memory behind = *memory;

	at = at < memory->length ? at : memory->length;
	behind.bytes += at;
	behind.length -= at;
	behind.wanted = memory->wanted > at ? memory->wanted - at : 0;
	return behind;
}

struct value *value_elements(struct decoding *d, const struct field *fields, const struct memory *memory, uint64_t address,
			     uint64_t count, size_t size)
{
	struct value *array;
	uint64_t i;

	if (count && memory->length < size)
		return value_unread(d, address);
	array = value_array(d, address);
	for (i = 0; i < count && (i + 1) * size <= memory->length; i++)
		value_add(array, fields->name[0] ? value_fields(d, fields, memory->bytes + i * size, size, address + i * size, is_compat(d)) :
						   field_value(d, fields, memory->bytes + i * size, size));
	if (array)
		array->is_exit = memory->is_exit;
	if (array && i < count) {
		array->has_more = true;
		array->state = STATE_CUT;
		if (memory->is_broken)
			array->more_at = address + i * size;
	}
	return array;
}

struct value *value_elements_at(struct decoding *d, const struct field *fields, uint64_t address, uint64_t count, size_t size,
				bool at_exit)
{
	struct memory memory = {.bytes = (const unsigned char *)"", .is_exit = at_exit};

	if (!address)
		return value_address(d, 0);
	if (count && (at_exit ? !memory_at_exit(d, address, &memory) : !memory_at_entry(d, address, &memory)))
		return value_unread(d, address);
	return value_elements(d, fields, &memory, address, count, size);
}

struct value *value_turn(struct decoding *d, struct value *before, struct value *after)
{
	struct value *both = after ? value_change(d, before, after) : before;

	if (both && after) {
		both->is_bare = true;
		after->is_exit = true;
	}
	return both;
}

struct value *value_turn_again(struct decoding *d, struct value *before, struct value *after)
{
	struct value *both = value_turn(d, before, after);

	if (both && after)
		both->is_named_again = true;
	return both;
}

struct value *value_text(struct decoding *d, const unsigned char *bytes, size_t room)
{
	struct memory memory = {.bytes = bytes, .length = strnlen((const char *)bytes, room), .state = STATE_OK};

	return value_bytes(d, &memory, 0, memory.length < room ? memory.length : SIZE_MAX);
}
