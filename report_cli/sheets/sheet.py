"""A sheet as a table of cells: what each of them shows, what kind of thing that is, and where it stands."""

import re
from collections.abc import Iterable, Iterator
from typing import Literal, Protocol

from msgspec import Struct, field

from report_cli.model import Severity

MAX_CELLS = 4_000_000
"""Cells of one sheet, empty ones between others too; what has more is no office's table."""

Kind = Literal["text", "number", "date", "error", "uncomputed"]
"""`error`: what a formula could not work out (#REF!); `uncomputed`: a formula whose last value was not saved."""
Line = tuple[int, list[str]]
"""The number of a row (of a CSV: of the line that it begins in), from 1, and what its cells show, from column A."""


class Cell(Struct, frozen=True):
    """A cell that is no plain text. `format`: how the sheet shows its number. `is_computed`: by a formula."""

    text: str
    kind: Kind = "text"
    format: str = ""
    is_computed: bool = False


class Remark(Struct, frozen=True):
    """What people should know of a file that can be read all the same."""

    severity: Severity
    message: str
    cure: str


Range = tuple[int, int, int, int]
"""Merged cells: the first row and column, the last row and column."""


def rows_of(merged: Iterable[Range], row: int, column: int) -> int:
    """The row behind the last one of a cell that begins in a row: the next one, unless it is merged."""
    below = (bottom for top, left, bottom, right in merged if top == row and left <= column <= right)
    return max(below, default=row) + 1


class Sheet(Struct, frozen=True):
    """What stands in a sheet; the name of a CSV is empty.

    `lines`: the rows, in order, each as long as its last cell that shows something; one without texts stands for all
    blank rows on end. A number is shown as in the sheet, but without commas between thousands, a date in ISO form.
    `cells`: those that are no plain text, by row and column. `hidden`: rows that are not seen.
    """

    name: str
    lines: Iterator[Line]
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: tuple[Range, ...] = ()
    hidden: frozenset[int] = frozenset()


class Book(Protocol):
    """A file of sheets. `remarks`: what of it is not read, or only as it was last saved."""

    names: list[str]
    """Of the sheets that are not hidden."""
    hidden: list[str]
    """Of those that are; they are counted on from the others."""
    remarks: list[Remark]

    def sheet(self, number: int) -> Sheet:
        """One of them all, counted from 0. Raises Unreadable."""

    def has_content(self, number: int) -> bool:
        """Whether something stands in one of them, without reading it all."""


class Unreadable(Exception):
    """A file that cannot be read, or not safely: why, what to do, and at which line if one is known."""

    def __init__(self, message: str, cure: str, line: int = 0) -> None:
        super().__init__(message)
        self.message, self.cure, self.line = message, cure, line


TOO_LARGE = Unreadable("表大得不正常，没有读", "核对文件；确实这么大，就只留要用的行和列，另存为CSV")
DAMAGED = Unreadable("文件损坏，读不出内容", "换一份完好的，或用Excel、WPS表格打开后另存")


def address(text: str) -> tuple[int, int] | None:
    """The row and column of a cell's address.

    >>> address("AB12")
    (12, 28)
    """
    match = re.fullmatch(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})", text)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


class Grid:
    """Collects the cells of a sheet as they are read, within bounds, and gives them as lines."""

    def __init__(self) -> None:
        self.rows: dict[int, dict[int, str]] = {}
        self.cells: dict[tuple[int, int], Cell] = {}
        self.merged: list[Range] = []
        self.hidden: set[int] = set()
        self.size = 0

    def put(self, row: int, column: int, cell: Cell) -> None:
        if cell.kind != "text" or cell.is_computed:
            self.cells[row, column] = cell
        elif not cell.text.strip():
            return
        texts = self.rows.setdefault(row, {})
        self.size += max(column - next(reversed(texts), 0), 0)
        texts[column] = cell.text
        if self.size > MAX_CELLS:
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
        return Sheet(name, self.lines(), self.cells, tuple(self.merged), frozenset(self.hidden & self.rows.keys()))
