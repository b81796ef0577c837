#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs each victim of said.txt under strace -f -y: what it says must be what strace shows.

A victim that says something else than the reference is a wrong test; found here, not in our tracer.
"""

import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import strace_log  # noqa: E402

I386 = {"int80", "compat"}
ASIDE = re.compile(r'^(gettid\(\)|--- SIGCHLD |readlink\("/proc/self/fd/)')


def find(said, shown):
    """The lines behind `said`, which must stand in `shown` without a gap; and, where it does not, the
    nearest stretch."""
    starts = [i for i, line in enumerate(shown) if line == said[0]]
    for start in starts:
        if shown[start:start + len(said)] == said:
            return shown[start + len(said):], None
    name = said[0].split("(")[0] + "("
    starts += [i for i, line in enumerate(shown) if line.startswith(name)][-len(said):] or [0]
    start = starts[0]
    return [], shown[start:start + len(said) + 3]


def pieces(said):
    """Cut at the lines "...", behind which anything may come."""
    piece = []
    for line in said + ["..."]:
        if line != "...":
            piece.append(line)
        elif piece:
            yield piece
            piece = []


def run(strace, folder, name, arguments):
    """Messages about lines that differ."""
    scratch = tempfile.mkdtemp(prefix="victim-")
    try:
        work = os.path.join(scratch, "work")
        os.mkdir(work)
        log, told = os.path.join(scratch, "log"), os.path.join(scratch, "told")
        command = [strace, "-f", "-y", "-o", log, os.path.join(folder, "victim_" + name), told]
        done = subprocess.run(command + arguments, cwd=work, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=120)
        if done.returncode == 77:
            return []
        if done.returncode == 99 or not os.path.exists(told):
            return [f"{name} {' '.join(arguments)}: could not run: {done.stderr}"]
        with open(told, encoding="latin-1") as file:
            said = strace_log.by_thread([(int(tid), line) for tid, line in
                                         (text.split(" ", 1) for text in file.read().splitlines())])
        with open(log, encoding="latin-1") as file:
            shown = strace_log.by_thread(strace_log.parse(file.read()))
    finally:
        shutil.rmtree(scratch)

    if not said:
        return [f"{name} {' '.join(arguments)}: said nothing"]
    messages = []
    for tid, lines in said.items():
        rest = [line for line in shown.get(tid, []) if not ASIDE.match(line)]
        for piece in pieces(lines):
            rest, near = find(piece, rest)
            if near is not None:
                diff = difflib.unified_diff(piece, near, "the victim says", "strace shows", lineterm="", n=100)
                messages.append(f"{name} {' '.join(arguments)} [{tid}]:\n" + "\n".join(diff))
    return messages


def main():
    folder, strace = os.path.abspath(sys.argv[1]), sys.argv[2]
    if not strace:
        print("SKIP: strace is not installed")
        return 77
    failed = 0
    with open(os.path.join(HERE, "said.txt"), encoding="utf-8") as file:
        rows = [row.split() for row in file if row.strip() and not row.startswith("#")]
    if len(sys.argv) > 3:
        rows = [row for row in rows if row[0] in sys.argv[3:]]
    if subprocess.run([os.path.join(folder, "has_i386")], stdout=subprocess.DEVNULL, check=False).returncode == 77:
        print("this machine has no i386 calls: victims left out:", *(row[0] for row in rows if row[0] in I386))
        rows = [row for row in rows if row[0] not in I386]
    for name, *arguments in rows:
        for message in run(strace, folder, name, arguments):
            print(message)
            failed += 1
    print(f"{len(rows)} victims, {failed} differences")
    return 1 if failed or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
