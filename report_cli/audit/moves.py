"""Figures that changed places: with one another, within a list, to another sentence or another cell.

A figure that took its words along did not: then it is prose that moved.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import combinations

from report_cli.audit import thresholds
from report_cli.audit.baseline import Baseline
from report_cli.audit.findings import Discrepancy
from report_cli.audit.locate import Location, New, Occurrence
from report_cli.audit.texts import Span, bigrams, number_parts, sentence, without_blanks


class Moves:
    """`found`: the figures that moved.

    `settled`: those of which all is said; `used`: new pieces that are accounted for.
    """

    def __init__(self, baseline: Baseline, location: Location, wrong: Sequence[int]) -> None:
        """`wrong`: the figures that do not say what they should."""
        self.baseline, self.location = baseline, location
        self.found: list[Discrepancy] = []
        self.settled: set[int] = set()
        self.used: set[Span] = set()
        self.pieces: dict[int, list[New]] = defaultdict(list)
        for piece in location.new:
            self.pieces[piece.group].append(piece)
        groups: dict[int, list[int]] = defaultdict(list)
        for number in wrong:
            groups[location.group_of.get(number, -1)].append(number)
        for group, numbers in groups.items():
            self.within_paragraph(group, numbers)
        self.out_of_their_cells()
        self.to_other_paragraphs([number for number in wrong if number not in self.settled])

    def text(self, number: int) -> str | None:
        occurrence = self.location.found.get(number)
        return occurrence.text if occurrence else None

    def exchanged(self, one: int, other: int, found: str | None) -> None:
        self.settled |= {one, other}
        spans = [self.location.found[one].span, self.location.found[other].span]
        self.found.append(self.location.discrepancy("moved", [one, other], spans, found))

    # Within a paragraph

    def within_paragraph(self, group: int, numbers: Sequence[int]) -> None:
        """Among the wrong figures of one paragraph: those whose own text stands in another's place, or free."""
        pieces = [piece for piece in self.pieces[group] if piece.span not in self.used]
        wrong, before = list(numbers), 0
        homes: dict[int, Span] = {}
        while len(wrong) != before:
            before, homes = len(wrong), self.homes(wrong, pieces)
            # Whatever stands in the place of a figure that is simply wrong is not another's.
            wrong = [number for number in wrong if number in homes or number not in self.location.found]
        for cluster in self.clusters(homes):
            self.move(cluster, homes)
        for one, other in combinations(numbers, 2):
            if not self.settled & {one, other} and self.have_exchanged_digits(one, other):
                self.exchanged(one, other, self.text(one))

    def homes(self, wrong: Sequence[int], pieces: Sequence[New]) -> dict[int, Span]:
        """For each figure whose own text stands somewhere else: where. Each place is given once."""
        places: dict[str, list[Span]] = defaultdict(list)
        for number in wrong:
            if number in self.location.found:
                places[self.location.found[number].text].append(self.location.found[number].span)
        for piece in pieces:
            places[piece.text].append(piece.span)
        free = ((number, places[self.baseline.figure_texts[number]]) for number in wrong)
        return {number: spans.pop(0) for number, spans in free if spans}

    def clusters(self, homes: Mapping[int, Span]) -> list[list[int]]:
        """Figures that changed places with one another, or within one list: together they are one edit."""
        holders: dict[Span, set[int]] = defaultdict(set)
        for number in homes:
            if number in self.location.found:
                holders[self.location.found[number].span].add(number)
        for piece in self.location.new if homes else ():
            holders[piece.span] |= piece.missing & set(homes)
        clusters: list[set[int]] = []
        for number, home in homes.items():
            linked = {number, *holders[home]} | {other for other in homes if self.are_one_list(number, other)}
            touching = [cluster for cluster in clusters if cluster & linked]
            clusters = [cluster for cluster in clusters if cluster not in touching] + [linked.union(*touching)]
        return [sorted(cluster) for cluster in clusters]

    def are_one_list(self, *numbers: int) -> bool:
        """Whether figures are items of one list, or one field of such items."""
        facts = {re.sub(r"\[\d+\]", "[]", self.baseline.figures[number].fact) for number in numbers}
        return len(facts) == 1 and "[" in facts.pop()

    def move(self, cluster: Sequence[int], homes: Mapping[int, Span]) -> None:
        """Note that these changed places, unless each took its words along: then it is prose that moved."""
        self.settled |= set(cluster)
        self.used |= {homes[number] for number in cluster}
        is_alone = len(cluster) == 1
        is_prose = all(
            self.took_its_words_along(number, homes[number])
            or (is_alone and self.stayed_in_its_sentence(number, homes[number]))
            for number in cluster
        )
        there = self.found_in_place(cluster[0], homes)
        for each in cluster:
            self.location.found[each] = Occurrence((homes[each],), self.baseline.figure_texts[each])
        if is_prose:
            return
        if order := self.new_order(cluster):
            cluster, there = list(order), self.baseline.figure_texts[next(iter(order.values()))]
        spans = [self.location.found[each].span for each in cluster]
        self.found.append(self.location.discrepancy("moved", cluster, spans, there))

    def new_order(self, cluster: Sequence[int]) -> dict[int, int]:
        """For the items of one list put into another order: in whose place each of them is not, which one is."""
        if not self.are_one_list(*cluster):
            return {}
        items = [
            number
            for number in self.baseline.by_paragraph[self.baseline.span(cluster[0]).line]
            if self.are_one_list(cluster[0], number) and number in self.location.found
        ]
        now = sorted(items, key=lambda number: self.location.found[number].span)
        texts = self.baseline.figure_texts
        return {ours: theirs for ours, theirs in zip(items, now, strict=True) if texts[ours] != texts[theirs]}

    def found_in_place(self, number: int, homes: Mapping[int, Span]) -> str | None:
        pieces = (piece for piece in self.location.new if number in piece.missing and piece.span in homes.values())
        return self.text(number) or next((piece.text for piece in pieces), None)

    def took_its_words_along(self, number: int, home: Span) -> bool:
        """Whether the words before or after a figure moved with it. In another's place stand the words of that one."""
        is_another_place = any(piece.span == home and piece.missing for piece in self.location.new)
        if number in self.location.found or is_another_place:
            return False
        built, read = self.baseline.around(number), self.location.around(home)
        before = [re.split(r"\W", text)[-1][-thresholds.CONTEXT :] for text, _ in (built, read)]
        after = [re.split(r"\W", text)[0][: thresholds.CONTEXT + 1] for _, text in (built, read)]
        return any(len(ours) >= thresholds.CONTEXT and ours == theirs for ours, theirs in (before, after))

    def stayed_in_its_sentence(self, number: int, home: Span) -> bool:
        """Whether only the words round a figure were turned about, and it stands where no other did.

        An item of a list has its place among the others. A number passes over no other figure; a name may, with its
        words.
        """
        piece = next(piece for piece in self.location.new if piece.span == home)
        is_here = piece.group == self.location.group_of.get(number)
        if not is_here or number in self.location.found or self.are_one_list(number):
            return False
        passed = self.passed_over(number, home)
        if not self.baseline.figures[number].is_number:
            return not any(self.is_in_place_of(other, home) for other in passed)
        span = self.baseline.span(number)
        built = sentence(self.baseline.paragraphs[span.line], span)
        return not passed and not piece.missing - {number} and _share_most(built, self.location.sentence(home))

    def passed_over(self, number: int, home: Span) -> list[int]:
        """The figures of its paragraph that stood on the other side of a figure."""
        others = self.baseline.by_paragraph[self.baseline.span(number).line]
        found = self.location.found
        return [other for other in others if other in found and (other < number) != (found[other].span < home)]

    def is_in_place_of(self, number: int, home: Span) -> bool:
        """Whether a place has the neighbours, on one side at least, that a figure was built with."""
        built, read = self.baseline.around(number), self.location.around(home)
        return (
            built[0][-thresholds.CONTEXT :] == read[0][-thresholds.CONTEXT :]
            or built[1][: thresholds.CONTEXT] == read[1][: thresholds.CONTEXT]
        )

    def have_exchanged_digits(self, one: int, other: int) -> bool:
        """Whether two numbers exchanged their digits and kept their units."""
        if not {one, other} <= set(self.location.found):
            return False
        ours, theirs = (
            (number_parts(self.baseline.figure_texts[number]), number_parts(self.location.found[number].text))
            for number in (one, other)
        )
        are_as_they_were = all(built[::2] == now[::2] for built, now in (ours, theirs))
        return are_as_they_were and ours[1][1] == theirs[0][1] and theirs[1][1] == ours[0][1]

    # Cells

    def out_of_their_cells(self) -> None:
        """A figure that is a whole paragraph, as in a table, is known by its neighbours; away from them it moved."""
        for number in sorted(self.location.found):
            span, line = self.baseline.span(number), self.location.found[number].span.line
            is_cell = span.end - span.start == len(self.baseline.paragraphs[span.line])
            if is_cell and line in self.location.moved_lines and number not in self.settled:
                other = None if self.has_its_neighbours(number) else self.one_in_place_of(number)
                if other is not None:
                    self.exchanged(number, other, self.text(other))

    def one_in_place_of(self, number: int) -> int | None:
        """The figure that stands where another did, after or before the same paragraph, and is a stranger there."""
        paragraph, texts = self.baseline.span(number).line, self.baseline.figure_texts
        before, after = (self.location.line_of.get(paragraph + step, -2) for step in (-1, 1))
        there = sorted({turn for line in (before + 1, after - 1) for turn in self.turns_of.get(line, ())})
        found = (self.numbers[turn] for turn in there)
        strangers = (n for n in found if texts[n] != texts[number] and not self.has_its_neighbours(n))
        return next((n for n in strangers if n not in self.settled), None)

    @cached_property
    def numbers(self) -> list[int]:
        """The figures that are found, in the order in which they were."""
        return [*self.location.found]

    @cached_property
    def turns_of(self) -> Mapping[int, Sequence[int]]:
        """Which of them, by their turn, stand in each line."""
        found = defaultdict[int, list[int]](list)
        for turn, number in enumerate(self.numbers):
            found[self.location.found[number].span.line].append(turn)
        return found

    def has_its_neighbours(self, number: int) -> bool:
        """Whether the text before or after a figure's paragraph still stands there."""
        paragraph, line = self.baseline.span(number).line, self.location.found[number].span.line
        sides = zip(self.neighbours[0].get(paragraph, ()), self.neighbours[1].get(line, ()), strict=False)
        return any(self.location.line_of.get(built, -1) == read for built, read in sides)

    @cached_property
    def neighbours(self) -> list[dict[int, tuple[int, int]]]:
        """For each paragraph as built that has text, and each line, the one before it and the one after it."""
        sides = self.baseline.paragraphs, [line.text.strip() for line in self.location.lines]
        numbers = [[-2, *(number for number, text in enumerate(side) if text), -2] for side in sides]
        return [dict(zip(each[1:-1], zip(each, each[2:], strict=False), strict=True)) for each in numbers]

    # Between paragraphs

    def to_other_paragraphs(self, numbers: Sequence[int]) -> None:
        """What is said nowhere else and now stands in another paragraph was moved there; two may have swapped."""
        texts, times = self.baseline.figure_texts, Counter(self.baseline.figure_texts)
        there: dict[str | None, list[int]] = defaultdict(list)
        for number in numbers:
            there[self.text(number)].append(number)
        for number in numbers:
            if number in self.settled:
                continue
            if number in self.location.found:
                others = (n for n in there[texts[number]] if n != number and n not in self.settled)
                other = next((n for n in others if self.text(number) == texts[n]), None)
                if other is not None:
                    self.exchanged(number, other, self.text(number))
            elif times[texts[number]] == 1 and self.baseline.is_distinctive(self.baseline.figures[number]):
                free = (piece.span for piece in self.location.new if piece.text == texts[number])
                home = next((span for span in free if span not in self.used), None)
                if home is not None:
                    self.move([number], {number: home})


def _share_most(one: str, other: str) -> bool:
    """Whether two texts have most of their words in common."""
    ours, theirs = (bigrams(without_blanks(text)) for text in (one, other))
    return len(ours & theirs) >= thresholds.SAME_SENTENCE * min(len(ours), len(theirs))
