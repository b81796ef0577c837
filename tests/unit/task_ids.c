/* SPDX-License-Identifier: MIT */
/* Ids of other pid namespaces: told by records, translated, and printed as strace --pidns-translation prints them. */
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "harness/recorder.h"
#include "harness/task_ids.h"
#include "tests/unit/lines.h"

#define INNER 4026532001u
#define OTHER (INNER + 256)	/* its ids stand in the same lists */
#define DATA 0x2000

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

/* ---- lines ---- */

static struct fake *fake;

static void tell(uint32_t namespace, int32_t id, int32_t owner_id)
{
	ck_assert_int_eq(task_ids_add(&fake->recording, &fake->arena,
		&(struct task_id){.namespace = namespace, .id = id, .owner_id = owner_id}), 0);
}

static void setup_fake(void)
{
	static const struct task_name name = {.text = "child"};
	struct process *child;

	fake = fake_new();
	fake->processes[0]->namespace = INNER;
	tell(INNER, 1, 100);
	tell(INNER, 2, 102);
	tell(INNER, 3, 103);	/* of no process that is recorded */
	child = fake_process(fake, 102, "child");
	child->namespace = INNER;
	child->names = &name;
	fake->pid = fake->tid = 100;
}

static void teardown_fake(void)
{
	fake = fake_free(fake);
}

#define THERE(call) .no_alignment = true, .translates = true, .entry = (call)
#define assert_there(call, expected) assert_line_as(call, expected, THERE(call))
#define HERE(number) " /* " #number " in strace's PID NS */"

START_TEST(ids_that_are_passed_are_told_here)
{
	assert_there(FAKE_CALL(fake, "kill", 0, 2, SIGTERM), "kill(2" HERE(102) ", SIGTERM) = 0");
	assert_there(FAKE_CALL(fake, "kill", 0, (uint64_t)-3, 0), "kill(-3" HERE(103) ", 0) = 0");
	assert_there(FAKE_CALL(fake, "kill", 0, (uint64_t)-1, 0), "kill(-1, 0) = 0");
	assert_there(FAKE_CALL(fake, "kill", 0, 0, 0), "kill(0, 0) = 0");
	assert_there(FAKE_CALL(fake, "tgkill", 0, 1, 2, 0), "tgkill(1" HERE(100) ", 2" HERE(102) ", 0) = 0");
	assert_there(FAKE_CALL(fake, "setpgid", 0, 0, 3), "setpgid(0, 3" HERE(103) ") = 0");
	assert_there(FAKE_CALL(fake, "getpriority", 20, 0, 2), "getpriority(PRIO_PROCESS, 2" HERE(102) ") = 20");
	assert_there(FAKE_CALL(fake, "getpriority", 20, 1, 3), "getpriority(PRIO_PGRP, 3" HERE(103) ") = 20");
	assert_there(FAKE_CALL(fake, "getpriority", 20, 2, 2), "getpriority(PRIO_USER, 2) = 20");
	assert_there(FAKE_CALL(fake, "setpriority", 0, 1, 3, 5), "setpriority(PRIO_PGRP, 3" HERE(103) ", 5) = 0");
	assert_there(FAKE_CALL(fake, "fcntl", 0, 4, 8, (uint64_t)-2), "fcntl(4, F_SETOWN, -2" HERE(102) ") = 0");
	assert_there(FAKE_CALL(fake, "prctl", 0, 0x59616d61, 2), "prctl(PR_SET_PTRACER, 2" HERE(102) ") = 0");
	assert_there(FAKE_CALL(fake, "prctl", 0, 0x59616d61, UINT32_MAX), "prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY) = 0");
	assert_there(FAKE_CALL(fake, "prctl", 0, 62, 1, 3, 3), "prctl(PR_SCHED_CORE, PR_SCHED_CORE_CREATE, 3" HERE(103)
		     ", 0x3 /* PIDTYPE_SID */, NULL) = 0");
}
END_TEST

START_TEST(ids_that_are_returned_are_told_here)
{
	assert_there(FAKE_CALL(fake, "getpid", 1, 0), "getpid() = 1" HERE(100));
	assert_there(FAKE_CALL(fake, "getsid", 3, 0), "getsid(0) = 3" HERE(103));
	assert_there(FAKE_CALL(fake, "setsid", 1, 0), "setsid() = 1");
	assert_there(FAKE_CALL(fake, "fcntl", 2, 4, 9), "fcntl(4, F_GETOWN) = 2" HERE(102));
	assert_there(FAKE_CALL(fake, "getppid", 0, 0), "getppid() = 0");
	assert_there(FAKE_CALL(fake, "getppid", 77, 0), "getppid() = 77");
}
END_TEST

