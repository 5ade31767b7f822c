"""Reads the cells of a table, as other systems export them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from report_cli.facts import dates, numbers
from report_cli.facts.fact import Indicator, Table
from report_cli.facts.quantity import Quantity
from report_cli.model import Finding
from report_cli.text import excerpt, nearest, one_line

CellValue = Quantity | date | str | None
_DATE = re.compile(
    r"(?P<y>[0-9]{4})(?P<mark>[-/.年])(?P<m>[0-9]{1,2})(?:(?P=mark)|月)(?P<d>[0-9]{1,2})日?(?:[ T][0-9:：.]+Z?)?"
)
_DIGITS = re.compile("(?P<y>(?:19|20)[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?\D*")


class Interned(dict[str, str]):
    """Maps the text of a cell to itself on one line, stripped. Equal texts become one object."""

    def __missing__(self, raw: str) -> str:
        text = one_line(raw)
        if text.startswith('="') and text.endswith('"'):  # as exports keep the zeros of 0012
            text = text[2:-1]
        self[raw] = text = raw if text == raw else self.setdefault(text, text)
        return text


def year_of(table: Table, year: int) -> tuple[date, date]:
    """The first days of a table's year and of the next. One from July on begins in the year before."""
    month, day = table.year_from
    first = year - (month > 6)
    return date(first, month, day), date(first + 1, month, day)


def names(field: Indicator) -> tuple[str, ...]:
    """What the head of a field's column may say: 人数, 人数（人）."""
    name = plain(field.column)
    return (name, f"{name}({field.unit})") if field.unit else (name,)


def plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def value(field: Indicator, text: str, year: int) -> Quantity | date | str | Finding:
    """The value of a cell. A date may have a time, a number thousands separators, full-width digits."""
    if field.kind == "text":
        if not field.values or text in field.values:
            return text
        near = nearest(text, field.values)
        cure = f"是不是“{near}”？" if near else f"可用的值：{excerpt('、'.join(field.values), 80)}"
        return Finding("F304", field.place, f"“{excerpt(text)}”不在列出的值里", f"{cure}；新的值，加到values里")
    plain = unicodedata.normalize("NFKC", text)
    if field.kind == "date":
        if match := _DATE.fullmatch(plain) or _DIGITS.fullmatch(plain):
            plain = f"{match['y']}-{match['m']}-{match['d']}"
        return dates.read(plain, year)
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    return numbers.read(plain, field.unit, field.kind)  # type: ignore[arg-type]
