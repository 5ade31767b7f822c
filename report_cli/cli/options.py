"""Options that several commands share, and what is done with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from report_cli import __version__, screen
from report_cli.model import CannotRun, Finding
from report_cli.text import nearest

if TYPE_CHECKING:
    from report_cli.workspace import Workspace


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"report {__version__}")
        raise typer.Exit


WorkspaceFolder = Annotated[
    Path | None, typer.Option("--workspace", metavar="文件夹", help="工作区；默认从当前文件夹往上找。", show_default=False)
]
Version = Annotated[bool, typer.Option("--version", help="显示版本号。", callback=_show_version, is_eager=True)]
FindingFormat = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="格式",
        help="问题的显示格式：text、json、github。",
        show_default=False,
        autocompletion=lambda: list(screen.FINDING_FORMATS),
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="警告也算错误。")]


def workspace(context: typer.Context, given: Path | None) -> Workspace:
    """The workspace that was named, before or after the command, or the one around the current folder."""
    from report_cli.workspace import CATALOGUE, Workspace, find

    folder = given or (context.obj if isinstance(context.obj, Path) else None)
    if folder is None:
        return find(Path.cwd())
    root = folder.resolve()
    if not (root / CATALOGUE).is_file():
        raise CannotRun(f"{folder.as_posix()} 不是工作区：里面没有 {CATALOGUE}")
    return Workspace(root)


def year(text: str) -> int:
    match = re.fullmatch(r"([0-9]{4})年?", text)
    if match is None:
        raise CannotRun(f"“{text}”不是年份，写成四位数，如2022")
    return int(match[1])


def choice(text: str, known: Sequence[str], what: str) -> str:
    if text not in known:
        near = nearest(text, known)
        raise CannotRun(f"{what}没有“{text}”{f'，是不是{near}？' if near else ''}；可用：{'、'.join(known)}")
    return text


def choices(text: str | None, known: Sequence[str], what: str) -> tuple[str, ...]:
    """Words parted by commas, in the order of those known; all where none is given."""
    if text is None:
        return tuple(known)
    wanted = {choice(word.strip(), known, what) for word in re.split("[,，]", text) if word.strip()}
    if not wanted:
        raise CannotRun(f"没有写明{what}；可用：{'、'.join(known)}")
    return tuple(word for word in known if word in wanted)


def sorted_findings(findings: Sequence[Finding]) -> list[Finding]:
    """Each once, by place."""
    return sorted(dict.fromkeys(findings), key=lambda finding: (finding.place, finding.code))


def failed(findings: Sequence[Finding], strict: bool) -> bool:
    return any(finding.is_error or strict for finding in findings)
