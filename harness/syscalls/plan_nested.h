/* SPDX-License-Identifier: MIT */
/* Pointers inside structures, whose targets are captured with them. Private to this room. */
#ifndef SX_SYSCALLS_PLAN_NESTED_H
#define SX_SYSCALLS_PLAN_NESTED_H

#include "bpf/wire.h"
#include "harness/syscalls/table.h"

/* Of a structure that the call reads and fills: what is captured with it as it was read, and as it was filled. */
enum nested_part { NESTED_ALL, NESTED_TOLD, NESTED_FILLED };

/* The n-th step behind the structure itself, and its `when` where that is not the structure's; false: there are no more. */
bool plan_nested(const struct layout *layout, bool is_compat, enum nested_part part, size_t n, struct wire_op *op);

/* The plan of one row, whatever picked it. */
void plan_of_row(unsigned abi, const struct syscall *row, struct wire_plan *ret_plan);

#endif
