"""Facts with their numbers, and formulas that give them: what all that is proposed of an adopted report rests on."""

import re
from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from report_cli.adopt.binding import Binding
from report_cli.adopt.bound import Fact
from report_cli.facts import numbers
from report_cli.facts.formula import PREVIOUS
from report_cli.facts.quantity import Quantity, base, size

NAMES = re.compile(rf"(?<![\w.])(?!\d|{PREVIOUS})\w+(?:\.\w+)?")
"""The facts that a formula names, of this year."""


class Numbered(Struct, frozen=True):
    """A fact with its number. `places`: the paragraphs and rows that it stands in; `at`: its first place in them."""

    fact: Fact
    quantity: Quantity
    places: frozenset[int]
    at: tuple[int, int]


class Formula(Struct, frozen=True):
    """What gives a figure: in words of the catalogue, and the facts (ids) in it. `others`: less likely ones."""

    text: str
    said: str
    inputs: tuple[str, ...]
    others: tuple["Formula", ...] = ()


def known(binding: Binding, facts: Sequence[Fact]) -> list[Numbered]:
    """The facts that can be reckoned with, in the order of the text."""
    made = list[Numbered]()
    for fact in facts:
        if fact.kind in ("count", "amount", "rate", "points"):
            read = numbers.read(fact.values[0], fact.unit, fact.kind)
            if isinstance(read, Quantity) and not read.is_approximate:
                places = frozenset(binding.texts[text].row or text for text, _ in fact.at)
                made.append(Numbered(fact, read, places, fact.at[0]))
    return sorted(made, key=lambda one: one.at)


def gives(value: Fraction, stated: Quantity) -> bool:
    """Whether a value is printed as stated: rounded half up at its digits, what is negative as if it were not."""
    step = stated.step or Fraction(1)
    rounded = (abs(value) / step + Fraction(1, 2)) // 1 * step
    return stated.number == (rounded if value >= 0 else -rounded)


def are_of_one_unit(one: Numbered, other: Numbered) -> bool:
    """Whether two figures count in one unit; persons are counted in several: 198名, of 743人."""
    return base(one.fact.unit) == base(other.fact.unit)


def measured(one: Numbered) -> Fraction:
    return one.quantity.number * size(one.fact.unit)


def said(one: Numbered, sign: str, left: Numbered, right: Numbered) -> Formula:
    spoken = {"/": "÷", "-": "－"}[sign]
    text = f"{named(left, one)} {sign} {named(right, one)}"
    return Formula(text, f"{shown(left)}{spoken}{shown(right)}", (left.fact.id, right.fact.id))


def shown(one: Numbered) -> str:
    return f"{one.fact.label}{one.fact.text}"


def named(one: Numbered, beside: Numbered) -> str:
    return one.fact.name if one.fact.group == beside.fact.group else one.fact.id


def in_one_sentence(binding: Binding, one: Numbered, other: Numbered) -> bool:
    if one.at[0] != other.at[0]:
        return False
    first, last = sorted(start(binding, each) for each in (one, other))
    return "。" not in binding.texts[one.at[0]].text[first:last]


def start(binding: Binding, one: Numbered) -> int:
    """At which character of its text a fact is printed first."""
    return next(each.start for each in binding.printed[one.at[0]] if each.key == one.at)
