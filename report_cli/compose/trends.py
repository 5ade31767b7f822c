"""Words near a figure that say how it moved: 由300件降至265件, 265件，与上年持平, 比上年的300件多.

Only the prose is examined here; whether it is true depends on the figures (see `beside`). Where the words may speak of
something else (增幅, 不再增加), nothing is found.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from msgspec import Struct

from report_cli.document import FIGURE

_UP = "增长 增加 提高 上升 上涨 提升 回升 攀升 增多 走高 上扬".split()
_DOWN = "减少 下降 降低 下滑 回落 下跌 滑落 走低 缩减 缩小".split()
_LAST = "(?:上一?年|去年)(?:同期)?"
_SOMEHOW = (
    "(?:有所|略有|稍有|略|稍|明显|大幅|小幅|显著|稳步|持续|继续|基本|大体|总体|大致|有较大幅?度?|有一定|都|均|又|再)"
)
_END = "(?=[，。；！？）])"
_OTHER_BASE = "来|届|初|当时|原来|最|从|由|自"


class Move(Struct, frozen=True):
    """What words say of a figure: `direction` 1, 0 or -1.

    `what`: "reached" it from the figure right before it, or from last year's if none stands there; "since" last year;
    "over" last year's, which the figure is; "change", which the figure is, told after a comma.
    """

    what: Literal["reached", "since", "over", "change"]
    word: str
    direction: int
    follows_figure: bool = False


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    up, down = "|".join(_UP), "|".join(_DOWN)
    moved = f"(?:(?P<up>{up})|(?P<down>{down})|(?P<level>持平))了?"
    over = "(?:(?P<up>多于|高于|超过|超出|超)|(?P<down>少于|低于|不及|不足))"
    return {
        "reached": re.compile(
            f"(?P<from>^[的，]?{_SOMEHOW}?)?(?:(?P<up>{up}|[增升提涨])|(?P<down>{down}|[减降跌]))(?:到|至|为|成)了?$"
        ),
        "since": re.compile(f"[，、]?(?:[比较与和同]{_LAST}(?:相比)?，?|同比){_SOMEHOW}*{moved}{_END}"),
        "beyond": re.compile(f"[，、]{over}{_LAST}{_END}"),
        "over": re.compile(f"(?:(?P<up>[多高]|增加|增长|上升|提高)|(?P<down>[少低]|减少|下降|降低))了?{_END}"),
        "above": re.compile(f"{over}{_LAST}的?$"),
        "change": re.compile(f"(?<![不没未无再幅率速]){moved}，?$"),
    }


def may_move(before: str, after: str) -> bool:
    """A look at single characters, as nearly all prose says no such thing beside a figure."""
    is_since = after[:1] in tuple("，、比较同与和") and not {"上", "去", "同"}.isdisjoint(after[:7])
    return is_since or before.endswith(("，", "平", "到", "至", "为", "成", "年", "的"))


def moves(prose: str) -> tuple[Move, ...]:
    """What the words around a figure, FIGURE in its place, say of how it moved."""
    before, _, after = prose.partition(FIGURE)
    return tuple(_moves(before, after)) if may_move(before, after) else ()


def _moves(before: str, after: str) -> Iterator[Move]:
    patterns = _patterns()
    if found := patterns["reached"].search(before):
        follows = found.start() == 0 and found["from"] is not None
        if follows or not re.search(_OTHER_BASE, before):
            yield _move("reached", found, follows=follows)
    for what in ("since", "beyond"):
        if found := patterns[what].match(after):
            yield _move("since", found)
    if re.search(f"[比较]{_LAST}的?$", before) and (found := patterns["over"].match(after)):
        yield _move("over", found)
    if found := patterns["above"].search(before):
        yield _move("over", found)
    if before.endswith(("，", "持平")) and (found := patterns["change"].search(before)):
        yield _move("change", found)


def _move(what: Literal["reached", "since", "over", "change"], found: re.Match[str], *, follows: bool = False) -> Move:
    parts = found.groupdict()
    direction = 1 if parts["up"] else -1 if parts["down"] else 0
    return Move(what, parts["up"] or parts["down"] or "持平", direction, follows)
