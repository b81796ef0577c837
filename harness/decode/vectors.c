/* SPDX-License-Identifier: MIT */
/* Scattered buffers: struct iovec, struct msghdr and what hangs off them. */
#include "harness/decode/build.h"
#include "harness/decode/sets.h"

#include <string.h>

#define MOST_SEGMENTS 1024	/* UIO_MAXIOV */

/* One segment; `limit` is how much of it counts: what the call moved. */
static struct value *segment_value(struct decoding *d, uint64_t base, uint64_t length, bool is_out, uint64_t limit)
{
	uint64_t meant = length < limit ? length : limit;
	struct memory memory = {.bytes = (const unsigned char *)""};

	if (!base)
		return value_address(d, 0);
	if (!meant)
		return value_bytes(d, &memory, base, 0);
	if (is_out ? !memory_at_exit(d, base, &memory) : !memory_at_entry(d, base, &memory))
		return value_unread(d, base);
	return d->row->classes & CLASS_NETWORK && netlink_family(d) >= 0 ?
		       value_netlink(d, &memory, base, meant, netlink_family(d)) :
		       value_bytes(d, &memory, base, meant);
}

enum segments {
	SEGMENTS_TAKEN,		/* read by the call */
	SEGMENTS_FILLED,	/* written by it; where it failed, addresses */
	SEGMENTS_REMOTE,	/* addresses in another process */
};

/* `limit`: bytes that the call moved; UINT64_MAX: all. */
static struct value *vector_value(struct decoding *d, uint64_t address, uint64_t count, enum segments segments,
				  uint64_t limit)
{
	size_t word = word_size(d), i;
	bool is_out = segments == SEGMENTS_FILLED;
	bool shows_addresses = segments == SEGMENTS_REMOTE || (is_out && !has_result(d));
	struct memory memory = {.bytes = (const unsigned char *)""};
	struct value *array;

	/* An array that would reach around the end of the memory is none. */
	if (!address || count > (UINT64_MAX - address) / (2 * word))
		return value_address(d, address);
	/* The kernel does not write to the vector: either moment will do. */
	if (count && ((!memory_at_entry(d, address, &memory) && !memory_at_exit(d, address, &memory)) ||
		      memory.length < 2 * word))
		return value_unread(d, address);
	array = value_array(d, address);
	for (i = 0; i < count && (i + 1) * 2 * word <= memory.length; i++) {
		uint64_t base = get_unsigned(memory.bytes + i * 2 * word, word);
		uint64_t length = get_unsigned(memory.bytes + i * 2 * word + word, word);
		struct value *segment = value_struct(d, address + i * 2 * word);

		value_field(segment, "iov_base", shows_addresses ? value_address(d, base) :
								    segment_value(d, base, length, is_out, limit));
		value_field(segment, "iov_len", value_number(d, length, BASE_UNSIGNED));
		value_add(array, segment);
		if (limit != UINT64_MAX)
			limit -= length < limit ? length : limit;
	}
	if (array && i < count) {
		array->has_more = true;
		array->state = STATE_CUT;
		if (memory.is_broken)
			array->more_at = address + i * 2 * word;
	}
	return array;
}

struct value *value_vector(struct decoding *d, uint64_t address, uint64_t count, uint64_t size)
{
	return vector_value(d, address, count, SEGMENTS_TAKEN, size);
}

struct value *value_filled_vector(struct decoding *d, uint64_t address, uint64_t count, uint64_t size)
{
	return vector_value(d, address, count, SEGMENTS_FILLED, size);
}

struct value *value_addresses(struct decoding *d, uint64_t address, uint64_t count)
{
	return vector_value(d, address, count, SEGMENTS_REMOTE, UINT64_MAX);
}

DECODE_KIND(decode_in_iovec)
{
	return vector_value(d, number, argument_count(d, argument->of), SEGMENTS_TAKEN, UINT64_MAX);
}

DECODE_KIND(decode_out_iovec)
{
	uint64_t limit = has_result(d) ? (uint64_t)d->call->ret : 0;

	return vector_value(d, number, argument_count(d, argument->of), SEGMENTS_FILLED, limit);
}

DECODE_KIND(decode_remote_iovec)
{
	return vector_value(d, number, argument_count(d, argument->of), SEGMENTS_REMOTE, UINT64_MAX);
}

/* ---- messages ---- */

#define LARGEST_NAME 128	/* sizeof(struct sockaddr_storage) */

/* struct msghdr and struct mmsghdr as both ABIs lay them out. */
struct header {
	uint64_t name, name_length, vector, count, control, control_length, flags;
};

static size_t header_size(const struct decoding *d)
{
	return is_compat(d) ? 28 : 56;
}

static void read_header(const struct decoding *d, const unsigned char *bytes, struct header *ret_header)
{
	size_t word = word_size(d);

	ret_header->name = get_unsigned(bytes, word);
	ret_header->name_length = get_unsigned(bytes + word, 4);
	ret_header->vector = get_unsigned(bytes + 2 * word, word);
	ret_header->count = get_unsigned(bytes + 3 * word, word);
	ret_header->control = get_unsigned(bytes + 4 * word, word);
	ret_header->control_length = get_unsigned(bytes + 5 * word, word);
	ret_header->flags = get_unsigned(bytes + 6 * word, 4);
}

/* `room`: what the program gave for it. A longer name was not written any further. */
static struct value *name_value(struct decoding *d, const struct header *header, uint64_t room, bool is_out)
{
	uint64_t length = room < header->name_length ? room : header->name_length;
	struct memory memory;

