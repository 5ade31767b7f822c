"""Sentences that a report leaves out since a value is gone that the last build printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field

from report_cli import compose
from report_cli.document import Document, text_of
from report_cli.facts import lacking
from report_cli.facts.fact import Indicator
from report_cli.facts.ledger import Ledger
from report_cli.files import disk
from report_cli.files.workspace import Workspace
from report_cli.model import FIGURES_SUFFIX, Finding, Place
from report_cli.sentences import ITEM_MARKS, refers_back, sentence_around

if TYPE_CHECKING:
    from report_cli.drafts.figures import FiguresFile
    from report_cli.questions.figures import FigureEntry

_EITHER_END = 24
"""So many characters of a long sentence are quoted from either end."""
_TELLING = 6
"""So many characters that are printed as they were tell that their sentence still is."""
_POINT = "^[一二三四五六七八九十]{1,2}是"
"""The number of a point, which is another one where a point before it went."""
_NAMED = 3
"""So many of the facts that cannot be computed any more are named."""


class _Gone(Struct):
    """What is not printed for want of a value. `row`: how the year file said it; `through`: what was computed from it.

    `said`: the sentences, by report kind.
    """

    indicator: Indicator
    row: str = ""
    through: dict[str, None] = field(default_factory=dict)
    said: dict[str, dict[str, None]] = field(default_factory=dict)


_Noting = Callable[[str, _Gone], _Gone]


def findings(
    workspace: Workspace,
    ledger: Ledger,
    documents: Mapping[str, Document | None],
    found: Iterable[Finding],
) -> Iterator[Finding]:
    """Warnings about values that the last build printed, or computed from: each once, with all it takes along.

    None where the data have an error (among what was `found`): a value that cannot be read is not gone.
    `documents`: the reports as composed now, by their kinds.
    """
    gone, is_whole = dict[str, _Gone](), ledger.is_read and not any(finding.is_error for finding in found)
    for kind, document in documents.items() if is_whole else ():
        if last := built(workspace, kind, ledger.year):
            for figure in last.figures:
                _look(figure, last, document, ledger, gone.setdefault)
    for each in gone.values():
        yield _finding(each, workspace, ledger, len(documents) > 1)


def _look(figure: FigureEntry, built: FiguresFile, document: Document | None, ledger: Ledger, noted: _Noting) -> None:
    """Note what is not printed any more in a figure's place, by the values that the data no longer have."""
    id = figure.fact.partition("[")[0]
    indicator = ledger.catalogue.get(id)
    fact = ledger.facts.get(id)
    is_there = fact is not None and (fact.value is not None or fact.is_empty)
    if indicator is None or is_there or figure.text.startswith("【待补") or _stands(built, figure, document):
        return
    inputs = lacking.inputs(ledger, indicator)
    whole = (indicator,) if indicator.formula is None else (one for one, _, when in inputs if not when)
    for one in {one.id: one for one in whole if not one.required and one.id not in ledger.facts}.values():
        each = noted(one.id, _Gone(one))
        each.said.setdefault(built.kind, {}).update(dict.fromkeys(_said(built, figure, document)))
        if one is indicator:
            each.row = each.row or ("…" if figure.form not in ("", "number") or "[" in figure.fact else figure.text)
        else:
            each.through[indicator.label] = None


def _stands(built: FiguresFile, figure: FigureEntry, document: Document | None) -> bool:
    """Whether the report still says what a figure was part of, of another fact: two that were one are one now.

    Of a cell, with those before and behind it.
    """
    if document is None:
        return False
    lines, at = [text_of(runs) for _, runs in document.lines], figure.paragraph - 1
    text = built.paragraphs[at]
    sentence = text[slice(*sentence_around(text, figure.offset, figure.offset + len(figure.text)))].strip()
    if sentence != figure.text:
        return any(sentence in line for line in lines)
    cells = [*built.paragraphs[max(at - 1, 0) : at + 2]]
    return any(lines[start : start + len(cells)] == cells for start in range(len(lines)))


