/* SPDX-License-Identifier: MIT */
/* Calls in order, next to each other, allowed, and each with a partner. */
#include "harness/query_answer.h"
#include "tests/unit/asking.h"

/* ---- order ---- */

START_TEST(order_wants_one_after_the_other)
{
	const struct sx_call *a = FAKE_CALL(f, "getpid", 1), *b = FAKE_CALL(f, "getppid", 1);

	FAKE_CALL(f, "getuid", 0);
	ck_assert_int_eq(order(&answer, "getpid", "getppid", "getuid"), OUTCOME_HOLDS);
	ck_assert_int_eq(order(&answer, "getpid", "getuid"), OUTCOME_HOLDS);
	ck_assert_int_eq(order(&answer, "getpid"), OUTCOME_HOLDS);
	ck_assert_int_eq(order(&answer, "getppid", "getpid"), OUTCOME_FAILS);
	ck_assert_uint_eq(answer.reached, 1);
	ck_assert_ptr_eq(answer.steps[0].call, b);
	ck_assert_ptr_eq(answer.steps[1].early, a);
	ck_assert_uint_eq(answer.steps[1].candidates, 1);
	ck_assert_int_eq(order(&answer, "getpid", "getpid"), OUTCOME_FAILS);
	ck_assert_int_eq(order(&answer, "getpid", "getgid"), OUTCOME_FAILS);
	ck_assert_uint_eq(answer.steps[1].candidates, 0);
	ck_assert_int_eq(order(&answer, "getgid", "getpid"), OUTCOME_FAILS);
	ck_assert_uint_eq(answer.reached, 0);
}
END_TEST

START_TEST(order_takes_a_later_candidate_where_the_first_leads_nowhere)
{
	FAKE_CALL(f, "getppid", 1);
	FAKE_CALL(f, "getpid", 1);
	FAKE_CALL(f, "getppid", 1);
	FAKE_CALL(f, "getuid", 1);
	ck_assert_int_eq(order(&answer, "getpid", "getppid", "getuid"), OUTCOME_HOLDS);
	ck_assert_int_eq(order(&answer, "getppid", "getpid", "getppid", "getuid"), OUTCOME_HOLDS);
	ck_assert_int_eq(order(&answer, "getppid", "getpid", "getppid", "getppid"), OUTCOME_FAILS);
	ck_assert_uint_eq(answer.reached, 3);
}
END_TEST

START_TEST(overlapping_calls_are_in_no_order)
{
	struct sx_call *a = FAKE_CALL(f, "read", 1, 0, BUFFER, 1), *b;

	fake_thread(f, 101, "other");
	b = FAKE_CALL(f, "getpid", 100);
	a->end_ns = b->start_ns + 1;
	ck_assert_int_eq(order(&answer, "read(...)", "getpid"), OUTCOME_FAILS);
	ck_assert_ptr_eq(answer.steps[1].overlapping, b);
	ck_assert_int_eq(order(&answer, "getpid", "read(...)"), OUTCOME_FAILS);
	ck_assert_ptr_eq(answer.steps[1].overlapping, a);
	a->end_ns = b->start_ns;
	ck_assert_int_eq(order(&answer, "read(...)", "getpid"), OUTCOME_HOLDS);
	ck_assert_int_eq(order(&answer, "getpid", "read(...)"), OUTCOME_FAILS);
}
END_TEST

START_TEST(a_call_that_never_returned_is_before_nothing_while_its_task_lives)
{
	struct sx_call *a = FAKE_CALL(f, "read", FAKE_NO_RETURN, 0, BUFFER, 1), *b;
	struct process *other = fake_thread(f, 101, "other");

	b = FAKE_CALL(f, "getpid", 100);
	(void)other;
	ck_assert(!call_is_before(&arena, &f->recording, a, b));
	ck_assert(!call_is_before(&arena, &f->recording, b, a));
	ck_assert_int_eq(order(&answer, "read(...)", "getpid"), OUTCOME_FAILS);
}
END_TEST

