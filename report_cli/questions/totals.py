"""The figures of many workspaces added up (汇总): what may be added is, what may not is refused, with the reason.

Counts and amounts of the same unit add up, approximate ones as intervals. Rates and averages do not: where they follow
by one formula from figures that do add up, they are worked out anew from the sums, over the workspaces that have all of
them. What lacks its value somewhere is added up without it, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import cast

from msgspec import Struct, field

from report_cli.facts import formula, quantity
from report_cli.facts.catalogue import Catalogue, Indicator
from report_cli.facts.formula import PREVIOUS, Expression, Name, Number
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import Estimate, NotComputable, Quantity

# 第十届, 45岁, 30度: numbers that say which, how old or how warm, not how much.
_NO_AMOUNTS = ("届", "年", "岁", "摄氏度")


class Entry(Struct, frozen=True):
    """What one workspace gives to one row. `leaves`: what a figure worked out anew follows from; None where one is missing."""

    id: str
    group: str
    label: str
    unit: str
    kind: quantity.Kind
    digits: int
    definition: str
    value: Quantity | None
    problem: str
    is_added: bool
    formula_text: str = ""
    expressions: Mapping[str, Expression] = field(default_factory=dict)
    leaves: Mapping[str, Quantity] | None = None


class Total(Struct, frozen=True):
    """A row. `value`: the sum, or a rate of the sums; None with the `reason`. `missing`: the workspaces that it lacks.

    `faulty`: those of them that were left out because their data have errors.
    """

    id: str
    group: str
    label: str
    unit: str
    texts: Mapping[str, str]
    values: Mapping[str, int | float]
    value: Quantity | None
    reason: str
    missing: tuple[str, ...]
    formula_text: str
    notes: tuple[str, ...] = ()
    faulty: tuple[str, ...] = ()

    @property
    def how(self) -> str:
        """What is to be known of the sum, in words."""
        unsaid = tuple(name for name in self.missing if name not in self.faulty)
        some = f"{_some(unsaid)}没有数" if unsaid else ""
        wrong = f"{_some(self.faulty)}数据有错，没有加" if self.faulty else ""
        again = "由汇总数重新计算" if self.value is not None and self.formula_text else ""
        return "；".join(text for text in (self.reason, again, some, wrong, *self.notes) if text)


def _some(names: tuple[str, ...]) -> str:
    return f"{'、'.join(names[:3])}{'等' if len(names) > 3 else ''}{len(names)}个"


def entries(ledger: Ledger) -> list[Entry]:
    """What a workspace gives: a row for each of its indicators that is a number."""
    adding = _adding(ledger.catalogue)
    return [_entry(ledger, indicator, adding) for indicator in ledger.catalogue.indicators if indicator.is_numeric]


def _entry(ledger: Ledger, indicator: Indicator, adding: Set[str]) -> Entry:
    fact = ledger.get(indicator.id)
    is_added = indicator.id in adding
    again = {} if is_added else _expressions(ledger.catalogue, indicator, adding)
    return Entry(
        indicator.id,
        ledger.catalogue.groups[indicator.group].label,
        indicator.label,
        indicator.unit,
        cast(quantity.Kind, indicator.kind),
        indicator.digits,
        indicator.definition,
        fact.quantity if fact else None,
        fact.problem if fact else "",
        is_added,
        indicator.formula_text if again else "",
        again,
        _leaves(ledger, again, adding) if again else None,
    )


def _adding(catalogue: Catalogue) -> Set[str]:
    """The ids of the indicators two of whose figures add up: how much of something, no share, average or age."""
    found = {
        i.id
        for i in catalogue.indicators
        if i.kind in ("count", "amount") and i.unit not in _NO_AMOUNTS and "/" not in i.unit
    }
    derived = [indicator for id in catalogue.derived if (indicator := catalogue.get(id)) is not None]
    before = len(found) + 1
    while len(found) < before:  # again, for what follows from last year's of a later one
        before = len(found)
        for indicator in derived:
            if indicator.formula is not None and not _is_linear(indicator.formula, found):
                found.discard(indicator.id)
    return found


def _is_linear(expression: Expression, adding: Set[str]) -> bool:
    if isinstance(expression, Name):
        return expression.id in adding
    if isinstance(expression, Number):
        return True
    left, right = expression.left, expression.right
    if expression.sign in "+-":
        return _is_linear(left, adding) and _is_linear(right, adding)
    is_scaled = not any(formula.names(right)) and _is_linear(left, adding)
    return is_scaled or (expression.sign == "*" and not any(formula.names(left)) and _is_linear(right, adding))


def _expressions(catalogue: Catalogue, indicator: Indicator, adding: Set[str]) -> dict[str, Expression]:
    """The formulas by which a figure that does not add up follows from some that do, its own first."""
    found: dict[str, Expression] = {}
    waiting = [indicator]
    while waiting:
        inner = waiting.pop()
        if inner.formula is not None and inner.id not in found:
            found[inner.id] = inner.formula
            named = (catalogue.get(name.id) for name in formula.names(inner.formula) if name.id not in adding)
            waiting += [other for other in named if other is not None]
    return found


def _leaves(ledger: Ledger, expressions: Mapping[str, Expression], adding: Set[str]) -> dict[str, Quantity] | None:
    """The figures that formulas name and that have none of their own here; last year's under `previous.`."""
    found: dict[str, Quantity] = {}

    def gather(id: str, is_previous: bool) -> bool:
        for name in formula.names(expressions[id]):
            was = is_previous or name.previous
            if name.id in expressions:
                # Last year's of a figure that names last year's itself would be of the year before.
                if (is_previous and name.previous) or not gather(name.id, was):
                    return False
                continue
            whole = ledger.previous if was else ledger
            fact = whole.get(name.id) if whole else None
            if fact is None or fact.quantity is None or name.id not in adding:
                return False
            found[PREVIOUS * was + name.id] = fact.quantity
        return True

    return found if gather(next(iter(expressions)), is_previous=False) else None


