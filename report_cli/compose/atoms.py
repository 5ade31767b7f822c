"""Atoms: what a fact is while it goes through Jinja and Markdown.

An atom is an opening noncharacter, an index in noncharacters, a closing one. It survives concatenation, macros and
joins; text inside it would not, and digits of the index would look like figures. A mark of the same make tells from
which template and line the text after it came. No input holds noncharacters, so neither can be forged.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct, field

from report_cli.model import Place

OPEN, CLOSE = "\ufdd0", "\ufdd1"
_DIGITS = "\ufde0\ufde1\ufde2\ufde3\ufde4\ufde5\ufde6\ufde7\ufde8\ufde9"
_TO_INDEX = str.maketrans(_DIGITS, "0123456789")
_FROM_INDEX = str.maketrans("0123456789", _DIGITS)

MARK_OPEN, MARK_CLOSE = "\ufdd2", "\ufdd3"
PART = "\ufdd4"
"""Between the strings of a head, and before the body."""
TABLE_OPEN, TABLE_CLOSE = "\ufdd5", "\ufdd6"
NOTE_OPEN, NOTE_CLOSE = "\ufdd7", "\ufdd8"
ATTACHMENT_OPEN, ATTACHMENT_CLOSE = "\ufdd9", "\ufdda"
BREAK = "\ufddc"
"""On the blank lines of a template: what parts paragraphs, unlike a line that came out empty."""
TURNED = "\ufddb"
"""Before a caption or an attachment's name: on a sheet that lies on its side."""

ATOM = re.compile(f"{OPEN}([{_DIGITS}]+){CLOSE}")
MARK = re.compile(f"{MARK_OPEN}([^{MARK_CLOSE}]*):([0-9]+){MARK_CLOSE}")
NOTE = re.compile(f"{NOTE_OPEN}([^{NOTE_CLOSE}]*){NOTE_CLOSE}")
NONCHARACTER = re.compile("[\ufdd0-\ufdef]")


class Atom(Struct, frozen=True):
    """What is printed for it, and of which fact in which form (no fact: a word of the catalogue)."""

    text: str
    fact: str = ""
    form: str = ""
    is_pending: bool = False


class Atoms(Struct, frozen=True):
    """The atoms of one text."""

    put_so_far: list[Atom] = field(default_factory=list)

    def put(self, atom: Atom) -> str:
        self.put_so_far.append(atom)
        return OPEN + str(len(self.put_so_far) - 1).translate(_FROM_INDEX) + CLOSE

    def get(self, index: str) -> Atom:
        return self.put_so_far[int(index.translate(_TO_INDEX))]


def mark(file: str, line: int) -> str:
    return f"{MARK_OPEN}{file}:{line}{MARK_CLOSE}"


def unmarked(text: str) -> str:
    return (MARK.sub("", text) if MARK_OPEN in text else text).replace(BREAK, "")


def place_of(text: str) -> Place | None:
    """Where the first marked text came from."""
    found = MARK.search(text)
    return _place(found[1], found[2]) if found else None


@lru_cache(maxsize=4096)
def _place(file: str, line: str) -> Place:
    return Place(file, int(line))


def places_of(text: str) -> list[tuple[int, Place]]:
    """Where each marked stretch of a text begins once its marks are taken out, and where it came from."""
    places, taken = [], 0
    for found in MARK.finditer(text):
        places.append((found.start() - taken, _place(found[1], found[2])))
        taken += len(found.group())
    return places


def place_at(places: list[tuple[int, Place]], offset: int) -> Place | None:
    """Where the character at `offset` came from: the last stretch that begins there or before."""
    if len(places) == 1:
        return places[0][1]
    return next((place for start, place in reversed(places) if start <= offset), places[0][1] if places else None)
