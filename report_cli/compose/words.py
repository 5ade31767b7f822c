"""What a template can say of a fact: views of the ledger, their attributes, filters and tests.

Printing a view puts an atom into the text (see `atoms`); the run takes its text when the document is made. A view is
neither text nor number: it has its own comparisons, length and truth, and converts to nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from report_cli.compose import comparisons
from report_cli.compose.atoms import Atom, Atoms
from report_cli.facts import quantity, yearfile
from report_cli.facts.catalogue import Group, Indicator
from report_cli.facts.formula import PREVIOUS
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import Estimate, NotComputable, Quantity
from report_cli.facts.yearfile import Fact, Items, Names


class Unsayable(Exception):
    """What a template asks of a fact cannot be said; the text tells why, in Chinese, and the cure."""

    def __init__(self, message: str, cure: str) -> None:
        super().__init__(message)
        self.message, self.cure = message, cure


class Telling(Struct, frozen=True):
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


class GroupView(Struct, frozen=True, eq=False):
    """A group of the catalogue. Looping goes through its facts that are known, or still to come in a draft."""

    telling: Telling
    group: Group

    def attribute(self, name: str) -> FactView:
        indicator = self.group.get(name)
        if indicator is None:
            raise Unsayable(f"{self.group.label}（{self.group.name}）里没有指标“{name}”", "核对名称")
        return self.telling.fact(indicator)

    def __iter__(self) -> Iterator[FactView]:
        views = (self.telling.fact(indicator) for indicator in self.group.indicators)
        return (view for view in views if view)

    def __bool__(self) -> bool:
        """Whether anything of the group is known, or is still to come in a draft."""
        return any(self.telling.fact(indicator) for indicator in self.group.indicators)


class ItemView(Struct, frozen=True, eq=False):
    """One item of a list of things: its fields are its attributes."""

    telling: Telling
    indicator: Indicator
    fields: tuple[Fact, ...]

    @classmethod
    def pending(cls, view: FactView) -> ItemView:
        """The item that stands for a list not yet filled: every field of it is still to come."""
        assert view.fact is not None, "a list not yet filled is there, empty"
        empty = [
            replace(view.fact, id=f"{view.fact.id}[1].{field.name}", indicator=field) for field in view.indicator.fields
        ]
        return cls(view.telling, view.indicator, tuple(empty))

    def attribute(self, name: str) -> FactView:
        field = self.indicator.field_named(name)
        if field is None:
            raise Unsayable(f"{self.indicator.label}（{self.indicator.id}）没有字段“{name}”", "核对名称")
        return FactView(self.telling, field, next((fact for fact in self.fields if fact.indicator.name == name), None))


class Words(Struct, frozen=True, eq=False):
    """Text of the catalogue that is no figure (a label, a unit). Compared, it is the text."""

    telling: Telling
    text: str

    def __eq__(self, other: object) -> bool:
        return self.text == (other.text if isinstance(other, Words) else other)

    def __hash__(self) -> int:
        return hash(self.text)

    def __str__(self) -> str:
        return self.telling.atoms.put(Atom(self.text)) if self.text else ""

    def __bool__(self) -> bool:
        return bool(self.text)


class FactView(Struct, frozen=True, eq=False):
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
    def named(self) -> str:
        """How messages call it: the label, then the id."""
        return f"{'上年的' if self.prefix else ''}{self.indicator.label}（{self.id}）"

    @property
    def quantity(self) -> Quantity | None:
        return self.fact.quantity if self.fact else None

    def attribute(self, name: str) -> FactView | Words:
        if self.form:
            raise Unsayable(f"{self.named}的{self.form}后面不能再接“.{name}”", f"去掉“.{name}”")
        if name in ATTRIBUTES:
            return ATTRIBUTES[name](self)
        raise Unsayable(f"{self.named}没有“{name}”这种说法", f"可用：{'、'.join(ATTRIBUTES)}")

    def in_form(self, form: str) -> FactView:
        return replace(self, form=form)

    def __str__(self) -> str:
        try:
            if self.is_known:
                return self._said()
            if self.is_pending:
                return self.telling.atoms.put(
                    Atom(f"【待补：{self.indicator.label}】", self.id, self.form, is_pending=True)
                )
            if self.fact is not None and yearfile.MISREAD in self.fact.problem:
                return self.telling.atoms.put(Atom("【？】", self.id, self.form))  # it has its finding already
            raise Unsayable(f"{self.named}{self._absence()}，印不出来", self._absence_cure())
        except Unsayable as reason:
            self.telling.unsaid(reason, self.id)
            return self.telling.atoms.put(Atom("【？】", self.id, self.form))

    def _absence(self) -> str:
        if self.fact is None:
            return "没有数据"
        if self.fact.is_derived and self.fact.problem:
            return f"算不出（{self.fact.problem}）"
        return self.fact.problem or "没有值"

    def _absence_cure(self) -> str:
        name = f"{self.indicator.id}.previous" if self.prefix else self.indicator.id
        around = f"在模板里用 {{% if {name} %}}…{{% endif %}} 围住这一处"
        if self.prefix or self.fact is None:
            return f"填上{'上年的' if self.prefix else ''}数据，或{around}"
        if self.fact.is_derived:
            return f"填上算它要用的数，或{around}"
        if self.fact.is_empty and self.fact.place.line:
            return f"在{self.fact.place}填上；还没有数就加--draft，或在年度数据里写status: 征集中"
        return f"填上数据，或{around}"

    def _said(self) -> str:
        assert self.fact is not None, "only what is known is said"
        if not self.form and isinstance(self.fact.value, Names):
            return self._listed("")
        if not self.form and isinstance(self.fact.value, Items):
            raise Unsayable(f"{self.named}是一组条目，不能整个印", "用 {% for %} 逐项写")
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
            raise Unsayable(f"{self.named}不是列表，不能用join", "去掉join")
        return self._listed(between)

    def __iter__(self) -> Iterator[FactView | ItemView]:
        value = self.fact.value if self.fact else None
        if isinstance(value, Names):
            return (FactView(self.telling, item.indicator, item, prefix=self.prefix) for item in value.items)
        if isinstance(value, Items):
            return (ItemView(self.telling, self.indicator, item) for item in value.items)
        if value is None:
            return iter(self._placeholders())
        raise Unsayable(f"{self.named}不是列表，不能逐项写", "去掉 {% for %}")

    def _placeholders(self) -> list[FactView | ItemView]:
        """What a loop over a list not yet filled goes through: one gap, so that it shows."""
        if not self.is_pending:
            return []
        return [ItemView.pending(self) if self.indicator.kind == "items" else self]

    def __len__(self) -> int:
        value = self.fact.value if self.fact else None
        if isinstance(value, (Names, Items)):
            return len(value.items)
        if value is None:
            return len(self._placeholders())
        raise Unsayable(f"{self.named}不是列表，没有长度", "去掉length")

    def __bool__(self) -> bool:
        """Known (0 included), or still to come in a draft; in the form asked for, where that can be said."""
        if self.form in ("change", "growth"):
            return bool(_change_text(self)) if self.is_known else False
        return self.is_known or self.is_pending

    def __lt__(self, other: object) -> bool:
        return self._compares("<", other)

    def __le__(self, other: object) -> bool:
        return self._compares("<=", other)

    def __gt__(self, other: object) -> bool:
        return self._compares(">", other)

    def __ge__(self, other: object) -> bool:
        return self._compares(">=", other)

    def __eq__(self, other: object) -> bool:
        return self._compares("=", other)

    __hash__ = None  # type: ignore[assignment]  # equal to numbers and texts, whose hashes it cannot share

    def _compares(self, sign: str, other: object) -> bool:
        mine, theirs = (
            comparisons.comparable(thing.fact.value if isinstance(thing, FactView) and thing.fact else thing)
            for thing in (self, other)
        )
        try:
            return comparisons.equal(mine, theirs) if sign == "=" else comparisons.holds(mine, sign, theirs)
        except comparisons.Incomparable:
            raise Unsayable(
                f"{self.named}不能这样比较", "数只和数比，日期只和日期比，文字只看是否相同；数写成265，不加引号"
            ) from None


def _number(view: FactView) -> str:
    if view.quantity is None:
        raise Unsayable(f"{view.named}不是数，没有number", "直接印它")
    return view.quantity.bare


def _short(view: FactView) -> str:
    value = view.fact.value if view.fact else None
    if not isinstance(value, date):
        raise Unsayable(f"{view.named}不是日期，不能用short", "去掉short")
    return f"{value.month}月{value.day}日"


def _chinese(view: FactView) -> str:
    if view.fact is not None and isinstance(view.fact.value, (str, date)):
        raise Unsayable(f"{view.named}不是数，也不是列表，不能用chinese", "去掉chinese")
    if view.quantity is not None:
        number = view.quantity.number
        if view.quantity.is_approximate or number.denominator != 1 or not 0 <= number < 10**8:
            raise Unsayable(f"{view.named}{view.quantity}不能写成汉字数目", "去掉chinese")
        return _counted(int(number))
    return _counted(len(view))


def _spaced(view: FactView) -> str:
    """A name that stands alone: of two characters, with one's width between them, so that it is as long as others."""
    text = view.fact.text if view.fact else ""
    if view.fact is None or not isinstance(view.fact.value, str):
        raise Unsayable(f"{view.named}不是一个名称，不能用spaced", "去掉spaced")
    return "\u3000".join(text) if len(text) == 2 else text


