"""Reads spreadsheets in ODS: their cells as they are shown."""

import re
from datetime import date
from functools import partial

from report_cli.files import archive
from report_cli.sheets import events
from report_cli.sheets.events import Attributes, attribute
from report_cli.sheets.sheet import NOT_UNPACKED, Cell, Grid, Kind, Remark, Sheet, Unreadable
from report_cli.sheets.xlsx import MAX_UNPACKED

_NOT_SHOWN = ("annotation", "ruby-text")


class Book:
    """The sheets of a file that are not hidden. Raises Unreadable."""

    def __init__(self, data: bytes) -> None:
        parts = archive.read(data, lambda name: name in ("content.xml", "META-INF/manifest.xml"), most=MAX_UNPACKED)
        if parts is None or "content.xml" not in parts:
            raise NOT_UNPACKED
        if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
            raise Unreadable("文件加了密码", "去掉密码，再保存")
        self._reader = _Reader()
        events.read(parts["content.xml"], self._reader.start, self._reader.end, self._reader.said)
        self.names, self.hidden = ([name for name, _ in found] for found in (self._reader.sheets, self._reader.hidden))
        computed = sum(cell.is_computed for _, grid in self._reader.sheets[:1] for cell in grid.cells.values())
        self.remarks: list[Remark] = []
        if computed:
            message = f"有{computed}格是公式，读的是上次保存时的值"
            self.remarks.append(Remark("hint", message, "改过以后没有保存的，打开存一次"))

    def sheet(self, number: int) -> Sheet:
        name, grid = [*self._reader.sheets, *self._reader.hidden][number]
        return grid.sheet(name)

    def has_content(self, number: int) -> bool:
        return bool(self._reader.sheets[number][1].rows)


class _Reader:
    """Follows the XML of all sheets, element by element.

    A row or cell of the file may stand for several that are alike: `rows` says for how many the current row does.
    """

    def __init__(self) -> None:
        self.sheets: list[tuple[str, Grid]] = []
        self.hidden: list[tuple[str, Grid]] = []
        self.grid = Grid()
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.row = self.rows = self.column = self.unseen = 0
        self.is_hidden = self.is_cell = False
        self.attributes: Attributes = {}
        self.paragraphs: list[list[str]] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name in _NOT_SHOWN or self.unseen:
            self.unseen += 1
        elif name == "style":
            self.style = attribute(attributes, "name")
        elif name == "table-properties" and attribute(attributes, "display") == "false":
            self.hidden_styles.add(self.style)
        elif name == "table":
            self.grid, self.row, self.rows = Grid(self.grid.size), 0, 1
            is_hidden = attribute(attributes, "style-name") in self.hidden_styles
            (self.hidden if is_hidden else self.sheets).append((attribute(attributes, "name"), self.grid))
        elif name == "table-row":
            self.row, self.rows, self.column = self.row + self.rows, _repeated(attributes, "rows"), 1
            self.is_hidden = attribute(attributes, "visibility") in ("collapse", "filter")
        elif name in ("table-cell", "covered-table-cell"):
            self.attributes, self.is_cell = attributes, True
            self.paragraphs.clear()
        elif name == "p" and self.is_cell:
            self.paragraphs.append([])
        elif self.paragraphs and name in ("s", "tab", "line-break"):
            blanks = int(attribute(attributes, "c") or 1) if name == "s" else 1
            self.paragraphs[-1].append("\n" if name == "line-break" else " " * min(blanks, 100))

    def said(self, piece: str) -> None:
        if self.paragraphs and not self.unseen:
            self.paragraphs[-1].append(piece)

    def end(self, name: str) -> None:
        if self.unseen:
            self.unseen -= 1
        elif name in ("table-cell", "covered-table-cell"):
            self.close()

    def close(self) -> None:
        self.is_cell = False
        columns, cell = _repeated(self.attributes, "columns"), self.cell()
        if cell.text or cell.is_computed:
            for row in range(self.row, self.row + self.rows):
                for column in range(self.column, self.column + columns):
                    self.grid.put(row, column, cell)
                if self.is_hidden:
                    self.grid.hidden.add(row)
        down, right = (_repeated(self.attributes, what, "spanned") for what in ("rows", "columns"))
        if down > 1 or right > 1:
            self.grid.merged.append((self.row, self.column, self.row + down - 1, self.column + right - 1))
        self.paragraphs.clear()
        self.column += columns

    def cell(self) -> Cell:
        text = "\n".join("".join(pieces) for pieces in self.paragraphs)
        said = [value for key, value in self.attributes.items() if key.endswith("value-type")]
        is_computed = bool(attribute(self.attributes, "formula"))
        make = partial(Cell, is_computed=is_computed)
        if "error" in said or re.match(r"#(?:REF|N/A|NAME|VALUE|DIV/0|NUM|NULL)|Err:\d+$", text):
            return make(text, "error")
        kind: Kind = "number" if {"float", "percentage", "currency"} & set(said) else "text"
        if "date" in said:
            day = attribute(self.attributes, "date-value")
            return make(_day(day), "date")
        if kind == "number":
            text = re.sub(r"(?<=\d),(?=\d{3})|[¥￥]", "", text)
        return make(text, "uncomputed" if is_computed and not said else kind, said[0] if said else "")


def _day(text: str) -> str:
    day, _, time = text.partition("T")
    try:
        date.fromisoformat(day)
    except ValueError:
        return text
    return day if not time or time.startswith("00:00") else f"{day} {time[:5]}"


def _repeated(attributes: Attributes, what: str, how: str = "repeated") -> int:
    text = attribute(attributes, f"number-{what}-{how}")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 1
