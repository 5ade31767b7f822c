"""`report stats`: the year's figures."""

# Annotations are not put off here: typer would read every option from its text, twice, at each start.
import sys
from typing import Annotated

import typer

from report_cli.cli import completion, options
from report_cli.model import CannotRun, in_order
from report_cli.views import screen

_Year = Annotated[
    str | None,
    typer.Option(
        "--year",
        metavar="年份",
        help="哪一年，如2022；和--each一起可以不写，就是最近的一年。",
        show_default=False,
        autocompletion=completion.years,
    ),
]
_Format = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="格式",
        help="table（表格）、json、csv、md。",
        show_default=False,
        autocompletion=lambda: list(screen.TABLE_FORMATS),
    ),
]


def stats(
    context: typer.Context,
    year: _Year = None,
    form: _Format = "table",
    each: options.Each = None,
    jobs: options.Jobs = None,
    strict: options.Strict = False,
    workspace: options.WorkspaceFolder = None,
    version: options.Version = False,
) -> None:
    """列出一年的数据：填报的和算出的，分组，连同上年数和增减。

    例如：
    report stats --year 2022               在屏幕上看
    report stats --year 2022 --format csv  给Excel、WPS表格
    report stats --each 全省 --year 2022    各个工作区一张表，能相加的相加
    """
    options.choice(form, screen.TABLE_FORMATS, "格式")
    wanted = options.year(year) if year else None
    if each is not None:
        from report_cli.cli import sums

        raise typer.Exit(sums.show(options.workspaces(context, each, workspace, None), wanted, form, jobs, strict))
    if wanted is None:
        raise CannotRun("缺--year（年份）")
    from report_cli.facts.load import load

    place = options.workspace(context, workspace)
    loaded = load(place, wanted)
    table = screen.stats_table(loaded.ledger, place.root, form)
    if table is not None:
        screen.result(table)
    errors = [finding for finding in in_order(loaded.findings) if finding.fails(strict)]
    screen.findings(errors, place.root, "text", sys.stderr)
    raise typer.Exit(1 if errors else 0)
