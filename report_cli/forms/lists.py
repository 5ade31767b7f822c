"""A list of names in one cell: how it is shown there, and how it is read again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_OPENING, _CLOSING = "“‘《〈（(【「『[", "”’》〉）)】」』]"
OPEN = "等"


def joined(names: Sequence[str], *, is_open: bool = False) -> str:
    r"""Names with 、 between them; with line breaks where a name itself holds a 、.

    >>> joined(["协商式监督", "调研、视察"], is_open=True)
    '协商式监督\n调研、视察\n等'
    """
    said = [*names, *[OPEN] * is_open]
    text = "、".join(said)
    return text if split(text) == (list(names), is_open) else "\n".join(said)


def split(text: str) -> tuple[list[str], bool]:
    """The names in a cell, and whether 等 says that there are others.

    >>> split("“提案、社情民意”、《意见》《办法》、等")
    (['“提案、社情民意”', '《意见》', '《办法》'], True)
    """
    lines = [line.strip().strip("、；;") for line in text.split("\n")]
    names = list(filter(None, lines if "\n" in text.strip() else _pieces(text.strip())))
    is_open = bool(names) and names[-1] in (OPEN, "等等", "……")
    return names[: len(names) - is_open], is_open


def _pieces(text: str) -> Iterator[str]:
    """What stands between the 、 and ； of a text, but for those within brackets; 》《 and ”“ part names too."""
    depth, start = 0, 0
    for at, sign in enumerate(text):
        depth = max(depth + (sign in _OPENING) - (sign in _CLOSING), 0)
        is_between = not depth and re.match("[》”][《“]", text[at : at + 2]) is not None
        if not depth and (sign in "、；;" or is_between):
            yield text[start : at + is_between].strip()
            start = at + 1
    yield text[start:].strip()
