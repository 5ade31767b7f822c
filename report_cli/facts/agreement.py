"""Whether figures agree: what a computed one may be, what explains a difference, what is accepted."""

import contextlib
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import reduce
from itertools import product

from msgspec.structs import replace

from report_cli.facts.estimate import Estimate, NotComputable, is_refuted
from report_cli.facts.fact import Fact
from report_cli.facts.formula import (
    POINTS,
    RATE,
    Comparison,
    Dimension,
    Expression,
    Name,
    Number,
    Operation,
    evaluate,
    is_sum,
    measure,
    names,
)
from report_cli.facts.quantity import Quantity
from report_cli.model import Finding

# What computed values may be ------------------------------------------------------------------------------------------

Values = Callable[[Name], Quantity]

_MOST_CORNERS = 6
"""Up to so many figures that a formula names twice are tried at both ends of what they may be."""


def may_be(expression: Expression, values: Values, digits: int = 1, known: Estimate | None = None) -> Estimate:
    """All that a value may be, as each figure stands for whatever rounds to it. Raises NotComputable.

    `known`: the value if no figure is rounded, where the caller has it.
    """
    spans = {name.key: values(name).span for name in names(expression)}
    if expression.dimension != POINTS and all(span.is_exact for span in spans.values()):
        return known or evaluate(expression, values, digits)
    times = Counter(name.key for name in names(expression))
    twice = [key for key, span in spans.items() if times[key] > 1 and not span.is_exact]
    if twice and len(twice) <= _MOST_CORNERS and _is_ratio_of_sums(expression):
        with contextlib.suppress(NotComputable):
            return _at_corners(expression, values, {key: spans[key] for key in twice})
    return evaluate(expression, values, digits, as_written=True)


def _is_ratio_of_sums(expression: Expression) -> bool:
    """Whether an expression is monotonic in each figure, so that its extremes lie at their ends."""
    match expression:
        case (
            Operation(sign="/", left=left, right=right)
            | Operation(sign="-", left=Operation(sign="/", left=left, right=right), right=Number())
        ):
            return is_sum(left) and is_sum(right)
    return is_sum(expression)


def _at_corners(expression: Expression, values: Values, twice: dict[str, Estimate]) -> Estimate:
    found = []
    for corner in product(*((span.low, span.high) for span in twice.values())):
        fixed = {key: Estimate.exact(end) for key, end in zip(twice, corner, strict=True) if isinstance(end, Fraction)}
        if len(fixed) < len(twice):
            raise NotComputable("没有边")

        def value(name: Name, fixed: dict[str, Estimate] = fixed) -> Quantity:
            return replace(values(name), possible=fixed[name.key]) if name.key in fixed else values(name)

        found.append(evaluate(expression, value, as_written=True))
    return reduce(Estimate.joined, found)


def broken_link(rule: Comparison, values: Values) -> int | None:
    """The index of the first comparison that is false whatever the exact values are.

    Raises NotComputable.
    """
    terms = [may_be(term, values) for term in rule.terms]
    return next((i for i, sign in enumerate(rule.signs) if is_refuted(terms[i], sign, terms[i + 1])), None)


def growth(expression: Expression) -> tuple[Name, Name] | None:
    """The figure that grew and its base, where a formula is a growth: (a - b) / b, or a / b - 1."""
    match expression:
        case Operation(sign="/", left=Operation(sign="-", left=Name() as now, right=before), right=Name() as base):
            return (now, base) if before == base else None
        case Operation(sign="-", left=Operation(sign="/", left=Name() as now, right=Name() as base), right=Number(1)):
            return now, base
    return None


def sum_of(parts: Iterable[Fact], total: Fact, *, as_written: bool = True) -> Estimate:
    """The sum of some facts, in the unit of their total. `as_written`: all that it may be."""
    amounts = (
        (each.span if as_written else each.estimate).times(part.indicator.factor / total.indicator.factor)
        for part in parts
        if (each := part.quantity) is not None
    )
    return reduce(Estimate.__add__, amounts)


