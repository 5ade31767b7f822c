"""Reads the sheets of a returned form that hold items: a line each, a field in each column."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from report_cli.forms.answers import Answer, ItemsAnswer
from report_cli.forms.matching import plain
from report_cli.forms.meanings import Meanings
from report_cli.forms.returned_sheet import ReturnedSheet
from report_cli.sheets.sheet import Cell


class ItemHeads(Struct, frozen=True):
    """Which items a sheet is of, the row of its heads, and the name of the field in each column."""

    id: str
    row: int
    fields: dict[int, str]


def heads_of_items(sheet: ReturnedSheet, meanings: Meanings) -> ItemHeads | None:
    """The heads of items: by the hidden id, the name of the sheet, or else by all labels of the fields."""
    items = meanings.items
    by_sheet = {name: id for id, name in meanings.sealed.sheets.items()}
    for row, cells in sheet.beginning:
        texts = [plain(text) for text in cells]
        known = next((id for id in items if id in texts), by_sheet.get(sheet.sheet.name))
        for id in [known] if known else dict.fromkeys(items):
            by_label = meanings.fields(id)
            fields = {column: by_label[text] for column, text in enumerate(texts, 1) if text in by_label}
            if fields and (known or len(fields) == len(by_label) > 1):
                return ItemHeads(id, row, fields)
    return None


class ItemRows:
    """The lines of a sheet of items, below its heads."""

    def __init__(self, sheet: ReturnedSheet, heads: ItemHeads, meanings: Meanings, file: str) -> None:
        self.sheet, self.heads, self.meanings, self.file = sheet, heads, meanings, file
        self.numbers = [row for row in sheet.rows if row > heads.row]

    def answer(self, beside: Answer | None) -> ItemsAnswer:
        """What the lines say. `beside`: the row of these items on the first sheet."""
        sheet, id, first = self.sheet, self.heads.id, min(self.heads.fields)
        lines = {row: line for row in self.numbers if (line := self._line(row))}
        source, note = (beside.source, beside.note) if beside else ("", "")
        return ItemsAnswer(
            at=sheet.spot(self.file, self.heads.row, first),
            fact=id,
            rows=tuple(lines.values()),
            cells=tuple(sheet.address(row, first) for row in lines),
            shown=self._shown(id),
            source=source,
            note=note,
        )

    def _line(self, row: int) -> dict[str, Cell]:
        cells = {name: self.sheet.cell(row, column) for column, name in self.heads.fields.items()}
        return {name: cell for name, cell in cells.items() if cell.text.strip() or cell.kind != "text"}

    def _shown(self, id: str) -> tuple[dict[str, str], ...] | None:
        if (lines := self.meanings.sealed.lines.get(id)) is None:
            return None
        return tuple({name: text for name, text in line.items() if text} for line in lines)

    def remarks(self) -> Iterator[str]:
        """The filled columns that are no field's, and so are not read."""
        for column, text in enumerate(self.sheet.rows[self.heads.row], 1):
            is_filled = any(self.sheet.text(row, column).strip() for row in self.numbers)
            if column not in self.heads.fields and text.strip() != self.heads.id and is_filled:
                name = f"“{text.strip()}”" if text.strip() else "没有表头"
                yield f"{self.sheet.column_address(column)}{name}，不是要填的，没有读"
