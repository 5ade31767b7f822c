"""The catalogue: what can be stated of a year, in which unit, by which formula, and what must hold."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from msgspec import Struct, field

from report_cli.facts import formula
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
