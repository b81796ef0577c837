/* SPDX-License-Identifier: MIT */
/* What the kernel would do with a call under the filter that runc and libseccomp make of a profile. */
#include <string.h>

#include "harness/decode/decode.h"
#include "harness/policy/profile_private.h"

#define X32_BIT		0x40000000u
#define ALL_KNOWN	0x3fu

/* Registers as seccomp sees them, as far as they are known. */
struct registers {
	uint64_t args[WIRE_ARGS];
	unsigned known;		/* a bit per argument */
	bool is_32_bit;
};

/* ---- one rule ---- */

/* -1: not known. */
static int condition_holds(const struct condition *condition, const struct registers *registers)
{
	uint64_t argument = registers->args[condition->index], value = condition->value, second = condition->second;

	if (!(registers->known >> condition->index & 1))
		return -1;
	if (registers->is_32_bit) {	/* libseccomp compares the low halves alone */
		value = (uint32_t)value;
		second = (uint32_t)second;
	}
	switch (condition->comparison) {
	case CMP_NE:
		return argument != value;
	case CMP_LT:
		return argument < value;
	case CMP_LE:
		return argument <= value;
	case CMP_EQ:
		return argument == value;
	case CMP_GE:
		return argument >= value;
	case CMP_GT:
		return argument > value;
	default:
		return (argument & value) == (second & value);	/* libseccomp masks both sides */
	}
}

/* All conditions must hold; where two are on one argument runc makes a rule of each condition. */
static int rule_holds(const struct rule *rule, const struct registers *registers)
{
	int holds = !rule->is_either;

	for (size_t i = 0; i < rule->condition_count; i++) {
		int one = condition_holds(&rule->conditions[i], registers);

		if (one == rule->is_either)
			return one;
		if (one < 0)
			holds = -1;
	}
	return holds;
}

/* A comparison under an empty mask is none: libseccomp leaves it out. */
static bool is_empty(const struct condition *condition, bool is_32_bit)
{
	return condition->comparison == CMP_MASKED_EQ && !(is_32_bit ? (uint32_t)condition->value : condition->value);
}

static bool is_whole(const struct rule *rule, bool is_32_bit)
{
	size_t empty = 0;

	for (size_t i = 0; i < rule->condition_count; i++)
		empty += is_empty(&rule->conditions[i], is_32_bit);
	return rule->is_either ? empty > 0 : empty == rule->condition_count;
}

/* ---- all rules of a call ---- */

/* What the rules come to that were looked at so far. */
struct sum {
	struct profile *profile;
	const struct rule *whole;	/* has no conditions, and asks for something else than the default */
	const struct rule *met;		/* holds, and does so */
	const struct rule *other;	/* holds as well, and asks for another action */
	const struct rule *maybe;	/* may hold: the registers are not known */
};

static void add_rule(struct sum *sum, struct rule *rule, const struct registers *registers)
{
	int holds = rule_holds(rule, registers);

	if (!holds)
		return;
	rule->is_used = true;
	if (action_equal(rule->action, sum->profile->otherwise))
		return;		/* runtimes leave such a rule out */
	if (!sum->whole && is_whole(rule, registers->is_32_bit))
		sum->whole = rule;
	if (holds < 0)
		sum->maybe = sum->maybe ? sum->maybe : rule;
	else if (!sum->met)
		sum->met = rule;
	else if (!action_equal(sum->met->action, rule->action))
		sum->other = rule;
}

static struct verdict verdict_of(struct action action, const struct rule *rule)
{
	struct verdict verdict = {.action = action, .rule = rule, .kind = VERDICT_REFUSED};

	if (action.kind == POLICY_ALLOW || action.kind == POLICY_LOG)
		verdict.kind = VERDICT_ALLOWED;
	if (action.kind == POLICY_NOTIFY || action.kind == POLICY_TRACE) {
		verdict.kind = VERDICT_UNDECIDED;
		verdict.why = action.kind == POLICY_NOTIFY ? "a supervisor decides when it is called (SCMP_ACT_NOTIFY)" :
			      "a ptrace tracer decides when it is called (SCMP_ACT_TRACE)";
	}
	return verdict;
}

