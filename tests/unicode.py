#!/usr/bin/env python3
"""Print lib/base/unicode_data.h: which characters take no column on a terminal, and which take two.

The facts are Python's unicodedata: general category and East Asian width.
"""
import sys
import unicodedata

# Format characters (Cf) that are seen: the soft hyphen, and signs written over the digits that follow.
SEEN = {0x00AD, 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD} | set(range(0x0600, 0x0606))
# Hangul vowels and final consonants join the syllable before them.
JOINED = set(range(0x1160, 0x1200)) | set(range(0xD7B0, 0xD7C7)) | set(range(0xD7CB, 0xD7FC))


def width(c):
    if 0x20000 <= c <= 0x2FFFD or 0x30000 <= c <= 0x3FFFD:
        return 2  # unassigned ideographs are wide too (UAX 11)
    ch = chr(c)
    if c in JOINED or (unicodedata.category(ch) in ('Mn', 'Me', 'Cf') and c not in SEEN):
        return 0
    return 2 if unicodedata.east_asian_width(ch) in 'WF' else 1


def ranges(want):
    out, first = [], None
    for c in range(0x80, 0x110000):
        inside = not 0xD800 <= c <= 0xDFFF and width(c) == want
        if inside and first is None:
            first = c
        if not inside and first is not None:
            out.append((first, c - 1))
            first = None
    return out


def table(name, want):
    print('static const struct range %s[] = {' % name)
    line = ''
    for first, last in ranges(want):
        item = '{ 0x%04x, 0x%04x },' % (first, last)
        if len(line) + 1 + len(item) > 88:
            print('\t' + line)
            line = ''
        line += (' ' if line else '') + item
    print('\t' + line)
    print('};')


print('/* Made by tests/unicode.py from Unicode %s: do not change by hand. */' % unicodedata.unidata_version)
print('/* clang-format off */')
table('zero', 0)
table('wide', 2)
print('/* clang-format on */')
