/* SPDX-License-Identifier: MIT */
/* Patterns that no call could ever match are errors, or "never" would hold of them. */
#include <string.h>

#include "tests/unit/matches.h"

static const struct variable variables = {"cwd", "/home/u", NULL};

/* clang-format off */
static const struct {
	const char *text, *report;
} table[] = {
	{ "write(*, *, < 0)",
	  "pattern error: count of write is never less than 0: this can never match\n"
	  "    write(*, *, < 0)\n"
	  "                ^^^" },
	{ "write(count=<= -1)",
	  "pattern error: count of write is never less than 0: this can never match\n"
	  "    write(count=<= -1)\n"
	  "                ^^^^^" },
	{ "openat(AT_FDCWD, 'x', O_RDONLY|O_WRONLY)",
	  "pattern error: O_RDONLY and O_WRONLY exclude each other: this can never match\n"
	  "    openat(AT_FDCWD, 'x', O_RDONLY|O_WRONLY)\n"
	  "                                   ^^^^^^^^" },
	{ "openat(AT_FDCWD, 'x', O_CREAT|!O_CREAT|...)",
	  "pattern error: with and without O_CREAT: this can never match\n"
	  "    openat(AT_FDCWD, 'x', O_CREAT|!O_CREAT|...)\n"
	  "                                  ^^^^^^^^" },
	{ "close(99999999999)",
	  "pattern error: fd of close has 32 bits: this number can never match\n"
	  "    close(99999999999)\n"
	  "          ^^^^^^^^^^^" },
	{ "unlink(\"a\\0b\")",
	  "pattern error: pathname of unlink ends at its NUL: a text with a NUL in it can never match\n"
	  "    unlink(\"a\\0b\")\n"
	  "           ^^^^^^" },
	{ "openat(*, '/x/../y', ...)",
	  "pattern error: pathname of openat is matched as resolved, without . and ..: this can never match\n"
	  "    openat(*, '/x/../y', ...)\n"
	  "              ^^^^^^^^^" },
	{ "--- SIGCHDL ---",
	  "pattern error: unknown signal SIGCHDL\n"
	  "    --- SIGCHDL ---\n"
	  "        ^^^^^^^\n"
	  "did you mean SIGCHLD?" },
	{ "--- SIGCHLD {si_pidd=1, ...} ---",
	  "pattern error: no structure has a field si_pidd\n"
	  "    --- SIGCHLD {si_pidd=1, ...} ---\n"
	  "                 ^^^^^^^\n"
	  "did you mean si_pid?" },
	{ "--- SIGCHLD {st_uid=1, ...} ---",
	  "pattern error: a signal has no field st_uid\n"
	  "    --- SIGCHLD {st_uid=1, ...} ---\n"
	  "                 ^^^^^^\n"
	  "did you mean si_uid?" },
	{ "--- SIGCHLD {si_pid=1} ---",
	  "pattern error: a signal has more fields than these: this can never match\n"
	  "    --- SIGCHLD {si_pid=1} ---\n"
	  "                ^^^^^^^^^^\n"
	  "write \", ...\" for any further fields" },
	{ "--- SIGCHLD {si_code=CLD_EXITD, ...} ---",
	  "pattern error: unknown constant CLD_EXITD\n"
	  "    --- SIGCHLD {si_code=CLD_EXITD, ...} ---\n"
	  "                         ^^^^^^^^^\n"
	  "did you mean CLD_EXITED?" },
	{ "--- SIGCHLD {si_code=SEGV_MAPERR, ...} ---",
	  "pattern error: SEGV_MAPERR is no si_code of SIGCHLD\n"
	  "    --- SIGCHLD {si_code=SEGV_MAPERR, ...} ---\n"
	  "                         ^^^^^^^^^^^" },
	{ "--- * {si_code=O_RDONLY, ...} ---",
	  "pattern error: O_RDONLY is no si_code of a signal\n"
	  "    --- * {si_code=O_RDONLY, ...} ---\n"
	  "                   ^^^^^^^^" },
	{ "--- SIGTERM {si_status=1, ...} ---",
	  "pattern error: SIGTERM has no si_status: this can never match\n"
	  "    --- SIGTERM {si_status=1, ...} ---\n"
	  "                 ^^^^^^^^^" },
	{ "--- SIGCHLD {si_signo=SIGUSR1, ...} ---",
	  "pattern error: si_signo of SIGCHLD is SIGCHLD: this can never match\n"
	  "    --- SIGCHLD {si_signo=SIGUSR1, ...} ---\n"
	  "                          ^^^^^^^" },
	{ "--- SIGCHLD si_pid=1 ---",
	  "pattern error: expected {field=value, ...} and ---\n"
	  "    --- SIGCHLD si_pid=1 ---\n"
	  "                ^^^^^^^^^^^^" },
	{ "read(...) < -1",
	  "pattern error: a result is at least -1, which is any error: this can never match\n"
	  "    read(...) < -1\n"
	  "              ^^^^" },
	{ "read(...) <= -2",
	  "pattern error: a result is at least -1, which is any error: this can never match\n"
	  "    read(...) <= -2\n"
	  "              ^^^^^" },
	{ "openat(*, 'x', O_SYNC|!O_DSYNC|...)",
	  "pattern error: the other flags have O_DSYNC in them: this can never match\n"
	  "    openat(*, 'x', O_SYNC|!O_DSYNC|...)\n"
	  "                          ^^^^^^^^" },
	{ "openat(*, 'x', O_TMPFILE|!O_DIRECTORY|...)",
	  "pattern error: the other flags have O_DIRECTORY in them: this can never match\n"
	  "    openat(*, 'x', O_TMPFILE|!O_DIRECTORY|...)\n"
	  "                             ^^^^^^^^^^^^" },
	{ "openat(*, 'x', 0x40|!O_CREAT|...)",
	  "pattern error: the other flags have O_CREAT in them: this can never match\n"
	  "    openat(*, 'x', 0x40|!O_CREAT|...)\n"
	  "                        ^^^^^^^^" },
	{ "socket(AF_INET|AF_UNIX, *, *)",
	  "pattern error: AF_INET and AF_UNIX exclude each other: this can never match\n"
	  "    socket(AF_INET|AF_UNIX, *, *)\n"
	  "                   ^^^^^^^" },
	{ "lseek(3, 0, SEEK_SET|SEEK_CUR)",
	  "pattern error: SEEK_SET and SEEK_CUR exclude each other: this can never match\n"
	  "    lseek(3, 0, SEEK_SET|SEEK_CUR)\n"
	  "                         ^^^^^^^^" },
	{ "fstat(3, {st_mode=S_IFREG|S_IFDIR, ...})",
	  "pattern error: S_IFREG and S_IFDIR exclude each other: this can never match\n"
	  "    fstat(3, {st_mode=S_IFREG|S_IFDIR, ...})\n"
	  "                              ^^^^^^^" },
	{ "fstat(3, {st_mode=S_IFREG|0644, st_mode=S_IFDIR|0755, ...})",
	  "pattern error: st_mode is asked for twice\n"
	  "    fstat(3, {st_mode=S_IFREG|0644, st_mode=S_IFDIR|0755, ...})\n"
	  "                                    ^^^^^^^" },
	{ "execve('x', {'a'}, ...)",
	  "pattern error: argv of execve is an array of texts: ['a', 'b', ...]\n"
	  "    execve('x', {'a'}, ...)\n"
	  "                ^^^^^" },
	{ "read(<x>, ...)",
	  "pattern error: a descriptor is open on an absolute path, or on socket:[…], pipe:[…]: this can never match\n"
	  "    read(<x>, ...)\n"
	  "         ^^^\n"
	  "write <**/x>" },
	{ "read(3<etc/passwd>, ...)",
	  "pattern error: a descriptor is open on an absolute path, or on socket:[…], pipe:[…]: this can never match\n"
	  "    read(3<etc/passwd>, ...)\n"
	  "         ^^^^^^^^^^^^^\n"
	  "write <**/etc/passwd>" },
	{ "read(<>, ...)",
	  "pattern error: a descriptor is open on an absolute path, or on socket:[…], pipe:[…]: this can never match\n"
	  "    read(<>, ...)\n"
	  "         ^^" },
	{ "read(</x/../y>, ...)",
	  "pattern error: a descriptor is open on a path without . and ..: this can never match\n"
	  "    read(</x/../y>, ...)\n"
	  "         ^^^^^^^^^" },
	{ "openat(...) = 3<data>",
	  "pattern error: a descriptor is open on an absolute path, or on socket:[…], pipe:[…]: this can never match\n"
	  "    openat(...) = 3<data>\n"
	  "                  ^^^^^^^\n"
	  "write <**/data>" },
	{ "write(1, 'hello', 3)",
	  "pattern error: the text has 5 bytes: this can never match\n"
	  "    write(1, 'hello', 3)\n"
	  "                      ^" },
	{ "write(count=4, buf=\"hello\")",
	  "pattern error: the text has 5 bytes: this can never match\n"
	  "    write(count=4, buf=\"hello\")\n"
	  "                ^" },
	{ "mark('x') = 5",
	  "pattern error: a mark has no result\n"
	  "    mark('x') = 5\n"
	  "              ^^^" },
	{ "+++ exited with 256 +++",
	  "pattern error: an exit status is 255 at most: this can never match\n"
	  "    +++ exited with 256 +++\n"
	  "                    ^^^" },
	{ "+++ exited with -1 +++",
	  "pattern error: exited with which code?\n"
	  "    +++ exited with -1 +++\n"
	  "                    ^" },
	{ "+++ killed by SIGCONT +++",
	  "pattern error: SIGCONT kills no process: this can never match\n"
	  "    +++ killed by SIGCONT +++\n"
	  "                  ^^^^^^^" },
	{ "openat(AT_FDCWD, /etc/passwd, O_RDONLY)",
	  "pattern error: a text stands in quotes: '/etc/passwd'\n"
	  "    openat(AT_FDCWD, /etc/passwd, O_RDONLY)\n"
	  "                     ^^^^^^^^^^^" },
	{ "openat(AT_FDCWD, etc, O_RDONLY)",
	  "pattern error: unknown constant etc\n"
	  "    openat(AT_FDCWD, etc, O_RDONLY)\n"
	  "                     ^^^\n"
	  "a text stands in quotes: 'etc'" },
	{ "close(fd)",
	  "pattern error: unknown constant fd\n"
	  "    close(fd)\n"
	  "          ^^\n"
	  "write $fd for what is captured, * for any value" },
	{ "mkdir('x', 0999)",
	  "pattern error: unknown constant 0999\n"
	  "    mkdir('x', 0999)\n"
	  "               ^^^^\n"
	  "a number that begins with 0 is octal, or hexadecimal behind 0x" },
	{ "read(3, *, 4) = !5",
	  "pattern error: a result that is another one is written != 5\n"
	  "    read(3, *, 4) = !5\n"
	  "                    ^^" },
	{ "rt_sigprocmask(SIG_BLOCK, [INTT], ...)",
	  "pattern error: unknown constant INTT\n"
	  "    rt_sigprocmask(SIG_BLOCK, [INTT], ...)\n"
	  "                               ^^^^\n"
	  "did you mean INT?" },
	{ "%desc(3, ...)",
	  "pattern error: argument 1 means different things: fd in read, pathname in open\n"
	  "    %desc(3, ...)\n"
	  "          ^\n"
	  "name it: fd=…" },
	{ "%file('x')",
	  "pattern error: argument 1 means different things: pathname in open, buf in getcwd\n"
	  "    %file('x')\n"
	  "          ^^^\n"
	  "name it: path=…" },
};
/* clang-format on */

START_TEST(what_can_never_match_is_an_error)
{
	const char *text = table[_i].text;
	char *report = report_of(&text, 1, &variables);

	ck_assert_msg(report, "no error: %s", text);
	ck_assert_str_eq(report, table[_i].report);
	free(report);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pattern_impossible");
	TCase *tests = tcase_create("errors");

	tcase_add_loop_test(tests, what_can_never_match_is_an_error, 0, sizeof(table) / sizeof(*table));
	suite_add_tcase(suite, tests);
	return run_tests(suite);
}
