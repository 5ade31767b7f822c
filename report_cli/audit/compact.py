"""Text laid out for comparing: its characters without the blanks, each still knowing where it stands.

Programs add and drop blanks when they save, and compose characters differently; neither is an edit.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

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


class Piece(Struct, frozen=True, gc=False):
    """Characters side by side in one paragraph: from `start` to before `end`. `at`: their position in the compact text."""

    at: int
    paragraph: int
    start: int
    end: int


class CompactText(Struct, frozen=True, gc=False):
    """The characters of one or more paragraphs without blanks, and the pieces of those paragraphs that they are.

    A piece knows the positions of all its characters: a record for each would be most of what an audit keeps in memory.
    """

    text: str
    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, paragraphs: Iterable[tuple[int, str]]) -> CompactText:
        """The text of paragraphs, given with their numbers.

        >>> CompactText.of([(4, "265 件")]).text
        '265件'
        """
        words = [(number, word) for number, text in paragraphs for word in _WORDS.finditer(text)]
        return cls._of_pieces("".join(word[0] for _, word in words), ((number, *word.span()) for number, word in words))

    @classmethod
    def joined(cls, parts: Sequence[CompactText]) -> CompactText:
        whole = "".join(part.text for part in parts)
        return cls._of_pieces(whole, (piece for part in parts for piece in part.spans(0, len(part.text))))

    @classmethod
    def _of_pieces(cls, text: str, spans: Iterable[tuple[int, int, int]]) -> CompactText:
        pieces, at = [], 0
        for paragraph, start, end in spans:
            pieces.append(Piece(at, paragraph, start, end))
            at += end - start
        return cls(text, tuple(pieces))

    def part(self, start: int, end: int) -> CompactText:
        return self._of_pieces(self.text[start:end], self.spans(start, end))

    def spans(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Where a part of the text stands: paragraph, start and end there, piece by piece.

        >>> list(CompactText.of([(4, "265 件"), (5, "立案")]).spans(2, 5))
        [(4, 2, 3), (4, 4, 5), (5, 0, 1)]
        """
        first = max(bisect_right(self.pieces, start, key=lambda piece: piece.at) - 1, 0)
        for number in range(first, len(self.pieces)):
            piece = self.pieces[number]
            if piece.at >= end or start >= end:
                return
            shift = piece.start - piece.at
            yield piece.paragraph, max(piece.start, start + shift), min(piece.end, end + shift)

    def find(self, paragraph: int, start: int, end: int) -> tuple[int, int] | None:
        """The part of the text that a stretch of a paragraph is, its blanks left out; None where nothing is left of it.

        The paragraphs have to be in order.

        >>> CompactText.of([(4, "265 件"), (5, "立案")]).find(4, 0, 5)
        (0, 4)
        """
        first = bisect_left(self.pieces, (paragraph, start), key=lambda piece: (piece.paragraph, piece.end - 1))
        last = bisect_left(self.pieces, (paragraph, end), key=lambda piece: (piece.paragraph, piece.start))
        if first >= last:
            return None
        head, tail = self.pieces[first], self.pieces[last - 1]
        return max(head.start, start) + head.at - head.start, min(tail.end, end) + tail.at - tail.start
