#!/usr/bin/env python3
"""Writes Unicode's break tests, without their comments, for TokenizationTests.

usage: make-breaks.py FOLDER    with WordBreakTest.txt, SentenceBreakTest.txt and
GraphemeBreakTest.txt of the release of ICU that the package is tested with (72: Unicode 15.0), from
icu4c/source/test/testdata of https://github.com/unicode-org/icu, and ICU's LICENSE beside them

The lines and their order are the files' own; only what stands behind '#' is left out.
"""
import pathlib
import sys

SOURCE, TARGET = pathlib.Path(sys.argv[1]), pathlib.Path(__file__).parent

for name in ("Word", "Sentence", "Grapheme"):
    lines = (SOURCE / f"{name}BreakTest.txt").read_text(encoding="utf-8").splitlines()
    head = [line for line in lines[:6] if line.startswith("#") and len(line) > 1]
    cases = [line.split("#")[0].strip() for line in lines]
    text = "\n".join(head + ["# Comments left out; licence: LICENSE."] + [c for c in cases if c])
    (TARGET / f"{name}BreakTest.txt").write_text(text + "\n", encoding="utf-8")

notice = (SOURCE / "LICENSE").read_text(encoding="utf-8").split("\n" + "-" * 70)[0]
(TARGET / "LICENSE").write_text(notice.rstrip() + "\n", encoding="utf-8")
