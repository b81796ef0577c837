/* SPDX-License-Identifier: MIT */
/* Who is not root records through the helper: in every way but one, and nothing that they could not trace themselves. */
#include <grp.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "../victims/ring.h"
#include "suite.h"

#define NOBODY 65534

static const char *copy_to_work(const char *program, const char *name)
{
	static char paths[4][4200];
	static int next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", work_folder(), name);
	ck_assert_int_eq(run_plain(NULL, SX_ARGV("cp", program, path)), 0);
	ck_assert_int_eq(chmod(path, 0755), 0);
	return path;
}

/* What setcap does: these of the capabilities from 32 on, permitted and effective. */
static void give_capabilities(const char *path, uint32_t low, uint32_t high)
{
	struct vfs_cap_data data = {.magic_etc = VFS_CAP_REVISION_2 | VFS_CAP_FLAGS_EFFECTIVE};

	data.data[0].permitted = low;
	data.data[1].permitted = high;
	ck_assert_int_eq(setxattr(path, "security.capability", &data, sizeof(data), 0), 0);
}

static void install_helper(bool has_capabilities)
{
	const char *helper = copy_to_work(HELPER, "helper");

	if (has_capabilities)
		give_capabilities(helper, 0, 1U << (CAP_BPF - 32) | 1U << (CAP_PERFMON - 32));
	setenv("SX_HELPER", helper, 1);
}

/* For the rest of this test, whose process is its own. */
static void become_nobody(void)
{
	sx_unload();	/* what root has loaded */
	ck_assert_int_eq(setgroups(0, NULL), 0);
	ck_assert_int_eq(setresgid(NOBODY, NOBODY, NOBODY), 0);
	ck_assert_int_eq(setresuid(NOBODY, NOBODY, NOBODY), 0);
}

static int looks(void *unused)
{
	return syscall(SYS_getppid) > 0 ? 3 : 1;
}

START_TEST(a_user_records_through_the_helper)
{
	sx_trace *trace;
	const char *first;

	new_folder();
	first = copy_to_work(victim("first"), "first");
	install_helper(true);
	become_nobody();

	trace = sx_run(NULL, SX_ARGV(first));
	sx_assert_exited(trace, 7);
	ck_assert_uint_eq(sx_count(trace, NULL), 3);
	ck_assert_uint_eq(sx_lost(trace), 0);
	sx_free(trace);

	trace = sx_fork(NULL, looks, NULL);
	sx_assert_exited(trace, 3);
	sx_assert_only(trace, "getppid() > 0", "exit_group(3)");
	sx_free(trace);

	trace = sx_begin(NULL);
	syscall(SYS_getppid);
	sx_end(trace);
	sx_assert_only(trace, "getppid() > 0");
	ck_assert_uint_eq(sx_count(trace, NULL), 1);
	sx_free(trace);

	trace = sx_start(SX_OPTIONS(.flags = SX_STACKS), SX_ARGV("tail", "-f", "/dev/null"));
	ck_assert_int_eq(sx_wait_for(trace, "execve(...) = 0", 10000), 0);
	sx_stop(trace);
	sx_assert_killed(trace, SIGTERM);
	sx_free(trace);

	/* Descriptors are told apart although their kernel addresses are not told. */
	trace = sx_run(NULL, SX_ARGV("sh", "-c", "exec 7<>/dev/null; exec 8>&7 9>/dev/null"));
	sx_assert_order(trace, "%open(path='/dev/null', flags=O_RDWR|...) = $a", "dup2(7</dev/null>, 8) = 8");
	sx_free(trace);
}
END_TEST

static const char *open_folder(const char *name)
{
	static char path[4200];

	snprintf(path, sizeof(path), "%s/%s", work_folder(), name);
	ck_assert_int_eq(mkdir(path, 0777), 0);
	ck_assert_int_eq(chmod(path, 0777), 0);
	return path;
}

/* What io_uring carries out, too: at once, by a worker, by a thread of the kernel's. */
START_TEST(a_user_records_what_io_uring_does)
{
	static const char *const ways[] = { "plain", "async", "kernel" };
	const char *program, *folders[3];
	sx_trace *trace;
	struct ring ring;

	if (ring_open(&ring) < 0)
		return;
	close(ring.fd);
	new_folder();
	program = copy_to_work(victim("operations"), "operations");
	for (int i = 0; i < 3; i++)
		folders[i] = strdup(open_folder(ways[i]));
	install_helper(true);
	become_nobody();
	for (int i = 0; i < 3; i++) {
		trace = sx_run(SX_OPTIONS(.dir = folders[i]), SX_ARGV(program, "-", ways[i], "files"));
		sx_assert_exited(trace, 0);
		sx_assert_order(trace,
			"io_uring:mkdirat(AT_FDCWD, 'folder', 0750) = 0",
			"io_uring:openat(AT_FDCWD, 'folder/file', O_RDWR|O_CREAT|O_CLOEXEC, 0640) = $fd",
			"io_uring:write($fd, 'hello', 5) = 5",
			"io_uring:pread64(</**/folder/file>, 'elloabcd', 16, 1) = 8",
			"io_uring:close($fd) = 0",
			"io_uring:renameat2(oldpath='folder/file', newpath='folder/other') = 0");
		sx_assert_never(trace, "%file(path='folder/missing')");
		sx_assert_never(trace, "%network");
		sx_free(trace);
		free((char *)folders[i]);
	}
}
END_TEST

