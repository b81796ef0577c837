#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whether compare.py sees what it is for: each break of a list that is equal must be reported, whatever kinds of
difference are known."""

import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import compare  # noqa: E402
import differences as kinds  # noqa: E402

STRACE = [
    (10, 'execve("/bin/sh", ["sh"], 0x7ffe /* 2 vars */) = 0'),
    (10, 'openat(AT_FDCWD</tmp>, "a", O_RDONLY|O_CLOEXEC) = -1 ENOENT (No such file or directory)'),
    (10, "clone(child_stack=NULL, flags=CLONE_VFORK|SIGCHLD) = 11"),
    (11, 'write(1</dev/null>, "xyz", 3) = 3'),
    (11, 'ioctl(4</tmp/a>, BTRFS_IOC_CLONE or FICLONE, 3) = -1 EOPNOTSUPP (Operation not supported)'),
    (11, "exit_group(0) = ?"),
    (11, "+++ exited with 0 +++"),
    (10, "wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], WNOHANG, NULL) = 11"),
    (10, "--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=11, si_uid=0, si_status=0} ---"),
    (10, "read(0</dev/null>, 0x7ffe, 1) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)"),
    (10, "membarrier(MEMBARRIER_CMD_QUERY, 0) = 0x201 (MEMBARRIER_CMD_GLOBAL|0x200)"),
    (10, "close(3</tmp/b>) = 0"),
    (10, "exit_group(0) = ?"),
    (10, "+++ exited with 0 +++"),
]
# strace itself, above its child; what it tries ptrace out with; and what the child does before it is the program.
BEFORE = [
    (8, 'execve("/usr/bin/strace", ["strace"], 0x7ffe /* 2 vars */) = 0'),
    (8, "clone(child_stack=NULL, flags=SIGCHLD) = 9"),
    (9, "exit_group(0) = ?"),
    (8, "clone(child_stack=NULL, flags=SIGCHLD) = 10"),
    (10, "getpid() = 10"),
]
# (line, text, what it is changed to): of a line of strace's, how ours goes wrong.
BREAKS = [
    (1, "|O_CLOEXEC", ""), (1, "O_RDONLY", "O_WRONLY"), (1, "ENOENT (No such file or directory)", "EACCES (Permission denied)"),
    (1, "-1 ENOENT (No such file or directory)", "3</tmp/a>"), (1, '"a"', '"b"'), (1, '"a"', "0x7ffe"),
    (1, "</tmp>", "</tmp/a>"), (1, "</tmp>", ""), (1, "openat", "open"),
    (2, "CLONE_VFORK|", ""), (2, "= 11", "= 12"),
    (3, "3) = 3", "4) = 3"), (3, "3) = 3", "3) = 4"), (3, "3) = 3", "3) = -1 EBADF (Bad file descriptor)"), (3, "xyz", "xyy"),
    (3, '"xyz"', '"xy"...'), (3, "write(", "pwrite64("), (3, "1<", "2<"), (3, "/dev/null", "/dev/zero"),
    (4, "EOPNOTSUPP (Operation not supported)", "EINVAL (Invalid argument)"), (4, "FICLONE, 3", "FICLONE, 4</etc/b>"),
    (4, "BTRFS_IOC_CLONE or FICLONE", "FIDEDUPERANGE"), (5, "0)", "1)"), (6, "exited with 0", "exited with 1"),
    (6, "exited with 0", "killed by SIGKILL"), (7, "== 0", "== 1"), (7, "WNOHANG", "0"), (7, "= 11", "= 10"),
    (8, "si_status=0", "si_status=1"), (8, "CLD_EXITED", "CLD_KILLED"), (8, "SIGCHLD {", "SIGHUP {"),
    (9, "? ERESTARTSYS (To be restarted if SA_RESTART is set)", "-1 EINTR (Interrupted system call)"),
    (10, "0x201", "0x200"), (10, "MEMBARRIER_CMD_GLOBAL", "MEMBARRIER_CMD_SHARED"), (10, "QUERY", "GLOBAL"),
    (11, "/tmp/b", "/tmp/c"), (11, "/tmp/b", "(unreachable)/tmp/c"), (11, "3<", "4<"),
]


def changed(n, before, after):
    tid, line = STRACE[n]
    assert before in line, (n, before)
    return STRACE[:n] + [(tid, line.replace(before, after, 1))] + STRACE[n + 1:]


def outcome(ours, text=None):
    """(Outcome, Differences) of our list against STRACE, with the kinds that are known or with these."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(text or "")
        file.flush()
        known = kinds.Differences(os.path.join(HERE, "differences.txt") if text is None else file.name)
    return compare.Outcome(compare.Pair(BEFORE + ours, STRACE), known), known


