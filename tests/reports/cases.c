/* SPDX-License-Identifier: MIT */
/* Assertions that fail on purpose, one shape of report each: cases CASE..., or cases --list. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Every case goes on behind its failure, so that the framework's line can be shown. */
#define SX_FAIL(why) ((void)printf("%s\n", (why)))
#include <sysexpect/sysexpect.h>

#include "../machine.h"

/* In the folder that the case runs in, so that its path is the same everywhere. */
static const char program[] = "./app";

static sx_trace *run(const char *deed)
{
	return sx_run(NULL, SX_ARGV(program, deed));
}

/* A case: what the program does, and what is wrongly said of it. */
#define CASE(name, deed, assertion)                     \
	static void name(void)                          \
	{                                               \
		sx_trace *t = run(deed);                \
                                                        \
		assertion;                              \
		sx_free(t);                             \
	}

/* ---- called ---- */

CASE(called_with_other_path, "reads", sx_assert_called(t, "openat(AT_FDCWD, '/etc/app/app.conf', O_RDONLY) >= 0"))
CASE(called_lacking_a_flag, "reads", sx_assert_called(t, "openat(AT_FDCWD, 'app.conf', O_RDONLY|O_CLOEXEC) >= 0"))
CASE(called_with_other_result, "reads", sx_assert_called(t, "openat(AT_FDCWD, '/no/such/app.conf', ...) >= 0"))
CASE(called_by_a_cousin, "reads", sx_assert_called(t, "openat2(dirfd=AT_FDCWD, path='app.conf') >= 0"))
CASE(called_nothing_like_it, "reads", sx_assert_called(t, "socket(AF_INET, ...)"))
CASE(called_with_other_text, "warns", sx_assert_called(t, "write(2, 'error: '..., *)"))
CASE(called_with_other_bytes, "writes-bytes", sx_assert_called(t, "write(3, \"\\177ELF\\1\"..., 22)"))
CASE(called_with_other_descriptor, "warns", sx_assert_called(t, "write(1, 'bye'..., ...)"))
CASE(called_with_other_file, "reads", sx_assert_called(t, "read(<**/other.conf>, ...)"))
CASE(called_with_other_field, "connects", sx_assert_called(t, "connect(*, {sa_family=AF_INET, sin_port=htons(443), ...}, *) = 0"))
CASE(called_with_half_a_structure, "connects", sx_assert_called(t, "connect(*, {sa_family=AF_INET}, *)"))
CASE(called_with_the_third_nearer_than_the_second, "seeks", sx_assert_called(t, "lseek(100, 1, SEEK_SET) = 0"))
CASE(called_by_a_family, "saves-safely", sx_assert_called(t, "%rename(oldpath='data.tmp', newpath='config') = 0"))

static void called_with_long_text(void)
{
	char pattern[512] = "write(3, \"";
	size_t length = strlen(pattern), i;
	sx_trace *t = run("writes-long");

	for (i = 0; i < 400; i++)
		pattern[length + i] = (char)('a' + i % 26);
	strcpy(pattern + length + 400, "\", 400)");
	sx_assert_called(t, pattern);
	sx_free(t);
}

static void called_in_a_view(void)
{
	sx_trace *t = run("marks");

	sx_assert_called(sx_between(t, "mark('ready')", "mark('stopping')"), "close(3) = 0");
	sx_free(t);
}

CASE(called_in_a_long_trace, "does-much", sx_assert_called(t, "openat(AT_FDCWD, 'app.cfg', ...) >= 0"))

CASE(called_before_a_crash, "crashes", sx_assert_called(t, "read(<**/app.conf>, ...) > 0"))
CASE(called_another_signal, "crashes", sx_assert_called(t, "--- SIGTERM {si_signo=SIGTERM, ...} ---"))
CASE(called_another_end, "exits-with-three", sx_assert_called(t, "+++ exited with 0 +++"))
CASE(called_another_mark, "marks", sx_assert_called(t, "mark('redy')"))

/* ---- never and counts ---- */

