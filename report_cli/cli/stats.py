"""`report stats`: the year's figures."""

# Annotations are not put off here: typer would read every option from its text, twice, at each start.
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from report_cli.cli import completion, options
from report_cli.model import CannotRun
from report_cli.views import screen, tables
from report_cli.views.findings import show_failures, show_findings, summary

if TYPE_CHECKING:
    from report_cli.files.workspace import Workspace

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
        autocompletion=lambda: list(tables.FORMATS),
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
    options.choice(form, tables.FORMATS, "格式")
    wanted = options.year(year) if year else None
    if each is not None:
        raise typer.Exit(_totals(options.workspaces(context, each, workspace, None), wanted, form, jobs, strict))
    if wanted is None:
        raise CannotRun("缺--year（年份）")
    from report_cli.facts.load import load
    from report_cli.views import stats as view

    place = options.workspace(context, workspace)
    loaded = load(place, wanted)
    view.show(loaded.ledger, place.root, form)
    raise typer.Exit(show_failures(loaded.findings, place.root, strict=strict))


def _totals(workspaces: Mapping[str, "Workspace"], year: int | None, form: str, jobs: int | None, strict: bool) -> int:
    """Show many workspaces in one table; the exit status: 1 where one's data could not be read or have errors."""
    from report_cli.questions import totals
    from report_cli.tasks import many
    from report_cli.views import totals as view

    wanted = year or max((known for workspace in workspaces.values() for known in workspace.years()), default=None)
    if wanted is None:
        raise CannotRun("这些工作区里还没有年度数据（如data/2022.yaml）")
    sums, troubles = totals.Sums(), {}
    for read in screen.progress(many.read(workspaces, wanted, jobs), len(workspaces)):
        wrong = [finding for finding in read.findings if finding.fails(strict)]
        sums.add(read.name, read.entries, is_faulty=bool(wrong))
        if read.trouble or wrong:
            troubles[read.name] = read.trouble or f"{summary(wrong)}，没有加进汇总"
            screen.say(f"{read.name}：{troubles[read.name]}")
            show_findings(wrong, read.place.root)
    view.show(wanted, sums.totals(), troubles, sums.names, form)
    return 1 if troubles else 0
