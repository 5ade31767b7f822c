"""`report form`: the sheets that departments fill in."""

from pathlib import Path
from typing import Annotated

import typer

from report_cli.cli import options, workspaces
from report_cli.tasks import form as task
from report_cli.tasks.choice import choice
from report_cli.views import screen
from report_cli.views.findings import show_failures

_Year = Annotated[int, options.years("填报哪一年的数据，如2022。", "年份")]
_Owner = Annotated[
    str | None,
    options.option("--owner", "部门", "只做这些部门的，用逗号隔开；默认每个部门一份。", options.known_owners),
]
_To = Annotated[str, options.option("--to", "格式", "xlsx或docx，默认xlsx。", lambda: list(task.FORMATS))]
_Output = Annotated[Path | None, options.option("--output", "文件夹", "写到“文件夹/年份”下，默认forms/年份/。")]


def form(context: typer.Context, year: _Year, owner: _Owner = None, to: _To = "xlsx", output: _Output = None) -> None:
    """做各部门的填报表：每个部门一份，写到forms/年份/，填好用report collect收回。

    有人填过的不会换掉。

    例如：
    report form 2022                 每个部门一份
    report form 2022 --owner 提案委  只做一个部门的
    report form 2022 --to docx       做成Word表格
    """
    from report_cli.files.workspace import full

    workspace = workspaces.of(context)
    outcome = task.form(workspace, year, owner, choice(to, task.FORMATS, "格式"), full(output) if output else None)
    if outcome.findings:
        show_failures(outcome.findings, workspace.root)
        screen.say("数据或指标目录有错，没有做填报表：先照上面的提示改好")
        raise typer.Exit(1)
    for each in outcome.made:
        path = screen.relative(each.path, workspace.root)
        asked = len(each.form.rows)
        match each.state:
            case task.WRITTEN:
                screen.result(f"已写 {path}：{each.form.owner}，{asked}项")
            case task.SAME:
                screen.result(f"没有变 {path}：{each.form.owner}，{asked}项")
            case _:
                cure = "要重新做一份，先把它移走或改名，或用--output写到别处"
                screen.say(f"没有换 {path}：有人填过，或在别的程序里存过；收它用 report collect {path}；{cure}")
    raise typer.Exit(1 if any(each.state == task.FILLED for each in outcome.made) else 0)
