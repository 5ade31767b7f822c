"""The rows behind a figure: those counted for it, or for the facts that it is computed from."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from report_cli.facts import counting, formula
from report_cli.facts.estimate import NotComputable
from report_cli.facts.fact import Fact, Rows, Tally, Value
from report_cli.facts.ledger import Ledger


class Counted(Struct, frozen=True):
    """A question asked of rows, and those that it chose, from 0."""

    id: str
    label: str
    rows: Rows
    chosen: list[int]

    @property
    def labels(self) -> list[str]:
        """Those of the fields, but for what is private."""
        return [column.field.label for column in self.rows.columns.values() if not column.field.is_private]

    def texts(self, row: int) -> list[str]:
        """What a row says in these fields; of a computed one, what is computed."""
        shown = [column for column in self.rows.columns.values() if not column.field.is_private]
        texts = ((column, column.texts[row]) for column in shown)
        return [_shown(column.values[text]) if column.field.formula else text for column, text in texts]


def _shown(value: Value | None) -> str:
    return str(value) if value is not None else ""


def counted(ledger: Ledger, fact: Fact) -> Iterator[Counted]:
    """The rows behind a fact, question by question; of items, all of theirs."""
    own = counting.rows_of(fact)
    if isinstance(fact.value, Rows) and own is not None:
        yield Counted(fact.id, f"{fact.label}的行", own, list(range(len(own))))
    for is_previous, tally in _asked(ledger, fact):
        of = ledger.previous if is_previous else ledger
        rows = counting.rows_of(of.facts.get(tally.items)) if of else None
        if rows is not None:
            chosen = _chosen(tally, rows)
            yield Counted(tally.key, formula.label(tally), rows, chosen)


def _chosen(tally: Tally, rows: Rows) -> list[int]:
    try:
        return counting.chosen(tally.where, rows)
    except (NotComputable, KeyError):
        return []


def _asked(ledger: Ledger, fact: Fact) -> Iterator[tuple[bool, Tally]]:
    """The questions that a fact follows from, directly or through others, each once."""
    waiting, seen = [(False, fact.indicator.formula)], set[str]()
    while waiting:
        is_previous, expression = waiting.pop()
        for name in formula.names(expression) if expression is not None else ():
            was = is_previous or name.previous
            key = f"{formula.PREVIOUS * was}{name.id}"
            if key in seen:
                continue
            seen.add(key)
            if isinstance(name, Tally):
                yield was, name
            elif (indicator := ledger.catalogue.get(name.id)) is not None:
                waiting.append((was, indicator.formula))
