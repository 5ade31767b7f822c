"""The review copy (核对稿): the text with each figure numbered, and a table of the figures to be checked and signed.

Numbers and dates are numbered wherever they stand; names, and the year itself, only the first time. Names of one list
that stand together have one number. What is no figure and no name in a sentence, but the report's own prose (headings,
sentences, explanations), has none. Nothing in the copy is bound.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate, chain, groupby
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from report_cli.document import Block, Document, Paragraph, Role, Run, Runs, Table, text_of
from report_cli.docx import write
from report_cli.drafts import figures
from report_cli.drafts.figures import REVIEW
from report_cli.drafts.files import Draft, Report
from report_cli.facts.fact import YEARS, Fact
from report_cli.facts.formula import PREVIOUS
from report_cli.facts.ledger import Ledger
from report_cli.model import CannotRun
from report_cli.questions import trace
from report_cli.sentences import CLAUSE_MARKS, STATEMENT_MARKS, statement_around
from report_cli.text import nearest

HEAD = ("序号", "所在句", "数字", "指标", "计算式及代入值", "上年", "来源", "责任单位", "状态", "核对人", "日期")
_TO_SIGN = 2  # the last columns, empty until somebody signs
_SHARES = (4, 25, 13, 12, 14, 10, 15, 10, 7, 8, 8)
# The width of any other column in which nothing stands: its head needs as much.
_EMPTY_SHARE = 5
# How many characters of the sentence are shown on either side of a figure.
_CONTEXT = 24


def make(report: Report, folder: Path, owner: str = "") -> Draft:
    document = compose(report.document, report.ledger, owner)
    name = f"{document.kind}{REVIEW}{f'.{file_name(owner)}' if owner else ''}"
    bound = replace(compose(report.document, report.ledger, owner, is_bound=True), kind=name)
    file = figures.make(bound, report.ledger)
    sealed = {"report.year": str(document.year), "report.kind": f"{document.kind}{REVIEW}"}
    sealed |= {"report.owner": owner} if owner else {}
    data = write.write(document, report.layout, {**sealed, "report.data": file.digest})
    return Draft(folder / f"{name}.docx", data, name, "docx", base=(file.digest, figures.write(file)))


def file_name(owner: str) -> str:
    """An owner as part of a file's name."""
    return re.sub(r'[\\/:*?"<>|\s.]+', "_", owner)


def check_owner(owner: str, ledgers: Sequence[Ledger]) -> None:
    """Raises CannotRun if that owner answers for nothing in these years."""
    known = sorted({name for ledger in ledgers for fact in ledger.facts.values() for name in owners(ledger, fact)})
    if owner not in known:
        near = nearest(owner, known)
        listed = f"已有：{'、'.join(known)}" if known else "年度数据里还没有写owner"
        raise CannotRun(f"数据里没有责任单位“{owner}”{f'，是不是{near}？' if near else '；'}{listed}")


def owners(ledger: Ledger, fact: Fact) -> list[str]:
    """Who answers for a fact: its owner, or those of what it is computed from."""
    owner = fact.owner or fact.indicator.owner
    if owner or not fact.is_derived:
        return [owner] if owner else []
    inputs = [found for id in fact.inputs if (found := ledger.get(id))]
    return list(dict.fromkeys(name for input in inputs for name in owners(ledger, input)))


def compose(document: Document, ledger: Ledger, owner: str = "", *, is_bound: bool = False) -> Document:
    """The document as a review copy; with `owner`, only that owner's figures bear their numbers.

    `is_bound`: its figures stay bound, those of the table too, so that a copy that came back can be audited.
    """
    numbering = _Numbering(ledger, owner, is_bound, document)
    blocks = tuple(map(numbering.block, document.blocks))
    annex = tuple(map(numbering.block, document.annex))
    head = tuple((Run(name),) for name in HEAD)
    is_empty = [not any(row[column] for row in numbering.rows) for column in range(len(HEAD) - _TO_SIGN)]
    shares = [_EMPTY_SHARE if empty else share for share, empty in zip(_SHARES, is_empty, strict=False)]
    title = (Run(f"附：数据核对表{f'（{owner}）' if owner else ''}"),)
    table = Table((head, *numbering.rows), title, shares=(*shares, *_SHARES[-_TO_SIGN:]))
    return replace(document, blocks=blocks, annex=(*annex, table))


