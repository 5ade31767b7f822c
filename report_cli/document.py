"""A composed text: blocks of runs, in which every run that prints a fact knows which one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property, lru_cache
from hashlib import sha256
from itertools import pairwise
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from report_cli.model import Place


class Role(StrEnum):
    """What a paragraph is on the page. The values are the front matter's keys where there is one."""

    KICKER = "kicker"
    TITLE = "title"
    STAGE = "stage"
    SUBTITLE = "subtitle"
    DATE = "date"
    SPEAKER = "speaker"
    BYLINE = "byline"
    SALUTATION = "salutation"
    HEADING = "heading"
    BODY = "body"
    ATTACHMENT = "attachments"
    ATTACHMENT_LABEL = "attachment_label"
    ATTACHMENT_TITLE = "attachment_title"

    # It equals its text, and so finds what is kept by that: with the hash of an enum it would not.
    __hash__ = str.__hash__


# For what is asked of each paragraph: before Python 3.12 a member of an enum takes ten times as long to be looked up.
BODY, HEADING = Role.BODY, Role.HEADING
ATTACHMENT, ATTACHMENT_TITLE = Role.ATTACHMENT, Role.ATTACHMENT_TITLE


class Run(Struct, frozen=True, gc=False):
    """A stretch of text of one kind.

    `fact` is the id of the fact that it prints, empty for prose. `form` says how: empty for the fact as it is, else the
    attribute or filter that was used (`change`, `short` …). `pending`: a placeholder for a fact not yet known
    (【待补：…】). `superscript`: the number of a row in the table below the text, or of an explanation. `note`: a
    footnote's text; the run itself is then empty. `origin`: where in the templates it begins. `turns`: the characters
    (from 0) at which it goes on with another line of the templates, and those lines.
    """

    text: str
    fact: str = ""
    form: str = ""
    strong: bool = False
    emphasis: bool = False
    pending: bool = False
    superscript: bool = False
    note: "Runs" = ()
    origin: Place | None = None
    turns: tuple[tuple[int, Place], ...] = ()

    @property
    def origins(self) -> "Iterator[tuple[int, int, Place | None]]":
        """The parts of its text that come from one line each: from one character to before another, and that line."""
        turns = [(0, self.origin), *self.turns]
        ends = [*(start for start, _ in self.turns), len(self.text)]
        return ((start, end, place) for (start, place), end in zip(turns, ends, strict=True))


FIGURE = "\ufffc"  # stands for a figure, or anything else that is no prose, where only the prose is read


def place_at(runs: Iterable[Run], offset: int) -> Place | None:
    """Where in the templates the character at `offset` of some runs comes from; None where that is not known."""
    for run in runs:
        if offset < len(run.text):
            return ([run.origin] + [place for start, place in run.turns if start <= offset])[-1]
        offset -= len(run.text)
    return None


Runs = tuple[Run, ...]
"""A text: the runs of a paragraph, a cell, a heading, a footnote."""


def text_of(runs: Iterable[Run]) -> str:
    return "".join([run.text for run in runs])


class Paragraph(Struct, frozen=True, gc=False):
    """One paragraph of the text.

    A heading has its `level` (1 to 3: 一、 （一） 1.) and its automatic `number`. A heading that ends in 。 is the
    `lead` of the BODY paragraph after it, which has the level and number then. `landscape`: on a sheet turned sideways
    (横排). `origin`: where in the templates it begins.
    """

    role: Role
    runs: Runs
    level: int = 0
    number: str = ""
    lead: Runs = ()
    landscape: bool = False
    origin: Place | None = None

    @property
    def text(self) -> str:
        return self.number + text_of(self.all_runs)

    @property
    def all_runs(self) -> Runs:
        """Its runs, after those of its run-in heading."""
        return self.lead + self.runs if self.lead else self.runs

    @property
    def explains_a_term(self) -> bool:
        """Whether it is an explanation: it looks as if it began with a heading, which is the term."""
        return bool(self.lead and self.runs) and self.runs[0].text.startswith("：")


STAGES = ("征求意见稿", "讨论稿", "送审稿", "审议稿")  # of a draft on its way; the printed one bears no such mark


class Table(Struct, frozen=True, gc=False):
    """A table: the first row is its head, and all rows have the same number of cells, or one, merged across.

    `shares`: the columns' relative widths, in a table that is set small; else the widths follow the content.
    `is_small`: set small to fit its page.
    """

    rows: tuple[tuple[Runs, ...], ...]
    caption: Runs = ()
    landscape: bool = False
    origin: Place | None = None
    shares: tuple[int, ...] = ()
    is_small: bool = False


Block = Paragraph | Table


def with_gaps(blocks: Sequence[Block]) -> Iterator[Block | None]:
    """The blocks, and None where Word needs an empty paragraph.

    It joins tables that touch, and wants a paragraph below one that ends a section or the text.
    """
    for block, after in pairwise([*blocks, None]):
        yield block
        if isinstance(block, Table):
            ends_section = after is None or after.landscape != block.landscape
            if ends_section or (isinstance(after, Table) and not after.caption):
                yield None


class Figure(Struct, frozen=True, gc=False):
    """One appearance of a fact: paragraph (from 1), character (from 0), how often printed in this form so far."""

    run: Run
    paragraph: int
    offset: int
    appearance: int


