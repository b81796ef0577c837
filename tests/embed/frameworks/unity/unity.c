/* SPDX-License-Identifier: MIT */
/* The stand-in's runner: a failed or ignored test is left by longjmp, as Unity does it. */
#include <unity.h>

#include <string.h>

struct unity_stand_in Unity;

void UnityConclude(const char *result, const char *message, int line)
{
	printf("%s:%d:%s:%s: %s\n", Unity.file, line, Unity.test, result, message);
	if (strcmp(result, "FAIL") == 0)
		Unity.failures++;
	else
		Unity.ignored++;
	longjmp(Unity.leave, 1);
}

void UnityRun(void (*test)(void), const char *name)
{
	Unity.test = name;
	Unity.tests++;
	if (setjmp(Unity.leave) != 0)
		return;
	test();
	printf("%s:%s:PASS\n", Unity.file, name);
}
