#!/usr/bin/env python3
"""rooms.py CHECK [FOLDER] - hold lib/ to what lib/README.md says of it; prints what is wrong, a line each.

CHECK is floors, doors, private, guards, exits, words, files or circles (which reads FOLDER/lib/*/*.o).
"""
import collections
import glob
import os
import re
import subprocess
import sys

PAGE = "lib/README.md"


def text(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def sources(*patterns):
    return sorted(p for pattern in patterns for p in glob.glob(pattern))


def lib():
    return sources("lib/*/*.[ch]", "lib/*/*.cc")


def includes(path, marks='""'):
    return re.findall(rf"^#\s*include {marks[0]}(.*?){marks[1]}", text(path), re.M)


def house():
    """room -> (floor, modules), from the first code block of the page."""
    block = re.search(r"^```\n(.*?)^```", text(PAGE), re.M | re.S)[1]
    rooms = {}
    for floor, group in enumerate(block.split("\n\n")):
        for line in group.strip().replace(":\n ", ": ").split("\n"):
            names, _, _ = line.partition(":")
            room, *modules = names.split()
            rooms[room] = (floor, modules)
    return rooms


def floors():
    rooms = house()
    for room in {os.path.basename(d) for d in glob.glob("lib/*") if os.path.isdir(d)} ^ set(rooms):
        yield f"lib/{room}: on the page or in lib, not both"
    for room, (_, modules) in rooms.items():
        for module in modules:
            if not os.path.exists(f"lib/{room}/{module}.h"):
                yield f"{PAGE}: there is no lib/{room}/{module}.h"
    for path in lib():
        room = path.split("/")[1]
        for header in includes(path):
            other = header.split("/")[0]
            if other not in rooms or not os.path.exists(f"lib/{header}"):
                yield f"{path}: what is {header}?"
            elif other != room and rooms[other][0] >= rooms[room][0]:
                yield f"{path}: includes {header}, which is not on a lower floor"


def doors():
    """Of each header that is not libc's: exactly the file that the table names."""
    table = text(PAGE).partition("## The doors")[2].partition("##")[0]
    own = dict(re.findall(r"^\| ([^|]+) \| `([^`]+)` \|", table, re.M))
    known = {"jq": "libjq", "jv": "libjq", "oniguruma": "Oniguruma", "yaml": "libyaml", "zlib": "zlib",
             "phonenumbers": "libphonenumber"}
    used = set()
    for path in lib() + sources("cmd/*.c"):
        for header in includes(path, "<>"):
            stem = re.split(r"[/.]", header)[0]
            if stem not in known:
                if header not in LIBC and not (path.endswith(".cc") and "." not in header):
                    yield f"{path}: <{header}> is no header of libc and of no library on {PAGE}"
            elif own.get(known[stem]) != path[len("lib/"):]:
                yield f"{path}: <{header}> has its door in {own.get(known[stem])}"
            else:
                used.add(known[stem])
    for library in set(own) - used:
        yield f"{PAGE}: nobody opens the door to {library}"


LIBC = set("""dirent.h dlfcn.h emmintrin.h err.h errno.h fcntl.h float.h fnmatch.h inttypes.h limits.h math.h poll.h
signal.h stdarg.h stdbool.h stddef.h stdint.h stdio.h stdlib.h string.h strings.h sys/file.h sys/ioctl.h
sys/random.h sys/stat.h sys/types.h sys/wait.h time.h unistd.h""".split())


def private():
    """X_in.h is included by X.c, X_*.c and X_*.h of its folder alone; and by tests."""
    for path in lib() + sources("cmd/*.c"):
        for header in includes(path):
            if header.endswith("_in.h"):
                module = "lib/" + header[: -len("_in.h")]
                if not re.fullmatch(re.escape(module) + r"(_\w+)?\.(c|cc|h)", path):
                    yield f"{path}: {header} is private to {module}"


def guards():
    """A header has a guard with its folder; or none, and is a piece of the one .c that its name begins with."""
    for path in sources("lib/*/*.h"):
        guard = "CT_" + re.sub(r"\W", "_", path[len("lib/"):]).upper()
        if f"#ifndef {guard}\n#define {guard}\n" in text(path):
            continue
        users = [p for p in lib() if path[len("lib/"):] in includes(p)]
        if "#ifndef" in text(path) or len(users) != 1 or not path.startswith(users[0][:-2] + "_"):
            yield f"{path}: its guard is not {guard}"


def exits():
    """lib knows no argv and never exits."""
    allowed = {f"lib/{f}" for f in re.findall(r"`([^`]+)`", re.search(r"never exits \((.*?)\)", text(PAGE), re.S)[1])}
    for path in set(lib()) - allowed:
        code = re.sub(r"/\*.*?\*/|'(\\.|[^'\\])+'|\"(\\.|[^\"\\])*\"", "", text(path), flags=re.S)
        for call in re.findall(r"\b(_?exit|_Exit|errx?|abort|argv)\b\s*[(\[]", code):
            yield f"{path}: {call}"


def words():
    """An exported name begins with its module's word or its plural, or with a type's that its header names;
    in a private header also with that of the file (eval_ of expr_eval.c)."""
    for path in sources("lib/*/*.h"):
        body = text(path)
        module = os.path.basename(path)[:-2].removesuffix("_in")
        allowed = {module, module + "s", module + "es"} | set(re.findall(r"\bstruct (\w+)", body))
        if path.endswith("_in.h"):
            allowed |= {f.split("_", 1)[1][:-2] for f in map(os.path.basename, glob.glob(path[:-5] + "_*.c"))}
        for name in re.findall(r"^[a-z][\w \*]*?\b\*?(\w+)\((?!\*)[^;{]*\)[^;{]*;", body, re.M):
            if not any(name == w or name.startswith(w + "_") for w in allowed):
                yield f"{path}: {name}"


def files():
    """A comment or a page names only files that are there."""
    there = {os.path.basename(f) for d in ("cmd", "lib", "tests", "share", "man", "examples")
             for f in glob.glob(f"{d}/**", recursive=True)}
    for path in lib() + sources("cmd/*.c", "tests/*/*.[ch]"):
        for comment in re.findall(r"/\*.*?\*/", text(path), re.S):
            for name in re.findall(r"(?<![\w/.*<-])([a-z][a-z0-9_]*\.(?:c|cc|h|md|bats|py|sh))\b", comment):
                if name not in there and name not in LIBC:
                    yield f"{path}: there is no {name}"
            for page, section in re.findall(r"\b(ct(?:-\w+)?)\((\d)\)", comment):
                if f"{page}.{section}" not in there:
                    yield f"{path}: there is no manual {page}({section})"


def circles(folder):
    """Files of one room that call each other in a circle, as the linker sees it."""
    home, needs = {}, collections.defaultdict(set)
    for path in glob.glob(f"{folder}/lib/*/*.o"):
        name = path[len(folder) + 1: -2]
        if not glob.glob(f"{name}.c*"):  # an object whose source is gone
            continue
        for line in subprocess.run(["nm", "-g", path], capture_output=True, text=True, check=True).stdout.split("\n"):
            kind, symbol = line.split()[-2:] if line.strip() else ("", "")
            if kind == "U":
                needs[name].add(symbol)
            elif kind:
                home[symbol] = name
    calls = {n: {home[s] for s in wants if home.get(s, n) != n} for n, wants in needs.items()}
    reach = {}
    for name in calls:
        seen, todo = set(), [name]
        while todo:
            for other in calls.get(todo.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    todo.append(other)
        reach[name] = seen
    for name in sorted(calls):
        ring = sorted(o for o in reach[name] if name in reach.get(o, ()))
        if name in reach[name] and ring[0] == name and not name.startswith("lib/expr/"):
            yield "a circle: " + " ".join(ring)


if __name__ == "__main__":
    found = list(globals()[sys.argv[1]](*sys.argv[2:]))
    print("".join(line + "\n" for line in sorted(set(found))), end="")
    sys.exit(1 if found else 0)
