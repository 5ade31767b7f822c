"""Chinese text as text: which characters are Chinese, how wide they stand, which must never be there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_CHINESE = (
    r"\u2014\u2018-\u201d\u2026\u00b7\u3000-\u30ff\u3400-\u9fff\ue000-\uf8ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
)
_FOLD = re.compile(rf"(?<=[{_CHINESE}]) (?=[{_CHINESE}])")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
    r"|[\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe\U0003ffff\U000efffe-\U000effff\U000ffffe\U000fffff\U0010fffe\U0010ffff]"
)


def is_chinese(character: str) -> bool:
    """Whether a character is a Han character or a mark that is set full-width beside them."""
    return re.match(f"[{_CHINESE}]", character) is not None


def unfold(text: str) -> str:
    """Take out the space that folding a line left between two Chinese characters.

    >>> unfold("提案 工作 in 2022")
    '提案工作 in 2022'
    """
    return _FOLD.sub("", text)


def invisible(text: str) -> int | None:
    """Where the first character stands that nobody can see (control, zero-width, noncharacter), from 0."""
    match = _INVISIBLE.search(text)
    return match.start() if match else None


def width(text: str) -> int:
    """Cells that a text takes on a terminal: two for a wide character, none for a combining one."""
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if character < "\u0300":
        return 1
    if unicodedata.combining(character):
        return 0
    # “ ” — … are ambiguous in Unicode; terminals with a Latin default set them narrow.
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like a mistyped one, or an empty text where none is alike."""
    # Imported here: only a mistake needs it.
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.5)), "")


def excerpt(text: str, length: int = 30) -> str:
    """A text as a message may quote it: on one line, cut with … where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"
