/* SPDX-License-Identifier: MIT */
/* What a program is started with when it is asked for: streams, folder, environment, user; all else as it was. */
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"

static const struct sx_here_ here = { "started.c", 1, "started" };

START_TEST(output_is_kept_and_recorded)
{
	size_t out_length = 99, err_length = 99;
	sx_trace *trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE),
				 SX_ARGV("sh", "-c", "printf 'a\\0b'; printf error >&2; (printf c)"));

	sx_assert_exited(trace, 0);
	ck_assert_mem_eq(sx_stdout(trace, &out_length), "a\0bc", 5);
	ck_assert_uint_eq(out_length, 4);
	ck_assert_str_eq(sx_stderr(trace, &err_length), "error");
	ck_assert_uint_eq(err_length, 5);
	sx_assert_times(trace, 1, "write(1, 'a\\0b', 3) = 3");
	sx_assert_times(trace, 1, "write(*, 'error', 5) = 5");
	sx_free(trace);
}
END_TEST

START_TEST(megabytes_of_output_are_kept_whole)
{
	size_t length;
	sx_trace *trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE),
				 SX_ARGV("sh", "-c", "head -c 3000000 /dev/zero; head -c 1000000 /dev/zero >&2"));

	sx_assert_exited(trace, 0);
	sx_stdout(trace, &length);
	ck_assert_uint_eq(length, 3000000);
	sx_stderr(trace, &length);
	ck_assert_uint_eq(length, 1000000);
	sx_free(trace);
}
END_TEST

/* As a shell script does it: what came before stays, and what comes after stands behind it. */
START_TEST(output_may_be_opened_anew)
{
	const char *const script = "echo a; echo b >/dev/stdout; echo c; echo d >/dev/stderr; echo e >&2; echo f >/dev/stderr";
	const char *users[] = { NULL, "nobody" };
	size_t i;

	for (i = 0; i < (geteuid() ? 1 : 2); i++) {
		sx_trace *trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE, .user = users[i]), SX_ARGV("sh", "-c", script));

		sx_assert_exited(trace, 0);
		ck_assert_str_eq(sx_stdout(trace, NULL), "a\nb\nc\n");
		ck_assert_str_eq(sx_stderr(trace, NULL), "d\ne\nf\n");
		sx_free(trace);
	}
}
END_TEST

START_TEST(output_is_no_file_that_may_be_too_large)
{
	size_t length;
	sx_trace *trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE), SX_ARGV("sh", "-c", "ulimit -f 1; head -c 100000 /dev/zero"));

	sx_assert_exited(trace, 0);
	sx_stdout(trace, &length);
	ck_assert_uint_eq(length, 100000);
	sx_free(trace);
}
END_TEST

/* What does not fit is no shorter output; the program is not held up by it. */
START_TEST(more_output_than_may_be_kept_is_an_error)
{
	sx_trace *trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE, .memory_limit = 200000), SX_ARGV("head", "-c", "200000", "/dev/zero"));
	size_t length;

	sx_assert_exited(trace, 0);
	sx_stdout(trace, &length);
	ck_assert_uint_eq(length, 200000);
	sx_free(trace);
	trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE, .memory_limit = 200000), SX_ARGV("head", "-c", "5000000", "/dev/zero"));
	ck_assert_msg(sx_error(trace) && strstr(sx_error(trace), "more than 200000 bytes"), "%s", sx_error(trace));
	ck_assert_int_eq(sx_status(trace), 0);
	ck_assert_ptr_nonnull(sx_check_exited_(here, trace, 0));
	sx_stdout(trace, &length);
	ck_assert_uint_eq(length, 200000);
	sx_free(trace);
}
END_TEST

START_TEST(without_asking_nothing_is_kept)
{
	size_t length = 99;
	sx_trace *trace = run_victim("opens", "open");

	ck_assert_ptr_null(sx_stdout(trace, &length));
	ck_assert_uint_eq(length, 0);
	ck_assert_ptr_null(sx_stderr(trace, NULL));
	ck_assert_ptr_null(sx_stdout(NULL, NULL));
	sx_free(trace);
}
END_TEST

START_TEST(input_is_the_text_and_then_its_end)
{
	char *large = malloc(300001);
	size_t length;
	sx_trace *trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE, .stdin_text = "first\nsecond\n"),
				 SX_ARGV("tr", "x", "y"));

	sx_assert_exited(trace, 0);
	ck_assert_str_eq(sx_stdout(trace, NULL), "first\nsecond\n");
	sx_assert_called(trace, "read(0, 'first\\nsecond\\n', *) = 13");
	sx_free(trace);

	trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE, .stdin_text = ""), SX_ARGV("cat"));
	sx_assert_exited(trace, 0);
	ck_assert_str_eq(sx_stdout(trace, NULL), "");
	sx_free(trace);

	memset(large, 'x', 300000);
	large[300000] = '\0';
	trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE, .stdin_text = large), SX_ARGV("cat"));
	sx_assert_exited(trace, 0);
	sx_stdout(trace, &length);
	ck_assert_uint_eq(length, 300000);
	sx_free(trace);
	free(large);
}
END_TEST

