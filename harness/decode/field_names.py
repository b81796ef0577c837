#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lists the names that fields of structures may have, from the decoders that print them: field_names.py OUTPUT SOURCE…

Every text in a decoder that could be a field's name counts: a list that lacked one would refuse a good pattern. For the
same reason a name is said to be that of a number, or of a file's mode, only if it is so wherever it stands.
"""
import collections
import re
import sys

WORD = re.compile(r'"([A-Za-z_][A-Za-z0-9_.]*)"')
COMMENT = re.compile(r"/\*.*?\*/", re.S)
ROW = re.compile(r'\b(?:SAME|BOTH)\("(\w+)",\s*(\w+)')
NUMBER = re.compile(r'\bvalue_field\(\w+, "(\w+)", value_number\(')
NUMBERS = {"SIGNED", "UNSIGNED", "HEX", "OCTAL", "ID", "TICKS", "SECONDS"}


def main():
    output, sources = sys.argv[1], sys.argv[2:]
    names, numbers, modes = collections.Counter(), collections.Counter(), collections.Counter()
    for source in sources:
        with open(source, encoding="utf-8") as stream:
            text = COMMENT.sub("", stream.read())
        names.update(WORD.findall(text))
        numbers.update(NUMBER.findall(text))
        for name, what in ROW.findall(text):
            numbers[name] += what in NUMBERS
            modes[name] += what == "MODE"
    with open(output, "w", encoding="utf-8") as stream:
        stream.write("/* Made by harness/decode/field_names.py: sorted as strcmp() sorts. */\n")
        for name in sorted(names):
            look = {numbers[name]: "NUMBER", modes[name]: "MODE"}.get(names[name], "ANY")
            stream.write(f'{{"{name}", LOOK_{look}}},\n')


main()
