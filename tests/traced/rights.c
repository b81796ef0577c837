/* SPDX-License-Identifier: MIT */
/* What tracing needs: two capabilities and nothing else; and what is said where they are missing. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"

/* Copies of the probe and of a victim where every user may run them. */
static const char *copy_of(const char *program)
{
	static char paths[2][4200];
	static int next;
	char *path = paths[next++ % 2];

	snprintf(path, sizeof(paths[0]), "%s/%s", work_folder(), strrchr(program, '/') + 1);
	ck_assert_int_eq(run_plain(NULL, SX_ARGV("cp", program, path)), 0);
	ck_assert_int_eq(chmod(path, 0755), 0);
	return path;
}

static char *output(void)
{
	return text_of_file(told_file());
}

/* What a program without rights does depends on both: a run of all tests may have set the one, and where the library
 * is installed there may be a helper that has rights. */
static void require_nothing(void)
{
	unsetenv("SX_REQUIRE");
	setenv("SX_HELPER", "/no/such/helper", 1);
}

/* `setpriv` with these words before the probe's. */
#define setpriv(...) run_plain(told_file(), SX_ARGV("setpriv", __VA_ARGS__))

START_TEST(without_rights_there_is_one_sentence_and_77)
{
	const char *probe, *first;
	char *text;

	require_nothing();
	new_folder();
	probe = copy_of(PROBE);
	first = copy_of(victim("first"));
	ck_assert_int_eq(setpriv("--reuid=65534", "--regid=65534", "--clear-groups", probe, "available"), 77 << 8);
	text = output();
	ck_assert_msg(strncmp(text, "-1 ", 3) == 0, "%s", text);	/* -EPERM */
	ck_assert_msg(strstr(text, "CAP_BPF") && strstr(text, "CAP_PERFMON"), "%s", text);
	ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
	free(text);

	/* A recording says the same; nothing runs in secret. */
	ck_assert_int_eq(setpriv("--reuid=65534", "--regid=65534", "--clear-groups", probe, "run", first), 1 << 8);
	text = output();
	ck_assert_msg(strstr(text, "CAP_BPF"), "%s", text);
	free(text);
}
END_TEST

START_TEST(where_tracing_is_required_assertions_fail_instead)
{
	const char *probe, *first;
	char *text;

	require_nothing();
	new_folder();
	probe = copy_of(PROBE);
	first = copy_of(victim("first"));
	setenv("SX_REQUIRE", "1", 1);
	ck_assert_int_eq(setpriv("--reuid=65534", "--regid=65534", "--clear-groups", probe, "available"), 0);
	text = output();
	ck_assert_msg(strstr(text, "CAP_BPF"), "%s", text);
	free(text);
	ck_assert(WIFSIGNALED(setpriv("--reuid=65534", "--regid=65534", "--clear-groups", probe, "assert", first)));
	text = output();
	ck_assert_msg(strstr(text, "CAP_BPF"), "%s", text);
	free(text);
}
END_TEST

/* The documented main() of a suite: a skip where nothing can be traced, failures where it must. */
START_TEST(a_suite_skips_without_rights_and_fails_where_it_may_not)
{
	char *text;

	require_nothing();
	new_folder();
	ck_assert_int_eq(setpriv("--bounding-set=-all", SUITES "/traced_views"), 77 << 8);
	text = output();
	ck_assert_msg(strstr(text, "SKIP: ") && !strstr(text, "Checks:"), "%s", text);
	free(text);
	setenv("SX_REQUIRE", "1", 1);
	ck_assert_int_eq(setpriv("--bounding-set=-all", SUITES "/traced_views"), 1 << 8);
	text = output();
	ck_assert_msg(strstr(text, "0%: Checks:"), "%s", text);
	free(text);
}
END_TEST

START_TEST(each_missing_capability_is_named)
{
	const char *probe;
	char *text;

	require_nothing();
	new_folder();
	probe = copy_of(PROBE);
	ck_assert_int_eq(setpriv("--bounding-set=-all,+bpf", probe, "available"), 77 << 8);
	text = output();
	ck_assert_msg(strstr(text, "CAP_PERFMON"), "%s", text);
	free(text);
	ck_assert_int_eq(setpriv("--bounding-set=-all,+perfmon", probe, "available"), 77 << 8);
	text = output();
	ck_assert_msg(strstr(text, "CAP_BPF"), "%s", text);
	free(text);
}
END_TEST

