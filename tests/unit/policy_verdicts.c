/* SPDX-License-Identifier: MIT */
/* The verdicts of a profile on calls: of its rules, of one that was written for a run, and of a whole trace. */
#include <fcntl.h>
#include <stdio.h>

#include "harness/policy/conforms.h"
#include "harness/policy/write.h"
#include "harness/trace.h"
#include "tests/unit/fake.h"
#include "tests/unit/judging.h"

static void check_comparison(const char *op, uint64_t argument, uint64_t value, uint64_t second, bool holds)
{
	char json[512];

	snprintf(json, sizeof(json), RULES("{\"name\": \"mkdir\", \"action\": \"SCMP_ACT_ALLOW\", \"args\": [{\"index\": 1, "
		 "\"value\": %llu, \"valueTwo\": %llu, \"op\": \"SCMP_CMP_%s\"}]}"), (unsigned long long)value,
		 (unsigned long long)second, op);
	ck_assert_int_eq(parse(json), 0);
	ck_assert_msg(allows("mkdir", 0, argument) == holds, "%s %llx %llx", op, (unsigned long long)argument,
		      (unsigned long long)value);
}

START_TEST(comparisons_are_of_64_bits_without_sign)
{
	check_comparison("EQ", 5, 5, 0, true);
	check_comparison("EQ", 0x100000005, 5, 0, false);
	check_comparison("EQ", UINT64_MAX, UINT32_MAX, 0, false);
	check_comparison("EQ", UINT64_MAX, UINT64_MAX, 0, true);
	check_comparison("NE", 5, 5, 0, false);
	check_comparison("NE", 6, 5, 0, true);
	check_comparison("LT", 5, 5, 0, false);
	check_comparison("LT", 4, 5, 0, true);
	check_comparison("LE", 5, 5, 0, true);
	check_comparison("LE", 6, 5, 0, false);
	check_comparison("GE", 5, 5, 0, true);
	check_comparison("GE", 4, 5, 0, false);
	check_comparison("GT", 5, 5, 0, false);
	check_comparison("GT", UINT64_MAX, 5, 0, true);
	check_comparison("MASKED_EQ", 0x1ff, 0xf0, 0xf0, true);
	check_comparison("MASKED_EQ", 0x10f, 0xf0, 0xf0, false);
	check_comparison("MASKED_EQ", 0x1ff, 0xf0, 0xff, true);	/* as libseccomp: the mask is for both */
}
END_TEST

START_TEST(conditions_are_anded_and_two_on_one_argument_are_ored)
{
	ck_assert_int_eq(parse(RULES("{\"name\": \"mkdir\", \"action\": \"SCMP_ACT_ALLOW\", \"args\": ["
				     "{\"index\": 0, \"value\": 1, \"op\": \"SCMP_CMP_EQ\"},"
				     "{\"index\": 1, \"value\": 2, \"op\": \"SCMP_CMP_EQ\"}]}")), 0);
	ck_assert(allows("mkdir", 1, 2));
	ck_assert(!allows("mkdir", 1, 3));
	ck_assert(!allows("mkdir", 0, 2));
	ck_assert_int_eq(parse(RULES("{\"name\": \"mkdir\", \"action\": \"SCMP_ACT_ALLOW\", \"args\": ["
				     "{\"index\": 0, \"value\": 1, \"op\": \"SCMP_CMP_EQ\"},"
				     "{\"index\": 1, \"value\": 2, \"op\": \"SCMP_CMP_EQ\"},"
				     "{\"index\": 1, \"value\": 3, \"op\": \"SCMP_CMP_EQ\"}]}")), 0);
	ck_assert(allows("mkdir", 1, 9));
	ck_assert(allows("mkdir", 0, 2));
	ck_assert(allows("mkdir", 0, 3));
	ck_assert(!allows("mkdir", 0, 9));
}
END_TEST

START_TEST(a_rule_without_conditions_outweighs_those_with)
{
	ck_assert_int_eq(parse(RULES("{\"name\": \"mkdir\", \"action\": \"SCMP_ACT_ALLOW\", \"args\": ["
				     "{\"index\": 0, \"value\": 1, \"op\": \"SCMP_CMP_EQ\"}]},"
				     "{\"name\": \"mkdir\", \"action\": \"SCMP_ACT_KILL_PROCESS\"}")), 0);
	ck_assert(!allows("mkdir", 1, 0));
	ck_assert_int_eq(judge("mkdir", 1, 0).action.kind, POLICY_KILL_PROCESS);
}
END_TEST

