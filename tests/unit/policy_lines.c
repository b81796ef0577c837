/* SPDX-License-Identifier: MIT */
/* Policies of lines: SystemCallFilter= of systemd, and lists of patterns. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "harness/policy/conforms.h"
#include "harness/trace.h"
#include "tests/unit/fake.h"

static struct arena arena;
static struct text why;
static struct profile *profile;
static struct policy_subject subject;

static void before(void)
{
	const char *cap_why;

	ck_assert_int_eq(policy_subject_read(&subject, "", &arena, &cap_why), 0);
}

static void after(void)
{
	arena_free(&arena);
	text_free(&why);
}

static int parse(const char *text)
{
	text_free(&why);
	return profile_parse(&arena, "p", text, strlen(text), &subject, &profile, &why);
}

static void read_policy(const char *text, enum policy_format format)
{
	ck_assert_msg(parse(text) == 0, "%s", why.bytes);
	ck_assert_uint_eq(profile->format, format);
}

static void assert_refused(const char *text, const char *message)
{
	ck_assert_int_eq(parse(text), -EINVAL);
	ck_assert_str_eq(why.bytes, message);
}

static struct verdict judge(const char *call)
{
	int number = syscall_number(WIRE_ABI_NATIVE, call);

	ck_assert_int_ge(number, 0);
	return profile_judge_registers(profile, WIRE_ABI_NATIVE, (unsigned)number, (uint64_t[WIRE_ARGS]){0});
}

static bool allows(const char *call)
{
	return judge(call).kind == VERDICT_ALLOWED;
}

static void assert_action(const char *call, enum policy_action kind, unsigned number, const char *rule)
{
	struct verdict verdict = judge(call);
	struct text name = {0};

	ck_assert_uint_eq(verdict.action.kind, kind);
	ck_assert_uint_eq(verdict.action.number, number);
	if (verdict.rule)
		rule_name(&name, verdict.rule);
	ck_assert_msg(rule ? verdict.rule && strcmp(name.bytes, rule) == 0 : !verdict.rule, "%s: %s", call, name.bytes);
	text_free(&name);
}

/* ---- systemd ---- */

START_TEST(a_unit_allows_what_it_names_and_the_default_set)
{
	read_policy("[Unit]\nDescription=x=y\n\n[Service]\n# no more\nExecStart=/bin/x \\\n  y\n"
		    "SystemCallFilter=read write\n; and\n  SystemCallFilter = @network-io\nNoNewPrivileges=yes\n", FORMAT_SYSTEMD);
	ck_assert(allows("read"));
	ck_assert(allows("sendto"));
	ck_assert(allows("execve"));
	ck_assert(allows("clock_gettime"));
	assert_action("read", POLICY_ALLOW, 0, "SystemCallFilter=read in line 8");
	assert_action("sendto", POLICY_ALLOW, 0, "SystemCallFilter=@network-io in line 10");
	assert_action("brk", POLICY_ALLOW, 0, "@default");
	assert_action("openat", POLICY_KILL_PROCESS, 0, NULL);
}
END_TEST

/* Where systemd would pass over it, it is an error: who wrote it there relies on it. */
START_TEST(a_filter_counts_in_sections_of_what_is_started)
{
	read_policy("[Unit]\nDescription=x\n[Socket]\nSystemCallFilter=read\n[Install]\nAlias=y\n", FORMAT_SYSTEMD);
	ck_assert(allows("read"));
	assert_refused("[Unit]\nSystemCallFilter = read\n", "p:2: SystemCallFilter= means nothing in [Unit], but in [Service]");
	assert_refused("[Service]\nSystemCallFilter=read\n[Install]\nSystemCallErrorNumber=EPERM\n",
		       "p:4: SystemCallErrorNumber= means nothing in [Install], but in [Service]");
}
END_TEST

START_TEST(what_else_refuses_calls_is_known)
{
	read_policy("[Service]\nSystemCallFilter=read\nProtectSystem=strict\nRestrictRealtime=no\n", FORMAT_SYSTEMD);
	ck_assert_ptr_null(profile->not_judged);
	read_policy("[Service]\nRestrictAddressFamilies=AF_UNIX\nSystemCallFilter=read\nLockPersonality = yes\n"
		    "RestrictAddressFamilies=AF_INET\n", FORMAT_SYSTEMD);
	ck_assert_str_eq(profile->not_judged, "RestrictAddressFamilies=, LockPersonality=");
}
END_TEST

START_TEST(a_set_may_hold_sets)
{
	read_policy("@system-service\n", FORMAT_SYSTEMD);
	ck_assert(allows("openat"));	/* by @file-system */
	ck_assert(allows("getpriority"));
	ck_assert(!allows("mount"));
}
END_TEST

