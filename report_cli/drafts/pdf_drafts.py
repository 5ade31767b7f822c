"""Drafts as PDF: printed where they are not up to date, and never passed off as right where fonts are missing."""

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


def with_missing_fonts(made: Sequence[Draft], layout: Layout) -> list[Draft]:
    """The drafts, the PDFs among them with the fonts of the layout that are missing here."""
    missing = tuple(fonts.missing(fonts.used(layout), fonts.installed() or {}))
    return [replace(draft, missing=missing) if draft.format == "pdf" else draft for draft in made]


def complete(made: Sequence[Draft], record: Record, layout: Layout) -> list[Draft]:
    """The drafts, the PDFs among them with their bytes: as on disk where they are up to date, else printed now."""
    pdfs = [draft for draft in made if draft.format == "pdf"]
    states = drafts.look(pdfs, record)
    stale = [draft for draft in pdfs if states[draft.path] != "current"]
    printer = pdf.Printer(pdf.find(), layout.keep_with_number)
    printed = printer.print([draft.source for draft in stale]) if stale else []
    data = {draft.path: draft.path.read_bytes() for draft in pdfs if draft not in stale}
    for draft, file in zip(stale, printed, strict=True):
        data[draft.path] = pdf.sealed(file, pdf.Seal(drafts.digest(draft.source), draft.missing))
    return [replace(draft, data=data.get(draft.path, draft.data)) for draft in made]


def old(paths: Iterable[Path]) -> list[Path]:
    """The PDFs beside such Word files that were not printed from them."""
    pairs = [(path, path.with_suffix(".pdf")) for path in paths if path.suffix == ".docx" and path.is_file()]
    return [beside for path, beside in pairs if beside.is_file() and not _is_printed_from(beside, path)]


def _is_printed_from(beside: Path, path: Path) -> bool:
    seal = pdf.seal_of(beside.read_bytes())
    return seal is not None and seal.source == drafts.digest(path.read_bytes())


def findings(made: Sequence[Draft], layout: Layout, file: str) -> list[Finding]:
    """A warning where the PDFs have other fonts than the layout (in `file`) names."""
    pdfs = [draft for draft in made if draft.format == "pdf"]
    names, installed = fonts.used(layout), fonts.installed()
    right = tuple(fonts.names_in_pdf(names, installed or {}))
    other = sorted({name for draft in pdfs for name in pdf.fonts(draft.data) if not name.startswith(right)})
    missing = dict.fromkeys(name for draft in pdfs for name in draft.missing)
    if not (missing or other):
        return []
    if installed is None or not (missing or right):
        message = f"查不出这台电脑装了哪些字体；PDF里用的是{'、'.join(other)}，版式要的是{'、'.join(names)}"
        cure = "打开PDF看一看字体（文档属性），不对就不要付印"
    else:
        lacking = f"这台电脑没有装版式用的{'、'.join(missing)}；" if missing else ""
        message = f"{lacking}PDF里有{'、'.join(other)}代替的字，换行、分页可能和定稿不同"
        cure = "装上字体再生成一次；不装，这份PDF只供看内容，不要付印"
    return [Finding("P401", Place(file), message, cure, severity="warning")]
