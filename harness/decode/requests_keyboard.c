/* SPDX-License-Identifier: MIT */
/* What requests of the console's keyboard and its sounds take. */
#include "harness/decode/requests.h"

#include <linux/kd.h>
#include <linux/keyboard.h>

#include "harness/syscalls/constants/set.h"

ENUM_SET(keyboard_tables, "K_???",
	 NAME(K_NORMTAB), NAME(K_SHIFTTAB), NAME(K_ALTTAB), NAME(K_ALTSHIFTTAB))

FLAG_SET(keyboard_shifts, "K_???",
	 {"1<<KG_SHIFT", 0x1, 0}, {"1<<KG_ALTGR", 0x2, 0}, {"1<<KG_CTRL", 0x4, 0}, {"1<<KG_ALT", 0x8, 0},
	 {"1<<KG_SHIFTL", 0x10, 0}, {"1<<KG_SHIFTR", 0x20, 0}, {"1<<KG_CTRLL", 0x40, 0}, {"1<<KG_CTRLR", 0x80, 0})

ENUM_SET(key_types, NULL,
	 NAME(KT_LATIN), NAME(KT_FN), NAME(KT_SPEC), NAME(KT_PAD), NAME(KT_DEAD), NAME(KT_CONS), NAME(KT_CUR), NAME(KT_SHIFT),
	 NAME(KT_META), NAME(KT_ASCII), NAME(KT_LOCK), NAME(KT_LETTER), NAME(KT_SLOCK), NAME(KT_DEAD2), NAME(KT_BRL))

/* Those that are no function keys: K(type, value) of include/uapi/linux/keyboard.h. */
ENUM_SET(key_values, NULL,
	 NAME(K_FIND), NAME(K_INSERT), NAME(K_REMOVE), NAME(K_SELECT), NAME(K_PGUP), NAME(K_PGDN), NAME(K_MACRO), NAME(K_HELP),
	 NAME(K_DO), NAME(K_PAUSE), NAME(K_UNDO), NAME(K_HOLE), NAME(K_ENTER), NAME(K_SH_REGS), NAME(K_SH_MEM),
	 NAME(K_SH_STAT), NAME(K_BREAK), NAME(K_CONS), NAME(K_CAPS), NAME(K_NUM), NAME(K_HOLD), NAME(K_SCROLLFORW),
	 NAME(K_SCROLLBACK), NAME(K_BOOT), NAME(K_CAPSON), NAME(K_COMPOSE), NAME(K_SAK), NAME(K_DECRCONSOLE),
	 NAME(K_INCRCONSOLE), NAME(K_SPAWNCONSOLE), NAME(K_BARENUMLOCK), NAME(K_ALLOCATED), NAME(K_NOSUCHMAP), NAME(K_P0),
	 NAME(K_P1), NAME(K_P2), NAME(K_P3), NAME(K_P4), NAME(K_P5), NAME(K_P6), NAME(K_P7), NAME(K_P8), NAME(K_P9),
	 NAME(K_PPLUS), NAME(K_PMINUS), NAME(K_PSTAR), NAME(K_PSLASH), NAME(K_PENTER), NAME(K_PCOMMA), NAME(K_PDOT),
	 NAME(K_PPLUSMINUS), NAME(K_PPARENL), NAME(K_PPARENR), NAME(K_DGRAVE), NAME(K_DACUTE), NAME(K_DCIRCM),
	 NAME(K_DTILDE), NAME(K_DDIERE), NAME(K_DCEDIL), NAME(K_DMACRON), NAME(K_DBREVE), NAME(K_DABDOT), NAME(K_DABRING),
	 NAME(K_DDBACUTE), NAME(K_DCARON), NAME(K_DOGONEK), NAME(K_DIOTA), NAME(K_DVOICED), NAME(K_DSEMVOICED),
	 NAME(K_DBEDOT), NAME(K_DHOOK), NAME(K_DHORN), NAME(K_DSTROKE), NAME(K_DABCOMMA), NAME(K_DABREVCOMMA),
	 NAME(K_DDBGRAVE), NAME(K_DINVBREVE), NAME(K_DBECOMMA), NAME(K_DCURRENCY), NAME(K_DGREEK), NAME(K_DOWN),
	 NAME(K_LEFT), NAME(K_RIGHT), NAME(K_UP), NAME(K_SHIFT), NAME(K_ALTGR), NAME(K_CTRL), NAME(K_ALT), NAME(K_SHIFTL),
	 NAME(K_SHIFTR), NAME(K_CTRLL), NAME(K_CTRLR), NAME(K_CAPSSHIFT), NAME(K_ASC0), NAME(K_ASC1), NAME(K_ASC2),
	 NAME(K_ASC3), NAME(K_ASC4), NAME(K_ASC5), NAME(K_ASC6), NAME(K_ASC7), NAME(K_ASC8), NAME(K_ASC9), NAME(K_HEX0),
	 NAME(K_HEX1), NAME(K_HEX2), NAME(K_HEX3), NAME(K_HEX4), NAME(K_HEX5), NAME(K_HEX6), NAME(K_HEX7), NAME(K_HEX8),
	 NAME(K_HEX9), NAME(K_HEXa), NAME(K_HEXb), NAME(K_HEXc), NAME(K_HEXd), NAME(K_HEXe), NAME(K_HEXf),
	 NAME(K_SHIFTLOCK), NAME(K_ALTGRLOCK), NAME(K_CTRLLOCK), NAME(K_ALTLOCK), NAME(K_SHIFTLLOCK), NAME(K_SHIFTRLOCK),
	 NAME(K_CTRLLLOCK), NAME(K_CTRLRLOCK), NAME(K_CAPSSHIFTLOCK), NAME(K_SHIFT_SLOCK), NAME(K_ALTGR_SLOCK),
	 NAME(K_CTRL_SLOCK), NAME(K_ALT_SLOCK), NAME(K_SHIFTL_SLOCK), NAME(K_SHIFTR_SLOCK), NAME(K_CTRLL_SLOCK),
	 NAME(K_CTRLR_SLOCK), NAME(K_CAPSSHIFT_SLOCK), NAME(K_BRL_BLANK), NAME(K_BRL_DOT1), NAME(K_BRL_DOT2),
	 NAME(K_BRL_DOT3), NAME(K_BRL_DOT4), NAME(K_BRL_DOT5), NAME(K_BRL_DOT6), NAME(K_BRL_DOT7), NAME(K_BRL_DOT8),
	 NAME(K_BRL_DOT9), NAME(K_BRL_DOT10))

