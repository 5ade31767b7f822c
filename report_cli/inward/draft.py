"""A draft that came back, audited, beside the data as they are now: what its wishes are told from."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit.baseline import BuiltFigure
from report_cli.audit.compare import Audit
from report_cli.audit.findings import NEW, Discrepancy
from report_cli.audit.texts import Span, bigrams, clause_end, number_parts, sentence, without_blanks
from report_cli.compose import edits_file
from report_cli.compose.edits_file import Edit
from report_cli.compose.expressions import expression
from report_cli.document import Document, text_of
from report_cli.docx.manuscript import PENDING
from report_cli.facts.fact import Fact
from report_cli.facts.formula import PREVIOUS
from report_cli.facts.ledger import Ledger
from report_cli.files import editing
from report_cli.inward import counted, facts_meant, pointing, standing
from report_cli.inward.computable import Computable, Printed
from report_cli.inward.items_now import ItemsNow
from report_cli.inward.led_to import LedTo
from report_cli.inward.points import Points, points
from report_cli.inward.proposed import Source, path_of
from report_cli.inward.raised_marks import raised
from report_cli.inward.standing import Standing
from report_cli.inward.strays import strays
from report_cli.inward.today import Today

_BY_CHANCE = 2
"""A number of so few digits, noughts at its end not counted, may well be another's too."""


