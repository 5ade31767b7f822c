"""A year resolved: its stated and derived facts, last year's, and the rules that do not hold.

Everything that needs facts (stats, templates, trace, audit) asks the ledger.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import cast

from msgspec import Struct, field
from msgspec.structs import replace

from report_cli.facts import agreement, as_typed, doubts, formula, identity, its_years, moved, quantity
from report_cli.facts.estimate import NotComputable, is_refuted
from report_cli.facts.fact import COLLECTING, FOR_COMPARISON, YEARS, Catalogue, Fact, Indicator, Rows, Rule
from report_cli.facts.formula import PREVIOUS
from report_cli.facts.quantity import Change, Quantity, is_money, size
from report_cli.facts.stated import Stated
from report_cli.facts.yearfile import YearFile
from report_cli.model import Finding, Place, Severity


class Ledger(Struct, frozen=True, kw_only=True, dict=True, eq=False):
    """A year resolved. `facts`: all that is stated or derived, in the catalogue's order, after `YEARS`.

    `tallies`: the answers to what formulas and rules ask of rows, by the questions.
    `is_read`: catalogue and year files were read to their ends; if not, a missing fact may only be unread.
    """

    year: int
    file: str
    status: str
    catalogue: Catalogue
    facts: dict[str, Fact] = field(default_factory=dict)
    tallies: dict[str, Fact] = field(default_factory=dict)
    previous: Ledger | None = None
    is_draft: bool = False
    is_read: bool = True

    @property
    def is_composed(self) -> bool:
        """Whether reports are made of the year. False if its file is only there for comparison."""
        return self.status != FOR_COMPARISON

    def get(self, id: str) -> Fact | None:
        """A fact by its id: also of an item (`topics[1]`), of a field (`items[2].title`), of last year."""
        if (fact := self.facts.get(id) or self.tallies.get(id)) is not None:
            return fact
        if id.startswith(PREVIOUS):
            return self.previous.get(id.removeprefix(PREVIOUS)) if self.previous else None
        return self._parts.get(id) or self._of_row(id) if "[" in id else None

    def _of_row(self, id: str) -> Fact | None:
        """A field of a row of a table."""
        whole, _, part = id.partition("[")
        fact = self.facts.get(whole)
        return fact.value.field(part) if fact and isinstance(fact.value, Rows) else None

    @cached_property
    def _parts(self) -> dict[str, Fact]:
        """The facts inside others: these are stated, so nothing that is derived later changes them."""
        return {part.id: part for fact in self.facts.values() for part in fact.parts()}

    @cached_property
    def stated(self) -> Stated:
        """Asked for once all facts are there."""
        return Stated.of(self.facts.values())

    def quantity(self, name: formula.Name) -> Quantity:
        """The number that a formula's name stands for. Raises NotComputable where there is none."""
        fact = self.get(name.key)
        if fact is None or fact.quantity is None:
            raise NotComputable("缺数据")
        return fact.quantity

    def last_year(self, id: str) -> Fact | None:
        """Last year's fact, where it has a value."""
        fact = self.previous.get(id) if self.previous else None
        return fact if fact is not None and fact.value is not None else None

    def change(self, id: str) -> Change:
        """How a fact changed from last year. Raises NotComputable, with the reason."""
        fact, before = self.get(id), self.last_year(id)
        if before is None or before.quantity is None:
            raise NotComputable("没有上年数据")
        if fact is None or fact.quantity is None:
            raise NotComputable("没有本年数")
        return quantity.change(fact.quantity, before.quantity, fact.indicator.digits)


