/* SPDX-License-Identifier: MIT */
/* What somebody who means no good has in hand: what the helper lent, and the records that come of it. */
#ifndef SX_LENDING_THIEF_H
#define SX_LENDING_THIEF_H

#include <sys/syscall.h>

#include <bpf/bpf.h>

#include "../traced/suite.h"
#include "harness/tracer_private.h"

#define NOBODY 65534
#define SOMEBODY 65533

extern struct kernel_side lent;
extern volatile struct wire_session *forged;	/* slot 0 */

struct seen {
	unsigned records, calls, of_number, operations, results;
	uint32_t number;
	int32_t most_id;	/* of pid and tid */
	bool has_address;	/* of the kernel's memory */
};

/* A copy in the test's folder; its path is valid for the next few calls. */
const char *copy_to_work(const char *program, const char *name, mode_t mode);

void install_helper(void);
void become(uid_t uid);

/* Fill `lent` as the library does it, but for good manners. */
void borrow(void);

/* Join, with WIRE_JOIN_… in the flags: 0, what the program said, or -errno. */
int ask(uint32_t flags);

/* What came since the last time; `number`: the call that is counted apart. */
struct seen read_ring(uint32_t number);

/* Runs it as a child that joined, to its end; its wait status. */
int run_joined_with(const char *program, const char *how, const char *what);
int run_joined(const char *program);

/* The tests on what io_uring does. */
void add_ring_tests(TCase *tcase);

#endif
