#!/usr/bin/env python3
"""Writes text_table.c: run by hand when Debian's unicode-data moves on.

usage: python3 core/base/text_table.py > core/base/text_table.c
"""
import subprocess

UNICODE = "/usr/share/unicode/"


def entries(name):
    """(first, last, fields) of each line of a Unicode data file."""
    for line in open(UNICODE + name, encoding="utf-8"):
        line = line.split("#")[0].strip()
        if line:
            codes, *fields = [f.strip() for f in line.split(";")]
            first, _, last = codes.partition("..")
            yield int(first, 16), int(last or first, 16), fields


def categories():
    """General category of each assigned code point."""
    found, first = {}, None
    for line in open(UNICODE + "UnicodeData.txt", encoding="utf-8"):
        code, name, category = line.split(";")[:3]
        code = int(code, 16)
        if name.endswith("First>"):
            first = code
        else:
            for c in range(code if first is None else first, code + 1):
                found[c] = category
            first = None
    return found


def private(c):
    return 0xE000 <= c <= 0xF8FF or c >= 0xF0000


def classes(category):
    """0, 2 or 'A' for what is not simply one cell."""
    found = {}
    for first, last, fields in entries("EastAsianWidth.txt"):
        for c in range(first, last + 1):
            if not private(c) and fields[0] in ("W", "F", "A"):
                found[c] = "A" if fields[0] == "A" else 2
    # Every libc in reach draws these two blocks wide, whatever the table says.
    found.update((c, 2) for c in (*range(0x3248, 0x3250), *range(0x4DC0, 0x4E00)))
    # Format characters that stand before a number or a word are drawn; the others are not.
    drawn = {0xAD, *range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
    for c, kind in category.items():
        if kind in ("Mn", "Me") or (kind == "Cf" and c not in drawn):
            found[c] = 0
    # Vowels and finals of composed Hangul.
    found.update((c, 0) for c in (*range(0x1160, 0x1200), *range(0xD7B0, 0xD800)))
    return found


def ranges(found, wanted, category):
    """Runs of one class, joined over code points that nobody has."""
    runs = []
    for c in sorted(c for c, kind in found.items() if kind == wanted):
        if runs and all(
            x not in found and x not in category for x in range(runs[-1][1] + 1, c)
        ):
            runs[-1][1] = c
        else:
            runs.append([c, c])
    return runs


def private_names():
    """What the 80 code points U+E815 .. U+E864 of GBK stand for since GB 18030-2005."""
    places = [bytes((0xFE, b)) for b in range(0x50, 0xA1) if b != 0x7F]
    done = subprocess.run(
        ["iconv", "-f", "GB18030", "-t", "UTF-32LE"], input=b"".join(places),
        stdout=subprocess.PIPE, check=True)
    codes = memoryview(done.stdout).cast("I").tolist()
    assert len(codes) == 80 and not any(private(c) for c in codes)
    return codes


def table(name, items, per_line, form):
    print(f"\n{name} = {{")
    for at in range(0, len(items), per_line):
        print("    " + " ".join(form(i) + "," for i in items[at:at + per_line]))
    print("};")


def main():
    category = categories()
    found = classes(category)
    print("/* Written by text_table.py from Debian's unicode-data and iconv: do not edit. */")
    print('#include "core/base/text_table.h"')
    print("\n/* clang-format off */")
    for name, wanted in (("zero", 0), ("wide", 2), ("ambiguous", "A")):
        runs = ranges(found, wanted, category)
        table(f"const struct text_range text_table_{name}[]", runs, 4,
              lambda r: f"{{0x{r[0]:04X}, 0x{r[1]:04X}}}")
        print(f"const size_t text_table_{name}_count =\n"
              f"    sizeof text_table_{name} / sizeof text_table_{name}[0];")
    table("const uint32_t text_table_private[TEXT_TABLE_PRIVATE_COUNT]", private_names(), 8,
          lambda c: f"0x{c:04X}")


main()
