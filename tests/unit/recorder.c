/* SPDX-License-Identifier: MIT */
/* Records become a list: its order, what calls share, who made whom, and damaged records. */
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "harness/recorder.h"

#define MOST_PAYLOAD 512

static struct recorder *recorder;
static struct wire_session session;

static void setup(void)
{
	recorder = recorder_new(&(struct recorder_settings){.memory_limit = 1u << 30, .program = "made", .keeps_ignored = true,
								.keeps_arrivals = true, .keeps_entered = true});
	ck_assert_ptr_nonnull(recorder);
}

static void teardown(void)
{
	recorder = recorder_free(recorder);
}

/* ---- records ---- */

struct record {
	struct wire_call call;
	_Alignas(8) unsigned char payload[MOST_PAYLOAD];
};

static struct record begin(const char *name, uint64_t task, uint64_t start_ns, uint64_t end_ns, int64_t ret)
{
	int number = syscall_number(WIRE_ABI_NATIVE, name);

	ck_assert_int_ge(number, 0);
	return (struct record){.call = {
		.head = {.kind = WIRE_CALL, .pid = (int)(task + 99), .tid = (int)(task + 99), .task = task, .time_ns = start_ns},
		.end_ns = end_ns, .ret = ret, .nr = (wire_u32)number, .args = {1, 2, 3, 4, 5, 6},
	}};
}

static void add_blob(struct record *record, struct wire_blob blob, const void *bytes)
{
	unsigned char *at = record->payload + record->call.payload;

	memcpy(at, &blob, sizeof(blob));
	memcpy(at + sizeof(blob), bytes, blob.length);
	record->call.payload += (wire_u32)(sizeof(blob) + ((blob.length + 7) & ~7u));
}

static void add_string(struct record *record, unsigned slot, uint64_t address, const char *string)
{
	add_blob(record, (struct wire_blob){.what = WIRE_STRING, .slot = (wire_u8)slot, .address = address,
		 .length = (wire_u32)strlen(string) + 1}, string);
}

static int give(const struct record *record)
{
	return recorder_add(recorder, record, sizeof(record->call) + record->call.payload);
}

static const struct recording *finish(void)
{
	ck_assert_int_eq(recorder_finish(recorder, &session, false), 0);
	return recorder_list(recorder);
}

static const struct sx_call *only_call(void)
{
	const struct recording *list = finish();

	ck_assert_uint_eq(list->count, 1);
	return list->entries[0];
}

static const unsigned char *string_at(const struct sx_call *call, uint64_t address, size_t *ret_length)
{
	const struct wire_blob *blob = call_memory(call, address, false);

	return blob ? blob_bytes(blob, ret_length) : NULL;
}

/* ---- what calls share ---- */

#define CALLS 3000

START_TEST(a_path_is_kept_once_however_often_it_comes)
{
	static const char *const paths[] = {"/usr/lib/locale/locale-archive", "/usr/lib/locale/locale-archivf", "/etc/passwd"};
	const unsigned char *kept[3] = {NULL};
	const struct recording *list;

	for (uint64_t i = 0; i < CALLS; i++) {
		struct record record = begin("openat", 1, 10 * i, 10 * i + 5, -ENOENT);

		add_string(&record, 1, 0x1000 + 64 * i, paths[i % 3]);
		ck_assert_int_eq(give(&record), 0);
	}
	list = finish();
	ck_assert_uint_eq(list->count, CALLS);
	for (uint64_t i = 0; i < CALLS; i++) {
		size_t length = 0;
		const unsigned char *bytes = string_at(list->entries[i], 0x1000 + 64 * i, &length);

		ck_assert_ptr_nonnull(bytes);
		ck_assert_uint_eq(length, strlen(paths[i % 3]) + 1);
		ck_assert_str_eq((const char *)bytes, paths[i % 3]);
		if (!kept[i % 3])
			kept[i % 3] = bytes;
		ck_assert_ptr_eq(bytes, kept[i % 3]);
	}
	ck_assert_ptr_ne(kept[0], kept[1]);
}
END_TEST

