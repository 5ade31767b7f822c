"""What a computed fact waits for: the stated facts without a value that it comes from."""

from collections.abc import Iterator

from report_cli.facts.fact import Indicator
from report_cli.facts.formula import names
from report_cli.facts.ledger import Ledger


def inputs(ledger: Ledger, indicator: Indicator) -> Iterator[tuple[Indicator, Indicator]]:
    """The stated indicators of this year that have no value, each with the computed one that it is an input of."""
    for name in names(indicator.formula) if indicator.formula is not None else ():
        one, fact = ledger.catalogue.get(name.id), ledger.get(name.key)
        if name.previous or one is None or (fact is not None and fact.value is not None):
            continue
        if one.formula is None:
            yield one, indicator
        else:
            yield from inputs(ledger, one)