START_TEST(a_clone_is_before_what_its_child_does)
{
	struct sx_call *clone = FAKE_CALL(f, "clone", 200, 0x01200011, 0, 0, 0, 0), *child, *grandchild, *inner;
	struct process *process = fake_process(f, 200, "child");

	process->born_of = clone;
	process->parent_task = f->processes[0]->task;
	child = FAKE_CALL(f, "getppid", 100);
	inner = FAKE_CALL(f, "clone", 201, 0x01200011, 0, 0, 0, 0);
	process = fake_process(f, 201, "grandchild");
	process->born_of = inner;
	process->parent_task = f->processes[1]->task;
	grandchild = FAKE_CALL(f, "getuid", 0);
	clone->end_ns = grandchild->end_ns + 10;
	inner->end_ns = grandchild->end_ns + 10;
	ck_assert(call_is_before(&arena, &f->recording, clone, child));
	ck_assert(call_is_before(&arena, &f->recording, clone, grandchild));
	ck_assert(call_is_before(&arena, &f->recording, inner, grandchild));
	ck_assert(!call_is_before(&arena, &f->recording, child, clone));
	ck_assert(!call_is_before(&arena, &f->recording, inner, child));
	ck_assert_int_eq(order(&answer, "clone(...) = 200", "getppid"), OUTCOME_HOLDS);
	ck_assert_int_eq(order(&answer, "clone(...) = 201", "getppid"), OUTCOME_FAILS);
	ck_assert_int_eq(order(&answer, "clone(...) = $child", "[pid $child] getppid"), OUTCOME_HOLDS);
	ck_assert_int_eq(order(&answer, "clone(...) = $child", "[pid $child] getgid"), OUTCOME_FAILS);
}
END_TEST

START_TEST(a_wait_is_behind_what_its_child_did)
{
	struct sx_call *wait = FAKE_CALL(f, "wait4", 200, (uint64_t)-1, 0, 0, 0), *last, *exit;
	struct process *process = fake_process(f, 200, "child");

	last = FAKE_CALL(f, "getppid", 100);
	exit = FAKE_CALL(f, "exit_group", FAKE_NO_RETURN, 0);
	process->ended_ns = exit->start_ns + 5;
	wait->end_ns = exit->start_ns + 10;
	ck_assert(call_is_before(&arena, &f->recording, last, wait));
	ck_assert(call_is_before(&arena, &f->recording, exit, wait));
	ck_assert(!call_is_before(&arena, &f->recording, wait, last));
	ck_assert_int_eq(order(&answer, "getppid", "wait4(...) = 200"), OUTCOME_HOLDS);
	ck_assert_int_eq(order(&answer, "exit_group(0)", "wait4(...)"), OUTCOME_HOLDS);
	ck_assert_int_eq(order(&answer, "wait4(...)", "getppid"), OUTCOME_FAILS);
	wait->ret = 300;
	ck_assert(!call_is_before(&arena, &f->recording, last, wait));
}
END_TEST

/* What ends first of the calls that a step can be is not always the one: here it overlaps the wait, and a later one is the
 * child's. */
START_TEST(a_wait_may_be_behind_a_later_call_only)
{
	const char *steps[] = {"getppid", "wait4(...) = 200"};
	struct sx_call *wait, *first, *last;
	struct process *process;

	first = FAKE_CALL(f, "getppid", 1);
	wait = FAKE_CALL(f, "wait4", 200, (uint64_t)-1, 0, 0, 0);
	first->end_ns = wait->start_ns + 1;
	process = fake_process(f, 200, "child");
	last = FAKE_CALL(f, "getppid", 100);
	process->ended_ns = last->end_ns + 5;
	wait->end_ns = process->ended_ns + 5;
	ck_assert(!call_is_before(&arena, &f->recording, first, wait));
	ck_assert(call_is_before(&arena, &f->recording, last, wait));
	for (int is_narrow = 0; is_narrow < 2; is_narrow++) {
		order_answer(t, &arena, steps, 2, is_narrow, &answer);
		ck_assert_int_eq(answer.outcome, OUTCOME_HOLDS);
		ck_assert_ptr_eq(answer.steps[0].call, last);
	}
}
END_TEST

