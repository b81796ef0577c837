/* SPDX-License-Identifier: MIT */
/* Counts and finds, what cannot be told, views, and what a call says of itself. */
#include <errno.h>
#include <signal.h>

#include "tests/unit/asking.h"

/* ---- counting ---- */

START_TEST(counts_are_exact)
{
	FAKE_CALL(f, "getpid", 100);
	FAKE_CALL(f, "getppid", 1);
	FAKE_CALL(f, "getpid", 100);
	fake_mark(f, "x");
	fake_exit(f, 0);
	ck_assert_uint_eq(sx_count(t, "getpid"), 2);
	ck_assert_uint_eq(sx_count(t, "getpid() = 100"), 2);
	ck_assert_uint_eq(sx_count(t, "getpid() = 101"), 0);
	ck_assert_uint_eq(sx_count(t, "getuid"), 0);
	ck_assert_uint_eq(sx_count(t, "*"), 3);
	ck_assert_uint_eq(sx_count(t, NULL), 3);
	ck_assert_uint_eq(sx_count(t, "mark(...)"), 1);
	ck_assert_uint_eq(sx_count(t, "+++ exited with 0 +++"), 1);
	ck_assert_int_eq(called("getpid"), OUTCOME_HOLDS);
	ck_assert_int_eq(called("getuid"), OUTCOME_FAILS);
	ck_assert_int_eq(never("getpid"), OUTCOME_FAILS);
	ck_assert_int_eq(never("getuid"), OUTCOME_HOLDS);
	ck_assert_int_eq(times(2, 2, "getpid"), OUTCOME_HOLDS);
	ck_assert_int_eq(times(1, 1, "getpid"), OUTCOME_FAILS);
	ck_assert_int_eq(times(3, 3, "getpid"), OUTCOME_FAILS);
	ck_assert_int_eq(times(0, 2, "getpid"), OUTCOME_HOLDS);
	ck_assert_int_eq(times(3, SIZE_MAX, "getpid"), OUTCOME_FAILS);
}
END_TEST

START_TEST(find_goes_on_behind_what_it_found)
{
	const sx_call *first = FAKE_CALL(f, "getpid", 100), *second, *third;

	second = FAKE_CALL(f, "getppid", 1);
	fake_mark(f, "x");
	third = FAKE_CALL(f, "getpid", 100);
	ck_assert_ptr_eq(sx_find(t, NULL, "getpid"), first);
	ck_assert_ptr_eq(sx_find(t, first, "getpid"), third);
	ck_assert_ptr_null(sx_find(t, third, "getpid"));
	ck_assert_ptr_eq(sx_find(t, NULL, NULL), first);
	ck_assert_ptr_eq(sx_find(t, first, NULL), second);
	ck_assert_ptr_eq(sx_find(t, second, NULL), third);
	ck_assert_ptr_null(sx_find(t, third, NULL));
}
END_TEST

/* More patterns than are remembered, each from where it was, and back to the start. */
START_TEST(loops_in_loops_find_what_they_would_alone)
{
	static const char *const patterns[] = {"getpid", "getppid", "getuid", "%pure", NULL, "getpid|getuid", "get*id"};
	enum { PATTERNS = sizeof(patterns) / sizeof(*patterns), CALLS = 60 };
	const sx_call *at[PATTERNS] = {NULL}, *calls[CALLS];
	struct sx_trace *views[2] = {t, sx_matching(t, "getpid|getuid")};

	for (unsigned i = 0; i < CALLS; i++)
		calls[i] = FAKE_CALL(f, i % 3 ? i % 2 ? "getpid" : "getppid" : "getuid", 100);
	for (unsigned turn = 0; turn < 2 * CALLS; turn++) {
		for (unsigned n = 0; n < PATTERNS; n++) {
			unsigned from = 0;

			for (unsigned v = 0; v < 2; v++) {
				const sx_call *found = sx_find(views[v], at[n], patterns[n]), *expected = NULL;

				for (from = 0; at[n] && calls[from] != at[n];)
					from++;
				for (from += at[n] != NULL; from < CALLS && !expected; from++)
					if ((!v || strcmp(call_name(calls[from]), "getppid")) &&
					    (!patterns[n] || match_of_text(patterns[n], calls[from], NULL, NULL) == MATCH_YES))
						expected = calls[from];
				ck_assert_ptr_eq(found, expected);
				if (v)
					at[n] = found;
			}
		}
	}
}
END_TEST

