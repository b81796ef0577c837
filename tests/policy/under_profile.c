/* SPDX-License-Identifier: MIT */
/* A program runs under exactly the profile that was written of it, and not under one that lacks a call. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/policy/profile.h"
#include "suite.h"

static char folder[] = "/tmp/under_profile_XXXXXX";
static char output[4096];	/* of the last program under a profile */

static int add_rule(scmp_filter_ctx filter, const struct rule *rule, const char *name)
{
	struct scmp_arg_cmp list[WIRE_ARGS];
	int number = seccomp_syscall_resolve_name(name);

	for (size_t i = 0; i < rule->condition_count; i++) {
		const struct condition *condition = &rule->conditions[i];
		bool is_masked = condition->comparison == CMP_MASKED_EQ;

		list[i] = (struct scmp_arg_cmp){condition->index, is_masked ? SCMP_CMP_MASKED_EQ : SCMP_CMP_EQ,
						condition->value, condition->second};
	}
	if (number == __NR_SCMP_ERROR)	/* of a set: a call that this libseccomp does not know yet */
		return 0;
	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number, (unsigned)rule->condition_count, list);
}

/* The filter of a profile, less what it says of one call. */
static struct sock_fprog load(const char *file, const char *without)
{
	static struct sock_filter program[BPF_MAXINSNS];
	int fd = memfd_create("filter", MFD_CLOEXEC);
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	struct policy_subject subject = {0};
	struct profile *profile;
	struct arena arena = {0};
	struct text why = {0};
	ssize_t length;

	ck_assert_msg(profile_read(&arena, file, &subject, &profile, &why) == 0, "%s", why.bytes);
	for (size_t i = 0; i < profile->rule_count; i++)
		for (size_t n = 0; n < profile->rules[i].name_count; n++)
			if (!without || strcmp(profile->rules[i].names[n], without) != 0)
				ck_assert_int_eq(add_rule(filter, &profile->rules[i], profile->rules[i].names[n]), 0);
	ck_assert_int_eq(seccomp_export_bpf(filter, fd), 0);
	length = pread(fd, program, sizeof(program), 0);
	seccomp_release(filter);
	arena_free(&arena);
	close(fd);
	return (struct sock_fprog){(unsigned short)((size_t)length / sizeof(*program)), program};
}

