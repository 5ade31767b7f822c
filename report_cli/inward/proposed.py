"""A proposed change: one thing that something incoming would change in data or text, and whether it can be written.

Whatever comes in (a draft that came back, a form, a table of rows) becomes a list of these, numbered from 1.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from report_cli.audit.texts import without_blanks
from report_cli.compose.lines import Position
from report_cli.compose.merging import opcodes
from report_cli.files import editing
from report_cli.inward.lines_to_add import Line
from report_cli.inward.list_changes import OPEN_END, do_clash
from report_cli.inward.today import WordChange
from report_cli.model import Place
from report_cli.sentences import CLAUSE_MARKS

State = Literal["ready", "conflict", "derived", "new", "unclear", "taken"]
"""Ready: one wish, nothing against it. Conflict: several are wished for one place. Derived: it follows from others.

New: a number that no fact stands behind. Unclear: it cannot be carried. Taken: data or text say so already, or will.
"""
ChangeKind = Literal["changed", "added", "removed", "moved"]
WRITABLE: tuple[State, ...] = ("ready", "conflict")
SINCE = "生成以后数据也改了，现在是"


class Source(Struct, frozen=True, kw_only=True):
    """Who wishes it: the sentence of a draft, and in `marked` the same with the change marked in it.

    A cell of a table has `sheet` (empty where the file has none) and `cell` in place of a paragraph. A file of the
    workspace that says otherwise has a `line`.
    """

    file: str
    text: str
    marked: str = ""
    paragraph: int | None = None
    line: int | None = None
    sheet: str = ""
    cell: str = ""
    today: int | None = None
    """The line of the report's text, as it is composed today, that its sentence stands in."""

    @property
    def at(self) -> str:
        """Where it stands in its file."""
        if self.cell:
            return " ".join(filter(None, (self.sheet, self.cell)))
        return f"第{self.paragraph}段" if self.paragraph else ""


class ProposedChange(Struct, frozen=True, kw_only=True):
    """`key`: what it is about; two with the same key want the same place. `position`: where in its source it stands.

    Of a figure: `fact` and its `label`, `before` and `after` as they would stand in the year file, `form` and `printed`
    as the draft prints it. Of prose: each figure stands as the template would print it. `place`: where it is written,
    of prose the line of the template. `edits`: what is to be changed in `file`; of prose `words`.

    What a table wishes has no `kind`; `source` and `note` are to stand beside its value, and `printed` is what a form
    would show once it is written.
    """

    type: Literal["figure", "prose"]
    state: State
    year: int
    kind: str
    key: tuple[str, ...]
    position: tuple[int, ...]
    sources: tuple[Source, ...]
    before: str | None = None
    after: str | None = None
    message: str = ""
    place: Place | None = None
    file: str = ""
    edits: tuple[editing.ValueChange, ...] = ()
    words: WordChange | None = None
    fact: str = ""
    label: str = ""
    form: str = ""
    printed: str = ""
    aside: str = ""
    """What else to know of it, for people."""
    stood: str = ""
    """Of a new number: the sentence as built that it was put into."""
    gone: tuple[int, ...] = ()
    """The whole lines of today's text that it takes out; `headings`: those of them that are headings."""
    headings: tuple[int, ...] = ()
    host: Position | None = None
    """Of a footnote that is taken out: the place in today's text that it is of."""
    against: tuple[int, ...] = ()
    """The numbers of those that change, or add to, what it takes out, or that take out where it stands."""
    change: ChangeKind | None = None
    source: str = ""
    note: str = ""
    shared: str = ""
    """The source that is said of more than its value, and stays: where, and what."""
    lines: tuple[Line, ...] = ()
    """Of a new number, or a row: those that tell the data of it, all there is to do; `is_doubtful`: one looks first."""
    is_doubtful: bool = False
    number: int = 0

    @property
    def files(self) -> set[str]:
        """Whose wish it is."""
        return {source.file for source in self.sources if not source.line}

    @property
    def is_open(self) -> bool:
        """Whether it is still to be decided."""
        return self.state != "taken"

    @property
    def changes(self) -> tuple[editing.ValueChange | editing.Beside, ...]:
        """What is to be changed in its file, with what is to stand beside the value."""
        keys = {key: text for key, text in (("source", self.source), ("note", self.note)) if text}
        return (*self.edits, editing.Beside(path_of(self.fact), keys)) if keys and not self.is_removal else self.edits

    @property
    def is_move(self) -> bool:
        """Whether words only move, as they were."""
        return self.change == "moved" and self.before == self.after

    @property
    def is_removal(self) -> bool:
        return self.type == "figure" and self.change == "removed"

    @property
    def can_be_written(self) -> bool:
        return self.state in WRITABLE and bool(self.changes or self.words)

    @property
    def can_be_added(self) -> bool:
        """Whether it is a new number, or a row more, that the data are told of if it is named."""
        return self.state in ("new", "unclear") and bool(self.lines)

    @property
    def can_be_named(self) -> bool:
        """Whether it may be among those that people name to be written: what the data say already is no harm."""
        return self.state == "taken" or self.can_be_written or self.can_be_added

    def meets(self, other: ProposedChange) -> bool:
        """Whether two want the same place changed."""
        if other.number in self.against:
            return True
        if self.lines and other.lines:
            return any(line.clashes(each) for line in self.lines for each in other.lines)
        if self.words and other.words:
            return (self.year, self.kind) == (other.year, other.kind) and self.words.meets(other.words)
        if self.key == other.key:
            return True
        ours, theirs = (each.key if each.key[0] == "item" else () for each in (self, other))
        is_same_list = bool(ours) and ours[:3] == theirs[:3] and OPEN_END not in (ours[3], theirs[3])
        return is_same_list and do_clash(self.edits, other.edits)


