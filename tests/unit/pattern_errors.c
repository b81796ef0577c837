/* SPDX-License-Identifier: MIT */
/* What is said about a pattern that is wrong: it is never taken for one that matches nothing. */
#include <string.h>

#include "tests/unit/matches.h"

static const struct variable variables = {"cwd", "/home/u", NULL};

/* clang-format off */
static const struct {
	const char *text, *report;
} table[] = {
	{ "raed(3, *, 4)",
	  "pattern error: unknown system call raed\n"
	  "    raed(3, *, 4)\n"
	  "    ^^^^\n"
	  "did you mean read?" },
	{ "opne",
	  "pattern error: unknown system call opne\n"
	  "    opne\n"
	  "    ^^^^\n"
	  "did you mean open?" },
	{ "fstat(3, {st_siez=1234, ...})",
	  "pattern error: no structure has a field st_siez\n"
	  "    fstat(3, {st_siez=1234, ...})\n"
	  "              ^^^^^^^\n"
	  "did you mean st_size?" },
	{ "%opne",
	  "pattern error: unknown class %opne\n"
	  "    %opne\n"
	  "    ^^^^^\n"
	  "did you mean %open?" },
	{ "%%start",
	  "pattern error: unknown class %%start\n"
	  "    %%start\n"
	  "    ^^^^^^^\n"
	  "did you mean %%stat?" },
	{ "@fielsystem",
	  "pattern error: unknown set @fielsystem (the sets are those of systemd 252)\n"
	  "    @fielsystem\n"
	  "    ^^^^^^^^^^^\n"
	  "did you mean @file-system?" },
	{ "read(fd=3, fd=4)",
	  "pattern error: fd is asked for twice\n"
	  "    read(fd=3, fd=4)\n"
	  "               ^^" },
	{ "write(buf='x', count=1, fd=3, count=> 0)",
	  "pattern error: count is asked for twice\n"
	  "    write(buf='x', count=1, fd=3, count=> 0)\n"
	  "                                  ^^^^^" },
	{ "%open(pth='x')",
	  "pattern error: none of these calls has a parameter pth\n"
	  "    %open(pth='x')\n"
	  "          ^^^\n"
	  "did you mean path?" },
	{ "unlink = deny",
	  "pattern error: the result has no names\n"
	  "    unlink = deny\n"
	  "             ^^^^\n"
	  "did you mean denied?" },
	{ "/[/",
	  "pattern error: bad regular expression: Invalid regular expression\n"
	  "    /[/\n"
	  "    ^^^" },
	{ "/zzz/",
	  "pattern error: no system call has a name like this\n"
	  "    /zzz/\n"
	  "    ^^^^^" },
	{ "zzz*",
	  "pattern error: no system call has a name like this\n"
	  "    zzz*\n"
	  "    ^^^^" },
	{ "%file('x', ...)",
	  "pattern error: argument 1 means different things: pathname in open, buf in getcwd\n"
	  "    %file('x', ...)\n"
	  "          ^^^\n"
	  "name it: path=…" },
	{ "open|openat('x', ...)",
	  "pattern error: argument 1 means different things: pathname in open, dirfd in openat\n"
	  "    open|openat('x', ...)\n"
	  "                ^^^\n"
	  "name it: path=…" },
	{ "read(3, *",
	  "pattern error: the closing ) is missing\n"
	  "    read(3, *\n"
	  "        ^" },
	{ "read(3, * 4)",
	  "pattern error: expected a comma or )\n"
	  "    read(3, * 4)\n"
	  "              ^" },
	{ "read(3, , 4)",
	  "pattern error: a value is missing here\n"
	  "    read(3, , 4)\n"
	  "            ^" },
	{ "read(3, ..., 4)",
	  "pattern error: \"...\" stands for all further arguments: expected )\n"
	  "    read(3, ..., 4)\n"
	  "               ^" },
	{ "read(buf='x', 3)",
	  "pattern error: an argument by position stands behind one by name\n"
	  "    read(buf='x', 3)\n"
	  "                  ^" },
	{ "read(3)",
	  "pattern error: read has 3 arguments, not 1\n"
	  "    read(3)\n"
	  "    ^^^^\n"
	  "write \", ...\" for any further arguments" },
	{ "close()",
	  "pattern error: close has 1 argument, not 0\n"
	  "    close()\n"
	  "    ^^^^^\n"
	  "write (...) for any arguments" },
	{ "getpid(1)",
	  "pattern error: getpid has 0 arguments, not 1\n"
	  "    getpid(1)\n"
	  "           ^" },
	{ "openat(AT_FDCWD, 'x', O_RDONLY, 0600, 5)",
	  "pattern error: openat has 3 to 4 arguments, not 5\n"
	  "    openat(AT_FDCWD, 'x', O_RDONLY, 0600, 5)\n"
	  "                                          ^" },
	{ "rename(oldpth='x', newpath='y')",
	  "pattern error: rename has no parameter oldpth\n"
	  "    rename(oldpth='x', newpath='y')\n"
	  "           ^^^^^^\n"
	  "did you mean oldpath?" },
	{ "getpid(pid=1)",
	  "pattern error: getpid has no parameter pid\n"
	  "    getpid(pid=1)\n"
	  "           ^^^\n"
	  "it has none" },
	{ "%file(pth='/x')",
	  "pattern error: none of these calls has a parameter pth\n"
	  "    %file(pth='/x')\n"
	  "          ^^^\n"
	  "did you mean path?" },
	{ "*(nonsense=1)",
	  "pattern error: none of these calls has a parameter nonsense\n"
	  "    *(nonsense=1)\n"
	  "      ^^^^^^^^" },
	{ "read(...) =",
	  "pattern error: the result is missing behind =\n"
	  "    read(...) =\n"
	  "               ^" },
	{ "read(...) = 4 5",
	  "pattern error: nothing may follow here\n"
	  "    read(...) = 4 5\n"
	  "                  ^" },
	{ "read(...) = -5",
	  "pattern error: an error is written \"= -1 ENOENT\", any error \"= -1\"\n"
	  "    read(...) = -5\n"
	  "              ^^^^" },
	{ "read(...) = 'x'",
	  "pattern error: a result is a number, a descriptor, an error or ?\n"
	  "    read(...) = 'x'\n"
	  "                ^^^" },
	{ "read(...) = -1 ENONT",
	  "pattern error: unknown error ENONT\n"
	  "    read(...) = -1 ENONT\n"
	  "                   ^^^^^\n"
	  "did you mean ENOENT?" },
	{ "open(...) = O_RDONLY",
	  "pattern error: the result has no names\n"
	  "    open(...) = O_RDONLY\n"
	  "                ^^^^^^^^\n"
	  "an error is written \"= -1 ENOENT\"" },
	{ "exit_group(0) = 0",
	  "pattern error: this call never returns: write \"= ?\", or no result\n"
	  "    exit_group(0) = 0\n"
	  "                  ^^^" },
	{ "openat(AT_FDCWD, 'x, O_RDONLY)",
	  "pattern error: the text has no closing '\n"
	  "    openat(AT_FDCWD, 'x, O_RDONLY)\n"
	  "                     ^^^^^^^^^^^^^" },
	{ "openat(AT_FDCWD, \"x",
	  "pattern error: the text has no closing \"\n"
	  "    openat(AT_FDCWD, \"x\n"
	  "                     ^^" },
	{ "openat(AT_FDCWD, 'a\\qb', ...)",
	  "pattern error: unknown escape\n"
	  "    openat(AT_FDCWD, 'a\\qb', ...)\n"
	  "                       ^^" },
	{ "openat(AT_FDCW, 'x', ...)",
	  "pattern error: unknown constant AT_FDCW\n"
	  "    openat(AT_FDCW, 'x', ...)\n"
	  "           ^^^^^^^\n"
	  "did you mean AT_FDCWD?" },
	{ "openat(AT_FDCWD, 'x', O_RDNLY)",
	  "pattern error: unknown constant O_RDNLY\n"
	  "    openat(AT_FDCWD, 'x', O_RDNLY)\n"
	  "                          ^^^^^^^\n"
	  "did you mean O_RDONLY?" },
	{ "openat(AT_FDCWD, 'x', PROT_READ)",
	  "pattern error: PROT_READ is no value of flags of openat\n"
	  "    openat(AT_FDCWD, 'x', PROT_READ)\n"
	  "                          ^^^^^^^^^" },
	{ "openat(AT_FDCWD, O_RDONLY, 'x')",
	  "pattern error: pathname of openat is a text: it has no value O_RDONLY\n"
	  "    openat(AT_FDCWD, O_RDONLY, 'x')\n"
	  "                     ^^^^^^^^" },
	{ "openat(AT_FDCWD, 'x', !O_TRUNC)",
	  "pattern error: ! needs \"|...\" behind it: !O_TRUNC|...\n"
	  "    openat(AT_FDCWD, 'x', !O_TRUNC)\n"
	  "                          ^^^^^^^^" },
	{ "openat(AT_FDCWD, 5, O_RDONLY)",
	  "pattern error: pathname of openat is a text, not a number\n"
	  "    openat(AT_FDCWD, 5, O_RDONLY)\n"
	  "                     ^" },
	{ "lseek(3, 0, SEEK_SET|...)",
	  "pattern error: SEEK_SET is no flag: the values of this argument exclude each other\n"
	  "    lseek(3, 0, SEEK_SET|...)\n"
	  "                ^^^^^^^^^^^^" },
	{ "lseek(3, 0, SEEK_ST)",
	  "pattern error: unknown constant SEEK_ST\n"
	  "    lseek(3, 0, SEEK_ST)\n"
	  "                ^^^^^^^\n"
	  "did you mean SEEK_SET?" },
	{ "close('x')",
	  "pattern error: fd of close is a descriptor: write 3, <path> or $name\n"
	  "    close('x')\n"
	  "          ^^^" },
	{ "write(1, 5</x>, 3)",
	  "pattern error: buf of write is no descriptor\n"
	  "    write(1, 5</x>, 3)\n"
	  "             ^^^^^" },
	{ "kill(1, SIGTREM)",
	  "pattern error: unknown constant SIGTREM\n"
	  "    kill(1, SIGTREM)\n"
	  "            ^^^^^^^\n"
	  "did you mean SIGTERM?" },
	{ "fcntl(3, F_GETFDD)",
	  "pattern error: unknown constant F_GETFDD\n"
	  "    fcntl(3, F_GETFDD)\n"
	  "             ^^^^^^^^\n"
	  "did you mean F_GETFD?" },
	{ "socket(AF_INTE, SOCK_STREAM, 0)",
	  "pattern error: unknown constant AF_INTE\n"
	  "    socket(AF_INTE, SOCK_STREAM, 0)\n"
	  "           ^^^^^^^\n"
	  "did you mean AF_INET?" },
	{ "fstat(3, {st_mode=S_IFREQ|0644, ...})",
	  "pattern error: st_mode is a mode: it has no value S_IFREQ\n"
	  "    fstat(3, {st_mode=S_IFREQ|0644, ...})\n"
	  "                      ^^^^^^^\n"
	  "did you mean S_IFREG?" },
	{ "fstat(3, {st_mode=S_IFREG|0644, ...)",
	  "pattern error: expected a comma or }\n"
	  "    fstat(3, {st_mode=S_IFREG|0644, ...)\n"
	  "                                       ^" },
	{ "execve('/x', 'y', ...)",
	  "pattern error: argv of execve is an array of texts: ['a', 'b', ...]\n"
	  "    execve('/x', 'y', ...)\n"
	  "                 ^^^" },
	{ "close($fd)",
	  "pattern error: $fd is used only here, where it matches anything\n"
	  "    close($fd)\n"
	  "          ^^^\n"
	  "write * where any value will do" },
	{ "dup2($a, $b)",
	  "pattern error: $a is used only here, where it matches anything\n"
	  "    dup2($a, $b)\n"
	  "         ^^\n"
	  "did you mean $b?" },
	{ "openat(*, '$dri/x', ...)",
	  "pattern error: $dri is only read here, and nothing before gives it a value\n"
	  "    openat(*, '$dri/x', ...)\n"
	  "              ^^^^^^^^\n"
	  "capture it first, or give it a value with sx_set()" },
	{ "openat(*, '$cwdd/x', ...)",
	  "pattern error: $cwdd is only read here, and nothing before gives it a value\n"
	  "    openat(*, '$cwdd/x', ...)\n"
	  "              ^^^^^^^^^\n"
	  "did you mean $cwd?" },
	{ "[pid x] close(3)",
	  "pattern error: [pid …] takes a number or a $name\n"
	  "    [pid x] close(3)\n"
	  "         ^" },
	{ "[pid 0] close(3)",
	  "pattern error: no process has this id\n"
	  "    [pid 0] close(3)\n"
	  "         ^" },
	{ "mark('x', 'y')",
	  "pattern error: mark has one argument, its name: mark('ready')\n"
	  "    mark('x', 'y')\n"
	  "         ^^^" },
	{ "mark(5)",
	  "pattern error: a mark's name is a text: mark('ready')\n"
	  "    mark(5)\n"
	  "         ^" },
	{ "<... read resumed>) = 3",
	  "pattern error: half of a call: paste the line where it begins\n"
	  "    <... read resumed>) = 3\n"
	  "    ^" },
};
/* clang-format on */

