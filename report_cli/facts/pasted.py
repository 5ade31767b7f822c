"""Numbers and dates as people paste or say them (300+, 近三百, 1万2, “265”, 2022/9/12, 44927) and what they mean here.

Nothing is taken as another writing of a value: the reader refuses it, and says how the value at hand is written.
"""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction

from msgspec import Struct

from report_cli.facts.estimate import decimal_text
from report_cli.model import Finding, unplaced

EXCEL_ERROR = re.compile(
    r"#(?:REF|DIV/0|NUM|VALUE|NULL|SPILL|CALC|FIELD|BLOCKED|UNKNOWN|CONNECT|BUSY)[!！]|#NAME[?？]|#N/A|#GETTING_DATA"
    r"|^#{3,}$"
)
"""What a spreadsheet shows in place of a value that it cannot work out (#### where the column is too narrow)."""


def excel_error(text: str) -> Finding | None:
    if found := EXCEL_ERROR.search(text):
        what = "单元格太窄，显示不下" if found.group().startswith("##") else "表格里的公式出了错"
        message = f"“{found.group()}”不是值，是从电子表格带来的：{what}"
        return unplaced("F124", message, "到原表里看清这一格的数，把数写在这里；还不知道，就把冒号后面空着")
    return None


# Names ----------------------------------------------------------------------------------------------------------------

_HAN = "\u3400-\u9fff"
_DOT = re.compile(rf"(?<=[{_HAN}])[•‧∙⋅・･●▪.．](?=[{_HAN}])")
_GAP = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])|[\u00a0\u2000-\u200a\u202f\u205f]")
_LIKE_ETC = re.compile("[一二三四五六七八九特优中高初上下同平均相对劣次头甲乙丙丁何]等")
"""Words that end in 等: 高等, 平等, 一等."""


def odd_in_name(text: str, *, is_name: bool) -> Finding | None:
    """What does not belong into a name: blanks between characters, a dot that is not ·.

    In a text that is no name, one plain or full-width blank may part two of its parts.
    """
    if dot := _DOT.search(text):
        meant = _DOT.sub("·", text)
        return unplaced("F126", f"“{text[:30]}”里的“{dot.group()}”不是间隔号“·”", f"写成{meant[:30]}")
    if any(is_name or gap.group() not in (" ", "\u3000") for gap in _GAP.finditer(text)):
        cure = f"删去空格，写成{_GAP.sub('', text)[:30]}" + ("；是两项，就用半角逗号分开" if is_name else "")
        return unplaced("F126", f"“{' '.join(text.split())[:30]}”：{blanks(text)}", cure)
    return None


def open_ended(name: str) -> Finding | None:
    """What is wrong with 养老等 as a name: 等 is an item of its own, so that the list is known to be open."""
    if not name.endswith("等") or _LIKE_ETC.fullmatch(name[-2:]):
        return None
    cure = f"“等”单独写，作最后一项：[…, {name.rstrip('等') or '甲'}, 等]"
    return unplaced("F127", f"“{name[:30]}”把“等”写在了名称里", cure)


# Blanks ---------------------------------------------------------------------------------------------------------------

_BLANKS = {"\u00a0": "不换行空格", "\u202f": "窄的不换行空格", "\u2009": "窄空格", "\u3000": "全角空格"}


def blanks(text: str) -> str:
    """Which blank stands in a text, and where; the first, if there are several. (People cannot tell them apart.)"""
    gaps = re.findall(r"(\S+)(\s+)(?=(\S+))", text)
    before, gap, after = gaps[0]
    character = gap.strip(" ")[:1]
    plain = f"{len(gap)}个空格" if len(gap) > 1 else "空格"
    name = f"{_BLANKS.get(character, '特殊的空格')}（U+{ord(character):04X}）" if character else plain
    return f"“{before}”和“{after}”之间有{name}" + (f"，共{len(gaps)}处空格" if len(gaps) > 1 else "")


def without_blanks(text: str, more: str = "") -> str:
    """The cure for blanks in a text; `more`: what else must be done then."""
    which = "这些" if len(re.findall(r"\s", text)) > 1 else "这个"
    if not more:
        return f"删去{which}空格，写成{''.join(text.split())}"
    return f"删去{which}空格{'，' if more.startswith('改为') else '；'}{more}"


# Numbers --------------------------------------------------------------------------------------------------------------


class Meant(Struct, frozen=True):
    """What is wrong with a text that is no number here, and how it would be written: `numbers`, not yet checked."""

    code: str
    wrong: str
    numbers: tuple[str, ...]
    cure: str = "写成{}"


_N = r"\d+(?:\.\d+)?"
_UNIT = r"[^\d\s.,+＋~～至到—–-]*?"
_WORDS = "〇零○一二三四五六七八九十百千万亿两廿卅"
_WHOLE = re.compile("(?:全部|所有|百分百|百分之百|悉数|均已?).{0,4}|(一半|半数)")
_UNKNOWN = re.compile(r"[/／?？*×·.…—-]+|无|没有|暂无|待[定补核填查]|未知|不详|[nN]/?[aA]|null|none|[xX]{1,3}|TBD|tbd")


