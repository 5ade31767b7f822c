"""Which indicator a row is of: by its id, else by its label within its group, and by its unit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct

from report_cli.facts.fact import Catalogue, Indicator
from report_cli.forms.answers import Answer
from report_cli.text import nearest

_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,3}[、.)](?!\d)|[①-⑳])"
)
_PART = re.compile("(?:其中|含)[:：]?")
_UNIT_BEHIND = re.compile(r"(.+)\((.{1,6})\)")
UNITS_OF_SHARES = {"rate": ("%", "百分比"), "points": ("个百分点", "百分点")}


class Unmatched(Struct, frozen=True):
    """Why a row is of no indicator that is known for sure."""

    why: str


def plain(text: str) -> str:
    """A label without what tables add to it: blanks, running numbers, 其中, a colon.

    >>> plain("（一） 其中：立案 提案：")
    '立案提案'
    """
    text = "".join(unicodedata.normalize("NFKC", text).split()).rstrip(":：")
    return _PART.sub("", _NUMBERED.sub("", text, count=1), count=1) or text


def with_unit(label: str) -> tuple[str, str]:
    """A label and the unit that stands in brackets behind it.

    >>> with_unit("收到提案（件）")
    ('收到提案', '件')
    """
    text = plain(label)
    match = _UNIT_BEHIND.fullmatch(text)
    return (match[1], match[2]) if match else (text, "")


class Labels(Struct, frozen=True, dict=True):
    """The labels of a catalogue."""

    catalogue: Catalogue

    @cached_property
    def by_label(self) -> dict[str, list[Indicator]]:
        found: dict[str, list[Indicator]] = {}
        for indicator in self.catalogue.indicators:
            found.setdefault(plain(indicator.label), []).append(indicator)
        return found

    @cached_property
    def groups(self) -> dict[str, list[str]]:
        """The names of the groups by their labels."""
        found: dict[str, list[str]] = {}
        for group in self.catalogue.groups.values():
            found.setdefault(plain(group.label), []).append(group.name)
        return found

    def is_group(self, text: str) -> bool:
        return plain(text) in self.groups

    def is_known(self, label: str) -> bool:
        text = plain(label)
        return text in self.by_label or with_unit(text)[0] in self.by_label

    def match(self, answer: Answer) -> Indicator | Unmatched:
        if answer.fact is not None:
            known = self.catalogue.get(answer.fact)
            return _in_its_unit(known, answer) if known else Unmatched(f"指标目录里没有{answer.fact}（{answer.label}）")
        label, unit = answer.label, answer.unit
        if plain(label) not in self.by_label:
            label, behind = with_unit(label)
            unit = unit or behind
        indicators = self.by_label.get(plain(label), [])
        if not indicators:
            near = nearest(plain(label), self.by_label, 0.6)
            like = f"；是不是{self.by_label[near][0].named}？" if near else ""
            return Unmatched(f"“{answer.label}”不在指标目录里，没有带{like}")
        return self._of(indicators, answer, unit)

    def _of(self, indicators: Sequence[Indicator], answer: Answer, unit: str) -> Indicator | Unmatched:
        """The one of those that have a label."""
        if answer.group:
            groups = self.groups.get(plain(answer.group), [])
            within = [each for each in indicators if each.group in groups]
            if not within:
                others = "、".join(self._in_full(each) for each in indicators)
                return Unmatched(f"“{answer.label}”在“{answer.group}”下面，指标目录里它是{others}；核对是不是它")
            indicators = within
        if len(indicators) > 1:
            which = "、".join(self._in_full(each) for each in indicators)
            return Unmatched(f"“{answer.label}”有几个：{which}；看不出是哪一个，在表里写上是哪一组的")
        return _in_its_unit(indicators[0], answer, unit)

    def _in_full(self, indicator: Indicator) -> str:
        return f"{self.catalogue.groups[indicator.group].label}的{indicator.named}"


def _in_its_unit(found: Indicator, answer: Answer, unit: str = "") -> Indicator | Unmatched:
    """The indicator, unless another unit is written beside it."""
    unit = unit or answer.unit
    if not unit or is_unit_of(found, unit):
        return found
    own = found.unit or UNITS_OF_SHARES.get(found.kind, ("没有",))[0]
    return Unmatched(f"“{answer.label}”的单位是“{unit}”，{found.named}的单位是“{own}”；核对是不是它，再换算")


def is_unit_of(indicator: Indicator, unit: str) -> bool:
    """Whether a unit as it is written is the indicator's."""
    said = "".join(unicodedata.normalize("NFKC", unit).split())
    if indicator.kind in UNITS_OF_SHARES:
        return said in UNITS_OF_SHARES[indicator.kind]
    return said == "".join(unicodedata.normalize("NFKC", indicator.unit).split()) or (
        not indicator.is_numeric and said in ("", "/", "-", "—", "无", "项", "个")
    )
