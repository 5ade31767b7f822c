"""Units that convert into each other: 元, 万元 and 亿元; 亩 and 公顷; 公里 and 米; 件 and 万件."""

from fractions import Fraction
from functools import cache

SCALES = {"": 1, "万": 10**4, "亿": 10**8}

OF_RATIOS = ("倍", "个月")
"""Units in which a ratio of like units may be given, in place of %."""

_FAMILIES: dict[str, dict[str, Fraction | int]] = {
    "米": {"公里": 1000, "千米": 1000},
    "平方米": {"亩": Fraction(2000, 3), "公顷": 10**4, "平方公里": 10**6},
    "克": {"公斤": 1000, "千克": 1000, "吨": 10**6},
}
_MEASURES = {unit: (base, Fraction(size)) for base, units in _FAMILIES.items() for unit, size in units.items()}


@cache
def base(unit: str) -> tuple[str, Fraction]:
    """The unit that all units of a kind are counted in, and how many of it one is.

    >>> base("万元")
    ('元', Fraction(10000, 1))
    """
    scale = SCALES.get(unit[:1]) if len(unit) > 1 else None
    if scale is not None:
        return unit[1:], Fraction(scale)
    return _MEASURES.get(unit, (unit, Fraction(1)))


def is_money(unit: str) -> bool:
    return base(unit)[0] in ("元", "美元")


def factor(over: tuple[str, ...], under: tuple[str, ...]) -> Fraction:
    """How many of the base units one unit over another is: 万元/公顷 is one 元/平方米."""
    size = Fraction(1)
    for unit in over:
        size *= base(unit)[1]
    for unit in under:
        size /= base(unit)[1]
    return size


def parted(unit: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The units above and below: 万元·人/亩."""
    over, _, under = unit.partition("/")
    return tuple(filter(None, over.split("·"))), tuple(filter(None, under.split("·")))


def based(units: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(base(unit)[0] for unit in units))
