"""`report check`: what is wrong with data, catalogue, templates and layouts."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from report_cli.cli import options, workspaces
from report_cli.drafts import orphans
from report_cli.model import CannotRun
from report_cli.questions.owed import Debt
from report_cli.tasks import check as task
from report_cli.tasks.check import Checked, Owed
from report_cli.tasks.choice import choice
from report_cli.views import findings, screen, tables
from report_cli.views import owed as view
from report_cli.views.findings import show_findings, show_heads, summary

_Years = Annotated[list[int] | None, options.years("要检查的年份，默认所有年份。")]
_Owner = Annotated[str | None, options.option("--owner", "部门", "只看一个部门没有填的。", options.known_owners)]
_Owed = Annotated[bool, options.flag("--owed", "列出各部门尚缺什么：未填的，预计、推算待核实的。")]
_Output = Annotated[
    Path | None, options.option("--output", "文件", "--owed写成文件，.xlsx每个部门一张工作表，.docx一张表。")
]
_Format = Annotated[
    str,
    options.option(
        "--format",
        "格式",
        "问题用text、json、github；--owed用table、md、csv、json。",
        lambda: [*findings.FORMATS, *tables.FORMATS],
    ),
]


def check(
    context: typer.Context,
    years: _Years = None,
    owner: _Owner = None,
    owed: _Owed = False,
    output: _Output = None,
    strict: options.Strict = False,
    form: _Format = "",
) -> None:
    """检查数据、指标目录、模板和版式，列出全部问题和改法。

    例如：
    report check 2022                     2022年有没有填错，怎样改
    report check 2022 --owed              各部门尚缺什么
    report check 2022 --owed --format md  同上，可以发给各部门
    report check 2022 --owed --output 尚缺.xlsx
    """
    form = choice(form or ("table" if owed else "text"), tables.FORMATS if owed else findings.FORMATS, "格式")
    workspace = workspaces.of(context)
    wanted = task.years(workspace, years or ())
    if output is not None and not (owed and len(wanted) == 1):
        raise _is_for_one_year(wanted)
    if owed:
        owing = task.owed_in(workspace, wanted, owner)
        raise typer.Exit(_show_owed(owing, workspace.root, form, output, owner))
    checked = (
        task.check(workspace, wanted, screen.progress) if owner is None else task.check_owner(workspace, wanted, owner)
    )
    _show(checked, workspace.root, form)
    if owner is None:
        screen.say(orphans.advice(workspace))
    named = "、".join(f"{year}年" for year in wanted)
    nothing = owner is not None and not checked.findings
    screen.say(f"{f'{owner}，' if owner else ''}{named}：{'没有尚缺的' if nothing else summary(checked.findings)}")
    raise typer.Exit(1 if any(finding.fails(strict) for finding in checked.findings) else 0)


def _is_for_one_year(wanted: Sequence[int]) -> CannotRun:
    example = f"report check {wanted[-1] if wanted else 2022} --owed --output 尚缺.xlsx"
    return CannotRun(f"--output写的是一年尚缺的数据，和年份、--owed一起用：{example}")


def _show(checked: Checked, root: Path, form: str) -> None:
    """Show all findings. In text, what has not come in yet takes a line each, and what is wrong comes last."""
    gaps = set(checked.gaps) if form == "text" else set()
    show_heads([finding for finding in checked.findings if finding in gaps], root)
    show_findings([finding for finding in checked.findings if finding not in gaps], root, form, sys.stdout)


def _show_owed(owed: Owed, root: Path, form: str, output: Path | None, owner: str | None) -> int:
    """Show who owes what, or write it. The exit status: 1 where the data have errors, so that something may lack."""
    if output is not None and not owed.debts:
        raise CannotRun("这一年的数据仅供比较，没有尚缺的")
    for ledger, debts in owed.debts:
        if output is None:
            view.show(ledger, debts, root, form, owner)
        else:
            _write_owed(output, ledger.year, debts, root)
    errors = sum(finding.is_error for finding in owed.findings)
    if errors:
        screen.say(f"数据里有{errors}个错误，这里列得不全；先运行 report check 改好")
    return 1 if errors else 0


def _write_owed(output: Path, year: int, debts: Sequence[Debt], root: Path) -> None:
    # Imported here: only a file needs it.
    from report_cli.tasks import form

    form.write_owed(output.absolute(), year, debts, root)
    screen.result(f"已写 {output.as_posix()}：{year}年尚缺{len(debts)}项")
