/* SPDX-License-Identifier: MIT */
/* What a program prints, reads and is started with; and the form of the dump. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"

START_TEST(captured_output_is_what_the_program_wrote)
{
	sx_trace *trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE),
				 SX_ARGV("sh", "-c", "echo PROGRAM-OUTPUT; echo to-stderr >&2"));
	const char *text;
	size_t length;
	char *dump;

	sx_assert_exited(trace, 0);
	text = sx_stdout(trace, &length);
	ck_assert_uint_eq(length, 15);
	ck_assert_str_eq(text, "PROGRAM-OUTPUT\n");
	text = sx_stderr(trace, &length);
	ck_assert_uint_eq(length, 10);
	ck_assert_str_eq(text, "to-stderr\n");
	dump = text_of_dump(trace);
	ck_assert_ptr_null(strstr(dump, "\nPROGRAM-OUTPUT"));
	ck_assert_ptr_nonnull(strstr(dump, "\"PROGRAM-OUTPUT\\n\", 15) = 15\n"));
	free(dump);
	sx_free(trace);
}
END_TEST

START_TEST(no_output_is_empty_and_no_capture_is_null)
{
	sx_trace *trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE), SX_ARGV("true"));
	size_t length = 7;

	sx_assert_exited(trace, 0);
	ck_assert_pstr_eq(sx_stdout(trace, &length), "");
	ck_assert_uint_eq(length, 0);
	ck_assert_pstr_eq(sx_stderr(trace, NULL), "");
	sx_free(trace);

	trace = sx_run(NULL, SX_ARGV("true"));
	length = 7;
	ck_assert_ptr_null(sx_stdout(trace, &length));
	ck_assert_uint_eq(length, 0);
	sx_free(trace);
	trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE), SX_ARGV("/no/such/program"));
	ck_assert_ptr_null(sx_stdout(trace, NULL));
	sx_free(trace);
}
END_TEST

START_TEST(a_mebibyte_of_output_is_captured_whole)
{
	sx_trace *trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE),
				 SX_ARGV("sh", "-c", "head -c 1048576 /dev/zero | tr '\\0' x"));
	const char *text;
	size_t length, i;

	sx_assert_exited(trace, 0);
	text = sx_stdout(trace, &length);
	ck_assert_uint_eq(length, 1 << 20);
	for (i = 0; i < length; i++)
		if (text[i] != 'x')
			ck_abort_msg("byte %zu is %d", i, text[i]);
	sx_free(trace);
}
END_TEST

START_TEST(standard_input_is_the_text_that_was_given)
{
	sx_trace *trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE, .stdin_text = "given text\n"), SX_ARGV("tr", "a-z", "A-Z"));
	size_t length;

	sx_assert_exited(trace, 0);
	ck_assert_str_eq(sx_stdout(trace, &length), "GIVEN TEXT\n");
	sx_assert_called(trace, "read(0, 'given text\\n', *) = 11");
	sx_free(trace);
}
END_TEST

START_TEST(folder_and_environment_are_those_that_were_given)
{
	static const char *const variables[] = { "PATH=/usr/bin:/bin", "ONLY=this", NULL };
	sx_trace *trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE, .dir = "/usr/lib", .env = variables),
				 SX_ARGV("sh", "-c", "pwd; echo $ONLY; env | wc -l"));
	size_t length;
	const char *text;

	sx_assert_exited(trace, 0);
	text = sx_stdout(trace, &length);
	ck_assert_int_eq(strncmp(text, "/usr/lib\nthis\n", 14), 0);
	sx_free(trace);
}
END_TEST

START_TEST(the_program_is_looked_up_in_path_and_its_arguments_are_kept)
{
	sx_trace *trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE), SX_ARGV("ls", "-l", "/usr/include/elf.h"));

	sx_assert_exited(trace, 0);
	sx_assert_times(trace, 1, "execve('/**/ls', ['ls', '-l', '/usr/include/elf.h'], ...) = 0");
	sx_free(trace);
	trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE), SX_ARGV("/bin/ls", "-l", "/usr/include/elf.h"));
	sx_assert_exited(trace, 0);
	sx_assert_times(trace, 1, "execve('/bin/ls', ['/bin/ls', '-l', '/usr/include/elf.h'], ...) = 0");
	sx_free(trace);
}
END_TEST

