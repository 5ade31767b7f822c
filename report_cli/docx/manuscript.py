"""A manuscript: what a text from outside says, paragraph by paragraph, and what editing left in it.

A Word file's is made by `read`, where its contents are explained. That of a plain text has lines only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, Literal

from msgspec import Struct

from report_cli.docx.cascade import Cascade
from report_cli.docx.package import Package

Part = Literal["body", "box", "note", "header", "footer"]
Change = Literal[
    "inserted", "deleted", "moved_here", "moved_away", "row_inserted", "row_deleted", "cell_inserted", "cell_deleted",
    "format", "layout",
]  # fmt: skip
"""Tracked changes; `layout`: of a table, a cell or a section."""
Look = Literal[
    "hidden", "hidden_on_web", "white", "tiny", "narrow", "squeezed", "lifted", "raised", "numbered", "highlight",
    "struck", "struck_twice", "turned",
]  # fmt: skip
"""How text looks. `white`: in the colour of what it stands on; `numbered`: a number of Word's own stands before it.

`turned`: from right to left.
"""
Unread = Literal[
    "picture", "chart", "diagram", "object", "file", "symbol", "shape", "lettering", "formula", "drawn"
]  # fmt: skip
"""What may hold text that is not read. An object: an embedded sheet. A file: put in when the text opens.

A symbol: a sign whose font alone says what it is. A shape may cover a text. Drawn: by a field's instruction.
"""
UNREAD: dict[str, str] = {
    "picture": "图片",
    "chart": "图表",
    "diagram": "图示",
    "object": "嵌入的表格或文件",
    "file": "并入的文件",
    "symbol": "符号字体的字符",
    "shape": "图形",
    "lettering": "艺术字",
    "formula": "公式",
    "drawn": "域代码画出的字",
}
"""What each is called to people."""
TraceKind = Change | Look | Unread | Literal["comment", "pending", "field"]
MarkKind = Literal[
    "tracked", "comment", "hidden", "highlight", "pending", "struck", "raised", "turned", "numbering", "field", Unread
]

REPORTED: dict[TraceKind, MarkKind] = {
    "inserted": "tracked",
    "deleted": "tracked",
    "moved_here": "tracked",
    "moved_away": "tracked",
    "row_inserted": "tracked",
    "row_deleted": "tracked",
    "cell_inserted": "tracked",
    "cell_deleted": "tracked",
    "format": "tracked",
    "layout": "tracked",
    "comment": "comment",
    "hidden": "hidden",
    "hidden_on_web": "hidden",
    "white": "hidden",
    "tiny": "hidden",
    "narrow": "hidden",
    "squeezed": "hidden",
    "lifted": "raised",
    "raised": "raised",
    "numbered": "numbering",
    "highlight": "highlight",
    "pending": "pending",
    "struck": "struck",
    "struck_twice": "struck",
    "turned": "turned",
    "field": "field",
    "picture": "picture",
    "chart": "chart",
    "diagram": "diagram",
    "object": "object",
    "file": "file",
    "symbol": "symbol",
    "shape": "shape",
    "lettering": "lettering",
    "formula": "formula",
    "drawn": "drawn",
}
"""The traces that `verify` reports, and as what. To report another kind, give it a line here."""

_TRACKED: dict[TraceKind, str] = {
    "inserted": "加",
    "deleted": "删",
    "moved_here": "移来",
    "moved_away": "移走",
    "row_inserted": "加一行",
    "row_deleted": "删一行",
    "cell_inserted": "加一格",
    "cell_deleted": "删一格",
}

PENDING = re.compile("【待补[^】]*】|【？】")


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

    The rest is known of Word files only. `runs`: those of hidden text and page numbers too.
    `element`: its `w:p`. `styles`: the ids of its table's style and its own.
    """

    text: str
    bookmarks: tuple[Bookmark, ...] = ()
    part: Part = "body"
    cell: Cell | None = None
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
    """What `verify` reports: traces of one kind, by one hand, that follow each other in a line are one mark."""

    kind: MarkKind
    line: int
    text: str
    author: str = ""
    date: str = ""


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
        for (kind, line, author), group in groupby(reported, key=lambda t: (REPORTED[t.kind], t.line, t.author)):
            traces = list(group)
            date = max(trace.date for trace in traces)
            if kind == "tracked":
                texts = ["，".join(_tracked(traces))]
            elif kind in ("hidden", "highlight", "struck", "raised"):
                texts = ["".join(trace.text for trace in traces)]
            else:
                texts = [trace.text for trace in traces]
            marks += [Mark(kind, line, text, author, date) for text in texts]
        return tuple(marks)


def _tracked(traces: Iterable[Trace]) -> Iterator[str]:
    """What a tracked change took out and put in."""
    for kind, group in groupby(traces, key=lambda trace: trace.kind):
        text = "".join(trace.text.replace("¶", "（分段）") for trace in group)
        yield f"{_TRACKED[kind]}“{text}”" if kind in _TRACKED else text or "（版面）"


def pending(lines: Iterable[Line]) -> list[Trace]:
    return [
        Trace("pending", number, text) for number, line in enumerate(lines, 1) for text in PENDING.findall(line.text)
    ]