START_TEST(rules_that_disagree_leave_a_call_undecided)
{
	ck_assert_int_eq(parse(RULES("{\"name\": \"mkdir\", \"action\": \"SCMP_ACT_ALLOW\", \"args\": ["
				     "{\"index\": 0, \"value\": 1, \"op\": \"SCMP_CMP_GE\"}]},"
				     "{\"name\": \"mkdir\", \"action\": \"SCMP_ACT_KILL\", \"args\": ["
				     "{\"index\": 1, \"value\": 1, \"op\": \"SCMP_CMP_GE\"}]}")), 0);
	ck_assert(allows("mkdir", 1, 0));
	ck_assert_int_eq(judge("mkdir", 0, 1).kind, VERDICT_REFUSED);
	ck_assert_int_eq(judge("mkdir", 1, 1).kind, VERDICT_UNDECIDED);
	ck_assert_int_eq(judge("mkdir", 0, 0).kind, VERDICT_REFUSED);
}
END_TEST

START_TEST(actions_have_their_errnos)
{
	ck_assert_int_eq(parse("{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrnoRet\": 38, \"syscalls\": ["
			       "{\"name\": \"mkdir\", \"action\": \"SCMP_ACT_ERRNO\"},"
			       "{\"name\": \"rmdir\", \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": 111},"
			       "{\"name\": \"read\", \"action\": \"SCMP_ACT_LOG\"},"
			       "{\"name\": \"write\", \"action\": \"SCMP_ACT_NOTIFY\"},"
			       "{\"name\": \"open\", \"action\": \"SCMP_ACT_TRACE\"}]}"), 0);
	ck_assert_uint_eq(judge("close", 0, 0).action.number, 38);
	ck_assert_ptr_null(judge("close", 0, 0).rule);
	ck_assert_uint_eq(judge("mkdir", 0, 0).action.number, EPERM);
	ck_assert_uint_eq(judge("rmdir", 0, 0).action.number, 111);
	ck_assert_uint_eq(judge("rmdir", 0, 0).rule->number, 1);
	ck_assert(allows("read", 0, 0));
	ck_assert_int_eq(judge("write", 0, 0).kind, VERDICT_UNDECIDED);
	ck_assert_int_eq(judge("open", 0, 0).kind, VERDICT_UNDECIDED);
}
END_TEST

static bool allows_for(const char *filter)
{
	char json[512];

	snprintf(json, sizeof(json), RULES("{\"name\": \"mkdir\", \"action\": \"SCMP_ACT_ALLOW\", %s}"), filter);
	ck_assert_msg(parse(json) == 0, "%s", why.bytes);
	return allows("mkdir", 0, 0);
}

START_TEST(includes_and_excludes_decide_which_rules_hold)
{
	const char *cap_why;

	ck_assert(allows_for("\"includes\": {}, \"excludes\": {}"));
	ck_assert(allows_for("\"includes\": {\"caps\": [\"CAP_CHOWN\"]}"));
	ck_assert(!allows_for("\"includes\": {\"caps\": [\"CAP_SYS_ADMIN\"]}"));
	ck_assert(!allows_for("\"includes\": {\"caps\": [\"CAP_CHOWN\", \"CAP_SYS_ADMIN\"]}"));
	ck_assert(!allows_for("\"excludes\": {\"caps\": [\"CAP_SYS_ADMIN\", \"CAP_CHOWN\"]}"));
	ck_assert(allows_for("\"excludes\": {\"caps\": [\"CAP_SYS_ADMIN\"]}"));
	ck_assert(allows_for("\"includes\": {\"minKernel\": \"4.8\"}"));
	ck_assert(allows_for("\"includes\": {\"minKernel\": \"6.1\"}"));
	ck_assert(!allows_for("\"includes\": {\"minKernel\": \"6.2\"}"));
	ck_assert(!allows_for("\"excludes\": {\"minKernel\": \"4.8\"}"));
	ck_assert(!allows_for("\"includes\": {\"arches\": [\"s390x\"]}"));
	ck_assert(allows_for("\"includes\": {\"arches\": [\"amd64\", \"arm64\"]}"));
	ck_assert(!allows_for("\"excludes\": {\"arches\": [\"amd64\", \"arm64\"]}"));
	assert_refused(RULES("{\"name\": \"mkdir\", \"action\": \"SCMP_ACT_ALLOW\", \"includes\": {\"minKernel\": \"4.x\"}}"),
		       "p.json:1: syscalls[0]: \"minKernel\" must look like \"4.8\"");
	ck_assert_int_eq(policy_subject_read(&subject, "CAP_SYS_ADMIN,cap_kill", &arena, &cap_why), 0);
	ck_assert(allows_for("\"includes\": {\"caps\": [\"CAP_SYS_ADMIN\"]}"));
	ck_assert(!allows_for("\"includes\": {\"caps\": [\"CAP_CHOWN\"]}"));
	setenv("SX_CAPS", "", 1);
	ck_assert_int_eq(policy_subject_read(&subject, NULL, &arena, &cap_why), 0);
	ck_assert_uint_eq(subject.caps, 0);
	ck_assert_int_eq(policy_subject_read(&subject, "CAP_SYS_ADMN", &arena, &cap_why), -EINVAL);
	ck_assert_str_eq(cap_why, "CAP_SYS_ADMN is no capability\ndid you mean CAP_SYS_ADMIN");
}
END_TEST