START_TEST(a_bad_pattern_is_reported_with_its_place)
{
	const char *text = table[_i].text;
	char *report = report_of(&text, 1, &variables);

	ck_assert_msg(report, "no error: %s", text);
	ck_assert_str_eq(report, table[_i].report);
	free(report);
}
END_TEST

static void check_set(const char *const *texts, size_t count, const char *expected)
{
	char *report = report_of(texts, count, &variables);

	if (expected)
		ck_assert_msg(report && strstr(report, expected), "%s", report ? report : "no error");
	else
		ck_assert_msg(!report, "%s", report);
	free(report);
}

START_TEST(names_are_shared_by_the_patterns_of_an_assertion)
{
	check_set((const char *[]){"openat(...) = $fd", "close($fd)"}, 2, NULL);
	check_set((const char *[]){"read($fd, ...)", "close($fd)"}, 2, NULL);
	check_set((const char *[]){"openat(...) = $fd", "close($df)"}, 2,
		  "$df is used only here, where it matches anything\n    close($df)\n          ^^^\ndid you mean $fd?");
	check_set((const char *[]){"openat(...) = $fd"}, 1, NULL);
	check_set((const char *[]){"pipe2([$r, $w], ...)"}, 1, NULL);
	check_set((const char *[]){"openat(*, $name, ...)", "unlink('$name.tmp')"}, 2, NULL);
	check_set((const char *[]){"unlink('$name.tmp')", "openat(*, $name, ...)"}, 2,
		  "$name is only read here, and nothing before gives it a value\n    unlink('$name.tmp')\n           ^");
	check_set((const char *[]){"clone(...) = $child", "[pid $child] execve(...)"}, 2, NULL);
	check_set((const char *[]){"read(...) = $n", "write(1, *, > $n)"}, 2, NULL);
	check_set((const char *[]){"write(1, *, > $n)", "read(...) = $n"}, 2, "$n is only read here");
}
END_TEST

