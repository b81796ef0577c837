/* SPDX-License-Identifier: MIT */
/* Structures about the system, its terminals and its queues. */
#include "harness/decode/fields.h"

static const struct field utsname_fields[] = {
	SAME("sysname",	   NAME, 0, 65),
	SAME("nodename",   NAME, 65, 65),
	SAME("release",	   NAME, 130, 65, VERBOSE),
	SAME("version",	   NAME, 195, 65, VERBOSE),
	SAME("machine",	   NAME, 260, 65, VERBOSE),
	SAME("domainname", NAME, 325, 65, VERBOSE),
	{NULL},
};
LAYOUT_SAME(utsname, 390)

/* The same without its last field. */
static struct value *decode_old_utsname(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return value_fields(d, utsname_fields, bytes, 325, address, false);
}
LAYOUT_BY(old_utsname, 325, 325, decode_old_utsname)

static const struct field oldold_utsname_fields[] = {
	SAME("sysname",	 NAME, 0, 9),
	SAME("nodename", NAME, 9, 9),
	SAME("release",	 NAME, 18, 9, VERBOSE),
	SAME("version",	 NAME, 27, 9, VERBOSE),
	SAME("machine",	 NAME, 36, 9, VERBOSE),
	{NULL},
};
LAYOUT_SAME(oldold_utsname, 45)

static struct value *decode_loads(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *array = value_array(d, 0);
	size_t word = word_size(d);

	for (size_t i = 0; i < 3; i++)
		value_add(array, value_number(d, get_unsigned(bytes + i * word, word), BASE_UNSIGNED));
	return array;
}

static const struct layout layout_loads = {.name = "loads", .size = 24, .compat_size = 12, .decode = decode_loads};

static const struct field sysinfo_fields[] = {
	BOTH("uptime",	  UNSIGNED, 0, 8,   0, 4),
	BOTH("loads",	  LAYOUT,   8, 24,  4, 12, .layout = &layout_loads),
	BOTH("totalram",  UNSIGNED, 32, 8,  16, 4),
	BOTH("freeram",	  UNSIGNED, 40, 8,  20, 4),
	BOTH("sharedram", UNSIGNED, 48, 8,  24, 4),
	BOTH("bufferram", UNSIGNED, 56, 8,  28, 4),
	BOTH("totalswap", UNSIGNED, 64, 8,  32, 4),
	BOTH("freeswap",  UNSIGNED, 72, 8,  36, 4),
	BOTH("procs",	  UNSIGNED, 80, 2,  40, 2),
	BOTH("totalhigh", UNSIGNED, 88, 8,  44, 4),
	BOTH("freehigh",  UNSIGNED, 96, 8,  48, 4),
	BOTH("mem_unit",  UNSIGNED, 104, 4, 52, 4),
	{NULL},
};
LAYOUT(sysinfo, 112, 64)

/* ---- terminals ---- */

static const struct field winsize_fields[] = {
	SAME("ws_row",	  UNSIGNED, 0, 2), SAME("ws_col",    UNSIGNED, 2, 2),
	SAME("ws_xpixel", UNSIGNED, 4, 2), SAME("ws_ypixel", UNSIGNED, 6, 2), {NULL},
};
LAYOUT_SAME(winsize, 8)

static const struct field termios_first[] = {
	SAME("c_iflag", FLAGS, 0, 4,  SET(constants_termios_input)),
	SAME("c_oflag", FLAGS, 4, 4,  SET(constants_termios_output)),
	SAME("c_cflag", FLAGS, 8, 4,  SET(constants_termios_control)),
	SAME("c_lflag", FLAGS, 12, 4, SET(constants_termios_local)),
	SAME("c_line",	FLAGS, 16, 1, SET(constants_line_disciplines), VERBOSE),
	{NULL},
};

#define CONTROL_CHARACTERS 19

/* [[VINTR]=0x3, [VQUIT]=0x1c, …] */
static struct value *control_characters(struct decoding *d, const unsigned char *bytes)
{
	static const char *const names[CONTROL_CHARACTERS] = {
		"[VINTR]", "[VQUIT]", "[VERASE]", "[VKILL]", "[VEOF]", "[VTIME]", "[VMIN]", "[VSWTC]", "[VSTART]",
		"[VSTOP]", "[VSUSP]", "[VEOL]", "[VREPRINT]", "[VDISCARD]", "[VWERASE]", "[VLNEXT]", "[VEOL2]",
		"[17]", "[18]",
	};
	struct value *array = value_array(d, 0);

	for (size_t i = 0; i < CONTROL_CHARACTERS; i++)
		value_field(array, names[i], value_number(d, bytes[i], BASE_HEX));
	return array;
}

static struct value *termios_value(struct decoding *d, const unsigned char *bytes, uint64_t address, bool has_speeds)
{
	struct value *termios = value_fields(d, termios_first, bytes, 17, address, false);
	struct value *child = value_field(termios, "c_cc", control_characters(d, bytes + 17));

	if (child)
		child->is_verbose_only = true;
	if (!has_speeds)
		return termios;
	for (size_t i = 0; i < 2; i++) {
		child = value_field(termios, i ? "c_ospeed" : "c_ispeed",
				    value_number(d, get_unsigned(bytes + 36 + 4 * i, 4), BASE_UNSIGNED));
		if (child)
			child->is_verbose_only = true;
	}
	return termios;
}

static struct value *decode_termios(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return termios_value(d, bytes, address, false);
}
LAYOUT_BY(termios, 36, 36, decode_termios)

static struct value *decode_termios2(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return termios_value(d, bytes, address, true);
}
LAYOUT_BY(termios2, 44, 44, decode_termios2)

/* ---- kexec ---- */

static const struct field kexec_segment_fields[] = {
	BOTH("buf",   ADDRESS,	0, 8,  0, 4),
	BOTH("bufsz", UNSIGNED, 8, 8,  4, 4),
	BOTH("mem",   ADDRESS,	16, 8, 8, 4),
	BOTH("memsz", UNSIGNED, 24, 8, 12, 4),
	{NULL},
};
LAYOUT(kexec_segment, 32, 16)

/* Of a call that Linux 5.5 was the last to have; include/uapi/linux/sysctl.h. */
static const struct field sysctl_args_fields[] = {
	BOTH("name",	ADDRESS,  0, 8,	 0, 4),
	BOTH("nlen",	SIGNED,	  8, 4,	 4, 4),
	BOTH("oldval",	ADDRESS,  16, 8, 8, 4),
	BOTH("oldlenp", ADDRESS,  24, 8, 12, 4),
	BOTH("newval",	ADDRESS,  32, 8, 16, 4),
	BOTH("newlen",	UNSIGNED, 40, 8, 20, 4),
	{NULL},
};
LAYOUT(sysctl_args, 80, 40)
