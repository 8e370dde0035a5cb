#!/usr/bin/env python3
"""manual.py PAGE - run the examples of a manual in the current folder and compare their output.

An example is a literal block (.Bd -literal) of "$ command" lines, each followed by what it must
print.  A command goes on in the next line after a backslash.  "$ cat FILE" of a file that is not
there yet makes that file of its lines.  Blocks without a "$" line are no examples.
"""
import os
import re
import subprocess
import sys


def plain(line):
    """mdoc's escapes, as far as the manuals use them."""
    line = re.sub(r"\\&", "", line)
    line = line.replace(r"\(dq", '"').replace(r"\(aq", "'").replace(r"\-", "-")
    line = re.sub(r"\\\[u([0-9A-F]{4,6})\]", lambda m: chr(int(m[1], 16)), line)
    return line.replace(r"\e", "\\")


def steps(block):
    """(command, lines that must come out) of a block."""
    step = None
    for line in block:
        if step and step[0].endswith("\\"):
            step[0] += "\n" + line
        elif line.startswith("$ "):
            if step:
                yield step
            step = [line[2:], []]
        elif step:
            step[1].append(line)
    if step:
        yield step


def main(page):
    block, count, bad = None, 0, 0
    for line in open(page, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith(".Bd -literal"):
            block = []
        elif line.startswith(".Ed"):
            for command, want in steps(block or []):
                want = "".join(x + "\n" for x in want)
                name = command[4:]
                if command.startswith("cat ") and " " not in name and not os.path.exists(name):
                    open(name, "w", encoding="utf-8").write(want)
                    continue
                got = subprocess.run(["bash", "-c", command], stdout=subprocess.PIPE).stdout.decode()
                count += 1
                if got != want:
                    bad += 1
                    print(f"{page}: $ {command}\nwant:\n{want}got:\n{got}", end="")
            block = None
        elif block is not None:
            block.append(plain(line))
    if count == 0:
        print(f"{page}: no examples")
    return 1 if bad or count == 0 else 0


sys.exit(main(sys.argv[1]))
