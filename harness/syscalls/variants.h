/* SPDX-License-Identifier: MIT */
/* Rows that an argument's value picks: one per command of fcntl, futex, prctl and their like. */
#ifndef SX_SYSCALLS_VARIANTS_H
#define SX_SYSCALLS_VARIANTS_H

#include "harness/syscalls/table.h"

/* Numbers as constants: NATIVE_fcntl, COMPAT_fcntl; -1 where there is none. */
enum {
#if defined(__aarch64__)
#define NUMBER(call, x86_64, i386, arm64) NATIVE_##call = arm64, COMPAT_##call = -1,
#else
#define NUMBER(call, x86_64, i386, arm64) NATIVE_##call = x86_64, COMPAT_##call = i386,
#endif
#define NUMBER_I386 NUMBER
#include "harness/syscalls/numbers.h"
#undef NUMBER
#undef NUMBER_I386
};

struct variant {
	const struct syscall *base;	/* NULL ends a list */
	int16_t numbers[2];		/* of the base, by ABI; -1: none */
	uint32_t value;			/* of the base's selector argument … */
	uint32_t ignored;		/* … without these bits */
	struct syscall row;
};

extern const struct variant variants_descriptors[], variants_objects[], variants_processes[], variants_sockets[];
extern const struct variant variants_ptrace[], variants_rings[], variants_system[];
extern const struct variant *const variant_lists[];	/* all of them; ends with NULL */

/* One row: the value, RESULT_ of it, the arguments. */
#define VARIANT(call, text, strace_classes, which, without, what, ...) \
	VARIANT_WITH(call, text, strace_classes, which, without, what, NULL, __VA_ARGS__)
#define VARIANT_WITH(call, text, strace_classes, which, without, what, names, ...) \
	{									\
		.base = &row_##call,						\
		.numbers = { NATIVE_##call, COMPAT_##call },			\
		.value = (which),						\
		.ignored = (without),						\
		.row = {							\
			.name = text,						\
			.args = { __VA_ARGS__ },				\
			.result = RESULT_##what,				\
			.result_set = names,					\
			.count = sizeof((struct argument[]){ __VA_ARGS__ }) / sizeof(struct argument), \
			.classes = strace_classes,				\
			.is_known = true,					\
		},								\
	}

#endif
