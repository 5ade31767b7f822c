"""Cells of new rows that were taken for a cell of another row, changed: what they say is no value of that row."""

from __future__ import annotations

from collections import defaultdict

from report_cli.audit.compare import Audit
from report_cli.audit.findings import Discrepancy
from report_cli.inward.items_now import item_of


def strays(audit: Audit) -> set[int]:
    """The lines of such cells.

    A cell was changed where it stands if another cell of its row is beside it still, or nothing else is.
    """
    changed = (each for each in audit.discrepancies if each.kind == "changed" and not each.label and each.at)
    found = [each for each in changed if _may_be(audit, each)]
    rows = _Rows(audit) if found else None
    return {each.at[0].line for each in found if rows and rows.is_stray(each)}


def _may_be(audit: Audit, found: Discrepancy) -> bool:
    """Whether it is a cell, and the field of an item."""
    return bool(item_of(audit.figure(found.figures[0]).fact) and audit.location.lines[found.at[0].line].outer_cell)


class _Rows:
    """What stands beside what: in the rows as built, in those of the draft, and of one item."""

    def __init__(self, audit: Audit) -> None:
        self.audit = audit
        self.read_of = {built: group.read for group in audit.location.groups for built in group.built}
        self.built = {line: row for table in audit.sources.rows for row in table for line in row}
        self.of_item, self.read = defaultdict[str, set[int]](set), defaultdict[tuple[int, int], set[int]](set)
        for each in audit.baseline.figures:
            self.of_item[item_of(each.fact)].add(each.paragraph - 1)
        for number, line in enumerate(audit.location.lines):
            if line.outer_cell and line.text.strip():
                self.read[line.outer_cell.table, line.outer_cell.row].add(number)

    def is_stray(self, found: Discrepancy) -> bool:
        figure, line = self.audit.figure(found.figures[0]), found.at[0].line
        own = {*self.built.get(figure.paragraph - 1, ()), *self.of_item[item_of(figure.fact)]} - {figure.paragraph - 1}
        stand = {read for built in own for read in self.read_of.get(built, ())}
        cell = self.audit.location.lines[line].outer_cell
        beside = self.read[cell.table, cell.row] - {line} if cell else set[int]()
        return bool(stand | beside) and stand.isdisjoint(beside)
