/* SPDX-License-Identifier: MIT */
/**
 * @file
 * sysexpect in GoogleTest: include it in place of <sysexpect/sysexpect.h>.
 * As with ASSERT_…, a failure returns: use the assertions in functions that return void.
 */
#ifndef SYSEXPECT_GTEST_H
#define SYSEXPECT_GTEST_H

#ifdef SX_ADAPTER_
#error "sysexpect: the adapter of another test framework is already included"
#endif
#define SX_ADAPTER_ "gtest"

#include <gtest/gtest.h>

namespace sysexpect_detail {

/* __func__ is "TestBody" in every test. */
inline const char *test_name(const char *function)
{
	const ::testing::TestInfo *test = ::testing::UnitTest::GetInstance()->current_test_info();

	return test ? test->name() : function;
}

} /* namespace sysexpect_detail */

#undef SX_FAIL
#undef SX_SKIP
#undef SX_TEST_NAME
#define SX_FAIL(why) GTEST_FAIL() << (why)
#define SX_SKIP(why) GTEST_SKIP() << (why)
#define SX_TEST_NAME (::sysexpect_detail::test_name(__func__))

#include <sysexpect/sysexpect.h>

#endif
