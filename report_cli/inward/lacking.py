"""New numbers that the catalogue has, while the year has no value of them yet: it is told which line says it."""

from __future__ import annotations

from report_cli.facts import formula
from report_cli.facts.fact import Indicator
from report_cli.inward import new_lines
from report_cli.inward.new_number import BY_NUMBER, Advice, NewNumber, first_lines


def of_rest(new: NewNumber) -> Advice | None:
    """What to do about one whose sentence says before what it is of: 收到提案312件，立案268件 is of 立案提案."""
    draft = new.draft
    before = draft.computable.subjects.sentence(new.span)
    found = [each for each in draft.led_to.shortened(new.said.what, new.label, before) if is_unsaid(new, each)]
    return of_indicator(new, found[0]) if len(found) == 1 and found[0].formula is None else None


def of_indicator(new: NewNumber, indicator: Indicator) -> Advice:
    """That the year's file says it in one line."""
    line = new_lines.of_year(new.draft, indicator.group, indicator.name, new.said.value)
    there = f"指标目录里有{indicator.named}，{new.draft.ledger.file} 里还没有"
    known = new.known_as(indicator)
    return Advice(indicator.id, f"{there}：{line.text}{BY_NUMBER}，以后跟着数据变", (line,), known, can_be_written=True)


def of_formula(new: NewNumber, id: str) -> Advice | None:
    """What to do about one that a formula gives once its numbers are there; None where they are.

    Others of its sentence that are new may be these.
    """
    indicator = new.draft.ledger.catalogue.get(id)
    if indicator is None or indicator.formula is None or not is_unsaid(new, indicator):
        return None
    lacks = {each.key: formula.label(each) for each in formula.names(indicator.formula) if _is_lacking(new, each)}
    first = new.first(lacks)
    there = f"{indicator.named}由公式算（{formula.spoken(indicator.formula)}），不用另加一个数，也不要写死"
    if first and len(first) == len(lacks):
        lines = tuple(dict.fromkeys(line for each in first for line in each.lines))
        need = "；".join(first_lines(first))
        is_doubtful = any(each.is_doubtful for each in first)
        message = f"{there}：先加{need}{BY_NUMBER}，以后跟着数据变"
        return Advice(id, message, lines, can_be_written=True, is_doubtful=is_doubtful)
    said = "、".join(dict.fromkeys(lacks.values())) or "算它的数"
    return Advice(id, f"{there}：把{said}填进 {new.draft.ledger.file}，再运行一次")


def _is_lacking(new: NewNumber, name: formula.Name) -> bool:
    ledger = new.draft.ledger
    fact = ledger.last_year(name.id) if name.previous else ledger.get(name.id)
    return fact is None or not fact.text


def is_unsaid(new: NewNumber, indicator: Indicator) -> bool:
    """Whether the year has no value of it."""
    fact = new.draft.fact(indicator.id)
    return fact is None or not fact.text
