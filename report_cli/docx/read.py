"""A DOCX that people have edited, in Word, WPS or LibreOffice, back to lines of text, bookmarks and editing marks.

The text is the one on the page: tracked changes as if accepted, hidden text left out, no page numbers, no table of
contents. The body's paragraphs come first, in its order, those of table cells too; then text boxes, notes, headers,
footers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from lxml import etree
from msgspec import Struct, field

from report_cli.docx.package import Package, W
from report_cli.model import CannotRun

Part = Literal["body", "box", "note", "header", "footer"]
MarkKind = Literal["tracked", "comment", "hidden", "highlight", "pending"]
PENDING = re.compile("【待补[^】]*】|【？】")

# Text that a program makes by itself.
_MADE_BY_PROGRAM = re.compile(r"\s*(?:TOC|PAGE|NUMPAGES|SECTIONPAGES|PAGEREF|INDEX|SECTION)\b")
_OFF = ("0", "false", "off", "none")
_NO_SHADE = ("auto", "ffffff", "none", "")


class Bookmark(Struct, frozen=True, gc=False):
    """A bookmark's name, and the characters of its line from `start` to before `end`."""

    name: str
    start: int
    end: int


class Line(Struct, frozen=True, gc=False):
    """One paragraph as read. `cell`: the table (from 1) that it stands in, the row there, the cell of the row."""

    text: str
    bookmarks: tuple[Bookmark, ...] = ()
    part: Part = "body"
    cell: tuple[int, int, int] | None = None


class Mark(Struct, frozen=True, gc=False):
    """An editing mark left in: of which kind, in which line (from 1; 0 where that is not known), on which text."""

    kind: MarkKind
    line: int
    text: str


class Draft(Struct, frozen=True):
    """What a file says."""

    lines: tuple[Line, ...]
    marks: tuple[Mark, ...] = ()


def paragraphs(data: bytes) -> list[str]:
    """The texts of the body's paragraphs, then of the notes, as `Document.lines` has them.

    Raises ValueError where the data is no DOCX that can be read.
    """
    try:
        return [line.text for line in read(data).lines if line.part in ("body", "note")]
    except CannotRun as error:
        raise ValueError(f"no DOCX: {error}") from error


def read(data: bytes) -> Draft:
    """Raises CannotRun where the data is no DOCX that can be read."""
    package = Package(data)
    body = package.xml(package.main).find(W + "body")
    if body is None:
        raise CannotRun("不是Word文件（DOCX）：里面没有正文；核对文件")
    reader = _Reader(_comments(package))
    reader.part(body, "body")
    for kind in ("footnotes", "endnotes"):
        for root in package.linked(kind):
            for note in root:
                # The line above the notes, and the like.
                if note.get(W + "type") in (None, "normal"):
                    reader.part(note, "note")
    for root in package.linked("header"):
        reader.part(root, "header")
    for root in package.linked("footer"):
        reader.part(root, "footer")
    return reader.draft()


def pending(lines: list[str]) -> list[Mark]:
    """The placeholders still in a text."""
    return [Mark("pending", number, found) for number, text in enumerate(lines, 1) for found in PENDING.findall(text)]


def _comments(package: Package) -> dict[str, str]:
    """The comments of a file by their ids."""
    notes = (note for root in package.linked("comments") for note in root.iter(W + "comment"))
    return {note.get(W + "id", ""): "".join(note.itertext(W + "t")) for note in notes}


class _Open(Struct):
    """A line that is being read."""

    part: Part
    cell: tuple[int, int, int] | None = None
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    bookmarks: list[Bookmark] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)


