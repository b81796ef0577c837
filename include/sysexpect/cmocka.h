/* SPDX-License-Identifier: MIT */
/**
 * @file
 * sysexpect in cmocka: include it in place of <sysexpect/sysexpect.h>.
 * What cmocka.h wants included before it is included here.
 */
#ifndef SYSEXPECT_CMOCKA_H
#define SYSEXPECT_CMOCKA_H

#ifdef SX_ADAPTER_
#error "sysexpect: the adapter of another test framework is already included"
#endif
#define SX_ADAPTER_ "cmocka"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#undef SX_FAIL
#undef SX_SKIP
#define SX_FAIL(why) fail_msg("%s", (why))
#define SX_SKIP(why)                                                           \
	do {                                                                    \
		print_error("SKIP: %s\n", (why));                               \
		skip();                                                         \
	} while (0)

#include <sysexpect/sysexpect.h>

#endif
