/* SPDX-License-Identifier: MIT */
/* Which code stands where: what comes, what goes, and what a child has of it. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "harness/spaces.h"
#include "tests/unit/fake.h"

#define CODE (PROT_READ | PROT_EXEC)
#define LIB 0x7f0000000000ull

static struct fake *fake;
static struct spaces *spaces;

static void setup(void)
{
	fake = fake_new();
	spaces = spaces_new(&fake->recording);
	ck_assert_int_eq(spaces_seed(spaces, "/dev/null", 0), 0);
}

static void teardown(void)
{
	spaces_free(spaces);
	fake_free(fake);
}

static void map(uint64_t start, uint64_t length, int rights, uint64_t offset, const char *path)
{
	struct sx_call *call = FAKE_CALL(fake, "mmap", (int64_t)start, 0, length, (uint64_t)rights, MAP_PRIVATE, 3, offset);

	fake_file(fake, call, 4, 3, path);
	ck_assert_int_eq(spaces_follow(spaces, call_process(call)->task, call), 0);
}

static void follow(struct sx_call *call)
{
	ck_assert_int_eq(spaces_follow(spaces, call_process(call)->task, call), 0);
}

static const struct mappings *now(void)
{
	const char *why;

	return spaces_of_call(spaces, FAKE_CALL(fake, "getppid", 1, 0), &why);
}

static void assert_mapping(const struct mappings *mappings, size_t n, uint64_t start, uint64_t end, uint64_t offset,
			   const char *path)
{
	ck_assert_ptr_nonnull(mappings);
	ck_assert_uint_gt(mappings->count, n);
	ck_assert_uint_eq(mappings->list[n].start, start);
	ck_assert_uint_eq(mappings->list[n].end, end);
	ck_assert_uint_eq(mappings->list[n].offset, offset);
	ck_assert_str_eq(mappings->list[n].file->path, path);
}

static void assert_count(const struct mappings *mappings, size_t count)
{
	ck_assert_ptr_nonnull(mappings);
	ck_assert_uint_eq(mappings->count, count);
}

START_TEST(code_is_there_from_the_end_of_its_mmap)
{
	struct sx_call *before = FAKE_CALL(fake, "getppid", 1, 0);
	const char *why;

	map(LIB, 0x2800, CODE, 0x1000, "/lib/a.so");
	map(LIB + 0x10000, 0x1000, PROT_READ, 0, "/lib/a.so");
	assert_count(now(), 1);
	assert_mapping(now(), 0, LIB, LIB + 0x3000, 0x1000, "/lib/a.so");
	assert_count(spaces_of_call(spaces, before, &why), 0);
}
END_TEST

START_TEST(a_hole_leaves_what_stands_on_both_sides)
{
	map(LIB, 0x5000, CODE, 0x1000, "/lib/a.so");
	follow(FAKE_CALL(fake, "munmap", 0, LIB + 0x1000, 0x1001));
	assert_count(now(), 2);
	assert_mapping(now(), 0, LIB, LIB + 0x1000, 0x1000, "/lib/a.so");
	assert_mapping(now(), 1, LIB + 0x3000, LIB + 0x5000, 0x4000, "/lib/a.so");
}
END_TEST

START_TEST(what_is_mapped_over_is_gone)
{
	map(LIB, 0x2000, CODE, 0, "/lib/a.so");
	map(LIB, 0x1000, CODE, 0, "/lib/b.so");
	assert_count(now(), 2);
	assert_mapping(now(), 0, LIB, LIB + 0x1000, 0, "/lib/b.so");
	assert_mapping(now(), 1, LIB + 0x1000, LIB + 0x2000, 0x1000, "/lib/a.so");
	follow(FAKE_CALL(fake, "mmap", (int64_t)LIB, LIB, 0x3000, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
			 (uint64_t)-1, 0));
	assert_count(now(), 0);
}
END_TEST

START_TEST(what_is_moved_away_is_gone)
{
	map(LIB, 0x1000, CODE, 0, "/lib/a.so");
	map(LIB + 0x8000, 0x1000, CODE, 0, "/lib/b.so");
	follow(FAKE_CALL(fake, "mremap", (int64_t)LIB + 0x8000, LIB, 0x1000, 0x1000, MREMAP_MAYMOVE | MREMAP_FIXED,
			 LIB + 0x8000));
	assert_count(now(), 0);
}
END_TEST

START_TEST(failed_calls_change_nothing)
{
	map(LIB, 0x1000, CODE, 0, "/lib/a.so");
	follow(FAKE_CALL(fake, "munmap", -EINVAL, LIB, 0x1000));
	follow(FAKE_CALL(fake, "mmap", -ENOMEM, LIB, 0x1000, CODE, MAP_PRIVATE, 3, 0));
	follow(FAKE_CALL(fake, "execve", -ENOENT, 0));
	assert_count(now(), 1);
}
END_TEST

START_TEST(a_child_has_what_its_parent_had)
{
	struct process *child;

	map(LIB, 0x1000, CODE, 0, "/lib/a.so");
	child = fake_process(fake, 200, "child");
	ck_assert_int_eq(spaces_fork(spaces, 1, child->task, _i, fake->clock_ns), 0);
	assert_count(now(), 1);
	follow(FAKE_CALL(fake, "munmap", 0, LIB, 0x1000));
	assert_count(now(), 0);
	fake->tid = fake->pid = 100;
	fake_process(fake, 300, "sibling")->task = 1;	/* asks as the parent */
	assert_count(now(), _i ? 0 : 1);	/* 1: they share their memory */
	map(LIB + 0x20000, 0x1000, CODE, 0, "/lib/b.so");
	fake_process(fake, 400, "child again")->task = child->task;
	assert_count(now(), _i ? 1 : 0);
}
END_TEST

