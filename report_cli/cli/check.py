"""`report check`: what is wrong with data, catalogue, templates and layouts."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from report_cli.cli import completion, options
from report_cli.drafts import orphans
from report_cli.views import findings, screen, tables
from report_cli.views.findings import show_findings, show_heads, summary

if TYPE_CHECKING:
    from report_cli.files.workspace import Workspace


_Years = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="年份…", help="要检查的年份，默认所有年份。", show_default=False, autocompletion=completion.years
    ),
]
_Owner = Annotated[
    str | None,
    typer.Option(
        "--owner", metavar="部门", help="只看一个部门没有填的。", show_default=False, autocompletion=completion.owners
    ),
]
_Owed = Annotated[bool, typer.Option("--owed", help="列出谁还欠什么：未填的，预计、推算待核实的。")]
_Format = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="格式",
        help="问题用text、json、github；--owed用table、md、csv、json。",
        show_default=False,
        autocompletion=lambda: [*findings.FORMATS, *tables.FORMATS],
    ),
]


def check(
    context: typer.Context,
    years: _Years = None,
    owner: _Owner = None,
    owed: _Owed = False,
    strict: options.Strict = False,
    form: _Format = "",
    workspace: options.WorkspaceFolder = None,
    version: options.Version = False,
) -> None:
    """检查数据、指标目录、模板和版式，列出全部问题和改法。

    例如：
    report check 2022                     2022年有没有填错，怎样改
    report check 2022 --owed              谁还欠什么
    report check 2022 --owed --format md  同上，可以发给各部门
    """
    from report_cli.tasks import check as tasks

    form = form or ("table" if owed else "text")
    options.choice(form, tables.FORMATS if owed else findings.FORMATS, "格式")
    place = options.workspace(context, workspace)
    wanted = tasks.years(place, [options.year(text) for text in years or []])
    if owed:
        raise typer.Exit(_show_owed(place, wanted, owner, form))
    checked = tasks.check(place, wanted, screen.progress) if owner is None else tasks.check_owner(place, wanted, owner)
    shown, gaps = checked.findings, set(checked.gaps)
    if form == "text":
        # What has not come in yet is a line each, and what is wrong stands last, where somebody at a screen looks.
        show_heads(checked.gaps, place.root)
    show_findings([finding for finding in shown if form != "text" or finding not in gaps], place.root, form, sys.stdout)
    if owner is None and (said := orphans.told(place)):
        screen.say(said)
    whose = f"{owner}，" if owner else ""
    nothing = "不欠什么" if owner else "没有问题"
    screen.say(f"{whose}{'、'.join(f'{year}年' for year in wanted)}：{summary(shown) if shown else nothing}")
    raise typer.Exit(1 if any(finding.fails(strict) for finding in shown) else 0)


def _show_owed(workspace: Workspace, years: list[int], owner: str | None, form: str) -> int:
    """Show who owes what; the exit status: 1 where the data have errors, so that the list may lack something."""
    from report_cli.tasks import check as tasks
    from report_cli.views import owed as view

    owed = tasks.owed_in(workspace, years, owner)
    for ledger, debts in owed.debts:
        view.show(ledger, debts, workspace.root, form)
    errors = sum(finding.is_error for finding in owed.findings)
    if errors:
        screen.say(f"数据里有{errors}个错误，这里列得不全；先运行 report check 改好")
    return 1 if errors else 0
