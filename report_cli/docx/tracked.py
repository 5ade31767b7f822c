"""Tracked changes as Word writes them: which elements say them of what, and whether text is dropped by them."""

from collections.abc import Iterator

from lxml import etree

from report_cli.docx.manuscript import Change
from report_cli.docx.package import Properties, W, name_of

CHANGES: dict[str, Change] = {
    "ins": "inserted",
    "moveTo": "moved_here",
    "del": "deleted",
    "moveFrom": "moved_away",
}
"""Round runs."""
LAYOUT = (
    *(f"{name}PrChange" for name in ("sect", "tbl", "tblEx", "tr", "tc")),
    *("tblGridChange", "cellMerge"),
)
# The changes whose text disappears when all of them are rejected, or accepted.
DROPPED_IF_REJECTED = frozenset({"ins", "moveTo", "cellIns"})
DROPPED_IF_ACCEPTED = frozenset({"del", "moveFrom", "cellDel"})

_OF_ROW: dict[str, Change] = {"del": "row_deleted", "ins": "row_inserted"}
_OF_CELL: dict[str, Change] = {"cellDel": "cell_deleted", "cellIns": "cell_inserted"}
_WORDLESS = {
    "footnoteReference": "（脚注）",
    "endnoteReference": "（尾注）",
    **dict.fromkeys(("drawing", "pict", "object", "oMath", "br", "tab", "fldChar", "sym"), "（不是文字的）"),
}


def of_mark(end: Properties) -> Iterator[tuple[Change, str, etree._Element]]:
    """What was done to a paragraph's mark, by the properties of the mark."""
    return ((CHANGES[name], "¶", end[W + name]) for name in ("ins", "del", "moveFrom") if W + name in end)


def of_table(properties: Properties, words: str) -> Iterator[tuple[Change, str, etree._Element]]:
    """What was done to a row, or to a cell, with these properties and words."""
    names = _OF_CELL | _OF_ROW
    return ((kind, words, properties[W + name]) for name, kind in names.items() if W + name in properties)


def wordless(change: etree._Element) -> str:
    """What a change put in or took out that is no text; empty where there is nothing at all."""
    return next((_WORDLESS[name] for each in change.iter("{*}*") if (name := name_of(each)) in _WORDLESS), "")