CASE(never_denied, "is-denied", sx_assert_never(t, "* = denied"))

CASE(never_but_once, "reads", sx_assert_never(t, "read"))
CASE(never_but_twice, "warns", sx_assert_never(t, "write(2, ...)"))
CASE(never_but_often, "babbles", sx_assert_never(t, "write(2, ...)"))
CASE(never_but_in_a_child, "forks", sx_assert_never(t, "write(2, 'child'..., ...)"))
CASE(never_but_in_a_thread, "has-threads", sx_assert_never(t, "write(2, 'worker'..., ...)"))
CASE(never_but_in_i386, "calls-as-i386", sx_assert_never(t, "%open(path='app.conf')"))
CASE(never_by_path, "saves-safely", sx_assert_never(t, "%file(path='data.*')"))
CASE(times_too_few, "warns", sx_assert_times(t, 3, "write(2, ...)"))
CASE(times_too_many, "warns", sx_assert_times(t, 1, "write(2, ...)"))
CASE(at_least_too_few, "warns", sx_assert_at_least(t, 5, "write(2, 'bye'..., ...)"))
CASE(at_most_too_many, "babbles", sx_assert_at_most(t, 3, "write"))

/* ---- every call ---- */

CASE(only_with_strangers, "warns", sx_assert_only(t, "execve", "exit_group", "sched_yield", "openat"))
CASE(only_with_other_arguments, "warns", sx_assert_only(t, "execve", "exit_group", "sched_yield|sched_get_priority_max", "write(1, ...)"))
CASE(only_one_pattern, "reads", sx_assert_only(t, "%file"))
CASE(all_with_an_exception, "leaks", sx_assert_all(t, "openat", "openat(flags=O_CLOEXEC|...)"))
CASE(all_of_nothing, "warns", sx_assert_all(t, "openat", "openat(flags=O_CLOEXEC|...)"))
CASE(follows_not, "leaks", sx_assert_follows(t, "openat(...) = $fd", "close($fd) = 0"))
CASE(follows_nothing, "warns", sx_assert_follows(t, "openat(...) = $fd", "close($fd) = 0"))
CASE(follows_for_the_first_alone, "reopens", sx_assert_follows(t, "openat(...) = $fd", "close($fd) = 0"))
CASE(precedes_not, "saves-carelessly", sx_assert_precedes(t, "fsync|fdatasync", "%rename"))
CASE(precedes_nothing, "reads", sx_assert_precedes(t, "fsync|fdatasync", "%rename"))

/* ---- order ---- */

CASE(order_turned_round, "saves-carelessly", sx_assert_order(t,
	"openat(AT_FDCWD, 'data.tmp', O_WRONLY|O_CREAT|..., 0600) = $fd",
	"write($fd, 'hello', 5) = 5",
	"fsync|fdatasync($fd) = 0",
	"%rename(oldpath='data.tmp', newpath='data') = 0"))
CASE(order_without_a_step, "saves-safely", sx_assert_order(t,
	"openat(AT_FDCWD, 'data.tmp', ...) = $fd",
	"write($fd, 'hello', 5) = 5",
	"fdatasync($fd) = 0",
	"%rename(newpath='data') = 0"))
CASE(order_with_other_captures, "leaks", sx_assert_order(t,
	"openat(AT_FDCWD, 'app.conf', O_CLOEXEC|...) = $fd",
	"fsync($fd)"))
CASE(order_with_a_number_used_anew, "reopens", sx_assert_order(t, "openat(...) = $fd", "close($fd) = 0", "read($fd, ...)"))
CASE(order_that_overlaps, "waits-for-child", sx_assert_order(t, "write(*, 'x', 1) = 1", "read(*, 'x', 1) = 1"))
CASE(order_from_nowhere, "reads", sx_assert_order(t, "socket", "connect"))
/* What a call nearest to the first step would need to be it stands behind the second: nothing to paste. */
CASE(order_whose_nearest_comes_too_late, "saves-safely", sx_assert_order(t, "close(7) = 0", "write(*, 'hello', 5) = 5"))
CASE(next_is_another, "reads", sx_assert_next(t, "openat(AT_FDCWD, 'app.conf', ...) = $fd", "close($fd)"))
CASE(next_is_another_kind, "saves-carelessly", sx_assert_next(t, "write($fd, ...)", "fsync($fd)"))
CASE(next_is_nothing, "reads", sx_assert_next(t, "close(3)", "exit_group(0)", "read"))

