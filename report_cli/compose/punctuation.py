"""What a clause leaves behind that was dropped by halves: marks that clash or miss their partner, headings over nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from report_cli.compose.blocks import Locate
from report_cli.document import FIGURE, Block, Paragraph, Role
from report_cli.model import Finding, Place
from report_cli.text import excerpt

# Found at the last of the characters that clash: a text is looked through several times as fast as at the first of them.
_CLASH = re.compile(
    r"[，、；：。！？）》”等](?:(?<=[，、；：。！？（《“][，、；：。！？])|(?<=[（，、；：]）)|(?<=[《，、；：]》)|(?<=“”)|(?<=等等)|(?<=[，、；：])$|(?<=^[，、；：。！？]))"
)
_PAIRS = (("“", "”", "引号"), ("《", "》", "书名号"), ("（", "）", "括号"))
_ANY = frozenset(_CLASH.pattern) | frozenset("".join(opening + closing for opening, closing, _ in _PAIRS))


def faults(blocks: Sequence[Block], file: str, locate: Locate) -> list[Finding]:
    """Warnings for a document's blocks; `file` is its template."""
    suspect = [block for block in blocks if isinstance(block, Paragraph) and not _is_clearly_sound(block)]
    return [
        *(fault for paragraph in suspect for fault in _faults(paragraph, file, locate)),
        *_bare_headings(blocks, file),
    ]


def _is_clearly_sound(paragraph: Paragraph) -> bool:
    """By its prose alone, which is the same in many reports. One with a figure that has marks of its own is looked at in full."""
    runs = paragraph.said
    prose = paragraph.number + "".join([FIGURE if run.fact else run.text for run in runs])
    return _is_sound(prose, paragraph.role) and _ANY.isdisjoint("".join([run.text for run in runs if run.fact]))


@lru_cache(maxsize=4096)
def _is_sound(text: str, role: Role) -> bool:
    return not (_clash(text, role) or _unpaired(text) or _ends_in_mark(text, role))


def _clash(text: str, role: Role) -> re.Match[str] | None:
    found = _CLASH.search(text) if role is not Role.SALUTATION else None
    is_heading_end = role is Role.HEADING and found is not None and found.end() == len(text)
    return None if is_heading_end else found


def _unpaired(text: str) -> list[str]:
    return [
        f"{name}{opening}{closing}" for opening, closing, name in _PAIRS if text.count(opening) != text.count(closing)
    ]


def _ends_in_mark(text: str, role: Role) -> bool:
    return role is Role.HEADING and text.endswith(("，", "、", "；", "：", "！", "？"))


def _faults(paragraph: Paragraph, file: str, locate: Locate) -> Iterator[Finding]:
    place = paragraph.origin or Place(file)
    text = paragraph.text
    if clash := _clash(text, paragraph.role):
        around = text[max(0, clash.start() - 9) : clash.end() + 8]
        at = locate(paragraph.said, clash.start() - len(paragraph.number))
        yield Finding(
            "W101", at, f"标点连用或位置不对：“…{around}…”", "核对模板这一处，缺数据时标点也要去掉", severity="warning"
        )
    for pair in _unpaired(text):
        yield Finding("W102", place, f"{pair}没有成对，在“{excerpt(text)}”里", "补上缺的一半", severity="warning")
    if _ends_in_mark(text, paragraph.role):
        yield Finding(
            "W103", place, f"标题末尾有标点：“{excerpt(text)}”", "去掉标点；要接排就用句号", severity="warning"
        )


def _bare_headings(blocks: Sequence[Block], file: str) -> Iterator[Finding]:
    """A heading that nothing follows but another of its level, or a higher one."""
    for index, block in enumerate(blocks):
        after = blocks[index + 1] if index + 1 < len(blocks) else None
        if not isinstance(block, Paragraph) or block.role is not Role.HEADING:
            continue
        if after is None or (
            isinstance(after, Paragraph)
            and after.role in (Role.HEADING, Role.ATTACHMENT)
            and after.level <= block.level
        ):
            message = f"标题“{excerpt(block.text)}”下没有内容"
            yield Finding(
                "W104",
                block.origin or Place(file),
                message,
                "没有内容时连标题一起去掉，用 {% if %} 围住",
                severity="warning",
            )
