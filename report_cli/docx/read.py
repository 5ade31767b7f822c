"""A Word file that people have edited, in Word, WPS or LibreOffice, back to a `Manuscript`.

One walk through the XML says what stands in the file; nothing else in the program counts paragraphs or cells.

- `lines`: the paragraphs. The body's come first, in its order, those of table cells too; then those of its text boxes,
  then notes, headers, footers. They are counted as they stand in the file, so that a number means the same to everybody:
  empty ones count, one whose mark was struck out still ends, the cells of a struck row count, and what a paragraph is
  called does not depend on whether tracked changes are accepted (`text` as on the page) or refused (`is_original`).
- A line's `text` leaves out what was struck out or hidden, page numbers and tables of contents; its `runs` have the
  hidden text and page numbers too, each with its `w:r`. `bookmarks` say where in the text our figures are bound.
- `traces`: tracked changes and comments with author and date; text that does not show, or is struck through, once all
  styles are resolved; pictures, charts and other things whose text is not read; fields whose text changes by itself.
- `package` and `cascade`: the file's other parts and its styles, for those who look on (`page.effective`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from lxml import etree
from msgspec import Struct, field

from report_cli.docx.cascade import Cascade, Styles, is_yes
from report_cli.docx.manuscript import (
    PARAGRAPH_MARK,
    Bookmark,
    Cell,
    Line,
    Manuscript,
    Part,
    Run,
    Trace,
    TraceKind,
    pending,
)
from report_cli.docx.package import Package, W
from report_cli.model import CannotRun

# Text that a program makes by itself.
_MADE_BY_PROGRAM = re.compile(r"\s*(?:TOC|PAGE|NUMPAGES|SECTIONPAGES|PAGEREF|INDEX|SECTION)\b")
# Fields whose text stays as it is until somebody changes it. All others may change when the file is opened or printed.
_STEADY = re.compile(r"\s*(?:HYPERLINK|NOTEREF|FORM\w+|ADDIN|QUOTE|SYMBOL|EQ|MACROBUTTON|GOTOBUTTON|CREATEDATE)\b|\s*$")
_CHANGES: dict[str, TraceKind] = {
    "ins": "inserted",
    "moveTo": "moved_here",
    "del": "deleted",
    "moveFrom": "moved_away",
}
_ACCEPTED, _REFUSED = frozenset({"del", "moveFrom"}), frozenset({"ins", "moveTo"})
"""The changes whose text is gone once all are accepted, once all are refused."""
_THINGS: dict[str, TraceKind] = {
    "pic": "picture",
    "imagedata": "picture",
    "chart": "chart",
    "relIds": "diagram",
    "object": "object",
    "altChunk": "file",
    "subDoc": "file",
}
"""What holds text or figures that are not read: a diagram, an embedded sheet, a file that is put in when the text opens."""
_LAYOUT = (
    *(f"{name}PrChange" for name in ("sect", "tbl", "tblEx", "tr", "tc")),
    *("tblGridChange", "cellIns", "cellDel", "cellMerge"),
)
"""Tracked changes of a table, a row, a cell or a section."""
_EFFECTS: dict[str, TraceKind] = {
    "webHidden": "hidden_on_web",
    "strike": "struck",
    "dstrike": "struck_twice",
    "white": "white",
}
_NO_SHADE = ("auto", "ffffff", "none", "")
_RUN = W + "r"


def read(data: bytes, *, is_original: bool = False) -> Manuscript:
    """`is_original`: with its tracked changes refused, not accepted. Raises CannotRun where it is no DOCX that can be read."""
    package = Package(data)
    body = package.xml(package.main).find(W + "body")
    if body is None:
        raise CannotRun("不是Word文件（DOCX）：里面没有正文；核对文件")
    comments = {note.get(W + "id", ""): note for root in package.linked("comments") for note in root}
    reader = _Reader(Cascade(package), comments, _REFUSED if is_original else _ACCEPTED)
    reader.part(body, "body")
    for kind in ("footnotes", "endnotes"):
        for note in (note for root in package.linked(kind) for note in root):
            # The line above the notes, and the like.
            if note.get(W + "type") in (None, "normal"):
                reader.part(note, "note")
    margins: tuple[Part, ...] = ("header", "footer")
    for part in margins:
        for root in package.linked(part):
            reader.part(root, part)
    found = reader.closed()
    traces = sorted([*reader.traces, *_fields(found), *pending(found)], key=lambda trace: trace.line)
    return Manuscript(tuple(found), tuple(traces), package, reader.cascade)


def lines(element: etree._Element, cascade: Cascade | None = None) -> list[Line]:
    """The paragraphs in an element of a file that somebody else has opened: of its body as `read` numbers them."""
    reader = _Reader(cascade or Cascade())
    reader.part([element], "body")
    return reader.closed()


def paragraphs(data: bytes) -> list[str]:
    """The texts of the body's paragraphs, then of the notes, as `Document.lines` has them.

    Raises ValueError where the data is no DOCX that can be read.
    """
    try:
        return [line.text for line in read(data).lines if line.part in ("body", "note")]
    except CannotRun as error:
        raise ValueError(f"no DOCX: {error}") from error


class _Open(Struct):
    """A line that is being read."""

    part: Part
    cell: Cell | None = None
    element: etree._Element | None = None
    styles: Styles = ("", "")
    goes_on: bool = False
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    bookmarks: list[Bookmark] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)

    def closed(self) -> Line:
        return Line(
            text="".join(self.pieces),
            bookmarks=tuple(self.bookmarks),
            part=self.part,
            cell=self.cell,
            goes_on=self.goes_on,
            runs=tuple(self.runs),
            element=self.element,
            styles=self.styles,
        )


class _Reader:
    """Walks through the XML. What it has no method for, it walks into."""

    def __init__(
        self,
        cascade: Cascade,
        comments: Mapping[str, etree._Element] | None = None,
        dropped: frozenset[str] = _ACCEPTED,
    ) -> None:
        self.cascade, self.comments, self.dropped = cascade, comments or {}, dropped
        self.lines: list[_Open] = []
        self.traces: list[Trace] = []
        self.boxes: list[etree._Element] = []
        self.begun: dict[str, tuple[str, _Open, int]] = {}
        self.said: list[str] = []
        """The text of the run that is being read."""
        self.fields: list[str] = []
        """The instructions of the fields that are open; `outside` of them began in a paragraph before."""
        self.outside = 0
        self.is_gone = False
        """What is being read was struck out, or is hidden."""
        self.where: Part = "body"
        self.cell: Cell | None = None
        self.tables = 0
        self.styles: Styles = ("", "")
        """The table style and the paragraph style of what is being read."""

    def closed(self) -> list[Line]:
        return [line.closed() for line in self.lines]

    def part(self, root: Iterable[etree._Element], part: Part) -> None:
        self.where, self.fields, self.outside = part, [], 0
        self.walk(root)
        while self.boxes:
            self.where, self.fields, self.outside = "box" if part == "body" else part, [], 0
            self.walk(self.boxes.pop(0))

    def walk(self, element: Iterable[etree._Element]) -> None:
        for child in element:
            method = _METHODS[child.tag]
            if method is None:
                self.walk(child)
            else:
                method(self, child)

    def inside(self, element: etree._Element, *, is_gone: bool) -> None:
        """What has no text on the page still has paragraphs, and begins and ends bookmarks."""
        was, self.is_gone = self.is_gone, self.is_gone or is_gone
        self.walk(element)
        self.is_gone = was

    @property
    def line(self) -> _Open:
        if not self.lines:
            self.lines.append(_Open(self.where, self.cell))
        return self.lines[-1]

    def trace(self, kind: TraceKind, text: str = "", by: etree._Element | None = None, *, ahead: int = 0) -> None:
        """`by`: the element that says who did it. `ahead`: 1 where it belongs to the line that comes next."""
        if not self.is_gone:
            who, when = (by.get(W + "author", ""), by.get(W + "date", "")) if by is not None else ("", "")
            self.traces.append(Trace(kind, len(self.lines) + ahead, text, who, when))

    # Paragraphs and tables

    def paragraph(self, element: etree._Element) -> None:
        said = _child(element, W + "pPr")
        properties = _children(said)
        end = _children(properties.get(W + "rPr"))
        self.styles = (self.styles[0], self.cascade.paragraph_style(said))
        goes_on = any(W + name in end for name in self.dropped)
        self.lines.append(_Open(self.where, self.cell, element, self.styles, goes_on))
        self.outside = len(self.fields)
        self.walk(element)
        for name in ("ins", "del", "moveFrom"):
            if W + name in end:
                self.trace(_CHANGES[name], PARAGRAPH_MARK, end[W + name])
        if W + "pPrChange" in properties:
            self.trace("format", "（段落格式）", properties[W + "pPrChange"])

    def table(self, element: etree._Element) -> None:
        around, styles = self.cell, self.styles
        self.tables += 1
        self.cell = Cell(self.tables, 0, 0, outer=around and (around.outer or around))
        self.styles = (self.cascade.table_style(element), "")
        self.walk(element)
        self.cell, self.styles = around, styles

    def row(self, element: etree._Element) -> None:
        properties = _children(_child(element, W + "trPr"))
        if self.cell is not None:
            is_head = W + "tblHeader" in properties and is_yes(properties[W + "tblHeader"].get(W + "val", "1"))
            self.cell = Cell(self.cell.table, self.cell.row + 1, 0, is_head, self.cell.outer)
        if W + "del" in properties:
            self.trace("row_deleted", _plain(element), properties[W + "del"], ahead=1)
        if W + "ins" in properties:
            self.trace("row_inserted", _plain(element), properties[W + "ins"], ahead=1)
        self.inside(element, is_gone=any(W + name in properties for name in self.dropped))

    def table_cell(self, element: etree._Element) -> None:
        if self.cell is not None:
            self.cell = Cell(self.cell.table, self.cell.row, self.cell.column + 1, self.cell.is_head, self.cell.outer)
        self.walk(element)

    # Runs and what is in them

    def run(self, element: etree._Element) -> None:
        if self.is_gone:
            self.walk(element)
            return
        properties = _child(element, W + "rPr")
        said = _children(properties)
        effects = self.cascade.effects(self.styles, properties)
        if "vanish" in effects:
            text = _plain(element)
            self.trace("hidden", text)
            self.line.runs.append(Run(text, element, is_hidden=True))
            self.inside(element, is_gone=True)
            return
        line, before, around = self.line, len(self.line.pieces), self.said
        self.said = []
        self.walk(element)
        text, self.said = "".join(self.said), around
        if line is not self.line:
            return
        if text and element.tag == _RUN:
            line.runs.append(Run(text, element, self.fields[-1].strip() if len(self.fields) > self.outside else ""))
        if (said or effects) and (shown := "".join(line.pieces[before:])):
            self.seen(element, shown, effects, said)

    def seen(
        self, run: etree._Element, text: str, effects: frozenset[str], properties: Mapping[str, etree._Element]
    ) -> None:
        """The traces in the look of a run that shows."""
        if _is_highlighted(properties):
            self.trace("highlight", text)
        if W + "rPrChange" in properties:
            self.trace("format", f"（格式）{text}", properties[W + "rPrChange"])
        for effect in sorted(effects):
            if effect != "white" or not _is_on_shade(run):
                self.trace(_EFFECTS[effect], text)

    def changed(self, element: etree._Element) -> None:
        name = etree.QName(element).localname
        if text := _plain(element):
            self.trace(_CHANGES[name], text, element)
        self.inside(element, is_gone=name in self.dropped)

    def begin(self, element: etree._Element) -> None:
        line = self.line
        self.begun[element.get(W + "id", "")] = (element.get(W + "name", ""), line, line.length)

    def end(self, element: etree._Element) -> None:
        name, line, start = self.begun.pop(element.get(W + "id", ""), ("", self.line, 0))
        if name and line.length >= start:
            line.bookmarks.append(Bookmark(name, start, line.length))

    def text(self, element: etree._Element) -> None:
        self.add(element.text or "")

    def struck_text(self, element: etree._Element) -> None:
        """In a text with its changes refused it is text like any other."""
        if "del" not in self.dropped:
            self.text(element)

    def add(self, text: str) -> None:
        if self.is_gone:
            return
        self.said.append(text)
        if not self.fields or not any(map(_MADE_BY_PROGRAM.match, self.fields)):
            line = self.line
            line.pieces.append(text)
            line.length += len(text)

    def field_mark(self, element: etree._Element) -> None:
        kind = element.get(W + "fldCharType")
        if self.is_gone:
            return
        if kind == "begin":
            self.fields.append("")
        elif kind == "end" and self.fields:
            self.fields.pop()

    def instruction(self, element: etree._Element) -> None:
        if self.fields and not self.is_gone:
            self.fields[-1] += element.text or ""

    def simple_field(self, element: etree._Element) -> None:
        self.fields.append(element.get(W + "instr", ""))
        self.walk(element)
        self.fields.pop()

    def comment(self, element: etree._Element) -> None:
        found = self.comments.get(element.get(W + "id", ""))
        self.trace("comment", "".join(found.itertext(W + "t")) if found is not None else "", found)

    def thing(self, element: etree._Element) -> None:
        self.trace(_THINGS[etree.QName(element).localname])

    def layout(self, element: etree._Element) -> None:
        self.trace("layout", "", element, ahead=1)

    def alternatives(self, element: etree._Element) -> None:
        """The same thing drawn twice, for new programs and for old ones: one of them counts."""
        for child in element:
            self.walk(child)
            return

    def box(self, element: etree._Element) -> None:
        if not self.is_gone:
            self.boxes.append(element)

    def base(self, element: etree._Element) -> None:
        """Of a word with its pronunciation above it, the word."""
        for child in element.iterfind(W + "rubyBase"):
            self.walk(child)

    def skip(self, element: etree._Element) -> None:
        """Nothing that is printed stands in it."""


_Method = Callable[[_Reader, etree._Element], None]


class _Methods(dict[str, _Method | None]):
    """The method for each tag, whatever its namespace: a name is cut out of a tag when that is first met."""

    def __missing__(self, tag: str) -> _Method | None:
        self[tag] = method = self.get(etree.QName(tag).localname)
        return method


_METHODS = _Methods(
    {
        "p": _Reader.paragraph,
        "r": _Reader.run,
        "t": _Reader.text,
        "delText": _Reader.struck_text,
        "tab": lambda reader, element: reader.add("\t"),
        "ptab": lambda reader, element: reader.add("\t"),
        "br": lambda reader, element: reader.add(
            "\n" if element.get(W + "type", "textWrapping") == "textWrapping" else ""
        ),
        "cr": lambda reader, element: reader.add("\n"),
        "noBreakHyphen": lambda reader, element: reader.add("-"),
        **dict.fromkeys(_CHANGES, _Reader.changed),
        "tbl": _Reader.table,
        "tr": _Reader.row,
        "tc": _Reader.table_cell,
        "bookmarkStart": _Reader.begin,
        "bookmarkEnd": _Reader.end,
        "fldChar": _Reader.field_mark,
        "instrText": _Reader.instruction,
        "delInstrText": _Reader.instruction,
        "fldSimple": _Reader.simple_field,
        "commentReference": _Reader.comment,
        "AlternateContent": _Reader.alternatives,
        "txbxContent": _Reader.box,
        "ruby": _Reader.base,
        **dict.fromkeys(("pPr", "rPr"), _Reader.skip),
        **dict.fromkeys(_THINGS, _Reader.thing),
        **dict.fromkeys(_LAYOUT, _Reader.layout),
    }
)


def _fields(lines: Sequence[Line]) -> Iterator[Trace]:
    """The fields whose text changes by itself."""
    for number, line in enumerate(lines, 1):
        for instruction, text in line.fields:
            if not (_STEADY.match(instruction) or _MADE_BY_PROGRAM.match(instruction)):
                yield Trace("field", number, text)


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
    return "".join([piece.text or "" for piece in element.iter(W + "t", W + "delText")])


def _is_highlighted(properties: Mapping[str, etree._Element]) -> bool:
    highlight = properties.get(W + "highlight")
    shade = properties.get(W + "shd")
    return (highlight is not None and is_yes(highlight.get(W + "val", "1"))) or (
        shade is not None and _is_shaded(shade)
    )


def _is_shaded(shade: etree._Element) -> bool:
    return shade.get(W + "fill", "").lower() not in _NO_SHADE


def _is_on_shade(run: etree._Element) -> bool:
    """Whether a run, its paragraph or its cell is shaded: white text is read there."""
    around = (run, *run.iterancestors(W + "p", W + "tc"))
    return any(_is_shaded(shade) for element in around for shade in element.iterfind(f"./*/{W}shd"))
