"""The same work for many things, on several processes: results in order, few of them held at a time."""

import contextlib
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

Task = TypeVar("Task")
Result = TypeVar("Result")

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
