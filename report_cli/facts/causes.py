"""Why figures may not agree: what, of all that the year states, would explain the difference."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction

from report_cli.facts import formula
from report_cli.facts.estimate import Estimate, is_refuted
from report_cli.facts.fact import Fact
from report_cli.facts.formula import RATE, Expression, Name, Operation
from report_cli.facts.quantity import Quantity

MOST_SUMMANDS = 8


def summands(parts: list[Fact]) -> str:
    """Parts as a sum, of many the first: 甲3件＋乙5件＋……（共12项）."""
    more = f"＋……（共{len(parts)}项）" if len(parts) > MOST_SUMMANDS else ""
    return "＋".join(f"{part.label}{part.text}" for part in parts[:MOST_SUMMANDS]) + more


def of_stated(facts: Mapping[str, Fact], given: Fact, computed: Quantity, before: Fact | None) -> Iterator[str]:
    """Why a stated value is not the computed one."""
    stated, expression = given.quantity, given.indicator.formula
    if stated is None or expression is None:
        return
    if _is_truncated(stated, computed):
        yield "像是截去了尾数，没有四舍五入"
    elif _is_bent(facts, given, stated, computed):
        yield "几项加起来正好是100%，这一项像是为凑100%改过"
    if isinstance(expression, Operation) and expression.sign == "/":
        yield from _other_divisors(facts, given, stated, expression)
    elif formula.is_sum(expression):
        names = {name.key for name in formula.names(expression)}
        yield from of_gap(facts, given, stated.number - computed.number, names)
    yield from of_last_year(given, before)


def of_last_year(fact: Fact, before: Fact | None) -> Iterator[str]:
    if before is not None and fact.quantity is not None and fact.text == before.text:
        yield f"{fact.label}和上年的数一样，是不是忘了改"


def of_breakdown(
    facts: Mapping[str, Fact], total: Fact, summed: tuple[Estimate, list[Fact]], last_year: Callable[[str], Fact | None]
) -> Iterator[str]:
    """Why parts do not add up to their total."""
    amount, parts = summed
    if total.quantity is not None and total.quantity.estimate.is_exact and amount.is_exact:
        yield from of_gap(facts, total, amount.number - total.quantity.number, {part.id for part in parts})
    for fact in (total, *parts):
        yield from of_last_year(fact, last_year(fact.id))


def of_gap(facts: Mapping[str, Fact], fact: Fact, gap: Fraction, parts: Iterable[str]) -> Iterator[str]:
    """Which figures of the group, or parts, are exactly what is missing or too many, in the fact's own unit."""
    size, dimension, parts = abs(gap) * fact.indicator.factor, _dimension(fact), set(parts)
    near = [each for each in _measured(facts) if each.id in parts or each.indicator.group == fact.indicator.group]
    for other in near:
        value = other.quantity
        is_same = value is not None and value.estimate.is_exact and value.number * other.indicator.factor == size
        if is_same and size and other.id != fact.id and _dimension(other) == dimension:
            yield f"相差的正好是{other.label}{other.text}，{'多算' if gap > 0 else '漏算'}了它？"
            return


def _dimension(fact: Fact) -> formula.Dimension:
    unit, own = fact.indicator.unit, fact.indicator.formula
    return own.dimension if own is not None and own.dimension.kind != "measure" else formula.measure(unit)


def _measured(facts: Mapping[str, Fact]) -> Iterator[Fact]:
    return (fact for fact in facts.values() if fact.indicator.group and fact.quantity is not None)


def _is_truncated(stated: Quantity, computed: Quantity) -> bool:
    if not (stated.estimate.is_exact and computed.estimate.is_exact) or stated.number < 0:
        return False
    return math.floor(computed.number / stated.step) * stated.step == stated.number if stated.step else False


def _is_bent(facts: Mapping[str, Fact], given: Fact, stated: Quantity, computed: Quantity) -> bool:
    """Whether the shares of one whole add up to 100% because this one was moved by one in its last place."""
    own = given.indicator.formula
    if not isinstance(own, Operation) or own.sign != "/" or own.dimension != RATE:
        return False
    shares = [
        fact.quantity.printed_number
        for fact in _measured(facts)
        if isinstance(other := fact.indicator.formula, Operation)
        and (other.sign, other.right) == ("/", own.right)
        and fact.quantity is not None
    ]
    is_near = abs(stated.number - computed.number) <= stated.step * Fraction(3, 2)
    return is_near and len(shares) > 1 and sum(shares) == 1


def _other_divisors(facts: Mapping[str, Fact], given: Fact, stated: Quantity, quotient: Operation) -> Iterator[str]:
    """The divisors of the same group, facts or sums of breakdowns, that would give the stated ratio."""
    divided = _value(facts, quotient.left)
    divided_ids, named = ({name.key for name in formula.names(side)} for side in (quotient.left, quotient.right))
    if divided is None:
        return
    for label, divisor, ids in _divisors(facts, given.indicator.group, quotient.right.dimension):
        if not named & ids and ids != divided_ids and divisor.low > 0:
            ratio = (divided / divisor).times(1 / given.indicator.factor)
            if not is_refuted(stated.span, "=", ratio):
                yield f"除以{label}正好是{stated}，是不是用它作了分母"
                return


def _divisors(
    facts: Mapping[str, Fact], group: str, dimension: formula.Dimension
) -> Iterator[tuple[str, Estimate, set[str]]]:
    near = [fact for fact in _measured(facts) if fact.indicator.group == group and _dimension(fact) == dimension]
    for fact in near:
        if fact.quantity is not None and fact.indicator.kind != "rate":
            yield f"{fact.label}{fact.text}", fact.quantity.estimate.times(fact.indicator.factor), {fact.id}
    for fact in near:
        for breakdown in fact.indicator.breakdowns:
            parts = [facts[id] for id in breakdown.parts if id in facts and facts[id].quantity is not None]
            sizes = [part.quantity.estimate.times(part.indicator.factor) for part in parts if part.quantity]
            if len(parts) > 1:
                whole = sum(sizes[1:], sizes[0])
                yield f"{fact.label}各部分的合计（{summands(parts)}）", whole, set(breakdown.parts)


def _value(facts: Mapping[str, Fact], expression: Expression) -> Estimate | None:
    """The value of a single figure, in the base units of its kind."""
    fact = facts.get(expression.key) if isinstance(expression, Name) else None
    return fact.quantity.estimate.times(fact.indicator.factor) if fact and fact.quantity else None
