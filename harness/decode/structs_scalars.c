/* SPDX-License-Identifier: MIT */
/* Single numbers behind a pointer. */
#include "harness/decode/fields.h"

/* One number of `kind` in brackets, as strace prints what a pointer to it points to. */
static struct value *bracketed(struct decoding *d, enum field_kind kind, const unsigned char *bytes, size_t size,
			       uint64_t address)
{
	struct field field = {.name = "", .kind = (uint8_t)kind};
	struct value *array = value_array(d, address);

	value_add(array, field_value(d, &field, bytes, size));
	return array;
}

#define SCALAR(label, what, bytes, compat_bytes)                                                \
	static struct value *scalar_##label(struct decoding *d, const unsigned char *memory,     \
					    size_t length, uint64_t address)                    \
	{                                                                                        \
		return bracketed(d, FIELD_##what, memory, is_compat(d) ? compat_bytes : bytes,   \
				 address);                                                       \
	}                                                                                        \
	LAYOUT_BY(label, bytes, compat_bytes, scalar_##label)

SCALAR(int,	SIGNED,	  4, 4)
SCALAR(uint,	UNSIGNED, 4, 4)
SCALAR(long,	SIGNED,	  8, 4)
SCALAR(ulong,	UNSIGNED, 8, 4)
SCALAR(u64,	UNSIGNED, 8, 8)
SCALAR(int64,	SIGNED,	  8, 8)
SCALAR(hex32,	HEX,	  4, 4)
SCALAR(hex64,	HEX,	  8, 8)
SCALAR(pid,	SIGNED,	  4, 4)
SCALAR(address, ADDRESS,  8, 4)
SCALAR(signal,	SIGNAL,	  4, 4)

/* Ids and descriptors stand in arrays of their own: [0, 1], not [[0], [1]]. */
static bool is_element(const struct decoding *d)
{
	unsigned kind = d->row->args[d->slot].kind;

	return kind == KIND_ARRAY || kind == KIND_FDS || kind == KIND_OUT_ARRAY || kind == KIND_WORKERS;
}

#define ELEMENT(label, what, bytes)                                                             \
	static struct value *scalar_##label(struct decoding *d, const unsigned char *memory,     \
					    size_t length, uint64_t address)                    \
	{                                                                                        \
		struct field field = {.name = "", .kind = FIELD_##what};                         \
                                                                                                 \
		if (is_element(d))                                                               \
			return field_value(d, &field, memory, bytes);                            \
		return bracketed(d, FIELD_##what, memory, bytes, address);                       \
	}                                                                                        \
	LAYOUT_BY(label, bytes, bytes, scalar_##label)

ELEMENT(id,   ID, 4)
ELEMENT(id16, ID, 2)
ELEMENT(fd,   FD, 4)
ELEMENT(word32, UNSIGNED, 4)
ELEMENT(mount_id, HEX, 8)

static struct value *scalar_module_id(struct decoding *d, const unsigned char *memory, size_t length, uint64_t address)
{
	return value_flags(d, &constants_lsm_ids, get_unsigned(memory, 8));
}
LAYOUT_BY(module_id, 8, 8, scalar_module_id)


static struct value *decode_time(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *array = value_array(d, address);

	value_add(array, value_seconds(d, get_signed(bytes, word_size(d)), 0));
	return array;
}
LAYOUT_BY(time, 8, 4, decode_time)

static struct value *decode_tsc_value(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *array = value_array(d, address);

	value_add(array, value_flags(d, &constants_tsc_values, get_unsigned(bytes, 4)));
	return array;
}
LAYOUT_BY(tsc_value, 4, 4, decode_tsc_value)

/* Components of which several have one name together, by the first of their bits. */
static const struct {
	unsigned first;
	uint64_t bits;
	const char *name;
} xfeature_groups[] = {{0, 0x3, "FPSSE"}, {5, 0xe0, "AVX512"}, {17, 0x60000, "XTILE"}};

static const char *xfeature_name(unsigned bit, uint64_t mask, uint64_t *ret_bits)
{
	const char *name;

	*ret_bits = 1ull << bit;
	for (size_t i = 0; i < sizeof(xfeature_groups) / sizeof(xfeature_groups[0]); i++)
		if (xfeature_groups[i].first == bit && (mask & xfeature_groups[i].bits) == xfeature_groups[i].bits) {
			*ret_bits = xfeature_groups[i].bits;
			return xfeature_groups[i].name;
		}
	name = constant_name(&constants_xfeatures, bit);
	return name ? name + sizeof("XFEATURE_") - 1 : NULL;
}

/* Components of the extended state: [0x7 with the names behind it]. */
static struct value *decode_xfeature_mask(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	uint64_t mask = get_unsigned(bytes, 8), rest = mask, bits;
	struct value *array = value_array(d, address), *number = value_number(d, mask, BASE_HEX);
	const char *names = "";

	for (unsigned bit = 0; bit < 64; bit++) {
		const char *name = rest >> bit & 1 ? xfeature_name(bit, rest, &bits) : NULL;

		if (!name)
			continue;
		names = arena_format(d->arena, "%s%sXFEATURE_MASK_%s", names, *names ? "|" : "", name);
		rest &= ~bits;
	}
	if (rest && *names)
		names = arena_format(d->arena, "%s|%#llx", names, (unsigned long long)rest);
	if (number && mask)
		number->comment = *names ? names : "XFEATURE_MASK_???";
	value_add(array, number);
	return array;
}
LAYOUT_BY(xfeature_mask, 8, 8, decode_xfeature_mask)
