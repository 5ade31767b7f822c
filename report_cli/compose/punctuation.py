"""Marks and headings that a clause leaves behind which was dropped by halves: marks that clash or miss their partner."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from report_cli.document import FIGURE, Block, Document, Paragraph, Role, place_at
from report_cli.facts.ledger import Ledger
from report_cli.model import NOWHERE, Finding
from report_cli.text import excerpt

# Looked for at the last of the characters that clash: several times as fast as at the first.
_CLASH = re.compile(
    r"[，、；：。！？）》”等](?:(?<=[，、；：。！？（《“][，、；：。！？])|(?<=[（，、；：]）)|(?<=[《，、；：]》)|(?<=“”)|(?<=等等)|(?<=[，、；：])$|(?<=^[，、；：。！？]))"
)
_PAIRS = {"“": ("”", "引号“”"), "《": ("》", "书名号《》"), "（": ("）", "括号（）")}
_MARKS = frozenset("，、；：。！？）》”等（《“")
_HEADING_END = ("，", "、", "；", "：", "！", "？")


def check(document: Document, ledger: Ledger) -> Iterator[Finding]:
    """Warnings for the marks of a document."""
    for block in document.blocks:
        if isinstance(block, Paragraph) and not _is_clearly_sound(block):
            yield from _faults(block)
    yield from _bare_headings(document.blocks)


def _is_clearly_sound(paragraph: Paragraph) -> bool:
    """By its prose alone, which many reports share, unless a figure has marks of its own."""
    runs = paragraph.all_runs
    prose = paragraph.number + "".join([FIGURE if run.fact else run.text for run in runs])
    return _is_sound(prose, paragraph.role) and _MARKS.isdisjoint("".join([run.text for run in runs if run.fact]))


@lru_cache(maxsize=4096)
def _is_sound(text: str, role: Role) -> bool:
    return not (_clash(text, role) or _unpaired(text) or _ends_in_mark(text, role))


def _clash(text: str, role: Role) -> re.Match[str] | None:
    found = _CLASH.search(text) if role is not Role.SALUTATION else None
    return None if found and role is Role.HEADING and found.end() == len(text) else found


def _unpaired(text: str) -> list[str]:
    return [name for opening, (closing, name) in _PAIRS.items() if text.count(opening) != text.count(closing)]


def _ends_in_mark(text: str, role: Role) -> bool:
    return role is Role.HEADING and text.endswith(_HEADING_END)


def _faults(paragraph: Paragraph) -> Iterator[Finding]:
    place, text = paragraph.origin or NOWHERE, paragraph.text
    if clash := _clash(text, paragraph.role):
        around = text[max(0, clash.start() - 9) : clash.end() + 8]
        at = place_at(paragraph.all_runs, clash.start() - len(paragraph.number)) or NOWHERE
        cure = "核对模板这一处，缺数据时标点也要去掉"
        yield Finding("W101", at, f"标点连用或位置不对：“…{around}…”", cure, severity="warning")
    for pair in _unpaired(text):
        yield Finding("W102", place, f"{pair}没有成对，在“{excerpt(text)}”里", "补上缺的一半", severity="warning")
    if _ends_in_mark(text, paragraph.role):
        message, cure = f"标题末尾有标点：“{excerpt(text)}”", "去掉标点；要接排就用句号"
        yield Finding("W103", place, message, cure, severity="warning")


def _bare_headings(blocks: Sequence[Block]) -> Iterator[Finding]:
    """Headings that nothing follows but another of their level, or a higher one."""
    for block, after in pairwise((*blocks, Paragraph(Role.ATTACHMENT, ()))):
        if not isinstance(block, Paragraph) or block.role is not Role.HEADING or not isinstance(after, Paragraph):
            continue
        if after.role in (Role.HEADING, Role.ATTACHMENT) and after.level <= block.level:
            message, cure = f"标题“{excerpt(block.text)}”下没有内容", "没有内容时连标题一起去掉，用 {% if %} 围住"
            yield Finding("W104", block.origin or NOWHERE, message, cure, severity="warning")
