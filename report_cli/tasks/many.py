"""Many workspaces: found under a folder, parted into shards, and built or read on several processes.

What goes wrong with one stops none of the others.
"""

import contextlib
import gc
import os
import signal
import traceback
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from report_cli.drafts.record import Wanted
from report_cli.files import disk
from report_cli.files.workspace import CATALOGUE, Workspace
from report_cli.model import CannotRun, Finding, in_order, reason
from report_cli.tasks import build as building
from report_cli.tasks.build import Ending, Mode, Outcome

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

    from report_cli.questions import totals

Task = TypeVar("Task")
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

    every = results(partial(_done, work), tasks, jobs, known_done if known else None)
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


# The same work for many things, on several processes: results in order, few of them held at a time -------------------

FEW = 8
"""So few tasks are done sooner than other processes have started."""
_BATCH = 8
"""So many tasks are sent to a process at once."""
_AHEAD = 4
"""So many batches for each process are sent ahead of the one that is waited for."""
_LOOKED_AT = 1000
"""Of more tasks nothing is asked beforehand: the time that processes take to start is little beside the whole."""


def results(
    work: Callable[[Task], Result],
    tasks: Sequence[Task],
    jobs: int | None = None,
    known: Callable[[Task], Result | None] | None = None,
) -> Iterator[Result | None]:
    """What `work` gives for each task, in order; None if its process was killed, as a system without memory does.

    `work` must be something that can be sent to another process. `jobs`: how many processes; by default as many as
    cores, or only this one if the tasks are few. `known`: what a task would give, where that takes no work, else None.
    """
    processes = min(jobs or (_cores() if len(tasks) > FEW else 1), len(tasks))
    if processes < 2:
        yield from map(work, tasks)
    elif known is None or len(tasks) > _LOOKED_AT:
        yield from _elsewhere(work, tasks, processes)
    else:
        looked_at = list(zip_longest(tasks, _known_first(known, tasks)))
        worked_at = results(work, [task for task, result in looked_at if result is None], jobs)
        for _, result in looked_at:
            yield next(worked_at) if result is None else result


def _cores() -> int:
    """The cores that this process may use, where the system tells, else all."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _known_first(known: Callable[[Task], Result | None], tasks: Sequence[Task]) -> Iterator[Result | None]:
    """What is known of the first tasks, up to where so many are unknown that other processes are needed anyway."""
    unknown = 0
    for task in tasks:
        yield (result := known(task))
        unknown += result is None
        if unknown > FEW:
            return


def _elsewhere(work: Callable[[Task], Result], tasks: Sequence[Task], jobs: int) -> Iterator[Result | None]:
    """The results from so many other processes."""
    from concurrent.futures.process import BrokenProcessPool  # imported here: many builds need no other process

    batches = deque(tasks[start : start + _BATCH] for start in range(0, len(tasks), _BATCH))
    waiting: deque[tuple[Sequence[Task], Future[list[Result]]]] = deque()
    executor = _executor(jobs)
    try:
        while batches or waiting:
            while batches and len(waiting) < jobs * _AHEAD:
                batch = batches.popleft()
                waiting.append((batch, _submitted(executor, work, batch)))
            batch, future = waiting.popleft()
            try:
                yield from future.result()
            except BrokenProcessPool:
                # The others of a killed process end too. Whose fault it was only shows when each task is done alone.
                executor.shutdown()
                yield from (_alone(work, task) for task in batch)
                executor = _executor(jobs)
                waiting = deque(
                    (batch, future if future.exception() is None else _submitted(executor, work, batch))
                    for batch, future in waiting
                )
    finally:
        executor.shutdown(cancel_futures=True)


def _submitted(
    executor: "ProcessPoolExecutor", work: Callable[[Task], Result], batch: Sequence[Task]
) -> "Future[list[Result]]":
    """A batch on its way; if the executor is broken already, the future says so, as it does if it breaks later."""
    from concurrent.futures import Future
    from concurrent.futures.process import BrokenProcessPool

    try:
        return executor.submit(_batch, work, batch)
    except BrokenProcessPool as error:
        broken: Future[list[Result]] = Future()
        broken.set_exception(error)
        return broken


def _alone(work: Callable[[Task], Result], task: Task) -> Result | None:
    """The result of one task in a process of its own; None if that is killed."""
    from concurrent.futures.process import BrokenProcessPool

    with _executor(1) as executor, contextlib.suppress(BrokenProcessPool):
        return executor.submit(work, task).result()
    return None


def _executor(jobs: int) -> "ProcessPoolExecutor":
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Begun anew, not forked: the same on every system, and safe whatever threads there are. Ctrl+C is for us alone.
    return ProcessPoolExecutor(jobs, get_context("spawn"), signal.signal, (signal.SIGINT, signal.SIG_IGN))


def _batch(work: Callable[[Task], Result], tasks: Sequence[Task]) -> list[Result]:
    return [work(task) for task in tasks]
