"""Figures that say by their labels how much another one rose or fell: 收到提案比上年增加."""

import contextlib
import re
from collections.abc import Callable
from functools import cache

from report_cli.facts.estimate import NotComputable
from report_cli.facts.fact import Catalogue, Fact
from report_cli.facts.quantity import Change, Quantity, magnitude
from report_cli.model import Finding

FALL_OF = dict(
    pair.split("/")
    for pair in "增加/减少 增长/下降 上升/下降 提高/下降 提升/下降 上涨/下跌 净增/净减 增收/减收 增多/减少 扩大/缩小 "
    "延长/缩短 回升/回落 多/少 高/低".split()
)
RISE_OF = dict(
    pair.split("/")
    for pair in "减少/增加 下降/上升 降低/提高 下跌/上涨 净减/净增 减收/增收 缩小/扩大 缩短/延长 回落/回升 少/多 "
    "低/高".split()
)
"""What is said of what fell instead of what rose, and the other way round."""

LONG = "|".join(word for word in (*FALL_OF, *RISE_OF) if len(word) > 1)
TOGETHER = ("、", "和", "及", "以及")
"""What parts figures that share such a word: 分别增长5.0%、2.8%和1.2%."""

EITHER_WAY = "增减"
"""What a label ends with that says how much more or less there was; less is negative."""
_WORDS = "增[加长多]|上[升涨]|提[高升]|净[增减]|减[少收]|增收|下[降跌]|降低|回[落升]|扩大|缩[小短]|延长"
_SHAPE = rf"(.{{2,}}?)(?:[比较](?:上年|去年|上一年)(?:同期)?|同比)?({_WORDS}|(?<=[年期])[多少高低]|{EITHER_WAY})$"
_LAST = tuple("加长多升涨高增减少收降跌低落大小短")
"""What a label of that shape ends with: of most labels no more is looked at."""


@cache
def word_before() -> re.Pattern[str]:
    """The word right before a figure that says which way it moved; 分别 where it is said of several."""
    return re.compile(
        rf"(?P<head>分别(?:[比较与](?:上年|去年|上一年)(?:同期)?)?)?(?P<word>{LONG}|(?<=[年期])[多少高低])了?$"
    )


def _shape(label: str) -> re.Match[str] | None:
    return re.match(_SHAPE, label) if label.endswith(_LAST) else None


def base_of(label: str) -> str:
    """The label of what rose or fell; empty where a label says nothing so.

    >>> base_of("收到提案比上年增加"), base_of("收到提案")
    ('收到提案', '')
    """
    match = _shape(label)
    return match[1] if match else ""


def base_in(catalogue: Catalogue, fact: Fact) -> str:
    """The id of the indicator of its group whose change a fact states by its label; empty where none is called so."""
    of = base_of(fact.label) if not fact.is_derived else ""
    group = catalogue.groups.get(fact.indicator.group)
    same = [each.id for each in group.indicators if each.label == of] if of and group else []
    return same[0] if len(same) == 1 else ""


def told(fact: Fact, base: str, change: Callable[[str], Change]) -> Quantity | None:
    """What a fact that states another's change has to say by the figures of both years; None if that is open."""
    kind = fact.indicator.kind
    with contextlib.suppress(NotComputable):
        found = change(base).relative if kind == "rate" else change(base).difference
        is_alike = found is not None and (found.kind == "points", found.unit) == (kind == "points", fact.indicator.unit)
        return found if found and is_alike and not found.is_approximate else None
    return None


def by_both_years(fact: Fact, catalogue: Catalogue, change: Callable[[str], Change]) -> str:
    """What a change that is not filled in yet is by the figures of both years, in words."""
    base = base_in(catalogue, fact)
    now = told(fact, base, change) if base else None
    return f"，按两年的数是{stated(now, fact.label)}" if now else ""


def stated(change: Quantity, label: str) -> str:
    """How a fact of a label states a change: of what fell, a label that says so has no sign."""
    is_negative = (change.number < 0) is not is_fall(label)
    return f"{'-' * (is_negative and change.number != 0)}{magnitude(change).bare}"


def signed(text: str, label: str) -> str:
    """A change as people write it, as a fact of a label states it: -7件 for 减少7件 where that is how much rose.

    >>> signed("减少7件", "收到提案比上年增加"), signed("减少7件", "受理案件减少"), signed("减少7件", "收到提案")
    ('-7件', '7件', '减少7件')
    """
    word = next((word for word in (*FALL_OF, *RISE_OF) if text.startswith(word)), "")
    if not (word and base_of(label)):
        return text
    return f"{'-' * ((word in RISE_OF) is not is_fall(label))}{text.removeprefix(word).removeprefix('了')}"


def spoken(text: str, label: str) -> str:
    """A change with what it is of: 收到提案比上年减少7件 of -7件, however its label says it.

    >>> spoken("-7件", "收到提案比上年增减"), spoken("-9.4%", "收到提案增减"), spoken("-9.4%", "收到提案增长")
    ('收到提案比上年减少7件', '收到提案下降9.4%', '收到提案下降9.4%')
    """
    match = re.fullmatch(_SHAPE, label) if text.startswith("-") else None
    if match is None:
        return f"{label}{text}"
    stem = label.removesuffix(match[2])
    return f"{stem}{FALL_OF.get(match[2], '下降' if text.endswith('%') else '减少')}{text.removeprefix('-')}"


def has_sign(label: str) -> bool:
    """Whether a label says a change by a number that is negative where there was less.

    >>> has_sign("收到提案比上年增加"), has_sign("受理案件减少"), has_sign("收到提案")
    (True, False, False)
    """
    return bool(base_of(label)) and not is_fall(label)


def is_fall(label: str) -> bool:
    """Whether a label says by how much something fell, so that the number of a fall is positive: 受理案件减少."""
    match = _shape(label)
    return match is not None and match[2] in RISE_OF


def opposite(word: str, kind: str) -> str:
    """The word for a change the other way, of a count or a rate; empty where there is none."""
    if (word, kind) == ("下降", "rate"):
        return "增长"
    return FALL_OF.get(word) or RISE_OF.get(word, "")


def cure(found: Finding, label: str, id: str) -> str:
    """The cure for a value that was found wrong; what says how much more or less there was may be negative."""
    match = re.match(_SHAPE, label) if found.code == "F109" else None
    word = match[2] if match else ""
    other = opposite(word, "count")
    if not other:
        return (
            f"{found.cure}；它说的是增减，在指标目录里它那一行加上 kind: amount，就可以是负数" if word else found.cure
        )
    return (
        f"它说的是增减，可以是负数：在指标目录里它那一行加上 kind: amount，"
        f'模板里的“{word}{{{{ {id} }}}}”写成 {{{{ {id}|moved("{word}", "{other}") }}}}，由数据说增还是减；'
        f"几项合用一个“{word}”的，都写进同一个moved（见模板参考）"
    )
