"""Lengths and type sizes as the trade writes them, in the units that Word counts in.

A twip is a twentieth of a point; a point is a 72nd of an inch (25.4 mm).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from math import floor

from msgspec import Struct

from report_cli.text import is_chinese

# The names of type sizes (字号), in points.
SIZES = {
    "初号": "42",
    "小初": "36",
    "一号": "26",
    "小一": "24",
    "二号": "22",
    "小二": "18",
    "三号": "16",
    "小三": "15",
    "四号": "14",
    "小四": "12",
    "五号": "10.5",
    "小五": "9",
    "六号": "7.5",
    "小六": "6.5",
    "七号": "5.5",
    "八号": "5",
}
_TWIPS = {"mm": Fraction(14400, 254), "cm": Fraction(144000, 254), "磅": Fraction(20)}
_NEAR = 12
_NUMBER = re.compile(r"(-?\d{1,4}(?:\.\d{1,3})?)\s*(\D+)")


class Measure(Struct, frozen=True):
    """A length in twips; if it is set in characters or lines, also in hundredths of one.

    Word prefers the hundredths: an indent of two characters stays one when the size is changed.
    """

    twips: int = 0
    hundredths: int = 0

    def is_like(self, other: Measure) -> bool:
        """Whether both have the same hundredths, or differ by less than a fifth of a millimetre."""
        is_same = self.hundredths != 0 and self.hundredths == other.hundredths
        return is_same or abs(self.twips - other.twips) <= _NEAR


NOTHING = Measure()


Units = Mapping[str, int]
"""What 字 and 行 mean in a style, in twips: a character's width, a line's height."""


class Unreadable(ValueError):
    """A text is no such value. The message says what was expected."""


def length(text: str, units: Units | None = None) -> Measure:
    """A length; in 字 or 行 only where `units` has them.

    >>> length("37mm")
    Measure(twips=2098, hundredths=0)
    >>> length("2字", {"字": 320, "行": 579})
    Measure(twips=640, hundredths=200)
    """
    number, unit = _split(text)
    if unit in _TWIPS:
        return Measure(_nearest(number * _TWIPS[unit]))
    if units and unit in units:
        return Measure(_nearest(number * units[unit]), _nearest(number * 100))
    raise Unreadable("应为长度，如 28mm、16磅" + ("、2字、1行" if units else ""))


def size(text: str) -> int:
    """A type size in half-points, as Word counts: 三号 is 32.

    >>> size("小四"), size("16磅"), size("10.5磅")
    (24, 32, 21)
    """
    name = text.strip()
    number, unit = (Fraction(SIZES[name]), "磅") if name in SIZES else _split(text)
    doubled = number * 2
    if unit != "磅" or doubled.denominator != 1 or not 2 <= doubled <= 400:
        raise Unreadable("应为字号，如 三号、小四、16磅（1磅到200磅，可带半磅）")
    return int(doubled)


def size_name(half_points: int) -> str:
    """The trade's name of a type size, else the size in points.

    >>> size_name(24), size_name(17)
    ('小四', '8.5磅')
    """
    return _NAMES.get(half_points, f"{half_points / 2:g}磅")


def millimetres(twips: float) -> str:
    """A length as text that is read as the same twips again.

    >>> millimetres(2098), millimetres(1588)
    ('37mm', '28.01mm')
    """
    for digits in range(3):
        number = f"{twips * 254 / 14400:.{digits}f}"
        if _nearest(Fraction(number) * _TWIPS["mm"]) == round(twips):
            break
    return f"{number}mm"


def points(twips: float) -> str:
    """A length in points.

    >>> points(579), points(-5), points(560)
    ('28.95磅', '-0.25磅', '28磅')
    """
    return f"{twips / 20:.2f}".rstrip("0").rstrip(".") + "磅"


def widest(text: str, character: int) -> int:
    """The greatest width that a text may have, if a Chinese character is `character` wide; in twips.

    Digits of a substitute font take two thirds of a character; LibreOffice puts a quarter between them and Chinese.
    """
    kinds = [is_chinese(letter) for letter in text]
    gaps = sum(before != after for before, after in pairwise(kinds))
    return character * (sum(12 if kind else 8 for kind in kinds) + 3 * gaps) // 12


_NAMES = {size(name): name for name in reversed(SIZES)}


def _split(text: str) -> tuple[Fraction, str]:
    match = _NUMBER.fullmatch(text.strip())
    return (Fraction(match[1]), match[2].strip()) if match else (Fraction(0), "")


def _nearest(number: Fraction) -> int:
    """The nearest whole number; a half goes up."""
    return floor(number + Fraction(1, 2))
