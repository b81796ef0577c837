/* SPDX-License-Identifier: MIT */
/* Waiting for descriptors: poll, select, epoll, futex_waitv. */
#include "harness/decode/fields.h"

#include <string.h>

/* ---- epoll ---- */

static struct value *decode_epoll_event(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *event = value_struct(d, address);
	struct value *data = value_struct(d, 0);

	value_field(data, "u32", value_number(d, get_unsigned(bytes + 4, 4), BASE_UNSIGNED));
	value_field(data, "u64", value_number(d, get_unsigned(bytes + 4, 8), BASE_UNSIGNED));
	value_field(event, "events", value_flags(d, &constants_epoll_events, get_unsigned(bytes, 4)));
	value_field(event, "data", data);
	return event;
}
LAYOUT_BY(epoll_event, 12, 12, decode_epoll_event)

/* ---- poll ---- */

#define POLLFD_SIZE 8

static struct value *pollfd_value(struct decoding *d, const unsigned char *bytes, bool is_answer)
{
	struct value *pollfd = value_struct(d, 0);
	int fd = (int)get_signed(bytes, 4);

	value_field(pollfd, "fd", value_fd(d, -1, fd));
	if (is_answer)
		value_field(pollfd, "revents", value_flags(d, &constants_poll_events, get_unsigned(bytes + 6, 2)));
	else if (fd >= 0)
		value_field(pollfd, "events", value_flags(d, &constants_poll_events, get_unsigned(bytes + 4, 2)));
	return pollfd;
}

DECODE_KIND(decode_pollfds)
{
	uint64_t count = argument_word(d, argument->of) & UINT32_MAX;
	struct memory memory = {.bytes = (const unsigned char *)""};
	struct value *array;
	uint64_t i;

	if (!number)
		return value_address(d, 0);
	if (count && (!memory_at_entry(d, number, &memory) || memory.length < POLLFD_SIZE))
		return value_unread(d, number);
	array = value_array(d, number);
	for (i = 0; i < count && (i + 1) * POLLFD_SIZE <= memory.length; i++)
		value_add(array, pollfd_value(d, memory.bytes + i * POLLFD_SIZE, false));
	if (array && i < count) {
		array->has_more = true;
		array->state = STATE_CUT;
		if (memory.is_broken)
			array->more_at = number + i * POLLFD_SIZE;
	}
	return array;
}

static struct value *poll_answers(struct decoding *d)
{
	uint64_t count = argument_word(d, 1) & UINT32_MAX;
	struct memory memory;
	struct value *array;
	uint64_t i;

	if (!memory_at_exit(d, argument_word(d, 0), &memory) || memory.state == STATE_UNREAD)
		return value_unread(d, argument_word(d, 0));
	array = value_array(d, argument_word(d, 0));
	for (i = 0; i < count && (i + 1) * POLLFD_SIZE <= memory.length; i++)
		if (get_unsigned(memory.bytes + i * POLLFD_SIZE + 6, 2))
			value_add(array, pollfd_value(d, memory.bytes + i * POLLFD_SIZE, true));
	if (array)
		array->has_more = i < count;
	return array;
}

/* ---- select ---- */

static int set_bits(const struct decoding *d, unsigned slot)
{
	int bits = (int)argument_word(d, slot);

	return bits > WIRE_LARGEST_SET ? WIRE_USUAL_SET : bits;
}

/* The kernel takes whole words: a set that ends before them could not be read. */
static bool is_whole_set(const struct decoding *d, const struct memory *memory, int bits)
{
	size_t word = 8 * word_size(d);

	return memory->length >= ((size_t)bits + word - 1) / word * word_size(d);
}

static struct value *fdset_value(struct decoding *d, const struct memory *memory, uint64_t address, int bits)
{
	struct value *set = value_new(d, VALUE_SET);

	if (!set)
		return NULL;
	set->address = address;
	for (size_t fd = 0; fd < (size_t)bits && fd / 8 < memory->length; fd++)
		if (memory->bytes[fd / 8] >> fd % 8 & 1)
			value_add(set, value_fd(d, -1, (int)fd));
	if (!is_whole_set(d, memory, bits)) {
		set->has_more = true;
		set->state = STATE_CUT;
	}
	return set;
}

DECODE_KIND(decode_fdset)
{
	int bits = set_bits(d, argument->of);
	struct memory memory;

	if (!number || bits <= 0)
		return value_address(d, number);
	if (!memory_at_entry(d, number, &memory) || memory.state == STATE_UNREAD ||
	    (!has_result(d) && !is_whole_set(d, &memory, bits)))
		return value_unread(d, number);
	return fdset_value(d, &memory, number, bits);
}

/* "in [3 4], out [5], left {…}" is a structure without braces. */
static void add_answer(struct decoding *d, struct value *answer, const char *word, uint64_t address)
{
	int bits = set_bits(d, 0);
	struct memory memory;
	struct value *set;

	if (!address || bits <= 0 || !memory_at_exit(d, address, &memory) ||
	    memory.state == STATE_UNREAD)
		return;
	set = fdset_value(d, &memory, address, bits);
	if (!set || !set->first)
		return;
	set->word = word;
	value_add(answer, set);
}

/* What the kernel left of the time; none of it was asked for, or the call does not say: NULL. */
static struct value *time_left(struct decoding *d, unsigned slot, const struct layout *layout)
{
	uint64_t address = argument_word(d, slot);
	struct value *left;

	if (!address || !bytes_at_exit(d, address, layout_size(d, layout)))
		return NULL;
	left = value_pointer_to(d, layout, address, true);
	if (left)
		left->word = "left";
	return left;
}

static const struct argument *timeout_of(const struct decoding *d, unsigned *ret_slot)
{
	for (unsigned n = 0; n < d->row->count; n++) {
		if (d->row->args[n].kind == KIND_INOUT_STRUCT) {
			*ret_slot = n;
			return &d->row->args[n];
		}
	}
	return NULL;
}

struct value *decode_poll_result(struct decoding *d)
{
	struct value *result = value_number(d, (uint64_t)d->call->ret, BASE_SIGNED);
	const struct argument *timeout;
	unsigned slot = 0;

	if (!result)
		return NULL;
	if (!d->call->ret) {
		result->comment = "Timeout";
		return result;
	}
	if (d->row->args[0].kind == KIND_POLLFDS) {
		value_add(result, poll_answers(d));
	} else if (d->row->args[0].kind != KIND_FD) {	/* which recvmmsg has */
		add_answer(d, result, "in", argument_word(d, 1));
		add_answer(d, result, "out", argument_word(d, 2));
		add_answer(d, result, "except", argument_word(d, 3));
	}
	timeout = timeout_of(d, &slot);
	if (timeout)
		value_add(result, time_left(d, slot, timeout->layout));
	if (!result->first && d->row->args[0].kind == KIND_INT)	/* what select counted is in none of its sets */
		result->comment = "";
	return result;
}

/* ---- futex ---- */

static const struct field futex_waitv_fields[] = {
	SAME("val",	   HEX,	    0, 8),
	SAME("uaddr",	   ADDRESS, 8, 8),
	SAME("flags",	   FLAGS,   16, 4, SET(constants_futex2_flags)),
	SAME("__reserved", HEX,	    20, 4, IF_SET),
	{NULL},
};
LAYOUT_SAME(futex_waitv, 24)
