/* SPDX-License-Identifier: MIT */
/* Compares lines with what strace prints, and holds each against its own call as a pattern. */
#ifndef SX_UNIT_LINES_H
#define SX_UNIT_LINES_H

#include <check.h>

#include "harness/decode/decode.h"
#include "tests/unit/fake.h"
#include "tests/unit/matches.h"
#include "tests/unit/mutations.h"

static inline char *line_as(const struct sx_call *call, const struct line_style *style)
{
	struct text text = {0};

	if (call->entry == ENTRY_CALL || call->entry == ENTRY_MARK)
		line_of_call(&text, call, style, NULL);
	else
		line_of_event(&text, call, style);
	ck_assert(!text.failed);
	return text_steal(&text);
}

#define assert_line_limited(call, expected, limit, ...)                                                \
	do {                                                                                           \
		const struct line_style style_ = {.string_limit = (limit), ##__VA_ARGS__};             \
		char *line_ = line_as(call, &style_);                                                  \
                                                                                                       \
		ck_assert_str_eq(line_, expected);                                                     \
		if (style_.names == LINE_ABBREV && !style_.colour)                                    \
			assert_line_matches_itself(call, line_);                                       \
		if (style_.names == LINE_ABBREV && call_entry(call) == ENTRY_CALL)                     \
			assert_mutations_are_noticed(call);                                            \
		free(line_);                                                                           \
	} while (0)

#define assert_line_as(call, expected, ...) assert_line_limited(call, expected, 32, ##__VA_ARGS__)

/* Without alignment, as strace -a0 prints it. */
#define assert_line(call, expected) assert_line_as(call, expected, .no_alignment = true)

#endif