static const struct field accent_fields[] = {
	SAME("diacr", CHARACTER, 0, 1),
	SAME("base", CHARACTER, 1, 1),
	SAME("result", CHARACTER, 2, 1),
	{NULL},
};

static const struct field wide_accent_fields[] = {
	SAME("diacr", HEX, 0, 4),
	SAME("base", HEX, 4, 4),
	SAME("result", HEX, 8, 4),
	{NULL},
};

#define MOST_ACCENTS 256

/* How many there are, and as many of them as can be read. */
static struct value *accents(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address, const char *name,
			     const struct field *fields, size_t size)
{
	struct memory memory = {.bytes = bytes, .length = length};
	struct memory behind = memory_behind(&memory, 4);
	struct value *structure = value_struct(d, address), *list;
	uint64_t count = get_unsigned(bytes, 4);

	value_field(structure, "kb_cnt", value_number(d, count, BASE_UNSIGNED));
	list = value_elements(d, fields, &behind, address + 4, count < MOST_ACCENTS ? count : MOST_ACCENTS, size);
	if (list && list->kind == VALUE_ARRAY && count > MOST_ACCENTS)
		list->has_more = true;
	value_field(structure, name, list);
	return structure;
}

static struct value *decode_accents(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return accents(d, bytes, length, address, "kbdiacr", accent_fields, 3);
}
static REQUEST_LAYOUT(accents, 4)

static struct value *decode_wide_accents(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return accents(d, bytes, length, address, "kbdiacruc", wide_accent_fields, 12);
}
static REQUEST_LAYOUT(wide_accents, 4)

