"""A draft that came back, audited, beside the data as they are now: what its wishes are told from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit.compare import Audit
from report_cli.audit.findings import Discrepancy
from report_cli.audit.texts import Span, clause_end, sentence, without_blanks
from report_cli.document import Document
from report_cli.docx.manuscript import PENDING
from report_cli.facts.fact import Fact
from report_cli.facts.formula import PREVIOUS
from report_cli.facts.ledger import Ledger
from report_cli.files import editing
from report_cli.inward.proposed import Source, as_compared, path_of
from report_cli.inward.today import Today
from report_cli.text import excerpt

LABEL = 20
"""So many characters of it make the label of a new indicator."""
_LEADING = re.compile("^(?:全年|今年|另有|另外|还有|此外|共有|总共|一共|其中|同时|以及|还|共|并|有|另|其|的|了)+")


class Draft(Struct, frozen=True, dict=True):
    """`contents`: the year files by their names. `kind`: the report's own, of a review copy too."""

    audit: Audit
    ledger: Ledger
    contents: Mapping[str, bytes]

    @property
    def year(self) -> int:
        return self.audit.baseline.year

    @property
    def kind(self) -> str:
        return self.audit.baseline.kind.partition(".")[0]

    @property
    def is_of_another_build(self) -> bool:
        """Whether its own build is lost, so that it was laid against another."""
        return bool(self.audit.baseline.sealed)

    @cached_property
    def today(self) -> Today | None:
        """The text as it is composed today; None where it cannot be."""
        return Today(self.document, self.ledger) if self.document else None

    @property
    def document(self) -> Document | None:
        return self.audit.sources.document

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
    def stated(self) -> dict[Span, str]:
        """New numbers that a fact stands behind by now, as its label stands before them: where, and which."""
        new = [each.at[0] for each in self.audit.discrepancies if each.kind == "unbound" and each.at]
        facts = {span: self._stated(span) for span in new}
        return {span: known[0].id for span, known in facts.items() if len(known) == 1}

    def is_stated(self, found: Discrepancy) -> bool:
        return found.kind == "unbound" and bool(found.at) and found.at[0] in self.stated

    def _stated(self, span: Span) -> list[Fact]:
        said, line = as_compared(self.line(span)[span.start : span.end]), self.line(span)
        words, label = clause_end(line[: span.start]), excerpt(self.label(span), LABEL)
        numbers = (
            each for each in self.ledger.facts.values() if each.indicator.is_numeric and each.indicator.is_printed
        )
        alike = [each for each in numbers if as_compared(each.text) == said]
        return [each for each in alike if each.label == label or (len(each.label) > 1 and words.endswith(each.label))]

    def label(self, span: Span) -> str:
        """What a new number seems to count: the words of its clause before it."""
        words = clause_end(self.line(span)[: span.start])
        return _LEADING.sub("", words) or words or "新的一项"

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
        at = self.audit.sources.line_of.get(line) if self.today else None
        today = self.today.number_of.get(at) if self.today and at is not None else None
        return today is None or self.today is None or self.today.lines[today].paragraph is not None

    def stood(self, found: Discrepancy) -> int | None:
        """The paragraph as built of what was changed in one line, where there is one on either side."""
        if len(found.at) != 1 or not found.expected or not found.found:
            return None
        groups = self.audit.location.groups
        return next((each.built[0] for each in groups if each.built and found.at[0].line in each.read), None)

    def fact(self, id: str) -> Fact | None:
        return self.ledger.get(id)

    def file(self, id: str) -> str:
        """The year file that says a fact."""
        of = self.ledger.previous if id.startswith(PREVIOUS) and self.ledger.previous else self.ledger
        return of.file

    def raw(self, id: str) -> str | None:
        """What the year file says for a fact, as it is written there."""
        file = self.file(id)
        return editing.written(self.contents[file], path_of(id.removeprefix(PREVIOUS)), file)

    def line(self, span: Span) -> str:
        return self.audit.location.lines[span.line].text

    def built(self, span: Span) -> str:
        """What a stretch of the text as built says."""
        return self.audit.baseline.paragraphs[span.line][span.start : span.end]

    def is_edited_beside(self, span: Span) -> bool:
        """Whether new words touch a stretch, so that it is not sure where it begins and ends."""
        text, fresh = self.line(span), self.audit.location.fresh.get(span.line, set())
        return any(at in fresh and text[at].isalnum() for at in (span.start - 1, span.end) if 0 <= at < len(text))

    def is_in_edited_sentence(self, span: Span) -> bool:
        """Whether the sentence of a stretch is told as an edit of the words."""
        text = self.line(span)
        said = sentence(text, span.start, span.end)
        return any(said in each.after for each in self.audit.prose if each.change in ("changed", "added"))

    def source(self, span: Span, before: str, after: str) -> Source:
        """The sentence in which a stretch stands, `before` having become `after` there."""
        text = self.line(span)
        said = sentence(text, span.start, span.end)
        at = text.find(said, max(span.start - len(said), 0))
        start, end = span.start - at, span.end - at
        change = f"{before}→{after}" if before != after else before
        marked = f"{said[: max(start, 0)]}〔{change}〕{said[max(end, 0) :]}" if at >= 0 else said
        return Source(file=self.audit.file, paragraph=span.line + 1, text=said, marked=marked)

    def source_of(self, found: Discrepancy) -> Source:
        """The sentence of a finding; of what was removed, as it was built."""
        if not found.at:
            return Source(file=self.audit.file, paragraph=found.paragraph, text=found.text)
        source = self.source(found.at[0], found.expected or found.found or "", found.found or "")
        return replace(source, text=found.text or source.text)
