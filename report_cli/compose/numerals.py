"""Numerals with no fact behind them: in prose, as digits or in words (三次), or inside a fact that is only a text.

Chinese is full of numerals that count nothing: ordinals (第十届), ranks (二级), names (十四五), set phrases (五位一体),
adverbs (一起). What counts is, as a rule, a numeral before a measure word; 一 counts only where a clause ends with it
(召开会议一次。). Words in “” or 《》 are quoted to the letter: a numeral in them belongs to the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from msgspec import Struct

from report_cli.document import FIGURE, Document, Run, place_at
from report_cli.facts.catalogue import Catalogue
from report_cli.facts.ledger import Ledger
from report_cli.model import NOWHERE, Finding

# Digits in any script, and the signs that hold one: ① ½ ² Ⅳ.
_DIGIT = (
    r"[\d\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u218b\u2460-\u249b\u24ea-\u24ff"
    r"\u2776-\u2793\u3220-\u3229\u3280-\u3289]"
)
DIGIT = re.compile(_DIGIT + "+")

# Measure words before which even 一 counts, at the end of a clause.
_SURE = "人次 件次 场次 家次 批次 件 条 次 场 家 名 位 人 期 篇 项 份 册 辑 种 处 所 支 户 轮 个".split()

_ONE_TO_NINE = "一二三四五六七八九"
_SEVERAL = "二两三四五六七八九"
_NUMERALS = f"{_ONE_TO_NINE}两十百千万亿〇零"
_NUMERAL = f"[{_NUMERALS}]"
_CLAUSE_END = r"(?=[，。；、！？：）)]|$)"


# What counts nothing.
_FIXED = "|".join(
    (
        # Ordinals, sessions, ranks, issues.
        rf"第{_NUMERAL}+(?:个(?:百年|五年)?|[^\s，。]?)",
        rf"{_NUMERAL}+届(?:{_NUMERAL}+(?:次|中))?",
        rf"届{_NUMERAL}+(?:次|中)",
        rf"{_NUMERAL}+(?:中全会|号|等奖|审|孩|胎)",
        r"[一二三四]级(?:甲等|乙等|医院|响应|巡视员|调研员|主任科员|教授|学科|建造师|资质|保护|标准|战役)|[一二]级",
        rf"[{_ONE_TO_NINE}十]+期(?:工程|建设|项目|任务|改造|规划|用地)|二期",
        rf"(?:星期|周|礼拜|初)[{_ONE_TO_NINE}十]+",
        # Congresses and five-year plans.
        "二十大|十[一二三四五六七八九]大|中共[一二三四五六七八九]大|十[一二三四五六]五",
        "五年(?:规划|计划|来)|(?:过去|今后|未来)五年|[三五]年行动",
        # Set phrases that hold a numeral and a measure word.
        "[二三四五]位一体|团结和民主两大主题|两大主题|三大(?:攻坚战|改造|球|作风|法宝|职能|优势)|[四五][大套]班子|四大发明|十大杰出",
        "四个(?:意识|自信|全面|服务|伟大|机关)|两个(?:维护|确立|结合|毫不动摇|一百年|健康|先锋队|大局|至上|文明|责任|决议|务必)",
        "三个(?:务必|代表|区分|有利于|离不开|责任制|面向|倡导)|五个(?:认同|统筹|必由之路|坚持)|六个(?:必须坚持|坚持)|十个明确|十四个坚持",
        "八项规定|五项原则|四项基本原则|三项机制|五十六个民族|两个一百年|三[次个]产业|一二三产业?|八小时(?:以外|之外|外)",
        "三会一课|两学一做|三重一大|一府一?委?两院|两代表一委员|[一两]带一路|一带一路|五险一金|四不两直|一岗双责|三严三实|三支一扶|三下乡",
        "三个臭皮匠|三番五次|三天两头|三年五载|百年树人|十年树木|十年磨一剑|三人行|百家争鸣|百花齐放|千家万户|千人千面|成百上千|成千上万",
        "千方百计|千头万绪|千山万水|千千万万|万众一心|万无一失|万家灯火|万事万物|百年大计|百年未有|建党一?百周?年|百年奋斗|二万五千里",
        "五台(?:山|县)|三台县|三元(?:区|里|桥)|五家渠|七台河|四海一家|四轮驱动|五级书记|四个不摘|三项制度改革|好汉三个帮|九三学社|二维码|十[分足]",
        "一.一.",
    )
)

_QUOTED = re.compile("“[^”]*”|‘[^’]*’|《[^》]*》")
_TITLED = re.compile("《[^》]*》")


def _any(words: Sequence[str]) -> str:
    """A pattern for the longest that fits. Words of one character make a set, which compiles ten times as fast."""
    longer = sorted((word for word in words if len(word) > 1), key=len, reverse=True)
    return f"{'|'.join(longer)}|[{''.join(word for word in words if len(word) == 1)}]"


_MEASURED = _any(
    """
    个百分点 百分点 个方面 方面 个月 人次 件次 场次 家次 批次 期次 篇次 户次 小时 学时 分钟 周年 平方米 平方公里 立方米 公里 公顷 万元 亿元
    件 条 次 场 家 名 位 人 期 篇 项 个 份 册 辑 批 种 类 处 所 支 户 台 套 座 轮 级 倍 年 天 周 岁 亩 吨 元 本 幅 间 栋 点 组
    大
