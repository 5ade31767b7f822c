"""Many workspaces: found under a folder, parted into shards, and built, none stopping the others."""

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

# What a workspace itself consists of holds no further ones.
_PARTS = {"data", "templates", "drafts"}
_MANY = 50
"""With so many workspaces a part chance makes the parts even."""


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


def shard(workspaces: Mapping[str, Workspace], number: int, of: int) -> dict[str, Workspace]:
    """One part of so many, from 1. Few workspaces are dealt out evenly, by their names.

    Many fall into parts that are nearly as large, and each stays in its own whatever others come and go.
    """
    # macOS may spell a name in other code points than the machine that shares the work.
    names = {name: unicodedata.normalize("NFC", name).encode(errors="surrogateescape") for name in workspaces}
    if len(names) < _MANY * of:
        drawn = {name: rank for rank, name in enumerate(sorted(names, key=lambda name: names[name]))}
    else:
        drawn = {name: int.from_bytes(sha256(spelt).digest()[:8]) for name, spelt in names.items()}
    return {name: workspace for name, workspace in workspaces.items() if drawn[name] % of == number - 1}


class Done(Struct, Generic[Result], frozen=True):
    """How it went with one workspace. `trouble`: why there is no result, in words."""

    name: str
    workspace: Workspace
    result: Result | None
    trouble: str = ""


def build(
    workspaces: Mapping[str, Workspace], wanted: Wanted, mode: Mode, jobs: int | None = None
) -> Iterator[Done[Outcome]]:
    """Build them all, in order. Below `output` each has a folder of its own. They are brought to the disk together."""
    mode = replace(mode, is_durable=not disk.CAN_SYNC)
    yield from _each(partial(_build, wanted, mode), workspaces, jobs, partial(_recalled, wanted, mode))
    disk.sync()


def _build(wanted: Wanted, mode: Mode, name: str, workspace: Workspace) -> Outcome:
    return building.build(workspace, _for(wanted, name), mode)


def _recalled(wanted: Wanted, mode: Mode, name: str, workspace: Workspace) -> Outcome | None:
    return building.recalled(workspace, building.with_ids(workspace, _for(wanted, name)), mode)


def _for(wanted: Wanted, name: str) -> Wanted:
    return replace(wanted, output=wanted.output and wanted.output / name)


def ending(built: Done[Outcome]) -> Ending:
    return built.result.ending if built.result else "failed"


class Stated(Struct, frozen=True):
    addends: "list[totals.Addend]"
    findings: list[Finding]


def read(workspaces: Mapping[str, Workspace], year: int, jobs: int | None = None) -> Iterator[Done[Stated]]:
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
    lost = "进程中途被结束了，可能是内存不够；减少--jobs再试"
    tasks = list(workspaces.items())

    def done_before(task: tuple[str, Workspace]) -> Done[Result] | None:
        # What may be the trouble with it is told by the work itself.
        result = _done(known, task).result if known else None
        return None if result is None else Done(*task, result)

    for task, done in zip(tasks, results(partial(_done, work), tasks, jobs, known and done_before), strict=True):
        yield done or Done(*task, None, lost)


def _done(work: Callable[[str, Workspace], Result], task: tuple[str, Workspace]) -> Done[Result]:
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
    """Look for garbage often: compiled templates are circles, and each of thousands of workspaces has its own."""
    gc.set_threshold(10_000, 2, 2)


# The same work for many things, on several processes: results in order, few of them held at a time -------------------

# So few are done sooner than other processes have started.
FEW = 8
_BATCH = 8
_AHEAD = 4
_LOOKED_AT = 1000
"""Of more tasks other processes are told at once: the time that they take to start is little beside the whole."""


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
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    wanted = min(jobs or (cores if len(tasks) > FEW else 1), len(tasks))
    if wanted < 2:
        yield from map(work, tasks)
    elif known is None or len(tasks) > _LOOKED_AT:
        yield from _elsewhere(work, tasks, wanted)
    else:
        looked_at = list(zip_longest(tasks, _known(known, tasks)))
        others = results(work, [task for task, result in looked_at if result is None], jobs)
        for _, result in looked_at:
            yield next(others) if result is None else result


def _known(known: Callable[[Task], Result | None], tasks: Sequence[Task]) -> Iterator[Result | None]:
    """What is known of the first tasks, up to where more than a few of them are to be worked at."""
    unknown = 0
    for task in tasks:
        yield (result := known(task))
        unknown += result is None
        if unknown > FEW:
            return


def _elsewhere(work: Callable[[Task], Result], tasks: Sequence[Task], jobs: int) -> Iterator[Result | None]:
    """The results of so many other processes."""
    from concurrent.futures.process import BrokenProcessPool  # imported here: many builds need no other process

    batches = deque(tasks[start : start + _BATCH] for start in range(0, len(tasks), _BATCH))
    waiting: deque[tuple[Sequence[Task], Future[list[Result]]]] = deque()
    executor = _executor(jobs)
    try:
        while batches or waiting:
            while batches and len(waiting) < jobs * _AHEAD:
                waiting.append((batches[0], _submitted(executor, work, batches.popleft())))
            batch, future = waiting.popleft()
            try:
                yield from future.result()
            except BrokenProcessPool:
                # The others of a killed process end too. Whose fault it was only shows when each task is done alone.
                executor.shutdown()
                yield from (_alone(work, task) for task in batch)
                executor = _executor(jobs)
                waiting = deque((b, f if f.exception() is None else _submitted(executor, work, b)) for b, f in waiting)
    finally:
        executor.shutdown(cancel_futures=True)


def _submitted(
    executor: "ProcessPoolExecutor", work: Callable[[Task], Result], batch: Sequence[Task]
) -> "Future[list[Result]]":
    from concurrent.futures import Future
    from concurrent.futures.process import BrokenProcessPool

    try:
        return executor.submit(_batch, work, batch)
    except BrokenProcessPool as error:
        broken: Future[list[Result]] = Future()
        broken.set_exception(error)
        return broken


def _alone(work: Callable[[Task], Result], task: Task) -> Result | None:
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