/* A region with a ring that was made before it: its operations are known, or it cannot be told that there were none. */
START_TEST(a_users_region_knows_of_older_rings)
{
	static const unsigned flags[] = { 0, IORING_SETUP_SQPOLL };

	new_folder();
	install_helper(true);
	become_nobody();
	for (size_t i = 0; i < 2; i++) {
		struct ring ring;
		sx_trace *trace;
		int fd;

		if (ring_open_with(&ring, flags[i], 0) < 0)
			return;
		ck_assert_int_ge(ring_openat(&ring, "/dev/null"), 0);
		trace = sx_begin(NULL);
		fd = ring_openat(&ring, "/dev/null");
		sx_end(trace);
		ck_assert_int_ge(fd, 0);
		sx_assert_times(trace, 1, "io_uring:openat(AT_FDCWD, '/dev/null', O_RDONLY) >= 0");
		sx_free(trace);
		close(ring.fd);
	}
}
END_TEST

/* Neither its calls nor its memory; that it ran, that it ended, and that something is missing. */
static void expect_only_its_start(const char *program)
{
	sx_trace *trace = sx_run(NULL, SX_ARGV(program)), *among;
	const char *why;

	ck_assert_msg(!sx_error(trace), "%s", sx_error(trace));
	sx_assert_called(trace, "execve(...) = 0");
	ck_assert_ptr_null(sx_find(trace, NULL, "write"));
	ck_assert_ptr_null(sx_find(trace, NULL, "exit_group"));
	ck_assert_uint_eq(sx_lost(trace), 1);
	ck_assert_uint_eq(sx_count(trace, NULL), SIZE_MAX);
	ck_assert_int_eq(sx_status(trace), 7 << 8);
	why = sx_check_never_((struct sx_here_){ __FILE__, __LINE__, "lent" }, trace, "%network");
	ck_assert_ptr_nonnull(why);
	ck_assert_msg(strstr(why, "cannot tell"), "%s", why);
	sx_free(trace);

	among = sx_run(NULL, SX_ARGV("sh", "-c", "\"$0\"; mkdir /missing/later; exit 4", program));
	sx_assert_exited(among, 4);
	sx_assert_called(among, "mkdir('/missing/later', ...)");
	ck_assert_ptr_null(sx_find(among, NULL, "exit_group(7)"));
	ck_assert_uint_eq(sx_lost(among), 1);
	sx_free(among);
}

START_TEST(a_set_user_id_program_is_not_recorded)
{
	const char *program;

	new_folder();
	program = copy_to_work(victim("first"), "first");
	ck_assert_int_eq(chmod(program, 04755), 0);
	install_helper(true);
	become_nobody();
	expect_only_its_start(program);
}
END_TEST

START_TEST(a_set_group_id_program_is_not_recorded)
{
	const char *program;

	new_folder();
	program = copy_to_work(victim("first"), "first");
	ck_assert_int_eq(chmod(program, 02755), 0);
	install_helper(true);
	become_nobody();
	expect_only_its_start(program);
}
END_TEST

START_TEST(a_program_with_capabilities_is_not_recorded)
{
	const char *program;

	new_folder();
	program = copy_to_work(victim("first"), "first");
	give_capabilities(program, 1U << CAP_NET_RAW, 0);
	install_helper(true);
	become_nobody();
	expect_only_its_start(program);
}
END_TEST

START_TEST(a_program_that_may_not_be_read_is_not_recorded)
{
	const char *program;

	new_folder();
	program = copy_to_work(victim("first"), "first");
	ck_assert_int_eq(chmod(program, 0711), 0);
	install_helper(true);
	become_nobody();
	expect_only_its_start(program);
}
END_TEST