	if (!header->name || length < 2 || length > INT32_MAX)
		return value_address(d, header->name);
	if (length > LARGEST_NAME)
		length = LARGEST_NAME;
	if (is_out ? !memory_at_exit(d, header->name, &memory) : !memory_at_entry(d, header->name, &memory))
		return value_unread(d, header->name);
	if (memory.state == STATE_UNREAD)
		return value_unread(d, header->name);
	if (memory.length < length)
		return value_unread(d, header->name);
	return value_sockaddr(d, memory.bytes, length, header->name);
}

static struct value *control_value(struct decoding *d, const struct header *header, bool is_out)
{
	struct memory memory;
	struct value *control;

	if (is_out ? !memory_at_exit(d, header->control, &memory) : !memory_at_entry(d, header->control, &memory))
		return value_unread(d, header->control);
	if (memory.state == STATE_UNREAD || (memory.length < header->control_length && memory.is_broken))
		return value_unread(d, header->control);
	control = value_control(d, memory.bytes,
				memory.length < header->control_length ? memory.length : header->control_length,
				header->control);
	if (control && memory.length < header->control_length) {
		control->has_more = true;
		control->state = STATE_CUT;
		control->more_at = 0;
	}
	return control;
}

/* `asked`: the header as it was at entry, where the kernel changed it; NULL: it is the same. */
static struct value *header_value(struct decoding *d, const struct header *header, const struct header *asked,
				  uint64_t address, bool is_out, uint64_t limit)
{
	struct value *value = value_struct(d, address);
	struct value *length = value_number(d, header->name_length, BASE_SIGNED);

	if (asked && asked->name_length != header->name_length) {
		length = value_change(d, value_number(d, asked->name_length, BASE_SIGNED), length);
		if (length)
			length->is_bare = true;
	}
	value_field(value, "msg_name", name_value(d, header, asked ? asked->name_length : UINT64_MAX, is_out));
	value_field(value, "msg_namelen", length);
	value_field(value, "msg_iov", vector_value(d, header->vector, header->count,
						   is_out ? SEGMENTS_FILLED : SEGMENTS_TAKEN, limit));
	value_field(value, "msg_iovlen", value_number(d, header->count, BASE_UNSIGNED));
	if (header->control_length && header->control)
		value_field(value, "msg_control", control_value(d, header, is_out));
	value_field(value, "msg_controllen", value_number(d, header->control_length, BASE_UNSIGNED));
	value_field(value, "msg_flags", value_flags(d, &constants_msg_flags, header->flags));
	return value;
}

DECODE_KIND(decode_in_msghdr)
{
	const unsigned char *bytes = bytes_at_entry(d, number, header_size(d));
	struct header header;

	if (!bytes)
		return value_unread(d, number);
	read_header(d, bytes, &header);
	return header_value(d, &header, NULL, number, false, UINT64_MAX);
}

DECODE_KIND(decode_out_msghdr)
{
	const unsigned char *before = bytes_at_entry(d, number, header_size(d));
	const unsigned char *after = bytes_at_exit(d, number, header_size(d));
	struct header asked, header;

	if (!before)
		return value_unread(d, number);
	read_header(d, before, &asked);
	if (!has_result(d)) {
		struct value *value = value_struct(d, number);

		value_field(value, "msg_namelen", value_number(d, asked.name_length, BASE_SIGNED));
		return value;
	}
	if (!after)
		return value_unread(d, number);
	read_header(d, after, &header);
	return header_value(d, &header, &asked, number, true, (uint64_t)d->call->ret);
}

/* ---- several messages ---- */

static size_t message_size(const struct decoding *d)
{
	return header_size(d) + (is_compat(d) ? 4 : 8);
}

/* `was_moved`: the call reached it, and its length says how far. */
static struct value *message_value(struct decoding *d, const unsigned char *bytes, const struct header *asked,
				   uint64_t address, bool is_out, bool was_moved)
{
	struct value *message = value_struct(d, address);
	uint64_t moved = get_unsigned(bytes + header_size(d), 4);
	struct header header;

	read_header(d, bytes, &header);
	value_field(message, "msg_hdr", header_value(d, &header, asked, address, is_out, is_out ? moved : UINT64_MAX));
	if (was_moved)
		value_field(message, "msg_len", value_number(d, moved, BASE_UNSIGNED));
	return message;
}

/* Messages that were sent or came; those that a failing or partial call did not reach are shown as asked. */
static struct value *messages_value(struct decoding *d, uint64_t address, uint64_t count, bool is_out)
{
	size_t size = message_size(d);
	struct memory before, after = {.length = 0};
	struct value *array;
	uint64_t i;

	if (!address)
		return value_address(d, 0);
	if (!memory_at_entry(d, address, &before) || before.length < size)
		return count ? value_unread(d, address) : value_array(d, address);
	if (has_result(d))
		memory_at_exit(d, address, &after);
	array = value_array(d, address);
	if (count > MOST_SEGMENTS)
		count = MOST_SEGMENTS;
	for (i = 0; i < count && (i + 1) * size <= before.length; i++) {
		bool is_known = (i + 1) * size <= after.length;
		struct header asked;

		if (is_out && !is_known)
			break;
		read_header(d, before.bytes + i * size, &asked);
		value_add(array, message_value(d, (is_known ? after.bytes : before.bytes) + i * size,
					       is_out ? &asked : NULL, address + i * size, is_out,
					       has_result(d) && (int64_t)i < d->call->ret));
	}
	if (array && i < count) {
		array->has_more = true;
		array->state = STATE_CUT;
		if (!is_out && before.is_broken)
			array->more_at = address + i * size;
	}
	return array;
}

DECODE_KIND(decode_in_mmsghdr)
{
	return messages_value(d, number, argument_word(d, argument->of) & UINT32_MAX, false);
}

DECODE_KIND(decode_out_mmsghdr)
{
	if (!has_result(d))
		return value_address(d, number);
	return messages_value(d, number, (uint64_t)d->call->ret, true);
}