/* ---- the end ---- */

CASE(exited_with_another_code, "exits-with-three", sx_assert_exited(t, 0))
static void exited_with_last_words(void)
{
	struct sx_options options = sx_options_default();
	sx_trace *t;

	options.flags = SX_CAPTURE;
	t = sx_run(&options, SX_ARGV(program, "exits-with-three"));
	sx_assert_exited(t, 0);
	sx_free(t);
}

CASE(exited_but_killed, "crashes", sx_assert_exited(t, 0))
CASE(killed_but_exited, "does-nothing", sx_assert_killed(t, SIGKILL))
CASE(killed_by_another_signal, "crashes", sx_assert_killed(t, SIGKILL))

/* ---- bad patterns ---- */

CASE(bad_flag, "reads", sx_assert_never(t, "openat(AT_FDCWD, 'app.conf', O_RDNLY)"))
CASE(bad_call, "reads", sx_assert_never(t, "opnat(...)"))
CASE(bad_bracket, "reads", sx_assert_never(t, "openat(AT_FDCWD, 'app.conf'"))
CASE(bad_arity, "reads", sx_assert_never(t, "close(1, 2)"))
CASE(bad_class, "reads", sx_assert_never(t, "%netwrk"))
CASE(bad_errno, "reads", sx_assert_never(t, "read = -1 ENOET"))
CASE(bad_null, "reads", sx_assert_order(t, "read", (const char *)NULL, "close"))

/* ---- cannot tell, and failed recordings ---- */

static void cannot_tell_what_was_filtered(void)
{
	struct sx_options options = sx_options_default();
	sx_trace *t;

	options.calls = "read";
	t = sx_run(&options, SX_ARGV(program, "warns"));
	sx_assert_never(t, "write(2, ...)");
	sx_free(t);
}

static void cannot_tell_what_was_cut(void)
{
	struct sx_options options = sx_options_default();
	sx_trace *t;

	options.string_limit = 16;
	t = sx_run(&options, SX_ARGV(program, "writes-long"));
	sx_assert_never(t, "write(3, ...'secret'..., ...)");
	sx_free(t);
}

CASE(cannot_tell_past_io_uring, "rings", sx_assert_never(t, "openat(path='.') >= 0"))

static void cannot_tell_after_a_loss(void)
{
	sx_trace *t;

	sx_unload();
	setenv("SX_RING_SIZE", "4096", 1);
	/* An environment that fits: that of the test would go with the execve. */
	t = sx_run(SX_OPTIONS(.env = (const char *const[]){"HOME=/home/user", NULL}), SX_ARGV(program, "writes-much"));
	sx_assert_never(t, "socket");
	sx_free(t);
}

static void cannot_tell_of_an_empty_view(void)
{
	sx_trace *t = run("reads");

	sx_assert_never(sx_matching(t, "%network"), "connect");
	sx_free(t);
}

static void killed_at_the_timeout(void)
{
	struct sx_options options = sx_options_default();
	sx_trace *t;

	options.timeout_ms = 300;
	t = sx_run(&options, SX_ARGV(program, "hangs"));
	sx_assert_called(t, "read");
	sx_free(t);
}

static void no_such_program(void)
{
	sx_trace *t = sx_run(NULL, SX_ARGV("/no/such/program"));

	sx_assert_exited(t, 0);
	sx_free(t);
}

static void no_such_mark(void)
{
	sx_trace *t = run("marks");

	sx_assert_never(sx_between(t, "mark('redy')", NULL), "mmap");
	sx_free(t);
}