START_TEST(many_different_paths_stay_what_they_are)
{
	const struct recording *list;
	char path[64];

	for (uint64_t i = 0; i < CALLS; i++) {
		struct record record = begin("openat", 1, 10 * i, 10 * i + 5, -ENOENT);

		snprintf(path, sizeof(path), "/some/folder/file-%u", (unsigned)i);
		add_string(&record, 1, 0x1000, path);
		ck_assert_int_eq(give(&record), 0);
	}
	list = finish();
	for (uint64_t i = 0; i < CALLS; i++) {
		size_t length = 0;
		const unsigned char *bytes = string_at(list->entries[i], 0x1000, &length);

		snprintf(path, sizeof(path), "/some/folder/file-%u", (unsigned)i);
		ck_assert_ptr_nonnull(bytes);
		ck_assert_str_eq((const char *)bytes, path);
	}
}
END_TEST

START_TEST(blobs_of_every_kind_stand_beside_shared_ones)
{
	struct record record = begin("renameat", 1, 10, 15, 0);
	const char *data = "neither shared nor a multiple of eight";
	const struct sx_call *call;
	const struct wire_blob *blob;
	size_t length, blobs = 0;

	add_string(&record, 1, 0x1000, "/a/long/enough/path");
	add_blob(&record, (struct wire_blob){.what = WIRE_MEMORY, .slot = 2, .address = 0x2000, .length = 38}, data);
	add_blob(&record, (struct wire_blob){.what = WIRE_STRING, .slot = 3, .address = 0x3000, .state = WIRE_UNREAD}, "");
	add_string(&record, 3, 0x4000, "short");
	add_string(&record, 3, 0x5000, "/a/long/enough/path");
	ck_assert_int_eq(give(&record), 0);
	call = only_call();
	for (blob = call_next_blob(call, NULL); blob; blob = call_next_blob(call, blob))
		blobs++;
	ck_assert_uint_eq(blobs, 5);
	ck_assert_str_eq((const char *)string_at(call, 0x1000, &length), "/a/long/enough/path");
	ck_assert_mem_eq(string_at(call, 0x2000, &length), data, 38);
	ck_assert_uint_eq(length, 38);
	ck_assert_int_eq(call_memory(call, 0x3000, false)->state, WIRE_UNREAD);
	ck_assert_str_eq((const char *)string_at(call, 0x4000, &length), "short");
	ck_assert_ptr_eq(string_at(call, 0x5000, &length), string_at(call, 0x1000, &length));
}
END_TEST

/* Those that a call takes change all the time, the others and where it comes from seldom do. */
START_TEST(registers_are_those_of_the_call_whatever_it_takes)
{
	static const char *const names[] = {"getppid", "close", "write", "mmap"};
	const struct recording *list;

	for (uint64_t i = 0; i < CALLS; i++) {
		struct record record = begin(names[i % 4], 1, 10 * i, 10 * i + 5, 0);

		record.call.nr = i % 5 ? record.call.nr : 0x12345678;	/* which nobody knows */
		record.call.instruction_pointer = 0x400000 + 256 * (i % 3);
		for (unsigned n = 0; n < WIRE_ARGS; n++)
			record.call.args[n] = n < 2 ? i + n : i / 100 + n;
		ck_assert_int_eq(give(&record), 0);
	}
	list = finish();
	ck_assert_uint_eq(list->count, CALLS);
	for (uint64_t i = 0; i < CALLS; i++) {
		const struct sx_call *call = list->entries[i];

		if (i % 5 == 0)
			ck_assert_uint_eq(call_number(call), 0x12345678);
		ck_assert_uint_eq(call_instruction_pointer(call), 0x400000 + 256 * (i % 3));
		for (unsigned n = 0; n < WIRE_ARGS; n++)
			ck_assert_uint_eq(call_arg(call, n), n < 2 ? i + n : i / 100 + n);
		ck_assert_uint_eq(call_arg(call, WIRE_ARGS), 0);
	}
}
END_TEST

/* What `chunked` means in the list means nothing in a record. */
START_TEST(a_pointer_in_a_record_is_not_followed)
{
	struct record record = begin("openat", 1, 10, 15, 0);
	const unsigned char *wild = (const unsigned char *)16;
	const struct sx_call *call;

	if (_i)		/* behind one that is shared for certain */
		add_string(&record, 1, 0x1000, "/a/long/enough/path");
	add_blob(&record, (struct wire_blob){.what = WIRE_STRING, .slot = 1, .address = 0x2000, .length = 8,
		 .chunked = UINT32_MAX}, &wild);
	ck_assert_int_eq(give(&record), 0);
	call = only_call();
	ck_assert_ptr_null(call_memory(call, 0x2000, false));
	ck_assert_int_eq(call_memory(call, 0x1000, false) != NULL, _i);
}
END_TEST

