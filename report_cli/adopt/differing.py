"""What a report says otherwise than the workspace that it is adopted into: both values, for people to look at."""

import re
from collections.abc import Iterator

from report_cli.adopt.binding import Binding
from report_cli.adopt.bound import Fact

_SESSION = re.compile("次(全体会议|会议|全会)$")
_TELLING = 4
"""Shorter labels are of one thing in one section only."""


def said(binding: Binding, year: int) -> Iterator[str]:
    """Figures of the report that have the label of a fact of this year that it does not print, with another value."""
    facts = binding.facts.values()
    known = [fact for fact in facts if fact.is_stated and fact.values and not fact.at]
    for fact in (each for each in facts if not each.is_known and each.at):
        alike = [each for each in known if _is_alike(fact, each) or binding.instead.get(fact.id) == each.id]
        if any(_says_the_same(fact.text, each.text) for each in alike):
            continue  # what is called the same and says something else is another thing
        for other in alike:
            place = "、".join(f"第{number}段" for number in fact.numbers)
            there = f"data/{year}.yaml里是{other.text}（{other.id}）"
            yield f"{other.label}：报告里是{fact.text}（{place}，记作{fact.id}），{there}"


def _is_alike(fact: Fact, other: Fact) -> bool:
    label = fact.label.partition("（")[0]
    is_one = label == other.label.partition("（")[0] and (fact.group == other.group or len(label) >= _TELLING)
    is_one = is_one and _kind_of_session(fact.text) == _kind_of_session(other.text)
    return is_one and (fact.kind, fact.unit, fact.is_plan) == (other.kind, other.unit, other.is_plan)


def _says_the_same(text: str, other: str) -> bool:
    """Whether two texts say the same, or name one session, with its term or without: 十一届四次会议, 第四次会议."""
    short, long = sorted((text, other), key=len)
    return short == long or (_SESSION.search(short) is not None and long.endswith(short.removeprefix("第")))


def _kind_of_session(text: str) -> str:
    match = _SESSION.search(text)
    return match[1].replace("全体会议", "会议") if match else ""
