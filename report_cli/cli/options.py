"""Options of the commands: how one is declared, those that several share, and what is done with them."""

# Annotations are not put off here: typer would read every option from its text, twice, at each start.
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from report_cli import __version__
from report_cli.cli import completion
from report_cli.model import CannotRun
from report_cli.tasks.choice import choice
from report_cli.views import findings

Completion = Callable[..., Any] | None


def argument(metavar: str, help: str, completion: Completion = None, **more: Any) -> Any:
    return typer.Argument(metavar=metavar, help=help, show_default=False, autocompletion=completion, **more)


def option(name: str, metavar: str, help: str, completion: Completion = None, **more: Any) -> Any:
    return typer.Option(name, metavar=metavar, help=help, show_default=False, autocompletion=completion, **more)


def flag(name: str, help: str) -> Any:
    return typer.Option(name, help=help)


def year(text: str) -> int:
    match = re.fullmatch(r"([0-9]{4})年?", text)
    if match is None:
        raise CannotRun(f"“{text}”不是年份，写成四位数，如2022")
    return int(match[1])


def form(help: str, words: Sequence[str], what: str = "格式") -> Any:
    """The option `--format` with the words that it knows."""
    return option("--format", "格式", help, completion.of(words), parser=lambda text: choice(text, words, what))


FindingFormat = Annotated[str, form("问题的显示格式：text、json、github。", findings.FORMATS, "问题的格式")]
Each = Annotated[Path | None, option("--each", "文件夹", "这个文件夹下的每一个工作区；一个不成，不影响其他的。")]
Shard = Annotated[str | None, option("--shard", "第几份/份数", "只做--each的一份，如2/5；各台机器各做一份。")]
Jobs = Annotated[int | None, option("--jobs", "个数", "--each同时用几个进程，默认有几个核用几个。", min=1)]
Kinds = Annotated[str | None, option("--kind", "类型", "只生成这些报告类型，用逗号隔开。", completion.kinds)]
Layout = Annotated[
    str, typer.Option("--layout", metavar="版式", help="Word稿的版式。", autocompletion=completion.layouts)
]
Draft = Annotated[bool, flag("--draft", "数据未齐也生成，缺的地方印【待补：…】。")]
Strict = Annotated[bool, flag("--strict", "警告也算错误。")]


def _choose(context: typer.Context, folder: Path | None) -> None:
    if folder is not None:
        context.obj = folder


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"report {__version__}")
        raise typer.Exit


def everywhere(
    workspace: Annotated[
        Path | None,
        option("--workspace", "文件夹", "工作区；默认从当前文件夹往上找。", callback=_choose, expose_value=False),
    ] = None,
    version: Annotated[
        bool,
        typer.Option("--version", help="显示版本号。", callback=_show_version, is_eager=True, expose_value=False),
    ] = False,
) -> None:
    """The options of every command, before it and after it. The folder is kept as the context's object."""
