"""Sentences that a report leaves out since a value is gone that the last build printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from report_cli.facts.ledger import Ledger
from report_cli.files import disk
from report_cli.files.workspace import Workspace
from report_cli.model import Finding, Place
from report_cli.sentences import sentence_around

if TYPE_CHECKING:
    from report_cli.drafts.figures import FiguresFile
    from report_cli.questions.figures import FigureEntry

_EITHER_END = 24
"""So many characters of a long sentence are quoted from either end."""


def findings(workspace: Workspace, ledger: Ledger, kinds: Sequence[str], found: Iterable[Finding]) -> Iterator[Finding]:
    """Warnings about values that the last build printed, each once.

    None where the data have an error (among what was `found`): a value that cannot be read is not gone.
    """
    gone, is_whole = dict[str, Finding](), ledger.is_read and not any(finding.is_error for finding in found)
    for kind in kinds if is_whole else ():
        last = built(workspace, kind, ledger.year)
        for finding in _since(last, ledger) if last else ():
            gone.setdefault(finding.fact, finding)
    yield from gone.values()


def _since(built: FiguresFile, ledger: Ledger) -> Iterator[Finding]:
    """What was printed, of facts that the data no longer have."""
    for figure in built.figures:
        id = figure.fact.partition("[")[0]
        indicator, is_gap = ledger.catalogue.get(id), figure.text.startswith("【待补")
        if indicator is None or indicator.formula is not None or indicator.required or id in ledger.facts or is_gap:
            continue
        message = f"{indicator.label}（{id}）没有了，印它的话不印：{_said(built, figure)}"
        row = f"{indicator.name}: {'…' if figure.form or '[' in figure.fact else figure.text}"
        cure = f"误删了，在{indicator.group}组里写回 {row}；确实没有这件事，不用管，生成以后不再提醒"
        yield Finding("F219", Place(ledger.file), message, cure, id, "warning")


def _said(built: FiguresFile, figure: FigureEntry) -> str:
    """The whole sentence that a figure stood in, for it goes as a whole; of a long one how it begins and ends."""
    text, start = built.paragraphs[figure.paragraph - 1], figure.offset
    sentence = text[slice(*sentence_around(text, start, start + len(figure.text)))].strip()
    if sentence == figure.text:
        return f"表格里有“{sentence}”的那一行"
    is_long = len(sentence) > 2 * _EITHER_END
    return f"“{f'{sentence[:_EITHER_END]}…{sentence[-_EITHER_END:]}' if is_long else sentence}”"


def built(workspace: Workspace, kind: str, year: int) -> FiguresFile | None:
    """What the report was built from last: as its drafts say, else as is kept."""
    path = workspace.root / f"drafts/{year}/{kind}.figures.json"
    if not disk.is_there(path) and not disk.is_there(workspace.root / ".report/built"):
        return None
    from report_cli.drafts import figures

    if (last := figures.at(path)) is not None:
        return last
    from report_cli.drafts import bases  # it needs more, and most years have drafts

    return next(bases.all_of(workspace.root, year, kind), None)
