"""A text laid out for comparing: without blanks, in pieces, in sentences, each character still knowing where it stands.

Programs add and drop blanks when they save, and compose characters differently; neither is an edit. Numbers are one
piece with marker and unit, names that the report prints are one, all else is cut into characters: compared piece by
piece, a figure is the same or another, never half of each.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct, field

Offsets = tuple[int, int]
"""From one character of a text to before another."""

# White space, the full-width too, and what nobody can see: joiners, zero-width spaces, soft hyphens.
_BLANK = r"\s\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
_BLANKS, _WORDS = re.compile(f"[{_BLANK}]+"), re.compile(f"[^{_BLANK}]+")


def normalized(text: str) -> str:
    """A text in the form in which each character is one (NFC)."""
    return unicodedata.normalize("NFC", text)


def without_blanks(text: str) -> str:
    """What two texts have in common that differ in blanks only."""
    return _BLANKS.sub("", normalized(text))


def bigrams(text: str) -> set[str]:
    """The pairs of neighbouring characters: what similar texts have in common, whatever their order."""
    return {first + second for first, second in pairwise(text)}


class Span(Struct, frozen=True, gc=False, order=True):
    """A stretch of a text: its line or paragraph (from 0), and its characters there from `start` to before `end`."""

    line: int
    start: int
    end: int

    @property
    def characters(self) -> range:
        return range(self.start, self.end)


class CompactText(Struct, frozen=True, gc=False):
    """The characters of one or more lines without blanks.

    `positions`: of each character the line, and where it is there.
    """

    text: str
    positions: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, lines: Mapping[int, str]) -> CompactText:
        """The text of lines, given by their numbers.

        >>> CompactText.of({4: "265 件"})
        CompactText(text='265件', positions=((4, 0), (4, 1), (4, 2), (4, 4)))
        """
        words = ((number, word) for number, text in lines.items() for word in _WORDS.finditer(text))
        positions = tuple((number, at) for number, word in words for at in range(*word.span()))
        return cls("".join(lines[number][at] for number, at in positions), positions)

    @classmethod
    def joined(cls, parts: Sequence[CompactText]) -> CompactText:
        return cls("".join(part.text for part in parts), tuple(at for part in parts for at in part.positions))

    def part(self, start: int, end: int) -> CompactText:
        return CompactText(self.text[start:end], self.positions[start:end])

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """Where a part of the text stands, line by line, with the blanks in it.

        >>> CompactText.of({4: "265 件", 5: "立案"}).spans(2, 5)
        (Span(line=4, start=2, end=5), Span(line=5, start=0, end=1))
        """
        found: dict[int, Span] = {}
        for line, at in self.positions[start:end]:
            found[line] = Span(line, found[line].start if line in found else at, at + 1)
        return tuple(found.values())

    def find(self, span: Span) -> tuple[int, int] | None:
        """The part of the text that a stretch of a line is, its blanks left out; None where nothing is left of it.

        The lines have to be in order.

        >>> CompactText.of({4: "265 件", 5: "立案"}).find(Span(4, 0, 5))
        (0, 4)
        """
        start, end = (bisect_left(self.positions, (span.line, edge)) for edge in (span.start, span.end))
        return (start, end) if start < end else None


# Pieces ---------------------------------------------------------------------------------------------------------------

# Units of the trade, beside those of the catalogue. Longer ones first, as they are looked for.
_UNITS = (
    "个百分点 百分点 平方公里 平方米 立方米 人次 件次 场次 家次 批次 期次 户次 周年 小时 公里 公顷 万元 亿元 万吨 万亩 "
    "件 条 次 场 家 名 位 人 期 篇 项 个 份 册 辑 批 种 类 处 所 支 户 台 套 座 轮 级 倍 "
    "年 月 日 天 周 岁 亩 吨 元 幅 间 组 ％ % ‰"
).split()
_BEFORE = "将近|接近|大约|不足|不到|至少|最多|多达|不少于|不超过|超过|近|约|逾|超"
_AFTER = "左右|以上|以下|以内|上下"
_DIGIT = "0-9０-９"
_SIGNS = "〇零一二三四五六七八九十百千万亿两"
_DATE = rf"(?:[{_DIGIT}]{{2,4}}年)?[{_DIGIT}]{{1,2}}月(?:[{_DIGIT}]{{1,2}}[日号])?|[{_DIGIT}]{{4}}年"


@lru_cache(maxsize=8)
def _numeral(units: tuple[str, ...]) -> re.Pattern[str]:
    unit = "|".join(map(re.escape, sorted({*units, *_UNITS}, key=len, reverse=True)))
    digits = rf"[-－]?[{_DIGIT}]+(?:,[{_DIGIT}]{{3}}(?![{_DIGIT}]))*(?:[.．][{_DIGIT}]+)*"
    number = rf"(?:{digits})[万亿千百十]*(?:余|多)?(?:{unit})?"
    # No numeral in words is longer: so a text of nothing but such signs is read in one go.
    signs = rf"[{_SIGNS}]{{1,24}}+"
    rate = rf"百分之{signs}(?:点{signs})?"
    spoken = rf"[{_SIGNS}几数]{{1,24}}(?:点{signs})?(?:余|多)?(?:{unit})"
    single = rf"(?:{_BEFORE})?(?:{_DATE}|{number}|{rate}|{spoken})(?:{_AFTER})?"
    return re.compile(rf"{single}(?:[—–\-~～至到]+{single})?")


class Token(Struct, frozen=True, gc=False):
    """A piece of a text, from character `start`; `figure` is the number of the bound figure that it is, if any."""

    text: str
    start: int
    figure: int = -1
    is_number: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class Words(Struct, frozen=True):
    """What is to be kept whole: the names that a report prints, and the units of its numbers."""

    names: dict[str, list[str]] = field(default_factory=dict)
    units: tuple[str, ...] = ()

    @classmethod
    def of(cls, names: Iterable[str], units: Iterable[str]) -> Words:
        by_start: dict[str, list[str]] = {}
        for name in sorted({name for name in names if len(name) > 1}, key=len, reverse=True):
            by_start.setdefault(name[:2], []).append(name)
        return cls(by_start, tuple(sorted({unit for unit in units if unit})))

    def tokens(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
        """The pieces of a text between two positions.

        The longest name or number that begins at a position is one piece.
        """
        end = len(text) if end is None else end
        numeral = _numeral(self.units)
        while start < end:
            match = numeral.match(text, start, end)
            number = match.group() if match else ""
            name = next((n for n in self.names.get(text[start : start + 2], ()) if text.startswith(n, start, end)), "")
            if len(name) > len(number):
                token = Token(name, start, is_number=is_number(name))
            else:
                token = Token(number or text[start], start, is_number=bool(number))
            yield token
            start = token.end

    def around(self, text: str, figures: Mapping[int, tuple[int, int]]) -> Iterator[Token]:
        """The pieces of a text in which figures are known: by their numbers, where each starts and ends."""
        start = 0
        for number, (first, last) in figures.items():
            yield from self.tokens(text, start, first)
            yield Token(text[first:last], first, number, is_number(text[first:last]))
            start = last
        yield from self.tokens(text, start)


@lru_cache(maxsize=4096)
def is_number(text: str) -> bool:
    """Whether a figure is a number, a rate or a date, and not a name.

    >>> is_number("近300条"), is_number("“三标”活动"), is_number("5G")
    (True, False, False)
    """
    return any(pattern.fullmatch(text) for pattern in (_numeral(()), _UNKNOWN_UNIT, _BARE))


# In a unit that we do not know, or a change (增加25件).
_UNKNOWN_UNIT = re.compile(
    rf"(?:增加|减少|增长|下降|提高|降低|上升)?(?:{_BEFORE})?[-－]?[{_DIGIT}][{_DIGIT}.．%％]*[\u4e00-\u9fff]{{0,5}}"
)

# In words and without a unit, which stands in the prose after it: 五 in 五个表率.
_BARE = re.compile(f"[{_SIGNS}]+")


def number_parts(text: str) -> tuple[str, str, str]:
    """A number's marker before it, its digits, and what follows them; digits empty where it has none."""
    digits = re.search(rf"[{_DIGIT}](?:[{_DIGIT}.．,]*[{_DIGIT}])?", text)
    return (text[: digits.start()], digits.group(), text[digits.end() :]) if digits else ("", "", text)


# Sentences -----------------------------------------------------------------------------------------------------------

SENTENCE_END = "。！？!?\n"
# Quotation marks are part of a clause.
_MARK = re.compile(r"[\W_](?<![“”《》])")


_LONGEST = 500  # characters of a sentence on either side


def sentence(text: str, start: int, end: int) -> str:
    """The sentence, or the sentences, that a stretch of a text stands in; of one without end what is near.

    >>> sentence("收到265件。立案224件。", 10, 14)
    '立案224件。'
    """
    nearest, farthest = max(start - _LONGEST, 0), min(end + _LONGEST, len(text))
    first = max(text.rfind(mark, nearest, start) for mark in SENTENCE_END) + 1
    ends = [at + 1 for mark in SENTENCE_END if (at := text.find(mark, end, farthest)) >= 0]
    return text[first or nearest : min(ends, default=farthest)].strip()


def clause_end(text: str) -> str:
    """The words that a text ends with, back to the nearest mark.

    >>> clause_end("收到提案265件，在“万人助万企”活动中走访")
    '在“万人助万企”活动中走访'
    """
    return _MARK.split(text)[-1]
