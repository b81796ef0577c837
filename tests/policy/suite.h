/* SPDX-License-Identifier: MIT */
/* What the programs of this folder share: a run of the tests, and checks whose reports are of no interest. */
#ifndef SX_POLICY_SUITE_H
#define SX_POLICY_SUITE_H

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include <sysexpect/check.h>

#define SUITE_SKIPPED 77

static inline bool suite_can_trace(void)
{
	const char *why;

	if (sx_available(&why) == 0)
		return true;
	printf("SKIP: %s\n", why);
	return false;
}

static inline int suite_run(const char *name, TCase *tcase)
{
	Suite *suite = suite_create(name);
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tcase);
	tcase_set_timeout(tcase, 120);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

static inline int hush(void)
{
	int saved = dup(STDERR_FILENO), nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);

	dup2(nothing, STDERR_FILENO);
	close(nothing);
	return saved;
}

static inline const char *unhush(int saved, const char *why)
{
	dup2(saved, STDERR_FILENO);
	close(saved);
	return why;
}

/* What a check says, without its report. */
#define QUIETLY(ret_why, check) \
	do { \
		int saved_ = hush(); \
		(ret_why) = unhush(saved_, check); \
	} while (0)

#endif
