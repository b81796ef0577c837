/* SPDX-License-Identifier: MIT */
/* Answers whether every call of a view is one that a policy allows. */
#ifndef SX_POLICY_CONFORMS_H
#define SX_POLICY_CONFORMS_H

#include "harness/policy/profile.h"
#include "harness/query.h"

/* `matched` counts the calls that the kernel would refuse, `unsure` those that the profile leaves open; both are among
 * the witnesses. The rules that calls met are marked as used. */
enum outcome query_conforms(struct sx_trace *trace, struct arena *arena, struct profile *profile, struct answer *ret);

#endif
