"""Numbers as a Chinese report says them: exact or approximate, with unit and marker; read, rounded and compared.

Arithmetic is exact (fractions). A number is rounded half up, once, when it is printed. An approximate number is an
interval; what is computed from it is one too.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

Kind = Literal["count", "amount", "rate", "points"]
Bound = Fraction | float  # a float only for an infinite bound

MAX_DIGITS = 18
_SCALES = {"": 1, "万": 10**4, "亿": 10**8}
_BEFORE = ("近", "约", "不足", "不到", "逾", "超过", "超")
_WITHIN = ("余", "多")
_AFTER = ("左右", "以上", "以下", "以内")


class NotComputable(Exception):
    """A number that the facts do not give; the text says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """An exact number, or an interval with the number that it is called by. `open` bounds do not belong to it."""

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
        return Estimate(
            self.number + other.number, self.low + other.low, self.high + other.high,
            self.low_open or other.low_open, self.high_open or other.high_open,
        )  # fmt: skip

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
        if other.low <= 0 <= other.high and not (other.low == 0 and other.low_open) and not (other.high == 0 and other.high_open):
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
    if sign in (">", ">="):
        return is_refuted(right, {">": "<", ">=": "<="}[sign], left)
    if sign == "<":
        return left.low >= right.high
    if sign == "<=":
        return left.low > right.high or (left.low == right.high and (left.low_open or right.high_open))
    if sign == "=":
        return is_refuted(left, "<=", right) or is_refuted(right, "<=", left)
    return left.is_exact and right.is_exact and left.low == right.low


@dataclass(frozen=True, slots=True)
class Quantity:
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
        inner = self.marker if self.marker in _WITHIN else ""
        before = self.marker if self.marker in _BEFORE else ""
        after = self.marker if self.marker in _AFTER else ""
        return f"{before}{self.digits_text}{self.scale}{inner}{self.printed_unit}{after}"

    @property
    def bare(self) -> str:
        """The number as printed, without its unit: 265, 近300, 2.83万. A rate keeps its %."""
        return replace(self, unit="").text if self.kind in ("count", "amount") else self.text

    @property
    def printed_unit(self) -> str:
        return {"rate": "%", "points": "个百分点"}.get(self.kind, self.unit)

    @property
    def digits_text(self) -> str:
        return decimal_text(self._shown, self.digits)

    @property
    def _shown(self) -> Fraction:
        return self.number * 100 if self.kind in ("rate", "points") else self.number / _SCALES[self.scale]

    @property
    def printed_number(self) -> Fraction:
        """The number that a reader sees, rounded, in the unit itself (a rate as a fraction of one)."""
        shown = rounded(self._shown, self.digits)
        return shown / 100 if self.kind in ("rate", "points") else shown * _SCALES[self.scale]

    def __str__(self) -> str:
        return self.text


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
    shown = estimate.number * 100 if kind in ("rate", "points") else estimate.number
    places = 0 if kind == "count" else digits
    tell_apart = {Fraction(0), Fraction(100)} if kind == "rate" else {Fraction(0)}
    while places < MAX_DIGITS and rounded(shown, places) in tell_apart and rounded(shown, places) != shown:
        places += 1
    while places and rounded(shown, places) == rounded(shown, places - 1):
        places -= 1
    return Quantity(estimate, unit, kind, _side(estimate), "", places)


def _side(estimate: Estimate) -> str:
    if estimate.is_exact:
        return ""
    if estimate.high <= estimate.number:
        return "近"
    return "超" if estimate.low >= estimate.number else "约"


@dataclass(frozen=True, slots=True)
class Change:
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
    if now.kind == "rate":
        difference = points(now, before)
        relative = None
    else:
        gap = now.estimate - before.estimate
        difference = derived(gap, now.unit, now.kind, max(digits, now.digits, before.digits))
        relative = None
        if before.estimate.low > 0:
            ratio = now.estimate / before.estimate - Estimate.exact(1)
            relative = derived(ratio, "", "rate", digits)
    low, high = difference.estimate.low, difference.estimate.high
    if low < 0 < high or (not difference.estimate.is_exact and difference.number == 0):
        raise NotComputable("两年的数有概数，增减说不准")
    return Change(difference, relative)


def points(left: Quantity, right: Quantity) -> Quantity:
    """The difference of two rates as printed, in 个百分点."""
    gap = left.estimate - right.estimate
    if gap.is_exact:
        gap = Estimate.exact(left.printed_number - right.printed_number)
    digits = max(left.digits, right.digits)
    return derived(gap, "", "points", digits)


