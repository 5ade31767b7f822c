"""The small, closed part of Markdown that templates are written in: lines to blocks of runs.

`#` to `####` are the title, 一、, （一） and 1.; a heading that ends in 。 runs into its paragraph; blank lines part
paragraphs; `**` and `*` emphasise; a table comes from the block macro. All else is refused. Indentation means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct, field
from msgspec.structs import replace

from report_cli.compose.atoms import (
    ATOM,
    BREAK,
    MARK,
    MARK_OPEN,
    NOTE,
    NOTE_OPEN,
    OPEN,
    TABLE_CLOSE,
    TABLE_OPEN,
    TURNED,
    Atoms,
    place_at,
    place_of,
    places_of,
    unmarked,
)
from report_cli.document import Block, Paragraph, Role, Run, Table
from report_cli.facts.quantity import chinese
from report_cli.model import Finding, Place
from report_cli.text import excerpt, is_chinese

_ATOM_WHOLE = ATOM.pattern.replace("(", "(?:")
_NOTE_WHOLE = NOTE.pattern.replace("(", "(?:")
# Each begins with one character: such a search runs ten times faster.
_PIECE = re.compile(f"({_NOTE_WHOLE}|{_ATOM_WHOLE}|\\*\\**)")
_HEADING = re.compile(r"#{1,4}\s")
_INDENT = re.compile(rf"^((?:{MARK.pattern})+)\s+")

_REFUSED = [
    (re.compile(r"#{5,}\s"), "标题最多四级（####）", "改用四级以内的标题"),
    (re.compile(r"#+[^\s#]"), "“#”后面缺一个空格", "标题写成“## 标题”；不是标题就不要以#开头"),
    (re.compile(r"[-+]\s|\*\s"), "不能用列表符号开头", "各项写进句子，或各成一段"),
    (re.compile(r"[0-9]+[.)](\s|$)"), "不能用编号开头", "标题自动编号；各项写进句子"),
    (re.compile(r">"), "不能用引用符号“>”开头", "直接写文字"),
    (re.compile(r"(=+|-{2,})\s*$|([-*_])\s*(\2\s*){2,}$"), "不能用横线（分隔线或标题下划线）", "标题写成“## 标题”，段落之间空一行"),
    (re.compile(r"```|~~~"), "不能用代码块", "直接写文字"),
    (re.compile(r"\|.*\|\s*$|:?-+:?\s*\|"), "不能直接画表格", "用 {% call table() %}…{% endcall %}"),
]
_REFUSED_INSIDE = [
    (re.compile(r"</?[A-Za-z!][^>]*>?"), "不能用HTML标签", "直接写文字；尖括号用《》或〈〉"),
    (re.compile(r"!?\[[^\]]*\]\("), "不能用链接和图片", "直接写文字"),
    (re.compile(r"`"), "不能用反引号", "直接写文字"),
    (re.compile(r"\\"), "不能用反斜杠", "直接写文字，不需要转义"),
    (re.compile(r"&(#\w+|\w+);"), "不能用HTML转义", "直接写那个字符"),
    (re.compile(r"~~"), "不能用删除线", "直接写要印的文字"),
    (re.compile(r"\*{4,}"), "连用了太多“*”", "着重写成 **文字**"),
    (re.compile(r"\[\^[^\]]*\]"), "不能用脚注", "直接写文字"),
]
# A line without any of these signs holds none of that; most lines do.
_SUSPECT = re.compile(r"[-#+*>=_`~|<\[\\&]|[0-9][.)]")


def refused(line: str) -> tuple[int, str, str] | None:
    """What a line of a template must not hold: column (from 0), message, cure; None where all is well."""
    if not _SUSPECT.search(line):
        return None
    text = line.lstrip()
    indent = len(line) - len(text)
    for pattern, message, cure in _REFUSED:
        if pattern.match(text):
            return indent, message, cure
    found = [(match.start(), message, cure) for pattern, message, cure in _REFUSED_INSIDE if (match := pattern.search(line))]
    return min(found, default=None)


Stretches = dict[Run, tuple[tuple[int, Place], ...]]
"""Of runs that are made of several lines: where each line's part begins, and where it came from."""


def place_in(runs: Iterable[Run], offset: int, stretches: Stretches) -> Place | None:
    """Where in the templates the character at `offset` of a paragraph comes from."""
    for run in runs:
        if offset < len(run.text):
            return place_at(list(stretches.get(run, ())), offset) or run.origin
        offset -= len(run.text)
    return None


