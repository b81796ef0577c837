/* SPDX-License-Identifier: MIT */
/* What io_uring_register takes. */
#include "harness/decode/fields.h"

#include <linux/io_uring.h>

/* What only prints when a program put something there. */
static void add_reserved(struct decoding *d, struct value *to, const char *name, const unsigned char *bytes, size_t size)
{
	uint64_t number = get_unsigned(bytes, size);

	if (number)
		value_field(to, name, value_number(d, number, BASE_HEX));
}

static void add_reserved_words(struct decoding *d, struct value *to, const char *name, const unsigned char *bytes,
			       size_t size, size_t count)
{
	struct value *array = value_array(d, 0);
	uint64_t used = 0;

	for (size_t i = 0; i < count; i++) {
		uint64_t number = get_unsigned(bytes + i * size, size);

		value_add(array, value_number(d, number, BASE_HEX));
		used |= number;
	}
	if (used)
		value_field(to, name, array);
}

enum element { ELEMENT_FD, ELEMENT_BUFFER, ELEMENT_TAG };

static struct value *element_value(struct decoding *d, const unsigned char *bytes, enum element element)
{
	struct value *buffer;

	if (element == ELEMENT_FD)
		return value_fd(d, -1, (int)get_unsigned(bytes, 4));
	if (element == ELEMENT_TAG)
		return value_number(d, get_unsigned(bytes, 8), BASE_HEX);
	buffer = value_struct(d, 0);
	value_field(buffer, "iov_base", value_address(d, get_unsigned(bytes, word_size(d))));
	value_field(buffer, "iov_len", value_number(d, get_unsigned(bytes + word_size(d), word_size(d)), BASE_UNSIGNED));
	return buffer;
}

/* `count` of them behind a pointer. */
static struct value *elements_value(struct decoding *d, uint64_t address, uint64_t count, enum element element)
{
	size_t size = element == ELEMENT_FD ? 4 : element == ELEMENT_TAG ? 8 : 2 * word_size(d), i;
	struct memory memory;
	struct value *array;

	if (!address || !memory_at_entry(d, address, &memory) || memory.state == STATE_UNREAD)
		return address ? value_unread(d, address) : value_address(d, 0);
	array = value_array(d, address);
	for (i = 0; i < count && (i + 1) * size <= memory.length; i++)
		value_add(array, element_value(d, memory.bytes + i * size, element));
	if (array && i < count) {
		array->has_more = true;
		array->state = STATE_CUT;
	}
	return array;
}

static struct value *decode_uring_files_update(struct decoding *d, const unsigned char *bytes, size_t length,
					       uint64_t address)
{
	struct value *update = value_struct(d, address);
	uint64_t count = (uint32_t)argument_word(d, 3);

	value_field(update, "offset", value_number(d, get_unsigned(bytes, 4), BASE_UNSIGNED));
	add_reserved(d, update, "resv", bytes + 4, 4);
	value_field(update, "fds", elements_value(d, get_unsigned(bytes + 8, 8), count, ELEMENT_FD));
	return update;
}
LAYOUT_BY(uring_files_update, 16, 16, decode_uring_files_update)

#define REGISTER_SIZE 32

static void add_tail_behind(struct decoding *d, struct value *to, const unsigned char *bytes, size_t length)
{
	if (length > REGISTER_SIZE)
		add_tail(d, to, bytes, REGISTER_SIZE, length);
}

static struct value *resources(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address,
			       enum element element)
{
	struct value *given = value_struct(d, address);
	uint64_t count;

	if (length < REGISTER_SIZE)
		return value_address(d, address);
	count = get_unsigned(bytes, 4);
	value_field(given, "nr", value_number(d, count, BASE_UNSIGNED));
	value_field(given, "flags", value_flags(d, &constants_uring_resource_flags, get_unsigned(bytes + 4, 4)));
	add_reserved(d, given, "resv2", bytes + 8, 8);
	value_field(given, "data", elements_value(d, get_unsigned(bytes + 16, 8), count, element));
	value_field(given, "tags", elements_value(d, get_unsigned(bytes + 24, 8), count, ELEMENT_TAG));
	add_tail_behind(d, given, bytes, length);
	return given;
}

