"""`report adopt`: a finished report becomes a workspace; answers to what was asked are put in."""

import re
from pathlib import Path
from typing import Annotated

import typer

from report_cli.cli import options, workspaces
from report_cli.files.workspace import Workspace, full
from report_cli.model import CannotRun
from report_cli.tasks import adopt as task
from report_cli.tasks import answering
from report_cli.tasks.adopt import Adopted
from report_cli.tasks.adopt_request import Request
from report_cli.views import adopt as view
from report_cli.views import screen

FOLDER = "工作报告"

_Olds = Annotated[list[Path] | None, options.argument("旧报告…", "定稿的旧报告：DOCX、DOC、MD、TXT；可以几年一起。")]
_Year = Annotated[
    str | None, options.option("--year", "年份,…", "所报告的年份，如2022；几份报告按次序写，如2021,2022。")
]
_Into = Annotated[Path | None, options.option("--into", "文件夹", "写到哪里；不写就是所在的工作区，或新建“工作报告”。")]
_Kind = Annotated[str | None, options.option("--kind", "类型", "报告类型的名称；不写是work_report。")]
_Force = Annotated[bool, options.flag("--force", "已经有这种报告也换掉；原来的有备份。")]


def adopt(
    context: typer.Context,
    olds: _Olds = None,
    year: _Year = None,
    into: _Into = None,
    kind: _Kind = None,
    force: _Force = False,
    form: options.TextFormat = "text",
) -> None:
    """由去年的报告建工作区：读出指标目录、年度数据和模板，马上能照原样生成。

    不写旧报告，就读adopt.yaml里答了的问题。不写--into，就是所在的工作区，或新的文件夹“工作报告”。

    例如：
    report adopt 去年的报告.docx --year 2022 --into 新的
    report adopt 去年的报告.docx --year 2022 --kind 简报
    """
    if not olds:
        workspace = workspaces.settled(Workspace(full(into))) if into else workspaces.of(context)
        adopted = answering.answer(workspace)
    else:
        around = None if into else workspaces.around(context)
        root = workspaces.settled(Workspace(full(into))).root if into else around.root if around else full(Path(FOLDER))
        wanted = Request(olds=tuple(olds), years=_years(year), kind=kind or "", force=force)
        adopted = task.adopt(root, wanted)
    _show(adopted, form, is_answered=not olds)
    raise typer.Exit(1 if adopted.questions else 0)


def _years(text: str | None) -> tuple[int, ...]:
    parts = [part for part in re.split("[,，、]", text or "") if part.strip()]
    if text is not None and not parts:
        raise CannotRun(f"“{text}”不是年份，写成2022或2021,2022")
    return tuple(map(options.year, parts))


def _show(adopted: Adopted, form: str, *, is_answered: bool) -> None:
    if form == "json":
        screen.json_result(view.as_json(adopted))
        return
    here = screen.relative(adopted.workspace, Path.cwd())
    folder = "" if here in ("", ".") else f"{here}/"
    screen.styled(view.lines(adopted, folder))
    if is_answered:
        names = f"已写 {'、'.join(adopted.files)}" if adopted.files else "没有新的回答"
        screen.say(names)
        return
    screen.say(f"已写 {folder or './'}：{view.summary(adopted)}")
    step, following = f"cd {folder.rstrip('/')}，" if folder else "", adopted.year + 1
    is_begun = following in Workspace(adopted.workspace).years()
    later = f"check {following} --owed 看{following}年还要填哪几项" if is_begun else f"new {following} 开始下一年"
    screen.say(f"接下来：{step}report build {adopted.year} 照原样生成；report {later}")