START_TEST(the_first_line_says_whether_names_are_allowed_or_denied)
{
	read_policy("SystemCallFilter=~@mount chroot:ENOSYS reboot:5 ptrace:kill\n", FORMAT_SYSTEMD);
	assert_action("openat", POLICY_ALLOW, 0, NULL);
	assert_action("mount", POLICY_KILL_PROCESS, 0, "SystemCallFilter=~@mount in line 1");
	assert_action("chroot", POLICY_ERRNO, ENOSYS, "SystemCallFilter=~chroot:ENOSYS in line 1");
	assert_action("reboot", POLICY_ERRNO, 5, "SystemCallFilter=~reboot:5 in line 1");
	assert_action("ptrace", POLICY_KILL_PROCESS, 0, "SystemCallFilter=~ptrace:kill in line 1");
	/* a later line that allows takes names out of the list */
	read_policy("SystemCallFilter=~@mount\nSystemCallFilter=umount2\n", FORMAT_SYSTEMD);
	ck_assert(allows("umount2"));
	ck_assert(!allows("mount"));
	/* and one that denies takes out what is allowed, the default set included */
	read_policy("SystemCallFilter=@basic-io\nSystemCallFilter=~write execve\n", FORMAT_SYSTEMD);
	ck_assert(allows("read"));
	assert_action("write", POLICY_KILL_PROCESS, 0, NULL);
	ck_assert(!allows("execve"));
}
END_TEST

START_TEST(with_an_errno_a_call_stays_in_a_list_of_allowed_ones)
{
	read_policy("SystemCallFilter=@basic-io\nSystemCallFilter=~write:EACCES\nSystemCallErrorNumber=EPERM\n", FORMAT_SYSTEMD);
	assert_action("write", POLICY_ERRNO, EACCES, "SystemCallFilter=~write:EACCES in line 2");
	assert_action("openat", POLICY_ERRNO, EPERM, NULL);
	read_policy("SystemCallFilter=~write\nSystemCallErrorNumber=38\nSystemCallErrorNumber=\n", FORMAT_SYSTEMD);
	assert_action("write", POLICY_KILL_PROCESS, 0, "SystemCallFilter=~write in line 1");
}
END_TEST

START_TEST(an_empty_value_forgets_the_lines_above)
{
	read_policy("SystemCallFilter=read\nSystemCallFilter=\nSystemCallFilter=~write\n", FORMAT_SYSTEMD);
	ck_assert(allows("openat"));
	ck_assert(!allows("write"));
	assert_refused("SystemCallFilter=read\nSystemCallFilter=\n", "p:1: there is no SystemCallFilter= in it");
}
END_TEST

START_TEST(values_alone_are_a_policy_too)
{
	read_policy("# calls of the reader\n@basic-io\nopenat\n~write\n", FORMAT_SYSTEMD);
	assert_action("openat", POLICY_ALLOW, 0, "openat in line 3");
	ck_assert(!allows("write"));
	read_policy("~@clock", FORMAT_SYSTEMD);
	ck_assert(allows("write"));
	ck_assert(!allows("settimeofday"));
}
END_TEST

#if defined(__x86_64__)
static struct verdict judge_compat(unsigned number)
{
	return profile_judge_registers(profile, WIRE_ABI_COMPAT, number, (uint64_t[WIRE_ARGS]){0});
}

START_TEST(calls_of_i386_are_judged_by_name_unless_the_architecture_is_shut_out)
{
	read_policy("SystemCallFilter=read\n", FORMAT_SYSTEMD);
	ck_assert_int_eq(judge_compat(3 /* read */).kind, VERDICT_ALLOWED);
	ck_assert_int_eq(judge_compat(4 /* write */).kind, VERDICT_REFUSED);
	read_policy("SystemCallFilter=read\nSystemCallArchitectures=native\n", FORMAT_SYSTEMD);
	ck_assert(judge_compat(3).is_foreign);
	read_policy("SystemCallFilter=read\nSystemCallArchitectures=native\nSystemCallArchitectures=x86\n", FORMAT_SYSTEMD);
	ck_assert_int_eq(judge_compat(3).kind, VERDICT_ALLOWED);
	assert_refused("SystemCallFilter=read\nSystemCallArchitectures=x87\n", "p:2: x87 is no architecture");
}
END_TEST
#endif

