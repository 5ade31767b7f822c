"""Reads spreadsheets in XLSX: their cells as last saved and as shown. Nothing is computed or fetched."""

import posixpath
import re
from datetime import date
from functools import partial

from msgspec.structs import replace

from report_cli.files import archive
from report_cli.sheets import events, shown
from report_cli.sheets.events import Attributes, attribute
from report_cli.sheets.sheet import DAMAGED, NOT_UNPACKED, TOO_LARGE, Cell, Grid, Remark, Sheet, Unreadable, address

_DEEPEST = 100
MAX_UNPACKED = 160 * 1024 * 1024
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_OF_OTHERS = re.compile(r"\[\d+\]")
"""How a formula names a sheet of another file."""


class Book:
    """The sheets of a file that are not hidden. Raises Unreadable."""

    def __init__(self, data: bytes) -> None:
        self.parts = _parts(data)
        self.remarks: list[Remark] = []
        self.first_day = date(1899, 12, 30)
        self._size = 0
        """Cells of the sheets that were read."""
        self._sheets: list[tuple[str, str]] = []
        self._hidden: list[tuple[str, str]] = []
        main = next((target for kind, target in self._relations("").values() if kind == "officeDocument"), "")
        if main not in self.parts:
            raise Unreadable("不是Excel文件（XLSX）", "核对文件，或用Excel、WPS表格打开，另存为XLSX")
        # A sheet may also be a chart's.
        self._targets = {id: target for id, (kind, target) in self._relations(main).items() if kind == "worksheet"}
        events.read(self.parts[main], self._workbook)
        seen, hidden = ([each for each in sheets if each[1] in self.parts] for sheets in (self._sheets, self._hidden))
        self.names, self.hidden = ([name for name, _ in sheets] for sheets in (seen, hidden))
        self._sheets = seen + hidden
        self._strings, self._struck = _strings(self._of_kind(main, "sharedStrings"))
        self._formats, self._struck_styles = _formats(self._of_kind(main, "styles"))

    def sheet(self, number: int) -> Sheet:
        name, part = self._sheets[number]
        reader = _SheetReader(self._strings, self._formats, self.first_day)
        reader.grid = Grid(self._size)
        reader.struck, reader.struck_styles = self._struck, self._struck_styles
        events.read(self.parts[part], reader.start, reader.end, reader.text.append)
        self.remarks += reader.remarks()
        self._size = reader.grid.size
        return reader.grid.sheet(name)

    def has_content(self, number: int) -> bool:
        """Whether something stands in a sheet, without reading it."""
        return re.search(rb"<(?:\w+:)?(?:v|is)[ >]", self.parts[self._sheets[number][1]]) is not None

    def _workbook(self, name: str, attributes: Attributes) -> None:
        if name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self.first_day = date(1904, 1, 1)
        elif name == "sheet":
            sheets = self._sheets if attributes.get("state", "visible") == "visible" else self._hidden
            sheets.append((attributes.get("name", ""), self._targets.get(attribute(attributes, "id"), "")))

    def _relations(self, source: str) -> dict[str, tuple[str, str]]:
        """The kind and part of each relation of a part, by its id."""
        folder, name = posixpath.split(source)
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, attributes: Attributes) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
                found[attributes.get("Id", "")] = attributes.get("Type", "").rpartition("/")[2], target

        if content := self.parts.get(posixpath.join(folder, "_rels", f"{name}.rels")):
            events.read(content, start)
        return found

    def _of_kind(self, source: str, kind: str) -> bytes | None:
        part = next((target for said, target in self._relations(source).values() if said == kind), "")
        return self.parts.get(part)


def _parts(data: bytes) -> dict[str, bytes]:
    names: list[str] = []

    def is_wanted(name: str) -> bool:
        names.append(name)
        return name.endswith((".xml", ".rels")) and not name.startswith(("xl/media", "xl/charts", "xl/drawings"))

    parts = archive.read(data, is_wanted, most=MAX_UNPACKED)
    if any(name.endswith("vbaProject.bin") for name in names):
        raise Unreadable("文件里有宏，没有读", "用Excel、WPS表格打开，另存为不带宏的XLSX")
    if parts is None:
        raise NOT_UNPACKED
    return parts


def _strings(content: bytes | None) -> tuple[list[str], set[int]]:
    """The texts that cells share, without the readings above characters; which of them hold words struck out."""
    found: list[str] = []
    struck: set[int] = set()
    pieces: list[str] = []
    inside: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        _enter(inside, name)
        if name == "strike" and _is_struck(attributes):
            struck.add(len(found))

    def end(name: str) -> None:
        inside.pop()
        if name == "si":
            found.append(_unescaped("".join(pieces)))
            pieces.clear()

    def text(piece: str) -> None:
        if inside[-1:] == ["t"] and "rPh" not in inside:
            pieces.append(piece)

    if content is not None:
        events.read(content, start, end, text)
    return found, struck


