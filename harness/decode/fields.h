/* SPDX-License-Identifier: MIT */
/* Structures as lists of fields: what most layouts are. Private to this room. */
#ifndef SX_DECODE_FIELDS_H
#define SX_DECODE_FIELDS_H

#include "harness/decode/build.h"
#include "harness/decode/layouts.h"
#include "harness/decode/sets.h"

enum field_kind {
	FIELD_SIGNED,
	FIELD_UNSIGNED,
	FIELD_HEX,
	FIELD_FLAGS,		/* `set` */
	FIELD_MODE,		/* S_IFREG|0644 */
	FIELD_OCTAL,		/* 0644 */
	FIELD_DEV,
	FIELD_ADDRESS,
	FIELD_FD,
	FIELD_ID,
	FIELD_SIGNAL,
	FIELD_TICKS,		/* clock_t, with seconds as comment */
	FIELD_SECONDS,		/* with the date as comment; nanoseconds in the 4 or 8 bytes behind it */
	FIELD_NAME,		/* char array that ends at its NUL */
	FIELD_SIGSET,
	FIELD_LAYOUT,		/* `layout` */
	FIELD_WIDE,		/* hexadecimal, filled up with zeroes */
	FIELD_INTERFACE,	/* number of a network interface */
	FIELD_STRING,		/* pointer to a string */
	FIELD_VERSION,		/* KERNEL_VERSION(6, 1, 0) */
};

/* Where a field lies natively and on i386. */
struct field {
	const char *name;	/* NULL ends the list */
	uint8_t kind;		/* enum field_kind */
	bool is_verbose_only;
	uint16_t at, size;
	uint16_t compat_at, compat_size;
	union {
		const struct constants *set;
		const struct layout *layout;
	};
};

/* The structure as far as `length` reaches; what lies behind is left out. */
struct value *value_fields(struct decoding *d, const struct field *fields, const unsigned char *bytes, size_t length,
			   uint64_t address, bool is_compat_layout);
struct value *field_value(struct decoding *d, const struct field *field, const unsigned char *bytes, size_t size);

/* The same place and size in both ABIs; in two different ones. */
#define SAME(label, what, offset, bytes, ...)                                                   \
	{.name = label, .kind = FIELD_##what, .at = offset, .size = bytes, .compat_at = offset,  \
	 .compat_size = bytes, ##__VA_ARGS__}
#define BOTH(label, what, offset, bytes, compat_offset, compat_bytes, ...)                      \
	{.name = label, .kind = FIELD_##what, .at = offset, .size = bytes,                       \
	 .compat_at = compat_offset, .compat_size = compat_bytes, ##__VA_ARGS__}
#define SET(names) .set = &(names)
#define VERBOSE .is_verbose_only = true

/* A layout made of the list `<label>_fields`. */
#define LAYOUT(label, bytes, compat_bytes)                                                      \
	static struct value *decode_##label(struct decoding *d, const unsigned char *memory,     \
					    size_t length, uint64_t address)                    \
	{                                                                                        \
		return value_fields(d, label##_fields, memory, length, address, is_compat(d));   \
	}                                                                                        \
	LAYOUT_BY(label, bytes, compat_bytes, decode_##label)

/* A layout that is the same for both ABIs. */
#define LAYOUT_SAME(label, bytes)                                                               \
	static struct value *decode_##label(struct decoding *d, const unsigned char *memory,     \
					    size_t length, uint64_t address)                    \
	{                                                                                        \
		return value_fields(d, label##_fields, memory, length, address, false);          \
	}                                                                                        \
	LAYOUT_BY(label, bytes, bytes, decode_##label)

#define LAYOUT_BY(label, bytes, compat_bytes, function)                                         \
	const struct layout layout_##label = {.name = #label, .size = bytes,                     \
					      .compat_size = compat_bytes, .decode = function};

#endif
