"""The figures of many workspaces added up (汇总): what may be added is, what may not is refused, with the reason.

Counts and amounts of the same unit add up, approximate ones as intervals. Rates and averages do not: where they follow
by one formula from figures that do add up, they are worked out anew from the sums, over the workspaces that have all of
them. What lacks its value somewhere is added up without it, and says so: at least so much. Distinct things that rows
name are counted once wherever they are named; where one workspace has no rows, the sum is not free of doubles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from fractions import Fraction
from functools import cached_property, reduce
from typing import cast

from msgspec import Struct, field

from report_cli.facts import counting, formula, quantity
from report_cli.facts.estimate import Estimate, NotComputable
from report_cli.facts.fact import Catalogue, Fact, Indicator, Tally
from report_cli.facts.formula import PREVIOUS, Expression, Name, Number
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import Kind, Quantity

# 第十届, 45岁, 30度: numbers that say which, how old or how warm, not how much.
_NO_AMOUNTS = ("届", "年", "岁", "摄氏度")
_OF_NO_UNIT = {"rate": "比率", "points": "百分点"}


class Addend(Struct, frozen=True):
    """What one workspace gives to one row.

    `formulas`: by which a figure that does not add up is worked out anew, its own first; `inputs`: what it follows
    from, None where one is missing. `named`: the distinct things that its rows name, None where there are no rows.
    """

    indicator: Indicator
    group: str
    value: Quantity | None
    is_added: bool
    formulas: Mapping[str, Expression] = field(default_factory=dict)
    inputs: Mapping[str, Quantity] | None = None
    named: frozenset[object] | None = None

    @property
    def formula_text(self) -> str:
        return self.indicator.formula_text if self.formulas else ""

    @property
    def unit(self) -> str:
        return self.indicator.unit or _OF_NO_UNIT.get(self.indicator.kind, "没有单位的数")


def addends(ledger: Ledger) -> list[Addend]:
    """What a workspace gives: a row for each of its indicators that is a number."""
    adding, found = _adding(ledger.catalogue), list[Addend]()
    for indicator in ledger.catalogue.indicators:
        if indicator.is_numeric:
            fact, group = ledger.get(indicator.id), ledger.catalogue.groups[indicator.group].label
            is_added = indicator.id in adding or _is_distinct(indicator)
            formulas = {} if is_added else _formulas(ledger.catalogue, indicator, adding)
            inputs = _inputs(ledger, formulas, adding) if formulas else None
            value, named = fact.quantity if fact else None, _named(ledger, fact) if fact else None
            found.append(Addend(indicator, group, value, is_added, formulas, inputs, named))
    return found


def _is_distinct(indicator: Indicator) -> bool:
    return isinstance(indicator.formula, Tally) and indicator.formula.function == "distinct"


def _named(ledger: Ledger, fact: Fact) -> frozenset[object] | None:
    """The distinct things that the rows of a fact name; None where it is not counted from rows here."""
    tally = fact.indicator.formula
    if not isinstance(tally, Tally) or tally.function != "distinct" or not fact.is_derived or fact.value is None:
        return None
    of = ledger.previous if tally.previous else ledger
    rows = counting.rows_of(of.facts.get(tally.items)) if of else None
    return frozenset(counting.named(tally, rows)) if rows is not None else None


def _adding(catalogue: Catalogue) -> Set[str]:
    """The ids of the indicators two of whose figures add up: how much of something, no share, average or age."""
    measured = [each for each in catalogue.indicators if each.kind in ("count", "amount")]
    found = {each.id for each in measured if each.unit not in _NO_AMOUNTS and "/" not in each.unit}
    before = len(found) + 1
    while len(found) < before:  # again, for what follows from last year's of a later one
        before = len(found)
        for id in catalogue.derived:
            indicator = catalogue.get(id)
            if indicator and indicator.formula is not None and not _is_linear(indicator.formula, found):
                found.discard(id)
    return found


def _is_linear(expression: Expression, adding: Set[str]) -> bool:
    if isinstance(expression, Tally):
        return expression.function in ("count", "sum")
    if isinstance(expression, Name):
        return expression.id in adding
    if isinstance(expression, Number):
        return True
    left, right = expression.left, expression.right
    if expression.sign in "+-":
        return _is_linear(left, adding) and _is_linear(right, adding)
    is_scaled = not any(formula.names(right)) and _is_linear(left, adding)
    return is_scaled or (expression.sign == "*" and not any(formula.names(left)) and _is_linear(right, adding))


def _formulas(catalogue: Catalogue, indicator: Indicator, adding: Set[str]) -> dict[str, Expression]:
    """The formulas by which a figure that does not add up follows from some that do, its own first."""
    found: dict[str, Expression] = {}
    waiting: list[Indicator | None] = [indicator]
    while waiting:
        inner = waiting.pop()
        if inner is not None and inner.formula is not None and inner.id not in found:
            found[inner.id] = inner.formula
            waiting += [catalogue.get(name.id) for name in formula.names(inner.formula) if name.id not in adding]
    return found


def _inputs(ledger: Ledger, formulas: Mapping[str, Expression], adding: Set[str]) -> dict[str, Quantity] | None:
    """The figures that formulas name and that have none of their own here; last year's under `previous.`."""
    found: dict[str, Quantity] = {}

    def gather(id: str, is_previous: bool) -> bool:
        for name in formula.names(formulas[id]):
            was = is_previous or name.previous
            if name.id in formulas:
                # Last year's of a figure that names last year's itself would be of the year before.
                if (is_previous and name.previous) or not gather(name.id, was):
                    return False
                continue
            fact = ledger.get(PREVIOUS * was + name.id)
            if fact is None or fact.quantity is None or name.id not in adding:
                return False
            found[PREVIOUS * was + name.id] = fact.quantity
        return True

    return found if gather(next(iter(formulas)), is_previous=False) else None


