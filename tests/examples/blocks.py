#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes tests of the examples that README and the headers print: blocks.py README HEADER... > TESTS.c

In README those are the blocks marked as C, in a header what is set in within a comment and begins with a trace, a mark
or a function. A block that is a test stays as it is; any other becomes the body of one, its functions before it.
"""
import os
import re
import sys


def of_readme(text):
    return re.findall(r"^```c\n(.*?)^```$", text, re.M | re.S)


def of_header(text):
    blocks = []
    for comment in re.findall(r"/\*\*\n(.*?)\*/", text, re.S):
        lines = [re.sub(r"^ \* ?", "", line).expandtabs() for line in comment.split("\n")]
        for run in re.findall(r"(?:^    .*\n(?:\n(?=    ))?)+", "\n".join(lines), re.M):
            if re.match(r"    (sx_trace \*|sx_mark\(|static )", run):
                blocks.append(re.sub(r"^    ", "", run, flags=re.M))
    return blocks


def as_test(block, name):
    before = ""
    if "START_TEST" in block:
        tests = re.findall(r"START_TEST\((\w+)\)", block)
        return re.sub(r"^#include.*\n", "", block, flags=re.M), tests
    functions = re.match(r"(?:static .*\n)+", block)
    if functions:
        before, block = functions.group(0).replace(" save(", f" save_of_{name}("), block[functions.end():].lstrip("\n")
        block = block.replace(", save,", f", save_of_{name},")
    body = re.sub(r"^(?=.)", "\t", block, flags=re.M)
    return f"{before}START_TEST({name})\n{{\n{body}}}\nEND_TEST\n", [name]


def main():
    names = []
    print('#include "ways.h"\n')
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as stream:
            text = stream.read()
        blocks = of_readme(text) if path.endswith(".md") else of_header(text)
        for number, block in enumerate(blocks, 1):
            test, of_it = as_test(block, f"{os.path.basename(path).replace('.', '_')}_{number}")
            print(test)
            names += of_it
    if len(names) < 12:
        sys.exit(f"blocks.py: only {len(names)} examples found")
    print("void add_printed(TCase *tcase)\n{")
    for name in names:
        print(f"\ttcase_add_test(tcase, {name});")
    print("}")


main()
