"""Whether a change of a rate that is printed is another one by the rates as they are printed: 84.5% and 80%."""

from collections.abc import Iterator

from msgspec.structs import replace

from report_cli.compose.changes import computed_base
from report_cli.compose.memory import Memory
from report_cli.compose.values import CHANGES
from report_cli.document import Document
from report_cli.facts import moved, quantity
from report_cli.facts.estimate import Estimate
from report_cli.facts.fact import Fact
from report_cli.facts.ledger import Ledger, place_of
from report_cli.model import Finding


def check(document: Document, ledger: Ledger, _memory: Memory) -> Iterator[Finding]:
    runs = (run for _, line in document.lines for run in line if run.fact and not run.pending)
    printed = dict.fromkeys((run.fact, run.form in CHANGES) for run in runs)
    for id in dict.fromkeys(_base(*each, ledger) for each in printed):
        if (fact := ledger.get(id)) is not None:
            yield from _of_rate(ledger, fact)


def _base(id: str, is_change: bool, ledger: Ledger) -> str:
    """The id of the fact whose change is printed, by what is (`is_change`: a change of it); empty where none is."""
    if is_change:
        return id
    fact = ledger.get(id)
    return (computed_base(fact) or moved.base_in(ledger.catalogue, fact)) if fact is not None else ""


def _of_rate(ledger: Ledger, fact: Fact) -> Iterator[Finding]:
    last, rate = ledger.last_year(fact.id), fact.quantity
    before = last.quantity if last else None
    if rate is None or rate.kind != "rate" or before is None or rate.is_approximate or before.is_approximate:
        return
    printed = quantity.points(rate, before)
    unrounded = replace(printed, estimate=Estimate.exact(rate.number - before.number))
    if unrounded.digits_text != printed.digits_text:
        message = f"{fact.named}的增减按印出的数是{printed}，按未舍入的数是{unrounded}"
        yield Finding(
            "F207", place_of(ledger, fact), message, "报告用印出的数相减；拿不准时不写增减", fact.id, "warning"
        )
