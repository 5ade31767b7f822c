"""The cure for what a rule found, said of the words at hand; if uncertain, the rule's own cure."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from report_cli.numerals import value

_ONES = "〇一二三四五六七八九"
_BEFORE = (
    "大约|大概|接近|约|近|超过|超出|突破|多于|高于|超|逾|至少|最少|起码|不少于|不低于"
    "|至多|最多|不超过|不多于|不高于|不足|不到"
)
_AFTER = "左右|上下|以上|以下|以内|之内|之多"
_NUMBER = r"[\d.〇零一二两三四五六七八九十百千万亿]+"
_LEADING = cache(lambda: re.compile(f"(?:{_BEFORE})[为有了]?"))
_LAST = cache(lambda: re.compile(f"(?:{_AFTER}|[余多])$"))
_WITHIN = cache(lambda: re.compile("(?<=[\\d〇零一二两三四五六七八九十百千万亿])[余多]"))
_OF_COUNT = cache(lambda: re.compile(r"(\D*?)(\d+)(.*)"))


def of(code: str, found: str) -> str:
    """The cure for what was found by a rule; empty where only the rule's own is certain."""
    cure = _CURES.get(code)
    return cure(found) if cure else ""


def _one_marker(found: str) -> str:
    """约300件左右: 约300件, or 300件左右."""
    number = re.search(rf"\d|{_NUMBER}", found)
    head = number.start() if number else 0
    ways = [
        _LEADING().sub("", found, count=1) if _LEADING().search(found[:head]) else "",
        found[:head] + _WITHIN().sub("", found[head:], count=1) if not found.endswith(("余", "多")) else "",
        _LAST().sub("", found),
    ]
    quoted = [f"“{way}”" for way in dict.fromkeys(ways) if way and way != found]
    return f"只留一个，写{'或'.join(quoted)}" if quoted else ""


def _exact(found: str) -> str:
    """近297件: 297件, or 近300件."""
    match = _OF_COUNT().fullmatch(found)
    if match is None:
        return ""
    before, digits, after = match.groups()
    step, number = (100 if int(digits) > 1000 else 10), int(digits)
    below = number // step * step
    round_number = below if re.match("[余多]", after) or before[:1] in tuple("逾超") else below + step
    if before[:1] == "约":
        round_number = (number + step // 2) // step * step
    exact = f"{digits}{after.lstrip('余多')}"
    return f"确数就写“{exact}”，概数就取整，写“{before}{round_number}{after}”" if round_number else f"写“{exact}”"


def _in_full(found: str) -> str:
    """3千: 3000, or 三千."""
    number, scale = found[:-1], {"百": 100, "千": 1000}.get(found[-1:], 0)
    if not scale or not re.fullmatch(r"\d+(?:\.\d+)?", number):
        return ""
    whole, _, rest = number.partition(".")
    digits = str(scale)[1:]
    if len(rest) > len(digits):
        return ""
    full = f"{whole}{rest.ljust(len(digits), '0')}".lstrip("0")
    in_words = f"，或“{_ONES[int(whole)]}{found[-1]}”" if len(number) == 1 and whole != "0" else ""
    return f"写“{full}”{in_words}"


def _in_points(found: str) -> str:
    """由96%提高到98%，提高2%: 提高2个百分点."""
    match = re.search(r"([^，\d%]{2,6})(\d[\d.]*)%$", found)
    return f"“{match[1]}{match[2]}%”改为“{match[1]}{match[2]}个百分点”" if match else ""


def _once(found: str) -> str:
    """同比上年: 同比, or 比上年."""
    match = re.search("(?:上一年|上年|去年)(?:同期)?", found)
    return f"只留一个，写“同比”或“{'较' if '较' in found else '比'}{match[0]}”" if match else ""


def _in_words(found: str) -> str:
    """10届1次: 十届一次."""
    said = re.sub(r"\d{1,2}", lambda digits: _chinese(int(digits[0])), found)
    return f"写“{said}”"


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _ONES[tens]) + "十" * (tens > 0) + (_ONES[ones] if ones or not tens else "")


def _year(found: str) -> str:
    return f"写“{re.sub('[OＯo○0零]', '〇', found)}”"


def _led(found: str) -> str:
    """在县委、县政府的领导下: 在县委的领导下, 在县政府的支持下."""
    match = re.fullmatch("在(.*?委)(?:、|和|及)?(.*?(?:政府|人大)(?:常委会)?)的?(正确|坚强|有力|关心)?领导下", found)
    if match is None:
        return f"写“{found.replace('领导下', '支持下')}”"
    party, government, how = match[1], match[2], match[3] or ""
    return f"写“在{party}的{how}领导下，在{government}的支持下”"


def _one_mark(found: str) -> str:
    """，。: the mark that says more."""
    kept = next((sign for sign in "？！。：；，、" if sign in found), "")
    return f"只留一个，写“{kept}”" if kept else ""


def _half_width(found: str) -> str:
    return f"改为半角：{unicodedata.normalize('NFKC', found)}"


def _as_percentage(found: str) -> str:
    """百分之八十四点五: 84.5%."""
    whole, point, rest = found.removeprefix("百分之").partition("点")
    number = value(whole)
    digits = "".join(str(_ONES.find(sign.replace("零", "〇"))) for sign in rest)
    return f"写成{number}{'.' * len(point)}{digits}%" if number is not None else ""


_CURES: dict[str, Callable[[str], str]] = {
    "W230": _one_marker,
    "W231": _exact,
    "W232": _in_full,
    "W234": _in_points,
    "W236": _once,
    "W240": _in_words,
    "W241": _year,
    "W243": _led,
    "W247": _one_mark,
    "W275": _half_width,
    "W276": _as_percentage,
}
