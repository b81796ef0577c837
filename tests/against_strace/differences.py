# SPDX-License-Identifier: MIT
"""The kinds of difference of differences.txt, and whether they explain a pair of lines."""

import collections
import re

FIELDS = {"reason", "until", "strace", "ours", "task"}


class Kind:
    def __init__(self, name):
        self.name, self.reason, self.until, self.pairs, self.tasks = name, None, None, [], []

    def take(self, field, text):
        if field == "until":
            self.until = version(text)
        elif field == "reason":
            self.reason = text
        elif field == "task":
            self.tasks.append(text)
        elif field == "strace":
            self.pairs.append([text, None])
        elif field == "ours" and self.pairs and self.pairs[-1][1] is None:
            self.pairs[-1][1] = text
        else:
            raise ValueError(f"[{self.name}] {field}: not expected here")

    def check(self):
        if not self.reason or not self.pairs + self.tasks or any(None in pair for pair in self.pairs):
            raise ValueError(f"[{self.name}] needs a reason, and pairs of strace and ours, or a task")
        return self


def version(text):
    return tuple(map(int, re.findall(r"\d+", text)[:2]))


def read_kinds(path):
    kinds, field = [], None
    with open(path, encoding="utf-8") as file:
        rows = re.sub(r"\n (?=\w)", " ", file.read()).splitlines()
    for row in rows:
        if row.startswith("["):
            kinds.append(Kind(row[1:-1]))
        elif row and not row.startswith("#"):
            field, _, text = row.partition(": ")
            kinds[-1].take(field, text)
    return [kind.check() for kind in kinds]


def expanded(pattern, match):
    """`pattern` with the text of the match's groups."""
    return re.sub(r"\\(\d)", lambda digit: re.escape(match[int(digit[1])] or ""), pattern)


class Differences:
    def __init__(self, path, strace_version=(6, 1)):
        self.kinds = [kind for kind in read_kinds(path) if not kind.until or strace_version < kind.until]
        self.used = collections.Counter()

    def unused(self):
        return [kind.name for kind in self.kinds if not self.used[kind.name]]

    def places(self, theirs):
        """[(start, end, kind, pattern of what may stand there in ours)] in strace's line, none over another."""
        found = []
        for kind in self.kinds:
            for strace, ours in kind.pairs:
                if "none" in (strace, ours):
                    continue
                for match in re.finditer(strace, theirs, re.S):
                    found.append((match.start(), match.end(), kind.name, expanded(ours, match)))
        return found

    def explain_pair(self, ours, theirs):
        """Whether the kinds alone make strace's line ours: at first any single one, then all together."""
        places = self.places(theirs)
        names = list(dict.fromkeys(place[2] for place in places))
        for wanted in [{name} for name in names] + [set(names)]:
            used = matches(ours, theirs, [place for place in places if place[2] in wanted])
            if used:
                self.used.update(used)
                return True
        return False

    def explain_line(self, line, is_ours):
        """Whether a line may stand on one side alone."""
        for kind in self.kinds:
            for strace, ours in kind.pairs:
                mine, other = (ours, strace) if is_ours else (strace, ours)
                if other == "none" and re.fullmatch(mine, line, re.S):
                    self.used[kind.name] += 1
                    return True
        return False

    def explain_task(self, birth):
        """Whether a task that was made by this line of ours may be unknown to strace."""
        for kind in self.kinds:
            if any(re.fullmatch(task, birth, re.S) for task in kind.tasks):
                self.used[kind.name] += 1
                return True
        return False


def matches(ours, theirs, places):
    """The kinds with which strace's line becomes ours; none if it does not."""
    pattern, at, names = "", 0, []
    by_span = {}
    for start, end, name, wanted in places:
        by_span.setdefault((start, end), []).append((name, wanted))
    for (start, end), choices in sorted(by_span.items()):
        if start < at:      # lies over the one before
            continue
        pattern += re.escape(theirs[at:start]) + "(?:" + re.escape(theirs[start:end])
        for name, wanted in choices:
            pattern += f"|(?P<k{len(names)}>{wanted})"
            names.append(name)
        pattern += ")"
        at = end
    found = re.fullmatch(pattern + re.escape(theirs[at:]), ours, re.S)
    return {name for n, name in enumerate(names) if found and found[f"k{n}"] is not None}
