"""A report is written as a workspace, and what was written is tried before anybody sees it.

It is composed in a folder of its own, and laid against the report paragraph by paragraph. What would not come out to
the letter, or is refused, is bound less far (`binding.AS_TEXT`, `AS_PROSE`), until it does.
"""

import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from report_cli import compose
from report_cli.adopt import before, computed, more_rows, source, written, years
from report_cli.adopt.binding import AS_PROSE, Base, Binder, Binding
from report_cli.adopt.bound import Key, Printed
from report_cli.adopt.known import Existing, put
from report_cli.adopt.pieces import TextPart
from report_cli.adopt.source import Report, Table
from report_cli.adopt.template import Kind, TemplateWriter, Written
from report_cli.adopt.vocabulary import allowing
from report_cli.audit.texts import without_blanks
from report_cli.compose import edits_file
from report_cli.compose.speech import Words
from report_cli.document import Document
from report_cli.facts.agreement import ACCEPTABLE
from report_cli.facts.fact import Catalogue
from report_cli.facts.load import Loader
from report_cli.files.workspace import CATALOGUE, VOCABULARY, Workspace
from report_cli.model import CannotRun, Finding, Place

_ROUNDS = 12


class _Trial(Struct, kw_only=True):
    """What is given up so far, so that the text comes out.

    `levels`: how far each figure is bound. `whole`: the texts that are one fact each, word for word. `flat`: the tables
    that are written as paragraphs, by their first texts. `plain`: the headings that are, `unlisted`: the lists.
    `refuted`: the facts that stand as the report says them, though other figures say otherwise.
    """

    levels: dict[Key, int] = field(default_factory=dict)
    whole: set[int] = field(default_factory=set)
    flat: set[int] = field(default_factory=set)
    plain: set[int] = field(default_factory=set)
    joined: set[int] = field(default_factory=set)
    unlisted: set[int] = field(default_factory=set)
    refuted: set[str] = field(default_factory=set)


class _Wrong(Struct, frozen=True):
    """Where a text does not come out, and the fact or the word that is to blame, if that is known."""

    stretches: list[TextPart]
    fact: str = ""
    word: str = ""
    code: str = ""


class Trial(Struct, kw_only=True):
    """A report as facts, template and files of a workspace; and `document`, what is composed of them.

    `more`: what totals of the workspace add up more, or less, from this report on, in words.
    """

    binding: Binding
    template: Written
    files: dict[str, str]
    document: Document | None = None
    more: list[str] = field(default_factory=list)


