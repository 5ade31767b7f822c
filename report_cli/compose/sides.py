"""The words of prose that touch a figure and may make another number of it: units, scales, markers, directions.

Only the prose is examined here; whether a word is wrong depends on the fact (see `beside`).
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from msgspec import Struct

from report_cli.compose.scopes import may_claim
from report_cli.compose.trends import may_move
from report_cli.document import FIGURE
from report_cli.sentences import ITEM_MARKS

# Patterns are compiled, and numerals imported, where a text needs them: beside most figures stands nothing of all this.

_WITH_TIMES = frozenset("人件家户场批篇条项期班车辆架艘节")
_OF_RATIO = (
    r"个?百分点|个点(?=[，。；、]|$)|[%％‰]|倍(?![增加受感数道])"
    "|[成折番](?=[，。；、]|以[上下内]|左右|$)"
)
_OF_TIMES = "[（(][人件家场]?次[）)]"
_RATIO = cache(lambda: re.compile(_OF_RATIO))
_TIMES_IN_BRACKETS = cache(lambda: re.compile(_OF_TIMES))
# After a unit these are another one, and no beginning of a word.
_OTHER = cache(
    lambda: re.compile(f"{_OF_RATIO}|{_OF_TIMES}|[人件家户场批篇条项]次|[万亿]元|平方米|平方公里|公里|公顷|公斤|千克")
)
_END = cache(lambda: re.compile(rf"[{ITEM_MARKS}）》”\s]|$"))

# Markers by what they say of the number: the fact is below it, above it, either. Strict ones are untrue of an equal
# number, which an exact one is.
BELOW, ABOVE, NEAR = "below", "above", "near"
STRICT = {
    **dict.fromkeys("近 将近 接近 接近于 临近 逼近 近乎 几近 近于 趋近 直逼 不足 不到 未满 不满".split(), BELOW),
    **dict.fromkeys("未到 未达 未及 未足 达不到 几乎 不及 少于 低于 小于 < ＜ 弱".split(), BELOW),
    **dict.fromkeys("逾 超 超过 超出 超越 超乎 余 多 几 有余 有奇 有零 还多 开外 出头 冒头 挂零".split(), ABOVE),
    **dict.fromkeys("不止 不只 多于 高于 大于 > ＞ 强 + ＋".split(), ABOVE),
}
_LOOSE = {
    **dict.fromkeys("约 大约 大概 大致 大体 差不多 约莫 约摸 约略 约计 约合 约等于 估计 估摸 预估".split(), NEAR),
    **dict.fromkeys("左右 上下 左近 光景 许 来 ~ ～ ≈ ≒ ≅ ± 〜 ∼".split(), NEAR),
    **dict.fromkeys("至多 最多 顶多 充其量 不超 不超过 不多于 不高于 不大于 以下 以内 之内".split(), BELOW),
    **dict.fromkeys("≤ ≦ ⩽ <= ＜＝".split(), BELOW),
    **dict.fromkeys("至少 最少 起码 少说 不下 不下于 不少于 不低于 不小于 突破 以上 之多 满 够 破".split(), ABOVE),
    **dict.fromkeys("打底 朝上 往上 ≥ ≧ ⩾ >= ＞＝".split(), ABOVE),
}
MARKERS = STRICT | _LOOSE


def plain(marker: str) -> str:
    """A marker as MARKERS knows it: 约 of 约有 and （约）, 以上 of 及以上 and （含）以上."""
    return marker if marker in MARKERS else marker.lstrip("（(含）)及或还都仍").rstrip("）)有为达了")


_MARKER_AFTER = cache(
    lambda: re.compile(
        "左右(?![两岸手翼])|上下(?![联级齐同一游班功打贯衔])|[及或]?以[上下内](?![级学职的])|之[内多]|有余(?![力地量热款])|还多|开外|出头|冒头|挂零"
        "|有奇|有零|(?:打底|光景|左近|[朝往]上)(?=[，。；]|$)|[+＋](?=[，。、；！？）])|[强弱许](?=[，。、；！？）]|$)"
        "|[还都仍]?(?:不到|不足|不止|未到|未满)(?=[，。；]|$)|[余多](?=以?来|[，。、；！？）]|$)"
        "|[（(](?:含[）)])?(?:大?约|近|余|多|左右|以[上下内]|估计)[）)]?(?=[，。；、]|$)"
    )
)
FRIENDS = (
    "[最附邻走靠贴亲新远相拉]近|(?:[预节制合履签特邀公条契相依违解隐简缔守续婚爽失赴立集限]|规民)约|[赶反高]超|[肩担背抱胜自减欠]负"
    "|[许众繁]多|盈余|其余|业余|剩余|[能足不]够|[侦打攻识看戳爆残跌击冲揭说点勘]破"
    "|[圆美丰充期届饱爆坐站挤住布堆装写铺挂填载贴排摆种围自缴交]满"
)
"""近 and the like as the end of another word: 最近, 节约, 签约, 担负, 圆满."""
_FRIENDS = cache(lambda: re.compile(f"(?:{FRIENDS})$"))
_BEHIND = set(
    "余 多 几 来 + ＋ 有余 有奇 有零 还多 开外 出头 冒头 挂零 光景 左近 强 弱 许 左右 上下 以上 以下 以内 之内 之多 "
    "打底 朝上 往上".split()
)
# What ends in 强 or 弱, so that it is no marker before a figure (where it is none anyway, but a slip of one).
_STRONG = "加增做自富顽坚要逞图列刚豪好倔恃补最更变恒勉牵超薄减削脆虚衰软微示"
_SIGN = cache(lambda: re.compile(f"(?<=[\u4e00-\u9fff])[+＋]$|(?<=[\u4e00-\u9fff])(?<![{_STRONG}])[强弱]$"))
_RANKED = ("全国", "全省", "全市", "全区", "全县", "世界", "中国", "行业", "前")  # 全国500强
_RANGE = "~～〜∼"  # between two figures they say from one to the other
_BEFORE_NUMBERS = [word for word in MARKERS if word not in _BEHIND and word not in _RANGE]
LEADING = [word for word in _BEFORE_NUMBERS if "\u4e00" <= word[0] <= "\u9fff"]
"""The markers that stand before a number, in words."""
_BEFORE = cache(lambda: re.compile(f"(?:{'|'.join(_BEFORE_NUMBERS)}|(?<!^)[{_RANGE}]|[（(](?:大?约|近|估计)[）)])$"))
_AFTER_MARKER = cache(lambda: re.compile("(?:[有为达]|(?<=[过破出越])了)$"))  # 约有, 突破了
_PURE = frozenset("件份篇条名位个元家户亩吨宗则次场人")
"""Measure words that are no nouns; no place (店, 点) is called so."""
_HALVES = frozenset("年 天 岁 倍 个 个月 小时 周 周年".split())
_COUNTERS = frozenset("件人名位家户次场条项个元亩吨米篇期份辑册所处倍成天年月日岁")
_ORDINAL_UNITS = {"", *"位名期次届批号辑年月周日天家个场册卷组站轮季章项", "个月", "季度", "小时", "场次", "批次"}

_UP = "增长 增加 提高 上升 上涨 提升 回升 攀升 扩大 走高 上扬 正增长 新增 净增 增多 [增涨升](?=[幅速量])".split()
_DOWN = "减少 下降 降低 下滑 回落 下跌 滑落 走低 收窄 缩减 压减 压缩 缩小 缩水 负增长 净减 [降跌减](?=[幅速量])".split()
_DIRECTION = cache(
    lambda: re.compile(
        f"(?:(?P<up>{'|'.join(_UP)})|(?P<down>{'|'.join(_DOWN)})"
        "|[比较同][^，。；、]{0,9}(?<![增减提上下降回攀缩压])(?:(?P<more>[多增升高涨])|(?P<less>[少减降低跌])))"
        "(?P<noun>率|速度?|额|量|幅度?)?(?:了|为|达|到|至|是|约|近)*$"
    )
)
# What is said of a rate itself, not of how it changed.
_LEVEL = cache(
    lambda: re.compile(
        f"(?:率|占比|比重|比例)(?:为|达到?|是|[到至])?$|(?:{'|'.join((*_UP, *_DOWN))})[到至]$|占[^，。；、]+的$"
    )
)
_SHORT_DIRECTION = cache(
    lambda: re.compile(
        "(?:(?P<up>高于|多于|超[过出]?)|(?P<down>低于|少于|不及|不足))(?:上一?年|去年)(?:同期)?的?$"
        "|(?<![至最不])(?:(?P<more>[多增升涨])|(?P<less>[少减降跌]))了?(?P<noun>)$"
    )
)

_ONES = "一二三四五六七八九"
_NUMERALS = "〇零○一二两三四五六七八九十百千万亿几数半廿卅俩仨壹贰贳叁肆伍陆柒捌玖拾佰仟萬億"
_TOUCHING = frozenset(
    "".join((*MARKERS, *_UP, *_DOWN))
    + "多高低跌率额度了为达到至是的有速号第№#＃oO.．负-－–−﹣+＋=＝）)之分"
    + _NUMERALS
)
_GOING_ON = frozenset(
    "个十百%％‰倍万亿次（(左上以之及或余多有还都仍不未开出挂冒光强弱许打朝往+＋人件家户场批篇条项名位份宗则元亩吨公美平千"
    "半/／每折成番几来前又点星周礼kKwWｋＫｗＷ［[【〔"
)


class Ends(Struct, frozen=True):
    """The characters of prose right before and after a figure, FIGURE for none, and what may be wrong there anyway.

    `says_much`: they may make another number of it. `meets_next`: nothing stands between it and the next figure.
    """

    last: str
    first: str
    says_much: bool
    meets_next: bool


@lru_cache(maxsize=4096)
def ends(prose: str) -> tuple[Ends, ...]:
    """What stands at both ends of each figure of a line, FIGURE in its place."""
    before, *after = (part.strip() for part in prose.split(FIGURE))
    found = []
    for number, text in enumerate(after, 1):
        last, first = before[-1:] or FIGURE, text[:1] or FIGURE
        says_much = last in _TOUCHING or first in _GOING_ON or may_claim(before) or may_move(before, text)
        found.append(Ends(last, first, says_much, not text and number < len(after)))
        before = text
    return tuple(found)


What = Literal[
    "share",
    "level",
    "numeral",
    "unit",
    "times",
    "scale",
    "twice",
    "extra",
    "negative",
    "ordinal",
    "marker",
    "up",
    "down",
]


class Word(Struct, frozen=True):
    """A word beside a figure. `noun`: what has gone up or down is a rate or the like (增长率)."""

    what: What
    word: str
    is_before: bool = False
    noun: str = ""


@lru_cache(maxsize=8192)
def words(prose: str, unit: str, *, is_bare: bool, is_change: bool) -> tuple[Word, ...]:
    """The words beside a figure that may be wrong there.

    `prose`: what stands before and after it, as far as the next figure, FIGURE between. `unit`: that of its fact.
    `is_bare`: the unit is left to the prose. `is_change`: the figure says itself whether it is more or less.
    """
    before, _, after = prose.partition(FIGURE)
    share = re.search("[百千万]分之$", before)
    found = [Word("share", share[0], is_before=True)] if share else [*_numeral(before)]
    found += _units_of_prose(after, unit) if is_bare else _more_units(after, unit)
    if unit == "个百分点" and not is_change and not found and (level := _LEVEL().search(before)):
        found.append(Word("level", level[0], is_before=True))
    return (*found, *_markers(before, after, unit, is_bare=is_bare), *_directions(before, is_change=is_change))


# 立案数 and 大半 are nouns.
_ALONE = cache(lambda: re.compile("(?:^|[，。；：、！？共达有约])[一数]$|(?<![过一多大小上下前后折减参近对夜])半$"))


def _numeral(before: str) -> Iterator[Word]:
    """A numeral in words right before a figure, which makes one number of both: 十265件."""
    if before[-1:] in tuple(_NUMERALS):
        counted = f"{before}件"
        from report_cli import numerals

        last = next(reversed(numerals.find(counted)), None)
        if last is not None and last.end == len(counted) and last.number != "数":
            yield Word("numeral", last.text[:-1], is_before=True)
        elif alone := _ALONE().search(before):
            yield Word("numeral", alone[0][-1], is_before=True)


@cache
def _longer_words() -> dict[str, tuple[str, ...]]:
    """The words that begin with a unit, and the unit doubled: 家庭, 家家, by the unit."""
    lines = (Path(__file__).parent / "goes_on.txt").read_text("utf-8").splitlines()
    words = (line.split() for line in lines if not line.startswith("#"))
    return {unit: (unit * 2, *(unit + rest for rest in rests)) for unit, *rests in words}


def goes_on(unit: str, after: str) -> bool:
    """Whether a unit's characters begin another word there: 224件 and 件件有回音, 15家 and 家庭."""
    return after.startswith(_longer_words().get(unit, (unit * 2,)))


