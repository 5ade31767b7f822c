"""Footnotes: the mark in the text, and the part that holds their texts."""

from __future__ import annotations

from collections.abc import Sequence

from report_cli.docx import parts

PART = "footnotes.xml"

_MARK = f'<w:rPr><w:rStyle w:val="{parts.NOTE_MARK}"/></w:rPr>'


def reference(number: int) -> str:
    """The mark in the text; Word counts by itself, `number` (from 1) ties it to its note."""
    return f'<w:r>{_MARK}<w:footnoteReference w:id="{number}"/></w:r>'


def footnotes(notes: Sequence[str]) -> str:
    """The part; each note's runs are given as XML."""
    style, _ = parts.PARAGRAPH_STYLES["footnote"]
    listed = (
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f"<w:r>{_MARK}<w:footnoteRef/></w:r>{runs}</w:p></w:footnote>"
        for number, runs in enumerate(notes, 1)
    )
    return parts.part("footnotes", parts.filled("footnotes.xml", notes="".join(listed)))
