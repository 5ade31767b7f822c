"""The ways in which a number follows from others: as a rate, a mean, a sum, a rest, or how one grew to another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, permutations

from msgspec import Struct

from report_cli.audit.texts import number_parts
from report_cli.facts import quantity
from report_cli.facts.estimate import Estimate
from report_cli.facts.fact import Fact, Indicator
from report_cli.facts.quantity import Quantity
from report_cli.inward.proposed import as_compared

FEW = 6
"""So many figures of a paragraph are tried."""
TIMES = "倍"


class Known(Struct, frozen=True):
    """A fact that words name or that stands near, with the quantity that the draft has in its place."""

    fact: Fact
    said: Quantity
    at: int = -1


class Way(Struct, frozen=True):
    """`formula`: with a place for each operand. `of`: these in their order. `printed`: what it gives.

    `told`: what it goes by besides, for people. `digits`: so many behind the point.
    """

    formula: str
    of: list[Indicator]
    printed: str
    told: str = ""
    digits: int = 1

    def gives(self, text: str) -> bool:
        return as_compared(self.printed) == as_compared(text)


Ways = Iterator[Way]


def giving(ways: Iterable[Way], text: str) -> list[Way]:
    """Those that give what was typed."""
    return [way for way in ways if way.gives(text)]


def rates(found: Sequence[Known], text: str, digits: int = 1) -> Ways:
    for part, whole in permutations(found, 2):
        if 0 < part.said.number < whole.said.number and are_alike(part, whole):
            yield from ratio(part, whole, text, digits)


def ratio(part: Known, whole: Known, text: str, digits: int = 1) -> Ways:
    """What share of another a number is, in percent, or how many times that it is; nothing where no such was typed."""
    if is_of_ratio(text) and whole.said.number > 0:
        yield _of_ratio(part.said.estimate / whole.said.estimate, text, "{} / {}", [part, whole], digits)


def growths(found: Sequence[Known], text: str) -> Ways:
    """How much more, or less, a number is than another, in percent of that."""
    for more, less in permutations(found, 2):
        if is_of_ratio(text) and are_alike(more, less) and 0 < less.said.number < more.said.number:
            for old, of in ((less, [more, less, less]), (more, [more, less, more])):
                share = (more.said.estimate - less.said.estimate) / old.said.estimate
                yield _of_ratio(share, text, "({} - {}) / {}", of, 1)


def means(found: Sequence[Known], divides: Callable[[Known], bool]) -> Ways:
    """`divides`: whether the words say that they divide by a number."""
    for whole, number in permutations(found, 2):
        is_mean = whole.said.kind != "rate" != number.said.kind and number.said.number > 0
        if is_mean and whole.said.unit != number.said.unit and divides(number):
            yield _way(whole.said.estimate / number.said.estimate, "amount", "{} / {}", [whole, number])


def sums(found: Sequence[Known]) -> Ways:
    for size in range(2, len(found[:FEW]) + 1):
        for parts in combinations(sorted(found[:FEW], key=lambda each: each.at), size):
            if len({each.said.unit for each in parts}) == 1:
                total = sum((each.said.estimate for each in parts[1:]), parts[0].said.estimate)
                yield _way(total, parts[0].said.kind, " + ".join(["{}"] * size), parts)


def rests(found: Sequence[Known]) -> Ways:
    for whole, part in permutations(found, 2):
        if whole.said.unit == part.said.unit and whole.said.number > part.said.number:
            yield _way(whole.said.estimate - part.said.estimate, whole.said.kind, "{} - {}", [whole, part])


def is_of_ratio(text: str) -> bool:
    return re.search(f"(?:[%％]|{TIMES})(?:{'|'.join(quantity.AFTER)})?$", text) is not None


def digits_of(text: str) -> int:
    """How many digits stand behind the point of a number as typed."""
    return len(number_parts(as_compared(text))[1].partition(".")[2])


def are_alike(one: Known, other: Known) -> bool:
    return one.said.unit == other.said.unit and one.said.kind == other.said.kind != "rate"


def _of_ratio(share: Estimate, text: str, formula: str, of: Sequence[Known], digits: int) -> Way:
    kind: quantity.Kind = "amount" if text.endswith(TIMES) else "rate"
    unit = TIMES if kind == "amount" else ""
    return Way(formula, [each.fact.indicator for each in of], quantity.derived(share, unit, kind, digits).text)


def _way(estimate: Estimate, kind: quantity.Kind, formula: str, of: Sequence[Known]) -> Way:
    unit = "" if kind == "rate" else of[0].said.unit
    return Way(formula, [each.fact.indicator for each in of], quantity.derived(estimate, unit, kind, 1).text)
