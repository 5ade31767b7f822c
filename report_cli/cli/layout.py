"""`report layout`: which layouts there are, and what each of them says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from report_cli.cli import completion, options, usage
from report_cli.model import CannotRun, in_order
from report_cli.views import screen, tables
from report_cli.views.findings import show_findings

HELP = """版式：有哪些，各项怎样排。

例如：
report layout list          有哪些版式
report layout show printed  印发稿的版式
"""

app = usage.group(usage.Group, "layout", HELP)


@app.command("list", cls=usage.Command)
def names(context: typer.Context, workspace: options.WorkspaceFolder = None, version: options.Version = False) -> None:
    """列出能用的版式：工作区自己的和自带的。

    例如：
    report layout list                       在工作区里
    report layout list --workspace 工作报告  在别的文件夹里的工作区
    """
    from report_cli.layout import reading

    place = options.workspace(context, workspace)
    rows = []
    for name in place.layouts():
        found = place.layout(name)
        assert found is not None, "the names that are listed exist"
        layout, _ = reading.parse(found[1], found[0], place)
        rows.append(
            [name, layout.label if layout else "（有错，见report check）", screen.relative(found[0], place.root)]
        )
    screen.result("\n".join(tables.aligned(rows)))


@app.command(cls=usage.Command)
def show(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="版式", help="版式的名称，如printed。", autocompletion=completion.layouts)
    ],
    workspace: options.WorkspaceFolder = None,
    version: options.Version = False,
) -> None:
    """列出一个版式的各项，每项注明写在哪一行。

    例如：
    report layout show printed   印发稿的版式
    report layout show reading   宣读稿的版式
    """
    from report_cli.layout import extends, reading, summary

    place = options.workspace(context, workspace)
    found = place.layout(options.choice(name, place.layouts(), "版式"))
    assert found is not None, "only layouts that exist are let through"
    file, data = found
    layout, findings = reading.parse(data, file, place)
    show_findings(in_order(findings), place.root)
    if layout is None:
        raise typer.Exit(1)
    steps, _ = extends.steps(data, file, place)
    below = "，".join(f"沿用 {screen.relative(step, place.root)}" for step, _ in reversed(steps[:-1]))
    lines = [
        f"{name}（{layout.label}），{screen.relative(file, place.root)}{f'，{below}' if below else ''}",
        summary.capacity(layout),
    ]
    rows = summary.settings(steps)
    texts = tables.aligned(
        [[row.name, row.value, f"{screen.relative(row.place.file, place.root)}:{row.place.line}"] for row in rows]
    )
    group = ""
    for row, text in zip(rows, texts, strict=True):
        if row.group != group:
            group = row.group
            lines += ["", group]
        lines.append(f"  {text}")
    screen.result("\n".join(lines))


@app.command("from", cls=usage.Command)
def taken(
    context: typer.Context,
    document: Annotated[
        Path, typer.Argument(metavar="文件", help="本单位排好的一份文件（DOCX）。", show_default=False)
    ],
    name: Annotated[
        str | None,
        typer.Option(
            "--name", metavar="名称", help="写成templates/layouts/名称.yaml；不写就只印出来。", show_default=False
        ),
    ] = None,
    workspace: options.WorkspaceFolder = None,
    version: options.Version = False,
) -> None:
    """从本单位的一份文件读出版式：只列与印发稿不同的项，并说明哪些没有读到。

    例如：
    report layout from 去年的报告.docx
    report layout from 去年的报告.docx --name 本单位
    """
    from report_cli.docx import read
    from report_cli.files import disk
    from report_cli.page import effective, house

    place = options.workspace(context, workspace)
    if name is not None and not re.fullmatch(r"\w[\w.-]*", name):
        raise CannotRun(f"“{name}”不能作版式的名称：只用汉字、字母、数字和 - . _")
    if name is not None and (why := disk.unportable(name)):
        raise CannotRun(f"“{name}”不能作版式的名称：{why}；换一个名称")
    file = f"templates/layouts/{name}.yaml"
    if name is not None and (place.root / file).exists():
        raise CannotRun(f"{screen.relative(file, place.root)} 已经有了，没有动它；换一个名称")
    data = disk.read(document)
    try:
        found = effective.read(read.read(data))
        text, unread = house.read(found, name or document.stem, place)
    except CannotRun as error:
        raise CannotRun(f"{document.as_posix()}：{error}") from error
    text = f"# 从“{' '.join(document.name.split())}”读出的版式，只写与印发稿不同的项；每项后面是印发稿的。\n{text}"
    if name is None:
        screen.result(text.rstrip("\n"))
    else:
        disk.save(place.root / file, text.encode())
        screen.result(f"已写 {screen.relative(file, place.root)}；看全部各项：report layout show {name}")
    if unread:
        screen.say("\n".join(["没有读到、要自己核对的：", *(f"    {sentence}" for sentence in unread)]))