START_TEST(a_variable_that_is_set_anew_counts_from_then_on)
{
	const sx_call *a = open_file("a", -ENOENT, &(uint64_t){0}), *b = open_file("b", -ENOENT, &(uint64_t){0});
	struct sx_trace *view;

	sx_set(t, "which", "a");
	view = sx_matching(t, "openat(*, '$which', ...)");
	for (unsigned i = 0; i < 3; i++) {
		sx_set(t, "which", i % 2 ? "b" : "a");
		for (unsigned twice = 0; twice < 2; twice++) {
			ck_assert_ptr_eq(sx_find(t, NULL, "openat(*, '$which', ...)"), i % 2 ? b : a);
			ck_assert_ptr_eq(sx_find(view, NULL, NULL), i % 2 ? b : a);
			ck_assert_uint_eq(sx_count(view, "openat(*, 'b', ...)"), i % 2);
			ck_assert_uint_eq(sx_count(view, NULL), 1);
		}
	}
}
END_TEST

START_TEST(a_bad_pattern_stays_an_error)
{
	FAKE_CALL(f, "getpid", 100);
	ck_assert_int_eq(query_times(t, &arena, 0, 0, "getpdi", &answer), OUTCOME_ERROR);
	ck_assert(answer.is_bad_pattern);
	ck_assert_ptr_nonnull(strstr(answer.error, "did you mean getpid?"));
	ck_assert_int_eq(never("getuid"), OUTCOME_ERROR);
	ck_assert_uint_eq(sx_count(t, "getpid"), SIZE_MAX);
	ck_assert_ptr_null(sx_find(t, NULL, "getpid"));
	ck_assert_int_eq(query_times(sx_of_process(t, 0), &arena, 1, 1, "getpid", &answer), OUTCOME_ERROR);
}
END_TEST

START_TEST(what_was_lost_cannot_be_told)
{
	FAKE_CALL(f, "getpid", 100);
	f->recording.losses.records = 1;
	ck_assert_int_eq(never("getuid"), OUTCOME_CANNOT_TELL);
	ck_assert_int_eq(called("getuid"), OUTCOME_CANNOT_TELL);
	ck_assert_int_eq(called("getpid"), OUTCOME_HOLDS);
	ck_assert_int_eq(never("getpid"), OUTCOME_FAILS);
	ck_assert_int_eq(times(1, 1, "getpid"), OUTCOME_CANNOT_TELL);
	ck_assert_int_eq(times(0, 0, "getpid"), OUTCOME_FAILS);
	ck_assert_int_eq(only(&answer, "getpid"), OUTCOME_CANNOT_TELL);
	ck_assert_int_eq(only(&answer, "getuid"), OUTCOME_FAILS);
	ck_assert_uint_eq(sx_count(t, "getuid"), SIZE_MAX);
	ck_assert_uint_eq(sx_count(t, "getpid"), SIZE_MAX);
	query_times(t, &arena, 0, 0, "getuid", &answer);
	ck_assert_uint_eq(answer.doubt_count, 1);
	ck_assert_int_eq(answer.doubts[0].kind, DOUBT_LOST);
	ck_assert_str_eq(answer.doubts[0].text, "1 record was lost: the ring was full");
	ck_assert_ptr_nonnull(answer.doubts[0].remedy);
}
END_TEST

static enum doubt_kind doubt_of(const char *pattern)
{
	ck_assert_int_eq(query_times(t, &arena, 0, 0, pattern, &answer), OUTCOME_CANNOT_TELL);
	ck_assert_uint_ge(answer.doubt_count, 1);
	ck_assert_ptr_nonnull(answer.doubts[0].text);
	return answer.doubts[0].kind;
}

