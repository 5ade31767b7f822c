"""What templates see: groups, facts and items of the ledger, and the ways in which a fact can be printed.

Printing a fact puts an atom into the text (see `atoms`). To a template, a fact is neither text nor number.
"""

from __future__ import annotations

import contextlib
import operator
import re
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import pairwise
from types import NoneType
from typing import TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from report_cli.compose import atoms
from report_cli.compose.atoms import Atom
from report_cli.facts import quantity, yearfile
from report_cli.facts.estimate import Estimate, NotComputable, is_refuted
from report_cli.facts.fact import Fact, Group, Indicator, Items, Names, Rows
from report_cli.facts.formula import PREVIOUS
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import Quantity
from report_cli.model import NOWHERE, Finding, unplaced
from report_cli.text import separator

UNSAID = "【？】"  # stands for what cannot be printed, which has its finding


class Unsayable(Exception):
    """A template asks for what cannot be printed: the finding says why, and has no place yet."""

    code = "T204"

    def __init__(self, message: str, cure: str) -> None:
        super().__init__(message)
        self.finding = unplaced(self.code, message, cure)


class Printer(Struct, frozen=True):
    """Prints the facts of a ledger as atoms. `report` takes what cannot be printed, `spend` each text that is."""

    ledger: Ledger
    report: Callable[[Finding], None]
    spend: Callable[[str], None] = lambda text: None
    atoms: dict[str, Atom] = field(default_factory=dict)

    def fact(self, indicator: Indicator) -> FactView:
        fact = self.ledger.facts.get(indicator.id)
        return FactView(self, fact) if fact is not None else self.view(indicator, None)

    def view(self, indicator: Indicator, fact: Fact | None, prefix: str = "") -> FactView:
        if fact is None:
            fact = Fact(id=indicator.id, indicator=indicator, place=NOWHERE, problem="没有数据")
        return FactView(self, fact, prefix=prefix)

    def put(self, atom: Atom) -> str:
        """An atom as it stands in the text. (Within one ledger, a fact in a form has always the same text.)"""
        self.spend(atom.text)
        token = atoms.token(atom)
        self.atoms[token] = atom
        return token

    def plain(self, text: str) -> str:
        """A rendered text as printed, without footnotes."""
        text = atoms.NOTE.sub("", atoms.unmarked(text))
        return atoms.ATOM.sub(lambda token: self.atoms[token.group()].text, text)


class GroupView(Struct, frozen=True, eq=False):
    """A group of the catalogue. A loop goes through its facts to be printed: known, or still to come in a draft."""

    printer: Printer
    group: Group

    def attribute(self, name: str) -> FactView:
        if indicator := self.group.get(name):
            return self.printer.fact(indicator)
        raise Unsayable(f"{self.group.named}里没有指标“{name}”", "核对名称")

    def __iter__(self) -> Iterator[FactView]:
        return filter(None, (self.printer.fact(each) for each in self.group.indicators if each.is_printed))

    def __bool__(self) -> bool:
        return any(self)


class ItemView(Struct, frozen=True, eq=False):
    """One item of a list of things: its fields are its attributes."""

    printer: Printer
    indicator: Indicator
    fields: tuple[Fact, ...]

    def attribute(self, name: str) -> FactView:
        if field := self.indicator.field_named(name):
            return self.printer.view(field, next((fact for fact in self.fields if fact.indicator.name == name), None))
        raise Unsayable(f"{self.indicator.named}没有字段“{name}”", "核对名称")


class CatalogueText(Struct, frozen=True, eq=False):
    """Text of the catalogue that is no figure (a label, a unit). It compares as text."""

    printer: Printer
    text: str

    def __eq__(self, other: object) -> bool:
        return self.text == (other.text if isinstance(other, CatalogueText) else other)

    def __hash__(self) -> int:
        return hash(self.text)

    def __str__(self) -> str:
        return self.printer.put(Atom(self.text)) if self.text else ""

    def __bool__(self) -> bool:
        return bool(self.text)


