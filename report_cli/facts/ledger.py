"""A year resolved: the facts given and those that follow, last year's beside them, and what does not hold.

Everything that asks for facts (stats, templates, trace, audit) asks the ledger.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from functools import reduce
from typing import cast

from msgspec import Struct, field
from msgspec.structs import replace

from report_cli.facts import formula, quantity
from report_cli.facts.catalogue import Catalogue, Indicator, Rule
from report_cli.facts.formula import PREVIOUS
from report_cli.facts.quantity import Change, Estimate, NotComputable, Quantity, is_refuted
from report_cli.facts.yearfile import COLLECTING, FOR_COMPARISON, Fact, YearFile
from report_cli.model import Finding, Place


class Ledger(Struct, frozen=True):
    """`facts` holds every indicator that is given or derived, in the catalogue's order, `year` and `next_year` first.

    `is_read`: catalogue and year files could all be read; else what is not here may only be unread.
    """

    year: int
    file: str
    status: str
    catalogue: Catalogue
    facts: dict[str, Fact] = field(default_factory=dict)
    previous: Ledger | None = None
    is_draft: bool = False
    is_read: bool = True

    @property
    def is_composed(self) -> bool:
        """Whether reports are made of the year: not where its file is only for comparison."""
        return self.status != FOR_COMPARISON

    def get(self, id: str) -> Fact | None:
        """The fact of an id, an item's (`topics[1]`) and a field's (`documents[2].title`) included; None where absent.

        After `previous.`, last year's.
        """
        if id.startswith(PREVIOUS):
            return self.previous.get(id.removeprefix(PREVIOUS)) if self.previous else None
        fact = self.facts.get(id.partition("[")[0])
        if fact is None or "[" not in id:
            return fact
        return next((part for part in fact.parts() if part.id == id), None)

    def last_year(self, id: str) -> Fact | None:
        """Last year's fact, where it has a value."""
        fact = self.previous.get(id) if self.previous else None
        return fact if fact is not None and fact.value is not None else None

    def change(self, id: str) -> Change:
        """How a fact changed from last year. Raises NotComputable, with the reason."""
        fact, before = self.get(id), self.last_year(id)
        if before is None or before.quantity is None:
            raise NotComputable("没有上年数")
        if fact is None or fact.quantity is None:
            raise NotComputable("没有本年数")
        return quantity.change(fact.quantity, before.quantity, fact.indicator.digits)


def resolve(
    catalogue: Catalogue, given: YearFile, previous: Ledger | None = None, draft: bool | None = None
) -> tuple[Ledger, list[Finding]]:
    """Work out what follows from the facts given, and check what must hold.

    `draft`: facts may still be missing; a required one then stands as not yet filled. None: as the file's status says.
    """
    is_draft = given.status == COLLECTING if draft is None else draft
    resolver = _Resolver(catalogue, given, previous)
    resolver.complete(is_draft)
    facts = _years(given) | {i.id: resolver.facts[i.id] for i in catalogue.indicators if i.id in resolver.facts}
    is_read = catalogue.is_read and given.is_read and (previous is None or previous.is_read)
    ledger = Ledger(given.year, given.file, given.status, catalogue, facts, previous, is_draft, is_read)
    return ledger, [*resolver.findings, *_checks(ledger)]


def _years(given: YearFile) -> dict[str, Fact]:
    indicators = [
        Indicator("year", "", "year", "年度", given.year_place, "count", "年"),
        Indicator("next_year", "", "next_year", "下一年", given.year_place, "count", "年"),
    ]
    years = [quantity.count(given.year, "年"), quantity.count(given.year + 1, "年")]
    return {
        indicator.id: Fact(indicator.id, indicator, value, given.year_place, is_derived=indicator.id == "next_year")
        for indicator, value in zip(indicators, years, strict=True)
    }


