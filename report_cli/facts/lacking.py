"""What a computed fact waits for: the stated facts without a value that it comes from."""

from collections.abc import Iterator

from report_cli.facts.fact import Indicator
from report_cli.facts.formula import Name, names
from report_cli.facts.ledger import Ledger


def inputs(ledger: Ledger, indicator: Indicator) -> Iterator[tuple[Indicator, Indicator, str]]:
    """The stated indicators that have no value, each with the computed one that it is an input of, and when: 上年.

    Each is named once, with the first that it is an input of.
    """
    waiting, seen = _names(indicator), set[str]()
    while waiting:
        of, name = waiting.pop()
        one, fact = ledger.catalogue.get(name.id), ledger.get(name.key)
        if one is None or name.key in seen or (fact is not None and fact.value is not None):
            continue
        seen.add(name.key)
        if one.formula is None or name.previous:
            yield one, of, "上年" * name.previous
        else:
            waiting += _names(one)


def _names(indicator: Indicator) -> list[tuple[Indicator, Name]]:
    """What the formula of an indicator names, the last first; nothing where it has none."""
    listed = [(indicator, name) for name in names(indicator.formula)] if indicator.formula is not None else []
    return listed[::-1]
