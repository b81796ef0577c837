/* SPDX-License-Identifier: MIT */
/* From a row of the table to the capture plan that the kernel side obeys. */
#ifndef SX_SYSCALLS_PLAN_H
#define SX_SYSCALLS_PLAN_H

#include "bpf/wire.h"
#include "harness/syscalls/table.h"

/* The plan of a call. Rows that are not known give an empty plan. */
void plan_of(unsigned abi, unsigned number, struct wire_plan *ret_plan);

/* The plans picked by an argument's value (ioctl requests, fcntl commands, …): the n-th from 0.
 * Returns false past the last. */
bool plan_variant(size_t n, struct wire_variant *ret_key, struct wire_plan *ret_plan);

#endif