def _counted(number: int) -> str:
    """Before a measure word two is 两: 两级, 两个."""
    return "两" if number == 2 else quantity.chinese(number)


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
        raise Unsayable(f"{view.named}没有可说的增减", f"用 {{% if {name} %}}…{{% endif %}} 围住这一处")
    return text


FORMS: dict[str, Callable[[FactView], str]] = {
    "": lambda view: view.fact.text if view.fact else "",
    "number": _number,
    "short": _short,
    "chinese": _chinese,
    "spaced": _spaced,
    "change": _said_change,
    "growth": _said_change,
}
"""How a fact can be said, by the name of the form."""


def said(ledger: Ledger, id: str, form: str) -> str | None:
    """What a report prints today for a fact in a form; None where it prints nothing. (`previous.` in front: last year's.)"""
    fact = ledger.get(id)
    if fact is None or form not in FORMS:
        return None
    if fact.value is None:
        return f"【待补：{fact.label}】" if fact.is_empty else None
    telling = Telling(ledger, Atoms(), lambda reason, fact: None)
    prefix = PREVIOUS if id.startswith(PREVIOUS) else ""
    try:
        return FORMS[form](FactView(telling, fact.indicator, fact, form, prefix)) or None
    except Unsayable:
        return None


def _previous(view: FactView) -> FactView:
    return FactView(view.telling, view.indicator, view.telling.ledger.last_year(view.id), prefix=PREVIOUS)


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
    fact = _expect_fact(view, name)
    if fact.indicator.kind not in ("list", "items"):
        raise Unsayable(f"{fact.named}不是列表，不能用{name}", f"去掉{name}")
    names = list(fact)
    if not names:
        raise Unsayable(f"{fact.named}是空的，没有{name}", "用 {% if %} 围住这一处")
    return names[index]


FILTERS: dict[str, Callable[..., object]] = {
    "short": lambda view: _expect_fact(view, "short").in_form("short"),
    "chinese": lambda view: _expect_fact(view, "chinese").in_form("chinese"),
    "spaced": lambda view: _expect_fact(view, "spaced").in_form("spaced"),
    "join": _join,
    "length": _length,
    "first": lambda view: _end(view, "first", 0),
    "last": lambda view: _end(view, "last", -1),
}
"""A date without its year; a number or a list's length in Chinese numerals; a short name spaced; names joined by a word; length; ends."""


def _direction(view: object, name: str, wanted: int) -> bool:
    fact = _expect_fact(view, name)
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
    "rising": lambda view: _direction(view, "rising", 1),
    "falling": lambda view: _direction(view, "falling", -1),
    "level": lambda view: _direction(view, "level", 0),
}
"""Known (not a placeholder); an approximate number; a list that ends in 等; a rate of 100%; more, less, as much as last year."""
