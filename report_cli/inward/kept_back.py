"""New numbers that the catalogue has already, but for checking only (`print: false`): no second indicator is told."""

from __future__ import annotations

import re
from collections.abc import Collection

from report_cli.facts.fact import Fact
from report_cli.files.workspace import CATALOGUE
from report_cli.inward import row_advice
from report_cli.inward.lines_to_add import Line
from report_cli.inward.new_number import BY_NUMBER, Advice, NewNumber
from report_cli.inward.proposed import as_compared
from report_cli.inward.said_numbers import called


def advice(new: NewNumber, of: Collection[str] = (), formula: str = "") -> Advice | None:
    """What to do about one of its label, or one that follows from `of` as it does; None where there is none such."""
    found = [each for each in new.draft.led_to.kept_back if _is_meant(each, new, of, formula)]
    if len(found) != 1:
        return None
    fact = found[0]
    why = f"：{fact.indicator.definition}" if fact.indicator.definition else ""
    there = f"指标目录里有{fact.named}，只供核对、不印（print: false{why}）"
    if as_compared(fact.text) != as_compared(new.text):
        other = f"{there}，现在是{fact.text}，稿件里是{new.text}：核对；要印，稿件里改成{fact.text}，再运行一次"
        return Advice(fact.id, other)
    where = f"{CATALOGUE} 的{fact.indicator.group}组（indicators下）{fact.indicator.name}那一行"
    path = fact.indicator.group, "indicators", fact.indicator.name, "print"
    line = Line(CATALOGUE, path, where, "", gone="false")
    row = row_advice.grown(new.draft, fact.indicator.group)
    message = f"{there}，不用另加一个数。要印：{line.text}{BY_NUMBER}，以后跟着数据变{row}；不印，就在稿件里删去它"
    return Advice(fact.id, message, (line,), can_be_written=True, is_doubtful=True)


def _is_meant(fact: Fact, new: NewNumber, of: Collection[str], formula: str) -> bool:
    # The sum of two numbers is not how far they are apart.
    ours, theirs = ({*re.findall("[-+*/]", each)} for each in (formula, fact.indicator.formula_text))
    follows = bool(of) and {*fact.inputs} == {*of} and ours == theirs
    return new.label in (fact.label, called(fact.indicator)) or follows
