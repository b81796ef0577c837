/* SPDX-License-Identifier: MIT */
/* Profiles: what is read, what is refused with one sentence, and the verdicts on calls. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness/policy/conforms.h"
#include "harness/policy/profile.h"
#include "harness/policy/write.h"
#include "harness/trace.h"
#include "tests/unit/fake.h"

static struct arena arena;
static struct text why;
static struct profile *profile;
static struct policy_subject subject;

static void before(void)
{
	const char *cap_why;

	unsetenv("SX_CAPS");
	ck_assert_int_eq(policy_subject_read(&subject, NULL, &arena, &cap_why), 0);
	subject.kernel_major = 6;
	subject.kernel_minor = 1;
}

static void after(void)
{
	arena_free(&arena);
	text_free(&why);
}

static int parse(const char *json)
{
	text_free(&why);
	return profile_parse(&arena, "p.json", json, strlen(json), &subject, &profile, &why);
}

/* The whole message. */
static void assert_refused(const char *json, const char *message)
{
	ck_assert_int_eq(parse(json), -EINVAL);
	ck_assert_str_eq(why.bytes, message);
}

#define RULES(rules) "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86\"], " \
		     "\"syscalls\": [" rules "]}"

static struct verdict judge(const char *call, uint64_t first, uint64_t second)
{
	int number = syscall_number(WIRE_ABI_NATIVE, call);

	ck_assert_int_ge(number, 0);
	return profile_judge_registers(profile, WIRE_ABI_NATIVE, (unsigned)number, (uint64_t[WIRE_ARGS]){first, second});
}

static bool allows(const char *call, uint64_t first, uint64_t second)
{
	return judge(call, first, second).kind == VERDICT_ALLOWED;
}

/* ---- texts ---- */

START_TEST(what_is_no_json_is_refused_with_its_line)
{
	assert_refused("", "p.json:1: no JSON: the text ends too early");
	assert_refused("{\n\"a\": [1,\n", "p.json:3: no JSON: the text ends too early");
	assert_refused("{\"a\" 1}", "p.json:1: no JSON: a colon must follow the name");
	assert_refused("{\n\"a\": 1 \"b\": 2}", "p.json:2: no JSON: a comma or } must stand here");
	assert_refused("{} {}", "p.json:1: no JSON: more text behind the value");
	assert_refused("{\"a\": tru}", "p.json:1: no JSON: not a value");
	assert_refused("{\"a\": 1,}", "p.json:1: no JSON: a name in quotes must stand here");
	assert_refused("[1,]", "p.json:1: no JSON: not a value");
	assert_refused("[01]", "p.json:1: no JSON: a comma or ] must stand here");
	assert_refused("[\"\\q\"]", "p.json:1: no JSON: an unknown escape in a string");
	assert_refused("[\"\\u0000\"]", "p.json:1: no JSON: a NUL in a string");
	assert_refused("[\"\\ud800x\"]", "p.json:1: no JSON: half of a surrogate pair");
	assert_refused("[\"a\nb\"]", "p.json:1: no JSON: a string must not have a raw control character or line end");
}
END_TEST

START_TEST(a_name_that_stands_twice_is_refused)
{
	assert_refused("{\"defaultAction\": \"SCMP_ACT_ALLOW\",\n\"DefaultAction\": \"SCMP_ACT_ERRNO\"}",
		       "p.json:2: no JSON: \"DefaultAction\" stands twice in one object, first in line 1");
}
END_TEST

START_TEST(any_beginning_of_a_profile_is_refused)
{
	static const char whole[] = RULES("{\"names\": [\"re\\u0061d\"], \"action\": \"SCMP_ACT_ALLOW\", \"args\": "
					  "[{\"index\": 0, \"value\": 1, \"op\": \"SCMP_CMP_EQ\"}]}");
	char *part;

	for (size_t length = 0; length < sizeof(whole) - 1; length++) {
		part = strndup(whole, length);
		ck_assert_int_eq(parse(part), -EINVAL);
		ck_assert_ptr_null(strchr(why.bytes, '\n'));
		free(part);
	}
	ck_assert_int_eq(parse(whole), 0);
	ck_assert(allows("read", 1, 0));
}
END_TEST

