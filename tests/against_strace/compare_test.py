#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whether compare.py sees what it is for: each break of a list that is equal must be reported."""

import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import compare  # noqa: E402

STRACE = [
    (10, 'execve("/bin/sh", ["sh"], 0x7ffe /* 2 vars */) = 0'),
    (10, 'openat(AT_FDCWD</tmp>, "a", O_RDONLY) = -1 ENOENT (No such file or directory)'),
    (10, "clone(child_stack=NULL, flags=SIGCHLD) = 11"),
    (11, 'write(1</dev/null>, "x", 1) = 1'),
    (11, "exit_group(0) = ?"),
    (11, "+++ exited with 0 +++"),
    (10, "wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 11"),
    (10, "read(0</dev/null>, 0x7ffe, 1) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)"),
    (10, "exit_group(0) = ?"),
]
# strace itself, above its child; and what the child does before it becomes the program.
BEFORE = [
    (9, 'execve("/usr/bin/strace", ["strace"], 0x7ffe /* 2 vars */) = 0'),
    (9, "clone(child_stack=NULL, flags=SIGCHLD) = 10"),
    (10, "getpid() = 10"),
]


def without(n):
    return STRACE[:n] + STRACE[n + 1:]


def changed(n, before, after):
    tid, line = STRACE[n]
    assert before in line
    return STRACE[:n] + [(tid, line.replace(before, after))] + STRACE[n + 1:]


def messages(ours, kinds=""):
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(kinds)
        file.flush()
        differences = compare.Differences(file.name)
    return compare.compare("test", BEFORE + ours, STRACE, differences), differences


def main():
    failed = 0

    def expect(name, condition):
        nonlocal failed
        if not condition:
            print("not seen:", name)
            failed += 1

    (found, equal, total), _ = messages(STRACE)
    expect("equal lists are equal", not found and equal == total == len(STRACE))
    for n, (_, line) in enumerate(STRACE):
        if not line.startswith(("+++", "execve")):
            expect(f"without {line}", messages(without(n))[0][0])
    expect("a call more", messages(STRACE + [(11, "getpid() = 11")])[0][0])
    expect("a result", messages(changed(1, "ENOENT", "EACCES"))[0][0])
    expect("a success", messages(changed(1, "= -1 ENOENT (No such file or directory)", "= 3"))[0][0])
    expect("a failure", messages(changed(3, ") = 1", ") = -1 EBADF (Bad file descriptor)"))[0][0])
    expect("another call", messages(changed(3, "write(", "pwrite64("))[0][0])
    expect("another thread", messages(changed(2, "= 11", "= 12"))[0][0])
    expect("no return", messages(changed(7, "? ERESTARTSYS", "-1 EINTR"))[0][0])
    (found, equal, _), _ = messages(changed(3, '"x"', '"y"'))
    expect("another byte, in the share of equal lines only", not found and equal == len(STRACE) - 1)

    kind = "restarts: read EINTR / read . ERESTARTSYS: a reason\n"
    (found, _, _), differences = messages(changed(7, "? ERESTARTSYS", "-1 EINTR"), kind)
    expect("a kind explains", not found and differences.used["restarts"] == 1)
    (found, _, _), differences = messages(STRACE, kind)
    expect("a kind that is not used", not found and not differences.used["restarts"])
    expect("a kind explains one call, not two",
           messages(changed(7, "? ERESTARTSYS", "-1 EINTR") + [(10, "read(0, 0x1, 1) = -1 EINTR (x)")], kind)[0][0])
    print(f"{failed} breaks were not seen")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
