/* SPDX-License-Identifier: MIT */
/* From a raw record to values and lines: what the dump, patterns, reports and JSON are made of. */
#ifndef SX_DECODE_DECODE_H
#define SX_DECODE_DECODE_H

#include "harness/base/arena.h"
#include "harness/base/text.h"
#include "harness/decode/value.h"
#include "harness/recording.h"

/* What a decoder works with. */
struct decoding {
	struct arena *arena;		/* everything made lives here */
	const struct sx_call *call;
	const struct syscall *row;
	unsigned slot;			/* argument being decoded */
	bool is_bare;			/* what a descriptor is open on need not be spelled out */
};

/* The value of argument n (0 …) as the row says. Never NULL except out of memory. Which arguments a
 * call prints: decode_count(). */
struct value *decode_argument(struct arena *arena, const struct sx_call *call, unsigned n);

/* … where a descriptor's object has its identity, and no texts. */
struct value *decode_argument_bare(struct arena *arena, const struct sx_call *call, unsigned n);

/* How many arguments the line shows: open without O_CREAT has two, F_GETFD has no third. */
unsigned decode_count(const struct sx_call *call);

/* The slots of these arguments in the order in which they are printed; returns decode_count(). */
unsigned decode_order(const struct sx_call *call, uint8_t ret_slots[SYSCALL_ARGS]);

/* The row that holds for the registers of this call: with the arguments and result of its command. */
const struct syscall *decode_row(const struct sx_call *call);

/* The result of a call that returned and did not fail. NULL: it failed or never returned. */
struct value *decode_result(struct arena *arena, const struct sx_call *call);
struct value *decode_result_bare(struct arena *arena, const struct sx_call *call);

/* The absolute, normalised path of argument n, or NULL. Lives in the arena. */
const char *decode_path(struct arena *arena, const struct sx_call *call, unsigned n, bool *ret_is_uncertain);

/* Bytes of a buffer argument, vectors gathered; NULL: none. Lives in the arena or in the recording. */
const unsigned char *decode_data(struct arena *arena, const struct sx_call *call, unsigned n, size_t *ret_length,
				 enum value_state *ret_state);

/* What a descriptor blob stands for. */
const struct object *decode_object(struct arena *arena, const struct wire_blob *blob, const struct wire_file *file);

/* "ENOENT" for 2; NULL: no name. The restart codes 512 … 516 have names too. */
const char *errno_name(int number);
int errno_of(const char *name);	/* or -ENOENT */

/* "SIGTERM" for 15, "SIGRT_3" and so on, as strace prints; lives in static storage. */
const char *signal_name(int number);
int signal_of(const char *name);
const struct constants *signal_codes(int signal);	/* what si_code can be, those of all signals apart */

/* ---- lines ---- */

enum line_names { LINE_ABBREV, LINE_RAW, LINE_VERBOSE };	/* strace's -X */

#define DETAIL_SOCKET	1u
#define DETAIL_DEVICE	2u
#define DETAIL_PIDFD	4u

/* How lines look; zero is strace's default but for string_limit. */
struct line_style {
	size_t string_limit;	/* -s: bytes shown of a string; strace's default is 32 */
	unsigned column;	/* -a: column of the result, less what stands before the call in its line; 0: 40 */
	uint8_t names;		/* enum line_names */
	uint8_t hex_strings;	/* -x: 1: non-printable strings, 2 (-xx): all strings in hex */
	bool paths;		/* -y */
	bool details;		/* -yy */
	uint8_t detail_kinds;	/* DETAIL_…: of these kinds alone; 0: of all */
	bool verbose;		/* -v: structures whole */
	bool colour;
	bool no_alignment;	/* result directly behind the closing bracket */
	bool raw_arguments;	/* -e raw=: registers in hexadecimal */
	bool no_structures;	/* not in -e verbose=: addresses of structures */
	bool parameters;	/* -N: names before arguments */
	bool hex_escapes;	/* in place of octal ones */
	struct arena *scratch;	/* for what a line is made of, cleared with each; NULL: one of its own */
	bool commands;		/* -Y: names behind the ids of processes that were recorded */
	bool translates;	/* --pidns-translation: behind ids, those of the namespace of the session's owner where they differ */
	const struct sx_call *entry;	/* with either: whose line it is */
};

/* What the session's owner calls whose id this is, with `translates` and where that is another number; or 0. */
int32_t task_id_there(const struct value *value, const struct line_style *style);

/* "<sh>", escaped; nothing of "". */
void print_task_name(struct text *text, const char *name, const struct line_style *style);

/* Where a part of a line stands, in bytes from its start (colour sequences count): for carets in reports. */
struct span {
	size_t start, end;	/* end == start: not printed */
};

struct line_spans {
	struct span name, args[SYSCALL_ARGS], result;
};

/* Behind the line of a call that a seccomp supervisor answered with success. In a pattern: such calls alone. */
#define LINE_ANSWERED "/* answered by seccomp notify */"

/* name(args…) = result, without newline, pid or time. An unfinished call ends as strace prints it:
 * "exit_group(0) = ?". `ret_spans` may be NULL. */
void line_of_call(struct text *text, const struct sx_call *call, const struct line_style *style,
		  struct line_spans *ret_spans);

/* Whether strace prints an argument when the call returns, so that one that never did has none. */
bool argument_is_printed_at_exit(const struct argument *argument);

/* Whether what the call changed of it stands behind what was passed: clone3's {…} => {…}. */
bool argument_is_changed(const struct argument *argument);

/* {si_signo=…} of a signal that was recorded, and its number; NULL: the record does not have it. */
const struct value *decode_signal_info(struct arena *arena, const struct sx_call *entry, int *ret_signal);

/* Whether an entry of a signal says that its process has stopped by it. */
bool is_stop(const struct sx_call *entry);

/* An event: "--- SIGCHLD {si_signo=SIGCHLD, …} ---", "+++ exited with 0 +++". */
void line_of_event(struct text *text, const struct sx_call *entry, const struct line_style *style);

/* One value as the line shows it. */
void line_of_value(struct text *text, const struct value *value, const struct line_style *style);

/* The constant sets that a value or an argument may use, for the pattern parser: by its argument. */
const struct constants *argument_constants(const struct syscall *row, unsigned n);	/* NULL: none of its own */

/* Whether ptrace's struct user has an offset of this name: "8*RIP", "8*RIP+1". */
bool is_user_offset(const char *name);

/* Whether a field of any structure that is printed may have this name; and the names one by one, NULL at the end. */
bool is_field_name(const char *name);

/* What a field of this name is in each structure that has one. */
enum field_look { LOOK_ANY, LOOK_NUMBER, LOOK_MODE };
enum field_look field_look(const char *name);
const char *field_name(size_t index);

#endif