START_TEST(wrong_lines_are_refused_with_their_number)
{
	assert_refused("[Service]\nSystemCallFilter=raed\n", "p:2: raed is no system call\ndid you mean read");
	assert_refused("@basic-oi\n", "p:1: there is no set @basic-oi (the sets are those of systemd 252)\n"
		       "did you mean @basic-io");
	assert_refused("read:EPERM\n", "p:1: read:EPERM: a call that is allowed has no errno");
	assert_refused("~read:EPREM\n", "p:1: EPREM is no errno: a name, a number from 0 to 4095, or kill");
	assert_refused("~read:4096\n", "p:1: 4096 is no errno: a name, a number from 0 to 4095, or kill");
	assert_refused("[Service]\nRestart=no\n", "p:1: there is no SystemCallFilter= in it");
	assert_refused("[Service]\nSystemCallFilter\n", "p:2: SystemCallFilter is neither a setting nor a section");
	assert_refused("alow %network\n", "p:1: alow is no system call\ndid you mean allow");
	/* what other machines have is nothing wrong */
	read_policy("read riscv_flush_icache s390_runtime_instr\n", FORMAT_SYSTEMD);
	ck_assert_int_eq(profile_parse(&arena, "p", "read\n\0write", 11, &subject, &profile, &why), -EINVAL);
}
END_TEST

/* ---- patterns ---- */

static struct verdict judge_call(struct fake *fake, const struct sx_call *call)
{
	profile->recording = &fake->recording;
	return profile_judge(profile, call);
}

START_TEST(the_first_line_that_matches_decides)
{
	struct fake *fake = fake_new();
	struct sx_call *own = FAKE_CALL(fake, "openat", 3, (uint64_t)AT_FDCWD, 0x1000, O_RDONLY),
		       *other = FAKE_CALL(fake, "openat", 4, (uint64_t)AT_FDCWD, 0x2000, O_RDONLY),
		       *closing = FAKE_CALL(fake, "close", 0, 3), *unread;

	fake_string(fake, own, 1, 0x1000, "/etc/app/x");
	fake_string(fake, other, 1, 0x2000, "/etc/shadow");
	read_policy("# files\nallow %open(path='/etc/app/**')	# its own\ndeny %open(path='/etc/**')\n"
		    "allow close(3)\nallow read(*, '#', ...)\n", FORMAT_PATTERNS);
	ck_assert_int_eq(judge_call(fake, own).kind, VERDICT_ALLOWED);
	ck_assert_uint_eq(judge_call(fake, own).rule->line, 2);
	ck_assert_int_eq(judge_call(fake, other).kind, VERDICT_REFUSED);
	ck_assert_str_eq(judge_call(fake, other).rule->label, "deny %open(path='/etc/**')");
	ck_assert_int_eq(judge_call(fake, closing).kind, VERDICT_ALLOWED);
	/* an allow line makes it a list of what is allowed */
	read_policy("allow %open\n", FORMAT_PATTERNS);
	ck_assert_int_eq(judge_call(fake, closing).kind, VERDICT_REFUSED);
	ck_assert_ptr_null(judge_call(fake, closing).rule);
	read_policy("deny %open\n", FORMAT_PATTERNS);
	ck_assert_int_eq(judge_call(fake, closing).kind, VERDICT_ALLOWED);
	/* what may match a line that says otherwise is open */
	unread = FAKE_CALL(fake, "openat", 4, (uint64_t)AT_FDCWD, 0x3000, O_RDONLY);
	fake_unread(fake, unread, 1, 0x3000, 0);
	ck_assert_int_eq(judge_call(fake, unread).kind, VERDICT_REFUSED);
	read_policy("deny %open(path='/etc/**')\n", FORMAT_PATTERNS);
	ck_assert_int_eq(judge_call(fake, unread).kind, VERDICT_UNDECIDED);
	ck_assert_int_eq(judge_call(fake, unread).reason.kind, REASON_UNREAD);
	read_policy("allow %open(path='/usr/**')\ndeny %open(path='/etc/**')\nallow *\n", FORMAT_PATTERNS);
	ck_assert_int_eq(judge_call(fake, unread).kind, VERDICT_UNDECIDED);
	read_policy("allow %open(path='/usr/**')\nallow %open(path='/etc/**')\nallow *\n", FORMAT_PATTERNS);
	ck_assert_int_eq(judge_call(fake, unread).kind, VERDICT_ALLOWED);
	fake_free(fake);
}
END_TEST

START_TEST(wrong_patterns_are_refused_with_line_and_caret)
{
	assert_refused("allow read\n\ndeny opnat(*, \"x\")\n", "p:3: pattern error: unknown system call opnat\n"
		       "    opnat(*, \"x\")\n    ^^^^^\ndid you mean openat?");
	assert_refused("deny read\ndenny write\n", "p:2: a line of a policy begins with allow or deny, not with denny write");
	assert_refused("deny read\nallow\n", "p:2: a pattern is missing behind allow");
	assert_refused("deny read\nallow # nothing\n", "p:2: a pattern is missing behind allow");
	assert_refused("deny mark('x')\n", "p:1: a policy is about calls: mark('x') is none");
}
END_TEST

