"""A composed text: blocks of runs, in which every run that came from a fact still knows which one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from report_cli.model import Place

TEMPLATE_SUFFIX = ".md.j2"
"""The ending of a report kind's template: `work_report.md.j2` is the kind `work_report`."""


class Role(StrEnum):
    """What a paragraph is on the page. The values are the front matter's keys where there is one."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    DATE = "date"
    SPEAKER = "speaker"
    BYLINE = "byline"
    SALUTATION = "salutation"
    HEADING = "heading"
    BODY = "body"
    ATTACHMENT = "attachments"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one kind.

    `fact` is the id of the fact that it says, or empty for prose. `form` tells what of the fact is said: empty
    for the fact itself, else the name of the attribute or filter that gave it (`change`, `short` …).
    `pending` marks a placeholder for a fact that is not yet known (【待补：…】).
    """

    text: str
    fact: str = ""
    form: str = ""
    strong: bool = False
    emphasis: bool = False
    pending: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the text.

    A heading has role HEADING, its `level` (1 to 3: 一、 （一） 1.) and its automatic `number`. A run-in heading
    (one that ends in 。) stands in `lead`, with level and number, before the `runs` of its BODY paragraph.
    """

    role: Role
    runs: tuple[Run, ...]
    level: int = 0
    number: str = ""
    lead: tuple[Run, ...] = ()
    origin: Place | None = field(default=None, compare=False)
    """Where in the templates it begins."""

    @property
    def text(self) -> str:
        """The paragraph as printed, its automatic number included."""
        return self.number + "".join(run.text for run in (*self.lead, *self.runs))


Cell = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the first row is its head. All rows have the same number of cells."""

    rows: tuple[tuple[Cell, ...], ...]
    caption: tuple[Run, ...] = ()
    origin: Place | None = field(default=None, compare=False)


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Properties:
    """What the file says of itself (title, subject, author): empty where the template gives none."""

    title: str = ""
    subject: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A report of one kind for one year, composed."""

    kind: str
    year: int
    blocks: tuple[Block, ...]
    properties: Properties = Properties()
    label: str = ""
    """The kind's name as people say it: 工作报告."""

    def lines(self) -> Iterator[tuple[str, tuple[Run, ...]]]:
        """The paragraphs in the body's order, table cells included: an automatic number, and the runs after it.

        The first is paragraph 1, as findings and the audit count them.
        """
        before: Block | None = None
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield block.number, (*block.lead, *block.runs)
            else:
                # Word would make one table of two that touch: an empty paragraph keeps them apart.
                if block.caption or isinstance(before, Table):
                    yield "", block.caption
                for row in block.rows:
                    for cell in row:
                        yield "", cell
            before = block

    def figures(self) -> Iterator[Figure]:
        """Every appearance of a fact, in reading order."""
        for paragraph, (number, runs) in enumerate(self.lines(), 1):
            offset = len(number)
            for run in runs:
                if run.fact:
                    yield Figure(run, paragraph, offset)
                offset += len(run.text)

    @property
    def pending(self) -> list[Run]:
        """The placeholders of a draft, in reading order."""
        return [figure.run for figure in self.figures() if figure.run.pending]


@dataclass(frozen=True, slots=True)
class Figure:
    """One appearance of a fact: in which paragraph (from 1), at which character of it (from 0)."""

    run: Run
    paragraph: int
    offset: int
