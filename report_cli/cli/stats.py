"""`report stats`: the figures of a year, or those of many workspaces with their sums."""

# Annotations are not put off here: typer would read every option from its text, twice, at each start.
from collections.abc import Mapping
from typing import Annotated

import typer

from report_cli.cli import options, workspaces
from report_cli.facts.load import load
from report_cli.files.workspace import Workspace
from report_cli.model import CannotRun
from report_cli.views import screen, tables
from report_cli.views import stats as view
from report_cli.views.findings import show_failures, show_findings, summary

_Year = Annotated[int | None, options.years("哪一年，如2022；和--each一起可以不写，就是最近的一年。", "年份")]
_Format = Annotated[str, options.form("table（表格）、json、csv、md。", tables.FORMATS)]


def stats(
    context: typer.Context,
    year: _Year = None,
    form: _Format = "table",
    each: options.Each = None,
    jobs: options.Jobs = None,
    strict: options.Strict = False,
) -> None:
    """列出一年的数据：填报的和算出的，分组，连同上年数据和增减。

    例如：
    report stats --year 2022               在屏幕上看
    report stats --year 2022 --format csv  给Excel、WPS表格
    report stats --each 全省 --year 2022    各个工作区一张表，能相加的相加
    """
    if each is not None:
        raise typer.Exit(_show_totals(workspaces.below(context, each), year, form, jobs, strict))
    if year is None:
        raise CannotRun("缺--year（年份）；写成 report stats 2022")
    workspace = workspaces.of(context)
    loaded = load(workspace, year)
    view.show(loaded.ledger, workspace.root, form)
    raise typer.Exit(show_failures(loaded.findings, workspace.root, strict=strict))


def _show_totals(found: Mapping[str, Workspace], year: int | None, form: str, jobs: int | None, strict: bool) -> int:
    """Show many workspaces in one table; the exit status: 1 where data could not be read or have errors."""
    from report_cli.questions import totals
    from report_cli.tasks import many

    wanted = year or max((known for workspace in found.values() for known in workspace.years()), default=None)
    if wanted is None:
        raise CannotRun("这些工作区里还没有年度数据（如data/2022.yaml）")
    sums, troubles = totals.Sums(), {}
    for read in screen.progress(many.read(found, wanted, jobs), len(found)):
        stated = read.result or many.Stated([], [])
        wrong = [finding for finding in stated.findings if finding.fails(strict)]
        sums.add(read.name, stated.addends, is_faulty=bool(wrong))
        if read.trouble or wrong:
            troubles[read.name] = read.trouble or f"{summary(wrong)}，没有加进汇总"
            screen.say(f"{read.name}：{troubles[read.name]}")
            show_findings(wrong, read.workspace.root)
    view.show_totals(wanted, sums.totals(), troubles, sums.names, form)
    return 1 if troubles else 0
