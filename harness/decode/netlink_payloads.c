/* SPDX-License-Identifier: MIT */
/* What attributes of netlink messages hold, each kind of payload in its words. */
#include "harness/decode/netlink.h"
#include "harness/decode/sockaddr.h"

#include <string.h>
#include <sys/socket.h>

#define MOST_HARDWARE	32	/* MAX_ADDR_LEN */

struct value *value_named_interface(struct decoding *d, uint32_t number, const unsigned char *name, size_t length)
{
	struct value *call;

	if (!number)	/* none, or the one that the name in the message asks for */
		return value_number(d, 0, BASE_UNSIGNED);
	call = value_call(d, "if_nametoindex");
	if (call) {
		call->number = number;
		call->is_named_number = true;
		call->base = BASE_UNSIGNED;
	}
	value_add(call, value_name(d, name, length));
	return call;
}

/* The first interface of every network namespace is its loopback; the names of others are nobody's to guess. */
struct value *value_interface(struct decoding *d, uint32_t number)
{
	if (number == 1)
		return value_named_interface(d, number, (const unsigned char *)"lo", 2);
	return value_number(d, number, BASE_UNSIGNED);
}

struct value *value_partly(struct decoding *d, const struct piece *piece)
{
	return piece->is_unread ? value_unread(d, piece->address) : value_hex(d, piece);
}

struct value *value_internet_field(struct decoding *d, const struct piece *piece, unsigned family, const char *field)
{
	size_t size = family == AF_INET ? 4 : family == AF_INET6 ? 16 : 0;

	if (!size || piece->meant < size)
		return value_hex(d, piece);
	if (piece->length < size)
		return value_partly(d, piece);
	return family == AF_INET ? value_inet_address(d, piece->bytes) : value_inet6_address(d, piece->bytes, field);
}

struct value *value_internet(struct decoding *d, const struct piece *piece, unsigned family)
{
	return value_internet_field(d, piece, family, NULL);
}

static struct value *text_value(struct decoding *d, const struct piece *piece)
{
	bool is_whole = piece->length == piece->meant;
	bool has_end = is_whole && piece->length && !piece->bytes[piece->length - 1];
	struct memory memory = {.bytes = piece->bytes, .length = piece->length - has_end, .state = STATE_OK};

	if (!is_whole && piece->is_unread)
		return value_hex(d, piece);
	/* Without its NUL more may come. */
	return value_bytes(d, &memory, piece->address, has_end ? memory.length : memory.length + 1);
}

/* As far as its first NUL. */
static struct value *word_value(struct decoding *d, const struct piece *piece)
{
	const unsigned char *end = piece->length ? memchr(piece->bytes, 0, piece->length) : NULL;
	struct memory memory = {.bytes = piece->bytes, .state = STATE_OK};

	if (!end)
		return text_value(d, piece);
	memory.length = (size_t)(end - piece->bytes);
	return value_bytes(d, &memory, piece->address, memory.length);
}

static struct value *hardware_value(struct decoding *d, const struct piece *piece)
{
	char text[3 * MOST_HARDWARE + 1] = "";
	struct value *value;

	if (piece->meant > MOST_HARDWARE)
		return value_hex(d, piece);
	if (piece->length < piece->meant)
		return value_partly(d, piece);
	for (size_t i = 0; i < piece->length; i++)
		snprintf(text + 3 * i - (i > 0), 4, i ? ":%02x" : "%02x", piece->bytes[i]);
	value = value_word(d, arena_format(d->arena, "%s", text));
	if (value) {
		value->is_named_number = true;
		value->bytes = piece->bytes;
		value->length = piece->length;
	}
	return value;
}

/* An array of so many as there are whole ones; behind those that are known more may follow. */
static struct value *begin_array(struct decoding *d, const struct piece *piece, size_t size)
{
	struct value *array = value_array(d, piece->address);
	size_t known = piece->length / size;

	if (array && known < piece->meant / size) {
		array->has_more = true;
		array->state = STATE_CUT;
		array->more_at = piece->is_unread ? piece->address + known * size : 0;
	}
	return array;
}

static struct value *numbers_value(struct decoding *d, const struct piece *piece, size_t size, bool is_wide)
{
	struct value *array;

	if (piece->length < size && piece->is_unread)
		return value_unread(d, piece->address);
	array = begin_array(d, piece, size);
	for (size_t at = 0; at + size <= piece->length; at += size)
		value_add(array, is_wide ? value_wide_hex(d, get_unsigned(piece->bytes + at, size), 2 * (unsigned)size) :
					   value_number(d, get_unsigned(piece->bytes + at, size), BASE_UNSIGNED));
	return array;
}

static const char *place_name(struct decoding *d, const struct constants *set, size_t place)
{
	const char *name = constant_name(set, place);

	return name ? arena_format(d->arena, "[%s]", name) : arena_format(d->arena, "[%zu /* %s */]", place, set->unknown);
}

struct value *value_places(struct decoding *d, const struct piece *piece, const struct constants *set, size_t size,
			   enum number_base base)
{
	struct value *array;

