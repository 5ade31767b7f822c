"""The same work for many things, on several processes: results in order, and no more of them at a time than can be held."""

from __future__ import annotations

import contextlib
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

# So few are done sooner than other processes have started.
FEW = 8
_BATCH = 8
_AHEAD = 4


def cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def results(
    work: Callable[[Task], Result], tasks: Sequence[Task], lost: Callable[[Task], Result], jobs: int | None = None
) -> Iterator[Result]:
    """What `work` gives for each task, in order. `lost`: what stands for one whose process was killed under it.

    `work` is a function of a module, so that processes which share nothing with this one can run it. `jobs`: how many
    processes; by default as many as cores, and none beside this one where the tasks are few.
    """
    wanted = min(jobs or (cores() if len(tasks) > FEW else 1), len(tasks))
    if wanted < 2:
        yield from map(work, tasks)
        return
    with _Pool(work, lost, wanted) as pool:
        yield from pool.results(tasks)


class _Pool(Generic[Task, Result]):
    """Processes at work on batches; renewed where one of them is killed, as by a system that runs out of memory."""

    def __init__(self, work: Callable[[Task], Result], lost: Callable[[Task], Result], jobs: int) -> None:
        self.work, self.lost, self.jobs = work, lost, jobs
        self.executor = _executor(jobs)

    def __enter__(self) -> _Pool[Task, Result]:
        return self

    def __exit__(self, *_: object) -> None:
        self.executor.shutdown(cancel_futures=True)

    def results(self, tasks: Sequence[Task]) -> Iterator[Result]:
        waiting: deque[tuple[Sequence[Task], Future[list[Result]]]] = deque()
        for start in range(0, len(tasks), _BATCH):
            batch = tasks[start : start + _BATCH]
            waiting.append((batch, self.submit(batch)))
            if len(waiting) > self.jobs * _AHEAD:
                yield from self.taken(*waiting.popleft())
        while waiting:
            yield from self.taken(*waiting.popleft())

    def submit(self, batch: Sequence[Task]) -> Future[list[Result]]:
        with contextlib.suppress(BrokenProcessPool):
            return self.executor.submit(_batch, self.work, batch)
        self.executor.shutdown()
        self.executor = _executor(self.jobs)
        return self.executor.submit(_batch, self.work, batch)

    def taken(self, batch: Sequence[Task], future: Future[list[Result]]) -> list[Result]:
        with contextlib.suppress(BrokenProcessPool):
            return future.result()
        # Which of the batch it was, or whether it was one of another, only shows when each is done alone.
        return [self.alone(task) for task in batch]

    def alone(self, task: Task) -> Result:
        with _executor(1) as executor, contextlib.suppress(BrokenProcessPool):
            return executor.submit(self.work, task).result()
        return self.lost(task)


def _executor(jobs: int) -> ProcessPoolExecutor:
    # Begun anew, not forked: the same on every system, and safe whatever threads this process has.
    return ProcessPoolExecutor(jobs, get_context("spawn"), _leave_interrupts_to_the_parent)


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _batch(work: Callable[[Task], Result], tasks: Sequence[Task]) -> list[Result]:
    return [work(task) for task in tasks]
