/* SPDX-License-Identifier: MIT */
/* The checks that README.md names, each of a program that keeps to it and of one that does not. */
#include <fcntl.h>
#include <linux/sched.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "suite.h"

static char folder[] = "/tmp/named_checks_XXXXXX";
static sx_trace *good, *bad;	/* of a program that keeps to the check, and of one that does not */

#define RUN(command) sx_run(NULL, SX_ARGV("/bin/sh", "-c", command))

static void run_both(sx_trace *keeps, sx_trace *breaks)
{
	good = keeps;
	bad = breaks;
	sx_assert_exited(good, 0);
	sx_assert_exited(bad, 0);
}

static void free_both(void)
{
	sx_free(good);
	sx_free(bad);
}

/* That it does not hold, and not because it cannot be told; its report is not looked at. */
#define BREAKS(check) \
	do { \
		const char *why_; \
		QUIETLY(why_, check); \
		ck_assert_ptr_nonnull(why_); \
		ck_assert_msg(!strstr(why_, "cannot tell") && !strstr(why_, "nothing to check") && \
			      !strstr(why_, "pattern error"), "%s", why_); \
	} while (0)

START_TEST(no_network)
{
	run_both(RUN("true"), sx_run(NULL, SX_ARGV("/bin/bash", "-c", "true 2>/dev/null >/dev/udp/127.0.0.1/9; true")));
	sx_assert_never(good, "%network");
	BREAKS(sx_check_never_(SX_HERE_, bad, "%network"));
	free_both();
}
END_TEST

#define WRITTEN "%open(flags=!O_RDONLY|...) >= 0"

START_TEST(opens_for_writing_only_below_a_folder)
{
	run_both(RUN("mkdir -p out; echo a >out/a"), RUN("mkdir -p out; echo a >out/a; echo b >b"));
	sx_assert_all(good, WRITTEN, "%open = <$cwd/out/**>");
	BREAKS(sx_check_all_(SX_HERE_, bad, WRITTEN, "%open = <$cwd/out/**>"));
	sx_free(bad);
	/* its name is below the folder, and the file is not */
	bad = RUN("ln -s ../b out/link; echo b >out/link; rm out/link");
	sx_assert_exited(bad, 0);
	BREAKS(sx_check_all_(SX_HERE_, bad, WRITTEN, "%open = <$cwd/out/**>"));
	free_both();
}
END_TEST

/* ---- ways of changing files that are no write ---- */

#define WAY(name, does) \
	static int name(void *argument) \
	{ \
		(void)argument; \
		return (does) < 0; \
	}

WAY(by_creat, creat("b", 0600))
WAY(by_opening, open("b", O_RDONLY | O_CREAT, 0600))
WAY(by_emptying, open("b", O_RDONLY | O_TRUNC))
WAY(by_truncating, truncate("b", 0))
WAY(by_changing_the_mode, chmod("b", 0600))
WAY(by_a_hard_link, link("b", "out/hard"))
WAY(by_renaming, rename("b", "c"))
WAY(by_renaming_into, rename("c", "out/b"))
WAY(by_renaming_out, rename("out/b", "b"))
WAY(by_a_folder, mkdir("folder", 0700))
WAY(by_removing_it, rmdir("folder"))
WAY(by_a_link, symlink("nowhere", "soft"))
WAY(by_removing, unlink("soft"))
WAY(by_a_pipe, mkfifo("pipe", 0600))

START_TEST(writes_makes_and_removes_only_below_a_folder)
{
	static int (*const ways[])(void *) = {
		by_creat, by_opening, by_emptying, by_truncating, by_changing_the_mode, by_a_hard_link, by_renaming,
		by_renaming_into, by_renaming_out, by_a_folder, by_removing_it, by_a_link, by_removing, by_a_pipe,
	};
	sx_trace *trace = RUN("mkdir -p out; echo a >out/a 2>/dev/null; mv out/a out/b; rm out/b; cat </etc/hostname; exec 3</etc/passwd");

	sx_assert_exited(trace, 0);
	sx_assert_conforms(trace, EXAMPLES "/writes_below.policy");
	sx_free(trace);
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		trace = sx_fork(NULL, ways[i], NULL);
		sx_assert_exited(trace, 0);
		BREAKS(sx_check_conforms_(SX_HERE_, trace, EXAMPLES "/writes_below.policy", NULL));
		sx_free(trace);
	}
	ck_assert_int_eq(unlink("pipe") + unlink("b") + unlink("out/hard"), 0);
}
END_TEST

