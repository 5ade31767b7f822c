"""What a report says otherwise than the workspace that it is adopted into: both values, for people to look at."""

from collections.abc import Iterator

from report_cli.adopt.binding import Binding
from report_cli.adopt.bound import Fact

_TELLING = 4
"""Shorter labels are of one thing in one section only."""


def said(binding: Binding, year: int) -> Iterator[str]:
    """Figures of the report that have the label of a fact of this year that it does not print, with another value."""
    facts = binding.facts.values()
    known = [fact for fact in facts if fact.is_stated and fact.values and not fact.at]
    for fact in (each for each in facts if not each.is_known and each.at):
        for other in (each for each in known if _is_alike(fact, each)):
            place = "、".join(f"第{number}段" for number in fact.numbers)
            there = f"data/{year}.yaml里是{other.text}（{other.id}）"
            yield f"{other.label}：报告里是{fact.text}（{place}，记作{fact.id}），{there}"


def _is_alike(fact: Fact, other: Fact) -> bool:
    label = fact.label.partition("（")[0]
    is_one = label == other.label.partition("（")[0] and (fact.group == other.group or len(label) >= _TELLING)
    return is_one and (fact.kind, fact.unit, fact.is_plan) == (other.kind, other.unit, other.is_plan)
