"""What a template can say of a fact: views of the ledger, their attributes, filters and tests.

Printing a view puts an atom into the text (see `atoms`); the run takes its text when the document is made. A view is
neither text nor number: it has its own comparisons, length and truth, and converts to nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from report_cli.compose.atoms import Atom, Atoms
from report_cli.facts import quantity, yearfile
from report_cli.facts.catalogue import Group, Indicator
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import Estimate, NotComputable, Quantity, is_refuted
from report_cli.facts.yearfile import Fact, Items, Names


class Unsayable(Exception):
    """What a template asks of a fact cannot be said; the text tells why, in Chinese, and the cure."""

    def __init__(self, message: str, cure: str) -> None:
        super().__init__(message)
        self.message, self.cure = message, cure


@dataclass(frozen=True, slots=True)
class Telling:
    """One telling of a ledger: the atoms put so far, and what could not be said, for the caller to place."""

    ledger: Ledger
    atoms: Atoms
    unsaid: Callable[[Unsayable, str], None]
    """Called with the reason and the fact's id; the text goes on with a placeholder."""

    def group(self, group: Group) -> GroupView:
        return GroupView(self, group)

    def fact(self, indicator: Indicator) -> FactView:
        return FactView(self, indicator, self.ledger.facts.get(indicator.id))

    def year(self, name: str) -> FactView:
        fact = self.ledger.facts[name]
        return FactView(self, fact.indicator, fact)


@dataclass(frozen=True, slots=True, eq=False)
class GroupView:
    """A group of the catalogue. Looping goes through its facts that are known."""

    telling: Telling
    group: Group

    def attribute(self, name: str) -> FactView:
        indicator = self.group.get(name)
        if indicator is None:
            raise Unsayable(f"{self.group.label}（{self.group.name}）里没有指标“{name}”", "核对名称")
        return self.telling.fact(indicator)

    def __iter__(self) -> Iterator[FactView]:
        views = (self.telling.fact(indicator) for indicator in self.group.indicators)
        return (view for view in views if view.is_known)

    def __bool__(self) -> bool:
        """Whether anything of the group is known, or is still to come in a draft."""
        return any(self.telling.fact(indicator) for indicator in self.group.indicators)


@dataclass(frozen=True, slots=True, eq=False)
class ItemView:
    """One item of a list of things: its fields are its attributes."""

    telling: Telling
    indicator: Indicator
    fields: tuple[Fact, ...]

    def attribute(self, name: str) -> FactView:
        field = self.indicator.field_named(name)
        if field is None:
            raise Unsayable(f"{self.indicator.label}（{self.indicator.id}）没有字段“{name}”", "核对名称")
        return FactView(self.telling, field, next((fact for fact in self.fields if fact.indicator.name == name), None))


