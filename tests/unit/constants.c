/* SPDX-License-Identifier: MIT */
/* The named values: what every set must hold so that a register can be printed and a pattern read. */
#include <check.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "harness/syscalls/constants.h"

#define ADDRESS_OF(id) &constants_##id,
static const struct constants *const sets[] = { CONSTANT_SETS(ADDRESS_OF) NULL };

/* A name that a macro swallowed would be a number. */
START_TEST(every_name_is_an_identifier)
{
	const struct constant *constant;
	size_t i, k;

	for (i = 0; sets[i]; i++) {
		ck_assert(sets[i]->list[0].name != NULL);
		for (constant = sets[i]->list; constant->name; constant++) {
			ck_assert_msg(isalpha((unsigned char)constant->name[0]) || strchr("_!", constant->name[0]), "%s: \"%s\"",
				      sets[i]->name, constant->name);
			for (k = 1; constant->name[k]; k++)
				ck_assert_msg(isalnum((unsigned char)constant->name[k]) || strchr("_+", constant->name[k]),
					      "%s: \"%s\"", sets[i]->name, constant->name);
		}
	}
}
END_TEST

START_TEST(a_name_stands_once_in_a_set)
{
	const struct constant *one, *other;
	size_t i;

	for (i = 0; sets[i]; i++)
		for (one = sets[i]->list; one->name; one++)
			for (other = one + 1; other->name; other++)
				ck_assert_msg(strcmp(one->name, other->name), "%s: %s twice", sets[i]->name, one->name);
}
END_TEST

START_TEST(a_value_lies_in_its_field)
{
	const struct constant *constant;
	size_t i;

	for (i = 0; sets[i]; i++)
		for (constant = sets[i]->list; constant->name; constant++) {
			if (constant->mask)
				ck_assert_msg(!(constant->value & ~constant->mask), "%s: %s", sets[i]->name, constant->name);
			else if (sets[i]->is_flags)
				ck_assert_msg(constant->value != 0, "%s: %s has no bit", sets[i]->name, constant->name);
			else
				ck_assert_msg(constant->value <= UINT32_MAX, "%s: %s", sets[i]->name, constant->name);
		}
}
END_TEST

/* In an enumeration the first name of a value is printed: a later one could never be. */
START_TEST(an_enumeration_has_one_name_per_value)
{
	const struct constant *one, *other;
	size_t i;

	for (i = 0; sets[i]; i++)
		for (one = sets[i]->list; !sets[i]->is_flags && one->name; one++)
			for (other = one + 1; other->name; other++)
				ck_assert_msg(one->value != other->value, "%s: %s and %s", sets[i]->name, one->name,
					      other->name);
}
END_TEST

static const struct constant *find(const struct constants *set, const char *name)
{
	const struct constant *constant;

	for (constant = set->list; constant->name; constant++)
		if (!strcmp(constant->name, name))
			return constant;
	ck_abort_msg("%s has no %s", set->name, name);
}

START_TEST(fields_of_registers_are_fields)
{
	ck_assert_uint_eq(find(&constants_open_flags, "O_RDONLY")->mask, 3);
	ck_assert_uint_eq(find(&constants_open_flags, "O_CREAT")->mask, 0);
	ck_assert_uint_eq(find(&constants_open_flags, "O_CREAT")->value, 0100);
	ck_assert_uint_eq(find(&constants_mmap_flags, "MAP_PRIVATE")->mask, 15);
	ck_assert_uint_eq(find(&constants_clone_flags, "SIGCHLD")->mask, 255);
	ck_assert_uint_eq(find(&constants_clone_flags, "SIGCHLD")->value, 17);
	ck_assert_uint_eq(find(&constants_socket_types, "SOCK_STREAM")->mask, 15);
	ck_assert_uint_eq(find(&constants_file_types, "S_IFREG")->mask, 0170000);
	ck_assert_uint_eq(find(&constants_futex_ops, "FUTEX_WAIT_PRIVATE")->value, 128);
	ck_assert_uint_eq(find(&constants_mmap_prots, "PROT_NONE")->mask, UINT64_MAX);
	/* an int below zero is the 32 bits that the register is compared with */
	ck_assert_uint_eq(find(&constants_rusage_whos, "RUSAGE_CHILDREN")->value, UINT32_MAX);
	ck_assert_uint_eq(find(&constants_mount_flags, "MS_NOUSER")->value, 1u << 31);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("constants");
	TCase *tcase = tcase_create("constants");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, every_name_is_an_identifier);
	tcase_add_test(tcase, a_name_stands_once_in_a_set);
	tcase_add_test(tcase, a_value_lies_in_its_field);
	tcase_add_test(tcase, an_enumeration_has_one_name_per_value);
	tcase_add_test(tcase, fields_of_registers_are_fields);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
