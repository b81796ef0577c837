/* SPDX-License-Identifier: MIT */
/* A profile from a text, and what it says of a call. */
#ifndef SX_UNIT_JUDGING_H
#define SX_UNIT_JUDGING_H

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/policy/profile.h"

static struct arena arena;
static struct text why;
static struct profile *profile;
static struct policy_subject subject;

static inline void before(void)
{
	const char *cap_why;

	unsetenv("SX_CAPS");
	ck_assert_int_eq(policy_subject_read(&subject, NULL, &arena, &cap_why), 0);
	subject.kernel_major = 6;
	subject.kernel_minor = 1;
}

static inline void after(void)
{
	arena_free(&arena);
	text_free(&why);
}

static inline int parse(const char *json)
{
	text_free(&why);
	return profile_parse(&arena, "p.json", json, strlen(json), &subject, &profile, &why);
}

/* The whole message. */
static inline void assert_refused(const char *json, const char *message)
{
	ck_assert_int_eq(parse(json), -EINVAL);
	ck_assert_str_eq(why.bytes, message);
}

#define RULES(rules) "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86\"], " \
		     "\"syscalls\": [" rules "]}"

static inline struct verdict judge(const char *call, uint64_t first, uint64_t second)
{
	int number = syscall_number(WIRE_ABI_NATIVE, call);

	ck_assert_int_ge(number, 0);
	return profile_judge_registers(profile, WIRE_ABI_NATIVE, (unsigned)number, (uint64_t[WIRE_ARGS]){first, second});
}

static inline bool allows(const char *call, uint64_t first, uint64_t second)
{
	return judge(call, first, second).kind == VERDICT_ALLOWED;
}

#endif
