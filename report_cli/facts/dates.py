"""Dates as a report writes them, read, or refused with the date that is meant; and whether a year fits its file."""

import re
import unicodedata
from contextlib import suppress
from datetime import date, timedelta

from report_cli.model import Finding, unplaced


def read(text: str, year: int = 2022) -> date | Finding:
    """Read a date as a report writes it: `2023-02-21` or `2023年2月21日`. Blanks around it are ignored.

    `year`: that of the file, for the cure of a date without one.
    """
    text = text.strip()
    if len(text) == len("2022-01-01") and text.isascii() and text.replace("-", "").isdigit():
        with suppress(ValueError):
            return date.fromisoformat(text)
    match = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})|([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日", text)
    joined = "".join(text.split())
    if match is None and joined != text and isinstance(read(joined), date):
        from report_cli.facts import pasted  # imported here and below: only what cannot be read needs it

        said = f"“{' '.join(text.split())}”不是日期：{pasted.blanks(text)}"
        return unplaced("F120", said, pasted.without_blanks(text))
    if match is None:
        return another(text, year)
    try:
        return date(*(int(part) for part in match.groups() if part))
    except ValueError:
        return unplaced("F116", f"“{text}”这一天不存在", "核对月份和日子")


_MONTHS = dict(zip("jan feb mar apr may jun jul aug sep oct nov dec".split(), range(1, 13), strict=True))
_DATE = r"(?P<y>\d{4})[年/.、,_\\-](?P<m>\d{1,2})[月/.、,_\\-](?P<d>\d{1,2})[日号]?"
_DATES = (
    (rf"(?:公元)?{_DATE}", ""),
    (r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})", ""),
    (r"(?P<y>\d{2})(?P<m>\d{2})(?P<d>\d{2})", "，年份写四位"),
    (r"(?P<y>\d{2})[年.-](?P<m>\d{1,2})[月.-](?P<d>\d{1,2})[日号]?", "，年份写四位"),
    (r"(?P<m>\d{1,2})[/.-](?P<d>\d{1,2})[/.-](?P<y>\d{4})", ""),
    (r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})", ""),
    (r"(?P<d>\d{1,2})[-/.]?(?P<m>[A-Za-z]{3})[a-z]*[-/.,]*(?P<y>\d{4}|\d{2})", ""),
    (r"(?P<m>[A-Za-z]{3})[a-z]*[-/.]*(?P<d>\d{1,2}),?(?P<y>\d{4})", ""),
)
"""Ways to write a day, and what is to be said of them."""
_WHOLE_DATE = "不是完整的日期"
_ONLY_KNOWN = "只知道到这里，在指标目录里写kind: text"
_INCOMPLETE = (
    (
        r"(?P<m>\d{1,2})[月/.-](?P<d>\d{1,2})[日号]?",
        "没有年份",
        "补上年份：{year}-{m:0>2}-{d:0>2}，在次年就写{next}-{m:0>2}-{d:0>2}",
    ),
    (
        r"(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)",
        "没有年份",
        "补上年份：{year}-{m:0>2}-{d:0>2}，在次年就写{next}-{m:0>2}-{d:0>2}",
    ),
    (
        r"(?P<w>[今本去上次明当]年)(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]?",
        "没有写明是哪一年",
        "把“{w}”换成四位的年份，写成“年份-{m:0>2}-{d:0>2}”",
    ),
    (
        r"(?P<y>\d{4})[年/.-](?P<m>\d{1,2})月?份?(?:[初中底末]|[上中下]旬)?",
        _WHOLE_DATE,
        f"在{{y}}年{{m}}月后面补上是几日；{_ONLY_KNOWN}",
    ),
    (
        r"(?P<y>\d{4})年?(?:第?[一二三四1-4]季度?|[上下]半年|年?[初中底末]|春[天季节]?|夏[天季]?|秋[天季]?|冬[天季]?)?",
        _WHOLE_DATE,
        f"在{{y}}年后面补上几月几日；{_ONLY_KNOWN}",
    ),
)
_TIME = r"[T ]*(?:上午|下午|晚上|凌晨)?\d{1,2}[:：时点](?:\d{1,2})?(?:[:：分]\d{0,2})?(?:\.\d+)?秒?Z?$|T.*$"
_WEEKDAY = "[（(]?(?:星期|周|礼拜)[一二三四五六日天][）)]?"
_DASHES = "—–‐‑−"
_QUOTES = " \t“”‘’\"'「」"
_FIRST_DAY, _SERIAL = date(1899, 12, 30), range(20000, 60000)
"""Since when a spreadsheet counts days; the numbers of those from 1954 to 2064."""


def another(text: str, year: int) -> Finding:
    """What is wrong with a text that is not a date as it is written here, with that very date where it is one.

    `year`: that of the file, for what lacks one.
    """
    from report_cli.facts import pasted

    quoted = f"“{' '.join(text.split())[:30]}”"
    plain = re.sub(_WEEKDAY, "", re.sub(_TIME, "", unicodedata.normalize("NFKC", text).strip(_QUOTES)))
    if re.fullmatch(rf"\d{{2,4}}([{_DASHES}])\d{{1,2}}\1\d{{1,2}}", plain):
        plain = re.sub(f"[{_DASHES}]", "-", plain)
    plain = re.sub(r"(?<=\d)[Oo](?=[\d-])|(?<=-)[Oo](?=\d)", "0", plain)
    plain = re.sub(f"[{pasted.NUMERALS}]+", lambda words: str(pasted.value(words.group()) or words.group()), plain)
    plain = "".join(re.sub(r"(?<=\d) (?=\d)", "-", plain).split())
    matches = [(match, remark) for form, remark in _DATES if (match := re.fullmatch(form, plain))]
    days = {day: remark for match, remark in matches if (day := _day(match))}
    if len(days) == 1:
        [(day, remark)] = days.items()
        return unplaced("F120", f"{quoted}是日期，但不是这里的写法", f"写成{day}{remark}")
    if days:
        return unplaced("F120", f"{quoted}分不清哪个是月", f"写成{'或'.join(map(str, days))}")
    if re.fullmatch(r"\d{5}(?:\.\d+)?", plain) and int(float(plain)) in _SERIAL:
        day = _FIRST_DAY + timedelta(days=int(float(plain)))
        return unplaced("F120", f"{quoted}像是电子表格里日期的序号", f"核对原表；若是{day}，就这样写")
    if matches:
        return unplaced("F116", f"{quoted}这一天不存在", "核对月份和日子")
    for form, wrong, cure in _INCOMPLETE:
        if match := re.fullmatch(form, plain):
            return unplaced("F120", quoted + wrong, cure.format(year=year, next=year + 1, **match.groupdict()))
    if (match := re.search(_DATE, plain)) and (first := _day(match)):
        is_span = re.search("至|到|[~～—–]|-{2}", plain.replace(match.group(), "", 1)) is not None
        wrong = "是一段时间，不是一天" if is_span else "里不只有日期"
        return unplaced("F120", quoted + wrong, f"只写一天，如{first}；要照字面印，在指标目录里写kind: text")
    cure = f"写出是哪一年几月几日，都用数字，如“{year}年×月×日”；还不知道，就把冒号后面空着"
    return unplaced("F120", f"{quoted}不是日期", cure)


def _day(match: re.Match[str]) -> date | None:
    """The day that a match means; None where there is no such day."""
    year, month, day = match["y"], match["m"].lower(), match["d"]
    with suppress(ValueError):
        return date(int(year) + 2000 * (len(year) == 2), _MONTHS.get(month) or int(month), int(day))
    return None
