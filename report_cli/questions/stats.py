"""The figures of a year as rows: each fact with last year's, its change, and how it was come by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec import Struct

from report_cli.facts import formula
from report_cli.facts.fact import Fact, json_value
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import Change, NotComputable


class Row(Struct, frozen=True):
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
        if self.change is None:
            return ""
        relative = self.change.relative_text
        return f"{self.change.text}，{relative}" if relative else self.change.text

    @property
    def share(self) -> float | None:
        """A rate as a fraction of one, to draw it."""
        value = self.fact.quantity
        return (
            min(float(value.number), 1.0) if value is not None and value.kind == "rate" and value.number >= 0 else None
        )


def rows(ledger: Ledger) -> list[Row]:
    """All facts of the year, in the catalogue's order."""
    return [
        Row(
            fact,
            ledger.catalogue.groups[fact.indicator.group].label,
            ledger.last_year(fact.id),
            _change(ledger, fact),
            _how(ledger, fact),
        )
        for fact in ledger.facts.values()
        if fact.indicator.group
    ]


def figures(ledger: Ledger) -> list[Row]:
    """The rows that hold a number or a date: what a table of figures shows."""
    return [row for row in rows(ledger) if row.fact.indicator.is_numeric or isinstance(row.fact.value, date)]


def _change(ledger: Ledger, fact: Fact) -> Change | None:
    try:
        return ledger.change(fact.id)
    except NotComputable:
        return None


def _how(ledger: Ledger, fact: Fact) -> str:
    indicator = fact.indicator
    notes = []
    if fact.is_derived and indicator.formula is not None:
        notes.append(f"＝{formula.spoken(indicator.formula)}")
        notes.append(fact.problem)
    notes += [fact.state, f"截至{fact.as_of}" if fact.as_of else "", indicator.definition]
    return "；".join(note for note in notes if note)


def as_json(ledger: Ledger) -> dict[str, Any]:
    """The contract of `stats --format json`: nulls where unknown."""
    return {"version": 1, "year": ledger.year, "facts": [_entry(row) for row in rows(ledger)]}


def _entry(row: Row) -> dict[str, Any]:
    fact, indicator = row.fact, row.fact.indicator
    return {
        "id": fact.id,
        "group": indicator.group,
        "label": indicator.label,
        "value": json_value(fact.value),
        "text": fact.text or None,
        "unit": indicator.unit or None,
        "approximate": (fact.quantity.marker or None) if fact.quantity else None,
        "derived": fact.is_derived,
        "formula": indicator.formula_text or None,
        "inputs": list(fact.inputs),
        "file": fact.place.file,
        "line": fact.place.line or None,
        "column": fact.place.column or None,
        "source": fact.source or None,
        "owner": fact.owner or None,
        "state": fact.state or None,
        "previous": {"value": json_value(row.previous.value), "text": row.previous.text} if row.previous else None,
        "change": _change_entry(row.change) if row.change else None,
        "problem": fact.problem or None,
    }


def _change_entry(change: Change) -> dict[str, Any]:
    return {"value": json_value(change.difference), "text": change.text, "relative": change.relative_text or None}


def table(ledger: Ledger) -> tuple[list[str], list[list[str]]]:
    """Head and cells for people: last year's columns only where there is a last year."""
    shown = figures(ledger)
    has_previous = any(row.previous for row in shown)
    head = ["组", "指标", f"{ledger.year}年", *([f"{ledger.year - 1}年", "增减"] if has_previous else []), "说明"]
    return head, [list(_cells(row, has_previous)) for row in shown]


def _cells(row: Row, has_previous: bool) -> Iterator[str]:
    yield from (row.group, row.fact.label, row.text)
    if has_previous:
        yield from (row.previous.text if row.previous else "", row.change_text)
    yield row.how
