"""The same work for many things, on several processes: results in order, few of them held at a time."""

import contextlib
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

# So few are done sooner than other processes have started.
FEW = 8
_BATCH = 8
_AHEAD = 4


def cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def results(work: Callable[[Task], Result], tasks: Sequence[Task], jobs: int | None = None) -> Iterator[Result | None]:
    """What `work` gives for each task, in order; None if its process was killed, as a system without memory does.

    `work` must be something that can be sent to another process. `jobs`: how many processes; by default as many as
    cores, or only this one if the tasks are few.
    """
    wanted = min(jobs or (cores() if len(tasks) > FEW else 1), len(tasks))
    if wanted < 2:
        yield from map(work, tasks)
        return
    batches = deque(tasks[start : start + _BATCH] for start in range(0, len(tasks), _BATCH))
    waiting: deque[tuple[Sequence[Task], Future[list[Result]]]] = deque()
    executor = _executor(wanted)
    try:
        while batches or waiting:
            while batches and len(waiting) < wanted * _AHEAD:
                waiting.append((batches[0], _submitted(executor, work, batches.popleft())))
            batch, future = waiting.popleft()
            try:
                yield from future.result()
            except BrokenProcessPool:
                # The others of a killed process end too. Whose fault it was only shows when each task is done alone.
                executor.shutdown()
                yield from (_alone(work, task) for task in batch)
                executor = _executor(wanted)
                waiting = deque((b, f if f.exception() is None else _submitted(executor, work, b)) for b, f in waiting)
    finally:
        executor.shutdown(cancel_futures=True)


def _submitted(
    executor: ProcessPoolExecutor, work: Callable[[Task], Result], batch: Sequence[Task]
) -> Future[list[Result]]:
    try:
        return executor.submit(_batch, work, batch)
    except BrokenProcessPool as error:
        broken: Future[list[Result]] = Future()
        broken.set_exception(error)
        return broken


def _alone(work: Callable[[Task], Result], task: Task) -> Result | None:
    with _executor(1) as executor, contextlib.suppress(BrokenProcessPool):
        return executor.submit(work, task).result()
    return None


def _executor(jobs: int) -> ProcessPoolExecutor:
    # Begun anew, not forked: the same on every system, and safe whatever threads there are. Ctrl+C is for us alone.
    return ProcessPoolExecutor(jobs, get_context("spawn"), signal.signal, (signal.SIGINT, signal.SIG_IGN))


def _batch(work: Callable[[Task], Result], tasks: Sequence[Task]) -> list[Result]:
    return [work(task) for task in tasks]
