"""The review copy (核对稿): the text with each figure numbered, and a table of the figures to be checked and signed.

Numbers and dates are numbered wherever they stand. A name, and the year itself, is numbered where it is first said;
names of one list that stand together have one number. The copy is no draft: nothing in it is bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from report_cli.document import Block, Cell, Document, Paragraph, Run, Table
from report_cli.docx import write
from report_cli.drafts.files import Draft, Report
from report_cli.facts.fact import Fact
from report_cli.facts.formula import PREVIOUS
from report_cli.facts.ledger import Ledger
from report_cli.model import CannotRun
from report_cli.questions import trace
from report_cli.text import nearest

HEAD = ("序号", "所在句", "数字", "指标", "计算式及代入值", "上年", "来源", "责任单位", "状态", "核对人", "日期")
_SHARES = (4, 26, 15, 12, 14, 8, 17, 8, 7, 8, 8)
_EMPTY_SHARE = 5
"""The width of a column that nothing stands in (but those to be signed): its head needs as much."""
_CONTEXT = 24
"""So many characters of its sentence are shown on either side of a figure."""


def make(report: Report, folder: Path, owner: str = "") -> Draft:
    """The review copy of a report; with `owner` only that one's rows, in a file of their own."""
    document = compose(report.document, report.ledger, owner)
    name = f"{report.document.kind}.review{f'.{_file_name(owner)}' if owner else ''}"
    sealed = {"report.year": str(document.year), "report.kind": f"{document.kind}.review"}
    return Draft(folder / f"{name}.docx", write.write(document, report.layout, sealed), name, "docx")


def _file_name(owner: str) -> str:
    return re.sub(r'[\\/:*?"<>|\s.]+', "_", owner)


def check_owner(owner: str, ledgers: Sequence[Ledger]) -> None:
    """Raises CannotRun where that one answers for nothing in these years."""
    known = sorted({name for ledger in ledgers for fact in ledger.facts.values() for name in owners(ledger, fact)})
    if owner not in known:
        near = nearest(owner, known)
        listed = f"已有：{'、'.join(known)}" if known else "年度数据里还没有写owner"
        raise CannotRun(f"数据里没有责任单位“{owner}”{f'，是不是{near}？' if near else '；'}{listed}")


def owners(ledger: Ledger, fact: Fact) -> list[str]:
    """Who answers for a fact: its owner, or those of what it is computed from."""
    if fact.owner or not fact.is_derived:
        return [fact.owner] if fact.owner else []
    inputs = [found for id in fact.inputs if (found := ledger.get(id))]
    return list(dict.fromkeys(name for input in inputs for name in owners(ledger, input)))


def compose(document: Document, ledger: Ledger, owner: str = "") -> Document:
    """The document as a review copy; with `owner` only that one's figures bear their numbers."""
    numbering = _Numbering(ledger, owner)
    blocks = tuple(numbering.block(block) for block in document.blocks)
    annex = tuple(numbering.block(block) for block in document.annex)
    title = f"附：数据核对表{f'（{owner}）' if owner else ''}"
    table = Table(
        (tuple((Run(name),) for name in HEAD), *numbering.rows), (Run(title),), shares=_shares(numbering.rows)
    )
    return replace(document, blocks=blocks, annex=(*annex, table))


def _shares(rows: Sequence[tuple[Cell, ...]]) -> tuple[int, ...]:
    to_sign = len(HEAD) - 2
    is_used = [column >= to_sign or any(row[column] for row in rows) for column in range(len(HEAD))]
    return tuple(share if used else _EMPTY_SHARE for share, used in zip(_SHARES, is_used, strict=True))


