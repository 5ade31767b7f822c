"""What a computed fact waits for: the stated facts without a value that it comes from."""

from collections.abc import Iterator

from report_cli.facts.fact import Indicator
from report_cli.facts.formula import names
from report_cli.facts.ledger import Ledger


def inputs(ledger: Ledger, indicator: Indicator) -> Iterator[tuple[Indicator, Indicator, str]]:
    """The stated indicators that have no value, each with the computed one that it is an input of, and when: 上年."""
    for name in names(indicator.formula) if indicator.formula is not None else ():
        one, fact = ledger.catalogue.get(name.id), ledger.get(name.key)
        if one is None or (fact is not None and fact.value is not None):
            continue
        if one.formula is None or name.previous:
            yield one, indicator, "上年" * name.previous
        else:
            yield from inputs(ledger, one)
