"""Drafts of report kinds whose template is gone: nothing keeps them up to date."""

import contextlib
from collections.abc import Collection, Iterable
from pathlib import Path

from report_cli.files import disk
from report_cli.files.workspace import Workspace
from report_cli.model import FIGURES_SUFFIX, TEMPLATE_SUFFIX, CannotRun


def files(folders: Iterable[Path], kinds: Collection[str]) -> tuple[Path, ...]:
    """The drafts in some folders that were built as other kinds than these."""
    found: list[Path] = []
    for folder in sorted(folders):
        names, gone = _names(folder), tuple(f"{kind}." for kind in _built(folder, kinds))
        found += [folder / name for name in names if name.startswith(gone) and (folder / name).is_file()]
    return tuple(found)


def kinds(workspace: Workspace) -> list[str]:
    """The kinds of which a workspace has drafts but no template."""
    known = workspace.kinds()
    return sorted({kind for folder in workspace.root.glob("drafts/*") for kind in _built(folder, known)})


def advice(workspace: Workspace) -> str:
    gone = kinds(workspace)
    if not gone:
        return ""
    listed, back = "、".join(gone), "从备份或版本库里找回来"
    if not workspace.kinds():
        return f"templates文件夹里没有报告模板了，drafts文件夹里还有{listed}的稿件；模板移走或删掉了就{back}"
    templates = "、".join(f"templates/{kind}{TEMPLATE_SUFFIX}" for kind in gone)
    drafts = f"drafts文件夹里还有{'这种' if len(gone) == 1 else '这些'}报告的稿件"
    return f"{listed}没有模板了（{templates}），{drafts}；还要用就把模板{back}，不用就把稿件移走"


def _built(folder: Path, known: Collection[str]) -> list[str]:
    """The kinds, other than those known, that were built into a folder of drafts.

    A figures file under another name came with a draft that somebody sent back.
    """
    built = {name.removesuffix(FIGURES_SUFFIX) for name in _names(folder) if name.endswith(FIGURES_SUFFIX)}
    kinds = sorted(built.difference(known))
    if not kinds:
        return []
    # Imported here: only a file of an unknown kind needs it.
    from report_cli.drafts import figures

    files = {kind: figures.at(folder / f"{kind}{FIGURES_SUFFIX}") for kind in kinds}
    return [kind for kind, file in files.items() if file and (file.kind, str(file.year)) == (kind, folder.name)]


def _names(folder: Path) -> list[str]:
    with contextlib.suppress(CannotRun):
        return sorted(disk.names(folder))
    return []