	if (piece->length < size && piece->is_unread)
		return value_unread(d, piece->address);
	array = begin_array(d, piece, size);
	array->is_named_number = true;
	for (size_t place = 0; (place + 1) * size <= piece->length; place++) {
		const unsigned char *bytes = piece->bytes + place * size;
		uint64_t number = base == BASE_SIGNED ? (uint64_t)get_signed(bytes, size) : get_unsigned(bytes, size);

		value_field(array, place_name(d, set, place), value_number(d, number, base));
	}
	return array;
}

static struct value *layouts_value(struct decoding *d, const struct piece *piece, const struct layout *layout)
{
	size_t size = layout_size(d, layout);
	struct value *array;

	if (piece->length < size && piece->is_unread)
		return value_unread(d, piece->address);
	array = begin_array(d, piece, size);
	for (size_t at = 0; at + size <= piece->length; at += size)
		value_add(array, layout->decode(d, piece->bytes + at, size, piece->address + at));
	return array;
}

static struct value *network_value(struct decoding *d, const unsigned char *bytes, size_t size)
{
	static const char *const functions[] = {[2] = "htons", [4] = "htonl", [8] = "htobe64"};
	struct value *call = value_call(d, functions[size]);
	uint64_t number = 0;

	for (size_t i = 0; i < size; i++)
		number = number << 8 | bytes[i];
	if (call)
		call->number = number;
	value_add(call, value_number(d, number, BASE_UNSIGNED));
	return call;
}

/* The kernel's own names for the two halves: no header that programs see has them, so they are a comment. */
static struct value *shutdown_value(struct decoding *d, unsigned halves)
{
	static const char *const names[] = {NULL, "RCV_SHUTDOWN", "SEND_SHUTDOWN", "RCV_SHUTDOWN|SEND_SHUTDOWN"};
	struct value *value = value_number(d, halves, BASE_HEX);
	unsigned known = halves & 3, rest = halves & ~3u;

	if (!value || !halves)
		return value;
	value->comment = !known ? "???_SHUTDOWN" : rest ? arena_format(d->arena, "%s|%#x", names[known], rest) : names[known];
	return value;
}

static struct value *name_value(struct decoding *d, const struct piece *piece)
{
	struct value *structure = value_struct(d, piece->address);

	value_field(structure, "type", word_value(d, piece));
	return structure;
}

/* Structures that grew: each size that there was but the last, which is the least of now. */
static const struct {
	const struct layout *layout;
	uint16_t sizes[3];
} grown[] = {
	{&layout_link_stats, {92, 96}},
	{&layout_link_stats64, {184, 192, 200}},
	{&layout_ndt_stats, {80, 88}},
	{&layout_vf_guid, {12, 16}},
	{&layout_smc_dmbinfo, {40, 56}},
};

size_t layout_bytes(const struct decoding *d, const struct layout *layout, size_t meant)
{
	size_t size = layout_size(d, layout), last = 0;

	for (size_t i = 0; i < sizeof(grown) / sizeof(grown[0]); i++) {
		if (grown[i].layout != layout)
			continue;
		for (size_t n = 0; n < 3 && grown[i].sizes[n]; n++) {
			last = grown[i].sizes[n];
			if (meant == last)
				return last;
		}
		return meant < last || layout == &layout_vf_guid ? 0 : last;
	}
	return meant < size ? 0 : size;
}

/* Bytes that a payload of a kind must have; 0: any number. `never`: it is none of a kind of a size that it has not. */
static size_t needed_bytes(const struct decoding *d, const struct attribute *attribute, size_t meant, bool *ret_is_never)
{
	*ret_is_never = false;
	switch (attribute->kind) {
	case ATTRIBUTE_U8:
	case ATTRIBUTE_SHUTDOWN:
		return 1;
	case ATTRIBUTE_U16:
	case ATTRIBUTE_X16:
	case ATTRIBUTE_BE16:
	case ATTRIBUTE_ETHERTYPE:
		return 2;
	case ATTRIBUTE_U32:
	case ATTRIBUTE_X32:
	case ATTRIBUTE_S32:
	case ATTRIBUTE_BE32:
	case ATTRIBUTE_ID:
	case ATTRIBUTE_FD:
	case ATTRIBUTE_INTERFACE:
		return 4;
	case ATTRIBUTE_U64:
	case ATTRIBUTE_S64:
	case ATTRIBUTE_BE64:
		return 8;
	case ATTRIBUTE_CLOCK:
		*ret_is_never = meant > 8;
		return meant;
	case ATTRIBUTE_XANY:
		*ret_is_never = meant != 1 && meant != 2 && meant != 4 && meant != 8;
		return meant;
	case ATTRIBUTE_FLAGS:
	case ATTRIBUTE_NAMED:
		*ret_is_never = meant > 8;
		return attribute->size ? attribute->size : meant;
	case ATTRIBUTE_LAYOUT:
		*ret_is_never = !layout_bytes(d, attribute->layout, meant);
		return layout_bytes(d, attribute->layout, meant);
	default:
		return 0;
	}
}