def resolve(
    catalogue: Catalogue, given: YearFile, previous: Ledger | None = None, draft: bool | None = None
) -> tuple[Ledger, list[Finding]]:
    """Derive what follows from the stated facts, and check the rules.

    `draft`: facts may be missing, and a required one counts as not yet filled. None follows the file's status.
    """
    catalogue = its_years.of(catalogue, given.year, given.facts, previous.facts if previous else ())
    ledger = Ledger(
        year=given.year,
        file=given.file,
        status=given.status,
        catalogue=catalogue,
        facts=dict(given.facts),
        previous=previous,
        is_draft=given.status == COLLECTING if draft is None else draft,
        is_read=catalogue.is_read and given.is_read and (previous is None or previous.is_read),
    )
    resolver = _Resolver(ledger, given)
    resolver.complete()
    in_order = {i.id: resolver.facts[i.id] for i in catalogue.indicators if i.id in resolver.facts}
    ledger = replace(ledger, facts=_years(given) | in_order)
    findings = [*resolver.findings, *_checks(ledger)]
    is_complete = ledger.is_read and not ledger.is_draft
    return ledger, list(agreement.settled(findings, given.facts.values(), is_complete=is_complete))


def _years(given: YearFile) -> dict[str, Fact]:
    place = given.year_place
    return {
        id: Fact(
            id=id,
            indicator=Indicator(id=id, group="", name=id, label=label, place=place, kind="count", unit="年"),
            value=quantity.count(year, "年"),
            place=place,
            is_derived=year != given.year,
        )
        for (id, label), year in zip(YEARS.items(), (given.year, given.year + 1, given.year - 1), strict=True)
    }


