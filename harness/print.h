/* SPDX-License-Identifier: MIT */
/* The dump: entries as strace would print them, one line each. */
#ifndef SX_PRINT_H
#define SX_PRINT_H

#include <stdio.h>

#include "harness/base/text.h"
#include "harness/decode/decode.h"
#include "harness/recording.h"

/* When tasks were born and ended, each list in ascending order: how many live at a moment. */
struct population {
	uint64_t *born, *ended;
	size_t count;
};

struct printer {
	const struct recording *recording;
	struct line_style line;
	unsigned flags;		/* SX_PRINT_… */
	struct text *text;	/* lines are added here … */
	FILE *stream;		/* … and leave to here from time to time; NULL: they stay */
	struct population population;
	uint64_t before_ns;	/* start of the line before */
	size_t prefix;		/* bytes of the line before its entry begins: they count for the column of the result */
};

/* The line of an entry without newline, pid or time. `ret_spans` may be NULL. */
void print_line(struct text *text, const struct sx_call *entry, const struct line_style *style,
		struct line_spans *ret_spans);

/* One whole line per entry. Returns 0, or -ENOMEM. */
int print_entries(struct printer *printer, const struct sx_call *const *entries, size_t count);

/* In the order in which things happened: a call during which another task did something is split into
 * "read(3,  <unfinished ...>" and "<... read resumed>"x", 1) = 1". */
int print_interleaved(struct printer *printer, const struct sx_call *const *entries, size_t count);

/* ---- what the two share ---- */

int print_begin(struct printer *printer, const struct sx_call *const *entries, size_t count);
int print_end(struct printer *printer);
bool print_hides(const struct printer *printer, const struct sx_call *entry);
void print_prefix(struct printer *printer, const struct sx_call *entry, uint64_t ns);	/* pid and time */
void print_entry(struct printer *printer, const struct sx_call *entry);	/* the rest of a whole line */
void print_duration(struct printer *printer, const struct sx_call *call);
void print_stack(struct printer *printer, const struct sx_call *call);	/* behind a whole line */
size_t print_column(const struct printer *printer);	/* of the result, counted from the start of the line */
void print_flush(struct printer *printer);	/* behind a whole line */

/* A comment line that says what is missing in the list, or nothing where it is complete. */
void print_losses(struct text *text, const struct recording *recording);

/* A comment line that says how many calls of a region are the test framework's own, or nothing. */
void print_framework(struct text *text, const struct recording *recording);

#endif
