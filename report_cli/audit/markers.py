"""Words and signs right beside a number that make it another one: about, at most, minus, more than.

Some are markers wherever they stand (几乎, 不止, 左右). Others, which look like the end or beginning of many another
word, are only where nothing else was written there (上265件, 265件强).
"""

import re
import unicodedata
from functools import cache

from report_cli import numerals
from report_cli.compose import sides

LEADING = (
    *(set(numerals.BEFORE) - set("上成好过达") - {"多达", "高达"}),
    *sides.LEADING,
    *"大约摸 估摸着 预计 最低 最高 多说 不出 负 第 零下 约等于".split(),
)
_LEADING_ALONE = frozenset(
    "上 过 满 够 破 减 减去 减少 减少了 扣 扣除 下降 下降了 降低 降低了 降 跌 亏 欠 差 缺 少 多 增 增加 增加了 增长 "
    "增长了 加 加上 上升 上升了 升 涨 提高 提高了 净增 净减 靠 奔 . ． # ＃ No. NO.".split()
)
_BEHIND = (
    "左右(?![两岸手翼])|上下浮动|上下(?![联级齐同一游班功打贯衔])|(?:[及或]|[（(]含[）)])?以[上下内外](?![级学职的])|之[内外]|左近|光景|前后|朝上|往上"
    "|不等|有余|有零|出头|开外|冒头|挂零|还多|还少|打底|封顶|起步|为限|强弱|大关"
    r"|(?:[还都仍]?(?:不到|不足|不止|未满|未到)|[余多强弱许])(?=\W|$)"
)
_IN_BRACKETS = "[（(](?:大?约|近|余|多|左右|以[上下]|含?预计|估计|[人件家场]?次|[-－−+＋±])[）)]"
_BEHIND_ALONE = frozenset("余 多 几 强 弱 许 半 起 内 外 上下 不到 不足 成 倍 番 折".split())
_SIGNS = frozenset("№▲△▼▽℃℉°%％‰‱")
_NOTE_MARK = re.compile("[\u2460-\u2473\u3251-\u325f\u32b1-\u32bf]")
_MARKS = "，。；：、！？,;:!?"


@cache
def _leading() -> re.Pattern[str]:
    words = "|".join(sorted(LEADING, key=len, reverse=True))
    return re.compile(rf"(?:(?:{words})[有为是计达了]?|{_IN_BRACKETS})+$")


@cache
def _friends() -> re.Pattern[str]:
    return re.compile(f"(?:{sides.FRIENDS})$")


@cache
def _behind() -> re.Pattern[str]:
    return re.compile(f"(?:[成倍]?(?:{_BEHIND})|{_IN_BRACKETS}|[/／][年月日天周人家次件])+")


def before(text: str, end: int, new: str) -> int:
    """How many characters before a number in a text belong to it; `new`: what was written there, if anything."""
    if not new:
        return 0
    near = text[max(end - 12, 0) : end]
    if sign := _sign_before(near):
        return sign
    if (alone := new.strip(_MARKS)) in _LEADING_ALONE and new.endswith(alone):
        return len(alone)
    return leading(text, end)


def leading(text: str, end: int) -> int:
    """How many characters right before a number are a marker, whoever wrote them."""
    near = text[max(end - 12, 0) : end]
    match = None if _friends().search(near) else _leading().search(near)
    return len(match.group()) if match else 0


def behind(text: str, start: int) -> int:
    match = _behind().match(text, start)
    return len(match.group()) if match else 0


def after(text: str, start: int, new: str) -> int:
    """The same of what stands behind it."""
    if not new:
        return 0
    if _is_sign(new[0]) and unicodedata.category(new[0]) != "Pd":
        return 1
    if (alone := new.strip(_MARKS)) in _BEHIND_ALONE and new.startswith(alone):
        return len(alone)
    return behind(text, start)


def _sign_before(text: str) -> int:
    """A minus or the like at the end of a text; two dashes are a mark of punctuation."""
    is_dash = text[-2:-1] == text[-1:] and unicodedata.category(text[-1:] or " ") == "Pd"
    return int(bool(text) and _is_sign(text[-1]) and not is_dash)


def _is_sign(sign: str) -> bool:
    """A note's mark (②) is that of the word before it, or the number's, and makes no other number of it."""
    is_like_one = unicodedata.category(sign) in ("Sm", "Pd", "Sc", "No") and sign != "|"
    return sign in _SIGNS or (is_like_one and not _NOTE_MARK.match(sign))
