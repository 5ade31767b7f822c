"""Drafts as PDF: printed where they are not up to date, and never passed off as right where fonts are missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec.structs import replace

from report_cli.drafts import files as drafts
from report_cli.drafts import pdf
from report_cli.drafts.files import Draft
from report_cli.drafts.record import Record
from report_cli.layout import fonts
from report_cli.layout.layout import Layout
from report_cli.model import Finding, Place


def told(made: Sequence[Draft], layout: Layout) -> list[Draft]:
    """The drafts, the PDFs among them told which of the layout's fonts are missing here."""
    machine = fonts.installed() if any(draft.format == "pdf" for draft in made) else None
    missing = tuple(fonts.missing(fonts.used(layout), machine or {}))
    return [replace(draft, missing=missing) if draft.format == "pdf" else draft for draft in made]


def complete(made: Sequence[Draft], record: Record, layout: Layout) -> list[Draft]:
    """The drafts, the PDFs among them with their bytes: as they are on disk where they are up to date, else printed now."""
    wanted = [draft for draft in made if draft.format == "pdf"]
    states = drafts.look(wanted, record)
    bare = [draft for draft in wanted if states[draft.path] != "current"]
    files = pdf.Printer(pdf.find(), layout.keep_with_number).print([draft.source for draft in bare]) if bare else []
    found = {draft.path: draft.path.read_bytes() for draft in wanted if states[draft.path] == "current"}
    for draft, file in zip(bare, files, strict=True):
        found[draft.path] = pdf.sealed(file, pdf.Seal(drafts.digest(draft.source), draft.missing))
    return [replace(draft, data=found[draft.path]) if draft.path in found else draft for draft in made]


def old(paths: Iterable[Path]) -> list[Path]:
    """The PDFs beside such Word files that were not printed from them."""
    found = []
    for path in paths:
        beside = path.with_suffix(".pdf")
        if path.suffix == ".docx" and beside.is_file() and path.is_file():
            said = pdf.seal_of(beside.read_bytes())
            found += [beside] if said is None or said.source != drafts.digest(path.read_bytes()) else []
    return found


def findings(made: Sequence[Draft], layout: Layout, file: str) -> list[Finding]:
    """A warning where the PDFs have other fonts than the layout (in `file`) names."""
    wanted = [draft for draft in made if draft.format == "pdf" and draft.data]
    names, machine = fonts.used(layout), fonts.installed()
    right = fonts.names_in_pdf(names, machine or {})
    other = sorted({name for draft in wanted for name in pdf.fonts(draft.data) if not name.startswith(tuple(right))})
    missing = dict.fromkeys(name for draft in wanted for name in draft.missing)
    if not wanted or not (missing or other):
        return []
    if machine is None or not (missing or right):
        message = f"查不出这台电脑装了哪些字体；PDF里用的是{'、'.join(other)}，版式要的是{'、'.join(names)}"
        return [_warning(file, message, "打开PDF看一看字体（文档属性），不对就不要付印")]
    lacking = f"这台电脑没有装版式用的{'、'.join(missing)}；" if missing else ""
    message = f"{lacking}PDF里有{'、'.join(other)}代替的字，换行、分页可能和定稿不同"
    return [_warning(file, message, "装上字体再生成一次；不装，这份PDF只供看内容，不要付印")]


def _warning(file: str, message: str, cure: str) -> Finding:
    return Finding("P401", Place(file), message, cure, severity="warning")
