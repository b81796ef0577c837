/* SPDX-License-Identifier: MIT */
/* Structures of time. */
#include "harness/decode/fields.h"

static const struct field timespec_fields[] = {
	BOTH("tv_sec", SIGNED, 0, 8, 0, 4), BOTH("tv_nsec", UNSIGNED, 8, 8, 4, 4), {NULL},
};
LAYOUT(timespec, 16, 8)

static const struct field timespec64_fields[] = {
	SAME("tv_sec", SIGNED, 0, 8), SAME("tv_nsec", UNSIGNED, 8, 8), {NULL},
};
LAYOUT_SAME(timespec64, 16)

static const struct field timeval_fields[] = {
	BOTH("tv_sec", SIGNED, 0, 8, 0, 4), BOTH("tv_usec", UNSIGNED, 8, 8, 4, 4), {NULL},
};
LAYOUT(timeval, 16, 8)

static const struct field itimerval_fields[] = {
	BOTH("it_interval", LAYOUT, 0, 16,  0, 8, .layout = &layout_timeval),
	BOTH("it_value",    LAYOUT, 16, 16, 8, 8, .layout = &layout_timeval),
	{NULL},
};
LAYOUT(itimerval, 32, 16)

static const struct field itimerspec_fields[] = {
	BOTH("it_interval", LAYOUT, 0, 16,  0, 8, .layout = &layout_timespec),
	BOTH("it_value",    LAYOUT, 16, 16, 8, 8, .layout = &layout_timespec),
	{NULL},
};
LAYOUT(itimerspec, 32, 16)

static const struct field itimerspec64_fields[] = {
	SAME("it_interval", LAYOUT, 0, 16,  .layout = &layout_timespec64),
	SAME("it_value",    LAYOUT, 16, 16, .layout = &layout_timespec64),
	{NULL},
};
LAYOUT_SAME(itimerspec64, 32)

static const struct field timezone_fields[] = {
	SAME("tz_minuteswest", SIGNED, 0, 4), SAME("tz_dsttime", SIGNED, 4, 4), {NULL},
};
LAYOUT_SAME(timezone, 8)

static const struct field tms_fields[] = {
	BOTH("tms_utime",  TICKS, 0, 8,  0, 4),
	BOTH("tms_stime",  TICKS, 8, 8,  4, 4),
	BOTH("tms_cutime", TICKS, 16, 8, 8, 4),
	BOTH("tms_cstime", TICKS, 24, 8, 12, 4),
	{NULL},
};
LAYOUT(tms, 32, 16)

static const struct field timex_fields[] = {
	BOTH("modes",	  FLAGS,    0, 4,   0, 4, SET(constants_adjtimex_modes)),
	BOTH("offset",	  SIGNED,   8, 8,   4, 4),
	BOTH("freq",	  SIGNED,   16, 8,  8, 4),
	BOTH("maxerror",  SIGNED,   24, 8,  12, 4),
	BOTH("esterror",  SIGNED,   32, 8,  16, 4),
	BOTH("status",	  FLAGS,    40, 4,  20, 4, SET(constants_adjtimex_status)),
	BOTH("constant",  SIGNED,   48, 8,  24, 4),
	BOTH("precision", SIGNED,   56, 8,  28, 4),
	BOTH("tolerance", SIGNED,   64, 8,  32, 4),
	BOTH("time",	  LAYOUT,   72, 16, 36, 8, .layout = &layout_timeval),
	BOTH("tick",	  SIGNED,   88, 8,  44, 4),
	BOTH("ppsfreq",	  SIGNED,   96, 8,  48, 4),
	BOTH("jitter",	  SIGNED,   104, 8, 52, 4),
	BOTH("shift",	  SIGNED,   112, 4, 56, 4),
	BOTH("stabil",	  SIGNED,   120, 8, 60, 4),
	BOTH("jitcnt",	  SIGNED,   128, 8, 64, 4),
	BOTH("calcnt",	  SIGNED,   136, 8, 68, 4),
	BOTH("errcnt",	  SIGNED,   144, 8, 72, 4),
	BOTH("stbcnt",	  SIGNED,   152, 8, 76, 4),
	BOTH("tai",	  SIGNED,   160, 4, 80, 4),
	{NULL},
};
LAYOUT(timex, 208, 128)

static struct value *decode_timex64(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return value_fields(d, timex_fields, bytes, length, address, false);
}
LAYOUT_BY(timex64, 208, 208, decode_timex64)

static const struct field utimbuf_fields[] = {
	BOTH("actime",	SIGNED, 0, 8, 0, 4), BOTH("modtime", SIGNED, 8, 8, 4, 4), {NULL},
};

static struct value *decode_utimbuf(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *structure = value_fields(d, utimbuf_fields, bytes, length, address, is_compat(d));

	for (struct value *child = structure ? structure->first : NULL; child; child = child->next)
		child->comment = date_text(d->arena, (int64_t)child->number, 0, 0);
	return structure;
}
LAYOUT_BY(utimbuf, 16, 8, decode_utimbuf)

/* ---- pairs of times for a file ---- */

#define UTIME_NOW_NANOSECONDS	((1 << 30) - 1)
#define UTIME_OMIT_NANOSECONDS	((1 << 30) - 2)

static struct value *file_time(struct decoding *d, const unsigned char *bytes, size_t word)
{
	uint64_t nanoseconds = get_unsigned(bytes + word, word);
	struct value *structure;

	structure = nanoseconds == UTIME_NOW_NANOSECONDS  ? value_word(d, "UTIME_NOW") :
		    nanoseconds == UTIME_OMIT_NANOSECONDS ? value_word(d, "UTIME_OMIT") :
							    value_struct(d, 0);
	value_field(structure, "tv_sec", value_number(d, (uint64_t)get_signed(bytes, word), BASE_SIGNED));
	value_field(structure, "tv_nsec", value_number(d, nanoseconds, BASE_UNSIGNED));
	if (structure && structure->kind == VALUE_WORD)
		structure->is_named_number = true;
	else if (structure)
		structure->comment = date_text(d->arena, get_signed(bytes, word), nanoseconds, 9);
	return structure;
}

static struct value *file_times(struct decoding *d, const unsigned char *bytes, uint64_t address, size_t word)
{
	struct value *array = value_array(d, address);

	value_add(array, file_time(d, bytes, word));
	value_add(array, file_time(d, bytes + 2 * word, word));
	return array;
}

static struct value *decode_utimens(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return file_times(d, bytes, address, word_size(d));
}
LAYOUT_BY(utimens, 32, 16, decode_utimens)

static struct value *decode_utimens64(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return file_times(d, bytes, address, 8);
}
LAYOUT_BY(utimens64, 32, 32, decode_utimens64)

static struct value *decode_utimes(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	size_t word = word_size(d);
	struct value *array = value_array(d, address);

	for (size_t i = 0; i < 2; i++) {
		const unsigned char *at = bytes + i * 2 * word;
		uint64_t microseconds = get_unsigned(at + word, word);
		struct value *time = value_layout(d, &layout_timeval, at, 2 * word, 0);

		if (time)
			time->comment = date_text(d->arena, get_signed(at, word), microseconds, 6);
		value_add(array, time);
	}
	return array;
}
LAYOUT_BY(utimes, 32, 16, decode_utimes)
