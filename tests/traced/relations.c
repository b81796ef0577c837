/* SPDX-License-Identifier: MIT */
/* What belongs together across numbers: open files, tasks and the calls that made them, ends of connections. */
#include "suite.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define HERE ((struct sx_here_){__FILE__, __LINE__, __func__})

extern char **environ;

static int reuses_a_number(void *unused)
{
	char byte;
	int first = open("/etc/passwd", O_RDONLY), second;

	(void)unused;
	if (first < 0 || read(first, &byte, 1) != 1 || close(first) < 0)
		return 1;
	second = open("/etc/group", O_RDONLY);
	return second == first && read(second, &byte, 1) == 1 ? 0 : 2;
}

START_TEST(a_number_that_is_used_again_is_another_file)
{
	sx_trace *trace = sx_fork(NULL, reuses_a_number, NULL);

	sx_assert_exited(trace, 0);
	sx_assert_order(trace, "openat(*, '/etc/passwd', ...) = $fd", "read($fd, ...) = 1", "close($fd) = 0",
			"openat(*, '/etc/group', ...) = $other", "read($other, ...) = 1");
	ck_assert_msg(sx_check_order_(HERE, trace, "openat(*, '/etc/passwd', ...) = $fd", "close($fd) = 0",
				      "read($fd, ...)", SX_END_) != NULL,
		      "what was read behind the close was another file");
	sx_free(trace);
}
END_TEST

static int reads_a_copy(void *unused)
{
	char byte;
	int first = open("/etc/passwd", O_RDONLY), second = dup(first);

	(void)unused;
	return second >= 0 && close(first) == 0 && read(second, &byte, 1) == 1 ? 0 : 1;
}

START_TEST(a_duplicate_is_the_same_open_file)
{
	sx_trace *trace = sx_fork(NULL, reads_a_copy, NULL);

	sx_assert_exited(trace, 0);
	sx_assert_order(trace, "openat(*, '/etc/passwd', ...) = $fd", "dup($fd) >= 0", "close($fd) = 0",
			"read($fd, ...) = 1");
	sx_free(trace);
}
END_TEST

static int spawns(void *unused)
{
	const char *const argv[] = {"true", NULL};
	pid_t pid;
	int status;

	(void)unused;
	if (posix_spawn(&pid, "/bin/true", NULL, NULL, (char *const *)argv, environ) != 0)
		return 1;
	return waitpid(pid, &status, 0) == pid && status == 0 ? 0 : 2;
}

/* The clone returns when the child has called execve: only that it made the child puts it before. */
START_TEST(a_clone_is_before_what_its_child_does)
{
	sx_trace *trace = sx_fork(NULL, spawns, NULL);

	sx_assert_exited(trace, 0);
	sx_assert_order(trace, "clone|clone3|vfork|fork(...) = $child", "[pid $child] execve('/bin/true', ...) = 0",
			"wait4($child, ...) = $child");
	sx_free(trace);
}
END_TEST

static int connects(void *unused)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof(address);
	int listening = socket(AF_INET, SOCK_STREAM, 0), connected = socket(AF_INET, SOCK_STREAM, 0);

	(void)unused;
	if (bind(listening, (struct sockaddr *)&address, length) < 0 || listen(listening, 1) < 0 ||
	    getsockname(listening, (struct sockaddr *)&address, &length) < 0 ||
	    connect(connected, (struct sockaddr *)&address, length) < 0)
		return 1;
	return write(connected, "x", 1) == 1 ? 0 : 2;
}

START_TEST(both_ends_of_a_connection_are_named)
{
	const struct sx_print_style style = {.size = sizeof(style), .flags = SX_PRINT_DETAILS};
	sx_trace *trace = sx_fork(NULL, connects, NULL);
	unsigned local = 0, remote = 0, listening = 0;
	const char *line;
	char *text;
	size_t length;
	FILE *stream = open_memstream(&text, &length);

	sx_assert_exited(trace, 0);
	sx_print_as(trace, stream, &style);
	fclose(stream);
	line = strstr(text, "getsockname(");
	ck_assert_ptr_nonnull(line);
	line = strstr(line, "htons(");
	ck_assert_int_eq(sscanf(line, "htons(%u)", &listening), 1);
	line = strstr(text, "write(");
	ck_assert_ptr_nonnull(line);
	line = strstr(line, "127.0.0.1:");
	ck_assert_msg(line != NULL, "%s", text);
	ck_assert_int_eq(sscanf(line, "127.0.0.1:%u->127.0.0.1:%u]", &local, &remote), 2);
	ck_assert_uint_eq(remote, listening);
	ck_assert_uint_ne(local, remote);
	free(text);
	sx_free(trace);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, a_number_that_is_used_again_is_another_file);
	tcase_add_test(tcase, a_duplicate_is_the_same_open_file);
	tcase_add_test(tcase, a_clone_is_before_what_its_child_does);
	tcase_add_test(tcase, both_ends_of_a_connection_are_named);
}
