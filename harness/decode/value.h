/* SPDX-License-Identifier: MIT */
/* A decoded argument as a tree: what the dump prints, patterns match and JSON shows. */
#ifndef SX_DECODE_VALUE_H
#define SX_DECODE_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/syscalls/table.h"

enum value_kind {
	VALUE_NUMBER,		/* `number` in `base` */
	VALUE_FLAGS,		/* `number` named by `set`; the text is made when printed */
	VALUE_BYTES,		/* `bytes`: buffer or string that is no path */
	VALUE_PATH,		/* `bytes`: path as passed; `resolved`: absolute, normalised */
	VALUE_FD,		/* `number`: descriptor (or AT_FDCWD); `object`: what it is open on */
	VALUE_ADDRESS,		/* `number`: pointer that was not or could not be followed; 0 prints as NULL */
	VALUE_WORD,		/* `word`: a name that stands for itself, compared as text: "?", "SIG_DFL", "DT_DIR" */
	VALUE_STRUCT,		/* {a=…, b=…}: children, each with a `name` */
	VALUE_ARRAY,		/* [x, y]: children */
	VALUE_SET,		/* [A B C], or ~[A B C] if `is_inverted`: signal and descriptor sets: children */
	VALUE_CALL,		/* word(x, y): makedev(0x8, 0x1), htons(80): children */
	VALUE_CHANGE,		/* [before => after], or without brackets if `is_bare`: two children */
	VALUE_OR,		/* x|y: children joined by |, where a register has several fields */
};

/* How far it was captured: the reason for "cannot tell". */
enum value_state {
	STATE_OK,
	STATE_CUT,		/* bytes: only the first `length` of `full_length` (SIZE_MAX: unknown) are known */
	STATE_UNREAD,		/* could not be read: printed as its address */
	STATE_LATE,		/* read at exit only; whole */
};

enum number_base { BASE_SIGNED, BASE_UNSIGNED, BASE_HEX, BASE_OCTAL };

/* What a descriptor is open on, at the moment of the call. */
struct object {
	const char *path;	/* "/etc/passwd", "pipe:[123]", "socket:[45]", "anon_inode:[eventpoll]" */
	bool is_deleted;	/* strace's "(deleted)", printed outside the <…>'s text as strace does */
	const char *details;	/* -yy: "TCP:[127.0.0.1:80->…]", "char 1:3"; NULL: none */
	const char *printed;	/* details with the escapes that a path in them needs; NULL: as they are */
	uint64_t identity;	/* open file description and generation; 0: unknown */
	const struct wire_file *file;	/* raw, or NULL */
};

struct value {
	uint8_t kind;		/* enum value_kind */
	uint8_t state;		/* enum value_state */
	uint8_t base;		/* enum number_base */
	uint8_t id_of;		/* VALUE_NUMBER: enum id_of: whose id it is, in the pid namespace of the caller */
	bool is_inverted;	/* VALUE_SET */
	bool is_verbose_only;	/* field shown with -v only; otherwise "..." stands for it and its like. Of a whole
				 * argument: its address and comment stand for it (envp, getdents64) */
	bool has_more;		/* array or struct: "..." at the end: more than was captured or is shown; bytes: the same */
	bool is_more_unread;	/* with has_more, of a struct: the rest could not be read: "???" stands for it */
	bool is_quoted_name;	/* VALUE_BYTES: fixed-size name field, cut at its NUL */
	bool is_gap;		/* with is_verbose_only, of a field: "..." stands at its place */
	bool is_hidden_whole;	/* with is_verbose_only, of a field: its address stands for it, not "..." */
	bool is_unmentioned;	/* with is_verbose_only, of a field: nothing stands for it */
	bool is_hex;		/* VALUE_BYTES: random or binary by nature: always printed "\x7f\x45" */
	bool is_abstract;	/* VALUE_BYTES: name of an abstract unix address, printed @"name" */
	bool is_character;	/* VALUE_BYTES: one, printed as `word` */
	bool is_terminated;	/* VALUE_BYTES, VALUE_PATH: a C string that ended with its NUL */
	bool hides_nul;		/* VALUE_BYTES: behind `length` there is a NUL that is printed in hexadecimal only */
	bool is_exit;		/* as the call left it, not as it was passed */
	bool is_named_number;	/* VALUE_WORD, VALUE_CALL: a name of `number` (VALUE_CALL with `bytes`: of these),
				 * which -X raw prints instead (VALUE_WORD with children: of this structure).
				 * VALUE_ARRAY: so are the places of its elements */
	bool is_sum;		/* with is_named_number, of a VALUE_WORD: its children are added up to the number */
	bool is_address;	/* with is_named_number: 0 is NULL */
	bool is_comment_first;	/* `comment` stands before it */
	bool is_bare;		/* VALUE_CHANGE: printed without brackets: {msg_namelen=128 => 16}. VALUE_CALL: printed
				 * without its field's name but in -X raw: inet_pton(AF_INET6, "::1", &sin6_addr).
				 * VALUE_FLAGS behind a result: names alone, whatever the style */
	bool is_named_again;	/* VALUE_CHANGE: its field's name stands behind the arrow, too: features=0 => features=1 */
	const char *name;	/* field of a structure, index of an array that is printed with them; or NULL */
	const char *comment;	/* printed behind it as slash-star comment star-slash, of a result as (comment); or NULL */
	const char *word;	/* VALUE_WORD, VALUE_CALL; VALUE_FD: name of the number ("AT_FDCWD"), or NULL; of what stands behind a result: printed before it ("in", "left") */
	uint64_t number;
	uint32_t shown_most;	/* VALUE_ARRAY, VALUE_SET: 1 + how many elements are shown without -v; 0: all */
	uint64_t more_at;	/* with has_more: where what could not be read begins; 0: not said */
	uint64_t address;	/* of bytes, structures and arrays in the program; 0: none */
	const struct constants *set;
	const unsigned char *bytes;
	size_t length;
	size_t full_length;
	const unsigned char *raw;	/* of a buffer that was taken apart: its bytes */
	size_t raw_length;
	const char *resolved;	/* VALUE_PATH: NULL: could not be resolved; "": an empty path that names nothing */
	bool is_uncertain;	/* `resolved` went through ".." behind a component not known to be a folder */
	const char *opened;	/* VALUE_PATH: absolute path of what the call opened or made, links followed; or NULL */
	const struct object *object;
	struct value *first, *last;	/* children; of a result: what is printed behind it in (…) */
	struct value *next;
};

#endif
