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
	FIELD_PID,		/* of a process or thread */
	FIELD_PGID,
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
	FIELD_FIELDS,		/* a structure in it: `fields` */
	FIELD_UUID,
	FIELD_COMMENTED,	/* hexadecimal, the name of `set` behind it */
	FIELD_HARDWARE,		/* address of the link layer: 00:11:22:33:44:55 */
	FIELD_SOCKADDR,
	FIELD_CHARACTER,	/* 'a' */
	FIELD_FOURCC,		/* v4l2_fourcc('Y', 'U', 'Y', 'V') */
	FIELD_RATIO,		/* two unsigned numbers: 1/30 */
	FIELD_BYTES,		/* all of it, whatever it holds */
	FIELD_HEX_BYTES,	/* the same in hexadecimal */
	FIELD_ETHERTYPE,	/* htons(ETH_P_IP) */
};

/* Where a field lies natively and on i386. */
struct field {
	const char *name;	/* NULL ends the list; "": it has none */
	uint8_t kind;		/* enum field_kind */
	bool is_verbose_only;
	bool is_gap;		/* with is_verbose_only: "..." stands at its place, not at the end */
	uint16_t at, size;
	uint16_t compat_at, compat_size;
	bool is_left_out_if_zero;
	bool is_unless;		/* `when` turned round */
	bool may_be_cut;	/* of an array: as many elements as there is room for */
	bool is_dated;		/* FIELD_FIELDS: seconds and nanoseconds, with the date as comment */
	uint16_t count;		/* of an array: of elements of `size` bytes; 0: it is none */
	uint16_t count_at;	/* 1 + where the 32 bits stand that say how many of them there are; 0: all */
	uint16_t when_at;	/* there is such a field where of the 32 bits there … */
	uint32_t when_bits;	/* … these (0: it is always there) … */
	uint32_t when_value;	/* … have this value */
	union {
		const struct constants *set;
		const struct layout *layout;
		const struct field *fields;
	};
};

/* The structure as far as `length` reaches; what lies behind is left out. */
struct value *value_fields(struct decoding *d, const struct field *fields, const unsigned char *bytes, size_t length,
			   uint64_t address, bool is_compat_layout);
struct value *value_list(struct decoding *d, const struct field *fields, const unsigned char *bytes, size_t length,
			 uint64_t address);	/* the same without names: an array */
struct value *field_value(struct decoding *d, const struct field *field, const unsigned char *bytes, size_t size);
struct value *odd_field_value(struct decoding *d, const struct field *field, const unsigned char *bytes, size_t size);

/* The same place and size in both ABIs; in two different ones. */
#define SAME(label, what, offset, bytes, ...)                                                   \
	{.name = label, .kind = FIELD_##what, .at = offset, .size = bytes, .compat_at = offset,  \
	 .compat_size = bytes, ##__VA_ARGS__}
#define BOTH(label, what, offset, bytes, compat_offset, compat_bytes, ...)                      \
	{.name = label, .kind = FIELD_##what, .at = offset, .size = bytes,                       \
	 .compat_at = compat_offset, .compat_size = compat_bytes, ##__VA_ARGS__}
#define SET(names) .set = &(names)
#define VERBOSE .is_verbose_only = true
#define GAP .is_verbose_only = true, .is_gap = true
#define REPEATED(n) .count = n
#define UP_TO(n) .count = n, .may_be_cut = true
#define COUNTED(offset) .count_at = 1 + (offset)
#define IF_SET .is_left_out_if_zero = true
#define WHEN(offset, bits, value) .when_at = offset, .when_bits = bits, .when_value = value
#define UNLESS(offset, bits, value) WHEN(offset, bits, value), .is_unless = true
#define DATED .is_dated = true
#define INSIDE(list) .fields = list##_fields

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