# Causes ---------------------------------------------------------------------------------------------------------------

MOST_SUMMANDS = 8


def summands(parts: list[Fact], sign: str = "＋") -> str:
    """Parts as a sum, of many only the first: 甲3件＋乙5件＋……（共12项）."""
    more = f"{sign}……（共{len(parts)}项）" if len(parts) > MOST_SUMMANDS else ""
    return sign.join(f"{part.label}{part.text}" for part in parts[:MOST_SUMMANDS]) + more


def computed_of(total: Fact, get: Callable[[str], Fact | None], parts: Iterable[str]) -> Iterator[str]:
    """What a total is computed from, where that is more than the parts it is laid against: they must agree, too."""
    inputs = [fact for id in total.inputs if (fact := get(id)) is not None and fact.quantity is not None]
    if total.is_derived and not total.accept and {fact.id for fact in inputs} - {*parts}:
        yield f"总数由{summands(inputs, '、')}算出，也核对，两边要一样多"


def of_stated(facts: Mapping[str, Fact], given: Fact, computed: Quantity, before: Fact | None) -> Iterator[str]:
    stated, expression = given.quantity, given.indicator.formula
    if stated is None or expression is None:
        return
    if _is_truncated(stated, computed):
        yield "像是截去了尾数，没有四舍五入"
    elif _is_bent(facts, given, stated, computed):
        yield "几项加起来正好是100%，这一项像是为凑100%改过"
    if isinstance(expression, Operation) and expression.sign == "/":
        yield from _other_divisors(facts, given, stated, expression)
    elif is_sum(expression):
        parts = {name.key for name in names(expression)}
        yield from of_gap(facts, given, computed.number - stated.number, parts)
    yield from of_last_year(given, before)


def of_last_year(fact: Fact, before: Fact | None) -> Iterator[str]:
    if before is not None and fact.quantity is not None and fact.text == before.text:
        yield f"{fact.label}和上年的数一样，是不是忘了改"


def of_breakdown(
    facts: Mapping[str, Fact], total: Fact, summed: tuple[Estimate, list[Fact]], last_year: Callable[[str], Fact | None]
) -> Iterator[str]:
    amount, parts = summed
    if total.quantity is not None and total.quantity.estimate.is_exact and amount.is_exact:
        yield from of_gap(facts, total, amount.number - total.quantity.number, {part.id for part in parts})
    for fact in (total, *parts):
        yield from of_last_year(fact, last_year(fact.id))


def of_gap(facts: Mapping[str, Fact], fact: Fact, missing: Fraction, parts: Iterable[str]) -> Iterator[str]:
    """The parts that are exactly as large as what a total has too much or too little (`missing`, in its unit).

    Only parts of the sum are tried: another figure may be as large by chance.
    """
    size, parts = abs(missing) * fact.indicator.factor, set(parts)
    same = [
        f"{part.label}{value}"
        for part, value in _measured(facts)
        if part.id in parts and value.estimate.is_exact and value.number * part.indicator.factor == size != 0
    ]
    if same:
        yield f"相差的正好是{'或者'.join(same)}，是不是{fact.label}{'没有算上它' if missing > 0 else '算了它两遍'}"


def _dimension(fact: Fact) -> Dimension:
    unit, own = fact.indicator.unit, fact.indicator.formula
    return own.dimension if own is not None and own.dimension.kind != "measure" else measure(unit)


def _measured(facts: Mapping[str, Fact]) -> Iterator[tuple[Fact, Quantity]]:
    return ((fact, fact.quantity) for fact in facts.values() if fact.indicator.group and fact.quantity is not None)


def _is_truncated(stated: Quantity, computed: Quantity) -> bool:
    if not (stated.estimate.is_exact and computed.estimate.is_exact) or stated.number < 0:
        return False
    return math.floor(computed.number / stated.step) * stated.step == stated.number if stated.step else False