class Draft(Struct, frozen=True, dict=True):
    """`contents`: the year files by their names. `kind`: the report's own, of a review copy too.

    `earlier`: the texts that came home or were built at some time, as far as they are remembered. `named`: the facts
    that people let new numbers be, by the line and place of these.
    """

    audit: Audit
    ledger: Ledger
    contents: Mapping[str, bytes]
    earlier: Callable[[], Iterable[str]] = tuple
    named: Mapping[tuple[int, int], str] = {}

    @property
    def year(self) -> int:
        return self.audit.baseline.year

    @property
    def kind(self) -> str:
        return self.audit.baseline.kind.partition(".")[0]

    @property
    def is_of_another_build(self) -> bool:
        """Whether its own build is lost, or it does not say which that is: it was laid against another, or may be."""
        return bool(self.audit.baseline.sealed) or self.audit.baseline.origin in ("nearest", "before")

    @cached_property
    def today(self) -> Today | None:
        """The text as it is composed today; None where it cannot be."""
        return Today(self.document, self.ledger) if self.document else None

    @cached_property
    def edits(self) -> list[Edit]:
        """The edits of the report, as they came home so far."""
        file = edits_file.path(self.year, self.kind)
        return edits_file.read(self.contents.get(file, b""), file, self.ledger.catalogue.allow)[0]

    @property
    def document(self) -> Document | None:
        return self.audit.sources.document

    @cached_property
    def raised(self) -> re.Pattern[str]:
        """What the program sets amid the words: the numbers of terms."""
        return raised(self.document)

    @cached_property
    def filled(self) -> dict[int, Span]:
        """The placeholders (【待补】) that people wrote something over, by the number of the figure: where."""
        found = dict[int, Span]()
        for change in self.audit.location.text_changes:
            numbers = {number for _, number in change.built}
            if len(numbers) == len(change.at) == 1 and (number := numbers.pop()) >= 0 and not change.is_whole:
                is_gap = change.at[0].start < change.at[0].end and PENDING.fullmatch(self.audit.figure(number).text)
                if is_gap:
                    found[number] = change.at[0]
        return found

    def is_filled(self, found: Discrepancy) -> bool:
        """Whether a finding is only about a placeholder that was filled in."""
        spans = list(self.filled.values())
        if found.kind == "removed":
            return self.filled.keys() >= set(found.figures)
        return any(at.line == span.line and span.start <= at.start < span.end for at in found.at for span in spans)

    @cached_property
    def standing(self) -> dict[Span, Standing]:
        """What today's report has in the place of figures of sentences that are new in the draft."""
        return standing.standing(self.audit, self.today) if self.today else {}

    def stands(self, span: Span) -> Standing | None:
        """What today's report has in the place of a new number, the verb before it perhaps with it."""
        return self._standing_at.get((span.line, span.end))

    @cached_property
    def _standing_at(self) -> dict[tuple[int, int], Standing]:
        return {(span.line, span.end): each for span, each in self.standing.items()}

    @cached_property
    def computable(self) -> Computable:
        return Computable(self.audit, self.ledger, self._fact_of)

    @cached_property
    def led_to(self) -> LedTo:
        return LedTo(self.ledger)

    @cached_property
    def said(self) -> set[str]:
        """What its lines say, without blanks."""
        return {without_blanks(line.text) for line in self.audit.location.lines}

    @cached_property
    def strays(self) -> set[int]:
        """The lines of cells that were taken for one of another row."""
        return strays(self.audit)

    @cached_property
    def points(self) -> tuple[Points, ...]:
        """The lists of points that have others now, or another order."""
        return tuple(points(self.audit.location, self.document, self.ledger))

    @cached_property
    def items_now(self) -> ItemsNow:
        return ItemsNow(self.ledger)

    @cached_property
    def stated(self) -> dict[Span, Printed]:
        """Other new numbers that a fact stands behind by now, as its label stands before them: where it is printed how.

        A number that only has the value of a figure is not that figure where another fact's label leads to it. What the
        data compute (a change on last year) is no number of its own either.
        """
        new = {each.at[0]: each for each in self.audit.discrepancies if each.kind in NEW and each.at}
        left = {span: self._like(each) for span, each in new.items() if not self.stands(span)}
        facts = ((span, self._known(span, like)) for span, like in left.items())
        return {span: known for span, known in facts if known}

    def _known(self, span: Span, like: str) -> Printed | None:
        """How a template prints a new number, or what of it stands behind the verb that it was found with."""
        bare = self.without_verb(span)
        known = self._stated(span, like) or (self._stated(bare, like) if bare != span else None)
        known = known or self.computable.printed(bare) or self._named(span)
        return known or pointing.printed(self.computable.subjects, span)

    def _named(self, span: Span) -> Printed | None:
        """What is computed and was named for a number: it may give another one by now, as the data go on."""
        fact = self.ledger.get(self.named.get((span.line, span.start), ""))
        if fact is None or not fact.is_derived:
            return None
        return Printed(span, expression(fact.id, ""), f"{fact.named}，由别的数算出，现在是{fact.text}")

    def _fact_of(self, found: Discrepancy) -> Fact | None:
        """The fact that a new number is: by its label, or as words like those before it stand before that one's."""
        if found.kind == "repeated" and found.figures and found.at[0] not in self._same:
            figure = self.audit.figure(found.figures[0])
            return self.ledger.get(figure.fact) if figure.form in ("", "number") else None
        facts = self._facts_at(found.at[0], "")
        return facts[0][0] if len(facts) == 1 else None

    def without_verb(self, span: Span) -> Span:
        """A number without the verb of a change before it (增加25件)."""
        return replace(span, start=span.end - len(standing.without_verb(self.line(span)[span.start : span.end])))

    def _like(self, found: Discrepancy) -> str:
        """The fact that a new number seems to be, though it says otherwise."""
        return self.audit.figure(found.figures[0]).fact if found.kind == "contradictory" else ""

    @cached_property
    def unbound(self) -> Mapping[int, list[Discrepancy]]:
        """The numbers that no figure is behind, or another than says so, by their lines."""
        found = defaultdict[int, list[Discrepancy]](list)
        for each in self.audit.discrepancies:
            is_other = each.kind == "contradictory" and self.audit.figure(each.figures[0]).is_number
            if (each.kind == "unbound" or is_other) and each.at:
                found[each.at[0].line].append(each)
        return found

    def is_stated(self, found: Discrepancy) -> bool:
        """Whether a finding is only about a number that today's data, or today's report, say."""
        at = found.at[0] if found.at and found.kind in NEW else None
        return at is not None and (self.stands(at) is not None or (found.kind != "repeated" and at in self.stated))

    @cached_property
    def alike(self) -> dict[Span, BuiltFigure]:
        """New numbers that have the value of a figure, while no word near them leads to that one: where, and which."""
        known = {span for span in self._same if span in self.stated or self.stands(span)}
        return {span: figure for span, figure in self._same.items() if span not in known}

    @cached_property
    def taken(self) -> dict[Span, BuiltFigure]:
        """Those of them that are taken for that figure: what many things count (12次, 100%) is asked about."""
        return {span: figure for span, figure in self.alike.items() if not self._is_another(span, figure)}

    @cached_property
    def _same(self) -> dict[Span, BuiltFigure]:
        """The same, whether or not the data know the numbers by now."""
        again = [each for each in self.audit.discrepancies if each.kind == "repeated" and each.at and each.figures]
        found = {each.at[0]: each.figures[0] for each in again if self.audit.figure(each.figures[0]).is_number}
        clauses = {span: clause_end(self.line(span)[: span.start]) for span in found}
        apart = (span for span in found if not self.audit.baseline.leads_to(found[span], clauses[span]))
        figures, subjects = {span: self.audit.figure(found[span]) for span in apart}, self.computable.subjects
        return {span: each for span, each in figures.items() if pointing.fact(subjects, span) != each.fact}

    def is_doubtful(self, found: Discrepancy) -> bool:
        """Whether a number has the value of a figure by chance, perhaps: 12次 and 100% count many things."""
        return bool(found.at) and found.at[0] in self.alike and self.is_by_chance(found)

    def is_by_chance(self, found: Discrepancy) -> bool:
        """The same, whether or not the data know the number by now."""
        figure = self._same.get(found.at[0]) if found.kind == "repeated" and found.at else None
        return figure is not None and self._is_another(found.at[0], figure)

    def _is_another(self, span: Span, figure: BuiltFigure) -> bool:
        """Whether a number that has the value of a figure may be another: many count so, or its words name another."""
        words, label = counted.led(self.line(span)[: span.start]), self.label(span)
        is_named = counted.is_name(label) and not bigrams(label) & bigrams(figure.label)
        return is_common(figure) or is_named or counted.is_part(words)

    def _stated(self, span: Span, like: str) -> Printed | None:
        """How a template prints the fact that a number is; None where none, or more than one, may be it."""
        best = self._facts_at(span, like)
        return Printed(span, best[0][1], "") if len(best) == 1 else None

    def _facts_at(self, span: Span, like: str) -> list[tuple[Fact, str]]:
        """The facts that a number may be, and how a template prints each. `like`: the one that the words lead to."""
        return facts_meant.at(self.computable.subjects, self.led_to, span, self.label(span), like)

    def today_line(self, built: int) -> int | None:
        """The line of today's text that a paragraph as built is now."""
        line = self.audit.sources.line_of.get(built) if self.today else None
        return self.today.number_of.get(line) if self.today and line is not None else None

    def is_unprinted(self, fact: str) -> bool:
        """Whether today's report prints a fact nowhere."""
        return self.document is not None and fact not in self._printed

    @cached_property
    def _printed(self) -> set[str]:
        return {run.fact for run in self.document.printed} if self.document else set()

    @cached_property
    def today_of(self) -> dict[int, int | None]:
        """Of each line of the draft that was there when it was built, the line of today's text that it is."""
        groups = self.audit.location.groups
        return {read: self.today_line(group.built[0]) for group in groups if group.built for read in group.read}

    def is_said_today(self, span: Span, found: str) -> bool:
        """Whether today's text of a stretch's line says what was found there."""
        number = self.today_of.get(span.line)
        if self.today is None or number is None:
            return False
        return without_blanks(found) in without_blanks(text_of(self.today.lines[number].runs))

    @cached_property
    def headings(self) -> list[int]:
        """The lines that are headings in today's text."""
        if self.today is None:
            return []
        lines = self.today.lines
        known = ((read, lines[today].paragraph) for read, today in sorted(self.today_of.items()) if today is not None)
        return [read for read, paragraph in known if paragraph and paragraph.level]

    def label(self, span: Span) -> str:
        """What a new number seems to count, in the words beside it."""
        line = self.line(span)
        label = counted.label(line, span.start, span.end, self.led_to.behind)
        last = label.rpartition("、")[2]  # 调研、视察5次 may be of 视察
        return self.led_to.labelled(last if self.led_to.is_known(last) else label, line[: span.start])

    def is_worded(self, found: Discrepancy) -> bool:
        """Whether a head or caption that was changed is the template's own words; no label or unit stands in them."""
        return found.label.endswith(("栏", "表题")) and self.stood(found) is not None and not self._is_said(found)

    def _is_said(self, found: Discrepancy) -> bool:
        indicators = self.ledger.catalogue.indicators
        said = {text for each in indicators for of in (each, *each.fields) for text in (of.label, of.unit) if text}
        return any(word in without_blanks(found.expected or "") for word in said)

    def are_paragraphs(self, found: Discrepancy) -> bool:
        """Whether each figure of a finding is all that its paragraph said, outside tables."""
        return all(map(self._is_paragraph, found.figures))

    def _is_paragraph(self, number: int) -> bool:
        line, baseline = self.audit.baseline.span(number).line, self.audit.baseline
        if without_blanks(baseline.paragraphs[line]) != without_blanks(baseline.figures[number].text):
            return False
        today = self.today_line(line)
        return today is None or self.today is None or self.today.lines[today].paragraph is not None

    def stood(self, found: Discrepancy) -> int | None:
        """The paragraph as built of what was changed in one line, where there is one on either side."""
        if len(found.at) != 1 or not found.expected or not found.found:
            return None
        return self._built_of.get(found.at[0].line)

    @cached_property
    def repeated(self) -> dict[int, list[Discrepancy]]:
        """The numbers that say a figure once more, by the figure."""
        found = defaultdict[int, list[Discrepancy]](list)
        for each in self.audit.discrepancies:
            for number in each.figures if each.kind == "repeated" else ():
                found[number].append(each)
        return found

    @cached_property
    def _built_of(self) -> dict[int, int]:
        """Of each line as read the first paragraph as built that it has become of."""
        groups = self.audit.location.groups
        return {line: each.built[0] for each in reversed(groups) if each.built for line in each.read}

    def fact(self, id: str) -> Fact | None:
        return self.ledger.get(id)

    def file(self, id: str) -> str:
        """The year file that says a fact."""
        of = self.ledger.previous if id.startswith(PREVIOUS) and self.ledger.previous else self.ledger
        return of.file

    def raw(self, id: str) -> str | None:
        """What the year file says for a fact, as it is written there; of a text written as a list, what it says."""
        file, fact = self.file(id), self.ledger.get(id)
        said = editing.written(self.contents[file], path_of(id.removeprefix(PREVIOUS)), file)
        return fact.value if said is None and fact is not None and isinstance(fact.value, str) else said

    def line(self, span: Span) -> str:
        return self.audit.location.lines[span.line].text

    def says(self, span: Span) -> str:
        return self.line(span)[span.start : span.end]

    def built(self, span: Span) -> str:
        """What a stretch of the text as built says."""
        return self.audit.baseline.paragraphs[span.line][span.start : span.end]

    def is_edited_beside(self, span: Span) -> bool:
        """Whether new words touch a stretch, so that it is not sure where it begins and ends."""
        text, fresh = self.line(span), self.audit.location.fresh.get(span.line, set())
        # What a list has more is no part of what stands beside it.
        lists = (each.read for each in self.audit.lists if each.read and each.read.line == span.line)
        fresh = fresh.difference(*(read.characters for read in lists))
        return any(at in fresh and text[at].isalnum() for at in (span.start - 1, span.end) if 0 <= at < len(text))

    def is_in_edited_sentence(self, span: Span) -> bool:
        """Whether the sentence of a stretch is told as an edit of the words."""
        text = self.line(span)
        said = sentence(text, span)
        return any(said in each.after for each in self.audit.prose if each.change in ("changed", "added"))

    def source(self, span: Span, before: str, after: str) -> Source:
        """The sentence in which a stretch stands, `before` having become `after` there."""
        text = self.line(span)
        said = sentence(text, span)
        at = text.find(said, max(span.start - len(said), 0))
        start, end = span.start - at, span.end - at
        change = f"{before}→{after}" if before != after else before
        marked = f"{said[: max(start, 0)]}〔{change}〕{said[max(end, 0) :]}" if at >= 0 else said
        today = self.today_of.get(span.line)
        return Source(file=self.audit.file, paragraph=span.line + 1, text=said, marked=marked, today=today)

    def source_of(self, found: Discrepancy) -> Source:
        """The sentence of a finding; of what was removed, as it was built."""
        if not found.at:
            return Source(file=self.audit.file, paragraph=found.paragraph, text=found.text)
        source = self.source(found.at[0], found.expected or found.found or "", found.found or "")
        return replace(source, text=found.text or source.text)


def is_common(figure: BuiltFigure) -> bool:
    """Whether a figure has so few digits that many things may be counted by it."""
    return len(re.sub("[.,]", "", number_parts(figure.text)[1]).strip("0")) <= _BY_CHANCE
