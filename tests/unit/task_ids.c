/* SPDX-License-Identifier: MIT */
/* Ids of other pid namespaces: told by records, and translated. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>

#include "harness/recorder.h"
#include "harness/task_ids.h"

#define INNER 4026532001u
#define OTHER (INNER + 256)	/* its ids stand in the same lists */

/* ---- records ---- */

static struct recorder *recorder;
static struct wire_session session;

static void setup_recorder(void)
{
	recorder = recorder_new(&(struct recorder_settings){.memory_limit = 1u << 30, .program = "made", .start_ns = 1000});
	ck_assert_ptr_nonnull(recorder);
}

static void teardown_recorder(void)
{
	recorder = recorder_free(recorder);
}

static struct wire_ids ids_of(uint64_t task, int owner_id, uint64_t ns)
{
	return (struct wire_ids){.head = {.kind = WIRE_IDS, .pid = owner_id, .tid = owner_id, .task = task, .time_ns = ns}};
}

static void give(struct wire_ids *record, struct wire_id first, struct wire_id second)
{
	record->ids[0] = first;
	record->ids[1] = second;
	ck_assert_int_eq(recorder_add(recorder, record, sizeof(*record)), 0);
}

static const struct process *process_of(uint64_t task)
{
	const struct process *const *processes;
	size_t count = recorder_processes(recorder, &processes);

	for (size_t i = 0; i < count; i++)
		if (processes[i]->task == task)
			return processes[i];
	return NULL;
}

START_TEST(an_id_is_translated_from_the_namespace_of_who_says_it)
{
	struct wire_ids first = ids_of(1, 4711, 2000), second = ids_of(2, 4712, 3000);

	give(&first, (struct wire_id){INNER, 1}, (struct wire_id){0, 0});
	give(&second, (struct wire_id){OTHER, 1}, (struct wire_id){INNER, 2});
	ck_assert_int_eq(task_ids_translate(process_of(1), 1, 5000), 4711);
	ck_assert_int_eq(task_ids_translate(process_of(1), 2, 5000), 4712);
	ck_assert_int_eq(task_ids_translate(process_of(2), 1, 5000), 4712);
	ck_assert_int_eq(task_ids_translate(process_of(2), 2, 5000), 0);
	ck_assert_int_eq(task_ids_translate(process_of(1), 3, 5000), 0);
	ck_assert_int_eq(task_ids_translate(process_of(1), -1, 5000), 0);
}
END_TEST

START_TEST(a_task_in_the_owners_namespace_says_ids_as_they_are)
{
	struct wire_ids inner = ids_of(2, 4712, 3000);
	struct wire_fork fork = {.head = {.kind = WIRE_FORK, .pid = 50, .tid = 50, .task = 1, .time_ns = 2000},
				 .child_pid = 4712, .child_tid = 4712, .child_task = 2};

	ck_assert_int_eq(recorder_add(recorder, &fork, sizeof(fork)), 0);
	give(&inner, (struct wire_id){INNER, 1}, (struct wire_id){0, 0});
	ck_assert_int_eq(task_ids_translate(process_of(1), 1, 5000), 1);
	ck_assert_int_eq(task_ids_translate(process_of(1), 4712, 5000), 4712);
	ck_assert_uint_eq(process_of(2)->parent_task, 1);
}
END_TEST

START_TEST(an_id_that_was_given_again_is_of_who_had_it_then)
{
	struct wire_ids first = ids_of(1, 4711, 2000), second = ids_of(2, 4712, 3000), third = ids_of(3, 4800, 9000);

	give(&first, (struct wire_id){INNER, 1}, (struct wire_id){0, 0});
	give(&second, (struct wire_id){INNER, 2}, (struct wire_id){0, 0});
	give(&third, (struct wire_id){INNER, 2}, (struct wire_id){0, 0});
	ck_assert_int_eq(task_ids_translate(process_of(1), 2, 1500), 0);
	ck_assert_int_eq(task_ids_translate(process_of(1), 2, 2000), 4712);
	ck_assert_int_eq(task_ids_translate(process_of(1), 2, 7999), 4712);
	ck_assert_int_eq(task_ids_translate(process_of(1), 2, UINT64_MAX), 4800);
}
END_TEST

START_TEST(a_group_that_nobody_recorded_leads_is_no_task)
{
	struct wire_ids task = ids_of(1, 4711, 2000), group = ids_of(0, 4600, 2000), outside = ids_of(0, 4500, 2000);

	give(&task, (struct wire_id){OTHER, 1}, (struct wire_id){INNER, 7});
	give(&group, (struct wire_id){OTHER, 0}, (struct wire_id){INNER, 5});
	give(&outside, (struct wire_id){OTHER, 0}, (struct wire_id){INNER, 0});
	ck_assert_uint_eq(process_of(1)->namespace, OTHER);
	ck_assert_int_eq(task_ids_translate(process_of(1), 5, 5000), 0);
	ck_assert_int_eq(task_ids_translate(process_of(1), 1, 5000), 4711);
	ck_assert_ptr_null(process_of(0));
	ck_assert_int_eq(recorder_finish(recorder, &session, false), 0);
}
END_TEST

START_TEST(many_ids_are_kept_apart)
{
	for (int i = 1; i <= 5000; i++) {
		struct wire_ids record = ids_of((uint64_t)i, 10000 + i, 2000);

		give(&record, (struct wire_id){INNER, i}, (struct wire_id){OTHER, i + 1});
	}
	for (int i = 1; i <= 5000; i++)
		ck_assert_int_eq(task_ids_translate(process_of(1), i, 5000), 10000 + i);
	ck_assert_int_eq(task_ids_translate(process_of(1), 5001, 5000), 0);
}
END_TEST

START_TEST(a_record_that_is_too_short_changes_nothing)
{
	struct wire_ids record = ids_of(1, 4711, 2000);

	record.ids[0] = (struct wire_id){INNER, 1};
	ck_assert_int_eq(recorder_add(recorder, &record, sizeof(record) - 1), -EBADMSG);
	ck_assert_ptr_null(process_of(1));
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("task_ids");
	TCase *records = tcase_create("records");

	tcase_add_checked_fixture(records, setup_recorder, teardown_recorder);
	tcase_add_test(records, an_id_is_translated_from_the_namespace_of_who_says_it);
	tcase_add_test(records, a_task_in_the_owners_namespace_says_ids_as_they_are);
	tcase_add_test(records, an_id_that_was_given_again_is_of_who_had_it_then);
	tcase_add_test(records, a_group_that_nobody_recorded_leads_is_no_task);
	tcase_add_test(records, many_ids_are_kept_apart);
	tcase_add_test(records, a_record_that_is_too_short_changes_nothing);
	suite_add_tcase(s, records);
	return s;
}

int main(void)
{
	SRunner *runner = srunner_create(suite());
	int failed;

	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
