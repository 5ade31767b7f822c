"""From where the figures stand to what is to be said: one finding for one edit."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from msgspec import Struct, field

from report_cli.audit.baseline import Baseline
from report_cli.audit.compact import normalized, without_blanks
from report_cli.audit.findings import Audit, Discrepancy, Kind, Span
from report_cli.audit.locate import Location, New, locate
from report_cli.audit.new_figures import new_figures
from report_cli.audit.template_changes import Excuses
from report_cli.audit.tokens import parts
from report_cli.docx.manuscript import Line, Manuscript

_SENTENCE_END = "。！？!?\n"
_CONTEXT = 2
"""So many characters beside a figure tell that it moved along with its words."""


def audit(file: str, manuscript: Manuscript, baseline: Baseline) -> Audit:
    """Audit one draft against the report as built and the data."""
    lines = [_composed(line) for line in manuscript.lines]
    location = locate(baseline, lines)
    comparison = _Comparison(baseline, lines, location)
    discrepancies = comparison.discrepancies()
    return Audit(
        file,
        baseline,
        Manuscript(tuple(lines), manuscript.traces),
        tuple(
            None if number in comparison.excused else location.found.get(number)
            for number in range(len(baseline.figures))
        ),
        tuple(
            sorted(
                discrepancies,
                key=lambda difference: (difference.paragraph, difference.at[0].start if difference.at else 0),
            )
        ),
        max(location.prose, 0),
        tuple(location.paragraphs.get(number, "") for number in range(len(baseline.paragraphs))),
        tuple(location.added),
        len(baseline.figures) - len(comparison.excused),
        tuple(location.text_changes),
        frozenset(location.moved),
    )


class _Comparison(Struct, dict=True):
    baseline: Baseline
    lines: Sequence[Line]
    location: Location
    moved: list[Discrepancy] = field(default_factory=list)
    settled: set[int] = field(default_factory=set)
    """Figures of which all is said."""
    excused: set[int] = field(default_factory=set)
    """Figures that the draft was not built with."""
    used: set[Span] = field(default_factory=set)
    """New pieces that are accounted for."""

    def discrepancies(self) -> list[Discrepancy]:
        excuses = Excuses(self.baseline, self.lines)
        for where in excuses.intact:
            self.location.fresh[where.line] -= set(range(where.start, where.end))
        wrong = [number for number in range(len(self.baseline.figures)) if not self.agrees(number)]
        self.excused = {number for number in wrong if excuses.excuse(number)}
        wrong = [number for number in wrong if number not in self.excused]
        by_group: dict[int, list[int]] = defaultdict(list)
        for number in wrong:
            by_group[self.location.group_of.get(number, -1)].append(number)
        for numbers in by_group.values():
            self.changed_places(numbers)
        self.cells_out_of_place()
        self.gone_elsewhere([number for number in wrong if number not in self.settled])
        left = [number for number in wrong if number not in self.settled]
        found = [*self.moved, *(self.changed_or_removed(number) for number in left), *self.stale()]
        intact = set(excuses.intact)
        new = [piece for piece in self.location.new if piece.where not in self.used | intact]
        return [*found, *new_figures(self.baseline, self.lines, self.location, new)]

    def agrees(self, number: int) -> bool:
        return number in self.location.found and self.location.texts[number] in (
            self.baseline.figure_texts[number],
            self.baseline.expected_texts[number],
        )

    def stale(self) -> Iterator[Discrepancy]:
        for number, figure in enumerate(self.baseline.figures):
            text = self.location.texts.get(number)
            if text is not None and text == self.baseline.figure_texts[number] != self.baseline.expected_texts[number]:
                yield self.difference("stale", [number], figure.now, text)
            elif text is not None and text == self.baseline.figure_texts[number] and figure.now is None:
                yield self.difference("stale", [number], None, text)

    def changed_or_removed(self, number: int) -> Discrepancy:
        figure = self.baseline.figures[number]
        expected = figure.now if figure.now is not None else figure.text
        if number in self.location.found:
            return self.difference("changed", [number], expected, self.location.texts[number])
        paragraph = self.baseline.paragraphs[figure.paragraph - 1]
        sentence = _sentence(paragraph, figure.offset, figure.offset + figure.length)
        return Discrepancy("removed", figure.fact, expected, None, figure.paragraph, sentence, figure.place, (number,))

    def difference(self, kind: Kind, numbers: Sequence[int], expected: str | None, found: str | None) -> Discrepancy:
        figure = self.baseline.figures[numbers[0]]
        at = tuple(where for number in numbers if (where := self.location.found.get(number)))
        line, text = self.sentence(at[0])
        return Discrepancy(kind, figure.fact, expected, found, line, text, figure.place, tuple(numbers), at)

    def sentence(self, where: Span) -> tuple[int, str]:
        """The number of a line, from 1, and the sentence there."""
        return where.line + 1, _sentence(self.lines[where.line].text, where.start, where.end)

    # Figures that changed places

    @cached_property
    def new_by_group(self) -> dict[int, list[New]]:
        found: dict[int, list[New]] = defaultdict(list)
        for piece in self.location.new:
            found[piece.group].append(piece)
        return found

    def changed_places(self, numbers: Sequence[int]) -> None:
        """Among the wrong figures of one paragraph: those whose own text stands in another's place, or free."""
        group = self.location.group_of.get(numbers[0], -1)
        pieces = [piece for piece in self.new_by_group.get(group, ()) if piece.where not in self.used]
        wrong = list(numbers)
        while True:
            homes = self.homes(wrong, pieces)
            kept = [number for number in wrong if number in homes or number not in self.location.found]
            strangers = [number for number in wrong if number not in kept]
            if not strangers:
                break
            # Whatever stands in the place of a figure that is simply wrong is not another's.
            wrong = kept
        for cluster in self.clusters(homes):
            self.move(cluster, homes)
        self.exchange_digits([number for number in numbers if number not in self.settled])

    def homes(self, wrong: Sequence[int], pieces: Sequence[New]) -> dict[int, Span]:
        """For each figure whose own text stands somewhere else: where. Each place is given once."""
        places: dict[str, list[Span]] = defaultdict(list)
        for number in wrong:
            if number in self.location.found:
                places[self.location.texts[number]].append(self.location.found[number])
        for piece in pieces:
            places[piece.text].append(piece.where)
        homes = {}
        for number in wrong:
            free = places.get(self.baseline.figure_texts[number])
            if free:
                homes[number] = free.pop(0)
        return homes

    def clusters(self, homes: dict[int, Span]) -> list[list[int]]:
        """Figures that changed places with one another, or within one list: together they are one edit."""
        holders: dict[Span, set[int]] = defaultdict(set)
        for number in homes:
            if number in self.location.found:
                holders[self.location.found[number]].add(number)
        for piece in self.location.new if homes else ():
            holders[piece.where] |= piece.gap & set(homes)
        clusters: list[set[int]] = []
        for number, where in homes.items():
            linked = {number, *holders.get(where, ())} | {other for other in homes if self.are_one_list(number, other)}
            touching = [cluster for cluster in clusters if cluster & linked]
            clusters = [cluster for cluster in clusters if cluster not in touching] + [linked.union(*touching)]
        return [sorted(cluster) for cluster in clusters]

    def are_one_list(self, one: int, other: int) -> bool:
        return self.list_of(one) == self.list_of(other) != ""

    def move(self, cluster: Sequence[int], homes: dict[int, Span]) -> None:
        """Note that these changed places, unless each took its words along: then it is prose that moved."""
        self.settled |= set(cluster)
        self.used |= {homes[number] for number in cluster}
        if all(
            self.took_its_words_along(n, homes[n]) or (len(cluster) == 1 and self.stayed_in_its_sentence(n, homes[n]))
            for n in cluster
        ):
            for number in cluster:
                self.location.found[number] = homes[number]
                self.location.texts[number] = self.baseline.figure_texts[number]
            return
        number = cluster[0]
        there = self.found_in_place(number, homes)
        self.location.found |= {each: homes[each] for each in cluster}
        self.location.texts |= {each: self.baseline.figure_texts[each] for each in cluster}
        order = self.new_order(cluster)
        if order:
            number, there = next((ours, self.baseline.figure_texts[theirs]) for ours, theirs in order.items())
            cluster = list(order)
            homes = {each: self.location.found[each] for each in cluster}
        figure = self.baseline.figures[number]
        line, text = self.sentence(homes[number])
        at = tuple(homes[each] for each in cluster)
        self.moved.append(
            Discrepancy("moved", figure.fact, figure.text, there, line, text, figure.place, tuple(cluster), at)
        )

    def new_order(self, cluster: Sequence[int]) -> dict[int, int]:
        """For the items of one list put into another order: in whose place each of them is not, which one is."""
        if len({self.list_of(number) for number in cluster}) > 1 or not self.list_of(cluster[0]):
            return {}
        paragraph = self.baseline.figures[cluster[0]].paragraph
        items = [
            number
            for number, figure in enumerate(self.baseline.figures)
            if figure.paragraph == paragraph
            and self.list_of(number) == self.list_of(cluster[0])
            and number in self.location.found
        ]
        now = sorted(items, key=lambda number: (self.location.found[number].line, self.location.found[number].start))
        return {
            ours: theirs
            for ours, theirs in zip(items, now, strict=True)
            if self.baseline.figure_texts[ours] != self.baseline.figure_texts[theirs]
        }

    def list_of(self, number: int) -> str:
        """The list whose item a figure is, or whose items' field; empty where it is none."""
        fact = self.baseline.figures[number].fact
        return re.sub(r"\[\d+\]", "[]", fact) if "[" in fact else ""

    def found_in_place(self, number: int, homes: dict[int, Span]) -> str | None:
        """What stands where this figure was built."""
        if number in self.location.found:
            return self.location.texts[number]
        return next(
            (piece.text for piece in self.location.new if number in piece.gap and piece.where in homes.values()), None
        )

    def took_its_words_along(self, number: int, home: Span) -> bool:
        """Whether the words round a figure moved with it. In the place of another figure there are that one's words."""
        is_another_place = any(piece.where == home and piece.gap for piece in self.location.new)
        return number not in self.location.found and not is_another_place and self.has_its_words(number, home)

    def stayed_in_its_sentence(self, number: int, home: Span) -> bool:
        """Whether only the words round a figure were turned about, and it stands where no other did.

        An item of a list has its place among the others. A number passes over no other figure; a name may, with its words.
        """
        figure = self.baseline.figures[number]
        piece = self.location.new_at(home)
        if number in self.location.found or self.list_of(number) or piece.group != self.location.group_of.get(number):
            return False
        passed = list(self.passed_over(number, home))
        if not figure.is_number:
            return not any(self.is_in_place_of(n, home) for n in passed)
        built = _sentence(self.baseline.paragraphs[figure.paragraph - 1], figure.offset, figure.offset + figure.length)
        return not passed and not piece.gap - {number} and _have_most_in_common(built, self.sentence(home)[1])

    def passed_over(self, number: int, home: Span) -> Iterator[int]:
        """The figures of its paragraph that stood on the other side of a figure."""
        here = home.line, home.start
        for other, figure in enumerate(self.baseline.figures):
            at = self.location.found.get(other)
            if (
                figure.paragraph == self.baseline.figures[number].paragraph
                and at
                and (other < number) != ((at.line, at.start) < here)
            ):
                yield other

    def is_in_place_of(self, number: int, home: Span) -> bool:
        """Whether a place has the neighbours, on one side at least, that a figure was built with."""
        figure = self.baseline.figures[number]
        built, read = self.baseline.paragraphs[figure.paragraph - 1], self.lines[home.line].text
        ours = built[: figure.offset][-_CONTEXT:], built[figure.offset + figure.length :][:_CONTEXT]
        return ours[0] == read[: home.start][-_CONTEXT:] or ours[1] == read[home.end :][:_CONTEXT]

    def has_its_words(self, number: int, where: Span) -> bool:
        """Whether the same words stand before or after a figure as did when it was built."""
        figure = self.baseline.figures[number]
        built, read = self.baseline.paragraphs[figure.paragraph - 1], self.lines[where.line].text
        before = _clause_before(built, figure.offset), _clause_before(read, where.start)
        after = _clause_after(built, figure.offset + figure.length), _clause_after(read, where.end)
        return any(
            len(ours) >= _CONTEXT and len(theirs) >= _CONTEXT and ours == theirs
            for ours, theirs in (
                (before[0][-_CONTEXT:], before[1][-_CONTEXT:]),
                (after[0][: _CONTEXT + 1], after[1][: _CONTEXT + 1]),
            )
        )

    def cells_out_of_place(self) -> None:
        """A figure that is a whole paragraph, as in a table, says what it does by its neighbours: away from them it has moved."""
        for number, figure in enumerate(self.baseline.figures):
            at = self.location.found.get(number)
            is_cell = figure.length == len(self.baseline.paragraphs[figure.paragraph - 1])
            if at is None or not is_cell or at.line not in self.location.moved or number in self.settled:
                continue
            other = None if self.has_its_neighbours(number) else self.one_in_place_of(number)
            if other is not None:
                self.settled |= {number, other}
                self.moved.append(self.difference("moved", [number, other], figure.text, self.location.texts[other]))

    def one_in_place_of(self, number: int) -> int | None:
        """The figure that stands where another did: after the paragraph before it or before the one after it, and is a stranger there."""
        paragraph = self.baseline.figures[number].paragraph - 1
        before, after = self.location.line_of.get(paragraph - 1, -2), self.location.line_of.get(paragraph + 1, -2)
        candidates = [
            n
            for n, at in self.location.found.items()
            if at.line in (before + 1, after - 1) and n not in self.settled | {number}
        ]
        strangers = (
            n
            for n in candidates
            if self.baseline.figure_texts[n] != self.baseline.figure_texts[number] and not self.has_its_neighbours(n)
        )
        return next(strangers, None)

    def has_its_neighbours(self, number: int) -> bool:
        """Whether the text before or after a figure's paragraph still stands there."""
        paragraph, line = self.baseline.figures[number].paragraph - 1, self.location.found[number].line
        for built, read in (
            (range(paragraph - 1, -1, -1), range(line - 1, -1, -1)),
            (range(paragraph + 1, len(self.baseline.paragraphs)), range(line + 1, len(self.lines))),
        ):
            ours = next((n for n in built if self.baseline.paragraphs[n]), None)
            theirs = next((n for n in read if self.lines[n].text.strip()), None)
            if ours is not None and theirs is not None and self.location.line_of.get(ours) == theirs:
                return True
        return False

    def exchange_digits(self, numbers: Sequence[int]) -> None:
        """Two numbers that exchanged their digits and kept their units."""
        for place, one in enumerate(numbers):
            for other in numbers[place + 1 :]:
                if {one, other} & self.settled or not {one, other} <= set(self.location.found):
                    continue
                ours, theirs = (
                    [parts(self.baseline.figure_texts[n]), parts(self.location.texts[n])] for n in (one, other)
                )
                if (
                    ours[1][1] == theirs[0][1]
                    and theirs[1][1] == ours[0][1]
                    and ours[0][::2] == ours[1][::2]
                    and theirs[0][::2] == theirs[1][::2]
                ):
                    self.settled |= {one, other}
                    expected = self.baseline.figures[one].text
                    self.moved.append(self.difference("moved", [one, other], expected, self.location.texts[one]))

    def gone_elsewhere(self, numbers: Sequence[int]) -> None:
        """What is said nowhere else and now stands in another paragraph was moved there; two may have changed places."""
        texts, times = self.baseline.figure_texts, Counter(self.baseline.figure_texts)
        there: dict[str | None, list[int]] = defaultdict(list)
        for number in numbers:
            there[self.location.texts.get(number)].append(number)
        for number in numbers:
            if number in self.settled:
                continue
            if number in self.location.found:
                other = next((n for n in there[texts[number]] if n != number and self.have_swapped(number, n)), None)
                if other is not None:
                    self.settled |= {number, other}
                    expected = self.baseline.figures[number].text
                    self.moved.append(self.difference("moved", [number, other], expected, self.location.texts[number]))
            elif times[texts[number]] == 1 and self.baseline.is_distinctive(self.baseline.figures[number]):
                free = [
                    piece.where
                    for piece in self.location.new
                    if piece.text == texts[number] and piece.where not in self.used
                ]
                if free:
                    self.move([number], {number: free[0]})

    def have_swapped(self, one: int, other: int) -> bool:
        texts = self.location.texts
        return (
            other not in self.settled
            and texts.get(other) == self.baseline.figure_texts[one]
            and texts.get(one) == self.baseline.figure_texts[other]
        )


def _composed(line: Line) -> Line:
    text = normalized(line.text)
    # Most are so as they come: the same text, and not another of the same. The XML is let go.
    return Line(line.text if text == line.text else text, line.bookmarks, line.part, line.cell)


def _have_most_in_common(one: str, other: str) -> bool:
    ours, theirs = ({first + second for first, second in pairwise(without_blanks(text))} for text in (one, other))
    return len(ours & theirs) * 2 >= min(len(ours), len(theirs))


def _sentence(text: str, start: int, end: int) -> str:
    first = max((text.rfind(mark, 0, start) for mark in _SENTENCE_END), default=-1) + 1
    ends = [place + 1 for mark in _SENTENCE_END if (place := text.find(mark, end)) >= 0]
    return text[first : min(ends, default=len(text))].strip()


def _clause_before(text: str, end: int) -> str:
    """The words before a place, back to the nearest mark."""
    return re.split(r"[^\w]", text[:end])[-1]


def _clause_after(text: str, start: int) -> str:
    return re.split(r"[^\w]", text[start:])[0]
