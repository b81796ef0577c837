/* SPDX-License-Identifier: MIT */
/* The report of calls that a policy does not allow. */
#ifndef SX_REPORT_POLICY_H
#define SX_REPORT_POLICY_H

#include "harness/expect.h"
#include "harness/policy/profile.h"

/* The calls that are refused, each with what would happen and the rule. */
void report_policy_refused(struct assertion *a, struct profile *profile);

/* Where the policy holds: rules that no call used, names that no call has, settings that are not judged; reports of
 * their own. */
void report_policy_remarks(struct assertion *a, const struct profile *profile);

/* Names that no call has, as notes of the report at hand. */
void report_policy_names(struct assertion *a, const struct profile *profile);

#endif
