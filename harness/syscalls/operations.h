/* SPDX-License-Identifier: MIT */
/* The operations of io_uring: which call each stands for, and rows for those that stand for none. */
#ifndef SX_SYSCALLS_OPERATIONS_H
#define SX_SYSCALLS_OPERATIONS_H

#include "bpf/wire.h"
#include "harness/syscalls/table.h"

/* What the kernel side needs to know of an opcode; all 0: not known. */
void operation_of(unsigned opcode, struct wire_operation *ret_operation);

/* The row of an operation that no call does, by its number from WIRE_OWN_CALLS on; NULL: none. */
const struct syscall *own_row(unsigned number);

/* The number of those whose opcode is newer than this table; their only argument is the opcode. */
unsigned own_unknown(void);

/* Calls that such an operation could stand in for: names, NULL-terminated; NULL: none. */
const char *const *own_stands_in(unsigned number);

#endif
