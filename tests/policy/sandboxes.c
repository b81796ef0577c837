/* SPDX-License-Identifier: MIT */
/* Sandboxes at work: what they block, what the program in them never tries, and who said no. */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"

static char folder[] = "/tmp/sandboxes_XXXXXX";

/* mkdir fails with an errno that it never has by itself. */
static void write_filter(const char *file)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	ck_assert_int_eq(seccomp_rule_add(filter, SCMP_ACT_ERRNO(ECONNREFUSED), SCMP_SYS(mkdir), 0), 0);
	ck_assert_int_eq(seccomp_rule_add(filter, SCMP_ACT_ERRNO(ECONNREFUSED), SCMP_SYS(mkdirat), 0), 0);
	ck_assert_int_eq(seccomp_export_bpf(filter, fd), 0);
	seccomp_release(filter);
	close(fd);
}

static bool has_bubblewrap(void)
{
	sx_trace *trace = sx_run(NULL, SX_ARGV("/bin/sh", "-c", "bwrap --ro-bind / / true 2>/dev/null"));
	bool has = sx_status(trace) == 0;

	sx_free(trace);
	return has;
}

#define BUBBLEWRAP "exec bwrap --ro-bind / / --tmpfs /tmp --seccomp 9 "

START_TEST(bubblewrap_blocks_a_call)
{
	sx_trace *trace;

	write_filter("filter");
	trace = sx_run(NULL, SX_ARGV("/bin/sh", "-c", BUBBLEWRAP "mkdir /tmp/new 9<filter 2>/dev/null"));
	sx_assert_exited(trace, 1);
	sx_assert_called(trace, "%mkdir(path='/tmp/new') = denied");
	sx_assert_called(trace, "%mkdir(path='/tmp/new') = -1 ECONNREFUSED");
	sx_assert_never(trace, "%mkdir(path='/tmp/new') = 0");
	sx_free(trace);
}
END_TEST

START_TEST(the_program_in_bubblewrap_never_tries_it)
{
	sx_trace *trace;

	write_filter("filter");
	trace = sx_run(NULL, SX_ARGV("/bin/sh", "-c", BUBBLEWRAP "true 9<filter"));
	sx_assert_exited(trace, 0);
	/* bwrap makes folders of its own, before the filter is there */
	sx_assert_called(trace, "%mkdir");
	sx_assert_never(trace, "* = denied");
	sx_free(trace);
}
END_TEST

/* ---- Landlock: the kernel's own refusal, which seccomp has no part in ---- */

static int landlock(void)
{
	struct landlock_ruleset_attr attr = {.handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_DIR};

	return (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
}

static int make_folder_under_landlock(void *argument)
{
	int ruleset = landlock();

	(void)argument;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || syscall(SYS_landlock_restrict_self, ruleset, 0) < 0)
		return 2;
	return mkdirat(AT_FDCWD, "new", 0700) < 0 && errno == EACCES ? 0 : 1;
}

START_TEST(what_landlock_refuses_is_not_denied_by_seccomp)
{
	sx_trace *trace = sx_fork(NULL, make_folder_under_landlock, NULL);

	sx_assert_exited(trace, 0);
	sx_assert_order(trace, "landlock_create_ruleset >= 0", "landlock_restrict_self = 0",
			"mkdirat(AT_FDCWD, 'new', 0700) = -1 EACCES");
	sx_assert_never(trace, "* = denied");
	sx_free(trace);
}
END_TEST

/* ---- a filter as systemd makes it of a unit ---- */

static const char unit[] = "[Service]\nExecStart=/bin/app\nSystemCallFilter=~@swap mkdir:ECONNREFUSED mkdirat:ECONNREFUSED\n";

static int make_folder_under_the_filter(void *argument)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

	(void)argument;
	if (seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(swapoff), 0) ||
	    seccomp_rule_add(filter, SCMP_ACT_ERRNO(ECONNREFUSED), SCMP_SYS(mkdir), 0) ||
	    seccomp_rule_add(filter, SCMP_ACT_ERRNO(ECONNREFUSED), SCMP_SYS(mkdirat), 0) || seccomp_load(filter))
		return 2;
	return mkdirat(AT_FDCWD, "new", 0700) < 0 && errno == ECONNREFUSED ? 0 : 1;
}

START_TEST(what_a_filter_of_systemd_refuses_does_not_conform_to_its_unit)
{
	sx_trace *trace = sx_fork(NULL, make_folder_under_the_filter, NULL);
	const char *why;
	FILE *stream = fopen("app.service", "w");

	ck_assert_ptr_nonnull(stream);
	fputs(unit, stream);
	fclose(stream);
	sx_assert_exited(trace, 0);
	sx_assert_times(trace, 1, "* = denied");
	sx_assert_called(trace, "mkdirat(AT_FDCWD, 'new', 0700) = denied");
	sx_assert_conforms(sx_between(trace, NULL, "mkdirat"), "app.service");
	ck_assert_int_eq(sx_write_profile(trace, "needed.json", 0), 0);
	ck_assert_int_eq(system("grep -q exit_group needed.json && ! grep -q mkdirat needed.json"), 0);
	QUIETLY(why, sx_check_conforms_(SX_HERE_, trace, "app.service", NULL));
	ck_assert_ptr_nonnull(why);
	ck_assert_msg(strstr(why, "app.service allows all but 1 of ") &&
		      strstr(why, "mkdirat fails with ECONNREFUSED: SystemCallFilter=~mkdirat:ECONNREFUSED in line 3"), "%s", why);
	unlink("app.service");
	unlink("needed.json");
	sx_free(trace);
}
END_TEST

