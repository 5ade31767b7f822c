"""What people's own new figures would say once all that is chosen is written: another leader changed what they follow.

It is said before anything is written; whoever typed 增加24件 meant what the data say now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from report_cli.compose import values
from report_cli.compose.expressions import of_expression
from report_cli.facts.ledger import Ledger
from report_cli.facts.load import Loader
from report_cli.files.instead import Instead
from report_cli.files.workspace import CATALOGUE, Workspace
from report_cli.inward import as_typed
from report_cli.inward.lines_to_add import with_lines
from report_cli.inward.proposed import ProposedChange, as_compared
from report_cli.model import CannotRun

_SAID = "要写的都写进去，“"


def told(
    proposals: Sequence[ProposedChange],
    chosen: Sequence[ProposedChange],
    ledgers: Mapping[int, Ledger],
    workspace: Workspace,
    contents: Mapping[str, bytes],
) -> list[ProposedChange]:
    """The proposals; words that are chosen, and new numbers, say what of them is printed otherwise than it was typed.

    `ledgers`: the data of each year, once those chosen are written. `contents`: the files by then.
    """
    numbers = {each.number for each in chosen}
    found = [_told(each, _of_words(each, ledgers[each.year]) if each.number in numbers else []) for each in proposals]
    return _with_new(found, workspace, contents)


def _with_new(
    proposals: Sequence[ProposedChange], workspace: Workspace, contents: Mapping[str, bytes]
) -> list[ProposedChange]:
    lines = {(each.file, each.path): each for wish in proposals if _is_computed(wish) for each in wish.lines}
    if not lines:
        return [*proposals]
    files = {CATALOGUE: workspace.read(CATALOGUE), **contents}
    try:
        files |= with_lines(files, lines.values())
    except CannotRun:  # these lines cannot all be written: what is wrong with them is told where they are named
        return [*proposals]
    loader = Loader(replace(workspace, instead=Instead(files, {})))
    ledgers = {year: loader.year(year).ledger for year in {each.year for each in proposals}}
    return [_told(each, _of_new(each, ledgers[each.year])) if _is_computed(each) else each for each in proposals]


def _is_computed(wish: ProposedChange) -> bool:
    """Whether it is a new number that follows from others, by lines that tell so or that are there."""
    return wish.state == "new" and any(each.gone or "formula" in dict(each.keys) for each in wish.lines)


def without(wish: ProposedChange) -> ProposedChange:
    """A wish without what was said of it before it was written."""
    return _told(wish, [])


def _told(wish: ProposedChange, said: Sequence[str]) -> ProposedChange:
    # Weighed once more, it is said again.
    asides = [each for each in wish.aside.split("；") if each and not each.startswith(_SAID)]
    return replace(wish, aside="；".join([*asides, *said]))


def _of_words(wish: ProposedChange, then: Ledger) -> list[str]:
    if not wish.words or wish.state not in ("ready", "conflict"):
        return []
    texts = ((typed, _printed(then, expression)) for expression, typed in as_typed.figures(wish).items())
    return [_otherwise(was, new) for was, new in texts if new and as_compared(was) != as_compared(new)]


def _of_new(wish: ProposedChange, ledger: Ledger) -> list[str]:
    id, typed = wish.key[2], wish.after or ""
    fact = ledger.get(id)
    printed = values.printed(ledger, id, "") if fact and fact.is_derived else None
    is_other = printed is not None and not as_compared(printed).endswith(as_compared(typed))
    return [_otherwise(typed, printed)] if printed and is_other else []


def _printed(ledger: Ledger, expression: str) -> str | None:
    return values.printed(ledger, *of_expression(expression))


def _otherwise(was: str, new: str) -> str:
    return f"{_SAID}{was}”会印成“{new}”"
