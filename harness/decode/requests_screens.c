/* SPDX-License-Identifier: MIT */
/* What requests of the console take: of its keyboard, its fonts, its modes. */
#include "harness/decode/requests.h"

#include <linux/kd.h>
#include <linux/keyboard.h>

#include "harness/syscalls/constants/set.h"

FLAG_SET(keyboard_lamps, "LED_???",
	 NAME(LED_SCR), NAME(LED_NUM), NAME(LED_CAP))

FLAG_SET(keyboard_flags, "LED_???",
	 NEWER(LED_SCR, 1), NEWER(LED_NUM, 2), NEWER(LED_CAP, 4), {"LED_SCR<<4", 0x10, 0}, {"LED_NUM<<4", 0x20, 0},
	 {"LED_CAP<<4", 0x40, 0})

ENUM_SET(keyboard_kinds, "KB_???",
	 NAME(KB_84), NAME(KB_101), NAME(KB_OTHER))

ENUM_SET(screen_modes, "KD_???",
	 NAME(KD_TEXT), NAME(KD_GRAPHICS), NAME(KD_TEXT0), NAME(KD_TEXT1))

SET_OF(keyboard_modes, "K_???", false, false, true, false,
	 NAME(K_XLATE), NAME(K_MEDIUMRAW), NAME(K_UNICODE))

ENUM_SET(keyboard_metas, "K_???",
	 NAME(K_METABIT), NAME(K_ESCPREFIX))

ENUM_SET(font_operations, "KD_FONT_OP_???",
	 NAME(KD_FONT_OP_SET), NAME(KD_FONT_OP_GET), NAME(KD_FONT_OP_SET_DEFAULT), NAME(KD_FONT_OP_COPY))

FLAG_SET(font_flags, "KD_FONT_FLAG_???",
	 NAME(KD_FONT_FLAG_DONT_RECALC), NEWER(KD_FONT_FLAG_OLD, 0x80000000))

ENUM_SET(keyboard_tables, "K_???",
	 NAME(K_NORMTAB), NAME(K_SHIFTTAB), NAME(K_ALTTAB), NAME(K_ALTSHIFTTAB))

static const struct field accent_fields[] = {
	SAME("diacr", CHARACTER, 0, 1),
	SAME("base", CHARACTER, 1, 1),
	SAME("result", CHARACTER, 2, 1),
	{NULL},
};

static const struct field accents_fields[] = {
	SAME("kb_cnt", UNSIGNED, 0, 4),
	SAME("kbdiacr", FIELDS, 4, 3, INSIDE(accent), REPEATED(256), COUNTED(0)),
	{NULL},
};

static const struct field wide_accent_fields[] = {
	SAME("diacr", HEX, 0, 4),
	SAME("base", HEX, 4, 4),
	SAME("result", HEX, 8, 4),
	{NULL},
};

static const struct field wide_accents_fields[] = {
	SAME("kb_cnt", UNSIGNED, 0, 4),
	SAME("kbdiacruc", FIELDS, 4, 12, INSIDE(wide_accent), REPEATED(256), COUNTED(0)),
	{NULL},
};

static const struct field key_code_fields[] = {
	SAME("scancode", HEX, 0, 4),
	SAME("keycode", HEX, 4, 4),
	{NULL},
};

static const struct field repeat_fields[] = {
	SAME("delay", SIGNED, 0, 4),
	SAME("period", SIGNED, 4, 4),
	{NULL},
};

static const struct field unicode_map_fields[] = {
	SAME("entry_ct", UNSIGNED, 0, 2),
	BOTH("entries", ADDRESS, 8, 8, 4, 4),
	{NULL},
};

static const struct field unicode_clear_fields[] = {
	SAME("advised_hashsize", UNSIGNED, 0, 2),
	SAME("advised_hashstep", UNSIGNED, 2, 2),
	SAME("advised_hashlevel", UNSIGNED, 4, 2),
	{NULL},
};

