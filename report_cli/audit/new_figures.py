"""Numbers and names that are new in a draft: said once more, said otherwise than elsewhere, or out of nowhere."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from report_cli.audit.baseline import Baseline
from report_cli.audit.compact import CompactText, without_blanks
from report_cli.audit.findings import Discrepancy, Kind, Span
from report_cli.audit.locate import Location, New, stretch
from report_cli.audit.tokens import parts
from report_cli.compose import numerals
from report_cli.docx.manuscript import Line
from report_cli.text import shared

_SAME_WORDS = 4
"""So many characters before a number tell what it counts."""
_LABEL, _NEAR = 2, 12
_LONG = 6
"""A name so long with one character wrong is the same name misspelt."""
_SENTENCE_END = "。！？!?\n"
_CLAUSE_END = _SENTENCE_END + "；;：:"
_ENUMERATOR = re.compile("[0-9０-９]{1,2}")
_OPEN, _CLOSE, _POINTS = "（(", "）)", ".．、）)"


def new_figures(baseline: Baseline, lines: Sequence[Line], location: Location, new: Sequence[New]) -> list[Discrepancy]:
    """`new`: the pieces of new text that are accounted for by no figure."""
    if not new and not any(location.fresh.values()):
        return []
    return _NewFigures(baseline, lines, location).discrepancies(new)


class _NewFigures:
    def __init__(self, baseline: Baseline, lines: Sequence[Line], location: Location) -> None:
        self.baseline, self.lines, self.location = baseline, lines, location
        # The longest first: a name may stand in another.
        numbered = sorted(enumerate(baseline.figures), key=lambda each: (-len(each[1].text), -each[0]))
        self.known = {baseline.figure_texts[number]: number for number, _ in numbered}
        self.taken = location.taken
        location.take_what_is_found(location.fresh)

    def discrepancies(self, new: Sequence[New]) -> list[Discrepancy]:
        exact = [piece for piece in new if piece.text in self.known]
        return [*self.misspelt(exact), *self.repeated(exact), *self.numbers()]

    def repeated(self, exact: Sequence[New]) -> Iterator[Discrepancy]:
        """Names that are said once more. (Numbers are looked at with all others.)"""
        for piece in exact:
            number = self.known[piece.text]
            figure = self.baseline.figures[number]
            if not figure.is_number and self.baseline.is_distinctive(figure) and not self.is_taken(piece.where):
                self.take(piece.where)
                yield self.difference("repeated", number, piece.text, piece.where)

    def is_taken(self, where: Span) -> bool:
        return not self.taken[where.line].isdisjoint(range(where.start, where.end))

    def take(self, where: Span) -> None:
        self.taken[where.line] |= set(range(where.start, where.end))

    def misspelt(self, exact: Sequence[New]) -> Iterator[Discrepancy]:
        """Names in new text that are a known one but for a character."""
        names = {text: number for text, number in self.known.items() if not self.baseline.figures[number].is_number}
        for line, fresh in self.location.fresh.items():
            if len(fresh) < 2 or self.lines[line].part in ("header", "footer"):
                continue
            laid = CompactText.of([(line, self.lines[line].text)])
            new = {
                piece.at + place - piece.start
                for piece in laid.pieces
                for place in range(piece.start, piece.end)
                if place in fresh and place not in self.taken[line]
            }
            pieces = [piece.where for piece in exact if piece.where.line == line]
            for start, end in _stretches(new):
                for name, number in names.items():
                    place = self.variant(laid.text, start, end, name, number)
                    if place is None:
                        continue
                    where = stretch(laid, place, place + len(name))
                    if not self.is_taken(where) and not _is_within(where, pieces):
                        self.take(where)
                        yield self.difference("contradictory", number, laid.text[place : place + len(name)], where)

    def variant(self, text: str, start: int, end: int, name: str, number: int) -> int | None:
        """Where a stretch of new text has a name with one character wrong: a long one, or one that its own words lead to."""
        size = len(name)
        if size < 2 or end - start < size:
            return None
        half, figure, before = size // 2, self.baseline.figures[number], self.before[number][-_SAME_WORDS:]
        for place in _places(text, start, end, (name[:half], 0), (name[half:], half)):
            if place < start or place + size > end or _unlike(text[place : place + size], name) != 1:
                continue
            if (size >= _LONG and self.baseline.is_distinctive(figure)) or (
                len(before) == _SAME_WORDS and text[:place].endswith(before)
            ):
                return place
        return None

    @cached_property
    def before(self) -> list[str]:
        """The words of its clause that lead to each figure."""
        return [
            _clause(self.baseline.paragraphs[figure.paragraph - 1][: figure.offset]) for figure in self.baseline.figures
        ]

    @cached_property
    def by_text(self) -> Mapping[str, list[int]]:
        found = defaultdict(list)
        for number, text in enumerate(self.baseline.figure_texts):
            found[text].append(number)
        return found

    @cached_property
    def units(self) -> list[str]:
        """What each figure counts in; empty where it is no number."""
        return [
            parts(text)[2] if figure.is_number else ""
            for figure, text in zip(self.baseline.figures, self.baseline.figure_texts, strict=True)
        ]

    @cached_property
    def by_words(self) -> Mapping[tuple[str, str], Mapping[str, int]]:
        """By unit and the last of the words before a figure: by all of them, the first that has them. No other that has is nearer."""
        found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
        for number, (unit, words) in enumerate(zip(self.units, self.before, strict=True)):
            found[unit, words[-_LABEL:]].setdefault(words, number)
        return found

    @cached_property
    def by_label(self) -> Mapping[str, Mapping[int, Mapping[str, int]]]:
        """By unit and length, labels and the first figure that bears each."""
        found: dict[str, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
        for number, (unit, figure) in enumerate(zip(self.units, self.baseline.figures, strict=True)):
            if len(figure.label) >= _LABEL:
                found[unit][len(figure.label)].setdefault(figure.label, number)
        return found

    def numbers(self) -> Iterator[Discrepancy]:
        for line, fresh in sorted(self.location.fresh.items()):
            text = self.lines[line].text
            if not fresh:
                continue
            whole = {token.start: token for token in self.baseline.words.tokens(text) if token.is_number}
            last = -1
            for numeral in numerals.find(text, self.baseline.fixed):
                token = next(
                    (
                        t
                        for t in whole.values()
                        if t.start < numeral.start + len(numeral.text) and numeral.start < t.end
                    ),
                    None,
                )
                start, end = numeral.start, numeral.start + len(numeral.text)
                if token is not None:
                    start, end = min(start, token.start), max(end, token.end)
                if start < last or (self.lines[line].part in ("header", "footer") and text[end : end + 1] == "页"):
                    continue
                if _is_enumerator(text, start, end):
                    continue
                span = set(range(start, end))
                if span & fresh and not span & self.taken[line]:
                    last = end
                    yield self.number(token.text if token else numeral.text, Span(line, start, end))

    def number(self, text: str, where: Span) -> Discrepancy:
        same = self.by_text.get(without_blanks(text))
        if same:
            return self.difference("repeated", max(same, key=lambda n: self.nearness(n, where)), text, where)
        spoken = [number for number in self.about(text, where) if self.nearness(number, where) > 0]
        if spoken:
            return self.difference("contradictory", max(spoken, key=lambda n: self.nearness(n, where)), text, where)
        line, sentence = self.sentence(where)
        return Discrepancy("unbound", None, None, text, line, sentence, None, (), (where,))

    def about(self, text: str, where: Span) -> list[int]:
        """Figures that a new number may count the same as: those of its unit after like words, or whose label is near."""
        _, digits, unit = parts(without_blanks(text))
        if not digits or not unit:
            return []
        clause = _clause(self.lines[where.line].text[: where.start])
        found = set(self.by_words.get((unit, clause[-_LABEL:]), {}).values())
        for size, labels in self.by_label.get(unit, {}).items():
            near = clause[-_NEAR - size :]
            found |= {
                labels[near[at : at + size]] for at in range(len(near) - size + 1) if near[at : at + size] in labels
            }
        return sorted(found)

    def nearness(self, number: int, where: Span) -> int:
        """How many of the words that lead to a figure lead to this place too; a label nearby counts as well."""
        figure = self.baseline.figures[number]
        before = self.lines[where.line].text[: where.start]
        common = shared(self.before[number][::-1], _clause(before)[::-1])
        label = (
            len(figure.label)
            if len(figure.label) >= _LABEL and figure.label in _clause(before)[-_NEAR - len(figure.label) :]
            else 0
        )
        return max(
            common if common >= _SAME_WORDS or (common >= _LABEL and common == len(self.before[number])) else 0, label
        )

    def difference(self, kind: Kind, number: int, text: str, where: Span) -> Discrepancy:
        figure = self.baseline.figures[number]
        line, sentence = self.sentence(where)
        expected = figure.now if figure.now is not None else figure.text
        return Discrepancy(kind, figure.fact, expected, text, line, sentence, figure.place, (number,), (where,))

    def sentence(self, where: Span) -> tuple[int, str]:
        text = self.lines[where.line].text
        first = max(text.rfind(mark, 0, where.start) for mark in _SENTENCE_END) + 1
        ends = [place + 1 for mark in _SENTENCE_END if (place := text.find(mark, where.end)) >= 0]
        return where.line + 1, text[first : min(ends, default=len(text))].strip()


def _is_enumerator(text: str, start: int, end: int) -> bool:
    """Whether a number only counts headings or clauses: 1. 2、 (3) at the beginning of one."""
    before = text[:start].rstrip()
    bracket = before[-1:] in _OPEN and bool(before)
    return (
        _ENUMERATOR.fullmatch(text[start:end]) is not None
        and text[end : end + 1] in tuple(_CLOSE if bracket else _POINTS)
        and (before.rstrip(_OPEN)[-1:] or "\n") in _CLAUSE_END
    )


def _is_within(where: Span, others: Sequence[Span]) -> bool:
    """Whether a stretch lies, in part at least, in a known word that is as long or longer."""
    return any(
        other.start < where.end and where.start < other.end and other.end - other.start >= where.end - where.start
        for other in others
    )


def _stretches(places: set[int]) -> Iterator[tuple[int, int]]:
    """Runs of neighbouring places, from one to before another."""
    start = end = -1
    for place in sorted(places):
        if place != end:
            if end > start:
                yield start, end
            start = place
        end = place + 1
    if end > start:
        yield start, end


def _places(text: str, start: int, end: int, *pieces: tuple[str, int]) -> Iterator[int]:
    """Where a name would begin if one of its halves is there."""
    for piece, shift in pieces:
        place = text.find(piece, start, end) if piece else -1
        while place >= 0:
            yield place - shift
            place = text.find(piece, place + 1, end)


def _unlike(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _clause(text: str) -> str:
    for place in range(len(text), 0, -1):
        if not text[place - 1].isalnum() and text[place - 1] not in "“”《》":
            return text[place:]
    return text