class _Numbering(Struct):
    """Goes through a document in reading order; `rows` are those of the table so far.

    Numbers are the same in every copy, whoever's figures it shows.
    """

    ledger: Ledger
    owner: str
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    said: set[tuple[str, str]] = field(default_factory=set)
    number: int = 0

    def block(self, block: Block) -> Block:
        if isinstance(block, Paragraph):
            runs = self.runs((*block.lead, *block.runs), len(block.number), block.text, len(block.lead))
            return replace(block, lead=runs[0], runs=runs[1])
        return replace(block, caption=self.line(block.caption), rows=tuple(self.row(row) for row in block.rows))

    def line(self, runs: Cell) -> Cell:
        return self.runs(runs, 0, _text(runs), 0)[1]

    def row(self, row: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """A row of a table: the whole row is the sentence around each of its figures."""
        texts = [_text(cell) for cell in row]
        starts = [len("　".join(texts[:number])) + (number > 0) for number in range(len(row))]
        return tuple(self.runs(cell, start, "　".join(texts), 0)[1] for cell, start in zip(row, starts, strict=True))

    def runs(self, runs: Sequence[Run], offset: int, text: str, lead: int) -> tuple[Cell, Cell]:
        """The runs unbound, a number after each figure, the first `lead` of them apart.

        `text` is the whole paragraph's; the runs begin at `offset` in it.
        """
        first_of = {last: first for first, last in self.figures(runs)}
        starts = [offset]
        leading: list[Run] = []
        rest: list[Run] = []
        for index, run in enumerate(runs):
            starts.append(starts[-1] + len(run.text))
            into = leading if index < lead else rest
            into.append(replace(run, fact="", form="", note=self.line(run.note)))
            if index in first_of:
                into += self.numbered(run, text, starts[first_of[index]], starts[-1])
        return tuple(leading), tuple(rest)

    def figures(self, runs: Sequence[Run]) -> Iterator[tuple[int, int]]:
        """The first and the last run of each figure: names of one list that follow each other are one."""
        bound = [(index, run) for index, run in enumerate(runs) if run.fact]
        for _, group in groupby(bound, lambda pair: self.list_of(pair[1]) or pair[0]):
            indices = [index for index, _ in group]
            yield indices[0], indices[-1]

    def list_of(self, run: Run) -> str:
        """The list of whose names one is said; empty for anything else."""
        name, bracket, _ = run.fact.partition("[")
        fact = self.ledger.get(run.fact) if bracket else None
        return name if fact is not None and isinstance(fact.value, str) else ""

    def numbered(self, run: Run, text: str, start: int, end: int) -> Iterator[Run]:
        """The number of a figure, and its row in the table; nothing where it needs none."""
        fact = self.ledger.get(self.list_of(run) or run.fact)
        key = run.fact, text[start:end]
        if fact is None or run.pending or not run.text or (key in self.said and not _is_counted(run, fact)):
            return
        self.said.add(key)
        self.number += 1
        if not self.owner or self.owner in owners(self.ledger, fact):
            self.rows.append(_row(self.ledger, run, fact, self.number, (text, start, end)))
            yield Run(f"[{self.number}]", superscript=True)


def _text(runs: Cell) -> str:
    return "".join(run.text for run in runs)


def _is_counted(run: Run, fact: Fact) -> bool:
    """A number or a date, which is checked wherever it stands; the year alone is not."""
    is_year = fact.id in ("year", "next_year")
    return not is_year and (fact.quantity is not None or isinstance(fact.value, date) or bool(run.form))


def _row(ledger: Ledger, run: Run, fact: Fact, number: int, said: tuple[str, int, int]) -> tuple[Cell, ...]:
    text, start, end = said
    before = None if run.fact.startswith(PREVIOUS) else ledger.last_year(fact.id)
    form = trace.FORMS.get(run.form, "")
    year = "上年" if run.fact.startswith(PREVIOUS) else ""
    cells = (
        text[start:end],
        f"{year}{fact.label}{f'（{form}）' if form else ''}",
        _computed(ledger, run, fact, before),
        before.text if before else "",
        "，".join(
            part for part in ("公式" if fact.is_derived else fact.source, str(replace(fact.place, column=0))) if part
        ),
        "、".join(owners(ledger, fact)),
        "，".join(part for part in (fact.state, f"截至{fact.as_of}" if fact.as_of else "") if part),
        "",
        "",
    )
    return ((Run(str(number)),), _marked(text, start, end), *((Run(cell),) if cell else () for cell in cells))


def _marked(text: str, start: int, end: int) -> Cell:
    """The sentence around a figure, or as much of it as there is room for; the figure in bold."""
    sentence, at = trace.sentence_around(text, start)
    before, after = sentence[:at].lstrip(), sentence[at + end - start :].rstrip()
    shown = (Run(_cut(before[::-1])[::-1]), Run(text[start:end], strong=True), Run(_cut(after)))
    return tuple(run for run in shown if run.text)


def _cut(text: str) -> str:
    """The beginning of a text, no number cut in two."""
    end = _CONTEXT
    while end < len(text) and text[end - 1].isdigit() and text[end].isdigit():
        end += 1
    return text if end >= len(text) else text[:end] + "…"


def _computed(ledger: Ledger, run: Run, fact: Fact, before: Fact | None) -> str:
    """How a figure follows from others, in words and with the values put in."""
    if before is not None and run.form == "change":
        return f"本年－上年＝{fact.text}－{before.text}"
    if before is not None and run.form == "growth":
        return f"（本年－上年）÷上年＝（{fact.text}－{before.text}）÷{before.text}"
    calculation = trace.calculation(ledger, fact)
    return f"{calculation.words}＝{calculation.values}" if calculation else ""
