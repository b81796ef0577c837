/* SPDX-License-Identifier: MIT */
/* The line of any entry of the list: a call, a mark or an event. */
#include "harness/print.h"

#include <string.h>

#include <sysexpect/mark.h>

/* mark("ready"), which is also the pattern that meets it. */
static void add_mark(struct text *text, const struct sx_call *mark, const struct line_style *style)
{
	const size_t magic = strlen(SX_MARK_MAGIC);
	struct line_style whole = *style;
	struct arena arena = {0};
	struct value name = {.kind = VALUE_BYTES};
	enum value_state state;

	whole.string_limit = SX_MARK_MAX;
	name.bytes = decode_data(&arena, mark, 1, &name.length, &state);
	if (name.bytes && name.length >= magic) {
		name.bytes += magic;
		name.length -= magic;
	}
	name.full_length = name.length;
	text_add(text, "mark(");
	line_of_value(text, &name, &whole);
	text_add_char(text, ')');
	arena_free(&arena);
}

void print_line(struct text *text, const struct sx_call *entry, const struct line_style *style,
		struct line_spans *ret_spans)
{
	if (ret_spans)
		*ret_spans = (struct line_spans){0};
	switch (call_entry(entry)) {
	case ENTRY_SIGNAL:
	case ENTRY_EXIT:
		line_of_event(text, entry, style);
		break;
	case ENTRY_MARK:
		add_mark(text, entry, style);
		break;
	case ENTRY_CALL:
		line_of_call(text, entry, style, ret_spans);
		break;
	}
}
