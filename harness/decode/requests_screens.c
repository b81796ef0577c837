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
	 NAME(K_RAW), NAME(K_XLATE), NAME(K_MEDIUMRAW), NAME(K_UNICODE), NAME(K_OFF))

ENUM_SET(keyboard_metas, "K_???",
	 NAME(K_METABIT), NAME(K_ESCPREFIX))

static const struct field repeat_fields[] = {
	SAME("delay", SIGNED, 0, 4),
	SAME("period", SIGNED, 4, 4),
	{NULL},
};

static const struct field unicode_clear_fields[] = {
	SAME("advised_hashsize", UNSIGNED, 0, 2),
	SAME("advised_hashstep", UNSIGNED, 2, 2),
	SAME("advised_hashlevel", UNSIGNED, 4, 2),
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
	VALUE_OF(KDSKBLED, FLAGS, 1, SET(constants_keyboard_flags)),
	CHANGES(KDKBDREP, repeat, repeat),
	TAKES(PIO_UNIMAPCLR, unicode_clear),
	GIVES_BARE(GIO_SCRNMAP, HEX_BYTES, 256),
	TAKES_BARE(PIO_SCRNMAP, HEX_BYTES, 256),
	GIVES_BARE(GIO_CMAP, HEX_BYTES, 48),
	TAKES_BARE(PIO_CMAP, HEX_BYTES, 48),
	GIVES_BARE(GIO_FONT, HEX_BYTES, 8192),
	TAKES_BARE(PIO_FONT, HEX_BYTES, 8192),
	{0},
};