START_TEST(each_reason_for_doubt_is_named)
{
	int number = syscall_number(WIRE_ABI_NATIVE, "getuid");

	FAKE_CALL(f, "getpid", 100);
	f->recording.losses.over_limit = 2;
	ck_assert_int_eq(doubt_of("getuid"), DOUBT_MEMORY_LIMIT);
	f->recording.losses.over_limit = 0;
	f->recording.losses.tasks = 1;
	ck_assert_int_eq(doubt_of("getuid"), DOUBT_CHILD);
	f->recording.losses.tasks = 0;
	f->recording.losses.gained = 1;
	ck_assert_int_eq(doubt_of("getuid"), DOUBT_GAINED);
	f->recording.losses.gained = 0;
	f->recording.is_running = true;
	ck_assert_int_eq(doubt_of("getuid"), DOUBT_RUNNING);
	ck_assert_uint_eq(sx_count(t, "getpid"), 1);
	ck_assert_uint_eq(sx_count(t, "getuid"), SIZE_MAX);
	f->recording.is_running = false;
	f->recording.is_timed_out = true;
	ck_assert_int_eq(doubt_of("getuid"), DOUBT_TIMEOUT);
	f->recording.is_timed_out = false;
	f->recording.is_filtered = true;
	f->recording.wanted[0][number / 64] &= ~((uint64_t)1 << number % 64);
	ck_assert_int_eq(doubt_of("getuid"), DOUBT_FILTERED);
	ck_assert_int_eq(doubt_of("getuid|getgid"), DOUBT_FILTERED);
	ck_assert_int_eq(never("getgid"), OUTCOME_HOLDS);
	f->recording.is_filtered = false;
	ck_assert_int_eq(never("getuid"), OUTCOME_HOLDS);
}
END_TEST

START_TEST(an_unread_argument_cannot_be_told)
{
	unread_unlink();
	ck_assert_int_eq(doubt_of("unlink('/etc/passwd')"), DOUBT_UNREAD);
	ck_assert_int_eq(answer.doubts[0].reason.kind, REASON_UNREAD);
	ck_assert_int_eq(called("unlink('/etc/passwd')"), OUTCOME_CANNOT_TELL);
	ck_assert_int_eq(times(2, 2, "unlink('/etc/passwd')"), OUTCOME_FAILS);
	ck_assert_int_eq(times(0, 1, "unlink('/etc/passwd')"), OUTCOME_HOLDS);
	ck_assert_int_eq(never("unlink('/etc/passwd') = -1"), OUTCOME_HOLDS);
	ck_assert_int_eq(never("rmdir('/etc/passwd')"), OUTCOME_HOLDS);
	ck_assert_int_eq(called("unlink"), OUTCOME_HOLDS);
	ck_assert_uint_eq(sx_count(t, "unlink('x')"), SIZE_MAX);
	ck_assert_int_eq(only(&answer, "unlink('x')"), OUTCOME_CANNOT_TELL);
	ck_assert_int_eq(only(&answer, "unlink('x')", "unlink(*)"), OUTCOME_HOLDS);
}
END_TEST

START_TEST(io_uring_may_have_done_it)
{
	FAKE_CALL(f, "io_uring_setup", 3, 8, 0);
	FAKE_CALL(f, "io_uring_enter", 1, 3, 1, 1, 0, 0);
	ck_assert_int_eq(doubt_of("openat(...)"), DOUBT_IO_URING);
	ck_assert_int_eq(doubt_of("%file"), DOUBT_IO_URING);
	ck_assert_int_eq(never("getuid"), OUTCOME_HOLDS);
	ck_assert_int_eq(never("kill"), OUTCOME_HOLDS);
	ck_assert_int_eq(called("io_uring_enter"), OUTCOME_HOLDS);
	ck_assert_int_eq(only(&answer, "io_uring_*"), OUTCOME_CANNOT_TELL);
}
END_TEST

START_TEST(a_field_that_exists_nowhere_cannot_be_told)
{
	char st[144] = {0};
	struct sx_call *call = FAKE_CALL(f, "fstat", 0, 3, BUFFER);

	fake_memory(f, call, 1, BUFFER, true, st, sizeof(st));
	ck_assert_int_eq(doubt_of("fstat(3, {tv_sec=5, ...})"), DOUBT_NO_FIELD);
	ck_assert_int_eq(never("fstat(3, {st_size=5, ...})"), OUTCOME_HOLDS);
	ck_assert_int_eq(called("fstat(3, {st_size=0, ...})"), OUTCOME_HOLDS);
}
END_TEST

