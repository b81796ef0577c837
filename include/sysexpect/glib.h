/* SPDX-License-Identifier: MIT */
/**
 * @file
 * sysexpect in GLib (g_test_run() and its like): include it in place of <sysexpect/sysexpect.h>.
 * A failed assertion marks the test as failed and returns: use it in functions that return void.
 */
#ifndef SYSEXPECT_GLIB_H
#define SYSEXPECT_GLIB_H

#ifdef SX_ADAPTER_
#error "sysexpect: the adapter of another test framework is already included"
#endif
#define SX_ADAPTER_ "glib"

#include <glib.h>

#undef SX_FAIL
#undef SX_SKIP
#undef SX_TEST_NAME
#if GLIB_VERSION_MAX_ALLOWED >= G_ENCODE_VERSION(2, 68)
#define SX_TEST_NAME (g_test_get_path())
#else
#define SX_TEST_NAME __func__
#endif
#if GLIB_VERSION_MAX_ALLOWED >= G_ENCODE_VERSION(2, 70)
#define SX_FAIL(why)                                                           \
	do {                                                                    \
		g_test_fail_printf("%s:%d: %s", __FILE__, __LINE__, (why));     \
		return;                                                         \
	} while (0)
#else
#define SX_FAIL(why)                                                           \
	do {                                                                    \
		g_test_message("%s:%d: %s", __FILE__, __LINE__, (why));         \
		g_test_fail();                                                  \
		return;                                                         \
	} while (0)
#endif
#define SX_SKIP(why)                                                           \
	do {                                                                    \
		g_test_skip(why);                                               \
		return;                                                         \
	} while (0)

#include <sysexpect/sysexpect.h>

#endif