def _more_units(after: str, unit: str) -> Iterator[Word]:
    """The unit once more, or another one, after a figure that has its unit."""
    if not unit:
        return
    if after.startswith(("%", "％") if unit == "%" else unit) and (unit == "%" or not goes_on(unit, after)):
        yield Word("twice", unit)
    elif after.startswith(unit * 2) and _END().match(after, 2 * len(unit)):
        yield Word("twice", unit)  # 件件 with nothing after it
    elif after[:1] in ("余", "多", "几", "来") and after.startswith(unit, 1) and not goes_on(unit, after[1:]):
        yield Word("extra", after[: 1 + len(unit)])
    elif extra := _extra(unit, after):
        yield Word("extra", extra)


def _extra(unit: str, after: str) -> str:
    """What goes on after a figure that ends in a unit, and makes another unit or another number of it."""
    other, said = _OTHER().match(after), _unit_at(after)
    if other and not other[0].startswith(unit):
        return other[0]
    if after.startswith("次") and unit[-1] in _WITH_TIMES and not goes_on("次", after):
        return "次"
    scale = after[: len(after) - len(after.lstrip("十百千万亿"))]
    if scale and (_END().match(after, len(scale)) or after.startswith(unit, len(scale))):
        return scale + unit * after.startswith(unit, len(scale))
    if found := _each_or_half(unit, after):
        return found
    if said and unit != "个" and not goes_on(said, after) and _ends(said, after):
        return said if unit in ("%", "个百分点") or len(said) > 1 or said in _PURE else ""
    return ""


