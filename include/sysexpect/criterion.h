/* SPDX-License-Identifier: MIT */
/**
 * @file
 * sysexpect in Criterion: include it in place of <sysexpect/sysexpect.h>.
 * A failed assertion ends the test, as cr_assert() does.
 */
#ifndef SYSEXPECT_CRITERION_H
#define SYSEXPECT_CRITERION_H

#ifdef SX_ADAPTER_
#error "sysexpect: the adapter of another test framework is already included"
#endif
#define SX_ADAPTER_ "criterion"

#include <criterion/criterion.h>

#undef SX_FAIL
#undef SX_SKIP
#undef SX_TEST_NAME
#define SX_FAIL(why) cr_assert(0, "%s", (why))
#define SX_TEST_NAME (criterion_current_test ? criterion_current_test->name : __func__)
#define SX_SKIP(why) cr_skip("%s", (why))

#include <sysexpect/sysexpect.h>

#endif
