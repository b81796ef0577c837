/* SPDX-License-Identifier: MIT */
/* Strings and buffers are whole, wherever they lie and however long they are; or the list says what is missing. */
#include <stdlib.h>
#include <string.h>

#include "suite.h"

START_SAID_TEST(a_path_on_an_untouched_page_is_read, "strings", "untouched")
START_SAID_TEST(a_path_on_an_untouched_page_of_a_mapped_file_is_read, "strings", "mapped")
START_SAID_TEST(bytes_on_an_untouched_page_are_read, "strings", "mapped_bytes")
START_SAID_TEST(a_program_named_on_an_untouched_page_is_shown_by_its_name, "strings", "exec")
START_SAID_TEST(a_string_that_ends_where_memory_ends_is_whole, "strings", "edge")
START_SAID_TEST(long_paths_are_whole_and_longer_ones_are_cut_and_say_so, "strings", "long")
START_SAID_TEST(bytes_are_escaped_as_strace_escapes_them, "strings", "escapes")
START_SAID_TEST(random_bytes_are_those_that_the_program_got, "odd", "getrandom")
START_SAID_TEST(pointers_to_nowhere_are_shown_as_addresses, "odd", "pointers")

/* Absent pages are the normal case at program start: this is where a tracer that reads once is wrong. */
START_TEST(a_thousand_untouched_pages_give_a_thousand_paths)
{
	char pattern[] = "openat(AT_FDCWD, '/etc/hostname', O_RDONLY) >= 0";
	sx_trace *trace;
	int run;

	for (run = 0; run < 1000; run++) {
		trace = run_victim("strings", "untouched");
		sx_assert_exited(trace, 0);
		sx_assert_times(trace, 1, pattern);
		sx_assert_never(trace, "openat(AT_FDCWD, '/no/such', ...)");
		sx_free(trace);
	}
}
END_TEST

/* Whether the kernel lets a program of BPF cause a page fault, in task work: since 6.18. */
static bool kernel_reads_any_page(void)
{
	static const char wanted[] = "bpf_task_work_schedule_resume_impl";
	FILE *types = fopen("/sys/kernel/btf/vmlinux", "re");
	size_t at = 0;
	int c;

	ck_assert_ptr_nonnull(types);
	while (at < sizeof(wanted) && (c = getc(types)) != EOF)
		at = c == wanted[at] ? at + 1 : c == wanted[0];
	fclose(types);
	return at == sizeof(wanted);
}

/* Read whole, or, where no kernel helps, said to be unread: never empty, never something else. */
START_TEST(bytes_that_the_kernel_never_looks_at_are_whole_or_an_address)
{
	sx_trace *trace = run_victim("strings", "unlooked");
	const sx_call *call = sx_find(trace, NULL, "write(</dev/null>, ...) = 17");
	const char *data;
	size_t length = 0;

	sx_assert_exited(trace, 0);
	ck_assert_ptr_nonnull(call);
	data = sx_call_data(call, 1, &length);
	if (data || kernel_reads_any_page()) {
		ck_assert_ptr_nonnull(data);
		ck_assert_uint_eq(length, 17);
		ck_assert_mem_eq(data, "nobody reads this", 17);
		assert_said(trace);
	} else {
		ck_assert_uint_eq(sx_count(trace, "write(</dev/null>, 'other', ...)"), SIZE_MAX);
	}
	sx_free(trace);
}
END_TEST

/* The loader's paths in 60 runs: no path is empty, cut or an address. */
START_TEST(every_path_of_sixty_runs_is_whole)
{
	sx_trace *trace;
	const sx_call *call;
	const char *path;
	size_t length, seen = 0;
	int run;

	for (run = 0; run < 60; run++) {
		trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE), SX_ARGV("cat", "/etc/hostname"));
		ck_assert_ptr_null(sx_error(trace));
		for (call = sx_find(trace, NULL, "openat"); call; call = sx_find(trace, call, "openat")) {
			path = sx_call_data(call, 1, &length);
			ck_assert_ptr_nonnull(path);
			ck_assert_int_eq(path[0], '/');
			path = sx_call_path(call, 1);
			ck_assert_ptr_nonnull(path);
			ck_assert_int_eq(path[0], '/');
			seen++;
		}
		sx_free(trace);
	}
	ck_assert_uint_ge(seen, 60 * 3);
}
END_TEST

