"""The figures of a text, and what only looks like one: counts, rates, dates, years, ranges, names; 5G, 12345热线.

Each is written as a year file would state it, if it can be stated so that it is printed as it stands; else as a text.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from report_cli import numerals
from report_cli.adopt import ordinals
from report_cli.compose import wording
from report_cli.facts import dates, numbers
from report_cli.facts.catalogue_file import may_be_fraction, odd_unit
from report_cli.facts.quantity import Kind, Quantity
from report_cli.model import Finding

MentionKind = Literal["count", "amount", "rate", "points", "date", "text", "list", "year"]


class Mention(Struct, frozen=True, kw_only=True):
    """A figure or name as it stands in a text, from character `start`.

    `values`: what the year file says, of a list its items. `form`: what a template says behind the fact (`|short`).
    """

    start: int
    end: int
    text: str
    kind: MentionKind
    values: tuple[str, ...]
    unit: str = ""
    form: str = ""

    @property
    def is_name(self) -> bool:
        return self.text[0] in "《“" or self.kind == "list"


class Fixed(Struct, frozen=True):
    """Digits that count nothing, and why: 5G is a name."""

    start: int
    end: int
    because: str


class Spoken(Struct, frozen=True):
    """A numeral in words that counts (三次): it stays in the prose until somebody says that it is a figure."""

    start: int
    end: int
    number: int
    unit: str


Found = Mention | Fixed | Spoken


def find(text: str, year: int) -> list[Found]:
    """The figures and names of a text of a year's report, in their order.

    >>> [type(each).__name__ for each in find("收到提案265件，立案率84.5%，接入5G，召开三次会议", 2022)]
    ['Mention', 'Mention', 'Fixed', 'Words']
    """
    taken: list[Found] = []
    free = list(text)
    for look in (_names, _ordinals, _fixed, _sessions, _dates, _ranges, _numbers, _in_words):
        for each in look("".join(free), text, year):
            taken.append(each)
            free[each.start : each.end] = numerals.HIDDEN * (each.end - each.start)
    taken += [Fixed(*match.span(), "专名") for match in re.finditer(wording.DIGIT, "".join(free))]
    return sorted(taken, key=lambda each: each.start)


# Names ---------------------------------------------------------------------------------------------------------------

_TITLE = r"《[^《》]*+(?:《[^《》]*+》[^《》]*+)*》"
_QUOTE = "“[^“”]*+”"


@cache
def _listed() -> re.Pattern[str]:
    return re.compile(rf"{_TITLE}(?:、?{_TITLE})*|{_QUOTE}(?:、?{_QUOTE})+")


def _names(free: str, text: str, year: int) -> Iterator[Mention]:
    for match in _listed().finditer(free):
        items = [*re.finditer(f"{_TITLE}|{_QUOTE}", match.group())]
        between = {match.group()[one.end() : two.start()] for one, two in pairwise(items)}
        is_open = free.startswith("等", match.end())
        if len(items) > 1 and len(between) == 1:
            values = tuple(item.group() for item in items) + (("等",) if is_open else ())
            form = '|join("、")' if between == {"、"} else ""
            yield _mention(text, (match.start(), match.end() + is_open), "list", *values, form=form)
            continue
        for item in items:
            start = match.start() + item.start()
            yield _mention(text, (start, start + len(item.group())), "text")


def _mention(
    text: str, span: tuple[int, int], kind: MentionKind, *values: str, unit: str = "", form: str = ""
) -> Mention:
    start, end = span
    shown = text[start:end]
    return Mention(start=start, end=end, text=shown, kind=kind, values=values or (shown,), unit=unit, form=form)


MARK = r"[①-⑳㉑-㉟㊱-㊿]|[\[［〔]\d{1,2}[\]］〕]|[⁰¹²³⁴⁵⁶⁷⁸⁹]+"
"""The mark of a note, in the text or before the note itself."""


# What counts nothing -------------------------------------------------------------------------------------------------


@cache
def _names_with_digits() -> re.Pattern[str]:
    latin = "A-Za-zＡ-Ｚａ-ｚ"
    return re.compile(
        rf"(?<![{latin}\d])[{latin}][{latin}+\-]*[\d.]*\d[{latin}\d]*|\d[\d.]*[{latin}]+(?:级|类)?"
        r"|\d+(?:\+[\dA-Za-zＮN\u4e00-\u9fff]+)+|\d{3,5}(?=[\u4e00-\u9fff]{0,6}热线)"
        r"|1[12]\d{3}(?=[\u4e00-\u9fff]{0,12}(?:平台|专线|举报))|\d+号(?=[楼院线令文])"
        r"|(?<![\d.,])(?:\d{2,4}强(?!化|度)|[5-9][05]后(?!的?[天年月日])|双1[12](?!\d)|\d[×x]24小时"
        r"|\d{3,4}(?:行动|工程|战略|工作法|模式|高校|院校|接警|急救|晚会|活动日|购物节))"
        rf"|\d级(?=[\u4e00-\u9fff])|(?<![\d.,，])0\d[\d-]*|\d{{5,}}-\d+|\d+·\d+|{MARK}"
    )


@cache
def _reference() -> re.Pattern[str]:
    """What the report itself is referred to by: 见附件1, 如图3, （表2）, 见第3章."""
    number = r"\s*\d+(?:[-－—.]\d+)?(?!\d)"
    return re.compile(rf"附[件表图录]{number}|(?<=[见如据按（(])[图表]{number}|(?<=见)第\d+[章节页]")


def _ordinals(free: str, text: str, year: int) -> Iterator[Fixed]:
    return (Fixed(*span, "编号") for span in ordinals.spans(free))


def _fixed(free: str, text: str, year: int) -> Iterator[Fixed]:
    for match in _reference().finditer(free):
        if numerals.unit_at(free, match.end()) in ("", "所"):  # 附表3张; 如图3所示
            yield Fixed(*match.span(), "指本文的一处")
    for match in re.finditer(_QUOTE, free):
        inner = match.group()[1:-1]
        if re.search(r"\d", inner) and len(inner) <= 12 and not re.search(r"\d{4}年|[，。；]|\d[%％]", inner):
            yield Fixed(*match.span(), "专名")
    quoted = re.sub(
        _QUOTE, lambda quote: numerals.HIDDEN * len(quote.group()) if len(quote.group()) < 15 else quote.group(), free
    )
    for match in _names_with_digits().finditer(quoted):
        if not re.search(f"{MARK}|[A-Za-z0-9]", match.group()) or _is_measure(match.group()):
            continue
        if re.fullmatch(r"[A-Za-z]{2,}\d+", match.group()) and numerals.unit_at(free, match.end()):  # 新增CT4台
            continue
        yield Fixed(*match.span(), "专名")


def _is_measure(word: str) -> bool:
    return bool(re.fullmatch(r"\d[\d.]*(?:km|kg|m|kW|MW|KW)", word))


@cache
def _session() -> re.Pattern[str]:
    ones = "[一二三四五六七八九十]+"
    return re.compile(rf"{ones}届{ones}次(?:全体)?(?:会议|全会)|(?<=[届会])第{ones}次(?:全体)?会议")


def _sessions(free: str, text: str, year: int) -> Iterator[Mention]:
    """Sessions, which are others every year: 六届三次会议, 第三次会议."""
    return (_mention(text, match.span(), "text") for match in _session().finditer(free))


# Dates and years -----------------------------------------------------------------------------------------------------


@cache
def _date_shapes() -> re.Pattern[str]:
    day = r"\d{1,2}月\d{1,2}日"
    to = "[—－–~～至到-]{1,2}"
    part = "(?:上旬|中旬|下旬|初|中|底|末|份)?"
    month = r"\d{1,2}月"
    return re.compile(
        rf"(?P<span>(?:\d{{4}}年)?{day}{to}(?:\d{{1,2}}月)?\d{{1,2}}日"
        rf"|(?:\d{{4}}年)?\d{{1,2}}月?{to}{month}{part}|\d{{4}}年?{to}\d{{4}}年)"
        rf"|(?P<monthly>(?<=每月)\d{{1,2}}[日号])|(?P<day>(?P<year>\d{{4}}年)?{day})|(?P<month>(?:\d{{4}}年)?{month}{part})"
        r"|(?P<written>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})|(?P<alone>(?<!\d)(?:19|20)\d{2})年(?!级)"
        r"|(?P<time>(?<![\d.])\d{1,2}[:：][0-5]\d(?!\d)|\d{1,2}时\d{1,2}分)"
    )


def _dates(free: str, text: str, year: int) -> Iterator[Mention]:
    for match in _date_shapes().finditer(free):
        start, end = match.span()
        if match["alone"] and numerals.is_decade(free, end - 1):
            yield _mention(text, (start, end + 1), "text")
        elif match["alone"]:
            yield _mention(text, (start, end), "year", match["alone"])
        elif match["day"]:
            given = match.group() if match["year"] else f"{year}年{match.group()}"
            day = dates.read(given, year)
            value = day.isoformat() if isinstance(day, date) else ""
            is_plain = isinstance(day, date) and given == f"{day.year}年{day.month}月{day.day}日"
            kind: MentionKind = "date" if is_plain else "text"
            form = "" if match["year"] or not is_plain else "|short"
            yield _mention(text, (start, end), kind, value if is_plain else match.group(), form=form)
        else:
            yield _mention(text, (start, end), "text")


# Numbers -------------------------------------------------------------------------------------------------------------

_NUMBER = r"\d+(?:[.．]\d+)?"


def _ranges(free: str, text: str, year: int) -> Iterator[Mention]:
    """Ordinals, ranges, fractions and ratios: texts, for what they say is no number that can be reckoned with."""
    one, to = rf"(?:\d{{1,3}}(?:[,，]\d{{3}})+|{_NUMBER})[%％万亿]*", "[—－–~～至到-]{1,2}"
    shape = rf"第\d+(?:[、—-]\d+)*|{one}(?:{to}{one})+|{_NUMBER}[／/：:∶]{_NUMBER}"
    for match in re.finditer(shape, free):
        end = match.end() + len(numerals.unit_at(free, match.end()))
        yield _mention(text, (match.start(), end), "text")


@cache
def _number_shape() -> re.Pattern[str]:
    return re.compile(
        r"(?P<before>(?<![\d%％年月日A-Za-z])[-－−](?=\d)|(?<![最附邻走靠贴亲新远相将])近"
        r"|(?<![预节制合履签特邀公相大])(?<!规民)约|不足|不到|超过|(?<![赶反])超|逾)?"
        r"(?P<number>(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?)(?P<scale>[万亿])?(?P<within>[余多](?!为|数|于))?"
    )


_AFTER = "左右(?![两岸手])|以上|以下|以内"


def _numbers(free: str, text: str, year: int) -> Iterator[Mention | Fixed]:
    for match in _number_shape().finditer(free):
        scale, start, end = match["scale"] or "", match.start(), match.end()
        unit = _unit(free, end, is_within=bool(match["within"]))
        is_money = scale and not match["within"] and unit in ("元", "美元")
        end += len(unit)
        kind: Kind = "rate" if unit == "%" else "points" if unit == "个百分点" else "count"
        unit = scale + unit if is_money else unit
        is_amount = may_be_fraction(unit) or _is_fraction(match) or match["before"] == "-"
        if kind == "count" and is_amount:
            kind = "amount"
        after = re.compile(_AFTER).match(free, end)
        if unit == "岁" and after and free[after.end() : after.end() + 1].isdecimal():  # 35岁以下7名
            yield Fixed(start, after.end(), "年龄段")
            continue
        end = after.end() if after and not (match["before"] or match["within"]) else end
        yield _as_number(text, (start, end), kind, unit) or _mention(text, (start, end), "text")


def _is_fraction(match: re.Match[str]) -> bool:
    return "." in match["number"] and not match["scale"]


def _unit(text: str, at: int, *, is_within: bool) -> str:
    """The unit of a number; after 余 and 多 with its scale: 780余万元."""
    if text.startswith("%", at):
        return "%"
    if text.startswith("个百分点", at):
        return "个百分点"
    unit = numerals.unit_at(text, at)
    if is_within and text[at : at + 1] in ("万", "亿"):  # 120余万盆
        unit = text[at] + (unit[1:] or numerals.unit_at(text, at + 1))
        return unit if len(unit) > 1 and not odd_unit(unit) else ""
    if unit.startswith(("万", "亿")):
        return ""
    return "" if odd_unit(unit) else unit


def _as_number(text: str, span: tuple[int, int], kind: Kind, unit: str) -> Mention | None:
    """The number as a year file states it; None where it would not be printed as it stands."""
    shown, unit = text[slice(*span)], "" if kind in ("rate", "points") else unit
    plain = shown.replace(",", "")
    value = _without_unit(plain, unit)
    read: Quantity | Finding = numbers.read(value, unit, kind)
    if unit == "成":  # tenths, which no year file states
        return None
    is_grouped = plain != shown and re.sub(r"\d+", lambda digits: f"{int(digits.group()):,}", plain, count=1) == shown
    if isinstance(read, Finding) or read.text != plain or (plain != shown and not is_grouped):
        return None
    return _mention(text, span, kind, value, unit=unit, form="|grouped" if is_grouped else "")


def _without_unit(shown: str, unit: str) -> str:
    """The value as it is typed: without its unit, wherever that stands (40件左右)."""
    at = shown.rfind(unit) if unit else -1
    return shown if at < 0 else shown[:at] + shown[at + len(unit) :]


def _in_words(free: str, text: str, year: int) -> Iterator[Spoken | Fixed]:
    for each in wording.find(free):
        number = numerals.value(each.number)
        if each.unit == "级" and not each.is_digits:  # 五级人大代表, 三级334株
            yield Fixed(each.start, each.end, "固定的说法")
        elif not each.is_digits:
            yield Spoken(each.start, each.end, int(number) if number is not None and number < 100 else 0, each.unit)
