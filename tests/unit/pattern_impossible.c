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
	{ "close(3) = 5",
	  "pattern error: close returns 0, or an error: this can never match\n"
	  "    close(3) = 5\n"
	  "             ^^^" },
	{ "close(3) > 0",
	  "pattern error: close returns 0, or an error: this can never match\n"
	  "    close(3) > 0\n"
	  "             ^^^" },
	{ "fsync|fdatasync = 3",
	  "pattern error: fsync returns 0, or an error: this can never match\n"
	  "    fsync|fdatasync = 3\n"
	  "                    ^^^" },
	{ "munmap|shmdt = 1",
	  "pattern error: munmap returns 0, or an error: this can never match\n"
	  "    munmap|shmdt = 1\n"
	  "                 ^^^" },
	{ "rt_sigqueueinfo(1, 65, ...) = 0",
	  "pattern error: there is no signal 65, so that rt_sigqueueinfo fails: this can never match\n"
	  "    rt_sigqueueinfo(1, 65, ...) = 0\n"
	  "                                  ^" },
	{ "kill(1, 999) = 0",
	  "pattern error: there is no signal 999, so that kill fails: this can never match\n"
	  "    kill(1, 999) = 0\n"
	  "                   ^" },
	{ "mmap = 3",
	  "pattern error: mmap returns the address of a page, or an error: this can never match\n"
	  "    mmap = 3\n"
	  "           ^" },
	{ "creat(flags=!O_CREAT|...)",
	  "pattern error: creat always has O_WRONLY|O_CREAT|O_TRUNC: this can never match\n"
	  "    creat(flags=!O_CREAT|...)\n"
	  "                ^^^^^^^^^^^^" },
	{ "creat(flags=O_RDONLY)",
	  "pattern error: creat always has O_WRONLY|O_CREAT|O_TRUNC: this can never match\n"
	  "    creat(flags=O_RDONLY)\n"
	  "                ^^^^^^^^" },
	{ "connect(3, {sa_family=AF_INET, sun_path=\"x\"}, 16)",
	  "pattern error: sun_path is a field of AF_UNIX, not of AF_INET: this can never match\n"
	  "    connect(3, {sa_family=AF_INET, sun_path=\"x\"}, 16)\n"
	  "                                   ^^^^^^^^" },
	{ "connect(3, {sin_port=htons(80), sun_path=\"x\", ...}, 16)",
	  "pattern error: sun_path is a field of AF_UNIX, others are of AF_INET: this can never match\n"
	  "    connect(3, {sin_port=htons(80), sun_path=\"x\", ...}, 16)\n"
	  "                                    ^^^^^^^^" },
	{ "fstat(3, {st_mode=O_RDONLY, ...})",
	  "pattern error: st_mode is a mode: it has no value O_RDONLY\n"
	  "    fstat(3, {st_mode=O_RDONLY, ...})\n"
	  "                      ^^^^^^^^" },
	{ "fstat(3, {st_size='x', ...})",
	  "pattern error: st_size is a number, not a text\n"
	  "    fstat(3, {st_size='x', ...})\n"
	  "                      ^^^" },
	{ "fstat(3, {st_size=O_RDONLY, ...})",
	  "pattern error: st_size is a number: it has no value O_RDONLY\n"
	  "    fstat(3, {st_size=O_RDONLY, ...})\n"
	  "                      ^^^^^^^^" },
	{ "fstat(3, 'x')",
	  "pattern error: statbuf of fstat is a structure: {…, ...}\n"
	  "    fstat(3, 'x')\n"
	  "             ^^^" },
	{ "pipe2('x', 0)",
	  "pattern error: pipefd of pipe2 is an array: [..., ...]\n"
	  "    pipe2('x', 0)\n"
	  "          ^^^" },
	{ "write(1, 'hello', < 3)",
	  "pattern error: the text has 5 bytes: this can never match\n"
	  "    write(1, 'hello', < 3)\n"
	  "                      ^^^" },
	{ "read(3, *, 4) = 5",
	  "pattern error: read returns 4 at most here: this can never match\n"
	  "    read(3, *, 4) = 5\n"
	  "                    ^" },
	{ "openat(*, '/x/**/', ...)",
	  "pattern error: pathname of openat is matched without a slash at its end: this can never match\n"
	  "    openat(*, '/x/**/', ...)\n"
	  "              ^^^^^^^^" },
	{ "read(</x/**/>)",
	  "pattern error: a path is matched without a slash at its end: this can never match\n"
	  "    read(</x/**/>)\n"
	  "         ^^^^^^^^" },
	{ "stat('x', O_RDONLY)",
	  "pattern error: statbuf of stat is a pointer: it has no value O_RDONLY\n"
	  "    stat('x', O_RDONLY)\n"
	  "              ^^^^^^^^" },
	{ "chown('x', 'y', 3)",
	  "pattern error: owner of chown is a number, not a text\n"
	  "    chown('x', 'y', 3)\n"
	  "               ^^^" },
	{ "bind(3, 'x', 4)",
	  "pattern error: addr of bind is an address: {sa_family=AF_INET, ...}, and path='…' is a unix address's\n"
	  "    bind(3, 'x', 4)\n"
	  "            ^^^" },
	{ "read(3, O_RDONLY, 5)",
	  "pattern error: buf of read is a pointer: it has no value O_RDONLY\n"
	  "    read(3, O_RDONLY, 5)\n"
	  "            ^^^^^^^^" },
	{ "rt_sigprocmask(SIG_BLOCK, 'INT', ...)",
	  "pattern error: set of rt_sigprocmask is an array: [..., ...]\n"
	  "    rt_sigprocmask(SIG_BLOCK, 'INT', ...)\n"
	  "                              ^^^^^" },
	{ "wait4(1, {x}, 0, NULL)",
	  "pattern error: wstatus of wait4 is an array: [..., ...]\n"
	  "    wait4(1, {x}, 0, NULL)\n"
	  "             ^^^" },
	{ "openat(*, 'x', 'O_RDONLY')",
	  "pattern error: flags of openat is a number, not a text\n"
	  "    openat(*, 'x', 'O_RDONLY')\n"
	  "                   ^^^^^^^^^^\n"
	  "write it without quotes: O_RDONLY" },
	{ "openat(...) = 99999999999",
	  "pattern error: what openat returns has 32 bits: this number can never match\n"
	  "    openat(...) = 99999999999\n"
	  "                  ^^^^^^^^^^^" },
	{ "dup2(3, 4) = 5",
	  "pattern error: dup2 returns 4 here: this can never match\n"
	  "    dup2(3, 4) = 5\n"
	  "                 ^" },
	{ "mmap(NULL, 4096, ...) = 0x1001",
	  "pattern error: mmap returns the address of a page, or an error: this can never match\n"
	  "    mmap(NULL, 4096, ...) = 0x1001\n"
	  "                            ^^^^^^" },
	{ "ustat(O_RDONLY, *)",
	  "pattern error: dev of ustat is a number: it has no value O_RDONLY\n"
	  "    ustat(O_RDONLY, *)\n"
	  "          ^^^^^^^^" },
	{ "semop(3, 'x', 1)",
	  "pattern error: sops of semop is an array: [..., ...]\n"
	  "    semop(3, 'x', 1)\n"
	  "             ^^^" },
	{ "getdents64(3, </x>, 5)",
	  "pattern error: dirp of getdents64 is no descriptor\n"
	  "    getdents64(3, </x>, 5)\n"
	  "                  ^^^^" },
	{ "stat([1 => 2], *)",
	  "pattern error: pathname of stat is a text\n"
	  "    stat([1 => 2], *)\n"
	  "         ^^^^^^^^" },
	{ "kill(1, sig=70) = 0",
	  "pattern error: there is no signal 70, so that kill fails: this can never match\n"
	  "    kill(1, sig=70) = 0\n"
	  "                      ^" },
	{ "tgkill(1, 2, 65) = 0",
	  "pattern error: there is no signal 65, so that tgkill fails: this can never match\n"
	  "    tgkill(1, 2, 65) = 0\n"
	  "                       ^" },
};
/* clang-format on */

