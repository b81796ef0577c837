#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Each option of strace does here what it does there: the same program under both, line by line.

usage: like_strace.py SYSEXPECT STATIC_PROGRAM

The program runs twice, at the same addresses; ids of processes and times are masked, nothing else.
"""
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile

SAVE = "SAVE"    # the static program, in a new folder
SHELL = ["sh", "-c", "trap : USR1; read line <note; cd missing; kill -USR1 $$; exit 3"]
# Its children end unheard, and so does a signal that it ignores.
PYTHON = ["python3", "-S", "-E", "-c", "import os, signal; p = os.fork() or os._exit(5); os.wait(); os.kill(os.getpid(), signal.SIGWINCH)"]
# A name that it gives itself, though that call is not asked for.
RENAMED = ["perl", "-e", "kill 0, $$; $0 = qq{a<\\e\"*\\$b>}; kill 0, $$; $0 = q{plain}; kill 0, $$"]
# The first process of a pid namespace, and its child while it waits for it.
INSIDE = ["unshare", "-pf", "perl", "-e", "pipe A, B; pipe R, W; $p = fork // die; if (!$p) { setpgrp 0, 0; kill 0, getppid, -getpgrp; "
          "close W; close B; <R>; exit } close B; <A>; kill 0, $p, $$; getpgrp $p; getpriority 0, $p; getpriority 2, 0; close W; wait"]
TREE = ["sh", "-c", "cat note; cat note; exit 4"]

# Options, program, and what else is masked: "times": every number with a point; "since": those but zero.
CASES = [
    ("", SAVE, ""),
    ("-n", SAVE, ""), ("-n", SHELL, ""),
    ("-i -n", SAVE, ""), ("--syscall-number --instruction-pointer --string-limit=5 --const-print-style=raw", SAVE, ""),
    ("-i", SAVE, ""), ("-v", SAVE, ""), ("-x", SAVE, ""), ("-xx", SAVE, ""), ("--strings-in-hex", SAVE, ""),
    ("--strings-in-hex=none", ["cat", "bytes"], ""), ("--strings-in-hex=non-ascii", ["cat", "bytes"], ""),
    ("--strings-in-hex=non-ascii-chars", ["cat", "bytes"], ""),
    ("-X raw", SAVE, ""), ("-X verbose", SAVE, ""), ("-y", SAVE, ""),
    ("-yy", SAVE, ""), ("--decode-fds=all", SAVE, ""), ("--decode-fds=dev", ["cat", "/dev/null"], ""),
    ("-e decode-fds=none", SAVE, ""), ("-s 3", SAVE, ""), ("-a 20", SAVE, ""), ("--columns=70", SAVE, ""),
    ("-z", SHELL, ""), ("-Z", SHELL, ""), ("-e status=unfinished", SHELL, ""),
    ("-e status=!failed", SHELL, ""), ("-e status=none", SHELL, ""),
    ("--trace-path=note", ["cat", "note"], ""), ("-P /dev/null -P note", ["cat", "/dev/null", "note"], ""),
    ("-P note", ["env", "-C", "/usr", "cat", "note"], ""), ("-P ../x/./note", ["cat", "../x/./note"], ""),
    ("-e trace=openat,close", SAVE, ""), ("-e openat", SAVE, ""), ("-e trace=%file", SHELL, ""), ("-e file", SHELL, ""),
    ("-e trace=%desc,!", ["true"], "refused"), ("-e trace=!%file", SAVE, ""), ("-e trace=/^(op|cl)", SAVE, ""),
    ("-e trace=?nosuch,write", SAVE, ""), ("-e trace=write@64", SAVE, ""), ("-e trace=none", SHELL, ""),
    ("--trace=%memory", SAVE, ""), ("-e t=%process", SHELL, ""), ("-e trace=%%stat", SHELL, ""),
    ("-e trace=!all", SAVE, ""), ("-e trace=nosuch", ["true"], "refused"),
    ("-e raw=openat,write", SAVE, ""), ("-e raw=all", SAVE, ""),
    ("-e verbose=none -e trace=!rt_sigreturn", SHELL, ""), ("-e verbose=!%%stat", SHELL, ""),
    ("-e abbrev=none", SAVE, ""), ("-e abbrev=!rt_sigaction,newfstatat", SHELL, ""), ("-v -e abbrev=all", SHELL, ""),
    ("-e read=3 -e trace=read", ["cat", "bytes"], ""), ("-e write=1 -e trace=write,writev", ["echo", "some text that is long"], ""),
    ("--write=all --read=!3", ["head", "-c", "70", "bytes"], ""),
    ("--write=1 -e trace=write", ["sh", "-c", "echo full >/dev/full"], ""),
    ("-e signal=none", SHELL, ""), ("-e signal=!usr1", SHELL, ""), ("-e s=SIGUSR1,hup", SHELL, ""), ("--signal=10", SHELL, ""),
    ("-q", SHELL, ""), ("-qq", SHELL, ""), ("-qqq", SHELL, ""), ("--quiet=all", SHELL, ""),
    ("-e quiet=!exit", SHELL, ""),
    ("-t", SAVE, "times"), ("-tt", SAVE, "times"), ("-ttt", SAVE, "times"), ("-r", SAVE, "times"), ("-t -r", SAVE, "times"),
    ("-T", SAVE, "times"), ("--absolute-timestamps", SAVE, "times"), ("--absolute-timestamps=precision:ns", SAVE, "times"),
    ("--absolute-timestamps=format:unix,precision:ms", SAVE, "times"),
    ("--relative-timestamps=ns", SAVE, "times"), ("--relative-timestamps=s", SAVE, "times"), ("--syscall-times=ms", SAVE, "times"),
    ("--absolute-timestamps=none", SAVE, "times"),
    ("--absolute-timestamps=precision:ms --absolute-timestamps=format:unix", SAVE, "times"),
    ("--absolute-timestamps=unix --timestamps=precision:ns", SAVE, "times"), ("-r -e trace=close", SAVE, "since"),
    ("-e read=", ["true"], "refused"), ("-e write=!,", ["true"], "refused"), ("-e signal=", ["true"], "refused"),
    ("-e status=", ["true"], "refused"), ("-e quiet=,", ["true"], "refused"), ("-e write=1,,2 -e quiet=exit,,attach", ["echo", "x"], ""),
    ("--follow-forks", TREE, "threads"), ("-f -e trace=!sysinfo", PYTHON, "threads"),
    ("-Y -e trace=getpid,kill", SHELL, ""), ("--decode-pids=comm -e kill", SHELL, ""),
    ("-Y -e trace=kill -e signal=none", RENAMED, ""), ("-Y -xx -e trace=kill -e signal=none", RENAMED, ""),
    ("--pidns-translation -f -e trace=%process,%signal,%pure,getpgid,setpgid,getpriority", INSIDE, "threads"),
    ("-e decode-pids=all -f -e trace=kill,clone,%pure", INSIDE, "threads"),
    ("--pidns-translation --decode-pids=!pidns -f -e trace=kill,clone,getpriority", INSIDE, "threads"),
    ("-Y --decode-pids=pidns -f -X raw -e trace=kill,clone,getpriority,getpgid", INSIDE, "threads"),
    ("-c -U name,calls,errors -S name", SHELL, ""), ("-c -S nothing -U calls,name", SAVE, ""), ("-C -U errors,name -S name", SAVE, ""),
    ("-c -U name,time,total-time,min-time,max-time,avg-time -S name", SAVE, "times"), ("-c -w -S name", SAVE, "table"),
    ("-c -U calls,calls", ["true"], "refused"), ("-S nonsense -c", ["true"], "refused"),
    ("-E SOME=value -E HOME", ["sh", "-c", "echo $SOME:$HOME:"], ""), ("--env=SOME=else", ["sh", "-c", "echo $SOME"], ""),
    ("-u nobody -e trace=getuid,geteuid", ["id"], ""), ("-d", ["true"], "ends"), ("--seccomp-bpf -f", ["true"], "threads"),
    ("-I 2", ["true"], ""), ("-I 9", ["true"], "refused"), ("-D", SAVE, ""), ("-DDD", SAVE, ""), ("-b execve", SAVE, ""),
    ("-b open", ["true"], "refused"), ("-o |cat>piped", SAVE, "piped"), ("--no-such-option", ["true"], "refused"),
    ("-c -ff", ["true"], "refused"), ("-c -C", ["true"], "refused"), ("-w", ["true"], "refused"), ("-U calls", ["true"], "refused"),
    ("--t=all", ["true"], "refused"), ("--summary-o -U name -S name", SHELL, ""), ("-X some", ["true"], "refused"), ("-p 1 -D", None, "refused"), ("-p x", None, "refused"),
    ("-e status=x", ["true"], "refused"), ("-e signal=x", ["true"], "refused"), ("-e read=x", ["true"], "refused"),
    ("", ["sh", "-c", "kill -KILL $$"], "ends"), ("", ["sh", "-c", "kill -SEGV $$"], "ends"), ("", ["/no/such/program"], "refused"),
]


def mask(line, how):
    if how == "times":
        line = re.sub(r"\d\d:\d\d:\d\d|(?<![\w.])\d{10}(?!\d)", "TIME", line)
        line = re.sub(r" *\d*(?<=[\d>E])\.(\d+)", lambda m: "." + "N" * len(m.group(1)), line)
        line = re.sub(r"<\d+>$", "<N>", line)
        line = re.sub(r"^ +\d+ (?=\w+\()", "     N ", line)
        line = re.sub(r"^(\w+)(\.N+){2,}.*", r"\1", line)    # a row of a table
    if how == "since":      # the first line shown is none later than itself
        line = re.sub(r"^ +(?!0\.0+ )\d+\.\d+ ", "LATER ", line)
    if how == "table":
        line = re.sub(r"^ *[\d.]+ +[\d.]+ +\d+ ", "", line)
    line = re.sub(r"(si_pid=|kill\(|vfork\(\) += |clone\(.*\) += |fork resumed>\) += |clone resumed>.*\) += |wait4.*\) += |"
                  r"getpp?id\(\) += |set_tid_address.*\) += |gettid\(\) += |tgkill\(|rt_sigreturn\(.*\) += )(0x[0-9a-f]+|\d+)",
                  r"\1ID", line)
    line = re.sub(r"^(kill\(ID.*\)) += ", r"\1 = ", line)      # ids differ in length, and so does what fills the column
    line = re.sub(r"^( ?wait4)\(\d+", r"\1(ID", line)
    line = re.sub(r"^(\[[^]]*\] )?\[[0-9a-f]{16}\] execve", "execve", line)    # an address in setarch
    line = re.sub(r"si_[us]time=\d+(?: /\*[^*]*\*/)?|st_[acm]time(_nsec)?=[^,}]*|st_ino=\d+", "MASKED", line)
    line = re.sub(r"0x[0-9a-f]{6,}|sa_restorer=\w+", "ADDRESS", line)
    return re.sub(r"getrandom\(\S+", "getrandom(BYTES", line)


def prepare(folder):
    with open(os.path.join(folder, "note"), "w", encoding="utf-8") as stream:
        stream.write("a note\n")
    with open(os.path.join(folder, "bytes"), "wb") as stream:
        stream.write(bytes(range(0, 256, 5)) + b"and some more text of which nobody sees the end")


def run(tracer, case, static):
    """What it printed, what the program printed, and how it ended; in a folder of the same name each time."""
    options, program, how = case
    folder = os.path.join(tempfile.gettempdir(), f"like-strace-{os.getpid()}")
    os.mkdir(folder)
    try:
        prepare(folder)
        words = options.split()
        if "-o" not in words and how != "refused":
            words += ["-o", "trace"]
        command = ["setarch", "-R", *tracer, *words]
        if program:
            command += ["--", *([static, "carefully"] if program == SAVE else program)]
        environment = dict(os.environ, HOME="/root", TZ="UTC", LC_ALL="C")
        # A tracer that is a daemon holds standard error until it has written everything.
        done = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                              check=False, timeout=100)
        file = os.path.join(folder, "piped" if how == "piped" else "trace")
        lines = []
        if os.path.exists(file):
            with open(file, encoding="utf-8", errors="replace") as stream:
                lines = stream.read().split("\n")
        return [line if how == "threads" else mask(line, how) for line in lines], done.stdout, done.returncode, done.stderr.decode(errors="replace")
    finally:
        shutil.rmtree(folder)


def by_thread(lines):
    """Of lines of several threads only the order within each is certain; a call that was split is put together."""
    threads, open_calls = {}, {}
    for line in lines:
        match = re.match(r"(\d+)(<.*?>)? +", line)
        if not match:
            continue
        pid, line = match.group(1), re.sub(r" +", " ", line[match.end(1):])
        if line.endswith(" <unfinished ...>"):
            open_calls[pid] = line.removesuffix("<unfinished ...>").removesuffix(" ")
            continue
        if "resumed>" in line:
            line = open_calls.pop(pid, "") + re.sub(r".*? resumed>", "", line)
        line = re.sub(r"(?<=\w)\( ", "(", line).replace(" )", ")")
        threads.setdefault(pid, []).append(line.replace(", )", ")").replace(", ", ","))
    order = list(threads)
    for pid, lines in threads.items():
        # Whether the kernel still has a child whose end is told is chance.
        lines = [re.sub(r"(si_pid=\d+)(<[^>]*>)?( /\* .*? \*/)?", r"\1", line) if "--- SIGCHLD" in line else line for line in lines]
        threads[pid] = [re.sub(r"/\* (\d+) in", lambda m: f"/* thread {order.index(m.group(1))} in", line) for line in lines]
    return [line for pid in threads for line in [f"thread {list(threads).index(pid)}", *signals_aside(threads[pid])]]


def signals_aside(lines):
    """When a signal comes is chance: it stands in front, with the return of its handler."""
    chance = r"^(\S+ )?( ?--- SIG| ?rt_sigreturn| ?wait4)"
    return sorted(line for line in lines if re.search(chance, line)) + [line for line in lines if not re.search(chance, line)]


def compare(case, theirs, ours):
    how = case[2]
    if theirs[2] != ours[2]:
        return [f"ended with {ours[2]}, not {theirs[2]}: {ours[3][:300]}"]
    if how in ("refused", "ends"):
        sentence = ours[3].strip()
        return [f"refused by no sentence of ours: {sentence!r}"] if how == "refused" and not sentence.startswith("sysexpect: ") else []
    if theirs[1] != ours[1]:
        return ["the program wrote something else"]
    left, right = theirs[0], ours[0]
    if how == "threads":
        left, right = ([mask(line, how) for line in by_thread(lines)] for lines in (left, right))
    return list(difflib.unified_diff(left, right, "strace", "sysexpect", lineterm="", n=0))


def main():
    command, static = (os.path.realpath(path) for path in sys.argv[1:3])
    wanted = sys.argv[3] if len(sys.argv) > 3 else None
    if not shutil.which("strace"):
        print("1..0 # SKIP no strace")
        return 0
    if os.environ.get("SX_REQUIRE") != "1" and subprocess.run([command, "-o", "/dev/null", "true"], check=False).returncode == 77:
        print("1..0 # SKIP cannot trace")
        return 0
    cases = [case for case in CASES if wanted is None or case[0] == wanted]
    for number, case in enumerate(cases, 1):
        theirs = run(["strace"], case, static)
        ours = run([command, "--plain"], case, static)
        problems = compare(case, theirs, ours)
        name = f"{case[0] or 'no option'} {'' if not case[1] else case[1] if case[1] == SAVE else ' '.join(case[1])}"
        print(f"{'not ok' if problems else 'ok'} {number} - {name.replace('#', '')}", flush=True)
        for problem in problems[:30]:
            print("# " + problem)
    print(f"1..{len(cases)}")
    return 0


sys.exit(main())
