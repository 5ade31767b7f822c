"""Text laid out for comparing: characters without the blanks between them, each knowing where it stands.

Programs add and drop blanks when they save, and compose characters differently; neither is an edit.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct


class Run(Struct, frozen=True, gc=False):
    """Characters that stand side by side in a paragraph (from 0): from `place` there to before `end`; `at`: where in the stream."""

    at: int
    paragraph: int
    place: int
    end: int


class Stream(Struct, frozen=True, gc=False):
    """The characters of one or more paragraphs, and in which runs these stand there.

    A run knows the places of all its characters: a record of each would be what a whole audit mostly holds.
    """

    text: str
    runs: tuple[Run, ...]

    def pieces(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Where a stretch of the stream stands: paragraph, start and end there, run by run.

        >>> list(stream([(4, "265 件"), (5, "立案")]).pieces(2, 5))
        [(4, 2, 3), (4, 4, 5), (5, 0, 1)]
        """
        if start >= end:
            return
        for number in range(bisect_right(self.runs, start, key=_at) - 1, len(self.runs)):
            run = self.runs[number]
            if run.at >= end:
                return
            shift = run.place - run.at
            yield run.paragraph, max(run.place, start + shift), min(run.end, end + shift)

    def find(self, paragraph: int, start: int, end: int) -> tuple[int, int] | None:
        """From where to before where in the stream a stretch of a paragraph stands, its blanks left out.

        None where nothing of it does. The paragraphs have to be in order.

        >>> stream([(4, "265 件"), (5, "立案")]).find(4, 0, 5)
        (0, 4)
        """
        found = None
        for number in range(bisect_left(self.runs, (paragraph, start), key=_last), len(self.runs)):
            run = self.runs[number]
            if (run.paragraph, run.place) >= (paragraph, end):
                break
            shift = run.at - run.place
            found = (found[0] if found else max(run.place, start) + shift, min(run.end, end) + shift)
        return found

    def part(self, start: int, end: int) -> Stream:
        return _joined(self.text[start:end], self.pieces(start, end))


def stream(paragraphs: Iterable[tuple[int, str]]) -> Stream:
    """The characters of paragraphs, given with their numbers.

    >>> stream([(4, "265 件")]).text
    '265件'
    """
    found = [(number, run) for number, text in paragraphs for run in _WORDS.finditer(text)]
    return _joined("".join(run.group() for _, run in found), ((number, *run.span()) for number, run in found))


def joined(parts: Sequence[Stream]) -> Stream:
    """Streams as one, in this order."""
    return _joined(
        "".join(part.text for part in parts), (piece for part in parts for piece in part.pieces(0, len(part.text)))
    )


def _joined(text: str, pieces: Iterable[tuple[int, int, int]]) -> Stream:
    runs, at = [], 0
    for paragraph, place, end in pieces:
        runs.append(Run(at, paragraph, place, end))
        at += end - place
    return Stream(text, tuple(runs))


def _at(run: Run) -> int:
    return run.at


def _last(run: Run) -> tuple[int, int]:
    """A run's paragraph and its last character there."""
    return run.paragraph, run.end - 1


def composed(text: str) -> str:
    """A text in the form in which each character is one (NFC)."""
    return unicodedata.normalize("NFC", text)


def folded(text: str) -> str:
    """What two texts have in common that differ in blanks only."""
    return _BLANKS.sub("", composed(text))


# White space, the full-width too, and what nobody can see: joiners, zero-width spaces, soft hyphens.
_BLANK = r"\s\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
_BLANKS, _WORDS = re.compile(f"[{_BLANK}]+"), re.compile(f"[^{_BLANK}]+")
