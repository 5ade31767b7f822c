"""Numbers as a Chinese report says them: exact or approximate, with unit and marker; computed, rounded and compared.

Arithmetic is exact (fractions). A number is rounded half up, once, when it is printed. An approximate number is an
interval; what is computed from it is one too. Where figures are compared, each stands for all that rounds to it as
written: 2.83万 for 28250 to below 28350.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from fractions import Fraction
from functools import cache, partial
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from report_cli.facts.estimate import Estimate, NotComputable, decimal_text, rounded

SCALES = {"": 1, "万": 10**4, "亿": 10**8}
OF_RATIOS = ("倍", "个月")
"""Units in which a ratio of like units may be given, in place of %."""

_FAMILIES: dict[str, dict[str, Fraction | int]] = {
    "米": {"公里": 1000, "千米": 1000, "里": 500, "厘米": Fraction(1, 100), "毫米": Fraction(1, 1000)},
    "平方米": {"亩": Fraction(2000, 3), "公顷": 10**4, "平方公里": 10**6, "平方千米": 10**6, "平米": 1, "㎡": 1},
    "立方米": {"升": Fraction(1, 1000), "毫升": Fraction(1, 10**6)},
    "克": {"公斤": 1000, "千克": 1000, "吨": 10**6, "斤": 500},
    "千瓦时": {"兆瓦时": 1000},
    "千瓦": {"兆瓦": 1000},
    "分钟": {"小时": 60},
    "次": {"场次": 1},
    "人": {"名": 1, "位": 1},
}
_MEASURES = {unit: (base, Fraction(size)) for base, units in _FAMILIES.items() for unit, size in units.items()}


@cache
def base(unit: str) -> tuple[str, Fraction]:
    """The unit that all units of a kind are counted in, and how many of it one is.

    >>> base("万元"), base("万吨")
    (('元', Fraction(10000, 1)), ('克', Fraction(10000000000, 1)))
    """
    scale = SCALES.get(unit[:1]) if len(unit) > 1 else None
    if scale is None:
        return _MEASURES.get(unit, (unit, Fraction(1)))
    of, size = base(unit[1:])
    return of, size * scale


def is_money(unit: str) -> bool:
    return base(unit)[0] in ("元", "美元")


def parted(unit: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The units above and below: 万元·人/亩."""
    over, _, under = unit.partition("/")
    return tuple(filter(None, over.split("·"))), tuple(filter(None, under.split("·")))


@cache
def size(unit: str) -> Fraction:
    """How many of the base units one is: 万元/公顷 is one 元/平方米."""
    over, under = (math.prod((base(part)[1] for part in parts), start=Fraction(1)) for parts in parted(unit))
    return over / under


Kind = Literal["count", "amount", "rate", "points"]
MAX_DIGITS = 18
BEFORE = ("近", "约", "不足", "不到", "逾", "超过", "超")
WITHIN = ("余", "多")
AFTER = ("左右", "以上", "以下", "以内")
"""The markers of an approximate number, by where they stand: before it, right after its digits, after its unit."""
_FLOORS = ("逾", "超过", "超", "余", "多", "以上")
_CEILINGS = ("近", "不足", "不到", "以下", "以内")
"""The markers whose number bounds the value from below, or from above: it is rounded that way, so as to stay true."""
_HUNDREDTH = Fraction(1, 100)
_UNITS = {"rate": "%", "points": "个百分点"}
"""The units of kinds that have always the same."""