def _finding(gone: _Gone, workspace: Workspace, ledger: Ledger, has_kinds: bool) -> Finding:
    indicator, by_kind = gone.indicator, dict[str, str]()
    for kind, sentences in gone.said.items():
        label = compose.label(kind, workspace.template, ledger.year) if has_kinds else ""
        by_kind[label] = "".join(_listed(sentences))
    through = f"，{_few(gone.through)}也算不出" if gone.through else ""
    said = "；".join(f"{label}里{words}" if label else words for label, words in by_kind.items())
    message = f"{indicator.label}（{indicator.id}）没有了{through}，印它{'们' * bool(through)}的话不印：{said}"
    row = f"{indicator.name}: {gone.row or '…'}"
    cure = f"误删了，在{indicator.group}组里写回 {row}；确实没有这件事，不用管，生成以后不再提醒"
    return Finding("F219", Place(ledger.file), message, cure, indicator.id, "warning")


def _few(labels: Iterable[str]) -> str:
    listed = list(labels)
    return "、".join(listed[:_NAMED]) + f"等{len(listed)}项" * (len(listed) > _NAMED)


def _listed(said: Iterable[str]) -> Iterator[str]:
    """Sentences one after the other, and the rows of tables behind a 、."""
    before = ""
    for each in said:
        yield f"、{each}" if before and not (before.endswith("”") and each.startswith("“")) else each
        before = each


def _said(built: FiguresFile, figure: FigureEntry, document: Document | None) -> Iterator[str]:
    """The sentence that a figure stood in, or what of it is gone, and the sentence behind that is of it."""
    text, start = built.paragraphs[figure.paragraph - 1], figure.offset
    first, last = sentence_around(text, start, start + len(figure.text))
    sentence = text[first:last].strip()
    if sentence == figure.text:
        yield f"表格里有“{sentence}”的那一行"
        return
    lines = [text_of(runs) for _, runs in document.lines] if document is not None else []
    yield _quoted(_gone(text[first:last], start - first, lines))
    of_it = text[slice(*sentence_around(text, last, last + 2))] if refers_back(text[last:]) else ""
    if of_it and document is not None and not any(of_it in line for line in lines):
        yield _quoted(of_it)


def _gone(sentence: str, at: int, lines: Iterable[str]) -> str:
    """What round a character of a sentence is not printed any more: all of it, or the clauses whose figures went."""
    parts = [match.span() for match in re.finditer(f"[^{ITEM_MARKS}]+", sentence)]
    said = [re.sub(_POINT, "", sentence[slice(*part)]) for part in parts]
    stays = max(([each in line for each in said] for line in lines), key=sum, default=[])
    # A few words more may stand anywhere.
    if sum(end - start for (start, end), is_there in zip(parts, stays, strict=False) if is_there) < _TELLING:
        return sentence.strip()
    number = next((number for number, (start, end) in enumerate(parts) if start <= at < end), 0)
    first = max((each for each in range(number) if stays[each]), default=-1) + 1
    last = next((each for each in range(number + 1, len(parts)) if stays[each]), len(parts)) - 1
    return sentence.strip() if stays[number] else sentence[parts[first][0] : parts[last][1]].strip()


def _quoted(sentence: str) -> str:
    """A sentence; of a long one how it begins and ends."""
    is_long = len(sentence) > 2 * _EITHER_END
    return f"“{f'{sentence[:_EITHER_END]}…{sentence[-_EITHER_END:]}' if is_long else sentence}”"


def built(workspace: Workspace, kind: str, year: int) -> FiguresFile | None:
    """What the report was built from last: as its drafts say, else as is kept."""
    path = workspace.root / f"drafts/{year}/{kind}{FIGURES_SUFFIX}"
    if not disk.is_there(path) and not disk.is_there(workspace.root / ".report/built"):
        return None
    from report_cli.drafts import figures

    if (last := figures.at(path)) is not None:
        return last
    from report_cli.drafts import bases  # it needs more, and most years have drafts

    return next(bases.all_of(workspace.root, year, kind), None)