class _Resolver:
    """Adds the derived facts to those given, inputs before what follows from them."""

    def __init__(self, catalogue: Catalogue, given: YearFile, previous: Ledger | None) -> None:
        self.catalogue, self.given, self.previous = catalogue, given, previous
        self.facts = dict(given.facts)
        self.findings: list[Finding] = []

    def complete(self, is_draft: bool) -> None:
        for indicator in self.catalogue.indicators:
            if indicator.required and indicator.id not in self.facts and indicator.formula is None and self.is_complete:
                self.missing(indicator, is_draft)
        for id in self.catalogue.derived:
            if (derived := self.catalogue.get(id)) is not None and derived.formula is not None:
                self.follow(derived, derived.formula)

    @property
    def is_complete(self) -> bool:
        """Whether the file should state all that is required, and could be read to its end."""
        return self.given.is_read and self.given.status != FOR_COMPARISON

    def missing(self, indicator: Indicator, is_draft: bool) -> None:
        message = f"必填的{indicator.label}（{indicator.id}）没有填"
        cure = f"在{indicator.group}组里加一行 {indicator.name}: …"
        self.findings.append(
            Finding("F201", Place(self.given.file), message, cure, indicator.id, "warning" if is_draft else "error")
        )
        if is_draft:
            owner = self.given.owners.get(indicator.group, indicator.owner)
            place = Place(self.given.file)
            self.facts[indicator.id] = Fact(
                indicator.id, indicator, None, place, owner=owner, is_empty=True, problem="未填"
            )

    def follow(self, indicator: Indicator, expression: formula.Expression) -> None:
        """Work out a derived fact, its inputs being there, and put it beside one that is stated."""
        given = self.facts.get(indicator.id)
        computed = self.derive(indicator, expression)
        if given is None:
            self.facts[indicator.id] = computed
        elif given.quantity is not None:
            self.facts[indicator.id] = replace(given, inputs=computed.inputs)
            self.compare(given, given.quantity, computed)
        elif given.is_empty and computed.value is not None:
            # A figure left empty for somebody to state, which the formula gives meanwhile.
            self.facts[indicator.id] = computed

    def derive(self, indicator: Indicator, expression: formula.Expression) -> Fact:
        inputs = tuple(dict.fromkeys(name.key for name in formula.names(expression)))
        made = Fact(indicator.id, indicator, None, indicator.place, is_derived=True, inputs=inputs)
        try:
            estimate = formula.evaluate(expression, self.value, indicator.digits)
            if estimate.number == 0 and not estimate.is_exact:
                raise NotComputable("算自概数，相差多少说不准")
            found = quantity.derived(estimate, indicator.unit, cast(quantity.Kind, indicator.kind), indicator.digits)
            if formula.is_sum(expression):
                found = found.in_scale_of(self.value(name) for name in formula.names(expression))
            return replace(made, value=found)
        except _Empty as reason:
            return replace(made, is_empty=True, problem=str(reason))
        except NotComputable as reason:
            return replace(made, problem=str(reason))

    def value(self, name: formula.Name) -> Quantity:
        """The number that a formula's name stands for. Raises NotComputable (_Empty where it is not yet filled)."""
        indicator = self.catalogue.get(name.id)
        assert indicator is not None, "the catalogue has resolved every name"
        if name.previous:
            if self.previous is None:
                raise NotComputable(f"没有{self.given.year - 1}年的数据")
            fact, whose = self.previous.get(name.id), "上年的"
        else:
            fact, whose = self.facts.get(name.id), ""
        if fact is not None and fact.quantity is not None:
            return fact.quantity
        if fact is not None and fact.is_empty:
            raise _Empty(f"{whose}{indicator.label}未填")
        if fact is not None and fact.problem:
            raise NotComputable(fact.problem if fact.is_derived else f"{whose}{indicator.label}{fact.problem}")
        raise NotComputable(f"没有{whose}{indicator.label}")

    def compare(self, given: Fact, stated: Quantity, computed: Fact) -> None:
        """A stated value beside a formula: compared at the digits stated (half up)."""
        if computed.quantity is None:
            return
        is_exact = stated.estimate.is_exact and computed.quantity.estimate.is_exact
        if is_exact:
            shown = replace(computed.quantity, digits=stated.digits, scale=stated.scale)
            agrees = shown.printed_number == stated.printed_number
        else:
            shown = computed.quantity
            agrees = not is_refuted(stated.estimate, "=", computed.quantity.estimate)
        if not agrees:
            indicator = given.indicator
            message = (
                f"{indicator.label}（{indicator.id}）填的是{stated}，按公式 {indicator.formula_text} 算出是{shown}"
            )
            values = "，".join(f"{f.label}{f.text}" for id in computed.inputs if (f := self.input(id)) is not None)
            self.findings.append(
                Finding("F206", given.place, message, f"核对：{values}；公式对就去掉这一行，由工具计算", given.id)
            )

    def input(self, key: str) -> Fact | None:
        if key.startswith(PREVIOUS):
            return self.previous.get(key.removeprefix(PREVIOUS)) if self.previous else None
        return self.facts.get(key)


