/* SPDX-License-Identifier: MIT */
/* What a descriptor is open on is what it was at the moment of the call. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"

START_SAID_TEST(a_relative_path_is_resolved_before_the_folder_changes, "moments", "chdir")
START_SAID_TEST(a_renamed_and_a_deleted_file_are_shown_by_the_name_of_the_moment, "moments", "rename")
START_SAID_TEST(a_file_whose_folders_are_renamed_is_shown_by_the_path_of_the_moment, "moments", "above")
START_SAID_TEST(a_file_whose_mount_or_root_changes_is_shown_by_the_path_of_the_moment, "moments", "mounts")
START_SAID_TEST(files_that_come_and_go_are_told_apart, "moments", "turnover")
START_SAID_TEST(a_reused_number_shows_the_new_file, "moments", "reuse")
START_SAID_TEST(close_range_forgets_its_descriptors, "moments", "close_range")
START_SAID_TEST(relative_names_are_shown_as_passed, "moments", "relative")
START_SAID_TEST(pipes_are_shown_by_their_number, "pipes", "pipe")
START_SAID_TEST(a_copy_of_a_pipe_is_that_pipe, "pipes", "dup")
START_SAID_TEST(memory_files_are_shown_by_their_name, "pipes", "memory_file")
START_SAID_TEST(anonymous_descriptors_are_shown_by_their_kind, "pipes", "anonymous")
START_SAID_TEST(tcp_over_ipv4_is_shown, "sockets", "tcp4")
START_SAID_TEST(tcp_over_ipv6_is_shown, "sockets", "tcp6")
START_SAID_TEST(udp_is_shown_with_the_peers_address, "sockets", "udp")
START_SAID_TEST(unix_sockets_are_shown_with_their_names, "sockets", "unix")
START_SAID_TEST(a_socket_pair_is_shown_with_both_ends, "sockets", "pair")
START_SAID_TEST(netlink_sockets_are_shown, "sockets", "netlink")
START_SAID_TEST(a_socket_in_an_address_is_shown, "sockets", "rings")
START_SAID_TEST(gathered_messages_are_shown_in_their_parts, "messages", "gathered")
START_SAID_TEST(a_passed_descriptor_is_shown_with_its_file, "messages", "rights")
START_SAID_TEST(buffers_that_stay_empty_take_no_room, "messages", "roomy")
START_SAID_TEST(a_passed_descriptor_may_stand_in_a_later_message, "messages", "introduced")
START_SAID_TEST(close_on_exec_takes_effect_at_the_exec, "execs", "cloexec")

START_TEST(what_anonymous_files_hold_is_that_of_the_moment)
{
	sx_trace *trace = run_victim("pipes", "anonymous");

	sx_assert_called(trace, "eventfd2(3, EFD_CLOEXEC) = <{eventfd-count=0x3, eventfd-id=*, eventfd-semaphore=0}>");
	sx_assert_called(trace, "signalfd4(-1, *, 8, SFD_CLOEXEC) = <signalfd:[USR1 CHLD]>");
	sx_free(trace);
}
END_TEST

START_TEST(relative_paths_are_normalised)
{
	sx_trace *trace = run_victim("moments", "relative");
	const sx_call *call;
	char expected[4200];

	/* "inner/.." might lead elsewhere, but what was opened is known. */
	snprintf(expected, sizeof(expected), "openat(*, '%s/outer/file', O_RDONLY) >= 0", work_folder());
	sx_assert_times(trace, 1, expected);
	call = sx_find(trace, NULL, "openat(*, 'outer/inner/', ...)");
	ck_assert_ptr_nonnull(call);
	snprintf(expected, sizeof(expected), "%s/outer/inner", work_folder());
	ck_assert_pstr_eq(sx_call_path_of(call, "path"), expected);
	call = sx_find(trace, NULL, "faccessat(...)");
	ck_assert_ptr_nonnull(call);
	snprintf(expected, sizeof(expected), "%s/outer/file", work_folder());
	ck_assert_pstr_eq(sx_call_path_of(call, "path"), expected);
	call = sx_find(trace, NULL, "newfstatat(*, '../missing', ...)");
	ck_assert_ptr_nonnull(call);
	snprintf(expected, sizeof(expected), "%s/missing", work_folder());
	ck_assert_pstr_eq(sx_call_path_of(call, "path"), expected);
	sx_free(trace);
}
END_TEST

