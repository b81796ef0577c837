/* SPDX-License-Identifier: MIT */
/* Finds the row of a call by number or name. */
#include "harness/syscalls/table.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bpf/wire.h"
#include "harness/syscalls/operations.h"
#include "harness/syscalls/rows.h"

#define CALLS WIRE_CALLS

/* Slot 0 takes those that an ABI does not have. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"
#if defined(__clang__)
#pragma GCC diagnostic ignored "-Winitializer-overrides"
#endif
static const struct syscall *const native_rows[1 + CALLS] = {
#if defined(__aarch64__)
#define NUMBER(call, x86_64, i386, arm64)	[(arm64) + 1] = &row_##call,
#else
#define NUMBER(call, x86_64, i386, arm64)	[(x86_64) + 1] = &row_##call,
#endif
#define NUMBER_I386 NUMBER
#include "harness/syscalls/numbers.h"
#undef NUMBER
#undef NUMBER_I386
};

static const char *const ring_names[1 + CALLS] = {
#if defined(__aarch64__)
#define NUMBER(call, x86_64, i386, arm64)	[(arm64) + 1] = "io_uring:" #call,
#else
#define NUMBER(call, x86_64, i386, arm64)	[(x86_64) + 1] = "io_uring:" #call,
#endif
#define NUMBER_I386 NUMBER
#include "harness/syscalls/numbers.h"
#undef NUMBER
#undef NUMBER_I386
};

#if defined(__x86_64__)
static const struct syscall *const compat_rows[1 + CALLS] = {
#define NUMBER(call, x86_64, i386, arm64)	[(i386) + 1] = &row_##call,
#define NUMBER_I386(call, x86_64, i386, arm64)	[(i386) + 1] = &row_i386_##call,
#include "harness/syscalls/numbers.h"
#undef NUMBER
#undef NUMBER_I386
};
#else
static const struct syscall *const compat_rows[1 + CALLS];
#endif
#pragma GCC diagnostic pop

static const struct syscall *known_row(unsigned abi, unsigned number)
{
	if (number >= CALLS)
		return NULL;
	if (abi == WIRE_ABI_RING && number >= WIRE_OWN_CALLS)
		return own_row(number);
	if (abi == WIRE_ABI_NATIVE || abi == WIRE_ABI_RING)
		return native_rows[number + 1];
	return abi == WIRE_ABI_COMPAT ? compat_rows[number + 1] : NULL;
}

/* ---- calls without a name: rows made when first asked for, and kept ---- */

struct nameless {
	struct nameless *next;
	uint64_t number;
	char name[28];
	struct syscall row;
};

/* Only ever grows at the front, so that readers need no lock. */
static struct nameless *_Atomic nameless_rows[64];

static const struct syscall out_of_memory_row = {
	.name = "syscall_???",
	.args = { HEX(arg1), HEX(arg2), HEX(arg3), HEX(arg4), HEX(arg5), HEX(arg6) },
	.count = 6,
};

/* The number is an int: below zero it has 64 bits in a register that has. */
static const struct syscall *nameless_row(unsigned abi, unsigned low)
{
	uint64_t number = abi == WIRE_ABI_COMPAT ? low : (uint64_t)(int64_t)(int32_t)low;
	struct nameless *_Atomic *bucket = &nameless_rows[number % 64];
	struct nameless *first = atomic_load(bucket), *found, *made = NULL;

	for (;;) {
		for (found = first; found; found = found->next)
			if (found->number == number) {
				free(made);
				return &found->row;
			}
		if (!made) {
			made = calloc(1, sizeof(*made));
			if (!made)
				return &out_of_memory_row;
			made->number = number;
			snprintf(made->name, sizeof(made->name), "syscall_%#llx", (unsigned long long)number);
			made->row = out_of_memory_row;
			made->row.name = made->name;
		}
		made->next = first;
		if (atomic_compare_exchange_strong(bucket, &first, made))
			return &made->row;
	}
}

const struct syscall *syscall_of(unsigned abi, unsigned number)
{
	const struct syscall *row = known_row(abi, number);

	return row ? row : nameless_row(abi, number);
}

const char *syscall_ring_name(unsigned number)
{
	const char *name = number < WIRE_OWN_CALLS ? ring_names[number + 1] : NULL;

	return name ? name : syscall_of(WIRE_ABI_RING, number)->name;
}

unsigned syscall_end(unsigned abi)
{
	unsigned end = CALLS;

	while (end && !known_row(abi, end - 1))
		end--;
	return end;
}

int syscall_number(unsigned abi, const char *name)
{
	static const char prefix[] = "syscall_0x";
	const struct syscall *row;
	unsigned long number;
	unsigned n;
	char *end;

	for (n = 0; n < CALLS; n++) {
		row = known_row(abi, n);
		if (row && !strcmp(row->name, name))
			return n;
	}
	if (strncmp(name, prefix, sizeof(prefix) - 1))
		return -ENOENT;
	number = strtoul(name + sizeof(prefix) - 3, &end, 16);
	if (*end || number > INT32_MAX || known_row(abi, number) || strcmp(nameless_row(abi, number)->name, name))
		return -ENOENT;
	return number;
}

/* ---- classes ---- */

static const struct {
	const char *name;
	uint32_t mask;
} classes[] = {
	{ "file", CLASS_FILE }, { "desc", CLASS_DESC }, { "network", CLASS_NETWORK }, { "net", CLASS_NETWORK },
	{ "process", CLASS_PROCESS }, { "signal", CLASS_SIGNAL }, { "ipc", CLASS_IPC }, { "memory", CLASS_MEMORY },
	{ "creds", CLASS_CREDS }, { "stat", CLASS_STAT }, { "lstat", CLASS_LSTAT }, { "fstat", CLASS_FSTAT },
	{ "%stat", CLASS_STAT_LIKE }, { "statfs", CLASS_STATFS }, { "fstatfs", CLASS_FSTATFS },
	{ "%statfs", CLASS_STATFS_LIKE }, { "clock", CLASS_CLOCK }, { "pure", CLASS_PURE },
};

const char *const syscall_class_names[] = {
	"file", "desc", "network", "process", "signal", "ipc", "memory", "creds", "stat", "lstat", "fstat", "%stat",
	"statfs", "fstatfs", "%statfs", "clock", "pure", NULL,
};

uint32_t syscall_class(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (!strcmp(classes[i].name, name))
			return classes[i].mask;
	return 0;
}