@dataclass(frozen=True, slots=True)
class Words:
    """Text of the catalogue that is no figure (a label, a unit)."""

    telling: Telling
    text: str

    def __str__(self) -> str:
        return self.telling.atoms.put(Atom(self.text)) if self.text else ""

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True, eq=False)
class FactView:
    """A fact, or its absence, in one form: itself, or what an attribute or filter makes of it."""

    telling: Telling
    indicator: Indicator
    fact: Fact | None
    form: str = ""
    prefix: str = ""
    """`previous.` for last year's."""

    @property
    def is_known(self) -> bool:
        return self.fact is not None and self.fact.value is not None

    @property
    def is_pending(self) -> bool:
        """Not yet filled, in a draft: a placeholder stands for it."""
        return self.fact is not None and self.fact.is_empty and self.telling.ledger.is_draft and not self.prefix

    @property
    def id(self) -> str:
        return self.prefix + (self.fact.id if self.fact else self.indicator.id)

    @property
    def quantity(self) -> Quantity | None:
        return self.fact.quantity if self.fact else None

    def attribute(self, name: str) -> FactView | Words:
        if name in ATTRIBUTES:
            return ATTRIBUTES[name](self)
        raise Unsayable(f"{self.indicator.label}（{self.id}）没有“{name}”这种说法", f"可用：{'、'.join(ATTRIBUTES)}")

    def in_form(self, form: str) -> FactView:
        return replace(self, form=form)

    def __str__(self) -> str:
        try:
            if self.is_known:
                return self._said()
            if self.is_pending:
                return self.telling.atoms.put(Atom(f"【待补：{self.indicator.label}】", self.id, self.form, is_pending=True))
            raise Unsayable(f"{self.indicator.label}（{self.id}）{self._absence()}，印不出来", self._absence_cure())
        except Unsayable as reason:
            self.telling.unsaid(reason, self.id)
            return self.telling.atoms.put(Atom("【？】", self.id, self.form))

    def _absence(self) -> str:
        if self.fact is None:
            return "没有数据"
        return self.fact.problem or "没有值"

    def _absence_cure(self) -> str:
        if self.fact is not None and self.fact.is_empty and self.fact.place.line:
            return f"在{self.fact.place}填上；还没有数就加--draft，或在年度数据里写status: 征集中"
        name = self.indicator.id
        return f"填上数据，或在模板里用 {{% if {name} %}}…{{% endif %}} 围住这一处"

    def _said(self) -> str:
        assert self.fact is not None, "only what is known is said"
        if not self.form and isinstance(self.fact.value, Names):
            return self._listed("")
        if not self.form and isinstance(self.fact.value, Items):
            raise Unsayable(f"{self.indicator.label}（{self.id}）是一组条目，不能整个印", "用 {% for %} 逐项写")
        text = FORMS[self.form](self)
        return self.telling.atoms.put(Atom(text, self.id, self.form)) if text else ""

    def _listed(self, between: str) -> str:
        names = [view for view in self if isinstance(view, FactView)]
        texts = [view.fact.text for view in names if view.fact]
        separators = ["", *(between or yearfile.separator(left, right) for left, right in itertools.pairwise(texts))]
        joined = "".join(f"{separator}{view}" for separator, view in zip(separators, names, strict=True))
        is_open = isinstance(self.fact.value, Names) and self.fact.value.is_open if self.fact else False
        return joined + ("等" if is_open else "")

    def joined(self, between: str) -> str:
        if not self.is_known:
            return str(self)
        if self.fact is None or not isinstance(self.fact.value, Names):
            raise Unsayable(f"{self.indicator.label}（{self.id}）不是列表，不能用join", "去掉join")
        return self._listed(between)

    def __iter__(self) -> Iterator[FactView | ItemView]:
        value = self.fact.value if self.fact else None
        if isinstance(value, Names):
            return (FactView(self.telling, item.indicator, item, prefix=self.prefix) for item in value.items)
        if isinstance(value, Items):
            return (ItemView(self.telling, self.indicator, item) for item in value.items)
        if value is None:
            return iter(())
        raise Unsayable(f"{self.indicator.label}（{self.id}）不是列表，不能逐项写", "去掉 {% for %}")

    def __len__(self) -> int:
        value = self.fact.value if self.fact else None
        if isinstance(value, (Names, Items)):
            return len(value.items)
        if value is None:
            return 0
        raise Unsayable(f"{self.indicator.label}（{self.id}）不是列表，没有长度", "去掉length")

    def __bool__(self) -> bool:
        """Known (0 included), or still to come in a draft; in the form asked for, where that can be said."""
        if self.form in ("change", "growth"):
            return bool(_change_text(self)) if self.is_known else False
        return self.is_known or self.is_pending

    # Comparisons hold where they hold for the whole of an approximate number.
    def __lt__(self, other: object) -> bool:
        return self._compares(other, ">=")

    def __le__(self, other: object) -> bool:
        return self._compares(other, ">")

    def __gt__(self, other: object) -> bool:
        return self._compares(other, "<=")

    def __ge__(self, other: object) -> bool:
        return self._compares(other, "<")

    def __eq__(self, other: object) -> bool:
        mine, theirs = self._comparable(self), self._comparable(other)
        if isinstance(mine, Estimate) and isinstance(theirs, Estimate):
            return is_refuted(mine, "!=", theirs)
        return mine is not None and mine == theirs

    __hash__ = None  # type: ignore[assignment]  # equal to numbers and texts, whose hashes it cannot share

    def _compares(self, other: object, contrary: str) -> bool:
        mine, theirs = self._comparable(self), self._comparable(other)
        if mine is None or theirs is None:
            return False
        if isinstance(mine, Estimate) and isinstance(theirs, Estimate):
            return is_refuted(mine, contrary, theirs)
        if isinstance(mine, date) and isinstance(theirs, date):
            return {">=": mine < theirs, ">": mine <= theirs, "<=": mine > theirs, "<": mine >= theirs}[contrary]
        raise Unsayable(f"{self.indicator.label}（{self.id}）不能这样比较", "只在数与数、日期与日期之间比大小")

    @staticmethod
    def _comparable(thing: object) -> Estimate | date | str | None:
        value = thing.fact.value if isinstance(thing, FactView) and thing.fact else thing
        if isinstance(value, Quantity):
            return value.estimate
        if isinstance(value, (int, float)):
            return Estimate.exact(Fraction(str(value)))
        return value if isinstance(value, (date, str)) else None