/* Seeded: what is read is judged, what is not is refused with a sentence. */
START_TEST(any_text_is_read_or_refused)
{
	static const char *const pieces[] = {
		"allow ", "deny ", "%open(path='/etc/**')", "read", "@basic-io", "~", ":", "EPERM", "=", "\n", "\n", " ", "#", "*",
		"SystemCallFilter", "[Service]", "\\\n", "'", "\"", "(", "...)", "|", "/", "-1", "\t", "\x80", "{}", "mark('x')",
	};
	unsigned seed = 12345, counts[2] = {0, 0};
	struct fake *fake = fake_new();
	struct sx_call *call = FAKE_CALL(fake, "openat", 3, (uint64_t)AT_FDCWD, 0x1000, O_RDONLY);
	char text[256];

	fake_string(fake, call, 1, 0x1000, "/etc/app/x");
	for (int i = 0; i < 3000; i++) {
		int length = rand_r(&seed) % 8 + 1, r;

		*text = '\0';
		while (length--)
			strcat(text, pieces[(unsigned)rand_r(&seed) % (sizeof(pieces) / sizeof(pieces[0]))]);
		r = parse(text);
		ck_assert_msg(r == 0 || (r == -EINVAL && why.length), "%d: %s", r, text);
		counts[r == 0]++;
		if (r == 0)
			judge_call(fake, call);
		arena_clear(&arena);
	}
	ck_assert_uint_gt(counts[1], 50);
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

START_TEST(a_list_that_only_denies_needs_the_calls_that_it_names)
{
	struct fake *fake = fake_new();
	struct answer answer;
	int number = syscall_number(WIRE_ABI_NATIVE, "close");

	FAKE_CALL(fake, "read", 0, 3);
	fake->recording.is_filtered = true;
	fake->recording.wanted[WIRE_ABI_NATIVE][number / 64] &= ~((uint64_t)1 << number % 64);
	read_policy("deny write\n", FORMAT_PATTERNS);
	ck_assert_int_eq(ask(fake, &answer), OUTCOME_HOLDS);
	read_policy("deny close\n", FORMAT_PATTERNS);
	ck_assert_int_eq(ask(fake, &answer), OUTCOME_CANNOT_TELL);
	read_policy("allow read\n", FORMAT_PATTERNS);
	ck_assert_int_eq(ask(fake, &answer), OUTCOME_CANNOT_TELL);
	read_policy("deny read\n", FORMAT_PATTERNS);
	ck_assert_int_eq(ask(fake, &answer), OUTCOME_FAILS);
	fake_free(fake);
}
END_TEST

/* No filter sees what a ring does, a list of patterns means it. */
START_TEST(a_ring_leaves_a_list_of_patterns_open)
{
	struct fake *fake = fake_new();
	struct answer answer;

	FAKE_CALL(fake, "io_uring_setup", 3, 8);
	FAKE_CALL(fake, "io_uring_enter", 1, 3, 1);
	read_policy("deny socket\n", FORMAT_PATTERNS);
	ck_assert_int_eq(ask(fake, &answer), OUTCOME_CANNOT_TELL);
	read_policy("deny mount\n", FORMAT_PATTERNS);
	ck_assert_int_eq(ask(fake, &answer), OUTCOME_HOLDS);
	read_policy("allow io_uring_setup|io_uring_enter\n", FORMAT_PATTERNS);
	ck_assert_int_eq(ask(fake, &answer), OUTCOME_CANNOT_TELL);
	read_policy("io_uring_setup io_uring_enter\n", FORMAT_SYSTEMD);
	ck_assert_int_eq(ask(fake, &answer), OUTCOME_HOLDS);
	fake_free(fake);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy_lines");
	TCase *tcase = tcase_create("lines");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, before, after);
	tcase_add_test(tcase, a_unit_allows_what_it_names_and_the_default_set);
	tcase_add_test(tcase, a_filter_counts_in_sections_of_what_is_started);
	tcase_add_test(tcase, what_else_refuses_calls_is_known);
	tcase_add_test(tcase, a_set_may_hold_sets);
	tcase_add_test(tcase, the_first_line_says_whether_names_are_allowed_or_denied);
	tcase_add_test(tcase, with_an_errno_a_call_stays_in_a_list_of_allowed_ones);
	tcase_add_test(tcase, an_empty_value_forgets_the_lines_above);
	tcase_add_test(tcase, values_alone_are_a_policy_too);
#if defined(__x86_64__)
	tcase_add_test(tcase, calls_of_i386_are_judged_by_name_unless_the_architecture_is_shut_out);
#endif
	tcase_add_test(tcase, wrong_lines_are_refused_with_their_number);
	tcase_add_test(tcase, the_first_line_that_matches_decides);
	tcase_add_test(tcase, wrong_patterns_are_refused_with_line_and_caret);
	tcase_add_test(tcase, any_text_is_read_or_refused);
	tcase_add_test(tcase, a_list_that_only_denies_needs_the_calls_that_it_names);
	tcase_add_test(tcase, a_ring_leaves_a_list_of_patterns_open);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