static struct verdict undecided(struct verdict verdict, const char *why)
{
	verdict.kind = VERDICT_UNDECIDED;
	verdict.why = why;
	return verdict;
}

static struct verdict conclude(const struct sum *sum)
{
	struct action action = sum->met ? sum->met->action : sum->profile->otherwise;
	struct verdict verdict = verdict_of(action, sum->met);

	/* libseccomp drops the conditions of a call once a rule has none */
	if (sum->whole)
		return verdict_of(sum->whole->action, sum->whole);
	if (sum->other)
		return undecided(verdict, "two rules with conditions hold for it and want different actions");
	if (sum->maybe && !action_equal(sum->maybe->action, action))
		return undecided(verdict, "its rule looks at registers that were not recorded");
	return verdict;
}

static struct verdict judge_rules(struct profile *profile, const struct call_rules *rules,
				  const struct registers *registers)
{
	struct sum sum = {.profile = profile};

	for (struct rule_link *link = rules->first; link; link = link->next)
		add_rule(&sum, link->rule, registers);
	return conclude(&sum);
}

/* ---- i386: calls that came through socketcall and ipc ---- */

#define I386_SOCKETCALL	102
#define I386_IPC	117
#define I386_NO_NUMBER	500	/* from here on only through one of the two */

/* First argument of socketcall (include/uapi/linux/net.h) or ipc (linux/ipc.h) that leads to a call. */
static const struct {
	uint16_t number;
	uint8_t through;
	uint8_t which;
} carried[] = {
	{359, I386_SOCKETCALL, 1}, {361, I386_SOCKETCALL, 2}, {362, I386_SOCKETCALL, 3}, {363, I386_SOCKETCALL, 4},
	{500, I386_SOCKETCALL, 5}, {367, I386_SOCKETCALL, 6}, {368, I386_SOCKETCALL, 7}, {360, I386_SOCKETCALL, 8},
	{501, I386_SOCKETCALL, 9}, {502, I386_SOCKETCALL, 10}, {369, I386_SOCKETCALL, 11}, {371, I386_SOCKETCALL, 12},
	{373, I386_SOCKETCALL, 13}, {366, I386_SOCKETCALL, 14}, {365, I386_SOCKETCALL, 15}, {370, I386_SOCKETCALL, 16},
	{372, I386_SOCKETCALL, 17}, {364, I386_SOCKETCALL, 18}, {337, I386_SOCKETCALL, 19}, {345, I386_SOCKETCALL, 20},
	{503, I386_IPC, 1}, {393, I386_IPC, 2}, {394, I386_IPC, 3}, {504, I386_IPC, 4}, {400, I386_IPC, 11},
	{401, I386_IPC, 12}, {399, I386_IPC, 13}, {402, I386_IPC, 14}, {397, I386_IPC, 21}, {398, I386_IPC, 22},
	{395, I386_IPC, 23}, {396, I386_IPC, 24},
};

/*
 * The filter sees socketcall or ipc, whose registers are not those of the record. For the name of the call libseccomp
 * adds a rule on the first argument of the carrier, in place of any condition on that argument.
 */
static struct verdict judge_through(struct profile *profile, unsigned number, unsigned carrier, unsigned which)
{
	const struct call_rules *of_carrier = &profile->of[WIRE_ABI_COMPAT][carrier];
	struct registers registers = {.args = {which}, .known = 1, .is_32_bit = true};
	struct sum sum = {.profile = profile};
	struct rule_link *link;

	for (link = of_carrier->first; link; link = link->next)
		add_rule(&sum, link->rule, &registers);
	if (sum.whole)
		return conclude(&sum);
	registers.known = 0;
	for (link = profile->of[WIRE_ABI_COMPAT][number].first; link; link = link->next)
		add_rule(&sum, link->rule, &registers);
	sum.whole = NULL;	/* for the carrier it is one with a condition */
	return conclude(&sum);
}

