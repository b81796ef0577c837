/* SPDX-License-Identifier: MIT */
/* What requests of the console's fonts and of its maps from characters to them take. */
#include "harness/decode/requests.h"

#include <errno.h>
#include <linux/kd.h>

#include "harness/syscalls/constants/set.h"

ENUM_SET(font_operations, "KD_FONT_OP_???",
	 NAME(KD_FONT_OP_SET), NAME(KD_FONT_OP_GET), NAME(KD_FONT_OP_SET_DEFAULT), NAME(KD_FONT_OP_COPY))

FLAG_SET(font_flags, "KD_FONT_FLAG_???",
	 NAME(KD_FONT_FLAG_DONT_RECALC), NEWER(KD_FONT_FLAG_OLD, 0x80000000))

#define MOST_GLYPHS	512
#define MOST_NAME	32	/* MAX_FONT_NAME, drivers/tty/vt/vt.c */
#define GLYPH_BYTES	32	/* of a glyph that is 8 wide */

static const struct field unicode_pair_fields[] = {
	SAME("unicode", HEX, 0, 2),
	SAME("fontpos", HEX, 2, 2),
	{NULL},
};

/* Asked for, how many there are stands behind how much room there is for them. */
static struct value *decode_unicode_map(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	bool is_question = (uint32_t)call_arg(d->call, 1) == GIO_UNIMAP, is_filled;
	size_t word = word_size(d);
	uint64_t room = get_unsigned(bytes, 2), entries = get_unsigned(bytes + word, word);
	const unsigned char *filled = is_question ? bytes_at_exit(d, address, 2 * word) : NULL;
	struct value *map = value_struct(d, address), *count = value_number(d, room, BASE_UNSIGNED);

	value_field(map, "entry_ct", value_turn(d, count, filled ? value_number(d, get_unsigned(filled, 2), BASE_UNSIGNED) : NULL));
	if (is_question && !filled)
		return map;
	is_filled = has_result(d) || -d->call->ret == ENOMEM;
	if (is_question && !is_filled)
		value_field(map, "entries", value_address(d, get_unsigned(filled + word, word)));
	else
		value_field(map, "entries", value_elements_at(d, unicode_pair_fields, entries, room, 4, is_question));
	return map;
}
const struct layout layout_unicode_map = {.name = "unimapdesc", .size = 16, .compat_size = 8, .decode = decode_unicode_map};
const struct layout layout_unicode_map_asked = {.name = "unimapdesc", .size = 16, .compat_size = 8, .decode = decode_unicode_map};

static struct value *font(struct decoding *d, const unsigned char *bytes, bool has_data, bool at_exit)
{
	size_t word = word_size(d);
	struct value *structure = value_struct(d, 0);
	uint64_t count = get_unsigned(bytes, 2), data = get_unsigned(bytes + word, word);

	value_field(structure, "charcount", value_number(d, count, BASE_UNSIGNED));
	value_field(structure, "charheight", value_number(d, get_unsigned(bytes + 2, 2), BASE_UNSIGNED));
	count = count < MOST_GLYPHS ? count : MOST_GLYPHS;
	value_field(structure, "chardata", has_data ? value_buffer(d, data, count * GLYPH_BYTES, at_exit) : value_address(d, data));
	return structure;
}

static struct value *decode_font(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return font(d, bytes, true, false);
}
const struct layout layout_font = {.name = "consolefontdesc", .size = 16, .compat_size = 8, .decode = decode_font};

static struct value *decode_font_asked(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	const unsigned char *filled = has_result(d) ? bytes_at_exit(d, address, 2 * word_size(d)) : NULL;

	return value_turn(d, font(d, bytes, false, false), filled ? font(d, filled, true, true) : NULL);
}
const struct layout layout_font_asked = {
	.name = "consolefontdesc", .size = 16, .compat_size = 8, .decode = decode_font_asked,
};

/* As long as a name may be: one that cannot be read so far, and has not ended, is none. */
static struct value *font_name(struct decoding *d, uint64_t address)
{
	struct value *name = value_string(d, address);

	if (name && name->kind == VALUE_BYTES && name->length >= MOST_NAME) {
		name->length = MOST_NAME - 1;
		name->full_length = SIZE_MAX;
		name->state = STATE_CUT;
	} else if (name && name->kind == VALUE_BYTES && !name->is_terminated) {
		return value_unread(d, address);
	}
	return name;
}

