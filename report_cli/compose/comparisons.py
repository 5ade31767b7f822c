"""Comparisons of a template: they hold where they hold for the whole of an approximate number."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from report_cli.facts.quantity import Estimate, Quantity, is_refuted

Comparable = Estimate | date | str | None


class Incomparable(Exception):
    """Two things of unlike kinds, which no comparison makes sense of."""


def comparable(value: object) -> Comparable:
    """What of a value, or of a constant of the template, is compared; None where there is nothing."""
    if isinstance(value, Quantity):
        return value.estimate
    if isinstance(value, (int, float)):
        return Estimate.exact(Fraction(str(value)))
    return value if isinstance(value, (date, str)) else None


def equal(left: Comparable, right: Comparable) -> bool:
    """Raises Incomparable."""
    if left is None or right is None:
        return False
    if isinstance(left, Estimate) and isinstance(right, Estimate):
        return is_refuted(left, "!=", right)
    if isinstance(left, date) != isinstance(right, date) or isinstance(left, Estimate) or isinstance(right, Estimate):
        raise Incomparable
    return left == right


def holds(left: Comparable, sign: str, right: Comparable) -> bool:
    """Whether `left sign right` (< <= > >=) certainly holds; False where one is absent. Raises Incomparable."""
    if left is None or right is None:
        return False
    if isinstance(left, Estimate) and isinstance(right, Estimate):
        return is_refuted(left, {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}[sign], right)
    if isinstance(left, date) and isinstance(right, date):
        return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[sign]
    raise Incomparable