_EDITED = Run("[改]", superscript=True)
"""Behind a paragraph in whose words people changed something."""


class _Numbering(Struct):
    """Goes through a document in reading order and collects the rows of the table.

    Numbers are the same in every copy, whoever's figures it shows.
    """

    ledger: Ledger
    owner: str
    is_bound: bool
    document: Document
    rows: list[tuple[Runs, ...]] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)
    number: int = 0
    is_prose: bool = False
    """Whether all text of the paragraph at hand is the report's own: a heading, an explanation."""

    def block(self, block: Block) -> Block:
        self.is_prose = isinstance(block, Paragraph) and (block.explains_a_term or block.role in _HEADINGS)
        if isinstance(block, Paragraph):
            runs = self.runs(block.all_runs, block.text, len(block.number))
            lead, rest = runs[: len(block.lead)], runs[len(block.lead) :]
            rest += [[_EDITED]] if self.document.edited_by(block.all_runs) else []
            return replace(block, lead=tuple(chain(*lead)), runs=tuple(chain(*rest)))
        return replace(block, caption=self.line(block.caption), rows=tuple(map(self.row, block.rows)))

    def line(self, runs: Runs) -> Runs:
        return tuple(chain(*self.runs(runs, text_of(runs))))

    def row(self, row: tuple[Runs, ...]) -> tuple[Runs, ...]:
        """A row of a table: the whole row is the sentence around each of its figures."""
        texts = [text_of(cell) for cell in row]
        starts = [len("".join(f"{text}　" for text in texts[:number])) for number in range(len(row))]
        cells = [self.runs(cell, "　".join(texts), start) for cell, start in zip(row, starts, strict=True)]
        return tuple(tuple(chain(*cell)) for cell in cells)

    def runs(self, runs: Sequence[Run], text: str, offset: int = 0) -> list[list[Run]]:
        """Each run unbound and, behind the last one of a figure, its number. The runs begin at `offset` in `text`."""
        first_of = {last: first for first, last in self.figures(runs)}
        ends = list(accumulate((len(run.text) for run in runs), initial=offset))
        numbered = []
        for index, run in enumerate(runs):
            bound = (run.fact, run.form) if self.is_bound else ("", "")
            numbered.append([replace(run, fact=bound[0], form=bound[1], note=self.line(run.note))])
            if index in first_of:
                start, end = ends[first_of[index]], ends[index + 1]
                first, last = statement_around(text, start, end)
                by = "、".join(self.document.edited_by(runs, first - offset, last - offset))
                numbered[-1] += self.numbered(run, (text, start, end), by)
        return numbered

    def figures(self, runs: Sequence[Run]) -> Iterator[tuple[int, int]]:
        """The first and the last run of each figure. Names of one list that follow each other are one figure."""
        bound = [(index, run) for index, run in enumerate(runs) if run.fact]
        for _, group in groupby(bound, lambda pair: self.list_of(pair[1]) or pair[0]):
            indices = [index for index, _ in group]
            yield indices[0], indices[-1]

    def list_of(self, run: Run) -> str:
        """The list that a name belongs to; empty for anything else."""
        name, bracket, _ = run.fact.partition("[")
        fact = self.ledger.get(run.fact) if bracket else None
        return name if fact is not None and isinstance(fact.value, str) else ""

    def numbered(self, run: Run, at: tuple[str, int, int], edited_by: str) -> Iterator[Run]:
        """Add a figure's row to the table, if it needs one; gives the number to print."""
        text, start, end = at
        fact = self.ledger.get(self.list_of(run) or run.fact)
        key = run.fact, text[start:end]
        is_counted = fact is not None and _is_counted(run, fact)
        if fact is None or run.pending or not run.text or (key in self.seen and not is_counted):
            return
        if not is_counted and (self.is_prose or _is_sentence(text, start, end)):
            return
        self.seen.add(key)
        self.number += 1
        if not self.owner or self.owner in owners(self.ledger, fact):
            number, place, cell, *rest = _row(self.ledger, run, fact, self.number, at, edited_by)
            # What stands for a whole list is no one fact's text.
            is_one = self.is_bound and text[start:end] == run.text
            cell = (replace(cell[0], fact=run.fact, form=run.form),) if is_one else cell
            self.rows.append((number, place, cell, *rest))
            yield Run(f"[{self.number}]", superscript=True)