START_TEST(a_new_image_begins_with_nothing)
{
	map(LIB, 0x1000, CODE, 0, "/lib/a.so");
	follow(FAKE_CALL(fake, "execve", 0, 0));
	assert_count(now(), 0);
}
END_TEST

START_TEST(what_cannot_be_known_is_not_told)
{
	struct spaces *unseeded = spaces_new(&fake->recording);
	const char *why = NULL;

	ck_assert_ptr_null(spaces_of_call(unseeded, FAKE_CALL(fake, "getppid", 1, 0), &why));
	ck_assert_str_eq(why, "it is not known what was mapped");
	spaces_free(unseeded);
	assert_count(now(), 0);
	fake->is_compat = true;
	follow(FAKE_CALL(fake, "munmap", 0, LIB, 0x1000));
	fake->is_compat = false;
	ck_assert_ptr_null(now());
}
END_TEST

START_TEST(a_lost_record_may_have_been_a_mapping)
{
	uint64_t lost[2][WIRE_CALLS] = {{0}};

	fake->recording.losses.records = 1;
	fake->recording.losses.calls_of = (const uint64_t (*)[WIRE_CALLS])lost;
	lost[0][39] = 1;	/* getpid */
	assert_count(now(), 0);
	lost[0][39] = 0;
	lost[0][11] = 1;	/* munmap */
	ck_assert_ptr_null(now());
	lost[0][11] = 0;	/* an event */
	ck_assert_ptr_null(now());
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("spaces");
	TCase *tcase = tcase_create("spaces");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, code_is_there_from_the_end_of_its_mmap);
	tcase_add_test(tcase, a_hole_leaves_what_stands_on_both_sides);
	tcase_add_test(tcase, what_is_mapped_over_is_gone);
	tcase_add_test(tcase, what_is_moved_away_is_gone);
	tcase_add_test(tcase, failed_calls_change_nothing);
	tcase_add_loop_test(tcase, a_child_has_what_its_parent_had, 0, 2);
	tcase_add_test(tcase, a_new_image_begins_with_nothing);
	tcase_add_test(tcase, what_cannot_be_known_is_not_told);
	tcase_add_test(tcase, a_lost_record_may_have_been_a_mapping);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