/* {st_size=0} is no structure that fstat() fills in: who leaves out the "..." asks for what is never there. */
START_TEST(a_structure_that_lacks_its_dots_cannot_be_told)
{
	const uint64_t whole[4] = {77 | 1000ull << 32, 3};
	char st[144] = {0};
	struct sx_call *call = FAKE_CALL(f, "fstat", 0, 3, BUFFER);

	fake_memory(f, call, 1, BUFFER, true, st, sizeof(st));
	fake_signal(f, SIGCHLD, CLD_EXITED, whole);
	ck_assert_int_eq(doubt_of("fstat(3, {st_size=0})"), DOUBT_NO_FIELD);
	ck_assert_ptr_nonnull(strstr(answer.doubts[0].text, "has st_mode besides"));
	ck_assert_int_eq(called("fstat(3, {st_size=0})"), OUTCOME_CANNOT_TELL);
	ck_assert_int_eq(never("fstat(3, {st_size=5})"), OUTCOME_HOLDS);
	ck_assert_int_eq(doubt_of("--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_status=3} ---"), DOUBT_NO_FIELD);
	ck_assert_int_eq(never("--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=77, si_uid=1000, si_status=3, "
			       "si_utime=0, si_stime=1} ---"), OUTCOME_HOLDS);
}
END_TEST

/* ---- views ---- */

START_TEST(views_nest)
{
	sx_trace *between, *matching;

	FAKE_CALL(f, "getpid", 1);
	fake_mark(f, "from");
	FAKE_CALL(f, "getpid", 2);
	FAKE_CALL(f, "getuid", 2);
	fake_process(f, 200, "child");
	FAKE_CALL(f, "getpid", 3);
	f->pid = f->tid = 100;
	fake_mark(f, "to");
	FAKE_CALL(f, "getpid", 4);
	between = sx_between(t, "mark('from')", "mark('to')");
	ck_assert_uint_eq(sx_count(between, "getpid"), 2);
	ck_assert_uint_eq(sx_count(between, NULL), 3);
	ck_assert_uint_eq(sx_count(sx_between(t, NULL, "mark('to')"), "getpid"), 3);
	ck_assert_uint_eq(sx_count(sx_between(t, "mark('to')", NULL), "getpid"), 1);
	ck_assert_uint_eq(sx_count(sx_between(t, NULL, NULL), "getpid"), 4);
	ck_assert_uint_eq(sx_count(sx_of_process(t, 0), "getpid"), 3);
	ck_assert_uint_eq(sx_count(sx_of_process(t, 200), "getpid"), 1);
	ck_assert_uint_eq(sx_count(sx_of_thread(t, 200), NULL), 1);
	ck_assert_uint_eq(sx_count(sx_of_process(between, 0), "getpid"), 1);
	matching = sx_matching(between, "getpid");
	ck_assert_uint_eq(sx_count(matching, NULL), 2);
	ck_assert_uint_eq(sx_count(sx_matching(matching, "getpid() = 3"), NULL), 1);
	ck_assert_uint_eq(sx_count(sx_of_process(matching, 200), NULL), 1);
	sx_free(NULL);
}
END_TEST

START_TEST(a_view_of_something_unknown_is_a_failed_one)
{
	FAKE_CALL(f, "getpid", 1);
	ck_assert_uint_eq(sx_count(sx_of_process(t, 999), NULL), SIZE_MAX);
	ck_assert_int_eq(query_times(sx_of_thread(t, 999), &arena, 0, 0, "getuid", &answer), OUTCOME_ERROR);
	ck_assert_str_eq(answer.error, "no thread 999 in this trace");
	ck_assert_int_eq(query_times(sx_between(t, "mark('a')", NULL), &arena, 0, 0, "getuid", &answer), OUTCOME_ERROR);
	ck_assert_str_eq(answer.error, "the view has no start: nothing matches mark('a') (there is no mark at all)");
	ck_assert_int_eq(query_times(sx_between(t, NULL, "getuid"), &arena, 0, 0, "getuid", &answer), OUTCOME_ERROR);
	ck_assert_ptr_null(trace_error(t));
	ck_assert_uint_eq(sx_count(t, "getpid"), 1);
}
END_TEST

