"""The same number in other signs: 近三百条 is 近300条, ２６５件 is 265件, 2023-02-21 is 2023年2月21日."""

import re
from fractions import Fraction
from functools import cache
from typing import Self

from msgspec import Struct

from report_cli import numerals
from report_cli.numerals.signs import ONES

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {ord("−"): ord("-")}
_WORDS = f"〇零○{ONES}两十百千万亿廿卅壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億"


@cache
def _date() -> re.Pattern[str]:
    return re.compile(r"(?<![0-9])([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})(?![0-9])")


@cache
def _number() -> re.Pattern[str]:
    return re.compile(
        r"(?P<digits>[0-9]++(?:,[0-9]{3})*(?:\.[0-9]++)?)(?P<scale>[万亿]*+)"
        rf"|(?P<words>[{_WORDS}]++(?:点[{_WORDS}]++)?)"
    )


def is_same(one: str, other: str) -> bool:
    """Whether two texts without blanks are one number: digits alike to the last place, words of the same value.

    >>> is_same("近300条", "近三百条"), is_same("84.5%", "百分之八十四点五"), is_same("2.83万人次", "28300人次")
    (True, True, False)
    """
    if one == other:
        return True
    ours, theirs = _parted(one), _parted(other)
    return [type(part) for part in ours] == [type(part) for part in theirs] and all(map(_agree, ours, theirs))


_MOST_DIGITS = 1000
"""With more of them nothing is computed: Python refuses 4,300."""


class _Number(Struct, frozen=True):
    """A number in a text. `written`: its digits and scale; empty where it is in words."""

    value: Fraction | None
    written: str = ""

    @classmethod
    def of(cls, match: re.Match[str]) -> Self:
        if not match["digits"]:
            return cls(numerals.value(match["words"]))
        digits, scale = match["digits"].replace(",", ""), match["scale"]
        written = (digits.lstrip("0") or "0") + scale
        if len(digits) > _MOST_DIGITS:
            return cls(None, written)
        return cls(Fraction(digits) * 10 ** (4 * scale.count("万") + 8 * scale.count("亿")), written)


def _parted(text: str) -> list[str | _Number]:
    """The words and the numbers of a text in turn, in half-width signs."""
    plain = _date().sub(r"\1年\2月\3日", text.translate(_HALF_WIDTH))
    plain = re.sub("(?<=月)([^月]+)号$", r"\1日", re.sub(f"百分之([{_WORDS}0-9.点]+)", r"\1%", plain))
    plain = re.sub(r"\(([^()]+)\)$", r"\1", plain)
    parts: list[str | _Number] = []
    at = 0
    for match in _number().finditer(plain):
        # Alone they are a manner of speaking: 百件 is not 100件.
        if match.group() not in tuple("百千万亿") or plain.startswith("%", match.end()):
            parts += [plain[at : match.start()], _Number.of(match)]
            at = match.end()
    return [*parts, plain[at:]]


def _agree(one: str | _Number, other: str | _Number) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    if one.written and other.written:
        return one.written == other.written
    return one.value is not None and one.value == other.value