_CONTRARY = {operator.lt: ">=", operator.le: ">", operator.gt: "<=", operator.ge: "<", operator.eq: "!="}


def _comparison(sign: Callable[..., object]) -> Callable[[FactView, object], bool]:
    """Whether it holds for the whole of an approximate number; never where one side is absent."""

    def compare(view: FactView, other: object) -> bool:
        mine, theirs = _comparable(view), _comparable(other)
        if mine is None or theirs is None:
            return False
        if isinstance(mine, Estimate) and isinstance(theirs, Estimate):
            if isinstance(other, FactView):
                mine, theirs = mine.times(view.fact.indicator.factor), theirs.times(other.fact.indicator.factor)
            return is_refuted(mine, _CONTRARY[sign], theirs)
        if type(mine) is type(theirs) and (isinstance(mine, date) or sign is operator.eq):
            return bool(sign(mine, theirs))
        cure = "数只和数比，日期只和日期比，文字只看是否相同；数写成265，不加引号"
        raise Unsayable(f"{view.named}不能这样比较", cure)

    return compare


class FactView(Struct, frozen=True, eq=False):
    """A fact in one form: itself, or what an attribute or filter makes of it. `prefix`: `previous.` for last year's."""

    printer: Printer
    fact: Fact
    form: str = ""
    prefix: str = ""

    @property
    def is_pending(self) -> bool:
        """Not yet filled, in a draft: a placeholder stands for it."""
        return self.fact.is_empty and self.printer.ledger.is_draft and not self.prefix

    @property
    def id(self) -> str:
        return self.prefix + self.fact.id

    @property
    def named(self) -> str:
        return f"{'上年的' if self.prefix else ''}{self.fact.label}（{self.id}）"

    def attribute(self, name: str) -> FactView | CatalogueText:
        if self.form:
            raise Unsayable(f"{self.named}的{self.form}后面不能再接“.{name}”", f"去掉“.{name}”")
        if name in ATTRIBUTES:
            return ATTRIBUTES[name](self)
        raise Unsayable(f"{self.named}没有“{name}”这种说法", f"可用：{'、'.join(ATTRIBUTES)}")

    def in_form(self, form: str) -> FactView:
        return replace(self, form=form)

    def previous(self) -> FactView:
        return self.printer.view(self.fact.indicator, self.printer.ledger.last_year(self.id), PREVIOUS)

    def change(self) -> quantity.Change | None:
        """On last year; None where it cannot be told."""
        with contextlib.suppress(NotComputable):
            return self.printer.ledger.change(self.id)
        return None

    def __str__(self) -> str:
        value, text, is_pending = self.fact.value, UNSAID, False
        if not self.fact.indicator.is_printed:
            self.printer.report(not_printed(self.fact.indicator))
        elif value is None and self.is_pending:
            text, is_pending = f"【待补：{self.fact.label}】", True
        elif isinstance(value, Names) and not self.form:
            return self.joined()
        elif value is not None or yearfile.MISREAD not in self.fact.problem:  # that has its finding already
            try:
                text = self._text()
            except Unsayable as error:
                self.printer.report(replace(error.finding, code="T203", fact=self.id))
        return self.printer.put(Atom(text, self.id, self.form, is_pending)) if text else ""

    def _text(self) -> str:
        if self.fact.value is None:
            raise self._absent()
        if isinstance(self.fact.value, (Items, Rows)) and not self.form:
            raise Unsayable(f"{self.named}是一组条目，不能整个印", "用 {% for %} 逐项写")
        return FORMS[self.form](self)

    def _absent(self) -> Unsayable:
        fact, is_given = self.fact, not (self.prefix or self.fact.is_derived)
        name = f"{fact.indicator.id}.previous" if self.prefix else fact.indicator.id
        missing = "填上上年的数据" if self.prefix else "填上数据" if is_given else "填上算它要用的数"
        first = "核对这个数" if fact.problem.endswith("不能作除数") else missing
        cure = f"{first}，或在模板里用 {{% if {name} %}}…{{% endif %}} 围住这一处"
        if is_given and fact.is_empty and fact.place.line:
            cure = f"在{fact.place}填上；还没有数就加--draft，或在年度数据里写status: 征集中"
        reason = f"算不出（{fact.problem}）" if fact.is_derived and fact.problem else fact.problem or "没有值"
        return Unsayable(f"{self.named}{reason}，印不出来", cure)

    def joined(self, between: str = "") -> str:
        if self.fact.value is None or not self.fact.indicator.is_printed:
            return str(self)
        value = _value(self, Names, "不是列表，不能用join", "去掉join")
        separators = [between or separator(left.text, right.text) for left, right in pairwise(value.items)]
        joined = "".join(f"{before}{view}" for before, view in zip(["", *separators], self, strict=True))
        return joined + "等" * value.is_open

    def __iter__(self) -> Iterator[FactView | ItemView]:
        """What a loop goes through. Over a list not yet filled it goes once, so that the gap shows."""
        fact, indicator = self.fact, self.fact.indicator
        match fact.value:
            case Names(items=items):
                yield from (FactView(self.printer, item, prefix=self.prefix) for item in items)
            case Items(items=items) | Rows(items=items):
                yield from (ItemView(self.printer, indicator, item) for item in items)
            case None if self.is_pending and indicator.kind == "items":
                empty = [replace(fact, id=f"{fact.id}[1].{each.name}", indicator=each) for each in indicator.fields]
                yield ItemView(self.printer, indicator, tuple(empty))
            case None:
                yield from [self] * self.is_pending
            case _:
                raise Unsayable(f"{self.named}不是列表，不能逐项写", "去掉 {% for %}")

    def __len__(self) -> int:
        if not isinstance(self.fact.value, (Names, Items, Rows, NoneType)):
            raise Unsayable(f"{self.named}不是列表，没有长度", "去掉length")
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        """Known (0 included), or still to come in a draft; a change, where it can be told."""
        if self.form.endswith(("change", "growth")):
            return self.fact.value is not None and bool(_change_text(self))
        return self.fact.value is not None or self.is_pending

    __lt__, __le__, __gt__, __ge__ = map(_comparison, (operator.lt, operator.le, operator.gt, operator.ge))
    __eq__ = _comparison(operator.eq)
    __hash__ = None  # type: ignore[assignment]  # equal to numbers and texts, whose hashes it cannot share