def _enter(inside: list[str], name: str) -> None:
    """An element begins. Raises Unreadable far below where any program puts one: each is looked for among all above."""
    if len(inside) > _DEEPEST:
        raise DAMAGED
    inside.append(name)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _formats(content: bytes | None) -> tuple[list[str], set[int]]:
    """How numbers are shown, by the style of a cell; which styles strike out what stands there."""
    codes: dict[int, str] = {}
    found: list[str] = []
    fonts: list[bool] = []
    struck: set[int] = set()
    inside: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        _enter(inside, name)
        if name == "numFmt":
            codes[_number(attributes.get("numFmtId", ""))] = attributes.get("formatCode", "")
        elif "fonts" in inside and name in ("font", "strike"):
            fonts[len(fonts) - (name == "strike") :] = [name == "strike" and _is_struck(attributes)]
        elif name == "xf" and "cellXfs" in inside:
            number, font = (_number(attributes.get(key, "")) for key in ("numFmtId", "fontId"))
            if any(fonts[font : font + 1]):
                struck.add(len(found))
            found.append(codes.get(number) or shown.built_in(number))

    def end(name: str) -> None:
        inside.pop()

    if content is not None:
        events.read(content, start, end)
    return found, struck


def _is_struck(attributes: Attributes) -> bool:
    return attributes.get("val", "1") not in ("0", "false")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class _SheetReader:
    """Follows the XML of one sheet."""

    def __init__(self, strings: list[str], formats: list[str], first_day: date) -> None:
        self.strings, self.formats = strings, formats
        self.shown = partial(shown.shown, first_day=first_day)
        self.struck: set[int] = set()
        self.struck_styles: set[int] = set()
        """Which of the strings hold words struck out; which styles strike out a cell."""
        self.grid = Grid()
        self.row = self.column = 0
        self.attributes: Attributes = {}
        self.text: list[str] = []
        self.value: str | None = None
        self.formula: str | None = None
        self.pieces: list[str] = []
        self.is_phonetic = False
        self.computed = self.of_others = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self.attributes, self.value, self.formula = attributes, None, None
            self.pieces.clear()
            at = address(attributes.get("r", ""))
            self.row, self.column = at or (self.row, self.column + 1)
        elif name == "row":
            self.row, self.column = _number(attributes.get("r", "")) or self.row + 1, 0
            if attributes.get("hidden") in ("1", "true"):
                self.grid.hidden.add(self.row)
        elif name == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            if (a := address(first)) and (b := address(last)):
                self.grid.merged.append((*a, *b))
        elif name == "rPh":
            self.is_phonetic = True
        self.text.clear()

    def end(self, name: str) -> None:
        if name == "v":
            self.value = "".join(self.text)
        elif name == "f":
            self.formula = "".join(self.text)
        elif name == "t" and not self.is_phonetic:
            self.pieces.append("".join(self.text))
        elif name == "rPh":
            self.is_phonetic = False
        elif name == "c":
            self.close()
        self.text.clear()

    def close(self) -> None:
        cell = self.cell()
        if self.formula is not None:
            self.computed += 1
            self.of_others += _OF_OTHERS.search(self.formula) is not None
            kind = "uncomputed" if self.value is None and not self.pieces else cell.kind
            cell = Cell(cell.text, kind, cell.format, is_computed=True)
        if self.struck_styles and _number(self.attributes.get("s", "")) in self.struck_styles:
            cell = replace(cell, is_struck=True)
        if self.row > 1_048_576 or self.column > 16_384:
            raise TOO_LARGE
        self.grid.put(self.row, self.column, cell)

    def cell(self) -> Cell:
        value, kind = self.value or "", self.attributes.get("t", "n")
        if kind == "s" and value:
            number = _number(value)
            if number >= len(self.strings):
                raise DAMAGED
            return Cell(self.strings[number], is_struck=number in self.struck)
        if kind == "inlineStr":
            return Cell(_unescaped("".join(self.pieces)))
        if kind == "e":
            return Cell(value, "error")
        if kind == "b":
            return Cell("TRUE" if value == "1" else "FALSE")
        if kind == "d":
            return Cell(value.removesuffix("T00:00:00").replace("T", " "), "date")
        if kind != "n" or not value:
            return Cell(_unescaped(value))
        style = _number(self.attributes.get("s", ""))
        code = self.formats[style] if style < len(self.formats) else shown.GENERAL
        try:
            text, of_number = self.shown(float(value), code)
        except (ValueError, OverflowError, ArithmeticError) as error:
            raise DAMAGED from error
        return Cell(text, of_number, code)

    def remarks(self) -> list[Remark]:
        found = []
        if self.of_others:
            message = f"有{self.of_others}格的公式引用别的文件，读的是上次保存时的值"
            found.append(Remark("warning", message, "打开核对这些值；不会再变的，复制后选择性粘贴为数值"))
        elif self.computed:
            message = f"有{self.computed}格是公式，读的是上次保存时的值"
            found.append(Remark("hint", message, "改过以后没有保存的，打开存一次"))
        return found
