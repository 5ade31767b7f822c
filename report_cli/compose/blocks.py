"""From rendered text to the blocks of a document: each figure a run of its own, prose beside it of one kind one run."""

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from report_cli.compose import atoms
from report_cli.compose.outline import Fault, Runs, outline, runs_of
from report_cli.compose.values import Printer
from report_cli.document import Block, Paragraph, Role, Run, Table
from report_cli.model import Finding, Place
from report_cli.text import excerpt

_ATTACHMENT = re.compile(f"{atoms.ATTACHMENT_OPEN}({atoms.TURNED}?)([^\n]*)\n(.*?){atoms.ATTACHMENT_CLOSE}", re.DOTALL)


class Blocks:
    """Fills the outlines of one rendered template with its figures."""

    def __init__(self, printer: Printer, is_numbered: bool) -> None:
        self.printer, self.is_numbered = printer, is_numbered
        self.findings: list[Finding] = []

    def head(self, role: Role, text: str, place: Place) -> Iterator[Paragraph]:
        """The lines of a string of the head, each a paragraph; empty ones are dropped."""
        for line in text.split("\n"):
            if atoms.unmarked(line).strip():
                yield Paragraph(role, self.line(line), origin=atoms.place_of(line) or place)

    def body(self, text: str, named: Iterable[Paragraph]) -> Iterator[Block]:
        """The text, the list of attachments, those of the head (`named`) first, and their pages.

        The pages have the list's labels and numbers (GB/T 9704, 7.3.4 and 7.3.7).
        """
        yield from self.blocks(_ATTACHMENT.sub(atoms.BREAK, text))
        titles, texts = {}, {}
        for turned, name, content in _ATTACHMENT.findall(text):
            title = Paragraph(Role.ATTACHMENT, self.line(name))
            titles[title.text], texts[title.text] = title, (content, bool(turned))
        first = {title.text: title for title in named}
        listed = first | titles | first
        numbers = [f"{number}" for number in range(1, len(listed) + 1)] if len(listed) > 1 else [""]
        for number, title in zip(numbers, listed.values(), strict=False):
            front = "附件：" if number in ("", "1") else ""
            yield replace(title, number=f"{front}{number}{'.' if number else ''}")
        for number, name in zip(numbers, listed, strict=False):
            if name in texts:
                yield from self.pages(f"附件{number}", listed[name], *texts[name])

    def pages(self, label: str, title: Paragraph, content: str, is_turned: bool) -> Iterator[Block]:
        yield Paragraph(Role.ATTACHMENT_LABEL, (), number=label, landscape=is_turned)
        yield Paragraph(Role.ATTACHMENT_TITLE, title.runs, landscape=is_turned, origin=title.origin)
        for block in self.blocks(content):
            yield replace(block, landscape=is_turned or block.landscape)

    def blocks(self, text: str) -> Iterator[Block]:
        """The blocks of a text, its headings numbered from one."""
        blocks, faults = outline(text, is_numbered=self.is_numbered)
        self.find(faults)
        for block in blocks:
            if isinstance(block, Table):
                rows = tuple([tuple(map(self.filled, row)) for row in block.rows])
                yield replace(block, rows=rows, caption=self.filled(block.caption))
            else:
                runs, lead = self.filled(block.runs), self.filled(block.lead)
                yield Paragraph(block.role, runs, block.level, block.number, lead, origin=block.origin)

    def line(self, text: str) -> Runs:
        runs, faults = runs_of((text,))
        self.find(faults)
        return self.filled(runs)

    def filled(self, runs: Sequence[Run]) -> Runs:
        """The runs of one text, with what their atoms stand for."""
        return tuple([self.run(run) if run.note or atoms.OPEN in run.text else run for run in runs])

    def run(self, run: Run) -> Run:
        if run.note:
            return replace(run, note=self.filled(run.note))
        atom = self.printer.atoms.get(run.text)
        if atom is not None and atom.fact:
            return Run(atom.text, atom.fact, atom.form, run.strong, run.emphasis, atom.is_pending, origin=run.origin)
        plain = self.printer.plain
        turns = tuple([(len(plain(run.text[:start])), place) for start, place in run.turns])
        return replace(run, text=plain(run.text), turns=turns)

    def find(self, faults: Iterable[Fault]) -> None:
        for finding, quoted in faults:
            words = f"“{excerpt(self.printer.plain(quoted))}”" if quoted else ""
            self.findings.append(replace(finding, message=finding.message.replace("{}", words)))
