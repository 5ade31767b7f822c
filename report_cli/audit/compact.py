"""Text laid out for comparing: its characters without the blanks, each still knowing where it stands.

Programs add and drop blanks when they save, and compose characters differently; neither is an edit.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

# White space, the full-width too, and what nobody can see: joiners, zero-width spaces, soft hyphens.
_BLANK = r"\s\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
_BLANKS, _WORDS = re.compile(f"[{_BLANK}]+"), re.compile(f"[^{_BLANK}]+")


def normalized(text: str) -> str:
    """A text in the form in which each character is one (NFC)."""
    return unicodedata.normalize("NFC", text)


def without_blanks(text: str) -> str:
    """What two texts have in common that differ in blanks only."""
    return _BLANKS.sub("", normalized(text))


def bigrams(text: str) -> set[str]:
    """The pairs of neighbouring characters: what similar texts have in common, whatever their order."""
    return {first + second for first, second in pairwise(text)}


class Span(Struct, frozen=True, gc=False, order=True):
    """A stretch of a text: its line or paragraph (from 0), and its characters there from `start` to before `end`."""

    line: int
    start: int
    end: int


class CompactText(Struct, frozen=True, gc=False):
    """The characters of one or more lines without blanks.

    `positions`: of each character the line, and where it is there.
    """

    text: str
    positions: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, lines: Mapping[int, str]) -> CompactText:
        """The text of lines, given by their numbers.

        >>> CompactText.of({4: "265 件"})
        CompactText(text='265件', positions=((4, 0), (4, 1), (4, 2), (4, 4)))
        """
        words = ((number, word) for number, text in lines.items() for word in _WORDS.finditer(text))
        positions = tuple((number, at) for number, word in words for at in range(*word.span()))
        return cls("".join(lines[number][at] for number, at in positions), positions)

    @classmethod
    def joined(cls, parts: Sequence[CompactText]) -> CompactText:
        return cls("".join(part.text for part in parts), tuple(at for part in parts for at in part.positions))

    def part(self, start: int, end: int) -> CompactText:
        return CompactText(self.text[start:end], self.positions[start:end])

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """Where a part of the text stands, line by line, with the blanks in it.

        >>> CompactText.of({4: "265 件", 5: "立案"}).spans(2, 5)
        (Span(line=4, start=2, end=5), Span(line=5, start=0, end=1))
        """
        found: dict[int, Span] = {}
        for line, at in self.positions[start:end]:
            found[line] = Span(line, found[line].start if line in found else at, at + 1)
        return tuple(found.values())

    def find(self, span: Span) -> tuple[int, int] | None:
        """The part of the text that a stretch of a line is, its blanks left out; None where nothing is left of it.

        The lines have to be in order.

        >>> CompactText.of({4: "265 件", 5: "立案"}).find(Span(4, 0, 5))
        (0, 4)
        """
        start, end = (bisect_left(self.positions, (span.line, edge)) for edge in (span.start, span.end))
        return (start, end) if start < end else None