def meant(text: str, kind: str) -> Iterator[Meant]:
    """What a text that is no number may mean, the likeliest first."""
    if quoted := re.fullmatch("[“”‘’\"'`「『]+(.+?)[“”‘’\"'`」』]+(.*)", text):
        yield Meant("F101", "带了引号", (quoted[1] + quoted[2],), "去掉引号，写成{}")
    if more := re.fullmatch(rf"({_N}[万亿]?)({_UNIT})[+＋]({_UNIT})", text):
        yield Meant("F111", "的“+”不是概数标记", (f"{more[1]}{more[2] or more[3]}以上",))
    if some := re.fullmatch(rf"({_N})([万亿]?)([几来把])([万亿]?)({_UNIT})", text):
        number = f"{some[1]}{some[2] or some[4]}"
        many = f"{number}多{some[5]}" if some[3] == "几" else f"{number}{some[5]}左右"
        yield Meant("F111", f"的“{some[3]}”不是概数标记", (many,))
    if span := re.fullmatch(rf"({_N}[万亿]?)({_UNIT})\s*(?:[-~～—–]+|至|到)\s*({_N}[万亿]?)({_UNIT})", text):
        low, high = f"{span[1]}{span[2] or span[4]}", f"{span[3]}{span[4] or span[2]}"
        cure = "写一个数；只知道范围，写成{}或{}"
        yield Meant("F101", "是一段范围，不是一个数", (f"{low}以上", f"{high}以内"), cure)
    if two := re.fullmatch(rf"({_N}{_UNIT})[、，,;；/／+＋]+({_N}{_UNIT})", text):
        yield Meant("F101", "里有两个数", (two[1], two[2]), "这里只写一个：{}或{}；别的写在note里")
    if kind == "rate" and (share := _WHOLE.fullmatch(text)):
        yield Meant("F101", "不是百分数", ("50%" if share[1] else "100%",), f"若是{share[1] or '全部'}，写成{{}}")
    if re.fullmatch(r"[-+]?\d*\.?\d+(?:[eE][-+]?\d{1,2})?|\d+\.", text):
        yield Meant("F115", "不是报告里数的写法", (_figures(Fraction(text.rstrip(".")), in_full=True),))
    if _UNKNOWN.fullmatch(text):
        yield Meant("F101", "不是数", ("0" if kind == "count" else "",), "还不知道，就把冒号后面空着；确实没有，写成0")
    yield from _in_words(text, kind)


def _in_words(text: str, kind: str) -> Iterator[Meant]:
    """近三百, 二百六十五件, 1万2, 八成五, 百分之八十四点五."""
    form = (
        rf"(?P<before>将近|接近|大约|近|约|不足|不到|逾|超过|超)?(?P<share>百分之|千分之)?"
        rf"(?P<number>[\d.{_WORDS}点]+)(?P<tenths>成)?(?P<half>[{_WORDS}半])?(?P<within>[余多来])?(?P<unit>.*?)"
        r"(?P<after>左右|以上|以下|以内)?"
    )
    match = re.fullmatch(form, text)
    number = match and _worth(match["number"])
    if match is None or number is None or re.fullmatch(r"[\d.]+[万亿]*", match["number"]):
        return
    if match["tenths"]:
        half = 5 if match["half"] == "半" else _value(match["half"] or "零") or 0
        number = (number * 10 + half) / (100 if kind == "count" else 1)
    elif match["share"] == "千分之":
        number /= 10
    elif match["half"]:
        return
    before = {"将近": "近", "接近": "近", "大约": "约"}.get(match["before"] or "", match["before"] or "")
    within = (match["within"] or "").replace("来", "")
    unit = "%" if kind == "rate" and (match["tenths"] or match["share"]) else match["unit"]
    after = match["after"] or ("左右" if match["within"] == "来" else "")
    for in_full in (False, True):
        figures = f"{before}{_figures(number, in_full)}{within}{unit}{after}"
        yield Meant("F112", "是汉字数目", (figures,))


def _value(words: str) -> Fraction | None:
    # Imported here: only a mistake needs it.
    from report_cli import numerals

    return numerals.value(words)