def _each_or_half(unit: str, after: str) -> str:
    """件/年, 件每人: a quantity of another kind; 5年半, 3个月半: half a unit more."""
    each = re.match("[/／每]", after)
    said = (_unit_at(after[1:]) or re.sub("[^人户].*|(?<=.).*", "", after[1:])) if each else ""
    if each and said and (each[0] != "每" or _END().match(after, 1 + len(said))):
        return each[0] + said
    return "半" if unit in _HALVES and re.match("半(?=[，。；、的时来以后前内]|$)", after) else ""


def _ends(said: str, after: str) -> bool:
    """Whether a measure word is one: nothing follows it, or whom it counts."""
    is_person, rest = said in ("人", "名", "位"), after[len(said) :]
    whom = is_person and re.match("参加|参与|出席|到会|受益" + "|委员|代表|群众|干部|专家|职工" * (said != "人"), rest)
    return bool(whom or _END().match(rest))


# No unit: 224w件, 224点五件, 3又二分之一.
_ODD = cache(lambda: re.compile(f"[kKwWｋＫｗＷ](?![A-Za-zＡ-Ｚａ-ｚ])|点[〇零{_ONES}]|又(?=半|[{_ONES}]+分之)"))


def _units_of_prose(after: str, unit: str) -> Iterator[Word]:
    """The unit after a number that is printed without its own, where it is another one."""
    after = after[1:] if re.match("[余多几来+＋]", after) and _said(after[1:]) != ("", "") else after
    inner = re.match(r"[（(［\[【〔]([^（）()［］\[\]【】〔〕]+)[）)］\]】〕]", after)
    if inner and is_unit(inner[1]):
        after = inner[1]
    (scale, said), ratio = _said(after), _RATIO().match(after)
    bracket = _TIMES_IN_BRACKETS().match(after.removeprefix(unit))
    if not unit or (after.startswith(unit) and len(said) <= len(unit) and not bracket):
        rest = after.removeprefix(unit)
        if more := _each_or_half(unit, rest) or (unit if rest.startswith(unit) and _ends(unit, rest) else ""):
            yield Word("unit", unit + more)
        return
    if odd := _ODD().match(after):
        yield Word("scale" if odd[0][0] not in "又点" else "unit", odd[0])
        return
    if scale:
        if said or _END().match(after, len(scale)) or after.startswith(("余", "多"), len(scale)):
            yield Word("scale", scale)
        return
    is_said = (len(said) > 1 or said in _COUNTERS or _END().match(after, len(said))) and not goes_on(said, after)
    if other := ratio or bracket:
        yield Word("times" if bracket else "unit", other[0])
    elif said and is_said:
        yield Word("unit", said)


