"""What follows from two years' figures from the next year on: this year states it, as no year before it is known.

收到提案312件，比上年增加24件、增长8.3%; a column 上年件数.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from report_cli.adopt import reckoning
from report_cli.adopt.binding import Binding
from report_cli.adopt.bound import Fact
from report_cli.adopt.reckoning import Formula, Numbered
from report_cli.facts import moved
from report_cli.facts.formula import PREVIOUS
from report_cli.facts.quantity import Quantity

_ON_LAST_YEAR = re.compile("[比较](?:上年|去年|上一年)|同比")
_COUNTED = ("count", "amount")


def formulas(
    binding: Binding, every: Sequence[Numbered], previous: Mapping[str, Quantity]
) -> Iterator[tuple[Fact, Formula]]:
    """The facts that the year after this one can compute, and by what; of what no year before it has.

    `previous`: last year's figures, by their ids.
    """
    called = defaultdict[tuple[str, str], list[Fact]](list)
    for fact in (one.fact for one in every):
        called[fact.group, fact.label].append(fact)
    for one in every:
        fact = one.fact
        of = fact.label.replace("上年", "", 1) if fact.label.count("上年") == 1 else ""
        change = moved.base_of(fact.label)
        found = called[fact.group, change or of]
        is_told = fact.is_known or fact.is_derived or fact.is_plan
        if is_told or len(found) != 1 or found[0].id in previous or found[0] is fact:
            continue
        text = _changed(fact, found[0]) if change and _is_on_last_year(binding, one) else ""
        if not change and (found[0].kind, found[0].unit) == (fact.kind, fact.unit):
            text = f"{PREVIOUS}{found[0].name}"
        if text:
            yield fact, Formula(text, moved.spoken(fact.text, fact.label), (found[0].id,))


def _is_on_last_year(binding: Binding, one: Numbered) -> bool:
    """Whether a change is one on last year, as its label or the sentence before it says."""
    text = binding.texts[one.at[0]].text
    before = re.split("[。！？；]", text[: reckoning.start(binding, one)])[-1]
    return _ON_LAST_YEAR.search(f"{one.fact.label}，{before}") is not None


def _changed(fact: Fact, of: Fact) -> str:
    """The formula of a change; empty where a change of that kind is not told of what it is of."""
    now, before = of.name, f"{PREVIOUS}{of.name}"
    falls = moved.is_fall(fact.label)
    if of.kind in _COUNTED and fact.kind == "rate":
        return f"1 - {now} / {before}" if falls else f"{now} / {before} - 1"
    is_alike = of.unit == fact.unit if fact.kind in _COUNTED else fact.kind == "points"
    if is_alike and (of.kind in _COUNTED) == (fact.kind in _COUNTED) and of.kind in (*_COUNTED, "rate"):
        return f"{before} - {now}" if falls else f"{now} - {before}"
    return ""