START_TEST(two_capabilities_are_enough_for_root)
{
	const char *probe, *first;
	char *text;

	new_folder();
	probe = copy_of(PROBE);
	first = copy_of(victim("first"));
	ck_assert_int_eq(setpriv("--bounding-set=-all,+bpf,+perfmon", probe, "run", first), 0);
	text = output();
	ck_assert_msg(strstr(text, "calls 3 lost 0 "), "%s", text);
	ck_assert_msg(strstr(text, " status 1792\n"), "%s", text);
	free(text);
}
END_TEST

START_TEST(two_capabilities_are_enough_for_a_user)
{
	const char *probe, *first;
	char *text;

	new_folder();
	probe = copy_of(PROBE);
	first = copy_of(victim("first"));
	ck_assert_int_eq(setpriv("--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=+bpf,+perfmon",
				 "--ambient-caps=+bpf,+perfmon", probe, "run", first), 0);
	text = output();
	ck_assert_msg(strstr(text, "calls 3 lost 0 "), "%s", text);
	free(text);
}
END_TEST

/* In a namespace of its own the program is process 2 or so, whatever the machine calls it. */
START_TEST(a_pid_namespace_has_its_own_numbers)
{
	char *text, *pid;

	new_folder();
	ck_assert_int_eq(run_plain(told_file(), SX_ARGV("unshare", "-pf", "--mount-proc", PROBE, "run", victim("first"))), 0);
	text = output();
	ck_assert_msg(strstr(text, "calls 3 lost 0 "), "%s", text);
	pid = strstr(text, "first-pid ");
	ck_assert_ptr_nonnull(pid);
	ck_assert_int_gt(atoi(pid + 10), 0);
	ck_assert_int_lt(atoi(pid + 10), 20);
	free(text);
}
END_TEST

START_TEST(a_suite_passes_in_a_pid_namespace)
{
	new_folder();
	ck_assert_int_eq(run_plain(told_file(), SX_ARGV("unshare", "-pf", "--mount-proc", SUITES "/traced_processes")), 0);
}
END_TEST

START_TEST(neither_tracefs_nor_bpffs_is_needed)
{
	char *text;

	new_folder();
	ck_assert_int_eq(run_plain(told_file(), SX_ARGV("unshare", "-m", "sh", "-c",
				   "umount -l /sys/kernel/tracing /sys/kernel/debug /sys/fs/bpf 2>/dev/null; exec \"$@\"",
				   "sh", PROBE, "run", victim("first"))), 0);
	text = output();
	ck_assert_msg(strstr(text, "calls 3 lost 0 "), "%s", text);
	free(text);
}
END_TEST

START_TEST(a_run_as_another_user_is_that_users)
{
	char *text;
	sx_trace *trace;

	if (geteuid() != 0)
		SX_SKIP("only root can become another user");
	trace = sx_run(SX_OPTIONS(.user = "nobody", .flags = SX_CAPTURE), SX_ARGV("id", "-u"));
	sx_assert_exited(trace, 0);
	text = strdup(sx_stdout(trace, NULL));
	ck_assert_str_eq(text, "65534\n");
	free(text);
	sx_free(trace);
}
END_TEST

/* ptrace and we do not disturb each other: a debugger can still be used on the program. */
START_TEST(a_ptrace_tracer_can_be_the_program)
{
	sx_trace *trace;

	new_folder();
	if (run_plain(NULL, SX_ARGV("strace", "-V")) != 0)
		SX_SKIP("strace is not installed");
	trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE),
		       SX_ARGV("strace", "-o", "/dev/null", "--", victim("first")));
	sx_assert_exited(trace, 7);
	sx_assert_called(trace, "exit_group(7) = ?");
	sx_free(trace);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, without_rights_there_is_one_sentence_and_77);
	tcase_add_test(tcase, where_tracing_is_required_assertions_fail_instead);
	tcase_add_test(tcase, a_suite_skips_without_rights_and_fails_where_it_may_not);
	tcase_add_test(tcase, each_missing_capability_is_named);
	tcase_add_test(tcase, two_capabilities_are_enough_for_root);
	tcase_add_test(tcase, two_capabilities_are_enough_for_a_user);
	tcase_add_test(tcase, a_pid_namespace_has_its_own_numbers);
	tcase_add_test(tcase, a_suite_passes_in_a_pid_namespace);
	tcase_add_test(tcase, neither_tracefs_nor_bpffs_is_needed);
	tcase_add_test(tcase, a_run_as_another_user_is_that_users);
	tcase_add_test(tcase, a_ptrace_tracer_can_be_the_program);
}