def _unit_at(text: str) -> str:
    from report_cli import numerals

    return numerals.unit_at(text, 0)


def is_unit(text: str) -> bool:
    """Whether a text is a unit and nothing else: 件, 万元."""
    return "".join(_said(text)) == text


def _said(after: str) -> tuple[str, str]:
    """The scale and the measure word that a text begins with; 万元 is a measure word."""
    if word := _unit_at(after):
        is_longer = word.endswith("次") and goes_on("次", after[len(word) - 1 :])
        return "", word.removesuffix("次") if is_longer else word
    rest = after.lstrip("十百千万亿")
    scale = after[: len(after) - len(rest)]
    return scale, _unit_at(rest) if scale else ""


def _markers(before: str, after: str, unit: str, *, is_bare: bool) -> Iterator[Word]:
    """近, 超, 余 and the like, signs and ordinals."""
    is_friend = _FRIENDS().search(before)
    if not is_friend and (sign := re.search("(?:(?<!^)[-－–]|负的?|[−﹣])$", before)):
        yield Word("negative", sign[0], is_before=True)
    if sign := _SIGN().search(before):
        yield Word("marker", sign[0], is_before=True)
    if unit not in _ORDINAL_UNITS and (ordinal := re.search("(?:[第№#＃]|N[oO][.．]?|编号为?)$", before)):
        yield Word("ordinal", ordinal[0], is_before=True)
    if is_bare and unit not in _ORDINAL_UNITS and re.match("号(?![召称角令])", after):
        yield Word("ordinal", "号")
    if not is_friend and (marker := _leading(before)):
        yield Word("marker", marker, is_before=True)
    scale, said = _said(after[1:])
    within = re.match("[余多几来+＋]", after) if is_bare and said and not scale else None
    is_rank = after.startswith("强") and before.endswith(_RANKED)
    is_compared = after.startswith(("多", "强")) and re.search("[比较](?:上一?年|去年)[^，。；]*$", before)
    behind = within or _MARKER_AFTER().match(after.removeprefix(unit) if is_bare else after)
    if behind and not is_rank and not is_compared:
        yield Word("marker", behind[0])


def _leading(before: str) -> str:
    """The marker that prose ends in: 近, 约有, 突破了."""
    if found := _BEFORE().search(before):
        return found[0]
    stem = _AFTER_MARKER().sub("", before)
    longer = _BEFORE().search(stem) if stem != before and not _FRIENDS().search(stem) else None
    return before[longer.start() :] if longer else ""


def _directions(before: str, *, is_change: bool) -> Iterator[Word]:
    """增长, 下降 and the like."""
    found = _DIRECTION().search(before) or (_SHORT_DIRECTION().search(before) if is_change else None)
    if found:
        is_up, word = bool(found["up"] or found["more"]), next(filter(None, found.groups()))
        yield Word("up" if is_up else "down", str(word), is_before=True, noun=found["noun"] or "")
