/* SPDX-License-Identifier: MIT */
/* Knows which patterns are about calls that the vDSO answers in the program, where no kernel and so no trace sees them. */
#include <stdio.h>
#include <sys/utsname.h>

#include "harness/pattern/ast.h"

#define MOST_SELECTED 12	/* what selects more than a class of such calls is not about them */

static const char *const answered[] = {
	"clock_gettime", "clock_gettime64", "gettimeofday", "time", "getcpu", "clock_getres", "clock_getres_time64", NULL
};

/* Since Linux 6.11. */
static bool answers_getrandom(void)
{
	struct utsname name;
	unsigned major, minor;

	return uname(&name) == 0 && sscanf(name.release, "%u.%u", &major, &minor) == 2 &&
	       (major > 6 || (major == 6 && minor >= 11));
}

static bool selects(const struct pattern *pattern, const char *name)
{
	for (unsigned abi = 0; abi < 2; abi++) {
		int number = syscall_number(abi, name);

		if (number >= 0 && pattern->numbers[abi][number / 64] >> number % 64 & 1)
			return true;
	}
	return false;
}

const char *pattern_vdso(const struct pattern *pattern)
{
	int selected[2] = {0, 0};

	/* an error, and what seccomp refuses, is the kernel's */
	if (pattern->subject != SUBJECT_CALL || pattern->result.kind == RESULT_ERROR || pattern->result.kind == RESULT_DENIED)
		return NULL;
	for (unsigned abi = 0; abi < 2; abi++)
		for (size_t word = 0; word < WIRE_CALLS / 64; word++)
			selected[abi] += __builtin_popcountll(pattern->numbers[abi][word]);
	if (selected[0] > MOST_SELECTED || selected[1] > 2 * MOST_SELECTED)
		return NULL;
	for (const char *const *name = answered; *name; name++)
		if (selects(pattern, *name))
			return *name;
	return selects(pattern, "getrandom") && answers_getrandom() ? "getrandom" : NULL;
}
