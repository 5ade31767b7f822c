"""What a table says of its figures in other cells: the head of the column, the label and the unit in the row.

A figure whose label, unit or head is another is another figure; a row that moved as a whole is none.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator

from report_cli.audit.findings import Discrepancy
from report_cli.audit.locate import Location
from report_cli.audit.sources import Sources
from report_cli.audit.texts import Span, numbers, without_blanks

_Cell = tuple[int, int, int]
"""Table, row and column, all from 1."""


def changed_labels(location: Location, sources: Sources, settled: Collection[int]) -> Iterator[Discrepancy]:
    """One finding for each cell that is another. `settled`: figures of which all is said."""
    cells: dict[_Cell, list[int]] = defaultdict(list)
    for number, line in enumerate(location.lines):
        if line.cell:
            cells[line.cell.table, line.cell.row, line.cell.column].append(number)
    figures = location.found.keys() - set(settled)
    is_edited = len(location.alignments) > 0 or len(location.moved_lines) > 0
    if not is_edited or not any(location.lines[location.found[number].span.line].cell for number in figures):
        return
    concerned: dict[tuple[int, int, bool], list[int]] = defaultdict(list)
    for number in sorted(figures):
        for built, read, is_head in _labels(location, sources, cells, number):
            concerned[built, read, is_head].append(number)
    for (built, read, is_head), several in concerned.items():
        figure, text = location.baseline.figures[several[0]], location.lines[read].text
        yield Discrepancy(
            kind="changed",
            fact=figure.fact,
            expected=location.baseline.paragraphs[built],
            found=text,
            paragraph=read + 1,
            text=text,
            place=figure.place,
            figures=tuple(several),
            at=(Span(read, 0, len(text)),),
            label="所在的栏" if is_head else "所在的行",
        )


def _labels(
    location: Location, sources: Sources, cells: dict[_Cell, list[int]], number: int
) -> Iterator[tuple[int, int, bool]]:
    """The cells that a figure is told by and that are others: as built, as read, and whether it is the head."""
    paragraph, cell = location.baseline.span(number).line, location.lines[location.found[number].span.line].cell
    if cell is None or paragraph not in sources.rows:
        return
    head, row = sources.rows[paragraph]
    column = row.index(paragraph)
    if column != cell.column - 1 or (cell.table, cell.row, len(row) + 1) in cells:
        return
    told = [(line, (cell.table, cell.row, at), False) for at, line in enumerate(row, 1)]
    told += [(head[column], (cell.table, 1, cell.column), True)] if row is not head else []
    for built, at, is_head in told:
        read = cells.get(at, [])
        ours, theirs = location.baseline.paragraphs[built], "".join(location.lines[line].text for line in read)
        is_label = bool(ours.strip()) or numbers(f"1{theirs}") == [(0, len(theirs) + 1)]
        is_other = without_blanks(ours) != without_blanks(theirs)
        if read and is_label and is_other and built not in location.baseline.by_paragraph:
            yield built, read[0], is_head
