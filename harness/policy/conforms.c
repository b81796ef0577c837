/* SPDX-License-Identifier: MIT */
/* Answers whether every call of a view is one that a policy allows. */
#include "harness/policy/conforms.h"

#include "harness/query_answer.h"

static void doubt_filter(struct answer *answer, struct arena *arena)
{
	const struct recording *recording = &answer->recording;
	const struct syscall *first = NULL;
	uint64_t count = 0;

	for (unsigned abi = 0; recording->is_filtered && abi < 2; abi++) {
		for (unsigned number = 0; number < syscall_end(abi); number++) {
			const struct syscall *row = syscall_of(abi, number);

			if (!row->is_known || recording->wanted[abi][number / 64] >> number % 64 & 1)
				continue;
			first = first ? first : row;
			count++;
		}
	}
	if (!first)
		return;
	doubt_add(answer, DOUBT_FILTERED, count,
		  arena_format(arena, "only some calls were recorded: .calls left out %s%s", first->name,
			       count > 1 ? " and others" : ""),
		  "record all calls: leave .calls out");
}

static void doubt_open(struct answer *answer, struct arena *arena, struct profile *profile)
{
	const struct sx_call *call = answer->first_unsure.call;
	struct doubt *doubt;

	if (!answer->unsure)
		return;
	if (profile->format == FORMAT_PATTERNS) {
		doubt_unread(answer, arena, &answer->first_unsure, answer->unsure);
		return;
	}
	doubt = doubt_add(answer, DOUBT_UNDECIDED, answer->unsure,
			  arena_format(arena, "%s does not decide #%u %s: %s", profile->file, call_sequence(call),
				       call_name(call), profile_judge(profile, call).why),
			  NULL);
	doubt->call = call;
}

/* A list that only denies is about the calls that it names; any other, and a filter, is about all. What a ring does no
 * filter sees. */
static void doubt_all(struct answer *answer, struct arena *arena, const struct selection *selection,
		      const struct profile *profile)
{
	bool is_denying = profile->format == FORMAT_PATTERNS && profile->otherwise.kind == POLICY_ALLOW;
	struct pattern **list = is_denying ? arena_take(arena, profile->rule_count * sizeof(*list)) : NULL;

	for (size_t i = 0; list && i < profile->rule_count; i++)
		list[i] = (struct pattern *)profile->rules[i].pattern;
	answer->patterns = (struct patterns){.list = list, .count = list ? profile->rule_count : 0};
	doubt_missing(answer, arena, selection);
	answer->patterns = (struct patterns){0};
	if (!list)
		doubt_filter(answer, arena);
	if (!list && profile->format == FORMAT_PATTERNS)
		doubt_any_ring(answer, arena);
}

enum outcome query_conforms(struct sx_trace *trace, struct arena *arena, struct profile *profile, struct answer *ret)
{
	struct selection selection;

	if (!answer_begin(ret, trace, arena, NULL, 0, &selection))
		return ret->outcome;
	profile->recording = &ret->recording;
	for (size_t i = 0; i < selection.count; i++) {
		const struct sx_call *call = selection.entries[i];
		struct verdict verdict;

		if (call_entry(call) != ENTRY_CALL)
			continue;
		/* seccomp does not see what io_uring does */
		if (call->abi == WIRE_ABI_RING && profile->format != FORMAT_PATTERNS)
			continue;
		verdict = profile_judge(profile, call);
		if (verdict.kind != VERDICT_ALLOWED)
			answer_add(ret, call, verdict.kind == VERDICT_REFUSED ? MATCH_YES : MATCH_UNKNOWN, &verdict.reason, 0);
	}
	doubt_all(ret, arena, &selection, profile);
	doubt_open(ret, arena, profile);
	ret->outcome = ret->matched ? OUTCOME_FAILS : ret->doubt_count ? OUTCOME_CANNOT_TELL : OUTCOME_HOLDS;
	return ret->outcome;
}
