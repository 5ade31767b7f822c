"""The one reader of Word files: a file that people have edited becomes a `Manuscript`.

A single walk through the XML, as Word, WPS or LibreOffice wrote it, says what stands in the file. Nothing else in the
program counts paragraphs or cells.

**lines** are the paragraphs: first the body's in its order, those in cells too, then those of its text boxes, of the
notes, the headers and the footers. They are counted as they stand in the file, so that a number means the same
paragraph to everybody. Empty paragraphs and cells count, and the cells of a deleted row. A paragraph ends even where
its mark was deleted. Whether tracked changes are taken as accepted or, with `is_original`, as rejected, the count is
the same: only the texts differ.

A line's `text` is what shows of it. Its `bookmarks` say where in the text a figure is bound, its `cell` where it stands
in a table, its `runs` in which `w:r` each piece of text stands (hidden text and page numbers too), its `fields` what
the fields in it say.

**traces** are what editing left, each with its line: tracked changes and comments with author and date; text that is
hidden or struck through, once all styles are resolved; fields whose text changes by itself; and what is not read:
pictures, charts, embedded objects. `marks` are those of them that `verify` reports: a table in `manuscript` says which.

**package** and **cascade** are the rest of the file and its styles. By these `page.effective` finds how the lines look.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from lxml import etree
from msgspec import Struct, field
from msgspec.structs import replace

from report_cli.docx import drawn, fields, manuscript, tracked, visibility
from report_cli.docx.cascade import Cascade, Styles
from report_cli.docx.fields import Fields
from report_cli.docx.manuscript import Bookmark, Cell, Line, Manuscript, Part, Run, Trace, TraceKind
from report_cli.docx.package import Package, Properties, W, child, children, is_on, name_of, plain
from report_cli.docx.visibility import Eye, Sight
from report_cli.model import CannotRun

_SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "br": "\n", "noBreakHyphen": "-", "softHyphen": "\xad"}
_RUN = W + "r"


def read(data: bytes, *, is_original: bool = False) -> Manuscript:
    """`is_original`: as if all tracked changes were rejected, instead of accepted.

    Raises CannotRun where it is no DOCX, or a damaged one.
    """
    package = Package(data)
    document = package.xml(package.main)
    body = document.find(W + "body")
    if body is None:
        raise CannotRun("不是Word文件（DOCX）：里面没有正文；核对文件")
    comments = {note.get(W + "id", ""): note for root in package.linked("comments") for note in root}
    dropped = tracked.DROPPED_IF_REJECTED if is_original else tracked.DROPPED_IF_ACCEPTED
    reader = _Reader(Cascade(package), comments, dropped)
    reader.walk(document.iterchildren(W + "background"))
    reader.part(body, "body")
    for root in (*package.linked("footnotes"), *package.linked("endnotes")):
        for note in root:
            # The others are separators, mostly without a word.
            if note.get(W + "type") in (None, "normal"):
                reader.is_gone = (name_of(note), note.get(W + "id")) not in reader.noted
                reader.part(note, "note")
                reader.is_gone = False
            elif plain(note):
                reader.part(note, "note")
    margins: tuple[Part, ...] = ("header", "footer")
    for part in margins:
        for root in package.linked(part):
            reader.part(root, part)
    built = tuple([line.build() for line in reader.lines])
    raised = [line.raised for line in reader.lines]
    traces = [*reader.traces, *fields.changing(built), *manuscript.pending(built)]
    traces += visibility.of_lines(built, raised, reader.cascade)
    # In a broken file the last row may contain no paragraph.
    in_order = sorted((trace for trace in traces if trace.line <= len(built)), key=lambda trace: trace.line)
    return Manuscript(built, tuple(in_order), package, reader.cascade)


def lines(element: etree._Element, cascade: Cascade | None = None) -> list[Line]:
    """The paragraphs in an element of a file that was opened elsewhere, in the order in which `read` counts them."""
    reader = _Reader(cascade or Cascade())
    reader.part([element], "body")
    return [line.build() for line in reader.lines]


class _LineBuilder(Struct):
    """A paragraph under construction; `raised`: the stretches above or below its line.

    (The empty lists are msgspec's: each builder gets its own.)
    """

    start: Line
    pieces: list[str] = []
    length: int = 0
    bookmarks: list[Bookmark] = []
    runs: list[Run] = []
    raised: list[tuple[int, int]] = []

    def build(self) -> Line:
        text = "".join(self.pieces)
        return replace(self.start, text=text, bookmarks=tuple(self.bookmarks), runs=tuple(self.runs))


class _Reader(Struct, dict=True):
    """Dispatches each element by its tag (see _METHODS), and descends into those that it does not know.

    `pending`: the part, then the text boxes met in it, still to be read. `bookmarks`: those that have begun, by their
    ids: the name, and where. `noted`: the notes that are referred to, by kind and id. `is_gone`: what is being read was
    deleted, or is hidden.
    """

    cascade: Cascade
    comments: Mapping[str, etree._Element] = {}
    dropped: frozenset[str] = tracked.DROPPED_IF_ACCEPTED
    lines: list[_LineBuilder] = []
    traces: list[Trace] = []
    pending: list[Iterable[etree._Element]] = []
    bookmarks: dict[str, tuple[str, _LineBuilder, int]] = {}
    run_text: list[str] = []
    fields: Fields = field(default_factory=Fields)
    noted: set[tuple[str, str | None]] = set()
    is_gone: bool = False
    in_part: Part = "body"
    cell: Cell | None = None
    tables: int = 0
    styles: Styles = ("", "")

    @cached_property
    def eye(self) -> Eye:
        return Eye(self.cascade)

    def part(self, root: Iterable[etree._Element], part: Part) -> None:
        """Read a part, then the text boxes that are met in it."""
        self.in_part = part
        self.pending.append(root)
        while self.pending:
            self.fields = Fields()
            self.walk(self.pending.pop(0))
            self.in_part = "box" if part == "body" else part

    def walk(self, elements: Iterable[etree._Element]) -> None:
        for element in elements:
            _METHODS[element.tag](self, element)

    def inside(self, element: etree._Element, *, is_gone: bool) -> None:
        """Walk an element. If it `is_gone`, only its paragraphs and bookmarks count, not its text."""
        was, self.is_gone = self.is_gone, self.is_gone or is_gone
        self.walk(element)
        self.is_gone = was

    @property
    def line(self) -> _LineBuilder:
        if not self.lines:
            self.lines.append(_LineBuilder(Line("", part=self.in_part, cell=self.cell)))
        return self.lines[-1]

    def trace(self, kind: TraceKind, text: str = "", by: etree._Element | None = None, *, ahead: bool = False) -> None:
        """Note a trace. `by`: the element that names its author. `ahead`: it belongs to the next line.

        What stands in a text that is gone is gone with it, but a comment is still seen beside it.
        """
        if not self.is_gone or kind == "comment":
            author, date = (by.get(W + "author", ""), by.get(W + "date", "")) if by is not None else ("", "")
            self.traces.append(Trace(kind, len(self.lines) + ahead, text, author, date))

    # Paragraphs and tables

    def paragraph(self, element: etree._Element) -> None:
        own = child(element, W + "pPr")
        properties = children(own)
        end = children(properties.get(W + "rPr"))
        self.styles = (self.styles[0], self.cascade.style("paragraph", own))
        begun = Line("", part=self.in_part, cell=self.cell, element=element, styles=self.styles)
        self.lines.append(_LineBuilder(begun))
        self.fields.in_new_paragraph()
        self.walk(element)
        for change in tracked.of_mark(end):
            self.trace(*change)
        if W + "pPrChange" in properties:
            self.trace("format", "（段落格式）", properties[W + "pPrChange"])
        # A section's own properties, where it ends with this paragraph.
        self.walk(properties.get(W + "sectPr", ()))

    def table(self, element: etree._Element) -> None:
        around = self.cell, self.styles
        self.tables += 1
        self.cell = Cell(self.tables, 0, 0, outer=self.cell and (self.cell.outer or self.cell))
        self.styles = (self.cascade.style("table", child(element, W + "tblPr")), "")
        self.walk(element)
        self.cell, self.styles = around

    def row(self, element: etree._Element) -> None:
        properties = children(child(element, W + "trPr"))
        if self.cell is not None:
            is_head = is_on(properties.get(W + "tblHeader"))
            self.cell = Cell(self.cell.table, self.cell.row + 1, 0, is_head, self.cell.outer)
        for change in tracked.of_table(properties, plain(element)):
            self.trace(*change, ahead=True)
        if visibility.is_flat_row(child(element, W + "trPr")):
            self.trace("tiny", plain(element), ahead=True)
        self.inside(element, is_gone=any(W + name in properties for name in self.dropped))

    def table_cell(self, element: etree._Element) -> None:
        if self.cell is not None:
            self.cell = Cell(self.cell.table, self.cell.row, self.cell.column + 1, self.cell.is_head, self.cell.outer)
        properties, words = children(child(element, W + "tcPr")), plain(element)
        for change in tracked.of_table(properties, words):
            self.trace(*change, ahead=True)
        is_gone = any(W + name in properties for name in self.dropped)
        if visibility.is_merged_away(properties) and words:
            self.trace("hidden", words, ahead=True)
            is_gone = True
        self.inside(element, is_gone=is_gone)

    def box(self, element: etree._Element) -> None:
        if not self.is_gone:
            self.pending.append(element)

    # Runs and what is in them

    def run(self, element: etree._Element) -> None:
        own = child(element, W + "rPr")
        sight = self.eye.run(self.styles, own)
        if self.is_gone:
            self.walk(element)
        elif sight.is_hidden:
            text = plain(element)
            self.trace("hidden", text)
            self.line.runs.append(Run(text, element, is_hidden=True))
            self.inside(element, is_gone=True)
        else:
            self.shown_run(element, children(own), sight)

    def shown_run(self, element: etree._Element, own: Properties, sight: Sight) -> None:
        line, before, around = self.line, len(self.line.pieces), self.run_text
        self.run_text = []
        self.walk(element)
        text, self.run_text = "".join(self.run_text), around
        if text and element.tag == _RUN:
            line.runs.append(Run(text, element, self.fields.instruction))
        is_seen_otherwise = own or sight.effects or sight.ink
        shown = "".join(line.pieces[before:]) if is_seen_otherwise and line is self.line else ""
        if not shown:
            return
        for said in visibility.of_run(sight, own, shown):
            self.trace(*said)
        if "raised" in sight.effects:
            line.raised.append((line.length - len(shown), line.length))
        if sight.ink and visibility.are_alike(sight.ink, sight.ground or self.ground()):
            self.trace("white", shown)

    def ground(self) -> str:
        paragraph = self.line.start.element
        return visibility.PAPER if paragraph is None else visibility.ground(paragraph, self.styles, self.cascade)

    def changed(self, element: etree._Element) -> None:
        name = name_of(element)
        if text := plain(element) or tracked.wordless(element):
            self.trace(tracked.CHANGES[name], text, element)
        self.inside(element, is_gone=name in self.dropped)

    def add(self, text: str) -> None:
        if self.is_gone or not self.fields.shows(text):
            return
        self.run_text.append(text)
        if not self.fields.is_generated:
            line = self.line
            line.pieces.append(text)
            line.length += len(text)

    def bookmark_start(self, element: etree._Element) -> None:
        line = self.line
        self.bookmarks[element.get(W + "id", "")] = (element.get(W + "name", ""), line, line.length)

    def bookmark_end(self, element: etree._Element) -> None:
        name, line, start = self.bookmarks.pop(element.get(W + "id", ""), ("", self.line, 0))
        if name and line.length >= start:
            line.bookmarks.append(Bookmark(name, start, line.length))

    def field_mark(self, element: etree._Element) -> None:
        if found := self.fields.mark(element.get(W + "fldCharType")):
            self.trace(*found)

    def instruction(self, element: etree._Element) -> None:
        self.fields.say(element.text or "")

    def simple_field(self, element: etree._Element) -> None:
        self.fields.begin(element.get(W + "instr", ""))
        self.walk(element)
        if found := self.fields.end():
            self.trace(*found)

    def comment(self, element: etree._Element) -> None:
        comment = self.comments.get(element.get(W + "id", ""))
        self.trace("comment", "" if comment is None else "".join(comment.itertext(W + "t")), comment)

    def note_mark(self, element: etree._Element) -> None:
        if not self.is_gone:
            self.noted.add((name_of(element).removesuffix("Reference"), element.get(W + "id")))

    def words(self, element: etree._Element) -> None:
        text = element.text or ""
        if drawn.TURNED in text:
            self.trace("turned", text)
        self.add(text)

    def sign(self, element: etree._Element) -> None:
        """Read a tab, a line break and the like; a page break has no text."""
        self.add(_SIGNS[name_of(element)] if element.get(W + "type") in (None, "textWrapping") else "")

    def named(self, element: etree._Element) -> None:
        """Note what an element says of the text in it, then read that."""
        if found := drawn.named(element):
            self.trace(*found, ahead=drawn.is_round_paragraphs(element))
        self.walk(element)

    def unread(self, element: etree._Element) -> None:
        self.trace(drawn.UNREAD[name_of(element)])

    def drawing(self, element: etree._Element) -> None:
        """Read what is in a drawing. Where nothing is, nor anything that is named, its own form may cover a text."""
        if drawn.is_hidden(element):
            self.trace("hidden", plain(element))
            self.inside(element, is_gone=True)
            return
        before = len(self.traces)
        self.walk(element)
        if len(self.traces) == before and drawn.is_mere_form(element):
            self.trace("shape")

    def formula(self, element: etree._Element) -> None:
        if drawn.is_in_a_row(element):
            self.walk(element)
        else:
            self.trace("formula", drawn.signs(element))

    def layout(self, element: etree._Element) -> None:
        self.trace("layout", "", element, ahead=self.cell is not None)

    def first(self, element: etree._Element) -> None:
        """Read the first of several renderings of one thing, for new programs and for old ones."""
        self.walk(next(filter(drawn.is_known_to_word, element), ()))

    def ruby(self, element: etree._Element) -> None:
        """Read a word without the pronunciation above it."""
        if above := drawn.read_above(element):
            self.trace("raised", above)
        for base in element.iterfind(W + "rubyBase"):
            self.walk(base)

    def skip(self, element: etree._Element) -> None:
        """Read nothing: no text is printed of it."""


class _Methods(dict[str, Callable[[_Reader, etree._Element], None]]):
    """The method for each tag, by its local name, which is looked up only once a tag."""

    def __missing__(self, tag: str) -> Callable[[_Reader, etree._Element], None]:
        self[tag] = method = self.get(tag.rpartition("}")[2], _Reader.walk)
        return method


_METHODS = _Methods(
    {
        "p": _Reader.paragraph,
        "tbl": _Reader.table,
        "tr": _Reader.row,
        "tc": _Reader.table_cell,
        "txbxContent": _Reader.box,
        "r": _Reader.run,
        "t": _Reader.words,
        "delText": _Reader.words,
        "bookmarkStart": _Reader.bookmark_start,
        "bookmarkEnd": _Reader.bookmark_end,
        "fldChar": _Reader.field_mark,
        "instrText": _Reader.instruction,
        "delInstrText": _Reader.instruction,
        "fldSimple": _Reader.simple_field,
        "commentReference": _Reader.comment,
        "footnoteReference": _Reader.note_mark,
        "endnoteReference": _Reader.note_mark,
        "drawing": _Reader.drawing,
        "pict": _Reader.drawing,
        "oMath": _Reader.formula,
        "AlternateContent": _Reader.first,
        "ruby": _Reader.ruby,
        "pPr": _Reader.skip,
        "rPr": _Reader.skip,
        **dict.fromkeys(_SIGNS, _Reader.sign),
        **dict.fromkeys(tracked.CHANGES, _Reader.changed),
        **dict.fromkeys(tracked.LAYOUT, _Reader.layout),
        **dict.fromkeys(drawn.NAMED, _Reader.named),
        **dict.fromkeys(drawn.UNREAD, _Reader.unread),
    }
)