START_TEST(streams_reach_closed_numbers)
{
	sx_trace *trace;

	close(0);
	close(1);
	trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE, .stdin_text = "text"), SX_ARGV("cat"));
	sx_assert_exited(trace, 0);
	ck_assert_str_eq(sx_stdout(trace, NULL), "text");
	sx_free(trace);
}
END_TEST

START_TEST(the_folder_is_the_programs_and_cwd_says_so)
{
	sx_trace *trace;
	char before[4200], after[4200];

	new_folder();
	ck_assert_ptr_nonnull(getcwd(before, sizeof(before)));
	trace = sx_run(SX_OPTIONS(.dir = work_folder()), SX_ARGV("sh", "-c", "echo >made"));
	sx_assert_exited(trace, 0);
	sx_assert_called(trace, "openat(AT_FDCWD, '$cwd/made', ...) >= 0");
	ck_assert_ptr_nonnull(sx_check_never_(here, trace, "openat(AT_FDCWD, '$cwd/made', ...)"));
	ck_assert_ptr_nonnull(getcwd(after, sizeof(after)));
	ck_assert_str_eq(before, after);
	sx_free(trace);
	trace = sx_run(SX_OPTIONS(.dir = "/no/such/folder"), SX_ARGV("true"));
	ck_assert_msg(strstr(sx_error(trace), "/no/such/folder"), "%s", sx_error(trace));
	sx_free(trace);
}
END_TEST

START_TEST(the_environment_is_exactly_what_is_given)
{
	const char *const some[] = { "ONE=1", "PATH=/usr/bin:/bin", NULL }, *const none[] = { NULL };
	sx_trace *trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE, .env = some), SX_ARGV("env"));

	sx_assert_exited(trace, 0);
	ck_assert_str_eq(sx_stdout(trace, NULL), "ONE=1\nPATH=/usr/bin:/bin\n");
	sx_free(trace);
	trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE, .env = none), SX_ARGV("env"));
	sx_assert_exited(trace, 0);
	ck_assert_str_eq(sx_stdout(trace, NULL), "");
	sx_free(trace);
}
END_TEST

START_TEST(the_user_is_whole_and_nobody_else_is_touched)
{
	sx_trace *trace;

	if (geteuid() != 0)
		SX_SKIP("only root can become another user");
	ck_assert_ptr_nonnull(getpwnam("nobody"));
	trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE, .user = "nobody"),
		       SX_ARGV("sh", "-c", "grep -E '^(Uid|Gid|Groups|CapEff)' /proc/self/status; cat /etc/shadow"));
	ck_assert_msg(strstr(sx_stdout(trace, NULL), "Uid:\t65534\t65534\t65534\t65534\nGid:\t65534\t65534\t65534\t65534\n"),
		      "%s", sx_stdout(trace, NULL));
	ck_assert_msg(strstr(sx_stdout(trace, NULL), "Groups:\t65534 \nCapEff:\t0000000000000000\n"), "%s",
		      sx_stdout(trace, NULL));
	sx_assert_called(trace, "openat(AT_FDCWD, '/etc/shadow', O_RDONLY) = -1 EACCES");
	/* To become the user is the library's work, not the program's. */
	sx_assert_never(trace, "setuid|setresuid|setgroups|setresgid");
	ck_assert_int_eq(geteuid(), 0);
	sx_free(trace);
	trace = sx_run(SX_OPTIONS(.user = "no-such-user"), SX_ARGV("true"));
	ck_assert_msg(strstr(sx_error(trace), "no such user"), "%s", sx_error(trace));
	sx_free(trace);
}
END_TEST

START_TEST(the_empty_user_is_who_called_sudo)
{
	const char *const wrong[] = { "", "x", "-1", "4294967295", "12x" };
	sx_trace *trace;
	size_t i;

	if (geteuid() != 0)
		SX_SKIP("only root can become another user");
	setenv("SUDO_UID", "65534", 1);
	trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE, .user = ""), SX_ARGV("id", "-un"));
	sx_assert_exited(trace, 0);
	ck_assert_str_eq(sx_stdout(trace, NULL), "nobody\n");
	sx_free(trace);
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		setenv("SUDO_UID", wrong[i], 1);
		trace = sx_run(SX_OPTIONS(.user = ""), SX_ARGV("true"));
		ck_assert_msg(sx_error(trace) && strstr(sx_error(trace), "SUDO_UID"), "%s: %s", wrong[i], sx_error(trace));
		sx_free(trace);
	}
	unsetenv("SUDO_UID");
	trace = sx_run(SX_OPTIONS(.user = ""), SX_ARGV("true"));
	ck_assert_ptr_nonnull(sx_error(trace));
	sx_free(trace);
}
END_TEST

