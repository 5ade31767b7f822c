"""`report trace`: where a fact comes from, how it is computed, every place that prints it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from report_cli.cli import completion, options
from report_cli.drafts import orphans
from report_cli.model import CannotRun
from report_cli.views import screen
from report_cli.views.findings import show_failures

if TYPE_CHECKING:
    from report_cli.document import Document
    from report_cli.facts.ledger import Ledger
    from report_cli.files.workspace import Workspace
    from report_cli.model import Finding

FORMATS = ("text", "json")


def trace(
    context: typer.Context,
    year: Annotated[
        str,
        typer.Argument(metavar="年份", help="哪一年，如2022。", show_default=False, autocompletion=completion.years),
    ],
    fact: Annotated[
        str | None,
        typer.Argument(
            metavar="数据项",
            help="id、名称或印出的数；不写就列出全部数据和印出的次数。",
            show_default=False,
            autocompletion=completion.facts,
        ),
    ] = None,
    form: Annotated[str, typer.Option("--format", metavar="格式", help="text或json。", show_default=False)] = "text",
    strict: options.Strict = False,
    workspace: options.WorkspaceFolder = None,
    version: options.Version = False,
) -> None:
    """查一个数的来历：出处、算法，印在哪几句。

    例如：
    report trace 2022 立案率  立案率怎样算出，印在哪几句
    report trace 2022 265     稿子里的265是哪一项
    report trace 2022         每个数印了几次，哪些没有印
    """
    options.choice(form, FORMATS, "格式")
    if fact is not None and not fact.strip():
        raise CannotRun(
            f"没有写数据项；写id、名称或印出的数，如 report trace {year} 265；要全部列出来，年份后面什么也不写"
        )
    from report_cli.facts.load import load

    place = options.workspace(context, workspace)
    loaded = load(place, options.year(year))
    documents, unfit = _documents(place, loaded.ledger)
    shown = _shown(loaded.ledger, documents, fact, form, place)
    (screen.prose if form == "text" else screen.result)(shown)
    if said := orphans.told(place):
        screen.say(said)
    raise typer.Exit(show_failures([*loaded.findings, *unfit], place.root, strict=strict))


def _shown(ledger: Ledger, documents: Sequence[Document], fact: str | None, form: str, place: Workspace) -> str:
    from report_cli.questions import trace as tracing
    from report_cli.views import trace as view

    where = screen.where(place.root)
    if fact is None:
        rows = tracing.survey(ledger, documents)
        if form == "json":
            return screen.json_text(view.survey_as_json(ledger, rows, documents, where))
        return view.survey_as_text(ledger, rows, documents, screen.columns())
    traces = [tracing.trace(ledger, found, documents) for found in tracing.resolve(ledger, fact)]
    if form == "json":
        return screen.json_text(view.as_json(ledger, traces, where))
    return "\n\n".join(view.as_text(traced, where) for traced in traces)


def _documents(place: Workspace, ledger: Ledger) -> tuple[Sequence[Document], list[Finding]]:
    """The year's drafts, composed; those that cannot be are findings."""
    from report_cli import compose

    if not ledger.is_composed:
        return [], []
    composed = [compose.compose(kind, ledger, place.template) for kind in place.kinds()]
    return [document for document, _ in composed if document], [finding for _, found in composed for finding in found]
