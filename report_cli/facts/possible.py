"""All that a computed value may be, where the figures that it follows from are rounded; and what no value can be."""

import contextlib
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from itertools import product

from msgspec.structs import replace

from report_cli.facts.estimate import Estimate, NotComputable, is_refuted
from report_cli.facts.formula import POINTS, Comparison, Expression, Name, Number, Operation, evaluate, is_sum, names
from report_cli.facts.quantity import Quantity

Values = Callable[[Name], Quantity]

_MOST_CORNERS = 6
"""So many figures that stand twice in a formula are looked at, at both their ends."""


def may_be(expression: Expression, values: Values, digits: int = 1, known: Estimate | None = None) -> Estimate:
    """All that a value may be, each figure standing for what rounds to it as written. Raises NotComputable.

    `known`: what it is if no figure is rounded, where that is known.
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
    """Whether it rises or falls with each of its figures all the way, so that it is extreme at their ends."""
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
