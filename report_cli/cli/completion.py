"""What the shell completes: years, kinds, formats, layouts, owners, facts and codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import typer

from report_cli.cli import workspaces
from report_cli.model import CannotRun

if TYPE_CHECKING:
    from report_cli.facts.ledger import Ledger
    from report_cli.files.workspace import Workspace

Completion = Callable[[typer.Context, str], list[str]]


def of(words: Iterable[str]) -> Callable[[], list[str]]:
    return lambda: list(words)


def _of_workspace(words: Callable[[Workspace], Iterable[str]]) -> Completion:
    """A completion of a workspace's words, or of several with commas between them."""

    def complete(context: typer.Context, incomplete: str) -> list[str]:
        typed = incomplete[: max(incomplete.rfind(","), incomplete.rfind("，")) + 1]
        workspace = _workspace(context)
        return [typed + word for word in words(workspace) if word not in re.split("[,，]", typed)] if workspace else []

    return complete


kinds = _of_workspace(lambda workspace: workspace.kinds())
formats = _of_workspace(lambda _: ("docx", "md", "pdf"))
layouts = _of_workspace(lambda workspace: workspace.layouts())


def years(context: typer.Context) -> list[str]:
    workspace = _workspace(context)
    return [str(year) for year in workspace.years() if year not in _years_typed(context)] if workspace else []


def owners(context: typer.Context) -> list[str]:
    from report_cli.questions import owed

    return list(dict.fromkeys(owner for ledger in _ledgers(context) for owner in owed.owners(ledger)))


def facts(context: typer.Context) -> list[tuple[str, str]]:
    """Ids of facts with their labels."""
    facts = (fact for ledger in _ledgers(context) for fact in ledger.facts.values() if fact.indicator.group)
    return list({fact.id: fact.label for fact in facts}.items())


def codes(context: typer.Context) -> list[tuple[str, str]]:
    """Codes of findings with what they mean."""
    from report_cli import rules

    typed = context.params.get("codes") or ()
    return [(code, explanation.title) for code, explanation in rules.by_code().items() if code not in typed]


def _workspace(context: typer.Context) -> Workspace | None:
    """The workspace of the line typed so far; None where there is none to complete from."""
    try:
        return workspaces.of(context)
    except CannotRun:
        return None


def _years_typed(context: typer.Context) -> Sequence[int]:
    return context.params.get("years") or [context.params.get("year") or 0]


def _ledgers(context: typer.Context) -> Iterator[Ledger]:
    """Those of the years typed; of every year where none is."""
    from report_cli.facts.load import Loader

    if workspace := _workspace(context):
        loader = Loader(workspace)
        typed = _years_typed(context)
        for year in [year for year in workspace.years() if year in typed] or workspace.years():
            yield loader.year(year, draft=True).ledger