/* Function keys are numbered with ten others among them. */
static const char *key_label(struct decoding *d, unsigned key)
{
	const char *name = constant_name(&constants_key_values, key);
	unsigned number = key & 0xff;

	if (!name && key >> 8 == KT_FN)
		return arena_format(d->arena, "K_F%u", number < 20 ? number + 1 : number - 9);
	return name;
}

/* What a key does: its name as comment, or its type and value. */
static struct value *key_value(struct decoding *d, unsigned key)
{
	struct value *value = value_number(d, key, BASE_HEX);
	const char *name = key_label(d, key), *type = constant_name(&constants_key_types, key >> 8);
	struct field letter = SAME("", CHARACTER, 0, 1);
	unsigned char low = key & 0xff;
	struct value *character = field_value(d, &letter, &low, 1);
	unsigned kind = key >> 8;
	bool is_letter = kind == KT_LATIN || kind == KT_META || kind == KT_LETTER || kind == KT_DEAD2;

	if (!type)
		type = arena_format(d->arena, "%#x", kind);
	if (!name && character && is_letter)
		name = arena_format(d->arena, "K(%s, %s)", type, character->word);
	else if (!name)
		name = arena_format(d->arena, low ? "K(%s, %#x)" : "K(%s, %x)", type, low);
	if (value)
		value->comment = name;
	return value;
}

static bool is_question(const struct decoding *d)
{
	uint32_t request = (uint32_t)call_arg(d->call, 1);

	return request == KDGKBENT || request == KDGKBSENT || request == KDGETKEYCODE;
}

/* In the memory that the call filled where it was asked, in what it was told where it was told; NULL: not known. */
static const unsigned char *answer_of(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address, size_t size)
{
	if (is_question(d))
		return bytes_at_exit(d, address, size);
	return length >= size ? bytes : NULL;
}

static struct value *decode_key_entry(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *entry = value_struct(d, address), *key;
	const unsigned char *filled = answer_of(d, bytes, length, address, 4);
	bool has_name = bytes[0] <= K_ALTSHIFTTAB;

	value_field(entry, "kb_table", value_flags(d, has_name ? &constants_keyboard_tables : &constants_keyboard_shifts, bytes[0]));
	value_field(entry, "kb_index", value_number(d, bytes[1], BASE_UNSIGNED));
	if (is_question(d) && !has_result(d))
		return entry;
	key = value_field(entry, "kb_value", filled ? key_value(d, (unsigned)get_unsigned(filled + 2, 2)) : value_word(d, "???"));
	if (key)
		key->is_exit = is_question(d);
	return entry;
}
static REQUEST_LAYOUT(key_entry, 2)

/* It ends at its NUL, or where the structure does. */
static struct value *key_text(struct decoding *d, const unsigned char *bytes, size_t length)
{
	const size_t most = sizeof(((struct kbsentry *)0)->kb_string);

	if (length < most && !memchr(bytes, '\0', length))
		return value_word(d, "???");
	return value_text(d, bytes, length);
}

static struct value *decode_key_string(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *entry = value_struct(d, address), *function, *text;
	const char *name = key_label(d, (unsigned)(KT_FN << 8 | bytes[0]));
	struct memory memory = {.bytes = bytes, .length = length};

	function = value_word(d, arena_format(d->arena, "KVAL(%s)", name));
	if (function) {
		function->number = bytes[0];
		function->is_named_number = true;
		function->base = BASE_HEX;
	}
	value_field(entry, "kb_func", function);
	if (is_question(d) && (!has_result(d) || !memory_at_exit(d, address, &memory)))
		return entry;
	text = key_text(d, memory.bytes + 1, memory.length - 1);
	value_field(entry, "kb_string", text);
	if (text)
		text->is_exit = is_question(d);
	return entry;
}
static REQUEST_LAYOUT(key_string, 1)

