/* SPDX-License-Identifier: MIT */
/* What each request of ioctl takes and gives, as tables of one row per request. Private to this room and the plans. */
#ifndef SX_DECODE_REQUESTS_H
#define SX_DECODE_REQUESTS_H

#include <stddef.h>
#include <string.h>

#include "harness/decode/fields.h"

enum request_kind {
	REQUEST_NOTHING = 1,	/* the argument is not looked at, and not printed */
	REQUEST_VALUE,		/* the argument itself is a number: one field */
	REQUEST_TAKES,		/* a structure that the call reads */
	REQUEST_GIVES,		/* one that it fills: an address where it fails */
	REQUEST_ADDS,		/* fields that are read, and behind them those that it fills where it succeeds */
	REQUEST_CHANGES,	/* {what is read} => {what it left}, where it succeeds */
	REQUEST_TURNS,		/* the same; where it fails, the address stands for what it left */
};

/* A list of fields without names is an array: [1, 2]; where it is one array, that. */
struct request {
	uint32_t number;	/* 0 ends a table */
	uint8_t kind;		/* enum request_kind */
	bool is_bare;		/* one field, without the brackets */
	const struct field *fields;
	const struct field *answer;	/* REQUEST_ADDS, REQUEST_CHANGES */
	const struct layout *layout;	/* in place of fields: a structure that needs a decoder of its own */
	uint16_t size;			/* bytes to read: of a layout that brings its own, and where the number does not tell */
};

#define NOTHING(request)		{.number = request, .kind = REQUEST_NOTHING}
#define VALUE_OF(request, what, bytes, ...)						\
	{.number = request, .kind = REQUEST_VALUE,					\
	 .fields = (const struct field[]){SAME("", what, 0, bytes, ##__VA_ARGS__), {NULL}}}
#define TAKES(request, list, ...)		{.number = request, .kind = REQUEST_TAKES, .fields = list##_fields, ##__VA_ARGS__}
#define GIVES(request, list, ...)		{.number = request, .kind = REQUEST_GIVES, .fields = list##_fields, ##__VA_ARGS__}
#define ADDS(request, list, more, ...)	{.number = request, .kind = REQUEST_ADDS, .fields = list##_fields, .answer = more##_fields, ##__VA_ARGS__}
#define CHANGES(request, list, left, ...)	{.number = request, .kind = REQUEST_CHANGES, .fields = list##_fields, .answer = left##_fields, ##__VA_ARGS__}
#define TURNS(request, list, left, ...)	{.number = request, .kind = REQUEST_TURNS, .fields = list##_fields, .answer = left##_fields, ##__VA_ARGS__}
#define TAKES_ONE(request, what, bytes, ...)						\
	{.number = request, .kind = REQUEST_TAKES,					\
	 .fields = (const struct field[]){SAME("", what, 0, bytes, ##__VA_ARGS__), {NULL}}}
#define GIVES_ONE(request, what, bytes, ...)						\
	{.number = request, .kind = REQUEST_GIVES,					\
	 .fields = (const struct field[]){SAME("", what, 0, bytes, ##__VA_ARGS__), {NULL}}}
#define TAKES_BARE(request, what, bytes, ...)						\
	{.number = request, .kind = REQUEST_TAKES, .is_bare = true,			\
	 .fields = (const struct field[]){SAME("", what, 0, bytes, ##__VA_ARGS__), {NULL}}}
#define GIVES_BARE(request, what, bytes, ...)						\
	{.number = request, .kind = REQUEST_GIVES, .is_bare = true,			\
	 .fields = (const struct field[]){SAME("", what, 0, bytes, ##__VA_ARGS__), {NULL}}}
#define VALUE_LAYOUT(request, of)	{.number = request, .kind = REQUEST_VALUE, .layout = &layout_##of}
#define CHANGES_SIZED(request, of, bytes) {.number = request, .kind = REQUEST_ADDS, .layout = &layout_##of, .size = bytes}
#define GIVES_SIZED(request, of, bytes)	{.number = request, .kind = REQUEST_GIVES, .layout = &layout_##of, .size = bytes}
#define TAKES_LAYOUT(request, of)	{.number = request, .kind = REQUEST_TAKES, .layout = &layout_##of}
#define TAKES_SIZED(request, of, bytes)	{.number = request, .kind = REQUEST_TAKES, .layout = &layout_##of, .size = bytes}
#define GIVES_LAYOUT(request, of)	{.number = request, .kind = REQUEST_GIVES, .layout = &layout_##of}
#define BOTH_LAYOUT(request, of)	{.number = request, .kind = REQUEST_ADDS, .layout = &layout_##of}

/* A structure that decode_<label>() decodes. */
#define REQUEST_LAYOUT(label, bytes) \
	const struct layout layout_##label = {.name = #label, .size = bytes, .decode = decode_##label};

extern const struct request *const request_tables[];	/* NULL-terminated */

/* Bytes that a structure points to, in hexadecimal. */
struct value *value_buffer(struct decoding *d, uint64_t address, uint64_t size, bool at_exit);

/* Elements of `size` bytes each that stand in captured memory at an address; too few of them: "..." and where they end. */
struct value *value_elements(struct decoding *d, const struct field *fields, const struct memory *memory, uint64_t address,
			     uint64_t count, size_t size);

/* The same behind a pointer. */
struct value *value_elements_at(struct decoding *d, const struct field *fields, uint64_t address, uint64_t count, size_t size,
				bool at_exit);

/* What stands `at` bytes behind the start of captured memory. */
struct memory memory_behind(const struct memory *memory, size_t at);

/* before => after, without brackets; with `after` NULL, `before`. */
struct value *value_turn(struct decoding *d, struct value *before, struct value *after);

/* The same of a field whose name stands behind the arrow, too: features=0 => features=1 */
struct value *value_turn_again(struct decoding *d, struct value *before, struct value *after);

/* Text that ends at its NUL, or where its room does: "..." */
struct value *value_text(struct decoding *d, const unsigned char *bytes, size_t room);

/* Of an input device, a request whose number tells the length of its answer; NULL: it is none. */
struct value *value_of_events(struct decoding *d, uint32_t request, uint64_t address);

/* NULL: the request is in no table. */
const struct request *request_of(uint32_t number);

/* Bytes of the structure; 0: there is none. */
size_t request_size(const struct request *request);

#endif
