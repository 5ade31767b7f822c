"""What can be stated of a year, as the catalogue says it, and what is: facts, given or derived."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Literal

from msgspec import Struct, field

from report_cli.facts import formula
from report_cli.facts.estimate import Estimate
from report_cli.facts.quantity import Quantity
from report_cli.files.in_years import InYears
from report_cli.model import Place
from report_cli.text import join

IndicatorKind = Literal["count", "amount", "rate", "points", "date", "text", "list", "items"]

DEFAULTS = ("source", "owner", "as_of", "state")
"""Keys that a group of the year file may set for all its facts. No indicator has one of these names."""

GROUP, FILE = "这一组", "整个文件"
"""Of what a source is said that is not said of one fact alone."""
YEAR_FILE_KEYS = ("format", "year", "status", "source")
COLLECTING, FOR_COMPARISON = "征集中", "仅供比较"
"""What a year file may say of itself: its data are not all there yet; it is only to be compared with."""
YEARS = {"year": "年度", "next_year": "下一年", "last_year": "上一年"}
"""The years that are facts of every year, and their labels."""
NUMERIC = ("count", "amount", "rate", "points")


def full_id(group: str, name: str) -> str:
    """The id of an indicator that a group calls by its name or by its full id."""
    return name if "." in name or not name else f"{group}.{name}"


class Breakdown(Struct, frozen=True):
    """A complete breakdown of a total: the parts add up to it. A total with several breakdowns has names for them."""

    name: str
    parts: tuple[str, ...]
    place: Place


class Table(Struct, frozen=True):
    """Where the rows of items stand: in `data/YEAR/` as CSV or as a spreadsheet, by the name before the suffix.

    `year_from`: month and day on which the year begins that the dates in the field `dated_by` lie in.
    `continues`: a row without a key of its own goes on with the one above.
    """

    file: str
    year_from: tuple[int, int] = (1, 1)
    dated_by: str = ""
    continues: bool = False


class Indicator(Struct, frozen=True):
    """What can be stated of a year. `whole`: the id of the indicator that this one is a part of.

    `factor`: how many of the units that its kind is counted in (元 for 万元) one of its own is. `is_rounded`: the
    catalogue says how many digits it has; `keeps_zeros`: all of them are printed (32.30%). `is_moment`: it is what
    there was at a moment, not what was done in the year.
    `is_printed`: texts may print it; else it is there to be collected and checked only.
    `may_be_empty`: left empty, it is not owed. Of items, `table` is where their rows stand, if not in the year file. Of
    a field, `column` is its head there, `values` are all that it may say, `is_key` is that no two rows say the same.
    What `is_private` is shown nowhere. In years that are not `in_years`, it is no part of a sum.
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
    keeps_zeros: bool = False
    required: bool = False
    may_be_empty: bool = False
    is_moment: bool = False
    in_years: InYears = InYears()
    is_printed: bool = True
    definition: str = ""
    owner: str = ""
    breakdowns: tuple[Breakdown, ...] = ()
    whole: str = ""
    fields: tuple[Indicator, ...] = ()
    table: Table | None = None
    column: str = ""
    values: tuple[str, ...] = ()
    is_key: bool = False
    is_private: bool = False

    @property
    def named(self) -> str:
        """How messages name it: 立案提案（proposals.filed）."""
        return f"{self.label}（{self.id}）"

    @property
    def is_numeric(self) -> bool:
        return self.kind in NUMERIC

    def field_named(self, name: str) -> Indicator | None:
        return next((field for field in self.fields if field.name == name), None)

    @property
    def key(self) -> Indicator | None:
        """Of items: the field that tells their rows apart."""
        return next((field for field in self.fields if field.is_key), None)


# What is asked of rows ------------------------------------------------------------------------------------------------


class Test(Struct, frozen=True):
    """A field held against constants. `sign`: = != < <= > >= in empty."""

    field: Indicator
    sign: str
    constants: tuple[Quantity | date | str, ...] = ()


class Not(Struct, frozen=True):
    of: Condition


class Joined(Struct, frozen=True):
    """Conditions of which all must hold (`and`), or one (`or`)."""

    sign: str
    parts: tuple[Condition, ...]


Condition = Test | Not | Joined


class Tally(formula.Name, frozen=True, kw_only=True):
    """What a formula asks of the rows of some items. As a name: its id is the question in full.

    `function`: one of `calls.FUNCTIONS`. `field`: what it is of; a count is of none.
    """

    function: str
    items: str
    field: Indicator | None = None
    where: Condition | None = None

    @property
    def kind(self) -> IndicatorKind:
        if self.function in ("count", "distinct"):
            return "count"
        if self.field is None or (self.function == "average" and self.field.kind == "count"):
            return "amount"
        return self.field.kind