class _Resolver:
    """Adds the derived facts to the stated ones, each after its inputs."""

    def __init__(self, ledger: Ledger, given: YearFile) -> None:
        self.ledger, self.given = ledger, given
        # The ledger's own: `ledger.get` must see a fact as soon as it is derived.
        self.facts = ledger.facts
        self.findings: list[Finding] = []

    def complete(self) -> None:
        catalogue = self.ledger.catalogue
        asked = {tally.items for tally in catalogue.tallies} if self.ledger.is_draft else ()
        if self.given.is_read and self.ledger.is_composed:
            for indicator in catalogue.indicators:
                is_wanted = indicator.required or (indicator.table is not None and indicator.id in asked)
                if is_wanted and indicator.id not in self.facts and indicator.formula is None:
                    self.report_missing(indicator)
        self.count()
        for id in catalogue.derived:
            if (derived := catalogue.get(id)) is not None and derived.formula is not None:
                self.derive(derived, derived.formula)

    def count(self) -> None:
        """Answer what formulas and rules ask of rows."""
        catalogue = self.ledger.catalogue
        for tally in catalogue.tallies:
            # Imported here: most catalogues ask nothing of rows.
            from report_cli.facts import counting

            self.ledger.tallies[tally.id], findings = counting.answer(tally, catalogue, self.facts, self.given.year)
            self.findings += findings

    def report_missing(self, indicator: Indicator) -> None:
        """A required fact that the file does not state; in a draft it counts as not yet filled."""
        place, is_draft = Place(self.given.file), self.ledger.is_draft
        message, cure = f"必填的{indicator.named}没有填", f"在{indicator.group}组里加一行 {indicator.name}: …"
        if indicator.table is not None:
            message = f"{indicator.named}的表还没有"
            cure = f"放进表来：data/{self.given.year}/{indicator.table.file}.csv（或.xlsx、.ods）"
        severity: Severity = "warning" if is_draft else "error"
        self.findings.append(Finding("F201", place, message, cure, indicator.id, severity))
        if is_draft:
            owner = self.given.owners.get(indicator.group, indicator.owner)
            self.facts[indicator.id] = Fact(
                id=indicator.id, indicator=indicator, place=place, owner=owner, is_empty=True, problem="未填"
            )

    def derive(self, indicator: Indicator, expression: formula.Expression) -> None:
        """Compute a fact whose inputs are ready, and compare it with the stated one."""
        given = self.facts.get(indicator.id)
        inputs = tuple(dict.fromkeys(name.key for name in formula.names(expression)))
        computed = Fact(id=indicator.id, indicator=indicator, place=indicator.place, is_derived=True, inputs=inputs)
        try:
            computed = replace(computed, value=self.evaluate(indicator, expression))
        except NotComputable as reason:
            problem = (self.zero(expression) if str(reason).startswith("除数") else "") or str(reason)
            computed = replace(computed, is_empty=isinstance(reason, _Empty), problem=problem)
        if given is None:
            self.facts[indicator.id] = computed
        elif given.is_empty and computed.value is not None:
            # Left empty, for somebody to state, it is computed meanwhile; or it is only said why it stands.
            place = given.place if given.accept else computed.place
            self.facts[indicator.id] = replace(computed, place=place, accept=given.accept)
        elif given.value is not None:
            self.facts[indicator.id] = replace(given, inputs=computed.inputs)
            if given.quantity is None and computed.value not in (None, given.value):
                message = f"{given.named}填的是{given.text}，按公式 {indicator.formula_text} 算出是{computed.text}"
                cure = "核对表里的日期；公式对就去掉这一行，由工具计算"
                self.findings.append(Finding("F206", given.place, message, cure, given.id))
            elif given.quantity is not None and computed.quantity is not None:
                self.compare(given, given.quantity, computed, computed.quantity)

    def evaluate(self, indicator: Indicator, expression: formula.Expression) -> Quantity | date:
        """What a formula gives, in the indicator's unit. Raises NotComputable."""
        if expression.dimension == formula.DATE and isinstance(expression, formula.Name):
            return self.day(expression)
        grown = agreement.growth(expression)
        if grown and any(self.value(name).estimate.low < 0 for name in grown):
            raise NotComputable("有负数，说不了增减率")
        estimate = formula.evaluate(expression, self.value, indicator.digits)
        if estimate.number == 0 and not estimate.is_exact:
            raise NotComputable("算自概数，相差多少说不准")
        span = agreement.may_be(expression, self.value, indicator.digits, estimate)
        factor, kind = 1 / indicator.factor, cast(quantity.Kind, indicator.kind)
        value = quantity.derived(estimate.times(factor), indicator.unit, kind, indicator.digits, span.times(factor))
        if indicator.keeps_zeros and kind != "count" and value.number not in (0, 1):
            value = replace(value, digits=max(value.digits, indicator.digits))
        digits = indicator.digits if indicator.is_rounded else quantity.MAX_DIGITS
        return _in_scale(value, expression, self.value, digits)

    def zero(self, expression: formula.Expression) -> str:
        """Which divisor of a formula is zero or may be, in words; empty if none is."""
        for divisor in formula.divisors(expression):
            with contextlib.suppress(NotComputable):
                value = formula.evaluate(divisor, self.value)
                if value.low <= 0 <= value.high:
                    amount = self.value(divisor).text if isinstance(divisor, formula.Name) else "零"
                    is_zero = f"是{amount}" if value.is_exact else "可能是零"
                    return f"{formula.spoken(divisor)}{is_zero}，不能作除数"
        return ""

    def value(self, name: formula.Name) -> Quantity:
        """The number that a formula's name stands for. Raises NotComputable (_Empty if it is not filled in)."""
        if name.previous and self.ledger.previous is None:
            raise NotComputable(f"没有{self.given.year - 1}年的数据")
        fact, named = self.ledger.get(name.key), f"{'上年的' if name.previous else ''}{name.label}"
        if fact is None:
            raise NotComputable(f"没有{named}")
        if fact.quantity is not None:
            return fact.quantity
        if fact.is_empty:
            raise _Empty(f"{named}未填")
        raise NotComputable(fact.problem if fact.is_derived else f"{named}{fact.problem}")

    def day(self, name: formula.Name) -> date:
        """The date that a formula's name stands for. Raises NotComputable."""
        fact = self.ledger.get(name.key)
        if fact is not None and isinstance(fact.value, date):
            return fact.value
        problem = fact.problem if fact is not None else f"没有{self.given.year - 1}年的数据"
        raise _Empty(problem) if fact is not None and fact.is_empty else NotComputable(problem)

    def compare(self, given: Fact, stated: Quantity, computed: Fact, value: Quantity) -> None:
        """Report a stated value that differs from the computed one by more than rounding explains."""
        if not is_refuted(stated.span, "=", value.span):
            return
        # In the digits and the scale of the stated one, unless both would then read alike.
        alike = replace(value, digits=stated.digits, scale=stated.scale)
        shown = alike if not value.marker + stated.marker and alike.text != stated.text else value
        message = f"{given.named}填的是{stated}，按公式 {given.indicator.formula_text} 算出是{shown}"
        inputs = [fact for id in computed.inputs if (fact := self.ledger.get(id)) is not None]
        values = "，".join(f"{fact.label}{fact.text}" for fact in inputs[: agreement.MOST_SUMMANDS])
        why = agreement.of_stated(self.facts, given, value, self.ledger.last_year(given.id))
        cure = "；".join([*why, f"核对：{values}", "公式对就去掉这一行，由工具计算"])
        self.findings.append(Finding("F206", given.place, message, cure, given.id))


