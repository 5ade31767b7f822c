"""The catalogue as one year has it: sums without what that year does not have yet, or has no more."""

from __future__ import annotations

from collections.abc import Collection

from msgspec.structs import replace

from report_cli.facts.fact import Breakdown, Catalogue, Group, Indicator
from report_cli.facts.formula import PREVIOUS, Expression, Name, Operation


def of(catalogue: Catalogue, year: int, stated: Collection[str], before: Collection[str]) -> Catalogue:
    """`stated`: the facts of the year, `before`: of the last one. What is stated counts, in whatever year."""
    limited = [indicator for indicator in catalogue.indicators if indicator.in_years.is_limited]
    gone = {one.id for one in limited if not one.in_years.has(year) and one.id not in stated}
    gone |= {f"{PREVIOUS}{one.id}" for one in limited if not one.in_years.has(year - 1) and one.id not in before}
    if not gone:
        return catalogue
    return replace(catalogue, groups={id: _group(each, gone) for id, each in catalogue.groups.items()})


def _group(group: Group, gone: Collection[str]) -> Group:
    return replace(group, by_name={name: _indicator(each, gone) for name, each in group.by_name.items()})


def _indicator(indicator: Indicator, gone: Collection[str]) -> Indicator:
    if indicator.formula is None and not indicator.breakdowns:
        return indicator
    formula = _without(indicator.formula, gone) if indicator.formula is not None else None
    return replace(indicator, formula=formula, breakdowns=tuple(_parts(each, gone) for each in indicator.breakdowns))


def _parts(breakdown: Breakdown, gone: Collection[str]) -> Breakdown:
    left = tuple(part for part in breakdown.parts if part not in gone)
    return replace(breakdown, parts=left or breakdown.parts)


def _without(expression: Expression, gone: Collection[str]) -> Expression:
    """An expression without those that are gone among what it adds; what it does otherwise needs them."""
    if not isinstance(expression, Operation):
        return expression
    left, right = (_without(side, gone) for side in (expression.left, expression.right))
    if expression.sign == "+":
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Name) and one.key in gone:
                return other
    return replace(expression, left=left, right=right)
