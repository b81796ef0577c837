/* SPDX-License-Identifier: MIT */
/* The dump of real programs, read back as patterns: each line matches a call of its process. */
#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"

#define SH(text) { "/bin/sh", "-c", text, NULL }

static const char *const programs[][4] = {
	{ "/bin/true", NULL },
	{ "ls", "-l", "/", NULL },
	{ "cat", "/etc/passwd", NULL },
	SH("ls / | sort -r | head -n 3"),
	SH("echo x > a && cp a b && mv b c && ln -s c d && rm a c d"),
	SH("mkdir -p x/y && tar cf t.tar x && rmdir x/y x"),
	SH("echo text | gzip | gzip -d"),
	SH("find /etc -maxdepth 1"),
	SH("printf 'b\\na\\n' | sort | grep a | sed s/a/b/"),
	SH("kill -TERM $$"),
	SH("sleep 0.01 & wait"),
	SH("cd / && pwd && umask && ulimit -a"),
	SH("trap 'exit 3' USR1; kill -USR1 $$"),
	SH("exec 5<>f && echo x >&5 && exec 5>&-"),
	{ "env", "-i", "A=b", "/usr/bin/env" },
	{ "dd", "if=/dev/zero", "of=z", "count=3" },
	SH("date; id; uname -a; stat /; df / ; du -s /etc/default"),
	SH("awk 'BEGIN { print 1 | \"cat\" }'"),
	SH("perl -e 'print $$' || true"),
	SH("/no/such/program; false || true"),
};

/* Whether a line of the dump stands for a whole call. */
static bool is_call(const char *line)
{
	return *line && !strstr(line, "<unfinished ...>") && !strstr(line, "resumed>") && !strstr(line, " --- ") &&
	       !strstr(line, " +++ ");
}