/* What counts of it, the operation says. */
static struct value *font_operation(struct decoding *d, const unsigned char *bytes, uint32_t what, bool at_exit)
{
	static const struct field size_fields[] = {
		SAME("width", UNSIGNED, 8, 4), SAME("height", UNSIGNED, 12, 4), {NULL},
	};
	bool is_default = what == KD_FONT_OP_SET_DEFAULT, is_copy = what == KD_FONT_OP_COPY;
	uint32_t width = (uint32_t)get_unsigned(bytes + 8, 4), count = (uint32_t)get_unsigned(bytes + 16, 4);
	uint64_t data = is_compat(d) ? get_unsigned(bytes + 20, 4) : get_unsigned(bytes + 24, 8);
	struct value *structure = value_struct(d, 0);

	if (!at_exit)
		value_field(structure, "op", value_flags(d, &constants_font_operations, what));
	if (!at_exit && !is_default && !is_copy)
		value_field(structure, "flags", value_flags(d, &constants_font_flags, get_unsigned(bytes + 4, 4)));
	value_take(structure, value_fields(d, is_copy ? size_fields + 1 : size_fields, bytes, 16, 0, false));
	if (is_copy)
		return structure;
	if (!is_default)
		value_field(structure, "charcount", value_number(d, count, BASE_UNSIGNED));
	width = ((width < 32 ? width : 32) + 7) / 8;
	count = count < MOST_GLYPHS ? count : MOST_GLYPHS;
	if (what == (at_exit ? KD_FONT_OP_GET : KD_FONT_OP_SET))
		value_field(structure, "data", value_buffer(d, data, (uint64_t)width * GLYPH_BYTES * count, at_exit));
	else if (is_default && !at_exit)
		value_field(structure, "data", font_name(d, data));
	else if (!is_default)
		value_field(structure, "data", value_address(d, data));
	return structure;
}

static struct value *decode_font_operation(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	uint32_t what = (uint32_t)get_unsigned(bytes, 4);
	bool is_answered = has_result(d) && what != KD_FONT_OP_SET && what != KD_FONT_OP_COPY;
	const unsigned char *filled = is_answered ? bytes_at_exit(d, address, is_compat(d) ? 24 : 32) : NULL;

	return value_turn(d, font_operation(d, bytes, what, false), filled ? font_operation(d, filled, what, true) : NULL);
}
const struct layout layout_font_operation = {
	.name = "console_font_op", .size = 32, .compat_size = 24, .decode = decode_font_operation,
};

#define DIRECT_BASE 0xf000	/* UNI_DIRECT_BASE, UNI_DIRECT_MASK: include/uapi/linux/kd.h */
#define DIRECT_MASK 0x01ff

static struct value *decode_screen_map(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *array = value_array(d, address), *value;
	size_t count = length / 2 < E_TABSZ ? length / 2 : E_TABSZ;
	struct memory memory;

	for (size_t i = 0; i < count; i++) {
		unsigned number = (unsigned)get_unsigned(bytes + 2 * i, 2);

		value = value_number(d, number, BASE_HEX);
		if (value && (number & ~DIRECT_MASK) == DIRECT_BASE) {
			value->kind = VALUE_WORD;
			value->is_named_number = true;
			value->word = arena_format(d->arena, number & DIRECT_MASK ? "UNI_DIRECT_BASE+%#x" : "UNI_DIRECT_BASE+%x",
						   number & DIRECT_MASK);
		}
		value_add(array, value);
	}
	if (array && count < E_TABSZ) {
		array->has_more = true;
		array->state = STATE_CUT;
		if ((memory_at_entry(d, address, &memory) || memory_at_exit(d, address, &memory)) && memory.is_broken)
			array->more_at = address + 2 * count;
	}
	return array;
}
static REQUEST_LAYOUT(screen_map, 2)

const struct request requests_fonts[] = {
	TAKES_LAYOUT(GIO_UNIMAP, unicode_map_asked),
	TAKES_LAYOUT(PIO_UNIMAP, unicode_map),
	BOTH_LAYOUT(GIO_FONTX, font_asked),
	TAKES_LAYOUT(PIO_FONTX, font),
	BOTH_LAYOUT(KDFONTOP, font_operation),
	GIVES_SIZED(GIO_UNISCRNMAP, screen_map, 2 * E_TABSZ),
	TAKES_SIZED(PIO_UNISCRNMAP, screen_map, 2 * E_TABSZ),
	{0},
};
