"""Cells of new rows that were taken for a cell of another row, changed: what they say is no value of that row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from report_cli.audit.compare import Audit
from report_cli.audit.findings import Discrepancy
from report_cli.inward.items_now import item_of


def strays(audit: Audit) -> set[int]:
    """The lines of such cells.

    A cell was changed where it stands if another cell of its row is beside it still, or nothing else is.
    """
    read_of = {built: group.read for group in audit.location.groups for built in group.built}
    rows = {line: row for table in audit.sources.rows() for row in table for line in row} if audit.discrepancies else {}
    changed = (each for each in audit.discrepancies if each.kind == "changed" and not each.label and each.at)
    return {each.at[0].line for each in changed if _is_stray(audit, each, read_of, rows)}


def _is_stray(
    audit: Audit, found: Discrepancy, read_of: Mapping[int, Sequence[int]], rows: Mapping[int, Sequence[int]]
) -> bool:
    figure, line = audit.figure(found.figures[0]), found.at[0].line
    if not item_of(figure.fact) or not audit.location.lines[line].outer_cell:
        return False
    own = {*rows.get(figure.paragraph - 1, ()), *_of_item(audit, item_of(figure.fact))} - {figure.paragraph - 1}
    stand = {read for built in own for read in read_of.get(built, ())}
    beside = {*_beside(audit, line)}
    return bool(stand | beside) and stand.isdisjoint(beside)


def _of_item(audit: Audit, item: str) -> Iterator[int]:
    """The paragraphs as built that print fields of an item in a table."""
    for each in audit.baseline.figures:
        if item_of(each.fact) == item:
            yield each.paragraph - 1


def _beside(audit: Audit, line: int) -> Iterator[int]:
    """The other lines of a cell's row that say something."""
    cell = audit.location.lines[line].outer_cell
    for number, other in enumerate(audit.location.lines):
        at = other.outer_cell
        if number != line and cell and at and (at.table, at.row) == (cell.table, cell.row) and other.text.strip():
            yield number