#if defined(__x86_64__)
static struct verdict judge_compat(unsigned number, uint64_t first)
{
	return profile_judge_registers(profile, WIRE_ABI_COMPAT, number, (uint64_t[WIRE_ARGS]){first});
}

START_TEST(other_architectures_are_foreign_unless_named)
{
	ck_assert_int_eq(parse("{\"defaultAction\": \"SCMP_ACT_ALLOW\"}"), 0);
	ck_assert(allows("read", 0, 0));
	ck_assert(judge_compat(3, 0).is_foreign);
	ck_assert_int_eq(judge_compat(3, 0).kind, VERDICT_REFUSED);
	ck_assert_int_eq(profile_judge_registers(profile, WIRE_ABI_X32, 0x40000000, (uint64_t[WIRE_ARGS]){0}).kind,
			 VERDICT_REFUSED);
	ck_assert_int_eq(parse("{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"archMap\": [{\"architecture\": "
			       "\"SCMP_ARCH_X86_64\", \"subArchitectures\": [\"SCMP_ARCH_X86\", \"SCMP_ARCH_X32\"]}]}"), 0);
	ck_assert_int_eq(judge_compat(3, 0).kind, VERDICT_ALLOWED);
	ck_assert_int_eq(profile_judge_registers(profile, WIRE_ABI_X32, 0x40000000, (uint64_t[WIRE_ARGS]){0}).kind,
			 VERDICT_UNDECIDED);
}
END_TEST

START_TEST(calls_through_socketcall_need_a_rule_for_either_way)
{
	ck_assert_int_eq(parse(RULES("{\"name\": \"accept\", \"action\": \"SCMP_ACT_ALLOW\"},"
				     "{\"name\": \"socket\", \"action\": \"SCMP_ACT_ALLOW\"},"
				     "{\"name\": \"semop\", \"action\": \"SCMP_ACT_ALLOW\"}")), 0);
	ck_assert_int_eq(judge_compat(500 /* accept */, 0).kind, VERDICT_ALLOWED);
	ck_assert_int_eq(judge_compat(359 /* socket */, 0).kind, VERDICT_ALLOWED);
	ck_assert_int_eq(judge_compat(503 /* semop */, 0).kind, VERDICT_ALLOWED);
	ck_assert_int_eq(judge_compat(361 /* bind */, 0).kind, VERDICT_REFUSED);
	ck_assert_int_eq(parse(RULES("{\"name\": \"socketcall\", \"action\": \"SCMP_ACT_ALLOW\"}")), 0);
	ck_assert_int_eq(judge_compat(500, 0).kind, VERDICT_ALLOWED);
	ck_assert_int_eq(judge_compat(359, 0).kind, VERDICT_UNDECIDED);
	ck_assert_int_eq(judge_compat(503, 0).kind, VERDICT_REFUSED);
	ck_assert_int_eq(parse(RULES("{\"name\": \"socketcall\", \"action\": \"SCMP_ACT_ALLOW\", \"args\": ["
				     "{\"index\": 0, \"value\": 5, \"op\": \"SCMP_CMP_EQ\"}]}")), 0);
	ck_assert_int_eq(judge_compat(500, 0).kind, VERDICT_ALLOWED);
	ck_assert_int_eq(judge_compat(501, 0).kind, VERDICT_REFUSED);
}
END_TEST
#endif

/* ---- writing ---- */

static void write_allowances(struct fake *fake, bool by_arguments)
{
	struct allowances allowances = {.arena = &arena, .by_arguments = by_arguments};

	text_free(&why);
	for (size_t i = 0; i < fake->recording.count; i++)
		ck_assert(allow_call(&allowances, fake->recording.entries[i]));
	allowances_print(&why, &allowances);
}