START_TEST(ids_in_memory_are_told_here)
{
	static const uint32_t owner[] = {1, 2}, group[] = {2, 3}, rights[] = {1, 0, 0};
	struct sx_call *call = FAKE_CALL(fake, "fcntl", 0, 4, 15, DATA);
	uint64_t fields[4] = {2};

	fake_memory(fake, call, 2, DATA, false, owner, sizeof(owner));
	assert_there(call, "fcntl(4, F_SETOWN_EX, {type=F_OWNER_PID, pid=2" HERE(102) "}) = 0");
	call = FAKE_CALL(fake, "fcntl", 0, 4, 15, DATA);
	fake_memory(fake, call, 2, DATA, false, group, sizeof(group));
	assert_there(call, "fcntl(4, F_SETOWN_EX, {type=F_OWNER_PGRP, pid=3" HERE(103) "}) = 0");
	call = FAKE_CALL(fake, "getsockopt", 0, 4, SOL_SOCKET, SO_PEERCRED, DATA, DATA + 64);
	fake_memory(fake, call, 3, DATA, true, rights, sizeof(rights));
	fake_memory(fake, call, 4, DATA + 64, false, &(int){12}, 4);
	fake_memory(fake, call, 4, DATA + 64, true, &(int){12}, 4);
	assert_there(call, "getsockopt(4, SOL_SOCKET, SO_PEERCRED, {pid=1" HERE(100) ", uid=0, gid=0}, [12]) = 0");
	call = fake_signal(fake, SIGUSR1, SI_USER, fields);
	assert_there(call, "--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_USER, si_pid=2" HERE(102) ", si_uid=0} ---");
}
END_TEST

START_TEST(who_has_been_reaped_is_not_told)
{
	struct sx_call *reaped, *missed;

	fake->processes[1]->ended_ns = fake->clock_ns;
	fake->clock_ns += 10;
	reaped = FAKE_CALL(fake, "wait4", 2, 2, 0, 0, 0);
	missed = FAKE_CALL(fake, "kill", -ESRCH, 2, 0);
	assert_there(reaped, "wait4(2" HERE(102) ", NULL, 0, NULL) = 2");
	assert_there(missed, "kill(2, 0) = -1 ESRCH (No such process)");
	assert_there(FAKE_CALL(fake, "getpgid", 2, 1), "getpgid(1" HERE(100) ") = 2" HERE(102));
}
END_TEST

/* With names, which no pattern has. */
static void assert_named(const struct sx_call *call, bool translates, const char *expected)
{
	char *line = line_as(call, &(struct line_style){
		.string_limit = 32, .no_alignment = true, .commands = true, .translates = translates, .entry = call});

	ck_assert_str_eq(line, expected);
	free(line);
}

START_TEST(names_stand_behind_ids_of_other_namespaces_too)
{
	struct sx_call *call = FAKE_CALL(fake, "kill", 0, 2, 0);

	assert_named(call, false, "kill(2<child>, 0) = 0");
	assert_named(call, true, "kill(2<child>" HERE(102) ", 0) = 0");
	call = FAKE_CALL(fake, "getpgid", 2, 2);
	assert_named(call, false, "getpgid(2<child>) = 2");
	assert_line(call, "getpgid(2) = 2");
}
END_TEST

START_TEST(nothing_is_told_where_ids_are_the_same)
{
	fake->processes[0]->namespace = 0;
	assert_there(FAKE_CALL(fake, "kill", 0, 102, 0), "kill(102, 0) = 0");
	assert_there(FAKE_CALL(fake, "kill", 0, 2, 0), "kill(2, 0) = 0");
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("task_ids");
	TCase *records = tcase_create("records"), *lines = tcase_create("lines");

	tcase_add_checked_fixture(records, setup_recorder, teardown_recorder);
	tcase_add_test(records, an_id_is_translated_from_the_namespace_of_who_says_it);
	tcase_add_test(records, a_task_in_the_owners_namespace_says_ids_as_they_are);
	tcase_add_test(records, an_id_that_was_given_again_is_of_who_had_it_then);
	tcase_add_test(records, a_group_that_nobody_recorded_leads_is_no_task);
	tcase_add_test(records, many_ids_are_kept_apart);
	tcase_add_test(records, a_record_that_is_too_short_changes_nothing);
	suite_add_tcase(s, records);
	tcase_add_checked_fixture(lines, setup_fake, teardown_fake);
	tcase_add_test(lines, ids_that_are_passed_are_told_here);
	tcase_add_test(lines, ids_that_are_returned_are_told_here);
	tcase_add_test(lines, ids_in_memory_are_told_here);
	tcase_add_test(lines, who_has_been_reaped_is_not_told);
	tcase_add_test(lines, names_stand_behind_ids_of_other_namespaces_too);
	tcase_add_test(lines, nothing_is_told_where_ids_are_the_same);
	suite_add_tcase(s, lines);
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
