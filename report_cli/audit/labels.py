"""What a table says of its figures in other cells and round it: head, label, unit, caption, 单位：万件.

A figure of which one of these is another is another figure; a row that moved as a whole is none.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit.findings import Discrepancy
from report_cli.audit.locate import Location
from report_cli.audit.sources import Sources, TableCell
from report_cli.audit.texts import Span, numbers, without_blanks
from report_cli.docx.manuscript import Cell
from report_cli.facts.formula import PREVIOUS

_UNIT = re.compile(r"[（(]?(?:计量|计价|数量|金额)?(?:单位|货币)[:：].{1,20}")
_NEAR = 3
"""So many lines above a table or below it may say the unit of its figures."""

_Label = tuple[int, int, str]
"""What tells a figure and is another: the paragraph as built and the line now (-1: none), and what it is."""


def changed_labels(location: Location, sources: Sources, settled: Collection[int]) -> Iterator[Discrepancy]:
    """One finding for each label that is another. `settled`: figures of which all is said."""
    figures = location.found.keys() - set(settled)
    is_edited = len(location.alignments) > 0 or len(location.moved_lines) > 0
    if not is_edited or not any(location.lines[location.found[number].span.line].cell for number in figures):
        return
    labels = _Labels(location, sources)
    concerned: dict[_Label, list[int]] = defaultdict(list)
    for number in sorted(figures):
        for label in labels.of(number):
            concerned[label].append(number)
    for (built, read, what), all_of_them in concerned.items():
        # Called by this year's figure, where last year's stands beside it.
        several = sorted(all_of_them, key=lambda number: location.baseline.figures[number].fact.startswith(PREVIOUS))
        figure = location.baseline.figures[several[0]]
        found = Discrepancy(
            kind="changed",
            fact=figure.fact,
            expected=location.baseline.paragraphs[built] if built >= 0 else None,
            found=None,
            paragraph=location.found[several[0]].span.line + 1,
            text="",
            place=figure.place,
            figures=tuple(several),
            label=what,
        )
        if read >= 0:
            text = location.lines[read].text
            at = (Span(read, 0, len(text)),)
            found = replace(found, found=text or None, paragraph=read + 1, text=text, at=at)
        yield found


class _Labels(Struct, frozen=True, dict=True):
    location: Location
    sources: Sources

    @cached_property
    def cells(self) -> Mapping[tuple[int, int, int], list[int]]:
        """The lines of each cell, by table, row and column."""
        found: dict[tuple[int, int, int], list[int]] = defaultdict(list)
        for number, line in enumerate(self.location.lines):
            if line.cell:
                found[_place(line.cell)].append(number)
        return found

    @cached_property
    def tables(self) -> dict[tuple[int, ...], list[_Label]]:
        """What was found round each table, the labels of its groups too."""
        return {}

    @cached_property
    def figures_of(self) -> Mapping[int, list[int]]:
        """The figures that each line holds."""
        found: dict[int, list[int]] = defaultdict(list)
        for number, occurrence in self.location.found.items():
            found[occurrence.span.line].append(number)
        return found

    def of(self, number: int) -> Iterator[_Label]:
        """What tells a figure in a table and is another than it was."""
        paragraph, cell = self.location.baseline.span(number).line, self.at(self.location.found[number].span.line)
        stood = self.sources.cells.get(paragraph) if cell else None
        if cell is None or stood is None:
            return
        known = stood.table, cell.table, *stood.group
        if known not in self.tables:
            self.tables[known] = list(self.round_table(stood, cell))
        yield from self.tables[known]
        column = stood.row.index(paragraph)
        if stood.row is not stood.head:
            yield from self.compared(stood.head[column], self.cells.get((cell.table, 1, cell.column), ()), "所在的栏")
        row = [self.cells.get((cell.table, cell.row, at), []) for at in range(1, len(stood.row) + 1)]
        texts = {without_blanks(self.text(lines)) for lines in row}
        for at, built in enumerate(stood.row):
            if built in self.location.baseline.by_paragraph:
                continue
            # With a column more, or one less, a label stands elsewhere in its row.
            if column == cell.column - 1 or without_blanks(self.built(built)) not in texts:
                yield from self.compared(built, row[at], "所在的行")

    def at(self, line: int) -> Cell | None:
        return self.location.lines[line].cell

    def round_table(self, stood: TableCell, cell: Cell) -> Iterator[_Label]:
        """The table's caption, the label above a group of rows, and the lines that say a unit."""
        for built, what in ((stood.caption, "所在表的表题"), *((each, "所在的组") for each in stood.group)):
            read = self.location.line_of.get(built, -1) if built >= 0 else -1
            is_gone = all(built not in group.built or not group.read for group in self.location.groups)
            if built >= 0 and (read >= 0 or is_gone):
                yield from self.compared(built, (read,), what)
        first = stood.caption if stood.caption >= 0 else stood.head[0]
        built_lines = list(enumerate(self.location.baseline.paragraphs))
        was = _units([*built_lines[max(first - _NEAR, 0) : first][::-1], *built_lines[stood.end + 1 :][:_NEAR]])
        inside = [at for place, lines in self.cells.items() if place[0] == cell.table for at in lines]
        lines = [(at, "" if line.cell else line.text) for at, line in enumerate(self.location.lines)]
        top = self.location.line_of.get(stood.caption, min(inside))
        above, below = lines[max(top - _NEAR, 0) : top][::-1], lines[max(inside) + 1 :][:_NEAR]
        is_now = _units([*above, *below])
        texts = {without_blanks(self.built(each)) for each in was}, {without_blanks(self.text((at,))) for at in is_now}
        gone = [each for each in was if without_blanks(self.built(each)) not in texts[1]]
        new = [at for at in is_now if without_blanks(self.text((at,))) not in texts[0]]
        if gone or new:
            yield (*gone, -1)[0], (*new, -1)[0], "所在表的单位"

    def compared(self, built: int, read: Sequence[int], what: str) -> Iterator[_Label]:
        ours, theirs = self.built(built), self.text(read)
        baseline = self.location.baseline
        is_label = bool(baseline.paragraphs[built].strip()) or numbers(f"1{theirs}") == ((0, len(theirs) + 1),)
        is_whole = self.location.found.keys() >= set(baseline.by_paragraph.get(built, ()))
        if read and is_label and is_whole and without_blanks(ours) != without_blanks(theirs):
            yield built, read[0], what

    def built(self, paragraph: int) -> str:
        """A paragraph as built, without the figures in it."""
        baseline = self.location.baseline
        spans = [baseline.span(number) for number in baseline.by_paragraph.get(paragraph, ())]
        return _without(baseline.paragraphs[paragraph], spans) if paragraph >= 0 else ""

    def text(self, lines: Sequence[int]) -> str:
        """What lines say now, without the figures in them."""
        found = self.location.found
        return "".join(
            _without(self.location.lines[at].text, [found[number].span for number in self.figures_of.get(at, ())])
            for at in lines
            if at >= 0
        )


def _place(cell: Cell) -> tuple[int, int, int]:
    return cell.table, cell.row, cell.column


def _without(text: str, spans: Sequence[Span]) -> str:
    for span in sorted(spans, reverse=True):
        text = text[: span.start] + text[span.end :]
    return text


def _units(lines: Sequence[tuple[int, str]]) -> list[int]:
    """The lines that say a unit, of those beside a table."""
    return [number for number, text in lines if _UNIT.fullmatch(without_blanks(text).strip("。"))]
