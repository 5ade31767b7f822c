"""Tables as text: aligned, as CSV for spreadsheets, as Markdown."""

import io
import os
import re
import stat
import sys
from collections.abc import Callable, Container, Iterable, Sequence
from typing import TextIO

from report_cli.text import padded, width

FORMATS = ("table", "json", "csv", "md")
Row = Sequence[str]
_BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel on a Chinese Windows takes a file for GBK; a program reading a pipe would take it for text."""


def aligned(rows: Sequence[Row], right: Container[int] = (), indent: int = 0) -> list[str]:
    """The lines of a table, `right` being the columns that end under each other.

    What stands alone in its row makes no column wider and is not indented.
    """
    sizes = [max(map(width, column)) for column in zip(*(row for row in rows if len(row) > 1), strict=True)]
    return [_line(row, sizes, right, indent) if len(row) > 1 else "".join(row) for row in rows]


def _line(row: Row, sizes: Sequence[int], right: Container[int], indent: int) -> str:
    cells = [padded(text, sizes[column], right=column in right) for column, text in enumerate(row)]
    return (" " * indent + "  ".join(cells)).rstrip()


def by_first(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rest of each row, by its first cell."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[0], []).append(row[1:])
    return groups


def as_csv(rows: Iterable[Row]) -> str:
    """Rows as CSV; at the beginning of a file with a mark that tells Excel the encoding.

    A spreadsheet works out what begins with = + - or @: such a text gets a ' in front, a number stays one.
    """
    import csv

    stream = io.StringIO()
    stream.write(_BYTE_ORDER_MARK if _is_empty_file(sys.stdout) else "")
    csv.writer(stream, lineterminator="\n").writerows(map(_guarded, row) for row in rows)
    return stream.getvalue().rstrip("\n")


_FORMULA = r"[\s\0]*[=+@-]"
_NUMBER = r"[-+]?[0-9]+(?:\.[0-9]+)?[%‰]?[^\W\d_a-zA-Z]{0,8}"


def _guarded(cell: str) -> str:
    return f"'{cell}" if re.match(_FORMULA, cell) and not re.fullmatch(_NUMBER, cell) else cell


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
