"""`report collect`: what departments filled in, proposed for the data, and written if wished."""

from pathlib import Path
from typing import Annotated

import typer

from report_cli.cli import coming, options, workspaces
from report_cli.model import CannotRun
from report_cli.tasks import collect as task
from report_cli.tasks import incoming

_Files = Annotated[
    list[Path] | None, options.argument("文件…", "填回来的表：XLSX、XLS、ODS、CSV、DOCX；几份一起也可以。")
]
_Year = Annotated[int | None, options.option("--year", "年份", "表上看不出年份时写明，如2022。", parser=options.year)]


def collect(
    context: typer.Context,
    files: _Files = None,
    write: coming.Write = False,
    only: coming.Only = None,
    skip: coming.Skip = None,
    undo: coming.Undo = False,
    year: _Year = None,
    form: options.TextFormat = "text",
) -> None:
    """把各部门填回来的表收进年度数据：先一格一格列出来，看过再写。

    填报表由report form生成。部门自己的表也能读：写明年份，按指标的名称和单位对。

    例如：
    report collect 来/提案委.xlsx              要改什么
    report collect 来/提案委.xlsx --write      写进去，先备份
    report collect 来/统计表.csv --year 2022   部门自己的表
    """
    workspace = workspaces.of(context)
    if undo:
        raise typer.Exit(coming.undo(workspace, task.RUN, files, write=write, only=only, skip=skip))
    if not files:
        raise CannotRun("没有写明哪些文件，如 report collect 来/提案委.xlsx")
    found = task.collect(workspace, dict.fromkeys(files), year)
    coming.remark(found)
    named = incoming.Named(only=coming.numbers(only), skip=coming.numbers(skip))
    found = coming.decided(found, incoming.chosen(found, named), is_written=write, is_chosen=bool(named))
    coming.show(found, form)
    coming.say_written(found)
    raise typer.Exit(1 if found.undecided or found.refused else 0)