def _magnitude(quantity: Quantity) -> Quantity:
    estimate = -quantity.estimate if quantity.number < 0 else quantity.estimate
    return replace(quantity, estimate=estimate, marker=_side(estimate))


@dataclass(frozen=True, slots=True)
class Misread:
    """Why a text is no number of the kind expected."""

    code: str
    message: str
    cure: str


_NUMBER = re.compile(
    r"(?P<before>近|约|不足|不到|逾|超过|超)?(?P<number>-?[0-9]+(?:\.[0-9]+)?)(?P<scale>[万亿])?(?P<within>[余多])?\s?"
    r"(?P<unit>[^\d.,:_]*?)(?P<after>左右|以上|以下|以内)?"
)


def read(text: str, unit: str, kind: Kind) -> Quantity | Misread:
    """Read a number as people write it in a report: `265`, `265件`, `近300`, `2.83万`, `84.5%`.

    `unit` is the indicator's; a unit that is written must be the same. A count must be whole once scaled and not
    negative. A rate must bear its %.
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        return _misread(text, unit, kind)
    written = match["unit"]
    scale = match["scale"] or ""
    if scale and unit.startswith(scale) and scale + written == unit:
        scale, written = "", unit  # 35万元 where the unit is 万元
    expected = "%" if kind == "rate" else unit
    misread = _wrong_form(text, match, expected, kind) or _wrong_unit(text, written, expected, kind, scale)
    if misread:
        return misread
    digits = len(match["number"].partition(".")[2])
    number = Fraction(match["number"]) * _SCALES[scale]
    if kind == "count" and number < 0:
        return Misread("F109", f"“{text}”是负数，件数、次数不会小于零", "核对这个数")
    if kind == "count" and number.denominator != 1:
        return Misread("F110", f"“{text}”不是整数，{unit or '个'}数应为整数", "写整数；带小数的量在指标目录里写kind: amount")
    marker = match["before"] or match["within"] or match["after"] or ""
    place = Fraction(1, 10**digits) * _SCALES[scale]
    if kind == "rate":
        number, place = number / 100, place / 100
    return Quantity(_interval(number, marker, place), "" if kind == "rate" else unit, kind, marker, scale, digits)


def pattern(unit: str, kind: Kind) -> str:
    """What `read` accepts, as a regular expression that editors know too (ECMA-262)."""
    whole = "(?:0|[1-9][0-9]*)"
    decimal = rf"{whole}(?:\.[0-9]+)?"
    if kind == "rate":
        number, said = decimal, "%"
    else:
        scaled = "" if unit.startswith(("万", "亿")) else "[万亿]"
        number = (
            f"(?:{decimal}{scaled}|{whole})"
            if kind == "count" and scaled
            else whole
            if kind == "count"
            else f"{decimal}{scaled and '[万亿]?'}"
        )
        said = rf"\s?(?:{re.escape(unit)})?" if unit else ""
    before, within, after = ("|".join(markers) for markers in (_BEFORE, _WITHIN, _AFTER))
    sign = "" if kind in ("count", "rate") else f"-{number}{said}|"
    return f"^(?:{sign}(?:{before})?{number}{said}|{number}(?:{within}){said}|{number}{said}(?:{after}))$"


def _interval(number: Fraction, marker: str, place: Fraction) -> Estimate:
    """The interval that a marker means. `place`: the value of one in the last digit written."""
    if marker == "近":
        return Estimate(number, number * Fraction(4, 5), number, high_open=True)
    if marker in ("不足", "不到"):
        return Estimate(number, Fraction(0), number, high_open=True)
    if marker in ("余", "多"):
        while number and number % (place * 10) == 0:
            place *= 10
        return Estimate(number, number, number + place, low_open=True, high_open=True)
    if marker in ("约", "左右"):
        return Estimate(number, number * Fraction(4, 5), number * Fraction(6, 5))
    if marker in ("逾", "超", "超过", "以上"):
        return Estimate(number, number, math.inf, high_open=True)
    if marker in ("以下", "以内"):
        return Estimate(number, Fraction(0), number)
    return Estimate.exact(number)


def _wrong_form(text: str, match: re.Match[str], expected: str, kind: Kind) -> Misread | None:
    number = match["number"].lstrip("-")
    markers = [m for m in (match["before"], match["within"], match["after"]) if m]
    if len(markers) > 1:
        return Misread("F107", f"“{text}”用了两个概数标记（{'、'.join(markers)}）", f"只留一个，如{_with_marker(match, markers[0])}")
    if number[0] == "0" and len(number.partition(".")[0]) > 1:
        return Misread("F104", f"“{text}”以0开头，看不出是数还是编号", "写成不带前导0的数")
    if len(number) > MAX_DIGITS:
        return Misread("F113", f"“{text[:20]}…”位数太多", "核对这个数，是否多粘了内容")
    if markers and match["number"].startswith("-"):
        return Misread("F111", f"“{text}”是负数，不能用概数", "写确数")
    return None


def _with_marker(match: re.Match[str], marker: str) -> str:
    """The text with one of its markers alone."""
    kept = {name: text if text == marker else "" for name in ("before", "within", "after") if (text := match[name])}
    number = f"{match['number']}{match['scale'] or ''}"
    return f"{kept.get('before', '')}{number}{kept.get('within', '')}{match['unit']}{kept.get('after', '')}"


def _wrong_unit(text: str, written: str, expected: str, kind: Kind, scale: str) -> Misread | None:
    if kind == "rate" and written != "%":
        return Misread("F114", f"“{text}”缺百分号，比率应写成百分数", f"写成{text}%；若是0.845这样的小数，写成84.5%")
    if written[:1] in ("O", "o", "l", "I") and re.search(r"\d[OolI]", text):
        return Misread("F101", f"“{text}”里有字母“{written[0]}”", f"把字母改成数字{0 if written[0] in 'Oo' else 1}")
    if written and written != expected:
        said = f"单位应为“{expected}”" if expected else "这个指标没有单位"
        if written[0] in "千百十":
            return Misread("F108", f"“{text}”把阿拉伯数字和“{written[0]}”连用", "只有万、亿可跟在阿拉伯数字后；千、百、十写成0，如3000余")
        if written[0] in "余多" or written[-1] in "余多" or written.rstrip("左右以上下内") != written or written[0] in "近约":
            return Misread("F107", f"“{text}”的概数标记位置不对或用了两个", f"写成300余{expected}、近300{expected}或300{expected}左右")
        return Misread("F106", f"“{text}”的单位不是指标的单位，{said}", f"改为{expected or '不带单位的数'}，或在指标目录里改单位")
    if scale and expected.startswith(("万", "亿")):
        return Misread("F106", f"“{text}”又写了“{scale}”，单位已是“{expected}”", f"换算成以{expected}计的数")
    return None


_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％，－", "0123456789.%,-")


def _misread(text: str, unit: str, kind: Kind) -> Misread:
    """A cure for the commonest ways to write a number that is none."""
    half = text.translate(_FULL_WIDTH)
    if half != text and _NUMBER.fullmatch(half):
        return Misread("F102", f"“{text}”用了全角数字或符号", f"改为半角：{half}")
    if re.fullmatch(r"[\D]*\d{1,3}(?:[,_ ，]\d{3})+(?:\.\d+)?\D*|\d+(?:_\d+)+", text):
        return Misread("F103", f"“{text}”带分节号，报告里的数不分节", f"写成{re.sub('[,_ ，]', '', text)}")
    if re.fullmatch(r"\d+:\d+(?::\d+)?", text):
        return Misread("F105", f"“{text}”是时间的写法，不是数", f"写成{'百分数，如84.5%' if kind == 'rate' else '数，如265'}")
    if re.fullmatch(r"[-+]?\d*\.?\d+[eE][-+]?\d+|0[xob]\w+|[+]\d+(?:\.\d+)?|\.\d+|\d+\.", text):
        return Misread("F115", f"“{text}”不是报告里数的写法", "写成普通的十进制数，如265或12.5")
    if re.search(r"[几数]十|[几数]百|[几数]千|上[百千万]|[过近]半|数[十百千万]", text):
        return Misread("F111", f"“{text}”只是说法，没有数", "写成数字加标记，如100余、近50%；只想照字面印，在指标目录里写kind: text")
    if re.fullmatch(r"[〇零一二三四五六七八九十百千万亿两]+\D{0,3}", text):
        return Misread("F112", f"“{text}”是汉字数目", "写成阿拉伯数字")
    if re.search(r"\d", text) and re.match(r"大约|大概|将近|接近|至少|最多|不少于|不低于|高于|多达|[<>≤≥~～]", text):
        return Misread("F111", f"“{text}”的概数标记不认识", "用近、约、不足、逾、超（数前），余、多、左右、以上、以下、以内（数后）")
    sample = {"rate": "84.5%", "amount": f"12.5{unit}"}.get(kind, f"265{unit}")
    return Misread("F101", f"“{text}”不是{'百分数' if kind == 'rate' else '数'}", f"写成{sample}这样的数")


def chinese(number: int) -> str:
    """A whole number below 100,000,000 in Chinese numerals, as words say it: 5 → 五, 12 → 十二, 205 → 二百零五."""
    if number < 0:
        return "负" + chinese(-number)
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
