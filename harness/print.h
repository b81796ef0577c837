/* SPDX-License-Identifier: MIT */
/* The dump: entries as strace would print them, one line each. */
#ifndef SX_PRINT_H
#define SX_PRINT_H

#include <stdio.h>

#include "harness/base/text.h"
#include "harness/decode/decode.h"
#include "harness/recording.h"
#include "sysexpect/sysexpect.h"

/* Descriptors by number. */
struct fds {
	const int *list;	/* in an arena */
	size_t count;
	bool is_inverted;
};

/* When tasks were born and ended, each list in ascending order: how many live at a moment. */
struct population {
	uint64_t *born, *ended;
	size_t count;
};

/* What a style asks for beyond flags; print_style.c makes it. */
struct print_wishes {
	uint64_t abbrev[2][WIRE_CALLS / 64], structures[2][WIRE_CALLS / 64], raw[2][WIRE_CALLS / 64];
	bool has_abbrev, has_structures, has_raw, has_fds, has_read, has_write;
	uint64_t hidden_signals;	/* bit n - 1 */
	struct fds fds, read_fds, write_fds;
	const char *const *paths;	/* NULL: all */
	unsigned statuses;		/* 0: all */
	uint8_t time_digits, relative_digits, duration_digits;
};

/* The calls of a task that were met last. */
struct last_calls {
	uint64_t last_ns, before_ns;
	uint32_t last, before;
};

#define PRINT_NO_LINE UINT64_MAX

struct printer {
	const struct recording *recording;
	struct line_style line;
	unsigned flags;		/* SX_PRINT_… */
	size_t frames;		/* callers of each call that are shown */
	struct text *text;	/* lines are added here … */
	FILE *stream;		/* … and leave to here from time to time; NULL: they stay */
	struct population population;
	uint64_t before_ns;	/* start of the line before, or PRINT_NO_LINE */
	const struct print_wishes *wishes;	/* NULL: the defaults of strace */
	size_t alive;		/* tasks, where `counts_alive`: then population is not asked */
	bool counts_alive;
	struct banished *banished;	/* SX_PRINT_UNTIL_EXEC: who is no longer shown; NULL: nobody */
	struct last_calls *last_calls;	/* SX_PRINT_CALL_NUMBERS: by index of the process */
	size_t last_room;
	struct arena scratch;	/* from print_begin() to print_end() */
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
bool print_changes_pid(const struct sx_call *entry);	/* a thread's execve, that returns as the process */
void print_fetch_ahead(const struct sx_call *const *entries, size_t count, size_t i);	/* the i-th is printed now */
bool print_hides(struct printer *printer, const struct sx_call *entry);
struct line_style print_style_of(const struct printer *printer, const struct sx_call *entry);
void print_prefix(struct printer *printer, const struct sx_call *entry, uint64_t ns);	/* pid and time */
void print_entry(struct printer *printer, const struct sx_call *entry);	/* the rest of a whole line */
void print_duration(struct printer *printer, const struct sx_call *call);
void print_stack(struct printer *printer, const struct sx_call *call);	/* behind a whole line */
size_t print_column(const struct printer *printer);	/* of the result, counted from the start of the line */
void print_flush(struct printer *printer);	/* behind a whole line */

/* ---- what is shown: print_filter.c ---- */

bool fds_have(const struct fds *fds, int fd);

/* By the wishes: whether a call has a status, path or descriptor that is asked for. */
bool print_is_wished(const struct printer *printer, const struct sx_call *call);

/* Whether the wishes can only be judged when a call has returned. */
bool print_waits_for_results(const struct printer *printer);

/* Processes that have done what SX_PRINT_UNTIL_EXEC waits for, and their children. */
struct banished *banished_new(void);	/* NULL: out of memory */
struct banished *banished_free(struct banished *banished);
bool banished_has(const struct banished *banished, const struct sx_call *entry);
int banished_follow(struct banished *banished, const struct sx_call *entry);	/* behind the entry's line; 0 or -ENOMEM */

/* Whole buffers in hexadecimal behind the line of a call, where it is asked for: print_hex.c. */
void print_dumps(struct printer *printer, const struct sx_call *call);

/* ---- styles: print_style.c ---- */

/* Fills in line, flags and wishes; 0 or -EINVAL with a sentence. What is made lives in the arena. */
int print_take_style(struct printer *printer, struct print_wishes *wishes, struct arena *arena,
		     const struct sx_print_style *style, int fd, struct text *ret_why);

/* ---- live ---- */

/* Splits as print_interleaved() does, entry by entry as they come. */
struct splitter {
	struct printer *printer;
	const struct sx_call *open;	/* whose line has no end yet */
	size_t columns;			/* of that line so far */
};

void split_leave(struct splitter *splitter, const struct sx_call *next);	/* end an open line, as `next` follows or NULL */
void split_enter(struct splitter *splitter, const struct sx_call *call);	/* prefix and first part */
void split_return(struct splitter *splitter, const struct sx_call *call);	/* on the open line, or resumed */

/* A comment line that says what is missing in the list, or nothing where it is complete. */
void print_losses(struct text *text, const struct recording *recording, bool as_json);

/* A comment line that says how many calls of a region are the test framework's own, or nothing. */
void print_framework(struct text *text, const struct recording *recording);

#endif