/* ---- the order ---- */

/* Two calls span the others, and return in the middle and at the end. */
START_TEST(what_returns_very_late_stands_where_it_was_entered)
{
	struct record first = begin("wait4", 2, 5, 1000000, 0), second = begin("wait4", 3, 3, 1000001, 0);
	const struct recording *list;

	for (uint64_t i = 0; i < 20000; i++) {
		struct record record = begin("getppid", 1, 10 * i, 10 * i + 5, 1);

		if (i == 10000)
			ck_assert_int_eq(give(&first), 0);
		ck_assert_int_eq(give(&record), 0);
	}
	ck_assert_int_eq(give(&second), 0);
	ck_assert_uint_eq(recorder_count(recorder), 20002);
	list = finish();
	ck_assert_uint_eq(list->count, 20002);
	for (size_t i = 1; i < list->count; i++) {
		ck_assert_uint_le(call_start_ns(list->entries[i - 1]), call_start_ns(list->entries[i]));
		ck_assert_uint_eq(call_sequence(list->entries[i]), i + 1);
	}
	ck_assert_int_eq(call_tid(list->entries[1]), 102);
	ck_assert_int_eq(call_tid(list->entries[2]), 101);
}
END_TEST

START_TEST(a_snapshot_has_late_calls_too)
{
	struct record late = begin("wait4", 2, 5, 1000000, 0);
	struct arena arena = {0};
	struct recording list;

	for (uint64_t i = 0; i < 10000; i++) {
		struct record record = begin("getppid", 1, 10 * i, 10 * i + 5, 1);

		ck_assert_int_eq(give(&record), 0);
	}
	ck_assert_int_eq(give(&late), 0);
	ck_assert(recorder_snapshot(recorder, &arena, &list));
	ck_assert_uint_eq(list.count, 10001);
	ck_assert_int_eq(call_tid(list.entries[1]), 101);
	ck_assert_uint_eq(finish()->count, 10001);
	arena_free(&arena);
}
END_TEST

/* ---- who made whom ---- */

static void give_fork(uint64_t task, uint64_t child, int tid, uint64_t ns)
{
	struct wire_fork fork = {
		.head = {.kind = WIRE_FORK, .pid = (int)(task + 99), .tid = (int)(task + 99), .task = task, .time_ns = ns},
		.child_task = child, .child_pid = tid, .child_tid = tid,
	};

	ck_assert_int_eq(recorder_add(recorder, &fork, sizeof(fork)), 0);
}

START_TEST(a_number_that_is_given_twice_is_of_two_tasks_with_a_maker_each)
{
	struct record first = begin("clone", 1, 10, 20, 500), second = begin("clone", 1, 30, 40, 500);
	struct record other = begin("clone", 3, 50, 60, 500);
	const struct recording *list;

	give_fork(1, 2, 500, 15);
	ck_assert_int_eq(give(&first), 0);
	give_fork(1, 3, 500, 35);
	ck_assert_int_eq(give(&second), 0);
	give_fork(3, 4, 500, 55);
	ck_assert_int_eq(give(&other), 0);
	list = finish();
	ck_assert_uint_eq(list->process_count, 4);
	ck_assert_ptr_null(list->processes[0]->born_of);
	for (size_t i = 1; i < 4; i++)
		ck_assert_ptr_eq(list->processes[i]->born_of, list->entries[i - 1]);
}
END_TEST

/* ---- signals without effect ---- */

static void send_signal(int number, unsigned how, uint64_t ns)
{
	struct wire_signal record = {
		.head = {.kind = WIRE_SIGNAL, .pid = 100, .tid = 100, .task = 1, .time_ns = ns}, .signal = number, .how = how,
	};

	ck_assert_int_eq(recorder_add(recorder, &record, sizeof(record)), 0);
}

static void call_from(uint64_t start_ns, uint64_t end_ns)
{
	struct record record = begin("getppid", 1, start_ns, end_ns, 1);

	ck_assert_int_eq(give(&record), 0);
}