static struct value *resources_update(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address,
				      enum element element)
{
	struct value *update = value_struct(d, address);
	uint64_t count;

	if (length < REGISTER_SIZE)
		return value_address(d, address);
	count = get_unsigned(bytes + 24, 4);
	value_field(update, "offset", value_number(d, get_unsigned(bytes, 4), BASE_UNSIGNED));
	add_reserved(d, update, "resv", bytes + 4, 4);
	value_field(update, "data", elements_value(d, get_unsigned(bytes + 8, 8), count, element));
	value_field(update, "tags", elements_value(d, get_unsigned(bytes + 16, 8), count, ELEMENT_TAG));
	value_field(update, "nr", value_number(d, count, BASE_UNSIGNED));
	add_reserved(d, update, "resv2", bytes + 28, 4);
	add_tail_behind(d, update, bytes, length);
	return update;
}

#define RESOURCES(label, function, element)                                                     \
	static struct value *decode_##label(struct decoding *d, const unsigned char *bytes,      \
					    size_t length, uint64_t address)                    \
	{                                                                                        \
		return function(d, bytes, length, address, element);                             \
	}                                                                                        \
	LAYOUT_BY(label, 1, 1, decode_##label)

RESOURCES(uring_files, resources, ELEMENT_FD)
RESOURCES(uring_buffers, resources, ELEMENT_BUFFER)
RESOURCES(uring_files_update2, resources_update, ELEMENT_FD)
RESOURCES(uring_buffers_update, resources_update, ELEMENT_BUFFER)

/* What of a ring is allowed; which field says it depends on what it is about. */
static struct value *decode_uring_restriction(struct decoding *d, const unsigned char *bytes, size_t length,
					      uint64_t address)
{
	struct value *restriction = value_struct(d, address);
	unsigned what = (unsigned)get_unsigned(bytes, 2), which = bytes[2];
	struct value *opcode = value_flags(d, &constants_uring_restrictions, what);

	value_field(restriction, "opcode", opcode);
	switch (what) {
	case IORING_RESTRICTION_REGISTER_OP:
		value_field(restriction, "register_op", value_flags(d, &constants_io_uring_register_ops, which));
		break;
	case IORING_RESTRICTION_SQE_OP:
		value_field(restriction, "sqe_op", value_flags(d, &constants_uring_allowed, which));
		break;
	case IORING_RESTRICTION_SQE_FLAGS_ALLOWED:
	case IORING_RESTRICTION_SQE_FLAGS_REQUIRED:
		value_field(restriction, "sqe_flags", value_flags(d, &constants_uring_entry_flags, which));
		break;
	default:
		if (opcode)
			opcode->comment = arena_format(d->arena, "op: %#x", which);
	}
	add_reserved(d, restriction, "resv", bytes + 3, 1);
	add_reserved_words(d, restriction, "resv2", bytes + 4, 4, 3);
	return restriction;
}
LAYOUT_BY(uring_restriction, 16, 16, decode_uring_restriction)

static struct value *decode_uring_worker_counts(struct decoding *d, const unsigned char *bytes, size_t length,
						uint64_t address)
{
	struct value *counts = value_array(d, address);

	value_field(counts, "[IO_WQ_BOUND]", value_number(d, get_unsigned(bytes, 4), BASE_UNSIGNED));
	value_field(counts, "[IO_WQ_UNBOUND]", value_number(d, get_unsigned(bytes + 4, 4), BASE_UNSIGNED));
	return counts;
}
LAYOUT_BY(uring_worker_counts, 8, 8, decode_uring_worker_counts)

static struct value *decode_uring_ring_fd(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *ring = value_struct(d, address);

	value_field(ring, "offset", value_number(d, (uint64_t)get_signed(bytes, 4), BASE_SIGNED));
	add_reserved(d, ring, "resv", bytes + 4, 4);
	value_field(ring, "data", value_fd(d, -1, (int)get_unsigned(bytes + 8, 8)));
	return ring;
}
LAYOUT_BY(uring_ring_fd, 16, 16, decode_uring_ring_fd)

static struct value *decode_uring_ring_slot(struct decoding *d, const unsigned char *bytes, size_t length,
					    uint64_t address)
{
	struct value *ring = value_struct(d, address);

	value_field(ring, "offset", value_number(d, get_unsigned(bytes, 4), BASE_UNSIGNED));
	add_reserved(d, ring, "resv", bytes + 4, 4);
	add_reserved(d, ring, "data", bytes + 8, 8);
	return ring;
}
LAYOUT_BY(uring_ring_slot, 16, 16, decode_uring_ring_slot)

static struct value *decode_uring_buffer_ring(struct decoding *d, const unsigned char *bytes, size_t length,
					      uint64_t address)
{
	struct value *ring = value_struct(d, address);

	value_field(ring, "ring_addr", value_address(d, get_unsigned(bytes, 8)));
	value_field(ring, "ring_entries", value_number(d, get_unsigned(bytes + 8, 4), BASE_UNSIGNED));
	value_field(ring, "bgid", value_number(d, get_unsigned(bytes + 12, 2), BASE_UNSIGNED));
	value_field(ring, "flags", value_flags(d, &constants_uring_buffer_ring_flags, get_unsigned(bytes + 14, 2)));
	add_reserved_words(d, ring, "resv", bytes + 16, 8, 3);
	return ring;
}
LAYOUT_BY(uring_buffer_ring, 40, 40, decode_uring_buffer_ring)

static struct value *decode_uring_probe_op(struct decoding *d, const unsigned char *bytes, size_t length,
					   uint64_t address)
{
	struct value *op = value_struct(d, address);

	value_field(op, "op", value_flags(d, &constants_uring_operations, bytes[0]));
	add_reserved(d, op, "resv", bytes + 1, 1);
	value_field(op, "flags", value_flags(d, &constants_uring_probe_flags, get_unsigned(bytes + 2, 2)));
	add_reserved(d, op, "resv2", bytes + 4, 4);
	return op;
}
LAYOUT_BY(uring_probe_op, 8, 8, decode_uring_probe_op)

static struct value *decode_uring_probe(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *probe = value_struct(d, address), *ops = value_array(d, address + length);

	value_field(probe, "last_op", value_flags(d, &constants_uring_operations, bytes[0]));
	value_field(probe, "ops_len", value_number(d, bytes[1], BASE_UNSIGNED));
	add_reserved(d, probe, "resv", bytes + 2, 2);
	add_reserved_words(d, probe, "resv2", bytes + 4, 4, 3);
	for (size_t at = 16; at + 8 <= length && at < 16 + 8 * (size_t)bytes[1]; at += 8)
		value_add(ops, decode_uring_probe_op(d, bytes + at, 8, address + at));
	value_field(probe, "ops", ops);
	return probe;
}
LAYOUT_BY(uring_probe, 16, 16, decode_uring_probe)

DECODE_KIND(decode_probe)
{
	if (!number || !has_result(d))
		return value_address(d, number);
	return value_pointer_to(d, &layout_uring_probe, number, true);
}

static const struct field uring_sync_cancel_fields[] = {
	SAME("addr", HEX, 0, 8),
	SAME("fd", FD, 8, 4),
	SAME("flags", FLAGS, 12, 4, SET(constants_uring_cancel_flags)),
	SAME("timeout", LAYOUT, 16, 16, .layout = &layout_timespec64),
	SAME("opcode", FLAGS, 32, 1, SET(constants_uring_operations)),
	{NULL},
};
LAYOUT_SAME(uring_sync_cancel, 64)

static const struct field uring_index_range_fields[] = {
	SAME("off", UNSIGNED, 0, 4), SAME("len", UNSIGNED, 4, 4), {NULL},
};
LAYOUT_SAME(uring_index_range, 16)
