"""A manuscript: what a text from outside says, paragraph by paragraph, and what editing left in it.

A Word file's is made by `read`, where its contents are explained. That of a plain text has lines only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any, Literal

from msgspec import Struct

from report_cli.docx.cascade import Cascade
from report_cli.docx.package import Package

Part = Literal["body", "box", "note", "header", "footer"]
Change = Literal["inserted", "deleted", "moved_here", "moved_away", "row_inserted", "row_deleted", "format", "layout"]
"""Tracked changes; `layout`: of a table, a cell or a section."""
Look = Literal["hidden", "hidden_on_web", "white", "highlight", "struck", "struck_twice"]
Unread = Literal["picture", "chart", "diagram", "object", "file"]
"""What may hold text that is not read. An object: an embedded sheet. A file: put in when the text opens."""
TraceKind = Change | Look | Unread | Literal["comment", "pending", "field"]
MarkKind = Literal["tracked", "comment", "hidden", "highlight", "pending"]

REPORTED: dict[TraceKind, MarkKind] = {
    "inserted": "tracked",
    "deleted": "tracked",
    "moved_here": "tracked",
    "moved_away": "tracked",
    "row_deleted": "tracked",
    "format": "tracked",
    "comment": "comment",
    "hidden": "hidden",
    "highlight": "highlight",
    "pending": "pending",
}
"""The traces that `verify` reports, and as what. To report another kind, give it a line here."""

PENDING = re.compile("【待补[^】]*】|【？】")
GENERATED = re.compile(r"\s*(?:TOC|PAGE|NUMPAGES|SECTIONPAGES|PAGEREF|INDEX|SECTION)\b")
"""Fields whose text is none of the author's: page numbers, tables of contents."""
# Fields whose text stays as it is.
_STEADY = re.compile(r"\s*(?:HYPERLINK|NOTEREF|FORM\w+|ADDIN|QUOTE|SYMBOL|EQ|MACROBUTTON|GOTOBUTTON|CREATEDATE)\b|\s*$")


class Bookmark(Struct, frozen=True, gc=False):
    """A bookmark's name, and the characters of its line from `start` to before `end`."""

    name: str
    start: int
    end: int


class Cell(Struct, frozen=True, gc=False):
    """Where in its table a paragraph stands, all from 1. `is_head`: its row is repeated on each page.

    `outer`: the cell of the outermost table, if this table stands in another.
    """

    table: int
    row: int
    column: int
    is_head: bool = False
    outer: Cell | None = None


class Run(Struct, frozen=True, gc=False):
    """The text of one `w:r` (`element`). `field`: the instruction that makes the text, if any (`PAGE`)."""

    text: str
    element: Any
    field: str = ""
    is_hidden: bool = False


class Line(Struct, frozen=True, gc=False):
    """One paragraph. `text` is what shows of it, without page numbers and the like.

    The rest is known of Word files only. `goes_on`: its mark was struck out. `runs`: those of hidden
    text and page numbers too. `element`: its `w:p`. `styles`: the ids of its table's style and its own.
    """

    text: str
    bookmarks: tuple[Bookmark, ...] = ()
    part: Part = "body"
    cell: Cell | None = None
    goes_on: bool = False
    runs: tuple[Run, ...] = ()
    element: Any = None
    styles: tuple[str, str] = ("", "")

    @property
    def is_margin(self) -> bool:
        return self.part in ("header", "footer")

    @property
    def is_composed(self) -> bool:
        """Whether it stands where a document as composed has lines: in the body or a note."""
        return self.part in ("body", "note")

    @property
    def outer_cell(self) -> Cell | None:
        return self.cell and (self.cell.outer or self.cell)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The instruction and the text of each field that has a text."""
        fields = groupby(self.runs, key=lambda run: run.field)
        return [(name, "".join([run.text for run in runs])) for name, runs in fields if name]


class Trace(Struct, frozen=True, gc=False):
    """What editing left: in which line (from 1; 0: before the first), on which text, by whom and when.

    `text` is what a comment says, `¶` for a paragraph's mark. `date` is as in the file.
    """

    kind: TraceKind
    line: int
    text: str = ""
    author: str = ""
    date: str = ""


class Mark(Struct, frozen=True, gc=False):
    """What `verify` reports: traces of one kind that follow each other in a line are one mark."""

    kind: MarkKind
    line: int
    text: str


class Manuscript(Struct, frozen=True):
    """What a text says. Everywhere the number of a paragraph is that of its line here, from 1.

    `package` and `cascade`: the parts and the styles of a Word file.
    """

    lines: tuple[Line, ...]
    traces: tuple[Trace, ...] = ()
    package: Package | None = None
    cascade: Cascade | None = None

    @property
    def marks(self) -> tuple[Mark, ...]:
        marks = []
        reported = (trace for trace in self.traces if trace.kind in REPORTED)
        for (kind, line), group in groupby(reported, key=lambda trace: (REPORTED[trace.kind], trace.line)):
            texts = [trace.text for trace in group]
            together = texts if kind in ("comment", "pending") else ["".join(texts)]
            marks += [Mark(kind, line, text) for text in together]
        return tuple(marks)


def pending(lines: Iterable[Line]) -> list[Trace]:
    return [
        Trace("pending", number, text) for number, line in enumerate(lines, 1) for text in PENDING.findall(line.text)
    ]


def changing_fields(lines: Iterable[Line]) -> list[Trace]:
    """The fields whose text may change when the file is opened or printed."""
    fields = ((number, *field) for number, line in enumerate(lines, 1) for field in line.fields)
    return [
        Trace("field", number, text)
        for number, name, text in fields
        if not (_STEADY.match(name) or GENERATED.match(name))
    ]