def appearances(figures: Iterable[tuple[str, str]]) -> Iterator[int]:
    """For each fact and form in turn, how often they have come up so far, itself counted."""
    counts: dict[tuple[str, str], int] = {}
    for figure in figures:
        counts[figure] = count = counts.get(figure, 0) + 1
        yield count


class Properties(Struct, frozen=True, gc=False):
    """The file's own title, subject and author; empty where the template gives none."""

    title: str = ""
    subject: str = ""
    author: str = ""


def _whose(parts: Sequence[tuple[str, str]], words: str) -> list[str]:
    """Whose some words are, of a text in stretches with whose each is; nothing where nobody is known."""
    start = "".join(text for _, text in parts).find(words)
    at, found = 0, list[str]()
    for by, text in parts if start >= 0 else ():
        found += [by] if by and at < start + len(words) and start < at + len(text) else []
        at += len(text)
    return found


class Document(Struct, frozen=True, dict=True):
    """A report of one kind for one year, composed.

    `label`: what people call the kind (工作报告). `annex`: what comes after the text, on sheets of its own turned
    sideways. `layout`: the name of the one that its template asks for. `edits`: where each change of its words stands
    that people made in a draft, and in whose draft.
    """

    kind: str
    year: int
    blocks: tuple[Block, ...]
    properties: Properties = Properties()
    label: str = ""
    annex: tuple[Block, ...] = ()
    layout: str = ""
    edits: tuple[tuple[Place, str, tuple[tuple[str, str], ...]], ...] = ()
    """What people changed: where it is written, whose draft it is from; of several, whose each stretch of it is."""

    def edited_by(self, runs: Sequence[Run], start: int = 0, end: int | None = None) -> tuple[str, ...]:
        """Whose drafts the words are from that people put into a part of some runs, from one character to another."""
        known = self._edits_at
        at, found, words = 0, dict[str, None](), "".join(run.text for run in runs)[start:end] if known else ""
        for run in runs if known else ():
            for first, last, place in run.origins:
                if place in known and at + last > start and (end is None or at + first < end):
                    by, parts = known[place]
                    found |= dict.fromkeys(_whose(parts, words) or [by])
            at += len(run.text)
        return tuple(found)

    @cached_property
    def _edits_at(self) -> Mapping[Place | None, tuple[str, tuple[tuple[str, str], ...]]]:
        return {place: (by, parts) for place, by, parts in self.edits}

    @cached_property
    def lines(self) -> tuple[tuple[str, Runs], ...]:
        """The paragraphs in the body's order, table cells included: an automatic number, and the runs after it.

        The first is paragraph 1, as findings and the audit count them. Footnotes come after the body.
        """
        body: list[tuple[str, Runs]] = []
        for block in with_gaps(self.body):
            match block:
                case None:
                    body.append(("", ()))
                case Paragraph():
                    body.append((block.number, block.all_runs))
                case Table():
                    body += [("", block.caption)] if block.caption else []
                    body += [("", cell) for row in block.rows for cell in row]
        return (*body, *(("", run.note) for _, runs in body for run in runs if run.note))

    @property
    def texts(self) -> Iterator[str]:
        """The lines as they read."""
        return (number + text_of(runs) for number, runs in self.lines)

    @cached_property
    def prose(self) -> tuple[str, ...]:
        """The lines without their numbers, FIGURE in the place of each figure and raised number: many share them."""
        lines = ([FIGURE if run.fact or run.superscript else run.text for run in runs] for _, runs in self.lines)
        return tuple(map("".join, lines))

    @cached_property
    def notes(self) -> tuple[Runs, ...]:
        return tuple(run.note for _, runs in self.lines for run in runs if run.note)

    @cached_property
    def body(self) -> tuple[Block, ...]:
        """All blocks, those of the annex on sheets turned sideways."""
        return (*self.blocks, *(replace(block, landscape=True) for block in self.annex))

    @cached_property
    def printed(self) -> Runs:
        """The runs that print facts."""
        return tuple([run for _, runs in self.lines for run in runs if run.fact])

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        figures = []
        counted = appearances((run.fact, run.form) for _, runs in self.lines for run in runs if run.fact)
        for paragraph, (number, runs) in enumerate(self.lines, 1):
            offset = len(number)
            for run in runs:
                if run.fact:
                    figures.append(Figure(run, paragraph, offset, next(counted)))
                offset += len(run.text)
        return tuple(figures)

    def at_stage(self, stage: str) -> Self:
        """The document with its stage below the title: （送审稿）."""
        roles = [block.role if isinstance(block, Paragraph) else None for block in self.blocks]
        below = len(roles) - roles[::-1].index(Role.TITLE) if Role.TITLE in roles else 0
        blocks = *self.blocks[:below], Paragraph(Role.STAGE, (Run(f"（{stage}）"),)), *self.blocks[below:]
        return replace(self, blocks=blocks)


@lru_cache(maxsize=8192)
def binding(fact: str, form: str) -> str:
    """The name of a fact in a form in bookmarks and seals: ten hexadecimal digits, the same in every document."""
    return sha256(f"{fact}\0{form}".encode()).hexdigest()[:10]