class _Reader:
    """Walks through the XML. What it has no method for, it walks into."""

    def __init__(self, comments: dict[str, str]) -> None:
        self.comments = comments
        self.methods = _Methods()
        self.lines: list[_Open] = []
        self.marks: list[Mark] = []
        self.boxes: list[etree._Element] = []
        self.begun: dict[str, tuple[str, _Open, int]] = {}
        self.fields: list[str] = []
        self.goes_on = False
        """The last paragraph's end was struck out: the next one goes on in its line."""
        self.where: Part = "body"
        self.cell: tuple[int, int, int] | None = None
        self.tables = 0

    def draft(self) -> Draft:
        lines = tuple(Line("".join(line.pieces), tuple(line.bookmarks), line.part, line.cell) for line in self.lines)
        marks = [*self.marks, *pending([line.text for line in lines])]
        return Draft(lines, tuple(sorted(marks, key=lambda mark: mark.line)))

    def part(self, root: etree._Element, part: Part) -> None:
        self.where, self.goes_on, self.fields = part, False, []
        self.walk(root)
        while self.boxes:
            self.where = "box" if part == "body" else part
            self.goes_on, self.fields = False, []
            self.walk(self.boxes.pop(0))

    def walk(self, element: etree._Element) -> None:
        methods = self.methods
        for child in element:
            method = methods[child.tag]
            if method is None:
                self.walk(child)
            else:
                method(self, child)

    @property
    def line(self) -> _Open:
        if not self.lines:
            self.lines.append(_Open(self.where, self.cell))
        return self.lines[-1]

    def mark(self, kind: MarkKind, text: str) -> None:
        """Note a mark; one that goes on from run to run is one."""
        last = self.marks[-1] if self.marks else None
        if last and kind != "comment" and (last.kind, last.line) == (kind, len(self.lines)):
            self.marks[-1] = Mark(kind, last.line, last.text + text)
        else:
            self.marks.append(Mark(kind, len(self.lines), text))

    def paragraph(self, element: etree._Element) -> None:
        if not self.goes_on or not self.lines or self.lines[-1].part != self.where:
            self.lines.append(_Open(self.where, self.cell))
        properties = _children(_child(element, W + "pPr"))
        end = _children(properties.get(W + "rPr"))
        self.walk(element)
        self.goes_on = W + "del" in end or W + "moveFrom" in end
        if self.goes_on or W + "ins" in end:
            self.mark("tracked", "¶")
        if W + "pPrChange" in properties:
            self.mark("tracked", "（段落格式）")

    def run(self, element: etree._Element) -> None:
        properties = _children(_child(element, W + "rPr"))
        if not properties:
            self.walk(element)
            return
        line = self.line
        start, count = len(line.pieces), len(self.lines)
        if _is_on(properties.get(W + "vanish")):
            self.mark("hidden", _plain(element))
            self.bare(element)
            return
        self.walk(element)
        is_highlighted, is_changed = _is_highlighted(properties), W + "rPrChange" in properties
        if not (is_highlighted or is_changed) or count != len(self.lines):
            return
        added = "".join(line.pieces[start:])
        if added and is_highlighted:
            self.mark("highlight", added)
        if added and is_changed:
            self.mark("tracked", f"（格式）{added}")

    def inserted(self, element: etree._Element) -> None:
        if text := _plain(element):
            self.mark("tracked", text)
        self.walk(element)

    def deleted(self, element: etree._Element) -> None:
        if text := _plain(element):
            self.mark("tracked", text)
        self.bare(element)

    def bare(self, element: etree._Element) -> None:
        """What has no text on the page may still begin and end bookmarks."""
        for child in element.iter(W + "bookmarkStart", W + "bookmarkEnd"):
            method = self.methods[child.tag]
            if method is not None:
                method(self, child)

    def row(self, element: etree._Element) -> None:
        if W + "del" in _children(_child(element, W + "trPr")):
            self.mark("tracked", _plain(element))
            self.bare(element)
        else:
            if self.cell is not None:
                self.cell = (self.cell[0], self.cell[1] + 1, 0)
            self.walk(element)

    def table(self, element: etree._Element) -> None:
        """A table in a cell of another is part of that cell."""
        around = self.cell
        if around is None:
            self.tables += 1
            self.cell = (self.tables, 0, 0)
        self.walk(element)
        self.cell = around

    def table_cell(self, element: etree._Element) -> None:
        if self.cell is not None:
            self.cell = (*self.cell[:2], self.cell[2] + 1)
        self.walk(element)

    def begin(self, element: etree._Element) -> None:
        line = self.line
        self.begun[element.get(W + "id", "")] = (element.get(W + "name", ""), line, line.length)

    def end(self, element: etree._Element) -> None:
        name, line, start = self.begun.pop(element.get(W + "id", ""), ("", self.line, 0))
        if name and line.length >= start:
            line.bookmarks.append(Bookmark(name, start, line.length))

    def text(self, element: etree._Element) -> None:
        self.add(element.text or "")

    def add(self, text: str) -> None:
        if not self.fields or not any(_MADE_BY_PROGRAM.match(instruction) for instruction in self.fields):
            self.line.add(text)

    def field_mark(self, element: etree._Element) -> None:
        kind = element.get(W + "fldCharType")
        if kind == "begin":
            self.fields.append("")
        elif kind == "end" and self.fields:
            self.fields.pop()

    def instruction(self, element: etree._Element) -> None:
        if self.fields:
            self.fields[-1] += element.text or ""

    def simple_field(self, element: etree._Element) -> None:
        self.fields.append(element.get(W + "instr", ""))
        self.walk(element)
        self.fields.pop()

    def comment(self, element: etree._Element) -> None:
        self.mark("comment", self.comments.get(element.get(W + "id", ""), ""))

    def alternatives(self, element: etree._Element) -> None:
        """The same thing drawn twice, for new programs and for old ones: one of them counts."""
        for child in element:
            self.walk(child)
            return

    def box(self, element: etree._Element) -> None:
        self.boxes.append(element)

    def base(self, element: etree._Element) -> None:
        """Of a word with its pronunciation above it, the word."""
        for child in element.iterfind(W + "rubyBase"):
            self.walk(child)

    def skip(self, element: etree._Element) -> None:
        """Nothing that is printed stands in it."""


