/* SPDX-License-Identifier: MIT */
/* Sets of memory nodes, and what is asked and said page by page. */
#include "harness/decode/fields.h"

/* How many words hold the set; false: more than an address space has. */
static bool count_words(const struct decoding *d, uint64_t bits, uint64_t *ret_count)
{
	uint64_t width = 8 * word_size(d);
	uint64_t sum = is_compat(d) ? (uint32_t)(bits + width - 2) : bits + width - 2;

	*ret_count = sum / width;
	return *ret_count >= bits / width && (*ret_count || !bits);
}

static struct value *nodemask_value(struct decoding *d, uint64_t address, uint64_t bits, bool at_exit)
{
	size_t word = word_size(d);
	struct memory memory = {.bytes = (const unsigned char *)""};
	struct value *array;
	uint64_t count, i;

	if (!address || !count_words(d, bits, &count))
		return value_address(d, address);
	if (count && ((at_exit ? !memory_at_exit(d, address, &memory) : !memory_at_entry(d, address, &memory)) ||
		      memory.length < word))
		return value_unread(d, address);
	array = value_array(d, address);
	for (i = 0; i < count && (i + 1) * word <= memory.length; i++)
		value_add(array, value_wide_hex(d, get_unsigned(memory.bytes + i * word, word), 2 * (unsigned)word));
	if (array && i < count) {
		array->has_more = true;
		array->state = STATE_CUT;
		if (memory.is_broken)
			array->more_at = address + i * word;
	}
	if (array)
		array->is_exit = at_exit;
	return array;
}

DECODE_KIND(decode_nodemask)
{
	return nodemask_value(d, number, argument_word(d, argument->of), false);
}

DECODE_KIND(decode_out_nodemask)
{
	uint64_t bits = argument_word(d, argument->of);

	if (!number || (!has_result(d) && bits))
		return value_address(d, number);
	return nodemask_value(d, number, bits, true);
}

static struct value *decode_policy_mode(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *array = value_array(d, address);

	value_add(array, value_flags(d, &constants_mempolicy_kinds, get_unsigned(bytes, 4)));
	return array;
}
LAYOUT_BY(policy_mode, 4, 4, decode_policy_mode)

/* ---- page by page ---- */

static struct value *decode_page_address(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return value_address(d, get_unsigned(bytes, word_size(d)));
}
LAYOUT_BY(page_address, 8, 4, decode_page_address)

static struct value *decode_node(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return value_number(d, (uint64_t)get_signed(bytes, 4), BASE_SIGNED);
}
LAYOUT_BY(node, 4, 4, decode_node)

/* The node that a page lies on, or why it could not be moved: -ENOENT. */
static struct value *decode_page_status(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	int64_t status = get_signed(bytes, 4);
	const char *name = status < 0 ? errno_name((int)-status) : NULL;
	struct value *value;

	if (!name)
		return decode_node(d, bytes, length, address);
	value = value_word(d, arena_format(d->arena, "-%s", name));
	if (value) {
		value->number = (uint64_t)status;
		value->is_named_number = true;
		value->base = BASE_SIGNED;
	}
	return value;
}
LAYOUT_BY(page_status, 4, 4, decode_page_status)

/* The other bits of the byte are not defined. */
static struct value *decode_residency(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return value_number(d, bytes[0] & 1, BASE_UNSIGNED);
}

/* Of one byte, but an array of them: elements() takes a layout of size 1 for one structure otherwise. */
LAYOUT_BY(residency, 1, 1, decode_residency)
