/* SPDX-License-Identifier: MIT */
/* Numbers mean what they mean in their ABI, and numbers without a name are calls too. */
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../machine.h"
#include "suite.h"

START_SAID_TEST(numbers_without_a_name_are_recorded, "odd", "numbers")

START_TEST(a_young_call_is_recorded_whatever_its_name)
{
	sx_trace *trace = run_victim("odd", "young");
	const sx_call *call = NULL;
	size_t seen = 0;

	while ((call = sx_find(trace, call, "*")))
		if (sx_call_arg(call, 0) == 1 && sx_call_arg(call, 1) == 2 && sx_call_arg(call, 2) == 3 &&
		    sx_call_arg(call, 3) == 4)
			seen++;
	ck_assert_uint_eq(seen, 1);
	sx_assert_exited(trace, 0);
	sx_free(trace);
}
END_TEST

START_TEST(number_minus_one_is_recorded_and_not_denied)
{
	sx_trace *trace = run_victim("odd", "minus_one");
	const sx_call *call = NULL;
	size_t seen = 0;

	sx_assert_exited(trace, 0);
	while ((call = sx_find(trace, call, "*")))
		if (sx_call_arg(call, 0) == 11 && sx_call_arg(call, 5) == 16) {
			ck_assert_int_eq(sx_call_errno(call), ENOSYS);
			ck_assert(!sx_call_denied(call));
			seen++;
		}
	ck_assert_uint_eq(seen, 1);
	assert_said(trace);
	sx_free(trace);
}
END_TEST

START_TEST(raw_arguments_are_the_registers)
{
	sx_trace *trace = run_victim("odd", "numbers");
	const sx_call *call = sx_find(trace, NULL, "syscall_0x270f");
	unsigned n;

	ck_assert_ptr_nonnull(call);
	for (n = 0; n < 6; n++)
		ck_assert_uint_eq(sx_call_arg(call, n), n + 1);
	ck_assert_int_eq(sx_call_ret(call), -1);
	ck_assert_int_eq(sx_call_errno(call), ENOSYS);
	sx_free(trace);
}
END_TEST

#ifdef __x86_64__
/* Their arguments are there, under a number or a name, but never as an open of that path that failed otherwise. */
START_TEST(x32_numbers_are_not_taken_for_others)
{
	sx_trace *trace = run_victim("odd", "x32");
	const sx_call *call = NULL;
	size_t seen = 0;

	sx_assert_exited(trace, 0);
	while ((call = sx_find(trace, call, "*")))
		if (sx_call_arg(call, 0) == 111 && sx_call_arg(call, 5) == 6) {
			ck_assert_str_ne(sx_call_name(call), "getpid");
			ck_assert_int_eq(sx_call_errno(call), ENOSYS);
			seen++;
		}
	ck_assert_uint_eq(seen, 1);
	sx_assert_never(trace, "open('/missing/x32', ...)");
	sx_assert_times(trace, 1, "open('/missing/odd', O_RDONLY) = -1 ENOENT");
	sx_free(trace);
}
END_TEST

START_TEST(i386_calls_out_of_64_bit_code_have_their_own_names)
{
	sx_trace *trace = run_victim("int80");

	if (WEXITSTATUS(sx_status(trace)) == 77) {
		sx_free(trace);
		SX_SKIP(MACHINE_LACKS_I386);
	}
	sx_assert_exited(trace, 0);
	assert_said(trace);
	sx_assert_times(trace, 1, "read(</**/file>, 'compatible', 64) = 10");
	sx_assert_never(trace, "close(64)");	/* what number 3 is otherwise */
	sx_free(trace);
}
END_TEST

START_TEST(a_32_bit_program_is_shown_with_its_own_numbers_and_structures)
{
	sx_trace *trace;

	if (access(victim("compat"), X_OK) != 0)
		SX_SKIP("the compiler makes no 32-bit programs (gcc-multilib)");
	if (!machine_has_i386())
		SX_SKIP(MACHINE_LACKS_I386);
	trace = run_victim("compat");
	sx_assert_exited(trace, 0);
	assert_said(trace);
	sx_free(trace);
}
END_TEST
#endif

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, numbers_without_a_name_are_recorded);
	tcase_add_test(tcase, a_young_call_is_recorded_whatever_its_name);
	tcase_add_test(tcase, number_minus_one_is_recorded_and_not_denied);
	tcase_add_test(tcase, raw_arguments_are_the_registers);
#ifdef __x86_64__
	tcase_add_test(tcase, x32_numbers_are_not_taken_for_others);
	tcase_add_test(tcase, i386_calls_out_of_64_bit_code_have_their_own_names);
	tcase_add_test(tcase, a_32_bit_program_is_shown_with_its_own_numbers_and_structures);
#endif
}