def _worth(text: str) -> Fraction | None:
    """What a numeral in words, or in digits and words, is worth; the last digit of 1万2 counts thousands."""
    if not re.search(r"\d", text):
        return _value(text)
    total, last = Fraction(0), 1
    parts = re.findall(rf"({_N}|[{_WORDS[:12]}两])([十百千]?[万亿]?|$)", text)
    if "".join(number + scale for number, scale in parts) != text:
        return None
    for number, scale in parts:
        size = int(_value(f"一{scale}") or 1) if scale else max(last // 10, 1)
        total += (Fraction(number) if number[0].isdigit() else _value(number) or 0) * size
        last = size
    return total


def _figures(number: Fraction, in_full: bool) -> str:
    """A number in figures: 1.2万 or, in full, 12000."""
    for scale, size in (("亿", 10**8), ("万", 10**4)):
        if not in_full and number >= size and (number / size * 100).denominator == 1:
            return decimal_text(number / size, 2).rstrip("0").rstrip(".") + scale
    text = decimal_text(number, 6)
    return text.rstrip("0").rstrip(".") if "." in text else text


# Dates ----------------------------------------------------------------------------------------------------------------

_MONTHS = dict(zip("jan feb mar apr may jun jul aug sep oct nov dec".split(), range(1, 13), strict=True))
_YMD = re.compile(r"(?:公元)?(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})[日号]?|(\d{4})(\d{2})(\d{2})")
_SHORT = re.compile(r"(\d{2})(?:年|[-.])(\d{1,2})(?:月|[-.])(\d{1,2})[日号]?")
_DMY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_NAMED = re.compile(
    r"(\d{1,2})[-/. ]?([A-Za-z]{3})[a-z]*[-/., ]*(\d{4}|\d{2})|([A-Za-z]{3})[a-z]*[-/. ]*(\d{1,2}),? ?(\d{4})"
)
_MD = re.compile(r"(\d{1,2})(?:月|[-/.])(\d{1,2})[日号]?")
_TIME = re.compile(r"[T ]*(?:上午|下午|晚上|凌晨)?\d{1,2}[:：时点](?:\d{1,2})?(?:[:：分]\d{0,2})?(?:\.\d+)?秒?Z?$|T.*$")
_WEEKDAY = re.compile("[（(]?(?:星期|周|礼拜)[一二三四五六日天][）)]?")
_SERIAL = range(20000, 60000)
_SERIAL_NUMBER = "像是电子表格里日期的序号"
"""Days since 1899-12-30, as a spreadsheet counts them, from 1954 to 2064."""


def another_date(text: str, year: int) -> Finding:
    """What is wrong with a text that is not a date as it is written here, with that very date where it is one."""
    quoted = " ".join(text.split())
    plain = _WEEKDAY.sub("", _TIME.sub("", unicodedata.normalize("NFKC", text).strip()))
    plain = re.sub(f"[{_WORDS}]+", lambda words: str(_value(words.group()) or words.group()), plain)
    plain = "".join(plain.split())
    said = f"“{quoted}”是日期，但不是这里的写法"
    found, remark = _days(plain)
    if len(found) == 1:
        if "序号" in remark:
            return unplaced("F120", f"“{quoted}”像是电子表格里日期的序号", f"核对原表；若是{found[0]}，就这样写")
        return unplaced("F120", said, f"写成{found[0]}{remark}")
    if found:
        return unplaced("F120", f"“{quoted}”分不清哪个是月", f"写成{'或'.join(map(str, found))}")
    if _YMD.fullmatch(plain) or _SHORT.fullmatch(plain):
        return unplaced("F116", f"“{quoted}”这一天不存在", "核对月份和日子")
    if match := _MD.fullmatch(plain):
        return unplaced("F120", f"“{quoted}”没有年份", f"补上是哪一年，如{year}-{int(match[1]):02}-{int(match[2]):02}")
    if match := re.fullmatch(r"(\d{4})(?:年|[-/.])(\d{1,2})月?份?[初中底末]?|(\d{4})年?", plain):
        which = f"{match[1]}年{int(match[2])}月" if match[1] else f"{match[3]}年"
        cure = f"在{which}后面补上{'是几日' if match[1] else '几月几日'}；只知道到这里，在指标目录里写kind: text"
        return unplaced("F120", f"“{quoted}”不是完整的日期", cure)
    if (parts := re.split("至|到|[~～—–]+", plain)) and len(parts) == 2 and _days(parts[0])[0]:
        cure = f"写一天，如{_days(parts[0])[0][0]}；要印起止，在指标目录里写kind: text"
        return unplaced("F120", f"“{quoted}”是一段时间，不是一天", cure)
    return unplaced("F120", f"“{quoted[:30]}”不是日期", "写成2023-02-21或2023年2月21日")


def _days(text: str) -> tuple[list[date], str]:
    """The days that a text may mean, and what is to be said of that."""
    triples: list[tuple[int, int, int]] = []
    remark = ""
    if match := _YMD.fullmatch(text):
        triples = [_triple(match)]
    elif match := _SHORT.fullmatch(text):
        year, month, day = _triple(match)
        triples, remark = [(2000 + year, month, day)], "，年份写四位"
    elif match := _DMY.fullmatch(text):
        first, second, year = _triple(match)
        triples = list(dict.fromkeys([(year, first, second), (year, second, first)]))
    elif (match := _NAMED.fullmatch(text)) and (match[2] or match[4]).lower() in _MONTHS:
        day, year = int(match[1] or match[5]), int(match[3] or match[6])
        triples = [(year + 2000 * (year < 100), _MONTHS[(match[2] or match[4]).lower()], day)]
    elif re.fullmatch(r"\d{5}(?:\.\d+)?", text) and int(float(text)) in _SERIAL:
        return [date(1899, 12, 30) + timedelta(days=int(float(text)))], _SERIAL_NUMBER
    days = []
    for triple in triples:
        with suppress(ValueError):
            days.append(date(*triple))
    return days, remark


def _triple(match: re.Match[str]) -> tuple[int, int, int]:
    first, second, third = (int(part) for part in match.groups() if part)
    return first, second, third
