"""Where a command works: in the workspace that was named, or the one around the current folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from report_cli.model import CannotRun

if TYPE_CHECKING:
    from report_cli.files.workspace import Workspace


def workspace(context: typer.Context, given: Path | None) -> Workspace:
    """The workspace that was named, before or after the command, or the one around the current folder."""
    from report_cli.files import disk
    from report_cli.files.workspace import CATALOGUE, Workspace, find, full

    folder = given or (context.obj if isinstance(context.obj, Path) else None)
    if folder is None:
        return find(full(Path()))
    root = full(folder)
    if not disk.is_there(root / CATALOGUE):
        raise CannotRun(f"{folder.as_posix()} 不是工作区：里面没有 {CATALOGUE}")
    return Workspace(root)


def full(path: Path) -> Path:
    """The path in full. Raises CannotRun where it leads nowhere."""
    from report_cli.files.workspace import full

    return full(path)
