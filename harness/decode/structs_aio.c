/* SPDX-License-Identifier: MIT */
/* Control blocks and events of Linux's own asynchronous input and output. */
#include "harness/decode/fields.h"

#include <linux/aio_abi.h>

#define IOCB_SIZE 64
#define HAS_PRIORITY 2	/* IOCB_FLAG_IOPRIO */

static const struct field io_event_fields[] = {
	SAME("data", HEX,    0, 8),
	SAME("obj",  HEX,    8, 8),
	SAME("res",  SIGNED, 16, 8),
	SAME("res2", SIGNED, 24, 8),
	{NULL},
};
LAYOUT_SAME(io_event, 32)

/* What of a block there is before its command decides. */
static struct value *block_head(struct decoding *d, const unsigned char *bytes, uint64_t address)
{
	struct value *block = value_struct(d, address);
	uint64_t key = get_unsigned(bytes + 8, 4), rw_flags = get_unsigned(bytes + 12, 4);
	int64_t priority = get_signed(bytes + 18, 2);
	uint64_t flags = get_unsigned(bytes + 56, 4);

	value_field(block, "aio_data", value_number(d, get_unsigned(bytes, 8), BASE_HEX));
	if (key)
		value_field(block, "aio_key", value_number(d, key, BASE_UNSIGNED));
	if (rw_flags)
		value_field(block, "aio_rw_flags", value_flags(d, &constants_rwf_flags, rw_flags));
	value_field(block, "aio_lio_opcode", value_flags(d, &constants_aio_commands, get_unsigned(bytes + 16, 2)));
	if (flags & HAS_PRIORITY)
		value_field(block, "aio_reqprio", value_ioprio(d, (uint16_t)priority));
	else if (priority)
		value_field(block, "aio_reqprio", value_number(d, (uint64_t)priority, BASE_SIGNED));
	value_field(block, "aio_fildes", value_fd(d, -1, (int)get_unsigned(bytes + 20, 4)));
	return block;
}

static void add_flags(struct decoding *d, struct value *block, const unsigned char *bytes)
{
	uint64_t flags = get_unsigned(bytes + 56, 4), fd = get_unsigned(bytes + 60, 4);

	if (flags)
		value_field(block, "aio_flags", value_flags(d, &constants_aio_flags, flags));
	if (flags & IOCB_FLAG_RESFD)
		value_field(block, "aio_resfd", value_fd(d, -1, (int)fd));
	else if (fd)
		value_field(block, "aio_resfd", value_number(d, fd, BASE_HEX));
}

/* Lengths that no call could take are not followed. */
static bool is_valid(const struct decoding *d, uint64_t buffer, uint64_t length)
{
	if (is_compat(d))
		return buffer <= UINT32_MAX && length <= INT32_MAX;
	return length <= INT64_MAX;
}

static struct value *buffer_value(struct decoding *d, uint64_t buffer, uint64_t length)
{
	struct memory memory = {.bytes = (const unsigned char *)""};

	if (!buffer)
		return value_address(d, 0);
	if (length && !memory_at_entry(d, buffer, &memory))
		return value_unread(d, buffer);
	return value_bytes(d, &memory, buffer, length);
}

static void add_data(struct decoding *d, struct value *block, const unsigned char *bytes)
{
	unsigned command = (unsigned)get_unsigned(bytes + 16, 2);
	uint64_t buffer = get_unsigned(bytes + 24, 8), length = get_unsigned(bytes + 32, 8);
	bool is_vector = command == IOCB_CMD_PREADV || command == IOCB_CMD_PWRITEV;
	bool valid = is_valid(d, buffer, length);

	if (command == IOCB_CMD_PWRITE && valid)
		value_field(block, "aio_buf", buffer_value(d, buffer, length));
	else if (command == IOCB_CMD_PWRITEV && valid)
		value_field(block, "aio_buf", value_vector(d, buffer, length, UINT64_MAX));
	else if (is_vector && valid)
		value_field(block, "aio_buf", value_addresses(d, buffer, length));
	else
		value_field(block, "aio_buf", value_number(d, buffer, BASE_HEX));
	if (!is_vector || !valid)
		value_field(block, "aio_nbytes", value_number(d, length, BASE_UNSIGNED));
	value_field(block, "aio_offset", value_number(d, get_unsigned(bytes + 40, 8), BASE_SIGNED));
	add_flags(d, block, bytes);
}

static struct value *block_value(struct decoding *d, const unsigned char *bytes, uint64_t address)
{
	struct value *block = block_head(d, bytes, address);

	switch (get_unsigned(bytes + 16, 2)) {
	case IOCB_CMD_PREAD:
	case IOCB_CMD_PWRITE:
	case IOCB_CMD_PREADV:
	case IOCB_CMD_PWRITEV:
		add_data(d, block, bytes);
		break;
	case 5:	/* IOCB_CMD_POLL */
		value_field(block, "aio_buf", value_flags(d, &constants_poll_events, get_unsigned(bytes + 24, 8)));
		add_flags(d, block, bytes);
		break;
	}
	return block;
}

static struct value *decode_iocb(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return block_head(d, bytes, address);
}
LAYOUT_BY(iocb, IOCB_SIZE, IOCB_SIZE, decode_iocb)

DECODE_KIND(decode_blocks)
{
	size_t word = word_size(d);
	uint64_t count = argument_word(d, argument->of), i;
	bool is_negative = is_compat(d) ? (int32_t)count < 0 : (int64_t)count < 0;
	struct memory memory = {.bytes = (const unsigned char *)""};
	struct value *array;

	if (!number || is_negative)
		return value_address(d, number);
	if (count && (!memory_at_entry(d, number, &memory) || memory.length < word))
		return value_unread(d, number);
	array = value_array(d, number);
	for (i = 0; i < count && (i + 1) * word <= memory.length; i++) {
		uint64_t address = get_unsigned(memory.bytes + i * word, word);
		const unsigned char *bytes = bytes_at_entry(d, address, IOCB_SIZE);

		value_add(array, bytes ? block_value(d, bytes, address) : value_unread(d, address));
	}
	if (array && i < count) {
		array->has_more = true;
		array->state = STATE_CUT;
		if (memory.is_broken)
			array->more_at = number + i * word;
	}
	return array;
}
