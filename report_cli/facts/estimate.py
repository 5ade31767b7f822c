"""Exact numbers and intervals: computed, compared, rounded. Arithmetic is exact (fractions)."""

from __future__ import annotations

import math
from fractions import Fraction

from msgspec import Struct

MAX_NUMBER = 10**30
MAX_BITS = 4096
"""The most bits of an exact number: enough for any sum of averages, soon reached by rates multiplied without end."""

Bound = Fraction | float  # a float only for an infinite bound


class NotComputable(Exception):
    """A number that the facts do not give; the text says why, in Chinese."""


class Estimate(Struct, frozen=True):
    """An exact number, or an interval and the number that stands for it. Open bounds are not part of the interval."""

    number: Fraction
    low: Bound
    high: Bound
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def exact(cls, number: Fraction | int) -> Estimate:
        number = Fraction(number)
        return cls(number, number, number)

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    def times(self, factor: Fraction | int) -> Estimate:
        """The estimate in a unit of which `factor` make one of its own (more than zero)."""
        if factor == 1:
            return self
        return Estimate(self.number * factor, self.low * factor, self.high * factor, self.low_open, self.high_open)

    def joined(self, other: Estimate) -> Estimate:
        """The narrowest closed interval with both in it; its number stays."""
        return Estimate(self.number, min(self.low, other.low), max(self.high, other.high))

    def __neg__(self) -> Estimate:
        return Estimate(-self.number, -self.high, -self.low, self.high_open, self.low_open)

    def __add__(self, other: Estimate) -> Estimate:
        low_open, high_open = self.low_open or other.low_open, self.high_open or other.high_open
        return Estimate(self.number + other.number, self.low + other.low, self.high + other.high, low_open, high_open)

    def __sub__(self, other: Estimate) -> Estimate:
        return self + -other

    def __mul__(self, other: Estimate) -> Estimate:
        corners = [
            (_times(a, b), (a_open and bool(b)) or (b_open and bool(a)))
            for a, a_open in ((self.low, self.low_open), (self.high, self.high_open))
            for b, b_open in ((other.low, other.low_open), (other.high, other.high_open))
        ]
        # Of equal corners a closed one wins: the bound is reached there.
        low, low_open = min(corners)
        high, high_open = max((value, not is_open) for value, is_open in corners)
        return Estimate(self.number * other.number, low, high, low_open, not high_open)

    def __truediv__(self, other: Estimate) -> Estimate:
        """Raises NotComputable where the divisor is or may be zero."""
        if (
            other.low <= 0 <= other.high
            and not (other.low == 0 and other.low_open)
            and not (other.high == 0 and other.high_open)
        ):
            raise NotComputable("除数是零" if other.is_exact else "除数可能是零")
        if other.number == 0 or other.low == 0 or other.high == 0:
            raise NotComputable("除数可能接近零")
        inverse = Estimate(1 / other.number, _inverse(other.high), _inverse(other.low), other.high_open, other.low_open)
        return self * inverse


def _times(a: Bound, b: Bound) -> Bound:
    return Fraction(0) if a == 0 or b == 0 else a * b


def _inverse(bound: Bound) -> Bound:
    return Fraction(0) if isinstance(bound, float) and math.isinf(bound) else 1 / bound


def is_refuted(left: Estimate, sign: str, right: Estimate) -> bool:
    """Whether `left sign right` is false whatever the exact values are. Signs: < <= > >= = !=."""
    is_above, is_below = _is_above(left, right), _is_above(right, left)
    return {
        "<": left.low >= right.high,
        "<=": is_above,
        ">": right.low >= left.high,
        ">=": is_below,
        "=": is_above or is_below,
        "!=": left.is_exact and right.is_exact and left.low == right.low,
    }[sign]


def _is_above(one: Estimate, other: Estimate) -> bool:
    return one.low > other.high or (one.low == other.high and (one.low_open or other.high_open))


def rounded(number: Fraction, digits: int) -> Fraction:
    """Half up, away from zero (四舍五入).

    >>> rounded(Fraction("12.25"), 1)
    Fraction(123, 10)
    """
    # Statistics round 12.25 to 12.3; round() goes to the even neighbour.
    scaled = math.floor(abs(number) * 10**digits + Fraction(1, 2))
    return Fraction(scaled if number >= 0 else -scaled, 10**digits)


def decimal_text(number: Fraction, digits: int) -> str:
    if not digits and number.denominator == 1:
        return str(number.numerator)
    value = rounded(number, digits)
    whole, rest = divmod(abs(value.numerator) * 10**digits // value.denominator, 10**digits)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{rest:0{digits}d}" if digits else f"{sign}{whole}"


def bounded(estimate: Estimate) -> Estimate:
    """An estimate that is not beyond all measure; raises NotComputable."""
    if abs(estimate.number) > MAX_NUMBER:
        raise NotComputable("得数太大")
    exact = [bound for bound in (estimate.number, estimate.low, estimate.high) if isinstance(bound, Fraction)]
    if any(max(bound.numerator.bit_length(), bound.denominator.bit_length()) > MAX_BITS for bound in exact):
        raise NotComputable("得数的位数太多")
    return estimate
