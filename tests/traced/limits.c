/* SPDX-License-Identifier: MIT */
/* Nothing is lost; and where a limit loses something, every assertion that needs it refuses. */
#include <stdlib.h>
#include <string.h>

#include "suite.h"

static const struct sx_here_ here = { "limits.c", 1, "limits" };

START_TEST(a_thousand_payloads_are_each_their_own)
{
	sx_trace *trace = run_victim("writes", "1000");
	const sx_call *call = NULL;
	char expected[32];
	const char *data;
	size_t length;
	int i;

	sx_assert_exited(trace, 0);
	for (i = 0; i < 1000; i++) {
		call = sx_find(trace, call, "write(</dev/null>, ...)");
		ck_assert_ptr_nonnull(call);
		snprintf(expected, sizeof(expected), "payload %07d\n", i);
		data = sx_call_data(call, 1, &length);
		ck_assert_ptr_nonnull(data);
		ck_assert_uint_eq(length, strlen(expected));
		ck_assert_mem_eq(data, expected, length);
	}
	ck_assert_ptr_null(sx_find(trace, call, "write(</dev/null>, ...)"));
	sx_assert_times(trace, 1, "write(77, 'to nowhere', 10) = -1 EBADF");
	sx_free(trace);
}
END_TEST

START_TEST(a_million_writes_are_a_million_records)
{
	struct sx_options options = { .timeout_ms = 100000 };
	sx_trace *trace = run_victim_with(&options, "writes", "1000000");
	const sx_call *call;

	sx_assert_exited(trace, 0);
	if (sx_lost(trace) == 0) {
		sx_assert_times(trace, 1000000, "write(</dev/null>, ...) = 16");
		call = sx_find(trace, NULL, "write(77, ...) = -1 EBADF");
		ck_assert_ptr_nonnull(call);
	} else {
		ck_assert_ptr_nonnull(sx_check_never_(here, trace, "open('/never', ...)"));
		ck_assert_uint_eq(sx_count(trace, "write"), SIZE_MAX);
	}
	sx_free(trace);
}
END_TEST

START_TEST(past_the_memory_limit_calls_are_lost_and_negative_assertions_refuse)
{
	struct sx_options options = { .memory_limit = 1 << 20 };
	sx_trace *trace = run_victim_with(&options, "writes", "100000");
	const char *why;

	sx_assert_exited(trace, 0);
	ck_assert_uint_gt(sx_lost(trace), 1000);
	sx_assert_called(trace, "write(</dev/null>, 'payload 0000000\\n', 16) = 16");
	why = sx_check_never_(here, trace, "open('/never', ...)");
	ck_assert_ptr_nonnull(why);
	ck_assert_ptr_nonnull(sx_check_times_(here, trace, 100000, "write(</dev/null>, ...)"));
	ck_assert_ptr_nonnull(sx_check_at_most_(here, trace, 1000000, "write(</dev/null>, ...)"));
	ck_assert_uint_eq(sx_count(trace, "open('/never', ...)"), SIZE_MAX);
	sx_free(trace);
}
END_TEST

START_TEST(threads_that_flood_lose_nothing_or_say_so)
{
	sx_trace *trace = sx_run(SX_OPTIONS(.timeout_ms = 60000, .calls = "write,openat"),
				 SX_ARGV("sh", "-c", "for i in 1 2 3 4; do dd if=/dev/zero of=/dev/null bs=1 count=50000 "
					 "2>/dev/null & done; wait"));

	sx_assert_exited(trace, 0);
	if (sx_lost(trace) == 0)
		sx_assert_times(trace, 200000, "write(1</dev/null>, ...) = 1");
	else
		ck_assert_ptr_nonnull(sx_check_never_(here, trace, "open('/never', ...)"));
	sx_free(trace);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, a_thousand_payloads_are_each_their_own);
	tcase_add_test(tcase, a_million_writes_are_a_million_records);
	tcase_add_test(tcase, past_the_memory_limit_calls_are_lost_and_negative_assertions_refuse);
	tcase_add_test(tcase, threads_that_flood_lose_nothing_or_say_so);
}
