"""The page of drafts that came back: each beside a layout, its paragraphs known from the text as built where that is known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit import pairing, returned
from report_cli.audit.returned import ReturnedDraft
from report_cli.document import Document, Paragraph, Role, Run, Table, with_gaps
from report_cli.files.workspace import Workspace
from report_cli.layout import reading
from report_cli.layout.layout import Layout
from report_cli.model import CannotRun, Finding
from report_cli.page import effective, naming, repair
from report_cli.page.fault import Fault
from report_cli.page.naming import Told

_TWINS = ("printed", "printed-gbt33476")
"""Layouts of the same page by two standards: what fits either is right."""

_TELLING = 8
"""Pairs of characters that a text must have for half of them to tell what it is."""


class PageAudit(Struct, frozen=True):
    """A draft beside a layout. `mended`: the faults that a copy no longer has; it is to lie in `copy`, its bytes are `data`.

    `is_fixed`: mending was tried.
    """

    file: str
    layout: Layout
    faults: tuple[Fault, ...]
    mended: tuple[Fault, ...] = ()
    copy: Path | None = None
    data: bytes = b""
    is_fixed: bool = False


def layouts(place: Workspace, name: str) -> tuple[list[Layout], list[Finding]]:
    """The layout of a name, then its twin; none where it has mistakes."""
    found: list[Layout] = []
    for each in (name, *(other for other in _TWINS if name in _TWINS and other != name)):
        file, data = place.layout(each) or ("", b"")
        made, findings = reading.parse(data, file, place)
        if made is None:
            return [], findings
        found.append(made)
    return found, []


def refuse_text(path: Path) -> None:
    """Raise CannotRun for what has no page."""
    if path.suffix.lower() in returned.TEXT:
        raise CannotRun(f"{path.as_posix()}：纯文本没有版面，--layout只核对DOCX；核对它的数字，去掉--layout")


def check(draft: ReturnedDraft, as_good: list[Layout], built: Document | None) -> PageAudit:
    """Audit one draft. Raises CannotRun where it is damaged."""
    with _named(draft.path):
        page = _audited(draft, as_good, built).page
    return PageAudit(draft.path.as_posix(), replace(page.layout, name=as_good[0].name), page.faults)


def _audited(draft: ReturnedDraft, as_good: list[Layout], built: Document | None) -> repair.Audited:
    return repair.Audited(draft.manuscript, as_good, lambda document: told(built, document))


def target(path: Path) -> Path:
    """Where the copy of a draft lies that was put right."""
    return path.with_name(f"{path.stem}（修复）.docx")


def mend(draft: ReturnedDraft, as_good: list[Layout], built: Document | None) -> PageAudit:
    """Put a copy of a draft right: what is still wrong and what no longer is. Raises CannotRun."""
    with _named(draft.path):
        before = _audited(draft, as_good, built)
        data, page = repair.repair(draft.data, before)
    mended = tuple(fault for fault in before.page.faults if fault not in page.faults)
    return PageAudit(
        file=draft.path.as_posix(),
        layout=replace(before.page.layout, name=as_good[0].name),
        faults=page.faults,
        mended=mended,
        copy=target(draft.path) if mended else None,
        data=data if mended else b"",
        is_fixed=True,
    )


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """What cannot be done is said of the file."""
    try:
        yield
    except CannotRun as error:
        raise CannotRun(f"{path.as_posix()}：{error}") from error


def as_json(found: PageAudit) -> dict[str, Any]:
    """For programs, beside what the audit of figures says."""
    return {
        "layout": found.layout.name,
        "findings": [_entry(found.file, fault) for fault in found.faults],
        "fixed": [_entry(found.file, fault) for fault in found.mended],
        "copy": found.copy.as_posix() if found.copy else None,
    }


def _entry(file: str, fault: Fault) -> dict[str, Any]:
    return {
        "code": fault.code,
        "severity": "error",
        "file": file,
        "line": None,
        "column": None,
        "message": fault.message,
        "hint": fault.cure or None,
        "fact": None,
        "paragraphs": list(fault.paragraphs),
        "text": fault.text or None,
        "what": f"{fault.subject}{fault.what}",
        "found": fault.found,
        "expected": fault.expected,
    }


# What the text as built says of each paragraph -----------------------------------------------------------------------


def told(built: Document | None, read: effective.Document) -> Mapping[int, Told]:
    """By their numbers, the paragraphs of a draft whose part in the text as built is known."""
    if built is None:
        return {}
    ours = list(_told(built))
    theirs = [paragraph for paragraph in read.paragraphs if paragraph.part == "body"]
    groups = pairing.pair([_bare(text) for text, _ in ours], [_bare(paragraph.text) for paragraph in theirs])
    found: dict[int, Told] = {}
    for group in groups:
        if len(group.built) != 1:
            continue
        text, known = ours[group.built[0]]
        for number, index in enumerate(group.read):
            paragraph = theirs[index]
            if not _is_of(text, paragraph.text):
                continue
            if (paragraph.cell is not None) == known.role.startswith("table_") or known.role == "table_caption":
                found[paragraph.number] = replace(known, lead=_lead(known, text, paragraph, read) if number == 0 else 0)
    return found


def _lead(known: Told, text: str, paragraph: effective.Paragraph, read: effective.Document) -> int:
    """A run-in heading is as long as it was; where its words were edited, as the draft has it."""
    is_whole = paragraph.text.startswith(text[: known.lead])
    return known.lead if is_whole or not known.lead else naming.lead(read, paragraph, known.level)


def _is_of(built: str, read: str) -> bool:
    """Whether a paragraph is the one built or a part of it: the audit also pairs what merely stands in the same place."""
    ours, theirs = ({text[i : i + 2] for i in range(len(text) - 1)} for text in (_bare(built), _bare(read)))
    shorter = min(len(ours), len(theirs))
    return _bare(built) == _bare(read) or (shorter >= _TELLING and 2 * len(ours & theirs) >= shorter)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def _told(built: Document) -> Iterator[tuple[str, Told]]:
    """Each paragraph of the body as built, and what it is."""
    for block in with_gaps(built.body):
        if block is None:
            yield "", Told("body")
        elif isinstance(block, Paragraph):
            role = f"heading_{block.level}" if block.role is Role.HEADING else block.role.value
            lead = len(block.number + "".join(run.text for run in block.lead)) if block.lead else 0
            yield block.text, Told(role, lead, block.level, strong=_strong((*block.lead, *block.runs)))
        else:
            yield from _of_table(block)


def _of_table(table: Table) -> Iterator[tuple[str, Told]]:
    if table.caption:
        yield _text(table.caption), Told("table_caption", strong=_strong(table.caption))
    for number, row in enumerate(table.rows):
        role = "table_body" if number else "table_head"
        yield from ((_text(cell), Told(role, is_small=bool(table.shares), strong=_strong(cell))) for cell in row)


def _text(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs)


def _strong(runs: tuple[Run, ...]) -> frozenset[str]:
    return frozenset(run.text for run in runs if run.strong and run.text.strip())
