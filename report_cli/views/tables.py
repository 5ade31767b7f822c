"""Tables: aligned for the screen, as CSV for spreadsheets, as Markdown."""

import io
import os
import stat
import sys
from collections.abc import Callable, Container, Iterable, Sequence
from typing import TextIO

from report_cli.text import excerpt, width
from report_cli.views import screen

FORMATS = ("table", "json", "csv", "md")
Row = Sequence[str]
_BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel on a Chinese Windows takes a file for GBK; a program reading a pipe would take it for text."""


def padded(text: str, cells: int, *, right: bool = False) -> str:
    blanks = " " * (cells - width(text))
    return blanks + text if right else text + blanks


def widths(rows: Iterable[Row]) -> list[int]:
    return [max(map(width, column)) for column in zip(*rows, strict=True)]


def cells(row: Row, sizes: Sequence[int], right: Container[int] = ()) -> list[str]:
    """The texts of a row, each filling its column; those of the columns in `right` stand at the right."""
    return [padded(text, sizes[column], right=column in right) for column, text in enumerate(row)]


def aligned(rows: Sequence[Row], right: Container[int] = ()) -> list[str]:
    sizes = widths(rows)
    return ["  ".join(cells(row, sizes, right)).rstrip() for row in rows]


def by_first(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rest of each row, by its first cell."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[0], []).append(row[1:])
    return groups


def fitted(head: Row, rows: Sequence[Row]) -> str:
    """A table in columns without those that are empty throughout; texts are cut as far as the terminal needs it."""
    table = _cut(head, rows, 16)
    for most in range(15, 4, -1):
        if not screen.columns() or max(map(width, table)) <= screen.columns():
            break
        table = _cut(head, rows, most)
    return "\n".join(table)


def _cut(head: Row, rows: Sequence[Row], most: int) -> list[str]:
    """The lines of a table whose texts have so many characters at most; those of the last column stay whole."""
    short = [[*(excerpt(text, most) for text in row[:-1]), row[-1]] for row in rows]
    filled = [column for column in zip(head, *short, strict=True) if any(column[1:])]
    return [f"  {line}" for line in aligned(list(zip(*filled, strict=True)))]


def as_csv(rows: Iterable[Row]) -> str:
    """Rows as CSV; at the beginning of a file with a mark that tells Excel the encoding."""
    import csv

    stream = io.StringIO()
    stream.write(_BYTE_ORDER_MARK if _is_empty_file(sys.stdout) else "")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue().rstrip("\n")


def _is_empty_file(stream: TextIO) -> bool:
    try:
        stream.flush()
        status = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(status.st_mode) and not status.st_size


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "｜")


def as_markdown(head: Row, rows: Iterable[Row], cell: Callable[[str], str] = _cell) -> str:
    """A table in Markdown. `cell`: how the text of a cell is escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(cell, line))} |" for line in lines)
