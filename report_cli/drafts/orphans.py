"""Drafts of report kinds that have no template any more: nothing keeps them up to date."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable
from pathlib import Path

from report_cli.files import disk
from report_cli.files.workspace import Workspace
from report_cli.model import TEMPLATE_SUFFIX, CannotRun

_FIGURES = ".figures.json"


def files(folders: Iterable[Path], kinds: Collection[str]) -> tuple[Path, ...]:
    """The files of other kinds than these in folders of drafts."""
    left: list[Path] = []
    for folder in sorted(folders):
        gone = tuple(f"{kind}." for kind in _built(folder, kinds))
        left += [
            folder / name for name in _names(folder) if gone and name.startswith(gone) and (folder / name).is_file()
        ]
    return tuple(left)


def kinds(place: Workspace) -> list[str]:
    """The kinds that a workspace's drafts were built of and that have no template now. (A workspace need not have any.)"""
    known = place.kinds()
    return sorted({kind for folder in place.root.glob("drafts/*") for kind in _built(folder, known)})


def told(place: Workspace) -> str:
    """What is to be said of them; empty where there are none."""
    gone = kinds(place)
    if not gone:
        return ""
    listed, back = "、".join(gone), "从备份或版本库里找回来"
    if not place.kinds():
        return f"templates文件夹里没有报告模板了，drafts文件夹里还有{listed}的稿件；模板移走或删掉了就{back}"
    templates = "、".join(f"templates/{kind}{TEMPLATE_SUFFIX}" for kind in gone)
    which = "这种" if len(gone) == 1 else "这些"
    return f"{listed}没有模板了（{templates}），drafts文件夹里还有{which}报告的稿件；还要用就把模板{back}，不用就把稿件移走"


def _built(folder: Path, known: Collection[str]) -> list[str]:
    """The kinds, other than those known, that drafts in a folder were built of.

    A figures file under another name came with a draft that somebody sent back; one that cannot be read tells nothing.
    """
    named = [name.removesuffix(_FIGURES) for name in _names(folder) if name.endswith(_FIGURES)]
    return [kind for kind in named if kind not in known and _states(folder / f"{kind}{_FIGURES}", kind, folder.name)]


def _names(folder: Path) -> list[str]:
    """The names in a folder, in order; none where it cannot be read."""
    with contextlib.suppress(CannotRun):
        return sorted(disk.names(folder))
    return []


def _states(path: Path, kind: str, year: str) -> bool:
    # Imported here: only a file of an unknown kind needs it.
    from report_cli.drafts import figures

    file = figures.at(path)
    return file is not None and (file.kind, str(file.year)) == (kind, year)