static const struct field font_fields[] = {
	SAME("charcount", UNSIGNED, 0, 2),
	SAME("charheight", UNSIGNED, 2, 2),
	BOTH("chardata", ADDRESS, 8, 8, 4, 4),
	{NULL},
};

static const struct field font_asked_fields[] = {
	SAME("op", FLAGS, 0, 4, SET(constants_font_operations)),
	SAME("flags", FLAGS, 4, 4, SET(constants_font_flags)),
	SAME("width", UNSIGNED, 8, 4),
	SAME("height", UNSIGNED, 12, 4),
	SAME("charcount", UNSIGNED, 16, 4),
	BOTH("data", ADDRESS, 24, 8, 20, 4),
	{NULL},
};

static const struct field font_answer_fields[] = {
	SAME("width", UNSIGNED, 8, 4),
	SAME("height", UNSIGNED, 12, 4),
	SAME("charcount", UNSIGNED, 16, 4),
	BOTH("data", ADDRESS, 24, 8, 20, 4),
	{NULL},
};

static const struct field screen_map_fields[] = {
	SAME("", HEX, 0, 2, REPEATED(256)),
	{NULL},
};

const struct request requests_screens[] = {
	NOTHING(KDENABIO),
	NOTHING(KDDISABIO),
	NOTHING(KDMAPDISP),
	NOTHING(KDUNMAPDISP),
	NOTHING(PIO_FONTRESET),
	GIVES_ONE(KDGETLED, FLAGS, 1, SET(constants_keyboard_lamps)),
	VALUE_OF(KDSETLED, FLAGS, 1, SET(constants_keyboard_lamps)),
	GIVES_ONE(KDGKBLED, FLAGS, 1, SET(constants_keyboard_flags)),
	GIVES_ONE(KDGKBTYPE, FLAGS, 1, SET(constants_keyboard_kinds)),
	VALUE_OF(KDSETMODE, FLAGS, 4, SET(constants_screen_modes)),
	GIVES_ONE(KDGETMODE, FLAGS, 4, SET(constants_screen_modes)),
	GIVES_ONE(KDGKBMODE, FLAGS, 4, SET(constants_keyboard_modes)),
	VALUE_OF(KDSKBMODE, FLAGS, 4, SET(constants_keyboard_modes)),
	GIVES_ONE(KDGKBMETA, FLAGS, 4, SET(constants_keyboard_metas)),
	VALUE_OF(KDSKBMETA, FLAGS, 4, SET(constants_keyboard_metas)),
	VALUE_OF(KDSIGACCEPT, UNSIGNED, 8),
	VALUE_OF(KDSKBLED, FLAGS, 1, SET(constants_keyboard_flags)),
	GIVES(KDGKBDIACR, accents),
	TAKES(KDSKBDIACR, accents),
	GIVES(KDGKBDIACRUC, wide_accents),
	TAKES(KDSKBDIACRUC, wide_accents),
	TAKES(KDSETKEYCODE, key_code),
	CHANGES(KDKBDREP, repeat, repeat),
	TAKES(PIO_UNIMAP, unicode_map),
	TAKES(PIO_UNIMAPCLR, unicode_clear),
	CHANGES(GIO_FONTX, font, font),
	TAKES(PIO_FONTX, font),
	CHANGES(KDFONTOP, font_asked, font_answer),
	GIVES_BARE(GIO_SCRNMAP, HEX_BYTES, 256),
	TAKES_BARE(PIO_SCRNMAP, HEX_BYTES, 256),
	GIVES(GIO_UNISCRNMAP, screen_map),
	TAKES(PIO_UNISCRNMAP, screen_map),
	GIVES_BARE(GIO_CMAP, HEX_BYTES, 48),
	TAKES_BARE(PIO_CMAP, HEX_BYTES, 48),
	GIVES_BARE(GIO_FONT, HEX_BYTES, 4096),
	TAKES_BARE(PIO_FONT, HEX_BYTES, 4096),
	{0},
};
