/* SPDX-License-Identifier: MIT */
/* The 25 calls on files and descriptors, and their nearest kin: each on success and on failure. */
#include <errno.h>

#include "suite.h"

START_SAID_TEST(open_is_shown_with_flags_mode_and_the_new_descriptor, "opens", "open")
START_SAID_TEST(openat_is_shown_with_its_folder, "opens", "openat")
START_SAID_TEST(openat2_is_shown_with_its_structure, "opens", "openat2")
START_SAID_TEST(creat_is_shown_with_its_mode, "opens", "creat")
START_SAID_TEST(every_open_flag_has_its_name_and_the_rest_is_in_hex, "opens", "flags")
START_SAID_TEST(close_knows_what_it_closes, "descriptors", "close")
START_SAID_TEST(dup_shares_the_path, "descriptors", "dup")
START_SAID_TEST(dup2_shares_the_path, "descriptors", "dup2")
START_SAID_TEST(dup3_shares_the_path, "descriptors", "dup3")
START_SAID_TEST(fcntl_is_shown_with_its_command_and_argument, "descriptors", "fcntl")
START_SAID_TEST(read_is_shown_with_what_was_read, "transfers", "read")
START_SAID_TEST(pread64_is_shown_with_what_was_read, "transfers", "pread64")
START_SAID_TEST(readv_is_shown_with_each_part_that_was_filled, "transfers", "readv")
START_SAID_TEST(preadv_is_shown_with_each_part_that_was_filled, "transfers", "preadv")
START_SAID_TEST(write_is_shown_with_what_was_sent, "transfers", "write")
START_SAID_TEST(pwrite64_is_shown_with_what_was_sent, "transfers", "pwrite64")
START_SAID_TEST(writev_is_shown_with_each_part, "transfers", "writev")
START_SAID_TEST(pwritev_is_shown_with_each_part, "transfers", "pwritev")
START_SAID_TEST(mkdir_is_shown_with_its_mode, "names", "mkdir")
START_SAID_TEST(mkdirat_is_shown_with_its_folder, "names", "mkdirat")
START_SAID_TEST(rmdir_is_shown, "names", "rmdir")
START_SAID_TEST(link_is_shown_with_both_names, "names", "link")
START_SAID_TEST(linkat_is_shown_with_both_folders, "names", "linkat")
START_SAID_TEST(symlink_keeps_its_target_as_it_is, "names", "symlink")
START_SAID_TEST(symlinkat_keeps_its_target_as_it_is, "names", "symlinkat")
START_SAID_TEST(unlink_is_shown, "names", "unlink")
START_SAID_TEST(unlinkat_is_shown_with_its_folder, "names", "unlinkat")
START_SAID_TEST(renames_are_shown_with_both_names, "names", "rename")

/* The paths behind the names: absolute, whatever folder they were given relative to. */
START_TEST(names_are_resolved_against_the_folder_they_start_from)
{
	sx_trace *trace = run_victim("names", "linkat");
	const sx_call *call = sx_find(trace, NULL, "linkat(...)");
	char expected[4200];

	ck_assert_ptr_nonnull(call);
	snprintf(expected, sizeof(expected), "%s/names/a", work_folder());
	ck_assert_pstr_eq(sx_call_path_of(call, "oldpath"), expected);
	ck_assert_pstr_eq(sx_call_path(call, 1), expected);
	snprintf(expected, sizeof(expected), "%s/names/b", work_folder());
	ck_assert_pstr_eq(sx_call_path_of(call, "newpath"), expected);
	snprintf(expected, sizeof(expected), "%s/names", work_folder());
	ck_assert_pstr_eq(sx_call_path(call, 0), expected);
	sx_assert_exited(trace, 0);
	sx_free(trace);
}
END_TEST

/* The older calls have no descriptor to start from. */
START_TEST(names_without_a_descriptor_start_from_the_current_folder)
{
	sx_trace *trace = run_victim("names", "link");
	const sx_call *call = sx_find(trace, NULL, "link(...)");
	char expected[8500];

	ck_assert_ptr_nonnull(call);
	snprintf(expected, sizeof(expected), "%s/names/a", work_folder());
	ck_assert_pstr_eq(sx_call_path_of(call, "oldpath"), expected);
	snprintf(expected, sizeof(expected), "link('%s/names/a', '%s/linked') = 0", work_folder(), work_folder());
	sx_assert_times(trace, 1, expected);
	sx_assert_never(trace, "link('/names/a', ...)");
	sx_free(trace);
}
END_TEST

