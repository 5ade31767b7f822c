"""Whether words before a figure say that it counts something else: 未立案 before what was filed, 每月 before a year's.

Only the prose is examined here; whether it is wrong depends on the fact's label (see `beside`).
"""

import re
from collections.abc import Iterator
from operator import add
from typing import Literal

from msgspec import Struct

_NOT = "尚未 仍未 并未 未予 未能 未曾 未获 未被 未经 未 没有 没 不予 不再 不被 不 拒绝 拒不 无 非".split()
_LINKS = tuple("的 了 为 达 达到 有 是 共 共有 共计 总计 合计 数 总数 票 票数 人数 件数 提案 事项 建议".split())
"""What may stand between such words and the figure."""
_OPPOSITE = [
    frozenset(words.split())
    for words in (
        "赞成 反对 弃权",
        "出席 缺席",
        "参会 缺席",
        "到会 缺席",
        "立案 撤案 退案 并案",
        "采纳 驳回 退回",
        "通过 否决",
        "收入 支出",
        "结余 超支",
        "流入 流出",
        "加入 退出",
        "入选 落选",
        "当选 落选",
        "合格 超标",
        "盈利 亏损",
        "办结 在办 待办",
        "办复 在办 待办",
        "开工 停工",
    )
]
_OTHERS = tuple(sorted(set().union(*_OPPOSITE)))
_EACH = "每[年月季周天日次场届期轮批项条篇件个名位人家户]度?|[平人户家年月季周日场次件]均(?:每.)?"
_LAST = "上一?年度?|前年"
_CHANGED = "增长|增加|提高|上升|提升|减少|下降|降低|下滑|[多少增减升降]"
_DOWN = "减少了? 下降了? 降低了? 回落了? 减 降 跌".split()
_UP = "增加了? 增长了? 提高了? 提升了? 上升了? 增".split()

Says = Literal["negated", "opposite", "each", "last", "less", "more", "changed", "over"]


class Claim(Struct, frozen=True):
    """What a word before a figure says of it; `of`: the word that it says so of, if any (立案 of 未立案)."""

    says: Says
    word: str
    of: str = ""

    def is_untrue(self, label: str, meaning: str) -> bool:
        """Whether a fact of that label, and of what the catalogue says beside it, is not what the words say."""
        match self.says:
            case "negated":
                return self.of in label and not any(word in label + meaning for word in _NOT)
            case "opposite":
                groups = [group for group in _OPPOSITE if self.word in group]
                return self.word not in label + meaning and any(other in label for group in groups for other in group)
            case "each":
                return not any(word in label + meaning for word in ("每", "均"))
            case "last":
                return not any(word in label + meaning for word in ("上年", "去年", "上一年", "前年", "同期", "结转"))
            case "changed":
                return not any(
                    word in label + meaning
                    for word in ("增", "减", "升", "降", "涨", "跌", "提高", "差", "上年", "去年")
                )
        return len(self.of) > 1 and label.endswith(self.of)


def claims(before: str) -> tuple[Claim, ...]:
    """What the prose before a figure says of it."""
    return tuple(_claims(before)) if may_claim(before) else ()


def may_claim(before: str) -> bool:
    """Whether prose may say such a thing at its end: a look at single characters, as nearly all of it says nothing."""
    end = before[-12:]
    return before.endswith(_ENDS) or not _SIGNS.isdisjoint(end) or not _WORDS_BEGIN.isdisjoint(map(add, end, end[1:]))


_ENDS = tuple("上 减 降 跌 增 低 落 高 升 减少 下降 减少了 下降了 增加 增长 增加了 增长了 低了 落了 高了 升了".split())
_SIGNS = frozenset("未没不拒无非每均")
_WORDS_BEGIN = frozenset(word[:2] for word in (*_OTHERS, "上年", "上一年", "前年", "去年", "同比"))


# After these the words belong to another clause: 不仅立案, 未立案和已立案.
_OF = "(?P<of>[^，。；、：！？和与及或而但并已外除仅只单]{2,6})$"
_AFTER_WORD = f"(?:{'|'.join(_LINKS)})*$"
# Each with signs one of which is in all that it finds: a pattern is compiled where a text needs it.
_PATTERNS: dict[Says, tuple[str, str]] = {
    "negated": ("未没不拒无非", f"(?P<word>{'|'.join(_NOT)}){_OF}"),
    "each": ("每均", f"(?P<word>{_EACH}){_AFTER_WORD}"),
    "last": (
        "年",
        f"(?<![比较同与和跟过于超占为出近到])(?P<word>{_LAST}){_AFTER_WORD}|(?<=[过于及同与和跟比])(?P<other>{_LAST})的$",
    ),
    "less": ("减降跌落", f"(?P<of>..)(?P<word>{'|'.join(_DOWN)})$"),
    "more": ("增高升", f"(?P<of>..)(?P<word>{'|'.join(_UP)})$"),
    "changed": (
        "上去同",
        f"(?:[比较](?:上一?年|去年)(?:同期)?|同比)[^，。；、]{{0,6}}?(?P<word>{_CHANGED})(?:[了达约近]|将近)*$",
    ),
    "over": ("上", "(?P<of>..)(?P<word>上)$"),
}


def _claims(before: str) -> Iterator[Claim]:
    for says, (signs, pattern) in _PATTERNS.items():
        if not set(signs).isdisjoint(before) and (found := re.search(pattern, before)):
            of = found.groupdict().get("of", "")
            # 未立案的提案: what is negated is the verb.
            yield Claim(says, found["word"] or found["other"], of[:2] if says == "negated" else of)
    end = before
    while end.endswith(_LINKS):
        end = end.removesuffix(next(link for link in _LINKS if end.endswith(link)))
    if word := next((word for word in _OTHERS if end.endswith(word)), ""):
        yield Claim("opposite", word)