START_TEST(a_program_that_cannot_be_run_is_an_error_that_names_it)
{
	static const struct {
		const char *program, *why;
	} cases[] = { { "/no/such/program", "No such file" },
		      { "no-such-program-in-path", "No such file" },
		      { "/etc/passwd", "Permission denied" },
		      { "/etc", "Permission denied" } };
	sx_trace *trace;
	const char *why;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		trace = sx_run(NULL, SX_ARGV(cases[i].program));
		why = sx_error(trace);
		ck_assert_msg(why, "%s ran", cases[i].program);
		ck_assert_msg(strstr(why, cases[i].program), "no name in: %s", why);
		ck_assert_msg(strstr(why, cases[i].why), "no reason in: %s", why);
		ck_assert_int_eq(sx_status(trace), -1);
		ck_assert_ptr_nonnull(sx_check_never_((struct sx_here_){ "x", 1, "x" }, trace, "open"));
		ck_assert_ptr_nonnull(sx_check_called_((struct sx_here_){ "x", 1, "x" }, trace, "execve"));
		ck_assert_uint_eq(sx_count(trace, NULL), SIZE_MAX);
		sx_free(trace);
	}
}
END_TEST

START_TEST(bad_arguments_are_errors)
{
	static const char *const nothing[] = { NULL };
	sx_trace *trace = sx_run(NULL, nothing);

	ck_assert_ptr_nonnull(sx_error(trace));
	sx_free(trace);
	trace = sx_run(NULL, NULL);
	ck_assert_ptr_nonnull(sx_error(trace));
	sx_free(trace);
	trace = sx_run(SX_OPTIONS(.dir = "/no/such/folder"), SX_ARGV("true"));
	ck_assert_ptr_nonnull(sx_error(trace));
	ck_assert_ptr_nonnull(strstr(sx_error(trace), "/no/such/folder"));
	sx_free(trace);
	trace = sx_run(SX_OPTIONS(.calls = "no_such_call"), SX_ARGV("true"));
	ck_assert_ptr_nonnull(sx_error(trace));
	ck_assert_ptr_nonnull(strstr(sx_error(trace), "no_such_call"));
	sx_free(trace);
	trace = sx_run(SX_OPTIONS(.user = "no-such-user"), SX_ARGV("true"));
	ck_assert_ptr_nonnull(sx_error(trace));
	sx_free(trace);
	sx_free(NULL);
}
END_TEST

START_TEST(a_filter_records_its_calls_and_only_those)
{
	sx_trace *trace = sx_run(SX_OPTIONS(.calls = "openat,close", .flags = SX_CAPTURE), SX_ARGV("ls", "/usr"));
	size_t opened, closed;

	sx_assert_exited(trace, 0);
	opened = sx_count(trace, "openat");
	closed = sx_count(trace, "close");
	ck_assert_uint_gt(opened, 2);
	ck_assert_uint_gt(closed, 2);
	ck_assert_uint_eq(opened + closed, sx_count(trace, NULL));
	ck_assert_uint_eq(sx_count(trace, "*"), SIZE_MAX);	/* others may have been made */
	ck_assert_uint_eq(sx_count(trace, "mmap"), SIZE_MAX);	/* cannot tell */
	ck_assert_ptr_nonnull(sx_check_never_((struct sx_here_){ "x", 1, "x" }, trace, "read(...)"));
	sx_free(trace);

	trace = sx_run(SX_OPTIONS(.calls = "%file", .flags = SX_CAPTURE), SX_ARGV("ls", "/usr"));
	ck_assert_uint_ge(sx_count(trace, "openat"), opened);
	ck_assert_uint_eq(sx_count(trace, "read"), SIZE_MAX);
	sx_assert_called(trace, "execve");
	sx_free(trace);
}
END_TEST

START_TEST(the_dump_is_plain_where_no_terminal_is)
{
	sx_trace *trace = run_victim("opens", "open");
	char *dump;

	setenv("TERM", "xterm", 1);
	unsetenv("SX_COLOR");
	unsetenv("CLICOLOR_FORCE");
	dump = text_of_dump(trace);
	ck_assert_ptr_null(strchr(dump, '\033'));
	ck_assert_ptr_nonnull(strstr(dump, " = -1 ENOENT (No such file or directory)\n"));
	free(dump);
	setenv("SX_COLOR", "always", 1);
	dump = text_of_dump(trace);
	ck_assert_ptr_nonnull(strchr(dump, '\033'));
	free(dump);
	sx_free(trace);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, captured_output_is_what_the_program_wrote);
	tcase_add_test(tcase, no_output_is_empty_and_no_capture_is_null);
	tcase_add_test(tcase, a_mebibyte_of_output_is_captured_whole);
	tcase_add_test(tcase, standard_input_is_the_text_that_was_given);
	tcase_add_test(tcase, folder_and_environment_are_those_that_were_given);
	tcase_add_test(tcase, the_program_is_looked_up_in_path_and_its_arguments_are_kept);
	tcase_add_test(tcase, a_program_that_cannot_be_run_is_an_error_that_names_it);
	tcase_add_test(tcase, bad_arguments_are_errors);
	tcase_add_test(tcase, a_filter_records_its_calls_and_only_those);
	tcase_add_test(tcase, the_dump_is_plain_where_no_terminal_is);
}