/* Of a function: its surroundings are set up before its first call, which is the list's first. */
static int looks_around(void *unused)
{
	char bytes[16], folder[4200];
	ssize_t length = read(0, bytes, sizeof(bytes));

	printf("%u %s %s %.*s", geteuid(), getcwd(folder, sizeof(folder)), getenv("ONE"), (int)length, bytes);
	return open("/etc/shadow", O_RDONLY) == -1 ? 0 : 1;
}

START_TEST(a_function_is_started_so_too)
{
	const char *const env[] = { "ONE=1", NULL };
	sx_trace *trace;
	char wanted[4300];

	if (geteuid() != 0)
		SX_SKIP("only root can become another user");
	new_folder();
	trace = sx_fork(SX_OPTIONS(.flags = SX_CAPTURE, .dir = work_folder(), .env = env, .stdin_text = "text",
				   .user = "nobody"), looks_around, NULL);
	ck_assert_msg(!sx_error(trace), "%s", sx_error(trace));
	sx_assert_exited(trace, 0);
	snprintf(wanted, sizeof(wanted), "65534 %s 1 text", work_folder());
	ck_assert_str_eq(sx_stdout(trace, NULL), wanted);
	ck_assert_str_eq(sx_call_name(sx_find(trace, NULL, "*")), "read");
	sx_assert_never(trace, "chdir|setuid|setresuid|setgroups|rt_sigprocmask");
	sx_assert_called(trace, "getcwd('$cwd', *) > 0");
	sx_free(trace);

	trace = sx_fork(SX_OPTIONS(.dir = "/no/such/folder"), looks_around, NULL);
	ck_assert_msg(sx_error(trace) && strstr(sx_error(trace), "/no/such/folder"), "%s", sx_error(trace));
	sx_free(trace);
}
END_TEST

START_TEST(limits_stay_as_they_are)
{
	struct rlimit files = { 64, 64 }, now, stack = { 1 << 20, RLIM_INFINITY };
	sx_trace *trace;

	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &files), 0);
	ck_assert_int_eq(setrlimit(RLIMIT_STACK, &stack), 0);
	trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE), SX_ARGV("sh", "-c", "ulimit -n; ulimit -s; ulimit -l"));
	sx_assert_exited(trace, 0);
	ck_assert_msg(strncmp(sx_stdout(trace, NULL), "64\n1024\n", 8) == 0, "%s", sx_stdout(trace, NULL));
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &now), 0);
	ck_assert_uint_eq(now.rlim_cur, 64);
	sx_free(trace);
}
END_TEST

START_TEST(a_script_without_a_header_is_run_by_the_shell)
{
	char path[256];
	sx_trace *trace;
	FILE *script;

	new_folder();
	snprintf(path, sizeof(path), "%s/script", work_folder());
	script = fopen(path, "w");
	ck_assert_ptr_nonnull(script);
	fputs("exit $1\n", script);
	ck_assert_int_eq(fclose(script), 0);
	ck_assert_int_eq(chmod(path, 0755), 0);
	trace = sx_run(NULL, SX_ARGV(path, "7"));
	sx_assert_exited(trace, 7);
	sx_assert_called(trace, "execve('/bin/sh', ...) = 0");
	sx_free(trace);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, output_is_kept_and_recorded);
	tcase_add_test(tcase, megabytes_of_output_are_kept_whole);
	tcase_add_test(tcase, output_may_be_opened_anew);
	tcase_add_test(tcase, output_is_no_file_that_may_be_too_large);
	tcase_add_test(tcase, more_output_than_may_be_kept_is_an_error);
	tcase_add_test(tcase, without_asking_nothing_is_kept);
	tcase_add_test(tcase, input_is_the_text_and_then_its_end);
	tcase_add_test(tcase, streams_reach_closed_numbers);
	tcase_add_test(tcase, the_folder_is_the_programs_and_cwd_says_so);
	tcase_add_test(tcase, the_environment_is_exactly_what_is_given);
	tcase_add_test(tcase, the_user_is_whole_and_nobody_else_is_touched);
	tcase_add_test(tcase, the_empty_user_is_who_called_sudo);
	tcase_add_test(tcase, a_function_is_started_so_too);
	tcase_add_test(tcase, limits_stay_as_they_are);
	tcase_add_test(tcase, a_script_without_a_header_is_run_by_the_shell);
}
