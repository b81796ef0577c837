/* SPDX-License-Identifier: MIT */
/* How a set of named values is written. */
#ifndef SX_SYSCALLS_CONSTANTS_SET_H
#define SX_SYSCALLS_CONSTANTS_SET_H

#include "harness/syscalls/constants.h"

/* Of an int, only its 32 bits: what the register is compared with. */
#define VALUE(n) ((uint64_t)(n) & (sizeof(n) == 4 ? 0xffffffffull : ~0ull))

#define NAME(n)			{ #n, VALUE(n), 0 }
#define IN_FIELD(n, field)	{ #n, VALUE(n), VALUE(field) }
#define ZERO(n)			{ #n, 0, ~0ull }		/* only if no bit is set */
/* Where Debian 12's headers (Linux 6.1) do not have it yet, or the header cannot be included. */
#define NEWER(n, value)		{ #n, VALUE(value), 0 }
#define NEWER_IN_FIELD(n, value, field) { #n, VALUE(value), VALUE(field) }

#define SET_OF(id, comment, flags, octal, decimal, silent, ...) \
	SET_OR(id, comment, flags, octal, decimal, silent, false, __VA_ARGS__)
#define SET_OR(id, comment, flags, octal, decimal, silent, task, ...)		\
	const struct constants constants_##id = {				\
		.name = #id,							\
		.unknown = comment,						\
		.list = (const struct constant[]){ __VA_ARGS__, { NULL, 0, 0 } }, \
		.is_flags = flags,						\
		.is_octal = octal,						\
		.is_decimal = decimal,						\
		.is_silent = silent,						\
		.is_task = task,						\
	};

/* With the size of huge pages in bits 26 to 31, printed as 21<<MAP_HUGE_SHIFT. */
#define HUGE_SET(id, comment, shifted, octal, ...)				\
	const struct constants constants_##id = {				\
		.name = #id,							\
		.unknown = comment,						\
		.list = (const struct constant[]){ __VA_ARGS__, { NULL, 0, 0 } }, \
		.shift = shifted,						\
		.is_flags = true,						\
		.is_octal = octal,						\
	};

#define FLAG_SET(id, comment, ...)	SET_OF(id, comment, true, false, false, false, __VA_ARGS__)
#define SILENT_FLAG_SET(id, ...)	SET_OF(id, NULL, true, false, false, true, __VA_ARGS__)
#define OCTAL_SET(id, comment, ...)	SET_OF(id, comment, true, true, false, false, __VA_ARGS__)
#define ENUM_SET(id, comment, ...)	SET_OF(id, comment, false, false, false, false, __VA_ARGS__)
#define DECIMAL_SET(id, ...)		SET_OF(id, NULL, false, false, true, false, __VA_ARGS__)
#define TASK_SET(id, ...)		SET_OR(id, NULL, false, false, true, false, true, __VA_ARGS__)

#endif
