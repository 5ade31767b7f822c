"""A sheet: what each of its cells shows, of which kind that is, and where it stands."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal, Protocol

from msgspec import Struct, field

from report_cli.model import Severity

MAX_CELLS = 4_000_000
"""Cells of a CSV, or of the box around those of an XLS: no office's table has more."""
MAX_MARKED = 1_000_000
"""Cells of a file in XML, all sheets together, with the empty ones between others: each takes some six microseconds."""

Kind = Literal["text", "number", "date", "error", "uncomputed"]
"""`error`: a formula that failed (#REF!); `uncomputed`: one whose last value was not saved."""
Line = tuple[int, list[str]]
"""A row's number from 1 (in a CSV, its first line's), and what its cells show, from column A."""


class Cell(Struct, frozen=True):
    """What one cell shows. `format`: its number format. `is_computed`: by a formula."""

    text: str
    kind: Kind = "text"
    format: str = ""
    is_computed: bool = False
    is_struck: bool = False


class Remark(Struct, frozen=True):
    """Something that people should know of a file, though it can be read."""

    severity: Severity
    message: str
    cure: str


Range = tuple[int, int, int, int]
"""Merged cells: first row, first column, last row, last column."""


class Merged:
    """The merged cells of a sheet, of which no two overlap."""

    def __init__(self, ranges: Iterable[Range] = ()) -> None:
        self.ranges = tuple(ranges)
        self._of_column: dict[int, list[Range]] = {}
        """From above, those that a column which was asked for goes through: a file may have half a million."""

    def at(self, row: int, column: int) -> Range | None:
        """The merged cell that a place lies in."""
        if column not in self._of_column:
            self._of_column[column] = sorted(each for each in self.ranges if each[1] <= column <= each[3])
        ranges = self._of_column[column]
        above = bisect_right(ranges, row, key=lambda each: each[0])
        return ranges[above - 1] if above and row <= ranges[above - 1][2] else None

    def next_row(self, row: int, column: int) -> int:
        """The row behind the last one of a cell that begins in a row: the next one, unless it is merged."""
        found = self.at(row, column)
        return 1 + (found[2] if found and found[0] == row else row)


class Sheet(Struct, frozen=True):
    """What stands in a sheet. A CSV has one without a name.

    `lines`: the rows in order, each up to its last cell that shows something; blank rows in succession are one line
    without texts. A number reads as in the sheet, but without thousands separators; a date is in ISO form.
    `cells`: those that are not plain text, by row and column. `hidden`: the numbers of hidden rows.
    """

    name: str
    lines: Iterator[Line]
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: Merged = field(default_factory=Merged)
    hidden: frozenset[int] = frozenset()


class Book(Protocol):
    """A file of sheets. `remarks`: what in it was not read, or may be out of date."""

    names: list[str]
    """The visible sheets."""
    hidden: list[str]
    """The hidden ones, whose numbers follow those of the visible ones."""
    remarks: list[Remark]

    def sheet(self, number: int) -> Sheet:
        """The sheet of a number, from 0. Raises Unreadable."""

    def has_content(self, number: int) -> bool:
        """Whether anything stands in a visible sheet; it is not read for that."""


class Unreadable(Exception):
    """A file that cannot be read safely: why, what to do, and the line if it is known."""

    def __init__(self, message: str, cure: str, line: int = 0) -> None:
        super().__init__(message)
        self.message, self.cure, self.line = message, cure, line


TOO_LARGE = Unreadable("表大得不正常，没有读", "核对文件；确实这么大，就只留要用的行和列，另存为CSV")
NOT_UNPACKED = Unreadable("打不开：文件损坏，或解开后大得不正常", "换一份完好的；确实这么大，就另存为CSV")
DAMAGED = Unreadable("文件损坏，读不出内容", "换一份完好的，或用Excel、WPS表格打开后另存")


_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})").fullmatch


def address(text: str) -> tuple[int, int] | None:
    """The row and column of a cell's address.

    >>> address("AB12")
    (12, 28)
    """
    match = _ADDRESS(text)
    return (int(match[2]), _column(match[1])) if match else None


@cache
def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column


class Grid:
    """Collects the cells of a sheet and gives them as lines. Raises TOO_LARGE past `most`; `size`: of those before."""

    def __init__(self, size: int = 0, most: int = MAX_MARKED) -> None:
        self.rows: dict[int, dict[int, str]] = {}
        self.cells: dict[tuple[int, int], Cell] = {}
        self.merged: list[Range] = []
        self.hidden: set[int] = set()
        self.size, self.most = size, most

    def put(self, row: int, column: int, cell: Cell) -> None:
        if cell.kind != "text" or cell.is_computed or (cell.is_struck and cell.text.strip()):
            self.cells[row, column] = cell
        elif not cell.text.strip():
            return
        texts = self.rows.setdefault(row, {})
        self.size += max(column - next(reversed(texts), 0), 0)
        texts[column] = cell.text
        if self.size > self.most:
            raise TOO_LARGE

    def lines(self) -> Iterator[Line]:
        before = 0
        for row in sorted(self.rows):
            if row > before + 1:
                yield before + 1, []
            texts = self.rows.pop(row)
            yield row, [texts.get(column, "") for column in range(1, max(texts) + 1)]
            before = row

    def sheet(self, name: str) -> Sheet:
        return Sheet(name, self.lines(), self.cells, Merged(self.merged), frozenset(self.hidden & self.rows.keys()))
