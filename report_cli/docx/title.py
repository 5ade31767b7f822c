"""Breaks lines of the head that are too long for the page, between words that belong apart.

A title of several lines has the shape of a trapezium or a lozenge, never of a rectangle or an hourglass (GB/T 9704,
7.3.1); words stay whole, and no line has only a word or two. Lines that the template breaks stay as they are, unless
one of them is itself too long.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, combinations, islice, pairwise

from msgspec.structs import replace

from report_cli.document import Run, text_of
from report_cli.layout.layout import widest

BREAK = "\n"
MOST_LINES = 3

# What must not be parted: quotations, names of papers, brackets; numbers with their units, Latin words.
_WHOLE = r"“[^”]*”|《[^》]*》|（[^）]*）|[\d.]+(?:%|[万亿]?\w)?|[A-Za-z][A-Za-z0-9]*"
# 第十届, 十届二次: looked for where a text has one of these signs, as its characters take a while to compile.
_ORDINAL = "第[〇一二三四五六七八九十百\\d]+[届次期号]?|[一二三四五六七八九十]+届[一二三四五六七八九十]+次"
_SIGNS = frozenset("第届")
_WORDS = (
    "中国人民政治协商会议 "
    "常务委员会 委员 委员会 常委 常委会 政协 会议 工作 报告 提案 情况 意见 建议 方案 决议 决定 办法 调研 视察 协商 "
    "监督 发展 经济 环境 质量 平台 基层 推进 推动 加强 关于 以来 期间"
).split()
# Where the sense pauses: at blanks most of all, then after and before such words.
_BLANK = re.compile("[\u3000 ]+")
_AFTER = tuple("中国人民政治协商会议 委员会 常委会 以来 期间 的 和 与 及 、 ， ； ： ” 》 ）".split())
_BEFORE = tuple("关于 工作报告 在 —— “ 《 （".split())
_CLOSING, _OPENING = "、，。；：！？”’》〉）】…—％%", "“‘《〈（【—"

_AT_BLANK, _AT_PAUSE, _ANYWHERE = 0.0, 1.0, 8.0
_BAD_SHAPE = 20.0
# A short line beside a long one: as long as this share of it is best, less than the other is a left-over word.
_BEST_SHARE, _LEAST_SHARE = 0.7, 0.35


def broken(runs: Sequence[Run], character: int, room: int) -> list[Run]:
    """The runs with line breaks, in place of blanks where those stand, if together they are wider than `room`.

    `character` is the width of a Chinese character, both in twips. A bound run stays whole.
    """
    text = text_of(runs)
    if not room < widest(text, character) <= room * MOST_LINES:
        return list(runs)
    ends = accumulate(len(run.text) for run in runs)
    bound = tuple((end - len(run.text), end) for run, end in zip(runs, ends, strict=True) if run.fact)
    letters = list(text)
    for end, begin in _best_cuts(text, bound, character, room):
        letters[end:begin] = [""] * (begin - end)
        letters[end] = BREAK + letters[end]
    printed = iter(letters)
    return [replace(run, text="".join(islice(printed, len(run.text)))) for run in runs]


@lru_cache(maxsize=256)
def _best_cuts(text: str, bound: tuple[tuple[int, int], ...], character: int, room: int) -> tuple[tuple[int, int], ...]:
    """Where to cut: the end of each line and the beginning of the next. None where no division fits."""
    breaks = _breaks(text, bound)
    best: tuple[float, tuple[tuple[int, int], ...]] = (float("inf"), ())
    for number in range(1, min(MOST_LINES, len(breaks) + 1)):
        for cuts in combinations(breaks, number):
            edges = [0, *(edge for cut in cuts for edge in cut), len(text)]
            widths = [widest(text[start:end], character) for start, end in zip(edges[::2], edges[1::2], strict=True)]
            if max(widths) <= room:
                cost = sum(breaks[cut] for cut in cuts) + _shape_cost(widths, character)
                best = min(best, (cost, cuts))
        # One line more is worth it where words would be cut.
        if best[0] < _ANYWHERE:
            break
    return best[1]


def _breaks(text: str, bound: Sequence[tuple[int, int]]) -> dict[tuple[int, int], float]:
    """Where a line may end and the next begin, with what it costs the sense."""
    whole = [*bound, *(match.span() for match in re.finditer(_WHOLE, text))]
    if not _SIGNS.isdisjoint(text):
        whole += [match.span() for match in re.finditer(_ORDINAL, text)]
    blanks = dict(match.span() for match in _BLANK.finditer(text))
    breaks = {}
    for at in range(1, len(text)):
        if any(start < at < end for start, end in whole) or _is_in_a_word(text, at):
            continue
        if at in blanks:
            breaks[at, blanks[at]] = _AT_BLANK
        elif text[at] not in _CLOSING and text[at - 1] not in _OPENING and not _BLANK.match(text, at - 1):
            is_pause = text.endswith(_AFTER, 0, at) or text.startswith(_BEFORE, at)
            breaks[at, at] = _AT_PAUSE if is_pause else _ANYWHERE
    return breaks


def _is_in_a_word(text: str, at: int) -> bool:
    return any(word in text[max(at - len(word) + 1, 0) : at + len(word) - 1] for word in _WORDS)


def _shape_cost(widths: Sequence[int], character: int) -> float:
    """How far lines of such widths are from a trapezium or a lozenge."""
    steps = [after - before for before, after in pairwise(widths)]
    is_trapezium = min(steps) >= character or max(steps) <= -character
    # Of three lines, the most that there are, the middle one is the longest.
    is_lozenge = steps[0] >= character and steps[-1] <= -character
    share = min(widths) / max(widths)
    cost = abs(share - _BEST_SHARE) + len(widths)
    return cost if (is_trapezium or is_lozenge) and share >= _LEAST_SHARE else cost + _BAD_SHAPE
