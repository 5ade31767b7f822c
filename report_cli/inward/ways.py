"""The ways in which a number follows from others: as a rate, a mean, a sum, a rest, or how one grew to another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, permutations

from msgspec import Struct

from report_cli.facts import quantity
from report_cli.facts.estimate import Estimate
from report_cli.facts.fact import Fact, Indicator
from report_cli.facts.quantity import Quantity
from report_cli.inward.proposed import as_compared

FEW = 6
"""So many figures of a paragraph are tried."""


class Known(Struct, frozen=True):
    """A fact that words name or that stands near, with the quantity that the draft has in its place."""

    fact: Fact
    said: Quantity
    at: int = -1


Ways = Iterator[tuple[str, list[Indicator]]]
"""Each the formula, with a place for each operand, and the operands in their order."""


def rates(found: Sequence[Known], text: str, digits: int = 1) -> Ways:
    if not text.endswith(("%", "％")):
        return
    for part, whole in permutations(found, 2):
        if _are_alike(part, whole) and 0 < part.said.number < whole.said.number:
            share = part.said.estimate / whole.said.estimate
            yield from _if_it_is(share, "rate", text, "{} / {}", [part, whole], digits)


def growths(found: Sequence[Known], text: str) -> Ways:
    """How much more, or less, a number is than another, in percent of that."""
    if not text.endswith(("%", "％")):
        return
    for more, less in permutations(found, 2):
        if _are_alike(more, less) and 0 < less.said.number < more.said.number:
            for old, of in ((less, [more, less, less]), (more, [more, less, more])):
                share = (more.said.estimate - less.said.estimate) / old.said.estimate
                yield from _if_it_is(share, "rate", text, "({} - {}) / {}", of)


def means(found: Sequence[Known], text: str) -> Ways:
    for whole, number in permutations(found, 2):
        is_mean = whole.said.kind != "rate" != number.said.kind and number.said.number > 0
        if is_mean and whole.said.unit != number.said.unit:
            mean = whole.said.estimate / number.said.estimate
            yield from _if_it_is(mean, "amount", text, "{} / {}", [whole, number])


def sums(found: Sequence[Known], text: str) -> Ways:
    for size in range(2, len(found[:FEW]) + 1):
        for parts in combinations(sorted(found[:FEW], key=lambda each: each.at), size):
            if len({each.said.unit for each in parts}) == 1:
                total = sum((each.said.estimate for each in parts[1:]), parts[0].said.estimate)
                yield from _if_it_is(total, parts[0].said.kind, text, " + ".join(["{}"] * size), parts)


def rests(found: Sequence[Known], text: str) -> Ways:
    for whole, part in permutations(found, 2):
        if whole.said.unit == part.said.unit and whole.said.number > part.said.number:
            rest = whole.said.estimate - part.said.estimate
            yield from _if_it_is(rest, whole.said.kind, text, "{} - {}", [whole, part])


def _are_alike(one: Known, other: Known) -> bool:
    return one.said.unit == other.said.unit and one.said.kind == other.said.kind != "rate"


def _if_it_is(
    estimate: Estimate, kind: quantity.Kind, text: str, formula: str, of: Sequence[Known], digits: int = 1
) -> Ways:
    """The way, where it gives what was typed."""
    unit = "" if kind == "rate" else of[0].said.unit
    if as_compared(quantity.derived(estimate, unit, kind, digits).text) == as_compared(text):
        yield formula, [each.fact.indicator for each in of]