START_TEST(deep_nesting_is_refused)
{
	char *deep = malloc(200001);

	memset(deep, '[', 200000);
	deep[200000] = '\0';
	assert_refused(deep, "p.json:1: no JSON: more than 64 levels of brackets");
	free(deep);
}
END_TEST

/* 150 000 rules that all name one call. */
START_TEST(ten_megabytes_are_read)
{
	struct text text = {0};

	text_add(&text, "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": [");
	for (int i = 0; text.length < 10 << 20; i++)
		text_format(&text, "%s{\"names\": [\"mkdir\"], \"action\": \"SCMP_ACT_ALLOW\", \"args\": "
			    "[{\"index\": 1, \"value\": %d, \"op\": \"SCMP_CMP_EQ\"}]}", i ? ", " : "", i);
	text_add(&text, "]}");
	ck_assert_int_eq(parse(text.bytes), 0);
	ck_assert(allows("mkdir", 0, 70000));
	ck_assert(!allows("mkdir", 0, 10000000));
	text_cut(&text, text.length - 1);
	assert_refused(text.bytes, "p.json:1: no JSON: the text ends too early");
	text_free(&text);
}
END_TEST

START_TEST(wrong_types_are_refused)
{
	assert_refused("[]", "p.json:1: a profile is an object, not an array");
	assert_refused("{}", "p.json:1: there is no \"defaultAction\"");
	assert_refused("{\"defaultAction\": 3}", "p.json:1: \"defaultAction\" must be a string, not a number");
	assert_refused("{\"defaultAction\": \"SCMP_ACT_ERRNO\",\n\"syscalls\": {}}",
		       "p.json:2: \"syscalls\" must be an array, not an object");
	assert_refused("{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [3]}",
		       "p.json:1: \"architectures\" must have strings, not a number");
	assert_refused("{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"x86\"]}",
		       "p.json:1: \"x86\" is no architecture");
	assert_refused("{\"defaultAction\": \"SCMP_ACT_ALLOW\",\n\"architectures\": [\"SCMP_ARCH_X86_64\",\n\"SCMP_ARCH_X68\"]}",
		       "p.json:3: \"SCMP_ARCH_X68\" is no architecture\ndid you mean SCMP_ARCH_X86");
	assert_refused("{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"archMap\": [{\"architecture\": \"SCMP_ARCH_X86_64\",\n"
		       "\"subArchitectures\": [\"SCMP_ARCH_X2\"]}]}",
		       "p.json:2: \"SCMP_ARCH_X2\" is no architecture\ndid you mean SCMP_ARCH_X32");
	assert_refused("null", "p.json:1: a profile is an object, not null");
	assert_refused(RULES("3"), "p.json:1: syscalls[0]: a rule is an object, not a number");
	assert_refused(RULES("{\"action\": \"SCMP_ACT_ALLOW\"}"), "p.json:1: syscalls[0]: names no call");
	assert_refused(RULES("{\"names\": [\"a\"]}"), "p.json:1: syscalls[0]: there is no \"action\"");
	assert_refused(RULES("{\"names\": \"a\", \"action\": \"SCMP_ACT_ALLOW\"}"),
		       "p.json:1: syscalls[0]: \"names\" must be an array, not a string");
	assert_refused(RULES("{\"names\": [\"a\"], \"name\": \"b\", \"action\": \"SCMP_ACT_ALLOW\"}"),
		       "p.json:1: syscalls[0]: both \"name\" and \"names\"");
	assert_refused(RULES("{\"names\": [\"a\"], \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": -1}"),
		       "p.json:1: syscalls[0]: \"errnoRet\" must be an errno: a number from 0 to 4095");
}
END_TEST

#define WITH_ARGS(args) RULES("{\"names\": [\"a\"], \"action\": \"SCMP_ACT_ALLOW\", \"args\": " args "}")

START_TEST(wrong_conditions_are_refused)
{
	assert_refused(WITH_ARGS("{}"), "p.json:1: syscalls[0]: \"args\" must be an array, not an object");
	assert_refused(WITH_ARGS("[3]"), "p.json:1: syscalls[0]: \"args\" must have objects, not a number");
	assert_refused(WITH_ARGS("[{\"index\": 0, \"value\": 0}]"), "p.json:1: syscalls[0]: a condition without \"op\"");
	assert_refused(WITH_ARGS("[{\"index\": 6, \"op\": \"SCMP_CMP_EQ\"}]"),
		       "p.json:1: syscalls[0]: arguments are numbered from 0 to 5");
	assert_refused(WITH_ARGS("[{\"value\": 1.0, \"op\": \"SCMP_CMP_EQ\"}]"),
		       "p.json:1: syscalls[0]: \"value\" must be a whole number from 0 to 18446744073709551615");
	assert_refused(WITH_ARGS("[{\"value\": 18446744073709551616, \"op\": \"SCMP_CMP_EQ\"}]"),
		       "p.json:1: syscalls[0]: \"value\" must be a whole number from 0 to 18446744073709551615");
	assert_refused(WITH_ARGS("[{\"value\": 1, \"op\": \"SCMP_CMP_EG\"}]"),
		       "p.json:1: syscalls[0]: \"SCMP_CMP_EG\" is no comparison\ndid you mean SCMP_CMP_EQ");
}
END_TEST

START_TEST(unknown_actions_are_refused)
{
	assert_refused("{\"defaultAction\": \"SCMP_ACT_ALOW\"}",
		       "p.json:1: \"SCMP_ACT_ALOW\" is no action\ndid you mean SCMP_ACT_ALLOW");
	assert_refused(RULES("\n{\"names\": [\"a\"], \"action\": \"deny\\u001b\"}"),
		       "p.json:2: syscalls[0]: \"deny?\" is no action");
}
END_TEST

START_TEST(contradictory_rules_are_refused)
{
	assert_refused(RULES("{\"names\": [\"mkdir\"], \"action\": \"SCMP_ACT_ALLOW\"},\n"
			     "{\"names\": [\"read\", \"mkdir\"], \"action\": \"SCMP_ACT_KILL\"}"),
		       "p.json:2: syscalls[1]: contradicts syscalls[0] in line 1: both decide mkdir, which is SCMP_ACT_ALLOW "
		       "there (it runs) and SCMP_ACT_KILL_THREAD here (it kills the thread)");
	assert_refused(RULES("{\"names\": [\"mkdir\"], \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": 2},\n"
			     "{\"names\": [\"mkdir\"], \"action\": \"SCMP_ACT_ERRNO\"}"),
		       "p.json:2: syscalls[1]: contradicts syscalls[0] in line 1: both decide mkdir, which is SCMP_ACT_ERRNO "
		       "there (it fails with ENOENT) and SCMP_ACT_ERRNO here (it fails with EPERM)");
	/* Docker's own profile names calls in several rules that agree */
	ck_assert_int_eq(parse(RULES("{\"names\": [\"mkdir\", \"mkdir\"], \"action\": \"SCMP_ACT_ALLOW\"},"
				     "{\"names\": [\"mkdir\"], \"action\": \"SCMP_ACT_ALLOW\"}")), 0);
	ck_assert(allows("mkdir", 0, 0));
}
END_TEST

/* ---- verdicts ---- */

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
	Suite *suite = suite_create("policy");
	TCase *tcase = tcase_create("profiles");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, before, after);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, what_is_no_json_is_refused_with_its_line);
	tcase_add_test(tcase, a_name_that_stands_twice_is_refused);
	tcase_add_test(tcase, any_beginning_of_a_profile_is_refused);
	tcase_add_test(tcase, deep_nesting_is_refused);
	tcase_add_test(tcase, ten_megabytes_are_read);
	tcase_add_test(tcase, wrong_types_are_refused);
	tcase_add_test(tcase, wrong_conditions_are_refused);
	tcase_add_test(tcase, unknown_actions_are_refused);
	tcase_add_test(tcase, contradictory_rules_are_refused);
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
