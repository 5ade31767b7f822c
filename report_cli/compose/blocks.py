"""From an outline to the blocks of a document: each figure a run of its own, neighbouring prose of one kind one run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from report_cli.compose.atoms import OPEN, Atoms, is_figure, place_of, unmarked
from report_cli.compose.outline import Fault, outline, text_of
from report_cli.document import Block, Paragraph, Role, Run, Table
from report_cli.model import Finding, Place
from report_cli.text import excerpt


class Blocks:
    """Fills the outlines of one composed text with its figures."""

    def __init__(self, atoms: Atoms, is_numbered: bool) -> None:
        self.atoms, self.is_numbered = atoms, is_numbered
        self.findings: list[Finding] = []

    def head(self, role: Role, text: str, place: Place) -> Iterator[Paragraph]:
        """The lines of a string of the head, each a paragraph; empty ones are dropped."""
        for line in text.split("\n"):
            if unmarked(line).strip():
                yield Paragraph(role, self.line(line), origin=place_of(line) or place)

    def line(self, text: str) -> tuple[Run, ...]:
        read = text_of((text,))
        self.find(read.faults)
        return self.runs(read.runs)

    def body(self, text: str) -> Iterator[Block]:
        """The blocks of a text, its headings numbered from one."""
        read = outline(text, is_numbered=self.is_numbered)
        self.find(read.faults)
        return map(self.filled, read.blocks)

    def filled(self, block: Block) -> Block:
        if isinstance(block, Table):
            rows = tuple([tuple(map(self.runs, row)) for row in block.rows])
            return replace(block, rows=rows, caption=self.runs(block.caption))
        return replace(block, runs=self.runs(block.runs), lead=self.runs(block.lead))

    def runs(self, runs: Sequence[Run]) -> tuple[Run, ...]:
        """The runs of one text, with what their atoms stand for."""
        return tuple([self.run(run) if run.note or OPEN in run.text else run for run in runs])

    def run(self, run: Run) -> Run:
        if run.note:
            return replace(run, note=self.runs(run.note))
        if is_figure(run.text):
            atom = self.atoms.known[run.text]
            return Run(atom.text, atom.fact, atom.form, run.strong, run.emphasis, atom.is_pending, origin=run.origin)
        plain = self.atoms.plain
        turns = tuple([(len(plain(run.text[:start])), place) for start, place in run.turns])
        return replace(run, text=plain(run.text), turns=turns)

    def find(self, faults: Iterable[Fault]) -> None:
        for finding, quoted in faults:
            words = f"“{excerpt(self.atoms.plain(quoted))}”" if quoted else ""
            self.findings.append(replace(finding, message=finding.message.replace("{}", words)))
