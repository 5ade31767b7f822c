"""Where in its table a paragraph of a Word file stands."""

from __future__ import annotations

from lxml import etree
from msgspec import Struct

from report_cli.docx import cascade
from report_cli.docx.package import W


class Cell(Struct, frozen=True):
    """Where in its table a paragraph stands, all from 1; whether its row is repeated as the table's head."""

    table: int
    row: int
    column: int
    is_head: bool


class Cells:
    """Tells where in its table each paragraph stands, counting the tables."""

    def __init__(self) -> None:
        self.counted: dict[etree._Element | None, dict[etree._Element, int]] = {}

    def of(self, paragraph: etree._Element) -> Cell | None:
        box = next(paragraph.iterancestors(W + "tc"), None)
        if box is None:
            return None
        row = next(box.iterancestors(W + "tr"))
        table = next(row.iterancestors(W + "tbl"))
        properties = row.find(W + "trPr")
        is_head = properties is not None and cascade.is_on([properties], "tblHeader")
        return Cell(self._number(table, None), self._number(row, table), self._number(box, row), is_head)

    def _number(self, element: etree._Element, parent: etree._Element | None) -> int:
        """From 1, among those of the parent that were met; to search a long table for each of its cells takes a minute."""
        met = self.counted.setdefault(parent, {})
        return met.setdefault(element, len(met) + 1)
