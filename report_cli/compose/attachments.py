"""Attachments: their list below the text, and their pages after it.

The list has the names of the head's `attachments`, then those that only the text of an attachment brings. The pages
take label and number from the list (GB/T 9704, 7.3.4 and 7.3.7).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from report_cli.compose.atoms import ATTACHMENT_CLOSE, ATTACHMENT_OPEN, BREAK, TURNED
from report_cli.compose.blocks import Blocks
from report_cli.document import Block, Paragraph, Role

_ATTACHMENT = re.compile(f"{ATTACHMENT_OPEN}({TURNED}?)([^\n]*)\n(.*?){ATTACHMENT_CLOSE}", re.DOTALL)


class Attachment(Struct, frozen=True):
    """An attachment whose text the template gives, as composed."""

    is_turned: bool
    name: str
    text: str


def parted(body: str) -> tuple[str, list[Attachment]]:
    """The text without its attachments, and these."""
    return _ATTACHMENT.sub(BREAK, body), [
        Attachment(bool(turned), *texts) for turned, *texts in _ATTACHMENT.findall(body)
    ]


def blocks(named: Sequence[Paragraph], attachments: Sequence[Attachment], reader: Blocks) -> Iterator[Block]:
    """The list of attachments (`named` are those of the head), then the pages of those that have a text."""
    titles = [Paragraph(Role.ATTACHMENT, reader.line(attachment.name)) for attachment in attachments]
    texts = {title.text: attachment for title, attachment in zip(titles, attachments, strict=True)}
    listed = {title.text: title for title in (*named, *titles)} | {title.text: title for title in named}
    numbers = [f"{number}" for number in range(1, len(listed) + 1)] if len(listed) > 1 else [""]
    for number, title in zip(numbers, listed.values(), strict=False):
        front = "附件：" if number in ("", "1") else ""
        yield replace(title, number=f"{front}{number}{'.' if number else ''}")
    for number, (name, title) in zip(numbers, listed.items(), strict=False):
        if name in texts:
            yield from _pages(f"附件{number}", title, texts[name], reader)


def _pages(label: str, title: Paragraph, attachment: Attachment, reader: Blocks) -> Iterator[Block]:
    yield Paragraph(Role.ATTACHMENT_LABEL, (), number=label, landscape=attachment.is_turned)
    yield Paragraph(Role.ATTACHMENT_TITLE, title.runs, landscape=attachment.is_turned, origin=title.origin)
    for block in reader.body(attachment.text):
        yield replace(block, landscape=attachment.is_turned or block.landscape)