START_TEST(an_empty_view_is_a_doubt_or_a_fact)
{
	FAKE_CALL(f, "getpid", 1);
	FAKE_CALL(f, "getppid", 1);
	ck_assert_int_eq(query_times(sx_matching(t, "getuid"), &arena, 0, 0, "read", &answer), OUTCOME_CANNOT_TELL);
	ck_assert_int_eq(answer.doubts[0].kind, DOUBT_EMPTY_VIEW);
	ck_assert_int_eq(query_times(sx_matching(t, "getpid"), &arena, 0, 0, "read", &answer), OUTCOME_HOLDS);
	ck_assert_int_eq(query_times(sx_between(t, "getpid", "getppid"), &arena, 0, 0, "read", &answer), OUTCOME_HOLDS);
	ck_assert_int_eq(query_only(sx_between(t, "getpid", "getppid"), &arena, LIST("read"), &answer), OUTCOME_HOLDS);
}
END_TEST

START_TEST(a_call_that_may_belong_to_a_view_is_a_doubt)
{
	FAKE_CALL(f, "unlink", 0, PATH);
	fake_string(f, f->entries[0], 0, PATH, "x");
	unread_unlink();
	ck_assert_int_eq(query_times(sx_matching(t, "unlink('x')"), &arena, 1, 1, "unlink", &answer), OUTCOME_CANNOT_TELL);
	ck_assert_int_eq(query_times(sx_matching(t, "unlink('x')"), &arena, 1, SIZE_MAX, "unlink", &answer), OUTCOME_HOLDS);
	ck_assert_int_eq(query_times(sx_matching(t, "unlink"), &arena, 2, 2, "unlink", &answer), OUTCOME_HOLDS);
}
END_TEST

START_TEST(a_bad_pattern_of_a_view_is_an_error_of_all)
{
	FAKE_CALL(f, "getpid", 1);
	sx_matching(t, "getpdi");
	ck_assert_ptr_nonnull(trace_error(t));
	ck_assert_uint_eq(sx_count(t, "getpid"), SIZE_MAX);
}
END_TEST

START_TEST(variables_are_those_of_the_whole_trace)
{
	uint64_t identity;

	open_file("data", 3, &identity);
	sx_set(t, "name", "%s", "data");
	sx_set(sx_matching(t, "*"), "number", "%d", 3);
	ck_assert_int_eq(called("openat(*, $name, ...) = $number"), OUTCOME_HOLDS);
	ck_assert_int_eq(called("openat(*, '/home/u/$name', ...)"), OUTCOME_HOLDS);
	sx_set(t, "name", "other");
	ck_assert_int_eq(called("openat(*, $name, ...)"), OUTCOME_FAILS);
	ck_assert_int_eq(called("[pid $pid] openat"), OUTCOME_HOLDS);
	sx_set(t, "pid", "%d", 7);
	ck_assert_int_eq(called("[pid $pid] openat"), OUTCOME_FAILS);
}
END_TEST

/* ---- getters ---- */

START_TEST(a_call_tells_what_it_was)
{
	uint64_t identity;
	size_t length;
	const sx_call *open = open_file("data", 3, &identity), *failed = open_file("data", -2, &identity), *data;
	struct sx_call *call = FAKE_CALL(f, "write", 5, 3, BUFFER, 5);

	fake_memory(f, call, 1, BUFFER, false, "hello", 5);
	fake_file(f, call, 0, 3, "/home/u/data");
	data = call;
	ck_assert_str_eq(sx_call_name(open), "openat");
	ck_assert_int_eq(sx_call_pid(open), 100);
	ck_assert_int_eq(sx_call_tid(open), 100);
	ck_assert_uint_eq(sx_call_arg(open, 2), O_RDWR);
	ck_assert_uint_eq(sx_call_arg(open, 6), 0);
	ck_assert_str_eq(sx_call_path(open, 1), "/home/u/data");
	ck_assert_ptr_eq(sx_call_path(open, 1), sx_call_path(open, 1));
	ck_assert_str_eq(sx_call_path_of(open, "path"), "/home/u/data");
	ck_assert_str_eq(sx_call_path_of(open, "pathname"), "/home/u/data");
	ck_assert_ptr_null(sx_call_path_of(open, "flags"));
	ck_assert_ptr_null(sx_call_path(open, 2));
	ck_assert_ptr_null(sx_call_path(open, 9));
	ck_assert_int_eq((int)sx_call_ret(open), 3);
	ck_assert_int_eq(sx_call_errno(open), 0);
	ck_assert_int_eq((int)sx_call_ret(failed), -1);
	ck_assert_int_eq(sx_call_errno(failed), 2);
	ck_assert_str_eq(sx_call_path(data, 0), "/home/u/data");
	ck_assert_mem_eq(sx_call_data(data, 1, &length), "hello", 5);
	ck_assert_uint_eq(length, 5);
	ck_assert_ptr_null(sx_call_data(data, 2, &length));
	ck_assert_uint_lt(sx_call_duration_ns(data), 1001);
	ck_assert(!sx_call_denied(data));
}
END_TEST