_METHODS: dict[str, Callable[[_Reader, etree._Element], None]] = {
    "p": _Reader.paragraph,
    "r": _Reader.run,
    "t": _Reader.text,
    "tab": lambda reader, element: reader.add("\t"),
    "ptab": lambda reader, element: reader.add("\t"),
    "br": lambda reader, element: reader.add("\n" if element.get(W + "type", "textWrapping") == "textWrapping" else ""),
    "cr": lambda reader, element: reader.add("\n"),
    "noBreakHyphen": lambda reader, element: reader.add("-"),
    "ins": _Reader.inserted,
    "moveTo": _Reader.inserted,
    "del": _Reader.deleted,
    "moveFrom": _Reader.deleted,
    "tbl": _Reader.table,
    "tr": _Reader.row,
    "tc": _Reader.table_cell,
    "bookmarkStart": _Reader.begin,
    "bookmarkEnd": _Reader.end,
    "fldChar": _Reader.field_mark,
    "instrText": _Reader.instruction,
    "fldSimple": _Reader.simple_field,
    "commentReference": _Reader.comment,
    "AlternateContent": _Reader.alternatives,
    "txbxContent": _Reader.box,
    "ruby": _Reader.base,
    "pPr": _Reader.skip,
    "rPr": _Reader.skip,
    "delText": _Reader.skip,
    "delInstrText": _Reader.skip,
}


class _Methods(dict[str, Callable[[_Reader, etree._Element], None] | None]):
    """The method for each tag, whatever its namespace; a name is cut out of a tag when that is first met."""

    def __missing__(self, tag: str) -> Callable[[_Reader, etree._Element], None] | None:
        self[tag] = method = _METHODS.get(etree.QName(tag).localname)
        return method


# A document has so many elements that lxml's own `find` would take a third of the time to read it.


def _child(element: etree._Element, tag: str) -> etree._Element | None:
    for child in element:
        if child.tag == tag:
            return child
    return None


def _children(element: etree._Element | None) -> dict[str, etree._Element]:
    """The children by their tags: the first of each."""
    return {child.tag: child for child in reversed(element)} if element is not None and len(element) else {}


def _plain(element: etree._Element) -> str:
    return "".join(_texts(element))


def _texts(element: etree._Element) -> Iterator[str]:
    for piece in element.iter(W + "t", W + "delText"):
        yield piece.text or ""


def _is_on(switch: etree._Element | None) -> bool:
    return switch is not None and switch.get(W + "val", "1").lower() not in _OFF


def _is_highlighted(properties: Mapping[str, etree._Element]) -> bool:
    highlight, shade = properties.get(W + "highlight"), properties.get(W + "shd")
    is_shaded = shade is not None and shade.get(W + "fill", "").lower() not in _NO_SHADE
    return _is_on(highlight) or is_shaded
