/* SPDX-License-Identifier: MIT */
/* Values that a pattern captures, and what is the same as they are. */
#include "tests/unit/asking.h"

/* ---- captures ---- */

START_TEST(captures_backtrack)
{
	uint64_t first, second;

	open_file("a", 3, &first);
	open_file("b", 4, &second);
	use("fsync", 4, second);
	ck_assert_int_eq(order(&answer, "openat(...) = $fd", "fsync($fd) = 0"), OUTCOME_HOLDS);
	ck_assert_uint_eq(answer.bindings.of[0].number, 4);
	ck_assert_int_eq(order(&answer, "openat(*, 'a', ...) = $fd", "fsync($fd) = 0"), OUTCOME_FAILS);
	ck_assert_uint_eq(answer.reached, 1);
	ck_assert_ptr_nonnull(answer.steps[1].other);
	ck_assert_int_eq(order(&answer, "openat(*, 'b', ...) = $fd", "fsync($fd) = 0"), OUTCOME_HOLDS);
}
END_TEST

START_TEST(a_descriptor_is_an_identity)
{
	uint64_t first, second;
	struct sx_call *dup;

	open_file("a", 3, &first);
	dup = FAKE_CALL(f, "dup", 7, 3);
	set_file(dup, 0, 3, first);
	set_file(dup, WIRE_RESULT, 7, first);
	use("close", 3, first);
	open_file("b", 3, &second);
	use("fsync", 3, second);
	/* 3 is another file by now */
	ck_assert_int_eq(order(&answer, "openat(*, 'a', ...) = $fd", "fsync($fd)"), OUTCOME_FAILS);
	ck_assert_int_eq(order(&answer, "openat(*, 'b', ...) = $fd", "fsync($fd)"), OUTCOME_HOLDS);
	use("fdatasync", 7, first);
	ck_assert_int_eq(order(&answer, "openat(*, 'a', ...) = $fd", "fdatasync($fd)"), OUTCOME_HOLDS);
	ck_assert_int_eq(order(&answer, "openat(*, 'b', ...) = $fd", "fdatasync($fd)"), OUTCOME_FAILS);
}
END_TEST

/* What pidfd_getfd is asked for has its number in another process only. */
START_TEST(a_descriptor_of_another_process_is_a_number)
{
	uint64_t first;
	struct sx_call *call;

	open_file("a", 3, &first);
	call = FAKE_CALL(f, "pidfd_getfd", 7, 6, 9, 0);
	set_file(call, WIRE_RESULT, 7, first);
	use("fsync", 7, first);
	ck_assert_int_eq(order(&answer, "pidfd_getfd(...) = $fd", "fsync($fd)"), OUTCOME_HOLDS);
	ck_assert_int_eq(order(&answer, "pidfd_getfd(*, $there, ...)", "fsync($there)"), OUTCOME_FAILS);
}
END_TEST

START_TEST(close_is_about_the_number_in_its_process)
{
	uint64_t first;
	struct sx_call *dup;

	open_file("a", 3, &first);
	dup = FAKE_CALL(f, "dup", 7, 3);
	set_file(dup, 0, 3, first);
	set_file(dup, WIRE_RESULT, 7, first);
	use("close", 7, first);
	ck_assert_int_eq(order(&answer, "openat(...) = $fd", "close($fd)"), OUTCOME_FAILS);
	ck_assert_int_eq(order(&answer, "dup(...) = $fd", "close($fd)"), OUTCOME_HOLDS);
	fake_process(f, 200, "child");
	use("close", 3, first);
	ck_assert_int_eq(order(&answer, "openat(...) = $fd", "close($fd)"), OUTCOME_FAILS);
	ck_assert_int_eq(order(&answer, "openat(...) = $fd", "[pid 200] close($fd)"), OUTCOME_HOLDS);
	f->pid = 100;
	f->tid = 100;
	use("close", 3, first + 50);
	ck_assert_int_eq(order(&answer, "openat(...) = $fd", "close($fd)"), OUTCOME_FAILS);
	use("close", 3, first);
	ck_assert_int_eq(order(&answer, "openat(...) = $fd", "close($fd)"), OUTCOME_HOLDS);
}
END_TEST

START_TEST(the_new_descriptor_of_dup2_is_a_number)
{
	uint64_t file, out;
	struct sx_call *dup;

	open_file("out", 5, &out);
	open_file("a", 3, &file);
	dup = FAKE_CALL(f, "dup2", 5, 3, 5);
	set_file(dup, 0, 3, file);
	set_file(dup, 1, 5, out);
	set_file(dup, WIRE_RESULT, 5, file);
	ck_assert_int_eq(order(&answer, "openat(*, 'out', ...) = $fd", "dup2(3, $fd)"), OUTCOME_HOLDS);
	ck_assert_int_eq(order(&answer, "openat(*, 'a', ...) = $fd", "dup2(3, $fd)"), OUTCOME_FAILS);
	ck_assert_int_eq(order(&answer, "openat(*, 'a', ...) = $fd", "dup2($fd, 5) = 5"), OUTCOME_HOLDS);
	use("fsync", 5, file);
	ck_assert_int_eq(order(&answer, "dup2(3, $new)", "fsync($new)"), OUTCOME_HOLDS);
	ck_assert_int_eq(order(&answer, "openat(*, 'out', ...) = $fd", "fsync($fd)"), OUTCOME_FAILS);
}
END_TEST

