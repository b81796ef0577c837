/* SPDX-License-Identifier: MIT */
/* The assertion that a policy, such as a seccomp profile, allows every call. */
#include "harness/expect.h"

#include <string.h>

#include "harness/policy/conforms.h"
#include "harness/report_policy.h"

/* The profile as judged, or an error of the assertion. */
static struct profile *read_profile(struct assertion *a, const char *file, const char *caps)
{
	struct policy_subject subject = {0};
	struct profile *profile = NULL;
	struct text why = {0};
	const char *cap_why = NULL;

	if (policy_subject_read(&subject, caps, &a->arena, &cap_why) < 0) {
		/* as a bad pattern: not the program's fault, and nothing that a later assertion could make good */
		a->answer.error = trace_fail(a->trace, "%s", cap_why ? cap_why : "the kernel's version is not known");
		return NULL;
	}
	subject.variables = trace_variables(a->trace);
	if (profile_read(&a->arena, file, &subject, &profile, &why) < 0) {
		a->answer.error = trace_fail(a->trace, "%s", why.bytes ? why.bytes : "out of memory");
		profile = NULL;
	}
	text_free(&why);
	return profile;
}

static const char *finish(struct assertion *a)
{
	const char *why;

	report_remarks(a);
	report_dump(a);
	why = report_finish(&a->report);
	arena_free(&a->arena);
	return why;
}

static const char *check_conforms(struct assertion *a, const char *file, const char *caps)
{
	struct profile *profile = NULL;
	enum outcome outcome = OUTCOME_ERROR;

	if (a->trace)
		report_dump_always(a->trace);
	if (!a->trace || !file)
		a->answer.error = a->trace ? "the profile's name is NULL" : "the trace is NULL";
	else if (trace_timeout(a->trace) && !trace_error(a->trace))
		a->answer.error = trace_timeout(a->trace);
	else
		profile = read_profile(a, file, caps);
	if (profile)
		outcome = query_conforms(a->trace, &a->arena, profile, &a->answer);
	if (outcome == OUTCOME_HOLDS) {
		report_policy_remarks(a, profile);
		arena_free(&a->arena);
		return NULL;
	}
	report_start(&a->report);
	if (outcome == OUTCOME_FAILS)
		report_policy_refused(a, profile);
	else if (outcome == OUTCOME_CANNOT_TELL)
		report_doubts(a);
	else
		report_error(a);
	if (outcome == OUTCOME_CANNOT_TELL)
		report_policy_names(a, profile);
	return finish(a);
}

const char *sx_check_conforms_(struct sx_here_ here, sx_trace *trace, const char *file, const char *caps)
{
	const char *shown = file ? file : "";
	struct assertion a = {here, trace, "conforms", &shown, 1};

	return check_conforms(&a, file, caps);
}