class Rule(Struct, frozen=True):
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
    answered_by: str = ""

    @property
    def named(self) -> str:
        return self.label if self.label == self.name else f"{self.label}（{self.name}）"

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(self.by_name.values())

    def get(self, name: str) -> Indicator | None:
        return self.by_name.get(name)


class Catalogue(Struct, frozen=True, eq=False):
    """`derived`: the ids of the indicators with formulas, each after those that it follows from.

    `tallies`: what formulas and rules ask of rows, each once.
    `unbound`: words among those allowed that hold figures which are yet to be bound, and where each stands.

    `is_read`: the file could be read to its end; else what it does not know may only be unread.
    """

    file: str
    groups: dict[str, Group] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    allow: tuple[str, ...] = ()
    unbound: tuple[tuple[str, Place], ...] = ()
    derived: tuple[str, ...] = ()
    tallies: tuple[Tally, ...] = ()
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


class Column(Struct, frozen=True):
    """What the rows say of one field: the text of each, empty where nothing, and what each text is (None: misread).

    `number`: which column of the table it is, counted from 1; 0 where it is computed, or stands in a year file.
    """

    field: Indicator
    texts: list[str]
    values: dict[str, Quantity | date | str | None]
    number: int = 0

    @property
    def misread(self) -> set[str]:
        """The texts that are not what the field asks for."""
        if self.number and self.field.kind == "text" and not self.field.values:
            return set()  # a table's text is whatever it is
        return {text for text, value in self.values.items() if text and value is None}


class Rows(Struct, frozen=True, eq=False):
    """The rows of items, column by column, so that a hundred thousand have room: those of a table, or of a year file.

    `lines`: where each begins. `is_faulty`: some are lost or there twice, so that nothing is to be counted.
    """

    indicator: Indicator
    place: Place
    lines: list[int]
    columns: dict[str, Column]
    is_faulty: bool = False
    facts: tuple[dict[str, Fact], ...] = ()

    def __len__(self) -> int:
        return len(self.lines)

    def at(self, row: int, name: str = "") -> Place:
        """The place of a row, or of one of its fields. (A CSV has lines, but no columns that count characters.)"""
        if self.facts:
            fact = self.facts[row].get(name) or next(iter(self.facts[row].values()), None)
            return fact.place if fact else self.place
        number = self.columns[name].number if name and self.place.sheet else int(bool(self.place.sheet))
        return Place(self.place.file, self.lines[row], number, self.place.sheet)

    def item(self, row: int) -> tuple[Fact, ...]:
        """The fields of a row as facts, but for those that are private."""
        number = f"{self.indicator.id}[{row + 1}]"
        return tuple(
            Fact(
                id=f"{number}.{name}",
                indicator=column.field,
                value=column.values[column.texts[row]],
                place=self.at(row, name),
                source=self.place.file,
                is_derived=True,  # it is not the year file that states it
            )
            for name, column in self.columns.items()
            if not column.field.is_private and column.texts[row]
        )

    def field(self, part: str) -> Fact | None:
        """A field by the end of its id: `2].title`."""
        number, _, name = part.partition("].")
        is_row = re.fullmatch("[1-9][0-9]{0,8}", number) is not None and int(number) <= len(self)
        return (
            next((each for each in self.item(int(number) - 1) if each.indicator.name == name), None) if is_row else None
        )

    @property
    def items(self) -> Iterator[tuple[Fact, ...]]:
        return map(self.item, range(len(self)))


Value = Quantity | date | str | Names | Items | Rows


class Fact(Struct, frozen=True, kw_only=True):
    """Something stated about a year, or derived from such facts. No value: not yet known, or not computable.

    `id` is `group.name`, an item's `group.name[1]`, a field's `group.name[1].field`. `inputs` are the ids of the
    facts that its formula names, last year's with `previous.` in front. `problem` says why there is no value.
    `accept`: why it stands although it does not agree with others. `source_of`: of what the source is said, where it
    is not said of this one alone.
    """

    id: str
    indicator: Indicator
    value: Value | None = None
    place: Place
    source: str = ""
    source_of: str = ""
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
        case str():
            return value
        case Quantity():
            return value.text
        case date():
            return f"{value.year}年{value.month}月{value.day}日"
        case Names():
            return join([item.text for item in value.items]) + ("等" if value.is_open else "")
        case Items():
            return "；".join("，".join(fact.text for fact in item if fact.value is not None) for item in value.items)
        case Rows():
            return f"{len(value)}行"
    return ""


def json_value(value: Value | None) -> int | float | str | list[object] | None:
    """A value for programs: a number (a rate as a fraction of one), a date in ISO form, a text, an array.

    Of the rows of a table it is how many there are.
    """
    match value:
        case Quantity():
            number = value.number
            return number.numerator if number.denominator == 1 else float(number)
        case date():
            return value.isoformat()
        case Names():
            return [item.text for item in value.items]
        case Items():
            return [{fact.indicator.name: json_value(fact.value) for fact in item} for item in value.items]
        case Rows():
            return len(value)
    return value
