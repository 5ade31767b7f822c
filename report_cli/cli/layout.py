"""`report layout`: which layouts there are, what each of them says, and one taken from a Word file."""

import re
from pathlib import Path
from typing import Annotated

import typer

from report_cli.cli import options, usage, workspaces
from report_cli.files import disk
from report_cli.files.workspace import Workspace
from report_cli.layout import reading
from report_cli.model import CannotRun, in_order
from report_cli.tasks import choice
from report_cli.text import in_unicode
from report_cli.views import layout as view
from report_cli.views import screen
from report_cli.views.findings import show_findings

HELP = """版式：有哪些，各项怎样排。

例如：
report layout list          有哪些版式
report layout show printed  印发稿的版式
"""

_Name = Annotated[
    str, typer.Argument(metavar="版式", help="版式的名称，如printed。", autocompletion=options.known_layouts)
]
_Document = Annotated[Path, options.argument("文件", "本单位排好的一份文件（DOCX）。")]
_NewName = Annotated[str | None, options.option("--name", "名称", "写成templates/layouts/名称.yaml；不写就只印出来。")]

app = usage.group(usage.Group, "layout", HELP)


@app.command("list", cls=usage.Command)
def names(context: typer.Context) -> None:
    """列出能用的版式：工作区自己的和自带的。

    例如：
    report layout list                       在工作区里
    report layout list --workspace 工作报告  在别的文件夹里的工作区
    """
    workspace = workspaces.of(context)
    rows = []
    for name in workspace.layouts():
        file, data = workspace.layout(name) or ("", b"")
        layout, _ = reading.parse(data, file, workspace)
        label = layout.label if layout else "（有错，见report check）"
        rows.append([name, label, "自带" if Path(file).is_absolute() else "工作区里的"])
    screen.table(rows)
    screen.say("写在哪里、各项怎样：report layout show 名称")


@app.command(cls=usage.Command)
def show(context: typer.Context, name: _Name) -> None:
    """列出一个版式的各项，每项注明写在哪一行。

    例如：
    report layout show printed   印发稿的版式
    report layout show reading   宣读稿的版式
    """
    workspace = workspaces.of(context)
    name = choice.layout(workspace, name)
    file, data = workspace.layout(name) or ("", b"")
    layout, findings = reading.parse(data, file, workspace)
    show_findings(in_order(findings), workspace.root)
    if layout is None:
        raise typer.Exit(1)
    steps, _ = reading.steps(data, file, workspace)
    view.show(name, layout, steps, screen.where(workspace.root))


@app.command("from", cls=usage.Command)
def taken(context: typer.Context, document: _Document, name: _NewName = None) -> None:
    """从本单位的一份文件读出版式：只列与印发稿不同的项，并说明哪些没有读到。

    例如：
    report layout from 去年的报告.docx
    report layout from 去年的报告.docx --name 本单位
    """
    workspace = workspaces.of(context)
    path = _new_file(workspace, name) if name is not None else None
    text, unread = _read(document, name or document.stem, workspace)
    if path is None:
        screen.result(text.rstrip("\n"))
    else:
        disk.save(path, in_unicode(text).encode(), workspace.root, seen=None)
        screen.result(f"已写 {screen.relative(path, workspace.root)}；看全部各项：report layout show {name}")
    if unread:
        screen.say("\n".join(["没有读到、要自己核对的：", *(f"    {sentence}" for sentence in unread)]))


def _new_file(workspace: Workspace, name: str) -> Path:
    """Where a layout is to be written. Raises CannotRun where it cannot, or there is one already."""
    if not re.fullmatch(r"\w[\w.-]*", name):
        raise CannotRun(f"“{name}”不能作版式的名称：只用汉字、字母、数字和 - . _")
    if why := disk.unportable(name):
        raise CannotRun(f"“{name}”不能作版式的名称：{why}；换一个名称")
    path = workspace.root / f"templates/layouts/{name}.yaml"
    disk.remove(disk.unfinished_beside([path]))
    if path.exists():
        raise CannotRun(f"{screen.relative(path, workspace.root)} 已经有了，没有动它；换一个名称")
    return path


def _read(document: Path, name: str, workspace: Workspace) -> tuple[str, list[str]]:
    """The layout of a Word file as YAML, and what could not be read of it. Raises CannotRun."""
    from report_cli.docx import read
    from report_cli.files import given
    from report_cli.page import effective, house

    data = given.read(document)
    try:
        found = effective.read(read.read(data))
        text, unread = house.read(found, name, workspace)
    except CannotRun as error:
        raise CannotRun(f"{document.as_posix()}：{error}") from error
    source = f"从“{' '.join(document.name.split())}”读出的版式，只写与印发稿不同的项；每项后面是印发稿的。"
    return f"# {source}\n{text}", unread
