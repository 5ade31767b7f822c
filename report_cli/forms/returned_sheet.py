"""A sheet of a returned form, its cells by row and column, and where its heads stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from report_cli.forms import form, seal
from report_cli.forms.answers import CellPlace
from report_cli.forms.matching import plain
from report_cli.model import letters
from report_cli.sheets.sheet import Cell, Line, Sheet

_FIRST = 10
"""Rows in which the heads are looked for."""
_YEAR_HEAD = re.compile(r"(\d{4})年?")


class ReturnedSheet:
    """A sheet, its rows at hand. `prefix`: what an address begins with where it is no sheet's."""

    def __init__(self, sheet: Sheet, prefix: str = "") -> None:
        self.sheet, self.prefix = sheet, prefix
        self.rows: dict[int, list[str]] = {row: cells for row, cells in sheet.lines if cells}

    @property
    def beginning(self) -> Iterator[Line]:
        return islice(self.rows.items(), _FIRST)

    def text(self, row: int, column: int) -> str:
        cells = self.rows.get(row, [])
        return cells[column - 1] if 0 < column <= len(cells) else ""

    def merged_text(self, row: int, column: int) -> str:
        """The text of the merged cell that a place lies in, else that of its own cell."""
        of = self.sheet.merged.at(row, column)
        return self.text(*of[:2]) if of else self.text(row, column)

    def cell(self, row: int, column: int) -> Cell:
        return self.sheet.cells.get((row, column)) or Cell(self.text(row, column))

    def address(self, row: int, column: int) -> str:
        return f"{letters(column)}{row}" if self.sheet.name else f"{self.prefix}第{row}行第{column}格"

    def column_address(self, column: int) -> str:
        if self.sheet.name:
            return f"工作表“{self.sheet.name}”的{letters(column)}列"
        return f"{self.prefix}第{column}列"

    def spot(self, file: str, row: int, column: int) -> CellPlace:
        return CellPlace(file, self.sheet.name, self.address(row, column))


class Heads(Struct, frozen=True):
    """The row of a form's heads, and which column is which; 0 where one is missing."""

    row: int
    by_name: dict[str, int]
    year: int

    def column(self, name: str) -> int:
        return self.by_name.get(name, 0)

    @property
    def value(self) -> int:
        return self.column(f"{self.year}年")

    @property
    def id(self) -> int:
        """The hidden column of the ids; in the one behind it stands what each row showed."""
        return self.column(seal.MARK)


def heads_of(sheet: ReturnedSheet, sealed_year: int | None) -> Heads | None:
    """The heads of the rows of indicators. The column of values is the sealed year's, else the latest year's."""
    for row, cells in sheet.beginning:
        by_name: dict[str, int] = {}
        for column, text in enumerate(cells, 1):
            by_name.setdefault(plain(text), column)
        years = {int(match[1]): name for name in by_name if (match := _YEAR_HEAD.fullmatch(name))}
        is_ours = seal.MARK in by_name or {form.SOURCE, form.NOTE} <= by_name.keys()
        if form.LABEL in by_name and years and is_ours:
            year = sealed_year if sealed_year in years else max(years)
            assert year is not None
            return Heads(row, {**by_name, f"{year}年": by_name[years[year]]}, year)
    return None
