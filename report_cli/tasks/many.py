"""Many workspaces: found under a folder, dealt out in shards, built or read one after the other or side by side.

What goes wrong with one stops none of the others.
"""

import gc
import os
import traceback
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from report_cli.drafts.record import Wanted
from report_cli.files import disk
from report_cli.files.workspace import CATALOGUE, Workspace
from report_cli.model import CannotRun, Finding, in_order, reason
from report_cli.tasks import build as building
from report_cli.tasks import processes
from report_cli.tasks.build import Ending, Mode, Outcome

if TYPE_CHECKING:
    from report_cli.questions import totals

Result = TypeVar("Result")

_OWN_FOLDERS = {"data", "templates", "drafts"}
"""What a workspace itself consists of: there are no further workspaces in them."""
_KILLED = "进程中途被结束了，可能是内存不够；减少--jobs再试"
_MANY = 50
"""From so many workspaces for each part on, chance makes the parts even."""


def find(folder: Path) -> dict[str, Workspace]:
    """The workspaces in a folder and below it, by their paths in it; hidden folders and links are passed over."""
    if not folder.is_dir():
        raise CannotRun(f"没有文件夹 {folder.as_posix()}")
    root, found = folder.resolve(), {}
    for name, folders, _ in os.walk(root):
        is_workspace = "data" in folders and Path(name, CATALOGUE).is_file()
        own = _OWN_FOLDERS if is_workspace else set[str]()
        folders[:] = sorted(inner for inner in folders if not inner.startswith(".") and inner not in own)
        if is_workspace:
            found[Path(name).relative_to(root).as_posix()] = Workspace(Path(name))
    if not found:
        raise CannotRun(f"{folder.as_posix()} 下面没有工作区（工作区里有 {CATALOGUE}）")
    return found


def shard(workspaces: Mapping[str, Workspace], number: int, of: int) -> dict[str, Workspace]:
    """Part `number`, from 1, of `of` parts that all workspaces are dealt out to.

    Few are dealt out evenly, in the order of their names. Many are drawn by chance: the parts are nearly as large, and
    each workspace stays in its own whatever others come and go.
    """
    # macOS may spell a name in other code points than the machine that shares the work.
    spelt = {name: unicodedata.normalize("NFC", name).encode(errors="surrogateescape") for name in workspaces}
    if len(spelt) < _MANY * of:
        lot = {name: rank for rank, name in enumerate(sorted(spelt, key=lambda name: spelt[name]))}
    else:
        lot = {name: int.from_bytes(sha256(spelling).digest()[:8]) for name, spelling in spelt.items()}
    return {name: workspace for name, workspace in workspaces.items() if lot[name] % of == number - 1}


class Done(Struct, Generic[Result], frozen=True):
    """How it went with one workspace. `trouble`: why there is no result, in words."""

    name: str
    workspace: Workspace
    result: Result | None
    trouble: str = ""


def ending(built: Done[Outcome]) -> Ending:
    return built.result.ending if built.result else "failed"


def build(
    workspaces: Mapping[str, Workspace], wanted: Wanted, mode: Mode, jobs: int | None = None
) -> Iterator[Done[Outcome]]:
    """Build them all, in order; below `output` each has a folder of its own. The disk is synced once, if it can be."""
    mode = replace(mode, is_durable=not disk.CAN_SYNC)
    yield from _each(partial(_build, wanted, mode), workspaces, jobs, partial(_recalled, wanted, mode))
    disk.sync()


def _build(wanted: Wanted, mode: Mode, name: str, workspace: Workspace) -> Outcome:
    return building.build(workspace, _for(wanted, name), mode)


def _recalled(wanted: Wanted, mode: Mode, name: str, workspace: Workspace) -> Outcome | None:
    """What a build would come to that has nothing to do, since nothing has changed; None if there may be work."""
    return building.recalled(workspace, building.with_ids(workspace, _for(wanted, name)), mode)


def _for(wanted: Wanted, name: str) -> Wanted:
    """What is wanted of one workspace: its drafts go into its own folder."""
    return replace(wanted, output=wanted.output and wanted.output / name)


class Stated(Struct, frozen=True):
    """What the data of one workspace state: what can be added up, and what was found wrong."""

    addends: "list[totals.Addend]"
    findings: list[Finding]


def read(workspaces: Mapping[str, Workspace], year: int, jobs: int | None = None) -> Iterator[Done[Stated]]:
    """Read the data of them all, in order; nothing is built."""
    return _each(partial(_read, year), workspaces, jobs)


def _read(year: int, _: str, workspace: Workspace) -> Stated:
    # Imported here: a build that finds nothing changed needs neither, in none of its processes.
    from report_cli.facts.load import load
    from report_cli.questions import totals

    loaded = load(workspace, year)
    return Stated(totals.addends(loaded.ledger), in_order(loaded.findings))


def _each(
    work: Callable[[str, Workspace], Result],
    workspaces: Mapping[str, Workspace],
    jobs: int | None,
    known: Callable[[str, Workspace], Result | None] | None = None,
) -> Iterator[Done[Result]]:
    """How the work went with each workspace, in order. `known`: its result, where that takes no work, else None."""
    tasks = list(workspaces.items())

    def known_done(task: tuple[str, Workspace]) -> Done[Result] | None:
        # If it is in trouble, the work itself will say so.
        result = _done(known, task).result if known else None
        return None if result is None else Done(*task, result)

    every = processes.results(partial(_done, work), tasks, jobs, known_done if known else None)
    for task, done in zip(tasks, every, strict=True):
        yield done or Done(*task, None, _KILLED)


def _done(work: Callable[[str, Workspace], Result], task: tuple[str, Workspace]) -> Done[Result]:
    """How the work went with one workspace, whatever came up."""
    _bound_memory()
    try:
        return Done(*task, work(*task))
    except CannotRun as error:
        return Done(*task, None, str(error))
    except OSError as error:
        return Done(*task, None, f"{error.filename or task[1].root.as_posix()}：{reason(error)}")
    except Exception:  # noqa: BLE001  # a bug that one workspace brings out must not cost the others their drafts
        return Done(*task, None, f"程序出错，请报告这一段：\n{traceback.format_exc().rstrip()}")


@cache
def _bound_memory() -> None:
    """Look for garbage often: compiled templates are cycles, and each of thousands of workspaces has its own."""
    gc.set_threshold(10_000, 2, 2)
