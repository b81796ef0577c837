/* SPDX-License-Identifier: MIT */
/* A stand-in for Unity, of which Debian has no package: the documented macros that the adapter and a suite use. */
#ifndef UNITY_H
#define UNITY_H

#include <setjmp.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

struct unity_stand_in {
	jmp_buf leave;
	const char *file, *test;
	int tests, failures, ignored;
};
extern struct unity_stand_in Unity;

void UnityConclude(const char *result, const char *message, int line);
void UnityRun(void (*test)(void), const char *name);

#ifdef __cplusplus
}
#endif

#define TEST_FAIL_MESSAGE(message) UnityConclude("FAIL", (message), __LINE__)
#define TEST_IGNORE_MESSAGE(message) UnityConclude("IGNORE", (message), __LINE__)
#define RUN_TEST(test) UnityRun((test), #test)
#define UNITY_BEGIN() (Unity.file = __FILE__, Unity.tests = Unity.failures = Unity.ignored = 0)
#define UNITY_END()                                                                                     \
	(printf("%d Tests %d Failures %d Ignored\n", Unity.tests, Unity.failures, Unity.ignored), Unity.failures)

#endif
