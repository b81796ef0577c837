/* SPDX-License-Identifier: MIT */
/* The checks that README.md names, each of a program that keeps to it and of one that does not. */
#include <string.h>

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

START_TEST(writes_only_below_a_folder)
{
	run_both(RUN("mkdir -p out; echo a >out/a"), RUN("mkdir -p out; echo a >out/a; echo b >b"));
	sx_assert_all(good, "%open(flags=!O_RDONLY|...) >= 0", "%open(path='/**/out/**')");
	BREAKS(sx_check_all_(SX_HERE_, bad, "%open(flags=!O_RDONLY|...) >= 0", "%open(path='/**/out/**')"));
	free_both();
}
END_TEST

#define OPENED(trace) sx_matching(trace, "%open >= 0")
#define LOADER "%open(path='/etc/ld.so.*')", "%open(path='**/*.so*')", "%open(path='/usr/lib/locale/**')", \
	       "%open(path='**/gconv-modules.cache')"

START_TEST(reads_only_these_files)
{
	run_both(RUN("read x </etc/hostname"), RUN("read x </etc/passwd"));
	sx_assert_only(OPENED(good), LOADER, "%open(path='/etc/hostname')");
	BREAKS(sx_check_only_(SX_HERE_, OPENED(bad), LOADER, "%open(path='/etc/hostname')", SX_END_));
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

START_TEST(privileges_dropped_before_input_is_read)
{
	run_both(sx_run(NULL, SX_ARGV("setpriv", "--reuid=65534", "--", "/bin/sh", "-c", "read x </etc/hostname")),
		 RUN("read x </etc/hostname; exec setpriv --reuid=65534 -- true"));
	sx_assert_precedes(good, "setuid|setreuid|setresuid = 0", "read(</etc/hostname>, ...)");
	BREAKS(sx_check_precedes_(SX_HERE_, bad, "setuid|setreuid|setresuid = 0", "read(</etc/hostname>, ...)"));
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
	tcase_add_test(tcase, writes_only_below_a_folder);
	tcase_add_test(tcase, reads_only_these_files);
	tcase_add_test(tcase, no_fork_and_no_exec_but_of_one);
	tcase_add_test(tcase, privileges_dropped_before_input_is_read);
	tcase_add_test(tcase, no_more_than_so_many_calls);
	tcase_add_test(tcase, no_system_call_in_this_stretch);
	result = suite_run("named_checks", tcase);
	unlink("out/a");
	unlink("b");
	rmdir("out");
	rmdir(folder);
	return result;
}