class Quantity(Struct, frozen=True):
    """A number with its unit, as it is printed.

    `estimate` is in the unit itself, whatever the display scale; a rate is a fraction of one, points likewise
    (0.012 is 1.2个百分点). `digits`: how many stand after the point when printed, in the display `scale` (1, 万, 亿).
    `possible`: of a computed number, what it may be, the figures that it follows from being rounded.
    """

    estimate: Estimate
    unit: str = ""
    kind: Kind = "count"
    marker: str = ""
    scale: str = ""
    digits: int = 0
    possible: Estimate | None = None

    @property
    def number(self) -> Fraction:
        return self.estimate.number

    @property
    def is_approximate(self) -> bool:
        return bool(self.marker) or not self.estimate.is_exact

    @property
    def span(self) -> Estimate:
        """All that it stands for when compared: what rounds to it as written, or may be where it is computed.

        A plain count stands for itself. So does nothing, and the whole from below: a rate below 100% is never
        written as 100%.
        """
        if self.possible is not None:
            return self.possible
        number, half = self.number, self.step / 2
        if not half or not number or not self.estimate.is_exact:
            return self.estimate
        low = number if self.kind == "rate" and number == 1 else number - half
        return Estimate(number, low, number + half, low_open=number < 0, high_open=number > 0)

    @property
    def step(self) -> Fraction:
        """One in the last place written, in the unit itself; 0 of a count that is not rounded."""
        if self.kind == "count" and not self.scale and not self.unit.startswith(("万", "亿")):
            return Fraction(0)
        return Fraction(self._one, 10**self.digits)

    @property
    def _one(self) -> Fraction | int:
        """What its digits count, in the unit itself: 万, or a hundredth of a rate."""
        return _HUNDREDTH if self.kind in ("rate", "points") else SCALES[self.scale]

    @property
    def text(self) -> str:
        """As printed, with its unit: 265件, 近300条, 300余件, 40件左右, 2.8万余人次, 84.5%."""
        if not self.marker:  # as most
            return f"{self.digits_text}{self.scale}{printed_unit(self.unit, self.kind)}"
        before, within, after = (self.marker if self.marker in where else "" for where in (BEFORE, WITHIN, AFTER))
        return f"{before}{self.digits_text}{self.scale}{within}{printed_unit(self.unit, self.kind)}{after}"

    @property
    def bare(self) -> str:
        """The number as printed, without its unit: 265, 近300, 2.83万. A rate keeps its %."""
        return replace(self, unit="").text

    @property
    def digits_text(self) -> str:
        number = self.estimate.number
        if not self.digits and number.denominator == 1 and self._one == 1:
            return str(number.numerator)  # as most are
        return decimal_text(self._shown, self.digits)

    @property
    def printed_number(self) -> Fraction:
        """The number that a reader sees, rounded, in the unit itself (a rate as a fraction of one)."""
        return self._shown * self._one

    @property
    def _shown(self) -> Fraction:
        number, one = self.number, self._one
        return _rounded_for(self.marker, number if one == 1 else number / one, self.digits)

    def in_scale_of(self, operands: Iterable[Quantity], at_most: int = MAX_DIGITS) -> Quantity:
        """What `operands` add up to, in the scale that they are all printed in: 3.5亿 less 2.8亿 is 0.7亿.

        It gets as many digits as they show, trailing zeros dropped; a zero goes with any scale. Money adds as written,
        in the scale of the trade. Counts of unlike precision add up to 约 a number as rough as the roughest of them.
        Else, where the scales differ, it is printed in full. `at_most`: the digits after the point of money.
        """
        operands = [operand for operand in operands if operand.scale or operand.estimate != Estimate.exact(0)]
        if not operands:
            return self
        scales, digits = {operand.scale for operand in operands}, max(operand.digits for operand in operands)
        if is_money(self.unit):
            if len(scales) == 1 and all(operand.unit == self.unit for operand in operands):
                return self._scaled_to(scales.pop(), min(at_most, digits))
            return self.in_scale_of_trade(at_most)
        if self.kind == "count" and len({operand.unit_step for operand in operands}) > 1:
            return self._as_rough_as(operands)
        return self._scaled_to(scales.pop(), digits) if len(scales) == 1 and scales != {""} else self

    @property
    def unit_step(self) -> Fraction:
        """Its step, in the unit that all units of its kind are counted in."""
        return self.step * base(self.unit)[1]

    def in_scale_of_trade(self, digits: int = MAX_DIGITS) -> Quantity:
        """Money in 亿元, 万元 or 元: the largest that it has one of and that takes few digits after the point."""
        if base(self.unit)[1] != 1:
            return self._scaled_to("", digits)
        for scale, most in (("亿", 4), ("万", 2)):
            is_short = digits <= most or (self.number / SCALES[scale] * 10**most).denominator == 1
            if abs(self.number) >= SCALES[scale] and is_short:
                return self._scaled_to(scale, digits)
        return self._scaled_to("", digits)

    def _as_rough_as(self, operands: list[Quantity]) -> Quantity:
        roughest = max(operands, key=lambda operand: operand.unit_step)
        step = roughest.unit_step / base(self.unit)[1]
        scale = "" if self.unit.startswith(("万", "亿")) else roughest.scale or roughest.unit[:1]
        digits = 0
        while digits < MAX_DIGITS and Fraction(SCALES[scale], 10**digits) > step:
            digits += 1
        return replace(self, marker=self.marker or "约")._scaled_to(scale, digits)

    def _scaled_to(self, scale: str, digits: int) -> Quantity:
        places = _places(self.number / SCALES[scale], digits, {Fraction(0)}, self.marker)
        return replace(self, scale=scale, digits=places).kept_true()

    def kept_true(self) -> Quantity:
        """The number with 约 in place of a 近, 超 or 以上 that is not certain of all that it may be."""
        number, span = self.printed_number, self.span
        is_true = {
            "近": span.high < number or (span.high == number and span.high_open),
            "超": span.low > number or (span.low == number and span.low_open),
            "以上": span.low >= number,
        }
        return self if is_true.get(self.marker, True) else replace(self, marker="约")

    def __str__(self) -> str:
        return self.text


def printed_unit(unit: str, kind: Kind) -> str:
    return _UNITS.get(kind, unit)


def count(number: int, unit: str) -> Quantity:
    return Quantity(Estimate.exact(number), unit)


def _rounded_for(marker: str, number: Fraction, digits: int) -> Fraction:
    """Rounded so that the marker stays true: down after 超, up after 近, else half up."""
    if number.denominator == 1:
        return number  # most are, and fractions are slow
    if marker in _FLOORS:
        return Fraction(math.floor(number * 10**digits), 10**digits)
    if marker in _CEILINGS:
        return Fraction(math.ceil(number * 10**digits), 10**digits)
    return rounded(number, digits)


