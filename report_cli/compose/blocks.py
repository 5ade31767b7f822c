"""An outline and its atoms to blocks of runs: each fact a run of its own, neighbours of the same kind one run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec.structs import replace

from report_cli.compose.atoms import ATOM, NOTE, Atoms, place_at, place_of, unmarked
from report_cli.compose.outline import Fault, Grid, Part, Starts, Text, outline, text_of
from report_cli.document import Block, Paragraph, Role, Run, Table
from report_cli.model import Finding, Place
from report_cli.text import excerpt

Locate = Callable[[Iterable[Run], int], Place]
"""Where in the templates the character at such an offset of a paragraph's runs comes from."""


class Blocks:
    """Fills one composed text. `file` is where findings stand whose line is not known."""

    def __init__(self, atoms: Atoms, file: str, numbering: str = "automatic") -> None:
        self.atoms, self.file = atoms, file
        self.is_numbered = numbering == "automatic"
        self.findings: list[Finding] = []
        # By identity: two paragraphs may say the same. (The run is kept, as another could have its identity once it is gone.)
        self._of_several_lines: dict[int, tuple[Run, Starts]] = {}

    def head(self, role: Role, text: str, at: int) -> Iterator[Paragraph]:
        """The lines of the head's string at line `at`, each a paragraph; empty ones are dropped."""
        for line in text.split("\n"):
            if unmarked(line).strip():
                yield Paragraph(role, self.line(line), origin=place_of(line) or Place(self.file, at))

    def body(self, text: str) -> Iterator[Block]:
        """The blocks of a text, its headings numbered from one."""
        read = outline(text, is_numbered=self.is_numbered)
        self.find(*read.faults)
        yield from (self.table(part) if isinstance(part, Grid) else self.paragraph(part) for part in read.parts)

    def line(self, text: str) -> tuple[Run, ...]:
        return self.runs(text_of((text,)))

    def paragraph(self, part: Part) -> Paragraph:
        lead = self.runs(part.lead) if part.lead else ()
        return Paragraph(part.role, self.runs(part.text), part.level, part.number, lead, origin=part.origin)

    def table(self, grid: Grid) -> Table:
        rows = tuple(tuple(map(self.runs, row)) for row in grid.rows)
        return Table(rows, self.runs(grid.caption), landscape=grid.landscape, origin=grid.origin)

    def runs(self, text: Text) -> tuple[Run, ...]:
        """The runs of one paragraph, its figures filled in."""
        runs, starts = list(text.runs), text.starts
        for number in text.figures:
            atom, piece = self.atoms.get(runs[number].text), runs[number]
            runs[number] = Run(
                atom.text, atom.fact, atom.form, piece.strong, piece.emphasis, atom.is_pending, origin=piece.origin
            )
        for number, note in text.notes:
            runs[number] = Run("", note=self.runs(note), origin=runs[number].origin)
        if text.is_mixed:
            runs, starts = _joined(runs, starts)
        if starts:
            self._of_several_lines |= {
                id(run): (run, begun) for run, begun in zip(runs, starts, strict=True) if len(begun) > 1
            }
        if text.fault:
            self.find(text.fault)
        return tuple(runs)

    def find(self, *faults: Fault) -> None:
        for fault in faults:
            quoted = f"“{excerpt(self.plain(fault.quoted))}”" if fault.quoted else ""
            place = fault.place or Place(self.file)
            self.findings.append(Finding(fault.code, place, f"{fault.message}{quoted}{fault.after}", fault.cure))

    def plain(self, text: str) -> str:
        """The text as printed, without footnotes."""
        return ATOM.sub(lambda match: self.atoms.get(match.group()).text, NOTE.sub("", unmarked(text)))

    def place(self, runs: Iterable[Run], offset: int) -> Place:
        """Where in the templates the character at `offset` of a paragraph comes from."""
        for run in runs:
            if offset < len(run.text):
                _, starts = self._of_several_lines.get(id(run), (run, ()))
                return place_at(starts, offset) or run.origin or Place(self.file)
            offset -= len(run.text)
        return Place(self.file)


def _joined(runs: Sequence[Run], starts: Sequence[Starts]) -> tuple[list[Run], tuple[Starts, ...]]:
    """Prose and the words of the catalogue beside it as one run, and where in each the lines begin."""
    joined: list[Run] = []
    begun: list[Starts] = []
    for run, lines in zip(runs, starts or ((),) * len(runs), strict=True):
        last = joined[-1] if joined else None
        if (
            last is None
            or last.fact
            or last.note
            or run.fact
            or run.note
            or (last.strong, last.emphasis) != (run.strong, run.emphasis)
        ):
            joined.append(run)
            begun.append(lines)
        else:
            joined[-1] = replace(last, text=last.text + run.text)
            begun[-1] += tuple((len(last.text) + start, place) for start, place in lines)
    return joined, tuple(begun) if starts else ()