START_TEST(a_capture_of_a_new_descriptor_is_of_a_success)
{
	uint64_t identity;

	open_file("a", -2, &identity);
	ck_assert_int_eq(called("openat(...) = $fd"), OUTCOME_FAILS);
	ck_assert_int_eq(never("openat(...) = $fd"), OUTCOME_HOLDS);
	open_file("a", 3, &identity);
	ck_assert_int_eq(called("openat(...) = $fd"), OUTCOME_HOLDS);
}
END_TEST

START_TEST(an_unknown_identity_cannot_be_told)
{
	uint64_t identity;

	open_file("a", 3, &identity);
	FAKE_CALL(f, "fsync", 0, 3);
	ck_assert_int_eq(order(&answer, "openat(...) = $fd", "fsync($fd)"), OUTCOME_CANNOT_TELL);
	ck_assert_int_eq(order(&answer, "openat(...) = $fd", "fsync(3)"), OUTCOME_HOLDS);
}
END_TEST

START_TEST(paths_and_texts_are_captured_too)
{
	uint64_t identity;

	open_file("./data.tmp", 3, &identity);
	open_file("other", 4, &identity);
	rename_file("data.tmp", "data");
	ck_assert_int_eq(order(&answer, "openat(*, $name, ...)", "rename($name, *)"), OUTCOME_HOLDS);
	ck_assert_int_eq(order(&answer, "openat(*, 'other', ...)", "rename(path=$x, newpath=$y)", "rename($x, $y)"), OUTCOME_FAILS);
	ck_assert_int_eq(order(&answer, "openat(*, $name, ...) = 4", "rename($name, *)"), OUTCOME_FAILS);
	ck_assert_int_eq(order(&answer, "openat(*, $name, ...) = 3", "rename(*, $name)"), OUTCOME_FAILS);
	rename_file("other", "other.bak");
	ck_assert_int_eq(order(&answer, "openat(*, $name, ...)", "rename($name, '$name.bak')"), OUTCOME_HOLDS);
	ck_assert_int_eq(order(&answer, "openat(*, $name, ...) = 3", "rename(*, '$name.bak')"), OUTCOME_FAILS);
	ck_assert_int_eq(order(&answer, "openat(*, $name, ...)", "%rename(path=$name)"), OUTCOME_HOLDS);
}
END_TEST

START_TEST(any_parameter_is_tried_for_a_capture)
{
	uint64_t identity;

	rename_file("a", "b");
	open_file("b", 3, &identity);
	ck_assert_int_eq(order(&answer, "rename(path=$p)", "openat(*, $p, ...)"), OUTCOME_HOLDS);
	rename_file("c", "d");
	open_file("e", 3, &identity);
	ck_assert_int_eq(order(&answer, "rename('c', *)", "openat(*, 'e', ...)"), OUTCOME_HOLDS);
	ck_assert_int_eq(order(&answer, "rename(oldpath='c', path=$p)", "openat(*, $p, ...)"), OUTCOME_FAILS);
}
END_TEST

START_TEST(numbers_are_compared)
{
	FAKE_CALL(f, "lseek", 100, 3, 0, SEEK_END);
	FAKE_CALL(f, "lseek", 50, 3, 50, SEEK_SET);
	FAKE_CALL(f, "lseek", 200, 3, 200, SEEK_SET);
	ck_assert_int_eq(order(&answer, "lseek(*, *, SEEK_END) = $n", "lseek(*, > $n, *)"), OUTCOME_HOLDS);
	ck_assert_int_eq(order(&answer, "lseek(*, *, SEEK_SET) = $n", "lseek(*, < $n, *)"), OUTCOME_FAILS);
	ck_assert_int_eq(order(&answer, "lseek(*, *, SEEK_END) = $n", "lseek(*, $n, *)"), OUTCOME_FAILS);
	ck_assert_int_eq(called("lseek(*, $n, *) = $n"), OUTCOME_HOLDS);
	ck_assert_int_eq(never("lseek(*, $n, SEEK_END) = $n"), OUTCOME_HOLDS);
}
END_TEST

START_TEST(too_many_combinations_are_an_error)
{
	struct answer *ret = &answer;

	for (int i = 0; i < 3000; i++) {
		struct sx_call *call = FAKE_CALL(f, "unlink", 0, PATH);

		fake_cwd(f, call, "/");
		fake_string(f, call, 0, PATH, "x");
	}
	ck_assert_int_eq(order(ret, "unlink($a)", "unlink($a)", "unlink($a) = -1"), OUTCOME_FAILS);
	ck_assert_int_eq(order(ret, "unlink($a)", "unlink($b)", "unlink('$a$b')"), OUTCOME_ERROR);
	ck_assert_ptr_nonnull(strstr(ret->error, "too many combinations"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("captures");
	TCase *tests = tcase_create("captures");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, captures_backtrack);
	tcase_add_test(tests, a_descriptor_is_an_identity);
	tcase_add_test(tests, a_descriptor_of_another_process_is_a_number);
	tcase_add_test(tests, close_is_about_the_number_in_its_process);
	tcase_add_test(tests, the_new_descriptor_of_dup2_is_a_number);
	tcase_add_test(tests, a_capture_of_a_new_descriptor_is_of_a_success);
	tcase_add_test(tests, an_unknown_identity_cannot_be_told);
	tcase_add_test(tests, paths_and_texts_are_captured_too);
	tcase_add_test(tests, any_parameter_is_tried_for_a_capture);
	tcase_add_test(tests, numbers_are_compared);
	tcase_add_test(tests, too_many_combinations_are_an_error);
	suite_add_tcase(suite, tests);
	return run_tests(suite);
}