def _is_bent(facts: Mapping[str, Fact], given: Fact, stated: Quantity, computed: Quantity) -> bool:
    """Whether shares of one whole add up to 100% only because the last digit of this one was changed."""
    own = given.indicator.formula
    if not isinstance(own, Operation) or own.sign != "/" or own.dimension != RATE:
        return False
    shares = [
        value.printed_number
        for fact, value in _measured(facts)
        if isinstance(other := fact.indicator.formula, Operation) and (other.sign, other.right) == ("/", own.right)
    ]
    is_near = abs(stated.number - computed.number) <= stated.step * Fraction(3, 2)
    return is_near and len(shares) > 1 and sum(shares) == 1


def _other_divisors(facts: Mapping[str, Fact], given: Fact, stated: Quantity, quotient: Operation) -> Iterator[str]:
    """The first fact, or sum of a breakdown, of the group by which the ratio would be as stated."""
    fact = facts.get(quotient.left.key) if isinstance(quotient.left, Name) else None
    divided_ids, named = ({name.key for name in names(side)} for side in (quotient.left, quotient.right))
    if fact is None or fact.size is None:
        return
    for label, divisor, ids in _divisors(facts, given.indicator.group, quotient.right.dimension):
        if not named & ids and ids != divided_ids and divisor.low > 0:
            ratio = (fact.size / divisor).times(1 / given.indicator.factor)
            if not is_refuted(stated.span, "=", ratio):
                yield f"除以{label}正好是{stated}，是不是用它作了分母"
                return


def _divisors(facts: Mapping[str, Fact], group: str, dimension: Dimension) -> Iterator[tuple[str, Estimate, set[str]]]:
    near = [fact for fact, _ in _measured(facts) if fact.indicator.group == group and _dimension(fact) == dimension]
    for fact in near:
        if fact.size is not None and fact.indicator.kind != "rate":
            yield f"{fact.label}{fact.text}", fact.size, {fact.id}
    for fact in near:
        for breakdown in fact.indicator.breakdowns:
            parts = [facts[id] for id in breakdown.parts if id in facts and facts[id].quantity is not None]
            if len(parts) > 1:
                whole = reduce(Estimate.__add__, filter(None, (part.size for part in parts)))
                yield f"{fact.label}各部分的合计（{summands(parts)}）", whole, set(breakdown.parts)


# What is accepted -----------------------------------------------------------------------------------------------------

ACCEPTABLE = ("F203", "F204", "F205", "F206", "F211", "F212", "F214", "F215", "F222", "F223")


def settled(findings: Iterable[Finding], facts: Iterable[Fact], *, is_complete: bool) -> Iterator[Finding]:
    """The findings, the accepted ones joined to one warning for each value, and each `accept` that accepts nothing.

    `is_complete`: all figures are in, so an `accept` without a finding is idle.
    """
    accepting = {part.place: part for fact in facts for part in (fact, *fact.parts()) if part.accept}
    found = defaultdict(list)
    for finding in findings:
        if finding.code in ACCEPTABLE and finding.place in accepting:
            found[finding.place].append(finding)
        else:
            yield finding
    for place, fact in accepting.items():
        if place in found:
            yield from _accepted(fact, found[place])
        elif is_complete:
            message = f"{fact.named}写了accept（{fact.accept}），但这里没有对不上的"
            yield Finding("F210", place, message, "核对它该写在哪个数上；已经对上了，就去掉accept", fact.id, "warning")


def _accepted(fact: Fact, findings: list[Finding]) -> Iterator[Finding]:
    """One warning for the errors that are accepted; accepted warnings need none."""
    wrong = [finding for finding in findings if finding.is_error]
    if wrong:
        message = f"{'；'.join(finding.message for finding in wrong)}；已说明：{fact.accept}"
        cure = "不改就留着；改好了，去掉accept"
        yield replace(wrong[0], message=message, cure=cure, severity="warning", is_accepted=True)
