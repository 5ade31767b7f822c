"""The small, closed part of Markdown that templates are written in: lines to parts, whatever the figures are.

`#` to `####` are the title, 一、, （一） and 1.; a heading that ends in 。 runs into its paragraph; blank lines part
paragraphs; `**` and `*` emphasise; a table comes from the block macro. All else is refused. Indentation means nothing.

Facts are atoms here. The prose of one report is that of the next, and only its figures differ: so what is read is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct, field
from msgspec.structs import replace

from report_cli.compose.atoms import (
    ATOM,
    BREAK,
    LATIN_FIRST,
    LATIN_LAST,
    MARK,
    NOTE,
    NOTE_OPEN,
    OPEN,
    STOP_LAST,
    TABLE_CLOSE,
    TABLE_OPEN,
    TURNED,
    WORD,
    place_at,
    place_of,
    places_of,
    traits,
    unmarked,
)
from report_cli.document import Role, Run
from report_cli.facts.quantity import chinese
from report_cli.model import Place
from report_cli.text import is_chinese

# Each begins with one character: such a search runs ten times faster.
_PIECE = re.compile(f"({NOTE.pattern}|{ATOM.pattern}|\\*\\**)")
_HEADING = re.compile(r"#{1,4}\s")
_INDENT = re.compile(rf"^((?:{MARK.pattern})+)\s+")

_REFUSED = [
    (re.compile(r"#{5,}\s"), "标题最多四级（####）", "改用四级以内的标题"),
    (re.compile(r"#+[^\s#]"), "“#”后面缺一个空格", "标题写成“## 标题”；不是标题就不要以#开头"),
    (re.compile(r"[-+]\s|\*\s"), "不能用列表符号开头", "各项写进句子，或各成一段"),
    (re.compile(r"[0-9]+[.)](\s|$)"), "不能用编号开头", "标题自动编号；各项写进句子"),
    (re.compile(r">"), "不能用引用符号“>”开头", "直接写文字"),
    (
        re.compile(r"(=+|-{2,})\s*$|([-*_])\s*(\2\s*){2,}$"),
        "不能用横线（分隔线或标题下划线）",
        "标题写成“## 标题”，段落之间空一行",
    ),
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
    found = [
        (match.start(), message, cure) for pattern, message, cure in _REFUSED_INSIDE if (match := pattern.search(line))
    ]
    return min(found, default=None)


Starts = tuple[tuple[int, Place], ...]
"""Where in a run the lines begin that it is made of, and where each came from."""


class Fault(Struct, frozen=True, gc=False):
    """What is wrong with a text: `quoted` of it stands, as printed, between the two halves of the message."""

    code: str
    place: Place | None
    message: str
    cure: str
    quoted: str = ""
    after: str = ""


class Text(Struct, frozen=True, gc=False):
    """The text of one paragraph: runs of prose, and among them `figures`, each an atom in the place of a run.

    `starts`: for each run, where its lines begin; empty where no run is of several lines. `notes`: footnotes, by the run
    that each is hung on. `is_mixed`: an atom that is a word of the catalogue is to be one run with the prose beside it.
    """

    runs: tuple[Run, ...]
    figures: tuple[int, ...]
    starts: tuple[Starts, ...]
    origin: Place | None
    notes: tuple[tuple[int, Text], ...] = ()
    is_mixed: bool = False
    fault: Fault | None = None

    @property
    def ends_in_stop(self) -> bool:
        hung = dict(self.notes)
        said = [run.text for number, run in enumerate(self.runs) if number not in hung]
        return bool(said) and bool(
            traits(said[-1]) & STOP_LAST if said[-1].startswith(OPEN) else said[-1].endswith("。")
        )


class Part(Struct, frozen=True, gc=False):
    """A heading or a paragraph. `lead`: the heading that runs into it, whose level and number it then has."""

    role: Role
    text: Text
    origin: Place | None
    level: int = 0
    number: str = ""
    lead: Text | None = None


class Grid(Struct, frozen=True, gc=False):
    """A table: the first row is its head."""

    rows: tuple[tuple[Text, ...], ...]
    caption: Text
    landscape: bool
    origin: Place | None


class Outline(Struct, frozen=True, gc=False):
    """A text as parts, and what is wrong with it."""

    parts: tuple[Part | Grid, ...]
    faults: tuple[Fault, ...]


@lru_cache(maxsize=16)
def outline(text: str, *, is_numbered: bool) -> Outline:
    """Read a text, its headings numbered from one."""
    faults: list[Fault] = []
    return Outline(tuple(_run_in(_parts(text, _Numbering(is_numbered), faults), faults)), tuple(faults))


@lru_cache(maxsize=1024)
def text_of(lines: tuple[str, ...], place: Place | None = None) -> Text:
    """The text of a paragraph of such lines. `place`: where lines come from whose marks have been taken out."""
    whole = before = ""
    for line in map(_flush, lines):
        whole += _gap(before, line) + line
        before = line
    places = places_of(whole)
    runs, starts, is_balanced = _pieces(unmarked(whole), places, place)
    atoms = [number for number, run in enumerate(runs) if run.text.startswith(OPEN)]
    notes = [
        (number, text_of((run.text[1:-1],), run.origin))
        for number, run in enumerate(runs)
        if run.text.startswith(NOTE_OPEN)
    ]
    is_mixed = any(traits(runs[number].text) & WORD for number in atoms)
    has_starts = any(len(begun) > 1 for begun in starts) or (is_mixed and len(places) > 1)
    origin, fault = places[0][1] if places else None, None
    if not is_balanced:
        fault = Fault("T302", origin or place, "着重号“*”没有成对：", "写成 **文字**，在同一段里收尾", whole)
    return Text(runs, tuple(atoms), starts if has_starts else (), origin, tuple(notes), is_mixed, fault)


class _Numbering(Struct):
    """Automatic numbers of the headings: 一、 （一） 1."""

    is_on: bool
    counters: list[int] = field(default_factory=lambda: [0, 0, 0])

    def next(self, level: int) -> str:
        if not self.is_on:
            return ""
        self.counters[level - 1] += 1
        self.counters[level:] = [0] * (3 - level)
        number = self.counters[level - 1]
        return (f"{chinese(number)}、", f"（{chinese(number)}）", f"{number}.")[level - 1]


def _run_in(parts: Iterator[Part | Grid], faults: list[Fault]) -> Iterator[Part | Grid]:
    """The parts, each heading that ends in 。 in the paragraph that it leads."""
    lead: Part | None = None
    for part in parts:
        is_paragraph = isinstance(part, Part) and part.role is Role.BODY
        if lead is not None and not is_paragraph:
            faults += _alone(lead)
            lead = None
        if isinstance(part, Part) and part.role is Role.HEADING and part.text.ends_in_stop:
            lead = part
        elif lead is not None and isinstance(part, Part):
            yield replace(part, level=lead.level, number=lead.number, lead=lead.text, origin=lead.origin)
            lead = None
        else:
            yield part
    if lead is not None:
        faults += _alone(lead)


def _alone(lead: Part) -> list[Fault]:
    """Its text is printed nowhere, so what is wrong with that is told here."""
    quoted = lead.number + "".join(run.text for run in lead.text.runs)
    own = [text.fault for text in (*(note for _, note in lead.text.notes), lead.text) if text.fault]
    return [
        *own,
        Fault("T305", lead.origin, "标题", "去掉句号，或在后面写一段", quoted, "以句号结尾，后面却没有接排的段落"),
    ]


def _parts(text: str, numbering: _Numbering, faults: list[Fault]) -> Iterator[Part | Grid]:
    lines: list[str] = []
    # A break may stand at the end of a line, where a tag has dropped the line end before it.
    source = iter(text.replace(BREAK, f"\n{BREAK}\n").split("\n"))
    for line in source:
        bare = unmarked(line).strip()
        is_heading = bare.startswith("#") and _HEADING.match(bare)
        if lines and (BREAK in line or is_heading or bare.startswith(TABLE_OPEN)):
            yield _paragraph(lines)
            lines = []
        if bare.startswith(TABLE_OPEN):
            yield from _table(line, source, faults)
        elif is_heading:
            yield _heading(line, numbering)
        elif bare:
            # The templates are checked before rendering; this finds what only the composed text shows.
            if wrong := refused(bare):
                faults.append(Fault("T301", place_of(line), f"{wrong[1]}：", wrong[2], bare))
            lines.append(line)
    if lines:
        yield _paragraph(lines)


def _paragraph(lines: Sequence[str]) -> Part:
    text = text_of(tuple(lines))
    return Part(Role.BODY, text, text.origin)


def _heading(line: str, numbering: _Numbering) -> Part:
    marks, _, rest = unmarked(line).strip().partition(" ")
    origin, level = place_of(line), len(marks) - 1
    text = text_of((rest,), origin)
    return Part(Role.HEADING, text, origin, level, numbering.next(level)) if level else Part(Role.TITLE, text, origin)


def _table(first: str, source: Iterator[str], faults: list[Fault]) -> Iterator[Grid]:
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
    uneven = [(line, cells) for line, cells in rows if len(cells) != width]
    faults += [
        Fault("T306", place_of(line), f"表格这一行有{len(cells)}格，表头有{width}格", "各格用“|”隔开，格数一致")
        for line, cells in uneven
    ]
    if len(rows) > 1 and not uneven:
        texts = tuple(tuple(text_of((cell,), place_of(line)) for cell in cells) for line, cells in rows)
        yield Grid(texts, text_of((caption,), place_of(first)), caption != said, place_of(rows[0][0]))


def _cells(row: str) -> list[str]:
    """The cells of a row; a | at both its ends belongs to the frame, one at its end alone stands before an empty cell."""
    is_framed = len(row) > 1 and row.startswith("|") and row.endswith("|")
    return (row[1:-1] if is_framed else row).split("|")


def _flush(line: str) -> str:
    """Without blanks at its ends: indentation stands behind the mark that a line begins with."""
    return _INDENT.sub(r"\1", line.strip())


def _gap(before: str, line: str) -> str:
    """Between two lines of a paragraph: a space only where two Latin words would run together."""
    if not before:
        return ""
    left, right = (NOTE.sub("", unmarked(part)) for part in (before, line))
    return " " if _is_latin(left.rstrip("*"), -1) and _is_latin(right.lstrip("*"), 0) else ""


def _is_latin(text: str, end: int) -> bool:
    """Whether a text has a Latin character at its beginning (0) or its end (-1)."""
    if not text:
        return False
    if atom := (_ATOM_FIRST, _ATOM_LAST)[end].search(text):
        return bool(traits(atom.group()) & (LATIN_FIRST, LATIN_LAST)[end])
    return not is_chinese(text[end])


_ATOM_FIRST = re.compile(f"^{ATOM.pattern}")
_ATOM_LAST = re.compile(f"{ATOM.pattern}$")


def _pieces(
    text: str, places: Sequence[tuple[int, Place]], place: Place | None
) -> tuple[tuple[Run, ...], tuple[Starts, ...], bool]:
    """A text as pieces, each an atom, a note or prose, and whether its emphasis ends where it began.

    With each, where in it the lines begin that it is made of; `places`: where they begin in the text.
    """
    strong = emphasis = False
    runs: list[Run] = []
    starts: list[Starts] = []
    at = 0
    for piece in _PIECE.split(text):
        if piece.startswith("*"):
            strong ^= len(piece) > 1
            emphasis ^= len(piece) % 2 == 1
        elif piece:
            origin = place_at(places, at)
            begun = [(0, origin)] if origin else []
            if not piece.startswith((OPEN, NOTE_OPEN)):
                begun += [(start - at, place) for start, place in places if at < start < at + len(piece)]
            runs.append(Run(piece, strong=strong, emphasis=emphasis, origin=origin or place))
            starts.append(tuple(begun))
        at += len(piece)
    return tuple(runs), tuple(starts), not (strong or emphasis)