static struct verdict judge_compat(struct profile *profile, unsigned number, const struct registers *registers)
{
	struct verdict direct = judge_rules(profile, &profile->of[WIRE_ABI_COMPAT][number], registers), through;
	size_t i;

	for (i = 0; i < sizeof(carried) / sizeof(carried[0]); i++)
		if (carried[i].number == number)
			break;
	if (i == sizeof(carried) / sizeof(carried[0]))
		return direct;
	through = judge_through(profile, number, carried[i].through, carried[i].which);
	if (number >= I386_NO_NUMBER || (through.kind == direct.kind && action_equal(through.action, direct.action)))
		return through;
	return undecided(direct, "the profile tells the call itself from the one through socketcall or ipc, the record "
			 "does not");
}

/* ---- one call ---- */

static struct verdict foreign(void)
{
	struct verdict verdict = verdict_of((struct action){.kind = POLICY_KILL_THREAD}, NULL);

	verdict.is_foreign = true;	/* libseccomp's answer to an architecture that a filter does not have */
	return verdict;
}

struct verdict profile_judge_registers(struct profile *profile, unsigned abi, unsigned number,
				       const uint64_t args[WIRE_ARGS])
{
	struct registers registers = {.known = ALL_KNOWN, .is_32_bit = abi == WIRE_ABI_COMPAT};

	/* what has the other ABI's mark and no number of x32 is an i386 call that no table has */
	if (abi == WIRE_ABI_X32 && !(number & X32_BIT))
		return profile->has_compat ? verdict_of(profile->otherwise, NULL) : foreign();
	if (abi == WIRE_ABI_X32 && profile->has_x32)
		return undecided(verdict_of(profile->otherwise, NULL), "rules for x32 are not looked at");
	if (abi == WIRE_ABI_X32 && number != UINT32_MAX)
		return foreign();
	if (abi == WIRE_ABI_COMPAT && !profile->has_compat)
		return foreign();
	if (abi > WIRE_ABI_COMPAT || number >= WIRE_CALLS)
		return verdict_of(profile->otherwise, NULL);
	for (unsigned i = 0; i < WIRE_ARGS; i++)
		registers.args[i] = registers.is_32_bit ? (uint32_t)args[i] : args[i];
	if (abi == WIRE_ABI_COMPAT)
		return judge_compat(profile, number, &registers);
	return judge_rules(profile, &profile->of[abi][number], &registers);
}

struct verdict profile_judge(struct profile *profile, const struct sx_call *call)
{
	uint64_t args[WIRE_ARGS];

	if (profile->format == FORMAT_PATTERNS)
		return patterns_judge(profile, call);
	for (unsigned i = 0; i < WIRE_ARGS; i++)
		args[i] = call_arg(call, i);
	return profile_judge_registers(profile, call->abi, call_number(call), args);
}

void action_effect(struct text *text, struct action action)
{
	const char *name = errno_name(action.number);

	switch (action.kind) {
	case POLICY_ALLOW:
		text_add(text, "runs");
		break;
	case POLICY_LOG:
		text_add(text, "runs and is logged");
		break;
	case POLICY_ERRNO:
		if (!action.number)
			text_add(text, "does nothing and returns 0");
		else if (name)
			text_format(text, "fails with %s", name);
		else
			text_format(text, "fails with errno %u", action.number);
		break;
	case POLICY_TRAP:
		text_add(text, "is a SIGSYS");
		break;
	case POLICY_KILL_THREAD:
		text_add(text, "kills the thread");
		break;
	case POLICY_KILL_PROCESS:
		text_add(text, "kills the process");
		break;
	case POLICY_TRACE:
		text_add(text, "asks a tracer");
		break;
	case POLICY_NOTIFY:
		text_add(text, "asks a supervisor");
		break;
	case POLICY_FORBID:
		text_add(text, "is not allowed");
		break;
	}
}
