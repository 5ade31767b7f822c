"""What lists and patterns cannot say of a sentence: functions that the files of rules name.

Each gives where it begins, where it ends, and what to write instead.
"""

import re
from collections.abc import Callable, Iterator

from report_cli.words.rule import Rule

Check = Callable[[str, Rule], Iterator[tuple[int, int, str]]]


_DOUBLED = re.compile(r"(?=([\u4e00-\u9fff]{3})\1)|(?=([\u4e00-\u9fff]{2})\2)")


def doubled_words(text: str, rule: Rule) -> Iterator[tuple[int, int, str]]:
    """会议会议: a word of the list twice; longer ones (进一步进一步) too."""
    for match in _DOUBLED.finditer(text):
        word = match[1] or match[2]
        if word in rule.listed:
            yield match.start(), match.start() + 2 * len(word), word


_FIGURE = re.compile(
    r"\d|(?<![一二三四五六七八九十百千万亿两几数])[一二三四五六七八九十百千万亿两几数]++[个件次条名家倍成%分]"
)


_STRONG = re.compile("显著|大幅度?|明显(?=[增提改好降减上下])|成倍|突飞猛进|翻天覆地|跨越式")


def strong_words(text: str, rule: Rule) -> Iterator[tuple[int, int, str]]:
    """显著 and the like in a sentence without a figure."""
    if not _FIGURE.search(text):
        yield from ((*match.span(), "") for match in _STRONG.finditer(text))


def empty_words(text: str, rule: Rule) -> Iterator[tuple[int, int, str]]:
    """A phrase of the list in a sentence that has no figure and no name in it."""
    if _FIGURE.search(text) or "“" in text or "《" in text:
        return
    for word in rule.listed:
        at = text.find(word)
        if at >= 0:
            yield at, at + len(word), ""


_BLANK = re.compile(
    "(?<=[\u4e00-\u9fff，。；：、）》”])[ \xa0]+(?=[\u4e00-\u9fff0-9（《“])|(?<=[0-9%])[ \xa0]+(?=[\u4e00-\u9fff])"
)


def blanks(text: str, rule: Rule) -> Iterator[tuple[int, int, str]]:
    """A blank beside a Chinese character, in a sentence: a by-line or a signature has no mark."""
    if re.search("[，。；！？]", text):
        for match in _BLANK.finditer(text):
            yield max(match.start() - 1, 0), match.end() + 1, ""


_NUMBERING = (
    (
        re.compile(
            "(?:^|(?<=[。；：]))\\s*([（(](?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[）)])[、，.．：](?=[\u4e00-\u9fff“《])"
        ),
        "",
    ),
    (re.compile("^\\s*([一二三四五六七八九十]{1,3})[，.．](?=[\u4e00-\u9fff“《])"), "、"),
    (re.compile("^\\s*([0-9]{1,2})、(?=[\u4e00-\u9fff“《])(?![个件次名月日条位])"), "."),
    (re.compile("(?:^|(?<=[。；：]))(第[一二三四五六七八九])、(?!第)(?=[\u4e00-\u9fff“《])"), "，"),
    (re.compile("(?:^|(?<=[。；：]))(首先|其次|再次|最后)、(?=[\u4e00-\u9fff“《])"), "，"),
)


def numbering_marks(text: str, rule: Rule) -> Iterator[tuple[int, int, str]]:
    """（一）、 一， 1、 第一、 at the head of a sentence or a clause."""
    for pattern, mark in _NUMBERING:
        yield from ((match.start(1), match.end(), match[1] + mark) for match in pattern.finditer(text))


CHECKS: dict[str, Check] = {
    "doubled_words": doubled_words,
    "strong_words": strong_words,
    "empty_words": empty_words,
    "blanks": blanks,
    "numbering_marks": numbering_marks,
}
