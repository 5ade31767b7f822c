"""Numbers as a Chinese report says them: exact or approximate, with unit and marker; computed, rounded and compared.

Arithmetic is exact (fractions). A number is rounded half up, once, when it is printed. An approximate number is an
interval; what is computed from it is one too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

Kind = Literal["count", "amount", "rate", "points"]
Bound = Fraction | float  # a float only for an infinite bound

MAX_DIGITS = 18
SCALES = {"": 1, "万": 10**4, "亿": 10**8}
BEFORE = ("近", "约", "不足", "不到", "逾", "超过", "超")
WITHIN = ("余", "多")
AFTER = ("左右", "以上", "以下", "以内")
"""The markers of an approximate number, by where they stand: before it, right after its digits, after its unit."""


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


class Quantity(Struct, frozen=True):
    """A number with its unit, as it is printed.

    `estimate` is in the unit itself, whatever the display scale; a rate is a fraction of one, points likewise
    (0.012 is 1.2个百分点). `digits`: how many stand after the point when printed, in the display `scale` (1, 万, 亿).
    """

    estimate: Estimate
    unit: str = ""
    kind: Kind = "count"
    marker: str = ""
    scale: str = ""
    digits: int = 0

    @property
    def number(self) -> Fraction:
        return self.estimate.number

    @property
    def is_approximate(self) -> bool:
        return not self.estimate.is_exact

    @property
    def text(self) -> str:
        """As printed, with its unit: 265件, 近300条, 300余件, 40件左右, 2.8万余人次, 84.5%."""
        before, within, after = (self.marker if self.marker in where else "" for where in (BEFORE, WITHIN, AFTER))
        return f"{before}{self.digits_text}{self.scale}{within}{printed_unit(self.unit, self.kind)}{after}"

    @property
    def bare(self) -> str:
        """The number as printed, without its unit: 265, 近300, 2.83万. A rate keeps its %."""
        return replace(self, unit="").text

    @property
    def digits_text(self) -> str:
        return decimal_text(self._scaled, self.digits)

    @property
    def _scaled(self) -> Fraction:
        if self.kind in ("rate", "points"):
            return self.number * 100
        return self.number / SCALES[self.scale] if self.scale else self.number

    @property
    def printed_number(self) -> Fraction:
        """The number that a reader sees, rounded, in the unit itself (a rate as a fraction of one)."""
        number = rounded(self._scaled, self.digits)
        return number / 100 if self.kind in ("rate", "points") else number * SCALES[self.scale]

    def in_scale_of(self, operands: Iterable[Quantity]) -> Quantity:
        """What follows from `operands`, in the scale that they are all printed in: 3.5亿 less 2.8亿 is 0.7亿.

        It gets as many digits as they show, trailing zeros dropped. Where their scales differ, or there is none, it is
        printed in full; a zero goes with any scale.
        """
        operands = [operand for operand in operands if operand.scale or operand.estimate != Estimate.exact(0)]
        scale = operands[0].scale if operands else ""
        if not scale or any(operand.scale != scale for operand in operands):
            return self
        digits = max(operand.digits for operand in operands)
        return replace(self, scale=scale, digits=_places(self.number / SCALES[scale], digits, {Fraction(0)}))

    def __str__(self) -> str:
        return self.text


_OWN_UNITS = {"rate": "%", "points": "个百分点"}


def printed_unit(unit: str, kind: Kind) -> str:
    """What stands for the unit: a rate's %, 个百分点 of the difference of two."""
    return _OWN_UNITS.get(kind, unit)


def count(number: int, unit: str) -> Quantity:
    return Quantity(Estimate.exact(number), unit)


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


def derived(estimate: Estimate, unit: str, kind: Kind, digits: int) -> Quantity:
    """A computed number: at most `digits` after the point, trailing zeros dropped; whole for a count.

    A rate below 100% never prints as 100%, one above 0 never as 0: it gets as many more digits as tell it apart.
    An interval is called 近 or 超 where it lies on one side of its number, else 约.
    """
    if kind == "count" and estimate.number.denominator != 1:
        kind = "amount"
    number = estimate.number * 100 if kind in ("rate", "points") else estimate.number
    tell_apart = {Fraction(0), Fraction(100)} if kind == "rate" else {Fraction(0)}
    places = _places(number, 0 if kind == "count" else digits, tell_apart)
    return Quantity(estimate, unit, kind, _side(estimate), "", places)


