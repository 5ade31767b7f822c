"""Facts: what is stated about a year, or derived from that, with its value, place and source."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from report_cli.facts.catalogue import Indicator
from report_cli.facts.estimate import Estimate
from report_cli.facts.quantity import Quantity
from report_cli.model import Place


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
        if isinstance(self.value, Names):
            yield from self.value.items
        elif isinstance(self.value, Items):
            for item in self.value.items:
                yield from item


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