""".split()
)
# Whatever counts holds a numeral other than 一, or 一 before one of these. Most texts hold neither.
_MAY_COUNT = re.compile(
    f"[{_NUMERALS.replace('一', '')}半翻]|一[{_NUMERALS}余多来分月{''.join(word[0] for word in _SURE)}]"
)


# What counts, once what counts nothing is hidden.
_COUNT = "|".join(
    (
        # Parts of a whole.
        rf"百分之{_NUMERAL}+(?:点{_NUMERAL}+)?|{_NUMERAL}+分之{_NUMERAL}+",
        rf"[{_SEVERAL}]成(?=[以多的左，。；、]|$)|[过近超](?:半数?)(?![径点])|一半|半数|翻[{_ONE_TO_NINE}两]?番|[{_SEVERAL}十]连[冠增升涨降]",
        # Calendar dates.
        rf"[{_ONE_TO_NINE}〇零]{{4}}年(?:{_NUMERAL}{{1,2}}月(?:{_NUMERAL}{{1,3}}日)?)?",
        rf"(?<![个正第])[{_ONE_TO_NINE}十]{{1,2}}月(?:份|[{_ONE_TO_NINE}十]{{1,3}}日)",
        # A vague number.
        rf"(?:[几数]十?[百千万亿]+|[几数]十|{_NUMERAL}*十几)(?:{_MEASURED})?",
        # Before a measure word: any numeral, but two is 两, and bare 百, 千, 万 are rhetoric unless a word makes them
        # a number (上百件, 近千人次). The measure words take long to compile, so they stand here as seldom as can be.
        rf"(?:(?:[上近逾超约]|不足|不到)[百千万亿]+[余多]?|(?!(?:[一二]|[百千万亿]+[余多]?)(?:{_MEASURED})){_NUMERAL}+[余多来]?)(?:{_MEASURED})",
        rf"(?<![每第任同某这那哪上下新又再另唯此落漏少的])一(?:{_any(_SURE)}){_CLAUSE_END}",
        # A numeral alone that is too large for a figure of speech.
        rf"[{_ONE_TO_NINE}两][百千万亿]{_NUMERAL}*|[{_ONE_TO_NINE}]十{_NUMERAL}*{_CLAUSE_END}|十[{_ONE_TO_NINE}]{_CLAUSE_END}",
    )
)

_DIGITS = rf"{_DIGIT}(?:{_DIGIT}|[.．,](?={_DIGIT}))*[%％万亿]*(?:余|多)?(?:{_MEASURED}|月\d+日|月|日)?"
# Ordinals, and what belongs to a name: 第3中学, 3号楼, 5G, T3, PM2.5, 12345热线.
_NAMES = r"第\d+.?|\d+号|[A-Za-z][A-Za-z+\-.]*\d[\d.]*[A-Za-z]*|\d[\d.]*[A-Za-z]+|\d{3,5}(?=[\u4e00-\u9fff]{0,6}热线)"

# A set of Chinese characters takes a tenth of a millisecond to compile, and most texts hold no numeral at all: the
# large patterns are compiled only when a text may need them.
_compiled = cache(re.compile)


class Numeral(Struct, frozen=True):
    """A numeral as written, in digits or in words, and the character (from 0) at which it stands."""

    text: str
    start: int
    is_digits: bool


@lru_cache(maxsize=4096)
def find(text: str, fixed: tuple[str, ...] = ()) -> tuple[Numeral, ...]:
    """The numerals of a text that count something. `fixed`: words that count nothing.

    Remembered, for it takes longer than all else of a paragraph, and one report says much the same as the next.

    >>> [numeral.text for numeral in find("召开三次会议，十届二次会议一致通过")]
    ['三次']
    """
    for word in sorted(fixed, key=len, reverse=True):
        text = text.replace(word, FIGURE * len(word))
    numerals = []
    if DIGIT.search(text):
        digits = _compiled(_NAMES).sub(_hide, _TITLED.sub(_hide, text))
        numerals += [Numeral(match.group(), match.start(), True) for match in _compiled(_DIGITS).finditer(digits)]
    words = _QUOTED.sub(_hide, text)
    if _MAY_COUNT.search(words) and _MAY_COUNT.search(words := _compiled(_FIXED).sub(_hide, words)):
        numerals += [Numeral(match.group(), match.start(), False) for match in _compiled(_COUNT).finditer(words)]
    return tuple(sorted(numerals, key=lambda numeral: numeral.start))


def _hide(match: re.Match[str]) -> str:
    return FIGURE * len(match.group())


def check(document: Document, ledger: Ledger) -> Iterator[Finding]:
    """A finding for each numeral of a document that has no fact behind it."""
    fixed = fixed_words(ledger.catalogue)
    for _, runs in document.lines:
        yield from _in_prose(runs, fixed)
    for fact in filter(None, map(ledger.get, dict.fromkeys(figure.run.fact for figure in document.figures))):
        for numeral in find(fact.value, fixed) if isinstance(fact.value, str) else ():
            message = f"{fact.named}是文字，里面的“{numeral.text}”核对不了：“{fact.text}”"
            cure = "另立有单位的指标记这个数，日期用kind: date；是名称的一部分就列入指标目录的allow"
            yield Finding("W203", fact.place, message, cure, fact.id, "warning")


@lru_cache(maxsize=16)
def fixed_words(catalogue: Catalogue) -> tuple[str, ...]:
    """Words whose numerals count nothing: those that the catalogue allows, and its labels."""
    labels = [group.label for group in catalogue.groups.values()] + [i.label for i in catalogue.indicators]
    labels += [field.label for i in catalogue.indicators for field in i.fields]
    return (*catalogue.allow, *(label for label in labels if find(label)))


def _in_prose(runs: tuple[Run, ...], fixed: tuple[str, ...]) -> Iterator[Finding]:
    # A figure is one character here, whatever it prints: the same prose with other figures need not be read again.
    numerals = find("".join([FIGURE if run.fact else run.text for run in runs]), fixed)
    if not numerals:
        return
    printed, starts = "", list[int]()
    for run in runs:
        starts += [len(printed)] if run.fact else range(len(printed), len(printed + run.text))
        printed += run.text
    for numeral in numerals:
        start = starts[numeral.start]
        around = printed[max(0, start - 8) : start + len(numeral.text) + 8]
        place = place_at(runs, start) or NOWHERE
        cure = "这个数写进年度数据，模板里用 {{ 组.指标 }}；是固定的说法就列入指标目录的allow"
        if numeral.is_digits:
            yield Finding("W201", place, f"有不出自数据的数字“{numeral.text}”：“…{around}…”", cure)
        else:
            yield Finding("W202", place, f"有不出自数据的数目“{numeral.text}”：“…{around}…”", cure, "", "warning")
