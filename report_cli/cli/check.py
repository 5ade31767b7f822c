"""`report check`: what is wrong with data, catalogue, templates and layouts."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from report_cli import screen
from report_cli.cli import options
from report_cli.model import CannotRun, Finding

if TYPE_CHECKING:
    from report_cli.facts.catalogue import Catalogue
    from report_cli.workspace import Workspace


def check(
    context: typer.Context,
    years: Annotated[list[str] | None, typer.Argument(metavar="年份…", help="要检查的年份，默认所有年份。", show_default=False)] = None,
    strict: options.Strict = False,
    form: options.FindingFormat = "text",
    workspace: options.WorkspaceFolder = None,
    version: options.Version = False,
) -> None:
    """检查数据、指标目录、模板和版式，列出全部问题和改法。

    例如：report check；只查一年：report check 2022
    """
    options.choice(form, screen.FINDING_FORMATS, "问题的格式")
    place = options.workspace(context, workspace)
    wanted = [options.year(text) for text in years or []] or place.years()
    if not wanted:
        raise CannotRun("data文件夹里还没有年度数据（如data/2022.yaml）")
    catalogue, findings = place.catalogue()
    findings += _layouts(place)
    for year in dict.fromkeys(wanted):
        findings += _year(place, year, catalogue)
    shown = options.sorted_findings(findings)
    screen.findings(shown, place.root, form, sys.stdout)
    screen.say(f"{'、'.join(f'{year}年' for year in wanted)}：{screen.summary(shown)}")
    raise typer.Exit(1 if options.failed(shown, strict) else 0)


def _year(place: Workspace, year: int, catalogue: Catalogue) -> list[Finding]:
    from report_cli import compose

    ledger, findings = place.ledger(year, catalogue)
    if place.is_composed(year, catalogue):
        for kind in place.kinds():
            findings += compose.compose(kind, ledger, place.template)[1]
    return findings


def _layouts(place: Workspace) -> list[Finding]:
    from report_cli.docx import layout

    findings = []
    for name in place.layouts():
        found = place.layout(name)
        if found is not None:
            findings += layout.read(found[1], found[0])[1]
    return findings