_HEADINGS = (Role.HEADING, Role.KICKER, Role.TITLE, Role.SUBTITLE)
_BEGINS, _LONGEST_NAME = f"(?:^|[{CLAUSE_MARKS}]|[一二三四五六七八九十]是)$", 5


def _is_sentence(text: str, start: int, end: int) -> bool:
    """Whether a stretch is a sentence or a clause of its own, longer than names are."""
    is_whole = re.search(_BEGINS, text[max(start - 3, 0) : start]) and re.match(f"[{STATEMENT_MARKS}]|$", text[end:])
    return end - start > _LONGEST_NAME and bool(is_whole)


def _is_counted(run: Run, fact: Fact) -> bool:
    is_known = fact.quantity is not None or isinstance(fact.value, date) or bool(run.form)
    return is_known and fact.id not in YEARS


def _row(
    ledger: Ledger, run: Run, fact: Fact, number: int, at: tuple[str, int, int], edited_by: str
) -> tuple[Runs, ...]:
    text, start, end = at
    is_previous = run.fact.startswith(PREVIOUS)
    before = None if is_previous else ledger.last_year(fact.id)
    form = f"（{trace.FORMS[run.form]}）" if run.form in trace.FORMS else ""
    source = ["公式" if fact.is_derived else fact.source, str(replace(fact.place, column=0))]
    state = [fact.state, fact.as_of and f"截至{fact.as_of}", fact.accept and f"已说明：{fact.accept}"]
    state += [edited_by and f"这句的字改过：{edited_by}"]
    cells = (
        text[start:end],
        f"{'上年' * is_previous}{fact.label}{form}",
        _computed(ledger, run, fact, before),
        _earlier(before, fact),
        "，".join(filter(None, source)),
        "、".join(owners(ledger, fact)),
        "，".join(filter(None, state)),
        *[""] * _TO_SIGN,
    )
    return ((Run(str(number)),), _marked(text, start, end), *((Run(cell),) if cell else () for cell in cells))


def _earlier(before: Fact | None, fact: Fact) -> str:
    """What it was last year; of names, whether they are the same."""
    if before is None or fact.quantity is not None or before.text != fact.text:
        return before.text if before else ""
    return "未变"


def _marked(text: str, start: int, end: int) -> Runs:
    """The sentence around a figure, or as much of it as there is room for; the figure in bold."""
    first, last = statement_around(text, start, end)
    before, after = text[first:start].lstrip(), text[end:last].rstrip()
    shown = (Run(_cut(before[::-1])[::-1]), Run(text[start:end], strong=True), Run(_cut(after)))
    return tuple(run for run in shown if run.text)


def _cut(text: str) -> str:
    """The beginning of a text. No number is cut in two."""
    more = re.match(r"\d*", text[_CONTEXT:]) if text[_CONTEXT - 1 : _CONTEXT].isdigit() else None
    end = _CONTEXT + (more.end() if more else 0)
    return text if end >= len(text) else text[:end] + "…"


def _computed(ledger: Ledger, run: Run, fact: Fact, before: Fact | None) -> str:
    """How a figure follows from others, in words and with the values put in."""
    if before is not None and run.form.endswith("change"):
        return f"本年－上年＝{fact.text}－{before.text}"
    if before is not None and run.form.endswith("growth"):
        return f"（本年－上年）÷上年＝（{fact.text}－{before.text}）÷{before.text}"
    calculation = trace.calculation(ledger, fact)
    return f"{calculation.words}＝{calculation.values}" if calculation else ""
