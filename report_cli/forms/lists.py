"""A list of names in one cell: how it is shown there, and how it is read again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from report_cli.facts.fact import Indicator

_OPENING, _CLOSING = "“‘《〈（(【「『[", "”’》〉）)】」』]"
OPEN = "等"


def are_sentences(indicator: Indicator) -> bool:
    """Whether a list holds a sentence an item, as its definition says: 一项一句. A 、 parts nothing there."""
    return indicator.kind == "list" and "一句" in indicator.definition


def joined(names: Sequence[str], *, is_open: bool = False, are_sentences: bool = False) -> str:
    r"""Names with 、 between them; with line breaks where a name itself holds a 、, or sentences are asked for.

    >>> joined(["协商式监督", "调研、视察"], is_open=True)
    '协商式监督\n调研、视察\n等'
    """
    said = [*names, *[OPEN] * is_open]
    text = "、".join(said)
    is_plain = not are_sentences and split(text) == (list(names), is_open)
    return text if is_plain else "\n".join(said)


def split(text: str, *, are_sentences: bool = False) -> tuple[list[str], bool]:
    """The names in a cell, and whether 等 says that there are others. Sentences end with a line, or their mark.

    >>> split("“提案、社情民意”、《意见》《办法》、等")
    (['“提案、社情民意”', '《意见》', '《办法》'], True)
    >>> split("走访党员委员、党外委员。学习章程；等", are_sentences=True)
    (['走访党员委员、党外委员', '学习章程'], True)
    """
    if are_sentences:
        text = re.sub(r"[。；;]\s*", "\n", text.strip())
    lines = [line.strip().strip("、；;") for line in text.split("\n")]
    is_by_line = are_sentences or "\n" in text.strip()
    names = list(filter(None, lines if is_by_line else _pieces(text.strip())))
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