static void no_such_process(void)
{
	sx_trace *t = run("reads");

	sx_assert_never(sx_of_process(t, 1), "read");
	sx_free(t);
}

static void no_trace(void)
{
	sx_assert_never(NULL, "read");
}

/* ---- golden files ---- */

static void golden_that_differs(void)
{
	sx_trace *t = run("reads");
	FILE *file = fopen("reads.golden", "w");

	fputs("openat(AT_FDCWD<$cwd>, \"app.conf\", O_RDONLY) = 3<$cwd/app.conf>\n"
	      "read(3<$cwd/app.conf>, \"conf\\n\", 4096) = 5\n"
	      "close(3<$cwd/app.conf>) = 0\n", file);
	fclose(file);
	sx_assert_golden(sx_matching(t, "openat|read|close"), "reads.golden");
	sx_free(t);
}

static void golden_that_is_missing(void)
{
	sx_trace *t = run("reads");

	sx_assert_golden(t, "missing.golden");
	sx_free(t);
}

/* ---- policies ---- */

static void check_policy(const char *deed, const char *file, const char *policy)
{
	sx_trace *t = run(deed);
	FILE *stream = fopen(file, "w");

	fputs(policy, stream);
	fclose(stream);
	sx_assert_conforms_as(t, file, "CAP_KILL");
	sx_free(t);
}

#define POLICY_CASE(name, deed, file, policy)        \
	static void name(void)                       \
	{                                            \
		check_policy(deed, file, policy);    \
	}

POLICY_CASE(conforms_not_to_a_profile, "reads", "seccomp.json", "{\n"
	"\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrnoRet\": 38, \"syscalls\": [\n"
	"  {\"names\": [\"execve\", \"exit_group\", \"sched_yield\", \"kill\"], \"action\": \"SCMP_ACT_ALLOW\"},\n"
	"  {\"names\": [\"close\"], \"action\": \"SCMP_ACT_ALLOW\", \"args\": [{\"index\": 0, \"value\": 7, \"op\": \"SCMP_CMP_EQ\"}]},\n"
	"  {\"names\": [\"openat\"], \"action\": \"SCMP_ACT_ALLOW\", \"includes\": {\"caps\": [\"CAP_SYS_ADMIN\"]}},\n"
	"  {\"names\": [\"mount\", \"umount2\"], \"action\": \"SCMP_ACT_ALLOW\"},\n"
	"  {\"names\": [\"read\"], \"action\": \"SCMP_ACT_KILL_PROCESS\"}]}\n")
POLICY_CASE(conforms_or_not_as_a_supervisor_wants, "reads", "seccomp.json", "{\n"
	"\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"openat\"], \"action\": \"SCMP_ACT_NOTIFY\"}]}\n")
POLICY_CASE(conforms_not_to_a_unit, "reads", "app.service", "[Service]\nSystemCallFilter=@basic-io execve\n"
	"SystemCallFilter=@mount\nSystemCallFilter=~close:EBADF\nSystemCallErrorNumber=EPERM\n")
POLICY_CASE(conforms_not_to_a_list, "reads", "app.policy", "# what it may read\n"
	"allow %open(path='/etc/**')\ndeny %open(path='app.conf')	# not this\nallow exit_group\n")
POLICY_CASE(conforms_to_no_policy, "reads", "app.policy", "allow %open\n\ndeny openat(AT_FDCWD, 'app.conf', O_RDNLY)\n")
POLICY_CASE(conforms_to_no_json, "reads", "seccomp.json", "{\n\"defaultAction\": \"SCMP_ACT_ALOW\"}\n")

#define NAMED(name) {#name, name}