/* Arrays: one whole element at least. */
static size_t element_bytes(const struct decoding *d, const struct attribute *attribute)
{
	switch (attribute->kind) {
	case ATTRIBUTE_NUMBERS:
		return attribute->size;
	case ATTRIBUTE_SETTINGS:
	case ATTRIBUTE_MEMORY:
		return 4;
	case ATTRIBUTE_COUNTERS:
		return 8;
	case ATTRIBUTE_WORDS:
		return word_size(d);
	case ATTRIBUTE_LAYOUTS:
		return layout_size(d, attribute->layout);
	default:
		return 0;
	}
}

static struct value *array_payload(struct decoding *d, const struct attribute *attribute, const struct piece *payload,
				   size_t size)
{
	if (payload->meant < size)
		return value_hex(d, payload);
	switch (attribute->kind) {
	case ATTRIBUTE_SETTINGS:
		return value_places(d, payload, attribute->set, size, BASE_SIGNED);
	case ATTRIBUTE_COUNTERS:
		return value_places(d, payload, attribute->set, size, BASE_UNSIGNED);
	case ATTRIBUTE_MEMORY:
		return value_places(d, payload, &constants_socket_memory, size, BASE_UNSIGNED);
	case ATTRIBUTE_LAYOUTS:
		return layouts_value(d, payload, attribute->layout);
	default:
		return numbers_value(d, payload, size, attribute->kind == ATTRIBUTE_WORDS);
	}
}

/* Kinds of no size of their own. */
static struct value *open_payload(struct decoding *d, const struct attribute *attribute, const struct piece *payload,
				  unsigned family)
{
	switch (attribute->kind) {
	case ATTRIBUTE_TEXT:
		return text_value(d, payload);
	case ATTRIBUTE_KIND:
		return word_value(d, payload);
	case ATTRIBUTE_NAME:
		return name_value(d, payload);
	case ATTRIBUTE_HARDWARE:
		return hardware_value(d, payload);
	case ATTRIBUTE_INTERNET:
		return value_internet(d, payload, family);
	case ATTRIBUTE_IPV4:
		return value_internet(d, payload, AF_INET);
	case ATTRIBUTE_IPV6:
		return value_internet(d, payload, AF_INET6);
	case ATTRIBUTE_NESTED:
		return value_attributes(d, payload, attribute->table, family);
	case ATTRIBUTE_BY_FAMILY:
		return value_by_family(d, payload, attribute->families, family);
	case ATTRIBUTE_HOPS:
		return value_hops(d, payload, family);
	case ATTRIBUTE_VIA:
		return value_via(d, payload);
	default:
		return value_hex(d, payload);
	}
}

struct value *value_payload(struct decoding *d, const struct attribute *attribute, const struct piece *payload,
			    unsigned family)
{
	bool is_never = false;
	size_t size = needed_bytes(d, attribute, payload->meant, &is_never), element = element_bytes(d, attribute);
	const unsigned char *bytes = payload->bytes;

	if (element)
		return array_payload(d, attribute, payload, element);
	if (!size && !is_never)
		return open_payload(d, attribute, payload, family);
	if (is_never || payload->meant < size)
		return value_hex(d, payload);
	if (payload->length < size)
		return value_partly(d, payload);
	switch (attribute->kind) {
	case ATTRIBUTE_S32:
	case ATTRIBUTE_S64:
		return value_number(d, (uint64_t)get_signed(bytes, size), BASE_SIGNED);
	case ATTRIBUTE_X16:
	case ATTRIBUTE_X32:
	case ATTRIBUTE_XANY:
		return value_number(d, get_unsigned(bytes, size), BASE_HEX);
	case ATTRIBUTE_BE16:
	case ATTRIBUTE_BE32:
	case ATTRIBUTE_BE64:
		return network_value(d, bytes, size);
	case ATTRIBUTE_CLOCK:
		return value_ticks(d, get_unsigned(bytes, size));
	case ATTRIBUTE_ID:
		return value_id(d, (uint32_t)get_unsigned(bytes, 4));
	case ATTRIBUTE_FD:
		return value_fd(d, -1, (int)get_signed(bytes, 4));
	case ATTRIBUTE_ETHERTYPE:
		return value_ethertype(d, bytes);
	case ATTRIBUTE_INTERFACE:
		return value_interface(d, (uint32_t)get_unsigned(bytes, 4));
	case ATTRIBUTE_FLAGS:
	case ATTRIBUTE_NAMED:
		return value_flags(d, attribute->set, get_unsigned(bytes, size));
	case ATTRIBUTE_LAYOUT:
		return attribute->layout->decode(d, bytes, size, payload->address);
	case ATTRIBUTE_SHUTDOWN:
		return shutdown_value(d, bytes[0]);
	default:
		return value_number(d, get_unsigned(bytes, size), BASE_UNSIGNED);
	}
}
