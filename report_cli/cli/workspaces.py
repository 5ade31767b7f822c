"""Where a command works: in one workspace, or in many under a folder."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from report_cli.model import CannotRun

if TYPE_CHECKING:
    from report_cli.files.workspace import Workspace


def of(context: typer.Context) -> Workspace:
    """The workspace that was named, before or after the command, or the one around the current folder."""
    from report_cli.files import disk
    from report_cli.files.workspace import CATALOGUE, Workspace, find, full

    folder: Path | None = context.obj
    if folder is None:
        return settled(find(full(Path())))
    root = full(folder)
    if not disk.is_there(root / CATALOGUE):
        raise CannotRun(f"{folder.as_posix()} 不是工作区：里面没有 {CATALOGUE}")
    return settled(Workspace(root))


def settled(workspace: Workspace) -> Workspace:
    """The workspace, once what a run that was killed began to write there is finished or taken back."""
    from report_cli.files import disk, own_json

    is_open = False
    with contextlib.suppress(CannotRun):  # what cannot be read there is told by those who need it
        is_open = disk.is_there(workspace.root / own_json.JOURNAL)
    if is_open or own_json.unfinished(workspace.root):
        from report_cli.files import journal
        from report_cli.views import screen

        # Scraps lie about where nothing may be written: they do no harm.
        with contextlib.suppress(*() if is_open else (CannotRun,)):
            screen.say(journal.settle(workspace.root))
    return workspace


def around(context: typer.Context) -> Workspace | None:
    """The same, or None where the current folder is in none. Raises CannotRun where the one that was named is none."""
    try:
        return of(context)
    except CannotRun:
        if context.obj:
            raise
        return None


def below(context: typer.Context, folder: Path, shard: str | None = None) -> dict[str, Workspace]:
    """Those under a folder, by their paths in it, or one shard of them (2/5). Raises CannotRun where there is none."""
    from report_cli.tasks import many

    if context.obj:
        raise CannotRun("写了--each就不要再写--workspace")
    found = {name: settled(workspace) for name, workspace in many.find(folder).items()}
    if shard is None:
        return found
    match = re.fullmatch("([0-9]{1,4})/([0-9]{1,4})", shard)
    if match is None or not 0 < int(match[1]) <= int(match[2]):
        raise CannotRun(f"“{shard}”不是第几份，写成2/5（五份里的第二份）")
    return many.shard(found, int(match[1]), int(match[2]))