/* A tracer that resolves later than the call gets some of these wrong. */
START_TEST(the_folder_is_that_of_the_moment_a_hundred_times)
{
	char pattern[4400];
	sx_trace *trace;
	int run;

	for (run = 0; run < 5; run++) {
		trace = run_victim("moments", "chdir");
		snprintf(pattern, sizeof(pattern), "openat(*, '%s/inner/file', O_RDONLY) >= 0", work_folder());
		sx_assert_times(trace, 20, pattern);
		snprintf(pattern, sizeof(pattern), "read(<%s/inner/file>, 'inner', 5) = 5", work_folder());
		sx_assert_times(trace, 20, pattern);
		sx_free(trace);
	}
}
END_TEST

START_TEST(inherited_descriptors_are_shown_by_what_they_are)
{
	sx_trace *trace;
	char *text;
	int fd;

	new_folder();
	ck_assert_int_eq(chdir(work_folder()), 0);
	fd = open("inherited", O_RDWR | O_CREAT, 0644);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, "from before", 11), 11);
	ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
	ck_assert_int_eq(dup2(fd, 60), 60);
	close(fd);
	fd = open("/dev/null", O_RDONLY);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(dup2(fd, 0), 0);

	trace = run_victim("inherits", "60");
	sx_assert_exited(trace, 0);
	assert_said(trace);
	text = text_of_file(told_file());
	ck_assert_ptr_nonnull(strstr(text, "/inherited>, \"from before\", 64) = 11"));
	ck_assert_ptr_nonnull(strstr(text, "read(0</dev/null>, "));
	free(text);
	sx_free(trace);
}
END_TEST

START_TEST(cat_reads_and_closes_what_it_opened_a_hundred_times)
{
	char resolved[4096];
	sx_trace *trace;
	int run;

	ck_assert_ptr_nonnull(realpath("/etc/hostname", resolved));
	for (run = 0; run < 100; run++) {
		trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE), SX_ARGV("cat", "/etc/hostname"));
		sx_set(trace, "file", "%s", resolved);
		sx_assert_called(trace, "read(</**/libc.so.6>, '\\177ELF'..., *) > 100");
		sx_assert_order(trace, "openat(AT_FDCWD, '/etc/hostname', O_RDONLY) = $fd", "read($fd, ...) > 0",
				"read(<$file>, ...) = 0", "close(<$file>) = 0");
		sx_free(trace);
	}
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, a_relative_path_is_resolved_before_the_folder_changes);
	tcase_add_test(tcase, a_renamed_and_a_deleted_file_are_shown_by_the_name_of_the_moment);
	tcase_add_test(tcase, a_file_whose_folders_are_renamed_is_shown_by_the_path_of_the_moment);
	tcase_add_test(tcase, a_file_whose_mount_or_root_changes_is_shown_by_the_path_of_the_moment);
	tcase_add_test(tcase, files_that_come_and_go_are_told_apart);
	tcase_add_test(tcase, a_reused_number_shows_the_new_file);
	tcase_add_test(tcase, close_range_forgets_its_descriptors);
	tcase_add_test(tcase, relative_names_are_shown_as_passed);
	tcase_add_test(tcase, pipes_are_shown_by_their_number);
	tcase_add_test(tcase, a_copy_of_a_pipe_is_that_pipe);
	tcase_add_test(tcase, memory_files_are_shown_by_their_name);
	tcase_add_test(tcase, anonymous_descriptors_are_shown_by_their_kind);
	tcase_add_test(tcase, tcp_over_ipv4_is_shown);
	tcase_add_test(tcase, tcp_over_ipv6_is_shown);
	tcase_add_test(tcase, udp_is_shown_with_the_peers_address);
	tcase_add_test(tcase, unix_sockets_are_shown_with_their_names);
	tcase_add_test(tcase, a_socket_pair_is_shown_with_both_ends);
	tcase_add_test(tcase, netlink_sockets_are_shown);
	tcase_add_test(tcase, a_socket_in_an_address_is_shown);
	tcase_add_test(tcase, what_anonymous_files_hold_is_that_of_the_moment);
	tcase_add_test(tcase, gathered_messages_are_shown_in_their_parts);
	tcase_add_test(tcase, a_passed_descriptor_is_shown_with_its_file);
	tcase_add_test(tcase, buffers_that_stay_empty_take_no_room);
	tcase_add_test(tcase, a_passed_descriptor_may_stand_in_a_later_message);
	tcase_add_test(tcase, close_on_exec_takes_effect_at_the_exec);
	tcase_add_test(tcase, relative_paths_are_normalised);
	tcase_add_test(tcase, the_folder_is_that_of_the_moment_a_hundred_times);
	tcase_add_test(tcase, inherited_descriptors_are_shown_by_what_they_are);
	tcase_add_test(tcase, cat_reads_and_closes_what_it_opened_a_hundred_times);
}
