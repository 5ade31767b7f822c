"""Atoms: what a fact is while it goes through Jinja and Markdown.

An atom is an opening noncharacter, a number in noncharacters, a closing one. It survives concatenation, macros and
joins; text inside it would not, and digits of the number would look like figures. The same fact in the same form has the
same atom in every text, so that its prose need be read but once; what reading must know of the text that it stands for
is told by its first digit. A mark of the same make tells from which template and line the text after it came. No input
holds noncharacters, so neither can be forged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import count

from msgspec import Struct, field

from report_cli.model import Place
from report_cli.text import is_chinese

OPEN, CLOSE = "\ufdd0", "\ufdd1"
_DIGITS = "\ufde0-\ufdef"
_TO_DIGITS = str.maketrans({f"{digit:x}": 0xFDE0 + digit for digit in range(16)})

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

ATOM = re.compile(f"{OPEN}[{_DIGITS}]+{CLOSE}")
MARK = re.compile(f"{MARK_OPEN}([^{MARK_CLOSE}]*):([0-9]+){MARK_CLOSE}")
NOTE = re.compile(f"{NOTE_OPEN}[^{NOTE_CLOSE}]*{NOTE_CLOSE}")
NONCHARACTER = re.compile("[\ufdd0-\ufdef]")


WORD, LATIN_FIRST, LATIN_LAST, STOP_LAST = 1, 2, 4, 8
"""What an atom tells of its text: a word of the catalogue and no fact; a Latin character at its ends; 。 at its end."""


class Atom(Struct, frozen=True, gc=False):
    """What is printed for it, and of which fact in which form (no fact: a word of the catalogue)."""

    text: str
    fact: str = ""
    form: str = ""
    is_pending: bool = False


class Atoms(Struct, frozen=True):
    """The atoms of one text, and what each stands for."""

    said: dict[str, Atom] = field(default_factory=dict)

    def put(self, atom: Atom) -> str:
        """The atom as it stands in a text. (What a form says of a fact does not change within one ledger.)"""
        told = _told(atom.text[:1], atom.text[-1:])
        written = _written(told, atom.fact, atom.form) if atom.fact else _written(told | WORD, atom.text, "")
        self.said[written] = atom
        return written

    def get(self, written: str) -> Atom:
        return self.said[written]


_numbers = count()


@lru_cache(maxsize=8192)
def _written(told: int, name: str, form: str) -> str:
    """The atom of a fact, or of a word, and of no other: its number is one that no atom has had."""
    return f"{OPEN}{f'{told:x}{next(_numbers):x}'.translate(_TO_DIGITS)}{CLOSE}"


@lru_cache(maxsize=4096)
def _told(first: str, last: str) -> int:
    return (
        (0 if is_chinese(first) else LATIN_FIRST)
        | (0 if is_chinese(last) else LATIN_LAST)
        | (STOP_LAST if last == "。" else 0)
    )


def traits(written: str) -> int:
    return ord(written[1]) - 0xFDE0


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


def place_at(places: Sequence[tuple[int, Place]], offset: int) -> Place | None:
    """Where the character at `offset` came from: the last stretch that begins there or before."""
    if len(places) == 1:
        return places[0][1]
    return next((place for start, place in reversed(places) if start <= offset), places[0][1] if places else None)
