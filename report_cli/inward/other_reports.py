"""Where a value that a draft changes stands in the year's other reports: there it will be another too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

from msgspec import Struct

from report_cli.document import Document, Paragraph, Role
from report_cli.inward.proposed import ProposedChange


class Elsewhere(Struct, frozen=True):
    """A report, as people call it, and the numbers of the proposals whose values it prints; `titles`: in its title."""

    report: str
    numbers: tuple[int, ...]
    titles: tuple[int, ...]


def told(
    proposals: Iterable[ProposedChange],
    kinds: Callable[[int], Sequence[str]],
    composed: Callable[[int, str], Document | None],
) -> Iterator[Elsewhere]:
    """`kinds`: those of a year. `composed`: a report of a year as it is now."""
    wished = [each for each in proposals if each.edits and each.is_open]
    read = cache(composed)
    for year, kind in sorted({(each.year, kind) for each in wished for kind in kinds(each.year)}):
        ours = [each for each in wished if each.year == year and each.kind.partition(".")[0] != kind]
        document = read(year, kind) if ours else None
        if document is None:
            continue
        facts = _facts(document)
        numbers = [each.number for each in ours if _stands(each, facts)]
        titles = [each.number for each in ours if any(facts[fact] for fact in _stands(each, facts))]
        if numbers:
            yield Elsewhere(f"{document.label}（{kind}）", tuple(numbers), tuple(titles))


def _facts(document: Document) -> dict[str, bool]:
    """The facts that a report prints, and whether its title does."""
    titles = [each for each in document.blocks if isinstance(each, Paragraph) and each.role is Role.TITLE]
    in_title = {run.fact for each in titles for run in each.all_runs}
    return {run.fact: run.fact in in_title for run in document.printed}


def _stands(wish: ProposedChange, facts: Mapping[str, bool]) -> list[str]:
    """The facts of a report that a wish makes others: itself; of a name more or less in a list, all its names."""
    whole = re.sub(r"\[[0-9]+\]$", "", wish.fact)
    is_whole_list = wish.key[0] == "item" and not (wish.before and wish.after)
    if is_whole_list or whole == wish.fact:
        return [fact for fact in facts if fact == whole or (fact.startswith(f"{whole}[") and fact.endswith("]"))]
    return [fact for fact in (wish.fact, whole) if fact in facts]
