"""The page of drafts that came back, each beside a layout; its paragraphs are known from the text as built."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit import pairing, returned, thresholds
from report_cli.audit.origin import ReturnedDraft
from report_cli.audit.texts import bigrams, without_blanks
from report_cli.document import Document, Paragraph, Role, Run, Table, text_of, with_gaps
from report_cli.docx.manuscript import MarkKind
from report_cli.files.workspace import Workspace
from report_cli.layout import columns, reading
from report_cli.layout.layout import Layout
from report_cli.model import CannotRun, Finding, Place
from report_cli.page import check as page_check
from report_cli.page import effective, repair, roles
from report_cli.page.flaws import BEGINNING, PageFinding
from report_cli.page.roles import Identity
from report_cli.text import excerpt

_TWINS = ("printed", "printed-gbt33476")
"""Layouts of the same page by two standards: what fits either is right."""
_DRAWN = ("picture", "chart", "diagram", "object", "file", "shape", "lettering", "formula", "drawn")


class PageAudit(Struct, frozen=True, kw_only=True):
    """A draft beside a layout. `mended`: what a copy no longer has wrong; it is to lie in `copy`, its bytes are `data`.

    `is_fixed`: mending was tried. `unchecked`: the paragraphs that could not be held against the layout, as nobody can
    tell what they are (by number and beginning; those in text boxes under 0). `unread`: what is drawn, of which nothing
    was looked at, by its kind and paragraph.
    """

    file: str
    layout: Layout
    findings: tuple[PageFinding, ...]
    mended: tuple[PageFinding, ...] = ()
    copy: Path | None = None
    data: bytes = b""
    is_fixed: bool = False
    unchecked: tuple[tuple[int, str], ...] = ()
    unread: tuple[tuple[MarkKind, int], ...] = ()


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
    if path.suffix.lower() in returned.TEXT:
        raise CannotRun(f"{path.as_posix()}：纯文本没有版面，--layout只核对DOCX；核对它的数字，去掉--layout")
    if path.suffix.lower() == ".doc":
        raise CannotRun(f"{path.as_posix()}：旧式的DOC，版面核对不了；在Word或WPS里另存为DOCX，或去掉--layout")


def target(path: Path) -> Path:
    return path.with_name(f"{path.stem}（修复）.docx")


def check(draft: ReturnedDraft, as_good: list[Layout], built: Document | None, *, fix: bool) -> PageAudit:
    """Audit one draft; with `fix` a copy of it is put right: what is still wrong and what no longer is.

    Raises CannotRun.
    """
    data, place = b"", Place(draft.path.as_posix())
    try:
        document = effective.read(draft.manuscript)
        built = columns.fitted(built, as_good[0]) if built else None
        after = page = page_check.check(document, as_good, identities(built, document))
        if fix:
            data, after = repair.repair(draft.data, page, partial(identities, built))
    except CannotRun as error:
        raise CannotRun(f"{place}：{error}") from error
    left, were = ([replace(each, finding=each.finding.at(place)) for each in of.findings] for of in (after, page))
    mended = tuple(each for each in were if each not in left)
    unchecked = ((each.number * (each.part == "body"), excerpt(each.text, BEGINNING)) for each in after.unchecked)
    unread = ((mark.kind, mark.line) for mark in draft.manuscript.marks if mark.kind in _DRAWN)
    return PageAudit(
        file=place.file,
        layout=replace(page.layout, name=as_good[0].name),
        findings=tuple(left),
        mended=mended,
        copy=target(draft.path) if mended else None,
        data=data if mended else b"",
        is_fixed=fix,
        unchecked=tuple(unchecked),
        unread=tuple(unread),
    )


# What the text as built says of each paragraph -----------------------------------------------------------------------


def identities(built: Document | None, document: effective.Document) -> Mapping[int, Identity]:
    """By their numbers, the paragraphs of a draft whose part in the text as built is known."""
    if built is None:
        return {}
    ours = list(_of_text(built))
    theirs = [paragraph for paragraph in document.paragraphs if paragraph.part == "body"]
    texts = [text for text, _ in ours], [paragraph.text for paragraph in theirs]
    groups = pairing.pair(list(map(without_blanks, texts[0])), list(map(without_blanks, texts[1])))
    known: dict[int, Identity] = {}
    for group in groups:
        if len(group.built) != 1:
            continue
        text, identity = ours[group.built[0]]
        for number, paragraph in enumerate(theirs[index] for index in group.read):
            is_in_table = identity.role.startswith("table_")
            is_same_kind = (paragraph.cell is not None) == is_in_table or identity.role == "table_caption"
            if is_same_kind and _is_of(text, paragraph.text):
                lead = 0 if number else _lead(identity, text, paragraph, document)
                known[paragraph.number] = replace(identity, lead=lead)
    return known


def _lead(identity: Identity, text: str, paragraph: effective.Paragraph, document: effective.Document) -> int:
    """A run-in heading is as long as it was; where its words were edited, as the draft has it."""
    is_whole = paragraph.text.startswith(text[: identity.lead])
    return identity.lead if is_whole or not identity.lead else roles.lead(document, paragraph, identity.level)


def _is_of(built: str, read: str) -> bool:
    """Whether a paragraph is the one built or part of it: the audit also pairs what merely stands in its place."""
    ours, theirs = bigrams(without_blanks(built)), bigrams(without_blanks(read))
    shorter = min(len(ours), len(theirs))
    return without_blanks(built) == without_blanks(read) or (
        shorter >= thresholds.TELLING_PARAGRAPH and 2 * len(ours & theirs) >= shorter
    )


def _of_text(built: Document) -> Iterator[tuple[str, Identity]]:
    """Each paragraph of the body as built, and what it is."""
    for block in with_gaps(built.body):
        if block is None:
            yield "", Identity(role="body")
        elif isinstance(block, Paragraph):
            role = f"heading_{block.level}" if block.role is Role.HEADING else block.role.value
            lead = len(block.number + text_of(block.lead)) if block.lead else 0
            yield block.text, Identity(role=role, lead=lead, level=block.level, strong=_strong(block.all_runs))
        else:
            yield from _of_table(block)


def _of_table(table: Table) -> Iterator[tuple[str, Identity]]:
    if table.caption:
        yield text_of(table.caption), Identity(role="table_caption", strong=_strong(table.caption))
    for number, (row, are_left) in enumerate(zip(table.rows, columns.left(table), strict=True)):
        role = "table_body" if number else "table_head"
        for cell, is_left in zip(row, are_left, strict=True):
            align = "left" if is_left else ""
            is_small = table.is_small or bool(table.shares)
            yield text_of(cell), Identity(role=role, is_small=is_small, align=align, strong=_strong(cell))


def _strong(runs: tuple[Run, ...]) -> frozenset[str]:
    return frozenset(run.text for run in runs if run.strong and run.text.strip())
