"""What lists and patterns cannot say of a sentence: functions that the files of rules name.

Each gives where it begins, where it ends, and what to write instead.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from report_cli.numerals.signs import ONES
from report_cli.words.rule import Rule, by_code

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
_STRONG = cache(
    lambda: re.compile(
        "显著|大幅度?|明显(?=[增提改好降减上下])|成倍|突飞猛进|翻天覆地|跨越式|空前|前所未有|突破性进展|"
        "历史性(?:成就|突破|变化)|质的飞跃"
    )
)


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


def adjacent_numbers(text: str, rule: Rule) -> Iterator[tuple[int, int, str]]:
    """4、5次 and 四、五次: two numbers that follow one another, for about so many."""
    for match in re.finditer(_ADJACENT, text) if "、" in text else ():
        first, last = (
            int(sign) if sign.isdigit() else ONES.find(sign.replace("两", "二")) + 1 for sign in match[1][::2]
        )
        if last == first + 1:
            yield *match.span(), f"{ONES[first - 1]}{ONES[last - 1]}{match[2]}"


_LOOSE = frozenset("的了和与及对把将以在为是着过并也都更从向由到被让使给就又还不已所等中上下区县市州旗")
"""Words of one character that stand between two others."""


_Typed = dict[str, list[tuple[str, str]]]


@cache
def _mistypings(listed: frozenset[str]) -> tuple[frozenset[str], _Typed, _Typed]:
    """Common words, and by the character that is right each word with what may be typed for the other one."""
    firsts: _Typed = {}
    lasts: _Typed = {}
    for entry in listed:
        word, _, typed = entry.partition(":")
        before, _, behind = typed.partition("/")
        firsts.setdefault(word[1], []).append((word, before))
        lasts.setdefault(word[0], []).append((word, behind))
    return by_code()["W227"].listed.union(entry[:2] for entry in listed), firsts, lasts


def mistyped(text: str, rule: Rule) -> Iterator[tuple[int, int, str]]:
    """A word of the list with one character that sounds or looks like the right one, where it stands by itself.

    `word:甲乙/丙丁`: what may be typed for its first character, and for its second.
    """
    words, firsts, lasts = _mistypings(rule.listed)
    for at in range(len(text) - 1):
        one, other = text[at], text[at + 1]
        right = next((word for word, typed in firsts.get(other, ()) if one in typed), "")
        right = right or next((word for word, typed in lasts.get(one, ()) if other in typed), "")
        if right and _is_apart(text, at, words):
            yield at, at + 2, right


def _is_apart(text: str, at: int, words: frozenset[str]) -> bool:
    """Whether the two characters there are no parts of other words: 意建 is, in 民意建言."""
    sides = (text[at - 1 : at], text[max(at - 2, 0) : at]), (text[at + 2 : at + 3], text[at + 2 : at + 4])
    return all(not "\u4e00" <= sign <= "\u9fff" or sign in _LOOSE or word in words for sign, word in sides)


CHECKS: dict[str, Check] = {
    "adjacent_numbers": adjacent_numbers,
    "mistyped": mistyped,
    "doubled_words": doubled_words,
    "strong_words": strong_words,
    "empty_words": empty_words,
    "blanks": blanks,
    "numbering_marks": numbering_marks,
}
