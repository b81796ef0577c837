/* SPDX-License-Identifier: MIT */
/* Which calls to record, in the syntax of strace's -e trace=. */
#ifndef SX_SYSCALLS_SELECT_H
#define SX_SYSCALLS_SELECT_H

#include <stdint.h>

#include "bpf/wire.h"
#include "harness/base/text.h"

/*
 * A comma list of names, %classes and /regular expressions/, with "all" and "none"; "?" before an item
 * allows that it names nothing, "@64" or "@32" behind it means one ABI only, "!" before the whole list
 * means all but these. NULL or "": all. Calls without a name are in "all" and in every list that
 * begins with "!".
 *
 * Returns 0, or -EINVAL with one sentence added to ret_why, "did you mean" included; -ENOMEM.
 */
int select_parse(const char *text, uint64_t wanted[2][WIRE_CALLS / 64], struct text *ret_why);

#endif