START_TEST(each_line_of_the_dump_matches_a_call)
{
	const char *const *words = programs[_i];
	const char *argv[5] = {words[0], words[1], words[1] ? words[2] : NULL, words[1] && words[2] ? words[3] : NULL, NULL};
	sx_trace *trace;
	char *dump, *line, *rest;
	unsigned count = 0;

	new_folder();
	trace = sx_run(SX_OPTIONS(.dir = work_folder(), .flags = SX_CAPTURE), argv);
	ck_assert_msg(!sx_error(trace), "%s", sx_error(trace));
	ck_assert_uint_eq(sx_lost(trace), 0);
	dump = text_of_dump(trace);
	for (line = strtok_r(dump, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		size_t matches;

		if (!is_call(line))
			continue;
		matches = sx_count(trace, line);
		ck_assert_msg(matches > 0 && matches != SIZE_MAX, "%s: %s", matches ? "cannot be told" : "no call matches", line);
		count++;
	}
	ck_assert_uint_gt(count, 20);
	free(dump);
	sx_free(trace);
}
END_TEST

/* Bytes that strace spells the first character of a text with. */
static size_t first_character(const char *text)
{
	size_t digits = 0;

	if (*text != '\\')
		return 1;
	while (digits < 3 && text[1 + digits] >= '0' && text[1 + digits] < '8')
		digits++;
	return digits ? 1 + digits : text[1] == 'x' ? 4 : 2;
}

/* The length of the text before it. */
static bool is_length(const char *line, const char *at)
{
	static const char *const names[] = { "write(", "pwrite64(", "sendto(" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strncmp(line, names[i], strlen(names[i])) == 0)
			return at[-1] == ',' && at[-2] == '"' && isdigit((unsigned char)at[1]);
	return false;
}

/* A line with one part of it another: a text's first character, a number's last digit. A text stays as long as it was, and
 * its length what it was: a pattern in which they differ is an error. The n-th such; false: no more. */
static bool change_part(const char *line, unsigned n, char *ret_changed)
{
	const char *at = strchr(line, '(');
	bool is_quoted = false;
	unsigned nested = 0;

	for (; at && *at && at[1]; at++) {
		size_t length = (size_t)(at + 1 - line);

		if (is_quoted && *at == '\\') {
			at++;
			continue;
		}
		is_quoted ^= *at == '"' && !nested;
		nested += (!is_quoted && *at == '<') - (!is_quoted && nested && *at == '>');
		if (is_quoted || nested || !(*at == '(' || *at == '[' || (at[-1] == ',' && *at == ' ') || (at[-1] == '=' && *at == ' ')) ||
		    !((at[1] == '"' && at[2] != '"') || isdigit((unsigned char)at[1])) || is_length(line, at) || n--)
			continue;
		memcpy(ret_changed, line, length);
		if (at[1] == '"') {
			bool is_hash = at[2] == '#' || strncmp(at + 2, "\\x23", 4) == 0;	/* getrandom's is in hexadecimal */

			sprintf(ret_changed + length, "\"%c%s", is_hash ? '%' : '#', at + 2 + first_character(at + 2));
			return true;
		}
		strcpy(ret_changed + length, at + 1);
		length += strspn(at + 1, "0123456789abcdefx") - 1;
		ret_changed[length] = ret_changed[length] == '1' ? '2' : '1';
		return true;
	}
	return false;
}

/* A change may make a line that no call can have (close = 1): as a pattern it is an error, told to a list of its own, as an
 * error stays with the list. */
static bool is_refused(const char *line)
{
	int saved = dup(STDERR_FILENO), nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	sx_trace *empty = sx_begin(NULL);
	bool is;

	sx_end(empty);
	ck_assert_ptr_null(sx_error(empty));
	dup2(nowhere, STDERR_FILENO);
	is = sx_count(empty, line) == SIZE_MAX && sx_error(empty);
	dup2(saved, STDERR_FILENO);
	close(nowhere);
	close(saved);
	sx_free(empty);
	return is;
}

/* Thread by thread: every line finds its own call, and with any one part changed it does not. */
START_TEST(each_line_matches_its_own_call_and_no_changed_line_does)
{
	const struct sx_print_style style = { .size = sizeof(style), .flags = SX_PRINT_NO_PIDS | SX_PRINT_NO_EXITS | SX_PRINT_NO_SIGNALS };
	const char *const *words = programs[_i];
	const char *argv[5] = {words[0], words[1], words[1] ? words[2] : NULL, words[1] && words[2] ? words[3] : NULL, NULL};
	const sx_call *first = NULL;
	unsigned changes = 0;
	sx_trace *trace;

	new_folder();
	trace = sx_run(SX_OPTIONS(.dir = work_folder(), .flags = SX_CAPTURE), argv);
	ck_assert_uint_eq(sx_lost(trace), 0);
	while ((first = sx_find(trace, first, NULL))) {
		sx_trace *thread = sx_of_thread(trace, sx_call_tid(first));
		char *dump = NULL, *line, *rest, changed[1 << 16];
		const sx_call *call = NULL, *before = NULL;
		size_t size;
		FILE *stream;

		if (sx_find(thread, NULL, NULL) != first)
			continue;	/* this thread was read back */
		stream = open_memstream(&dump, &size);
		sx_print_as(thread, stream, &style);
		fclose(stream);
		for (line = strtok_r(dump, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest), before = call) {
			call = sx_find(thread, before, NULL);
			ck_assert_msg(call && sx_find(thread, before, line) == call, "does not find its call: %s", line);
			for (unsigned n = 0; strlen(line) < sizeof(changed) - 8 && change_part(line, n, changed); n++, changes++)
				ck_assert_msg(is_refused(changed) || (sx_find(thread, before, changed) != call && !sx_error(trace)),
					      "%s\nis taken for\n%s", changed, line);
		}
		free(dump);
	}
	ck_assert_uint_gt(changes, 40);
	sx_free(trace);
}
END_TEST

START_TEST(startup_ends_where_the_program_begins)
{
	sx_trace *trace = sx_run(NULL, SX_ARGV("/bin/true"));
	const sx_call *call = NULL, *last = NULL;

	sx_assert_only(trace, "%startup", "exit_group(0)", "brk", "openat", "newfstatat", "mmap", "close", "getrandom");
	sx_assert_called(trace, "%startup");
	while ((call = sx_find(trace, call, "%startup")))
		last = call;
	sx_assert_called(sx_matching(trace, "%startup"), "execve(...) = 0");
	ck_assert_str_ne(sx_call_name(last), "exit_group");
	sx_assert_never(sx_matching(trace, "%startup"), "exit_group");
	sx_free(trace);
}
END_TEST

START_TEST(a_descriptor_is_followed_through_dup_fork_and_exec)
{
	sx_trace *trace = sx_run(SX_OPTIONS(.flags = SX_CAPTURE),
				 SX_ARGV("/bin/sh", "-c", "exec 5</etc/passwd; /bin/cat <&5; exec 5<&-; "
						    "exec 5</etc/group; /bin/cat <&5"));

	sx_assert_order(trace, "%open(path='/etc/passwd') = $fd", "execve('/bin/cat', ...)", "read($fd, ...) > 0");
	sx_assert_order(trace, "%open(path='/etc/group') = $fd", "execve('/bin/cat', ...)", "read($fd, ...) > 0");
	sx_assert_all(trace, "read(0</etc/*>, ...)", "read(0, ...)");
	sx_free(trace);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, each_line_of_the_dump_matches_a_call, 0, sizeof(programs) / sizeof(*programs));
	tcase_add_loop_test(tcase, each_line_matches_its_own_call_and_no_changed_line_does, 0,
			    sizeof(programs) / sizeof(*programs));
	tcase_add_test(tcase, startup_ends_where_the_program_begins);
	tcase_add_test(tcase, a_descriptor_is_followed_through_dup_fork_and_exec);
}