static void check_big(size_t size, size_t limit, size_t expected)
{
	struct sx_options options = { .string_limit = limit };
	const sx_call *call;
	const unsigned char *data;
	const char *names[] = { "write(</**/big>, ...) > 0", "pread64(</**/big>, ...) > 0" };
	size_t length, i, n;
	char text[24];
	sx_trace *trace;

	snprintf(text, sizeof(text), "%zu", size);
	trace = run_victim_with(&options, "big", text);
	sx_assert_exited(trace, 0);
	for (n = 0; n < 2; n++) {
		call = sx_find(trace, NULL, names[n]);
		ck_assert_msg(call, "%s", names[n]);
		ck_assert_int_eq(sx_call_ret(call), (int64_t)size);
		length = 0;
		data = sx_call_data(call, 1, &length);
		ck_assert_ptr_nonnull(data);
		ck_assert_uint_eq(length, expected);
		for (i = 0; i < length; i++)
			if (data[i] != (unsigned char)(i * 7 + i / 251))
				ck_abort_msg("%s: byte %zu of %zu is %u", names[n], i, length, data[i]);
	}
	sx_free(trace);
}

START_TEST(buffers_are_whole_up_to_the_limit)
{
	check_big(300, 0, 300);
	check_big(4096, 0, 4096);
	check_big(4097, 0, 4096);
	check_big(300, 256, 256);
	check_big(65536, 65536, 65536);
	check_big(100000, 1 << 20, 100000);
}
END_TEST

/* Two processes in write() at once, with other bytes at the same address: to each its own. */
START_TEST(buffers_at_one_address_in_two_processes_are_told_apart)
{
	struct sx_options options = { .string_limit = 1 << 17 };
	sx_trace *trace = run_victim_with(&options, "rivals");
	const sx_call *call = NULL;
	const char *data;
	size_t length, i;
	char letter;

	sx_assert_exited(trace, 0);
	for (letter = '1'; letter < '3'; letter++) {
		call = sx_find(trace, call, "write(<pipe:*>, *, 100000) = 100000");
		ck_assert_ptr_nonnull(call);
		data = sx_call_data(call, 1, &length);
		ck_assert_ptr_nonnull(data);
		ck_assert_uint_eq(length, 100000);
		for (i = 0; i < length; i++)
			if (data[i] != letter)
				ck_abort_msg("byte %zu of '%c' is '%c'", i, letter, data[i]);
	}
	sx_free(trace);
}
END_TEST

START_TEST(a_buffer_of_a_mebibyte_is_whole)
{
	check_big(1 << 20, 1 << 20, 1 << 20);
}
END_TEST

/* A pattern that would need the bytes behind the cut cannot be judged. */
START_TEST(what_was_cut_cannot_be_denied)
{
	struct sx_options options = { .string_limit = 8 };
	sx_trace *trace = run_victim_with(&options, "transfers", "write");
	const char *program = victim("transfers");
	char pattern[4200];

	sx_assert_called(trace, "write(*, '01234567'..., 36) = 36");
	ck_assert_uint_eq(sx_count(trace, "write(*, '0123456789abc'..., ...)"), SIZE_MAX);
	ck_assert_uint_eq(sx_count(trace, "write(*, '0X'..., ...)"), 0);
	/* of a string not even the length is known */
	snprintf(pattern, sizeof(pattern), "execve(*, [\"%s and more\", ...], ...)", program);
	ck_assert_uint_eq(sx_count(trace, pattern), SIZE_MAX);
	snprintf(pattern, sizeof(pattern), "execve(*, [\"%.7s<\", ...], ...)", program);
	ck_assert_uint_eq(sx_count(trace, pattern), 0);
	sx_free(trace);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, a_path_on_an_untouched_page_is_read);
	tcase_add_test(tcase, a_path_on_an_untouched_page_of_a_mapped_file_is_read);
	tcase_add_test(tcase, bytes_on_an_untouched_page_are_read);
	tcase_add_test(tcase, a_program_named_on_an_untouched_page_is_shown_by_its_name);
	tcase_add_test(tcase, a_string_that_ends_where_memory_ends_is_whole);
	tcase_add_test(tcase, long_paths_are_whole_and_longer_ones_are_cut_and_say_so);
	tcase_add_test(tcase, bytes_are_escaped_as_strace_escapes_them);
	tcase_add_test(tcase, random_bytes_are_those_that_the_program_got);
	tcase_add_test(tcase, pointers_to_nowhere_are_shown_as_addresses);
	tcase_add_test(tcase, a_thousand_untouched_pages_give_a_thousand_paths);
	tcase_add_test(tcase, bytes_that_the_kernel_never_looks_at_are_whole_or_an_address);
	tcase_add_test(tcase, every_path_of_sixty_runs_is_whole);
	tcase_add_test(tcase, buffers_are_whole_up_to_the_limit);
	tcase_add_test(tcase, buffers_at_one_address_in_two_processes_are_told_apart);
	tcase_add_test(tcase, a_buffer_of_a_mebibyte_is_whole);
	tcase_add_test(tcase, what_was_cut_cannot_be_denied);
}