static int run_under(const char *file, const char *without, const char *const argv[])
{
	struct sock_fprog program = load(file, without);
	int fd = memfd_create("output", MFD_CLOEXEC), status;
	ssize_t length;
	pid_t pid = fork();

	if (pid == 0) {
		if (dup2(fd, STDOUT_FILENO) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
		    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
			_exit(99);
		execv(argv[0], (char *const *)argv);
		/* not _exit(): sanitizers put calls before it that the profile has none of */
		for (;;)
			syscall(SYS_exit_group, 98);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	length = pread(fd, output, sizeof(output) - 1, 0);
	output[length > 0 ? length : 0] = '\0';
	close(fd);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* The union of three runs, each into a file of its own, as under the profile. */
static void write_profile(const char *file, unsigned flags, const char *const argv[])
{
	for (int i = 0; i < 3; i++) {
		int fd = memfd_create("output", MFD_CLOEXEC), saved = dup(STDOUT_FILENO);
		sx_trace *trace;

		dup2(fd, STDOUT_FILENO);
		trace = sx_run(NULL, argv);
		dup2(saved, STDOUT_FILENO);
		close(saved);
		close(fd);
		sx_assert_exited(trace, 0);
		ck_assert_int_eq(sx_write_profile(trace, file, flags | (i ? SX_PROFILE_ADD : 0)), 0);
		sx_assert_conforms(trace, file);
		sx_free(trace);
	}
}

static const char *const pipeline[] = {"/bin/sh", "-c", "(echo a; echo c) | cat | sort -r", NULL};
static const char *const lister[] = {"/bin/ls", "-l", "/etc/hostname", "/proc/self/ns", NULL};

START_TEST(a_program_runs_under_its_own_profile)
{
	write_profile("pipeline.json", 0, pipeline);
	ck_assert_int_eq(run_under("pipeline.json", NULL, pipeline), 0);
	ck_assert_str_eq(output, "c\na\n");
}
END_TEST

START_TEST(a_program_runs_under_its_own_profile_with_arguments)
{
	write_profile("lister.json", SX_PROFILE_ARGS, lister);
	ck_assert_int_eq(run_under("lister.json", NULL, lister), 0);
	ck_assert_ptr_nonnull(strstr(output, "/etc/hostname"));
}
END_TEST

/* The lines for a unit, read back and made a filter of: sets are spelt out as they were summed up. */
START_TEST(a_program_runs_under_its_own_lines_for_systemd)
{
	sx_trace *trace = sx_run(NULL, lister);

	ck_assert_int_eq(sx_write_profile(trace, "lister.conf", SX_PROFILE_SYSTEMD), 0);
	sx_assert_conforms(trace, "lister.conf");
	ck_assert_int_eq(run_under("lister.conf", NULL, lister), 0);
	ck_assert_ptr_nonnull(strstr(output, "/etc/hostname"));
	ck_assert_int_ne(run_under("lister.conf", "getdents64", lister), 0);
	sx_free(trace);
}
END_TEST

START_TEST(it_does_not_run_without_one_of_its_calls)
{
	write_profile("pipeline.json", 0, pipeline);
	/* whichever of the two it calls */
	ck_assert_int_ne(run_under("pipeline.json", "pipe2", pipeline) + run_under("pipeline.json", "pipe", pipeline), 0);
	ck_assert_int_eq(run_under("pipeline.json", "execve", pipeline), 98);
}
END_TEST

/* The flags that cat opens with are not those of a writer. */
START_TEST(arguments_that_were_not_recorded_are_refused)
{
	static const char *const writer[] = {"/bin/sh", "-c", "echo x >lister.out", NULL};
	static const char *const reader[] = {"/bin/sh", "-c", "echo x", NULL};

	write_profile("reader.json", SX_PROFILE_ARGS, reader);
	ck_assert_int_eq(run_under("reader.json", NULL, reader), 0);
	ck_assert_int_ne(run_under("reader.json", NULL, writer), 0);
	ck_assert_int_ne(access("lister.out", F_OK), 0);
}
END_TEST

static void read_whole(const char *file, char *into, size_t room)
{
	FILE *stream = fopen(file, "r");
	size_t length = stream ? fread(into, 1, room - 1, stream) : 0;

	into[length] = '\0';
	if (stream)
		fclose(stream);
}

START_TEST(what_is_written_is_stable)
{
	static char first[65536], second[65536];

	for (unsigned flags = 0; flags <= SX_PROFILE_ARGS; flags += SX_PROFILE_ARGS) {
		sx_trace *trace = sx_run(NULL, pipeline);

		ck_assert_int_eq(sx_write_profile(trace, "stable.json", flags), 0);
		read_whole("stable.json", first, sizeof(first));
		ck_assert_int_eq(sx_write_profile(trace, "stable.json", flags | SX_PROFILE_ADD), 0);
		read_whole("stable.json", second, sizeof(second));
		ck_assert_str_eq(first, second);
		sx_free(trace);
	}
}
END_TEST

START_TEST(what_is_not_known_whole_is_not_written)
{
	sx_trace *trace = sx_run(SX_OPTIONS(.calls = "openat"), pipeline);

	ck_assert_int_eq(sx_write_profile(trace, "partial.json", 0), -ENODATA);
	ck_assert_int_ne(access("partial.json", F_OK), 0);
	sx_free(trace);
	trace = sx_run(NULL, SX_ARGV("/no/such/program"));
	ck_assert_int_eq(sx_write_profile(trace, "partial.json", 0), -ECANCELED);
	sx_free(trace);
	trace = sx_run(NULL, SX_ARGV("true"));
	ck_assert_int_eq(sx_write_profile(trace, "/no/such/folder/p.json", 0), -ENOENT);
	ck_assert_int_eq(sx_write_profile(trace, "p.json", 1u << 20), -EINVAL);
	sx_free(trace);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("profiles");
	int result;

	if (!suite_can_trace())
		return SUITE_SKIPPED;
	if (!mkdtemp(folder) || chdir(folder) < 0)
		return EXIT_FAILURE;
	tcase_add_test(tcase, a_program_runs_under_its_own_profile);
	tcase_add_test(tcase, a_program_runs_under_its_own_profile_with_arguments);
	tcase_add_test(tcase, a_program_runs_under_its_own_lines_for_systemd);
	tcase_add_test(tcase, it_does_not_run_without_one_of_its_calls);
	tcase_add_test(tcase, arguments_that_were_not_recorded_are_refused);
	tcase_add_test(tcase, what_is_written_is_stable);
	tcase_add_test(tcase, what_is_not_known_whole_is_not_written);
	result = suite_run("under_profile", tcase);
	for (size_t i = 0; i < 5; i++)
		unlink((const char *const[]){"pipeline.json", "lister.json", "lister.conf", "reader.json", "stable.json"}[i]);
	rmdir(folder);
	return result;
}