def as_compared(text: str) -> str:
    """What two ways to write a figure have in common that differ in blanks, quotation marks and width of digits."""
    return without_blanks(unicodedata.normalize("NFKC", text))


def path_of(fact: str) -> editing.Path:
    """The keys of the year file that lead to a fact.

    >>> path_of("documents[2].title")
    ('documents', 2, 'title')
    """
    steps = re.findall(r"[^.\[\]]+|\[[0-9]+\]", fact)
    return tuple(int(step[1:-1]) if step.startswith("[") else step for step in steps)


_NEAR = 2
"""Words that are the same, but so few between others that were changed, are shown as changed too."""


def marked(before: str, after: str) -> str:
    """What was changed in some words, marked in them."""
    ours, theirs = re.findall(r"[0-9.]+|.|\n", before), re.findall(r"[0-9.]+|.|\n", after)
    codes = _at_marks(opcodes(ours, theirs), ours, theirs)
    text, old, new = "", "", ""
    for number, (name, a, b, c, d) in enumerate(codes):
        is_short = b - a <= _NEAR and 0 < number < len(codes) - 1
        if name == "equal" and not is_short:
            text += (f"〔{old}→{new}〕" if old or new else "") + "".join(ours[a:b])
            old = new = ""
        else:
            old, new = old + "".join(ours[a:b]), new + "".join(theirs[c:d])
    return (text + (f"〔{old}→{new}〕" if old or new else "")).replace("\n", "／")


Code = tuple[str, int, int, int, int]


def _at_marks(codes: Sequence[Code], ours: Sequence[str], theirs: Sequence[str]) -> list[Code]:
    """The same changes; a clause that was put in or taken out is shown from the mark before it, where it can be.

    265〔→件，增加25〕件 is 265件〔→，增加25件〕.
    """
    made = [*codes]
    for at in range(1, len(made) - 1):
        name, a, b, c, d = made[at]
        words, start, end = (theirs, c, d) if name == "insert" else (ours, a, b)
        room, shift = min(made[at + 1][2] - made[at + 1][1], end - start), 0
        while shift < room and words[start + shift] == words[end + shift] and words[start + shift] not in CLAUSE_MARKS:
            shift += 1
        if name in ("insert", "delete") and 0 < shift < end - start and words[start + shift] in CLAUSE_MARKS:
            before, after = made[at - 1], made[at + 1]
            made[at - 1] = (before[0], before[1], before[2] + shift, before[3], before[4] + shift)
            made[at] = (name, a + shift, b + shift, c + shift, d + shift)
            made[at + 1] = (after[0], after[1] + shift, after[2], after[3] + shift, after[4])
    return made