/* What looks like these and is possible: a pattern that a call could match is never refused. */
static const char *const possible[] = {
	"getsockopt(3, SOL_SOCKET, SO_PEERCRED, {pid=5, uid=\"\\x06\\x00\\x00\"}, [7]) = 0",
	"close(3) = 0",
	"close = -1 EBADF",
	"close < 0",
	"close >= 0",
	"close != 0",
	"close = ?",
	"close = denied",
	"mmap = 0x7f0000001000",
	"mmap > 3",
	"mmap >= 0",
	"mmap = 0",
	"creat(flags=O_CREAT|...)",
	"creat(flags=O_WRONLY|O_CREAT|O_TRUNC)",
	"creat(flags=!O_EXCL|...)",
	"%open(flags=!O_CREAT|...)",
	"connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr(\"1.2.3.4\")}, 16)",
	"connect(3, {sa_family=AF_UNIX, sun_path=\"x\"}, 16)",
	"connect(path='x')",
	"bind(path=\"x\")",
	"fstat(3, {st_mode=S_IFREG|0644, ...})",
	"fstat(3, {st_mode=S_IFREG|..., ...})",
	"fstat(3, {st_size=> 5, ...})",
	"fstat(3, {st_mode=!S_ISUID|..., ...})",
	"openat(*, '/x/', ...)",
	"openat(*, '/x/**', ...)",
	"openat(*, 'x/', ...)",
	"write(1, 'hello', >= 3)",
	"write(1, 'hello', 5) = 5",
	"write(1, 'hello'..., 3)",
	"read(3, *, 4) = 4",
	"sendto(3, 'x', 1, 0, NULL, 0)",
	"writev(1, 'hello', 1)",
	"sendmsg(3, 'x', 0)",
	"kill(1, 999) = -1 EINVAL",
	"statx(*, *, *, *, {stx_mode=S_IFDIR|..., ...})",
	"utimensat(*, 'x', [UTIME_NOW, UTIME_OMIT], 0)",
	"prlimit64(0, RLIMIT_NOFILE, NULL, {rlim_cur=1024, rlim_max=RLIM64_INFINITY})",
	"nanosleep({tv_sec=0, tv_nsec=5}, NULL)",
	"rt_sigaction(SIGINT, {sa_handler=SIG_IGN, ...}, NULL, 8)",
	"mknod('x', S_IFCHR|0600, makedev(1, 3))",
	"wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 5",
	"clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|SIGCHLD, ...)",
	"getsockname(3, {sa_family=AF_INET, ...}, [16 => 16]) = 0",
	"poll([{fd=3, events=POLLIN}], 1, -1) = 1 ([{fd=3, revents=POLLIN}])",
	"getcwd('/x', 4096)",
	"setxattr('x', 'user.a', 'v', 1, 0)",
	"access('x', R_OK) = -1",
	"read(</x/>, ...)",
	"read(</>, ...)",
	"read(</x//y/>, *, 4)",
	"dup2(3, 4) = 4",
	"kill(1, 64) = 0",
	"kill(1, 0) = 0",
	"listxattr('x', 'user.a', 10)",
	"getdents64(3, [{d_ino=1, ...}, ...], 100)",
	"ioprio_set(IOPRIO_WHO_PROCESS, 0, IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, 4))",
	"getsockopt(3, SOL_SOCKET, SO_ERROR, [0], [4])",
	"kill(1, 999)",
	"lseek(3, 0, SEEK_SET) = 5",
	"dup2(3, *) = 5",
	"dup(3) = 4",
	"openat(...) = 2147483647",
	"read(3, *, *) = 5",
	"brk(NULL) = 0x5",
	"write(1, *, 5) = 5",
	"chown(*, 0, -1)",
	"mknod(*, *, 0x103)",
	"recvfrom(3, *, 4, MSG_TRUNC, ...) = 9",
	"%network(addr={sa_family=AF_INET6, ...})",
	"mmap(offset=0x1000)",
	"shmat(3, NULL, 0) = 0x7f0000000000",
};

START_TEST(what_can_never_match_is_an_error)
{
	const char *text = table[_i].text;
	char *report = report_of(&text, 1, &variables);

	ck_assert_msg(report, "no error: %s", text);
	ck_assert_str_eq(report, table[_i].report);
	free(report);
}
END_TEST

START_TEST(what_may_match_is_no_error)
{
	char *report = report_of(&possible[_i], 1, &variables);

	ck_assert_msg(!report, "%s", report);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pattern_impossible");
	TCase *tests = tcase_create("errors");

	tcase_add_loop_test(tests, what_can_never_match_is_an_error, 0, sizeof(table) / sizeof(*table));
	tcase_add_loop_test(tests, what_may_match_is_no_error, 0, sizeof(possible) / sizeof(*possible));
	suite_add_tcase(suite, tests);
	return run_tests(suite);
}
