#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""sysexpect --json: every line keeps to the schema and says what happened. usage: json_lines.py SYSEXPECT SCHEMA SECCOMPS [VICTIM…]"""
import copy
import json
import re
import subprocess
import sys
import tempfile

TYPES = {"object": dict, "array": list, "string": str, "null": type(None)}


class Wrong(Exception):
    """A value that does not keep to the schema; where, and why."""


def is_type(value, name):
    if name in ("integer", "number"):
        return isinstance(value, int if name == "integer" else (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def check(value, schema, root, at):
    """The keywords that the schema uses; one that is not known here is an error of this test."""
    for word, wanted in schema.items():
        if word in ("description", "title", "$schema", "$defs"):
            continue
        if word == "$ref":
            check(value, root["$defs"][wanted.rsplit("/", 1)[1]], root, at)
        elif word == "type":
            if not is_type(value, wanted):
                raise Wrong(f"{at}: no {wanted}: {value!r}")
        elif word == "const":
            if value != wanted or isinstance(value, bool) != isinstance(wanted, bool):
                raise Wrong(f"{at}: not {wanted!r}: {value!r}")
        elif word == "enum":
            if value not in wanted:
                raise Wrong(f"{at}: none of {wanted}: {value!r}")
        elif word == "pattern":
            if not re.search(wanted, value):
                raise Wrong(f"{at}: not like {wanted}: {value!r}")
        elif word in ("minimum", "maximum"):
            if (value < wanted) if word == "minimum" else (value > wanted):
                raise Wrong(f"{at}: {value} is beyond the {word} {wanted}")
        elif word == "items":
            for i, item in enumerate(value):
                check(item, wanted, root, f"{at}[{i}]")
        elif word == "required":
            for name in wanted:
                if name not in value:
                    raise Wrong(f"{at}: no {name}")
        elif word == "minProperties":
            if len(value) < wanted:
                raise Wrong(f"{at}: empty")
        elif word in ("properties", "additionalProperties"):
            check_members(value, schema, root, at, word)
        elif word in ("anyOf", "oneOf"):
            check_choice(value, wanted, root, at, word)
        else:
            raise AssertionError(f"the schema uses {word}, which this test does not know")


def check_members(value, schema, root, at, word):
    if not isinstance(value, dict):
        return
    known = schema.get("properties", {})
    for name, member in value.items():
        if word == "properties" and name in known:
            check(member, known[name], root, f"{at}.{name}")
        elif word == "additionalProperties" and name not in known:
            if schema[word] is False:
                raise Wrong(f"{at}: {name} is not in the schema")
            check(member, schema[word], root, f"{at}.{name}")


def check_choice(value, choices, root, at, word):
    held, reasons = 0, []
    for choice in choices:
        try:
            check(value, choice, root, at)
            held += 1
        except Wrong as wrong:
            reasons.append(str(wrong))
    if not held or (word == "oneOf" and held > 1):
        raise Wrong(max(reasons, key=len) if reasons else f"{at}: more than one of its kinds")


def no_twins(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Wrong(f"a member stands twice: {[name for name, _ in pairs]}")
    return members


def record(command, *arguments, options=()):
    with tempfile.NamedTemporaryFile() as output:
        done = subprocess.run([command, "--json", "-o", output.name, *options, *arguments], stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        if done.returncode == 77:
            print("1..0 # SKIP cannot trace")
            sys.exit(0)
        lines = output.read().decode("utf-8").split("\n")
    return [json.loads(line, object_pairs_hook=no_twins) for line in lines if line]


def only(entries, name):
    return next(entry for entry in entries if entry.get("name") == name)


def argument(entry, name):
    return next(a["value"] for a in entry["args"] if a["name"] == name)


def breaks_are_seen(entry, schema):
    """A validator that accepts everything would pass as well: each of these breaks must be refused."""
    def broken(change):
        copied = copy.deepcopy(entry)
        change(copied)
        try:
            check(copied, schema, schema, "line")
        except Wrong:
            return True
        return False
    return all(broken(change) for change in (
        lambda e: e.update(type="nothing"), lambda e: e.pop("name"), lambda e: e.update(pid="12"),
        lambda e: e.update(extra=1), lambda e: e["args"][0].update(raw=-1), lambda e: e["args"][0].pop("value"),
        lambda e: e["args"][0].update(value=True), lambda e: e["args"][0].update(value={"bits": 3}),
        lambda e: e["result"].update(raw="3"), lambda e: e.update(abi="arm"), lambda e: e.update(duration=-1)))


def main():
    command, schema_file, seccomps, *victims = sys.argv[1:]
    with open(schema_file, encoding="utf-8") as stream:
        schema = json.load(stream)
    results = []

    entries = record(command, "sh", "-c", "cat /etc/hostname /no/such; kill -TERM $$")
    opened = next(e for e in entries if e.get("name") == "openat" and argument(e, "flags")["flags"] == ["O_RDONLY"] and
                  argument(e, "pathname")["path"] == "/etc/hostname")
    failed = next(e for e in entries if e.get("name") == "openat" and argument(e, "pathname")["path"] == "/no/such")
    results.append(("an open file is a descriptor with its path",
                    opened["result"]["value"] == {"fd": opened["result"]["raw"], "path": "/etc/hostname"}))
    results.append(("flags are a list and a number", argument(opened, "flags") == {"value": 0, "flags": ["O_RDONLY"]}))
    results.append(("a failure has its errno", failed["result"]["error"] == "ENOENT" and failed["result"]["errno"] == 2 and
                    failed["result"]["raw"] == -2))
    results.append(("numbers are numbers", isinstance(argument(only(entries, "read"), "count"), int)))
    read = next(e for e in entries if e.get("name") == "read" and "ELF" not in str(argument(e, "buf")) and
                argument(e, "fd").get("path") == "/etc/hostname")
    with open("/etc/hostname", encoding="utf-8") as stream:
        results.append(("data is whole", argument(read, "buf") == {"string": stream.read(4096)}))
    image = next(e for e in entries if e.get("name") == "read" and argument(e, "fd").get("path", "").endswith(".so.6"))
    results.append(("bytes that are no text are hexadecimal", argument(image, "buf")["hex"].startswith("7f454c46")))
    end = entries[-1]
    results.append(("the end is there", end["type"] == "exit" and end["signal"] == "SIGTERM" and end["number"] == 15))
    results.append(("signals are there", any(e["type"] == "signal" and e["signal"] == "SIGCHLD" and
                                             e["info"]["struct"]["si_code"]["constant"] == "CLD_EXITED" for e in entries)))
    stops = record(command, "python3", "-S", "-E", "-c", "import os; p = os.fork() or os.kill(os.getpid(), 19) or os._exit(0); "
                   "os.waitpid(p, os.WUNTRACED); os.kill(p, 18); os.wait(); os.kill(os.getpid(), 28)")
    for entry in stops:
        check(entry, schema, schema, "line")
    results.append(("a stop is told from its signal", [(e["signal"], e.get("stopped")) for e in stops if e["type"] == "signal" and
                    e["number"] == 19] == [("SIGSTOP", None), ("SIGSTOP", True)]))
    results.append(("a signal without effect says so", next(e for e in stops if e.get("signal") == "SIGWINCH")["ignored"] is True))
    sent = record(command, "python3", "-S", "-E", "-c", "import signal; signal.raise_signal(28); open(b'/no/\\xff', 'rb')")
    results.append(("a code below zero is below zero", next(e for e in sent if e.get("signal") == "SIGWINCH")["info"]["struct"]
                    ["si_code"] == {"value": -6, "constant": "SI_TKILL"}))
    results.append(("a path that is no text is hexadecimal", any(e.get("name") == "openat" and argument(e, "pathname") ==
                    {"hex": "2f6e6f2fff", "resolved": "/no/\xff"} for e in sent)))
    results.append(("structures have all fields", "st_ino" in argument(only(entries, "newfstatat"), "statbuf")["struct"]))
    results.append(("strings are cut where asked", argument(only(record(command, "echo", "hello", options=["-s2", "-e", "write"]),
                    "write"), "buf") == {"string": "he", "truncated": True}))
    inside = record(command, "unshare", "-pf", "sh", "-c", "kill -0 $$; exit 3", options=["--pidns-translation"])
    call = only(inside, "kill")
    results.append(("an id of another pid namespace is told as it is here, too",
                    argument(call, "pid") == {"value": 1, "owner_id": call["pid"]} and call["pid"] > 1))
    for entry in inside:
        check(entry, schema, schema, "line")
    refused = only(record(command, seccomps, "/dev/null", "errno"), "mkdir")
    answered = only(record(command, seccomps, "/dev/null", "notify_answers"), "mkdir")
    results.append(("what seccomp refused is told from what a supervisor answered",
                    refused.get("denied") is True and "answered" not in refused and
                    answered.get("answered") is True and "denied" not in answered and answered["result"]["raw"] == 0))
    for entry in refused, answered:
        check(entry, schema, schema, "line")
    results.append(("breaks of the schema are seen", breaks_are_seen(opened, schema)))

    for program in [["sh", "-c", "ls -l / | head -n 2; sleep 0.01 & wait"], *[[victim] for victim in victims]]:
        why = ""
        for number, entry in enumerate(record(command, *program), 1):
            try:
                check(entry, schema, schema, f"line {number}")
            except Wrong as wrong:
                why = f"{wrong}: {json.dumps(entry)}"
                break
        results.append((f"{program[0].rsplit('/', 1)[-1]} keeps to the schema{why and ': ' + why}", not why))

    for number, (name, held) in enumerate(results, 1):
        print(f"{'ok' if held else 'not ok'} {number} - {name}")
    print(f"1..{len(results)}")


main()