class Sums:
    """The rows as far as they have been added up: what is kept grows with the rows, not with what workspaces read."""

    def __init__(self) -> None:
        self.rows: dict[str, _Row] = {}
        self.names: list[str] = []
        self.faulty: list[str] = []

    def add(self, name: str, found: Sequence[Entry], *, is_faulty: bool = False) -> None:
        """Add what a workspace gives: nothing, where it could not be read or its data have errors."""
        self.names.append(name)
        if is_faulty:
            self.faulty.append(name)
            return
        for entry in found:
            self.rows.setdefault(entry.id, _Row(entry)).add(name, entry)

    def totals(self) -> list[Total]:
        return [row.total(self.names, self.faulty) for row in self.rows.values()]


class _Row:
    def __init__(self, first: Entry) -> None:
        self.first = first
        self.texts: dict[str, str] = {}
        self.values: dict[str, int | float] = {}
        self.units: dict[str, str] = {}
        self.formulas: set[str] = set()
        self.labels: set[str] = set()
        self.definitions: set[str] = set()
        self.sum = Estimate.exact(0)
        self.digits = 0
        self.scales: dict[str, Quantity] = {}
        self.counted: set[str] = set()
        self.leaves: dict[str, Estimate] = {}

    def add(self, name: str, entry: Entry) -> None:
        self.labels.add(entry.label)
        self.definitions.add(entry.definition)
        self.formulas.add(entry.formula_text)
        self.units.setdefault(_unit(entry), name)
        if entry.value is not None:
            self.texts[name] = entry.value.text
            number = entry.value.number
            self.values[name] = int(number) if number.denominator == 1 else float(number)
        if len(self.units) > 1:
            return
        if entry.is_added and entry.value is not None:
            self.sum += entry.value.estimate
            self.digits = max(self.digits, entry.value.digits if not entry.value.scale else entry.digits)
            shown = self.scales.setdefault(entry.value.scale, entry.value)
            if entry.value.digits > shown.digits or shown.estimate == Estimate.exact(0):
                self.scales[entry.value.scale] = entry.value
            self.counted.add(name)
        if entry.leaves is not None:
            for key, value in entry.leaves.items():
                self.leaves[key] = self.leaves.get(key, Estimate.exact(0)) + value.estimate
            self.counted.add(name)

    def total(self, names: Sequence[str], faulty: Sequence[str]) -> Total:
        value, reason = None, self.refusal()
        if not reason:
            try:
                value = self.value()
            except NotComputable as error:
                reason = str(error)
        missing = tuple(name for name in names if name not in self.counted) if value is not None else ()
        notes = ["各处名称不同：" + "、".join(sorted(self.labels))] if len(self.labels) > 1 else []
        notes += ["各处口径不同"] if len(self.definitions) > 1 else []
        first = self.first
        unit = first.unit if len(self.units) == 1 else ""
        wrong = tuple(faulty) if value is not None else ()
        return Total(
            first.id,
            first.group,
            first.label,
            unit,
            self.texts,
            self.values,
            value,
            reason,
            missing,
            first.formula_text,
            tuple(notes),
            wrong,
        )

    def refusal(self) -> str:
        """Why these figures may not be added up; empty where they may."""
        if len(self.units) > 1:
            return f"单位不同（{'、'.join(f'{name}是{unit}' for unit, name in self.units.items())}），不能相加"
        if len(self.formulas) > 1:
            return "各处的算法不同，不能重新计算"
        if not self.counted:
            if not self.texts:
                return "都没有数"
            if self.first.is_added or not self.first.formula_text:
                return _NEVER.get(self.first.kind, f"以“{self.first.unit}”计的数不能相加")
            return f"{_NEVER.get(self.first.kind, '平均数不能相加')}；没有一处有算它的数"
        return ""

    def value(self) -> Quantity:
        first = self.first
        if first.is_added:
            return quantity.derived(self.sum, first.unit, first.kind, self.digits).in_scale_of(self.scales.values())
        estimate = self.evaluated(first.id, is_previous=False)
        return quantity.derived(estimate, first.unit, first.kind, first.digits)

    def evaluated(self, id: str, is_previous: bool) -> Estimate:
        def value(name: Name) -> Quantity:
            was = is_previous or name.previous
            if name.id not in self.first.expressions:
                return Quantity(self.leaves[PREVIOUS * was + name.id])
            kind: quantity.Kind = "rate" if name.dimension == formula.RATE else "amount"
            return quantity.derived(self.evaluated(name.id, was), "", kind, self.first.digits)

        return formula.evaluate(self.first.expressions[id], value, self.first.digits)


_NEVER = {"rate": "比率不能相加", "points": "百分点不能相加"}


def _unit(entry: Entry) -> str:
    return entry.unit or {"rate": "比率", "points": "百分点"}.get(entry.kind, "没有单位的数")
