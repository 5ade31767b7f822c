"""From a ledger and a template to a document in which every figure knows its fact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from report_cli.compose import annexes, head, names, numerals, prose, units
from report_cli.compose.blocks import Blocks, Stretches, place_in
from report_cli.compose.prose import Library
from report_cli.compose.tags import TAG
from report_cli.document import Block, Document, Paragraph, Properties, Role
from report_cli.facts.catalogue import Catalogue
from report_cli.facts.ledger import Ledger
from report_cli.model import TEMPLATE_SUFFIX, CannotRun, Finding, Place
from report_cli.text import excerpt

__all__ = ["Library", "check", "compose"]


def check(kind: str, catalogue: Catalogue, library: Library, year: int) -> list[Finding]:
    """What is wrong with the templates of a report kind, whatever the year's facts are."""
    return _read(kind, catalogue, library, year)[1]


def compose(kind: str, ledger: Ledger, library: Library) -> tuple[Document | None, list[Finding]]:
    """Compose a report of one kind. The document is None where there is an error. Raises CannotRun where no such template is."""
    library = cache(library)
    template, findings = _read(kind, ledger.catalogue, library, ledger.year)
    if template is None or not ledger.is_read or any(finding.is_error for finding in findings):
        return None, findings
    rendered, unsaid = prose.render(template, ledger, library)
    findings += unsaid
    if rendered is None:
        return None, findings
    reader = Blocks(rendered.atoms, template.file, template.numbering)
    printed = [p for key, line, text in rendered.head if key in head.PRINTED for p in reader.head(Role(key), text, line)]
    blocks: list[Block] = [paragraph for paragraph in printed if paragraph.role is not Role.ATTACHMENT]
    body, attached = annexes.parted(rendered.body)
    blocks += reader.body(body)
    blocks += annexes.blocks([paragraph for paragraph in printed if paragraph.role is Role.ATTACHMENT], attached, reader)
    title = "".join(block.text for block in blocks if isinstance(block, Paragraph) and block.role is Role.TITLE)
    said = {key: reader.plain(text).strip() for key, _, text in rendered.head}
    properties = Properties(re.sub(r"\s", "", title), said.get("subject", ""), said.get("author", ""))
    findings += reader.findings
    findings += [finding for block in blocks if isinstance(block, Paragraph) for finding in _faults(block, template.file, reader.stretches)]
    findings += _bare_headings(blocks, template.file)
    document = Document(kind, ledger.year, tuple(blocks), properties, template.label or kind)
    findings += numerals.unbound(document, ledger, template.file, reader.stretches)
    findings += units.twice(document, ledger, template.file, reader.stretches)
    is_fit = rendered.is_whole and not any(finding.is_error for finding in findings)
    return (document if is_fit else None), findings


def label(kind: str, library: Library, year: int) -> str:
    """What people call a report kind; the kind itself where its template does not say."""
    file, data = library(kind + TEMPLATE_SUFFIX, year) or ("", b"")
    template, _ = head.split(head.read(data, file)[0], file)
    return template.label or kind


def _read(kind: str, catalogue: Catalogue, library: Library, year: int) -> tuple[head.TemplateText | None, list[Finding]]:
    found = library(kind + TEMPLATE_SUFFIX, year)
    if found is None:
        raise CannotRun(f"没有模板 templates/{kind}{TEMPLATE_SUFFIX}")
    file, data = found
    text, unfit = head.read(data, file)
    if unfit is not None:
        return None, [unfit]
    if _is_empty(text):
        message, cure = "文件是空的，报告里什么也不会有", "写入报告的文字；暂时不要这种报告，就删去这个文件"
        return None, [Finding("T004", Place(file), message, cure)]
    template, findings = head.split(text, file)
    return template, [*findings, *names.check(template, text, catalogue, library, year)]


@lru_cache(maxsize=512)
def _is_empty(text: str) -> bool:
    """Whether a template holds nothing but comments."""
    return not TAG.sub(lambda tag: "" if tag.group().startswith("{#") else tag.group(), text).strip()


# Found at the last of the characters that clash: a text is looked through several times as fast as at the first of them.
_CLASH = re.compile(
    r"[，、；：。！？）》”等](?:(?<=[，、；：。！？（《“][，、；：。！？])|(?<=[（，、；：]）)|(?<=[《，、；：]》)|(?<=“”)|(?<=等等)|(?<=[，、；：])$|(?<=^[，、；：。！？]))"
)
_PAIRS = (("“", "”", "引号"), ("《", "》", "书名号"), ("（", "）", "括号"))


def _faults(paragraph: Paragraph, file: str, stretches: Stretches) -> Iterator[Finding]:
    """Marks that clash or miss their partner: what a clause leaves behind that was dropped by halves."""
    place = paragraph.origin or Place(file)
    text = paragraph.text
    clash = _CLASH.search(text) if paragraph.role is not Role.SALUTATION else None
    is_heading_end = paragraph.role is Role.HEADING and clash is not None and clash.end() == len(text)
    if clash and not is_heading_end:
        around = text[max(0, clash.start() - 9) : clash.end() + 8]
        at = place_in((*paragraph.lead, *paragraph.runs), clash.start() - len(paragraph.number), stretches) or place
        yield Finding("W101", at, f"标点连用或位置不对：“…{around}…”", "核对模板这一处，缺数据时标点也要去掉", severity="warning")
    for opening, closing, name in _PAIRS:
        if text.count(opening) != text.count(closing):
            yield Finding("W102", place, f"{name}{opening}{closing}没有成对，在“{excerpt(text)}”里", "补上缺的一半", severity="warning")
    if paragraph.role is Role.HEADING and re.search(r"[，、；：！？]$", text):
        yield Finding("W103", place, f"标题末尾有标点：“{excerpt(text)}”", "去掉标点；要接排就用句号", severity="warning")


def _bare_headings(blocks: list[Block], file: str) -> Iterator[Finding]:
    """A heading that nothing follows but another of its level, or a higher one."""
    for index, block in enumerate(blocks):
        after = blocks[index + 1] if index + 1 < len(blocks) else None
        if not isinstance(block, Paragraph) or block.role is not Role.HEADING:
            continue
        if after is None or (isinstance(after, Paragraph) and after.role in (Role.HEADING, Role.ATTACHMENT) and after.level <= block.level):
            message = f"标题“{excerpt(block.text)}”下没有内容"
            yield Finding("W104", block.origin or Place(file), message, "没有内容时连标题一起去掉，用 {% if %} 围住", severity="warning")