def _number(view: FactView) -> str:
    if view.quantity is None:
        raise Unsayable(f"{view.indicator.label}（{view.id}）不是数，没有number", "直接印它")
    return view.quantity.bare


def _short(view: FactView) -> str:
    value = view.fact.value if view.fact else None
    if not isinstance(value, date):
        raise Unsayable(f"{view.indicator.label}（{view.id}）不是日期，不能用short", "去掉short")
    return f"{value.month}月{value.day}日"


def _chinese(view: FactView) -> str:
    if view.quantity is not None:
        number = view.quantity.number
        if view.quantity.is_approximate or number.denominator != 1 or not 0 <= number < 10**8:
            raise Unsayable(f"{view.indicator.label}（{view.id}）{view.quantity}不能写成汉字数目", "去掉chinese")
        return quantity.chinese(int(number))
    return quantity.chinese(len(view))


def _change_text(view: FactView) -> str:
    try:
        change = view.telling.ledger.change(view.id)
    except NotComputable:
        return ""
    return change.relative_text if view.form == "growth" else change.text


def _said_change(view: FactView) -> str:
    text = _change_text(view)
    if not text:
        name = f"{view.indicator.id}.{view.form}"
        raise Unsayable(f"{view.indicator.label}（{view.id}）没有可说的增减", f"用 {{% if {name} %}}…{{% endif %}} 围住这一处")
    return text


FORMS: dict[str, Callable[[FactView], str]] = {
    "": lambda view: view.fact.text if view.fact else "",
    "number": _number,
    "short": _short,
    "chinese": _chinese,
    "change": _said_change,
    "growth": _said_change,
}
"""How a fact can be said, by the name of the form."""


def _previous(view: FactView) -> FactView:
    return FactView(view.telling, view.indicator, view.telling.ledger.last_year(view.id), prefix="previous.")


ATTRIBUTES: dict[str, Callable[[FactView], FactView | Words]] = {
    "number": lambda view: view.in_form("number"),
    "change": lambda view: view.in_form("change"),
    "growth": lambda view: view.in_form("growth"),
    "previous": _previous,
    "label": lambda view: Words(view.telling, view.indicator.label),
    "unit": lambda view: Words(view.telling, view.indicator.unit),
}
"""What stands after a fact's dot: the number without unit, the change and growth on last year, last year's fact, label, unit."""


def _expect_fact(view: object, name: str) -> FactView:
    if isinstance(view, FactView):
        return view
    raise Unsayable(f"{name}只用于数据项", f"去掉{name}")


def _join(view: object, between: str = "") -> str:
    return _expect_fact(view, "join").joined(between)


def _length(view: object) -> int:
    return len(_expect_fact(view, "length"))


def _end(view: object, name: str, index: int) -> FactView | ItemView:
    names = list(_expect_fact(view, name))
    if not names:
        raise Unsayable(f"{_expect_fact(view, name).indicator.label}是空的，没有{name}", "用 {% if %} 围住这一处")
    return names[index]


FILTERS: dict[str, Callable[..., object]] = {
    "short": lambda view: _expect_fact(view, "short").in_form("short"),
    "chinese": lambda view: _expect_fact(view, "chinese").in_form("chinese"),
    "join": _join,
    "length": _length,
    "first": lambda view: _end(view, "first", 0),
    "last": lambda view: _end(view, "last", -1),
}
"""A date without its year; a number or a list's length in Chinese numerals; names joined by a word; length; ends."""


def _direction(view: object, wanted: int) -> bool:
    fact = _expect_fact(view, "增减")
    try:
        return fact.telling.ledger.change(fact.id).direction == wanted
    except NotComputable:
        return False


def _is_open(view: object) -> bool:
    fact = _expect_fact(view, "open").fact
    return fact is not None and isinstance(fact.value, Names) and fact.value.is_open


def _is_full(view: object) -> bool:
    value = _expect_fact(view, "full").quantity
    return value is not None and value.kind == "rate" and value.estimate == Estimate.exact(1)


def _is_approximate(view: object) -> bool:
    value = _expect_fact(view, "approximate").quantity
    return value is not None and value.is_approximate


TESTS: dict[str, Callable[[object], bool]] = {
    "known": lambda view: _expect_fact(view, "known").is_known,
    "approximate": _is_approximate,
    "open": _is_open,
    "full": _is_full,
    "rising": lambda view: _direction(view, 1),
    "falling": lambda view: _direction(view, -1),
    "level": lambda view: _direction(view, 0),
}
"""Known (not a placeholder); an approximate number; a list that ends in 等; a rate of 100%; more, less, as much as last year."""