def main():
    failed = 0

    def expect(name, condition):
        nonlocal failed
        if not condition:
            print("not seen:", name)
            failed += 1

    found, _ = outcome(STRACE)
    expect("equal lists are equal", not found.unexplained + found.explained and found.equal == found.total == len(STRACE))
    for n, before, after in BREAKS:
        found, _ = outcome(changed(n, before, after))
        expect(f"{before} changed to {after}", found.unexplained and found.equal < len(STRACE))
    for n, (tid, line) in enumerate(STRACE):
        if n and not line.startswith(("exit_group", "read")):   # a call without a result may be missing
            expect(f"without {line}", outcome(STRACE[:n] + STRACE[n + 1:])[0].unexplained)
            expect(f"twice {line}", outcome(STRACE[:n] + [(tid, line)] + STRACE[n:])[0].unexplained)
    expect("a call more", outcome(STRACE + [(11, "getpid() = 11")])[0].unexplained)
    expect("a task more", outcome(STRACE + [(12, "getpid() = 12")])[0].unexplained)
    expect("a task less", outcome([line for line in STRACE if line[0] != 11])[0].unexplained)
    expect("another order", outcome([STRACE[0], STRACE[2], STRACE[1]] + STRACE[3:])[0].unexplained)

    kind = "[restarts]\nreason: a reason\nstrace: \\? (E)RESTARTSYS .*\nours: -1 \\1INTR\n"
    ours = changed(9, "? ERESTARTSYS (To be restarted if SA_RESTART is set)", "-1 EINTR")
    found, known = outcome(ours, kind)
    expect("a kind explains", not found.unexplained and len(found.explained) == 1 and not known.unused())
    expect("an explained line is not equal", found.equal == len(STRACE) - 1)
    expect("a kind explains its part only", outcome([(tid, line.replace("0x7ffe,", "0x7fff,")) for tid, line in ours], kind)[0].unexplained)
    kind_inside = "[other name]\nreason: a reason\nstrace: BTRFS_IOC_CLONE or FICLONE\nours: FICLONE\n"
    ours_inside = changed(4, "BTRFS_IOC_CLONE or FICLONE", "FICLONE")
    expect("a kind explains what it is inside of", not outcome(ours_inside, kind_inside)[0].unexplained)
    for before, after in [("FICLONE, 3", "FICLONE, 4"), ("EOPNOTSUPP", "EINVAL"), ("ioctl(4", "ioctl(5")]:
        expect(f"a kind explains {before} as {after} with it", outcome(
            [(tid, line.replace(before, after)) for tid, line in ours_inside], kind_inside)[0].unexplained)
    expect("a kind explains one line, not two", outcome(ours + [(10, "read(0, 0x1, 1) = -1 EINTR")], kind)[0].unexplained)
    expect("a kind that is not used", outcome(STRACE, kind)[1].unused() == ["restarts"])
    found, known = outcome(STRACE, kind.replace("reason:", "until: 6.1\nreason:"))
    expect("a change of format that this strace knows", not known.kinds)
    print(f"{failed} breaks were not seen")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
