"""Many workspaces: found under a folder, parted into shards, and built, none stopping the others."""

from __future__ import annotations

import gc
import os
import traceback
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from report_cli.facts.load import load
from report_cli.files.workspace import CATALOGUE, Workspace
from report_cli.model import CannotRun, Finding, in_order
from report_cli.questions import totals
from report_cli.tasks import build as building
from report_cli.tasks import processes
from report_cli.tasks.build import Ending, Outcome
from report_cli.tasks.wanted import Wanted, Way

# What a workspace itself consists of holds no further ones.
_PARTS = {"data", "templates", "drafts"}


def find(folder: Path) -> dict[str, Workspace]:
    """The workspaces in a folder and below it, by their paths in it; hidden folders and links are passed over."""
    if not folder.is_dir():
        raise CannotRun(f"没有文件夹 {folder.as_posix()}")
    root, found = folder.resolve(), {}
    for name, folders, _ in os.walk(root):
        is_workspace = "data" in folders and Path(name, CATALOGUE).is_file()
        folders[:] = sorted(
            inner for inner in folders if not inner.startswith(".") and not (is_workspace and inner in _PARTS)
        )
        if is_workspace:
            found[Path(name).relative_to(root).as_posix()] = Workspace(Path(name))
    if not found:
        raise CannotRun(f"{folder.as_posix()} 下面没有工作区（工作区里有 {CATALOGUE}）")
    return found


def shard(places: Mapping[str, Workspace], number: int, of: int) -> dict[str, Workspace]:
    """One part of so many, from 1. A workspace stays in its part whatever others come and go."""
    return {name: place for name, place in places.items() if _draw(name) % of == number - 1}


def _draw(name: str) -> int:
    # macOS may spell a name in other code points than the machine that shares the work.
    return int.from_bytes(sha256(unicodedata.normalize("NFC", name).encode(errors="surrogateescape")).digest()[:8])


class Built(Struct, frozen=True):
    """How it went with one workspace. `trouble`: why it could not be built at all, in words; else its outcome."""

    name: str
    place: Workspace
    outcome: Outcome | None
    trouble: str = ""

    @property
    def ending(self) -> Ending:
        return self.outcome.ending if self.outcome else "failed"


class _Task(Struct, frozen=True):
    name: str
    place: Workspace
    wanted: Wanted
    way: Way


def build(places: Mapping[str, Workspace], wanted: Wanted, way: Way, jobs: int | None = None) -> Iterator[Built]:
    """Build them all, in order. Below `output` each has a folder of its own."""
    tasks = [
        _Task(name, place, replace(wanted, output=wanted.output / name) if wanted.output else wanted, way)
        for name, place in places.items()
    ]
    return processes.results(_build, tasks, _lost, jobs)


@cache
def _bound_memory() -> None:
    """What is compiled of a template holds itself in a circle. Over thousands of workspaces with templates of their own, that adds up."""
    gc.set_threshold(10_000, 2, 2)


def _build(task: _Task) -> Built:
    _bound_memory()
    try:
        return Built(task.name, task.place, building.build(task.place, task.wanted, task.way))
    except CannotRun as error:
        return Built(task.name, task.place, None, str(error))
    except Exception:  # noqa: BLE001  # a bug that one workspace brings out must not cost the others their drafts
        return Built(task.name, task.place, None, f"程序出错，请报告这一段：\n{traceback.format_exc().rstrip()}")


def _lost(task: _Task) -> Built:
    return Built(task.name, task.place, None, "进程中途被结束了，可能是内存不够；减少--jobs再试")


class Read(Struct, frozen=True):
    """What one workspace states of a year, as rows to be added up. `trouble`: why it states nothing."""

    name: str
    place: Workspace
    addends: list[totals.Addend]
    findings: list[Finding]
    trouble: str = ""


class _Reading(Struct, frozen=True):
    name: str
    place: Workspace
    year: int


def read(places: Mapping[str, Workspace], year: int, jobs: int | None = None) -> Iterator[Read]:
    """Read a year of them all, in order."""
    return processes.results(_read, [_Reading(name, place, year) for name, place in places.items()], _unread, jobs)


def _read(task: _Reading) -> Read:
    try:
        loaded = load(task.place, task.year)
    except CannotRun as error:
        return Read(task.name, task.place, [], [], str(error))
    return Read(task.name, task.place, totals.addends(loaded.ledger), in_order(loaded.findings))


def _unread(task: _Reading) -> Read:
    return Read(task.name, task.place, [], [], "进程中途被结束了，可能是内存不够；减少--jobs再试")
