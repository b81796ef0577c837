/* SPDX-License-Identifier: MIT */
/* The smallest profile that allows what was recorded, as text. */
#ifndef SX_POLICY_WRITE_H
#define SX_POLICY_WRITE_H

#include "harness/policy/profile.h"

struct allowance;	/* what one call may do */

/* What is allowed so far: begins as {.arena = …}. */
struct allowances {
	struct arena *arena;
	struct allowance *list;
	size_t count, room;
	bool has_compat;
	bool by_arguments;	/* calls that pick among commands or take flags are allowed with those recorded */
};

/* One call more; false: out of memory. A call without a name is left out, as no profile can name it. */
bool allow_call(struct allowances *allowances, const struct sx_call *call);

/* What a profile allows that this room wrote. -EINVAL with one sentence: it holds more than such a profile does. */
int allow_profile(struct allowances *allowances, const struct profile *profile, struct text *why);

/* The profile as JSON, each name on a line of its own, sorted. */
void allowances_print(struct text *text, struct allowances *allowances);

/* Lines for a unit of systemd. Sets of calls that are allowed whole are named as such. */
void allowances_print_systemd(struct text *text, struct allowances *allowances);

#endif