class _Empty(NotComputable):
    """An input is not yet filled, so what follows from it counts as not filled either."""


def _checks(ledger: Ledger) -> list[Finding]:
    findings = [finding for fact in ledger.facts.values() for finding in _empty(fact)]
    findings += [finding for rule in ledger.catalogue.rules if (finding := _broken(ledger, rule))]
    for fact in ledger.facts.values():
        if fact.quantity is not None:
            findings += _breakdowns(ledger, fact, fact.quantity)
            findings += _within_whole(ledger, fact, fact.quantity)
            findings += _misleading_change(ledger, fact)
    return findings


def _empty(fact: Fact) -> list[Finding]:
    empty = [part for part in (fact, *fact.parts()) if part.is_empty and not part.is_derived and part.place.line]
    return [
        Finding(
            "F202", part.place, f"{part.label}（{part.id}）未填", "填上数据；没有这件事就去掉这一行", part.id, "warning"
        )
        for part in empty
    ]


_CONTRARY = {"<=": "多于", "<": "不少于", ">=": "少于", ">": "不多于", "=": "不等于", "!=": "等于"}
_CONTRARY_RATE = {"<=": "高于", "<": "不低于", ">=": "低于", ">": "不高于", "=": "不等于", "!=": "等于"}


def _broken(ledger: Ledger, rule: Rule) -> Finding | None:
    try:
        index = formula.broken_link(rule.comparison, lambda name: _quantity(ledger, name))
    except NotComputable:
        return None
    if index is None:
        return None
    left, right = rule.comparison.terms[index], rule.comparison.terms[index + 1]
    words = _CONTRARY_RATE if left.dimension == formula.RATE else _CONTRARY
    message = f"{_spoken(ledger, rule, left, first=True)}，{words[rule.comparison.signs[index]]}{_spoken(ledger, rule, right)}"
    # Of a chain only the link that is broken counts: the rest may be right.
    named = [ledger.get(name.id) for term in (left, right) for name in formula.names(term) if not name.previous]
    at = next(_given_behind(ledger, named), None)
    place, id = (at.place, at.id) if at else (rule.place, "")
    return Finding("F203", place, message, f"{rule.because}；核对这几个数", id)


def _quantity(ledger: Ledger, name: formula.Name) -> Quantity:
    fact = ledger.last_year(name.id) if name.previous else ledger.get(name.id)
    if fact is None or fact.quantity is None:
        raise NotComputable("缺数")
    return fact.quantity


