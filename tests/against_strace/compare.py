#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds our lines against strace's, for the same execution of real commands and of every victim.

`record` records `strace OPTIONS COMMAND`: strace writes down what it sees of the command by ptrace, we what we see
of it by BPF. The lines of each thread must be equal to the letter, in order. What may differ stands in
differences.txt, by kind and with its reason; a kind that no command uses fails, so that the list can only shrink.
Of the lines of real commands 99 % must be equal without any kind.

compare.py RECORD VICTIMS STRACE [NAME…]: with names those commands only, and each pair of lines that differs.
"""

import difflib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]
import differences as kinds  # noqa: E402
import strace_log  # noqa: E402

LEAST_COMMANDS, LEAST_SHARE, MOST_KINDS = 60, 0.99, 16
AGAIN = 2           # times that an execution which differs is made once more
COULD_NOT_RUN = "+++ exited with 99 +++"      # see require() of the victims
MAKES_TASK = re.compile(r"(?s)^(?:clone|clone3|fork|vfork)\(.*\) = (\d+)")
VICTIM = re.compile(r"\bvictim_\w+")
I386 = re.compile(r"\bgcc -m32|\bvictim_(int80|compat)\b")
FLAGS = {"-yy": 1 << 3, "-v": 1 << 4, "-x": 1 << 5, "-xx": 1 << 6, "raw": 1 << 7, "verbose": 1 << 8}
# The same for everybody, and no wrapper in front of a program.
ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8",
               "TERM": "dumb", "PYTHONDONTWRITEBYTECODE": "1"}


def tasks_below(root, lines):
    """The tids of our list without strace's own and those of the children that it tries ptrace out with."""
    strace = lines[0][0]
    helpers = {int(MAKES_TASK.match(line)[1]) for tid, line in lines if tid == strace and MAKES_TASK.match(line)}
    return {tid for tid, _ in lines} - (helpers - {root}) - {strace}


def from_execve(lines):
    """strace is silent about its child before the program begins."""
    for i, line in enumerate(lines):
        if line.startswith("execve(") and line.endswith(" = 0"):
            return lines[i:]
    return lines


def has_i386(victims):
    return subprocess.run([os.path.join(victims, "has_i386")], stdout=subprocess.DEVNULL, check=False).returncode != 77


class Command:
    """A row of commands.txt: `NAME OPTIONS: COMMAND`."""

    def __init__(self, row, victims):
        head, text = row.rstrip("\n").split(": ", 1)
        self.name, *self.options = head.split()
        self.victims = set(VICTIM.findall(text))
        self.is_i386 = bool(I386.search(text))
        text = VICTIM.sub(lambda name: os.path.join(victims, name[0]), text)
        self.words = shlex.split(text[1:]) if text.startswith("=") else ["sh", "-c", text]

    def why_not(self, victims):
        """What this machine lacks for it, or None."""
        if shutil.which(self.words[0], path=ENVIRONMENT["PATH"]) is None:
            return f"{self.words[0]} is not installed"
        if self.is_i386 and not has_i386(victims):
            return "this machine has no i386 calls"
        return None

    def how_to_print(self):
        flags = sum(FLAGS.get(option, 0) for option in self.options)
        limit = self.options[self.options.index("-s") + 1] if "-s" in self.options else 0
        return f"{flags}:{limit}"

    def prepare(self, folder, strace):
        os.makedirs(os.path.join(folder, "work"))
        words = [self.how_to_print(), strace, "-f", "-y", *self.options, "-o", "../theirs", "--", *self.words]
        with open(os.path.join(folder, "argv"), "wb") as file:
            file.write(b"".join(word.encode() + b"\0" for word in words))


class Pair:
    """The lines of one execution on both sides."""

    def __init__(self, ours, theirs):
        self.root = theirs[0][0]
        self.births = {int(found[1]): line for found, line in
                       ((MAKES_TASK.match(line), line) for _, line in ours) if found}
        below = tasks_below(self.root, ours)
        self.ours = strace_log.by_thread([line for line in ours if line[0] in below])
        self.theirs = strace_log.by_thread(theirs)
        if self.root in self.ours:
            self.ours[self.root] = from_execve(self.ours[self.root])

    @classmethod
    def read(cls, folder):
        texts = []
        for name in ("ours", "theirs"):
            with open(os.path.join(folder, name), encoding="latin-1", newline="\n") as file:
                texts.append(strace_log.parse(file.read()))
        return cls(*texts)

    def says(self, line):
        return any(line in lines for lines in self.theirs.values())


def pair_up(mine, reference):
    """[(our line or None, strace's or None)] of a stretch in which no line is equal."""
    if len(mine) == len(reference):
        return list(zip(mine, reference))
    name = re.compile(r"^\W*\w+")
    matcher = difflib.SequenceMatcher(None, *([name.match(line)[0] if name.match(line) else line for line in lines]
                                              for lines in (mine, reference)), autojunk=False)
    pairs = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            pairs += zip(mine[a:b], reference[c:d])
        else:
            pairs += [(line, None) for line in mine[a:b]] + [(None, line) for line in reference[c:d]]
    return pairs


