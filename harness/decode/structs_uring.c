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

enum element {
	ELEMENT_FD,
	ELEMENT_NEW_FD,		/* one of those may be left as it is */
	ELEMENT_BUFFER,
	ELEMENT_TAG,
};

static struct value *element_value(struct decoding *d, const unsigned char *bytes, enum element element)
{
	struct value *buffer;

	if (element == ELEMENT_FD || element == ELEMENT_NEW_FD)
		return value_named_fd(d, -1, (int)get_unsigned(bytes, 4),
				      element == ELEMENT_NEW_FD ? &constants_uring_skipped : NULL);
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
	static const size_t sizes[] = {[ELEMENT_FD] = 4, [ELEMENT_NEW_FD] = 4, [ELEMENT_TAG] = 8};
	size_t size = sizes[element] ? sizes[element] : 2 * word_size(d), i;
	struct memory memory = {.bytes = (const unsigned char *)""};
	struct value *array;

	if (!address)
		return value_address(d, 0);
	if (count && (!memory_at_entry(d, address, &memory) || memory.length < size))
		return value_unread(d, address);
	array = value_array(d, address);
	for (i = 0; i < count && (i + 1) * size <= memory.length; i++)
		value_add(array, element_value(d, memory.bytes + i * size, element));
	if (array && i < count) {
		array->has_more = true;
		array->state = STATE_CUT;
		if (memory.is_broken)
			array->more_at = address + i * size;
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
	value_field(update, "fds", elements_value(d, get_unsigned(bytes + 8, 8), count, ELEMENT_NEW_FD));
	return update;
}
LAYOUT_BY(uring_files_update, 16, 16, decode_uring_files_update)

#define REGISTER_SIZE 32

static struct value *resources(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address,
			       enum element element)
{
	struct value *given = value_struct(d, address);
	uint64_t count;

	if (length < REGISTER_SIZE)
		return has_known_part(d, REGISTER_SIZE, length) ? value_address(d, address) : value_unread(d, address);
	count = get_unsigned(bytes, 4);
	value_field(given, "nr", value_number(d, count, BASE_UNSIGNED));
	value_field(given, "flags", value_flags(d, &constants_uring_resource_flags, get_unsigned(bytes + 4, 4)));
	add_reserved(d, given, "resv2", bytes + 8, 8);
	value_field(given, "data", elements_value(d, get_unsigned(bytes + 16, 8), count, element));
	value_field(given, "tags", elements_value(d, get_unsigned(bytes + 24, 8), count, ELEMENT_TAG));
	add_unknown_part(d, given, bytes, REGISTER_SIZE, length);
	return given;
}

static struct value *resources_update(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address,
				      enum element element)
{
	struct value *update = value_struct(d, address);
	uint64_t count;

	if (length < REGISTER_SIZE)
		return has_known_part(d, REGISTER_SIZE, length) ? value_address(d, address) : value_unread(d, address);
	count = get_unsigned(bytes + 24, 4);
	value_field(update, "offset", value_number(d, get_unsigned(bytes, 4), BASE_UNSIGNED));
	add_reserved(d, update, "resv", bytes + 4, 4);
	value_field(update, "data", elements_value(d, get_unsigned(bytes + 8, 8), count, element));
	value_field(update, "tags", elements_value(d, get_unsigned(bytes + 16, 8), count, ELEMENT_TAG));
	value_field(update, "nr", value_number(d, count, BASE_UNSIGNED));
	add_reserved(d, update, "resv2", bytes + 28, 4);
	add_unknown_part(d, update, bytes, REGISTER_SIZE, length);
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
RESOURCES(uring_files_update2, resources_update, ELEMENT_NEW_FD)
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

static struct value *decode_uring_ring_fd(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *ring = value_struct(d, address);

	value_field(ring, "offset", get_signed(bytes, 4) == -1 ? value_number(d, (uint64_t)-1, BASE_SIGNED) :
								 value_number(d, get_unsigned(bytes, 4), BASE_UNSIGNED));
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

#define PROBE_SIZE	16
#define MOST_PROBED	256	/* opcodes: of one byte */

/* As the program left it, all of its operations; as the kernel did, those that it knows. */
static struct value *probe_value(struct decoding *d, const unsigned char *bytes, uint64_t count, uint64_t address,
				 bool is_answer)
{
	struct value *probe = value_struct(d, address), *ops = value_array(d, address + PROBE_SIZE);
	uint64_t shown = is_answer && bytes[1] < count ? bytes[1] : count;

	value_field(probe, "last_op", value_flags(d, &constants_uring_operations, bytes[0]));
	value_field(probe, "ops_len", value_number(d, bytes[1], BASE_UNSIGNED));
	add_reserved(d, probe, "resv", bytes + 2, 2);
	add_reserved_words(d, probe, "resv2", bytes + 4, 4, 3);
	for (uint64_t i = 0; i < shown; i++)
		value_add(ops, decode_uring_probe_op(d, bytes + PROBE_SIZE + 8 * i, 8, address + PROBE_SIZE + 8 * i));
	if (ops)
		ops->has_more = is_answer && count < bytes[1];
	value_field(probe, "ops", ops);
	if (probe)
		probe->is_exit = is_answer;
	return probe;
}

static bool is_filled(const unsigned char *bytes, size_t size)
{
	while (size && !*bytes)
		bytes++, size--;
	return size;
}

/* What the kernel wants to be zero is shown where it is not. */
DECODE_KIND(decode_probe)
{
	uint64_t count = argument_count(d, argument->of);
	size_t size = PROBE_SIZE + 8 * (size_t)count;
	const unsigned char *before, *after;
	struct value *asked, *answer;

	if (!number || count > MOST_PROBED)
		return value_address(d, number);
	before = bytes_at_entry(d, number, size);
	if (!before && !has_result(d))
		return value_unread(d, number);
	asked = before && is_filled(before, size) ? probe_value(d, before, count, number, false) : NULL;
	if (!has_result(d))
		return asked ? asked : value_address(d, number);
	after = bytes_at_exit(d, number, size);
	answer = after ? probe_value(d, after, count, number, true) : value_unread(d, number);
	if (!asked)
		return answer;
	asked = value_change(d, asked, answer);
	if (asked)
		asked->is_bare = true;
	return asked;
}