START_TEST(the_caret_counts_characters)
{
	const char *text = "unlink('\xc3\xa4\xc3\xb6\xc3\xbc', 5)";
	char *report = report_of(&text, 1, NULL);

	ck_assert_str_eq(report, "pattern error: unlink has 1 argument, not 2\n"
				 "    unlink('\xc3\xa4\xc3\xb6\xc3\xbc', 5)\n"
				 "                  ^");
	free(report);
}
END_TEST

START_TEST(odd_texts_are_errors_and_nothing_worse)
{
	static const char *const texts[] = {"", " ", "(", ")", "()", "=", "= = =", "|", "a|", "|a", "[", "[pid", "[pid 1", "[pid 1]",
					    "%", "%%", "@", "/", "//", "'", "\"", "<", "read(<", "read({", "read([", "read(~",
					    "read(~[", "read($", "read('$", "read('$')", "read('\\", "read(\"\\", "read(\"\\x",
					    "read(...", "read(..", "read(.", "read(!", "read(>", "read(=>", "read(1=>", "read(1<",
					    "read(1<<", "read(1<<)", "read(A<<", "read(1*", "read(0x)", "read(-)", "read(@)",
					    "---", "+++", "read(/*", "mark(", "read(a=", "read(a=)", "read(&)", "read(x(", "\x80\xff"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		char *report = report_of(&texts[i], 1, NULL);

		ck_assert_msg(report, "no error: %s", texts[i]);
		ck_assert_msg(strncmp(report, "pattern error: ", 15) == 0, "%s", report);
		free(report);
	}
}
END_TEST

START_TEST(deep_brackets_are_an_error)
{
	char text[400] = "read(";
	const char *pattern = text;
	char *report;

	memset(text + 5, '[', sizeof(text) - 6);
	report = report_of(&pattern, 1, NULL);
	ck_assert_msg(report && strstr(report, "nested too deeply"), "%s", report ? report : "no error");
	free(report);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pattern_errors");
	TCase *tests = tcase_create("errors");

	tcase_add_loop_test(tests, a_bad_pattern_is_reported_with_its_place, 0, sizeof(table) / sizeof(*table));
	tcase_add_test(tests, names_are_shared_by_the_patterns_of_an_assertion);
	tcase_add_test(tests, the_caret_counts_characters);
	tcase_add_test(tests, odd_texts_are_errors_and_nothing_worse);
	tcase_add_test(tests, deep_brackets_are_an_error);
	suite_add_tcase(suite, tests);
	return run_tests(suite);
}
