"""Text laid out for comparing: characters without the blanks between them, each knowing where it stands.

Programs add and drop blanks when they save, and compose characters differently; neither is an edit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct


class Stream(Struct, frozen=True):
    """The characters of one or more paragraphs. `at`: of each, its paragraph (from 0) and its place there (from 0)."""

    text: str
    at: tuple[tuple[int, int], ...]

    def part(self, start: int, end: int) -> Stream:
        return Stream(self.text[start:end], self.at[start:end])


def stream(paragraphs: Iterable[tuple[int, str]]) -> Stream:
    """The characters of paragraphs, given with their numbers.

    >>> stream([(4, "265 件")]).text
    '265件'
    """
    runs = [(number, run) for number, text in paragraphs for run in _WORDS.finditer(text)]
    return Stream("".join(run.group() for _, run in runs), tuple((number, place) for number, run in runs for place in range(*run.span())))


def composed(text: str) -> str:
    """A text in the form in which each character is one (NFC)."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """What two texts have in common that differ in blanks only."""
    return _BLANKS.sub("", composed(text))


# White space, the full-width too, and what nobody can see: joiners, zero-width spaces, soft hyphens.
_BLANK = r"\s\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
_BLANKS, _WORDS = re.compile(f"[{_BLANK}]+"), re.compile(f"[^{_BLANK}]+")
