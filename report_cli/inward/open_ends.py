"""Lists that lose the 等 at their end: a template may print the words behind it only where a list has it."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from msgspec.structs import replace

from report_cli.audit.texts import without_blanks
from report_cli.document import Document
from report_cli.facts.fact import Names
from report_cli.facts.ledger import Ledger
from report_cli.inward.list_changes import OPEN_END
from report_cli.inward.proposed import ProposedChange


def checked(
    proposals: Iterable[ProposedChange],
    ledgers: Mapping[int, Ledger],
    composed: Callable[[int, str], Document | None],
) -> list[ProposedChange]:
    """The proposals; those with which words behind a list would go are unclear.

    `ledgers` and `composed`: the data of a year, and its report of a kind, as they would be.
    """

    @cache
    def text(year: int, kind: str) -> str:
        document = composed(year, kind)
        lines = document.lines if document else ()
        return "\n".join(without_blanks("".join(run.text for run in runs)) for _, runs in lines)

    def as_printed(each: ProposedChange) -> ProposedChange:
        if each.state != "ready" or each.key[-1] != OPEN_END or not each.printed:
            return each
        fact = ledgers[each.year].get(each.fact)
        last = fact.value.items[-1].text if fact and isinstance(fact.value, Names) and fact.value.items else ""
        if f"{without_blanks(last)}{each.printed}" in text(each.year, each.kind):
            return each
        why = f"写进去以后“{each.printed}”会跟着“等”没有，和稿件不一样；自己改"
        return replace(each, state="unclear", message=why, edits=())

    return [*map(as_printed, proposals)]
