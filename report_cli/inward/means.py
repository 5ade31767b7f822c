"""Means that a sentence tells: what it divides by, a span of time (平均每月) or what it counts (每家, 人均)."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from fractions import Fraction

from report_cli.audit.texts import Span, bigrams
from report_cli.facts import quantity
from report_cli.inward.on_last_year import unit
from report_cli.inward.subjects import Subjects, clauses
from report_cli.inward.ways import Known, Way, digits_of

MEAN = re.compile("平均|均(?:为|达到?|是)?$|人均|户均|每")
_IS_MEAN = re.compile("平均|[^平]均(?:为|达到?|是)?$")
_PER_TIME = re.compile(
    "平均[每一]?个?(季|月|星期|周|工作日|天|日)度?|每个?(季|月|星期|周|工作日|天|日)度?平均|([季月周日])均"
)
_PART_OF_YEAR = re.compile("[上下]半年|[第前一二三四1-4]季度|[0-9一二三四五六七八九十]个?月|以来|期间|截至")
_PER = re.compile("每一?个?(?P<per>[^每]+)$|(?P<mean>[^平])均[^均]{0,6}$")
_PEOPLE = ("人", "名", "位")
_LABEL_END = 2


def per_time(clause: str) -> re.Match[str] | None:
    """What a clause says of a mean over time: 平均每月."""
    return _PER_TIME.search(clause)


def over_time(of: Subjects, span: Span, text: str, fresh: Sequence[Known]) -> list[Way]:
    """What a mean over the whole year would be, of each number that its words may be about."""
    before = of.sentence(span)
    said = per_time(clauses(before)[-1][1])
    many, told = _times_in(said, of.ledger.year) if said else (0, "")
    if said is None or not many or _PART_OF_YEAR.search(before.replace(said[0], "")):
        return []
    digits = digits_of(text) or 1
    ways = []
    for each in _about(of, span, said, fresh, unit(text)):
        mean = each.said.estimate.times(Fraction(1, many))
        printed = quantity.derived(mean, each.said.unit, "amount", digits).text
        ways.append(Way(f"{{}} / {many}", [each.fact.indicator], printed, f"按全年{told}", digits))
    return ways


def divides(clause: str, said_as: Callable[[Known], str]) -> Callable[[Known], bool]:
    """Whether a clause says that it divides by a number: by what that counts, or, 平均 alone, in its own sentence.

    `said_as`: a number of the sentence as it stands there, with what it counts; empty of another.
    """
    said = _PER.search(clause)
    per = (said["per"] or said["mean"]) if said else ""

    def is_said(each: Known) -> bool:
        counts, words = each.said.unit, said_as(each)
        if not per:
            return bool(words)
        if per.startswith(_PEOPLE):
            return counts.startswith(_PEOPLE)
        is_counted = any(per.startswith(name) for name in (counts, counts[-1:]) if name)
        return is_counted or per[:2] in words or each.fact.label[-_LABEL_END:] in per

    return is_said


def untold(of: Subjects, span: Span) -> str:
    """Why a mean cannot be computed; empty of what is none."""
    before = of.sentence(span)
    clause = clauses(before)[-1][1]
    said = per_time(clause)
    if said is None:
        return "这句话里看不出是哪个数除以哪个数" if _IS_MEAN.search(clause) else ""
    many, told = _times_in(said, of.ledger.year)
    if not many:
        return "一年有多少个工作日，数据里没有"
    if _PART_OF_YEAR.search(before.replace(said[0], "")):
        return "说的不是全年"
    return f"看不出是哪个数按全年{told}平均"


def _times_in(said: re.Match[str], year: int) -> tuple[int, str]:
    """How often a year has such a time, and how that is told; 0 of days at work, which no calendar tells."""
    time = next(filter(None, said.groups()))
    days = 366 if calendar.isleap(year) else 365
    many = {"月": (12, "12个月"), "季": (4, "4个季度"), "周": (52, "52周"), "星期": (52, "52周"), "工作日": (0, "")}
    return many.get(time, (days, f"{days}天"))


def _about(of: Subjects, span: Span, said: re.Match[str], fresh: Sequence[Known], counts: str) -> list[Known]:
    """The numbers of a unit that the words of a mean may be about: those named beside it, else told of before it."""
    clause = clauses(of.sentence(span))[-1][1]
    words = bigrams(clause.replace(said[0], "，"))
    sizes = [(len(words & bigrams(each.fact.label)), each) for each in (*of.numbers, *fresh)]
    most = max((size for size, _ in sizes), default=0)
    named = [each for size, each in sizes if size == most > 0]
    told = of.of(span, of.sentence(span)[: -len(clause)] + clause[: said.start()], fresh, counts=counts)
    before = [each for each in (*of.near(span), *fresh) if each.at < span.start]
    for found in (named, told, sorted(before, key=lambda each: -each.at)[:1]):
        if alike := [each for each in found if each.said.unit == counts]:
            return alike
    return []
