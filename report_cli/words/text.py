"""What is judged: the paragraphs of a text, whatever file they come from, and what the text says of itself."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Literal, Self

from msgspec import Struct

from report_cli.sentences import CLAUSE_MARKS, STATEMENT_MARKS, sentences

Role = Literal["title", "heading", "body", "other"]
"""Other: cells of tables, and lines around the text (date, speaker, by-line)."""

HIDDEN = "\ue000"
"""Stands for a character of a quotation, a title or a set formula, where only the author's own words are judged."""

_ONES = "一二三四五六七八九十"
_NUMBERS = (
    re.compile(f"(?P<n>[{_ONES}]{{1,3}})(?P<mark>[、，,.．])"),
    re.compile(f"[（(](?P<n>[{_ONES}]{{1,3}})[）)](?P<mark>[、，,.．]?)"),
    re.compile("(?P<n>[0-9]{1,2})(?P<mark>[.．、])(?![0-9])"),
    re.compile("[（(](?P<n>[0-9]{1,2})[）)](?P<mark>[、，,.．]?)"),
)
"""How the headings of each level are numbered: 一、 （一） 1. （1）"""
_LONGEST_HEADING = 50
_QUOTATION = "“[^“”]*”|‘[^‘’]*’|『[^『』]*』|「[^「」]*」"
_QUOTED = re.compile(f"{_QUOTATION}|《[^《》]*》")
_QUOTATIONS = re.compile(_QUOTATION)
_PARTS = {"回顾": "review", "主要工作": "review", "安排": "plan", "打算": "plan", "任务": "plan", "计划": "plan"}


class Passage(Struct, frozen=True, dict=True):
    """A paragraph. `level`: that of a heading, from 1; `number`: how many characters of the text number it."""

    text: str
    role: Role = "body"
    level: int = 0

    @cached_property
    def sentences(self) -> list[tuple[int, str]]:
        """The sentences, each with where it begins."""
        return [(start, self.text[start:end]) for start, end in sentences(self.text)]

    @cached_property
    def bare(self) -> str:
        return hide(self.text)

    @cached_property
    def number(self) -> re.Match[str] | None:
        return next((match for pattern in _NUMBERS if (match := pattern.match(self.text))), None)

    @cached_property
    def depth(self) -> int:
        """The level of its number, from 1; 0 where it has none."""
        return next((level for level, pattern in enumerate(_NUMBERS, 1) if pattern.match(self.text)), 0)


def hide(text: str) -> str:
    """The text, what stands in quotation marks and 《》 hidden, each character in its place."""
    return _QUOTED.sub(_hidden, text) if any(sign in text for sign in "“《『「") else text


def hide_quotations(text: str) -> str:
    """The text, only what stands in quotation marks hidden."""
    return _QUOTATIONS.sub(_hidden, text) if any(sign in text for sign in "“『「") else text


def _hidden(match: re.Match[str]) -> str:
    return match[0][0] + HIDDEN * (len(match[0]) - 2) + match[0][-1]


class Text(Struct, frozen=True, dict=True):
    """All paragraphs. `year`: the year that a report reviews, where the data say so. `known`: its situations."""

    passages: tuple[Passage, ...]
    year: int = 0
    known: frozenset[str] | None = None

    @classmethod
    def of_lines(cls, lines: Iterable[str], year: int = 0) -> Self:
        """Of a text without styles: what begins with a number and has no sentence is a heading."""
        return cls(tuple(guessed(line) for line in lines), year)

    @cached_property
    def head(self) -> str:
        """How the text begins: there it says who speaks, and when."""
        return "\n".join(passage.text for passage in self.passages[:12])[:600]

    @cached_property
    def situations(self) -> frozenset[str]:
        """What is known of the text. 政协: it is a committee's own; 次年: it reviews the year before."""
        if self.known is not None:
            return self.known
        is_press = re.search("本报|记者|通讯员", self.head)
        is_ours = re.search("政协|政治协商会议", self.head)
        speaks = re.search("各位委员|工作报告|报告工作|工作要点|工作总结|工作回顾|履职情况", self.head)
        found = {"政协"} if is_ours and speaks and not is_press else set()
        given = re.search(r"(\d{4})年\d{1,2}月\d{1,2}日", self.head)
        reviewed = self.year or next((int(m[1]) for p in self.passages if (m := _REVIEW.search(p.text))), 0)
        if given and reviewed and int(given[1]) == reviewed + 1:
            found.add("次年")
        return frozenset(found)

    def parts(self) -> Iterator[tuple[int, Passage, str]]:
        """The passages, each with its number (from 0) and the part it stands in: review, plan or neither."""
        part = ""
        for number, passage in enumerate(self.passages):
            if passage.role == "heading" and passage.level <= 1:
                part = next((name for word, name in _PARTS.items() if word in passage.text), part)
            yield number, passage, part


_REVIEW = re.compile(r"(\d{4})年(?:度)?(?:主要)?工作(?:回顾|总结|情况)")


def guessed(line: str) -> Passage:
    text = line.strip()
    is_short = len(text) <= _LONGEST_HEADING and not re.search(f"[{STATEMENT_MARKS}]", text[:-1])
    passage = Passage(line)
    if is_short and passage.number and passage.number["mark"] != "，" and not text.endswith(("。", "；")):
        return Passage(line, "heading", passage.depth)
    return passage if re.search(f"[{CLAUSE_MARKS}]", text) else Passage(line, "other")
