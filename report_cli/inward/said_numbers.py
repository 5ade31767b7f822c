"""How the data would say a number that people typed: its value, unit and kind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from msgspec import Struct

from report_cli import numerals
from report_cli.facts import numbers, quantity
from report_cli.facts.fact import Indicator
from report_cli.facts.quantity import Quantity
from report_cli.inward.proposed import as_compared

_BEHIND = re.compile(f"[^0-9]*[0-9.]+[万亿]?[余多]?([^0-9]*?)(?:{'|'.join(quantity.AFTER)})?")
"""What stands behind a number, but for the words that say how exact it is: its unit."""
_TENTHS = "成"
_LONGEST = 60
"""No number and its unit have more characters: what a garbled line has is not looked through in vain."""
_DAY = re.compile("(?:([0-9]{4})年)?([0-9]{1,2})月([0-9]{1,2})日")


class Said(Struct, frozen=True):
    """A number as the data would say it: the value, and what the catalogue says of it."""

    value: str
    kind: quantity.Kind | None = None
    """None of a date."""
    unit: str = ""

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """What the catalogue says of it."""
        unit = (("unit", self.unit),) if self.unit else ()
        return unit if self.unit and self.kind == "count" else (*unit, ("kind", self.kind or "date"))

    @property
    def what(self) -> str:
        return ", ".join(f"{key}: {said}" for key, said in self.keys)


def as_said(text: str, year: int) -> Said | None:
    """A number as the data would say it; None where it cannot be told, as of a range."""
    if len(text) > _LONGEST:
        return None
    text = "".join(unicodedata.normalize("NFKC", text).split())
    if day := _DAY.fullmatch(text):
        return Said(f"{day[1] or year}-{int(day[2]):02}-{int(day[3]):02}")
    numeral = next(iter(numerals.find(text)), None)
    if numeral and not numeral.is_digits and numeral.unit and text == f"{numeral.number}{numeral.unit}":
        counted = _counted(numeral.number)
        # Tenths are no unit.
        return Said(counted, "count", numeral.unit) if counted and numeral.unit != _TENTHS else None
    return next(_in_digits(text), None)


def ways(text: str) -> Iterator[Said]:
    """All ways in which the data would say a number in digits: 4.1亿元 as 4.1亿 of 元, and as 4.1 of 亿元."""
    return _in_digits("".join(unicodedata.normalize("NFKC", text).split()))


def _counted(number: str) -> str:
    """What a whole number in words is in digits; empty of any other."""
    counted = numerals.value("二" if number == "两" else number)
    return str(counted) if counted is not None and counted.denominator == 1 else ""


def unreadable(text: str) -> str:
    """What to do about a number that the data cannot say as it stands: in digits they may."""
    numeral = next(iter(numerals.find(text)), None)
    in_words = numeral.number if numeral and not numeral.is_digits else ""
    counted = _counted(in_words) if in_words else ""
    tenths = f"{in_words}{_TENTHS}"
    is_share = bool(counted) and tenths in text
    digits = text.replace(*((tenths, f"{counted}0%") if is_share else (in_words, counted)), 1) if counted else ""
    if digits and any(_in_digits(digits)):
        return f"数据里没有这个数，汉字写的“{text}”也不能照样写进数据：在稿件里写成“{digits}”，再运行一次"
    return f"数据里没有这个数，“{text}”也读不成一个带单位的数；核对后自己写进数据和模板"


def _in_digits(text: str) -> Iterator[Said]:
    """The ways to say a number so that it is printed as it was read."""
    behind = _BEHIND.fullmatch(text)
    unit = behind[1] if behind else ""
    kinds: list[tuple[str, quantity.Kind]] = [("%", "rate"), ("个百分点", "points")]
    kinds += [(unit, "count"), (unit, "amount"), (f"万{unit}", "amount"), (f"亿{unit}", "amount")] if unit else []
    for name, kind in kinds:
        read = numbers.read(text, name if kind in ("count", "amount") else "", kind)
        if isinstance(read, Quantity) and as_compared(read.text) == as_compared(text):
            yield Said(read.bare, kind, name if kind in ("count", "amount") else "")


def called(indicator: Indicator) -> str:
    """What an indicator is called without what its unit tells, as before a number: 编报信息 of 编报信息期数."""
    tails = [f"{indicator.unit}数", *(["金额"] if indicator.unit.endswith("元") else [])]
    tail = next((each for each in tails if indicator.unit and indicator.label.endswith(each)), "")
    made = indicator.label.removesuffix(tail)
    return made if len(made) > 3 else indicator.label