class Sums:
    """The rows as far as they have been added up: what is kept grows with the rows, not with what workspaces read."""

    def __init__(self) -> None:
        self.rows: dict[str, Total] = {}
        self.names: list[str] = []
        self.faulty: list[str] = []

    def add(self, name: str, found: Iterable[Addend], *, is_faulty: bool = False) -> None:
        """Add what a workspace gives: nothing, where it could not be read or its data have errors."""
        self.names.append(name)
        if is_faulty:
            self.faulty.append(name)
            return
        for addend in found:
            self.rows.setdefault(addend.indicator.id, Total(addend, self)).add(name, addend)

    def totals(self) -> list[Total]:
        return list(self.rows.values())


class Total:
    """A row: what workspaces give, and once all have, their sum, or of a rate what follows from their sums."""

    def __init__(self, first: Addend, sums: Sums) -> None:
        self.first, self.sums = first, sums
        self.id, self.group, self.label = first.indicator.id, first.group, first.indicator.label
        self.given: dict[str, Quantity] = {}
        """The figures, by workspace."""
        self.units: dict[str, str] = {}
        """Which workspace was the first to count in each."""
        self.formulas: set[str] = set()
        self.labels: set[str] = set()
        self.definitions: set[str] = set()
        self.counted: set[str] = set()
        """The workspaces that the sum is of."""
        self.distinct: set[object] = set()
        """The things that rows name, in any workspace."""
        self.without_rows: list[str] = []
        """The workspaces that state how many distinct things there are, but have no rows that name them."""
        names = (name for expression in first.formulas.values() for name in formula.names(expression))
        self.named = {name.id: name for name in names}
        self.inputs: dict[str, Estimate] = {}
        """What the formulas name, summed in the units that the first workspace has for it."""
        self.unlike = ""
        """What of that is counted in units that do not convert."""

    def add(self, name: str, addend: Addend) -> None:
        self.labels.add(addend.indicator.label)
        self.definitions.add(addend.indicator.definition)
        self.formulas.add(addend.formula_text)
        self.units.setdefault(addend.unit, name)
        if addend.value is not None:
            self.given[name] = addend.value
        for key, value in (addend.inputs or {}).items():
            named = self.named.get(key.removeprefix(PREVIOUS))
            unit = named.unit if named else value.unit
            if named and formula.measure(value.unit) != named.dimension:
                first = next(iter(self.units.values()))
                self.unlike = f"{named.label}的单位不同（{first}是{unit}、{name}是{value.unit}）"
            amount = value.estimate.times(quantity.size(value.unit) / quantity.size(unit))
            self.inputs[key] = self.inputs.get(key, Estimate.exact(0)) + amount
        if addend.named is not None:
            self.distinct |= addend.named
        elif _is_distinct(addend.indicator) and addend.value is not None:
            self.without_rows.append(name)
        if addend.inputs is not None or (addend.is_added and addend.value is not None):
            self.counted.add(name)

    @property
    def unit(self) -> str:
        """Of several units that convert, the smallest; empty where they do not."""
        if len({formula.measure(unit) for unit in self.units}) > 1:
            return ""
        return min(self.units, key=quantity.size) if self.first.is_added else self.first.indicator.unit

    @property
    def value(self) -> Quantity | None:
        return self.outcome[0]

    @property
    def reason(self) -> str:
        return self.outcome[1]

    @property
    def missing(self) -> list[str]:
        return [name for name in self.sums.names if name not in self.counted] if self.value is not None else []

    @property
    def least(self) -> Quantity | None:
        """What a sum is at least, as some workspaces are not in it; None where it is the whole sum, or no sum.

        One that may hold doubles is no least.
        """
        value, low = self.value, min((each.estimate.low for each in self.given.values()), default=-1)
        if value is None or not self.missing or not self.first.is_added or low < 0 or self.without_rows:
            return None
        exact = Estimate.exact(Fraction(value.estimate.low))
        return quantity.derived(exact, value.unit, value.kind, value.digits).in_scale_of(self.given.values())

    @property
    def notes(self) -> list[str]:
        notes = ["各处名称不同：" + "、".join(sorted(self.labels))] if len(self.labels) > 1 else []
        return notes + (["各处口径不同"] if len(self.definitions) > 1 else [])

    @property
    def how(self) -> str:
        faulty = self.sums.faulty if self.value is not None else []
        unsaid = [name for name in self.missing if name not in faulty]
        again = "由汇总数重新计算" if self.value is not None and self.first.formula_text else ""
        if self.value is not None and _is_distinct(self.first.indicator):
            again = f"未去重：{_some(self.without_rows)}没有表" if self.without_rows else "各处合在一起去重"
        some = f"{_some(unsaid)}没有数" if unsaid else ""
        wrong = f"{_some(faulty)}数据有错，没有加" if faulty else ""
        return "；".join(text for text in (self.reason, again, some, wrong, *self.notes) if text)

    @cached_property
    def outcome(self) -> tuple[Quantity | None, str]:
        try:
            return self.sum(), ""
        except NotComputable as reason:
            return None, str(reason)

    def refusal(self) -> str:
        """Why these figures may not be added up; empty where they may."""
        kind = self.first.indicator.kind
        if len({formula.measure(unit) for unit in self.units}) > 1:
            return f"单位不同（{'、'.join(f'{name}是{unit}' for unit, name in self.units.items())}），不能相加"
        if len(self.formulas) > 1:
            return "各处的算法不同，不能重新计算"
        if self.unlike:
            return f"{self.unlike}，不能相加，算不出"
        if not self.counted and not self.given:
            return "都没有数"
        if isinstance(self.first.indicator.formula, Tally) and not self.first.is_added:
            return "平均数、最大和最小的数不能相加"
        if not self.counted and (self.first.is_added or not self.first.formula_text):
            return f"{_OF_NO_UNIT[kind]}不能相加" if kind in _OF_NO_UNIT else f"以“{self.unit}”计的数不能相加"
        return "" if self.counted else f"{_OF_NO_UNIT.get(kind, '平均数')}不能相加；没有一处有算它的数"

    def sum(self) -> Quantity:
        """Raises NotComputable where these figures may not be added up."""
        if reason := self.refusal():
            raise NotComputable(reason)
        indicator, kind = self.first.indicator, cast(Kind, self.first.indicator.kind)
        if not self.first.is_added:
            estimate = self.evaluated(self.id, is_previous=False, factor=indicator.factor)
            return quantity.derived(estimate, indicator.unit, kind, indicator.digits)
        if _is_distinct(self.first.indicator) and not self.without_rows:
            return quantity.count(len(self.distinct), self.unit)
        values = self.given.values()
        digits = max(indicator.digits if value.scale else value.digits for value in values)
        sizes = (value.estimate.times(quantity.size(value.unit)) for value in values)
        estimate = reduce(Estimate.__add__, sizes).times(1 / quantity.size(self.unit))
        return quantity.derived(estimate, self.unit, kind, digits).in_scale_of(values)

    def evaluated(self, id: str, is_previous: bool, factor: Fraction) -> Estimate:
        """What a formula gives of the sums, or of those of last year; one is `factor` of the base units."""
        digits = self.first.indicator.digits

        def value(name: Name) -> Quantity:
            was, unit = is_previous or name.previous, name.unit or self.unit
            if name.id not in self.first.formulas:
                return Quantity(self.inputs[PREVIOUS * was + name.id], unit)
            kind: Kind = "rate" if name.dimension == formula.RATE else "amount"
            return quantity.derived(self.evaluated(name.id, was, name.factor), unit, kind, digits)

        return formula.evaluate(self.first.formulas[id], value, digits).times(1 / factor)


def _some(names: Sequence[str]) -> str:
    return f"{'、'.join(names[:3])}{'等' if len(names) > 3 else ''}{len(names)}个"