class _Empty(NotComputable):
    """An input has not been filled in yet, so the derived fact counts as not filled in either."""


# What must hold -------------------------------------------------------------------------------------------------------


def _checks(ledger: Ledger) -> Iterator[Finding]:
    """What does not agree; in a finished year also what is doubtful, of facts with no other finding."""
    findings = list(_disagreements(ledger))
    yield from findings
    if ledger.is_composed:
        facts, rules = ledger.facts, ledger.catalogue.rules
        yield from doubts.doubtful(facts, rules, ledger.year, findings, is_draft=ledger.is_draft)


def _disagreements(ledger: Ledger) -> Iterator[Finding]:
    for part in (part for fact in ledger.facts.values() for part in (fact, *fact.parts())):
        if part.is_empty and not part.is_derived and part.place.line:
            message = f"{part.named}未填{moved.by_both_years(part, ledger.catalogue, ledger.change)}"
            yield Finding("F202", part.place, message, "填上数据；没有这件事就去掉这一行", part.id, "warning")
    last = ledger.previous
    if ledger.is_composed:
        yield from as_typed.told(ledger.facts, last.facts if last else {}, ledger.year)
    if ledger.is_composed and last is not None:
        yield from doubts.like_last_year(ledger.facts, last.facts, ledger.file, last.file)
        yield from doubts.of_last_year(ledger.facts, last.facts, last.file)
    if ledger.is_composed:
        yield from identity.contradictions(ledger.facts, ledger.year)
    for rule in ledger.catalogue.rules:
        with contextlib.suppress(NotComputable):
            yield from _broken(ledger, rule)
    for fact in ledger.facts.values():
        if fact.quantity is not None:
            yield from _breakdowns(ledger, fact, fact.quantity)
            yield from _within_whole(ledger, fact, fact.quantity)


_CONTRARY = {"<=": "多于", "<": "不少于", ">=": "少于", ">": "不多于", "=": "不等于", "!=": "等于"}


def _broken(ledger: Ledger, rule: Rule) -> Iterator[Finding]:
    """Check a rule; of a chain the first link that is false is reported. Raises NotComputable."""
    index = agreement.broken_link(rule.comparison, ledger.quantity)
    if index is None:
        return
    left, right = rule.comparison.terms[index : index + 2]
    verb = _CONTRARY[rule.comparison.signs[index]]
    if left.dimension == formula.RATE:
        verb = verb.replace("多", "高").replace("少", "低")
    message = f"{_spoken(ledger, left, is_first=True)}，{verb}{_spoken(ledger, right)}"
    named = [ledger.get(name.id) for term in (left, right) for name in formula.names(term) if not name.previous]
    fact = next(_given_behind(ledger, named), None)
    place, id = (fact.place, fact.id) if fact else (rule.place, "")
    why = agreement.of_last_year(fact, ledger.last_year(id)) if fact else ()
    yield Finding("F203", place, message, "；".join([rule.because, *why, "核对这几个数"]), id)