START_TEST(an_ignored_signal_stands_where_a_tracer_would_be_told_of_it)
{
	static const struct {
		enum entry_kind kind;
		uint64_t ns;
	} expected[] = {
		{ENTRY_CALL, 10}, {ENTRY_SIGNAL, 20},	/* during the call: behind it */
		{ENTRY_SIGNAL, 25},			/* between calls: as it came */
		{ENTRY_CALL, 30}, {ENTRY_SIGNAL, 45},	/* delivered */
		{ENTRY_SIGNAL, 47},			/* no call comes any more */
	};
	const struct recording *list;

	send_signal(SIGCHLD, WIRE_SIGNAL_IGNORED, 15);
	call_from(10, 20);
	send_signal(SIGCHLD, WIRE_SIGNAL_IGNORED, 25);
	call_from(30, 40);
	send_signal(SIGUSR1, WIRE_SIGNAL_DELIVERED, 45);
	send_signal(SIGCHLD, WIRE_SIGNAL_IGNORED, 47);
	list = finish();
	ck_assert_uint_eq(list->count, sizeof(expected) / sizeof(expected[0]));
	for (size_t i = 0; i < list->count; i++) {
		ck_assert_uint_eq(list->entries[i]->entry, expected[i].kind);
		ck_assert_uint_eq(list->entries[i]->start_ns, expected[i].ns);
	}
}
END_TEST

/* As it is printed while it runs: what came before the call was entered. */
START_TEST(an_ignored_signal_arrives_before_the_call_that_is_entered_behind_it)
{
	struct record entered = begin("pause", 1, 30, 0, 0);
	const struct sx_call *arrived[4];

	entered.call.head.kind = WIRE_ENTERED;
	call_from(10, 20);
	send_signal(SIGCONT, WIRE_SIGNAL_IGNORED, 25);
	ck_assert_int_eq(give(&entered), 0);
	ck_assert_uint_eq(recorder_take_arrivals(recorder, 1, arrived, 4), 2);
	ck_assert_uint_eq(arrived[0]->entry, ENTRY_SIGNAL);
	ck_assert(arrived[1]->is_entered);
	free((void *)(uintptr_t)arrived[1]);
}
END_TEST

/* ---- calls that go on by another ---- */

START_TEST(a_restart_knows_the_call_that_it_goes_on_with)
{
	struct record first = begin("restart_syscall", 1, 5, 6, -EINTR), poll = begin("poll", 1, 10, 20, -516);
	struct record other = begin("getppid", 2, 12, 13, 1);
	struct record again = begin("restart_syscall", 1, 30, 40, -516), last = begin("restart_syscall", 1, 50, 60, 0);
	const struct recording *list;

	ck_assert_int_eq(give(&first), 0);
	ck_assert_int_eq(give(&poll), 0);
	ck_assert_int_eq(give(&other), 0);
	ck_assert_int_eq(give(&again), 0);
	ck_assert_int_eq(give(&last), 0);
	list = finish();
	ck_assert_uint_eq(list->count, 5);
	ck_assert_uint_eq((uint32_t)call_arg(list->entries[0], 0), UINT32_MAX);
	ck_assert_uint_eq(call_arg(list->entries[3], 0), poll.call.nr);
	ck_assert_uint_eq(call_arg(list->entries[4], 0), poll.call.nr);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("recorder");
	TCase *tests = tcase_create("recorder");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, a_path_is_kept_once_however_often_it_comes);
	tcase_add_test(tests, many_different_paths_stay_what_they_are);
	tcase_add_test(tests, blobs_of_every_kind_stand_beside_shared_ones);
	tcase_add_test(tests, registers_are_those_of_the_call_whatever_it_takes);
	tcase_add_loop_test(tests, a_pointer_in_a_record_is_not_followed, 0, 2);
	tcase_add_test(tests, what_returns_very_late_stands_where_it_was_entered);
	tcase_add_test(tests, a_snapshot_has_late_calls_too);
	tcase_add_test(tests, a_number_that_is_given_twice_is_of_two_tasks_with_a_maker_each);
	tcase_add_test(tests, an_ignored_signal_stands_where_a_tracer_would_be_told_of_it);
	tcase_add_test(tests, an_ignored_signal_arrives_before_the_call_that_is_entered_behind_it);
	tcase_add_test(tests, a_restart_knows_the_call_that_it_goes_on_with);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
