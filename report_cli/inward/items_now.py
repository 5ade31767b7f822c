"""Which items of the data say what a row of a table said when it was built, wherever they stand by now."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from report_cli.audit.baseline import BuiltFigure
from report_cli.audit.texts import without_blanks
from report_cli.compose import values
from report_cli.facts.fact import Items, Names, Rows
from report_cli.facts.ledger import Ledger
from report_cli.model import Place

_FIELD = re.compile(r"((.+)\[[0-9]+\])(?:\.(.+))?")
Way = tuple[str, str]
"""A field of an item and the form in which it was printed."""


def item_of(fact: str) -> str:
    """The item that a fact is, or is a field of; empty where it is none."""
    match = _FIELD.fullmatch(fact)
    return match[1] if match else ""


def items_of(fact: str) -> str:
    """The items, or the list, that a fact is of; empty where it is of none."""
    match = _FIELD.fullmatch(fact)
    return match[2] if match else ""


class ItemsNow:
    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._numbers: dict[tuple[str, tuple[Way, ...]], dict[tuple[str, ...], list[int]]] = {}

    def saying(self, row: Sequence[BuiltFigure]) -> list[str]:
        """The items that say all that the figures of one item said: their ids, in their order."""
        items, ways = items_of(row[0].fact), _ways(row)
        if (items, ways) not in self._numbers:
            found = self._numbers[items, ways] = defaultdict(list)
            for number in range(1, self._size(items) + 1):
                found[self._said(f"{items}[{number}]", ways)].append(number)
        numbers = self._numbers[items, ways].get(tuple(without_blanks(each.text) for each in row), [])
        return [f"{items}[{number}]" for number in numbers]

    def said(self, item: str, row: Sequence[BuiltFigure]) -> tuple[str, ...]:
        """What an item says in the fields that some figures were, in their order."""
        return self._said(item, _ways(row))

    def place(self, item: str) -> Place | None:
        """Where an item stands; None where there is none of that number."""
        number = int(item.rpartition("[")[2].rstrip("]"))
        if not 0 < number <= self._size(items_of(item)):
            return None
        fact = self.ledger.get(items_of(item))
        match fact.value if fact else None:
            case Items(items=items):
                return next((each.place for each in items[number - 1]), None)
            case Names(items=names):
                return names[number - 1].place
            case Rows() as rows:
                return rows.at(number - 1)
        return None

    def _said(self, item: str, ways: Sequence[Way]) -> tuple[str, ...]:
        ids = ((f"{item}.{field}" if field else item, form) for field, form in ways)
        return tuple(without_blanks(values.printed(self.ledger, id, form) or "") for id, form in ids)

    def _size(self, items: str) -> int:
        fact = self.ledger.get(items)
        match fact.value if fact else None:
            case Items(items=found) | Names(items=found):
                return len(found)
            case Rows() as rows:
                return len(rows)
        return 0


def _ways(row: Sequence[BuiltFigure]) -> tuple[Way, ...]:
    parts = (_FIELD.fullmatch(each.fact) for each in row)
    return tuple((part[3] or "" if part else "", each.form) for part, each in zip(parts, row, strict=True))
