"""What a year file would have to say for a figure to be printed as people wrote it in a draft."""

import unicodedata
from datetime import date

from msgspec import Struct

from report_cli import numerals
from report_cli.audit.lists import with_quotes
from report_cli.compose import values
from report_cli.facts import dates, moved, numbers, quantity
from report_cli.facts.fact import Fact, Names
from report_cli.facts.formula import PREVIOUS
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import Quantity
from report_cli.model import Finding


class ReadBack(Struct, frozen=True):
    """A value as the year file has it; or why there is none, in words."""

    text: str = ""
    why_not: str = ""


def value(fact: Fact, form: str, found: str, raw: str) -> ReadBack:
    """`found`: what the draft has in place of a fact in a form. `raw`: what the year file says now."""
    kind = fact.indicator.kind
    if not found.strip():
        return ReadBack(why_not="这里空了，没有值")
    if fact.indicator.is_numeric:
        return _number(fact, form, unicodedata.normalize("NFKC", found), raw)
    if kind == "date":
        return _date(fact, form, unicodedata.normalize("NFKC", found), raw)
    if kind == "text":
        return ReadBack(with_quotes("".join(found.split()), raw))
    return ReadBack(why_not="这是一组名称或条目，要在数据里逐项改")


def _number(fact: Fact, form: str, found: str, raw: str) -> ReadBack:
    indicator, text = fact.indicator, "".join(found.split())
    assert indicator.is_numeric, "only numbers are read here"
    if form == "chinese":
        counted = numerals.value("二" if text == "两" else text)
        return ReadBack(str(counted)) if counted is not None else ReadBack(why_not=f"“{text}”读不成一个数")
    said = moved.signed(text, fact.label)
    text = f"-{text}" if form == "fall" and said == text else said
    text = text.replace(",", "") if form == "grouped" else text
    kind: quantity.Kind = indicator.kind  # type: ignore[assignment]
    read = numbers.read(text, indicator.unit, kind)
    if isinstance(read, Finding):
        return ReadBack(why_not=f"{read.message}；{read.cure}" if read.cure else read.message)
    unit = quantity.printed_unit(read.unit, kind)
    if form in ("", "fall") and unit not in text:
        return ReadBack(why_not=f"“{text}”少了单位“{unit}”；数据里只改数，单位在指标目录里")
    return ReadBack(as_in(read, unit, raw))


def says(fact: Fact, found: str) -> bool:
    """Whether what stands in a figure's place is its number with a word for which way it moved: 增加200余人次."""
    text = "".join(unicodedata.normalize("NFKC", found).split())
    said = moved.signed(text, fact.label)
    return said != text and said == unicodedata.normalize("NFKC", fact.text)


def as_in(read: Quantity, unit: str, raw: str) -> str:
    """With its unit where the year file writes it too."""
    has_unit = bool(unit) and raw.endswith((unit, *(unit + marker for marker in quantity.AFTER)))
    return read.text if has_unit else read.bare


def _date(fact: Fact, form: str, found: str, raw: str) -> ReadBack:
    text = "".join(found.split())
    if form == "short" and isinstance(fact.value, date):
        text = f"{fact.value.year}年{text}"
    read = dates.read(text)
    if isinstance(read, Finding):
        return ReadBack(why_not=f"{read.message}；{read.cure}" if read.cure else read.message)
    return ReadBack(day_as_in(read, raw))


def day_as_in(day: date, raw: str) -> str:
    """As the year file writes days."""
    return f"{day.year}年{day.month}月{day.day}日" if "年" in raw else day.isoformat()


def _input(ledger: Ledger, id: str) -> str:
    """A figure that another follows from, with its number and where it is stated."""
    fact = ledger.get(id)
    if fact is None:
        return id
    when = "上年的" if id.startswith(PREVIOUS) and not fact.label.startswith("上年") else ""
    return f"{when}{fact.named}{fact.text}{f'〔{fact.place}〕' if fact.place.line and not fact.is_derived else ''}"


def why_computed(ledger: Ledger, id: str, form: str) -> str:
    """Of a figure that follows from others: from which, and how; empty where it does not."""
    fact = ledger.get(id)
    if fact is None:
        return ""
    if form in values.CHANGES:
        before = ledger.get(f"{PREVIOUS}{fact.id}")
        inputs = [f"上年的{before.named}" if before else "上年的数"]
        return f"它由{fact.named}和{inputs[0]}算出；要改就改这两个数"
    if form and isinstance(fact.value, Names):
        return f"它是{fact.named}的项数；要改，先在数据的这一组里添、删"
    if not fact.is_derived:
        return ""
    if "[" in fact.id:
        return f"它是表里的一格（{fact.place}），在表里改"
    if not fact.indicator.formula_text:
        return f"{fact.label}是文件名说的，不在数据里改"
    of = ledger.previous if id.startswith(PREVIOUS) and ledger.previous else ledger
    named = "、".join(_input(of, input) for input in fact.inputs)
    return f"它由{named}算出（{fact.indicator.formula_text}）；要改就改这些数"
