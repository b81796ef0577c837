/* SPDX-License-Identifier: MIT */
/**
 * @file
 * sysexpect in Unity: include it in place of <sysexpect/sysexpect.h>.
 * A failed assertion ends the test, as TEST_ASSERT_…() does.
 */
#ifndef SYSEXPECT_UNITY_H
#define SYSEXPECT_UNITY_H

#ifdef SX_ADAPTER_
#error "sysexpect: the adapter of another test framework is already included"
#endif
#define SX_ADAPTER_ "unity"

#include <unity.h>

#undef SX_FAIL
#undef SX_SKIP
#define SX_FAIL(why) TEST_FAIL_MESSAGE(why)
#define SX_SKIP(why) TEST_IGNORE_MESSAGE(why)

#include <sysexpect/sysexpect.h>

#endif