START_TEST(order_with_a_doubtful_step_cannot_be_told)
{
	FAKE_CALL(f, "getpid", 1);
	unread_unlink();
	ck_assert_int_eq(order(&answer, "getpid", "unlink('x')"), OUTCOME_CANNOT_TELL);
	ck_assert_int_eq(answer.doubts[0].kind, DOUBT_UNREAD);
	ck_assert_int_eq(order(&answer, "unlink('x')", "getpid"), OUTCOME_FAILS);
	ck_assert_int_eq(order(&answer, "getpid", "unlink(*)"), OUTCOME_HOLDS);
	f->recording.losses.records = 1;
	ck_assert_int_eq(order(&answer, "getpid", "getuid"), OUTCOME_CANNOT_TELL);
	ck_assert_int_eq(order(&answer, "getpid", "unlink"), OUTCOME_HOLDS);
}
END_TEST

/* ---- next, only, all, follows, precedes ---- */

START_TEST(next_wants_nothing_between)
{
	FAKE_CALL(f, "getpid", 1);
	FAKE_CALL(f, "getuid", 1);
	fake_mark(f, "between");
	FAKE_CALL(f, "getppid", 1);
	fake_thread(f, 101, "other");
	FAKE_CALL(f, "getgid", 1);
	f->tid = 100;
	FAKE_CALL(f, "getegid", 1);
	ck_assert_int_eq(next(&answer, "getpid", "getuid"), OUTCOME_HOLDS);
	ck_assert_int_eq(next(&answer, "getuid", "getppid", "getegid"), OUTCOME_HOLDS);
	ck_assert_int_eq(next(&answer, "getpid", "getppid"), OUTCOME_FAILS);
	ck_assert_uint_eq(answer.reached, 1);
	ck_assert_str_eq(call_row(answer.steps[1].found)->name, "getuid");
	ck_assert_int_eq(next(&answer, "getppid", "getgid"), OUTCOME_FAILS);
	ck_assert_int_eq(next(&answer, "getegid", "getgid"), OUTCOME_FAILS);
	ck_assert_ptr_null(answer.steps[1].found);
	ck_assert_int_eq(query_next(sx_matching(t, "getpid|getppid"), &arena, LIST("getpid", "getppid"), &answer), OUTCOME_HOLDS);
	f->recording.losses.records = 1;
	ck_assert_int_eq(next(&answer, "getpid", "getuid"), OUTCOME_CANNOT_TELL);
}
END_TEST

START_TEST(next_has_captures)
{
	uint64_t a, b;

	open_file("a", 3, &a);
	open_file("b", 4, &b);
	use("close", 4, b);
	use("close", 3, a);
	ck_assert_int_eq(next(&answer, "openat(...) = $fd", "close($fd)"), OUTCOME_HOLDS);
	ck_assert_int_eq(next(&answer, "openat(*, 'a', ...) = $fd", "close($fd)"), OUTCOME_FAILS);
	ck_assert_int_eq(next(&answer, "openat(*, 'a', ...) = $x", "openat(...) = $y", "close($y)", "close($x)"), OUTCOME_HOLDS);
}
END_TEST

START_TEST(only_allows_what_is_listed)
{
	uint64_t a, b;

	FAKE_CALL(f, "getpid", 1);
	open_file("a", 3, &a);
	use("fsync", 3, a);
	fake_mark(f, "x");
	fake_exit(f, 0);
	ck_assert_int_eq(only(&answer, "getpid", "openat", "fsync"), OUTCOME_HOLDS);
	ck_assert_int_eq(only(&answer, "getpid", "openat", "fsync", "getuid"), OUTCOME_HOLDS);
	ck_assert(answer.is_used[0] && answer.is_used[1] && answer.is_used[2] && !answer.is_used[3]);
	ck_assert_int_eq(only(&answer, "getpid", "openat"), OUTCOME_FAILS);
	ck_assert_uint_eq(answer.matched, 1);
	ck_assert_str_eq(call_row(answer.witnesses[0].call)->name, "fsync");
	ck_assert_int_eq(only(&answer, "getpid", "openat(*, 'a', ...) = $fd", "fsync($fd)"), OUTCOME_HOLDS);
	open_file("b", 4, &b);
	use("fsync", 4, b);
	ck_assert_int_eq(only(&answer, "getpid", "openat(*, 'a', ...) = $fd", "openat", "fsync($fd)"), OUTCOME_FAILS);
	ck_assert_int_eq(only(&answer, "getpid", "openat(...) = $fd", "fsync($fd)"), OUTCOME_HOLDS);
	ck_assert_int_eq(only(&answer, "mark(...)"), OUTCOME_ERROR);
}
END_TEST