def not_printed(indicator: Indicator) -> Finding:
    cure = "这里不印它，换一个可以印的；确实要印，去掉指标目录里它的print: false"
    if indicator.is_private:
        return unplaced("T207", f"{indicator.named}不公开（private），不能印", "这里不印它，换一个可以印的")
    return unplaced("T207", f"{indicator.named}只供核对（print: false），不能印", cure)


def _comparable(thing: object) -> Estimate | date | str | None:
    """What of a fact, or of a constant of the template, is compared; None where there is nothing."""
    match thing.fact.value if isinstance(thing, FactView) else thing:
        case Quantity() as quantity:
            return quantity.estimate
        case int() | float() as number:
            return Estimate.exact(Fraction(str(number)))
        case date() | str() as value:
            return value
    return None


Kind = TypeVar("Kind")


def _value(view: FactView, kind: type[Kind], wrong: str, cure: str) -> Kind:
    """The fact's value, which must be of a kind."""
    if isinstance(view.fact.value, kind):
        return view.fact.value
    raise Unsayable(f"{view.named}{wrong}", cure)


def _short(view: FactView) -> str:
    return "{0.month}月{0.day}日".format(_value(view, date, "不是日期，不能用short", "去掉short"))


def _chinese(view: FactView) -> str:
    if isinstance(view.fact.value, (str, date)):
        raise Unsayable(f"{view.named}不是数，也不是列表，不能用chinese", "去掉chinese")
    counted = view.fact.quantity or quantity.count(len(view), "")
    if counted.is_approximate or counted.number.denominator != 1 or not 0 <= counted.number < 10**8:
        raise Unsayable(f"{view.named}{counted}不能写成汉字数目", "去掉chinese")
    # Before a measure word two is 两: 两级, 两个.
    return "两" if counted.number == 2 else quantity.chinese(int(counted.number))


