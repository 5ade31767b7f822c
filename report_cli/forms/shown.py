"""What a form shows of a fact in the cell that is to be filled, and by which it is known later what was changed."""

from datetime import date

from report_cli.facts.fact import Fact, Names
from report_cli.facts.quantity import Quantity

AND_OTHERS = "等"


def as_shown(fact: Fact | None) -> str:
    """A value as a person types it, without its unit; empty where there is none, and of items (their sheet shows them).

    Names have 、 between them always, a last 等 is one more: 甲、乙、等.
    """
    value = fact.value if fact else None
    match value:
        case Quantity():
            return value.bare
        case date():
            return value.isoformat()
        case Names():
            return "、".join([*(item.text for item in value.items), *[AND_OTHERS] * value.is_open])
        case str():
            return value
    return ""
