"""What the shell completes: years, kinds, formats, layouts, owners and facts of the workspace that the line is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from report_cli.model import CannotRun

if TYPE_CHECKING:
    from report_cli.facts.ledger import Ledger
    from report_cli.files.workspace import Workspace


def _workspace(context: typer.Context) -> Workspace | None:
    """The workspace of the line typed so far; None where there is none to complete from."""
    from report_cli.cli.place import workspace

    given = context.params.get("workspace") or (context.parent.params.get("workspace") if context.parent else None)
    try:
        return workspace(context, Path(given) if given else None)
    except CannotRun:
        return None


def _listed(words: Callable[[Workspace], Iterable[str]]) -> Callable[[typer.Context, str], list[str]]:
    """A completion of a list parted by commas: what has been typed before the last comma stays."""

    def complete(context: typer.Context, incomplete: str) -> list[str]:
        place = _workspace(context)
        front = re.match(r".*[,，]|", incomplete)
        typed = front.group() if front else ""
        return [typed + word for word in words(place) if word not in re.split("[,，]", typed)] if place else []

    return complete


def years(context: typer.Context) -> list[str]:
    place = _workspace(context)
    typed = context.params.get("years") or ()
    return [str(year) for year in place.years() if str(year) not in typed] if place else []


kinds = _listed(lambda place: place.kinds())
formats = _listed(lambda _: ("docx", "md", "pdf"))


def layouts(context: typer.Context) -> list[str]:
    place = _workspace(context)
    return place.layouts() if place else []


def owners(context: typer.Context) -> list[str]:
    from report_cli.questions import owed

    return list(dict.fromkeys(owner for ledger in _ledgers(context) for owner in owed.owners(ledger)))


def facts(context: typer.Context) -> list[tuple[str, str]]:
    """Ids of facts with their labels."""
    found = {
        fact.id: fact.label for ledger in _ledgers(context) for fact in ledger.facts.values() if fact.indicator.group
    }
    return list(found.items())


def codes(context: typer.Context) -> list[tuple[str, str]]:
    """Codes of findings with what they mean."""
    from report_cli import rules

    typed = context.params.get("codes") or ()
    return [(code, explanation.title) for code, explanation in rules.by_code().items() if code not in typed]


def _ledgers(context: typer.Context) -> Iterator[Ledger]:
    """Those of the years typed; of every year where none is."""
    place = _workspace(context)
    if place is None:
        return
    from report_cli.facts.load import Loader

    loader = Loader(place)
    typed = context.params.get("years") or [context.params.get("year")]
    known = [year for year in place.years() if str(year) in typed] or place.years()
    for year in known:
        yield loader.year(year, draft=True).ledger