/* ---- no_new_privs ---- */

/* What a program that belongs to root and is set-uid is told to be. */
static sx_trace *run_set_uid(const char *way)
{
	char command[256];
	sx_trace *trace;

	snprintf(command, sizeof(command), "exec setpriv %s --reuid=65534 --clear-groups -- %s/set-uid -u >/dev/null", way, folder);
	trace = sx_run(NULL, SX_ARGV("/bin/sh", "-c", command));
	sx_assert_exited(trace, 0);
	sx_assert_never(trace, "* = denied");
	return trace;
}

START_TEST(no_new_privs_keeps_a_set_uid_program_from_its_rights)
{
	sx_trace *trace;

	trace = run_set_uid("");
	sx_assert_called(trace, "geteuid() = 0");
	sx_assert_never(trace, "prctl(PR_SET_NO_NEW_PRIVS, ...)");
	sx_free(trace);
	trace = run_set_uid("--no-new-privs");
	sx_assert_order(trace, "prctl(PR_SET_NO_NEW_PRIVS, 1, ...) = 0", "%exec(path='**/set-uid') = 0", "geteuid() = 65534");
	sx_assert_never(sx_between(trace, "%exec(path='**/set-uid') = 0", NULL), "geteuid() = 0");
	sx_free(trace);
}
END_TEST

static bool may_be_set_uid(void)
{
	struct statvfs about;

	return geteuid() == 0 && chmod(folder, 0755) == 0 && system("cp /usr/bin/id set-uid && chmod 4755 set-uid") == 0 &&
	       statvfs(folder, &about) == 0 && !(about.f_flag & ST_NOSUID);
}

/* ---- syscall user dispatch: the call is given back to the program before it is one ---- */

#ifdef __x86_64__
static volatile char selector = PR_SYS_DISPATCH_OFF;	/* lets calls pass */
static volatile int dispatched;

static void on_dispatch(int number, siginfo_t *info, void *context)
{
	(void)number;
	(void)context;
	selector = PR_SYS_DISPATCH_OFF;
	dispatched = info->si_syscall;
}

static int make_folder_by_dispatch(void *argument)
{
	struct sigaction action = {.sa_sigaction = on_dispatch, .sa_flags = SA_SIGINFO};

	(void)argument;
	if (sigaction(SIGSYS, &action, NULL) < 0 ||
	    prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, 0, 0, &selector) < 0)
		return 77;
	selector = PR_SYS_DISPATCH_ON;
	syscall(SYS_mkdirat, AT_FDCWD, "new", 0700);
	prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_OFF, 0, 0, 0);
	return dispatched == SYS_mkdirat ? 0 : 1;
}

START_TEST(a_dispatched_call_is_a_signal_and_no_call)
{
	sx_trace *trace = sx_fork(NULL, make_folder_by_dispatch, NULL);

	if (WEXITSTATUS(sx_status(trace)) != 77) {
		sx_assert_exited(trace, 0);
		sx_assert_called(trace, "--- SIGSYS {si_signo=SIGSYS, si_code=SYS_USER_DISPATCH, ...} ---");
		sx_assert_never(trace, "mkdirat");
		sx_assert_never(trace, "* = denied");
	}
	sx_free(trace);
}
END_TEST
#endif

/* ---- user namespaces ---- */

START_TEST(a_user_namespace_gives_rights_inside_only)
{
	sx_trace *trace = sx_run(NULL, SX_ARGV("/bin/sh", "-c", "unshare -r true || exit 77"));

	if (WEXITSTATUS(sx_status(trace)) != 77) {
		sx_assert_called(trace, "unshare(CLONE_NEWUSER|...) = 0");
		sx_assert_order(trace, "unshare(CLONE_NEWUSER|...) = 0", "write(</proc/*/uid_map>, ...) > 0");
		sx_assert_never(trace, "* = denied");
	}
	sx_free(trace);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("refusals");
	int result, ruleset;

	if (!suite_can_trace())
		return SUITE_SKIPPED;
	if (!mkdtemp(folder) || chdir(folder) < 0)
		return EXIT_FAILURE;
	if (has_bubblewrap()) {
		tcase_add_test(tcase, bubblewrap_blocks_a_call);
		tcase_add_test(tcase, the_program_in_bubblewrap_never_tries_it);
	} else {
		printf("bwrap is not there or may not run here: two tests are left out\n");
	}
	ruleset = landlock();
	if (ruleset >= 0)
		tcase_add_test(tcase, what_landlock_refuses_is_not_denied_by_seccomp);
	else
		printf("this kernel has no Landlock: one test is left out\n");
	close(ruleset);
	tcase_add_test(tcase, what_a_filter_of_systemd_refuses_does_not_conform_to_its_unit);
	if (may_be_set_uid())
		tcase_add_test(tcase, no_new_privs_keeps_a_set_uid_program_from_its_rights);
	else
		printf("no set-uid programs here: one test is left out\n");
#ifdef __x86_64__
	tcase_add_test(tcase, a_dispatched_call_is_a_signal_and_no_call);
#endif
	tcase_add_test(tcase, a_user_namespace_gives_rights_inside_only);
	result = suite_run("sandboxes", tcase);
	unlink("filter");
	unlink("set-uid");
	rmdir(folder);
	return result;
}
