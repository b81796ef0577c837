#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds our list against strace's, for the same execution of real commands.

`record` records `strace -f -y COMMAND`: strace writes down what it sees of the command by ptrace, we
what we see of it by BPF. Compared is the multiset of (process, call, class of result), where a class
is success, an errno, or a call without a result. What may differ stands in differences.txt, by kind
and with its reason; a kind that no command uses fails, so that the list can only shrink. How many
lines are equal to the letter is reported.
"""

import collections
import difflib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import strace_log  # noqa: E402

CALL = re.compile(r"^(\w+)\(")
RESULT = re.compile(r"(?s)^.*\) = (.*)$")
MAKES_TASKS = {"clone", "clone3", "fork", "vfork"}


def key(line):
    """(call, class), or None of a line that is no call."""
    name = CALL.match(line)
    if not name:
        return None
    result = RESULT.match(line)
    if not result:
        return name[1], "unfinished"
    text = result[1].split(" /* ")[0]
    if text.startswith("-1 "):
        return name[1], text.split()[1]
    if text.startswith("?"):
        return name[1], text.split(" (")[0]
    return name[1], "ok"


def tasks_below(root, lines):
    """The tids of `root` and of everything made by it, in our list."""
    made = collections.defaultdict(set)
    for tid, line in lines:
        found = key(line)
        if found and found[0] in MAKES_TASKS and found[1] == "ok":
            made[tid].add(int(RESULT.match(line)[1].split("<")[0].split()[0]))
    below, new = set(), {root}
    while new:
        below |= new
        new = set().union(*(made[tid] for tid in new)) - below
    return below


def from_execve(lines):
    """strace is silent about its child before the program begins."""
    for i, line in enumerate(lines):
        if line.startswith("execve(") and line.endswith(" = 0"):
            return lines[i:]
    return lines


class Differences:
    """The kinds of differences.txt: `kind: ours / strace: reason`, each side a regular expression over
    "call class", or "none" where the other side has one more."""

    def __init__(self, path):
        self.kinds, self.used = [], collections.Counter()
        with open(path, encoding="utf-8") as file:
            for row in file:
                if row.strip() and not row.startswith("#"):
                    kind, rule, reason = (part.strip() for part in row.split(":", 2))
                    ours, theirs = (part.strip() for part in rule.split(" / "))
                    self.kinds.append((kind, ours, theirs, reason))

    def explain(self, extra, missing):
        """What is left of both counters of (call, class) when the kinds are taken away."""
        for kind, ours, theirs, _ in self.kinds:
            for left in list(extra) if ours != "none" else [None]:
                if left and not re.fullmatch(ours, " ".join(left)):
                    continue
                for right in list(missing) if theirs != "none" else [None]:
                    if right and not re.fullmatch(theirs, " ".join(right)):
                        continue
                    if left and right and left[0] != right[0]:
                        continue
                    count = min(extra[left] if left else missing[right], missing[right] if right else extra[left])
                    if left:
                        extra[left] -= count
                    if right:
                        missing[right] -= count
                    self.used[kind] += count
        return +extra, +missing


def run(record, strace, command):
    """(our lines, strace's lines) of one execution."""
    scratch = tempfile.mkdtemp(prefix="against-strace-")
    try:
        work, ours, theirs = (os.path.join(scratch, name) for name in ("work", "ours", "theirs"))
        os.mkdir(work)
        words = shlex.split(command[1:]) if command.startswith("=") else ["sh", "-c", command]
        if not shutil.which(words[0]):
            return None
        done = subprocess.run([record, ours, strace, "-f", "-y", "-o", theirs, "--"] + words, cwd=work,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            raise RuntimeError(f"record failed: {done.stderr}")
        texts = []
        for path in (ours, theirs):
            with open(path, encoding="latin-1") as file:
                texts.append(strace_log.parse(file.read()))
        return texts
    finally:
        shutil.rmtree(scratch)


def compare(name, ours, theirs, differences):
    """(messages, equal lines, lines)."""
    root = theirs[0][0]
    below = tasks_below(root, ours)
    our_tasks = strace_log.by_thread([line for line in ours if line[0] in below])
    their_tasks = strace_log.by_thread(theirs)
    messages, equal, total = [], 0, 0
    if set(our_tasks) != set(their_tasks):
        messages.append(f"{name}: tasks only we saw: {sorted(set(our_tasks) - set(their_tasks))}, "
                        f"only strace saw: {sorted(set(their_tasks) - set(our_tasks))}")
    for tid in sorted(set(our_tasks) & set(their_tasks)):
        mine, reference = our_tasks[tid], their_tasks[tid]
        if tid == root:
            mine = from_execve(mine)
        counts = [collections.Counter(filter(None, map(key, lines))) for lines in (mine, reference)]
        extra, missing = differences.explain(counts[0] - counts[1], counts[1] - counts[0])
        for words, counter in (("we have", extra), ("strace has", missing)):
            for (call, result), count in sorted(counter.items()):
                messages.append(f"{name} [{tid}]: {words} {count} more: {call} {result}")
        total += len(reference)
        matcher = difflib.SequenceMatcher(None, mine, reference, autojunk=False)
        equal += sum(block.size for block in matcher.get_matching_blocks())
        if os.environ.get("SHOW_LINES"):
            for line in difflib.unified_diff(reference, mine, "strace", "ours", lineterm="", n=0):
                print(f"{name} [{tid}] {line[:300]}")
    return messages, equal, total


def main():
    record, strace, *only = os.path.abspath(sys.argv[1]), *sys.argv[2:]
    if not strace:
        print("SKIP: strace is not installed")
        return 77
    differences = Differences(os.path.join(HERE, "differences.txt"))
    with open(os.path.join(HERE, "commands.txt"), encoding="utf-8") as file:
        commands = [row.rstrip("\n").split(": ", 1) for row in file if row.strip() and not row.startswith("#")]
    failed, equal, total, compared = 0, 0, 0, 0
    for name, command in commands:
        if only and name not in only:
            continue
        logs = run(record, strace, command)
        if logs is None:
            print(f"{name}: skipped, not installed")
            continue
        messages, same, lines = compare(name, *logs, differences)
        print(f"{name}: {lines} lines, {100 * same / max(lines, 1):.1f} % equal to the letter")
        for message in messages:
            print("  " + message)
        failed += bool(messages)
        equal, total, compared = equal + same, total + lines, compared + 1
    for kind, *_ in differences.kinds:
        if not only and not differences.used[kind]:
            print(f"differences.txt: no command shows this difference any more, remove it: {kind}")
            failed += 1
    if len(differences.kinds) > 12:
        print("differences.txt: more than 12 kinds")
        failed += 1
    print(f"{compared} commands, {failed} failures, {total} lines of strace, "
          f"{100 * equal / max(total, 1):.2f} % equal to the letter")
    return 1 if failed or compared < (1 if only else 20) else 0


if __name__ == "__main__":
    sys.exit(main())