def derived(estimate: Estimate, unit: str, kind: Kind, digits: int, possible: Estimate | None = None) -> Quantity:
    """A computed number: at most `digits` after the point, trailing zeros dropped; whole for a count.

    A rate below 100% never prints as 100%, one above 0 never as 0: it gets as many more digits as tell it apart.
    An interval is called 近, 超 or 以上 (its number within) where it lies on one side of its number, else (and below
    zero) 约. `possible`: what the number may be, if more than the estimate.
    """
    if kind == "count" and estimate.number.denominator != 1:
        kind = "amount"
    number = estimate.number * 100 if kind in ("rate", "points") else estimate.number
    tell_apart = {Fraction(0), Fraction(100)} if kind == "rate" else {Fraction(0)}
    # Of a negative number nobody knows which way 超 leads.
    marker = _side(estimate) if estimate.number >= 0 or estimate.is_exact else "约"
    places = _places(number, 0 if kind == "count" else digits, tell_apart, marker)
    return Quantity(estimate, unit, kind, marker, "", places, possible or estimate).kept_true()


def _places(number: Fraction, digits: int, tell_apart: set[Fraction], marker: str = "") -> int:
    """The digits that a number is printed with: more than `digits` only if it would look like one of `tell_apart`."""
    shown, places = partial(_rounded_for, marker, number), digits
    while places < MAX_DIGITS and shown(places) in tell_apart and shown(places) != number:
        places += 1
    while places and shown(places) == shown(places - 1):
        places -= 1
    return places


def _side(estimate: Estimate) -> str:
    if estimate.is_exact:
        return ""
    if estimate.high <= estimate.number:
        return "近"
    if estimate.low == estimate.number and not estimate.low_open:
        return "以上"
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
        return self._word + magnitude(self.difference).text if self.direction else "持平"

    @property
    def _word(self) -> str:
        up, down = ("提高", "下降") if self.difference.kind == "points" else ("增加", "减少")
        return up if self.direction > 0 else down

    @property
    def relative_text(self) -> str:
        """增长10.4%, 下降100%; empty where there is none, or no change."""
        if self.relative is None or not self.direction:
            return ""
        return ("增长" if self.direction > 0 else "下降") + magnitude(self.relative).text

    @property
    def signed_text(self) -> str:
        """The same in a table, without unit: +25, -3, +近6, -超20, +1以上, 持平; +1.2个百分点."""
        return _signed(self.difference) if self.direction else "持平"

    @property
    def signed_relative_text(self) -> str:
        """+10.4%, -100%, -超6.2%; empty where there is none, or no change."""
        return _signed(self.relative) if self.relative is not None and self.direction else ""


def _signed(quantity: Quantity) -> str:
    return f"{'+' if quantity.number > 0 else '-'}{magnitude(quantity).bare}"


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
        possible = now.span - before.span if now.step != before.step else gap
        difference = derived(gap, now.unit, now.kind, max(digits, now.digits, before.digits), possible)
        difference = difference.in_scale_of((now, before))
        if before.estimate.low > 0 and now.estimate.low >= 0:
            # Where a profit becomes a loss, no rate says how much it fell.
            relative = derived(now.estimate / before.estimate - Estimate.exact(1), "", "rate", digits)
    low, high = difference.span.low, difference.span.high
    if low < 0 < high or (difference.is_approximate and difference.number == 0):
        raise NotComputable("两年的数有概数，增减说不准")
    return Change(difference, relative)


def points(left: Quantity, right: Quantity) -> Quantity:
    """The difference of two rates as printed, in 个百分点."""
    gap = left.estimate - right.estimate
    if gap.is_exact:
        gap = Estimate.exact(left.printed_number - right.printed_number)
    return derived(gap, "", "points", max(left.digits, right.digits))


def magnitude(quantity: Quantity) -> Quantity:
    if quantity.number >= 0:
        return quantity
    estimate, possible = -quantity.estimate, -quantity.span
    marker = quantity.marker if quantity.estimate.is_exact else _side(estimate)
    return replace(quantity, estimate=estimate, marker=marker, possible=possible).kept_true()


def chinese(number: int) -> str:
    """A whole number from 0 to 99,999,999 in Chinese numerals, as words say it: 5 → 五, 12 → 十二, 205 → 二百零五."""
    if number >= 10**4:
        high, low = divmod(number, 10**4)
        return chinese(high) + "万" + ("" if not low else ("零" if low < 1000 else "") + _below_myriad(low))
    text = _below_myriad(number) or "零"
    return text[1:] if text.startswith("一十") else text


def _below_myriad(number: int) -> str:
    named = zip(f"{number:04d}", ("千", "百", "十", ""), strict=True)
    text = "".join("〇一二三四五六七八九"[int(digit)] + name if digit != "0" else "零" for digit, name in named)
    return re.sub("零+", "零", text.strip("零"))