START_TEST(what_is_written_allows_what_was_called_and_no_more)
{
	struct fake *fake = fake_new();

	FAKE_CALL(fake, "openat", 3, (uint64_t)AT_FDCWD, 0x1000, O_RDONLY | O_CLOEXEC);
	FAKE_CALL(fake, "close", 0, 3);
	write_allowances(fake, true);
	ck_assert_int_eq(profile_parse(&arena, "p.json", why.bytes, why.length, &subject, &profile, &why), 0);
	ck_assert(!profile->has_compat);
	ck_assert(allows("close", 3, 0));
	ck_assert(!allows("read", 3, 0));
	ck_assert_int_eq(profile_judge(profile, fake->recording.entries[0]).kind, VERDICT_ALLOWED);
	FAKE_CALL(fake, "openat", 3, (uint64_t)AT_FDCWD, 0x1000, O_WRONLY);
	ck_assert_int_eq(profile_judge(profile, fake->recording.entries[2]).kind, VERDICT_REFUSED);
#if defined(__x86_64__)
	fake->is_compat = true;
	FAKE_CALL(fake, "read", 0, 3);
	write_allowances(fake, false);
	ck_assert_int_eq(profile_parse(&arena, "p.json", why.bytes, why.length, &subject, &profile, &why), 0);
	ck_assert_int_eq(profile_judge(profile, fake->recording.entries[3]).kind, VERDICT_ALLOWED);
#endif
	fake_free(fake);
}
END_TEST

/* ---- the question to a trace ---- */

static enum outcome ask(struct fake *fake, struct answer *answer)
{
	sx_trace *trace = trace_new();
	enum outcome outcome;

	trace_attach(trace, &fake->recording);
	outcome = query_conforms(trace, &arena, profile, answer);
	trace_free(trace);
	return outcome;
}

START_TEST(a_trace_conforms_when_every_call_is_allowed)
{
	struct fake *fake = fake_new();
	struct answer answer;

	ck_assert_int_eq(parse(RULES("{\"names\": [\"read\"], \"action\": \"SCMP_ACT_ALLOW\"},"
				     "{\"names\": [\"close\"], \"action\": \"SCMP_ACT_NOTIFY\"}")), 0);
	FAKE_CALL(fake, "read", 0, 3);
	fake_mark(fake, "here");
	ck_assert_int_eq(ask(fake, &answer), OUTCOME_HOLDS);
	ck_assert(profile->rules[0].is_used);
	ck_assert(!profile->rules[1].is_used);
	fake->recording.losses.records = 1;
	ck_assert_int_eq(ask(fake, &answer), OUTCOME_CANNOT_TELL);
	fake->recording.losses.records = 0;
	fake->recording.is_filtered = true;
	ck_assert_int_eq(ask(fake, &answer), OUTCOME_HOLDS);	/* as a filter that leaves nothing out */
	fake->recording.wanted[WIRE_ABI_NATIVE][0] &= ~(uint64_t)1;
	ck_assert_int_eq(ask(fake, &answer), OUTCOME_CANNOT_TELL);
	fake->recording.is_filtered = false;
	FAKE_CALL(fake, "close", 0, 3);
	ck_assert_int_eq(ask(fake, &answer), OUTCOME_CANNOT_TELL);
	FAKE_CALL(fake, "mkdir", 0, 3);
	ck_assert_int_eq(ask(fake, &answer), OUTCOME_FAILS);
	ck_assert_uint_eq(answer.matched, 1);
	ck_assert_uint_eq(answer.unsure, 1);
	fake_free(fake);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy_verdicts");
	TCase *tcase = tcase_create("verdicts");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, before, after);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, comparisons_are_of_64_bits_without_sign);
	tcase_add_test(tcase, conditions_are_anded_and_two_on_one_argument_are_ored);
	tcase_add_test(tcase, a_rule_without_conditions_outweighs_those_with);
	tcase_add_test(tcase, rules_that_disagree_leave_a_call_undecided);
	tcase_add_test(tcase, actions_have_their_errnos);
	tcase_add_test(tcase, includes_and_excludes_decide_which_rules_hold);
#if defined(__x86_64__)
	tcase_add_test(tcase, other_architectures_are_foreign_unless_named);
	tcase_add_test(tcase, calls_through_socketcall_need_a_rule_for_either_way);
#endif
	tcase_add_test(tcase, what_is_written_allows_what_was_called_and_no_more);
	tcase_add_test(tcase, a_trace_conforms_when_every_call_is_allowed);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