static const struct {
	const char *name;
	void (*run)(void);
} cases[] = {
	NAMED(called_with_other_path), NAMED(called_lacking_a_flag), NAMED(called_with_other_result),
	NAMED(called_with_other_field), NAMED(called_with_half_a_structure),
	NAMED(follows_for_the_first_alone), NAMED(order_with_a_number_used_anew), NAMED(next_is_another_kind),
	NAMED(called_by_a_cousin), NAMED(called_nothing_like_it), NAMED(called_with_other_text),
	NAMED(called_with_other_bytes), NAMED(called_with_other_descriptor), NAMED(called_with_other_file),
	NAMED(called_by_a_family), NAMED(called_with_the_third_nearer_than_the_second), NAMED(called_with_long_text), NAMED(called_in_a_view),
	NAMED(called_in_a_long_trace), NAMED(called_before_a_crash), NAMED(called_another_signal),
	NAMED(called_another_end), NAMED(called_another_mark), NAMED(never_denied), NAMED(never_but_once), NAMED(never_but_twice), NAMED(never_but_often),
	NAMED(never_but_in_a_child), NAMED(never_but_in_a_thread), NAMED(never_but_in_i386), NAMED(never_by_path), NAMED(times_too_few), NAMED(times_too_many),
	NAMED(at_least_too_few), NAMED(at_most_too_many), NAMED(only_with_strangers),
	NAMED(only_with_other_arguments), NAMED(only_one_pattern), NAMED(all_with_an_exception),
	NAMED(all_of_nothing), NAMED(follows_not), NAMED(follows_nothing), NAMED(precedes_not),
	NAMED(precedes_nothing), NAMED(order_turned_round), NAMED(order_without_a_step),
	NAMED(order_with_other_captures), NAMED(order_that_overlaps), NAMED(order_from_nowhere),
	NAMED(order_whose_nearest_comes_too_late),
	NAMED(next_is_another), NAMED(next_is_nothing), NAMED(exited_with_another_code), NAMED(exited_with_last_words),
	NAMED(exited_but_killed), NAMED(killed_but_exited), NAMED(killed_by_another_signal), NAMED(bad_flag),
	NAMED(bad_call), NAMED(bad_bracket), NAMED(bad_arity), NAMED(bad_class), NAMED(bad_errno),
	NAMED(bad_null), NAMED(cannot_tell_what_was_filtered), NAMED(cannot_tell_what_was_cut),
	NAMED(cannot_tell_past_io_uring), NAMED(cannot_tell_after_a_loss),
	NAMED(cannot_tell_of_an_empty_view), NAMED(killed_at_the_timeout), NAMED(no_such_program),
	NAMED(no_such_mark), NAMED(no_such_process), NAMED(no_trace), NAMED(golden_that_differs),
	NAMED(golden_that_is_missing), NAMED(conforms_not_to_a_profile), NAMED(conforms_or_not_as_a_supervisor_wants),
	NAMED(conforms_not_to_a_unit), NAMED(conforms_not_to_a_list), NAMED(conforms_to_no_policy),
	NAMED(conforms_to_no_json),
};

static void (*case_named(const char *name))(void)
{
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (strcmp(cases[i].name, name) == 0)
			return cases[i].run;
	return NULL;
}

/* In the folder of its name, which the caller made; what it prints goes to the files out and err there. */
static int run_case(const char *name)
{
	void (*body)(void) = case_named(name);
	pid_t child;
	int status;

	if (!body)
		return fprintf(stderr, "no case %s\n", name), 2;
	fflush(NULL);
	child = fork();
	if (child == 0) {
		if (chdir(name) < 0 || !freopen("out", "w", stdout) || !freopen("err", "w", stderr))
			_exit(3);
		body();
		exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
		return fprintf(stderr, "%s did not end well\n", name), 1;
	return 0;
}

int main(int argc, char **argv)
{
	const char *why;
	int failed = 0, i;
	size_t n;

	if (argc == 2 && strcmp(argv[1], "--list") == 0) {
		for (n = 0; n < sizeof(cases) / sizeof(cases[0]); n++)
			printf("%s\n", cases[n].name);
		return 0;
	}
	if (argc == 2 && strcmp(argv[1], "--has-i386") == 0)
		return !machine_has_i386();
	/* The tracer is loaded once; the cases inherit it. */
	if (sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", why), 77;
	for (i = 1; i < argc && !failed; i++)
		failed = run_case(argv[i]);
	return failed;
}
