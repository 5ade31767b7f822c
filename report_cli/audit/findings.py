"""What an audit finds: what is wrong with a figure, and which words are others."""

from typing import Literal

from msgspec import Struct

from report_cli.audit.texts import Span
from report_cli.model import Place

Kind = Literal["changed", "removed", "unbound", "repeated", "moved", "stale", "contradictory"]
KINDS: dict[Kind, str] = {
    "changed": "被改",
    "removed": "被删",
    "moved": "换了位置",
    "repeated": "又说了一次",
    "unbound": "没有出处",
    "contradictory": "前后不一",
    "stale": "数据已变",
}

NEW: tuple[Kind, ...] = ("repeated", "unbound", "contradictory")
"""Those of words that were written in addition: the figures as built agree."""


class Discrepancy(Struct, frozen=True, kw_only=True):
    """One finding. `paragraph` counts from 1: as read, of what was removed as built. `text` is the sentence there.

    `figures` are the numbers of the baseline's figures concerned; `at` where in the draft each of them stands, or the
    words found. `label`: what was changed is no figure, but a label, unit or head of a table, and here is which.
    """

    kind: Kind
    fact: str | None
    expected: str | None
    found: str | None
    paragraph: int
    text: str
    place: Place | None
    figures: tuple[int, ...] = ()
    at: tuple[Span, ...] = ()
    label: str = ""


class TextChange(Struct, frozen=True):
    """Words that were edited, figures among them or not.

    `at`: where in the draft the new ones stand; where none do, an empty stretch in their place (line -1: before the
    first). `built`: what was built there, in pieces, each with the number of the figure that it is, or -1.
    `is_whole`: whole paragraphs that have gone; they stood after the line of `at`.
    """

    at: tuple[Span, ...]
    built: tuple[tuple[str, int], ...]
    is_whole: bool = False
