"""`report trace`: where a fact comes from, how it is computed, every place that prints it."""

from collections.abc import Sequence
from typing import Annotated

import typer

from report_cli import compose
from report_cli.cli import options, workspaces
from report_cli.document import Document
from report_cli.drafts import orphans
from report_cli.facts.ledger import Ledger
from report_cli.facts.load import load
from report_cli.files.workspace import Workspace
from report_cli.model import CannotRun, Finding
from report_cli.questions import trace as tracing
from report_cli.questions import words
from report_cli.tasks.choice import choice
from report_cli.views import screen
from report_cli.views import trace as view
from report_cli.views.findings import show_failures

_Year = Annotated[int, options.years("哪一年，如2022。", "年份")]
_Fact = Annotated[
    str | None,
    options.argument(
        "数据项", "id、名称、印出的数，或稿件里的话；不写就列出全部数据和印出的次数。", options.known_facts
    ),
]
_Rows = Annotated[
    str | None,
    options.option(
        "--rows",
        "格式",
        "只写出数到的行，格式是csv。",
        lambda: ["csv"],
        parser=lambda text: choice(text, ("csv",), "格式"),
    ),
]
_Format = Annotated[str, options.form("text或json。", ("text", "json"))]


def trace(
    context: typer.Context,
    year: _Year,
    fact: _Fact = None,
    form: _Format = "text",
    rows: _Rows = None,
    strict: options.Strict = False,
) -> None:
    """查一个数的来历：出处、算法，印在哪几句；或一句话是哪个模板写的。

    例如：
    report trace 2022 立案率        立案率怎样算出，印在哪几句
    report trace 2022 265           稿件里的265是哪一项
    report trace 2022 围绕中心      稿件里的这句话写在哪个模板
    report trace 2022               每个数印了几次，哪些没有印
    """
    if fact is not None and not fact.strip():
        example = f"写id、名称或印出的数，如 report trace {year} 265"
        raise CannotRun(f"没有写数据项；{example}；要全部列出来，年份后面什么也不写")
    workspace = workspaces.of(context)
    loaded = load(workspace, year)
    ledger, where = loaded.ledger, screen.where(workspace.root)
    documents, unfit = _composed(workspace, ledger)
    if rows:
        _show_rows(ledger, fact, where)
    elif fact is None:
        view.show_survey(ledger, tracing.survey(ledger, documents), documents, where, form)
    else:
        _show_asked(ledger, documents, fact, where, form)
    screen.say(orphans.advice(workspace))
    raise typer.Exit(show_failures([*loaded.findings, *unfit], workspace.root, strict=strict))


def _show_asked(ledger: Ledger, documents: Sequence[Document], asked: str, where: screen.Where, form: str) -> None:
    """Show what is known of a fact or, where none is called so, of words. Raises CannotRun where neither is known."""
    try:
        found = tracing.resolve(ledger, asked)
    except CannotRun:
        said = words.sayings(asked, documents)
        if not said and not (said := words.nearest(asked, documents)):
            raise
        view.show_words(ledger, asked, said, where, form)
    else:
        view.show(ledger, [tracing.trace(ledger, id, documents) for id in found], where, form)


def _show_rows(ledger: Ledger, asked: str | None, where: screen.Where) -> None:
    """Write the rows behind the facts that are asked for. Raises CannotRun where there are none."""
    if asked is None:
        raise CannotRun(f"没有写数据项，不知道要哪个数的行；写成 report trace {ledger.year} 立案提案 --rows csv")
    traces = [tracing.trace(ledger, found, ()) for found in tracing.resolve(ledger, asked)]
    if not any(trace.counted for trace in traces):
        raise CannotRun(f"{traces[0].fact.named}不是从表里的行数出来的；它的来历见 report trace {ledger.year} {asked}")
    view.show_rows(traces, where)


def _composed(workspace: Workspace, ledger: Ledger) -> tuple[Sequence[Document], list[Finding]]:
    """The reports of the year; why one cannot be composed are findings."""
    kinds = compose.kinds(workspace.kinds(), workspace.template, ledger.year) if ledger.is_composed else ()
    composed = [compose.compose(kind, ledger, workspace.template) for kind in kinds]
    findings = [finding for _, found in composed for finding in found]
    return [document for document, _ in composed if document], findings
