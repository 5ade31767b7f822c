"""What a half-dropped clause leaves behind: marks that clash or miss their partner, headings over nothing."""

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
    r"[，、；：。！？）》”等](?:(?<=[，、；：。！？（《“][，、；：。！？])|(?<=[（，、；：]）)|(?<=[《，、；：]》)"
    r"|(?<=“”)|(?<=等等)|(?<=[，、；：])$|(?<=^[，、；：。！？]))"
)
_PAIRS = {"“": ("”", "引号“”"), "《": ("》", "书名号《》"), "（": ("）", "括号（）")}
_MARKS = frozenset("，、；：。！？）》”等（《“")


def check(document: Document, ledger: Ledger) -> Iterator[Finding]:
    """Warnings for the marks of a document."""
    for block in document.blocks:
        if not isinstance(block, Paragraph):
            continue
        runs = block.all_runs
        # Figures without marks of their own are hidden: many reports share the prose.
        is_plain = _MARKS.isdisjoint("".join([run.text for run in runs if run.fact]))
        texts = [FIGURE if run.fact and is_plain else run.text for run in runs]
        if _faults(block.number + "".join(texts), block.role):
            for code, message, cure, at in _faults(block.text, block.role):
                place = block.origin if at is None else place_at(block.all_runs, at - len(block.number))
                yield Finding(code, place or NOWHERE, message, cure, severity="warning")
    yield from _bare_headings(document.blocks)


@lru_cache(maxsize=4096)
def _faults(text: str, role: Role) -> tuple[tuple[str, str, str, int | None], ...]:
    """Code, message and cure, and at which character (from 0) where it is not about the whole text."""
    faults: list[tuple[str, str, str, int | None]] = []
    clash = _CLASH.search(text) if role is not Role.SALUTATION else None
    if clash and not (role is Role.HEADING and clash.end() == len(text)):
        around = text[max(0, clash.start() - 9) : clash.end() + 8]
        cure = "核对模板这一处，缺数据时标点也要去掉"
        faults.append(("W101", f"标点连用或位置不对：“…{around}…”", cure, clash.start()))
    for opening, (closing, name) in _PAIRS.items():
        if text.count(opening) != text.count(closing):
            faults.append(("W102", f"{name}没有成对，在“{excerpt(text)}”里", "补上缺的一半", None))
    if role is Role.HEADING and text.endswith(tuple("，、；：！？")):
        faults.append(("W103", f"标题末尾有标点：“{excerpt(text)}”", "去掉标点；要接排就用句号", None))
    return tuple(faults)


def _bare_headings(blocks: Sequence[Block]) -> Iterator[Finding]:
    """Headings that nothing follows but another of their level, or a higher one."""
    for block, after in pairwise((*blocks, Paragraph(Role.ATTACHMENT, ()))):
        if not isinstance(block, Paragraph) or block.role is not Role.HEADING or not isinstance(after, Paragraph):
            continue
        if after.role in (Role.HEADING, Role.ATTACHMENT) and after.level <= block.level:
            message, cure = f"标题“{excerpt(block.text)}”下没有内容", "没有内容时连标题一起去掉，用 {% if %} 围住"
            yield Finding("W104", block.origin or NOWHERE, message, cure, severity="warning")