static struct value *decode_key_code(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *entry = value_struct(d, address), *code = value_number(d, get_unsigned(bytes + 4, 4), BASE_HEX);
	const unsigned char *filled = has_result(d) && is_question(d) ? bytes_at_exit(d, address, 8) : NULL;

	value_field(entry, "scancode", value_number(d, get_unsigned(bytes, 4), BASE_HEX));
	value_field(entry, "keycode", value_turn(d, code, filled ? value_number(d, get_unsigned(filled + 4, 4), BASE_HEX) : NULL));
	return entry;
}
static REQUEST_LAYOUT(key_code, 8)

/* ---- sounds and ports: the argument is a number ---- */

#define TICKS_PER_SECOND 1193182	/* PIT_TICK_RATE, include/linux/timex.h */
#define FIRST_PORT	 0x3b4		/* GPFIRST … GPLAST, drivers/tty/vt/vt_ioctl.c */
#define LAST_PORT	 0x3df

static struct value *decode_sound(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	uint64_t ticks = get_unsigned(bytes, word_size(d));
	struct value *value = value_number(d, ticks, BASE_UNSIGNED);

	if (value)
		value->comment = ticks && ticks <= TICKS_PER_SECOND ?
					 arena_format(d->arena, "%u Hz", (unsigned)(TICKS_PER_SECOND / ticks)) : "off";
	return value;
}
static REQUEST_LAYOUT(sound, 8)

/* How long, and with what pitch: 5<<16|440 */
static struct value *decode_tone(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	unsigned count = (unsigned)get_unsigned(bytes, 2), time_ms = (unsigned)get_unsigned(bytes + 2, 2);
	struct value *value = time_ms ? value_new(d, VALUE_OR) : value_number(d, count, BASE_UNSIGNED), *upper;

	if (time_ms) {
		upper = value_word(d, arena_format(d->arena, "%u<<16", time_ms));
		if (upper)
			upper->number = (uint64_t)time_ms << 16;
		value_add(value, upper);
		value_add(value, value_number(d, count, BASE_UNSIGNED));
	}
	if (value)
		value->comment = time_ms && count ? arena_format(d->arena, "%u Hz, %u ms", TICKS_PER_SECOND / count, time_ms) : "off";
	return value;
}
static REQUEST_LAYOUT(tone, 8)

static struct value *decode_port(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	uint64_t port = get_unsigned(bytes, word_size(d));
	struct value *value = value_number(d, port, BASE_HEX);

	if (value && port >= FIRST_PORT && port <= LAST_PORT)
		value->comment = arena_format(d->arena, "GPFIRST + %u", (unsigned)port - FIRST_PORT);
	return value;
}
static REQUEST_LAYOUT(port, 8)

static struct value *decode_accepted(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	uint64_t number = get_unsigned(bytes, word_size(d));

	return number < INT32_MAX ? value_signal(d, (int)number) : value_number(d, number, BASE_UNSIGNED);
}
static REQUEST_LAYOUT(accepted, 8)

const struct request requests_keyboard[] = {
	GIVES_SIZED(KDGKBDIACR, accents, sizeof(struct kbdiacrs)),
	TAKES_SIZED(KDSKBDIACR, accents, sizeof(struct kbdiacrs)),
	GIVES_SIZED(KDGKBDIACRUC, wide_accents, sizeof(struct kbdiacrsuc)),
	TAKES_SIZED(KDSKBDIACRUC, wide_accents, sizeof(struct kbdiacrsuc)),
	CHANGES_SIZED(KDGKBENT, key_entry, sizeof(struct kbentry)),
	TAKES_SIZED(KDSKBENT, key_entry, sizeof(struct kbentry)),
	CHANGES_SIZED(KDGKBSENT, key_string, sizeof(struct kbsentry)),
	TAKES_SIZED(KDSKBSENT, key_string, sizeof(struct kbsentry)),
	BOTH_LAYOUT(KDGETKEYCODE, key_code),
	TAKES_LAYOUT(KDSETKEYCODE, key_code),
	VALUE_LAYOUT(KIOCSOUND, sound),
	VALUE_LAYOUT(KDMKTONE, tone),
	VALUE_LAYOUT(KDADDIO, port),
	VALUE_LAYOUT(KDDELIO, port),
	VALUE_LAYOUT(KDSIGACCEPT, accepted),
	{0},
};
