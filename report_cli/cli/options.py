"""Options that several commands share, and what is done with them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from report_cli import __version__
from report_cli.cli import completion
from report_cli.cli.place import full, workspace
from report_cli.model import CannotRun
from report_cli.tasks.choice import choice, choices
from report_cli.views import findings

if TYPE_CHECKING:
    from report_cli.files.workspace import Workspace


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"report {__version__}")
        raise typer.Exit


WorkspaceFolder = Annotated[
    Path | None,
    typer.Option("--workspace", metavar="文件夹", help="工作区；默认从当前文件夹往上找。", show_default=False),
]
Version = Annotated[bool, typer.Option("--version", help="显示版本号。", callback=_show_version, is_eager=True)]
FindingFormat = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="格式",
        help="问题的显示格式：text、json、github。",
        show_default=False,
        autocompletion=lambda: list(findings.FORMATS),
    ),
]
Each = Annotated[
    Path | None,
    typer.Option(
        "--each", metavar="文件夹", help="这个文件夹下的每一个工作区；一个不成，不影响其他的。", show_default=False
    ),
]
Shard = Annotated[
    str | None,
    typer.Option(
        "--shard", metavar="第几份/份数", help="只做--each的一份，如2/5；各台机器各做一份。", show_default=False
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs", metavar="个数", help="--each同时用几个进程，默认有几个核用几个。", min=1, show_default=False
    ),
]
Kinds = Annotated[
    str | None,
    typer.Option(
        "--kind",
        metavar="类型",
        help="只生成这些报告类型，用逗号隔开。",
        show_default=False,
        autocompletion=completion.kinds,
    ),
]
Layout = Annotated[
    str, typer.Option("--layout", metavar="版式", help="Word稿的版式。", autocompletion=completion.layouts)
]
Draft = Annotated[bool, typer.Option("--draft", help="数据未齐也生成，缺的地方印【待补：…】。")]
Strict = Annotated[bool, typer.Option("--strict", help="警告也算错误。")]


def workspaces(context: typer.Context, folder: Path, given: Path | None, shard: str | None) -> dict[str, Workspace]:
    """Those under a folder, by their paths in it; of a shard where one is named (2/5). Raises CannotRun where there is none at all."""
    from report_cli.tasks import many

    if given or context.obj:
        raise CannotRun("写了--each就不要再写--workspace")
    found = many.find(folder)
    if shard is None:
        return found
    match = re.fullmatch("([0-9]{1,4})/([0-9]{1,4})", shard)
    if match is None or not 0 < int(match[1]) <= int(match[2]):
        raise CannotRun(f"“{shard}”不是第几份，写成2/5（五份里的第二份）")
    return many.shard(found, int(match[1]), int(match[2]))


def year(text: str) -> int:
    match = re.fullmatch(r"([0-9]{4})年?", text)
    if match is None:
        raise CannotRun(f"“{text}”不是年份，写成四位数，如2022")
    return int(match[1])


__all__ = [
    "Draft", "Each", "FindingFormat", "Jobs", "Kinds", "Layout", "Shard", "Strict", "Version", "WorkspaceFolder",
    "choice", "choices", "full", "workspace", "workspaces", "year",
]  # fmt: skip
