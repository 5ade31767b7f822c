"""A manuscript: what a text that comes from outside says, paragraph by paragraph, and what editing left in it.

`read` makes it of a Word file, and says there what it holds; `audit.plain` makes it of Markdown and plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from report_cli.docx.cascade import Cascade
    from report_cli.docx.package import Package

Part = Literal["body", "box", "note", "header", "footer"]
TraceKind = Literal[
    "inserted",
    "deleted",
    "moved_here",
    "moved_away",
    "row_inserted",
    "row_deleted",
    "format",
    "layout",
    "comment",
    "pending",
    "hidden",
    "hidden_on_web",
    "white",
    "highlight",
    "struck",
    "struck_twice",
    "field",
    "picture",
    "chart",
    "diagram",
    "object",
    "file",
]
MarkKind = Literal["tracked", "comment", "hidden", "highlight", "pending"]

PENDING = re.compile("【待补[^】]*】|【？】")
PARAGRAPH_MARK = "¶"

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


class Bookmark(Struct, frozen=True, gc=False):
    """A bookmark's name, and the characters of its line from `start` to before `end`."""

    name: str
    start: int
    end: int


class Cell(Struct, frozen=True, gc=False):
    """Where in its table a paragraph stands, all from 1; `is_head`: its row is repeated as the table's head.

    `outer`: where in the outermost table, if this one stands in a cell of another.
    """

    table: int
    row: int
    column: int
    is_head: bool = False
    outer: Cell | None = None


class Run(Struct, frozen=True, gc=False):
    """The text of one `w:r`, which is `element`. `field`: the instruction of the field that makes the text (`PAGE`)."""

    text: str
    element: Any
    field: str = ""
    is_hidden: bool = False


class Line(Struct, frozen=True, gc=False):
    """One paragraph. `text` is what shows of it, without page numbers and the like.

    Of a Word file also: `runs`, which hold hidden text and page numbers too; `element`, its `w:p`; `styles`, the ids of
    its table's style and its own; `goes_on`: the mark at its end was struck out, so that on the page the next paragraph
    goes on in it.
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
    def outer_cell(self) -> Cell | None:
        """The cell of the outermost table that it stands in."""
        return self.cell and (self.cell.outer or self.cell)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The fields in it that have a text: the instruction, and the text that it made last."""
        grouped = groupby(self.runs, key=lambda run: run.field)
        return [(instruction, "".join([run.text for run in runs])) for instruction, runs in grouped if instruction]


class Trace(Struct, frozen=True, gc=False):
    """What editing left: its kind, in which line (from 1; 0 where that is not known), on which text, by whom and when.

    Of a comment `text` is what it says, of a picture its description, of a paragraph's mark `¶`. `date` is as in the file.
    """

    kind: TraceKind
    line: int
    text: str = ""
    author: str = ""
    date: str = ""


class Mark(Struct, frozen=True, gc=False):
    """A trace as `verify` reports it: traces of one kind that follow each other in a line are one mark."""

    kind: MarkKind
    line: int
    text: str


class Manuscript(Struct, frozen=True):
    """What a text says. The number of a line, from 1, is its paragraph's everywhere. Of a Word file also the file itself."""

    lines: tuple[Line, ...]
    traces: tuple[Trace, ...] = ()
    package: Package | None = None
    cascade: Cascade | None = None

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The traces that `verify` reports."""
        return tuple(_marks(self.traces))


def pending(lines: Iterable[Line]) -> list[Trace]:
    """The placeholders still in a text."""
    return [
        Trace("pending", number, text) for number, line in enumerate(lines, 1) for text in PENDING.findall(line.text)
    ]


def _marks(traces: Iterable[Trace]) -> Iterator[Mark]:
    reported = ((REPORTED[trace.kind], trace.line, trace.text) for trace in traces if trace.kind in REPORTED)
    for (kind, line), group in groupby(reported, key=lambda mark: mark[:2]):
        texts = [text for _, _, text in group]
        for text in texts if kind in ("comment", "pending") else ["".join(texts)]:
            yield Mark(kind, line, text)
