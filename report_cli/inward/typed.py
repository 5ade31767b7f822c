"""What a cell means as a value, however it was typed: 265件, ２６５, 1,286, 近300, 2月21日, /."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from report_cli.facts import dates, numbers, quantity
from report_cli.facts.fact import Fact, Indicator, Items
from report_cli.files.quoting import Written
from report_cli.forms import lists
from report_cli.forms.shown import as_shown
from report_cli.inward.reading_back import as_in, day_as_in
from report_cli.model import Finding
from report_cli.sheets.sheet import Cell
from report_cli.text import is_chinese

_HALF_WIDTH = str.maketrans({0xFF01 + n: 0x21 + n for n in range(94)} | {"\u3000": " ", "﹪": "%"})
_WHEN = "(?:今年|本年度?|全年|年内)?"
_NOTHING = re.compile(
    rf"[/\\]|[-－–—―─]{{1,3}}|{_WHEN}(?:无|没有|不适用)。?"
    rf"|{_WHEN}(?:无|没有)[此这该](?:[项类](?:工作|内容|业务)?|工作|内容|情况|业务|事项)。?"
)
"""What people type where there is no such thing this year."""
_NOT_DONE = re.compile(
    rf"{_WHEN}(?:[未没]|没有)(?:开展|发生|举办|举行|召开|组织|进行|安排)(?:[此这该]项)?(?:工作|活动)?。?"
)
"""The same of what is done or happens; where words are asked for, it may be the words that are meant."""
_ERROR = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!)|#{3,}|Err:\d+", re.IGNORECASE)
_DIGITS: dict[int, int] = str.maketrans("０１２３４５６７８９．％﹪", "0123456789.%%")
_SHARES = {"rate": "%", "points": "个百分点"}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?: \d{1,2}:\d{2})?")
_WITH_YEAR = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})日?")
_WITHOUT_YEAR = re.compile(r"(\d{1,2})月(\d{1,2})[日号]")
_FIRST_DAY = date(1899, 12, 30)


class Typed(Struct, frozen=True, kw_only=True):
    """`value`: for the year file; None: no such thing this year. `shown`: the same as a form shows it.

    `why_not`: why it is no value, in words; empty where it is one. `remark`: what to look at in a value.
    """

    value: Written | None = None
    shown: str = ""
    why_not: str = ""
    remark: str = ""

    @property
    def is_none(self) -> bool:
        return self.value is None and not self.why_not

    @property
    def text(self) -> str | None:
        """The value in words."""
        return self.value if isinstance(self.value, str) or self.value is None else self.shown


class CellContext(Struct, frozen=True, kw_only=True):
    """What helps to read a cell. `raw`: what the year file says; `before`: last year's fact."""

    year: int
    raw: str = ""
    before: Fact | None = None
    unit: str = ""


def in_cells(fact: Fact | None) -> str:
    """What a form shows of a fact; of items all their lines."""
    value = fact.value if fact else None
    if fact is None or not isinstance(value, Items):
        return as_shown(fact)
    return lines_shown(fact.indicator, [asked(item) for item in value.items])


def asked(item: Sequence[Fact]) -> dict[str, str]:
    """What a form shows of an item: neither what is private nor what is computed."""
    parts = (part for part in item if not part.indicator.is_private and part.indicator.formula is None)
    return {part.indicator.name: as_shown(part) for part in parts if part.value is not None}


def lines_shown(indicator: Indicator, lines: Sequence[Mapping[str, str]]) -> str:
    """Items in words, each field with its label, in the order of the catalogue."""
    said = ([f"{each.label}：{line[each.name]}" for each in indicator.fields if line.get(each.name)] for line in lines)
    return "；".join("，".join(parts) for parts in said)


def is_blank(cell: Cell) -> bool:
    return not cell.text.strip() and cell.kind not in ("error", "uncomputed")