class Outcome:
    """What comparing the threads of a pair came to."""

    def __init__(self, pair, differences):
        self.unexplained, self.explained, self.equal, self.total = [], [], 0, 0
        for tid in sorted(set(pair.ours) | set(pair.theirs)):
            if tid not in pair.theirs and differences.explain_task(pair.births.get(tid, "")):
                continue
            self.compare_thread(tid, pair.ours.get(tid, []), pair.theirs.get(tid, []), differences)

    def compare_thread(self, tid, mine, reference, differences):
        self.total += max(len(mine), len(reference))
        for tag, a, b, c, d in difflib.SequenceMatcher(None, mine, reference, autojunk=False).get_opcodes():
            if tag == "equal":
                self.equal += b - a
                continue
            for ours, theirs in pair_up(mine[a:b], reference[c:d]):
                if ours is None or theirs is None:
                    known = differences.explain_line(theirs or ours, theirs is None)
                else:
                    known = differences.explain_pair(ours, theirs)
                (self.explained if known else self.unexplained).append((tid, ours, theirs))


def show(name, lines, limit=1000):
    for tid, ours, theirs in lines:
        print(f"  {name} [{tid}]")
        print(f"    strace: {(theirs or 'nothing')[:limit]}")
        print(f"    ours:   {(ours or 'nothing')[:limit]}")


def record_all(record, strace, commands, scratch):
    """(command, Pair or a reason why there is none) of each, as they come in."""
    folders = {}
    for n, command in enumerate(commands):
        folder = os.path.join(scratch, f"{n:03}")
        command.prepare(folder, strace)
        folders[folder] = command
    with open(os.path.join(scratch, "output"), "w", encoding="utf-8") as output, \
         subprocess.Popen([record, *folders], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=output,
                          text=True, env=ENVIRONMENT | {"SX_REQUIRE": os.environ.get("SX_REQUIRE", "")}) as process:
        for folder, command in folders.items():
            said = process.stdout.readline().strip()
            yield command, Pair.read(folder) if said == folder else said or "record has ended"


def read_commands(victims):
    with open(os.path.join(HERE, "commands.txt"), encoding="utf-8") as file:
        return [Command(row, victims) for row in file if row.strip() and not row.startswith("#")]


def forgotten_victims(commands, victims):
    named = set().union(*(command.victims for command in commands))
    return sorted({name for name in os.listdir(victims) if re.fullmatch(r"victim_[a-z0-9_]+", name)
                   and os.access(os.path.join(victims, name), os.X_OK)
                   and os.path.isfile(os.path.join(victims, name))} - named)


def differing_again(record, strace, commands, scratch, differences):
    """Those of the commands that differ once more: a ptracer loses a race now and then (a stop of a task that is being
    killed, seen with the registers of its next call), and what is wrong on our side is so each time."""
    for turn in range(AGAIN):
        folder = os.path.join(scratch, f"again-{turn}")
        os.mkdir(folder)
        left = []
        for command, pair in record_all(record, strace, commands, folder):
            outcome = None if isinstance(pair, str) else Outcome(pair, differences)
            print(f"{command.name}, once more: {pair if outcome is None else len(outcome.unexplained)} not explained")
            if outcome is None or outcome.unexplained:
                left.append(command)
                show(command.name, outcome.unexplained if outcome else [])
        commands = left
    return commands


def main():
    record, victims, strace, *only = *map(os.path.abspath, sys.argv[1:3]), *sys.argv[3:]
    if not strace:
        print("SKIP: strace is not installed")
        return 77
    said = subprocess.run([strace, "-V"], capture_output=True, text=True, check=True).stdout
    differences = kinds.Differences(os.path.join(HERE, "differences.txt"), kinds.version(said))
    commands = read_commands(victims)
    messages = [f"no row of commands.txt runs {name}" for name in forgotten_victims(commands, victims)]
    wanted = [command for command in commands if not only or command.name in only]
    reasons = {command: command.why_not(victims) for command in wanted}
    there = [command for command in wanted if not reasons[command]]
    for command in wanted:
        if reasons[command]:
            print(f"{command.name}: skipped, {reasons[command]}")
    real, equal, total, failed = 0, 0, 0, []
    scratch = tempfile.mkdtemp(prefix="against-strace-")
    try:
        for command, pair in record_all(record, strace, there, scratch):
            if isinstance(pair, str) and pair.startswith("skipped: "):
                print(pair)
                return 77
            if isinstance(pair, str):
                messages.append(f"{command.name}: {pair}")
                continue
            outcome = Outcome(pair, differences)
            print(f"{command.name}: {outcome.total} lines, {len(outcome.explained)} of known kinds, "
                  f"{len(outcome.unexplained)} not explained")
            show(command.name, outcome.unexplained + (outcome.explained if only else []), 1 << 20 if only else 1000)
            failed += [command] if outcome.unexplained else []
            if command.victims and pair.says(COULD_NOT_RUN):
                messages.append(f"{command.name}: a victim could not do what it is for")
            if not command.victims:
                real, equal, total = real + 1, equal + outcome.equal, total + outcome.total
        failed = differing_again(record, strace, failed, scratch, differences)
    finally:
        if not os.environ.get("KEEP"):
            shutil.rmtree(scratch)
    if not only:
        messages += [f"differences.txt: nothing shows this difference any more, remove it: {name}"
                     for name in differences.unused()]
        if len(differences.kinds) > MOST_KINDS:
            messages.append(f"differences.txt: {len(differences.kinds)} kinds, more than {MOST_KINDS}")
        if real < LEAST_COMMANDS:
            messages.append(f"{real} real commands are too few")
        if equal < LEAST_SHARE * total:
            messages.append("too few lines are equal")
    print("\n".join(messages))
    print(f"{len(there)} executions, {real} of real commands with {total} lines, "
          f"{100 * equal / max(total, 1):.2f} % of them equal to the letter; {len(failed)} with differences of no known kind")
    for name, count in differences.used.most_common():
        print(f"  {count} lines: {name}")
    return 1 if failed or messages else 0


if __name__ == "__main__":
    sys.exit(main())