class Adopter:
    """Makes files of a workspace of a report, and tries them.

    `there`: the files of the workspace that is adopted into, by their names; none where it is new.

    `spoken`: the numerals in words that are figures, as they differ from another year's.
    """

    def __init__(
        self,
        report: Report,
        year: int,
        kind: Kind,
        there: Mapping[str, bytes],
        base: Base | None = None,
        spoken: Iterable[Key] = (),
    ) -> None:
        self.report, self.year, self.kind, self.there = report, year, kind, there
        there_known = Existing.of(there, year)
        # What the workspace computes is what the report says of it; another kind's is known by its value too.
        is_again = base is not None and not base.is_other
        known = [fact for fact in there_known.facts() if not (is_again and fact.is_derived)]
        if base is not None:
            stated = {fact.id for fact in known}
            facts = (fact for fact in base.binding.facts.values() if fact.id not in stated)
            known += [replace(fact, values=(), text="", is_known=True, is_stated=False) for fact in facts]
        self.binder = Binder(report, year, known, there_known.groups, base, spoken)
        printings = there_known.printings() if report.sealed else {}
        if printings:
            texts = enumerate(self.binder.texts)
            self.binder.own = {at: list(there_known.printed(text, text.bounds, printings)) for at, text in texts}
        self.expected = _expected(report)
        self.catalogue = there_known.catalogue or Catalogue(CATALOGUE)
        self.computed = {one.id for one in self.catalogue.indicators if one.formula is not None}

    def made(self) -> Trial:
        """What builds the report again to the letter. Raises CannotRun where nothing does."""
        trial = _Trial()
        with tempfile.TemporaryDirectory() as folder:
            for number in range(_ROUNDS):
                made = self.attempt(trial)
                wrong = self.wrong(made, Path(folder) / str(number))
                if not wrong:
                    break
                self.loosen(trial, made, wrong, is_last=number > _ROUNDS - 4)
            else:
                raise CannotRun(
                    f"{self.report.name} 里有写不成模板的内容，没有写任何文件；把文件发给程序的维护者看一看"
                )
            new = self.compute_new_rows(made, Path(folder) / "rows")
            stated = [fact.id for fact in made.binding.facts.values() if fact.at and not fact.is_stated]
            if again := [id for id in stated if id in self.computed or id in new]:
                files = {**self.there, **{name: text.encode() for name, text in made.files.items()}}
                made.files[f"data/{self.year}.yaml"] = computed.without_stated(files, self.year, again)
            tried, texts = Path(folder) / "words", [text for text, _ in self.expected]
            made.files[VOCABULARY] = allowing(
                texts, self.year, lambda words: self.composed(made, tried, words)[1], self.there.get(VOCABULARY)
            )
        return made

    def attempt(self, trial: _Trial) -> Trial:
        """The report written, bound as far as the trial has it."""
        binding = self.binder.bind(trial.levels, trial.whole, trial.unlisted)
        for id in trial.refuted & binding.facts.keys():
            binding.facts[id].is_refuted = True
        template = TemplateWriter(self.report, binding, self.kind, trial.flat, trial.plain, trial.joined).write()
        name, year_file = self.report.name, f"data/{self.year}.yaml"
        files = dict(template.files)
        more = list[str]()
        if CATALOGUE in self.there:
            extended = written.extended(self.there[CATALOGUE].decode(), binding, template.allowed)
            grown = more_rows.grown(extended, self.catalogue, binding, self.there, self.year)
            files[CATALOGUE], more = grown.catalogue, grown.said
        else:
            files[CATALOGUE] = written.catalogue(name, binding, template.allowed)
        if year_file in self.there:
            files[year_file] = before.with_values(self.there[year_file], year_file, name, binding)
        else:
            files[year_file] = written.year_file(self.year, name, binding)
        return Trial(binding=binding, template=template, files=files, more=more)

    def compute_new_rows(self, made: Trial, folder: Path) -> list[str]:
        """Let the cells of new rows be computed as those of the other rows are; which facts these are."""
        if not self.computed:
            return []
        put(dict(self.there) | {name: text.encode() for name, text in made.files.items()}, folder)
        ledger, catalogue = Loader(Workspace(folder)).year(self.year).ledger, made.files[CATALOGUE]
        rows = dict(more_rows.computed(catalogue, self.catalogue, made.binding, ledger))
        made.files[CATALOGUE] = more_rows.with_rows(catalogue, rows)
        for id in rows:
            made.binding.facts[id].is_derived = True
        return [*rows]

    def as_edits(self, made: Trial) -> dict[str, str] | None:
        """The files of an earlier year told by the shared template, its own words as edits; None where they cannot."""
        data = {name: text for name, text in made.files.items() if name.startswith("data/")}
        file = edits_file.path(self.year, self.kind.name)
        contents = {name: text for name, text in self.there.items() if name != file}
        with tempfile.TemporaryDirectory() as folder:
            put(contents | {name: text.encode() for name, text in data.items()}, Path(folder))
            workspace = Workspace(Path(folder))
            ledger = Loader(workspace).year(self.year).ledger
            document, _ = compose.compose(self.kind.name, ledger, cache(workspace.template))
            if document is None or made.document is None:
                return None
            edits = years.edits(document, made.document, ledger, self.report.name, file)
            if edits:
                put({file: edits.encode()}, Path(folder))
                document, _ = compose.compose(self.kind.name, ledger, cache(Workspace(Path(folder)).template))
            if document is None or self.differing(document):
                return None
        return data | ({file: edits} if edits else {})

    # Trying it

    def wrong(self, made: Trial, folder: Path) -> list[_Wrong]:
        """What does not come out as it was."""
        document, findings = self.composed(made, folder)
        errors = [finding for finding in findings if finding.is_error]
        wrong = [_Wrong(self.stretches_of(made, each), each.fact, _quoted(each.message), each.code) for each in errors]
        if document is None and not any(each.stretches for each in wrong):
            raise CannotRun(f"{self.report.name} 没有收进来：{errors[0].message if errors else '生成不了'}")
        if document is None:
            return wrong
        made.document = document
        told = {text for each in wrong for text, _, _ in each.stretches}
        others = (text for text in self.differing(document) if text not in told)
        return wrong + [_Wrong([(text, 0, len(self.binder.texts[text].text))]) for text in others]

    def composed(self, made: Trial, folder: Path, words: str = "") -> tuple[Document | None, list[Finding]]:
        """The report composed in a folder of its own, and what was found; judged by a vocabulary, if one is given."""
        contents = dict(self.there) | {name: text.encode() for name, text in made.files.items()}
        contents |= {VOCABULARY: words.encode()} if words else {}
        put(contents, folder)
        workspace = Workspace(folder)
        loaded = Loader(workspace).year(self.year)
        judged = Words.of(workspace) if words else None
        document, found = compose.compose(self.kind.name, loaded.ledger, cache(workspace.template), judged)
        idle = judged.idle() if judged else []
        return document, [*loaded.findings, *found, *idle]

    def stretches_of(self, made: Trial, finding: Finding) -> list[TextPart]:
        """The parts of the report's texts that a finding is about."""
        place = finding.place
        if stretches := made.template.at.get((place.file, place.line)):
            return stretches
        fact = made.binding.facts.get(finding.fact.partition("[")[0])
        if fact is not None and fact.at:
            return [(text, 0, len(self.binder.texts[text].text)) for text, _ in fact.at]
        if place.file.startswith("templates/") and place.line > 1:
            above = replace(finding, place=Place(place.file, place.line - 1))
            return self.stretches_of(made, above)
        return []

    def differing(self, document: Document) -> list[int]:
        """The texts that are not printed as they stood."""
        printed = [
            text for number, runs in document.lines if (text := number + "".join(run.text for run in runs)).strip()
        ]
        got = [without_blanks(text) for text in printed]
        want = [without_blanks(text) for text, _ in self.expected]
        if len(got) == len(want):
            pairs = zip(got, self.expected, want, strict=True)
            return [number for one, (_, number), other in pairs if one != other]
        # Imported here: few reports need it.
        from difflib import SequenceMatcher

        changes = SequenceMatcher(None, got, want, autojunk=False).get_opcodes()
        wrong = [
            at for name, _, _, start, end in changes if name != "equal" for at in range(start, max(end, start + 1))
        ]
        return [self.expected[min(at, len(self.expected) - 1)][1] for at in wrong]

    def loosen(self, trial: _Trial, made: Trial, wrong: Sequence[_Wrong], *, is_last: bool) -> None:
        """Bind less of what is wrong: its figures by one step, else (or if `is_last`) the whole text as one fact."""
        for each in wrong:
            if self.is_meant(trial, made, each):
                trial.refuted.add(each.fact)
                continue
            texts = {text for text, _, _ in each.stretches}
            if named := {first for first in made.binding.names if texts & {*made.binding.lists[first].texts}}:
                trial.unlisted |= named
                continue
            if parted := {text for text, _, _ in each.stretches} & made.template.parted:
                trial.joined |= parted
                continue
            inside = [
                (one.key, one)
                for text, start, end in each.stretches
                for one in made.binding.printed.get(text, ())
                if one.key and one.says and start <= one.start < max(end, 1)
            ]
            meant = [pair for pair in inside if self.is_to_blame(*pair, each)] or inside
            for key, _ in meant:
                trial.levels[key] = min(trial.levels.get(key, 0) + 1, AS_PROSE)
            for text in {text for text, _, _ in each.stretches} if is_last or not meant else ():
                table, is_blank = self.table_of(text), not self.binder.texts[text].text.strip()
                trial.flat |= {table} if table is not None and (is_blank or text in made.binding.whole) else set()
                trial.plain |= {text} & set(made.binding.whole)
                trial.whole |= set() if is_blank else {text}

    def is_meant(self, trial: _Trial, made: Trial, wrong: _Wrong) -> bool:
        """Whether a fact of the workspace does not agree with others, and is surely the one that the report says."""
        fact = made.binding.facts.get(wrong.fact)
        if wrong.code not in ACCEPTABLE or fact is None or not fact.is_known or fact.id in trial.refuted:
            return False
        said = (self.binder.meant.get(key) == fact.id for key in fact.at if key not in self.binder.weak)
        return any(said) and not fact.is_stated

    def is_to_blame(self, key: Key, one: Printed, wrong: _Wrong) -> bool:
        is_said = bool(wrong.word) and wrong.word in self.binder.texts[key[0]].text[one.start : one.end]
        return is_said or (bool(wrong.fact) and one.fact == wrong.fact.partition("[")[0])

    def table_of(self, text: int) -> int | None:
        """The number of the first text of the table that a text stands in."""
        number = 0
        for block in self.report.blocks:
            size = sum(1 + len(each.notes) for each in source.lines([block]))
            if number <= text < number + size:
                return number if isinstance(block, Table) else None
            number += size
        return None


def _quoted(message: str) -> str:
    """What a message quotes first."""
    match = re.search("“([^”]+)”", message)
    return match[1] if match else ""


def _expected(report: Report) -> list[tuple[str, int]]:
    """The paragraphs as they are to come out, and the numbers of their texts; the footnotes last."""
    body, notes, number = list[tuple[str, int]](), list[tuple[str, int]](), 0
    for paragraph in source.lines(report.blocks):
        if paragraph.text.strip():
            body.append((paragraph.text, number))
        notes += [(note.text, number + 1 + at) for at, note in enumerate(paragraph.notes)]
        number += 1 + len(paragraph.notes)
    return [*body, *notes]
