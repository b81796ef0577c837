/* SPDX-License-Identifier: MIT */
/**
 * @file
 * sysexpect in Check: include it in place of <sysexpect/sysexpect.h>.
 *
 * Check has no result "skipped": SX_SKIP() says so on standard error and leaves the test, which then
 * counts as passed. Where nothing can be traced, let main() skip the whole suite instead:
 *
 *     if (sx_available(&why) < 0)
 *             return fprintf(stderr, "SKIP: %s\n", why), 77;
 *
 * Every ck_assert() writes to a temporary file of Check: put those outside of a recorded region.
 * A failure is one line of less than 512 bytes, since a message of 4096 would end the whole run.
 */
#ifndef SYSEXPECT_CHECK_H
#define SYSEXPECT_CHECK_H

#ifdef SX_ADAPTER_
#error "sysexpect: the adapter of another test framework is already included"
#endif
#define SX_ADAPTER_ "check"

#include <check.h>

#undef SX_FAIL
#undef SX_SKIP
#define SX_FAIL(why) ck_abort_msg("%s", (why))
#define SX_SKIP(why)                                                           \
	do {                                                                    \
		fprintf(stderr, "%s:%d: SKIP: %s\n", __FILE__, __LINE__, (why)); \
		return;                                                         \
	} while (0)

#include <sysexpect/sysexpect.h>

#endif
