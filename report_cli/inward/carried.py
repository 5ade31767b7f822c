"""What a draft has beside its words and figures: comments, and what cannot be carried into data and templates."""

from __future__ import annotations

from collections.abc import Container, Iterator

from msgspec import Struct

from report_cli.audit.compare import Audit
from report_cli.audit.texts import without_blanks
from report_cli.document import Document
from report_cli.docx.manuscript import UNREAD, Manuscript
from report_cli.inward import review_table
from report_cli.inward.raised_marks import raised


class Comment(Struct, frozen=True, kw_only=True):
    file: str
    author: str
    date: str
    paragraph: int
    text: str


class Uncarried(Struct, frozen=True, kw_only=True):
    """`text`: the words that it is about, as far as there are any."""

    file: str
    paragraph: int
    what: str
    text: str = ""

    @property
    def is_content(self) -> bool:
        """Whether it says something; a mere format does not."""
        return self.what in _CONTENT


_CONTENT = {
    *(what for kind, what in UNREAD.items() if kind not in ("symbol", "shape")),
    *("文本框", "新的表格", "看不见的文字", "删除线"),
}
_LEFT: dict[str, str] = {
    **{kind: what for kind, what in UNREAD.items() if kind != "symbol"},
    "format": "格式",
    "layout": "版面",
    "highlight": "突出显示",
    "struck": "删除线",
    "struck_twice": "删除线",
    "hidden": "看不见的文字",
    "white": "看不见的文字",
}


def comments(file: str, manuscript: Manuscript) -> list[Comment]:
    return [
        Comment(file=file, author=each.author, date=each.date, paragraph=each.line, text=each.text)
        for each in manuscript.traces
        if each.kind == "comment"
    ]


def uncarried(audit: Audit, manuscript: Manuscript, composed: Document | None) -> list[Uncarried]:
    """In the order of the file; each thing once for a paragraph. `composed`: the report, for its own formats."""
    runs = [run for _, runs in composed.lines for run in runs] if composed else []
    own = {run.text for run in runs if run.strong or run.emphasis or run.pending}
    found = [
        *_boxes(manuscript),
        *_tables(audit),
        *_marks(audit, composed),
        *_formats(manuscript, own, review_table.read(audit)),
    ]
    texts = dict.fromkeys(found, "")
    for place, text in _traces(manuscript):
        texts[place] = texts.get(place, "") + text
    in_order = sorted(texts.items())
    return [Uncarried(file=audit.file, paragraph=line, what=what, text=text) for (line, what), text in in_order]


def _traces(manuscript: Manuscript) -> Iterator[tuple[tuple[int, str], str]]:
    for trace in manuscript.traces:
        if what := _LEFT.get(trace.kind):
            yield (trace.line, what), trace.text


def _boxes(manuscript: Manuscript) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(manuscript.lines, 1):
        if line.part == "box" and line.text.strip():
            yield number, "文本框"


def _tables(audit: Audit) -> Iterator[tuple[int, str]]:
    """Tables of which no paragraph was built."""
    lines = audit.location.lines
    cells = (lines[at].cell for at in audit.location.line_of.values())
    known = {cell.table for cell in cells if cell}
    first: dict[int, int] = {}
    for number, line in enumerate(lines, 1):
        if line.cell and line.part == "body" and line.cell.table not in known:
            first.setdefault(line.cell.table, number)
    yield from ((number, "新的表格") for number in first.values())


def _marks(audit: Audit, composed: Document | None) -> Iterator[tuple[int, str]]:
    """Paragraphs in which nothing but the numbers of terms was moved, put in or taken out: the program places them."""
    own = raised(composed)
    for read, built in ((each.read, each.built) for each in audit.location.groups):
        if len(read) == len(built) == 1:
            now, was = audit.location.lines[read[0]].text, audit.baseline.paragraphs[built[0]]
            ours, theirs = map(without_blanks, (now, was))
            if ours != theirs and own.sub("", ours) == own.sub("", theirs):
                yield read[0] + 1, "名词的序号①②"


_EMPHASIS = {"b": "加粗", "i": "倾斜", "u": "下划线", "color": "颜色", "em": "着重号"}
"""Direct formats of a run that people set by hand."""


def _formats(manuscript: Manuscript, own: set[str], table: Container[int]) -> Iterator[tuple[int, str]]:
    """Formats that people gave to words or paragraphs. `own`: the texts that the report itself marks.

    `table`: the lines of the table of a review copy, which has marks of its own.
    """
    from report_cli.docx.package import W, child, children

    for number, line in enumerate(manuscript.lines, 1):
        marks = set[str]()
        for run in line.runs if number - 1 not in table else ():
            look = children(child(run.element, W + "rPr"))
            given = {name for name in _EMPHASIS if W + name in look and look[W + name].get(W + "val") not in _PLAIN}
            marks |= given if run.text.strip() and run.text not in own else set()
        for name in sorted(marks):
            yield number, f"格式（{_EMPHASIS[name]}）"


_PLAIN = ("0", "false", "off", "none", "auto", "000000")