#define OPENED(trace) sx_matching(trace, "%open >= 0")
#define LOADER "%open = </etc/ld.so.*>", "%open = <**/*.so*>", "%open = </usr/lib/locale/**>", \
	       "%open = <**/gconv-modules.cache>"

START_TEST(reads_only_these_files)
{
	run_both(RUN("read x </etc/hostname"), RUN("read x </etc/passwd"));
	sx_assert_only(OPENED(good), LOADER, "%open = </etc/hostname>");
	BREAKS(sx_check_only_(SX_HERE_, OPENED(bad), LOADER, "%open = </etc/hostname>", SX_END_));
	sx_free(bad);
	bad = RUN("ln -s /etc/passwd hostname; read x <hostname; rm hostname");
	sx_assert_exited(bad, 0);
	BREAKS(sx_check_only_(SX_HERE_, OPENED(bad), LOADER, "%open = <**/hostname>", SX_END_));
	free_both();
}
END_TEST

START_TEST(no_fork_and_no_exec_but_of_one)
{
	run_both(RUN("exec true"), RUN("true; cat /etc/hostname >/dev/null; ls >/dev/null"));
	sx_assert_never(good, "%fork");
	BREAKS(sx_check_never_(SX_HERE_, bad, "%fork"));
	sx_assert_only(sx_matching(good, "%exec = 0"), "%exec(path='/**/sh')", "%exec(path='/**/true')");
	BREAKS(sx_check_only_(SX_HERE_, sx_matching(bad, "%exec = 0"), "%exec(path='/**/sh')", "%exec(path='/**/true')",
			      SX_END_));
	free_both();
}
END_TEST

/* Threads are no processes. */
static void *idle(void *argument)
{
	return argument;
}

static int start_a_thread(void *argument)
{
	pthread_t id;

	return pthread_create(&id, NULL, idle, argument) || pthread_join(id, NULL);
}

static int fork_by_clone3(void *argument)
{
	struct clone_args how = {.exit_signal = SIGCHLD};
	pid_t pid = (pid_t)syscall(SYS_clone3, &how, sizeof(how));

	(void)argument;
	if (pid == 0)
		_exit(0);
	return waitpid(pid, NULL, 0) != pid;
}

#define COPIES "clone(flags=!CLONE_THREAD|...)"
#define COPIES_TOO "clone3({flags=!CLONE_THREAD|..., ...}, *)"

START_TEST(no_fork_but_threads)
{
	run_both(sx_fork(NULL, start_a_thread, NULL), RUN("(exec true); true"));
	sx_assert_never(good, "fork|vfork");
	sx_assert_never(good, COPIES);
	sx_assert_never(good, COPIES_TOO);
	BREAKS(sx_check_never_(SX_HERE_, bad, COPIES));
	BREAKS(sx_check_never_(SX_HERE_, good, "%fork"));
	sx_free(bad);
	bad = sx_fork(NULL, fork_by_clone3, NULL);
	sx_assert_exited(bad, 0);
	BREAKS(sx_check_never_(SX_HERE_, bad, COPIES_TOO));
	free_both();
}
END_TEST

#define DROPPED "setresuid(!= 0, != 0, != 0) = 0"
#define INPUT "%read(fd=</etc/hostname>)"