class _Numbering(Struct):
    """Automatic numbers of the headings: 一、 （一） 1."""

    is_on: bool
    counters: list[int] = field(default_factory=lambda: [0, 0, 0])

    def restart(self) -> None:
        self.counters = [0, 0, 0]

    def next(self, level: int) -> str:
        if not self.is_on:
            return ""
        self.counters[level - 1] += 1
        self.counters[level:] = [0] * (3 - level)
        number = self.counters[level - 1]
        return (f"{chinese(number)}、", f"（{chinese(number)}）", f"{number}.")[level - 1]


class Blocks:
    """Reads one composed text. `file` is where findings stand whose line is not known."""

    def __init__(self, atoms: Atoms, file: str, numbering: str = "automatic") -> None:
        self.atoms, self.file = atoms, file
        self.numbering = _Numbering(numbering == "automatic")
        self.findings: list[Finding] = []
        self.stretches: Stretches = {}

    def find(self, code: str, text: str, message: str, cure: str) -> None:
        self.findings.append(Finding(code, place_of(text) or Place(self.file), message, cure))

    def head(self, role: Role, text: str, at: int) -> Iterator[Paragraph]:
        """The lines of the head's string at line `at`, each a paragraph; empty ones are dropped."""
        for line in text.split("\n"):
            if unmarked(line).strip():
                yield Paragraph(role, tuple(self.runs([line])), origin=place_of(line) or Place(self.file, at))

    def body(self, text: str) -> Iterator[Block]:
        """The blocks of a text, its headings numbered from one."""
        self.numbering.restart()
        lead: Paragraph | None = None
        for block in self.read(text):
            if lead is not None and not (isinstance(block, Paragraph) and block.role is Role.BODY):
                self.alone(lead)
                lead = None
            if isinstance(block, Paragraph) and block.role is Role.HEADING and block.text.endswith("。"):
                lead = block
            elif lead is not None and isinstance(block, Paragraph):
                yield replace(block, level=lead.level, number=lead.number, lead=lead.runs, origin=lead.origin)
                lead = None
            else:
                yield block
        if lead is not None:
            self.alone(lead)

    def alone(self, lead: Paragraph) -> None:
        message = f"标题“{excerpt(lead.text)}”以句号结尾，后面却没有接排的段落"
        self.findings.append(Finding("T305", lead.origin or Place(self.file), message, "去掉句号，或在后面写一段"))

    def read(self, text: str) -> Iterator[Block]:
        lines: list[str] = []
        # A break may stand at the end of a line, where a tag has dropped the line end before it.
        source = iter(text.replace(BREAK, f"\n{BREAK}\n").split("\n"))
        for line in source:
            bare = unmarked(line).strip()
            is_heading = bare.startswith("#") and _HEADING.match(bare)
            if lines and (BREAK in line or is_heading or bare.startswith(TABLE_OPEN)):
                yield self.paragraph(lines)
                lines = []
            if bare.startswith(TABLE_OPEN):
                yield from self.table(line, source)
            elif is_heading:
                yield self.heading(line)
            elif bare:
                self.check(line, bare)
                lines.append(line)
        if lines:
            yield self.paragraph(lines)

    def check(self, line: str, bare: str) -> None:
        """The templates are checked before rendering; this finds what only the composed text shows."""
        if wrong := refused(bare):
            self.find("T301", line, f"{wrong[1]}：“{excerpt(self.plain(bare))}”", wrong[2])

    def plain(self, text: str) -> str:
        """The text as printed, without footnotes."""
        return ATOM.sub(lambda match: self.atoms.get(match[1]).text, NOTE.sub("", unmarked(text)))

    def paragraph(self, lines: list[str]) -> Paragraph:
        return Paragraph(Role.BODY, tuple(self.runs(lines)), origin=place_of("".join(lines)))

    def heading(self, line: str) -> Paragraph:
        marks, _, rest = unmarked(line).strip().partition(" ")
        origin = place_of(line)
        runs = tuple(self.runs([rest], origin))
        level = len(marks) - 1
        if not level:
            return Paragraph(Role.TITLE, runs, origin=origin)
        return Paragraph(Role.HEADING, runs, level, self.numbering.next(level), origin=origin)

    def table(self, first: str, source: Iterator[str]) -> Iterator[Table]:
        said = unmarked(first).strip().removeprefix(TABLE_OPEN)
        caption = said.removeprefix(TURNED)
        rows: list[tuple[str, list[str]]] = []
        for line in source:
            bare = unmarked(line).strip()
            if bare == TABLE_CLOSE:
                break
            if bare:
                rows.append((line, _cells(bare)))
        width = len(rows[0][1]) if rows else 0
        for line, cells in rows:
            if len(cells) != width:
                self.find("T306", line, f"表格这一行有{len(cells)}格，表头有{width}格", "各格用“|”隔开，格数一致")
        if len(rows) > 1 and all(len(cells) == width for _, cells in rows):
            yield Table(
                tuple(tuple(tuple(self.runs([cell], place_of(line))) for cell in cells) for line, cells in rows),
                tuple(self.runs([caption], place_of(first))),
                landscape=caption != said,
                origin=place_of(rows[0][0]),
            )

    def gap(self, before: str, line: str) -> str:
        """Between two lines of a paragraph: a space only where two Latin words would run together."""
        if not before or not line:
            return ""
        left, right = self.plain(before).rstrip("*"), self.plain(line).lstrip("*")
        return " " if left and right and not is_chinese(left[-1]) and not is_chinese(right[0]) else ""

    def runs(self, lines: Iterable[str], place: Place | None = None) -> list[Run]:
        """The runs of one paragraph: neighbours of the same kind are one run, each fact is a run of its own.

        `place`: where lines come from whose marks have been taken out.
        """
        made: list[Run] = []
        whole = before = ""
        for line in map(_flush, lines):
            whole += self.gap(before, line) + line
            before = line
        pieces, is_balanced = _pieces(whole)
        parts: list[list[tuple[int, Place]]] = []
        is_one_line = whole.count(MARK_OPEN) < 2
        for piece, starts in pieces:
            origin, sign = piece.origin or place, piece.text[0]
            if sign == NOTE_OPEN:
                run = Run("", note=tuple(self.runs([piece.text[1:-1]], origin)), origin=origin)
            elif sign == OPEN:
                put = self.atoms.get(piece.text[1:-1])
                run = Run(put.text, put.fact, put.form, piece.strong, piece.emphasis, put.is_pending, origin=origin)
            else:
                run = piece if piece.origin else replace(piece, origin=place)
            if (at := _append(made, run)) is None or is_one_line:
                continue
            if not at:
                parts.append([])
            parts[-1] += [(at + start, from_where) for start, from_where in starts]
        if not is_one_line:
            self.stretches |= {run: tuple(starts) for run, starts in zip(made, parts, strict=True) if len(starts) > 1}
        if not is_balanced:
            self.find("T302", whole, f"着重号“*”没有成对：“{excerpt(self.plain(whole))}”", "写成 **文字**，在同一段里收尾")
        return made


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[tuple[tuple[Run, tuple[tuple[int, Place], ...]], ...], bool]:
    """A text as pieces, each an atom, a note or prose, and whether its emphasis ends where it began.

    With each, where in it the lines begin that it is made of. Atoms have no text here, so that the same prose with
    other facts need not be read again.
    """
    places = places_of(text)
    strong = emphasis = False
    made: list[tuple[Run, tuple[tuple[int, Place], ...]]] = []
    at = 0
    for piece in _PIECE.split(unmarked(text)):
        if piece.startswith("*"):
            strong ^= len(piece) > 1
            emphasis ^= len(piece) % 2 == 1
        elif piece:
            origin = place_at(places, at)
            starts = [(0, origin)] if origin else []
            if not piece.startswith((OPEN, NOTE_OPEN)):
                starts += [(start - at, place) for start, place in places if at < start < at + len(piece)]
            made.append((Run(piece, strong=strong, emphasis=emphasis, origin=origin), tuple(starts)))
        at += len(piece)
    return tuple(made), not (strong or emphasis)


def _flush(line: str) -> str:
    """Without blanks at its ends: indentation stands behind the mark that a line begins with."""
    return _INDENT.sub(r"\1", line.strip())


def _cells(row: str) -> list[str]:
    """The cells of a row; a | at both its ends belongs to the frame, one at its end alone stands before an empty cell."""
    is_framed = len(row) > 1 and row.startswith("|") and row.endswith("|")
    return (row[1:-1] if is_framed else row).split("|")


def _looks(run: Run) -> tuple[object, ...]:
    return run.form, run.strong, run.emphasis, run.pending, run.superscript, run.note


def _append(runs: list[Run], run: Run) -> int | None:
    """Where in the last run the text stands now; None where there was none to add."""
    last = runs[-1] if runs else None
    if not run.text and not run.note:
        return None
    if last is not None and not (last.note or last.fact or run.fact) and _looks(last) == _looks(run):
        runs[-1] = replace(last, text=last.text + run.text)
        return len(last.text)
    runs.append(run)
    return 0
