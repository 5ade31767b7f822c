"""What the report as composed today tells of the text as built: which template's line says it, and its tables."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, chain, pairwise

from msgspec import Struct

from report_cli.audit import rows
from report_cli.audit.pairing import Group, pair
from report_cli.audit.texts import Span, bigrams, without_blanks
from report_cli.audit.thresholds import PARAGRAPHS_ALIKE
from report_cli.compose import numbering
from report_cli.document import FIGURE, Document, Paragraph, Run, place_at, text_of, with_gaps
from report_cli.model import Place
from report_cli.sentences import has_end, item_around

Position = tuple[int, int]
"""A paragraph or line (from 0), and a character of it."""


class TableCell(Struct, frozen=True, gc=False):
    """Where a cell stands, all in paragraphs as built (from 0; -1: none): `table` counts from 1.

    `group`: the row above that is only a label, if any; `end`: the table's last cell.
    """

    table: int
    caption: int
    head: list[int]
    row: list[int]
    group: list[int]
    end: int


class Sources:
    """`composed` is asked only when something is to be known; it gives None where the report cannot be composed."""

    def __init__(self, paragraphs: Sequence[str], composed: Callable[[], Document | None]) -> None:
        self.paragraphs, self.composed = paragraphs, composed

    @cached_property
    def document(self) -> Document | None:
        return self.composed()

    @cached_property
    def line_of(self) -> dict[int, int]:
        """Of each paragraph as built that is one of today's, which (both from 0)."""
        built = [without_blanks(text) for text in self.paragraphs]
        if len(self.texts) == len(built) and not self._are_out_of_place(built):
            return self._in_rows({number: number for number in range(len(built))})
        groups = [group for group in pair(built, self.texts, are_whole=True) if len(group.read) == 1]
        found = {line: group.read[0] for group in groups if (line := self._stood(built, group)) is not None}
        return self._in_rows({at: now for at, now in found.items() if not self._is_of_another_kind(built, at, found)})

    def _in_rows(self, today_of: dict[int, int]) -> dict[int, int]:
        """The same, the rows of a table of today being rows as built, wherever these stood in it, or new ones.

        Nothing is known of a table whose head was another, nor where its rows as built cannot be told, of those whose
        cells seem to be of several.
        """
        built_of = {today: built for built, today in today_of.items()}
        for _, (head, *lines) in self._tables():
            if len({built_of.get(line, -1) - line for line in head}) > 1 or head[0] not in built_of:
                continue
            stood = self._rows_as_built(head, lines, built_of)
            if not stood:
                parted = [row for row in lines if len({built_of.get(line, -1) - line for line in row}) > 1]
                for line in (line for row in parted for line in row):
                    built_of.pop(line, None)
                continue
            cells = {line for row in stood for line in row}, {line for row in lines for line in row}
            built_of = {now: was for now, was in built_of.items() if was not in cells[0] and now not in cells[1]}
            now = [self._said(row, self.texts) for row in lines]
            for at, place in rows.matched([self._said(row, self.paragraphs) for row in stood], now).items():
                if len(stood[at]) == len(lines[place]):
                    built_of |= zip(lines[place], stood[at], strict=True)
        return {built: today for today, built in built_of.items()}

    @staticmethod
    def _said(row: Iterable[int], texts: Sequence[str]) -> tuple[str, ...]:
        return tuple(without_blanks(texts[line]) for line in row)

    def _rows_as_built(
        self, head: Sequence[int], lines: Sequence[Sequence[int]], built_of: Mapping[int, int]
    ) -> list[range]:
        """The rows of a table as it was built, below its head and up to what stands behind the table today.

        They have as many cells as the head, but for those that say what a row of fewer cells says. None where that
        does not come out even.
        """
        at, last, found = built_of[head[-1]] + 1, [*head, *chain(*lines)][-1], list[range]()
        below = next((line for line in range(last + 1, len(self.texts)) if line in built_of), len(self.texts))
        end = built_of.get(below, len(self.paragraphs))
        while below > last + 1 and self.texts[below - 1] == without_blanks(self.paragraphs[end - 1]):
            below, end = below - 1, end - 1
        others = [self._said(row, self.texts) for row in lines if len(row) != len(head)]
        while at < end:
            same = (row for row in others if self._said(range(at, min(at + len(row), end)), self.paragraphs) == row)
            size = len(next(same, head))
            found.append(range(at, at + size))
            at += size
        return found if at == end else []

    def _stood(self, built: Sequence[str], group: Group) -> int | None:
        """Which paragraph as built one of today's is: of several whose words have come together, the one like it."""
        if len(group.built) == 1:
            return group.built[0]
        now = bigrams(self.texts[group.read[0]])
        alike = (line for line in group.built if 2 * len(bigrams(built[line]) & now) > len(now))
        return next(alike, None)

    def _is_of_another_kind(self, built: Sequence[str], line: int, today_of: Mapping[int, int]) -> bool:
        """Whether a paragraph that seems to be worded otherwise today was prose and is a cell or heading, or was one.

        What stood before it and behind it tells whether it was in a table.
        """
        today = today_of[line]
        if built[line] == self.texts[today]:
            return False
        near = {self._table_at.get(today_of[at], 0) for at in (line - 1, line + 1) if at in today_of}
        if today in self._table_at:
            return bool(near) and self._table_at[today] not in near
        return (len(near) == 1 and near != {0}) or _is_heading(built[line]) != _is_heading(self.texts[today])

    @cached_property
    def _table_at(self) -> dict[int, int]:
        """Of each line that is one of several cells, its table."""
        tables = enumerate(([line for row in rows for line in row] for _, rows in self._tables()), 1)
        return {line: number for number, lines in tables if len(lines) > 1 for line in lines}

    def _are_out_of_place(self, built: Sequence[str]) -> bool:
        """Whether one of today's paragraphs, of which there are as many, stood elsewhere, or another stands there.

        What cells say is no sign, nor that a paragraph has another automatic number.
        """
        number = re.compile(rf"^(?:{numbering.HEADING})")
        texts, stood = ([number.sub("", text) for text in part] for part in (self.texts, built))
        others = [number for number, text in enumerate(texts) if text != stood[number]]
        cells = {line for _, table in self._tables() for row in table for line in row} if others else ()
        prose = [number for number in others if number not in cells and texts[number]]
        now = {texts[number] for number in prose}
        pairs = ((bigrams(self.texts[number]), bigrams(built[number])) for number in prose)
        is_other = any(len(ours & theirs) < PARAGRAPHS_ALIKE * min(len(ours), len(theirs)) for ours, theirs in pairs)
        return is_other or not now.isdisjoint(stood[number] for number in others)

    @cached_property
    def texts(self) -> list[str]:
        """Today's paragraphs, without blanks."""
        return [without_blanks(text) for text in self.document.texts] if self.document else []

    def says(self, paragraph: int, text: str) -> bool:
        """Whether the templates say today in the place of a paragraph as built what a draft says there."""
        return paragraph in self.line_of and self.texts[self.line_of[paragraph]] == without_blanks(text)

    def behind_list(self, paragraph: int, fact: str) -> str | None:
        """What stands behind a list's last name today, in the place of a paragraph as built; None if there is none."""
        runs = self.runs(paragraph)
        last = max((at for at, run in enumerate(runs) if run.fact.startswith(f"{fact}[")), default=-1)
        return text_of(runs[last + 1 :]) if last >= 0 else None

    def names(self, paragraph: int, fact: str) -> tuple[str, ...]:
        """The names of a list that stand one after the other today in the place of a paragraph as built."""
        found: list[str] = []
        between = ""
        for run in self.runs(paragraph):
            is_name = run.fact.startswith(f"{fact}[") and not run.form
            if is_name and (between in ("", "、") or not found):
                found, between = [*found, run.text], ""
            elif found and (is_name or between or run.text != "、"):
                break
            else:
                between = run.text if found else ""
        return tuple(found)

    def clauses(self, paragraph: int, fact: str, form: str) -> set[str]:
        """The clauses that print a fact in a form today in the place of a paragraph as built, figures as one sign."""
        found, text, spans = list[Span](), "", list[Span]()
        for run in self.runs(paragraph):
            span = Span(0, len(text), len(text) + len(run.text))
            spans += [span] if run.fact else []
            found += [span] if (run.fact, run.form) == (fact, form) else []
            text += run.text
        return {clause(text, spans, each) for each in found}

    def runs(self, paragraph: int) -> Sequence[Run]:
        """Today's runs in the place of a paragraph as built."""
        return self.document.lines[self.line_of[paragraph]][1] if self.document and paragraph in self.line_of else ()

    def template(self, at: Position | None) -> Place | None:
        """Where in the templates a character of the text as built comes from; None where that is not known."""
        if at is None or at[0] not in self.line_of or self.document is None:
            return None
        number, runs = self.document.lines[self.line_of[at[0]]]
        return place_at(runs, max(at[1] - len(number), 0)) or place_at(runs[::-1], 0)

    @cached_property
    def cells(self) -> dict[int, TableCell]:
        """Of each paragraph (from 0) that is a cell, its table; tables that are not known as a whole are left out."""
        built_of = {line: built for built, line in self.line_of.items()}
        found: dict[int, TableCell] = {}
        for number, (caption, table) in enumerate(self._tables(), 1):
            rows = [[built_of.get(line, -1) for line in row] for row in table]
            group: list[int] = []
            for row in rows if all(min(row) >= 0 for row in rows) else ():
                # A row that is a label alone is one of the rows below it.
                is_group = row is not rows[0] and bool(self.paragraphs[row[0]].strip())
                group = row if is_group and not any(self.paragraphs[each].strip() for each in row[1:]) else group
                cell = TableCell(number, built_of.get(caption, -1), rows[0], row, group[:1], rows[-1][-1])
                found |= dict.fromkeys(row, cell)
        return found

    @cached_property
    def rows(self) -> list[list[tuple[int, ...]]]:
        """Of each table the rows that are known as a whole, as paragraphs as built (from 0)."""
        built_of = {line: built for built, line in self.line_of.items()}
        known = ([row for row in table if built_of.keys() >= {*row}] for _, table in self._tables())
        return [[tuple(map(built_of.__getitem__, row)) for row in rows] for rows in known]

    def _tables(self) -> Iterator[tuple[int, list[list[int]]]]:
        """Of each table the line of its caption (-1: it has none), and its rows of lines."""
        line = 0
        for block in with_gaps(self.document.body) if self.document else ():
            if block is None or isinstance(block, Paragraph):
                line += 1
                continue
            caption = line if block.caption else -1
            line += bool(block.caption)
            ends = list(accumulate(map(len, block.rows), initial=line))
            yield caption, [list(range(*row)) for row in pairwise(ends)]
            line = ends[-1]


def _is_heading(text: str) -> bool:
    return re.match(numbering.HEADING, text) is not None and not has_end(text)


def clause(text: str, figures: Collection[Span], at: Span) -> str:
    """The words of the clause that a figure stands in, each figure in it one sign."""
    before = _masked(text, 0, at.start, figures)
    whole = f"{before}{FIGURE}{_masked(text, at.end, len(text), figures)}"
    return without_blanks(whole[slice(*item_around(whole, len(before), len(before) + len(FIGURE)))])


def _masked(text: str, start: int, end: int, figures: Collection[Span]) -> str:
    said, at = "", start
    for span in sorted(each for each in figures if start <= each.start and each.end <= end):
        said, at = f"{said}{text[at : span.start]}{FIGURE}", span.end
    return said + text[at:end]
