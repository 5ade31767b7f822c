"""`report stats`: the year's figures."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from report_cli import screen
from report_cli.cli import completion, options


def stats(
    context: typer.Context,
    year: Annotated[
        str, typer.Option("--year", metavar="年份", help="哪一年，如2022。", show_default=False, autocompletion=completion.years)
    ],
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="格式",
            help="table（表格）、json、csv、md。",
            show_default=False,
            autocompletion=lambda: list(screen.TABLE_FORMATS),
        ),
    ] = "table",
    strict: options.Strict = False,
    workspace: options.WorkspaceFolder = None,
    version: options.Version = False,
) -> None:
    """列出一年的数据：填报的和算出的，分组，连同上年数和增减。

    例如：report stats --year 2022；给表格软件用：report stats --year 2022 --format csv
    """
    options.choice(form, screen.TABLE_FORMATS, "格式")
    place = options.workspace(context, workspace)
    catalogue, findings = place.catalogue()
    ledger, found = place.ledger(options.year(year), catalogue)
    findings = options.sorted_findings([*findings, *found])
    table = screen.stats_table(ledger, place.root, form)
    if table is not None:
        screen.result(table)
    errors = [finding for finding in findings if finding.is_error or strict]
    screen.findings(errors, place.root, "text", sys.stderr)
    raise typer.Exit(1 if errors else 0)