START_TEST(a_symlinks_target_is_text_and_its_name_a_path)
{
	sx_trace *trace = run_victim("names", "symlinkat");
	const sx_call *call = sx_find(trace, NULL, "symlinkat('a', ...) = 0");
	char expected[4200];
	size_t length;

	ck_assert_ptr_nonnull(call);
	ck_assert_str_eq(sx_call_data(call, 0, &length), "a");
	snprintf(expected, sizeof(expected), "%s/names/s", work_folder());
	ck_assert_pstr_eq(sx_call_path_of(call, "linkpath"), expected);
	ck_assert_pstr_eq(sx_call_path(call, 2), expected);
	sx_free(trace);
}
END_TEST

START_TEST(vectors_are_gathered_into_one_buffer)
{
	sx_trace *trace = run_victim("transfers", "writev");
	const sx_call *call = sx_find(trace, NULL, "writev(...) = 11");
	const char *data;
	size_t length = 0;

	ck_assert_ptr_nonnull(call);
	data = sx_call_data(call, 1, &length);
	ck_assert_uint_eq(length, 11);
	ck_assert_mem_eq(data, "hello world", 11);
	ck_assert_uint_eq(sx_call_arg(call, 2), 2);
	ck_assert_int_eq(sx_call_ret(call), 11);
	ck_assert_int_eq(sx_call_errno(call), 0);

	call = sx_find(trace, call, "writev(...)");
	ck_assert_ptr_nonnull(call);
	ck_assert_int_eq(sx_call_ret(call), -1);
	ck_assert_int_eq(sx_call_errno(call), EBADF);
	sx_free(trace);
}
END_TEST

START_TEST(a_missing_file_is_an_error_by_name)
{
	sx_trace *trace = run_victim("opens", "open");

	sx_assert_times(trace, 1, "open('/no/such/file', O_RDONLY) = -1 ENOENT");
	sx_assert_never(trace, "open('/no/such/file', ...) >= 0");
	sx_assert_never(trace, "open('/no/such/file', ...) = -1 EACCES");
	sx_assert_called(trace, "%open(path='/no/such/file') < 0");
	sx_assert_order(trace, "open('opened', O_CREAT|..., 0600) = $fd", "close($fd) = 0");
	sx_free(trace);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, open_is_shown_with_flags_mode_and_the_new_descriptor);
	tcase_add_test(tcase, openat_is_shown_with_its_folder);
	tcase_add_test(tcase, openat2_is_shown_with_its_structure);
	tcase_add_test(tcase, creat_is_shown_with_its_mode);
	tcase_add_test(tcase, every_open_flag_has_its_name_and_the_rest_is_in_hex);
	tcase_add_test(tcase, close_knows_what_it_closes);
	tcase_add_test(tcase, dup_shares_the_path);
	tcase_add_test(tcase, dup2_shares_the_path);
	tcase_add_test(tcase, dup3_shares_the_path);
	tcase_add_test(tcase, fcntl_is_shown_with_its_command_and_argument);
	tcase_add_test(tcase, read_is_shown_with_what_was_read);
	tcase_add_test(tcase, pread64_is_shown_with_what_was_read);
	tcase_add_test(tcase, readv_is_shown_with_each_part_that_was_filled);
	tcase_add_test(tcase, preadv_is_shown_with_each_part_that_was_filled);
	tcase_add_test(tcase, write_is_shown_with_what_was_sent);
	tcase_add_test(tcase, pwrite64_is_shown_with_what_was_sent);
	tcase_add_test(tcase, writev_is_shown_with_each_part);
	tcase_add_test(tcase, pwritev_is_shown_with_each_part);
	tcase_add_test(tcase, mkdir_is_shown_with_its_mode);
	tcase_add_test(tcase, mkdirat_is_shown_with_its_folder);
	tcase_add_test(tcase, rmdir_is_shown);
	tcase_add_test(tcase, link_is_shown_with_both_names);
	tcase_add_test(tcase, linkat_is_shown_with_both_folders);
	tcase_add_test(tcase, symlink_keeps_its_target_as_it_is);
	tcase_add_test(tcase, symlinkat_keeps_its_target_as_it_is);
	tcase_add_test(tcase, unlink_is_shown);
	tcase_add_test(tcase, unlinkat_is_shown_with_its_folder);
	tcase_add_test(tcase, renames_are_shown_with_both_names);
	tcase_add_test(tcase, names_are_resolved_against_the_folder_they_start_from);
	tcase_add_test(tcase, names_without_a_descriptor_start_from_the_current_folder);
	tcase_add_test(tcase, a_symlinks_target_is_text_and_its_name_a_path);
	tcase_add_test(tcase, vectors_are_gathered_into_one_buffer);
	tcase_add_test(tcase, a_missing_file_is_an_error_by_name);
}
