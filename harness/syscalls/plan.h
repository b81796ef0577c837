/* SPDX-License-Identifier: MIT */
/* From a row of the table to the capture plan that the kernel side obeys. */
#ifndef SX_SYSCALLS_PLAN_H
#define SX_SYSCALLS_PLAN_H

#include "bpf/wire.h"
#include "harness/syscalls/table.h"

/* The plan of a call. Rows that are not known give an empty plan. */
void plan_of(unsigned abi, unsigned number, struct wire_plan *ret_plan);

/* Where plan_next_variant() goes on; zero is the start. */
struct plan_cursor {
	size_t list, row, value;	/* of the table of variants */
	unsigned abi;
	size_t request;			/* of request_shape() */
	unsigned request_abi;
};

/* The next of the plans that an argument's value picks (ioctl requests, fcntl commands, …); false: there are no more. */
bool plan_next_variant(struct plan_cursor *at, struct wire_variant *ret_key, struct wire_plan *ret_plan);

#endif
