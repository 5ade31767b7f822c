"""From a ledger and a template to a document in which every figure knows its fact."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from report_cli.compose import annexes, head, names, numerals, prose, punctuation, units
from report_cli.compose.blocks import Blocks
from report_cli.compose.prose import Library
from report_cli.compose.tags import TAG
from report_cli.document import Block, Document, Paragraph, Properties, Role
from report_cli.facts.catalogue import Catalogue
from report_cli.facts.ledger import Ledger
from report_cli.model import TEMPLATE_SUFFIX, CannotRun, Finding, Place

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
    printed = [
        p for key, line, text in rendered.head if key in head.PRINTED for p in reader.head(Role(key), text, line)
    ]
    blocks: list[Block] = [paragraph for paragraph in printed if paragraph.role is not Role.ATTACHMENT]
    body, attached = annexes.parted(rendered.body)
    blocks += reader.body(body)
    blocks += annexes.blocks(
        [paragraph for paragraph in printed if paragraph.role is Role.ATTACHMENT], attached, reader
    )
    title = "".join(block.text for block in blocks if isinstance(block, Paragraph) and block.role is Role.TITLE)
    said = {key: reader.plain(text).strip() for key, _, text in rendered.head}
    properties = Properties(re.sub(r"\s", "", title), said.get("subject", ""), said.get("author", ""))
    findings += reader.findings
    findings += punctuation.faults(blocks, template.file, reader.place)
    document = Document(kind, ledger.year, tuple(blocks), properties, template.label or kind)
    findings += numerals.unbound(document, ledger, reader.place)
    findings += units.twice(document, ledger, reader.place)
    is_fit = rendered.is_whole and not any(finding.is_error for finding in findings)
    return (document if is_fit else None), findings


def label(kind: str, library: Library, year: int) -> str:
    """What people call a report kind; the kind itself where its template does not say."""
    file, data = library(kind + TEMPLATE_SUFFIX, year) or ("", b"")
    template, _ = head.split(head.read(data, file)[0], file)
    return template.label or kind


def _read(
    kind: str, catalogue: Catalogue, library: Library, year: int
) -> tuple[head.TemplateText | None, list[Finding]]:
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


@lru_cache(maxsize=64)
def _is_empty(text: str) -> bool:
    """Whether a template holds nothing but comments."""
    return not TAG.sub(lambda tag: "" if tag.group().startswith("{#") else tag.group(), text).strip()
