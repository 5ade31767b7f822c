"""What can be stated of a year, as the catalogue says it, and what is: facts, given or derived."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Literal

from msgspec import Struct, field

from report_cli.facts import formula
from report_cli.facts.estimate import Estimate
from report_cli.facts.quantity import Quantity
from report_cli.model import Place

IndicatorKind = Literal["count", "amount", "rate", "points", "date", "text", "list", "items"]

DEFAULTS = ("source", "owner", "as_of", "state")
"""Keys that a group of the year file may set for all its facts. No indicator has one of these names."""

YEAR_FILE_KEYS = ("format", "year", "status", "source")
NUMERIC = ("count", "amount", "rate", "points")


def full_id(group: str, name: str) -> str:
    """The id of an indicator that a group calls by its name or by its full id."""
    return name if "." in name or not name else f"{group}.{name}"


class Breakdown(Struct, frozen=True):
    """A complete breakdown of a total: the parts add up to it. A total with several breakdowns has names for them."""

    name: str
    parts: tuple[str, ...]
    place: Place


class Indicator(Struct, frozen=True):
    """What can be stated of a year. `whole`: the id of the indicator that this one is a part of.

    `factor`: how many of the units that its kind is counted in (元 for 万元) one of its own is. `is_rounded`: the
    catalogue says how many digits it has. `is_moment`: it is what there was at a moment, not what was done in the year.
    `is_printed`: texts may print it; else it is there to be collected and checked only.
    """

    id: str
    group: str
    name: str
    label: str
    place: Place
    kind: IndicatorKind = "text"
    unit: str = ""
    factor: Fraction = Fraction(1)
    formula: formula.Expression | None = None
    formula_text: str = ""
    digits: int = 1
    is_rounded: bool = False
    required: bool = False
    is_moment: bool = False
    is_printed: bool = True
    definition: str = ""
    owner: str = ""
    breakdowns: tuple[Breakdown, ...] = ()
    whole: str = ""
    fields: tuple[Indicator, ...] = ()

    @property
    def named(self) -> str:
        """How messages name it: 立案提案（proposals.filed）."""
        return f"{self.label}（{self.id}）"

    @property
    def is_numeric(self) -> bool:
        return self.kind in NUMERIC

    def field_named(self, name: str) -> Indicator | None:
        return next((field for field in self.fields if field.name == name), None)


class Rule(Struct, frozen=True):
    text: str
    comparison: formula.Comparison
    because: str
    place: Place


class Group(Struct, frozen=True):
    """Indicators that belong together, by their names, in the order of the file.

    `answered_by`: the id of the items in which the next year answers for what this group announces.
    """

    name: str
    label: str
    by_name: dict[str, Indicator]
    place: Place
    answered_by: str = ""

    @property
    def named(self) -> str:
        return f"{self.label}（{self.name}）"

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(self.by_name.values())

    def get(self, name: str) -> Indicator | None:
        return self.by_name.get(name)


class Catalogue(Struct, frozen=True, eq=False):
    """`derived`: the ids of the indicators with formulas, each after those that it follows from.

    `is_read`: the file could be read to its end; else what it does not know may only be unread.
    """

    file: str
    groups: dict[str, Group] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    allow: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    is_read: bool = True

    def get(self, id: str) -> Indicator | None:
        group, _, name = id.partition(".")
        return self.groups[group].get(name) if group in self.groups else None

    @property
    def indicators(self) -> list[Indicator]:
        return [indicator for group in self.groups.values() for indicator in group.indicators]


# What is stated of a year, or follows from that ----------------------------------------------------------------------


class Names(Struct, frozen=True):
    """A list of names, each a fact of its own. An open list names only some, and ends in 等."""

    items: tuple[Fact, ...]
    is_open: bool = False


class Items(Struct, frozen=True):
    items: tuple[tuple[Fact, ...], ...]


Value = Quantity | date | str | Names | Items


class Fact(Struct, frozen=True, kw_only=True):
    """Something stated about a year, or derived from such facts. No value: not yet known, or not computable.

    `id` is `group.name`, an item's `group.name[1]`, a field's `group.name[1].field`. `inputs` are the ids of the
    facts that its formula names, last year's with `previous.` in front. `problem` says why there is no value.
    `accept`: why it stands although it does not agree with others.
    """

    id: str
    indicator: Indicator
    value: Value | None = None
    place: Place
    source: str = ""
    owner: str = ""
    as_of: str = ""
    state: str = ""
    note: str = ""
    accept: str = ""
    is_derived: bool = False
    is_empty: bool = False
    inputs: tuple[str, ...] = ()
    problem: str = ""

    @property
    def label(self) -> str:
        return self.indicator.label

    @property
    def named(self) -> str:
        return f"{self.label}（{self.id}）"

    @property
    def quantity(self) -> Quantity | None:
        return self.value if isinstance(self.value, Quantity) else None

    @property
    def size(self) -> Estimate | None:
        """Its number in the base units of its kind: 元 of 万元."""
        return self.quantity.estimate.times(self.indicator.factor) if self.quantity else None

    @property
    def text(self) -> str:
        """As printed in full; empty where there is no value."""
        return _text(self.value)

    def parts(self) -> Iterator[Fact]:
        """The facts inside it: the names of a list, or the fields of its items."""
        for item in self.value.items if isinstance(self.value, (Names, Items)) else ():
            yield from (item,) if isinstance(item, Fact) else item


def _text(value: Value | None) -> str:
    match value:
        case Quantity():
            return value.text
        case date():
            return f"{value.year}年{value.month}月{value.day}日"
        case Names():
            return join([item.text for item in value.items]) + ("等" if value.is_open else "")
        case Items():
            return "；".join("，".join(fact.text for fact in item if fact.value is not None) for item in value.items)
    return value or ""


def json_value(value: Value | None) -> int | float | str | list[object] | None:
    """A value for programs: a number (a rate as a fraction of one), a date in ISO form, a text, an array."""
    match value:
        case Quantity():
            return int(value.number) if value.number.denominator == 1 else float(value.number)
        case date():
            return value.isoformat()
        case Names():
            return [item.text for item in value.items]
        case Items():
            return [{fact.indicator.name: json_value(fact.value) for fact in item} for item in value.items]
    return value


def join(texts: list[str]) -> str:
    return "".join(separator(texts[index - 1], text) + text if index else text for index, text in enumerate(texts))


def separator(left: str, right: str) -> str:
    """The separator of two names in a list: 、, but none between adjacent 《》 or “” (GB/T 15834, 4.5.3.5)."""
    return "" if left.endswith(("》", "”")) and right.startswith(("《", "“")) else "、"