def _places(number: Fraction, digits: int, tell_apart: set[Fraction]) -> int:
    """The digits that a number is printed with: more than `digits` only if it would look like one of `tell_apart`."""
    places = digits
    while places < MAX_DIGITS and rounded(number, places) in tell_apart and rounded(number, places) != number:
        places += 1
    while places and rounded(number, places) == rounded(number, places - 1):
        places -= 1
    return places


def _side(estimate: Estimate) -> str:
    if estimate.is_exact:
        return ""
    if estimate.high <= estimate.number:
        return "近"
    return "超" if estimate.low >= estimate.number else "约"


class Change(Struct, frozen=True):
    """How a fact changed from last year. `relative` is None where no rate can be said (from zero, or a rate's own)."""

    difference: Quantity
    relative: Quantity | None

    @property
    def direction(self) -> int:
        return (self.difference.number > 0) - (self.difference.number < 0)

    @property
    def text(self) -> str:
        """增加25件, 减少3场, 持平; 提高1.2个百分点, 下降0.5个百分点."""
        if not self.direction:
            return "持平"
        up, down = ("提高", "下降") if self.difference.kind == "points" else ("增加", "减少")
        return (up if self.direction > 0 else down) + _magnitude(self.difference).text

    @property
    def relative_text(self) -> str:
        """增长10.4%, 下降100%; empty where there is none, or no change."""
        if self.relative is None or not self.direction:
            return ""
        return ("增长" if self.direction > 0 else "下降") + _magnitude(self.relative).text


def change(now: Quantity, before: Quantity, digits: int = 1) -> Change:
    """How a quantity changed from last year.

    Readers subtract what is printed, so the change of a rate is the difference of the printed rates, in
    个百分点. Raises NotComputable where the side is not certain.

    >>> change(count(265, "件"), count(240, "件")).text
    '增加25件'
    >>> change(count(265, "件"), count(240, "件")).relative_text
    '增长10.4%'
    >>> change(count(3, "件"), count(0, "件")).relative_text     # nothing to divide by: no rate is said
    ''
    """
    relative = None
    if now.kind == "rate":
        difference = points(now, before)
    else:
        gap = now.estimate - before.estimate
        difference = derived(gap, now.unit, now.kind, max(digits, now.digits, before.digits)).in_scale_of((now, before))
        if before.estimate.low > 0:
            relative = derived(now.estimate / before.estimate - Estimate.exact(1), "", "rate", digits)
    low, high = difference.estimate.low, difference.estimate.high
    if low < 0 < high or (not difference.estimate.is_exact and difference.number == 0):
        raise NotComputable("两年的数有概数，增减说不准")
    return Change(difference, relative)


def points(left: Quantity, right: Quantity) -> Quantity:
    """The difference of two rates as printed, in 个百分点."""
    gap = left.estimate - right.estimate
    if gap.is_exact:
        gap = Estimate.exact(left.printed_number - right.printed_number)
    return derived(gap, "", "points", max(left.digits, right.digits))


def _magnitude(quantity: Quantity) -> Quantity:
    estimate = -quantity.estimate if quantity.number < 0 else quantity.estimate
    return replace(quantity, estimate=estimate, marker=_side(estimate))


def chinese(number: int) -> str:
    """A whole number from 0 to 99,999,999 in Chinese numerals, as words say it: 5 → 五, 12 → 十二, 205 → 二百零五."""
    if number >= 10**4:
        high, low = divmod(number, 10**4)
        return chinese(high) + "万" + ("" if not low else ("零" if low < 1000 else "") + _below_myriad(low))
    text = _below_myriad(number) or "零"
    return text[1:] if text.startswith("一十") else text


def _below_myriad(number: int) -> str:
    text = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += "〇一二三四五六七八九"[digit] + name
        elif text and number and not text.endswith("零"):
            text += "零"
    return text
