/* SPDX-License-Identifier: MIT */
/* Nothing slips past "never" by way of other processes, namespaces, names, numbers and rings. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "suite.h"

#define IMPOSSIBLE 77

static char folder[] = "/tmp/slips_odd_XXXXXX";

#define TAKES(way) sx_run(NULL, SX_ARGV(PROGRAM, way))

/* NULL: the machine does not have this way. */
static sx_trace *taken(sx_trace *trace, const char *way)
{
	ck_assert_msg(!sx_error(trace), "%s: %s", way, sx_error(trace));
	if (WIFEXITED(sx_status(trace)) && WEXITSTATUS(sx_status(trace)) == IMPOSSIBLE) {
		printf("not tried: %s\n", way);
		sx_free(trace);
		return NULL;
	}
	ck_assert_msg(sx_status(trace) == 0, "%s: the program did not do it", way);
	return trace;
}

static void assert_seen(sx_trace *trace, const char *way, const char *pattern)
{
	const char *why;

	QUIETLY(why, sx_check_never_(SX_HERE_, trace, pattern));
	ck_assert_msg(why && strstr(why, "forbidden call happened"), "%s, never %s: %s", way, pattern, why ? why : "holds");
}

START_TEST(no_odd_way_of_opening_slips_past)
{
	static const char *const ways[] = {"namespaces", "another_root", "sibling", "memory", "ptrace", "link", "descriptor",
					   "in_a_root", "splice", "inherited_ring", "registered_ring", "x32"};

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		sx_trace *trace = taken(TAKES(ways[i]), ways[i]);

		if (!trace)
			continue;
		assert_seen(trace, ways[i], "%file(path='**/secret')");
		assert_seen(trace, ways[i], "* = </**/secret>");
		assert_seen(trace, ways[i], "%open = </**/secret>");
		sx_free(trace);
	}
}
END_TEST

/* In the chain nothing has a descriptor, and what reads has no call. */
START_TEST(a_chain_of_operations_does_not_slip_past)
{
	sx_trace *trace = taken(TAKES("chain"), "chain");

	if (!trace)
		return;
	assert_seen(trace, "chain", "%open(path='secret') >= 0");
	assert_seen(trace, "chain", "%read(fd=</**/secret>)");
	sx_free(trace);
}
END_TEST

/* What io_submit hands over may be a read or a write, and is neither in the list. */
START_TEST(asynchronous_io_is_not_taken_for_nothing)
{
	sx_trace *trace = taken(TAKES("aio"), "aio");
	const char *why;

	if (!trace)
		return;
	assert_seen(trace, "aio", "%open(path='secret') >= 0");
	QUIETLY(why, sx_check_never_(SX_HERE_, trace, "%read(fd=</**/secret>)"));
	ck_assert_msg(why && strstr(why, "io_submit may have had done what "), "%s", why ? why : "holds");
	assert_seen(trace, "aio", "%read|io_submit");
	sx_assert_never(trace, "socket");
	sx_free(trace);
	trace = taken(TAKES("link"), "link");
	sx_assert_never(trace, "pwrite64");
	sx_free(trace);
}
END_TEST

/* Opened by a process that is not of the tree. */
START_TEST(a_descriptor_that_is_taken_is_known_by_its_file)
{
	int fd = open("secret", O_RDONLY | O_CLOEXEC);
	char pid[16], number[16];
	sx_trace *trace;

	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	snprintf(number, sizeof(number), "%d", fd);
	trace = taken(sx_run(NULL, SX_ARGV(PROGRAM, "taking", pid, number)), "taking");
	if (trace) {
		assert_seen(trace, "taking", "pidfd_getfd = </**/secret>");
		assert_seen(trace, "taking", "read(</**/secret>, ...)");
	}
	sx_free(trace);
	close(fd);
}
END_TEST

/* A program that gains rights is recorded like any other where root records. */
START_TEST(a_set_uid_helper_does_not_slip_past)
{
	char command[256];
	sx_trace *trace;

	snprintf(command, sizeof(command), "exec setpriv --reuid=65534 --clear-groups -- %s/helper secret >/dev/null", folder);
	trace = sx_run(NULL, SX_ARGV("/bin/sh", "-c", command));
	if (WEXITSTATUS(sx_status(trace)) == 0) {
		assert_seen(trace, "set-uid", "%open(path='**/secret') >= 0");
		assert_seen(trace, "set-uid", "read(</**/secret>, ...)");
	} else {
		printf("not tried: set-uid\n");
	}
	sx_free(trace);
}
END_TEST

static int make_secret(void)
{
	int fd = open("secret", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	return fd < 0 || write(fd, "s", 1) != 1 || close(fd) < 0 ? -1 : 0;
}

int main(void)
{
	TCase *tcase = tcase_create("ways");
	int result;

	if (!suite_can_trace())
		return SUITE_SKIPPED;
	if (!mkdtemp(folder) || chdir(folder) < 0 || make_secret() < 0 || chmod(folder, 0755) < 0)
		return EXIT_FAILURE;
	tcase_add_test(tcase, no_odd_way_of_opening_slips_past);
	tcase_add_test(tcase, a_chain_of_operations_does_not_slip_past);
	tcase_add_test(tcase, asynchronous_io_is_not_taken_for_nothing);
	tcase_add_test(tcase, a_descriptor_that_is_taken_is_known_by_its_file);
	if (geteuid() == 0 && system("cp /bin/cat helper && chmod 4755 helper") == 0)
		tcase_add_test(tcase, a_set_uid_helper_does_not_slip_past);
	result = suite_run("slips_odd", tcase);
	unlink("helper");
	unlink("secret");
	rmdir(folder);
	return result;
}