START_TEST(privileges_dropped_before_input_is_read)
{
	run_both(sx_run(NULL, SX_ARGV("setpriv", "--reuid=65534", "--", "/bin/sh", "-c", "read x </etc/hostname")),
		 RUN("read x </etc/hostname; exec setpriv --reuid=65534 -- true"));
	sx_assert_precedes(good, DROPPED, INPUT);
	BREAKS(sx_check_precedes_(SX_HERE_, bad, DROPPED, INPUT));
	sx_free(bad);
	/* root stays root */
	bad = sx_run(NULL, SX_ARGV("setpriv", "--reuid=0", "--", "/bin/sh", "-c", "read x </etc/hostname"));
	sx_assert_exited(bad, 0);
	BREAKS(sx_check_precedes_(SX_HERE_, bad, DROPPED, INPUT));
	free_both();
}
END_TEST

START_TEST(no_descriptor_leak_across_exec)
{
	run_both(RUN("exec true"), RUN("exec 5</etc/hostname; exec true"));
	sx_assert_all(good, "%open >= 0", "%open(flags=O_CLOEXEC|...)");
	BREAKS(sx_check_all_(SX_HERE_, bad, "%open >= 0", "%open(flags=O_CLOEXEC|...)"));
	free_both();
}
END_TEST

#define DURABLE \
	"%open(path='data.tmp', flags=O_CREAT|...) = $new", "write(*, 'hello\\n', 6) = 6", "fsync(</**/data.tmp>) = 0", \
	"%rename(oldpath='data.tmp', newpath='data') = 0", "fsync(<$cwd>) = 0"

START_TEST(durable_save)
{
	run_both(RUN("echo hello >data.tmp; sync data.tmp; mv data.tmp data; sync ."),
		 RUN("echo hello >data.tmp; mv data.tmp data; sync data; sync ."));
	sx_assert_order(good, DURABLE);
	BREAKS(sx_check_order_(SX_HERE_, bad, DURABLE, SX_END_));
	sx_free(bad);
	bad = RUN("echo hello >data.tmp; sync data.tmp; sync .; mv data.tmp data");
	sx_assert_exited(bad, 0);
	BREAKS(sx_check_order_(SX_HERE_, bad, DURABLE, SX_END_));
	unlink("data");
	free_both();
}
END_TEST

START_TEST(no_more_than_so_many_calls)
{
	run_both(RUN("true"), RUN("i=0; while [ $i -lt 600 ]; do i=$((i+1)); echo >/dev/null; done"));
	sx_assert_at_most(good, 500, "*");
	BREAKS(sx_check_at_most_(SX_HERE_, bad, 500, "*"));
	free_both();
}
END_TEST

START_TEST(no_system_call_in_this_stretch)
{
	volatile int sum = 0;

	good = sx_begin(NULL);
	for (int i = 0; i < 1000; i++)
		sum += i;
	sx_end(good);
	bad = sx_begin(NULL);
	sum += getppid();
	sx_end(bad);
	ck_assert_int_ne(sum, 0);
	sx_assert_never(good, "*");
	BREAKS(sx_check_never_(SX_HERE_, bad, "*"));
	free_both();
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("checks");
	int result;

	if (!suite_can_trace())
		return SUITE_SKIPPED;
	if (!mkdtemp(folder) || chdir(folder) < 0)
		return EXIT_FAILURE;
	tcase_add_test(tcase, no_network);
	tcase_add_test(tcase, opens_for_writing_only_below_a_folder);
	tcase_add_test(tcase, writes_makes_and_removes_only_below_a_folder);
	tcase_add_test(tcase, reads_only_these_files);
	tcase_add_test(tcase, no_fork_and_no_exec_but_of_one);
	tcase_add_test(tcase, no_fork_but_threads);
	if (geteuid() == 0)
		tcase_add_test(tcase, privileges_dropped_before_input_is_read);
	tcase_add_test(tcase, no_descriptor_leak_across_exec);
	tcase_add_test(tcase, durable_save);
	tcase_add_test(tcase, no_more_than_so_many_calls);
	tcase_add_test(tcase, no_system_call_in_this_stretch);
	result = suite_run("named_checks", tcase);
	unlink("out/a");
	unlink("b");
	rmdir("out");
	rmdir(folder);
	return result;
}
