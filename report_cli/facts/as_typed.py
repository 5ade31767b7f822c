"""Texts of a year that would be printed as a machine writes them (2027-01-15), or with a word twice (500强强)."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

from report_cli.facts import dates
from report_cli.facts.fact import Fact
from report_cli.facts.identity import CONFIRMED
from report_cli.model import Finding

_DAY = cache(
    lambda: re.compile(
        r"(?<![\d.A-Za-z/-])(?:19|20)\d\d(?P<sign>[-/.])\d{1,2}(?P=sign)\d{1,2}"
        r"(?:[T ]\d{1,2}:\d\d(?::\d\d)?)?(?![\d.A-Za-z/-])"
        r"|^20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$"
    )
)
_TIME = cache(lambda: re.compile(r"(?<![\d:.])(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d):[0-5]\d(?![\d:])"))
_OF_A_YEAR = cache(lambda: re.compile(r"(?:(?P<year>\d{4})年)?\d{1,2}月\d{1,2}日"))
_NUMBER = cache(lambda: re.compile(r"\d+(?:\.\d+)?"))


def told(facts: Mapping[str, Fact], last: Mapping[str, Fact], year: int) -> Iterator[Finding]:
    """Warnings: days and times as a spreadsheet has them, and what last year's text leaves to the words around it."""
    for whole in facts.values():
        before = {part.id: part.text for part in (last[whole.id], *last[whole.id].parts())} if whole.id in last else {}
        for fact in (whole, *whole.parts()) if whole.indicator.is_printed and not whole.is_derived else ():
            text, then = fact.value, before.get(fact.id, "")
            if isinstance(text, str) and fact.state != CONFIRMED and any(sign.isdecimal() for sign in text):
                yield from _found(fact, text, then, year)


def _found(fact: Fact, text: str, then: str, year: int) -> Iterator[Finding]:
    if (meant := _in_words(text, then, year)) != text and not _DAY().search(then):
        message = f"{fact.named}是文字，填的是“{text[:30]}”，会照样印"
        cure = f"照印出来的样子写成{meant[:30]}" + ("（上年的写法）" if _OF_A_YEAR().fullmatch(then) else "")
        more = "" if fact.id.endswith("]") else "；每年都是一天的，在指标目录里给这一项写kind: date"
        cure += f"{more}；就要这样印，写成 {{value: {text}, state: 已核}}"
        yield Finding("F224", fact.place, message, cure, fact.id, "warning")
    elif _NUMBER().fullmatch(then) and (number := _NUMBER().match(text)) and 0 < len(text) - len(number[0]) < 4:
        message = f"{fact.named}是文字，填的是“{text}”，上年填的只是数：“{then}”"
        more = text.removeprefix(number[0])
        cure = f"模板里数后面有“{more}”字的，会印两遍，写成{number[0]}；没有，写成 {{value: {text}, state: 已核}}"
        yield Finding("F224", fact.place, message, cure, fact.id, "warning")


def _in_words(text: str, then: str, year: int) -> str:
    """A text with its days and times in words, without the year where last year's is: 1月15日 as 1月18日 was."""
    like = _OF_A_YEAR().fullmatch(then)

    def said(found: str) -> str:
        day = dates.read(found, year)
        if not isinstance(day, date):
            meant = re.search(r"\d{4}-\d\d-\d\d", day.cure)
            day = date.fromisoformat(meant[0]) if meant else day
        if not isinstance(day, date):
            return found
        return f"{day.year}年{day.month}月{day.day}日" if not like or like["year"] else f"{day.month}月{day.day}日"

    if like and "月" not in text:
        return said(text)
    days = _DAY().sub(lambda found: said(found[0]), text)
    return _TIME().sub(lambda found: f"{int(found['hour'])}时{found['minute']}分", days)
