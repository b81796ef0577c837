/* SPDX-License-Identifier: MIT */
/* What the names of a whole number and those of its parts share. */
#ifndef SX_DECODE_FLAGS_H
#define SX_DECODE_FLAGS_H

#include "harness/decode/decode.h"

#define HUGE_SHIFT 26
#define HUGE_MASK ((uint64_t)0x3f << HUGE_SHIFT)
#define PERMISSIONS 0777ull

/* A field whose values without a name have a comment of their own. */
struct unknown_field {
	const struct constants *set;
	uint64_t mask;
	const char *unknown;
};

/* NULL: the set has none. */
const struct unknown_field *unknown_field_of(const struct constants *set);

/* A number behind the flag is a command of its own, known or not. */
bool is_command(const struct constants *set);

/* All of the number at once, as the style wants it. */
void print_whole(struct text *text, const struct value *value, const struct line_style *style);

#endif
