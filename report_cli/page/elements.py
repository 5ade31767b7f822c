"""What of a Word file's XML stands on the page: paragraphs, runs, their text, and the fields that make it."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from report_cli.docx.package import W

_GONE = {W + name for name in ("del", "moveFrom", "pPr", "rPr", "sectPr", "tblPr", "tcPr", "trPr")}
NOT_OF_A_PARAGRAPH = {*_GONE, W + "txbxContent", W + "p"}
_CHOSEN = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SIGNS = {W + "tab": "\t", W + "ptab": "\t", W + "cr": "\n", W + "noBreakHyphen": "-"}


def elements(root: etree._Element, tag: str, beyond: set[str] | None = None) -> Iterator[etree._Element]:
    """The elements of a tag that count, in order: not what was struck out, and of two drawings of one thing the first.

    `beyond`: the tags that are not looked into, in place of those of what was struck out.
    """
    for child in root:
        if child.tag == tag:
            yield child
        if child.tag in (beyond or _GONE):
            continue
        if child.tag == _CHOSEN + "AlternateContent":
            yield from (found for choice in child[:1] for found in elements(choice, tag, beyond))
        else:
            yield from elements(child, tag, beyond)


def text(run: etree._Element) -> str:
    found = []
    for child in run:
        if child.tag == W + "t":
            found.append(child.text or "")
        elif child.tag == W + "br":
            found.append("\n" if child.get(W + "type", "textWrapping") == "textWrapping" else "")
        else:
            found.append(_SIGNS.get(child.tag, ""))
    return "".join(found)


def follow(run: etree._Element, fields: list[str]) -> None:
    """Keep track of the fields that are open."""
    for child in run:
        if child.tag == W + "fldChar":
            kind = child.get(W + "fldCharType")
            if kind == "begin":
                fields.append("")
            elif kind == "end" and fields:
                fields.pop()
        elif child.tag == W + "instrText" and fields:
            fields[-1] += child.text or ""
