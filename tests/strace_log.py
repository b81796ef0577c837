# SPDX-License-Identifier: MIT
"""What `strace -f -o FILE` wrote, as one list of whole lines per thread."""

import re

UNFINISHED = re.compile(r"^(.*) <(?:unfinished|pid changed to \d+) \.\.\.>$", re.S)
RESUMED = re.compile(r"^<\.\.\. ([\w:]+) resumed>(.*)$", re.S)
NAME = re.compile(r"^[\w:]*")


def unalign(text):
    """The line with one space before its result, whatever the column was."""
    return re.sub(r"(?s)^(.*\))\s+= ", r"\1 = ", text, count=1)


def parse(text):
    """[(tid, line)] in order of entry, unfinished and resumed parts joined; None as the second of a
    call that never returned stays as `name(args <unfinished ...>`."""
    lines, waiting = [], {}
    for raw in text.splitlines():
        found = re.match(r"^(?:\[pid\s+)?(\d+)\]?\s+(.*)$", raw, re.S)
        if not found:
            raise ValueError(f"not a line of strace: {raw!r}")
        tid, line = int(found[1]), found[2]
        resumed = RESUMED.match(line)
        begun = (tid, resumed[1]) if resumed else None
        if resumed and resumed[1] == "execve" and begun not in waiting:     # begun by another thread
            begun = next((other for other in waiting if other[1] == "execve"), begun)
        if begun in waiting:
            place = waiting[begun].pop(0)
            if not waiting[begun]:
                del waiting[begun]
            lines[place] = (begun[0], unalign(UNFINISHED.match(lines[place][1])[1] + resumed[2]))
            continue
        if UNFINISHED.match(line):
            waiting.setdefault((tid, NAME.match(line)[0]), []).append(len(lines))
        lines.append((tid, unalign(line)))
    return lines


def by_thread(lines):
    threads = {}
    for tid, line in lines:
        threads.setdefault(tid, []).append(line)
    return threads
