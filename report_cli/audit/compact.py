"""Text laid out for comparing: its characters without the blanks, each still knowing where it stands.

Programs add and drop blanks when they save, and compose characters differently; neither is an edit.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
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
    """The pairs of characters that stand side by side: what texts that are alike have in common, whatever their order."""
    return {first + second for first, second in pairwise(text)}


class Span(Struct, frozen=True, gc=False):
    """A stretch of a text: its line or paragraph (from 0), and its characters there from `start` to before `end`."""

    line: int
    start: int
    end: int


class Piece(Struct, frozen=True, gc=False):
    """Characters side by side in one line, and from where in the compact text they are (`at`)."""

    at: int
    span: Span


class CompactText(Struct, frozen=True, gc=False):
    """The characters of one or more lines without blanks, and the pieces of those lines that they are.

    A piece knows the positions of all its characters: a record for each would be most of what an audit keeps in memory.
    """

    text: str
    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, lines: Iterable[tuple[int, str]]) -> CompactText:
        """The text of lines, given with their numbers.

        >>> CompactText.of([(4, "265 件")]).text
        '265件'
        """
        words = [(number, word) for number, text in lines for word in _WORDS.finditer(text)]
        return cls._made("".join(word[0] for _, word in words), (Span(number, *word.span()) for number, word in words))

    @classmethod
    def joined(cls, parts: Sequence[CompactText]) -> CompactText:
        return cls._made("".join(part.text for part in parts), (piece.span for part in parts for piece in part.pieces))

    @classmethod
    def _made(cls, text: str, spans: Iterable[Span]) -> CompactText:
        pieces, at = [], 0
        for span in spans:
            pieces.append(Piece(at, span))
            at += span.end - span.start
        return cls(text, tuple(pieces))

    def part(self, start: int, end: int) -> CompactText:
        return self._made(self.text[start:end], self._cut(start, end))

    def _cut(self, start: int, end: int) -> Iterator[Span]:
        """The stretches of the lines that a part of the text is."""
        first = bisect_right(self.pieces, start, key=lambda piece: piece.at) - 1
        for number in range(max(first, 0), len(self.pieces) if start < end else 0):
            piece = self.pieces[number]
            if piece.at >= end:
                return
            shift = piece.span.start - piece.at
            yield Span(piece.span.line, max(piece.span.start, start + shift), min(piece.span.end, end + shift))

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """Where a part of the text stands, line by line, with the blanks in it.

        >>> CompactText.of([(4, "265 件"), (5, "立案")]).spans(2, 5)
        (Span(line=4, start=2, end=5), Span(line=5, start=0, end=1))
        """
        found: dict[int, Span] = {}
        for span in self._cut(start, end):
            found[span.line] = Span(span.line, found.get(span.line, span).start, span.end)
        return tuple(found.values())

    def find(self, span: Span) -> tuple[int, int] | None:
        """The part of the text that a stretch of a line is, its blanks left out; None where nothing is left of it.

        The lines have to be in order.

        >>> CompactText.of([(4, "265 件"), (5, "立案")]).find(Span(4, 0, 5))
        (0, 4)
        """
        first = bisect_left(
            self.pieces, (span.line, span.start), key=lambda piece: (piece.span.line, piece.span.end - 1)
        )
        last = bisect_left(self.pieces, (span.line, span.end), key=lambda piece: (piece.span.line, piece.span.start))
        if first >= last:
            return None
        head, tail = self.pieces[first], self.pieces[last - 1]
        start, end = max(head.span.start, span.start), min(tail.span.end, span.end)
        return start + head.at - head.span.start, end + tail.at - tail.span.start
