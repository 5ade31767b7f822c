"""Figures of a line that say of one thing what it is, what it was, and how far that is apart, or of a whole its part.

196件，比上年增加42件、增长27.3%; 由30家增至45家; 196件，其中委员提案150件，占76.5%. Only the prose is read here, FIGURE
in the place of each figure; whether it adds up depends on the figures (see `arithmetic`). Where the words may speak
of something else, nothing is found.
"""

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from report_cli.document import FIGURE as F
from report_cli.sentences import sentences

_UP = "增加|增长|增多|上升|上涨|提高|提升|回升|扩大|净增|增收|增|升|涨|多|高"
_DOWN = "减少|下降|下滑|下跌|降低|回落|缩小|缩短|压减|净减|减收|减|降|跌|少|低"
_NOUNS = {"增幅": 1, "涨幅": 1, "增长率": 1, "增速": 1, "降幅": -1, "减幅": -1}
_LAST = "(?:上年度?|去年|上一年度?)(?:同期)?"
_OVER = f"(?:同比|[比较]{_LAST}(?:相比)?，?|[与和同]{_LAST}相比，?)"
_ALSO = "(?:净|又|再|还|共|也|实际|大幅|小幅|略|稳步)*"
_NEUTRAL = "(?:数量|总数|总量|总额|件数|人数|次数|规模|面积|金额|长度|里程)?"
_GENERIC = "(?:其|总|全部|全年|总数|总量|总额|总人数|总件数|比|比例|比重|总数的比例|总数的比重|全部的比例)?"
_VERBS = "立案|办复|办结|答复|出席|到会|参会"


class Change(Struct, frozen=True):
    """A figure, by its number in the line, that says how far two are apart: `sign` -1 where it fell."""

    figure: int
    sign: int


class Told(Struct, frozen=True):
    """What a line says of one thing, by the numbers of its figures.

    `now`: what it is; any figure of the line may be meant where `is_open`. `was`: -1 where that is not said.
    `factor`: how many times as much it has become, 1 for 持平; 0 where nothing such is said.
    """

    now: int
    was: int = -1
    changes: tuple[Change, ...] = ()
    factor: int = 0
    is_open: bool = False


class Share(Struct, frozen=True):
    """A part, its whole, and the rate that says which share it is, by their numbers in the line."""

    whole: int
    part: int
    rate: int


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    turned = "(?:增加|增长|上升|提高|提升|上涨|扩大|增|升|涨|减少|下降|降低|缩短|压减|回落|减|降)(?:到|至|为)了?"
    word = f"(?P<word>{_UP}|{_DOWN}|{'|'.join(_NOUNS)})(?:了|为|达到?)?"
    return {
        "turned": re.compile(f"[由从](?:{_LAST}|原来|年初|以前)?的?{F}{turned}{F}"),
        "beside": re.compile(f"{F}[（(，、]{_LAST}(?:为|是|的)?{F}[）)]?"),
        "over": re.compile(
            f"{F}[，、（(]?[比较]{_LAST}(?:的|[^，。；、{F}]{{1,6}})?{F}(?={_ALSO}(?:{_UP}|{_DOWN}|翻))"
        ),
        "reached": re.compile(
            f"[比较]{_LAST}的?{F}{_ALSO}(?:{_UP}|{_DOWN})了?{F}，(?:达到?|增至|升至|降至|减至|为){F}"
        ),
        "level": re.compile(f"{F}[，、]?[与和同]{_LAST}(?:的|[^，。；、{F}]{{1,6}})?{F}(?:相比)?持平"),
        "since": re.compile(f"{F}[）)]?[，、。（(]?{_NEUTRAL}(?={_OVER}{_ALSO}(?:{_UP}|{_DOWN}))"),
        "change": re.compile(f"[，、（(和]?{_OVER}?{_ALSO}{word}{F}[）)]?"),
        "doubled": re.compile("[，、]?(?:实现|正好|整整)?(?:了)?翻了?(?P<times>[一两二三])番(?=[，。；、）]|$)"),
        "share": re.compile(f"{F}[，、（(]?占{_GENERIC}的?(?:比例|比重)?(?:为|达到?)?{F}"),
        "rate": re.compile(f"(?P<verb>{_VERBS})[^，。；、{F}]{{0,6}}{F}[，、](?P=verb)率(?:为|是|达到?)?{F}"),
    }


def told(prose: str) -> tuple[Told, ...]:
    """What a line says of how its figures moved."""
    return tuple(dict.fromkeys(_told(prose))) if prose.count(F) > 1 else ()


def shares(prose: str) -> tuple[Share, ...]:
    """Which figures of a line are said to be shares of one before them in its sentence."""
    return tuple(dict.fromkeys(_shares(prose))) if prose.count(F) > 2 else ()


def _told(prose: str) -> Iterator[Told]:
    patterns = _patterns()
    for what in ("turned", "beside", "over", "level"):
        for found in patterns[what].finditer(prose):
            first, second = _numbers(prose, *found.span())
            now, was = (second, first) if what == "turned" else (first, second)
            changes, factor = _behind(prose, found.end())
            factor = 1 if what == "level" else factor
            if changes or factor:
                yield Told(now, was, changes, factor, is_open=what in ("over", "level"))
    for found in patterns["reached"].finditer(prose):
        was, change, now = _numbers(prose, *found.span())
        sign = 1 if re.search(f"(?:{_UP})了?{F}，", found.group()) else -1
        yield Told(now, was, (Change(change, sign),))
    for found in patterns["since"].finditer(prose):
        changes, _ = _behind(prose, found.end())
        if len(changes) > 1:
            yield Told(_numbers(prose, *found.span())[0], changes=changes, is_open=True)


def _numbers(prose: str, start: int, end: int) -> list[int]:
    """The numbers of the figures of a stretch."""
    first = prose.count(F, 0, start)
    return list(range(first, first + prose.count(F, start, end)))


def _behind(prose: str, at: int) -> tuple[tuple[Change, ...], int]:
    """The changes that follow a place at once, and how many times as much that is."""
    patterns, changes = _patterns(), list[Change]()
    while found := patterns["change"].match(prose, at):
        sign = _NOUNS.get(found["word"]) or (1 if re.fullmatch(_UP, found["word"]) else -1)
        changes.append(Change(_numbers(prose, *found.span())[0], sign))
        at = found.end()
    doubled = patterns["doubled"].match(prose, at)
    return tuple(changes), 2 ** "一二三".index(doubled["times"].replace("两", "二")) * 2 if doubled else 0


def _shares(prose: str) -> Iterator[Share]:
    patterns = _patterns()
    for start, end in sentences(prose):
        whole = prose.find("其中", start, end)
        if whole > 0 and (first := prose.count(F, 0, whole)) > prose.count(F, 0, start):
            for found in patterns["share"].finditer(prose, whole, end):
                yield Share(first - 1, *_numbers(prose, *found.span()))
        for found in patterns["rate"].finditer(prose, start, end):
            part, rate = _numbers(prose, *found.span())
            if part > prose.count(F, 0, start):
                yield Share(part - 1, part, rate)
