"""What lists and patterns cannot say of a sentence: functions that the files of rules name.

Each gives where it begins, where it ends, and what to write instead.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from report_cli.words.rule import Rule

Check = Callable[[str, Rule], Iterator[tuple[int, int, str]]]


# Compiled when a text needs them: it takes a millisecond.
_DOUBLED = cache(lambda: re.compile(r"(?=([\u4e00-\u9fff]{3})\1)|(?=([\u4e00-\u9fff]{2})\2)"))


def doubled_words(text: str, rule: Rule) -> Iterator[tuple[int, int, str]]:
    """会议会议: a word of the list twice; longer ones (进一步进一步) too."""
    for match in _DOUBLED().finditer(text):
        word = match[1] or match[2]
        if word in rule.listed:
            yield match.start(), match.start() + 2 * len(word), word


_SIGNS = "一二三四五六七八九十百千万亿两几数"
_FIGURE = cache(lambda: re.compile(rf"\d|(?<![{_SIGNS}])[{_SIGNS}]++[个件次条名家倍成%]"))
_STRONG = cache(lambda: re.compile("显著|大幅度?|明显(?=[增提改好降减上下])|成倍|突飞猛进|翻天覆地|跨越式"))


def strong_words(text: str, rule: Rule) -> Iterator[tuple[int, int, str]]:
    """显著 and the like in a sentence without a figure."""
    if not _FIGURE().search(text):
        yield from ((*match.span(), "") for match in _STRONG().finditer(text))


def empty_words(text: str, rule: Rule) -> Iterator[tuple[int, int, str]]:
    """A phrase of the list in a sentence that has no figure and no name in it."""
    if _FIGURE().search(text) or "“" in text or "《" in text:
        return
    for word in rule.listed:
        at = text.find(word)
        if at >= 0:
            yield at, at + len(word), ""


_BLANK = cache(
    lambda: re.compile(r"(?<=[^\x00-\xff])[ \xa0]+(?=[^\x00-\xff]|[0-9])|(?<=[0-9%])[ \xa0]+(?=[\u4e00-\u9fff])")
)


def blanks(text: str, rule: Rule) -> Iterator[tuple[int, int, str]]:
    """A blank beside a Chinese character, in a sentence: a by-line or a signature has no mark."""
    if (" " in text or "\xa0" in text) and re.search("[，。；！？]", text):
        for match in _BLANK().finditer(text):
            yield max(match.start() - 1, 0), match.end() + 1, ""


_NUMBERING = (
    (r"(?:^|(?<=[。；：]))\s*([（(](?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[）)])[、，.．：](?=[^\x00-\xff])", ""),
    (r"^\s*([一二三四五六七八九十]{1,3})[，.．](?=[^\x00-\xff])", "、"),
    (r"^\s*([0-9]{1,2})、(?=[^\x00-\xff])(?![个件次名月日条位])", "."),
    (r"(?:^|(?<=[。；：]))(第[一二三四五六七八九])、(?![第一二三四五六七八九十])(?=[^\x00-\xff])", "，"),
    (r"(?:^|(?<=[。；：]))(首先|其次|再次|最后)、(?=[^\x00-\xff])", "，"),
)
"""Numbers with a wrong mark behind them, and the right mark."""


def numbering_marks(text: str, rule: Rule) -> Iterator[tuple[int, int, str]]:
    """（一）、 一， 1、 第一、 at the head of a sentence or a clause."""
    for pattern, mark in _NUMBERING:
        yield from ((match.start(1), match.end(), match[1] + mark) for match in re.finditer(pattern, text))


_ADJACENT = (
    r"(?<![第〇一二三四五六七八九十百千万\d、.至—-])([1-9]、[1-9]|[一二两三四五六七八九]、[二三四五六七八九])"
    "(次|个(?!月)|件|家|天|种|人|场|倍|十|百|千|万)(?!、)"
)
_ONES = "一二三四五六七八九"


def adjacent_numbers(text: str, rule: Rule) -> Iterator[tuple[int, int, str]]:
    """4、5次 and 四、五次: two numbers that follow one another, for about so many."""
    for match in re.finditer(_ADJACENT, text) if "、" in text else ():
        first, last = (
            int(sign) if sign.isdigit() else _ONES.find(sign.replace("两", "二")) + 1 for sign in match[1][::2]
        )
        if last == first + 1:
            yield *match.span(), f"{_ONES[first - 1]}{_ONES[last - 1]}{match[2]}"


CHECKS: dict[str, Check] = {
    "adjacent_numbers": adjacent_numbers,
    "doubled_words": doubled_words,
    "strong_words": strong_words,
    "empty_words": empty_words,
    "blanks": blanks,
    "numbering_marks": numbering_marks,
}
