"""Attachments: their list below the text, and their pages after it.

The list has the names of the head's `attachments`, then those of the attachments whose text the template gives and
that stand there not yet; label and number of a page are those of the list (GB/T 9704, 7.3.4 and 7.3.7).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from report_cli.compose.atoms import ATTACHMENT_CLOSE, ATTACHMENT_OPEN, BREAK, TURNED
from report_cli.compose.blocks import Blocks
from report_cli.document import Block, Paragraph, Role

_ANNEX = re.compile(f"{ATTACHMENT_OPEN}({TURNED}?)([^\n]*)\n(.*?){ATTACHMENT_CLOSE}", re.DOTALL)


class Annex(Struct, frozen=True):
    """An attachment whose text the template gives, as composed."""

    name: str
    text: str
    landscape: bool


def parted(body: str) -> tuple[str, list[Annex]]:
    """The text without its attachments, and these."""
    annexes = [Annex(match[2], match[3], bool(match[1])) for match in _ANNEX.finditer(body)]
    return _ANNEX.sub(BREAK, body), annexes


def blocks(named: Sequence[Paragraph], annexes: Sequence[Annex], reader: Blocks) -> list[Block]:
    """The list of attachments, then the pages of those that have a text, in the list's order."""
    titles = [Paragraph(Role.ATTACHMENT, reader.line(annex.name)) for annex in annexes]
    listed = {title.text: title for title in (*named, *titles)} | {title.text: title for title in named}
    texts = {title.text: annex for title, annex in zip(titles, annexes, strict=True)}
    made: list[Block] = list(_list(list(listed.values())))
    for number, name in enumerate(listed, 1):
        if name in texts:
            label = f"附件{number if len(listed) > 1 else ''}"
            made += _pages(label, listed[name], texts[name], reader)
    return made


def _list(titles: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """附件：one, or 1. 2. … of several; the numbers are automatic (GB/T 9704, 7.3.4)."""
    for number, title in enumerate(titles, 1):
        yield replace(title, number=("附件：" if number == 1 else "") + (f"{number}." if len(titles) > 1 else ""))


def _pages(label: str, title: Paragraph, annex: Annex, reader: Blocks) -> Iterator[Block]:
    head = [
        Paragraph(Role.ATTACHMENT_LABEL, (), number=label),
        Paragraph(Role.ATTACHMENT_TITLE, title.runs, origin=title.origin),
    ]
    for block in (*head, *reader.body(annex.text)):
        yield replace(block, landscape=annex.landscape or block.landscape)
