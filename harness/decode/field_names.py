#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lists the names that fields of structures may have, from the decoders that print them: field_names.py OUTPUT SOURCE…

Every text in a decoder that could be a field's name counts: a list that lacked one would refuse a good pattern.
"""
import re
import sys

WORD = re.compile(r'"([A-Za-z_][A-Za-z0-9_.]*)"')
COMMENT = re.compile(r"/\*.*?\*/", re.S)


def main():
    output, sources = sys.argv[1], sys.argv[2:]
    names = set()
    for source in sources:
        with open(source, encoding="utf-8") as stream:
            names.update(WORD.findall(COMMENT.sub("", stream.read())))
    with open(output, "w", encoding="utf-8") as stream:
        stream.write("/* Made by harness/decode/field_names.py: sorted as strcmp() sorts. */\n")
        stream.writelines(f'"{name}",\n' for name in sorted(names))


main()