START_TEST(a_census_of_the_list_changes_no_answer)
{
	static const char *const patterns[] = {
		"getpid", "getppid", "socket", "*", "%network", "/^get/", "getpid|getppid = 1", "mark('x')", "mark('y')", "@default",
		"+++ exited with 0 +++", "--- SIGCHLD ---", "syscall_0x3e8", "[pid 100] getpid",
	};
	const size_t count = sizeof(patterns) / sizeof(*patterns);
	struct answer before[sizeof(patterns) / sizeof(*patterns)], after;

	for (int i = 0; i < QUERY_WITNESSES + 50; i++) {
		FAKE_CALL(f, "getpid", 1);
		if (i % 3 == 0)
			fake_mark(f, "x");
		if (i % 7 == 0)
			fake_numbered(f, 1000, -ENOSYS, (uint64_t[WIRE_ARGS]){0});
		if (i % 5 == 0)
			FAKE_CALL(f, "getppid", i);
	}
	fake_exit(f, 0);
	for (size_t i = 0; i < count; i++)
		query_times(t, &arena, 0, 0, patterns[i], &before[i]);
	fake_finish(f);
	for (size_t i = 0; i < count; i++) {
		query_times(t, &arena, 0, 0, patterns[i], &after);
		ck_assert_msg(before[i].outcome == after.outcome && before[i].matched == after.matched &&
			      before[i].call_count == after.call_count && before[i].witness_count == after.witness_count,
			      "%s: %zu matched, then %zu", patterns[i], before[i].matched, after.matched);
		for (unsigned n = 0; n < after.witness_count; n++)
			ck_assert_ptr_eq(before[i].witnesses[n].call, after.witnesses[n].call);
	}
	ck_assert_uint_gt(before[0].matched, QUERY_WITNESSES);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("query");
	TCase *tests = tcase_create("query");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, counts_are_exact);
	tcase_add_test(tests, find_goes_on_behind_what_it_found);
	tcase_add_test(tests, loops_in_loops_find_what_they_would_alone);
	tcase_add_test(tests, a_variable_that_is_set_anew_counts_from_then_on);
	tcase_add_test(tests, a_bad_pattern_stays_an_error);
	tcase_add_test(tests, what_was_lost_cannot_be_told);
	tcase_add_test(tests, each_reason_for_doubt_is_named);
	tcase_add_test(tests, an_unread_argument_cannot_be_told);
	tcase_add_test(tests, io_uring_may_have_done_it);
	tcase_add_test(tests, a_field_that_exists_nowhere_cannot_be_told);
	tcase_add_test(tests, a_structure_that_lacks_its_dots_cannot_be_told);
	tcase_add_test(tests, views_nest);
	tcase_add_test(tests, a_view_of_something_unknown_is_a_failed_one);
	tcase_add_test(tests, an_empty_view_is_a_doubt_or_a_fact);
	tcase_add_test(tests, a_call_that_may_belong_to_a_view_is_a_doubt);
	tcase_add_test(tests, a_bad_pattern_of_a_view_is_an_error_of_all);
	tcase_add_test(tests, variables_are_those_of_the_whole_trace);
	tcase_add_test(tests, a_call_tells_what_it_was);
	tcase_add_test(tests, a_census_of_the_list_changes_no_answer);
	suite_add_tcase(suite, tests);
	return run_tests(suite);
}
