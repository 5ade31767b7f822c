"""A report as built and as a draft has it, each figure as the template prints it: `收到{{ proposals.received }}`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from report_cli.audit.lists import NameList
from report_cli.audit.texts import Span
from report_cli.compose.expressions import expression
from report_cli.inward.draft import Draft


class PrintedStretch(Struct, frozen=True):
    """A stretch of a line that prints facts, and how the template prints them."""

    start: int
    end: int
    said: str


class DraftLines:
    """The lines of a draft's report on both sides."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.built_lines = draft.audit.baseline.paragraphs
        self.read_lines = [line.text for line in draft.audit.location.lines]

    def built(self, spans: Iterable[Span]) -> tuple[str, ...]:
        """Stretches of the text as built, one after the other."""
        return tuple(self._said(span, self.built_lines, self._built) for span in spans)

    def read(self, spans: Iterable[Span]) -> tuple[str, ...]:
        return tuple(self._said(span, self.read_lines, self._read) for span in spans)

    def _said(self, span: Span, lines: Sequence[str], printed: Mapping[int, Sequence[PrintedStretch]]) -> str:
        line, text, at = lines[span.line], "", span.start
        for each in printed.get(span.line, ()):
            if at <= each.start and each.end <= span.end:
                text += self.draft.raised.sub("", line[at : each.start]) + each.said
                at = each.end
        return text + self.draft.raised.sub("", line[at : span.end])

    def printed(self, line: int) -> Sequence[PrintedStretch]:
        """The stretches of a line of the draft that print facts."""
        return self._read.get(line, ())

    def _is_whole(self, each: NameList) -> bool:
        """Whether all items of a list were printed together, as `{{ visits.places }}` does."""
        facts = [self.draft.audit.figure(number).fact for number in each.figures]
        first, more = (
            [f"{each.fact}[{number}]" for number in range(1, len(facts) + 1)],
            f"{each.fact}[{len(facts) + 1}]",
        )
        return facts == first and more not in self._facts

    def _as_it_was(self, each: NameList) -> Span | None:
        """Where a list stands word by word whose end is no longer known, as other words follow it like a name more."""
        places = [self.draft.audit.location.found.get(number) for number in each.figures]
        spans = [place.span for place in places if place and len(place.spans) == 1]
        if each.read or len(spans) < len(places):
            return None
        text, was = self.read_lines[spans[0].line], self.draft.built(each.built)
        end = spans[0].start + len(was)
        return Span(spans[0].line, spans[0].start, end) if text[spans[0].start : end] == was else None

    @cached_property
    def _facts(self) -> set[str]:
        return {figure.fact for figure in self.draft.audit.baseline.figures}

    @cached_property
    def _built(self) -> dict[int, list[PrintedStretch]]:
        draft, found = self.draft, dict[int, list[PrintedStretch]]()
        baseline = draft.audit.baseline
        wholes = [each for each in draft.audit.lists if self._is_whole(each)]
        listed = {number for each in wholes for number in each.figures}
        for each in wholes:
            printed = PrintedStretch(each.built.start, each.built.end, expression(each.fact, ""))
            found.setdefault(each.built.line, []).append(printed)
        for number, figure in enumerate(baseline.figures):
            if number not in listed:
                span, said = baseline.span(number), expression(figure.fact, figure.form)
                found.setdefault(span.line, []).append(PrintedStretch(span.start, span.end, said))
        return {line: sorted(each, key=lambda printed: printed.start) for line, each in found.items()}

    @cached_property
    def _read(self) -> dict[int, list[PrintedStretch]]:
        draft, found = self.draft, dict[int, list[PrintedStretch]]()
        location = draft.audit.location
        wholes = [each for each in draft.audit.lists if self._is_whole(each)]
        # With its 等 in another paragraph a list is no whole.
        standing = [(each.fact, each.read, each.figures) for each in wholes if each.read and not each.is_parted]
        standing += [(each.fact, span, each.figures) for each in wholes if (span := self._as_it_was(each))]
        listed = {number for _, _, figures in standing for number in figures}
        # Of a list whose names stand apart now, those that are others are words.
        apart = [number for each in draft.audit.lists if each.read is None for number in each.figures]
        texts, known = location.baseline.figure_texts, location.found
        listed |= {number for number in apart if number in known and known[number].text != texts[number]}
        for each in draft.points:
            found.setdefault(each.read.line, []).append(PrintedStretch(each.read.start, each.read.end, each.said))
        for fact, span, _ in standing:
            found.setdefault(span.line, []).append(PrintedStretch(span.start, span.end, expression(fact, "")))
        figures = location.baseline.figures
        spans = [(number, each.span) for number, each in location.found.items() if len(each.spans) == 1]
        told = [each for each in draft.audit.discrepancies if each.kind == "repeated" and each.figures]
        again = [(each.figures[0], each.at[0]) for each in told]
        for number, span in (*spans, *draft.filled.items(), *again):
            if number not in listed or (number, span) in again:
                said = expression(figures[number].fact, figures[number].form)
                found.setdefault(span.line, []).append(PrintedStretch(span.start, span.end, said))
        stated = {each.span: each.said for each in draft.stated.values()}
        for span, said in {**stated, **{at: each.said for at, each in draft.standing.items()}}.items():
            others = [each for each in found.get(span.line, ()) if each.end <= span.start or span.end <= each.start]
            found[span.line] = [*others, PrintedStretch(span.start, span.end, said)]
        return {line: sorted(each, key=lambda printed: printed.start) for line, each in found.items()}


def located(text: str, lines: Sequence[str], at: tuple[int, int] | None) -> list[Span]:
    """Where a text stands that may go over several lines; the first of them is about where it is said to be."""
    found, line = list[Span](), at[0] if at else 0
    for part in text.split("\n") if text else ():
        near = at[1] if at and not found else 0
        line = next((number for number in range(line, len(lines)) if part in lines[number]), -1)
        if line < 0:
            return found
        start = _nearest(part, lines[line], near)
        found.append(Span(line, start, start + len(part)))
        line += 1
    return found


def _nearest(part: str, line: str, near: int) -> int:
    """Where a part of a line begins: the last time up to a place, or else the first."""
    if line.startswith(part, near):
        return near
    start = after = line.index(part)
    while 0 <= after <= near:
        start, after = after, line.find(part, after + max(len(part), 1))
    return start


ByLine = Mapping[int, Sequence[Span]]


def by_line(spans: Iterable[Span]) -> dict[int, list[Span]]:
    """Stretches by the lines that they are of."""
    found = defaultdict[int, list[Span]](list)
    for span in spans:
        found[span.line].append(span)
    return found


def inside(spans: Iterable[Span], known: ByLine) -> Iterator[Span]:
    """Which of some stretches, by their lines, lie within one of some others."""
    lines = by_line(spans)
    return (each for line in lines for each in known.get(line, ()) if is_within(each, lines[line]))


def is_within(span: Span, spans: Iterable[Span]) -> bool:
    """Whether a stretch lies within one of some others."""
    return any(span.line == each.line and each.start <= span.start and span.end <= each.end for each in spans)