/* The capabilities may as well be the test program's own: it is no way around either. */
START_TEST(capabilities_of_the_test_itself_show_no_more)
{
	const char *probe, *program;
	char *text;

	new_folder();
	probe = copy_to_work(PROBE, "probe");
	program = copy_to_work(victim("first"), "first");
	ck_assert_int_eq(chmod(program, 04755), 0);
	ck_assert_int_eq(run_plain(told_file(), SX_ARGV("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
							"--inh-caps=+bpf,+perfmon", "--ambient-caps=+bpf,+perfmon", probe,
							"run", program)), 0);
	text = text_of_file(told_file());
	ck_assert_msg(strstr(text, " lost 1 "), "%s", text);
	free(text);
}
END_TEST

/* Root sees all of it: there is nobody to hide it from. */
START_TEST(root_records_set_id_programs)
{
	const char *program;
	sx_trace *trace;

	new_folder();
	program = copy_to_work(victim("first"), "first");
	ck_assert_int_eq(chmod(program, 04755), 0);
	trace = sx_run(SX_OPTIONS(.user = "nobody"), SX_ARGV(program));
	sx_assert_exited(trace, 7);
	ck_assert_uint_eq(sx_count(trace, NULL), 3);
	sx_free(trace);
}
END_TEST

START_TEST(nobody_is_attached_to)
{
	pid_t own, foreign;
	sx_trace *trace;

	new_folder();
	install_helper(true);
	foreign = fork();
	ck_assert_int_ge(foreign, 0);
	if (!foreign)
		for (;;)
			pause();
	own = fork();
	ck_assert_int_ge(own, 0);
	if (!own) {
		if (setresuid(NOBODY, NOBODY, NOBODY) < 0)
			_exit(1);
		for (;;)
			pause();
	}
	if (fork() == 0) {
		pid_t pids[] = { foreign, own, 1 };

		become_nobody();
		for (int i = 0; i < 3; i++) {
			trace = sx_attach(NULL, pids[i]);
			ck_assert_ptr_nonnull(sx_error(trace));
			ck_assert_msg(strstr(sx_error(trace), "helper"), "%s", sx_error(trace));
			ck_assert_ptr_null(sx_find(trace, NULL, "*"));
			sx_free(trace);
		}
		_exit(42);
	}
	{
		int status = 0;

		while (wait(&status) > 0 && (!WIFEXITED(status) || WEXITSTATUS(status) != 42))
			ck_assert_int_eq(status, 42 << 8);
		ck_assert_int_eq(status, 42 << 8);
	}
	kill(foreign, SIGKILL);
	kill(own, SIGKILL);
	while (wait(NULL) > 0)
		;
}
END_TEST

/* Each with its sentence; in a child, so that the test itself keeps its capabilities. */
static void expect_sentence(const char *helper, bool is_confined, const char *part)
{
	int status = 0;
	pid_t pid;

	setenv("SX_HELPER", helper, 1);
	unsetenv("SX_REQUIRE");
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid) {
		const char *why;

		become_nobody();
		if (is_confined)
			prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		if (sx_available(&why) >= 0 || !strstr(why, part)) {
			fprintf(stderr, "%s: %s\n", helper, why ? why : "available");
			_exit(1);
		}
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}

START_TEST(what_is_wrong_with_the_helper_is_said)
{
	char helper[4200];

	new_folder();
	install_helper(false);
	snprintf(helper, sizeof(helper), "%s", getenv("SX_HELPER"));
	expect_sentence(helper, false, "runs without CAP_BPF and CAP_PERFMON");
	expect_sentence("/bin/true", false, "ended without an answer");
	expect_sentence("/missing/helper", false, "setcap cap_bpf,cap_perfmon=ep /missing/helper");
	ck_assert_int_eq(chmod(helper, 0700), 0);
	expect_sentence(helper, false, "cannot be started: Permission denied");
	ck_assert_int_eq(chmod(helper, 0755), 0);
	install_helper(true);
	expect_sentence(helper, true, "no_new_privs");
}
END_TEST

void add_tests(TCase *tcase)
{
	if (geteuid() != 0)
		return;
	tcase_add_test(tcase, a_user_records_through_the_helper);
	tcase_add_test(tcase, a_user_records_what_io_uring_does);
	tcase_add_test(tcase, a_users_region_knows_of_older_rings);
	tcase_add_test(tcase, a_set_user_id_program_is_not_recorded);
	tcase_add_test(tcase, a_set_group_id_program_is_not_recorded);
	tcase_add_test(tcase, a_program_with_capabilities_is_not_recorded);
	tcase_add_test(tcase, a_program_that_may_not_be_read_is_not_recorded);
	tcase_add_test(tcase, capabilities_of_the_test_itself_show_no_more);
	tcase_add_test(tcase, root_records_set_id_programs);
	tcase_add_test(tcase, nobody_is_attached_to);
	tcase_add_test(tcase, what_is_wrong_with_the_helper_is_said);
}