START_TEST(all_follows_and_precedes_hold_for_each_call)
{
	uint64_t a, b;

	open_file("a", 3, &a);
	open_file("b", 4, &b);
	use("close", 4, b);
	ck_assert_int_eq(query_all(t, &arena, "openat", "openat(*, *, O_RDWR)", &answer), OUTCOME_HOLDS);
	ck_assert_int_eq(query_all(t, &arena, "openat", "openat(*, 'a', ...)", &answer), OUTCOME_FAILS);
	ck_assert_uint_eq(answer.matched, 1);
	ck_assert_int_eq(query_follows(t, &arena, "openat(...) = $fd", "close($fd)", &answer), OUTCOME_FAILS);
	ck_assert_uint_eq(answer.matched, 1);
	ck_assert_int_eq((int)answer.witnesses[0].call->ret, 3);
	ck_assert_int_eq(query_precedes(t, &arena, "openat(...) = $fd", "close($fd)", &answer), OUTCOME_HOLDS);
	use("close", 3, a);
	ck_assert_int_eq(query_follows(t, &arena, "openat(...) = $fd", "close($fd)", &answer), OUTCOME_HOLDS);
	ck_assert_int_eq(query_follows(t, &arena, "close", "openat", &answer), OUTCOME_FAILS);
	ck_assert_uint_eq(answer.matched, 2);
	use("close", 9, 77777);
	ck_assert_int_eq(query_precedes(t, &arena, "openat(...) = $fd", "close($fd)", &answer), OUTCOME_FAILS);
	ck_assert_uint_eq(answer.matched, 1);
	f->recording.losses.records = 1;
	ck_assert_int_eq(query_precedes(t, &arena, "openat(...) = $fd", "close($fd)", &answer), OUTCOME_CANNOT_TELL);
	ck_assert_int_eq(query_all(t, &arena, "openat", "openat(*, 'a', ...)", &answer), OUTCOME_FAILS);
	ck_assert_int_eq(query_all(t, &arena, "openat", "openat(*, *, O_RDWR)", &answer), OUTCOME_CANNOT_TELL);
}
END_TEST

START_TEST(nothing_to_check_is_a_failure)
{
	FAKE_CALL(f, "getpid", 1);
	ck_assert_int_eq(query_all(t, &arena, "getuid", "getuid", &answer), OUTCOME_FAILS);
	ck_assert(answer.is_vacuous);
	ck_assert_int_eq(query_follows(t, &arena, "getuid", "getpid", &answer), OUTCOME_FAILS);
	ck_assert(answer.is_vacuous);
	ck_assert_int_eq(query_precedes(t, &arena, "getpid", "getuid", &answer), OUTCOME_FAILS);
	ck_assert(answer.is_vacuous);
	ck_assert_int_eq(query_follows(t, &arena, "getpid", "getuid", &answer), OUTCOME_FAILS);
	ck_assert(!answer.is_vacuous);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("order");
	TCase *tests = tcase_create("order");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, order_wants_one_after_the_other);
	tcase_add_test(tests, order_takes_a_later_candidate_where_the_first_leads_nowhere);
	tcase_add_test(tests, overlapping_calls_are_in_no_order);
	tcase_add_test(tests, a_call_that_never_returned_is_before_nothing_while_its_task_lives);
	tcase_add_test(tests, a_clone_is_before_what_its_child_does);
	tcase_add_test(tests, a_wait_is_behind_what_its_child_did);
	tcase_add_test(tests, a_wait_may_be_behind_a_later_call_only);
	tcase_add_test(tests, order_with_a_doubtful_step_cannot_be_told);
	tcase_add_test(tests, next_wants_nothing_between);
	tcase_add_test(tests, next_has_captures);
	tcase_add_test(tests, only_allows_what_is_listed);
	tcase_add_test(tests, all_follows_and_precedes_hold_for_each_call);
	tcase_add_test(tests, nothing_to_check_is_a_failure);
	suite_add_tcase(suite, tests);
	return run_tests(suite);
}
