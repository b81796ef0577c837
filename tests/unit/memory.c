/* SPDX-License-Identifier: MIT */
/* Memory that is taken piece by piece: what is promised to be zeroed is so, also where it was used before. */
#include <check.h>
#include <stdint.h>
#include <string.h>

#include "harness/base/arena.h"
#include "tests/unit/matches.h"

#define LARGE (600u << 10)

static struct arena arena;

static bool is_zero(const unsigned char *memory, size_t size)
{
	return !memory[0] && memcmp(memory, memory + 1, size - 1) == 0;
}

/* Small blocks are malloc's, larger ones mappings, the largest in huge pages: none of them is made anew by arena_clear(). */
START_TEST(what_is_taken_again_is_zeroed)
{
	static const size_t sizes[] = {64, 4000, LARGE, 5u << 20, 64};

	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
			unsigned char *raw = arena_take_raw(&arena, sizes[i] / 2), *memory;

			ck_assert_ptr_nonnull(raw);
			memset(raw, 0xa5, sizes[i] / 2);
			memory = arena_take(&arena, sizes[i]);
			ck_assert_ptr_nonnull(memory);
			ck_assert_msg(is_zero(memory, sizes[i]), "round %d, %zu bytes", round, sizes[i]);
			memset(memory, 0x5a, sizes[i]);
			if (round)
				arena_clear(&arena);
		}
	}
	arena_free(&arena);
	ck_assert_uint_eq(arena.total, 0);
}
END_TEST

START_TEST(what_is_given_back_is_zeroed_when_it_is_taken_again)
{
	unsigned char *memory = arena_take(&arena, LARGE), *again;

	memset(memory, 0xa5, LARGE);
	arena_give_back(&arena, memory, LARGE, 100);
	again = arena_take(&arena, LARGE - 200);
	ck_assert_ptr_eq(again, memory + 104);
	ck_assert(is_zero(again, LARGE - 200));
	ck_assert_uint_eq(memory[99], 0xa5);
	arena_free(&arena);
}
END_TEST

START_TEST(more_than_there_is_is_refused)
{
	ck_assert_ptr_null(arena_take(&arena, SIZE_MAX / 2 + 1));
	ck_assert_ptr_null(arena_take(&arena, SIZE_MAX - 4));
	ck_assert_ptr_null(arena_take_raw(&arena, SIZE_MAX / 2));
	ck_assert_ptr_nonnull(arena_take(&arena, 8));
	arena_free(&arena);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("memory");
	TCase *tests = tcase_create("memory");

	tcase_add_test(tests, what_is_taken_again_is_zeroed);
	tcase_add_test(tests, what_is_given_back_is_zeroed_when_it_is_taken_again);
	tcase_add_test(tests, more_than_there_is_is_refused);
	suite_add_tcase(suite, tests);
	return run_tests(suite);
}