def _grouped(view: FactView) -> str:
    """A number with a comma between each three digits: 1,286件."""
    text = _value(view, Quantity, "不是数，不能用grouped", "去掉grouped").text
    return re.sub(r"\d+", lambda digits: f"{int(digits.group()):,}", text, count=1)


def _spaced(view: FactView) -> str:
    """A name that stands alone: of two characters, with one's width between them, so that it is as long as others."""
    name = _value(view, str, "不是一个名称，不能用spaced", "去掉spaced")
    return "\u3000".join(name) if len(name) == 2 else name


def _fall(view: FactView) -> str:
    """A negative number without its sign: 减少 stands before it."""
    number = _value(view, Quantity, "不是数，不能用fall", "去掉fall")
    if number.number >= 0:
        raise Unsayable(f"{view.named}{number}没有减少，不能用fall", '写成 |moved("增加", "减少")，由数据说增还是减')
    return quantity.magnitude(number).text


def _level(view: FactView) -> str:
    """What a change of nothing is in words."""
    if _value(view, Quantity, "不是数，不能说持平", "直接印它").printed_number:
        raise Unsayable(f"{view.named}{view.fact.text}不是持平", '写成 |moved("增加", "减少")，由数据说增还是减')
    return "持平"


def _change_text(view: FactView) -> str:
    """The change or growth on last year; an empty text where it cannot be told."""
    change = view.change()
    return getattr(change, CHANGES[view.form]) if change else ""


def _change(view: FactView) -> str:
    if text := _change_text(view):
        return text
    name = f"{view.fact.indicator.id}.{view.form.removeprefix('signed_')}"
    raise Unsayable(f"{view.named}没有可说的增减", f"用 {{% if {name} %}}…{{% endif %}} 围住这一处")


# The forms that say how a fact changed, and what of its change they say.
CHANGES = {
    "change": "text",
    "growth": "relative_text",
    "signed_change": "signed_text",
    "signed_growth": "signed_relative_text",
}
# How a fact is printed, by the name of the form.
FORMS: dict[str, Callable[[FactView], str]] = {
    "": lambda view: view.fact.text,
    "number": lambda view: _value(view, Quantity, "不是数，没有number", "直接印它").bare,
    "short": _short,
    "chinese": _chinese,
    "grouped": _grouped,
    "spaced": _spaced,
    "fall": _fall,
    "level": _level,
    **dict.fromkeys(CHANGES, _change),
}

# What comes after a fact's dot: the number without unit, change and growth on last year, last year's fact, label, unit.
ATTRIBUTES: dict[str, Callable[[FactView], FactView | CatalogueText]] = {
    **{form: partial(FactView.in_form, form=form) for form in ("number", "change", "growth")},
    "previous": FactView.previous,
    "label": lambda view: CatalogueText(view.printer, view.fact.indicator.label),
    "unit": lambda view: CatalogueText(view.printer, view.fact.indicator.unit),
}


def printed(ledger: Ledger, id: str, form: str) -> str | None:
    """What a report prints today for a fact in a form; None for nothing. (`previous.` in front: last year's.)"""
    fact = ledger.get(id)
    if fact is None or form not in FORMS:
        return None
    if fact.value is None:
        return f"【待补：{fact.label}】" if fact.is_empty else None
    prefix = PREVIOUS if id.startswith(PREVIOUS) else ""
    with contextlib.suppress(Unsayable):
        return FORMS[form](FactView(Printer(ledger, lambda finding: None), fact, form, prefix)) or None
    return None
