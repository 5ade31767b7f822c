"""What a form shows of a fact in the cell that is to be filled, and by which it is known later what was changed."""

from datetime import date

from report_cli.facts.fact import Fact, Names
from report_cli.facts.quantity import Quantity
from report_cli.forms import lists

MAX_CELL = 32_000


def as_shown(fact: Fact | None) -> str:
    """A value as a person types it, without its unit; empty where there is none, and of items (their sheet shows them).

    Names have 、 between them always (or line breaks, see `lists`), a last 等 is one more: 甲、乙、等. A text too long
    for the cell of a spreadsheet is not shown.
    """
    value = fact.value if fact else None
    match value:
        case Quantity():
            return value.bare
        case date():
            return value.isoformat()
        case Names():
            return lists.joined(
                [item.text for item in value.items],
                is_open=value.is_open,
                are_sentences=lists.are_sentences(fact.indicator),  # type: ignore[union-attr]
            )
        case str() if len(value) <= MAX_CELL:
            return value
    return ""
