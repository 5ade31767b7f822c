"""Reads spreadsheets in XLS by calamine, which knows neither number formats nor errors."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from io import BytesIO

from report_cli.sheets import compound
from report_cli.sheets.sheet import DAMAGED, MAX_CELLS, Cell, Grid, Remark, Sheet, Unreadable

_HOW = "用Excel、WPS表格打开，另存为XLSX；或安装读它的组件：pip install 'report-cli[xls]'"


class Book:
    """The sheets of a file that are not hidden. Raises Unreadable, also where calamine is not installed."""

    def __init__(self, data: bytes) -> None:
        try:
            import python_calamine as calamine
        except ImportError as error:
            raise Unreadable("这是旧式的XLS文件，读它需要另装组件", _HOW) from error
        compound.refuse_unbounded(data)
        with _reading():
            self._book = calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        visible = calamine.SheetVisibleEnum.Visible
        sheets = self._book.sheets_metadata
        self.names = [each.name for each in sheets if each.visible == visible]
        self.hidden = [each.name for each in sheets if each.visible != visible]
        message = "旧式的XLS里，公式出错的格读出来是空的，百分数读出来是小数"
        self.remarks = [Remark("warning", message, "用Excel、WPS表格打开，另存为XLSX")]

    def sheet(self, number: int) -> Sheet:
        name, grid = [*self.names, *self.hidden][number], Grid(most=MAX_CELLS)
        with _reading():
            found = self._book.get_sheet_by_name(name)
            rows, merged = found.to_python(skip_empty_area=False), found.merged_cell_ranges or ()
        for row, values in enumerate(rows, 1):
            for column, value in enumerate(values, 1):
                grid.put(row, column, _cell(value))
        for (first_row, first_column), (last_row, last_column) in merged:
            grid.merged.append((first_row + 1, first_column + 1, last_row + 1, last_column + 1))
        return grid.sheet(name)

    def has_content(self, number: int) -> bool:
        with _reading():
            return self._book.get_sheet_by_name(self.names[number]).height > 0


@contextmanager
def _reading() -> Iterator[None]:
    """Raises Unreadable where calamine refuses, or panics: so Rust calls a bug that a damaged file has met."""
    import python_calamine

    with _silent_errors():
        try:
            yield
        except python_calamine.CalamineError as error:
            raise DAMAGED from error
        except BaseException as error:
            if type(error).__name__ == "PanicException":
                raise DAMAGED from error
            raise


@contextmanager
def _silent_errors() -> Iterator[None]:
    """Of a panic Rust itself tells the terminal, in English, before anybody can catch it: nobody is to see that."""
    try:
        kept = os.dup(2)
    except OSError:  # it is closed
        yield
        return
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    os.close(nothing)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _cell(value: object) -> Cell:
    match value:
        case bool():
            return Cell("TRUE" if value else "FALSE")
        case int() | float():
            return Cell(f"{value:.15g}", "number")
        case datetime():
            is_day = (value.hour, value.minute) == (0, 0)
            return Cell(f"{value:%Y-%m-%d}" if is_day else f"{value:%Y-%m-%d %H:%M}", "date")
        case date():
            return Cell(value.isoformat(), "date")
        case time():
            return Cell(f"{value:%H:%M}")
    return Cell(str(value))