def read(indicator: Indicator, cell: Cell, known: CellContext) -> Typed:
    """What a cell that is not blank says of an indicator."""
    text = cell.text.strip()
    if cell.is_struck and text:
        return Typed(why_not=f"“{text}”里有划掉的字，看不出要哪些；删去划掉的")
    if cell.kind == "uncomputed":
        return Typed(why_not="这一格是公式，没有存下结果；用Excel、WPS表格打开，存一次")
    if cell.kind == "error" or _ERROR.fullmatch(text):
        return Typed(why_not=f"这一格的公式出错（{text}），没有值；改好，或直接填上值")
    if _is_nothing(indicator, "".join(text.split())):
        return Typed()
    if indicator.is_numeric:
        return _number(indicator, text, known)
    if indicator.kind == "date":
        return _date(text, cell, known)
    if indicator.kind == "list":
        return _names(text, are_sentences=lists.are_sentences(indicator))
    if indicator.kind == "text":
        return _text(indicator, text, known)
    return Typed(why_not="这是一组条目，要一条一行填在它自己的表里")


def _is_nothing(indicator: Indicator, text: str) -> bool:
    if text in indicator.values:
        return False
    is_none = _NOTHING.fullmatch(text.translate(_HALF_WIDTH)) is not None
    return is_none or (indicator.kind != "text" and _NOT_DONE.fullmatch(text) is not None)


_IN_A_FORM = (
    (r"写成 ?\{value: ([^,{}]+), state: ([^{}]+)\}", r"这一格写\1，“\2”写在备注格里"),
    (r"写在note里", "写在备注格里"),
    (r"就?把冒号后面空着", "这一格空着"),
    (r"就?删去这一行", "就写无"),
    (r"量本来带小数", "这一项本来带小数"),
    (r"就?在指标目录里写kind: \w+", "请收表的人改这一项的种类"),
    (r"在指标目录里", "请收表的人在指标目录里"),
)
"""How the year file is mended, and what who fills in a form does instead."""


def in_a_form(found: Finding) -> str:
    """What is wrong with a value and how to mend it, said for who fills in a cell."""
    said = found.message + ("；" if found.cure and not found.message.endswith("？") else "") + (found.cure or "")
    for pattern, instead in _IN_A_FORM:
        said = re.sub(pattern, instead, said)
    return said


# Numbers --------------------------------------------------------------------------------------------------------------


def _number(indicator: Indicator, text: str, known: CellContext) -> Typed:
    kind: quantity.Kind = indicator.kind  # type: ignore[assignment]
    plain, sign = _plain_number(text, kind), ""
    if kind in _SHARES and known.unit and re.fullmatch(r"-?\d+(?:\.\d+)?", plain):
        if kind == "rate" and 0 < abs(float(plain)) <= 1:
            return Typed(why_not=f"“{text}”旁边的单位是%：看不出是{plain}%，还是把全部算作1的小数；写成带%的数")
        sign = _SHARES[kind]
    read = numbers.read(plain + sign, indicator.unit, kind)
    if isinstance(read, Finding):
        return Typed(why_not=_wrong_number(indicator, text, kind, sign) or in_a_form(read))
    return Typed(value=as_in(read, quantity.printed_unit(read.unit, kind), known.raw), shown=read.bare)


def _wrong_number(indicator: Indicator, text: str, kind: quantity.Kind, sign: str) -> str:
    """What is wrong with a number, its words and marks quoted as they were typed."""
    plain = _plain_number(text, kind, _DIGITS) + sign
    wrong = numbers.read(plain, indicator.unit, kind)
    return in_a_form(wrong).replace(f"“{plain}”", f"“{one_line(text)}”", 1) if isinstance(wrong, Finding) else ""