def _spoken(ledger: Ledger, rule: Rule, term: formula.Expression, first: bool = False) -> str:
    """One side of a rule in words: its label (with the id where it comes first) and its value."""
    if isinstance(term, formula.Name):
        return f"{formula.label(term)}{f'（{term.id}）' if first else ''}{_quantity(ledger, term)}"
    unit = term.dimension.over[0] if len(term.dimension.over) == 1 and not term.dimension.under else ""
    kind: quantity.Kind = "count" if formula.is_whole(term) else "amount"
    if term.dimension.kind in ("rate", "points"):
        kind = "rate" if term.dimension == formula.RATE else "points"
    value = quantity.derived(formula.evaluate(term, lambda name: _quantity(ledger, name)), unit, kind, 2)
    if formula.is_sum(term):
        value = value.in_scale_of(_quantity(ledger, name) for name in formula.names(term))
    labels = [name.label for name in formula.names(term)]
    return f"由{'、'.join(labels)}算出的{value}" if labels else value.text


def _given_behind(ledger: Ledger, facts: Iterable[Fact | None]) -> Iterator[Fact]:
    """The facts given in this year's file among `facts` and those that they follow from, the nearest first."""
    found, seen = deque(fact for fact in facts if fact is not None), set[str]()
    while found:
        fact = found.popleft()
        if not fact.is_derived:
            yield fact
            continue
        inputs = [id for id in fact.inputs if not id.startswith(PREVIOUS) and id not in seen]
        seen.update(inputs)
        found += [input for id in inputs if (input := ledger.get(id)) is not None]


def _place(ledger: Ledger, fact: Fact) -> Place:
    """Where a finding on a fact stands: at the first given one that it follows from."""
    return next(_given_behind(ledger, [fact]), fact).place


def _breakdowns(ledger: Ledger, total: Fact, value: Quantity) -> list[Finding]:
    """Complete breakdowns add up to their total; of one with parts not known, those known are not more than it."""
    findings = []
    for breakdown in total.indicator.breakdowns:
        parts = [ledger.get(id) for id in breakdown.parts]
        known = [part.quantity for part in parts if part is not None and part.quantity is not None]
        if not known:
            continue
        amount = reduce(Estimate.__add__, (part.estimate for part in known))
        is_complete = len(known) == len(parts)
        if is_refuted(amount, "=" if is_complete else "<=", value.estimate):
            shown = quantity.derived(amount, value.unit, value.kind, 2).in_scale_of(known)
            listed = "＋".join(
                f"{part.label}{part.text}" for part in parts if part is not None and part.quantity is not None
            )
            name = f"{breakdown.name}，" if breakdown.name else ""
            verb = "不等于" if is_complete else "已多于"
            message = f"{total.label}（{total.id}）{value}，{name}各部分合计{shown}，{verb}总数"
            findings.append(Finding("F204", _place(ledger, total), message, f"核对：{listed}", total.id))
    return findings


def _within_whole(ledger: Ledger, part: Fact, value: Quantity) -> list[Finding]:
    whole = ledger.get(part.indicator.whole) if part.indicator.whole else None
    if whole is None or whole.quantity is None or not is_refuted(value.estimate, "<=", whole.quantity.estimate):
        return []
    message = f"{part.label}（{part.id}）{value}，多于它所属的{whole.label}{whole.quantity}"
    return [Finding("F205", _place(ledger, part), message, "核对这两个数", part.id)]


def _misleading_change(ledger: Ledger, fact: Fact) -> list[Finding]:
    """The change of a rate is that of the rates as printed; the unrounded one may print otherwise: say so."""
    before = ledger.last_year(fact.id)
    if fact.quantity is None or fact.quantity.kind != "rate" or before is None or before.quantity is None:
        return []
    if fact.quantity.is_approximate or before.quantity.is_approximate:
        return []
    printed = quantity.points(fact.quantity, before.quantity)
    unrounded = replace(printed, estimate=Estimate.exact(fact.quantity.number - before.quantity.number))
    if unrounded.digits_text == printed.digits_text:
        return []
    message = f"{fact.label}（{fact.id}）的增减按印出的数是{printed}，按未舍入的数是{unrounded}"
    return [Finding("F207", _place(ledger, fact), message, "报告用印出的数相减；拿不准时不写增减", fact.id, "warning")]