def _spoken(ledger: Ledger, term: formula.Expression, *, is_first: bool = False) -> str:
    """One side of a rule in words: its label (with the id if it comes first) and its value."""
    if isinstance(term, formula.Name):
        return f"{formula.label(term)}{f'（{term.id}）' if is_first else ''}{ledger.quantity(term)}"
    unit, kind = formula.natural_unit(term), formula.kind(term)
    is_amount = any(ledger.quantity(name).kind == "amount" for name in formula.names(term))
    estimate = formula.evaluate(term, ledger.quantity).times(1 / size(unit))
    value = quantity.derived(estimate, unit, "amount" if is_amount and kind == "count" else kind, 2)
    value = _in_scale(value, term, ledger.quantity, quantity.MAX_DIGITS)
    labels = [name.label for name in formula.names(term)]
    return f"由{'、'.join(labels)}算出的{value}" if labels else value.text


def _in_scale(
    value: Quantity, expression: formula.Expression, values: Callable[[formula.Name], Quantity], digits: int
) -> Quantity:
    """The value of an expression in the scale of its figures; money of several units, in the usual one."""
    operands = [values(name) for name in formula.names(expression)]
    if formula.is_sum(expression):
        return value.in_scale_of(operands, digits)
    is_mixed = is_money(value.unit) and len({operand.unit for operand in operands if is_money(operand.unit)}) > 1
    return value.in_scale_of_trade(min(digits, 2)) if is_mixed else value


def _given_behind(ledger: Ledger, facts: Iterable[Fact | None]) -> Iterator[Fact]:
    """The stated facts behind some facts: themselves, or what they derive from, the nearest first."""
    waiting, seen = deque(facts), set[str]()
    while waiting:
        fact = waiting.popleft()
        if fact is not None and (fact.accept or not fact.is_derived):
            yield fact
        elif fact is not None:
            inputs = [id for id in fact.inputs if not id.startswith(PREVIOUS) and id not in seen]
            seen.update(inputs)
            waiting += map(ledger.get, inputs)


def place_of(ledger: Ledger, fact: Fact) -> Place:
    """The place for a finding on a fact: its own, or that of the nearest stated fact behind it."""
    return next(_given_behind(ledger, [fact]), fact).place


def _breakdowns(ledger: Ledger, total: Fact, value: Quantity) -> Iterator[Finding]:
    """Check that parts add up to their total, or, while some are unknown, do not exceed it."""
    for breakdown in total.indicator.breakdowns:
        parts = [part for id in breakdown.parts if (part := ledger.get(id)) is not None and part.quantity is not None]
        is_complete = len(parts) == len(breakdown.parts)
        if parts and is_refuted(agreement.sum_of(parts, total), "=" if is_complete else "<=", value.span):
            amount = agreement.sum_of(parts, total, as_written=False)
            sum_of_parts = quantity.derived(amount, value.unit, value.kind, 2)
            sum_of_parts = sum_of_parts.in_scale_of(part.quantity for part in parts if part.quantity)
            name = f"{breakdown.name}，" if breakdown.name else ""
            verb = "不等于" if is_complete else "已多于"
            message = f"{total.named}{value}，{name}各部分合计{sum_of_parts}，{verb}总数"
            why = agreement.of_breakdown(ledger.facts, total, (amount, parts), ledger.last_year)
            behind = agreement.computed_of(total, ledger.get, breakdown.parts)
            cure = "；".join([*why, f"核对：{agreement.summands(parts)}", *behind])
            yield Finding("F204", place_of(ledger, total), message, cure, total.id)


def _within_whole(ledger: Ledger, part: Fact, value: Quantity) -> Iterator[Finding]:
    """Check that a fact does not exceed the one that the catalogue says it is part `of`."""
    whole = ledger.get(part.indicator.whole) if part.indicator.whole else None
    if whole and whole.quantity and is_refuted(agreement.sum_of([part], whole), "<=", whole.quantity.span):
        message = f"{part.named}{value}，多于它所属的{whole.label}{whole.quantity}"
        why = [cause for fact in (part, whole) for cause in agreement.of_last_year(fact, ledger.last_year(fact.id))]
        cure = "；".join([*why, "核对这两个数；不是它的一部分，在指标目录里删去of"])
        yield Finding("F205", place_of(ledger, part), message, cure, part.id)