def _plain_number(text: str, kind: str, widths: Mapping[int, int] | Mapping[int, int | str] = _HALF_WIDTH) -> str:
    """Without what only sheets have: full-width signs, commas between thousands, the .0 of a count."""
    text = re.sub(r"\s+", " ", text.translate(widths)).strip()
    text = re.sub(r"(?<=[^\d.,\s]) (?=\d)|(?<=\d) (?=[^\d.,\s])", "", text)
    if match := re.search(r"(?<![\d,，.])\d{1,3}(?:[,，]\d{3})+(?![\d,，])", text):
        text = text[: match.start()] + re.sub("[,，]", "", match.group()) + text[match.end() :]
    return re.sub(r"(?<=\d)\.0+(?![\d万亿])", "", text) if kind == "count" else text


# Dates ----------------------------------------------------------------------------------------------------------------


def _date(text: str, cell: Cell, known: CellContext) -> Typed:
    as_typed, text = text, text.translate(_HALF_WIDTH)
    joined = "".join(text.split())
    if cell.kind == "number" and re.fullmatch(r"\d{5}", text):
        day = _FIRST_DAY + timedelta(days=int(text))
        if known.year <= day.year <= known.year + 1:
            return _day(day.isoformat(), known)
    if cell.kind == "date" and (match := _ISO.fullmatch(text)):
        return _day("-".join(match.groups()), known)
    if match := _WITH_YEAR.fullmatch(text):
        return _day("-".join(match.groups()), known)
    if match := _WITHOUT_YEAR.fullmatch(joined):
        last = known.before.value if known.before else None
        if not isinstance(last, date):
            return Typed(why_not=f"“{as_typed}”没有年份，上年也没有这一项可以对照；写全年月日")
        return replace(_day(f"{last.year + 1}-{match[1]}-{match[2]}", known), remark="年份照上年的推算，请核对")
    return Typed(why_not=in_a_form(dates.another(as_typed, known.year)))


def _day(text: str, known: CellContext) -> Typed:
    found = dates.read(text)
    if isinstance(found, Finding):
        return Typed(why_not=in_a_form(found))
    return Typed(value=day_as_in(found, known.raw), shown=found.isoformat())


# Words ----------------------------------------------------------------------------------------------------------------


def _text(indicator: Indicator, text: str, known: CellContext) -> Typed:
    said = one_line(text)
    if said.endswith("。") and not known.raw.rstrip("'\"").endswith("。"):
        said = said.removesuffix("。")  # templates print it
    if indicator.values and said not in indicator.values:
        return Typed(why_not=f"“{said}”不是这一项能填的；能填的有：{'、'.join(indicator.values)}")
    return Typed(value=said, shown=said)


def one_line(text: str) -> str:
    """A text over several lines as one; between Chinese characters a line break is nothing."""
    pieces = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    said = "".join(pieces[:1])
    for piece in pieces[1:]:
        said += piece if is_chinese(said[-1]) and is_chinese(piece[0]) else f" {piece}"
    return said


def _names(text: str, *, are_sentences: bool) -> Typed:
    names, is_open = lists.split(text, are_sentences=are_sentences)
    names = [one_line(name).removesuffix("。") for name in names]
    if (
        names
        and names[-1].endswith("等")
        and len(names[-1]) > 1
        and not re.search("[一二三四五六七八九十甲乙丙丁]等$", names[-1])
    ):
        names[-1], is_open = names[-1].removesuffix("等"), True
    if odd := next(
        (name for name in names if re.fullmatch(r"[\d一二三四五六七八九十]+[.．)）]?|\d+[.．)）、].*", name)), ""
    ):
        return Typed(why_not=f"“{odd}”像是序号，看不出每一项从哪里到哪里；各项之间只用、隔开，不写序号")
    bare = re.sub("[“‘《〈（(【「『].*?[”’》〉）)】」』]", "", "".join(names))
    if not are_sentences and (sign := re.search("[，,。]", bare)):
        return Typed(why_not=f"里面有“{sign.group()}”，看不出是几项；各项之间用、隔开")
    shown = lists.joined(names, is_open=is_open, are_sentences=are_sentences)
    return Typed(value=(*names, *["等"] * is_open), shown=shown)
