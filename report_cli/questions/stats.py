"""The figures of a year as rows: each fact with last year's, its change, and how it was come by."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec import Struct

from report_cli.facts import formula
from report_cli.facts.estimate import NotComputable
from report_cli.facts.fact import Fact, json_value
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import Change


class Statistic(Struct, frozen=True):
    """One fact of a year. `how` tells in words how a derived fact follows, or what is said of a given one."""

    fact: Fact
    group: str
    previous: Fact | None
    change: Change | None
    how: str

    @property
    def text(self) -> str:
        return self.fact.text or ("未填" if self.fact.is_empty else "算不出")

    @property
    def change_text(self) -> str:
        change = self.change
        return "，".join(text for text in (change.text, change.relative_text) if text) if change else ""

    @property
    def share(self) -> float | None:
        """A rate as a fraction of one, to draw it."""
        value = self.fact.quantity
        is_rate = value is not None and value.kind == "rate" and value.number >= 0
        return min(float(value.number), 1.0) if value and is_rate else None


def statistics(ledger: Ledger) -> Iterator[Statistic]:
    for fact in ledger.facts.values():
        if fact.indicator.group:
            try:
                change = ledger.change(fact.id)
            except NotComputable:
                change = None
            group = ledger.catalogue.groups[fact.indicator.group].label
            yield Statistic(fact, group, ledger.last_year(fact.id), change, _how(fact))


def figures(ledger: Ledger) -> list[Statistic]:
    """Those of a number or a date: what a table of figures shows."""
    return [each for each in statistics(ledger) if each.fact.indicator.is_numeric or isinstance(each.fact.value, date)]


def _how(fact: Fact) -> str:
    indicator = fact.indicator
    notes = [fact.state, f"截至{fact.as_of}" if fact.as_of else "", indicator.definition]
    if fact.is_derived and indicator.formula is not None:
        notes = [f"＝{formula.spoken(indicator.formula)}", fact.problem, *notes]
    return "；".join(note for note in notes if note)


def as_json(ledger: Ledger) -> dict[str, Any]:
    """The contract of `stats --format json`: nulls where unknown."""
    return {"version": 1, "year": ledger.year, "facts": [_entry(each) for each in statistics(ledger)]}


def _entry(statistic: Statistic) -> dict[str, Any]:
    fact, previous, change = statistic.fact, statistic.previous, statistic.change
    indicator = fact.indicator
    return {
        "id": fact.id,
        "group": indicator.group,
        "label": indicator.label,
        "value": json_value(fact.value),
        "text": fact.text or None,
        "unit": indicator.unit or None,
        "approximate": (fact.quantity and fact.quantity.marker) or None,
        "derived": fact.is_derived,
        "formula": indicator.formula_text or None,
        "inputs": list(fact.inputs),
        "file": fact.place.file,
        "line": fact.place.line or None,
        "column": fact.place.column or None,
        "source": fact.source or None,
        "owner": fact.owner or None,
        "state": fact.state or None,
        "previous": {"value": json_value(previous.value), "text": previous.text} if previous else None,
        "change": _change(change) if change else None,
        "problem": fact.problem or None,
    }


def _change(change: Change) -> dict[str, Any]:
    return {"value": json_value(change.difference), "text": change.text, "relative": change.relative_text or None}


def table(ledger: Ledger) -> tuple[list[str], list[list[str]]]:
    """Head and cells for people: last year's columns only where there is a last year."""
    shown = figures(ledger)
    rows = [["组", "指标", f"{ledger.year}年", f"{ledger.year - 1}年", "增减", "说明"]]
    for each in shown:
        before = each.previous.text if each.previous else ""
        rows.append([each.group, each.fact.label, each.text, before, each.change_text, each.how])
    if not any(each.previous for each in shown):
        rows = [[*row[:3], row[-1]] for row in rows]
    return rows[0], rows[1:]
